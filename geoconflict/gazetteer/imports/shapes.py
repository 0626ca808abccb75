"""Geometry of the user's in, valid geometry of one kind and its radius out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geoconflict.geodesy import great_circles_km, keep_polygons

if TYPE_CHECKING:
    from shapely import MultiPolygon, Polygon
    from shapely.geometry.base import BaseGeometry


def cover_radius_km(geometry: BaseGeometry, lon: float, lat: float) -> float:
    """Return the radius of the circle around a position that covers a geometry, to 0.1 km."""
    import shapely  # noqa: PLC0415

    xy = shapely.get_coordinates(geometry)
    return round(float(great_circles_km(lon, lat, xy[:, 0], xy[:, 1]).max()), 1)


def mend_polygon(shape: BaseGeometry) -> tuple[Polygon | MultiPolygon | None, bool]:
    """Return the areas of a geometry as a valid one, and whether it had to be mended.

    Returns
    -------
    area, is_mended
        None where no area is left.
    """
    import shapely  # noqa: PLC0415

    is_mended = not shape.is_valid
    valid = shapely.make_valid(shape) if is_mended else shape
    area = keep_polygons(valid)
    return (None if area.is_empty else area), is_mended
