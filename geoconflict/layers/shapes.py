"""Places in; the points, areas and lines that a layer draws for them out."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from geoconflict.geodesy import build_circle
from geoconflict.model import GeoPrecision

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

    from geoconflict.model import Place

#: A point at one of these precisions is the place itself; at any other it stands for a circle.
_EXACT = frozenset(
    {
        GeoPrecision.COORDINATES,
        GeoPrecision.FACILITY,
        GeoPrecision.SETTLEMENT,
        GeoPrecision.LINEAR,
    }
)
#: Sides of at most this length keep a projected line within 2 m of the true one.
_LONGEST_SIDE_DEG = 0.1


def is_located(place: Place) -> bool:
    """Return whether a place has a position on the globe."""
    return (
        place.geometry is not None
        and not place.geometry.is_empty
        and -180.0 <= place.lon <= 180.0
        and -90.0 <= place.lat <= 90.0
    )


def extract_areas(geometry: BaseGeometry | None) -> BaseGeometry | None:
    """Return a geometry's areas as a valid MultiPolygon; None when it has none."""
    import shapely  # noqa: PLC0415 - heavy

    if geometry is not None and not geometry.is_valid:
        # Its lines and points, if any come out, are dropped below.
        geometry = shapely.make_valid(geometry)
    parts = _find_parts(geometry, "Polygon")
    return shapely.MultiPolygon(parts) if parts else None


def extract_lines(geometry: BaseGeometry | None) -> BaseGeometry | None:
    """Return a geometry's lines as a MultiLineString; None when it has none."""
    import shapely  # noqa: PLC0415 - heavy

    parts = _find_parts(geometry, "LineString")
    return shapely.MultiLineString(parts) if parts else None


def _find_parts(geometry: BaseGeometry | None, kind: str) -> list[Any]:
    """Return the single parts of one geometry type, in two dimensions."""
    import shapely  # noqa: PLC0415 - heavy

    if geometry is None or geometry.geom_type == "Point" or geometry.is_empty:
        return []
    parts = shapely.get_parts(shapely.get_parts(shapely.force_2d(geometry)))
    return [part for part in parts if part.geom_type == kind and not part.is_empty]


def join_lines(lines: Sequence[BaseGeometry]) -> BaseGeometry:
    """Return several multi-lines as one, each part once."""
    import shapely  # noqa: PLC0415 - heavy

    parts = {part.wkb: part for line in lines for part in _find_parts(line, "LineString")}
    return shapely.MultiLineString(list(parts.values()))


def find_area(place: Place) -> BaseGeometry | None:
    """Return the MultiPolygon in which a place lies, or None where it is a point or a line.

    A point that is known no better than "near" or "in that district" lies in the circle of the
    place's `radius_km`.
    """
    area = extract_areas(place.geometry)
    if area is not None:
        return area
    if place.geometry is None or not place.geometry.geom_type.endswith("Point"):
        return None
    if place.geo_precision in _EXACT:
        return None
    return draw_circle(place.lon, place.lat, place.radius_km)


def draw_circle(lon: float, lat: float, radius_km: float) -> BaseGeometry | None:
    """Return the geodesic circle as a MultiPolygon; None for a radius that is not above 0."""
    if not (math.isfinite(radius_km) and radius_km > 0):
        return None
    return extract_areas(build_circle(lon, lat, radius_km))


def draw_flow(origin: Place, destination: Place) -> BaseGeometry | None:
    """Return the LineString from one place to the other; None when both are the same point.

    It ends at the nearest point of a destination that is a line (people reach a border at the
    nearest stretch of it) and at the representative point of any other; likewise it starts at
    the nearest point of an origin that is a line. It goes the short way round, so its end may
    lie past +-180 degrees.
    """
    from shapely import LineString  # noqa: PLC0415 - heavy

    start = (origin.lon, origin.lat)
    end = _find_nearest(destination, start) or (destination.lon, destination.lat)
    start = _find_nearest(origin, end) or start
    if start == end:
        return None
    east = end[0] - start[0]
    shift = -360.0 if east > 180.0 else 360.0 if east < -180.0 else 0.0
    return LineString([start, (end[0] + shift, end[1])])


def _find_nearest(place: Place, point: tuple[float, float]) -> tuple[float, float] | None:
    """Return the point of a linear place that is nearest to a point; None for other places."""
    import numpy as np  # noqa: PLC0415 - heavy
    import shapely  # noqa: PLC0415 - heavy
    from pyproj import Transformer  # noqa: PLC0415 - heavy

    lines = extract_lines(place.geometry)
    if lines is None or extract_areas(place.geometry) is not None:
        return None
    # Distances from the centre of this projection are true.
    local = f"+proj=aeqd +lon_0={point[0]!r} +lat_0={point[1]!r} +datum=WGS84 +units=m"
    there = Transformer.from_crs("EPSG:4326", local, always_xy=True)
    # Straight in degrees is not straight there, so long sides are broken up first.
    projected = shapely.transform(
        shapely.segmentize(lines, _LONGEST_SIDE_DEG),
        lambda xy: np.column_stack(there.transform(xy[:, 0], xy[:, 1])),
    )
    nearest = shapely.get_point(shapely.shortest_line(projected, shapely.Point(0.0, 0.0)), 0)
    lon, lat = there.transform(nearest.x, nearest.y, direction="INVERSE")
    # A tenth of a millimetre: below that, builds of PROJ differ.
    return round(lon, 9), round(lat, 9)
