"""Geometry of place expressions: parts of areas, stretches of lines, points that stand for both.

All coordinates are (lon, lat) in degrees, EPSG:4326; lengths are geodesic on WGS 84.
"""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, cast

from geoconflict.geodesy import (
    distance_km,
    get_geod,
    keep_polygons,
    length_km,
    move_point,
    wrap_longitudes,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    from numpy.typing import NDArray
    from shapely.geometry import LineString
    from shapely.geometry.base import BaseGeometry

#: Bearing of each compass point, degrees clockwise from north.
BEARING_DEG: dict[str, float] = {
    "north": 0.0, "north-northeast": 22.5, "northeast": 45.0, "east-northeast": 67.5,
    "east": 90.0, "east-southeast": 112.5, "southeast": 135.0, "south-southeast": 157.5,
    "south": 180.0, "south-southwest": 202.5, "southwest": 225.0, "west-southwest": 247.5,
    "west": 270.0, "west-northwest": 292.5, "northwest": 315.0, "north-northwest": 337.5,
}  # fmt: skip
# A degree of latitude, mean of WGS 84.
_DEGREE_KM = 111.2
# How far at sea a conventional point may lie, and how far inland its substitute.
_NEAR_LAND_KM = 330.0
_INLAND_KM = 11.0
# A line whose ends lie this near to each other is a ring.
_RING_GAP_KM = 12.0
# Straight in degrees is not straight on a projection, so longer sides are broken up.
_LONGEST_SIDE_DEG = 0.5
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

    mainland = _largest(area)
    west, south, east, north = mainland.bounds
    mid_x = west + (east - west) * _PART_SHARE
    mid_y = south + (north - south) * _PART_SHARE
    left, bottom, right, top = -180.0, -90.0, 180.0, 90.0
    if direction == "central":
        left, right = west + (east - west) / 4, east - (east - west) / 4
        bottom, top = south + (north - south) / 4, north - (north - south) / 4
    if "north" in direction:
        bottom = mid_y
    if "south" in direction:
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

    is_area = geometry.geom_type in ("Polygon", "MultiPolygon")
    if is_area and shapely.contains_xy(geometry, lon, lat):
        return lon, lat
    if is_area:
        # The conventional point of a country of islands lies at sea: the land nearest to it.
        scale = _squeeze(lat)
        local = _scale(geometry, scale)
        near = shapely.shortest_line(local, shapely.Point(lon * scale, lat))
        if shapely.length(near) <= _NEAR_LAND_KM / _DEGREE_KM:
            start = shapely.get_point(near, 0)
            land = shapely.intersection(local, shapely.buffer(start, _INLAND_KM / _DEGREE_KM))
            inside = land.representative_point()
            return float(inside.x) / scale, float(inside.y)
        inside = _largest(geometry).representative_point()
        return float(inside.x), float(inside.y)
    if geometry.geom_type in ("LineString", "MultiLineString"):
        longest = _longest(geometry)
        scale = _squeeze((longest.bounds[1] + longest.bounds[3]) / 2)
        middle = _scale(longest, scale).interpolate(0.5, normalized=True)
        return round(float(middle.x) / scale, 9), round(float(middle.y), 9)
    point = geometry.representative_point()
    return float(point.x), float(point.y)


def _squeeze(lat: float) -> float:
    """Return the length of a degree of longitude at a latitude, in degrees of latitude."""
    return max(0.01, math.cos(math.radians(lat)))


def _scale(geometry: BaseGeometry, scale: float) -> BaseGeometry:
    """Return a geometry with its longitudes multiplied: distances near one latitude come out."""
    import shapely  # noqa: PLC0415

    scaled: BaseGeometry = shapely.transform(geometry, lambda xy: xy * (scale, 1.0))
    return scaled


def _largest(area: BaseGeometry) -> BaseGeometry:
    """Return the part of an area that covers most ground; the area itself where it is empty."""
    import shapely  # noqa: PLC0415

    def weigh(part: BaseGeometry) -> tuple[float, tuple[float, ...]]:
        return part.area * _squeeze((part.bounds[1] + part.bounds[3]) / 2), part.bounds

    return max(shapely.get_parts(area), key=weigh, default=area)


def _longest(line: BaseGeometry) -> BaseGeometry:
    """Return the longest part of a line."""
    import shapely  # noqa: PLC0415

    parts: list[BaseGeometry] = list(shapely.get_parts(line))
    return max(parts, key=lambda part: (length_km(part), part.bounds))


def cut_line(
    line: BaseGeometry, start: tuple[float, float], end: tuple[float, float]
) -> LineString:
    """Return the stretch of a line between the points on it nearest to two positions.

    Parameters
    ----------
    line
        Line or multi-line; of several parts the one that passes both positions nearest counts.
        On a ring the shorter way round is taken.
    start, end
        Positions (lon, lat).

    Returns
    -------
    stretch
        That part as a whole where both positions fall on one point of it.
    """
    import shapely  # noqa: PLC0415
    from shapely.ops import substring  # noqa: PLC0415

    scale = _squeeze((start[1] + end[1]) / 2)
    merged = shapely.line_merge(line) if line.geom_type == "MultiLineString" else line
    ends = [shapely.Point(x * scale, y) for x, y in (start, end)]
    parts = [
        (cast("LineString", _scale(part, scale)), cast("LineString", part))
        for part in shapely.get_parts(merged)
    ]
    local, part = min(
        parts, key=lambda pair: (sum(pair[0].distance(point) for point in ends), pair[1].bounds)
    )
    at, to = sorted(local.project(point) for point in ends)
    cut = substring(local, at, to)
    first, last = local.coords[0], local.coords[-1]
    around = local.length - (to - at)
    if math.dist(first, last) * _DEGREE_KM <= _RING_GAP_KM and around < to - at:
        cut = shapely.LineString(
            [*substring(local, to, local.length).coords, *substring(local, 0.0, at).coords]
        )
    if cut.geom_type != "LineString" or cut.length == 0.0:
        return part
    stretch: LineString = shapely.transform(cut, lambda xy: (xy / (scale, 1.0)).round(9))
    return stretch


def widen_area(geometry: BaseGeometry, km: float) -> BaseGeometry:
    """Return the area within a distance of a geometry, the geometry's own area included.

    Parameters
    ----------
    geometry
        Any geometry that is not empty and spans less than half the globe.
    km
        Distance, > 0; true near the middle of the geometry, a few percent off 2,000 km away.

    Returns
    -------
    area
        Valid and not empty, within +-180 and +-90 degrees.
    """
    import numpy as np  # noqa: PLC0415
    import shapely  # noqa: PLC0415
    from pyproj import Transformer  # noqa: PLC0415

    coarse = shapely.simplify(geometry, km / _DEGREE_KM / 20.0)
    middle = coarse.centroid
    lon, lat = float(middle.x), float(middle.y)
    local = f"+proj=aeqd +lon_0={lon!r} +lat_0={lat!r} +datum=WGS84 +units=m"
    there = Transformer.from_crs("EPSG:4326", local, always_xy=True)
    flat = shapely.transform(
        shapely.segmentize(coarse, _LONGEST_SIDE_DEG),
        lambda xy: np.column_stack(there.transform(xy[:, 0], xy[:, 1])),
    )
    wide = shapely.segmentize(shapely.buffer(shapely.make_valid(flat), km * 1000.0), 100_000.0)

    def back(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        x, y = there.transform(xy[:, 0], xy[:, 1], direction="INVERSE")
        # Longitudes near the middle's, so that no ring tears at the 180th meridian.
        return np.column_stack(((x - lon + 180.0) % 360.0 - 180.0 + lon, y)).round(9)

    area = wrap_longitudes(shapely.make_valid(shapely.transform(wide, back)))
    return keep_polygons(shapely.make_valid(area))


def sweep_line(line: BaseGeometry, bearing_deg: float, km: float) -> BaseGeometry:
    """Return the land on one side of a line: what the line covers when moved along a bearing.

    Parameters
    ----------
    line
        Line or multi-line.
    bearing_deg
        Clockwise from north.
    km
        How far it is moved, > 0.

    Returns
    -------
    area
        Valid; empty where the line itself runs along the bearing.
    """
    import shapely  # noqa: PLC0415

    strips = []
    for part in shapely.get_parts(shapely.simplify(line, km / _DEGREE_KM / 20.0)):
        points = [(float(x), float(y)) for x, y in part.coords]
        moved = [move_point(x, y, bearing_deg, km) for x, y in points]
        moved = [(x + 360.0 * round((a - x) / 360.0), y)
                 for (x, y), (a, _) in zip(moved, points, strict=True)]  # fmt: skip
        for i, (a, b) in enumerate(itertools.pairwise(points)):
            strips.append(shapely.make_valid(shapely.Polygon([a, b, moved[i + 1], moved[i]])))
    return wrap_longitudes(keep_polygons(shapely.make_valid(shapely.union_all(strips))))


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
