"""A box in, what a map draws under its data out.

Inside the box (with a margin) the stored geometry is clipped and simplified to the box's scale;
the rest of the world comes from a coarse map, so that no sea is drawn where land is.
"""

from __future__ import annotations

import zlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from geoconflict.gazetteer.schema import cell_of
from geoconflict.model import BasemapFeature

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from shapely.geometry.base import BaseGeometry

    Box = tuple[float, float, float, float]

#: Worldviews of borders that a file may hold.
WORLDVIEWS = ("default",)
# The region drawn in detail is the box widened by this share of its size, and by so many degrees
# at least, so that panning a little stays in detail.
_MARGIN_SHARE, _MARGIN_DEG = 0.35, 1.0
# A line is simplified by this share of the region's width: less than a pixel on a wide screen.
_DETAIL = 1 / 2000
# Grids of the coordinates given out: 10 m in a region up to so wide, 100 m in a wider one.
_FINE_GRID_DEG, _COARSE_GRID_DEG, _FINE_REGION_DEG = 1e-4, 1e-3, 12.0
# First-level lines and rivers of lesser rank clutter a region wider than this, degrees.
_WIDE_REGION_DEG = 25.0
# The coarse map alone does for a region wider than this.
_COARSE_REGION_DEG = 100.0
_RIVER_RANKS = ((6.0, 10), (15.0, 7), (40.0, 4), (360.0, 2))
# Labels drawn at most, and the least distance between two of the same rank as a share of the
# region's width.
_LABELS, _LABEL_GAP = 60, 1 / 14


def widen(bbox: Box) -> Box:
    """Return the region drawn in detail for a box.

    Raises
    ------
    ValueError
        If the box is upside down or off the globe.
    """
    west, south, east, north = bbox
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise ValueError(f"bbox is {bbox}; it must be west, south, east, north in degrees")
    margin_x = max((east - west) * _MARGIN_SHARE, _MARGIN_DEG)
    margin_y = max((north - south) * _MARGIN_SHARE, _MARGIN_DEG)
    return (
        max(-180.0, west - margin_x), max(-90.0, south - margin_y),
        min(180.0, east + margin_x), min(90.0, north + margin_y),
    )  # fmt: skip


def _unpack(raw: bytes) -> Any:
    import shapely  # noqa: PLC0415

    return shapely.from_wkb(zlib.decompress(raw))


def _only(geometry: BaseGeometry, dimension: int) -> BaseGeometry | None:
    """Return the valid parts of a dimension, None where there are none."""
    import shapely  # noqa: PLC0415

    if not geometry.is_valid:
        geometry = shapely.make_valid(geometry)
    parts = shapely.get_parts(shapely.get_parts(geometry))
    kept = parts[(shapely.get_dimensions(parts) == dimension) & ~shapely.is_empty(parts)]
    if len(kept) == 0:
        return None
    if len(kept) == 1:
        return cast("BaseGeometry", kept[0])
    whole = shapely.multipolygons(kept) if dimension == 2 else shapely.multilinestrings(kept)
    return cast("BaseGeometry", whole)


def _read(
    connection: sqlite3.Connection, kinds: tuple[str, ...], region: Box
) -> Iterator[tuple[str, str, str, int, int, BaseGeometry]]:
    """Yield (id, name, country codes, rank, disputed, clipped geometry) of what is in a region."""
    import shapely  # noqa: PLC0415

    west, south, east, north = region
    marks = ",".join("?" * len(kinds))
    rows = connection.execute(
        f"SELECT e.id, e.name, e.country_iso3, g.rank, g.disputed, g.wkb FROM geometry g "  # noqa: S608 - marks only
        f"JOIN entry e ON e.n = g.n WHERE g.kind IN ({marks}) AND g.west <= ? AND g.east >= ? "
        "AND g.south <= ? AND g.north >= ? ORDER BY e.id",
        (*kinds, east, west, north, south),
    )
    for entry_id, name, iso3, rank, disputed, raw in rows:
        clipped = shapely.clip_by_rect(_unpack(raw), west, south, east, north)
        if not clipped.is_empty:
            yield entry_id, name, iso3, rank, disputed, clipped


def read_basemap(
    connection: sqlite3.Connection, bbox: Box, *, worldview: str
) -> tuple[BasemapFeature, ...]:
    """Return the features of `Gazetteer.read_basemap`.

    Raises
    ------
    ValueError
        If the box is upside down or off the globe, or the worldview is unknown.
    """
    if worldview not in WORLDVIEWS:
        raise ValueError(f"worldview is {worldview!r}; known: {', '.join(WORLDVIEWS)}")
    region = widen(bbox)
    width = max(region[2] - region[0], region[3] - region[1])
    features = [
        *_find_land(connection, region, width),
        *_find_unit_lines(connection, region, width),
        *_find_rivers(connection, region, width),
        *_find_borders(connection, region, width),
        *_find_labels(connection, region, width),
    ]
    # Digits beyond the scale of the region only fill the page.
    grid = _FINE_GRID_DEG if width <= _FINE_REGION_DEG else _COARSE_GRID_DEG
    rounded = [_round(feature, grid) for feature in features]
    return tuple(feature for feature in rounded if feature is not None)


