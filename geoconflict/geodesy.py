"""Distances, circles and sectors on the globe: positions in, lengths and areas out.

Coordinates are (lon, lat) in degrees, EPSG:4326. Lengths are geodesic on WGS 84, but for the
great-circle functions, which need no heavy library and are meant for ranking.
"""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray
    from shapely.geometry import MultiPolygon, Polygon
    from shapely.geometry.base import BaseGeometry

#: Mean radius of the Earth, IUGG (GRS 80), in km. On a sphere of this radius distances differ
#: from those on the ellipsoid by less than 0.6 %, which ranks neighbours well enough.
EARTH_RADIUS_KM = 6371.0088
# Sides of the polygon that stands for a circle: its area is 0.16 % less than the circle's.
_CIRCLE_SIDES = 64
_SECTOR_STEPS = 16
# Vertices that a radius is measured over; a coast has many more than it needs.
_RADIUS_VERTICES = 2000


def great_circle_km(lon_a: float, lat_a: float, lon_b: float, lat_b: float) -> float:
    """Return the great-circle distance of two positions (degrees) in km."""
    lat_1, lat_2 = math.radians(lat_a), math.radians(lat_b)
    half_lat = math.sin((lat_2 - lat_1) / 2)
    half_lon = math.sin(math.radians(lon_b - lon_a) / 2)
    chord = half_lat**2 + math.cos(lat_1) * math.cos(lat_2) * half_lon**2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(chord)))


