"""What a document says around its names: which countries it is about, and what holds what."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geoconflict.model import Entry, Toponym, ToponymRole

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from geoconflict.config import Config

_SIDE = r"(?:(?:the|central|(?:north|south|east|west)[\w-]*)\s+)*"
_CONTAINER_GAP = re.compile(
    rf"\s*,\s*(?:in\s+)?{_SIDE}|\s+(?:in|of)\s+{_SIDE}|['’]s\s+(?:\w+\s+){{0,2}}"
)
_COMMA_GAP = re.compile(r"\s*,\s*")
_TYPE_GAP = re.compile(
    r"\s+(?:province|governorate|oblast|district|region|state|county|city|town|village)"
    rf"(?:\s*,\s*(?:in\s+)?|\s+(?:in|of)\s+){_SIDE}",
    re.IGNORECASE,
)
_IN_GAP = re.compile(r"\s+in\s+(?:the\s+)?")


def is_country(entry: Entry) -> bool:
    """Return whether an entry is a country or territory."""
    return entry.feature_class == "A" and entry.feature_code.startswith(("PCL", "TERR"))


def is_held(entry: Entry, areas: Sequence[Entry]) -> bool:
    """Return whether one of the areas holds the entry."""
    for area in areas:
        same_country = area.country_iso3 and area.country_iso3 in entry.country_iso3.split(";")
        if entry.id == area.id or not same_country:
            continue
        if is_country(area) or area.id in (entry.admin1_id, entry.admin2_id):
            return True
        if area.name and area.name in (entry.admin1, entry.admin2):
            return True
    return False


@dataclass(frozen=True, slots=True)
class Focus:
    """How much a document is about each country and first-level unit; the largest is 1."""

    countries: Mapping[str, float]
    units: Mapping[str, float]


def find_focus(
    toponyms: Sequence[Toponym],
    candidates: Sequence[Sequence[Entry]],
    weigh: Callable[[Entry], float],
    config: Config,
) -> Focus:
    """Return what a document is about, from the candidates of all its names.

    Parameters
    ----------
    toponyms, candidates
        Each toponym with its candidates, best known first.
    weigh
        How likely an entry is meant when nothing else is known, > 0.
    config
        `countries` are added to what the text says.
    """
    countries: defaultdict[str, float] = defaultdict(float)
    units: defaultdict[str, float] = defaultdict(float)
    seen: defaultdict[str, int] = defaultdict(int)
    for toponym, entries in zip(toponyms, candidates, strict=True):
        if not entries:
            continue
        # A name said ten times is not ten times as much evidence.
        seen[toponym.name] += 1
        share = 1.0 / seen[toponym.name] ** 0.5
        literal = toponym.role is ToponymRole.LITERAL
        if is_country(entries[0]):
            countries[entries[0].country_iso3] += share * (1.0 if literal else 0.7)
            continue
        best_of: defaultdict[str, float] = defaultdict(float)
        unit_of: defaultdict[str, float] = defaultdict(float)
        for entry in entries:
            weight = weigh(entry)
            for iso3 in entry.country_iso3.split(";"):
                best_of[iso3] = max(best_of[iso3], weight)
            unit = entry.id if entry.feature_code == "ADM1" else entry.admin1_id
            if unit:
                unit_of[unit] = max(unit_of[unit], weight)
        for found, total in ((best_of, countries), (unit_of, units)):
            whole = sum(found.values())
            for key, weight in found.items():
                total[key] += share * weight / whole
    for iso3 in config.countries:
        countries[iso3] += 2.0 + max(countries.values(), default=0.0)
    countries.pop("", None)
    return Focus(countries=_normalise(countries), units=_normalise(units))


def _normalise(weights: Mapping[str, float]) -> dict[str, float]:
    """Return weights as shares of the largest, in fixed order."""
    largest = max(weights.values(), default=1.0) or 1.0
    return {key: weights[key] / largest for key in sorted(weights)}


def find_containers(
    text: str, toponyms: Sequence[Toponym], candidates: Sequence[Sequence[Entry]]
) -> list[tuple[Entry, ...]]:
    """Return for each toponym the areas that the text says hold it ("Saraqib, Syria")."""
    holds: list[list[Entry]] = [[] for _ in toponyms]
    for i in range(len(toponyms) - 1):
        gap = text[toponyms[i].end : toponyms[i + 1].start]
        if not (_CONTAINER_GAP.fullmatch(gap) or _TYPE_GAP.fullmatch(gap)):
            continue
        if gap[0] in "'’":
            # "Syria's Idlib": the first holds the second.
            holds[i + 1].extend(e for e in candidates[i] if e.feature_class == "A")
        elif toponyms[i + 1].role is ToponymRole.LITERAL:
            holds[i].extend(e for e in candidates[i + 1] if e.feature_class == "A")
    # "Saraqib, Idlib, Syria": what holds the container holds the contained.
    for i in range(len(toponyms) - 2, -1, -1):
        gap = text[toponyms[i].end : toponyms[i + 1].start]
        if holds[i] and holds[i + 1] and (_COMMA_GAP.fullmatch(gap) or _TYPE_GAP.fullmatch(gap)):
            holds[i].extend(e for e in holds[i + 1] if e not in holds[i])
    return [tuple(h) for h in holds]


def find_contained(
    text: str, toponyms: Sequence[Toponym], candidates: Sequence[Sequence[Entry]]
) -> list[tuple[Entry, ...]]:
    """Return for each toponym what the text says lies in it: Atlanta for "Atlanta, Georgia"."""
    inside: list[tuple[Entry, ...]] = [() for _ in toponyms]
    for i in range(len(toponyms) - 1):
        gap = text[toponyms[i].end : toponyms[i + 1].start]
        if _COMMA_GAP.fullmatch(gap) or _TYPE_GAP.fullmatch(gap) or _IN_GAP.fullmatch(gap):
            inner = [e for e in candidates[i] if not is_country(e)]
            outer = [e for e in candidates[i + 1] if e.feature_class == "A"]
            if any(is_held(e, (area,)) for e in inner for area in outer):
                inside[i + 1] = tuple(inner)
    return inside
