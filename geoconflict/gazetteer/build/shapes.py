"""Geometry in, geometry out: the few operations that several parts of the build share."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, cast

from geoconflict.geodesy import great_circles_km

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray
    from shapely import Point
    from shapely.geometry.base import BaseGeometry

    from geoconflict.gazetteer.build.rows import Row

#: Grid on which stored coordinates lie, degrees (about 14 m). A power of two leaves the low bits
#: of every number zero, which halves the compressed size.
GRID_DEG = 2.0**-13


def keep_polygons(geometry: BaseGeometry) -> BaseGeometry:
    """Return the areal parts as one MultiPolygon or Polygon; empty if there are none."""
    import shapely  # noqa: PLC0415

    parts = shapely.get_parts(geometry)
    while len(parts) and (shapely.get_type_id(parts) >= 4).any():
        parts = shapely.get_parts(parts)
    areal = parts[shapely.get_type_id(parts) == 3]
    if len(areal) == 1:
        return cast("BaseGeometry", areal[0])
    return cast("BaseGeometry", shapely.multipolygons(areal))


def keep_lines(geometry: BaseGeometry) -> BaseGeometry:
    """Return the linear parts merged end to end, as LineString or MultiLineString."""
    import shapely  # noqa: PLC0415

    parts = shapely.get_parts(geometry)
    while len(parts) and (shapely.get_type_id(parts) >= 4).any():
        parts = shapely.get_parts(parts)
    lines = parts[(shapely.get_type_id(parts) == 1) | (shapely.get_type_id(parts) == 2)]
    merged = shapely.line_merge(shapely.multilinestrings(lines))
    return cast("BaseGeometry", shapely.normalize(merged))


def snap(
    geometries: Sequence[BaseGeometry] | NDArray[np.object_], grid: float = GRID_DEG
) -> NDArray[np.object_]:
    """Return geometries with coordinates on the grid; shared edges stay shared, all valid."""
    import shapely  # noqa: PLC0415

    moved = shapely.set_precision(list(geometries), grid, mode="pointwise")
    for index in (~shapely.is_valid(moved)).nonzero()[0]:
        # Rebuilt with holes where they were; on the grid again, as mending adds crossings.
        mended = shapely.set_precision(shapely.make_valid(moved[index]), grid)
        areal = shapely.get_dimensions(moved[index]) == 2
        moved[index] = keep_polygons(mended) if areal else keep_lines(mended)
    return moved


def cover_radius_km(geometry: BaseGeometry, lon: float, lat: float) -> float:
    """Return the radius of the circle around a position that covers a geometry, to 0.1 km."""
    import shapely  # noqa: PLC0415

    xy = shapely.get_coordinates(geometry)
    return round(float(great_circles_km(lon, lat, xy[:, 0], xy[:, 1]).max()), 1)


def pack_geometry(geometry: BaseGeometry) -> bytes:
    """Return little-endian WKB, deflated."""
    import shapely  # noqa: PLC0415

    return zlib.compress(shapely.to_wkb(geometry, byte_order=1), 9)


def middle_of(line: BaseGeometry) -> Point:
    """Return the point half way along the longest part of a line."""
    import shapely  # noqa: PLC0415

    parts = shapely.get_parts(line)
    longest = max(parts, key=lambda part: (part.length, part.wkb))
    return cast("Point", longest.interpolate(0.5, normalized=True))


def shapes_of(rows: Sequence[Row]) -> NDArray[np.object_]:
    """Return the geometries of rows that all have one, shape (n,)."""
    import numpy as np  # noqa: PLC0415

    shapes = np.empty(len(rows), dtype=object)
    shapes[:] = [row.geometry for row in rows]
    return shapes
