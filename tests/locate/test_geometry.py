"""Circles, sectors, parts and stretches are valid, in range and as large as they say."""

from __future__ import annotations

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from geoconflict.locate import geometry as g

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


@pytest.mark.parametrize(("lon", "lat"), [(179.9, 10.0), (-179.95, -40.0), (0.0, 89.5), (30.0, -90.0)])
def test_circles_at_the_antimeridian_and_poles_hold_their_centre(lon: float, lat: float) -> None:
    circle = g.build_circle(lon, lat, 150.0)
    assert circle.is_valid
    assert _in_range(circle)
    assert circle.distance(shapely.Point(lon, lat)) < 1e-6
    assert _area_km2(circle) == pytest.approx(3.14159 * 150**2, rel=0.05)


@given(st.floats(-170, 170), st.floats(-70, 70), st.sampled_from(sorted(g.BEARING_DEG)),
       st.floats(2, 200))  # fmt: skip
def test_sectors_lie_on_their_side(lon: float, lat: float, direction: str, km: float) -> None:
    bearing = g.BEARING_DEG[direction]
    sector = g.build_sector(lon, lat, bearing, 0.75 * km, 1.25 * km, 22.5)
    assert sector.is_valid
    assert sector.covers(shapely.Point(g.move(lon, lat, bearing, km)))
    assert not sector.covers(shapely.Point(g.move(lon, lat, bearing + 180, km)))
    assert not sector.covers(shapely.Point(lon, lat))
    for x, y in shapely.get_coordinates(sector):
        assert 0.74 * km <= g.distance_km(lon, lat, x, y) <= 1.26 * km


@pytest.mark.parametrize("direction", sorted([*g.BEARING_DEG, "central"]))
def test_parts_lie_within_and_are_smaller(direction: str) -> None:
    area = shapely.Polygon([(0, 0), (10, 1), (12, 8), (5, 12), (-2, 6)])
    part = g.clip_part(area, direction)
    assert part.is_valid
    assert part.area < 0.75 * area.area
    assert area.buffer(1e-9).covers(part)
    x, y = part.centroid.x, part.centroid.y
    assert ("north" in direction) <= (y > area.centroid.y)
    assert ("south" in direction) <= (y < area.centroid.y)
    assert ("east" in direction) <= (x > area.centroid.x)
    assert ("west" in direction) <= (x < area.centroid.x)


def test_opposite_parts_make_the_whole() -> None:
    area = shapely.Polygon([(0, 0), (10, 1), (12, 8), (5, 12), (-2, 6)])
    north, south = g.clip_part(area, "north"), g.clip_part(area, "south")
    assert north.area + south.area == pytest.approx(area.area)


def test_unknown_direction_keeps_the_area() -> None:
    area = shapely.box(0, 0, 1, 1)
    assert g.clip_part(area, "inner").equals(area)


def test_stretch_lies_between_its_ends() -> None:
    line = shapely.LineString([(0, 0), (1, 0), (2, 1), (3, 1)])
    stretch = g.cut_line(line, (0.5, 0.2), (2.5, 0.8))
    assert stretch.coords[0] == pytest.approx((0.5, 0.0))
    assert stretch.coords[-1] == pytest.approx((2.5, 1.0))
    assert g.cut_line(line, (2.5, 0.8), (0.5, 0.2)).equals(stretch)


def test_points_stand_on_what_they_stand_for() -> None:
    ring = shapely.Polygon(
        [(0, 0), (9, 0), (9, 9), (0, 9)], holes=[[(1, 1), (8, 1), (8, 8), (1, 8)]]
    )
    assert ring.covers(shapely.Point(g.find_point(ring, 4.5, 4.5)))
    assert g.find_point(ring, 0.5, 0.5) == (0.5, 0.5)
    line = shapely.MultiLineString([[(0, 0), (1, 0)], [(5, 5), (9, 5)]])
    assert g.find_point(line, 0, 0) == (7.0, 5.0)


@given(st.lists(st.tuples(st.floats(-20, 20), st.floats(-20, 20)), min_size=3, max_size=8))
def test_radius_reaches_every_vertex(points: list[tuple[float, float]]) -> None:
    shape = shapely.MultiPoint(points).convex_hull
    lon, lat = g.find_point(shape, *points[0])
    radius = g.find_radius_km(shape, lon, lat)
    assert all(g.distance_km(lon, lat, x, y) <= radius + 0.01 for x, y in shapely.get_coordinates(shape))


def test_lines_follow_the_ellipsoid() -> None:
    line = g.build_line([(36.29, 33.51), (37.16, 36.20)])
    assert g.length_km(line) == pytest.approx(g.distance_km(36.29, 33.51, 37.16, 36.20), rel=1e-4)
    assert len(line.coords) > 4
