"""`LayerSet` and `Style` in, plain JSON-ready data for the page out.

Rows come in columns: the few that the page draws and filters by as codes and numbers, the texts
of a popup in chunks that the page unpacks when one is opened. Geometries are stored once however
many records share them.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from geoconflict.model import LAYER_GEOMETRY, RECORD_COLUMNS, TERRITORY_COLUMNS
from geoconflict.outputs.leaflet.encode import encode_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pandas import DataFrame
    from shapely.geometry.base import BaseGeometry

    from geoconflict.model import BasemapFeature, LayerSet
    from geoconflict.outputs.style import Style

#: Version of this data's form; the page's script refuses another.
FORMAT = 1
#: Rows in one chunk of texts.
CHUNK_ROWS = 2048

# Steps per degree (see encode_line): data to about 1 m, basemap to about 110 m, which is a pixel
# or two at the nearest zoom.
_DATA_SCALE = 100_000
_BASEMAP_SCALE = 1_000

# Columns the page draws, sorts and filters by: codes into a list of values.
_CODED = ("kind", "status", "geo_precision", "geometry_quality")
_NUMBERS = ("fatalities_low", "fatalities_best", "radius_km")
# Columns that only a popup or a list shows.
_TEXTS = tuple(
    name
    for name in (*RECORD_COLUMNS, *TERRITORY_COLUMNS)
    if name not in {*_CODED, *_NUMBERS, "is_event", "span_start", "span_end", "spans"}
)
_RECORD_LAYERS = tuple(name for name in LAYER_GEOMETRY if name != "places")
_PLACE_TEXTS = (
    "name", "texts", "country_iso3", "admin1", "admin2", "geo_precision", "reason",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """What the page is given: `data`, the `basemap` under it, and `texts` in chunks of rows."""

    data: dict[str, Any]
    basemap: dict[str, Any]
    texts: tuple[dict[str, list[Any]], ...]


def build_payload(layers: LayerSet, style: Style) -> Payload:
    """Return everything the page shows, as JSON values.

    Parameters
    ----------
    layers
        Layers in EPSG:4326; a missing frame counts as an empty one.
    style
        How they are drawn.

    Returns
    -------
    payload
        Columns of equal length for every table; rows without a geometry are left out of their
        layer and stay in the list of records.
    """
    rows = _Rows()
    geometries = _Geometries()
    listed = [rows.add(row) for row in _iter_rows(layers.records)]
    unmapped = [rows.add(row) for row in _iter_rows(layers.unmapped)]
    drawn = {
        name: _build_layer(layers.frames.get(name), rows, geometries) for name in _RECORD_LAYERS
    }
    places = _build_places(layers.frames.get("places"))
    data = {
        "format": FORMAT,
        "title": layers.title,
        "notes": list(layers.notes),
        "disclaimer": layers.disclaimer,
        "reviewed": bool(layers.reviewed),
        "run_id": layers.run_id,
        "credits": [asdict(credit) for credit in layers.credits],
        "unresolved": [
            {"text": item.text, "mentions": item.mentions, "reason": item.reason}
            for item in layers.unresolved
        ],
        "style": _describe_style(style),
        "rows": rows.to_columns(),
        "records": listed,
        "unmapped": unmapped,
        "layers": drawn,
        "places": places,
        "geometries": geometries.encoded,
        "scale": _DATA_SCALE,
    }
    return Payload(data=data, basemap=_build_basemap(layers.basemap), texts=rows.to_chunks())


def _plain(value: Any) -> Any:
    """Return a cell as a JSON value: null for what is not known, ISO text for a day."""
    if value is None:
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple):
        return "; ".join(str(part) for part in value)
    if isinstance(value, dt.date):  # NaT is one too
        return value.isoformat()[:10] if value == value else None  # noqa: PLR0124
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, dt.date):
        return value.isoformat()[:10]
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        return int(value) if value.is_integer() else round(value, 6)
    return value if isinstance(value, int) else None


def _iter_rows(frame: DataFrame | None) -> Iterable[dict[str, Any]]:
    """Yield each row as plain values by column, the geometry as it is."""
    if frame is None or len(frame) == 0:
        return
    columns = [str(name) for name in frame.columns]
    # Column by column: a row of a frame would turn whole numbers beside a null into others.
    cells = [
        list(frame[name]) if name == "geometry" else [_plain(value) for value in frame[name]]
        for name in columns
    ]
    for values in zip(*cells, strict=True):
        yield dict(zip(columns, values, strict=True))


class _Rows:
    """Distinct rows over all layers; one that several layers share is kept once."""

    def __init__(self) -> None:
        self._rows: list[dict[str, Any]] = []
        self._index: dict[tuple[Any, ...], int] = {}

    def add(self, row: dict[str, Any]) -> int:
        """Return the row's index, which is new for a row not seen before."""
        key = tuple(row.get(name) for name in (*RECORD_COLUMNS, *TERRITORY_COLUMNS))
        index = self._index.setdefault(key, len(self._rows))
        if index == len(self._rows):
            self._rows.append(row)
        return index

    def to_columns(self) -> dict[str, Any]:
        """Return the columns that are drawn and filtered by; `day` counts from 1970-01-01."""
        columns: dict[str, Any] = {"n": len(self._rows), "chunk": CHUNK_ROWS}
        for name in _CODED:
            values = sorted({str(row[name]) for row in self._rows if row.get(name) is not None})
            code = {value: index for index, value in enumerate(values)}
            codes = [code.get(str(row.get(name)), -1) for row in self._rows]
            columns[name] = {"values": values, "codes": codes}
        for name in _NUMBERS:
            columns[name] = [row.get(name) for row in self._rows]
        columns["is_event"] = [1 if row.get("is_event") else 0 for row in self._rows]
        columns["day"] = [_count_days(row.get("date_start")) for row in self._rows]
        ids: dict[Any, int] = {}
        columns["record"] = [ids.setdefault(row.get("id"), len(ids)) for row in self._rows]
        return columns

    def to_chunks(self) -> tuple[dict[str, list[Any]], ...]:
        """Return the texts in chunks; a column that is null throughout a chunk is left out."""
        chunks = []
        for start in range(0, len(self._rows), CHUNK_ROWS):
            part = self._rows[start : start + CHUNK_ROWS]
            columns = {name: [row.get(name) for row in part] for name in _TEXTS}
            chunks.append(
                {
                    name: values
                    for name, values in columns.items()
                    if any(value is not None for value in values)
                }
            )
        return tuple(chunks)


