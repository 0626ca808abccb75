"""Toponyms and gazetteer candidates in; for each toponym one entry, or the reason for none.

All toponyms of a document are decided together: the countries it is about, the places already
decided, and how each name is called ("province", "city") weigh on every choice.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geoconflict.geodesy import great_circle_km
from geoconflict.model import Candidate, Entry, Resolution, Toponym, ToponymRole
from geoconflict.model import FeatureClass as Fc

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geoconflict.config import Config
    from geoconflict.gazetteer import Gazetteer

# Which feature classes and codes fit a type word; the first letter is the class, "*" any code.
_CUE_FITS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("province", "governorate", "oblast", "wilayah", "wilaya", "state", "prefecture", "canton",
         "krai", "muhafazah"),
        ("A.ADM1", "A.ADM2"),
    ),
    "region": ("A.ADM1", "L.*", "A.ADM2"),
    **dict.fromkeys(
        ("district", "county", "raion", "rayon", "subdistrict", "sub-district", "department",
         "municipality", "commune", "cercle", "township", "woreda", "zone", "locality"),
        ("A.ADM2", "A.ADM3", "A.ADM1"),
    ),
    **dict.fromkeys(
        ("city", "town", "village", "capital", "settlement", "hamlet", "suburb", "neighbourhood",
         "neighborhood", "quarter"),
        ("P.*",),
    ),
    "camp": ("S.CMPRF", "S.CMP", "S.*", "L.*", "P.*"),
    **dict.fromkeys(("airport", "airfield", "airbase", "airstrip", "aerodrome"), ("S.AIR*",)),
    **dict.fromkeys(("base", "barracks", "garrison", "outpost"), ("S.*", "L.MILB")),
    **dict.fromkeys(("crossing", "checkpoint"), ("S.*", "P.*")),
    **dict.fromkeys(("river", "lake", "dam", "reservoir", "bay", "gulf", "sea", "strait", "canal",
                     "channel"), ("H.*", "S.DAM")),
    **dict.fromkeys(("valley", "mountain", "mountains", "mount", "hill", "hills", "heights",
                     "plateau", "desert", "peninsula", "island", "islands", "oasis", "basin",
                     "forest", "plain", "plains"), ("T.*", "L.*", "V.*")),
    **dict.fromkeys(("highway", "motorway", "road", "route", "railway"), ("R.*",)),
    **dict.fromkeys(("country", "republic", "kingdom"), ("A.PCL*",)),
}  # fmt: skip
# What a name means before anything else is known: how prominent things of its class are.
_BASE = {Fc.ADMIN: 0.35, Fc.POPULATED: 0.2, Fc.WATER: 0.35, Fc.AREA: 0.4, Fc.TERRAIN: 0.35}
_OTHER_BASE = 0.25
_COUNTRY_BASE = 0.95
_ADM1_BASE = 0.6
# Population that counts as fully prominent (log scale): the largest cities.
_POPULATION_SCALE = math.log10(20_000_000)
_MAX_ALTERNATIVES = 5
_FULL_SCORE = 1.55


@dataclass(frozen=True, slots=True)
class _Focus:
    """How much a document is about each country (0-1) and what the user prefers."""

    countries: Mapping[str, float]
    user_countries: frozenset[str]


def resolve_toponyms(
    text: str, toponyms: Sequence[Toponym], gazetteer: Gazetteer, config: Config
) -> tuple[Resolution, ...]:
    """Return for each toponym the entry it means, or why none fits.

    Parameters
    ----------
    text
        The document's text (hierarchies such as "Saraqib, Syria" are read off it).
    toponyms
        In text order.
    gazetteer
        Where candidates come from.
    config
        `countries`, `near`, `bbox`, `bare_names` and `min_score` weigh on the choice.

    Returns
    -------
    resolutions
        One a toponym, in the same order; `entry` is None where nothing fitted, with the reason.
    """
    candidates = [_find_candidates(toponym, gazetteer) for toponym in toponyms]
    focus = _find_focus(toponyms, candidates, config)
    containers = _find_containers(text, toponyms, candidates)
    near = gazetteer.find_by_name(config.near, limit=1) if config.near else ()
    contained = _find_contained(text, toponyms, candidates)
    admin_names = _names_called_admin(toponyms)
    settlement_names = _names_called_settlement(toponyms)
    anchors: list[Entry] = list(near)
    ranked: list[list[Candidate]] = []
    for _ in range(2):
        # The second pass knows where the first one put the rest.
        ranked = [
            _rank(
                toponym, candidates[i], focus, containers[i], contained[i], anchors, config,
                admin_names - settlement_names,
            )
            for i, toponym in enumerate(toponyms)
        ]  # fmt: skip
        anchors = list(near) + [
            best[0].entry
            for toponym, best in zip(toponyms, ranked, strict=True)
            if best and best[0].score >= 0.5 and best[0].entry.feature_class == Fc.POPULATED
        ]
    return tuple(
        _decide(toponym, best, gazetteer, config)
        for toponym, best in zip(toponyms, ranked, strict=True)
    )


def _find_candidates(toponym: Toponym, gazetteer: Gazetteer) -> tuple[Entry, ...]:
    """Return the entries that a toponym's words may mean."""
    if toponym.role is ToponymRole.DEMONYM:
        return gazetteer.find_demonym(toponym.name)
    found: dict[str, Entry] = {}
    names = [toponym.name]
    if toponym.cue and toponym.cue not in toponym.name.lower().split():
        names.insert(0, f"{toponym.name} {toponym.cue}")
    elif toponym.cue:
        bare = re.sub(rf"(?i)\s*\b{re.escape(toponym.cue)}s?\b\s*(?:of\s+)?", " ", toponym.name)
        names.append(bare.strip())
    for name in names:
        for entry in gazetteer.find_by_name(name) if name else ():
            found.setdefault(entry.id, entry)
    return tuple(found.values())


