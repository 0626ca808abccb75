import dataclasses
import datetime as dt
import math

import geopandas as gpd
import pandas as pd
import pytest
from handmade import (
    at,
    latitudes,
    layer_sets,
    longitudes,
    make_area,
    make_document,
    make_full_record,
    make_layers,
    make_line,
    make_place,
    make_record,
    make_rich_layers,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely import GeometryCollection, LineString, MultiPoint, Point, Polygon, box

from geoconflict.config import Config
from geoconflict.layers import build_layers, compute_bounds, list_records
from geoconflict.layers.shapes import draw_circle
from geoconflict.model import (
    DATE_COLUMNS,
    INTEGER_COLUMNS,
    LAYER_GEOMETRY,
    PLACE_COLUMNS,
    REAL_COLUMNS,
    RECORD_COLUMNS,
    TERRITORY_COLUMNS,
    Count,
    Factuality,
    GeoPrecision,
    PlaceRole,
    RecordKind,
    Relation,
    ToponymRole,
    Unresolved,
)

GEOD = Geod(ellps="WGS84")


def read_only(frame):
    assert len(frame) == 1
    return frame.iloc[0]


def check_columns(layers):
    for name, frame in layers.frames.items():
        wanted = PLACE_COLUMNS if name == "places" else RECORD_COLUMNS
        wanted += TERRITORY_COLUMNS if name == "territory" else ()
        assert tuple(frame.columns) == (*wanted, "geometry")
        assert frame.crs.to_epsg() == 4326
        assert isinstance(frame, gpd.GeoDataFrame)
        assert set(frame.geom_type) <= {LAYER_GEOMETRY[name]}
        tables = [frame]
        if name == "events":
            tables += [layers.records, layers.unmapped]
        for table in tables:
            for column in set(table.columns) - {"geometry"}:
                kind = str(table[column].dtype)
                if column in (*INTEGER_COLUMNS, "mentions"):
                    assert kind == "Int64", column
                elif column in REAL_COLUMNS:
                    assert kind == "float64", column
                elif column in (*DATE_COLUMNS, "as_of", "valid_from", "valid_to"):
                    assert kind == "datetime64[s]", column
                else:
                    assert kind == "object", column
                    assert all(v is None or (isinstance(v, str) and v) for v in table[column])


# --------------------------------------------------------------------------- empty and fixed form


def test_layers_exist_with_columns_and_types_when_nothing_was_found():
    layers = build_layers([], [], config=Config())
    assert tuple(layers.frames) == tuple(LAYER_GEOMETRY)
    check_columns(layers)
    assert tuple(layers.records.columns) == RECORD_COLUMNS
    assert tuple(layers.unmapped.columns) == RECORD_COLUMNS
    assert layers.notes == ("No places were found.", "No records were found.")
    assert layers.title == "No reports"
    assert layers.disclaimer == Config().disclaimer


def test_layers_have_the_same_columns_and_types_when_filled():
    layers = make_rich_layers()
    assert all(len(frame) for frame in layers.frames.values())
    check_columns(layers)
    assert layers.notes[-1] == "1 of 4 records have no place and are not on the map."


@pytest.mark.parametrize(
    ("given", "config", "wanted"),
    [
        ("Given", Config(title="Config"), "Given"),
        ("", Config(title="Config"), "Config"),
        ("", Config(), "A report"),
    ],
)
def test_title_is_the_given_one_else_made(given, config, wanted):
    assert make_layers([make_full_record()], title=given, config=config).title == wanted


def test_title_counts_several_documents():
    records = [make_record(document=make_document(key)) for key in ("a", "b")]
    assert make_layers(records).title == "2 reports"


# --------------------------------------------------------------------------- rows


def test_row_holds_every_column_of_a_full_record():
    row = read_only(make_layers([make_full_record()]).frames["events"])
    wanted = {
        "is_event": 1, "kind": "battle", "sub_kind": "Armed clash", "acled_event_type": "Battles",
        "acled_sub_event_type": "Armed clash", "status": "disputed", "factuality": "asserted",
        "attribution": "party", "contested": 1, "verification": "unverified",
        "title": "Five killed", "date_start": pd.Timestamp("2020-02-10"),
        "date_end": pd.Timestamp("2020-02-10"), "date_precision": "day",
        "agents": "Syrian army; Militia, local", "agent_basis": "accused by Turkey; stated",
        "targets": "Turkish soldiers", "sides": "Side A", "other_actors": "A minister",
        "civilian_targeting": 1, "target_object": "a post", "fatalities_low": 0,
        "fatalities_best": 5, "fatalities_high": 5, "injured_low": 3, "persons_low": 12,
        "persons_high": 12, "quantity": 2.5, "quantity_unit": "tonnes", "sources": "Turkey",
        "disputed_by": "Syria", "place": "Aleb", "place_id": "gn:1", "place_role": "site",
        "lon": 36.7, "lat": 35.9, "country_iso3": "SYR", "admin1": "Bedar",
        "admin2": "Aleb district", "adm1_pcode": "SY07", "adm2_pcode": "SY0701",
        "geo_precision": "settlement", "acled_geo_precision": 1, "ucdp_where_prec": 1,
        "radius_km": 3.0, "point_role": "site", "geometry_quality": "surveyed", "score": 0.9,
        "reason": "the text names another province; the day before; the largest of 3 towns of"
                  " that name",
        "quote": "Five soldiers were killed in Aleb on Monda", "span_start": 0, "span_end": 42,
        "spans": "0-42;44-72", "document_id": "d1", "document_title": "A report",
        "document_source": "Wire", "document_url": "https://example.org/1",
        "published": pd.Timestamp("2020-02-10"), "licence": "CC BY 4.0",
    }  # fmt: skip
    for column, value in wanted.items():
        assert row[column] == value, column
    unknown = set(RECORD_COLUMNS) - set(wanted) - {"id"}
    assert unknown == {
        "deaths_side_a", "deaths_side_b", "deaths_civilians", "deaths_unknown", "injured_high",
        "persons_measure",
    }  # fmt: skip
    assert all(pd.isna(row[column]) for column in unknown)


def test_acled_codes_are_null_where_acled_would_not_code():
    toll = make_record(at(make_area()), kind=RecordKind.TOLL, sub_kind="deaths")
    country = dataclasses.replace(make_area(), geo_precision=GeoPrecision.COUNTRY)
    rows = make_layers([toll, make_record(at(country), spans=((1, 5),))]).records
    assert rows["acled_event_type"].tolist() == [None, "Battles"]
    assert rows["acled_sub_event_type"].tolist() == [None, None]
    assert rows["acled_geo_precision"].tolist() == [3, pd.NA]
    assert rows["ucdp_where_prec"].tolist() == [4, 6]


def test_at_least_counts_keep_an_open_upper_end():
    row = read_only(make_layers([make_record(fatalities=Count(low=12))]).records)
    assert row["fatalities_low"] == 12
    assert pd.isna(row["fatalities_best"])
    assert pd.isna(row["fatalities_high"])


def test_records_without_place_or_position_are_kept_and_counted():
    nowhere = dataclasses.replace(make_place(), geometry=None, lon=math.nan, lat=math.nan)
    layers = make_layers(
        [
            make_record(spans=((0, 5),)),
            make_record(at(nowhere), spans=((1, 5),)),
            make_record(at(make_place()), spans=((2, 5),)),
        ]
    )
    assert len(layers.records) == 3
    assert layers.unmapped["place"].tolist() == [None, "Aleb"]
    assert layers.unmapped["lon"].isna().all()
    assert len(layers.frames["events"]) == 1
    assert set(layers.records["id"]) == {
        *layers.unmapped["id"],
        *layers.frames["events"]["id"],
    }


def test_rows_stand_in_order_of_document_then_span():
    first, second = make_document("z"), make_document("a")
    made = [
        make_record(at(make_place()), document=document, spans=(span,))
        for document in (second, first)
        for span in ((9, 12), (3, 8), (3, 5))
    ]
    layers = make_layers(made, [(first, [make_place()]), (second, [make_place()])])
    assert layers.records["document_id"].tolist() == ["z"] * 3 + ["a"] * 3
    assert layers.records["spans"].tolist() == ["3-5", "3-8", "9-12"] * 2
    assert layers.frames["events"]["id"].tolist() == layers.records["id"].tolist()
    shuffled = make_layers(made[::-1], [(first, [make_place()]), (second, [make_place()])])
    pd.testing.assert_frame_equal(shuffled.records, layers.records)


def test_texts_lose_only_what_no_file_can_hold():
    document = make_document(text="a\x00b\ud800c" + "d" * 20)
    row = read_only(make_layers([make_record(document=document, spans=((0, 6),))]).records)
    assert row["quote"] == "a\ufffdb\ufffdcd"
    assert len(row["quote"]) == row["span_end"] - row["span_start"]


def test_list_records_gives_the_rows_of_the_table():
    made = [make_full_record(), make_record(spans=((50, 60),))]
    table = make_layers(made).records
    listed = list_records(made[::-1])
    assert [record.id for record, _ in listed] == table["id"].tolist()
    for (_, row), (_, wanted) in zip(listed, table.iterrows(), strict=True):
        assert tuple(row) == RECORD_COLUMNS
        for column, value in row.items():
            assert (value is None) == bool(pd.isna(wanted[column])), column
            assert value is None or value == wanted[column] or isinstance(value, dt.date)
    assert listed[0][1]["date_start"] == dt.date(2020, 2, 10)
    assert list_records([]) == ()


# --------------------------------------------------------------------------- which place, where


def test_main_place_prefers_site_then_area_then_destination():
    site = make_place(Point(1, 1), name="Site")
    area, border = make_area(name="Area"), make_line()
    for places, wanted in (
        ([at(border, PlaceRole.ROUTE), at(area, PlaceRole.AREA), at(site)], "Site"),
        ([at(border, PlaceRole.DESTINATION), at(area, PlaceRole.AREA)], "Area"),
        ([at(area, PlaceRole.ORIGIN), at(border, PlaceRole.DESTINATION)], "Syria-Turkey border"),
        ([at(border, PlaceRole.ROUTE), at(area, PlaceRole.ORIGIN)], "Area"),
    ):
        row = read_only(make_layers([make_record(*places)]).frames["events"])
        assert row["place"] == wanted


def test_place_with_position_stands_before_one_without():
    nowhere = dataclasses.replace(make_place(name="Nowhere"), geometry=None)
    record = make_record(at(nowhere), at(make_area(), PlaceRole.ORIGIN))
    assert read_only(make_layers([record]).frames["events"])["place"] == "Bedar"


def test_other_places_of_a_record_are_named_in_its_reason():
    record = make_record(at(make_place()), at(make_area(), PlaceRole.ORIGIN))
    assert read_only(make_layers([record]).records)["reason"].endswith("also origin: Bedar")


def test_event_point_of_an_area_lies_inside_it():
    crescent = Polygon([(0, 0), (4, 0), (4, 4), (0, 4), (0, 3), (3, 3), (3, 1), (0, 1)])
    layers = make_layers([make_record(at(make_area(crescent)))])
    assert crescent.contains(read_only(layers.frames["events"]).geometry)
    assert read_only(layers.frames["event_areas"]).geometry.equals(crescent)


@pytest.mark.parametrize("precision", list(GeoPrecision))
def test_point_places_have_an_area_only_where_they_are_uncertain(precision):
    layers = make_layers([make_record(at(make_place(Point(36, 35), precision, radius_km=10.0)))])
    areas = layers.frames["event_areas"]
    if precision in ("coordinates", "facility", "settlement", "linear"):
        assert areas.empty
        return
    circle = read_only(areas).geometry
    distances = [GEOD.inv(36, 35, x, y)[2] / 1000 for x, y in circle.geoms[0].exterior.coords]
    assert distances == pytest.approx([10.0] * len(distances), rel=1e-6)
    assert abs(GEOD.geometry_area_perimeter(circle)[0]) / 1e6 == pytest.approx(
        math.pi * 100, rel=0.002
    )


def test_settlement_with_radius_zero_or_unknown_near_has_no_area():
    for radius_km in (0.0, math.nan, math.inf):
        place = make_place(Point(36, 35), GeoPrecision.NEAR, radius_km=radius_km)
        assert make_layers([make_record(at(place))]).frames["event_areas"].empty


def test_invalid_areas_are_mended():
    bow_tie = Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    layers = make_layers([make_record(at(make_area(bow_tie, lon=1.5, lat=1.0)))])
    area = read_only(layers.frames["event_areas"]).geometry
    assert area.is_valid
    assert area.area == pytest.approx(2.0)


def test_mixed_geometry_gives_its_areas_and_its_lines():
    mixed = GeometryCollection([box(0, 0, 1, 1), LineString([(2, 2), (3, 3)]), Point(9, 9)])
    layers = make_layers([make_record(at(make_area(mixed)))])
    assert read_only(layers.frames["event_areas"]).geometry.equals(box(0, 0, 1, 1))
    assert read_only(layers.frames["routes"]).geometry.equals(LineString([(2, 2), (3, 3)]))


# --------------------------------------------------------------------------- territory


def test_territory_holds_the_named_area_of_who_controls_it():
    record = dataclasses.replace(
        make_full_record(), kind=RecordKind.CONTROL, contested=False,
        places=(at(make_area(), PlaceRole.AREA),),
    )  # fmt: skip
    row = read_only(make_layers([record]).frames["territory"])
    assert row["controller"] == row["agents"] == "Syrian army; Militia, local"
    assert (row["basis"], row["state"], row["status"]) == ("stated", "control", "claimed")
    assert row["as_of"] == row["published"]
    assert (row["valid_from"], row["valid_to"]) == (row["date_start"], row["date_end"])
    assert row.geometry.equals(box(36, 35, 37, 36))


def test_disputed_control_is_contested():
    record = make_record(at(make_area()), kind=RecordKind.CONTROL, contested=True)
    assert read_only(make_layers([record]).frames["territory"])["state"] == "contested"


@pytest.mark.parametrize(
    "record",
    [
        make_record(at(make_area()), kind=RecordKind.STRATEGIC_DEVELOPMENT),
        make_record(at(make_area()), kind=RecordKind.CONTROL, factuality=Factuality.DENIED),
        make_record(at(make_place()), kind=RecordKind.CONTROL),
        make_record(at(make_place(Point(1, 1), GeoPrecision.NEAR)), kind=RecordKind.CONTROL),
        make_record(at(make_area(), PlaceRole.ORIGIN), kind=RecordKind.CONTROL),
    ],
    ids=["change of hands", "denied", "town", "circle", "origin"],
)
def test_what_is_no_state_of_control_over_an_area_is_no_territory(record):
    layers = make_layers([record])
    assert layers.frames["territory"].empty
    assert len(layers.frames["events"]) == 1


# --------------------------------------------------------------------------- routes and flows


@pytest.mark.parametrize("role", list(PlaceRole))
def test_linear_places_are_routes_in_whatever_role(role):
    row = read_only(make_layers([make_record(at(make_line(), role))]).frames["routes"])
    assert row.geometry.equals(make_line().geometry)
    assert (row["place_role"], row["geometry_quality"]) == (role.value, "derived")


def test_several_lines_of_a_record_are_one_route_with_each_part_once():
    road = make_line(LineString([(0, 0), (1, 1)]), id="ov:road", name="M99")
    border = make_line()
    record = make_record(
        at(make_place()), at(road, PlaceRole.ROUTE), at(border), at(border, PlaceRole.DESTINATION)
    )
    row = read_only(make_layers([record]).frames["routes"])
    assert row["place"] == "Syria-Turkey border"
    assert row.geometry.geom_type == "MultiLineString"
    assert len(row.geometry.geoms) == 2


def draw_flow(origin, destination):
    record = make_record(
        at(origin, PlaceRole.ORIGIN),
        at(destination, PlaceRole.DESTINATION),
        kind=RecordKind.DISPLACEMENT,
    )
    return make_layers([record]).frames["flows"]


def test_flow_goes_from_origin_to_destination():
    row = read_only(draw_flow(make_area(), make_place(Point(37.2, 36.2))))
    assert list(row.geometry.coords) == [(36.5, 35.5), (37.2, 36.2)]
    assert (row["place_role"], row["geometry_quality"]) == ("destination", "derived")
    assert "also origin: Bedar" in row["reason"]


def test_flow_to_a_line_ends_at_its_nearest_point():
    flow = read_only(draw_flow(make_area(), make_line())).geometry
    start, end = flow.coords
    assert start == (36.5, 35.5)
    assert end[0] == pytest.approx(36.5, abs=0.02)
    assert end[1] == pytest.approx(36.5, abs=0.02)
    away = GEOD.inv(*start, *end)[2]
    along = [make_line().geometry.interpolate(i / 200, normalized=True) for i in range(201)]
    assert away <= min(GEOD.inv(*start, p.x, p.y)[2] for p in along) * 1.0001


def test_flow_from_a_line_starts_at_its_nearest_point():
    flow = read_only(draw_flow(make_line(), make_place(Point(36.0, 36.0)))).geometry
    assert flow.coords[0] == pytest.approx((36.0, 36.5), abs=0.02)
    assert flow.coords[1] == (36.0, 36.0)


def test_no_flow_without_both_ends_or_to_the_same_point():
    town = make_place()
    assert draw_flow(town, town).empty
    for role in (PlaceRole.DESTINATION, PlaceRole.ORIGIN):
        assert make_layers([make_record(at(town, role))]).frames["flows"].empty


def test_flow_goes_the_short_way_round_the_globe():
    flow = read_only(draw_flow(make_place(Point(179, 10)), make_place(Point(-179, 12)))).geometry
    assert list(flow.coords) == [(179, 10), (181, 12)]
    back = read_only(draw_flow(make_place(Point(-179, 10)), make_place(Point(179, 12)))).geometry
    assert list(back.coords) == [(-179, 10), (-181, 12)]


# --------------------------------------------------------------------------- places


def test_places_count_the_mentions_of_all_documents():
    first, second = make_document("a"), make_document("b")
    layers = build_layers(
        [],
        [
            (first, [
                make_area(start=50, end=55),
                make_place(start=5, end=9, score=0.4, reason="guess"),
                make_place(start=20, end=26, text="Alebis", role=ToponymRole.DEMONYM, score=0.8),
                make_place(start=60, end=68, text="the town", relation=Relation.ANAPHOR),
            ]),
            (second, [make_place(start=1, end=5, text="ALEB", score=0.8)]),
        ],
        config=Config(),
    )  # fmt: skip
    frame = layers.frames["places"]
    assert frame["place_id"].tolist() == ["gn:1", "ne:SYR-1"]
    row = frame.iloc[0]
    assert row["mentions"] == 3
    assert row["texts"] == "Aleb; Alebis; ALEB"
    assert row["roles"] == "literal; demonym"
    assert row["documents"] == "a; b"
    assert row["score"] == 0.8
    assert row["reason"] == "the largest of 3 towns of that name"
    assert (row["feature_code"], row["country_iso3"]) == ("PPL", "SYR")


def test_places_without_position_are_left_to_the_unresolved():
    nowhere = dataclasses.replace(make_place(), geometry=None)
    layers = make_layers(
        places=[(make_document(), [nowhere])],
        unresolved=(Unresolved(text="Xa\x00", mentions=3, reason="no entry", documents=("d1",)),),
    )
    assert layers.frames["places"].empty
    assert layers.unresolved[0].text == "Xa\ufffd"


# --------------------------------------------------------------------------- circles


@settings(max_examples=300, deadline=None)
@given(longitudes, latitudes, st.floats(0.01, 9000))
def test_circle_is_valid_in_range_and_of_the_right_size(lon, lat, radius_km):
    circle = draw_circle(lon, lat, radius_km)
    assert circle.geom_type == "MultiPolygon"
    assert circle.is_valid
    west, south, east, north = circle.bounds
    assert -180 <= west <= east <= 180
    assert -90 <= south <= north <= 90
    for azimuth in range(0, 360, 45):
        for share in (0.9, 1.1):
            x, y, _ = GEOD.fwd(lon, lat, azimuth, radius_km * 1000 * share)
            # On the cutting meridian both sides are the same place.
            spots = MultiPoint([(x, y), (x - 1e-9, y), (x + 1e-9, y)])
            held = circle.intersects(spots) if share < 1 else circle.contains(Point(x, y))
            edge = abs(abs(x) - 180) < 1e-6 or abs(abs(y) - 90) < 1e-6
            assert held == (share < 1) or edge


@pytest.mark.parametrize(
    ("lon", "lat", "parts"),
    [(179.99, 10, 2), (-180, 0, 2), (180, 0, 2), (0, 89.99, 1), (5, -90, 1)],
)
def test_circle_at_the_edges_of_the_map_is_cut_there(lon, lat, parts):
    circle = draw_circle(lon, lat, 50.0)
    assert len(circle.geoms) == parts
    assert circle.bounds[0] == -180
    assert circle.bounds[2] == 180
    assert abs(GEOD.geometry_area_perimeter(circle)[0]) / 1e6 == pytest.approx(
        math.pi * 2500, rel=0.002
    )


def test_circle_that_reaches_both_poles_is_the_world():
    assert draw_circle(0, 0, 12000).equals(box(-180, -90, 180, 90))


# --------------------------------------------------------------------------- bounds


def test_bounds_hold_records_finer_than_countries():
    country = dataclasses.replace(
        make_area(box(20, 20, 60, 60)), geo_precision=GeoPrecision.COUNTRY
    )
    records = [make_record(at(make_area()), at(country)), make_record(at(make_place()))]
    assert compute_bounds(records, []) == (36, 35, 37, 36)
    assert compute_bounds([make_record(at(country))], []) == (39.5, 39.5, 40.5, 40.5)


def test_bounds_fall_back_on_named_places_and_are_never_thin():
    west, south, east, north = compute_bounds([], [(make_document(), [make_place()])])
    assert (west + east) / 2 == pytest.approx(36.7)
    assert (south + north) / 2 == pytest.approx(35.9)
    assert east - west == pytest.approx(1.0)
    assert north - south == pytest.approx(1.0)


def test_bounds_leave_out_what_lies_far_from_the_rest():
    places = [make_place(Point(36 + i / 10, 35), id=f"gn:{i}") for i in range(5)]
    away = make_place(Point(-74, 40.7), id="gn:ny")
    records = [make_record(at(place)) for place in (*places, away)]
    west, _, east, _ = compute_bounds(records, [])
    assert 35 < west < east < 38


def test_bounds_of_nothing_are_none():
    assert compute_bounds([], []) is None
    assert compute_bounds([make_record()], [(make_document(), [])]) is None


# --------------------------------------------------------------------------- properties


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(layer_sets())
def test_every_layer_set_keeps_the_contract(layers):
    check_columns(layers)
    for name, frame in layers.frames.items():
        assert frame.geometry.is_valid.all() or name == "routes"
        assert not frame.geometry.is_empty.any()
        reach = 540 if name == "flows" else 180
        bounds = frame.geometry.bounds
        assert (bounds[["minx", "maxx"]].abs().to_numpy() <= reach).all()
        assert (bounds[["miny", "maxy"]].abs().to_numpy() <= 90).all()
    located = set(layers.frames["events"]["id"])
    assert len(layers.frames["events"]) + len(layers.unmapped) == len(layers.records)
    for name in ("event_areas", "territory", "routes", "flows"):
        assert set(layers.frames[name]["id"]) <= located
    statuses = set(layers.frames["territory"]["status"])
    assert statuses <= {"reported", "claimed", "disputed"}
