"""GeoNames dumps and alternate names: real layout, every wrinkle, round trip."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest
from user_data_samples import DUMP, NEW_ID, line

from geoconflict.errors import GazetteerInputError
from geoconflict.gazetteer import Gazetteer
from geoconflict.gazetteer.imports import (
    ImportOptions,
    add_gazetteer,
    list_gazetteers,
    remove_gazetteer,
)

if TYPE_CHECKING:
    from pathlib import Path


def write_zip(path: Path, lines, name="SY.txt") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("readme.txt", "GeoNames dump")
        archive.writestr(name, "\n".join(lines) + "\n")
    return path


def test_a_country_zip_is_added_looked_up_and_removed(tmp_path: Path) -> None:
    data = tmp_path / "data"
    report = add_gazetteer(write_zip(tmp_path / "SY.zip", DUMP), data_dir=data)
    assert (report.name, report.format) == ("geonames-sy", "geonames")
    assert (report.rows, report.entries, report.failed) == (5, 5, 0)
    with Gazetteer(data_dir=data) as gazetteer:
        for spelling in ("Kafr Testa", "kfar testa", "كفر تستا"):
            (entry,) = gazetteer.find_by_name(spelling, countries=("SYR",))
            assert entry.id == f"gn:{NEW_ID}"
        assert (entry.lon, entry.lat, entry.country_iso3) == (36.62, 35.71, "SYR")
        # The unit is the one that ships, so that "Kafr Testa, Idlib" still fits.
        assert (entry.admin1, entry.admin1_id[:3]) == ("Idlib", "ne:")
        assert entry.admin2 == "Qada Testa"
        assert gazetteer.get_entry(f"gn:{NEW_ID}").name == "Kafr Testa"
        assert gazetteer.has_name("Jabal Testa")
        near = gazetteer.find_nearest(36.621, 35.711, limit=1)
        assert near[0][0].id == f"gn:{NEW_ID}"
        assert near[0][1] < 0.5
        assert not gazetteer.has_name("kfr tst"), "machine transliterations are no names"
    remove_gazetteer("geonames-sy", data)
    with Gazetteer(data_dir=data) as gazetteer:
        assert gazetteer.find_by_name("Kafr Testa") == ()


def test_the_same_geonames_id_is_one_place_also_by_names_only_one_knows(tmp_path: Path) -> None:
    add_gazetteer(write_zip(tmp_path / "SY.zip", DUMP), data_dir=tmp_path)
    with Gazetteer(user_data=False) as shipped, Gazetteer(data_dir=tmp_path) as both:
        for name in ("Saraqib", "Serakib", "Sarakeb"):
            found = [e for e in both.find_by_name(name, countries=("SYR",)) if e.id == "gn:164816"]
            assert len(found) == 1
        assert both.version != shipped.version
        # The kind of seat is known better by what ships.
        assert (
            both.find_by_name("Saraqib")[0].feature_code
            == shipped.find_by_name("Saraqib")[0].feature_code
        )


def test_countries_and_provinces_of_a_dump_keep_their_polygons(tmp_path: Path) -> None:
    rows = [
        line(
            163843,
            "Syria",
            35.0,
            38.0,
            letter="A",
            code="PCLI",
            admin1="00",
            alternates="Testsyria",
        ),
        line(
            169387,
            "Idlib Governorate",
            35.83,
            36.66,
            letter="A",
            code="ADM1",
            alternates="Testidlib",
        ),
    ]
    add_gazetteer(write_zip(tmp_path / "SY.zip", rows), data_dir=tmp_path)
    with Gazetteer(data_dir=tmp_path) as gazetteer:
        for name, code in (("Testsyria", "PCLI"), ("Testidlib", "ADM1"), ("Syria", "PCLI")):
            (entry, *_) = gazetteer.find_by_name(name)
            assert (entry.feature_code, entry.has_geometry) == (code, True)
            assert entry.id.startswith("ne:")
            assert gazetteer.get_geometry(entry.id).area > 0.1
        assert len([e for e in gazetteer.find_by_name("Syria") if e.feature_code == "PCLI"]) == 1


def test_bad_rows_are_named_and_good_ones_kept(tmp_path: Path) -> None:
    path = tmp_path / "SY.txt"
    bad = [
        DUMP[0],
        "\t".join(DUMP[1].split("\t")[:7]),
        line(90000010, "Nowhere", 95.0, 36.0),
        line(90000012, "", 35.0, 36.0),
        line("x1", "No number", 35.0, 36.0),
        line(90000013, "Swapped Place", 36.62, 48.5, iso2="UA"),
    ]
    path.write_bytes(
        "\n".join(bad).encode() + b"\n90000014\t\xff\xfe broken\n" + DUMP[4].encode() + b"\n"
    )
    report = add_gazetteer(path, data_dir=tmp_path)
    assert report.entries == 2
    assert report.failed == report.rows - 2
    reasons = {p.row: p.reason for p in report.problems}
    assert "7 columns" in reasons[2]
    assert "off the globe" in reasons[3]
    assert "no name" in reasons[4]
    assert "no number" in reasons[5]
    assert "swapped" in reasons[6]
    assert "UTF-8" in reasons[7]
    assert str(report.problems[0]).startswith("SY.txt, row 2: ")


def test_only_wanted_feature_classes_are_kept(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "SY.zip", DUMP)
    report = add_gazetteer(path, data_dir=tmp_path, options=ImportOptions(feature_classes=("P",)))
    assert report.entries == 2
    with Gazetteer(data_dir=tmp_path) as gazetteer:
        assert gazetteer.find_by_name("Jabal Testa") == ()


ALTERNATES = [
    "1\t164816\tar\tسراقب الجديدة\t1\t\t\t\t\t",
    "2\t164816\ten\tSaraqeb Newname\t\t\t\t\t\t",
    "3\t164816\ten\tSaraqtown\t\t\t1\t\t\t",
    "4\t164816\ten\tOldsaraq\t\t\t\t1\t1900\t1950",
    "5\t164816\tlink\thttps://example.org/saraqib\t\t\t\t\t\t",
    "6\t164816\tde\tSarakibdorf\t\t\t\t\t\t",
    "7\t999999999\ten\tUnknown\t\t\t\t\t\t",
    "8\tbroken",
]


def test_alternate_names_join_the_places_that_are_known(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "alternateNamesV2.zip", ALTERNATES, "alternateNamesV2.txt")
    report = add_gazetteer(path, data_dir=tmp_path, options=ImportOptions(languages=("en", "ar")))
    assert report.format == "alternate_names"
    assert report.entries == 1
    assert report.failed == 1
    assert report.skipped == {"another language": 1, "no name": 1, "place not known": 1}
    with Gazetteer(data_dir=tmp_path) as gazetteer:
        for name, kind in (
            ("Saraqeb Newname", "alternate"),
            ("Saraqtown", "colloquial"),
            ("Oldsaraq", "historic"),
            ("سراقب الجديدة", "alternate"),
        ):
            (entry,) = gazetteer.find_by_name(name)
            assert (entry.id, entry.name_kind) == ("gn:164816", kind)
        assert entry.admin1 == "Idlib"
        assert gazetteer.find_by_name("Oldsaraq", kinds=("alternate",)) == ()
        assert gazetteer.find_by_name("Sarakibdorf") == ()


def test_colloquial_and_historic_names_can_be_left_out(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "alternateNamesV2.zip", ALTERNATES, "alternateNamesV2.txt")
    options = ImportOptions(keep_colloquial=False, keep_historic=False)
    report = add_gazetteer(path, data_dir=tmp_path, options=options)
    assert report.skipped["colloquial"] == report.skipped["historic"] == 1
    with Gazetteer(data_dir=tmp_path) as gazetteer:
        assert gazetteer.find_by_name("Oldsaraq") == ()
        assert gazetteer.find_by_name("Sarakibdorf")[0].id == "gn:164816"


def test_alternate_names_also_join_the_users_own_dump(tmp_path: Path) -> None:
    add_gazetteer(write_zip(tmp_path / "SY.zip", DUMP), data_dir=tmp_path)
    path = tmp_path / "alternateNames.txt"
    path.write_text(f"1\t{NEW_ID}\ten\tTestaville\t\t\t\t\n", encoding="utf-8")
    assert add_gazetteer(path, data_dir=tmp_path).entries == 1
    with Gazetteer(data_dir=tmp_path) as gazetteer:
        (entry,) = gazetteer.find_by_name("Testaville")
        assert (entry.id, entry.country_iso3) == (f"gn:{NEW_ID}", "SYR")
        assert len(gazetteer.find_by_name("Kafr Testa")) == 1


@pytest.mark.parametrize("keep", [0.3, 0.7, 0.95])
def test_a_truncated_zip_is_one_clear_error_and_leaves_the_old_state(
    tmp_path: Path, keep: float
) -> None:
    path = write_zip(tmp_path / "SY.zip", DUMP * 50)
    add_gazetteer(path, data_dir=tmp_path)
    before = list_gazetteers(tmp_path)[0].path.read_bytes()
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * keep)])
    with pytest.raises(GazetteerInputError, match="truncated or no zip"):
        add_gazetteer(path, data_dir=tmp_path)
    assert list_gazetteers(tmp_path)[0].path.read_bytes() == before


def test_damage_inside_a_zip_is_an_error_that_leaves_nothing(tmp_path: Path) -> None:
    path = write_zip(
        tmp_path / "SY.zip",
        [
            f"{row}"
            for i in range(4000)
            for row in [line(91000000 + i, f"Place {i * 7919}", 35.0, 36.5)]
        ],
    )
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2 : len(raw) // 2 + 64] = bytes(64)
    path.write_bytes(bytes(raw))
    with pytest.raises(GazetteerInputError, match="truncated or damaged archive"):
        add_gazetteer(path, data_dir=tmp_path / "data")
    assert list((tmp_path / "data").rglob("*.*")) == []


def test_members_that_lead_out_of_a_zip_are_refused(tmp_path: Path) -> None:
    for evil in ("../SY.txt", "/etc/SY.txt", "a/../../SY.txt", "..\\SY.txt", "C:/SY.txt"):
        path = write_zip(tmp_path / "SY.zip", DUMP, evil)
        with pytest.raises(GazetteerInputError, match="leads out of the archive"):
            add_gazetteer(path, data_dir=tmp_path / "data")


def test_a_file_without_one_good_row_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "SY.txt"
    path.write_text(line(1, "Off", 99, 200) + "\n", encoding="utf-8")
    with pytest.raises(GazetteerInputError, match="no row could be used"):
        add_gazetteer(path, data_dir=tmp_path / "data")
    path.write_text("")
    with pytest.raises(GazetteerInputError, match="empty"):
        add_gazetteer(path, data_dir=tmp_path / "data")
    with pytest.raises(GazetteerInputError, match="no such file"):
        add_gazetteer(tmp_path / "none.zip", data_dir=tmp_path / "data")


def test_the_same_file_gives_the_same_database(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "SY.zip", DUMP)
    versions = set()
    for folder in ("a", "b"):
        add_gazetteer(path, data_dir=tmp_path / folder)
        with Gazetteer(data_dir=tmp_path / folder) as gazetteer:
            versions.add(gazetteer.version)
    assert len(versions) == 1


def test_memory_stays_bounded(tmp_path: Path) -> None:
    """Rows are streamed: four times the rows take nearly the same memory."""
    import tracemalloc

    peaks = []
    for rows in (4000, 16000):
        path = tmp_path / f"S{rows}.txt"
        with path.open("w", encoding="utf-8") as stream:
            for i in range(rows):
                stream.write(
                    line(92000000 + i, f"Village {i:x} Number", 35.0 + i % 90 / 100, 36.5) + "\n"
                )
        tracemalloc.start()
        add_gazetteer(path, data_dir=tmp_path / "data")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 12_000_000
