"""OpenStreetMap extracts written as PBF by the tests: places, roads, boundaries, sites."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from geoconflict.errors import GazetteerInputError, MissingExtraError
from geoconflict.gazetteer import Gazetteer
from geoconflict.gazetteer.imports import ImportOptions, add_gazetteer, remove_gazetteer

if TYPE_CHECKING:
    from pathlib import Path

# From Daraa towards Aleppo, as in two ways that meet in Homs and one lane beside.
M5 = [
    (36.10, 32.62),
    (36.29, 33.51),
    (36.72, 34.73),
    (36.75, 35.13),
    (36.80, 35.86),
    (37.13, 36.19),
]


class Extract:
    """Writes one small extract."""

    def __init__(self, path: Path) -> None:
        osmium = pytest.importorskip("osmium")
        self.mutable = osmium.osm.mutable
        self.writer = osmium.SimpleWriter(str(path))
        self.path = path
        self.number = 0
        self.waiting: list = []

    def node(self, lon, lat, **tags) -> int:
        self.number += 1
        self.writer.add_node(
            self.mutable.Node(
                id=self.number, location=(lon, lat), tags=self._tags(tags), version=1, visible=True
            )
        )
        return self.number

    def _tags(self, tags):
        return {key.replace("__", ":"): value for key, value in tags.items()}

    def way(self, points, *, nodes=None, **tags) -> int:
        refs = nodes or [self.node(*point) for point in points]
        self.number += 1
        self.waiting.append(("way", self.number, refs, self._tags(tags)))
        return self.number

    def area(self, west, south, east, north, **tags) -> int:
        corners = [
            self.node(*p) for p in ((west, south), (east, south), (east, north), (west, north))
        ]
        return self.way([], nodes=[*corners, corners[0]], **tags)

    def relation(self, ways, **tags) -> int:
        self.number += 1
        self.waiting.append(
            ("relation", self.number, [("w", way, "outer") for way in ways], self._tags(tags))
        )
        return self.number

    def close(self) -> Path:
        for kind in ("way", "relation"):
            for what, number, parts, tags in self.waiting:
                if what == kind == "way":
                    self.writer.add_way(
                        self.mutable.Way(id=number, nodes=parts, tags=tags, version=1, visible=True)
                    )
                elif what == kind:
                    self.writer.add_relation(
                        self.mutable.Relation(
                            id=number, members=parts, tags=tags, version=1, visible=True
                        )
                    )
        self.writer.close()
        return self.path


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    osm = Extract(tmp_path / "syria.osm.pbf")
    osm.node(
        36.65,
        35.75,
        place="village",
        name="قرية أوسم",
        name__en="Osmville",
        old_name="Oldosm",
        loc_name="Osmy",
        name__fr="Osmbourg",
        population="1,200",
    )
    osm.node(36.66, 35.76, place="village")
    osm.node(36.75, 36.21, barrier="border_control", name="Osm Crossing")
    osm.node(36.74, 36.10, refugee="yes", name="Osm Refugee Camp")
    shared = osm.node(*M5[2])
    first = [osm.node(*p) for p in M5[:2]]
    rest = [osm.node(*p) for p in M5[3:]]
    osm.way([], nodes=[*first, shared], highway="motorway", ref="M5", name__en="Damascus Road")
    osm.way([], nodes=[shared, *rest], highway="trunk", ref="M5;M45")
    osm.way([(36.0, 35.0), (36.2, 35.1)], highway="secondary", name__en="Osm Street")
    osm.way([(36.0, 35.0), (36.2, 35.1)], highway="residential", name="Not Kept")
    osm.way([(36.0, 35.2), (36.2, 35.3)], highway="primary")
    osm.way([(36.0, 35.4), (36.2, 35.5)], railway="rail", name="Osm Railway")
    osm.area(36.9, 35.6, 36.95, 35.65, landuse="military", name="Osm Base")
    osm.area(36.1, 35.6, 36.15, 35.65, military="airfield", name="Osm Airfield")
    for level, name, box in (
        (4, "Osm Governorate", (36.0, 35.0, 37.0, 36.0)),
        (6, "Osm District", (36.0, 35.0, 36.5, 35.5)),
        (8, "Osm Subdistrict", (36.0, 35.0, 36.2, 35.2)),
    ):
        west, south, east, north = box
        corners = [
            osm.node(*p) for p in ((west, south), (east, south), (east, north), (west, north))
        ]
        one = osm.way([], nodes=corners[:3])
        two = osm.way([], nodes=[corners[2], corners[3], corners[0]])
        osm.relation(
            [one, two],
            type="boundary",
            boundary="administrative",
            admin_level=str(level),
            name=name,
        )
    osm.relation(
        [999999], type="boundary", boundary="administrative", admin_level="4", name="Osm Cut Off"
    )
    return osm.close()


def test_an_extract_is_added_looked_up_and_removed(extract: Path, tmp_path: Path) -> None:
    report = add_gazetteer(extract, data_dir=tmp_path)
    assert (report.name, report.format, report.failed) == ("osm-syria", "osm", 0)
    assert report.skipped == {"has no name": 1, "road without ref and name": 1}
    with Gazetteer(data_dir=tmp_path) as gazetteer:
        (village,) = gazetteer.find_by_name("Osmville")
        assert (village.feature_class, village.population, village.country_iso3) == (
            "P",
            1200,
            "SYR",
        )
        assert (village.admin1, village.source) == ("Idlib", "OpenStreetMap")
        for name, kind in (
            ("قرية أوسم", "alternate"),
            ("Oldosm", "historic"),
            ("Osmy", "colloquial"),
            ("Osmbourg", "alternate"),
        ):
            assert gazetteer.find_by_name(name)[0].name_kind == kind
        codes = {
            name: gazetteer.find_by_name(name)[0].feature_code
            for name in (
                "Osm Crossing",
                "Osm Refugee Camp",
                "Osm Base",
                "Osm Airfield",
                "Osm Railway",
                "Osm Street",
            )
        }
        assert codes == {
            "Osm Crossing": "PSTB",
            "Osm Refugee Camp": "CMPRF",
            "Osm Base": "INSM",
            "Osm Airfield": "AIRB",
            "Osm Railway": "RR",
            "Osm Street": "RD",
        }
        (base,) = gazetteer.find_by_name("Osm Base")
        assert gazetteer.get_geometry(base.id).area == pytest.approx(0.0025)
        assert gazetteer.find_by_name("Not Kept") == ()
        assert ("© OpenStreetMap contributors", "ODbL 1.0") in {
            (c.name, c.licence) for c in gazetteer.read_credits()
        }
    remove_gazetteer("osm-syria", tmp_path)
    with Gazetteer(data_dir=tmp_path) as gazetteer:
        assert gazetteer.find_by_name("Osmville") == ()


def test_its_m5_takes_the_place_of_the_schematic_one(extract: Path, tmp_path: Path) -> None:
    with Gazetteer(user_data=False) as shipped:
        (schematic,) = [r for r in shipped.find_routes(countries=("SYR",)) if r.name == "M5"]
        assert schematic.quality == "schematic"
    add_gazetteer(extract, data_dir=tmp_path)
    with Gazetteer(data_dir=tmp_path) as gazetteer:
        for name in ("M5", "M5 highway", "Damascus Road"):
            routes = [
                e
                for e in gazetteer.find_by_name(name, countries=("SYR",))
                if e.feature_class == "R"
            ]
            assert [(r.quality, r.source) for r in routes] == [("surveyed", "OpenStreetMap")], name
        line = gazetteer.get_geometry(routes[0].id)
        # Two ways, one line, in one piece.
        assert line.geom_type == "LineString"
        assert min(line.coords) == pytest.approx(M5[0])
        assert len(line.coords) == len(M5)
        drawn = [r.id for r in gazetteer.find_routes(countries=("SYR",))]
        assert routes[0].id in drawn
        assert schematic.id not in drawn
        assert gazetteer.find_by_name("M45", countries=("SYR",))[0].feature_class == "R"
        # The other roads that ship are still there.
        assert any(r.quality == "schematic" for r in gazetteer.find_routes(countries=("SYR",)))


def test_administrative_levels_are_ranked_within_the_country(extract: Path, tmp_path: Path) -> None:
    add_gazetteer(extract, data_dir=tmp_path)
    with Gazetteer(data_dir=tmp_path) as gazetteer:
        codes = [
            gazetteer.find_by_name(name)[0].feature_code
            for name in ("Osm Governorate", "Osm District", "Osm Subdistrict")
        ]
        assert codes == ["ADM1", "ADM2", "ADM3"]
        units = gazetteer.find_units_at(36.1, 35.1)
        assert (units.admin1, units.admin2) == ("Osm Governorate", "Osm District")
        assert gazetteer.find_by_name("Osm Cut Off") == ()


def test_another_language_can_be_preferred(extract: Path, tmp_path: Path) -> None:
    add_gazetteer(extract, data_dir=tmp_path, options=ImportOptions(languages=("fr",)))
    with Gazetteer(data_dir=tmp_path) as gazetteer:
        assert gazetteer.find_by_name("Osmville")[0].name == "Osmbourg"


def test_truncated_and_foreign_files_are_one_clear_error(extract: Path, tmp_path: Path) -> None:
    raw = extract.read_bytes()
    for data in (raw[: len(raw) // 2], b"not a pbf at all" * 20):
        extract.write_bytes(data)
        with pytest.raises(GazetteerInputError, match="truncated or damaged extract"):
            add_gazetteer(extract, data_dir=tmp_path / "data")
    assert not list((tmp_path / "data").rglob("*.sqlite*"))


def test_an_extract_with_nothing_of_use_is_an_error(tmp_path: Path) -> None:
    osm = Extract(tmp_path / "e.osm.pbf")
    osm.node(36.0, 35.0, shop="bakery", name="Bread")
    with pytest.raises(GazetteerInputError, match="no named place"):
        add_gazetteer(osm.close(), data_dir=tmp_path)


def test_without_the_extra_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "osmium", None)
    (tmp_path / "x.osm.pbf").write_bytes(b"x")
    with pytest.raises(MissingExtraError, match=r"geoconflict\[osm\]"):
        add_gazetteer(tmp_path / "x.osm.pbf", data_dir=tmp_path)
