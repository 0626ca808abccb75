"""Places on a side of, near, or a distance from what an expression hangs on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geoconflict.geodesy import build_circle, build_sector, keep_polygons, move_point
from geoconflict.locate.entries import find_precision
from geoconflict.locate.geometry import (
    BEARING_DEG,
    clip_part,
    find_point,
    sweep_line,
    widen_area,
)
from geoconflict.locate.surroundings import Surroundings, entry_of, make_place
from geoconflict.model import (
    Entry,
    Expression,
    GeometryQuality,
    GeoPrecision,
    Place,
    Resolution,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

    from geoconflict.gazetteer import Gazetteer

# "15 km" is rarely measured: the true distance lies within this share of the stated one.
_OFFSET_SLACK = 0.25
# Half the angle that "south of" covers: eight compass points, 45 degrees each.
_OFFSET_HALF_WIDTH_DEG = 22.5
_MAX_OFFSET_KM = 1000.0
# How far a distance that could not be read may reach.
_UNREAD_KM = 50.0
# Half the angle of a side of a town.
_SIDE_HALF_WIDTH_DEG = 60.0
# How far "south of X" reaches where X is a point, in its radii and at least, and where a line.
_BEYOND_RADII = 2.0
_BEYOND_KM = 10.0
_BESIDE_LINE_KM = 30.0
# "near X" reaches this many radii of X beyond its centre, within bounds.
_NEAR_RADII = 3.0
_NEAR_BOUNDS_KM = (5.0, 30.0)
# An area's surroundings reach this share of its radius beyond its edge, within the same bounds.
_NEAR_SHARE = 0.25
# "off the coast": about twice the territorial sea (12 nautical miles).
_OFF_COAST_KM = 45.0
# A larger area is no single spot's surroundings.
_NEAR_MOST_KM = 30.0
# A town's countryside, where its district is not known.
_COUNTRYSIDE_KM = 20.0
# "south of X" is beyond X, "the south of X" and "southern X" are in it.
_BEYOND = re.compile(r"(?!the )[\w -]+? of ", re.IGNORECASE)
_INSIDE_WORDS = re.compile(r"\b(?:part|parts|half|corner|section|tip)\b", re.IGNORECASE)
_SITES = (GeoPrecision.SETTLEMENT, GeoPrecision.FACILITY)


def place_part(
    expression: Expression,
    anchors: Sequence[Resolution],
    surroundings: Surroundings,
    gazetteer: Gazetteer,
) -> Place | None:
    """Place "northwestern X", "the south of X" and, of points, lines and waters, "south of X"."""
    del surroundings
    entry = entry_of(anchors[0])
    direction = expression.direction
    words = expression.text
    is_beyond = bool(_BEYOND.match(words)) and not _INSIDE_WORDS.search(words)
    shape = _shape_of(entry, gazetteer)
    precision = find_precision(entry)
    how = f"the {direction} of {entry.name}'s area"
    if shape is None:
        reach = _reach_of_side(entry, is_beyond=is_beyond)
        part = _build_side(entry, direction, reach)
        how = f"within {reach:.0f} km {direction} of {entry.name}"
        if precision in _SITES:
            precision = GeoPrecision.NEAR
    elif shape.geom_type not in ("Polygon", "MultiPolygon"):
        part = _build_beside(shape, direction, _BESIDE_LINE_KM)
        how = f"within {_BESIDE_LINE_KM:.0f} km {direction} of {entry.name}"
        precision = GeoPrecision.REGION
    elif is_beyond and entry.feature_class in ("H", "T") and direction in BEARING_DEG:
        ring = _build_ring(shape, 0.0, _reach_beyond(entry))
        part = clip_part(ring, direction)
        how = f"within {_reach_beyond(entry):.0f} km {direction} of {entry.name}'s area"
        precision = GeoPrecision.REGION
    else:
        part = clip_part(shape, direction)
        if precision not in (GeoPrecision.ADMIN1, GeoPrecision.ADMIN2):
            precision = GeoPrecision.REGION
    return make_place(
        expression, f"part:{direction}:{entry.id}", f"{direction} of {entry.name}", part,
        precision=precision, quality=GeometryQuality.DERIVED, reason=how, anchor=anchors[0],
        at=_middle_of(part),
    )  # fmt: skip


def place_near(
    expression: Expression,
    anchors: Sequence[Resolution],
    surroundings: Surroundings,
    gazetteer: Gazetteer,
) -> Place | None:
    """Place "near X" and "off the coast of X"; nothing for "outside X" of a country."""
    del surroundings
    entry = entry_of(anchors[0])
    precision = find_precision(entry)
    shape = _shape_of(entry, gazetteer)
    words = expression.text.lower()
    if words.startswith("off ") and shape is not None and shape.geom_type.endswith("Polygon"):
        return _place_off_coast(expression, anchors[0], shape, (0.0, _OFF_COAST_KM), gazetteer)
    if precision is GeoPrecision.COUNTRY and not words.startswith(("near", "close", "in the vic")):
        return None
    low, high = _NEAR_BOUNDS_KM
    area: BaseGeometry
    at: tuple[float, float] | None = None
    if shape is not None:
        reach = round(_reach_beyond(entry), 1)
        how = f"{entry.name} and {reach:g} km around it"
        area, extent = widen_area(shape, reach), entry.radius_km + reach
    else:
        reach = round(min(high, max(low, _NEAR_RADII * entry.radius_km)), 1)
        if precision not in _SITES and entry.radius_km > low:
            # An area of which only the middle is known.
            reach = round(entry.radius_km + _reach_beyond(entry), 1)
        how = f"within {reach:g} km of {entry.name}'s centre"
        area, at, extent = build_circle(entry.lon, entry.lat, reach), (entry.lon, entry.lat), reach
    if precision not in (GeoPrecision.COUNTRY, GeoPrecision.OFFSHORE):
        precision = GeoPrecision.NEAR if extent <= _NEAR_MOST_KM else GeoPrecision.REGION
    return make_place(
        expression, f"near:{entry.id}", f"near {entry.name}", area, precision=precision,
        quality=GeometryQuality.DERIVED, anchor=anchors[0], reason=how, at=at,
    )  # fmt: skip


def place_offset(
    expression: Expression,
    anchors: Sequence[Resolution],
    surroundings: Surroundings,
    gazetteer: Gazetteer,
) -> Place | None:
    """Place "15 km south of X", "12 nautical miles off X"; wide where the distance is unread."""
    del surroundings
    entry = _find_town(anchors[0], gazetteer)
    km, direction = expression.distance_km, expression.direction
    if km is not None and km > _MAX_OFFSET_KM:
        return None
    if km is None:
        near_km, far_km = 0.0, entry.radius_km + _UNREAD_KM
    else:
        slack = max(_OFFSET_SLACK * km, 1.0, min(entry.radius_km, 5.0))
        near_km, far_km = max(0.0, km - slack), km + slack
    stated = "some distance" if km is None else f"{round(km, 1):g} km"
    bearing = BEARING_DEG.get(direction)
    shape = _shape_of(entry, gazetteer)
    name = f"{stated} {direction + ' of' if bearing is not None else 'from'} {entry.name}"
    precision, at = GeoPrecision.NEAR, None
    how = "" if km is not None else f"the distance in {expression.text!r} was not understood: "
    area: BaseGeometry
    if shape is not None and shape.geom_type in ("Polygon", "MultiPolygon"):
        if bearing is None and " off " in f" {expression.text.lower()} ":
            return _place_off_coast(expression, anchors[0], shape, (near_km, far_km), gazetteer)
        area = _build_ring(shape, near_km, far_km)
        area = clip_part(area, direction) if bearing is not None else area
        precision = GeoPrecision.REGION
        how += f"{near_km:.0f}-{far_km:.0f} km from the edge of {entry.name}"
    elif shape is not None:
        area = _build_beside(shape, direction, far_km)
        precision = GeoPrecision.REGION
        how += f"up to {far_km:.0f} km from {entry.name}"
    elif bearing is None:
        area, at = build_circle(entry.lon, entry.lat, far_km), (entry.lon, entry.lat)
        how += f"up to {far_km:.0f} km from {entry.name}'s centre"
    else:
        area = build_sector(
            entry.lon, entry.lat, bearing,
            near_km=near_km, far_km=far_km, half_width_deg=_OFFSET_HALF_WIDTH_DEG,
        )  # fmt: skip
        at = move_point(entry.lon, entry.lat, bearing, (near_km + far_km) / 2 if km is None else km)
        how += (
            f"{near_km:.0f}-{far_km:.0f} km from {entry.name}'s centre, bearing "
            f"{(bearing - _OFFSET_HALF_WIDTH_DEG) % 360:.0f}-"
            f"{(bearing + _OFFSET_HALF_WIDTH_DEG) % 360:.0f} degrees"
        )
    side = f"{direction}:" if bearing is not None else ""
    length = "unread" if km is None else f"{round(km, 3):g}km"
    return make_place(
        expression, f"offset:{length}:{side}{entry.id}", name, area, precision=precision,
        quality=GeometryQuality.DERIVED, anchor=anchors[0], at=at or _middle_of(area), reason=how,
    )  # fmt: skip


def place_countryside(
    expression: Expression,
    anchors: Sequence[Resolution],
    surroundings: Surroundings,
    gazetteer: Gazetteer,
) -> Place | None:
    """Place "X countryside": the province without its seat, or the land around a town."""
    del surroundings
    anchor = anchors[0]
    entry = entry_of(anchor)
    if entry.feature_code.startswith("PPL") and expression.direction in BEARING_DEG:
        units = [e for e in gazetteer.find_by_name(entry.name, countries=(entry.country_iso3,))
                 if e.feature_code == "ADM1" and e.has_geometry]  # fmt: skip
        if units:
            entry = units[0]
    area = gazetteer.get_geometry(entry.id) if entry.has_geometry else None
    if area is not None and area.geom_type in ("Polygon", "MultiPolygon"):
        if expression.direction:
            area = clip_part(area, expression.direction)
        return make_place(
            expression, f"countryside:{expression.direction}:{entry.id}",
            f"{expression.direction} {entry.name} countryside".strip(), area,
            precision=find_precision(entry), quality=GeometryQuality.DERIVED, anchor=anchor,
            reason=f"the {expression.direction + ' ' if expression.direction else ''}countryside "
            f"of {entry.name}'s area",
        )  # fmt: skip
    circle = build_circle(entry.lon, entry.lat, _COUNTRYSIDE_KM)
    return make_place(
        expression, f"countryside:{expression.direction}:{entry.id}",
        f"{entry.name} countryside", circle, precision=GeoPrecision.NEAR, anchor=anchor,
        quality=GeometryQuality.DERIVED, at=(entry.lon, entry.lat),
        reason=f"within {_COUNTRYSIDE_KM:g} km of {entry.name}'s centre",
    )  # fmt: skip


def _place_off_coast(
    expression: Expression,
    anchor: Resolution,
    shape: BaseGeometry,
    reach_km: tuple[float, float],
    gazetteer: Gazetteer,
) -> Place:
    """Return the place of the waters off an area: what lies around it and is no neighbour's."""
    import shapely  # noqa: PLC0415

    entry = entry_of(anchor)
    ring = _build_ring(shape, *reach_km)
    codes = {code for code in entry.country_iso3.split(";") if code}
    lands = codes | {n for code in codes for n in gazetteer.find_neighbours(code)}
    west, south, east, north = ring.bounds
    waters = ring
    for code in sorted(lands):
        country = gazetteer.find_country(code)
        land = gazetteer.get_geometry(country.id) if country is not None else None
        if land is not None:
            land = shapely.clip_by_rect(land, west, south, east, north)
            waters = keep_polygons(shapely.difference(waters, shapely.make_valid(land)))
    # A country without a coast, or an island smaller than the land's outline.
    area = ring if waters.is_empty else waters
    return make_place(
        expression, f"off:{reach_km[1]:g}km:{entry.id}", f"off {entry.name}", area,
        precision=GeoPrecision.OFFSHORE, quality=GeometryQuality.DERIVED, anchor=anchor,
        at=_middle_of(area),
        reason=f"the waters {reach_km[0]:.0f}-{reach_km[1]:.0f} km off {entry.name}",
    )  # fmt: skip


