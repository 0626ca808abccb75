"""Layers in; one styled GeoPackage file out."""

from __future__ import annotations

import contextlib
import json
import re
import sqlite3
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING, Any

from geoconflict.errors import OutputError
from geoconflict.model import LAYER_GEOMETRY
from geoconflict.outputs.notice import describe_review, list_licences
from geoconflict.outputs.qml import render_qml
from geoconflict.outputs.style import read_style

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pandas import DataFrame

    from geoconflict.model import LayerSet
    from geoconflict.outputs.style import Style

#: Name of the table of records without a place.
_UNMAPPED = "unmapped"
#: Name of a layer's geometry column.
_GEOMETRY = "geom"
#: Newer versions add nothing used here, and GDAL before 3.7 warns of them.
_VERSION = "1.2"
#: What stands for the time of writing where no text has a day of publication.
_NO_DAY = "1970-01-01"

# As QGIS makes it itself. Source: QGIS, QgsOgrProviderMetadata::saveStyle.
_STYLES_TABLE = """
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256),
  f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256),
  styleName TEXT(30), styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT,
  owner TEXT(30), ui TEXT(30), update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now'))
)
"""
# Source: OGC GeoPackage 1.2, annex F.8 "Metadata" (tables 16 and 18).
_METADATA_TABLES = (
    """
CREATE TABLE gpkg_metadata (
  id INTEGER CONSTRAINT m_pk PRIMARY KEY ASC NOT NULL, md_scope TEXT NOT NULL DEFAULT 'dataset',
  md_standard_uri TEXT NOT NULL, mime_type TEXT NOT NULL DEFAULT 'text/xml',
  metadata TEXT NOT NULL DEFAULT ''
)
""",
    """
CREATE TABLE gpkg_metadata_reference (
  reference_scope TEXT NOT NULL, table_name TEXT, column_name TEXT, row_id_value INTEGER,
  timestamp DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  md_file_id INTEGER NOT NULL, md_parent_id INTEGER,
  CONSTRAINT crmr_mfi_fk FOREIGN KEY (md_file_id) REFERENCES gpkg_metadata(id),
  CONSTRAINT crmr_mpi_fk FOREIGN KEY (md_parent_id) REFERENCES gpkg_metadata(id)
)
""",
)
_METADATA_SPEC = "http://www.geopackage.org/spec120/#extension_metadata"
# Source: XML 1.0, section 2.2, the complement of "Char".
_NO_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_QGIS_DTD = "http://mrcc.com/qgis.dtd"


def write_geopackage(layers: LayerSet, path: Path) -> None:
    """Write all layers, the records without a place, styles and metadata into a new file.

    Every layer of `LAYER_GEOMETRY` is a table of its one geometry type in EPSG:4326 with a
    spatial index, also when empty; `unmapped` is a table without geometry. Days are DATE, whole
    numbers INTEGER, unknown is NULL. Where a time must stand, it is the last day of publication
    of the texts, so that equal layers give equal bytes.

    Parameters
    ----------
    layers
        What `build_layers` returned.
    path
        A file that does not exist yet.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    import pyogrio  # noqa: PLC0415 - heavy
    from pyogrio.errors import DataLayerError, DataSourceError, FieldError  # noqa: PLC0415 - heavy

    now = f"{_find_day(layers)}T00:00:00.000Z"
    style = read_style()
    try:
        with _set_time(pyogrio, now):
            for name, geometry_type in LAYER_GEOMETRY.items():
                label = style.layers[name].label
                _write_table(path, name, layers.frames[name], geometry_type, label)
            _write_table(path, _UNMAPPED, layers.unmapped, None, "Records without a place")
        with contextlib.closing(sqlite3.connect(path)) as connection, connection:
            _add_styles(connection, style, now)
            _add_metadata(connection, layers, style, now)
    except (DataSourceError, DataLayerError, FieldError, sqlite3.Error) as error:
        raise OutputError(f"cannot write GeoPackage: {error}", path=str(path)) from error


def _find_day(layers: LayerSet) -> str:
    """Return the last day of publication as ISO 8601."""
    days = layers.records["published"].dropna()
    return f"{days.max():%Y-%m-%d}" if len(days) else _NO_DAY


@contextlib.contextmanager
def _set_time(pyogrio: Any, now: str) -> Iterator[None]:
    """Have GDAL write this time instead of the clock's."""
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": now})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})


