"""Places learnt from coded tables: UCDP GED in its layouts, ACLED, phrases around names."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from user_data_samples import UCDP, UCDP_ROWS

from geoconflict.errors import GazetteerInputError
from geoconflict.gazetteer import Gazetteer
from geoconflict.gazetteer.imports import ImportOptions, add_gazetteer
from geoconflict.gazetteer.imports.learning import choose_names
from geoconflict.gazetteer.phrases import read_phrase

if TYPE_CHECKING:
    from pathlib import Path

CODED = ImportOptions(format="coded")


def write(path: Path, lines) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_ucdp_places_are_learnt_at_their_median(tmp_path: Path) -> None:
    report = add_gazetteer(
        write(tmp_path / "ged.csv", [UCDP, *UCDP_ROWS]), data_dir=tmp_path, options=CODED
    )
    assert (report.name, report.rows, report.failed) == ("learnt-ged", 11, 2)
    assert report.skipped == {
        "names another place than its own": 1,
        "precision is neither 1 nor 2": 1,
    }
    assert {p.row for p in report.problems} == {10, 12}
    assert report.entries == 5
    with Gazetteer(data_dir=tmp_path) as gazetteer:
        found = gazetteer.find_by_name("Testabad")
        assert sorted((e.lon, e.lat) for e in found) == [(36.6, 35.801), (37.9, 36.4)]
        spread = next(e for e in found if e.lon == 36.6)
        assert 4.0 < spread.radius_km < 5.0
        assert (spread.source, spread.admin1, spread.country_iso3) == ("UCDP GED", "Idlib", "SYR")
        assert (
            gazetteer.find_by_name("Otherside")[0].id == gazetteer.find_by_name("Bandatest")[0].id
        )
        assert gazetteer.find_by_name("Zairetest")[0].country_iso3 == "COD"
        assert gazetteer.find_by_name("Elsewheretest") == ()
        airport = gazetteer.find_by_name("Testabad airport")[0]
        assert (airport.feature_class, airport.lon) == ("S", 36.55)
        assert ("UCDP GED", "CC BY 4.0") in {(c.name, c.licence) for c in gazetteer.read_credits()}


def test_a_place_in_a_state_of_its_time_is_learnt_where_it_lies_now(tmp_path: Path) -> None:
    row = "1,A-1,1,Oldstatetest town,,Western Equatoria state,,4.914722,29.476944,Sudan,625"
    report = add_gazetteer(
        write(tmp_path / "ged.csv", [UCDP, row]), data_dir=tmp_path, options=CODED
    )
    assert report.failed == 0
    with Gazetteer(data_dir=tmp_path) as gazetteer:
        assert gazetteer.find_by_name("Oldstatetest")[0].country_iso3 == "SSD"


def test_the_row_of_hxl_tags_is_no_event(tmp_path: Path) -> None:
    header = UCDP.replace("country_id", "iso3")
    tags = ",,,#loc+name,,#adm1+name,#adm2+name,#geo+lat,#geo+lon,#country+name,#country+code"
    rows = [header, tags, UCDP_ROWS[0].replace(",652", ",SYR")]
    report = add_gazetteer(write(tmp_path / "hdx.csv", rows), data_dir=tmp_path, options=CODED)
    assert (report.rows, report.entries, report.failed) == (1, 1, 0)


def test_json_lines_and_the_apis_json(tmp_path: Path) -> None:
    row = {
        "id": "x:1",
        "country": "Syria",
        "place": "Linetest town",
        "adm1": "Idlib governorate",
        "adm2": None,
        "lat": 35.8,
        "lon": 36.6,
        "precision": 1,
    }
    write(tmp_path / "rows.jsonl", [json.dumps(row), "not json", json.dumps([1])])
    report = add_gazetteer(tmp_path / "rows.jsonl", data_dir=tmp_path, options=CODED)
    assert (report.entries, report.failed) == (1, 2)
    api = {
        "TotalCount": 1,
        "Result": [
            {
                "where_prec": 1,
                "where_coordinates": "Apitest town",
                "adm_1": "",
                "adm_2": "",
                "latitude": 35.8,
                "longitude": 36.6,
                "country": "Syria",
            }
        ],
    }
    write(tmp_path / "api.json", [json.dumps(api)])
    add_gazetteer(tmp_path / "api.json", data_dir=tmp_path, options=CODED)
    with Gazetteer(data_dir=tmp_path) as gazetteer:
        assert gazetteer.has_name("Linetest")
        assert gazetteer.has_name("Apitest")
    write(tmp_path / "bad.json", ['{"error": 1}'])
    with pytest.raises(GazetteerInputError, match="no list of rows"):
        add_gazetteer(tmp_path / "bad.json", data_dir=tmp_path, options=CODED)


def test_acled_places_are_learnt(tmp_path: Path) -> None:
    rows = [
        "event_id_cnty,event_date,iso,country,admin1,admin2,admin3,location,latitude,longitude,geo_precision,notes",
        'SYR1,09 May 2020,760,Syria,Idleb,Ariha,Ariha,Acledtest,35.81,36.61,1,"a, b"',
        "SYR2,10 May 2020,760,Syria,Idleb,,,Coarsetest,35.81,36.61,3,x",
    ]
    report = add_gazetteer(write(tmp_path / "acled.csv", rows), data_dir=tmp_path, options=CODED)
    assert (report.entries, report.skipped) == (1, {"precision is neither 1 nor 2": 1})
    with Gazetteer(data_dir=tmp_path) as gazetteer:
        assert gazetteer.find_by_name("acledtest")[0].source == "ACLED"
        assert "ACLED" in {c.name for c in gazetteer.read_credits()}


def test_learnt_places_win_and_are_one_with_what_ships(tmp_path: Path) -> None:
    with Gazetteer(user_data=False) as shipped:
        old = shipped.find_by_name("Saraqib", countries=("SYR",))[0]
    row = f"1,A-1,1,Saraqib town,,Idlib governorate,,{old.lat + 0.01},{old.lon},Syria,652"
    add_gazetteer(write(tmp_path / "ged.csv", [UCDP, row]), data_dir=tmp_path, options=CODED)
    with Gazetteer(data_dir=tmp_path) as gazetteer:
        (entry,) = gazetteer.find_by_name("Saraqib", countries=("SYR",))
        assert entry.lat == pytest.approx(old.lat + 0.01)
        assert entry.population == old.population


def test_a_table_that_is_not_coded_or_teaches_nothing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(GazetteerInputError, match="no coded table"):
        add_gazetteer(
            write(tmp_path / "t.csv", ["name,lon,lat", "A,1,2"]), data_dir=tmp_path, options=CODED
        )
    with pytest.raises(GazetteerInputError, match="no place could be learnt"):
        add_gazetteer(
            write(tmp_path / "g.csv", [UCDP, UCDP_ROWS[4]]), data_dir=tmp_path, options=CODED
        )


@pytest.mark.parametrize(
    ("phrase", "names"),
    [
        ("Aname town", ["Aname", "Aname town"]),
        ("Aname village (Bname district)", ["Aname", "Aname village"]),
        ("Aname (Bname)", ["Aname", "Bname"]),
        ("Aname/Bname city", ["Aname", "Bname"]),
        ("near Aname", []),
        ("10 km north of Aname town", []),
        ("between Aname and Bname", []),
        ("Aname-Bname road", []),
        ("Aname area", []),
        ("Aname airport", ["Aname airport"]),
        ("village of Aname", ["Aname", "village of Aname"]),
        ("selo Aname", ["Aname", "selo Aname"]),
    ],
)
def test_what_is_learnt_from_a_phrase(phrase: str, names: list[str]) -> None:
    assert choose_names(phrase)[0] == names


@pytest.mark.parametrize(
    ("phrase", "same", "pointed"),
    [
        ("near Saraqib", [], ["Saraqib"]),
        ("road between Aname town and Bname", [], ["Aname", "Bname"]),
        ("Aname - Bname road (60 km from Aname)", [], ["Aname", "Bname"]),
        ("Aname, Bname and Cname villages", [], ["Aname", "Bname", "Cname"]),
        ("Eastern Aname", ["Eastern Aname"], ["Aname"]),
        ("Aname 2 village", ["Aname 2", "Aname 2 village"], ["Aname"]),
        ("Aname IDP camp", ["Aname", "Aname IDP camp"], []),
        ("silos east of Aname/Bname", [], ["Aname", "Bname"]),
        (
            "Aname neighbourhood in Bname city",
            [
                "Aname neighbourhood in Bname",
                "Aname neighbourhood in Bname city",
                "Aname",
                "Aname neighbourhood",
            ],
            ["Bname"],
        ),
        ("town", ["town"], []),
        ("", [], []),
        ("12", [], []),
    ],
)
def test_how_phrases_are_read(phrase: str, same: list[str], pointed: list[str]) -> None:
    readings = read_phrase(phrase)
    assert [r.name for r in readings if r.is_same] == same
    assert [r.name for r in readings if not r.is_same] == pointed


def test_candidates_say_how_they_were_found() -> None:
    with Gazetteer(user_data=False) as gazetteer:
        (first, *_) = gazetteer.find_candidates("Saraqib town", countries=("SYR",))
        assert (first.entry.name, first.score) == ("Saraqib", 0.9)
        (near, *_) = gazetteer.find_candidates("2 km east of Saraqib", countries=("SYR",))
        assert (near.entry.name, near.score) == ("Saraqib", 0.6)
        (alike, *_) = gazetteer.find_candidates("Saraqqqib", countries=("SYR",))
        assert alike.score < 0.6
        assert len(gazetteer.find_candidates("Aleppo", limit=3)) <= 3
        assert gazetteer.find_candidates("", countries=("SYR",)) == ()
        assert gazetteer.find_candidates("Aleppo", limit=0) == ()