def _find_town(anchor: Resolution, gazetteer: Gazetteer) -> Entry:
    """Return what a distance counts from: the town of that name rather than its province."""
    entry = entry_of(anchor)
    if entry.feature_code not in ("ADM1", "ADM2") or anchor.toponym.cue:
        return entry
    towns = gazetteer.find_by_name(
        anchor.toponym.name, countries=(entry.country_iso3,), feature_classes=("P",)
    )
    return next((t for t in towns if entry.id in (t.admin1_id, t.admin2_id)), entry)


def _shape_of(entry: Entry, gazetteer: Gazetteer) -> BaseGeometry | None:
    """Return the line or area of an entry; None for towns, sites and all that is but a point."""
    if not entry.has_geometry or entry.feature_class in ("P", "S"):
        return None
    shape = gazetteer.get_geometry(entry.id)
    return None if shape is None or shape.geom_type.endswith("Point") else shape


def _reach_beyond(entry: Entry) -> float:
    """Return how far beyond the edge of an area its surroundings reach, in km."""
    low, high = _NEAR_BOUNDS_KM
    return min(high, max(low, _NEAR_SHARE * entry.radius_km))


def _reach_of_side(entry: Entry, *, is_beyond: bool) -> float:
    """Return how far a side of a point entry reaches from it, in km."""
    if find_precision(entry) not in _SITES:
        return entry.radius_km + (_reach_beyond(entry) if is_beyond else 0.0)
    if is_beyond:
        return max(_BEYOND_KM, _BEYOND_RADII * entry.radius_km)
    return max(3.0, 1.5 * entry.radius_km)


