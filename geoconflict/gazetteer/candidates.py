"""A phrase for a place in, the entries it may mean out, each with how it was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geoconflict.gazetteer.fold import fold_name
from geoconflict.gazetteer.phrases import read_phrase
from geoconflict.model import Candidate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from geoconflict.gazetteer.phrases import Reading
    from geoconflict.model import Entry

# How far each way of finding is to be trusted, 0-1: an order, not a probability.
_WHOLE, _SAME, _POINTED, _CONSONANTS, _ALIKE = 1.0, 0.9, 0.6, 0.5, 0.4
_READINGS = 3
# Alike names are asked for in larger number than wanted: one entry may have several.
_ALIKE_FACTOR = 3


class _Collected:
    """Candidates once each, in the order of arrival."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.found: dict[str, Candidate] = {}

    def add(self, entries: Iterable[Entry], score: float, reason: str) -> None:
        for entry in entries:
            if len(self.found) < self.limit and entry.id not in self.found:
                self.found[entry.id] = Candidate(entry=entry, score=round(score, 3), reason=reason)

    @property
    def is_full(self) -> bool:
        return len(self.found) >= self.limit


def _sort_by_class(entries: Sequence[Entry], reading: Reading) -> list[Entry]:
    """Return the entries with those first that are what the type word says."""
    return sorted(
        entries,
        key=lambda e: (
            bool(reading.feature_class) and e.feature_class != reading.feature_class,
            reading.feature_class == "A" and e.feature_code != reading.feature_code,
        ),
    )


def collect_candidates(
    phrase: str,
    *,
    find_exact: Callable[[str], Sequence[Entry]],
    find_variants: Callable[[str], Sequence[Entry]],
    find_alike: Callable[[str, int], Sequence[tuple[float, Entry]]],
    limit: int,
) -> tuple[Candidate, ...]:
    """Return the candidates of `Gazetteer.find_candidates`.

    Parameters
    ----------
    find_exact, find_variants
        Name -> entries with the same key, with the same consonants.
    find_alike
        Name and number -> (likeness 0-1, entry), the most alike first.
    """
    out = _Collected(limit)
    if limit <= 0 or not fold_name(phrase):
        return ()
    out.add(find_exact(phrase), _WHOLE, f"is named {phrase!r}")
    readings = read_phrase(phrase)
    for is_same, score in ((True, _SAME), (False, _POINTED)):
        for reading in readings:
            if reading.is_same is is_same and not out.is_full:
                how = f"is named {reading.name!r}"
                if not is_same:
                    how = f"{how}, at or near which the phrase points"
                out.add(_sort_by_class(find_exact(reading.name), reading), score, how)
    names = list(dict.fromkeys(r.name for r in readings[:_READINGS]))
    for name in names:
        if not out.is_full:
            out.add(find_variants(name), _CONSONANTS, f"has the consonants of {name!r}")
    if not out.is_full:
        alike = [
            (-likeness, at, entry)
            for name in names
            for at, (likeness, entry) in enumerate(find_alike(name, limit * _ALIKE_FACTOR))
        ]
        for likeness, _, entry in sorted(alike, key=lambda item: item[:2]):
            out.add(
                [entry], -likeness * _ALIKE,
                f"only alike: {(entry.matched_name or entry.name)!r}; needs the context's support",
            )  # fmt: skip
    return tuple(out.found.values())