def great_circles_km(
    lon: float,
    lat: float,
    lons: Sequence[float] | NDArray[np.float64],
    lats: Sequence[float] | NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return great-circle distances from one position to n others, shape (n,), km."""
    import numpy as np  # noqa: PLC0415 - not needed for single look-ups

    lat_1, lat_2 = np.radians(lat), np.radians(np.asarray(lats, dtype=float))
    half_lat = np.sin((lat_2 - lat_1) / 2)
    half_lon = np.sin(np.radians(np.asarray(lons, dtype=float) - lon) / 2)
    chord = half_lat**2 + np.cos(lat_1) * np.cos(lat_2) * half_lon**2
    result: NDArray[np.float64] = 2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(1.0, np.sqrt(chord)))
    return result


@functools.lru_cache(maxsize=1)
def get_geod() -> Any:
    """Return pyproj's WGS 84 ellipsoid; importing pyproj takes a tenth of a second."""
    from pyproj import Geod  # noqa: PLC0415

    return Geod(ellps="WGS84")


def distance_km(lon_a: float, lat_a: float, lon_b: float, lat_b: float) -> float:
    """Return the geodesic distance of two positions (degrees) in km."""
    return float(get_geod().inv(lon_a, lat_a, lon_b, lat_b)[2]) / 1000.0


def length_km(line: BaseGeometry) -> float:
    """Return the geodesic length of a line or multi-line in km; 0 for an empty one."""
    return float(get_geod().geometry_length(line)) / 1000.0


def move_point(lon: float, lat: float, bearing_deg: float, km: float) -> tuple[float, float]:
    """Return the (lon, lat) that lies `km` away along a bearing, clockwise from north."""
    to_lon, to_lat, _ = get_geod().fwd(lon, lat, bearing_deg, km * 1000.0)
    return float(to_lon), float(to_lat)


def find_radius_km(geometry: BaseGeometry, lon: float, lat: float) -> float:
    """Return the distance in km from a position to the farthest vertex of a geometry, 0 if empty.

    Of a geometry with thousands of vertices every n-th is measured.
    """
    import numpy as np  # noqa: PLC0415
    import shapely  # noqa: PLC0415

    xy = shapely.get_coordinates(geometry)
    if len(xy) == 0:
        return 0.0
    xy = xy[:: max(1, len(xy) // _RADIUS_VERTICES)]
    _, _, metres = get_geod().inv(np.full(len(xy), lon), np.full(len(xy), lat), xy[:, 0], xy[:, 1])
    return round(float(np.max(metres)) / 1000.0, 3)


def build_circle(lon: float, lat: float, radius_km: float) -> Polygon | MultiPolygon:
    """Return the geodesic circle around a position, within +-180 and +-90 degrees.

    It is cut at the 180th meridian (RFC 7946, section 3.1.9) and closed along the parallel of
    90 degrees where it holds a pole.

    Parameters
    ----------
    lon, lat
        Centre, degrees, EPSG:4326.
    radius_km
        Radius on the WGS 84 ellipsoid, > 0.

    Returns
    -------
    area
        Valid and not empty; the whole world for a radius that reaches both poles.
    """
    import numpy as np  # noqa: PLC0415
    import shapely  # noqa: PLC0415

    geod, radius_m = get_geod(), radius_km * 1000.0
    north = geod.inv(lon, lat, lon, 90.0)[2] <= radius_m
    south = geod.inv(lon, lat, lon, -90.0)[2] <= radius_m
    if north and south:
        return shapely.box(-180.0, -90.0, 180.0, 90.0)
    # Counter-clockwise seen from above; ends where it began.
    azimuths = -360.0 * np.arange(_CIRCLE_SIDES + 1) / _CIRCLE_SIDES
    lons, lats, _ = geod.fwd(
        np.full(azimuths.shape, lon),
        np.full(azimuths.shape, lat),
        azimuths,
        np.full(azimuths.shape, radius_m),
    )
    # Longitudes that do not jump: around a pole they run through 360 degrees.
    lons = np.unwrap(lons, period=360.0)
    ring = [(float(x), float(y)) for x, y in zip(lons, lats, strict=True)]
    if north or south:
        pole = 90.0 if north else -90.0
        ring += [(ring[-1][0], pole), (ring[0][0], pole)]
    else:
        ring[-1] = ring[0]
    return wrap_longitudes(shapely.make_valid(shapely.Polygon(ring)))


def build_sector(
    lon: float,
    lat: float,
    bearing_deg: float,
    *,
    near_km: float,
    far_km: float,
    half_width_deg: float,
) -> Polygon | MultiPolygon:
    """Return the part of a ring around a position that lies within a range of bearings.

    Parameters
    ----------
    lon, lat
        Centre, degrees, EPSG:4326.
    bearing_deg
        Middle bearing, clockwise from north.
    near_km, far_km
        Inner and outer radius, 0 <= near_km < far_km.
    half_width_deg
        Half the angle of the sector, 0 < half_width_deg < 180.

    Returns
    -------
    area
        Valid and not empty, within +-180 and +-90 degrees.
    """
    import numpy as np  # noqa: PLC0415
    import shapely  # noqa: PLC0415

    angles = np.linspace(
        bearing_deg - half_width_deg, bearing_deg + half_width_deg, _SECTOR_STEPS + 1
    )
    ring = [move_point(lon, lat, angle, far_km) for angle in angles]
    if near_km > 0:
        ring += [move_point(lon, lat, angle, near_km) for angle in angles[::-1]]
    else:
        ring.append((lon, lat))
    # Longitudes near the centre's, so that a ring across the 180th meridian does not tear.
    lons = np.unwrap([lon, *(x for x, _ in ring)], period=360.0)[1:]
    points = [(float(x), y) for x, (_, y) in zip(lons, ring, strict=True)]
    return wrap_longitudes(shapely.make_valid(shapely.Polygon(points)))


def wrap_longitudes(area: BaseGeometry) -> Polygon | MultiPolygon:
    """Return an area whose longitudes leave +-180 degrees cut and moved back into them."""
    import shapely  # noqa: PLC0415
    from shapely.affinity import translate  # noqa: PLC0415

    west, _, east, _ = area.bounds
    if west >= -180.0 and east <= 180.0:
        return keep_polygons(area)
    parts: list[BaseGeometry] = []
    for turn in (-1, 0, 1):
        left = 360.0 * turn - 180.0
        cut = area.intersection(shapely.box(left, -90.0, left + 360.0, 90.0))
        moved = translate(cut, xoff=-360.0 * turn)
        parts += [part for part in shapely.get_parts(moved) if part.geom_type == "Polygon"]
    # Moving rounds coordinates, so what touched the meridian may overstep it.
    world = shapely.box(-180.0, -90.0, 180.0, 90.0)
    return keep_polygons(shapely.intersection(shapely.union_all(parts), world))


def keep_polygons(geometry: BaseGeometry) -> Polygon | MultiPolygon:
    """Return only the polygons of a geometry, as one area; empty where it has none."""
    import shapely  # noqa: PLC0415

    if isinstance(geometry, shapely.Polygon | shapely.MultiPolygon):
        return geometry
    parts = [
        part
        for part in shapely.get_parts(shapely.get_parts(geometry))
        if isinstance(part, shapely.Polygon | shapely.MultiPolygon)
    ]
    united = shapely.union_all(parts)
    if isinstance(united, shapely.Polygon | shapely.MultiPolygon):
        return united
    return shapely.MultiPolygon()