def _build_side(entry: Entry, direction: str, reach_km: float) -> BaseGeometry:
    """Return the side of a point entry, or its middle for a word that is no compass point."""
    if direction not in BEARING_DEG:
        return build_circle(entry.lon, entry.lat, reach_km / 2)
    return build_sector(
        entry.lon, entry.lat, BEARING_DEG[direction],
        near_km=0.0, far_km=reach_km, half_width_deg=_SIDE_HALF_WIDTH_DEG,
    )  # fmt: skip


def _build_beside(line: BaseGeometry, direction: str, km: float) -> BaseGeometry:
    """Return the land on a side of a line, or on both for a word that is no compass point."""
    if direction in BEARING_DEG:
        side = sweep_line(line, BEARING_DEG[direction], km)
        if not side.is_empty:
            return side
    return widen_area(line, km)


def _build_ring(area: BaseGeometry, near_km: float, far_km: float) -> BaseGeometry:
    """Return what lies between two distances from the edge of an area, outside it."""
    import shapely  # noqa: PLC0415

    inner = widen_area(area, near_km) if near_km > 0 else shapely.make_valid(area)
    outer = widen_area(area, far_km)
    ring = keep_polygons(shapely.difference(outer, inner))
    return outer if ring.is_empty else ring


def _middle_of(area: BaseGeometry) -> tuple[float, float]:
    """Return the point of an area that is nearest to its centroid, or near that."""
    return find_point(area, area.centroid.x, area.centroid.y)
