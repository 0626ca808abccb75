"""Geometry of place expressions: parts of areas, stretches of lines, points that stand for both.

All coordinates are (lon, lat) in degrees, EPSG:4326; lengths are geodesic on WGS 84.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from geoconflict.geodesy import distance_km, get_geod, keep_polygons

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shapely.geometry import LineString
    from shapely.geometry.base import BaseGeometry

#: Bearing of each compass point, degrees clockwise from north.
BEARING_DEG: dict[str, float] = {
    "north": 0.0, "northeast": 45.0, "east": 90.0, "southeast": 135.0,
    "south": 180.0, "southwest": 225.0, "west": 270.0, "northwest": 315.0,
}  # fmt: skip
# How far at sea a conventional point may lie, and how far inland its substitute, in degrees.
_NEAR_LAND_DEG = 3.0
_INLAND_DEG = 0.1
# Parts of an area: "northern X" is the part on that side of this share of its extent.
_PART_SHARE = 0.5


def clip_part(area: BaseGeometry, direction: str) -> BaseGeometry:
    """Return the part of an area that a direction word names.

    The area is halved at the middle of its extent: "northern" keeps what lies north of it,
    "north-western" what lies north and west, "central" the middle half both ways.

    Parameters
    ----------
    area
        Polygon or multipolygon.
    direction
        Compass point ("north", "northwest" ...) or "central".

    Returns
    -------
    part
        Not empty: the area itself where nothing would be left or the direction is unknown.
    """
    import shapely  # noqa: PLC0415

    mainland = max(shapely.get_parts(area), key=lambda part: (part.area, part.bounds), default=area)
    west, south, east, north = mainland.bounds
    mid_x = west + (east - west) * _PART_SHARE
    mid_y = south + (north - south) * _PART_SHARE
    left, bottom, right, top = -180.0, -90.0, 180.0, 90.0
    if direction == "central":
        left, right = west + (east - west) / 4, east - (east - west) / 4
        bottom, top = south + (north - south) / 4, north - (north - south) / 4
    if direction.startswith("north"):
        bottom = mid_y
    if direction.startswith("south"):
        top = mid_y
    if direction.endswith("east"):
        left = mid_x
    if direction.endswith("west"):
        right = mid_x
    part = keep_polygons(shapely.intersection(area, shapely.box(left, bottom, right, top)))
    return area if part.is_empty else part


def find_point(geometry: BaseGeometry, lon: float, lat: float) -> tuple[float, float]:
    """Return the point that stands for a geometry: (lon, lat) if it lies in it, else one that does.

    Areas give a point guaranteed inside, lines the middle of their longest part.
    """
    import shapely  # noqa: PLC0415

    if geometry.geom_type in ("Polygon", "MultiPolygon"):
        if shapely.contains_xy(geometry, lon, lat):
            return lon, lat
        # The conventional point of a country of islands lies at sea: the land nearest to it.
        near = shapely.shortest_line(geometry, shapely.Point(lon, lat))
        if shapely.length(near) <= _NEAR_LAND_DEG:
            start = shapely.get_point(near, 0)
            land = shapely.intersection(geometry, shapely.buffer(start, _INLAND_DEG))
            inside = land.representative_point()
            return float(inside.x), float(inside.y)
        largest = max(shapely.get_parts(geometry), key=lambda part: (part.area, part.bounds))
        inside = largest.representative_point()
        return float(inside.x), float(inside.y)
    if geometry.geom_type in ("LineString", "MultiLineString"):
        longest = max(shapely.get_parts(geometry), key=lambda part: (part.length, part.bounds))
        middle = longest.interpolate(0.5, normalized=True)
        return float(middle.x), float(middle.y)
    point = geometry.representative_point()
    return float(point.x), float(point.y)


def cut_line(line: LineString, start: tuple[float, float], end: tuple[float, float]) -> LineString:
    """Return the stretch of a line between the points on it nearest to two positions."""
    import shapely  # noqa: PLC0415
    from shapely.ops import substring  # noqa: PLC0415

    at = line.project(shapely.Point(start))
    to = line.project(shapely.Point(end))
    stretch = substring(line, min(at, to), max(at, to))
    return stretch if stretch.geom_type == "LineString" else line


def build_line(positions: Iterable[tuple[float, float]]) -> LineString:
    """Return the line through positions in order, in pieces of at most about 50 km."""
    import shapely  # noqa: PLC0415

    points = list(positions)
    dense: list[tuple[float, float]] = points[:1]
    for (x1, y1), (x2, y2) in itertools.pairwise(points):
        pieces = int(distance_km(x1, y1, x2, y2) // 50.0)
        if pieces:
            dense.extend((float(x), float(y)) for x, y in get_geod().npts(x1, y1, x2, y2, pieces))
        dense.append((x2, y2))
    return shapely.LineString(dense)
