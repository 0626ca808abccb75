"""Administrative boundaries in (geoBoundaries, OCHA COD-AB), units with p-codes out.

Source of the attribute names: OCHA's COD-AB specification (ADM1_EN, ADM1_PCODE; newer files
adm1_name, adm1_pcode) and geoBoundaries' (shapeName, shapeISO, shapeID, shapeGroup, shapeType).
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geoconflict.gazetteer.imports.archives import fail
from geoconflict.gazetteer.imports.rows import ImportRow
from geoconflict.gazetteer.imports.shapes import cover_radius_km, mend_polygon
from geoconflict.gazetteer.imports.vectors import (
    VectorLayer,
    has_finite_box,
    iter_features,
    list_vector_layers,
)
from geoconflict.gazetteer.phrases import read_phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

    from geoconflict.gazetteer.imports.options import ImportOptions
    from geoconflict.gazetteer.imports.rows import Problems
    from geoconflict.gazetteer.imports.world import KnownWorld
    from geoconflict.gazetteer.imports.writing import DatabaseWriter

GEOBOUNDARIES, COD_AB = "geoBoundaries", "OCHA COD-AB"
_CODES = {0: "PCLI", 1: "ADM1", 2: "ADM2", 3: "ADM3", 4: "ADM4"}
_LEVEL_COLUMN = re.compile(r"adm(?:in)?(?P<level>[0-4])_?(?P<what>.*)", re.IGNORECASE)
# What stands behind "ADM1_" for the main name, in order of preference, and for the code.
_MAIN_NAMES = ("en", "name", "nameen", "fr", "es", "pt", "ref")
_CODES_COLUMN = ("pcode", "code", "id")
_SHAPE_TYPE = re.compile(r"ADM([0-4])")
# Endings that hold no name ("ADM1TYPE_EN" and so on).
_NO_NAME = ("pcode", "code", "type", "typeen", "id", "src", "date")


@dataclass(slots=True)
class _Level:
    """Attributes of one level in a layer."""

    name: str = ""
    pcode: str = ""
    others: list[str] = field(default_factory=list)


def find_levels(fields: Sequence[str]) -> dict[int, _Level]:
    """Return the levels that a layer's attributes speak of."""
    wanted: dict[int, dict[str, str]] = {}
    for header in fields:
        match = _LEVEL_COLUMN.fullmatch(header)
        if match:
            what = re.sub(r"[^a-z0-9]", "", match["what"].lower())
            wanted.setdefault(int(match["level"]), {})[what] = header
    levels: dict[int, _Level] = {}
    for level, columns in wanted.items():
        found = _Level()
        found.name = next((columns[n] for n in _MAIN_NAMES if n in columns), "")
        found.pcode = next((columns[n] for n in _CODES_COLUMN if n in columns), "")
        # Two letters are a language ("ADM1_AR"); "alt1en", "name1", "ref" are names too.
        found.others = [
            header
            for what, header in sorted(columns.items())
            if header != found.name
            and what not in _NO_NAME
            and (re.fullmatch(r"[a-z]{2,3}|alt\d[a-z]*|name\w*|alt\w*|ref", what))
        ]
        if not found.name and found.others:
            found.name = found.others.pop(0)
        if found.name:
            levels[level] = found
    return levels


def find_boundary_source(path: Path) -> str:
    """Return whose boundaries a file holds, "" where it holds none.

    Raises
    ------
    GazetteerInputError
        If the file cannot be read as vector data.
    """
    for layer in list_vector_layers(path):
        if not layer.may_hold_areas:
            continue
        lower = {name.lower() for name in layer.fields}
        if {"shapename", "shapetype"} <= lower or {"shapename", "shapeid"} <= lower:
            return GEOBOUNDARIES
        levels = find_levels(layer.fields)
        if any(level.pcode for level in levels.values()):
            return COD_AB
    return ""


def import_boundaries(
    path: Path,
    writer: DatabaseWriter,
    problems: Problems,
    *,
    world: KnownWorld,
    options: ImportOptions,
    progress: Callable[[int], None] | None = None,
) -> tuple[int, int]:
    """Read the boundaries of all layers of a file.

    Returns
    -------
    rows, mended
        Features read, and how many of their polygons had to be mended.

    Raises
    ------
    GazetteerInputError
        If the file cannot be read, or no feature could be used.
    """
    rows = mended = 0
    for layer in list_vector_layers(path, options.layer):
        reader = _Reader(layer, world, options)
        # COD-AB zips hold the lines and label points of the same units too.
        if not reader.is_known or not layer.may_hold_areas:
            continue
        for number, record, shape in iter_features(layer, path, progress):
            rows += 1
            row, is_mended = reader.make_row(record, shape)
            if isinstance(row, str):
                problems.add(layer.label, number, row)
                continue
            mended += is_mended
            for unit_id, name, pcode in reader.find_parents(record):
                if not writer.is_described(unit_id):
                    writer.describe_unit(unit_id, name, pcode=pcode)
            writer.add(row)
    if not writer.count:
        why = problems.kept[0].reason if problems.kept else "it has no attribute of names"
        raise fail(path, f"no boundary could be used ({why})")
    return rows, mended


