"""The reviewed CSV files of `data/overlay/` in, checked entries and routes out.

The columns are described in `data/overlay/README.md`. A wrong row stops the build with one line
that names file and row.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from geoconflict.errors import GazetteerInputError
from geoconflict.gazetteer.build.boundaries import tie_to_units
from geoconflict.gazetteer.build.codes import FEATURE_CODES, OVERLAY_WEIGHTS
from geoconflict.gazetteer.build.rows import Row, World
from geoconflict.gazetteer.build.shapes import (
    cover_radius_km,
    keep_polygons,
    middle_of,
    snap,
)
from geoconflict.gazetteer.fold import fold_name
from geoconflict.gazetteer.schema import QUALITIES
from geoconflict.geodesy import great_circle_km, length_km

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

PLACE_COLUMNS = (
    "key", "name", "alternate_names", "feature_class", "feature_code", "lon", "lat",
    "country_iso3", "admin1", "radius_km", "quality", "source",
)  # fmt: skip
#: Columns that a file may have beside those.
AREA_COLUMNS = ("members", "polygon")
ROUTE_COLUMNS = (
    "key", "name", "alternate_names", "feature_code", "country_iso3", "radius_km", "quality",
    "source",
)  # fmt: skip
WAYPOINT_COLUMNS = ("route", "step", "name", "lon", "lat")
#: Files that are no list of places, by how their names begin.
SPECIAL_FILES = ("aliases", "routes", "waypoints", "rivers")
ALIAS_COLUMNS = ("entry_id", "name", "source")

_KEY = re.compile(r"^[a-z0-9]+(?:-[a-z0-9]+)*$")
# A place may lie this much outside its country's simplified polygon, beyond its own radius.
_BORDER_SLACK_KM = 5.0
# A unit of which new ones leave less than this share is no more.
_HISTORIC_SHARE = 0.3
# A waypoint farther than this from the one before is taken for another place of the name.
_LONGEST_LEG_KM = 400.0
_SAME_PLACE_KM = 5.0
# A place larger than this lies in no one unit.
_LOCAL_KM = 30.0
_KM_PER_DEGREE = 111.2


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a message points: the file and its row, counted as an editor counts lines."""

    file: str
    row: int

    def fail(self, reason: str) -> GazetteerInputError:
        """Return the error for this row."""
        return GazetteerInputError(
            f"overlay/{self.file} row {self.row}: {reason}", path=f"overlay/{self.file}",
            row=self.row,
        )  # fmt: skip


def read_rows(
    path: Path, columns: tuple[str, ...], optional: tuple[str, ...] = ()
) -> list[tuple[_Place, dict[str, str]]]:
    """Return the rows of one overlay file with the place of each for messages.

    Raises
    ------
    GazetteerInputError
        If a column is missing or unknown, a row has too many or too few cells, or the file is
        not UTF-8.
    """
    rows = []
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            reader = csv.DictReader(stream, strict=True)
            given = tuple(reader.fieldnames or ())
            missing = [c for c in columns if c not in given]
            unknown = [c for c in given if c not in columns + optional]
            if missing or unknown:
                raise _Place(path.name, 1).fail(
                    f"missing columns {missing}, unknown columns {unknown}"
                )
            for cells in reader:
                place = _Place(path.name, reader.line_num)
                if None in cells or None in cells.values():
                    raise place.fail(f"needs {len(given)} cells")
                rows.append((place, {k: " ".join(v.split()) for k, v in cells.items()}))
    except (UnicodeDecodeError, csv.Error) as error:
        raise _Place(path.name, 1).fail(f"cannot be read: {error}") from error
    return rows


def iter_place_files(folder: Path) -> list[Path]:
    """Return the files of the folder that list places, sorted."""
    return sorted(p for p in folder.glob("*.csv") if not p.stem.startswith(SPECIAL_FILES))


def _number(place: _Place, cells: dict[str, str], column: str, low: float, high: float) -> float:
    try:
        value = float(cells[column])
    except ValueError as error:
        raise place.fail(f"{column} {cells[column]!r} is no number") from error
    if not low <= value <= high:
        raise place.fail(f"{column} {value} is not within {low} to {high}")
    return value


def _countries(place: _Place, text: str, known: set[str]) -> str:
    codes = [code for code in text.split(";") if code]
    for code in codes:
        if code not in known:
            raise place.fail(f"country {code!r} is no ISO 3166-1 alpha-3 code of the gazetteer")
    return ";".join(sorted(codes))


def split_names(text: str) -> list[str]:
    """Return the names of a cell that holds several, separated by "|"."""
    return [name.strip() for name in text.split("|") if name.strip()]