def _round(feature: BasemapFeature, grid: float) -> BasemapFeature | None:
    """Return a feature with its coordinates on a decimal grid, None if it shrinks to nothing."""
    import shapely  # noqa: PLC0415

    moved = shapely.set_precision(feature.geometry, grid, mode="pointwise")
    dimension = int(shapely.get_dimensions(feature.geometry))
    if dimension and not moved.is_valid:
        mended = _only(shapely.set_precision(shapely.make_valid(moved), grid), dimension)
        if mended is None:
            return None
        moved = mended
    if moved.is_empty:
        return None
    return replace(feature, geometry=moved)


def _find_land(
    connection: sqlite3.Connection, region: Box, width: float
) -> Iterator[BasemapFeature]:
    import shapely  # noqa: PLC0415

    hole = shapely.box(*region) if width <= _COARSE_REGION_DEG else shapely.Polygon()
    for name, raw in connection.execute(
        "SELECT name, wkb FROM coarse WHERE kind = 'country' ORDER BY step"
    ):
        whole = _unpack(raw)
        rest = _only(whole.difference(hole), 2) if whole.intersects(hole) else whole
        if rest is not None:
            yield BasemapFeature(kind="country", name=name, geometry=rest, rank=0)
    if hole.is_empty:
        return
    near = [
        (name, polygon)
        for _, name, _, _, _, clipped in _read(connection, ("country",), region)
        if (polygon := _only(clipped, 2)) is not None
    ]
    if near:
        # Together, so that neighbours keep one common border.
        simple = shapely.coverage_simplify([p for _, p in near], width * _DETAIL)
        for (name, _), polygon in zip(near, simple, strict=True):
            kept = _only(polygon, 2)
            if kept is not None:
                yield BasemapFeature(kind="country", name=name, geometry=kept, rank=0)


def _find_unit_lines(
    connection: sqlite3.Connection, region: Box, width: float
) -> Iterator[BasemapFeature]:
    """Yield the lines between first-level units of one country."""
    import shapely  # noqa: PLC0415

    if width > _WIDE_REGION_DEG:
        return
    by_country: dict[str, list[BaseGeometry]] = {}
    for _, _, iso3, _, _, clipped in _read(connection, ("admin1",), region):
        polygon = _only(clipped, 2)
        if polygon is not None:
            by_country.setdefault(iso3, []).append(polygon)
    for iso3, polygons in sorted(by_country.items()):
        simple = shapely.coverage_simplify(polygons, width * _DETAIL, simplify_boundary=False)
        # Clipped and simplified units may overlap by a hair, which the coverage union refuses.
        outline = shapely.union_all(shapely.make_valid(simple)).boundary
        inner = shapely.union_all(shapely.boundary(simple)).difference(outline)
        lines = _only(shapely.line_merge(inner), 1) if not inner.is_empty else None
        if lines is not None:
            yield BasemapFeature(kind="admin1", name=iso3, geometry=lines, rank=1)


def _find_rivers(
    connection: sqlite3.Connection, region: Box, width: float
) -> Iterator[BasemapFeature]:
    least = next(rank for limit, rank in _RIVER_RANKS if width <= limit)
    for _, name, _, rank, _, clipped in _read(connection, ("river",), region):
        line = _only(clipped.simplify(width * _DETAIL), 1)
        if rank <= least and line is not None:
            yield BasemapFeature(kind="river", name=name, geometry=line, rank=max(0, rank - 4))


def _find_borders(
    connection: sqlite3.Connection, region: Box, width: float
) -> Iterator[BasemapFeature]:
    for _, name, _, _, disputed, clipped in _read(connection, ("border", "line"), region):
        line = _only(clipped.simplify(width * _DETAIL), 1)
        if line is not None:
            kind = "disputed_border" if disputed else "border"
            yield BasemapFeature(kind=kind, name=name, geometry=line, rank=0)


def _find_labels(
    connection: sqlite3.Connection, region: Box, width: float
) -> Iterator[BasemapFeature]:
    """Yield the best known towns, none too near a better known one."""
    import shapely  # noqa: PLC0415

    west, south, east, north = region
    columns = (
        "SELECT n, name, lon_e5 / 1e5, lat_e5 / 1e5, feature_code FROM entry "
        "WHERE feature_class = 'P'"
    )
    inside = "lon_e5 BETWEEN ? AND ? AND lat_e5 BETWEEN ? AND ? ORDER BY n"
    box = (west * 1e5, east * 1e5, south * 1e5, north * 1e5)
    if width > _WIDE_REGION_DEG:
        rows: Iterator[Any] = connection.execute(f"{columns} AND {inside}", box)
    else:
        # Cells hold few rows here, so this is faster than to walk the world by rank.
        first, last = cell_of(west, south), cell_of(east, north)
        found = [
            row
            for step in range(first, last - (last - first) % 360 + 360, 360)
            for row in connection.execute(
                f"{columns} AND cell BETWEEN ? AND ? AND {inside}",
                (step, step + (last - first) % 360, *box),
            )
        ]
        rows = iter(sorted(found))
    gap = width * _LABEL_GAP
    taken: list[tuple[float, float]] = []
    for _, name, lon, lat, code in rows:
        if any(abs(lon - x) < gap and abs(lat - y) < gap / 2 for x, y in taken):
            continue
        taken.append((lon, lat))
        rank = 0 if code == "PPLC" else 1 + len(taken) // 15
        yield BasemapFeature(kind="label", name=name, geometry=shapely.Point(lon, lat), rank=rank)
        if len(taken) >= _LABELS:
            return
