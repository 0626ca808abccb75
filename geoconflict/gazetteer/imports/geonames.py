"""GeoNames dumps in (country, allCountries, alternate names), rows for a database out.

Source of the layouts: https://download.geonames.org/export/dump/readme.txt
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from geoconflict.gazetteer.country_codes import ISO3_OF
from geoconflict.gazetteer.imports.archives import fail, iter_lines, list_members, open_bytes
from geoconflict.gazetteer.schema import cell_of, settlement_radius_km

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    from geoconflict.gazetteer.imports.rows import Problems
    from geoconflict.gazetteer.imports.world import KnownWorld
    from geoconflict.gazetteer.imports.writing import DatabaseWriter

COLUMNS = 19
ALTERNATE_COLUMNS = (8, 10)
# Typical extent in km of things without a population, by class; of settlements by population.
_RADIUS_KM = {"A": 25.0, "H": 5.0, "L": 5.0, "R": 5.0, "S": 1.0, "T": 5.0, "U": 25.0, "V": 5.0}
_ADMIN_RADIUS_KM = {"ADM1": 75.0, "ADM2": 25.0, "ADM3": 10.0, "ADM4": 5.0, "PCLI": 300.0}
_CLASSES = frozenset("AHLPRSTUV")
# Pseudo-languages of alternate names that are no names. "abbr" is kept as an abbreviation.
_NO_LANGUAGES = frozenset(
    ("link", "post", "wkdt", "phon", "unlc", "tcid", "iata", "icao", "faac", "piny")
)
_SEAT_WEIGHT = 50


def find_members(path: Path) -> list[str]:
    """Return the data members of a dump: one "" for a plain file; those of a zip otherwise."""
    if path.suffix.lower() != ".zip":
        return [""]
    names = [n for n in list_members(path, (".txt",)) if "readme" not in n.lower()]
    # alternateNamesV2.zip also holds the list of languages.
    names = [n for n in names if "iso-languagecodes" not in n.lower()]
    if not names:
        raise fail(path, "the zip holds no .txt table")
    return names


def looks_like_dump(line: str) -> bool:
    """Return whether a line is one of a GeoNames dump."""
    fields = line.split("\t")
    return len(fields) == COLUMNS and fields[0].isdecimal() and fields[6] in ("", *_CLASSES)


def looks_like_alternates(line: str) -> bool:
    """Return whether a line is one of GeoNames' alternate names."""
    fields = line.split("\t")
    return (
        ALTERNATE_COLUMNS[0] <= len(fields) <= ALTERNATE_COLUMNS[1]
        and fields[0].isdecimal()
        and fields[1].isdecimal()
        and len(fields[2]) <= 7
    )


class _Units:
    """Ties rows to the units of the world that ships, by GeoNames' own codes."""

    def __init__(self, writer: DatabaseWriter, world: KnownWorld) -> None:
        self.writer = writer
        self.world = world
        self.positions: dict[str, tuple[float, float]] = {}
        self.from_unit: set[str] = set()
        self.second: dict[str, str] = {}

    def note(self, code: str, lon: float, lat: float, *, is_unit: bool) -> None:
        """Remember where a first-level unit lies: at its own row, else at its first member."""
        if is_unit or code not in self.positions:
            self.positions[code] = (lon, lat)
            if is_unit:
                self.from_unit.add(code)

    def describe(self) -> None:
        """Name the units that rows referred to."""
        codes = sorted(self.positions)
        found = self.world.find_units([self.positions[code] for code in codes])
        for code, units in zip(codes, found, strict=True):
            if units.admin1 and units.country_iso3 == ISO3_OF.get(code[:2]):
                self.writer.describe_unit(code, units.admin1, stored_id=units.admin1_id)
        for code, name in sorted(self.second.items()):
            self.writer.describe_unit(f"gn2:{code}", name)