def _write_table(
    path: Path, name: str, table: DataFrame, geometry_type: str | None, label: str
) -> None:
    """Write one table through GDAL.

    The raw writer is used because the dataframe one cannot write days as DATE.
    """
    import numpy as np  # noqa: PLC0415 - heavy
    import pandas as pd  # noqa: PLC0415 - heavy
    from pyogrio import raw  # noqa: PLC0415 - heavy

    geometry = None
    columns = [str(column) for column in table.columns]
    if geometry_type is not None:
        geometry = table.geometry.to_wkb().to_numpy(dtype=object)
        columns.remove(str(table.geometry.name))
    data, masks = [], []
    for column in columns:
        series, mask = table[column], None
        if pd.api.types.is_datetime64_any_dtype(series.dtype):
            values = series.to_numpy(dtype="datetime64[D]")
        elif pd.api.types.is_integer_dtype(series.dtype) or pd.api.types.is_bool_dtype(
            series.dtype
        ):
            mask = series.isna().to_numpy(dtype=bool)
            values = series.fillna(0).to_numpy(dtype="int64")
        elif pd.api.types.is_float_dtype(series.dtype):
            values = series.to_numpy(dtype="float64")
        else:
            values = series.astype(object).where(series.notna(), None).to_numpy(dtype=object)
        data.append(values)
        masks.append(mask)
    raw.write(
        path,
        geometry,
        data,
        np.array(columns, dtype=object),
        field_mask=masks,
        layer=name,
        driver="GPKG",
        geometry_type=geometry_type,
        crs="EPSG:4326" if geometry_type else None,
        dataset_options={} if path.exists() else {"VERSION": _VERSION},
        layer_options={"DESCRIPTION": label}
        | ({"GEOMETRY_NAME": _GEOMETRY, "SPATIAL_INDEX": "YES"} if geometry_type else {}),
    )


def _add_styles(connection: sqlite3.Connection, style: Style, now: str) -> None:
    """Add each layer's default style, as QGIS keeps it."""
    connection.execute(_STYLES_TABLE)
    connection.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change,"
        " srs_id) VALUES ('layer_styles', 'attributes', 'layer_styles', '', ?, 0)",
        (now,),
    )
    for name in LAYER_GEOMETRY:
        # Catalog and schema are '': QGIS passes over the default style where they are NULL.
        connection.execute(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name,"
            " f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description, owner,"
            " ui, update_time) VALUES ('', '', ?, ?, ?, ?, '', 1, ?, '', NULL, ?)",
            (name, _GEOMETRY, name, render_qml(name, style), style.layers[name].label, now),
        )


def _add_metadata(connection: sqlite3.Connection, layers: LayerSet, style: Style, now: str) -> None:
    """Add title, licence, credits and disclaimer for the file and each table."""
    for statement in _METADATA_TABLES:
        connection.execute(statement)
    connection.executemany(
        "INSERT INTO gpkg_extensions (table_name, column_name, extension_name, definition, scope)"
        " VALUES (?, NULL, 'gpkg_metadata', ?, 'read-write')",
        [("gpkg_metadata", _METADATA_SPEC), ("gpkg_metadata_reference", _METADATA_SPEC)],
    )
    labels = {name: style.layers[name].label for name in LAYER_GEOMETRY}
    labels[_UNMAPPED] = "Records without a place"
    for number, (table, label) in enumerate([(None, ""), *labels.items()], start=1):
        connection.execute(
            "INSERT INTO gpkg_metadata (id, md_scope, md_standard_uri, mime_type, metadata)"
            " VALUES (?, 'dataset', ?, 'text/xml', ?)",
            (number, _QGIS_DTD, _render_metadata(layers, table or "", label)),
        )
        connection.execute(
            "INSERT INTO gpkg_metadata_reference (reference_scope, table_name, timestamp,"
            " md_file_id) VALUES (?, ?, ?, ?)",
            ("table" if table else "geopackage", table, now, number),
        )


def _render_metadata(layers: LayerSet, table: str, label: str) -> str:
    """Return the metadata of the file or of one table in QGIS's form."""
    root = ET.Element("qgis", version="3.22.0")
    title = f"{layers.title}: {label}" if label else layers.title
    credits_text = "; ".join(f"{c.name} ({c.licence}) {c.url}".strip() for c in layers.credits)
    abstract = [describe_review(layers), *layers.notes, layers.disclaimer]
    if credits_text:
        abstract.append(f"Data: {credits_text}.")
    for tag, text in (
        ("identifier", table),
        ("parentidentifier", ""),
        ("language", "ENG"),
        ("type", "dataset"),
        ("title", title),
        ("abstract", "\n".join(line for line in abstract if line)),
        ("fees", ""),
    ):
        ET.SubElement(root, tag).text = _escape_controls(text)
    for text in (layers.disclaimer, *(f"{c.name}: {c.note}" for c in layers.credits if c.note)):
        ET.SubElement(root, "rights").text = _escape_controls(text)
    for text in list_licences(layers):
        ET.SubElement(root, "license").text = _escape_controls(text)
    facts = [f"geoconflict run {layers.run_id}"] if layers.run_id else []
    for key, value in sorted(layers.metadata.items()):
        plain = value if isinstance(value, str) else json.dumps(value, sort_keys=True, default=str)
        facts.append(f"{key}: {plain}")
    for text in facts:
        ET.SubElement(root, "history").text = _escape_controls(text)
    return (
        f"<!DOCTYPE qgis PUBLIC '{_QGIS_DTD}' 'SYSTEM'>\n{ET.tostring(root, encoding='unicode')}\n"
    )


def _escape_controls(text: str) -> str:
    """Return a text without the characters that XML 1.0 cannot hold."""
    return _NO_XML.sub("\ufffd", text)