def check_labels(place: _Place, cells: dict[str, str], seen: set[str]) -> None:
    """Check key, name, quality and source of a row.

    Raises
    ------
    GazetteerInputError
        If one is missing, malformed or the key stands twice.
    """
    key = cells["key"]
    if not _KEY.match(key):
        raise place.fail(f"key {key!r} must be lower-case words joined by hyphens")
    if key in seen:
        raise place.fail(f"key {key!r} stands twice")
    seen.add(key)
    if not fold_name(cells["name"]):
        raise place.fail("name is empty")
    if cells["quality"] not in QUALITIES:
        raise place.fail(f"quality {cells['quality']!r} is none of {', '.join(QUALITIES)}")
    if not cells["source"]:
        raise place.fail("source is empty; where the position comes from must be said")


class _Context:
    """What rows are checked against: countries, first-level units, and all places by name."""

    def __init__(self, world: World) -> None:
        self.land: dict[str, BaseGeometry] = {
            row.country_iso3: row.geometry
            for row in world.rows
            if row.geometry_kind == "country" and row.geometry is not None
        }
        self.units: dict[tuple[str, str], Row] = {}
        for row in sorted(world.of_class("A", ("ADM1",)), key=lambda r: (r.geometry is None, r.id)):
            for name in (row.name, *(name for name, _ in row.names)):
                self.units.setdefault((row.country_iso3, fold_name(name)), row)
        self._world = world
        self._places: dict[str, list[Row]] | None = None

    @property
    def codes(self) -> set[str]:
        """Codes of all countries."""
        return set(self.land)

    def find_places(self, name: str) -> list[Row]:
        """Return the settlements and fields of a name, best known first."""
        if self._places is None:
            self._places = defaultdict(list)
            rows = sorted(self._world.of_class("P"), key=lambda r: (-r.weight, r.id))
            for row in rows:
                for key in sorted({fold_name(n) for n in (row.name, *(n for n, _ in row.names))}):
                    self._places[key].append(row)
        return self._places.get(fold_name(name), [])


def _area_of(place: _Place, cells: dict[str, str], context: _Context) -> BaseGeometry | None:
    """Return the polygon of a row that has one: drawn by hand, or a union of units."""
    import shapely  # noqa: PLC0415

    members, drawn = cells.get("members", ""), cells.get("polygon", "")
    if members and drawn:
        raise place.fail("give members or polygon, not both")
    if drawn:
        try:
            ring = [tuple(map(float, pair.split())) for pair in drawn.split(",")]
            area = shapely.Polygon(ring)
        except (ValueError, TypeError) as error:
            raise place.fail("polygon must be 'lon lat, lon lat, ...'") from error
        west, south, east, north = area.bounds
        if not area.is_valid or west < -180 or east > 180 or south < -90 or north > 90:
            raise place.fail("polygon crosses itself or leaves the globe")
        return area
    if not members:
        return None
    parts = []
    for member in split_names(members):
        iso3, _, unit_name = member.partition(":")
        unit = context.units.get((iso3, fold_name(unit_name)))
        found = unit.geometry if unit is not None else None
        if not unit_name:
            found = context.land.get(iso3)
        if found is None:
            raise place.fail(f"member {member!r} is no unit with an area")
        parts.append(found)
    # Neighbours were simplified together, so only rounding separates them.
    return keep_polygons(shapely.union_all(parts))


def _check_inside(
    place: _Place, lon: float, lat: float, codes: str, reach_km: float, context: _Context
) -> None:
    import shapely  # noqa: PLC0415

    point = shapely.Point(lon, lat)
    for code in codes.split(";"):
        gap = context.land[code].distance(point) * _KM_PER_DEGREE
        if gap > reach_km + _BORDER_SLACK_KM:
            raise place.fail(f"({lon}, {lat}) lies {gap:.0f} km outside {code}")


def _make_place(place: _Place, cells: dict[str, str], context: _Context) -> Row:
    letter, code = cells["feature_class"], cells["feature_code"]
    if code not in FEATURE_CODES.get(letter, ()):
        raise place.fail(f"feature {letter}/{code} is no known class and code")
    iso3 = _countries(place, cells["country_iso3"], context.codes)
    area = _area_of(place, cells, context)
    if area is None or cells["lon"]:
        lon = _number(place, cells, "lon", -180, 180)
        lat = _number(place, cells, "lat", -90, 90)
    else:
        point = area.point_on_surface()
        lon, lat = round(point.x, 5), round(point.y, 5)
    if area is None or cells["radius_km"]:
        radius = _number(place, cells, "radius_km", 0.05, 10_000)
    else:
        radius = cover_radius_km(area, lon, lat)
    # Waters and islets lie off the polygons of the land.
    if iso3 and letter not in "HU" and code not in ("ISL", "ISLS"):
        _check_inside(place, lon, lat, iso3, radius, context)
    admin1 = ""
    if cells["admin1"]:
        unit = context.units.get((iso3.split(";")[0], fold_name(cells["admin1"])))
        if unit is None:
            raise place.fail(f"admin1 {cells['admin1']!r} is no unit of {iso3}")
        admin1 = unit.id
    return Row(
        id=f"ov:{cells['key']}", name=cells["name"], lon=lon, lat=lat, feature_class=letter,
        feature_code=code, country_iso3=iso3, admin1_id=admin1, radius_km=radius,
        quality=cells["quality"], source="overlay",
        weight=OVERLAY_WEIGHTS.get((letter, code), OVERLAY_WEIGHTS[(letter, "")]),
        names=[(n, "alternate") for n in split_names(cells["alternate_names"])],
        transliterated=letter in "PS",
        geometry=None if area is None else snap([area])[0],
        geometry_kind="" if area is None else "region",
    )  # fmt: skip