def import_dump(
    path: Path,
    writer: DatabaseWriter,
    problems: Problems,
    *,
    world: KnownWorld,
    classes: Collection[str] = (),
    progress: Callable[[int], None] | None = None,
) -> int:
    """Read a country dump or allCountries row by row and return the number of rows.

    Parameters
    ----------
    classes
        Feature classes to keep; empty: all.

    Raises
    ------
    GazetteerInputError
        If the archive is damaged or no row at all has the layout.
    """
    rows = 0
    units = _Units(writer, world)
    for member in find_members(path):
        label = f"{path.name}:{member}" if member else path.name
        with open_bytes(path, member) as stream:
            for number, line in iter_lines(stream, progress):
                if line is None:
                    problems.add(label, number, "not UTF-8, so no row of GeoNames; skipped")
                elif line and not line.startswith("#"):
                    reason = _add_row(line, writer, units, world, classes)
                    if reason:
                        problems.add(label, number, reason)
                rows = rows + 1 if line or line is None else rows
    if not writer.count and rows == problems.count:
        first = problems.kept[0].reason if problems.kept else "it holds no row"
        raise fail(path, f"no row could be used ({first})")
    units.describe()
    return rows


def _add_row(
    line: str,
    writer: DatabaseWriter,
    units: _Units,
    world: KnownWorld,
    classes: Collection[str],
) -> str:
    """Add one row; return what is wrong with it, "" for nothing."""
    fields = line.split("\t")
    if len(fields) != COLUMNS:
        return f"has {len(fields)} columns, a GeoNames row has {COLUMNS}"
    (gid, name, ascii_name, alternates, lat_text, lon_text, letter, code, iso2, _, admin1, admin2,
     _, _, population_text, _, _, _, _) = fields  # fmt: skip
    try:
        number_id, lon, lat = int(gid), float(lon_text), float(lat_text)
        population = int(population_text or 0)
    except ValueError:
        return f"id, position or population is no number ({gid!r}, {lat_text!r}, {lon_text!r})"
    if not (-180.0 <= lon <= 180.0 and -90.0 <= lat <= 90.0):
        return f"position {lon_text}, {lat_text} is off the globe"
    if not name.strip():
        return "has no name"
    if classes and letter not in classes:
        return ""
    iso3 = ISO3_OF.get(iso2, "")
    if iso3 and (why := world.find_swap(iso3, lon, lat)):
        return why
    letter = letter if letter in _CLASSES else "L"
    first = second = None
    if admin1 and admin1 != "00":
        unit_code = f"{iso2}.{admin1}"
        units.note(unit_code, lon, lat, is_unit=code == "ADM1")
        first = writer.unit_number(unit_code)
        if admin2:
            if code == "ADM2":
                units.second[f"{unit_code}.{admin2}"] = name
            else:
                second = writer.unit_number(f"gn2:{unit_code}.{admin2}")
    if letter == "P":
        radius = settlement_radius_km(population)
    else:
        radius = _ADMIN_RADIUS_KM.get(code) or _RADIUS_KM[letter]
    weight = population + (_SEAT_WEIGHT if code[:4] in ("PPLA", "PPLC") else 0)
    number = writer.next_number(weight)
    writer.add_entry(
        (number, number_id, name, round(lon * 1e5), round(lat * 1e5), letter, code, iso3, first,
         second, population, max(1, round(radius * 10)), 0, writer.source, cell_of(lon, lat))
    )  # fmt: skip
    others: list[tuple[str, str]] = []
    if ascii_name and ascii_name != name:
        others.append((ascii_name, "alternate"))
    if alternates:
        others += [(a, "alternate") for a in alternates.split(",") if _is_useful(a)]
    writer.add_names(number, name, others)
    if letter == "A" and iso3:
        _link_unit(number, fields, others, writer, world)
    return ""


def _link_unit(
    number: int,
    fields: list[str],
    others: list[tuple[str, str]],
    writer: DatabaseWriter,
    world: KnownWorld,
) -> None:
    """Say which country or first-level unit that ships a row is: only that has a polygon."""
    code, iso3 = fields[7], ISO3_OF[fields[8]]
    if code.startswith("PCL"):
        writer.add_same(number, [f"ne:{iso3}"])
    elif code == "ADM1":
        names = [fields[1], *(other for other, _ in others)]
        lon, lat = float(fields[5]), float(fields[4])
        writer.add_same(number, world.find_same(names, iso3, lon, lat, "A", "ADM1"))


