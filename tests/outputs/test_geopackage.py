import sqlite3
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from handmade import (
    HOSTILE,
    layer_sets,
    make_document,
    make_full_record,
    make_layers,
    make_record,
    make_rich_layers,
)
from hypothesis import HealthCheck, given, settings

from geoconflict.errors import OutputError
from geoconflict.model import (
    DATE_COLUMNS,
    INTEGER_COLUMNS,
    LAYER_GEOMETRY,
    REAL_COLUMNS,
    RECORD_COLUMNS,
    RecordKind,
    Status,
)
from geoconflict.outputs.geopackage import write_geopackage
from geoconflict.outputs.qml import render_qml
from geoconflict.outputs.style import read_style


def write(layers, folder, name="map.gpkg"):
    path = Path(folder) / name
    write_geopackage(layers, path)
    return path


def parse_xml(text):
    return ET.fromstring(text)  # noqa: S314 - our own output


def parse_qml(name):
    return parse_xml(render_qml(name, read_style()).split("\n", 1)[1])


def ask(path, query, *values):
    connection = sqlite3.connect(path)
    try:
        return connection.execute(query, values).fetchall()
    finally:
        connection.close()


@pytest.fixture(params=[make_layers, make_rich_layers], ids=["empty", "filled"])
def layers(request):
    return request.param()


def test_every_layer_has_its_type_crs_columns_and_index(layers, tmp_path):
    path = write(layers, tmp_path)
    for name, geometry_type in LAYER_GEOMETRY.items():
        info = pyogrio.read_info(path, layer=name)
        assert info["geometry_type"] == geometry_type
        assert info["crs"] == "EPSG:4326"
        assert info["features"] == len(layers.frames[name])
        assert list(info["fields"]) == [c for c in layers.frames[name].columns if c != "geometry"]
        index = ask(path, f"SELECT count(*) FROM rtree_{name}_geom")  # noqa: S608 - a fixed name
        assert index == [(len(layers.frames[name]),)]
    listed = dict(pyogrio.list_layers(path).tolist())
    assert listed == {**LAYER_GEOMETRY, "unmapped": None, "layer_styles": None}


def test_columns_have_the_types_a_gis_expects(layers, tmp_path):
    path = write(layers, tmp_path)
    for name in ("events", "territory", "unmapped"):
        info = pyogrio.read_info(path, layer=name)
        for column, kind in zip(info["fields"], info["ogr_types"], strict=True):
            if column in INTEGER_COLUMNS:
                assert kind == "OFTInteger64", column
            elif column in REAL_COLUMNS:
                assert kind == "OFTReal", column
            elif column in (*DATE_COLUMNS, "as_of", "valid_from", "valid_to"):
                assert kind == "OFTDate", column
            else:
                assert kind == "OFTString", column


def test_structure_is_that_of_a_geopackage(layers, tmp_path):
    path = write(layers, tmp_path)
    assert ask(path, "PRAGMA application_id") == [(0x47504B47,)]
    assert ask(path, "PRAGMA user_version") == [(10200,)]
    assert ask(path, "PRAGMA journal_mode") == [("delete",)]
    assert ask(path, "PRAGMA integrity_check") == [("ok",)]
    assert ask(path, "PRAGMA foreign_key_check") == []
    contents = ask(path, "SELECT table_name, data_type FROM gpkg_contents ORDER BY 1")
    assert dict(contents) == dict.fromkeys(LAYER_GEOMETRY, "features") | {
        "unmapped": "attributes",
        "layer_styles": "attributes",
    }
    assert list(tmp_path.iterdir()) == [path]


def test_unknown_is_null_and_days_are_days(tmp_path):
    path = write(make_layers([make_full_record()]), tmp_path)
    row = ask(path, "SELECT date_start, injured_high, deaths_side_a, fatalities_best FROM events")
    assert row == [("2020-02-10", None, None, 5)]


def test_records_without_a_place_stand_in_their_own_table(tmp_path):
    layers = make_layers([make_record(title="nowhere")])
    path = write(layers, tmp_path)
    assert ask(path, "SELECT title, lon FROM unmapped") == [("nowhere", None)]
    assert list(pyogrio.read_info(path, layer="unmapped")["fields"]) == list(RECORD_COLUMNS)


def test_two_writes_are_byte_identical(layers, tmp_path):
    first, second = write(layers, tmp_path, "a.gpkg"), write(layers, tmp_path, "b.gpkg")
    assert first.read_bytes() == second.read_bytes()
    assert pyogrio.get_gdal_config_option("OGR_CURRENT_DATE") is None