def add_overlay(world: World, folder: Path) -> None:
    """Add the places, regions and routes of every file of the overlay folder.

    Parameters
    ----------
    world
        With countries, first-level units and populated places in it.

    Raises
    ------
    GazetteerInputError
        At the first wrong row; the message names file and row.
    """
    context = _Context(world)
    seen: set[str] = set()
    made = []
    for path in iter_place_files(folder):
        for place, cells in read_rows(path, PLACE_COLUMNS, AREA_COLUMNS):
            check_labels(place, cells, seen)
            made.append(_make_place(place, cells, context))
    local = [row for row in made if row.geometry is None and row.radius_km <= _LOCAL_KM]
    tie_to_units(world, [row for row in local if row.feature_class in "PSL" and not row.admin1_id])
    _give_way(world, made)
    world.rows += _merge_known(world, made)
    context = _Context(world)
    waypoints = _read_waypoints(folder)
    for path in sorted(folder.glob("routes*.csv")):
        for place, cells in read_rows(path, ROUTE_COLUMNS):
            check_labels(place, cells, seen)
            route = _make_route(place, cells, waypoints.pop(cells["key"], []), context)
            world.rows.append(route)
            made.append(route)
    for key, steps in sorted(waypoints.items()):
        raise steps[0][0].fail(f"route {key!r} stands in no routes file")
    _add_aliases(world, folder)
    world.counts["overlay"] = len(made)


def _give_way(world: World, made: Sequence[Row]) -> None:
    """Let the first-level units of the overlay replace those that they were cut from.

    A unit of the packages keeps what no new one covers; one that is covered for the most part
    becomes historic. Settlements and second-level units move to the new unit that holds them.
    """
    import shapely  # noqa: PLC0415

    fresh = [row for row in made if row.feature_code == "ADM1" and row.geometry is not None]
    for unit in fresh:
        unit.geometry_kind = "admin1"
    for old in world.of_class("A", ("ADM1",)):
        here = [row for row in fresh if row.country_iso3 == old.country_iso3]
        if not here:
            continue
        if old.geometry is None:
            names = {fold_name(n) for row in here for n in (row.name, *(n for n, _ in row.names))}
            if fold_name(old.name) in names:
                old.feature_code = "ADM1H"
            continue
        covers = [row.geometry for row in here if row.geometry is not None]
        rest = keep_polygons(old.geometry.difference(shapely.union_all(covers)))
        if rest.area >= old.geometry.area:
            continue
        if rest.area < _HISTORIC_SHARE * old.geometry.area:
            old.feature_code, old.geometry_kind = "ADM1H", "region"
        else:
            old.geometry = snap([rest])[0]
    tree = shapely.STRtree([row.geometry for row in fresh if row.geometry is not None])
    countries = {row.country_iso3 for row in fresh}
    inside = [
        row
        for row in (*world.of_class("P"), *world.of_class("A", ("ADM2",)))
        if row.country_iso3 in countries
    ]
    if not inside or not fresh:
        return
    points = shapely.points([(row.lon, row.lat) for row in inside])
    for number, unit_number in zip(*tree.query(points, predicate="within"), strict=True):
        unit = fresh[int(unit_number)]
        if unit.country_iso3 == inside[int(number)].country_iso3:
            inside[int(number)].admin1_id = unit.id


def _add_aliases(world: World, folder: Path) -> None:
    """Give entries the further names of the aliases files (rival, historic, of a line).

    Raises
    ------
    GazetteerInputError
        If a row names no entry, no name or no source.
    """
    by_id: dict[str, Row] | None = None
    for path in sorted(folder.glob("aliases*.csv")):
        for place, cells in read_rows(path, ALIAS_COLUMNS):
            by_id = by_id or {row.id: row for row in world.rows}
            if cells["entry_id"] not in by_id:
                raise place.fail(f"{cells['entry_id']!r} is the id of no entry")
            if not fold_name(cells["name"]) or not cells["source"]:
                raise place.fail("name and source are needed")
            by_id[cells["entry_id"]].names.append((cells["name"], "alternate"))