def _count_days(day: str | None) -> int | None:
    """Return the days from 1970-01-01 to an ISO day; None for none or no day."""
    try:
        return (dt.date.fromisoformat(str(day)) - dt.date(1970, 1, 1)).days
    except ValueError:
        return None


class _Geometries:
    """Distinct geometries: lines and rings as steps (see `encode_line`)."""

    def __init__(self) -> None:
        self.encoded: list[Any] = []
        self._index: dict[bytes, int] = {}

    def add(self, geometry: BaseGeometry) -> int:
        """Return the geometry's index, which is new for one not seen before."""
        index = self._index.setdefault(geometry.wkb, len(self.encoded))
        if index == len(self.encoded):
            self.encoded.append(_encode_parts(geometry, scale=_DATA_SCALE))
        return index


def _encode_parts(geometry: BaseGeometry, *, scale: int) -> list[Any]:
    """Return lines as a list of step lists, areas as a list of lists of rings."""
    from shapely.geometry.polygon import orient  # noqa: PLC0415

    parts: Sequence[Any] = getattr(geometry, "geoms", (geometry,))
    encoded: list[Any] = []
    for part in parts:
        if part.geom_type == "Polygon":
            # Shells one way round and holes the other: the page fills all land as one path.
            part = orient(part)  # noqa: PLW2901
            rings = [
                encode_line(ring.coords, scale=scale) for ring in (part.exterior, *part.interiors)
            ]
            # A ring that rounds to fewer than three positions draws nothing.
            rings = [ring for ring in rings if len(ring) >= 6]
            if rings:
                encoded.append(rings)
        elif part.geom_type in {"LineString", "LinearRing"}:
            encoded.append(encode_line(part.coords, scale=scale))
    return encoded


