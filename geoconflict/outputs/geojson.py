"""One layer in; RFC 7946 GeoJSON text out."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from geoconflict.outputs.cells import read_rows
from geoconflict.outputs.notice import describe_review

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shapely.geometry.base import BaseGeometry

    from geoconflict.model import LayerSet

#: Decimals of a degree that are kept: a centimetre (RFC 7946, section 11.2, thinks 6 enough).
_DECIMALS = 7


def render_geojson(layers: LayerSet, name: str) -> str:
    """Return one layer as the text of a GeoJSON feature collection (RFC 7946).

    Coordinates are (lon, lat) in WGS 84 and rounded to 1e-7 degrees, unless that would break a
    shape; outer rings run counter-clockwise; a line across the 180th meridian is cut there.
    Days are ISO 8601 texts, unknown is null. A feature's id is that of its record or place.
    Title, licences, disclaimer and notice stand beside the features as foreign members.

    Parameters
    ----------
    layers
        What `build_layers` returned.
    name
        One of `LAYER_GEOMETRY`.

    Returns
    -------
    text
        One feature a line, keys in fixed order; no features and no bbox for an empty layer.
    """
    frame = layers.frames[name]
    columns = [str(column) for column in frame.columns if column != frame.geometry.name]
    id_column = "place_id" if name == "places" else "id"
    geometries = [_prepare(geometry) for geometry in frame.geometry]
    head: dict[str, Any] = {
        "type": "FeatureCollection",
        "name": name,
        "title": layers.title,
        "notice": describe_review(layers),
        "disclaimer": layers.disclaimer,
        "attribution": [f"{c.name} ({c.licence}) {c.url}".strip() for c in layers.credits],
        "unmapped_records": len(layers.unmapped),
    }
    bbox = _compute_bbox(geometries)
    if bbox is not None:
        head["bbox"] = bbox
    features = []
    for geometry, cells in zip(geometries, read_rows(frame, columns), strict=True):
        properties = dict(zip(columns, cells, strict=True))
        feature: dict[str, Any] = {"type": "Feature"}
        if properties.get(id_column) is not None:
            feature["id"] = properties[id_column]
        features.append(_dump({**feature, "geometry": _encode(geometry), "properties": properties}))
    body = ",\n".join(features)
    return _dump(head)[:-1] + ',"features":[' + (f"\n{body}\n" if body else "") + "]}\n"


def _dump(value: Any) -> str:
    """Return compact JSON."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _prepare(geometry: BaseGeometry | None) -> BaseGeometry | None:
    """Return a geometry as RFC 7946 wants it: cut, wound and rounded."""
    import shapely  # noqa: PLC0415 - heavy

    if geometry is None or geometry.is_empty:
        return None
    if geometry.geom_type == "LineString":
        geometry = _cut_line(geometry)
    if geometry.geom_type in ("Polygon", "MultiPolygon"):
        return _wind(_round_area(geometry))
    rounded = _round(geometry)
    if geometry.geom_type == "Point":
        return rounded
    cleaned = shapely.remove_repeated_points(rounded, 0.0)
    # A line shorter than the grid would become two equal positions.
    return cleaned if all(part.length > 0 for part in shapely.get_parts(cleaned)) else geometry


def _round(geometry: BaseGeometry) -> BaseGeometry:
    """Return a geometry with rounded coordinates; it may have become invalid."""
    import numpy as np  # noqa: PLC0415 - heavy
    import shapely  # noqa: PLC0415 - heavy

    # Adding zero turns -0.0 into 0.0.
    return shapely.transform(geometry, lambda xy: np.round(xy, _DECIMALS) + 0.0)