def _find_focus(
    toponyms: Sequence[Toponym], candidates: Sequence[Sequence[Entry]], config: Config
) -> _Focus:
    """Return the weight of each country in the document, the largest being 1."""
    weights: defaultdict[str, float] = defaultdict(float)
    for toponym, entries in zip(toponyms, candidates, strict=True):
        if not entries:
            continue
        top = entries[0]
        if _is_country(top):
            weights[top.country_iso3] += 1.0 if toponym.role is ToponymRole.LITERAL else 0.7
            continue
        share: defaultdict[str, float] = defaultdict(float)
        for entry in entries:
            for iso3 in entry.country_iso3.split(";"):
                share[iso3] = max(share[iso3], 10 ** (2.0 * _prominence(entry)))
        total = sum(share.values())
        for iso3, value in share.items():
            weights[iso3] += value / total
    for iso3 in config.countries:
        weights[iso3] += 2.0 + max(weights.values(), default=0.0)
    weights.pop("", None)
    top_weight = max(weights.values(), default=1.0)
    return _Focus(
        countries={iso3: weight / top_weight for iso3, weight in sorted(weights.items())},
        user_countries=frozenset(config.countries),
    )


def _is_country(entry: Entry) -> bool:
    """Return whether an entry is a country or territory."""
    return entry.feature_class == Fc.ADMIN and entry.feature_code.startswith(("PCL", "TERR"))


def _prominence(entry: Entry) -> float:
    """Return 0-1: how likely the name means this when nothing else is known."""
    if _is_country(entry):
        return _COUNTRY_BASE
    if entry.feature_code == "ADM1":
        return _ADM1_BASE
    try:
        base = _BASE.get(Fc(entry.feature_class), _OTHER_BASE)
    except ValueError:
        base = _OTHER_BASE
    if entry.feature_class == Fc.POPULATED:
        base += 0.5 * math.log10(entry.population + 10) / _POPULATION_SCALE
        if entry.feature_code == "PPLC":
            base += 0.2
        elif entry.feature_code == "PPLA":
            base += 0.05
    return min(base, _COUNTRY_BASE)


_CONTAINER_GAP = re.compile(r"\s*,\s*(?:in\s+)?|\s+(?:in|of)\s+(?:the\s+)?|['’]s\s+(?:\w+\s+){0,2}")
_COMMA_GAP = re.compile(r"\s*,\s*")
_TYPE_GAP = re.compile(
    r"\s+(?:province|governorate|oblast|district|region|state|county|city|town)"
    r"(?:\s*,\s*|\s+(?:in|of)\s+(?:the\s+)?)",
    re.IGNORECASE,
)


