"""Administrative boundaries: COD-AB and geoBoundaries in every container, p-codes to records."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING

import pytest
import shapely
from user_data_samples import BOWTIE, COUNTRY, EAST, NORTH, SOUTH, WEST, level1

import geoconflict as gc
from geoconflict.errors import GazetteerInputError
from geoconflict.gazetteer import Gazetteer
from geoconflict.gazetteer.imports import add_gazetteer

if TYPE_CHECKING:
    from pathlib import Path

geopandas = pytest.importorskip("geopandas")


def level2(prefix="ADM", parents=True, upper=True):
    rows = []
    for name, pcode, shape in (("Ariha Test", "SY0704", SOUTH), ("Harim Test", "SY0703", NORTH)):
        row = {f"{prefix}2_EN": name, f"{prefix}2_PCODE": pcode, "geometry": shape}
        if parents:
            row |= {f"{prefix}1_EN": "Idleb Test", f"{prefix}1_PCODE": "SY07", **COUNTRY}
        rows.append({k if k == "geometry" or upper else k.lower(): v for k, v in row.items()})
    return geopandas.GeoDataFrame(rows, crs=4326)


def zip_folder(folder: Path, path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(folder.iterdir()):
            archive.write(file, f"syr_adm/{file.name}")
    return path


@pytest.fixture(params=["geojson", "gpkg", "shp", "shp.zip", "gpkg.zip", "geojson.zip"])
def boundaries(request: pytest.FixtureRequest, tmp_path: Path) -> list[Path]:
    kind = request.param
    work = tmp_path / "work"
    work.mkdir()
    inner = kind.split(".")[0]
    if inner == "gpkg":
        level1().to_file(work / "syr_adm.gpkg", layer="adm1")
        level2().to_file(work / "syr_adm.gpkg", layer="adm2")
    else:
        level1().to_file(work / f"syr_adm1.{inner}")
        level2().to_file(work / f"syr_adm2.{inner}")
        if inner == "shp":
            # A real COD-AB zip also holds lines and label points.
            lines = level1()
            lines.geometry = lines.boundary
            lines.to_file(work / "syr_admbndl.shp")
    if kind.endswith(".zip"):
        return [zip_folder(work, tmp_path / "syr.zip")]
    suffix = f".{inner}"
    return sorted(p for p in work.iterdir() if p.suffix == suffix and "bndl" not in p.name)


def test_every_container_gives_units_names_and_pcodes(
    boundaries: list[Path], tmp_path: Path
) -> None:
    reports = [add_gazetteer(path, data_dir=tmp_path / "data") for path in boundaries]
    assert {r.format for r in reports} == {"boundaries"}
    assert sum(r.entries for r in reports) == 4
    assert sum(r.failed for r in reports) == 0
    with Gazetteer(data_dir=tmp_path / "data") as gazetteer:
        assert gazetteer.has_boundaries
        units = gazetteer.find_units_at(36.5, 35.3)
        assert (units.country_iso3, units.admin1, units.adm1_pcode) == ("SYR", "Idleb Test", "SY07")
        assert (units.admin2, units.adm2_pcode) == ("Ariha Test", "SY0704")
        many = gazetteer.find_units(
            [(36.5, 35.3), (36.5, 36.0), (37.5, 35.5), (30.5, 50.4), (float("nan"), 0)]
        )
        assert [u.adm2_pcode for u in many] == ["SY0704", "SY0703", "", "", ""]
        assert [u.adm1_pcode for u in many] == ["SY07", "SY07", "SY02", "", ""]
        assert many[0] == units
        assert many[3].country_iso3 == "UKR"
        (entry,) = gazetteer.find_by_name("Ariha Test")
        assert (entry.id, entry.feature_code, entry.admin1) == ("cod:SY0704", "ADM2", "Idleb Test")
        assert gazetteer.find_by_name("SY0704")[0].id == entry.id
        assert gazetteer.find_by_name("إدلب تجربة")[0].feature_code == "ADM1"
        assert gazetteer.get_geometry(entry.id).equals(SOUTH)
        assert "OCHA COD-AB" in {c.name for c in gazetteer.read_credits()}


def test_the_newer_lower_case_names_without_a_first_level(tmp_path: Path) -> None:
    level2(upper=False).to_file(tmp_path / "new.gpkg")
    add_gazetteer(tmp_path / "new.gpkg", data_dir=tmp_path)
    with Gazetteer(data_dir=tmp_path) as gazetteer:
        units = gazetteer.find_units_at(36.5, 35.3)
        # The province is known from the district's own attributes.
        assert (units.admin1, units.adm1_pcode, units.adm2_pcode) == (
            "Idleb Test",
            "SY07",
            "SY0704",
        )


def test_geoboundaries(tmp_path: Path) -> None:
    frame = geopandas.GeoDataFrame(
        {
            "shapeName": ["Idlib Shape", "Aleppo Shape"],
            "shapeISO": ["SY-ID", "SY-HL"],
            "shapeID": ["1B", "2B"],
            "shapeGroup": ["SYR", "SYR"],
            "shapeType": ["ADM1", "ADM1"],
        },
        geometry=[WEST, EAST],
        crs=4326,
    )
    frame.to_file(tmp_path / "geoBoundaries-SYR-ADM1.geojson")
    report = add_gazetteer(tmp_path / "geoBoundaries-SYR-ADM1.geojson", data_dir=tmp_path)
    assert (report.format, report.entries) == ("boundaries", 2)
    with Gazetteer(data_dir=tmp_path) as gazetteer:
        units = gazetteer.find_units_at(36.5, 35.3)
        # geoBoundaries has no p-codes.
        assert (units.admin1, units.adm1_pcode) == ("Idlib Shape", "")
        (entry,) = gazetteer.find_by_name("Idlib Shape")
        assert (entry.id, entry.source) == ("gb:1B", "geoBoundaries")


def test_deeper_levels_are_kept(tmp_path: Path) -> None:
    frame = geopandas.GeoDataFrame(
        [
            {
                "ADM4_EN": "Deep Test",
                "ADM4_PCODE": "SY070401001",
                "ADM3_EN": "Third Test",
                "ADM3_PCODE": "SY070401",
                "ADM2_EN": "Ariha Test",
                "ADM2_PCODE": "SY0704",
                "ADM1_EN": "Idleb Test",
                "ADM1_PCODE": "SY07",
                **COUNTRY,
                "geometry": SOUTH,
            }
        ],
        crs=4326,
    )
    frame.to_file(tmp_path / "adm4.gpkg")
    add_gazetteer(tmp_path / "adm4.gpkg", data_dir=tmp_path)
    with Gazetteer(data_dir=tmp_path) as gazetteer:
        (entry,) = gazetteer.find_by_name("Deep Test")
        assert (entry.feature_code, entry.admin1, entry.admin2) == (
            "ADM4",
            "Idleb Test",
            "Ariha Test",
        )
        assert not gazetteer.has_boundaries


def test_invalid_polygons_are_mended_or_skipped_and_counted(tmp_path: Path) -> None:
    good = level1()
    features = json.loads(good.to_json())["features"]
    features[1]["geometry"] = shapely.geometry.mapping(BOWTIE)
    for name, geometry in (
        (
            "Flat Test",
            {"type": "Polygon", "coordinates": [[[36, 35], [37, 35], [36, 35], [36, 35]]]},
        ),
        ("None Test", None),
        (
            "Off Test",
            {"type": "Polygon", "coordinates": [[[36, 35], [370, 35], [370, 95], [36, 35]]]},
        ),
        (
            "Swapped Test",
            {"type": "Polygon", "coordinates": [[[35, 46], [36.5, 46], [36.5, 47], [35, 46]]]},
        ),
        ("", {"type": "Polygon", "coordinates": [[[36, 35], [37, 35], [37, 36], [36, 35]]]}),
    ):
        properties = {
            **features[0]["properties"],
            "ADM1_EN": name,
            "ADM1_AR": "",
            "ADM1_PCODE": "SY99",
        }
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    path = tmp_path / "bad.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    report = add_gazetteer(path, data_dir=tmp_path)
    assert (report.rows, report.entries, report.mended, report.failed) == (7, 2, 1, 5)
    reasons = {p.row: p.reason for p in report.problems}
    assert "no area left" in reasons[3]
    assert "no geometry" in reasons[4]
    assert "off the globe" in reasons[5]
    assert "far from SYR" in reasons[6]
    assert "no name" in reasons[7]
    with Gazetteer(data_dir=tmp_path) as gazetteer:
        assert gazetteer.get_geometry("cod:SY02").is_valid


def test_damaged_files_are_one_clear_error(tmp_path: Path) -> None:
    level1().to_file(tmp_path / "good.gpkg")
    raw = (tmp_path / "good.gpkg").read_bytes()
    (tmp_path / "half.gpkg").write_bytes(raw[: len(raw) // 3])
    (tmp_path / "text.geojson").write_text('{"type": "FeatureColl')
    for name in ("half.gpkg", "text.geojson"):
        with pytest.raises(GazetteerInputError, match="cannot be read"):
            add_gazetteer(tmp_path / name, data_dir=tmp_path / "data")
    with zipfile.ZipFile(tmp_path / "evil.zip", "w") as archive:
        archive.writestr("../../adm.shp", b"x")
    with pytest.raises(GazetteerInputError, match="leads out"):
        add_gazetteer(tmp_path / "evil.zip", data_dir=tmp_path / "data")
    assert not list((tmp_path / "data").rglob("*.sqlite*"))


def test_a_unit_that_ships_takes_the_users_polygon_and_keeps_its_id(tmp_path: Path) -> None:
    with Gazetteer(user_data=False) as shipped:
        old = next(
            e for e in shipped.find_by_name("Idlib", countries=("SYR",)) if e.feature_code == "ADM1"
        )
        shape = shipped.get_geometry(old.id).buffer(-0.01)
    frame = geopandas.GeoDataFrame(
        [
            {
                "ADM1_EN": "Idlib",
                "ADM1_FR": "Idleb Français",
                "ADM1_PCODE": "SY07",
                **COUNTRY,
                "geometry": shape,
            }
        ],
        crs=4326,
    )
    frame.to_file(tmp_path / "adm1.gpkg")
    add_gazetteer(tmp_path / "adm1.gpkg", data_dir=tmp_path)
    with Gazetteer(data_dir=tmp_path) as gazetteer:
        units = [
            e
            for e in gazetteer.find_by_name("Idlib", countries=("SYR",))
            if e.feature_code == "ADM1"
        ]
        assert [e.id for e in units] == [old.id]
        # Places refer to their unit by this id.
        assert gazetteer.find_by_name("Idleb Français")[0].id == old.id
        assert gazetteer.get_geometry(old.id).equals(shape)
        assert gazetteer.find_by_name("Saraqib", countries=("SYR",))[0].admin1_id == old.id


def test_pcodes_reach_places_and_records(tmp_path: Path) -> None:
    level1().to_file(tmp_path / "adm.gpkg", layer="adm1")
    level2().to_file(tmp_path / "adm.gpkg", layer="adm2")
    add_gazetteer(tmp_path / "adm.gpkg", data_dir=tmp_path / "data")
    report = tmp_path / "r.txt"
    report.write_text(
        "Five soldiers were killed in Saraqib on 3 March 2020. Syria condemned the attack."
    )
    result = gc.run(gc.read_documents(report), gc.Config(data_dir=str(tmp_path / "data")))
    by_name = {place.name: place for result_ in result.results for place in result_.places}
    assert (by_name["Saraqib"].adm1_pcode, by_name["Saraqib"].adm2_pcode) == ("SY07", "SY0703")
    assert by_name["Syria"].adm1_pcode == ""
    events = result.layers["events"]
    assert list(events["adm2_pcode"]) == ["SY0703"]
    plain = gc.run(gc.read_documents(report), gc.Config())
    assert not any(place.adm1_pcode for result_ in plain.results for place in result_.places)