def test_time_of_change_is_the_day_of_publication(tmp_path):
    path = write(make_layers([make_full_record()]), tmp_path)
    assert set(ask(path, "SELECT last_change FROM gpkg_contents")) == {
        ("2020-02-10T00:00:00.000Z",)
    }
    undated = make_layers([make_record(document=make_document(published=None))])
    path = write(undated, tmp_path, "undated.gpkg")
    assert set(ask(path, "SELECT last_change FROM gpkg_contents")) == {
        ("1970-01-01T00:00:00.000Z",)
    }


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_stay_texts(text, tmp_path):
    path = write(make_rich_layers(text), tmp_path)
    shown = text.replace("\x00", "\ufffd")
    frame = pyogrio.read_dataframe(path, layer="events")
    assert set(frame["title"]) == {shown}
    assert frame["place"].tolist()[0] == shown
    for (metadata,) in ask(path, "SELECT metadata FROM gpkg_metadata"):
        parse_xml(metadata)


def test_every_layer_has_one_default_style_that_qgis_finds(tmp_path):
    path = write(make_layers(), tmp_path)
    rows = ask(
        path,
        "SELECT f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleQML"
        " FROM layer_styles WHERE useAsDefault = 1",
    )
    assert [row[:4] for row in rows] == [("", "", name, "geom") for name in LAYER_GEOMETRY]
    assert [row[4] for row in rows] == [render_qml(name, read_style()) for name in LAYER_GEOMETRY]


def test_metadata_names_licence_credits_disclaimer_and_review(tmp_path):
    path = write(make_layers([make_full_record()]), tmp_path)
    rows = ask(
        path,
        "SELECT r.reference_scope, r.table_name, m.md_standard_uri, m.metadata"
        " FROM gpkg_metadata_reference r JOIN gpkg_metadata m ON m.id = r.md_file_id",
    )
    assert [row[:2] for row in rows] == [
        ("geopackage", None),
        *(("table", name) for name in (*LAYER_GEOMETRY, "unmapped")),
    ]
    for _, _, uri, text in rows:
        assert uri == "http://mrcc.com/qgis.dtd"
        root = parse_xml(text)
        assert root.findtext("title").startswith("A report")
        assert "Unreviewed machine coding" in root.findtext("abstract")
        assert [each.text for each in root.findall("license")] == [
            "CC BY 4.0",
            "GeoNames: CC BY 4.0",
        ]
        assert "imply no opinion" in root.findtext("rights")
        assert [each.text for each in root.findall("history")] == [
            "geoconflict run 0123456789abcdef",
            "gazetteer_version: abc",
        ]


def test_style_of_events_draws_every_kind_by_colour_and_shape():
    root = parse_qml("events")
    renderer = root.find("renderer-v2")
    assert (renderer.get("type"), renderer.get("attr")) == ("categorizedSymbol", "kind")
    categories = renderer.findall("categories/category")
    assert [each.get("value") for each in categories] == [*RecordKind, ""]
    symbols = {each.get("name"): each for each in renderer.findall("symbols/symbol")}
    looks = []
    for category in categories:
        options = {
            each.get("name"): each.get("value")
            for each in symbols[category.get("symbol")].findall("layer/Option/Option")
        }
        looks.append((options["color"], options["name"], options["angle"]))
    assert len(set(looks)) == len(looks)
    expressions = [
        each.get("value") for each in root.iter("Option") if each.get("name") == "expression"
    ]
    # QGIS has no such form and would pass over the whole expression.
    assert not any('CASE "' in each for each in expressions)
    assert all(any(f"'{status}'" in each for each in expressions) for status in Status
               if status != "reported")  # fmt: skip


@pytest.mark.parametrize("name", LAYER_GEOMETRY)
def test_style_symbols_fit_the_geometry(name):
    root = parse_qml(name)
    kinds = {"Point": "marker", "MultiPolygon": "fill"}
    wanted = kinds.get(LAYER_GEOMETRY[name], "line")
    symbols = root.findall("renderer-v2/symbols/symbol")
    assert {each.get("type") for each in symbols} == {wanted}
    used = {each.get("symbol") for each in root.iter("category")} or {"0"}
    assert used == {each.get("name") for each in symbols}


def test_failing_to_write_is_an_output_error(tmp_path):
    with pytest.raises(OutputError, match="cannot write"):
        write_geopackage(make_layers(), tmp_path / "missing" / "map.gpkg")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(layer_sets())
def test_geopackage_reads_back_equal(layers):
    with tempfile.TemporaryDirectory() as folder:
        path = write(layers, folder)
        for name in (*LAYER_GEOMETRY, "unmapped"):
            wanted = layers.unmapped if name == "unmapped" else layers.frames[name]
            _, _, geometry, data = pyogrio.raw.read(path, layer=name)
            fields = pyogrio.read_info(path, layer=name)["fields"]
            assert all(len(values) == len(wanted) for values in data)
            for column, values in zip(fields, data, strict=True):
                compare(values, wanted[column])
            if geometry is not None:
                made = shapely.from_wkb(geometry)
                assert shapely.equals_exact(made, wanted.geometry.to_numpy(), 0).all()


def compare(values, wanted):
    kind = wanted.dtype.kind
    for value, want in zip(values.tolist(), wanted.tolist(), strict=True):
        if pd.isna(want):
            assert pd.isna(value)
        elif kind == "M":
            assert np.datetime64(value, "D") == want.to_datetime64()
        else:
            assert value == want
