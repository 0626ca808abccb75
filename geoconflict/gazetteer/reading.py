"""Rows of a gazetteer file in, entries out; and which rows a look-up takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geoconflict.gazetteer.schema import QUALITIES, SOURCES, load_id
from geoconflict.model import Entry

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

#: What `make_entry` reads, in its order, and the tables it comes from.
COLUMNS = (
    "e.n, e.id, e.name, e.lon_e5, e.lat_e5, e.feature_class, e.feature_code, e.country_iso3, "
    "a.name, b.name, a.id, b.id, e.population, e.radius_hm, e.quality, e.source, g.n"
)
JOINS = (
    "entry e LEFT JOIN entry a ON a.n = e.admin1 LEFT JOIN entry b ON b.n = e.admin2 "
    "LEFT JOIN geometry g ON g.n = e.n"
)


def make_entry(row: tuple[Any, ...], *, matched: str = "", kind: str = "name") -> Entry:
    """Return the entry of a row of `COLUMNS`, with the name that matched."""
    return Entry(
        id=load_id(row[1]), name=row[2], lon=row[3] / 1e5, lat=row[4] / 1e5, feature_class=row[5],
        feature_code=row[6], country_iso3=row[7], admin1=row[8] or "", admin2=row[9] or "",
        admin1_id=load_id(row[10] or ""), admin2_id=load_id(row[11] or ""), population=row[12],
        radius_km=row[13] / 10,
        quality=QUALITIES[row[14]], source=SOURCES[row[15]], matched_name=matched,
        name_kind=kind, has_geometry=row[16] is not None,
    )  # fmt: skip


def select_rows(
    connection: sqlite3.Connection, where: str, values: Sequence[object] = ()
) -> Iterator[tuple[Any, ...]]:
    """Yield rows of `COLUMNS`; `where` is SQL with a mark for each value."""
    query = f"SELECT {COLUMNS} FROM {JOINS} WHERE {where}"  # noqa: S608 - fixed words; values are bound
    yield from connection.execute(query, tuple(values))


def read_entry(connection: sqlite3.Connection, number: int) -> tuple[Any, ...]:
    """Return the row of `COLUMNS` with a number that is known to exist."""
    return next(select_rows(connection, "e.n = ?", (number,)))


class Filter:
    """Which rows a look-up takes; an empty sequence takes all."""

    __slots__ = ("_classes", "_codes", "_countries", "_kinds")

    def __init__(
        self,
        countries: Sequence[str],
        classes: Sequence[str],
        codes: Sequence[str],
        kinds: Sequence[str],
    ) -> None:
        self._countries = frozenset(countries)
        self._classes = frozenset(map(str, classes))
        self._codes = frozenset(codes)
        self._kinds = frozenset(kinds)

    def takes_country(self, joined: str) -> bool:
        """Return whether one of the ";"-joined codes is wanted."""
        return not self._countries or not self._countries.isdisjoint(joined.split(";"))

    def takes_kind(self, kind: str) -> bool:
        """Return whether a kind of name is wanted."""
        return kind in self._kinds if self._kinds else kind != "demonym"

    def takes(self, letter: str, code: str, countries: str, kind: str) -> bool:
        """Return whether a row is wanted."""
        return (
            (not self._classes or letter in self._classes)
            and (not self._codes or code in self._codes)
            and self.takes_kind(kind)
            and self.takes_country(countries)
        )
