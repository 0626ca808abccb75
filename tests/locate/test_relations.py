"""Whatever a phrase hangs on, its place is valid, in range and within its stated radius."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geoconflict.config import Config
from geoconflict.geodesy import find_radius_km, length_km
from geoconflict.locate import geometry as g
from geoconflict.locate import locate_places
from geoconflict.model import (
    Entry,
    Expression,
    GeoPrecision,
    Relation,
    Resolution,
    Toponym,
    ToponymRole,
)

_KINDS = [("P", "PPL"), ("S", "AIRB"), ("T", "ISL"), ("T", "MT"), ("L", "RGN"), ("H", "LK"),
          ("A", "ADM1"), ("A", "PCLI"), ("H", "STM"), ("R", "RD")]  # fmt: skip


@dataclass
class _World:
    """A gazetteer of what a test puts into it."""

    shapes: dict[str, shapely.Geometry] = field(default_factory=dict)
    has_boundaries: bool = False

    def get_geometry(self, entry_id: str) -> shapely.Geometry | None:
        return self.shapes.get(entry_id)

    def find_neighbours(self, iso3: str) -> tuple[str, ...]:
        return ()

    def find_country(self, iso3: str) -> None:
        return None

    def find_routes(self, *, countries: tuple[str, ...] = ()) -> tuple[Entry, ...]:
        return ()

    def find_by_name(self, name: str, **_: object) -> tuple[Entry, ...]:
        return ()

    def get_waypoints(self, route_id: str) -> tuple[object, ...]:
        return ()


def _shape(kind: str, lon: float, lat: float, km: float) -> shapely.Geometry | None:
    size = km / 111.2
    if kind == "area":
        west, east = max(-180.0, lon - size), min(180.0, lon + size)
        return shapely.box(west, lat - size, east, lat + size)
    if kind == "line":
        return shapely.LineString([(lon, lat), (min(180.0, lon + size), lat + size)])
    return None


@settings(max_examples=150, deadline=None)
@given(
    relation=st.sampled_from(
        [Relation.PART, Relation.NEAR, Relation.OFFSET, Relation.COUNTRYSIDE, Relation.BETWEEN]
    ),
    kind=st.sampled_from(_KINDS),
    shape=st.sampled_from(["point", "area", "line"]),
    position=st.tuples(st.floats(-180, 180), st.floats(-75, 75)),
    radius_km=st.floats(0.5, 400),
    direction=st.sampled_from(["", "central", *g.BEARING_DEG]),
    distance_km=st.none() | st.floats(0.1, 1500),
    words=st.sampled_from(["near X", "off X", "the north of X", "north of X", "outside X"]),
)
def test_every_relation_gives_a_sound_place(
    relation: Relation, kind: tuple[str, str], shape: str, position: tuple[float, float],
    radius_km: float, direction: str, distance_km: float | None, words: str,
) -> None:  # fmt: skip
    lon, lat = position
    geometry = _shape(shape, lon, lat, radius_km)
    entry = Entry(
        id="e", name="X", lon=lon, lat=lat, feature_class=kind[0], feature_code=kind[1],
        country_iso3="XXX", radius_km=radius_km, has_geometry=geometry is not None,
    )  # fmt: skip
    other = Entry(id="f", name="Y", lon=max(-180.0, lon - 0.4), lat=lat, feature_class="P",
                  feature_code="PPL", country_iso3="XXX")  # fmt: skip
    at = len(words)
    anchors = [Toponym(start=at - 1, end=at, text="X", name="X")]
    if relation is Relation.BETWEEN:
        anchors.append(Toponym(start=at + 5, end=at + 6, text="Y", name="Y"))
    expression = Expression(
        start=0, end=anchors[-1].end, text=words, relation=relation, anchors=tuple(anchors),
        direction=direction, distance_km=distance_km,
    )  # fmt: skip
    resolutions = [
        Resolution(toponym=t, entry=e, score=0.9, reason="given")
        for t, e in zip(anchors, (entry, other), strict=False)
    ]
    world = _World({} if geometry is None else {"e": geometry})
    places = locate_places(resolutions, [expression], world, Config())  # type: ignore[arg-type]
    assert any(place.end >= at for place in places)
    for place in places:
        assert place.geometry is not None
        assert place.geometry.is_valid
        assert not place.geometry.is_empty
        west, south, east, north = place.geometry.bounds
        assert -180 <= west <= east <= 180
        assert -90 <= south <= north <= 90
        assert -180 <= place.lon <= 180
        far = find_radius_km(place.geometry, place.lon, place.lat)
        assert far <= place.radius_km * 1.01 + 0.2
    if not any(place.relation for place in places):
        # Not placed: then what it hangs on is no exact place either.
        exact = (GeoPrecision.SETTLEMENT, GeoPrecision.FACILITY)
        blurred = [p for p in places if p.role is ToponymRole.LITERAL]
        assert blurred
        assert all(p.geo_precision not in exact for p in blurred)
        if relation is not Relation.BETWEEN:
            assert all("not understood" in p.reason for p in blurred)


def test_a_stretch_is_cut_from_the_part_that_passes_both_places() -> None:
    road = shapely.MultiLineString(
        [[(0, 60), (30, 60)], [(10, 61), (11, 61), (12, 61)], [(12, 61), (14, 61)]]
    )
    stretch = g.cut_line(road, (10.5, 61.1), (13.0, 61.1))
    assert stretch.bounds == pytest.approx((10.5, 61.0, 13.0, 61.0))


def test_a_ring_is_cut_on_its_shorter_side() -> None:
    ring = shapely.LineString([(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)])
    stretch = g.cut_line(ring, (0.5, 0.0), (0.0, 0.2))
    assert length_km(stretch) == pytest.approx(0.7 * 111, rel=0.02)


def test_far_north_the_nearest_point_is_nearest_on_the_ground() -> None:
    # At 70 degrees a degree of longitude is a third of a degree of latitude.
    line = shapely.LineString([(20.0, 70.0), (20.0, 70.7), (21.5, 70.7), (21.5, 70.0)])
    stretch = g.cut_line(line, (20.9, 70.35), (21.5, 70.0))
    assert length_km(stretch) < 50


def test_widening_across_the_180th_meridian_tears_nothing() -> None:
    area = g.widen_area(shapely.box(179.0, -18.0, 179.9, -17.0), 40.0)
    assert area.is_valid
    assert area.geom_type == "MultiPolygon"
    assert area.area < 4
