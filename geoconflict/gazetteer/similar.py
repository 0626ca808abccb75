"""A misspelt name and its countries in, the stored keys most like it out."""

from __future__ import annotations

import sqlite3
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# Keys of so many countries are kept unpacked; the largest country has 72,000.
_KEPT_COUNTRIES = 8
#: Jaro-Winkler similarity (0-1) from which a key may be a spelling of a name. Measured on coded
#: place names of about 40 countries: below it more is found by chance than by likeness.
LIKENESS = 0.8


class CountryKeys:
    """The folded names of single countries, as one gazetteer file stores them.

    Parameters
    ----------
    connection
        An open gazetteer; one without the table gives no keys.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self._keys: dict[str, list[str]] = {}

    def read_keys(self, iso3: str) -> list[str] | None:
        """Return the sorted keys of a country; None where the file does not list them."""
        if iso3 in self._keys:
            return self._keys[iso3]
        try:
            row = self.connection.execute(
                "SELECT keys FROM country_key WHERE country_iso3 = ?", (iso3,)
            ).fetchone()
            if row is None:
                row = self.connection.execute("SELECT '' FROM country_key LIMIT 1", ()).fetchone()
        except sqlite3.OperationalError:
            return None
        if row is None:
            return None
        if len(self._keys) >= _KEPT_COUNTRIES:
            self._keys.pop(next(iter(self._keys)))
        keys = zlib.decompress(row[0]).decode("utf-8").split("\n") if row[0] else []
        self._keys[iso3] = keys
        return keys

    def find_within(
        self, folded: str, countries: Sequence[str], edits: int
    ) -> dict[str, int] | None:
        """Return key -> number of edits, at most so many; None where keys are not listed."""
        from rapidfuzz import process  # noqa: PLC0415
        from rapidfuzz.distance import OSA  # noqa: PLC0415

        found: dict[str, int] = {}
        for iso3 in countries:
            keys = self.read_keys(iso3)
            if keys is None:
                return None
            near = process.extract(
                folded, keys, scorer=OSA.distance, score_cutoff=edits, limit=None
            )
            found.update({key: int(distance) for key, distance, _ in near})
        return found

    def find_alike(
        self, folded: str, countries: Sequence[str], *, limit: int
    ) -> list[tuple[float, str]]:
        """Return (likeness 0-1, key), the most alike first; empty where keys are not listed."""
        from rapidfuzz import process  # noqa: PLC0415
        from rapidfuzz.distance import JaroWinkler  # noqa: PLC0415

        found: dict[str, float] = {}
        for iso3 in countries:
            near = process.extract(
                folded, self.read_keys(iso3) or [], scorer=JaroWinkler.normalized_similarity,
                score_cutoff=LIKENESS, limit=limit,
            )  # fmt: skip
            found.update({key: float(likeness) for key, likeness, _ in near})
        ranked = sorted((-likeness, key) for key, likeness in found.items())
        return [(-likeness, key) for likeness, key in ranked[:limit]]


def pack_keys(keys: Iterable[str]) -> bytes:
    """Return sorted keys as they are stored."""
    return zlib.compress("\n".join(keys).encode("utf-8"), 9)
