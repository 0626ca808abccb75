"""Parts of areas, stretches of lines and the points that stand for them."""

from __future__ import annotations

import pytest
import shapely

from geoconflict.geodesy import distance_km, length_km
from geoconflict.locate import geometry as g


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


def test_lines_follow_the_ellipsoid() -> None:
    line = g.build_line([(36.29, 33.51), (37.16, 36.20)])
    assert length_km(line) == pytest.approx(distance_km(36.29, 33.51, 37.16, 36.20), rel=1e-4)
    assert len(line.coords) > 4
