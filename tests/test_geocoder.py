"""Place queries: what is asked for is what is answered, with its distance, side and extent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import shapely

from geoconflict.config import Config
from geoconflict.geocoder import find_places
from geoconflict.geodesy import distance_km, length_km

if TYPE_CHECKING:
    from geoconflict.gazetteer import Gazetteer
    from geoconflict.model import Place


def _ask(gazetteer: Gazetteer, query: str) -> Place:
    places, reason = find_places(query, gazetteer, Config())
    assert reason == ""
    return places[0]


@pytest.mark.parametrize(
    ("query", "town", "km"),
    [
        ("40 nautical miles south of Mukalla", "Mukalla, Yemen", 74.1),
        ("60 nm south of Mogadishu", "Mogadishu", 111.1),
        ("20-30 km north of Kidal", "Kidal, Mali", 25.0),
        ("40 kms NE of Goma", "Goma", 40.0),
        ("18 km west-northwest of Mosul", "Mosul", 18.0),
    ],
)
def test_a_stated_distance_is_kept(gazetteer: Gazetteer, query: str, town: str, km: float) -> None:
    place, base = _ask(gazetteer, query), _ask(gazetteer, town)
    assert distance_km(place.lon, place.lat, base.lon, base.lat) == pytest.approx(km, rel=0.02)
    assert place.geometry.contains(shapely.Point(place.lon, place.lat))


def test_a_distance_that_is_not_read_is_said_and_reaches_far(gazetteer: Gazetteer) -> None:
    place = _ask(gazetteer, "dozens of kilometres east of Bunia")
    assert "not understood" in place.reason
    assert place.geo_precision == "near"
    assert place.radius_km > 20


@pytest.mark.parametrize("query", ["25 km off the coast of Somalia", "off Somalia's coast"])
def test_waters_off_a_country_are_at_sea(gazetteer: Gazetteer, query: str) -> None:
    place = _ask(gazetteer, query)
    assert place.geo_precision == "offshore"
    land = gazetteer.get_geometry("ne:SOM")
    assert place.geometry.intersection(land).area < 0.01 * place.geometry.area


@pytest.mark.parametrize(
    ("query", "whole", "side"),
    [
        ("south of Snake Island", "Snake Island", (0, -1)),
        ("east of Mount Hermon", "Mount Hermon, Syria", (1, 0)),
        ("north of Lake Chad", "Lake Chad", (0, 1)),
        ("west of the Euphrates", "Euphrates", (-1, 0)),
    ],
)
def test_a_side_is_beyond_what_it_is_a_side_of(
    gazetteer: Gazetteer, query: str, whole: str, side: tuple[int, int]
) -> None:
    place, base = _ask(gazetteer, query), _ask(gazetteer, whole)
    middle, centre = place.geometry.centroid, base.geometry.centroid
    assert (middle.x - centre.x) * side[0] + (middle.y - centre.y) * side[1] > 0
    assert place.geo_precision in ("near", "region")


@pytest.mark.parametrize("name", ["Lake Chad", "Idlib province", "Lebanon", "the Red Sea"])
def test_near_an_area_is_the_area_and_a_little_more(gazetteer: Gazetteer, name: str) -> None:
    place, base = _ask(gazetteer, f"near {name}"), _ask(gazetteer, name)
    assert place.geometry.buffer(0.02).covers(base.geometry)
    assert base.radius_km < place.radius_km < base.radius_km + 60


@pytest.mark.parametrize(
    ("query", "lon", "lat"),
    [
        ("13.52, 2.11", 2.11, 13.52),
        ("-4.32 15.31", 15.31, -4.32),
        ("near 13.52, 2.11", 2.11, 13.52),
    ],
)
def test_coordinates_are_read(gazetteer: Gazetteer, query: str, lon: float, lat: float) -> None:
    place = _ask(gazetteer, query)
    assert distance_km(place.lon, place.lat, lon, lat) < 0.1


@pytest.mark.parametrize(
    ("query", "ends"),
    [
        ("Kabul-Kandahar highway", ("Kabul, Afghanistan", "Kandahar city")),
        ("the Herat-Kandahar highway", ("Herat city", "Kandahar city")),
        ("Ring Road between Ghazni and Kandahar", ("Ghazni city", "Kandahar city")),
    ],
)
def test_a_road_named_by_its_ends_is_that_stretch(
    gazetteer: Gazetteer, query: str, ends: tuple[str, str]
) -> None:
    road = _ask(gazetteer, query)
    a, b = (_ask(gazetteer, name) for name in ends)
    straight = distance_km(a.lon, a.lat, b.lon, b.lat)
    assert straight * 0.9 < length_km(road.geometry) < 1.6 * straight
    assert road.radius_km < straight


def test_a_shared_type_word_counts_for_each_of_a_list(gazetteer: Gazetteer) -> None:
    assert _ask(gazetteer, "Homs and Hama governorates").geo_precision == "admin1"
