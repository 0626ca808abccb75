"""Resolved names and expressions become places with the right geometry and honest precision."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import shapely

from geoconflict.config import Config
from geoconflict.geocoder import find_places
from geoconflict.geodesy import distance_km, length_km
from geoconflict.locate import locate_places
from geoconflict.model import GeoPrecision, Place, Toponym, ToponymRole
from geoconflict.recognise import find_expressions, recognise_expressions, recognise_toponyms
from geoconflict.resolve import resolve_toponyms

if TYPE_CHECKING:
    from collections.abc import Callable

    from geoconflict.gazetteer import Gazetteer
    from geoconflict.model import Parse

    Locate = Callable[[str], dict[str, Place]]


@pytest.fixture(scope="module")
def locate(gazetteer: Gazetteer, parse: Callable[[str], Parse], config: Config) -> Locate:
    """Return the places of a text by their surface (the last of equal ones)."""

    def run(text: str) -> dict[str, Place]:
        parsed = parse(text)
        toponyms = recognise_toponyms(parsed, gazetteer, config)
        expressions = recognise_expressions(parsed, toponyms, gazetteer, config)
        resolutions = resolve_toponyms(text, toponyms, gazetteer, config)
        places = locate_places(resolutions, expressions, gazetteer, config)
        for place in places:
            assert text[place.start : place.end] == place.text
            assert place.geometry is not None
            assert place.geometry.is_valid
            assert place.reason
            assert place.radius_km > 0
        return {place.text: place for place in places}

    return run


def test_a_province_is_an_area_with_a_point_inside(locate: Locate) -> None:
    place = locate("Five soldiers were killed in Idlib province in Syria.")["Idlib"]
    assert place.geo_precision is GeoPrecision.ADMIN1
    assert place.geometry.covers(shapely.Point(place.lon, place.lat))
    assert distance_km(place.lon, place.lat, 36.63, 35.93) < 40


def test_the_border_of_a_neighbour_is_that_with_the_country_in_focus(locate: Locate) -> None:
    found = locate("They fled Idlib in Syria towards the Turkish border. But the border is closed.")
    border = found["the Turkish border"]
    assert border.id == found["the border"].id
    assert border.geo_precision is GeoPrecision.LINEAR
    assert 700 < length_km(border.geometry) < 850
    assert found["Turkish"].role is ToponymRole.DEMONYM


@pytest.mark.parametrize(
    ("text", "surface", "codes"),
    [
        ("Refugees crossed the border between Chad and Sudan.", "the border between Chad and Sudan",
         {"TCD", "SDN"}),
        ("Clashes on the Armenia-Azerbaijan border went on.", "the Armenia-Azerbaijan border",
         {"ARM", "AZE"}),
    ],
)  # fmt: skip
def test_borders_between_two_named_countries(
    locate: Locate, text: str, surface: str, codes: set[str]
) -> None:
    assert set(locate(text)[surface].country_iso3.split(";")) == codes


def test_a_road_is_found_by_the_places_it_links(locate: Locate) -> None:
    text = "They took the highway linking Damascus and Aleppo in Syria."
    road = locate(text)["the highway linking Damascus and Aleppo"]
    assert 300 < length_km(road.geometry) < 480
    for lon, lat, km in ((36.72, 34.73, 15), (36.75, 35.13, 15), (36.806, 35.864, 10)):
        near = shapely.ops.nearest_points(road.geometry, shapely.Point(lon, lat))[0]
        assert distance_km(lon, lat, near.x, near.y) < km
    assert road.geometry_quality == "schematic"


def test_an_unknown_road_is_a_straight_line_that_says_so(locate: Locate) -> None:
    road = locate("Bandits closed the road between Timbuktu and Kidal in Mali.")
    place = road["the road between Timbuktu and Kidal"]
    assert place.geometry_quality == "derived"
    assert "straight line" in place.reason


def test_a_part_lies_within_the_whole_on_its_side(locate: Locate) -> None:
    found = locate("Convoys reached northwestern Syria.")
    part, whole = found["northwestern Syria"], found["Syria"]
    assert whole.role is ToponymRole.EXPRESSION
    assert part.geometry.within(whole.geometry.buffer(1e-6))
    assert part.geo_precision is GeoPrecision.REGION
    assert part.lon < whole.geometry.centroid.x
    assert part.lat > whole.geometry.centroid.y


def test_the_area_refers_back_to_the_last_area_not_to_a_town_or_country(locate: Locate) -> None:
    found = locate(
        "Fighting in Idlib province in Syria went on near Saraqib. Many left the area. "
        "Turkey is full: millions live in the country."
    )
    assert found["the area"].name == "Idlib"
    assert found["the area"].geo_precision is GeoPrecision.ADMIN1
    assert found["the country"].country_iso3 == "TUR"
    assert found["the area"].score < found["Idlib"].score


@pytest.mark.parametrize(
    ("query", "lon", "lat", "km", "precision"),
    [
        ("Saraqib, Syria", 36.80, 35.86, 5, "settlement"),
        ("15 km south of Saraqib", 36.80, 35.73, 5, "near"),
        ("near Saraqib, Syria", 36.80, 35.86, 5, "near"),
        ("Idlib province", 36.65, 35.85, 30, "admin1"),
        ("Homs Governorate", 38.4, 34.3, 120, "admin1"),
        ("homs, syria", 36.72, 34.73, 8, "settlement"),
    ],
)
def test_queries(
    gazetteer: Gazetteer, query: str, lon: float, lat: float, km: float, precision: str
) -> None:
    places, reason = find_places(query, gazetteer, Config())
    assert reason == ""
    assert places[0].geo_precision == precision
    assert distance_km(places[0].lon, places[0].lat, lon, lat) < km


@pytest.mark.parametrize(
    "query", ["", "   ", "qwxz", "near near near", ",", "x" * 10_000, "\x00", "of the"]
)
def test_queries_without_an_answer_say_why(gazetteer: Gazetteer, query: str) -> None:
    places, reason = find_places(query, gazetteer, Config())
    assert places == ()
    assert reason


def test_a_wider_unit_never_has_the_smaller_radius(gazetteer: Gazetteer) -> None:
    for town, unit, country in (
        ("Saraqib, Syria", "Idlib province", "Syria"),
        ("Gao, Mali", "Gao region, Mali", "Mali"),
    ):
        radii = [find_places(q, gazetteer, Config())[0][0].radius_km for q in (town, unit, country)]
        assert radii == sorted(radii)


def test_a_road_with_an_unknown_end_is_not_its_known_end(gazetteer: Gazetteer) -> None:
    text = "A mine went off on the Gao-Qwzxville road."
    start = text.index("Gao")
    toponym = Toponym(start=start, end=start + 3, text="Gao", name="Gao")
    (resolution,) = resolve_toponyms(text, [toponym], gazetteer, Config())
    expressions = find_expressions(text, 0, len(text), [toponym])
    (place,) = locate_places([resolution], expressions, gazetteer, Config())
    assert "not understood" in place.reason
    assert place.geo_precision not in (GeoPrecision.SETTLEMENT, GeoPrecision.FACILITY)
    assert place.radius_km >= 20


def test_an_oblast_is_the_first_level_unit_of_that_name(gazetteer: Gazetteer) -> None:
    places, _ = find_places("Kharkiv and Sumy oblasts, Ukraine", gazetteer, Config())
    assert places[0].geo_precision is GeoPrecision.ADMIN1
