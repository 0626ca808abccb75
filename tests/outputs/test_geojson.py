import json

import jsonschema
import numpy as np
import pandas as pd
import pytest
import shapely
from handmade import (
    HOSTILE,
    at,
    layer_sets,
    make_area,
    make_full_record,
    make_layers,
    make_place,
    make_record,
    make_rich_layers,
)
from hypothesis import HealthCheck, given, settings
from shapely import MultiPolygon, Point, Polygon, box
from shapely.geometry import shape

from geoconflict.model import LAYER_GEOMETRY, PlaceRole, RecordKind
from geoconflict.outputs.geojson import render_geojson


def nest(item, depth, *, least=0):
    """Return the schema of lists of lists ... of an item."""
    for _ in range(depth):
        item = {"type": "array", "items": item}
    return item | ({"minItems": least} if least else {})


POSITION = {
    "type": "array",
    "prefixItems": [
        {"type": "number", "minimum": -180, "maximum": 180},
        {"type": "number", "minimum": -90, "maximum": 90},
    ],
    "minItems": 2,
    "maxItems": 2,
}
LINE = {"type": "array", "items": POSITION, "minItems": 2}
RING = {"type": "array", "items": POSITION, "minItems": 4}
COORDINATES = {
    "Point": POSITION,
    "LineString": LINE,
    "MultiLineString": {"type": "array", "items": LINE, "minItems": 1},
    "Polygon": {"type": "array", "items": RING, "minItems": 1},
    "MultiPolygon": {
        "type": "array",
        "items": {"type": "array", "items": RING, "minItems": 1},
        "minItems": 1,
    },
}
GEOMETRY = {
    "oneOf": [
        {
            "type": "object",
            "properties": {"type": {"const": name}, "coordinates": coordinates},
            "required": ["type", "coordinates"],
            # RFC 7946, section 7.1: not the members of another kind of object.
            "not": {
                "anyOf": [{"required": [key]} for key in ("geometry", "features", "properties")]
            },
        }
        for name, coordinates in COORDINATES.items()
    ]
}
FEATURE = {
    "type": "object",
    "properties": {
        "type": {"const": "Feature"},
        "id": {"type": ["string", "number"]},
        "geometry": GEOMETRY,
        "properties": {
            "type": "object",
            "additionalProperties": {"type": ["string", "number", "null"]},
        },
    },
    "required": ["type", "geometry", "properties"],
    "additionalProperties": False,
}
COLLECTION = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "properties": {
        "type": {"const": "FeatureCollection"},
        "features": {"type": "array", "items": FEATURE},
        "bbox": {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 4},
        "crs": False,
        "geometry": False,
        "properties": False,
        "coordinates": False,
    },
    "required": ["type", "features"],
}
VALIDATOR = jsonschema.Draft202012Validator(COLLECTION)


def refuse_constant(name):
    raise ValueError(name)


def parse(text):
    """Parse, refusing what RFC 7946 forbids; return the collection."""
    value = json.loads(text, parse_constant=refuse_constant)
    VALIDATOR.validate(value)
    for feature in value["features"]:
        geometry = feature["geometry"]
        polygons = {"Polygon": [geometry["coordinates"]], "MultiPolygon": geometry["coordinates"]}
        for rings in polygons.get(geometry["type"], []):
            for index, ring in enumerate(rings):
                assert ring[0] == ring[-1]
                assert shapely.LinearRing(ring).is_ccw == (index == 0)
    return value