def _find_containers(
    text: str, toponyms: Sequence[Toponym], candidates: Sequence[Sequence[Entry]]
) -> list[tuple[Entry, ...]]:
    """Return for each toponym the areas that the text says hold it ("Saraqib, Syria")."""
    holds: list[list[Entry]] = [[] for _ in toponyms]
    for i in range(len(toponyms) - 1):
        gap = text[toponyms[i].end : toponyms[i + 1].start]
        if _CONTAINER_GAP.fullmatch(gap) or _TYPE_GAP.fullmatch(gap):
            areas = tuple(e for e in candidates[i + 1] if e.feature_class == Fc.ADMIN)
            if toponyms[i + 1].role is ToponymRole.LITERAL and areas:
                # "Syria's Idlib": the first holds the second.
                if "s " in gap and gap[0] in "'’":
                    holds[i + 1].extend(e for e in candidates[i] if e.feature_class == Fc.ADMIN)
                else:
                    holds[i].extend(areas)
    # "Saraqib, Idlib, Syria": what holds the container holds the contained.
    for i in range(len(toponyms) - 2, -1, -1):
        gap = text[toponyms[i].end : toponyms[i + 1].start]
        if holds[i] and holds[i + 1] and (_COMMA_GAP.fullmatch(gap) or _TYPE_GAP.fullmatch(gap)):
            holds[i].extend(e for e in holds[i + 1] if e not in holds[i])
    return [tuple(h) for h in holds]


def _find_contained(
    text: str, toponyms: Sequence[Toponym], candidates: Sequence[Sequence[Entry]]
) -> list[tuple[Entry, ...]]:
    """Return for each toponym what the text says lies in it: Atlanta for "Atlanta, Georgia"."""
    inside: list[tuple[Entry, ...]] = [() for _ in toponyms]
    for i in range(len(toponyms) - 1):
        gap = text[toponyms[i].end : toponyms[i + 1].start]
        if _COMMA_GAP.fullmatch(gap) or _TYPE_GAP.fullmatch(gap) or gap.strip() == "in":
            inner = [e for e in candidates[i] if not _is_country(e)]
            outer = [e for e in candidates[i + 1] if e.feature_class == Fc.ADMIN]
            if any(_is_held(e, (area,)) for e in inner for area in outer):
                inside[i + 1] = tuple(inner)
    return inside


def _names_called_admin(toponyms: Sequence[Toponym]) -> frozenset[str]:
    """Return the names that the document calls a province (or the like) anywhere."""
    return frozenset(
        t.name.lower() for t in toponyms if _CUE_FITS.get(t.cue, ("",))[0].startswith("A.ADM1")
    )


def _names_called_settlement(toponyms: Sequence[Toponym]) -> frozenset[str]:
    """Return the names that the document calls a city (or the like) anywhere."""
    return frozenset(t.name.lower() for t in toponyms if _CUE_FITS.get(t.cue) == ("P.*",))


def _rank(
    toponym: Toponym,
    entries: Sequence[Entry],
    focus: _Focus,
    containers: Sequence[Entry],
    contained: Sequence[Entry],
    anchors: Sequence[Entry],
    config: Config,
    admin_names: frozenset[str],
) -> list[Candidate]:
    """Return the candidates of a toponym, best first."""
    ranked: list[tuple[float, Candidate]] = []
    for entry in entries:
        total, why = _prominence(entry), [_describe(entry)]
        fit = _cue_fit(toponym, entry)
        total += 0.45 * fit
        if fit:
            why.append(f"{'fits' if fit > 0 else 'is no'} '{toponym.cue}'")
        total += _name_fit(toponym, entry)
        share = max((focus.countries.get(c, 0.0) for c in entry.country_iso3.split(";")), default=0)
        total += 0.45 * share
        if share > 0.3:
            why.append(f"the text is about {entry.country_iso3}")
        if focus.user_countries and focus.user_countries & set(entry.country_iso3.split(";")):
            total += 0.5
            why.append("in a country you named")
        if contained:
            total += 0.5 if any(_is_held(inner, (entry,)) for inner in contained) else -0.3
        if containers:
            held = _is_held(entry, containers)
            total += 0.6 if held else -0.3
            if held:
                why.append("inside the area named with it")
        total += _nearness(entry, anchors)
        if config.bbox and _in_box(entry, config.bbox):
            total += 0.8
            why.append("inside the box you gave")
        total += _bare_name_choice(toponym, entry, config, admin_names)
        ranked.append(
            (
                total,
                Candidate(
                    entry=entry,
                    score=round(max(0.0, min(1.0, total / _FULL_SCORE)), 4),
                    reason="; ".join(why),
                ),
            )
        )
    # By the total, not the score: several may reach the full score.
    ranked.sort(key=lambda r: (-r[0], -r[1].entry.population, r[1].entry.id))
    return [candidate for _, candidate in ranked]


