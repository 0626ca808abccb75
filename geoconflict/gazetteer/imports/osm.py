"""OpenStreetMap extracts in (.osm.pbf), places, roads, boundaries, military sites out.

Source of the tags: https://wiki.openstreetmap.org/wiki/Map_features. What is made from them is
under the ODbL and stays in a database of its own with its credit.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from geoconflict.errors import MissingExtraError
from geoconflict.gazetteer.imports.archives import fail
from geoconflict.gazetteer.imports.rows import ImportRow
from geoconflict.gazetteer.imports.shapes import cover_radius_km, mend_polygon
from geoconflict.gazetteer.imports.tables import add_rows, iter_chunks
from geoconflict.gazetteer.schema import settlement_radius_km

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

    from geoconflict.gazetteer.imports.options import ImportOptions
    from geoconflict.gazetteer.imports.rows import Problems
    from geoconflict.gazetteer.imports.world import KnownWorld
    from geoconflict.gazetteer.imports.writing import DatabaseWriter

# Tag "place" -> code and radius in km where no population is given.
_PLACES = {
    "city": ("PPL", 6.0), "town": ("PPL", 3.0), "village": ("PPL", 2.0), "hamlet": ("PPL", 1.0),
    "isolated_dwelling": ("PPL", 1.0), "suburb": ("PPLX", 2.0), "quarter": ("PPLX", 1.5),
    "neighbourhood": ("PPLX", 1.0),
}  # fmt: skip
# (key, value or "*") -> class and code, the first that fits; codes are GeoNames'.
_SITES: tuple[tuple[str, str, str, str], ...] = (
    ("barrier", "border_control", "S", "PSTB"),
    ("amenity", "refugee_site", "S", "CMPRF"),
    ("refugee", "yes", "S", "CMPRF"),
    ("military", "airfield", "S", "AIRB"),
    ("military", "checkpoint", "S", "PSTB"),
    ("military", "base", "S", "INSM"),
    ("military", "*", "S", "INSM"),
    ("landuse", "military", "S", "INSM"),
    ("aeroway", "aerodrome", "S", "AIRP"),
)
_ROADS = frozenset({"motorway", "trunk", "primary", "secondary"})
_KEYS = ("place", "highway", "railway", "boundary", "barrier", "amenity", "refugee", "military",
         "landuse", "aeroway")  # fmt: skip
_AREA_KEYS = ("boundary", "amenity", "refugee", "military", "landuse", "aeroway")
# `admin_level` is numbered by each country: the levels present below the country's are ranked.
_COUNTRY_LEVEL, _MIN_LEVEL, _MAX_LEVELS = 2, 3, 4
_LANGUAGE_NAME = re.compile(r"name:[a-z]{2,3}(?:[-_][A-Za-z]+)?")
_NAME_KINDS = {
    "alt_name": "alternate", "official_name": "alternate", "int_name": "alternate",
    "loc_name": "colloquial", "short_name": "abbreviation", "old_name": "historic",
    "name": "alternate",
}  # fmt: skip
_NOT_REF = re.compile(r"[\s\-–.]+")
# Files above this keep the positions of nodes on disk, not in memory.
_BIG_FILE = 200 << 20


@dataclass(slots=True)
class _Road:
    """The ways of one ref or name."""

    lines: list[Any] = field(default_factory=list)
    names: Counter[str] = field(default_factory=Counter)
    code: str = "RD"


def load_osmium() -> Any:
    """Return pyosmium.

    Raises
    ------
    MissingExtraError
        If it is not installed.
    """
    try:
        import osmium  # noqa: PLC0415 - an extra
        import osmium.filter  # noqa: PLC0415
        import osmium.geom  # noqa: PLC0415
    except ImportError as error:
        raise MissingExtraError("osm") from error
    return osmium


def import_extract(
    path: Path,
    writer: DatabaseWriter,
    problems: Problems,
    *,
    world: KnownWorld,
    options: ImportOptions,
) -> tuple[int, dict[str, int]]:
    """Read an extract and return the number of tagged objects, and why how many were left out.

    Roads are merged into one line for each ref and country, those without a ref for each name.
    Administrative levels are ranked within each country: the first below it is level 1.

    Raises
    ------
    MissingExtraError
        If pyosmium is not installed.
    GazetteerInputError
        If the file is truncated or damaged, or holds nothing of use.
    """
    osmium = load_osmium()
    reader = _Reader(osmium, problems, path, options)
    index = None
    if path.stat().st_size > _BIG_FILE:
        index = writer.target.with_name(writer.target.name + ".nodes")
    try:
        for rows in iter_chunks(reader.iter_rows(index)):
            add_rows(rows, writer, world)
    except (RuntimeError, OSError) as error:
        raise fail(path, f"truncated or damaged extract ({error}); fetch it again") from error
    finally:
        if index is not None:
            index.unlink(missing_ok=True)
    for rows in iter_chunks(reader.iter_units(world)):
        add_rows(rows, writer, world)
    for rows in iter_chunks(reader.iter_roads(world)):
        add_rows(rows, writer, world)
    if not writer.count:
        raise fail(path, "holds no named place, road, boundary or site")
    return reader.objects, dict(sorted(reader.skipped.items()))


class _Reader:
    """Goes through an extract once; roads and units wait until all their parts are read."""

    def __init__(self, osmium: Any, problems: Problems, path: Path, options: ImportOptions) -> None:
        self._osmium = osmium
        self._problems = problems
        self._path = path
        self._language = options.languages[0] if options.languages else "en"
        self._areas = osmium.geom.WKBFactory()
        self.roads: dict[tuple[str, str], _Road] = defaultdict(_Road)
        self.units: list[tuple[int, ImportRow]] = []
        self.objects = 0
        self.skipped: Counter[str] = Counter()

    def iter_rows(self, index: Path | None) -> Iterator[ImportRow]:
        """Yield places and sites; collect roads and units."""
        osmium = self._osmium
        storage = f"sparse_file_array,{index}" if index is not None else "flex_mem"
        reading = (
            osmium.FileProcessor(str(self._path))
            .with_locations(storage)
            .with_areas(osmium.filter.KeyFilter(*_AREA_KEYS))
            .with_filter(osmium.filter.KeyFilter(*_KEYS))
        )
        for thing in reading:
            self.objects += 1
            tags = {tag.k: tag.v for tag in thing.tags}
            row: ImportRow | None = None
            if thing.is_node():
                row = self._read_node(thing, tags)
            elif thing.is_way():
                self._read_way(thing, tags)
            elif thing.is_area():
                row = self._read_area(thing, tags)
            if row is not None:
                yield row

    def _read_names(self, tags: dict[str, str]) -> tuple[str, list[tuple[str, str]]]:
        """Return the name, in the wanted language where there is one, and the others."""
        name = tags.get(f"name:{self._language}") or tags.get("int_name") or tags.get("name") or ""
        others: dict[str, str] = {}
        for key, value in sorted(tags.items()):
            kind = _NAME_KINDS.get(key) or ("alternate" if _LANGUAGE_NAME.fullmatch(key) else "")
            if kind:
                for part in value.split(";"):
                    plain = " ".join(part.split())
                    if plain and plain != name:
                        others.setdefault(plain, kind)
        return " ".join(name.split()), list(others.items())

    def _make_row(
        self, osm_id: str, tags: dict[str, str], lon: float, lat: float, letter: str, code: str
    ) -> ImportRow | None:
        name, others = self._read_names(tags)
        if not name:
            self.skipped["has no name"] += 1
            return None
        population = _read_population(tags.get("population", ""))
        row = ImportRow(
            id=f"osm:{osm_id}", name=name, lon=round(lon, 5), lat=round(lat, 5),
            feature_class=letter, feature_code=code, population=population, names=others,
            radius_km=1.0,
        )  # fmt: skip
        if letter == "P":
            known = settlement_radius_km(population) if population else 0.0
            row.radius_km = known or _PLACES[tags["place"]][1]
        return row

    def _read_node(self, node: Any, tags: dict[str, str]) -> ImportRow | None:
        if not node.location.valid():
            self._problems.add(self._path.name, 0, f"node {node.id} has no valid position")
            return None
        lon, lat = node.location.lon, node.location.lat
        if tags.get("place") in _PLACES:
            code = "PPLC" if tags.get("capital") == "yes" else _PLACES[tags["place"]][0]
            return self._make_row(f"n{node.id}", tags, lon, lat, "P", code)
        site = _find_site(tags)
        return self._make_row(f"n{node.id}", tags, lon, lat, *site) if site else None

    def _read_way(self, way: Any, tags: dict[str, str]) -> None:
        """Collect a road or railway."""
        code = "RD" if tags.get("highway") in _ROADS else ""
        if tags.get("railway") == "rail":
            code = "RR"
        if not code:
            return
        name, _ = self._read_names(tags)
        refs = [" ".join(ref.split()) for ref in tags.get("ref", "").split(";") if ref.strip()]
        if code == "RR":
            refs = []
        if not refs and not name:
            self.skipped["road without ref and name"] += 1
            return
        points = [(n.lon, n.lat) for n in way.nodes if n.location.valid()]
        if len(points) < 2:
            self.skipped["road outside the extract"] += 1
            return
        for key in [("ref", ref) for ref in refs] or [("name", name)]:
            road = self.roads[(f"{code}:{key[0]}", key[1])]
            road.lines.append(points)
            road.code = code
            if name:
                road.names[name] += 1

    def _read_area(self, area: Any, tags: dict[str, str]) -> ImportRow | None:
        """Return a site with its area; collect an administrative unit."""
        import shapely  # noqa: PLC0415

        site = _find_site(tags)
        level = tags.get("admin_level", "")
        is_unit = tags.get("boundary") == "administrative" and level.isdecimal()
        if not site and not is_unit:
            return None
        kind = "w" if area.from_way() else "r"
        try:
            shape = shapely.from_wkb(self._areas.create_multipolygon(area))
        except (RuntimeError, shapely.errors.ShapelyError) as error:
            self._problems.add(self._path.name, 0, f"{kind}{area.orig_id()} is no area ({error})")
            return None
        mended, _ = mend_polygon(shape)
        if mended is None:
            self._problems.add(self._path.name, 0, f"{kind}{area.orig_id()} has no area left")
            return None
        point = shapely.point_on_surface(mended)
        letter, code = site or ("A", "ADMD")
        osm_id = f"{kind}{area.orig_id()}"
        row = self._make_row(osm_id, tags, float(point.x), float(point.y), letter, code)
        if row is None:
            return None
        row.geometry, row.geometry_kind = mended, "region"
        row.radius_km = max(0.1, cover_radius_km(mended, row.lon, row.lat))
        if is_unit and not site:
            if int(level) > _COUNTRY_LEVEL:
                self.units.append((int(level), row))
            return None
        return row

    def iter_units(self, world: KnownWorld) -> Iterator[ImportRow]:
        """Yield the administrative units with the level they have in their country."""
        found = world.find_units([(row.lon, row.lat) for _, row in self.units])
        levels: dict[str, set[int]] = defaultdict(set)
        for (level, row), units in zip(self.units, found, strict=True):
            row.country_iso3 = units.country_iso3
            if level >= _MIN_LEVEL:
                levels[row.country_iso3].add(level)
        for level, row in sorted(self.units, key=lambda item: (item[0], item[1].id)):
            rank = sorted(levels[row.country_iso3]).index(level) + 1
            if rank > _MAX_LEVELS:
                self.skipped["boundary below the fourth level"] += 1
                continue
            row.feature_code, row.geometry_kind = f"ADM{rank}", f"admin{rank}"
            yield row

    def iter_roads(self, world: KnownWorld) -> Iterator[ImportRow]:
        """Yield one row for each road and country, with its ways merged into a line."""
        import shapely  # noqa: PLC0415

        keys = sorted(self.roads)
        starts = [line[0] for key in keys for line in self.roads[key].lines]
        countries = iter(world.find_units(starts))
        for key in keys:
            road = self.roads[key]
            by_country: dict[str, list[Any]] = defaultdict(list)
            for line in road.lines:
                by_country[next(countries).country_iso3].append(line)
            for iso3 in sorted(by_country):
                lines = [shapely.LineString(points) for points in by_country[iso3]]
                merged = shapely.normalize(_merge_lines(shapely.union_all(lines)))
                yield _make_road(key, road, iso3, merged)


def _merge_lines(lines: BaseGeometry) -> BaseGeometry:
    """Return lines joined end to end."""
    import shapely  # noqa: PLC0415

    return shapely.line_merge(lines) if lines.geom_type == "MultiLineString" else lines


def _make_road(key: tuple[str, str], road: _Road, iso3: str, line: BaseGeometry) -> ImportRow:
    """Return the row of a road, represented by the middle of its longest part."""
    import shapely  # noqa: PLC0415

    how, label = key
    longest = max(shapely.get_parts(line), key=lambda part: (part.length, part.wkb))
    middle = shapely.line_interpolate_point(longest, 0.5, normalized=True)
    lon, lat = round(float(middle.x), 5), round(float(middle.y), 5)
    names = [(name, "alternate") for name, _ in sorted(road.names.items()) if name != label]
    if how.endswith("ref"):
        compact = _NOT_REF.sub("", label)
        spellings = (compact, f"{compact} highway", f"{label} highway", f"{compact} road")
        names += [(spelling, "alternate") for spelling in spellings if spelling != label]
    return ImportRow(
        id=f"osm:{how}:{iso3}:{label}", name=label, lon=lon, lat=lat, feature_class="R",
        feature_code=road.code, country_iso3=iso3, names=names, geometry=line,
        geometry_kind="route", radius_km=max(0.1, cover_radius_km(line, lon, lat)),
    )  # fmt: skip


def _find_site(tags: dict[str, str]) -> tuple[str, str] | None:
    """Return class and code of a site worth keeping, None for anything else."""
    for key, value, letter, code in _SITES:
        if key in tags and value in ("*", tags[key]):
            return letter, code
    return None


def _read_population(text: str) -> int:
    """Return the count of people in a tag; 0 where it is no plain number."""
    plain = text.replace(",", "").replace(" ", "")
    return min(int(plain), 2**31 - 1) if plain.isdecimal() else 0
