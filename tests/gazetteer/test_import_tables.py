"""Any table with names and positions: headers, encodings, workbooks, vector files, bad rows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoconflict.errors import ConfigError, GazetteerInputError, MissingExtraError
from geoconflict.gazetteer import Gazetteer
from geoconflict.gazetteer.imports import ImportOptions, add_gazetteer
from geoconflict.gazetteer.imports.columns import find_columns, read_class, read_degrees
from geoconflict.gazetteer.imports.reading import iter_table


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(
    ("header", "delimiter"),
    [
        ("Name,Longitude,Latitude,Country,Type", ","),
        ("placename;lng;lat;iso3;place_type", ";"),
        ("Settlement Name\tX_COORD\tY_COORD\tCountry Code\tFeature Class", "\t"),
        ("location|long|lat|country|category", "|"),
    ],
)
def test_usual_headers_and_delimiters_are_understood(
    tmp_path: Path, header: str, delimiter: str
) -> None:
    row = delimiter.join(["Tell Testa", "36.7", "35.8", "SYR", "village"])
    path = write(tmp_path / "places.csv", f"{header}\n{row}\n")
    assert add_gazetteer(path, data_dir=tmp_path).entries == 1
    with Gazetteer(data_dir=tmp_path) as gazetteer:
        (entry,) = gazetteer.find_by_name("tell testa")
    assert (entry.lon, entry.lat, entry.feature_class, entry.country_iso3) == (
        36.7,
        35.8,
        "P",
        "SYR",
    )
    assert (entry.admin1, entry.source) == ("Idlib", "user")


def test_named_columns_win_over_guesses(tmp_path: Path) -> None:
    text = "name,label,a,b,nation,kind,key,people,more\nwrong,Right Place,36.7,35.8,Syria,refugee camp,7,1200,Other Name|Third Name\n"
    path = write(tmp_path / "t.csv", text)
    options = ImportOptions(
        name="mine",
        name_column="label",
        lon_column="a",
        lat_column="b",
        country_column="nation",
        class_column="kind",
        id_column="key",
        population_column="people",
        names_column="more",
        licence="CC0",
        attribution="Our survey",
    )
    report = add_gazetteer(path, data_dir=tmp_path, options=options)
    assert report.name == "mine"
    with Gazetteer(data_dir=tmp_path) as gazetteer:
        (entry,) = gazetteer.find_by_name("Third Name")
        assert (entry.name, entry.feature_class, entry.feature_code, entry.population) == (
            "Right Place",
            "S",
            "CMP",
            1200,
        )
        assert entry.id.endswith(":7")
        assert ("Our survey", "CC0") in {(c.name, c.licence) for c in gazetteer.read_credits()}
        assert gazetteer.find_by_name("wrong") == ()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name,lat,lon\n", "no row below its header"),
        ("title,x_only\nA,1\n", "--lon-column"),
        ("foo,lon,lat\nA,1,2\n", "--name-column"),
        ("\n\n", "no header"),
    ],
)
def test_missing_columns_name_the_option(tmp_path: Path, text: str, says: str) -> None:
    path = write(tmp_path / "t.csv", text)
    with pytest.raises(GazetteerInputError, match=says):
        add_gazetteer(path, data_dir=tmp_path / "data")
    assert not list((tmp_path / "data").rglob("*.sqlite*"))


def test_a_column_that_is_not_there_lists_those_that_are(tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", "name,lon,lat\nA,1,2\n")
    with pytest.raises(GazetteerInputError, match="no column 'town'; there are: name, lon, lat"):
        add_gazetteer(path, data_dir=tmp_path, options=ImportOptions(name_column="town"))


def test_bad_rows_are_reported_not_mended(tmp_path: Path) -> None:
    rows = [
        "name,lon,lat,country",
        "Good Place,36.7,35.8,SYR",
        "Swapped,35.2,36.7,SYR",
        "Swapped Ukraine,48.5,37.9,Ukraine",
        "Off,500,35,SYR",
        "Far,100,10,SYR",
        ",36.7,35.8,SYR",
        "No position,,35.8,SYR",
        "Letters,abc,35.8,SYR",
        "Atlantis place,36.7,35.8,Atlantis",
        "Too,36.7,35.8,SYR,many,cells",
        "West,36.7 E,35.8 N,SYR",
        'Comma,"36,75","35,85",SYR',
    ]
    path = write(tmp_path / "t.csv", "\n".join(rows) + "\n")
    report = add_gazetteer(path, data_dir=tmp_path)
    reasons = {p.row: p.reason for p in report.problems}
    assert sorted(reasons) == [3, 4, 5, 6, 7, 8, 9, 10, 11]
    # 35.2, 36.7 lies in the box of Syria, but not in Syria.
    assert "swapped" in reasons[3]
    assert "swapped" in reasons[4]
    assert "off the globe" in reasons[5]
    assert "far from SYR" in reasons[6]
    assert "no name" in reasons[7]
    assert "no position" in reasons[8]
    assert "no number" in reasons[9]
    assert "not known" in reasons[10]
    assert "cells" in reasons[11]
    with Gazetteer(data_dir=tmp_path) as gazetteer:
        assert gazetteer.find_by_name("Comma")[0].lon == 36.75
        assert gazetteer.find_by_name("Swapped Ukraine") == ()


def test_other_encodings(tmp_path: Path) -> None:
    text = "name,lon,lat,country\nMénakatest,2.4,15.9,MLI\nPlain,2.5,15.9,MLI\n"
    report = add_gazetteer(write(tmp_path / "latin.csv", text, "cp1252"), data_dir=tmp_path / "a")
    assert (report.entries, report.failed) == (1, 1)
    assert "--encoding" in report.problems[0].reason
    options = ImportOptions(encoding="cp1252")
    report = add_gazetteer(tmp_path / "latin.csv", data_dir=tmp_path / "b", options=options)
    assert (report.entries, report.failed) == (2, 0)
    for encoding in ("utf-8-sig", "utf-16"):
        report = add_gazetteer(
            write(tmp_path / "u.csv", text, encoding), data_dir=tmp_path / encoding
        )
        assert (report.entries, report.failed) == (2, 0)
    with pytest.raises(GazetteerInputError, match="encoding"):
        add_gazetteer(
            tmp_path / "latin.csv", data_dir=tmp_path, options=ImportOptions(encoding="klingon")
        )


def test_a_workbook(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in (
        ["Name", "Lon", "Lat", "ISO3"],
        ["#loc+name", "#geo+lon", "#geo+lat", "#country"],
        ["Sheet Place", 36.7, 35.8, "SYR"],
        [None, None, None, None],
    ):
        book.active.append(row)
    book.save(tmp_path / "places.xlsx")
    assert add_gazetteer(tmp_path / "places.xlsx", data_dir=tmp_path).entries == 1
    (tmp_path / "bad.xlsx").write_bytes(b"PK\x03\x04 not really")
    with pytest.raises(GazetteerInputError, match="workbook"):
        add_gazetteer(tmp_path / "bad.xlsx", data_dir=tmp_path)


def test_a_workbook_without_the_extra_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "openpyxl", None)
    (tmp_path / "places.xlsx").write_bytes(b"PK")
    with pytest.raises(MissingExtraError, match=r"geoconflict\[xlsx\]"):
        add_gazetteer(tmp_path / "places.xlsx", data_dir=tmp_path)


def test_any_vector_file(tmp_path: Path) -> None:
    square = [[[36.6, 35.7], [36.8, 35.7], [36.8, 35.9], [36.6, 35.9], [36.6, 35.7]]]
    features = [
        {
            "type": "Feature",
            "properties": {"name": "Point Testa", "type": "village"},
            "geometry": {"type": "Point", "coordinates": [36.7, 35.8]},
        },
        {
            "type": "Feature",
            "properties": {"name": "Area Testa", "type": "military base"},
            "geometry": {"type": "Polygon", "coordinates": square},
        },
        {
            "type": "Feature",
            "properties": {"name": "Road Testa", "type": "road"},
            "geometry": {"type": "LineString", "coordinates": [[36.6, 35.7], [36.9, 35.9]]},
        },
        {
            "type": "Feature",
            "properties": {"name": "Empty Testa", "type": "village"},
            "geometry": None,
        },
    ]
    path = write(
        tmp_path / "my.geojson", json.dumps({"type": "FeatureCollection", "features": features})
    )
    report = add_gazetteer(path, data_dir=tmp_path)
    assert (report.format, report.entries, report.failed) == ("vector", 3, 1)
    assert "no geometry" in report.problems[0].reason
    with Gazetteer(data_dir=tmp_path) as gazetteer:
        (area,) = gazetteer.find_by_name("Area Testa")
        assert gazetteer.get_geometry(area.id).area == pytest.approx(0.04)
        (road,) = gazetteer.find_by_name("Road Testa")
        assert (road.feature_class, gazetteer.get_geometry(road.id).geom_type) == (
            "R",
            "LineString",
        )
        assert road.id in {r.id for r in gazetteer.find_routes(countries=("SYR",))}
        assert gazetteer.find_by_name("Point Testa")[0].country_iso3 == "SYR"


def test_a_vector_file_in_another_crs(tmp_path: Path) -> None:
    geopandas = pytest.importorskip("geopandas")
    from shapely import Point

    frame = geopandas.GeoDataFrame(
        {"name": ["Projected Testa"]}, geometry=[Point(36.7, 35.8)], crs=4326
    )
    frame.to_crs(32637).to_file(tmp_path / "my.gpkg")
    add_gazetteer(tmp_path / "my.gpkg", data_dir=tmp_path)
    with Gazetteer(data_dir=tmp_path) as gazetteer:
        (entry,) = gazetteer.find_by_name("Projected Testa")
    assert (entry.lon, entry.lat) == pytest.approx((36.7, 35.8), abs=1e-4)


def test_the_users_place_wins_over_the_one_that_ships(tmp_path: Path) -> None:
    with Gazetteer(user_data=False) as shipped:
        old = shipped.find_by_name("Saraqib", countries=("SYR",))[0]
    path = write(
        tmp_path / "t.csv",
        f"name,lon,lat,country\nSaraqib,{old.lon + 0.01},{old.lat},SYR\nSaraqib,39.5,35.9,SYR\n",
    )
    add_gazetteer(path, data_dir=tmp_path)
    with Gazetteer(data_dir=tmp_path) as gazetteer:
        found = gazetteer.find_by_name("Saraqib", countries=("SYR",))
        # One row of the same place, one of another place of the same name.
        assert [round(e.lon, 5) for e in found] == [round(old.lon + 0.01, 5), 39.5]
        assert found[0].population == old.population
        # Also by a name that only what ships knows.
        other = gazetteer.find_by_name("Sarakeb", countries=("SYR",))[0]
        assert (round(other.lon, 5), other.matched_name) == (round(old.lon + 0.01, 5), "Sarakeb")
        near = gazetteer.find_nearest(old.lon, old.lat, limit=5)
        assert [e.name for e, _ in near].count("Saraqib") == 1
        assert gazetteer.find_by_prefix("saraqi", countries=("SYR",))[0].source == "user"
        assert gazetteer.suggest("Saraqibb", countries=("SYR",))[0][0].source == "user"


def test_unknown_formats_and_options_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "t.docx", "x")
    with pytest.raises(GazetteerInputError, match="no known format"):
        add_gazetteer(path, data_dir=tmp_path)
    path = write(tmp_path / "t.csv", "name,lon,lat\nA B,1,2\n")
    with pytest.raises(ConfigError, match="format"):
        add_gazetteer(path, data_dir=tmp_path, options=ImportOptions(format="shape"))
    with pytest.raises(ConfigError, match="country"):
        add_gazetteer(path, data_dir=tmp_path, options=ImportOptions(country="Syria"))


@pytest.mark.parametrize(
    ("text", "axis", "value"),
    [
        ("36.5", "lon", 36.5),
        ("36,5", "lon", 36.5),
        ("36.5 W", "lon", -36.5),
        ("12°S", "lat", -12.0),
        ("-1e1", "lat", -10.0),
    ],
)
def test_degrees_as_people_write_them(text: str, axis: str, value: float) -> None:
    assert read_degrees(text, axis=axis) == value


@pytest.mark.parametrize("text", ["", "abc", "nan", "inf", "36.5 N", "1.234,5", "36 30 00"])
def test_what_is_no_degree_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any refusal
        read_degrees(text, axis="lon")


def test_kinds_of_place() -> None:
    assert read_class("", "P") == ("P", "PPL")
    assert read_class("PPLA2", "P") == ("P", "PPLA2")
    assert read_class("Villages", "S") == ("P", "PPL")
    assert read_class("something else", "L") == ("L", "")


# ------------------------------------------------------------------ properties

cells = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\x00"), max_size=12)


@given(st.lists(st.lists(cells, min_size=3, max_size=3), max_size=8))
def test_the_table_reader_returns_every_written_cell(rows: list[list[str]]) -> None:
    import csv
    import io
    import tempfile

    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(["name", "lon", "lat"])
    writer.writerows(rows)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        path.write_bytes(buffer.getvalue().encode("utf-8"))
        read = [record for _, record in iter_table(path)]
    wanted = [row for row in rows if any(cell.strip() for cell in row)]
    if wanted and sum(cell.strip().startswith("#") for cell in wanted[0]) >= 2:
        wanted = wanted[1:]  # a row of tags
    assert [list(record.values()) for record in read] == wanted


@given(st.binary(max_size=300))
def test_the_table_reader_survives_any_bytes(data: bytes) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        path.write_bytes(b"name,lon,lat\n" + data)
        for number, record in iter_table(path):
            assert number > 1
            assert isinstance(record, dict | str)


@given(
    st.lists(
        st.sampled_from(["name", "lon", "lat", "Name ", "LON", "x", "y", "foo", ""]),
        min_size=1,
        max_size=6,
    )
)
def test_columns_are_found_or_refused(headers: list[str]) -> None:
    try:
        columns = find_columns(headers, ImportOptions(), Path("t.csv"))
    except GazetteerInputError as error:
        assert "t.csv" in str(error)  # noqa: PT017 - refusal is one of two right answers
    else:
        assert len({columns.name, columns.lon, columns.lat}) == 3
