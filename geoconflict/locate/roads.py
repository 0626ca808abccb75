"""Roads and railways between two places, and lines where none is known."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from geoconflict.gazetteer import fold_name
from geoconflict.geodesy import distance_km, find_radius_km, length_km
from geoconflict.locate.entries import find_precision
from geoconflict.locate.geometry import build_line, cut_line, find_point
from geoconflict.locate.surroundings import Surroundings, entry_of, make_place
from geoconflict.model import (
    Entry,
    Expression,
    GeometryQuality,
    GeoPrecision,
    Place,
    Resolution,
    Waypoint,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geoconflict.gazetteer import Gazetteer

# A waypoint this near to a town is that town.
_WAYPOINT_KM = 12.0
# A stretch that covers this share of a route is the route.
_WHOLE_SHARE = 0.9
_ROAD_WORDS = re.compile(
    r"(?i)^the\s+|(?:\s+(?:international|main|strategic|coastal))?"
    r"\s+(?:highway|motorway|freeway|expressway|road|route|railway|railroad|rail line)s?$"
)


def place_route(
    expression: Expression,
    anchors: Sequence[Resolution],
    surroundings: Surroundings,
    gazetteer: Gazetteer,
) -> Place | None:
    """Place "the highway linking A and B": the known route through both, else a straight line."""
    del surroundings
    if len(anchors) < 2:
        return None
    a, b = anchors[-2], anchors[-1]
    ends = (entry_of(a), entry_of(b))
    countries = {c for end in ends for c in end.country_iso3.split(";")}
    wanted_rail = expression.type_word.startswith("rail")
    best: tuple[float, str] | None = None
    for route in gazetteer.find_routes(countries=tuple(sorted(countries))):
        if route.feature_code.startswith("RR") != wanted_rail:
            continue
        waypoints = gazetteer.get_waypoints(route.id)
        away = [
            min((distance_km(w.lon, w.lat, e.lon, e.lat) for w in waypoints), default=1e9)
            for e in ends
        ]
        limit = [max(_WAYPOINT_KM, end.radius_km) for end in ends]
        if all(d <= m for d, m in zip(away, limit, strict=True)):
            best = min(best or (sum(away), route.id), (sum(away), route.id))
    if best is None:
        line = build_line([(end.lon, end.lat) for end in ends])
        return make_place(
            expression, f"route:{ends[0].id}:{ends[1].id}", f"{ends[0].name}-{ends[1].name} road",
            line, precision=GeoPrecision.LINEAR, quality=GeometryQuality.DERIVED, anchor=a,
            reason=f"straight line: no road between {ends[0].name} and {ends[1].name} is known",
            feature_class="R", feature_code="RD",
        )  # fmt: skip
    return _make_stretch(expression, best[1], ends, a, gazetteer)


def place_stretch(
    expression: Expression,
    anchors: Sequence[Resolution],
    surroundings: Surroundings,
    gazetteer: Gazetteer,
) -> Place | None:
    """Place "the M5 between A and B"."""
    route, a, b = anchors
    if entry_of(route).feature_class != "R":
        return place_route(expression, (a, b), surroundings, gazetteer)
    return _make_stretch(
        expression, entry_of(route).id, (entry_of(a), entry_of(b)), route, gazetteer
    )


def _make_stretch(
    expression: Expression,
    route_id: str,
    ends: tuple[Entry, Entry],
    anchor: Resolution,
    gazetteer: Gazetteer,
) -> Place | None:
    """Return the place of a route's stretch between two places."""
    route = gazetteer.get_entry(route_id)
    line = gazetteer.get_geometry(route_id)
    if line is None:
        return None
    stretch = cut_line(line, (ends[0].lon, ends[0].lat), (ends[1].lon, ends[1].lat))
    return make_place(
        expression, f"route:{route_id}:{ends[0].id}:{ends[1].id}",
        f"{route.name} between {ends[0].name} and {ends[1].name}", stretch,
        precision=GeoPrecision.LINEAR, quality=GeometryQuality(route.quality), anchor=anchor,
        reason=f"{route.name} runs through both {ends[0].name} and {ends[1].name}",
        feature_class=route.feature_class, feature_code=route.feature_code,
    )  # fmt: skip


def place_between(
    expression: Expression,
    anchors: Sequence[Resolution],
    surroundings: Surroundings,
    gazetteer: Gazetteer,
) -> Place | None:
    """Place "between A and B": the line between two towns; nothing for countries and the like."""
    del surroundings, gazetteer
    ends = (entry_of(anchors[0]), entry_of(anchors[1]))
    if any(
        find_precision(end) not in (GeoPrecision.SETTLEMENT, GeoPrecision.FACILITY) for end in ends
    ):
        return None
    line = build_line([(end.lon, end.lat) for end in ends])
    return make_place(
        expression, f"between:{ends[0].id}:{ends[1].id}",
        f"between {ends[0].name} and {ends[1].name}", line, precision=GeoPrecision.LINEAR,
        quality=GeometryQuality.DERIVED, anchor=anchors[0], feature_class="R", feature_code="TRL",
        reason=f"on the line between {ends[0].name} and {ends[1].name}",
    )  # fmt: skip


def cut_named_route(place: Place, resolution: Resolution, gazetteer: Gazetteer) -> Place:
    """Return a route's place cut to the stretch that its name states ("the A-B highway").

    Parameters
    ----------
    place
        Of the route as a whole.
    resolution
        What the route was resolved from.
    gazetteer
        Where waypoints come from.

    Returns
    -------
    place
        As it came where the name states no two waypoints of the route.
    """
    entry = resolution.entry
    if entry is None or entry.feature_class != "R" or place.geometry is None:
        return place
    ends = _read_ends(resolution.toponym.text, gazetteer.get_waypoints(entry.id))
    if ends is None:
        return place
    a, b = ends
    stretch = cut_line(place.geometry, (a.lon, a.lat), (b.lon, b.lat))
    if length_km(stretch) >= _WHOLE_SHARE * length_km(place.geometry):
        return place
    lon, lat = find_point(stretch, a.lon, a.lat)
    return replace(
        place,
        id=f"route:{entry.id}:{a.entry_id or a.name}:{b.entry_id or b.name}",
        name=f"{entry.name} between {a.name} and {b.name}",
        geometry=stretch,
        lon=lon,
        lat=lat,
        radius_km=find_radius_km(stretch, lon, lat),
        reason=f"{place.reason}; the stretch between {a.name} and {b.name}",
    )


def _read_ends(text: str, waypoints: Sequence[Waypoint]) -> tuple[Waypoint, Waypoint] | None:
    """Return the two waypoints that a route's name joins ("A-B highway"), None without them."""
    words = _ROAD_WORDS.sub("", text)
    known: dict[str, Waypoint] = {}
    for waypoint in waypoints:
        known.setdefault(fold_name(waypoint.name), waypoint)
    for hyphen in re.finditer(r"\s*[-–—]\s*|\s+to\s+", words):
        a = known.get(fold_name(words[: hyphen.start()]))
        b = known.get(fold_name(words[hyphen.end() :]))
        if a is not None and b is not None and a != b:
            return a, b
    return None