def test_validator_refuses_what_is_no_geojson():
    bad = [
        {"type": "FeatureCollection", "features": [], "crs": {}},
        {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": None}]},
        {"type": "FeatureCollection", "features": [{
            "type": "Feature", "properties": {},
            "geometry": {"type": "Point", "coordinates": [181, 0]}}]},
    ]  # fmt: skip
    assert not any(VALIDATOR.is_valid(value) for value in bad)


@pytest.mark.parametrize("name", LAYER_GEOMETRY)
def test_empty_layer_is_a_collection_without_features(name):
    value = parse(render_geojson(make_layers(), name))
    assert value["features"] == []
    assert "bbox" not in value


@pytest.mark.parametrize("name", LAYER_GEOMETRY)
def test_layer_has_its_geometry_type_columns_and_ids(name):
    layers = make_rich_layers()
    value = parse(render_geojson(layers, name))
    frame = layers.frames[name]
    assert {each["geometry"]["type"] for each in value["features"]} == {LAYER_GEOMETRY[name]}
    assert [list(each["properties"]) for each in value["features"]] == [
        [column for column in frame.columns if column != "geometry"]
    ] * len(frame)
    ids = frame["place_id" if name == "places" else "id"].tolist()
    assert [each["id"] for each in value["features"]] == ids
    assert value["name"] == name
    assert value["unmapped_records"] == 1
    assert value["attribution"] == ["GeoNames (CC BY 4.0) https://www.geonames.org"]
    assert "Unreviewed machine coding" in value["notice"]


def test_days_are_iso_texts_counts_whole_and_unknown_null():
    text = render_geojson(make_layers([make_full_record()]), "events")
    row = parse(text)["features"][0]["properties"]
    assert row["date_start"] == "2020-02-10"
    assert '"fatalities_best":5,' in text
    assert row["contested"] == 1
    assert row["deaths_side_a"] is None
    assert row["injured_high"] is None


def test_outer_rings_run_counter_clockwise_and_holes_clockwise():
    wrong = MultiPolygon(
        [Polygon([(0, 0), (0, 9), (9, 9), (9, 0)], [[(1, 1), (2, 1), (2, 2), (1, 2)]])]
    )
    layers = make_layers([make_record(at(make_area(wrong)))])
    feature = parse(render_geojson(layers, "event_areas"))["features"][0]
    assert shape(feature["geometry"]).equals(wrong)


def test_coordinates_are_rounded_to_a_centimetre():
    layers = make_layers([make_record(at(make_place(Point(36.123456789, 35.987654321))))])
    feature = parse(render_geojson(layers, "events"))["features"][0]
    assert feature["geometry"]["coordinates"] == [36.1234568, 35.9876543]


@pytest.mark.parametrize("size", [1e-6, 1.2e-7, 1e-8])
def test_rounding_collapses_no_ring(size):
    tiny = Polygon([(36, 35), (36 + size, 35 + size / 9), (36 + size / 9, 35 + size)])
    layers = make_layers([make_record(at(make_area(tiny, lon=36.0, lat=35.0)))])
    feature = parse(render_geojson(layers, "event_areas"))["features"][0]
    made = shape(feature["geometry"])
    assert made.is_valid
    assert made.area > 0
    assert len(made.geoms) == 1


def test_flow_across_the_antimeridian_is_cut_there():
    record = make_record(
        at(make_place(Point(179, 10)), PlaceRole.ORIGIN),
        at(make_place(Point(-179, 12)), PlaceRole.DESTINATION),
        kind=RecordKind.DISPLACEMENT,
    )
    value = parse(render_geojson(make_layers([record]), "flows"))
    assert value["features"][0]["geometry"] == {
        "type": "MultiLineString",
        "coordinates": [[[179, 10], [180, 11]], [[-180, 11], [-179, 12]]],
    }
    assert value["bbox"] == [179, 10, -179, 12]


@pytest.mark.parametrize(
    ("points", "wanted"),
    [
        ([(36, 35), (37, 36)], [36, 35, 37, 36]),
        ([(177, -20), (-178, -16)], [177, -20, -178, -16]),
        ([(-10, 0), (10, 0), (100, 5)], [-10, 0, 100, 5]),
    ],
)
def test_bbox_is_the_narrowest_box(points, wanted):
    records = [
        make_record(at(make_place(Point(x, y))), spans=((index, 40),))
        for index, (x, y) in enumerate(points)
    ]
    assert parse(render_geojson(make_layers(records), "events"))["bbox"] == wanted


def test_bbox_of_the_whole_world():
    layers = make_layers([make_record(at(make_area(box(-180, -90, 180, 90))))])
    assert parse(render_geojson(layers, "event_areas"))["bbox"] == [-180, -90, 180, 90]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_stay_texts(text):
    layers = make_rich_layers(text)
    value = parse(render_geojson(layers, "events"))
    shown = text.replace("\x00", "\ufffd")
    assert value["title"] == shown
    assert value["features"][0]["properties"]["title"] == shown
    assert value["features"][0]["properties"]["place"] == shown


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(layer_sets())
def test_geojson_reads_back_equal(layers):
    for name, frame in layers.frames.items():
        text = render_geojson(layers, name)
        assert render_geojson(layers, name) == text
        features = parse(text)["features"]
        assert len(features) == len(frame)
        for feature, (_, row) in zip(features, frame.iterrows(), strict=True):
            for column, value in feature["properties"].items():
                wanted = row[column]
                if value is None:
                    assert pd.isna(wanted)
                elif isinstance(wanted, pd.Timestamp):
                    assert value == wanted.date().isoformat()
                else:
                    assert value == wanted
            made = shape(feature["geometry"])
            if name == "flows":
                continue
            assert made.geom_type == row.geometry.geom_type
            if name in ("event_areas", "territory"):
                assert made.is_valid
            # GEOS divides by the length of a side, which may be all but nothing here.
            with np.errstate(all="ignore"):
                assert shapely.hausdorff_distance(made, row.geometry) <= 1e-6
