"""A candidate in its context in; named numbers out, for the small linear ranker."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geoconflict.geodesy import great_circle_km
from geoconflict.model import FeatureClass as Fc
from geoconflict.model import ToponymRole
from geoconflict.resolve.context import is_country, is_held
from geoconflict.resolve.cues import find_cue_fit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geoconflict.model import Entry, Toponym
    from geoconflict.resolve.context import Focus

# Population that counts as fully prominent (log scale): the largest cities.
_POPULATION_SCALE = math.log10(20_000_000)
# Beyond this, a place decided already says little about where another lies.
_NEAR_KM = 300.0
_SEA_CODES = ("SEA", "OCN", "GULF", "STRT", "CHN")
# Longer names in capitals are headlines, shorter ones abbreviations.
_MAX_ABBREVIATION = 5
_KINDS = {
    Fc.WATER: "water",
    Fc.AREA: "area",
    Fc.TERRAIN: "terrain",
    Fc.SPOT: "spot",
    Fc.ROAD: "road",
}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What bears on one toponym: focus, areas said to hold it, what it is said to hold, anchors.

    `article` says that "the" stands before it, as before seas and regions, not before towns.
    """

    focus: Focus
    containers: tuple[Entry, ...]
    contained: tuple[Entry, ...]
    anchors: tuple[Entry, ...]
    called_admin1: bool
    article: bool = False


def weigh_prominence(entry: Entry) -> float:
    """Return how likely an entry is meant when nothing else is known, > 0."""
    if is_country(entry):
        return 100.0
    if entry.feature_code == "ADM1":
        return 10.0
    if entry.feature_class == Fc.POPULATED:
        capital = 4.0 if entry.feature_code == "PPLC" else 1.0
        return capital * 10 ** (2.0 * math.log10(entry.population + 10) / _POPULATION_SCALE - 1.0)
    return 1.0


def describe_candidate(
    toponym: Toponym, entry: Entry, entries: Sequence[Entry], around: Surroundings
) -> dict[str, float]:
    """Return the features of a candidate.

    Parameters
    ----------
    toponym
        What was written.
    entry
        The candidate.
    entries
        All candidates of the toponym, the candidate among them.
    around
        What bears on the toponym.

    Returns
    -------
    features
        Name -> value; a name that is absent is 0.
    """
    kind = _kind_of(entry)
    out = _describe_entry(toponym, entry, entries, kind)
    fit = find_cue_fit(toponym, entry)
    out["type word fits" if fit > 0 else "type word against"] = abs(fit)
    codes = entry.country_iso3.split(";")
    out["country in focus"] = max((around.focus.countries.get(c, 0.0) for c in codes), default=0.0)
    unit = entry.id if entry.feature_code == "ADM1" else entry.admin1_id
    if unit and not is_country(entry):
        out["unit in focus"] = around.focus.units.get(unit, 0.0)
    if around.containers:
        held = is_held(entry, around.containers)
        out["held" if held else "not held"] = 1.0
        if held and any(is_held(entry, (a,)) for a in around.containers if not is_country(a)):
            out["held by unit"] = 1.0
    if around.contained:
        holds = any(is_held(inner, (entry,)) for inner in around.contained)
        out["holds" if holds else "does not hold"] = 1.0
    out |= _describe_nearness(entry, around.anchors)
    if kind == "admin1" and any(
        e.feature_class == Fc.POPULATED and e.admin1_id == entry.id for e in entries
    ):
        out["province of its namesake"] = 1.0
    if around.called_admin1 and kind == "settlement":
        out["settlement, called province elsewhere"] = 1.0
    if kind == "admin1" and around.called_admin1 and not toponym.cue:
        out["called province elsewhere"] = 1.0
    if around.article:
        out[f"article:{kind}"] = 1.0
    if toponym.role is ToponymRole.IN_ORGANISATION:
        out[f"in organisation:{kind}"] = 1.0
    return out


def _describe_entry(
    toponym: Toponym, entry: Entry, entries: Sequence[Entry], kind: str
) -> dict[str, float]:
    """Return features of a candidate by itself: what it is, how large, how it is spelt."""
    out: dict[str, float] = {}
    out[f"kind:{kind}"] = 1.0
    if entry.population:
        size = math.log10(entry.population + 1) / _POPULATION_SCALE
        out[f"size:{'settlement' if kind == 'settlement' else 'other'}"] = size
    if entry.feature_code == "PPLC":
        out["capital"] = 1.0
    elif entry.feature_code.startswith("PPLA"):
        out["seat"] = 1.0
    out[f"name:{entry.name_kind}"] = 1.0
    if entry.name.casefold() == toponym.name.casefold():
        out["same name"] = 1.0
    plain = toponym.name.replace(".", "")
    if plain.isupper() and len(plain) <= _MAX_ABBREVIATION:
        stored = entry.matched_name.replace(".", "") or entry.name
        out["capitals as stored" if stored.isupper() else "capitals not as stored"] = 1.0
    if entry.name_kind == "abbreviation" and not toponym.name.replace(".", "").isupper():
        out["abbreviation in lower case"] = 1.0
    largest = max((e.population for e in entries if e.feature_class == Fc.POPULATED), default=0)
    if kind == "settlement" and largest:
        out["size against largest"] = math.log10((entry.population + 10) / (largest + 10))
    return out


def _kind_of(entry: Entry) -> str:
    if is_country(entry):
        return "country"
    if entry.feature_class == Fc.ADMIN:
        return "admin1" if entry.feature_code == "ADM1" else "admin2"
    if entry.feature_class == Fc.POPULATED:
        return "quarter" if entry.feature_code == "PPLX" else "settlement"
    if entry.feature_code.startswith("AIR"):
        return "airfield"
    if entry.feature_code in _SEA_CODES:
        return "sea"
    try:
        return _KINDS.get(Fc(entry.feature_class), "other")
    except ValueError:
        return "other"


def _describe_nearness(entry: Entry, anchors: Sequence[Entry]) -> dict[str, float]:
    """Return features of how near the places lie that are decided already."""
    others = [a for a in anchors if a.id != entry.id]
    if not others or is_country(entry):
        return {}
    away = sorted(great_circle_km(entry.lon, entry.lat, o.lon, o.lat) for o in others)
    return {
        "near a place": math.exp(-away[0] / _NEAR_KM),
        "very near a place": math.exp(-away[0] / 50.0),
        "near many": sum(math.exp(-d / _NEAR_KM) for d in away) / len(away),
    }