def _is_useful(name: str) -> bool:
    """Return whether anybody would write this alternate name."""
    if len(name) < 2:
        return False
    # In lower case throughout stand machine transliterations ("sraqb", "yi de li bo").
    return not ("a" <= name[0] <= "\u024f" and name == name.lower())


def import_alternates(
    path: Path,
    writer: DatabaseWriter,
    problems: Problems,
    *,
    world: KnownWorld,
    languages: Collection[str] = (),
    keep_colloquial: bool = True,
    keep_historic: bool = True,
    progress: Callable[[int], None] | None = None,
) -> tuple[int, dict[str, int]]:
    """Read alternateNames(V2) and add its names to the places that are known.

    Parameters
    ----------
    languages
        Codes of `isolanguage` to keep ("en", "ar"); empty: all. Rows without a language and
        abbreviations are always kept.

    Returns
    -------
    rows, skipped
        Rows read, and why how many of them were left out.

    Raises
    ------
    GazetteerInputError
        If the archive is damaged.
    """
    rows = 0
    skipped = dict.fromkeys(
        ("another language", "no name", "colloquial", "historic", "place not known"), 0
    )
    for member in find_members(path):
        label = f"{path.name}:{member}" if member else path.name
        with open_bytes(path, member) as stream:
            for number, line in iter_lines(stream, progress):
                if line is None:
                    problems.add(label, number, "not UTF-8, so no row of GeoNames; skipped")
                    rows += 1
                    continue
                if not line:
                    continue
                rows += 1
                fields = line.split("\t")
                if not looks_like_alternates(line):
                    problems.add(label, number, f"has {len(fields)} columns; id, geonameid, "
                                 "isolanguage, name, ... are wanted")  # fmt: skip
                    continue
                why, kind = _choose_kind(
                    fields, languages, keep_colloquial=keep_colloquial, keep_historic=keep_historic
                )
                if not why:
                    known = _copy_known(int(fields[1]), writer, world)
                    if known is None:
                        why = "place not known"
                    else:
                        writer.add_names(known[0], known[1], [(fields[3], kind)], own=False)
                if why:
                    skipped[why] += 1
    return rows, {reason: count for reason, count in sorted(skipped.items()) if count}


def _choose_kind(
    fields: list[str], languages: Collection[str], *, keep_colloquial: bool, keep_historic: bool
) -> tuple[str, str]:
    """Return why a name is left out ("" for a name that is kept) and its kind."""
    language = fields[2]
    flags = [flag == "1" for flag in (*fields[4:8], "", "", "", "")][:4]
    _, _, colloquial, historic = flags
    if language in _NO_LANGUAGES or not fields[3].strip():
        return "no name", ""
    if language == "abbr":
        return "", "abbreviation"
    if languages and language and language.split("-")[0].lower() not in languages:
        return "another language", ""
    if historic:
        return ("", "historic") if keep_historic else ("historic", "")
    if colloquial:
        return ("", "colloquial") if keep_colloquial else ("colloquial", "")
    return "", "alternate"


def _copy_known(gid: int, writer: DatabaseWriter, world: KnownWorld) -> tuple[int, str] | None:
    """Return number and name of the copy of a known place; making it again changes nothing."""
    known = world.read_known(gid)
    if known is None:
        return None
    number = writer.fixed_number(known.population, gid)
    for unit_id, unit in ((known.admin1_id, known.admin1), (known.admin2_id, known.admin2)):
        if unit_id and not writer.is_described(unit_id):
            writer.describe_unit(unit_id, unit)
    writer.add_entry(
        (number, gid, known.name, round(known.lon * 1e5), round(known.lat * 1e5),
         known.feature_class, known.feature_code, known.country_iso3,
         writer.unit_number(known.admin1_id), writer.unit_number(known.admin2_id),
         known.population, max(1, round(known.radius_km * 10)), 0, writer.source,
         cell_of(known.lon, known.lat))
    )  # fmt: skip
    return number, known.name