class _Reader:
    """Reads the features of one layer."""

    def __init__(self, layer: VectorLayer, world: KnownWorld, options: ImportOptions) -> None:
        self._world = world
        self._options = options
        self._lower = {name.lower(): name for name in layer.fields}
        self._levels = find_levels(layer.fields)
        self._is_geoboundaries = "shapename" in self._lower
        self._label = layer.label

    @property
    def is_known(self) -> bool:
        """Whether the layer has the attributes of boundaries."""
        return self._is_geoboundaries or bool(self._levels)

    def _get(self, record: Mapping[str, str], name: str) -> str:
        return record.get(self._lower.get(name, ""), "").strip()

    def _read_level(self, record: Mapping[str, str]) -> int:
        """Return the level of a feature: the deepest it has a name or code of."""
        if self._is_geoboundaries:
            stated = _SHAPE_TYPE.search(self._get(record, "shapetype")) or _SHAPE_TYPE.search(
                self._label.upper()
            )
            return int(stated[1]) if stated else 1
        named = [
            number
            for number, level in self._levels.items()
            if record.get(level.name, "").strip() or record.get(level.pcode, "").strip()
        ]
        return max(named, default=max(self._levels))

    def find_parents(self, record: Mapping[str, str]) -> list[tuple[str, str, str]]:
        """Return (id, name, p-code) of the first- and second-level units above a feature."""
        if self._is_geoboundaries:
            return []
        own = self._read_level(record)
        found = []
        for number in (1, 2):
            level = self._levels.get(number)
            if level is not None and number < own and (name := record.get(level.name, "").strip()):
                pcode = record.get(level.pcode, "").strip()
                found.append((self._make_id(number, name, pcode, record), name, pcode))
        return found

    def _make_id(self, level: int, name: str, pcode: str, record: Mapping[str, str]) -> str:
        if pcode:
            return f"cod:{pcode}"
        key = f"{self._read_iso3(record)}|{level}|{name}"
        return "unit:" + hashlib.sha256(key.encode()).hexdigest()[:12]

    def _read_iso3(self, record: Mapping[str, str]) -> str:
        stated = [self._get(record, "shapegroup"), self._get(record, "iso3")]
        country = self._levels.get(0)
        if country is not None:
            stated += [record.get(country.pcode, ""), record.get(country.name, "")]
        # A p-code begins with the country's two letters.
        stated += [record.get(level.pcode, "")[:2] for level in self._levels.values()]
        stated.append(self._options.country)
        return next(filter(None, (self._world.find_iso3(s) for s in stated if s)), "")

    def make_row(
        self, record: Mapping[str, str], shape: BaseGeometry | None
    ) -> tuple[ImportRow | str, bool]:
        """Return the unit of a feature, or what is wrong with it, and whether it was mended."""
        import shapely  # noqa: PLC0415

        if shape is None or shape.is_empty:
            return "has no geometry", False
        if not has_finite_box(shape):
            return f"lies off the globe ({', '.join(f'{v:g}' for v in shape.bounds)})", False
        area, is_mended = mend_polygon(shape)
        if area is None:
            return f"its geometry ({shape.geom_type}) has no area left after mending", False
        level = self._read_level(record)
        name, pcode, others = self._read_names(record, level)
        if not name:
            return "has no name", is_mended
        point = shapely.point_on_surface(area)
        lon, lat = round(float(point.x), 5), round(float(point.y), 5)
        iso3 = self._read_iso3(record)
        if not iso3:
            iso3 = self._world.find_units([(lon, lat)])[0].country_iso3
        elif wrong := self._world.check_position(iso3, lon, lat):
            return wrong, is_mended
        code = _CODES[level]
        bare = [r.name for r in read_phrase(name) if r.is_same]
        above = [unit_id for unit_id, _, _ in self.find_parents(record)]
        unit_id = self._make_id(level, name, pcode, record)
        if self._is_geoboundaries and (shape_id := self._get(record, "shapeid")):
            unit_id = f"gb:{shape_id}"
        row = ImportRow(
            id=unit_id,
            name=name,
            lon=lon,
            lat=lat,
            feature_class="A",
            feature_code=code,
            country_iso3=iso3,
            radius_km=max(0.1, cover_radius_km(area, lon, lat)),
            names=[(other, "alternate") for other in dict.fromkeys([*others, *bare])],
            geometry=area,
            geometry_kind=f"admin{level}",
            pcode=pcode,
            admin1_id=above[0] if above else "",
            admin2_id=above[1] if len(above) > 1 else "",
        )
        if pcode:
            row.names.append((pcode, "abbreviation"))
        if level <= 2:
            row.same_as = self._world.find_same([name, *others, *bare], iso3, lon, lat, "A", code)
        return row, is_mended

    def _read_names(self, record: Mapping[str, str], level: int) -> tuple[str, str, list[str]]:
        """Return name, p-code and further names of a feature."""
        if self._is_geoboundaries:
            return self._get(record, "shapename"), "", []
        columns = self._levels.get(level)
        if columns is None:
            return "", "", []
        others = [record.get(header, "").strip() for header in columns.others]
        name = record.get(columns.name, "").strip() or next(filter(None, others), "")
        pcode = record.get(columns.pcode, "").strip()
        return name, pcode, [other for other in others if other and other != name]
