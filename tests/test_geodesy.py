"""Circles and sectors are valid, in range and as large as they say."""

from __future__ import annotations

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from geoconflict import geodesy as g
from geoconflict.locate.geometry import BEARING_DEG, find_point

GEOD = Geod(ellps="WGS84")
LON = st.floats(-180, 180)
LAT = st.floats(-90, 90)
KM = st.floats(0.5, 900)


def _area_km2(area: shapely.Geometry) -> float:
    return abs(GEOD.geometry_area_perimeter(area)[0]) / 1e6


def _in_range(area: shapely.Geometry) -> bool:
    west, south, east, north = area.bounds
    return -180 <= west <= east <= 180 and -90 <= south <= north <= 90


@given(LON, LAT, KM)
def test_circles_are_valid_in_range_and_of_their_size(lon: float, lat: float, km: float) -> None:
    circle = g.build_circle(lon, lat, km)
    assert circle.is_valid
    assert _in_range(circle)
    # 64 corners cut off 0.2 % of a circle; near a pole the ring is closed along it.
    if abs(lat) < 80:
        assert _area_km2(circle) == pytest.approx(3.14159 * km * km, rel=0.03)


@pytest.mark.parametrize(
    ("lon", "lat"), [(179.9, 10.0), (-179.95, -40.0), (0.0, 89.5), (30.0, -90.0)]
)
def test_circles_at_the_antimeridian_and_poles_hold_their_centre(lon: float, lat: float) -> None:
    circle = g.build_circle(lon, lat, 150.0)
    assert circle.is_valid
    assert _in_range(circle)
    assert circle.distance(shapely.Point(lon, lat)) < 1e-6
    assert _area_km2(circle) == pytest.approx(3.14159 * 150**2, rel=0.05)


@given(st.floats(-170, 170), st.floats(-70, 70), st.sampled_from(sorted(BEARING_DEG)),
       st.floats(2, 200))  # fmt: skip
def test_sectors_lie_on_their_side(lon: float, lat: float, direction: str, km: float) -> None:
    bearing = BEARING_DEG[direction]
    sector = g.build_sector(
        lon, lat, bearing, near_km=0.75 * km, far_km=1.25 * km, half_width_deg=22.5
    )
    assert sector.is_valid
    assert sector.covers(shapely.Point(g.move_point(lon, lat, bearing, km)))
    assert not sector.covers(shapely.Point(g.move_point(lon, lat, bearing + 180, km)))
    assert not sector.covers(shapely.Point(lon, lat))
    for x, y in shapely.get_coordinates(sector):
        assert 0.74 * km <= g.distance_km(lon, lat, x, y) <= 1.26 * km


@given(st.lists(st.tuples(st.floats(-20, 20), st.floats(-20, 20)), min_size=3, max_size=8))
def test_radius_reaches_every_vertex(points: list[tuple[float, float]]) -> None:
    shape = shapely.MultiPoint(points).convex_hull
    lon, lat = find_point(shape, *points[0])
    radius = g.find_radius_km(shape, lon, lat)
    assert all(
        g.distance_km(lon, lat, x, y) <= radius + 0.01 for x, y in shapely.get_coordinates(shape)
    )


@given(LON, LAT, LON, LAT)
def test_the_sphere_ranks_as_the_ellipsoid_does(a: float, b: float, c: float, d: float) -> None:
    assert g.great_circle_km(a, b, c, d) == pytest.approx(
        g.distance_km(a, b, c, d), rel=0.006, abs=0.01
    )
    (row,) = g.great_circles_km(a, b, [c], [d])
    assert row == pytest.approx(g.great_circle_km(a, b, c, d))
