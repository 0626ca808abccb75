"""A place query such as "15 km south of Saraqib, Syria" in, its places out, best first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from geoconflict.locate import locate_places
from geoconflict.model import Resolution, ToponymRole
from geoconflict.recognise import recognise_query
from geoconflict.resolve import resolve_toponyms

if TYPE_CHECKING:
    from geoconflict.config import Config
    from geoconflict.gazetteer import Gazetteer
    from geoconflict.model import Place

#: Fields of a structured query, finest first.
STRUCTURED_FIELDS = ("place", "admin4", "admin3", "admin2", "admin1", "country")
_MAX_QUERY_CHARS = 500


def find_places(
    query: str | Mapping[str, str], gazetteer: Gazetteer, config: Config, *, limit: int = 5
) -> tuple[tuple[Place, ...], str]:
    """Return the places that a query may mean, best first, or why there is none.

    Parameters
    ----------
    query
        One place expression, or a mapping with fields of `STRUCTURED_FIELDS`.
    gazetteer
        Where places come from.
    config
        `countries`, `near` and `bbox` weigh on the choice.
    limit
        At most this many places.

    Returns
    -------
    places
        Geometry in EPSG:4326. Empty when nothing fitted.
    reason
        Why nothing fitted; empty otherwise.
    """
    text = split_structured(query) if isinstance(query, Mapping) else query
    text = " ".join(text.split())
    if not text:
        return (), "the query is empty"
    if len(text) > _MAX_QUERY_CHARS:
        return (), f"the query is longer than {_MAX_QUERY_CHARS} characters"
    toponyms, expressions = recognise_query(text, gazetteer)
    resolutions = resolve_toponyms(text, toponyms, gazetteer, config)
    places = locate_places(resolutions, expressions, gazetteer, config)
    expressed = [place for place in places if place.relation is not None]
    if expressions and not expressed:
        missing = [r.reason for r in resolutions if r.entry is None]
        return (), missing[0] if missing else f"cannot place {expressions[0].text!r}"
    if expressed:
        best = max(expressed, key=lambda place: (place.end - place.start, -place.start))
        return (best,), ""
    if not resolutions:
        return (), "the query names no place"
    # The first name is what is asked for; what follows says where it lies.
    first = resolutions[0]
    if first.entry is None:
        return (), first.reason
    found: list[Place] = []
    for candidate in (None, *first.alternatives[: limit - 1]):
        resolution = (
            first
            if candidate is None
            else Resolution(
                toponym=first.toponym,
                entry=candidate.entry,
                score=candidate.score,
                reason=candidate.reason,
            )
        )
        located = locate_places((resolution,), (), gazetteer, config)
        found.extend(replace(place, role=ToponymRole.LITERAL) for place in located)
    return tuple(found), ""


def split_structured(query: Mapping[str, str]) -> str:
    """Return a structured query as one line, finest unit first."""
    values = ((query.get(key) or "").strip() for key in STRUCTURED_FIELDS)
    return ", ".join(value for value in values if value)
