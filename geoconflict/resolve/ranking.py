"""Candidates with their features in; candidates with probabilities out, best first."""

from __future__ import annotations

import functools
import json
import math
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from geoconflict.model import Candidate
from geoconflict.model import FeatureClass as Fc
from geoconflict.resolve.context import is_country
from geoconflict.resolve.features import describe_candidate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geoconflict.config import Config
    from geoconflict.model import Entry, Toponym
    from geoconflict.resolve.features import Surroundings

# What the user says outweighs what the text suggests (log odds).
_USER_COUNTRY = 8.0
_USER_BOX = 10.0
_BARE_NAME = 6.0


@dataclass(frozen=True, slots=True)
class Ranker:
    """Weights of the features and of "none of these"."""

    weights: Mapping[str, float]
    none: float

    def weigh(self, features: Mapping[str, float]) -> float:
        """Return the log odds that features give a candidate."""
        return sum(self.weights.get(name, 0.0) * value for name, value in features.items())


@functools.lru_cache(maxsize=1)
def read_ranker() -> Ranker:
    """Return the ranker that ships, `data/models/resolver.json`."""
    path = files("geoconflict.data").joinpath("models/resolver.json")
    stored = json.loads(path.read_text(encoding="utf-8"))
    return Ranker(weights=stored["weights"], none=stored["none"])


def rank_candidates(
    toponym: Toponym,
    entries: Sequence[Entry],
    around: Surroundings,
    ranker: Ranker,
    config: Config,
) -> list[Candidate]:
    """Return the candidates of a toponym, best first, with the probability of each as its score.

    What is left to 1 is the probability that none of them is meant.
    """
    totals = []
    for entry in entries:
        features = describe_candidate(toponym, entry, entries, around)
        total = ranker.weigh(features) + _weigh_wishes(toponym, entry, entries, config)
        totals.append((total, features, entry))
    largest = max([ranker.none, *(total for total, _, _ in totals)])
    whole = math.exp(ranker.none - largest) + sum(math.exp(t - largest) for t, _, _ in totals)
    ranked = [
        (
            total,
            Candidate(
                entry=entry,
                score=round(math.exp(total - largest) / whole, 4),
                reason=explain(toponym, entry, features, config),
            ),
        )
        for total, features, entry in totals
    ]
    ranked.sort(key=lambda r: (-r[0], -r[1].entry.population, r[1].entry.id))
    return [candidate for _, candidate in ranked]


def _weigh_wishes(
    toponym: Toponym, entry: Entry, entries: Sequence[Entry], config: Config
) -> float:
    """Return what the user's settings add to a candidate."""
    total = 0.0
    if config.countries and set(config.countries) & set(entry.country_iso3.split(";")):
        total += _USER_COUNTRY
    if config.bbox and _in_box(entry, config.bbox):
        total += _USER_BOX
    if config.bare_names != "context" and not toponym.cue and not is_country(entry):
        wanted = config.bare_names
        is_admin1 = entry.feature_code == "ADM1"
        if (wanted == "admin1" and is_admin1) or (
            wanted == "settlement"
            and entry.feature_class == Fc.POPULATED
            and any(e.id == entry.admin1_id for e in entries)
        ):
            total += _BARE_NAME
    return total


def _in_box(entry: Entry, bbox: tuple[float, float, float, float]) -> bool:
    """Return whether an entry's point lies in a box that may cross the antimeridian."""
    west, south, east, north = bbox
    inside = west <= entry.lon <= east if west <= east else entry.lon >= west or entry.lon <= east
    return inside and south <= entry.lat <= north


def explain(toponym: Toponym, entry: Entry, features: Mapping[str, float], config: Config) -> str:
    """Return in words what an entry is and what speaks for or against it."""
    where = ", ".join(x for x in (entry.admin1, entry.country_iso3) if x and x != entry.name)
    why = [f"{entry.name} ({entry.feature_code}{', ' + where if where else ''})"]
    if features.get("type word fits"):
        why.append(f"fits '{toponym.cue}'")
    if features.get("type word against"):
        why.append(f"is no '{toponym.cue}'")
    if features.get("held"):
        why.append("inside the area named with it")
    if features.get("holds"):
        why.append("holds the place named before it")
    if features.get("country in focus", 0.0) > 0.3:
        why.append(f"the text is about {entry.country_iso3}")
    if features.get("called province elsewhere"):
        why.append("the text calls it a province elsewhere")
    if features.get("very near a place", 0.0) > 0.3:
        why.append("near other places of the text")
    if entry.name_kind == "variant":
        why.append(f"spelt differently ({entry.matched_name or entry.name})")
    if entry.name_kind == "within":
        why.append(f"{toponym.name} itself is not known; it is called after this place")
    if config.countries and set(config.countries) & set(entry.country_iso3.split(";")):
        why.append("in a country you named")
    if config.bbox and _in_box(entry, config.bbox):
        why.append("inside the box you gave")
    return "; ".join(why)
