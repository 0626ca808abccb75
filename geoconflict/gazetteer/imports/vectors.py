"""A vector file in (GeoJSON, GeoPackage, Shapefile, zip of them), its features out, in chunks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from geoconflict.gazetteer.imports.archives import fail, list_members
from geoconflict.gazetteer.imports.tables import import_records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geoconflict.gazetteer.imports.options import ImportOptions
    from geoconflict.gazetteer.imports.rows import Problems
    from geoconflict.gazetteer.imports.world import KnownWorld
    from geoconflict.gazetteer.imports.writing import DatabaseWriter

#: Files inside a zip that are layers of their own.
MEMBER_SUFFIXES = (".shp", ".geojson", ".json", ".gpkg", ".fgb", ".kml")
# Features read at a time.
_CHUNK = 1000
_WGS84 = "EPSG:4326"
# Attribute names that no file has, for the position of a feature.
_LON, _LAT = "feature longitude", "feature latitude"


@dataclass(frozen=True, slots=True, kw_only=True)
class VectorLayer:
    """One layer: where GDAL finds it, what to call it, its attributes, CRS and size."""

    source: str
    layer: str
    label: str
    fields: tuple[str, ...]
    crs: str
    features: int
    geometry_type: str

    @property
    def may_hold_areas(self) -> bool:
        """Whether its type is not one of points or lines alone."""
        return not ("Point" in self.geometry_type or "LineString" in self.geometry_type)


def list_vector_layers(path: Path, wanted: str = "") -> tuple[VectorLayer, ...]:
    """Return the layers of a file, and of all layers in a zip, in order.

    Parameters
    ----------
    wanted
        Name of the only layer to return; empty: all.

    Raises
    ------
    GazetteerInputError
        If the file cannot be read as vector data or has no such layer.
    """
    import pyogrio  # noqa: PLC0415 - only for vector files

    sources = [(str(path), path.name)]
    if path.suffix.lower() == ".zip":
        members = list_members(path, MEMBER_SUFFIXES)
        sources = [(f"/vsizip/{path.resolve()}/{m}", f"{path.name}:{m}") for m in members]
        if not sources:
            raise fail(path, "the zip holds no shapefile, GeoPackage or GeoJSON")
    found = []
    for source, label in sources:
        try:
            names = [str(name) for name, _ in pyogrio.list_layers(source)]
            for name in names:
                info = pyogrio.read_info(source, layer=name, force_feature_count=True)
                several = len(names) > 1
                found.append(
                    VectorLayer(
                        source=source, layer=name, label=f"{label}:{name}" if several else label,
                        fields=tuple(map(str, info["fields"])), crs=info["crs"] or "",
                        features=int(info["features"]),
                        geometry_type=str(info["geometry_type"] or ""),
                    )
                )  # fmt: skip
        except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
            raise fail(path, f"cannot be read as vector data ({error})") from error
    if wanted:
        chosen = tuple(layer for layer in found if layer.layer == wanted)
        if not chosen:
            there = ", ".join(sorted({layer.layer for layer in found}))
            raise fail(path, f"has no layer {wanted!r}; there are: {there}")
        return chosen
    return tuple(found)


def iter_features(
    layer: VectorLayer, path: Path, progress: Callable[[int], None] | None = None
) -> Iterator[tuple[int, dict[str, str], BaseGeometry | None]]:
    """Yield (number, attributes as text, geometry in EPSG:4326), numbers from 1.

    The geometry is None where the file has none or it cannot be read at all.

    Raises
    ------
    GazetteerInputError
        If the layer cannot be read.
    """
    import pyogrio  # noqa: PLC0415
    import pyogrio.raw  # noqa: PLC0415
    import shapely  # noqa: PLC0415

    project = _make_projection(layer, path)
    size = path.stat().st_size
    told = 0
    for start in range(0, max(layer.features, 1), _CHUNK):
        try:
            meta, _, wkb, columns = pyogrio.raw.read(
                layer.source, layer=layer.layer, skip_features=start, max_features=_CHUNK
            )
        except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError) as error:
            raise fail(path, f"layer {layer.layer!r} cannot be read ({error})") from error
        names = [str(name) for name in meta["fields"]]
        shapes = shapely.from_wkb(wkb, on_invalid="ignore") if wkb is not None else None
        count = len(columns[0]) if columns else len(shapes if shapes is not None else ())
        for at in range(count):
            record = {name: _as_text(columns[i][at]) for i, name in enumerate(names)}
            shape = None if shapes is None else shapes[at]
            yield start + at + 1, record, shape if shape is None else project(shape)
        if progress is not None:
            done = min(size, size * (start + count) // max(layer.features, 1))
            progress(done - told)
            told = done
        if count < _CHUNK:
            return


def _make_projection(layer: VectorLayer, path: Path) -> Callable[[BaseGeometry], BaseGeometry]:
    """Return what brings a geometry into EPSG:4326."""
    import shapely  # noqa: PLC0415

    if not layer.crs or layer.crs == _WGS84 or layer.crs.endswith("CRS84"):
        return shapely.force_2d
    import numpy as np  # noqa: PLC0415
    from pyproj import CRS, Transformer  # noqa: PLC0415
    from pyproj.exceptions import ProjError  # noqa: PLC0415

    try:
        transformer = Transformer.from_crs(CRS.from_user_input(layer.crs), _WGS84, always_xy=True)
    except ProjError as error:
        raise fail(path, f"its coordinate reference system is not known ({error})") from error

    def move(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(transformer.transform(xy[:, 0], xy[:, 1]))

    def project(shape: BaseGeometry) -> BaseGeometry:
        return shapely.transform(shapely.force_2d(shape), move)

    return project


def _as_text(value: Any) -> str:
    """Return an attribute as text; "" for null."""
    if value is None or value != value:  # noqa: PLR0124 - NaN and NaT
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def has_finite_box(shape: BaseGeometry) -> bool:
    """Return whether a geometry lies on the globe, in degrees."""
    west, south, east, north = shape.bounds
    return -180.001 <= west <= east <= 180.001 and -90.001 <= south <= north <= 90.001


def import_vector(
    path: Path,
    writer: DatabaseWriter,
    problems: Problems,
    *,
    world: KnownWorld,
    options: ImportOptions,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Read the features of a vector file as places and return their number.

    Points are places; lines and polygons are kept and represented by a point on them.

    Raises
    ------
    GazetteerInputError
        If the file is damaged, no attribute is known to hold the name, or nothing was usable.
    """
    layers = list_vector_layers(path, options.layer)
    chosen = layers if path.suffix.lower() == ".zip" else layers[:1]
    rows = 0
    placed = replace(options, lon_column=_LON, lat_column=_LAT)
    for layer in chosen:
        shapes: dict[int, BaseGeometry] = {}
        records = _iter_records(layer, path, shapes, progress)
        rows += import_records(
            records, path, writer, problems, world=world, options=placed, shapes=shapes
        )
    return rows


def _iter_records(
    layer: VectorLayer,
    path: Path,
    shapes: dict[int, BaseGeometry],
    progress: Callable[[int], None] | None,
) -> Iterator[tuple[int, dict[str, str] | str]]:
    """Yield features as rows of a table, their lines and polygons in `shapes` by row number."""
    import shapely  # noqa: PLC0415

    for number, record, shape in iter_features(layer, path, progress):
        if shape is None or shape.is_empty:
            yield number, "has no geometry"
            continue
        if not has_finite_box(shape):
            yield number, f"lies off the globe ({', '.join(f'{v:g}' for v in shape.bounds)})"
            continue
        # A line is represented by its middle, an area by a point guaranteed inside.
        point = shape if shape.geom_type == "Point" else shapely.point_on_surface(shape)
        if shape.geom_type not in ("Point", "MultiPoint"):
            shapes[number] = shape
        lon, lat = shapely.get_x(point), shapely.get_y(point)
        yield number, {**record, _LON: repr(float(lon)), _LAT: repr(float(lat))}
