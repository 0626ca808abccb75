"""Records and places in; the box that a map of them should draw in detail out."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from geoconflict.layers.shapes import is_located
from geoconflict.model import GeoPrecision

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geoconflict.model import Document, Place, Record

#: What lies further than this from the middle one of the reported places is left out, so that
#: one far place does not ask for half a world in detail.
_MAIN_AREA_KM = 2000.0
#: Source: IUGG mean radius of the Earth.
_MEAN_EARTH_RADIUS_KM = 6371.0088
_KM_PER_DEGREE = math.pi * _MEAN_EARTH_RADIUS_KM / 180.0
#: Distances between all pairs are compared for at most this many places (32 MB).
_MOST_COMPARED = 2000
#: Bounds are at least this wide and high, so that one town is shown with its region.
_LEAST_EXTENT_DEG = 1.0


def compute_bounds(
    records: Sequence[Record], places: Sequence[tuple[Document, Sequence[Place]]]
) -> tuple[float, float, float, float] | None:
    """Return the box that is worth drawing in detail.

    It holds the places of records that are known more exactly than a country; failing that, the
    points of their countries; failing that, the places named in the texts, in the same order.
    Of these, places more than 2000 km from the middle one are left out.

    Parameters
    ----------
    records
        Records of all documents.
    places
        Each document with its places.

    Returns
    -------
    bounds
        (west, south, east, north), degrees, EPSG:4326, at least one degree wide and high; west
        <= east also where the places lie on both sides of the 180th meridian. None when nothing
        has a position.
    """
    recorded = [each.place for record in records for each in record.places]
    named = [place for _, document_places in places for place in document_places]
    for group in (recorded, named):
        located = [place for place in group if is_located(place)]
        fine = [place for place in located if place.geo_precision is not GeoPrecision.COUNTRY]
        for chosen in (fine, located):
            if chosen:
                return _join_boxes([_find_box(place) for place in _keep_main_area(chosen)])
    return None


def _keep_main_area(places: Sequence[Place]) -> list[Place]:
    """Return the places near the one with the least distance to all others."""
    import numpy as np  # noqa: PLC0415 - heavy

    unique = list({(place.id, place.lon, place.lat): place for place in places}.values())
    lons, lats = np.radians([(place.lon, place.lat) for place in unique]).T
    vectors = np.stack([np.cos(lats) * np.cos(lons), np.cos(lats) * np.sin(lons), np.sin(lats)], 1)
    compared = vectors[:_MOST_COMPARED]
    angles = np.arccos(np.clip(compared @ compared.T, -1.0, 1.0))
    middle = compared[int(np.argmin(np.round(angles.sum(axis=1), 9)))]
    distances_km = np.arccos(np.clip(vectors @ middle, -1.0, 1.0)) * _MEAN_EARTH_RADIUS_KM
    return [
        place
        for place, distance_km in zip(unique, distances_km, strict=True)
        if distance_km <= _MAIN_AREA_KM
    ]


def _find_box(place: Place) -> tuple[float, float, float, float]:
    """Return the box of a place: its area or line, the circle of a point, a country's point."""
    lon, lat, geometry = place.lon, place.lat, place.geometry
    if place.geo_precision is GeoPrecision.COUNTRY:
        return lon, lat, lon, lat
    if geometry is not None and not geometry.geom_type.endswith("Point"):
        return geometry.bounds
    reach_km = min(place.radius_km, _MAIN_AREA_KM) if math.isfinite(place.radius_km) else 0.0
    dy = max(reach_km, 0.0) / _KM_PER_DEGREE
    # Towards the poles a degree of longitude shrinks to nothing; 20 times is enough.
    dx = dy / max(math.cos(math.radians(lat)), 0.05)
    return lon - dx, lat - dy, lon + dx, lat + dy


def _join_boxes(
    boxes: Sequence[tuple[float, float, float, float]],
) -> tuple[float, float, float, float]:
    """Return the box around boxes, widened to the least extent and cut at the globe's edges."""
    west, south = min(box[0] for box in boxes), min(box[1] for box in boxes)
    east, north = max(box[2] for box in boxes), max(box[3] for box in boxes)
    wide = max(0.0, _LEAST_EXTENT_DEG - (east - west)) / 2
    high = max(0.0, _LEAST_EXTENT_DEG - (north - south)) / 2
    return (
        max(-180.0, west - wide),
        max(-90.0, south - high),
        min(180.0, east + wide),
        min(90.0, north + high),
    )
