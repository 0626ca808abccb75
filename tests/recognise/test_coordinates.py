"""Coordinates that a text states are places, exact as far as they are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mgrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoconflict.config import Config
from geoconflict.locate import locate_places
from geoconflict.model import ToponymRole
from geoconflict.recognise import recognise_toponyms
from geoconflict.recognise.coordinates import find_coordinates
from geoconflict.resolve import resolve_toponyms

if TYPE_CHECKING:
    from collections.abc import Callable

    from geoconflict.gazetteer import Gazetteer
    from geoconflict.model import Parse


@pytest.mark.parametrize(
    ("text", "lat", "lon"),
    [
        ("struck at 36.2021, 37.1343 on Monday", 36.2021, 37.1343),
        ("at 36.2021° N, 37.1343° E.", 36.2021, 37.1343),
        ("at 36.20 N 37.13 E", 36.20, 37.13),
        ("(−15.7801, -47.9292)", -15.7801, -47.9292),
        ("33.8688° S, 151.2093° E", -33.8688, 151.2093),
        ("at 36°12'07\"N 37°08'03\"E", 36.2019, 37.1342),
        ("36°12′N, 37°08′E", 36.2, 37.1333),
    ],
)
def test_known_forms(text: str, lat: float, lon: float) -> None:
    (found,) = list(find_coordinates(text))
    got_lat, got_lon = (float(part) for part in found.name.split(", "))
    assert got_lat == pytest.approx(lat, abs=0.01)
    assert got_lon == pytest.approx(lon, abs=0.01)
    assert text[found.start : found.end] == found.text
    assert found.role is ToponymRole.COORDINATES


@pytest.mark.parametrize(
    "text",
    ["99.1234, 200.1234", "$36.202, 37.134", "1.5, 2.5", "0.000, 0.000",
     "version 1.234.5", "5,400 people", "36.2021, 37.1343%"],
)  # fmt: skip
def test_other_numbers_are_none(text: str) -> None:
    assert list(find_coordinates(text)) == []


@given(st.floats(-89.9, 89.9), st.floats(-179.9, 179.9))
def test_decimal_pairs_come_back(lat: float, lon: float) -> None:
    text = f"at {lat:.4f}, {lon:.4f}."
    found = list(find_coordinates(text))
    if float(f"{lat:.4f}") == float(f"{lon:.4f}") == 0.0:
        assert found == []
    else:
        (name,) = [f.name for f in found]
        assert [float(part) for part in name.split(", ")] == [round(lat, 4), round(lon, 4)]


def test_mgrs_references_come_back() -> None:
    reference = mgrs.MGRS().toMGRS(36.2021, 37.1343, MGRSPrecision=4)
    spaced = f"{reference[:3]} {reference[3:5]} {reference[5:9]} {reference[9:]}"
    for text in (f"at grid {reference}.", f"at grid {spaced}."):
        (found,) = list(find_coordinates(text))
        lat, lon = (float(part) for part in found.name.split(", "))
        assert (lat, lon) == (pytest.approx(36.2021, abs=0.001), pytest.approx(37.1343, abs=0.001))


@given(st.text(alphabet="0123456789.,-−°'\"NSEWnsew 37SCV", max_size=60))
def test_any_text_is_survived(text: str) -> None:
    for found in find_coordinates(text):
        assert text[found.start : found.end] == found.text


def test_stated_coordinates_are_placed_with_the_radius_of_their_decimals(
    gazetteer: Gazetteer, parse: Callable[[str], Parse]
) -> None:
    text = "A drone struck a depot at 36.2021, 37.1343 near Aleppo in Syria."
    config = Config()
    toponyms = recognise_toponyms(parse(text), gazetteer, config)
    resolutions = resolve_toponyms(text, toponyms, gazetteer, config)
    places = locate_places(resolutions, (), gazetteer, config)
    stated = next(p for p in places if p.role is ToponymRole.COORDINATES)
    assert (stated.lat, stated.lon) == (36.2021, 37.1343)
    assert stated.geo_precision == "coordinates"
    assert 0.05 <= stated.radius_km <= 0.2