def _build_layer(
    frame: DataFrame | None, rows: _Rows, geometries: _Geometries
) -> dict[str, list[Any]]:
    """Return one record layer: its rows, and positions (points) or indices of geometries."""
    layer: dict[str, list[Any]] = {"row": [], "x": [], "y": [], "geometry": []}
    for row in _iter_rows(frame):
        geometry = row.get("geometry")
        if geometry is None or geometry.is_empty:
            continue
        layer["row"].append(rows.add(row))
        if geometry.geom_type == "Point":
            layer["x"].append(round(geometry.x * _DATA_SCALE))
            layer["y"].append(round(geometry.y * _DATA_SCALE))
        else:
            layer["geometry"].append(geometries.add(geometry))
    return {name: values for name, values in layer.items() if values or name == "row"}


def _build_places(frame: DataFrame | None) -> dict[str, list[Any]]:
    """Return the places named in the texts, with what a popup says of each."""
    columns: dict[str, list[Any]] = {"x": [], "y": [], "mentions": [], "radius_km": []}
    columns |= {name: [] for name in _PLACE_TEXTS}
    for row in _iter_rows(frame):
        geometry = row.get("geometry")
        if geometry is None or geometry.is_empty:
            continue
        columns["x"].append(round(geometry.x * _DATA_SCALE))
        columns["y"].append(round(geometry.y * _DATA_SCALE))
        for name in ("mentions", "radius_km", *_PLACE_TEXTS):
            columns[name].append(row.get(name))
    return columns


def _build_basemap(features: Iterable[BasemapFeature]) -> dict[str, Any]:
    """Return the basemap by kind: rank, geometry, and a label's position and name."""
    areas: list[Any] = []
    lines: dict[str, list[Any]] = {
        name: [] for name in ("admin1", "border", "disputed_border", "river")
    }
    labels: list[Any] = []
    countries: dict[str, list[BaseGeometry]] = {}
    for feature in features:
        geometry = feature.geometry
        if geometry is None or geometry.is_empty:
            continue
        if feature.kind == "label":
            labels.append(_encode_label("place", feature.name, feature.rank, geometry))
            continue
        parts = _encode_parts(geometry, scale=_BASEMAP_SCALE)
        if feature.kind == "country":
            areas += parts
            biggest = max(getattr(geometry, "geoms", (geometry,)), key=lambda part: part.area)
            countries.setdefault(feature.name, []).append(biggest)
        elif feature.kind in lines:
            if geometry.geom_type in {"Polygon", "MultiPolygon"}:
                parts = [ring for rings in parts for ring in rings]
            lines[feature.kind] += [[feature.rank, part] for part in parts if len(part) >= 4]
    labels += _label_countries(countries)
    return {"scale": _BASEMAP_SCALE, "countries": areas, "lines": lines, "labels": labels}


def _label_countries(countries: dict[str, list[BaseGeometry]]) -> list[list[Any]]:
    """Return a label for each part of a country: the detailed one, which comes last, first.

    The page writes a name once, at the first of its labels that is in view.
    """
    labels = []
    for name, parts in countries.items():
        if not name:
            continue
        # The bigger the country, the farther out its name shows.
        size = max([1e-6, *(part.area for part in parts)])
        rank = max(0, min(6, round(3 - math.log2(size) / 2)))
        labels += [_encode_label("country", name, rank, part) for part in reversed(parts)]
    return labels


def _encode_label(kind: str, name: str, rank: int, geometry: BaseGeometry) -> list[Any]:
    """Return one label, at a point within what it names, as the page reads it."""
    point = geometry.representative_point()
    return [
        kind, name, rank, round(point.x * _BASEMAP_SCALE), round(point.y * _BASEMAP_SCALE),
    ]  # fmt: skip


def _describe_style(style: Style) -> dict[str, Any]:
    """Return the style as JSON values; the order of kinds and layers is the file's."""
    tables = ("kinds", "status", "precision", "control", "quality", "layers")
    described: dict[str, Any] = {
        table: {key: asdict(value) for key, value in getattr(style, table).items()}
        for table in tables
    }
    described["size"] = asdict(style.size)
    return described