def _describe(entry: Entry) -> str:
    """Return what an entry is, in a few words."""
    where = ", ".join(x for x in (entry.admin1, entry.country_iso3) if x and x != entry.name)
    return f"{entry.name} ({entry.feature_code}{', ' + where if where else ''})"


def _cue_fit(toponym: Toponym, entry: Entry) -> float:
    """Return 1 where the type word fits the entry, -1 where it does not, 0 without one."""
    fits = _CUE_FITS.get(toponym.cue)
    if not fits or toponym.role is ToponymRole.DEMONYM:
        return 0.0
    key = f"{entry.feature_class}.{entry.feature_code}"
    for rank, pattern in enumerate(fits):
        if key == pattern or (pattern.endswith("*") and key.startswith(pattern[:-1])):
            return 1.0 - 0.25 * rank
    return -1.0


def _name_fit(toponym: Toponym, entry: Entry) -> float:
    """Return a bonus for the main name, a malus for a loose or abbreviated match."""
    if entry.name_kind == "loose":
        return -0.2
    if entry.name_kind == "abbreviation":
        return 0.1 if toponym.name.replace(".", "").isupper() else -0.5
    return 0.05 if entry.name.casefold() == toponym.name.casefold() else 0.0


def _is_held(entry: Entry, containers: Sequence[Entry]) -> bool:
    """Return whether one of the areas holds the entry."""
    for area in containers:
        same_country = area.country_iso3 and area.country_iso3 in entry.country_iso3.split(";")
        if entry.id == area.id or not same_country:
            continue
        if _is_country(area):
            return True
        if area.id in (entry.admin1_id, entry.admin2_id) or area.name in (
            entry.admin1,
            entry.admin2,
        ):
            return True
    return False


def _nearness(entry: Entry, anchors: Sequence[Entry]) -> float:
    """Return up to 0.15 for lying near places that are already decided."""
    others = [a for a in anchors if a.id != entry.id]
    if not others or _is_country(entry):
        return 0.0
    nearest = min(great_circle_km(entry.lon, entry.lat, o.lon, o.lat) for o in others)
    return 0.15 * math.exp(-nearest / 300.0)


def _in_box(entry: Entry, bbox: tuple[float, float, float, float]) -> bool:
    """Return whether an entry's point lies in a box that may cross the antimeridian."""
    west, south, east, north = bbox
    inside = west <= entry.lon <= east if west <= east else entry.lon >= west or entry.lon <= east
    return inside and south <= entry.lat <= north


def _bare_name_choice(
    toponym: Toponym, entry: Entry, config: Config, admin_names: frozenset[str]
) -> float:
    """Return the weight of the stated choice between a province and its seat of the same name."""
    if toponym.cue or toponym.role is ToponymRole.DEMONYM or _is_country(entry):
        return 0.0
    wants_admin = config.bare_names == "admin1" or (
        config.bare_names == "context" and toponym.name.lower() in admin_names
    )
    is_admin1 = entry.feature_code == "ADM1"
    is_settlement = entry.feature_class == Fc.POPULATED
    if wants_admin:
        return 0.35 if is_admin1 else 0.0
    # A bare name means the town where both exist in one country: the more exact reading is the
    # one that reports mostly intend.
    return (
        0.2
        if is_settlement and entry.feature_code.startswith("PPLA")
        else (0.2 if entry.feature_code == "PPLC" else 0.0)
    )


def _decide(
    toponym: Toponym, ranked: Sequence[Candidate], gazetteer: Gazetteer, config: Config
) -> Resolution:
    """Return the resolution that the ranking gives."""
    if not ranked:
        similar = [entry.name for entry, _ in gazetteer.suggest(toponym.name, limit=3)]
        hint = f"; similar names: {', '.join(similar)}" if similar else ""
        return Resolution(
            toponym=toponym, entry=None, score=0.0,
            reason=f"no place named {toponym.name!r} is known{hint}",
        )  # fmt: skip
    best = ranked[0]
    if best.score < config.min_score:
        return Resolution(
            toponym=toponym, entry=None, score=best.score,
            reason=f"nothing named {toponym.name!r} fits well enough "
            f"(best {best.score:.2f}, wanted {config.min_score:.2f})",
            alternatives=tuple(ranked[:_MAX_ALTERNATIVES]),
        )  # fmt: skip
    return Resolution(
        toponym=toponym, entry=best.entry, score=best.score, reason=best.reason,
        alternatives=tuple(ranked[1 : 1 + _MAX_ALTERNATIVES]),
    )  # fmt: skip