def _round_area(area: BaseGeometry) -> BaseGeometry:
    """Return an area with rounded coordinates and as many parts and holes, or as it was."""
    import shapely  # noqa: PLC0415 - heavy

    def count(geometry: BaseGeometry) -> tuple[int, int]:
        parts = shapely.get_parts(geometry)
        return len(parts), int(shapely.get_num_interior_rings(parts).sum())

    rounded = _round(area)
    if rounded.is_valid:
        return rounded
    snapped: Any = shapely.set_precision(area, 10.0**-_DECIMALS) if area.is_valid else area
    if snapped.geom_type == "Polygon" and area.geom_type == "MultiPolygon":
        snapped = shapely.MultiPolygon([snapped])
    if snapped.geom_type == area.geom_type and count(snapped) == count(area):
        snapped = _round(snapped)
        return snapped if snapped.is_valid else area
    return area


def _wind(area: Any) -> BaseGeometry:
    """Return an area whose outer rings run counter-clockwise and holes clockwise."""
    import shapely  # noqa: PLC0415 - heavy
    from shapely.geometry.polygon import orient  # noqa: PLC0415 - heavy

    if area.geom_type == "Polygon":
        return orient(area, 1.0)
    return shapely.MultiPolygon([orient(part, 1.0) for part in shapely.get_parts(area)])


def _cut_line(line: BaseGeometry) -> BaseGeometry:
    """Return a line that leaves +-180 degrees cut at the meridian (RFC 7946, section 3.1.9)."""
    import shapely  # noqa: PLC0415 - heavy
    from shapely.affinity import translate  # noqa: PLC0415 - heavy

    west, south, east, north = line.bounds
    if west >= -180.0 and east <= 180.0:
        return line
    parts: list[Any] = []
    for turn in (0, 1, -1):
        left = 360.0 * turn - 180.0
        cut = line.intersection(shapely.box(left, south - 1.0, left + 360.0, north + 1.0))
        parts += [
            part
            for part in shapely.get_parts(translate(cut, xoff=-360.0 * turn))
            if part.geom_type == "LineString" and part.length > 0
        ]
    # Moving rounds coordinates, so what touched the meridian may overstep it.
    return shapely.transform(shapely.MultiLineString(parts), lambda xy: xy.clip(-180.0, 180.0))


def _encode(geometry: BaseGeometry | None) -> dict[str, Any] | None:
    """Return the GeoJSON object of a geometry."""
    if geometry is None:
        return None
    return {"type": geometry.geom_type, "coordinates": _encode_coordinates(geometry)}


def _encode_coordinates(geometry: Any) -> list[Any]:
    """Return the coordinates of a geometry as nested lists."""
    if geometry.geom_type == "Point":
        return [geometry.x, geometry.y]
    if geometry.geom_type == "LineString":
        return [list(position[:2]) for position in geometry.coords]
    if geometry.geom_type == "Polygon":
        rings = (geometry.exterior, *geometry.interiors)
        return [[list(position[:2]) for position in ring.coords] for ring in rings]
    return [_encode_coordinates(part) for part in geometry.geoms]


def _compute_bbox(geometries: Iterable[BaseGeometry | None]) -> list[float] | None:
    """Return [west, south, east, north]; west > east where that is the narrower box.

    Notes
    -----
    Source: RFC 7946, section 5.2.
    """
    import shapely  # noqa: PLC0415 - heavy

    boxes = [
        part.bounds
        for geometry in geometries
        if geometry is not None
        for part in shapely.get_parts(geometry)
    ]
    if not boxes:
        return None
    west, east = _find_narrowest([(box[0], box[2]) for box in boxes])
    return [west, min(box[1] for box in boxes), east, max(box[3] for box in boxes)]


def _find_narrowest(intervals: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Return the narrowest range of longitudes, eastwards, that holds all intervals."""
    merged: list[tuple[float, float]] = []
    for west, east in sorted(intervals):
        if merged and west <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], east))
        else:
            merged.append((west, east))
    first, last = merged[0][0], merged[-1][1]
    # The widest gap is left out: the one behind the edge of the map, or one within it.
    widest, result = 360.0 - (last - first), (first, last)
    for (_, left), (right, _) in pairwise(merged):
        if right - left > widest:
            widest, result = right - left, (right, left)
    return result
