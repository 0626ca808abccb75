"""Geometry of place expressions: circles, sectors, parts of areas, stretches of lines.

All coordinates are (lon, lat) in degrees, EPSG:4326; lengths are geodesic on WGS 84.
"""

from __future__ import annotations

import functools
import itertools
import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shapely.geometry import LineString, MultiPolygon, Polygon
    from shapely.geometry.base import BaseGeometry

#: Bearing of each compass point, degrees clockwise from north.
BEARING_DEG: dict[str, float] = {
    "north": 0.0, "northeast": 45.0, "east": 90.0, "southeast": 135.0,
    "south": 180.0, "southwest": 225.0, "west": 270.0, "northwest": 315.0,
}  # fmt: skip
_CIRCLE_POINTS = 64
# Parts of an area: "northern X" is the part on that side of this share of its extent.
_PART_SHARE = 0.5


@functools.lru_cache(maxsize=1)
def _geod() -> Any:
    """Return the WGS 84 ellipsoid; pyproj takes a tenth of a second to import."""
    from pyproj import Geod  # noqa: PLC0415

    return Geod(ellps="WGS84")


def distance_km(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Return the geodesic distance of two points in km."""
    return float(_geod().inv(lon1, lat1, lon2, lat2)[2]) / 1000.0


def length_km(line: BaseGeometry) -> float:
    """Return the geodesic length of a line or multi-line in km; 0 for an empty one."""
    return float(_geod().geometry_length(line)) / 1000.0


def move(lon: float, lat: float, bearing_deg: float, km: float) -> tuple[float, float]:
    """Return the point that lies `km` away along a bearing."""
    to_lon, to_lat, _ = _geod().fwd(lon, lat, bearing_deg, km * 1000.0)
    return float(to_lon), float(to_lat)


def build_circle(lon: float, lat: float, radius_km: float) -> Polygon | MultiPolygon:
    """Return the geodesic circle around a point; split where it crosses the antimeridian.

    Parameters
    ----------
    lon, lat
        Centre, degrees.
    radius_km
        Radius, > 0.

    Returns
    -------
    area
        Valid, within -180..180 and -90..90.
    """
    bearings = [360.0 * i / _CIRCLE_POINTS for i in range(_CIRCLE_POINTS)]
    return _close_ring([move(lon, lat, bearing, radius_km) for bearing in bearings], lon, lat)


def build_sector(
    lon: float,
    lat: float,
    bearing_deg: float,
    near_km: float,
    far_km: float,
    half_width_deg: float,
) -> Polygon | MultiPolygon:
    """Return the part of a ring around a point that lies within a range of bearings.

    Parameters
    ----------
    lon, lat
        Centre, degrees.
    bearing_deg
        Middle bearing, clockwise from north.
    near_km, far_km
        Inner and outer radius, 0 <= near_km < far_km.
    half_width_deg
        Half the angle of the sector, 0 < half_width_deg < 180.

    Returns
    -------
    area
        Valid, within -180..180 and -90..90.
    """
    steps = 16
    angles = [
        bearing_deg - half_width_deg + 2.0 * half_width_deg * i / steps for i in range(steps + 1)
    ]
    outer = [move(lon, lat, angle, far_km) for angle in angles]
    inner = (
        [move(lon, lat, angle, near_km) for angle in reversed(angles)]
        if near_km > 0
        else [(lon, lat)]
    )
    return _close_ring(outer + inner, *move(lon, lat, bearing_deg, (near_km + far_km) / 2))


def _close_ring(
    ring: Sequence[tuple[float, float]], lon: float, lat: float
) -> Polygon | MultiPolygon:
    """Return the polygon of a ring that holds (lon, lat), cut at the antimeridian and poles."""
    import shapely  # noqa: PLC0415

    unwrapped: list[tuple[float, float]] = []
    previous = lon
    for x, y in ring:
        shifted = x
        while shifted - previous > 180.0:
            shifted -= 360.0
        while shifted - previous < -180.0:
            shifted += 360.0
        unwrapped.append((shifted, y))
        previous = shifted
    turn = unwrapped[-1][0] - unwrapped[0][0]
    gap = ring[0][0] - ring[-1][0]
    gap -= 360.0 * round(gap / 360.0)
    if abs(turn + gap) > 180.0:
        # The ring winds around a pole: close it along the pole.
        pole = 90.0 if lat >= 0 else -90.0
        step = math.copysign(360.0, turn + gap)
        unwrapped += [(unwrapped[0][0] + step, unwrapped[0][1])]
        unwrapped += [(unwrapped[-1][0], pole), (unwrapped[0][0], pole)]
    area = shapely.make_valid(shapely.Polygon(unwrapped))
    return wrap_longitudes(area)


def wrap_longitudes(area: BaseGeometry) -> Polygon | MultiPolygon:
    """Return an area whose longitudes may run past 180 cut and moved into -180..180."""
    import shapely  # noqa: PLC0415
    from shapely import affinity  # noqa: PLC0415

    pieces = []
    for turn in (-360.0, 0.0, 360.0):
        window = shapely.box(-180.0 + turn, -90.0, 180.0 + turn, 90.0)
        piece = shapely.intersection(area, window)
        if not piece.is_empty:
            pieces.append(affinity.translate(piece, xoff=-turn))
    return keep_polygons(shapely.union_all(pieces) if len(pieces) != 1 else pieces[0])


def keep_polygons(geometry: BaseGeometry) -> Polygon | MultiPolygon:
    """Return only the polygons of a geometry, as one area; empty where it has none."""
    import shapely  # noqa: PLC0415

    if isinstance(geometry, shapely.Polygon | shapely.MultiPolygon):
        return geometry
    parts = [
        part
        for part in shapely.get_parts(shapely.get_parts(geometry))
        if part.geom_type in ("Polygon", "MultiPolygon")
    ]
    united = shapely.union_all(parts)
    if isinstance(united, shapely.Polygon | shapely.MultiPolygon):
        return united
    return shapely.MultiPolygon()


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
        largest = max(shapely.get_parts(geometry), key=lambda part: (part.area, part.bounds))
        inside = largest.representative_point()
        return float(inside.x), float(inside.y)
    if geometry.geom_type in ("LineString", "MultiLineString"):
        longest = max(shapely.get_parts(geometry), key=lambda part: (part.length, part.bounds))
        middle = longest.interpolate(0.5, normalized=True)
        return float(middle.x), float(middle.y)
    point = geometry.representative_point()
    return float(point.x), float(point.y)


def find_radius_km(geometry: BaseGeometry, lon: float, lat: float) -> float:
    """Return the distance in km from a point to the farthest vertex of a geometry."""
    import numpy as np  # noqa: PLC0415
    import shapely  # noqa: PLC0415

    xy = shapely.get_coordinates(geometry)
    if len(xy) == 0:
        return 0.0
    step = max(1, len(xy) // 2000)
    xy = xy[::step]
    _, _, metres = _geod().inv(np.full(len(xy), lon), np.full(len(xy), lat), xy[:, 0], xy[:, 1])
    return round(float(np.max(metres)) / 1000.0, 3)


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
            dense.extend((float(x), float(y)) for x, y in _geod().npts(x1, y1, x2, y2, pieces))
        dense.append((x2, y2))
    return shapely.LineString(dense)