def _merge_known(world: World, made: list[Row]) -> list[Row]:
    """Return the rows that are new; names of the others go to the row they repeat.

    A hand-placed row repeats a surveyed one of its class when they share a name and lie within
    its radius and `_SAME_PLACE_KM`: then the surveyed position is the better one.
    """
    wanted: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in made:
        if row.quality == "approximate" and row.geometry is None and row.feature_class in "PS":
            for name in (row.name, *(name for name, _ in row.names)):
                wanted[(row.feature_class, fold_name(name))].append(row)
    repeated: set[str] = set()
    for base in sorted(world.of_class("P") + world.of_class("S"), key=lambda r: (-r.weight, r.id)):
        keys = {fold_name(n) for n in (base.name, *(n for n, _ in base.names))}
        for key in sorted(keys):
            for row in wanted.get((base.feature_class, key), ()):
                apart = great_circle_km(row.lon, row.lat, base.lon, base.lat)
                if row.id not in repeated and apart <= row.radius_km + _SAME_PLACE_KM:
                    repeated.add(row.id)
                    base.names += [(row.name, "alternate"), *row.names]
                    base.weight = max(base.weight, row.weight)
    return [row for row in made if row.id not in repeated]


def _read_waypoints(folder: Path) -> dict[str, list[tuple[_Place, dict[str, str]]]]:
    """Return the waypoints of all routes, ordered by step."""
    found: dict[str, list[tuple[_Place, dict[str, str]]]] = defaultdict(list)
    for path in sorted(folder.glob("waypoints*.csv")):
        for place, cells in read_rows(path, WAYPOINT_COLUMNS):
            _number(place, cells, "step", 1, 1000)
            found[cells["route"]].append((place, cells))
    for steps in found.values():
        steps.sort(key=lambda item: int(item[1]["step"]))
        for (_, before), (place, after) in pairwise(steps):
            if before["step"] == after["step"]:
                raise place.fail(f"step {after['step']} of {after['route']} stands twice")
    return dict(found)


def _make_route(
    place: _Place,
    cells: dict[str, str],
    steps: list[tuple[_Place, dict[str, str]]],
    context: _Context,
) -> Row:
    """Return a route drawn through its waypoints."""
    import shapely  # noqa: PLC0415

    if cells["feature_code"] not in FEATURE_CODES["R"]:
        raise place.fail(f"feature R/{cells['feature_code']} is no known class and code")
    iso3 = _countries(place, cells["country_iso3"], context.codes)
    if len(steps) < 2:
        raise place.fail(f"route {cells['key']!r} needs two waypoints or more")
    waypoints: list[tuple[str, float, float, str]] = []
    for where, step in steps:
        waypoints.append(_locate_step(where, step, iso3, waypoints, context))
    line = shapely.LineString([(lon, lat) for _, lon, lat, _ in waypoints])
    middle = middle_of(line)
    return Row(
        id=f"ov:{cells['key']}", name=cells["name"], lon=round(middle.x, 5),
        lat=round(middle.y, 5), feature_class="R", feature_code=cells["feature_code"],
        country_iso3=iso3, quality=cells["quality"], source="overlay",
        radius_km=cover_radius_km(line, middle.x, middle.y),
        weight=OVERLAY_WEIGHTS[("R", "")] + length_km(line),
        names=[(n, "alternate") for n in split_names(cells["alternate_names"])],
        geometry=line, geometry_kind="route", waypoints=waypoints,
    )  # fmt: skip


def _locate_step(
    place: _Place,
    step: dict[str, str],
    iso3: str,
    before: list[tuple[str, float, float, str]],
    context: _Context,
) -> tuple[str, float, float, str]:
    """Return a waypoint at its own coordinates, else at the settlement of its name."""
    if not step["name"]:
        raise place.fail("name is empty")
    if step["lon"]:
        lon = _number(place, step, "lon", -180, 180)
        lat = _number(place, step, "lat", -90, 90)
        return step["name"], lon, lat, ""
    found = [
        row for row in context.find_places(step["name"]) if row.country_iso3 in iso3.split(";")
    ]
    if before:
        _, lon, lat, _ = before[-1]
        # Of several places of a name, the road goes through the one that is nearest.
        found.sort(key=lambda row: great_circle_km(lon, lat, row.lon, row.lat))
        found = found[:1]
        if found and great_circle_km(lon, lat, found[0].lon, found[0].lat) > _LONGEST_LEG_KM:
            found = []
    if not found:
        raise place.fail(
            f"{step['name']!r} is no known settlement near the one before: give lon, lat"
        )
    return step["name"], found[0].lon, found[0].lat, found[0].id
