"""Toponyms and gazetteer candidates in; for each toponym one entry, or the reason for none.

All toponyms of a document are decided together: the countries and provinces it is about, the
places already decided, and how each name is called ("province", "city") weigh on every choice.
The weights were learnt from annotated news (tests/accuracy/train_resolver.py).
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from geoconflict.model import Candidate, Entry, Resolution, Toponym, ToponymRole
from geoconflict.model import FeatureClass as Fc
from geoconflict.resolve.context import find_contained, find_containers, find_focus
from geoconflict.resolve.cues import SITE_WORDS, calls_admin1, calls_settlement
from geoconflict.resolve.features import Surroundings, weigh_prominence
from geoconflict.resolve.ranking import rank_candidates, read_ranker

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geoconflict.config import Config
    from geoconflict.gazetteer import Gazetteer

__all__ = ["resolve_toponyms"]

_MAX_ALTERNATIVES = 5
# Stated coordinates are seldom good to less than this.
_STATED_KM = 0.1
# A settlement this likely helps to decide the places around it.
_ANCHOR_SCORE = 0.6
_PASSES = 2
# Adjectives of parts of the world -> the name to look up.
_REGION_NAMES = {
    "african": "Africa", "asian": "Asia", "european": "Europe", "eurasian": "Eurasia",
    "scandinavian": "Scandinavia", "balkan": "Balkans", "soviet": "Soviet Union",
}  # fmt: skip


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
        `score` is the probability (0-1) that the entry is what was meant.
    """
    candidates = find_candidates(toponyms, gazetteer)
    ranker = read_ranker()
    ranked: list[list[Candidate]] = []
    for surroundings in iter_surroundings(text, toponyms, candidates, ranked, gazetteer, config):
        ranked[:] = [
            rank_candidates(toponym, entries, around, ranker, config)
            for toponym, entries, around in zip(toponyms, candidates, surroundings, strict=True)
        ]
    return tuple(
        _decide(toponym, best, gazetteer, config)
        for toponym, best in zip(toponyms, ranked, strict=True)
    )


def find_candidates(toponyms: Sequence[Toponym], gazetteer: Gazetteer) -> list[tuple[Entry, ...]]:
    """Return the entries that each toponym's words may mean; equal names are looked up once."""
    known: dict[tuple[str, str, str], tuple[Entry, ...]] = {}
    found = []
    for toponym in toponyms:
        key = (toponym.name, toponym.cue, toponym.role)
        if key not in known:
            known[key] = _look_up(toponym, gazetteer)
        found.append(known[key])
    return found


def _look_up(toponym: Toponym, gazetteer: Gazetteer) -> tuple[Entry, ...]:
    """Return the entries that a toponym's words may mean."""
    if toponym.role is ToponymRole.COORDINATES:
        return (_stated_entry(toponym),)
    if toponym.role is ToponymRole.DEMONYM:
        region = _REGION_NAMES.get(toponym.name.lower())
        return (
            gazetteer.find_by_name(region, limit=3)
            if region
            else gazetteer.find_demonym(toponym.name)
        )
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
    if not found and toponym.role is ToponymRole.LITERAL:
        return _look_up_inner(toponym.name, gazetteer)
    return tuple(found.values())


def _stated_entry(toponym: Toponym) -> Entry:
    """Return the entry of coordinates that a text states; the radius follows their decimals."""
    lat, lon = toponym.name.split(", ")
    decimals = len(lat.partition(".")[2])
    return Entry(
        id=f"at:{toponym.name.replace(' ', '')}",
        name=toponym.name,
        lon=float(lon),
        lat=float(lat),
        feature_class="S",
        feature_code="COORD",
        # Half a unit of the last decimal; a degree is 111 km.
        radius_km=round(max(_STATED_KM, 111.2 * 0.5 * 10.0**-decimals), 3),
        source="stated in the text",
        name_kind="stated",
    )


def _look_up_inner(name: str, gazetteer: Gazetteer) -> tuple[Entry, ...]:
    """Return the entries of the place that an unknown site is called after ("Delhi High Court").

    Such a site mostly lies in that place. The entries' `name_kind` is "within", which is weighed
    by itself and said in the reason.
    """
    words = name.split()
    if len(words) < 2 or words[-1].strip(".").lower() not in SITE_WORDS:
        return ()
    for width in range(len(words) - 1, 0, -1):
        for first in range(len(words) - width):
            inner = " ".join(words[first : first + width])
            if inner[:1].isupper() and inner.lower() not in SITE_WORDS:
                entries = gazetteer.find_by_name(inner)
                exact = [e for e in entries if e.feature_class in ("A", "P")]
                if exact:
                    return tuple(replace(e, name_kind="within") for e in exact)
    return ()


def iter_surroundings(
    text: str,
    toponyms: Sequence[Toponym],
    candidates: Sequence[tuple[Entry, ...]],
    ranked: Sequence[Sequence[Candidate]],
    gazetteer: Gazetteer,
    config: Config,
) -> Iterator[list[Surroundings]]:
    """Yield what bears on each toponym, once a pass; later passes read the ranking so far.

    The caller fills `ranked` between the passes.
    """
    focus = find_focus(toponyms, candidates, weigh_prominence, config)
    containers = find_containers(text, toponyms, candidates)
    contained = find_contained(text, toponyms, candidates)
    called = {t.name.lower() for t in toponyms if calls_admin1(t)}
    called -= {t.name.lower() for t in toponyms if calls_settlement(t)}
    near = gazetteer.find_by_name(config.near, limit=1) if config.near else ()
    for _ in range(_PASSES):
        sure = {
            toponym.name: best[0].entry
            for toponym, best in zip(toponyms, ranked, strict=False)
            if best
            and best[0].score >= _ANCHOR_SCORE
            and best[0].entry.feature_class == Fc.POPULATED
        }
        yield [
            Surroundings(
                focus=focus,
                containers=containers[i],
                contained=contained[i],
                # A name is no evidence for itself.
                anchors=(*near, *(e for name, e in sure.items() if name != toponym.name)),
                called_admin1=toponym.name.lower() in called,
                article=text[max(0, toponym.start - 5) : toponym.start].lower().endswith(" the "),
            )
            for i, toponym in enumerate(toponyms)
        ]


def _decide(
    toponym: Toponym, ranked: Sequence[Candidate], gazetteer: Gazetteer, config: Config
) -> Resolution:
    """Return the resolution that the ranking gives."""
    if not ranked:
        similar = [entry.name for entry, _ in gazetteer.suggest(toponym.name, limit=3)]
        hint = f"; similar names: {', '.join(similar)}" if similar else ""
        return Resolution(
            toponym=toponym,
            entry=None,
            score=0.0,
            reason=f"no place named {toponym.name!r} is known{hint}",
        )
    best = ranked[0]
    if toponym.role is ToponymRole.COORDINATES:
        return Resolution(
            toponym=toponym, entry=best.entry, score=0.99, reason="coordinates stated in the text"
        )
    if best.score < config.min_score:
        return Resolution(
            toponym=toponym,
            entry=None,
            score=best.score,
            reason=f"nothing named {toponym.name!r} fits well enough "
            f"(best {best.score:.2f}, wanted {config.min_score:.2f})",
            alternatives=tuple(ranked[:_MAX_ALTERNATIVES]),
        )
    return Resolution(
        toponym=toponym,
        entry=best.entry,
        score=best.score,
        reason=best.reason,
        alternatives=tuple(ranked[1 : 1 + _MAX_ALTERNATIVES]),
    )
