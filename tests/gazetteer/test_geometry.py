"""Borders, routes, units at a position, and the basemap."""

import pytest
import shapely
from pyproj import Geod

GEOD = Geod(ellps="WGS84")


def length_km(geometry):
    return GEOD.geometry_length(geometry) / 1000


def test_a_border_is_one_line_whichever_way_it_is_asked_for(gazetteer):
    border = gazetteer.find_border("TUR", "SYR")
    assert border == gazetteer.find_border("SYR", "TUR")
    assert border.id == "border:SYR-TUR"
    line = gazetteer.get_geometry(border.id)
    assert line.geom_type == "LineString"
    assert 700 < length_km(line) < 850
    assert gazetteer.find_border("SYR", "FRA") is None


def test_the_ceasefire_line_stands_for_the_border_it_replaces(gazetteer):
    border = gazetteer.find_border("ISR", "SYR")
    assert 60 < length_km(gazetteer.get_geometry(border.id)) < 120
    assert "ceasefire" in gazetteer.find_dispute(border.id)
    assert gazetteer.find_dispute("border:SYR-TUR") == ""


def test_neighbours_are_those_with_a_border(gazetteer):
    assert gazetteer.find_neighbours("SYR") == ("IRQ", "ISR", "JOR", "LBN", "TUR")
    assert gazetteer.find_neighbours("UKR") == ("BLR", "HUN", "MDA", "POL", "ROU", "RUS", "SVK")
    assert gazetteer.find_neighbours("CYP") in ((), ("GBR",))
    assert gazetteer.find_neighbours("ISL") == ()


def test_the_m5_runs_through_its_towns(gazetteer):
    (route,) = [r for r in gazetteer.find_routes(countries=("SYR",)) if r.name == "M5"]
    assert (route.feature_class, route.feature_code, route.quality) == ("R", "RD", "schematic")
    names = [w.name for w in gazetteer.get_waypoints(route.id)]
    assert names.index("Damascus") < names.index("Homs") < names.index("Saraqib")
    assert names[-1] == "Aleppo"
    points = gazetteer.get_waypoints(route.id)
    start = names.index("Damascus")
    stretch = shapely.LineString([(w.lon, w.lat) for w in points[start:]])
    assert 300 < length_km(stretch) < 480
    line = gazetteer.get_geometry(route.id)
    saraqib = shapely.Point(36.806, 35.864)
    near = shapely.shortest_line(line, saraqib)
    assert length_km(near) < 10
    assert gazetteer.find_routes(countries=("FRA",)) == ()
    assert gazetteer.get_waypoints("ne:SYR") == ()


@pytest.mark.parametrize(
    ("lon", "lat", "country", "unit"),
    [
        (36.80, 35.86, "SYR", "Idlib"),
        (37.16, 36.20, "SYR", "Aleppo"),
        (35.80, 33.00, "SYR", "Quneitra"),
        (34.10, 44.95, "UKR", "Crimea"),
        (28.40, 9.60, "SDN", "West Kordofan"),
        (34.45, 31.50, "PSE", "Gaza Strip"),
        (21.16, 42.66, "XKX", None),
        (-13.20, 27.15, "ESH", None),
        (35.50, 33.89, "LBN", "Beirut"),
        (30.72, 46.48, "UKR", None),
        (10.20, 56.15, "DNK", None),
        (30.25, 1.56, "COD", "Ituri"),
        (29.47, -0.14, "COD", None),
        (2.40, 15.92, "MLI", "Ménaka"),
        (28.44, 12.70, "SDN", "West Kordofan"),
        (74.80, 34.08, "IND", None),
        (73.47, 34.37, "PAK", None),
        (121.56, 25.03, "TWN", None),
        (35.20, 31.90, "PSE", None),
        (18.00, 34.50, "", ""),
        (179.9, -50.0, "", ""),
    ],
)
def test_a_position_lies_in_its_units(gazetteer, lon, lat, country, unit):
    units = gazetteer.find_units_at(lon, lat)
    assert units.country_iso3 == country
    if unit is not None:
        assert units.admin1 == unit


def test_bulk_and_single_positions_agree(gazetteer):
    positions = [(36.8, 35.86), (37.16, 36.2), (18.0, 34.5), (35.8, 33.0), (32.7, 46.6)]
    assert gazetteer.find_units(positions) == tuple(gazetteer.find_units_at(*p) for p in positions)
    assert gazetteer.find_units([]) == ()
    assert gazetteer.find_units([(float("nan"), 1.0)])[0].country_iso3 == ""
    with pytest.raises(ValueError, match="shape"):
        gazetteer.find_units([1.0, 2.0, 3.0])


def test_disputed_units_keep_their_dispute(gazetteer):
    assert "Ukraine" in gazetteer.find_dispute(gazetteer.find_by_name("Crimea")[0].id)
    assert "Serbia" in gazetteer.find_dispute("ne:XKX")
    for claimed in ("ne:ESH", "ne:TWN", "ne:PSE"):
        assert gazetteer.find_dispute(claimed), claimed
    assert gazetteer.find_dispute("ne:FRA") == ""


def test_nearest_places_come_in_order(gazetteer):
    found = gazetteer.find_nearest(36.8, 35.86, limit=5)
    assert found[0][0].name == "Saraqib"
    distances = [d for _, d in found]
    assert distances == sorted(distances)
    assert gazetteer.find_nearest(-150.0, -60.0, max_km=50) == ()
    across = gazetteer.find_nearest(179.95, -16.8, limit=20, max_km=300, countries=("FJI",))
    assert {e.lon > 0 for e, _ in across} == {True, False}


@pytest.mark.parametrize(
    "bbox", [(36, 35.4, 37.4, 36.7), (22, 44, 40, 52), (-180, -90, 180, 90), (30, 30, 30, 30)]
)
def test_the_basemap_is_valid_and_covers_land(gazetteer, bbox):
    features = gazetteer.read_basemap(bbox)
    kinds = {f.kind for f in features}
    assert {"country", "label"} <= kinds
    assert kinds <= {"country", "admin1", "border", "disputed_border", "river", "label"}
    for feature in features:
        assert feature.geometry.is_valid
        assert not feature.geometry.is_empty
    land = [f.geometry for f in features if f.kind == "country"]
    inland = shapely.points([(36.9, 35.6), (31.0, 49.0), (-100.0, 40.0), (25.0, -29.0)])
    assert shapely.intersects(shapely.union_all(shapely.buffer(land, 0)), inland).all()


def test_the_basemap_names_the_towns_of_its_region(gazetteer):
    labels = {f.name for f in gazetteer.read_basemap((36, 35.4, 37.4, 36.7)) if f.kind == "label"}
    assert {"Aleppo", "Idlib", "Latakia"} <= labels


def test_a_wrong_box_or_worldview_is_refused(gazetteer):
    with pytest.raises(ValueError, match="west, south, east, north"):
        gazetteer.read_basemap((40, 30, 30, 40))
    with pytest.raises(ValueError, match="worldview"):
        gazetteer.read_basemap((30, 30, 40, 40), worldview="mars")


def test_rivers_are_merged_across_their_names(gazetteer):
    river = gazetteer.find_by_name("Al-Furat")[0]
    assert (river.name, river.country_iso3) == ("Euphrates", "IRQ;SYR;TUR")
    assert length_km(gazetteer.get_geometry(river.id)) > 1500
