"""Any table or vector file with names and positions in, rows for a database out."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from geoconflict.gazetteer.imports.archives import fail
from geoconflict.gazetteer.imports.columns import (
    Columns,
    find_columns,
    read_class,
    read_degrees,
    split_names,
)
from geoconflict.gazetteer.imports.reading import iter_table
from geoconflict.gazetteer.imports.rows import ImportRow
from geoconflict.gazetteer.imports.shapes import cover_radius_km
from geoconflict.gazetteer.schema import settlement_radius_km

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

    from geoconflict.gazetteer.imports.options import ImportOptions
    from geoconflict.gazetteer.imports.rows import Problems
    from geoconflict.gazetteer.imports.world import KnownWorld
    from geoconflict.gazetteer.imports.writing import DatabaseWriter

# Rows whose units are looked up together.
_CHUNK = 2000
_SITE_RADIUS_KM = 1.0
_MAX_NAME = 200


def import_table(
    path: Path,
    writer: DatabaseWriter,
    problems: Problems,
    *,
    world: KnownWorld,
    options: ImportOptions,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Read a table row by row and return the number of rows.

    Raises
    ------
    GazetteerInputError
        If the file is damaged, has no known columns, or no row could be used.
    MissingExtraError
        If a workbook is read without its extra.
    """
    records = iter_table(path, encoding=options.encoding, progress=progress)
    return import_records(records, path, writer, problems, world=world, options=options)


def import_records(
    records: Iterable[tuple[int, dict[str, str] | str]],
    path: Path,
    writer: DatabaseWriter,
    problems: Problems,
    *,
    world: KnownWorld,
    options: ImportOptions,
    shapes: dict[int, BaseGeometry] | None = None,
) -> int:
    """Read rows by header and return their number; as `import_table`.

    Parameters
    ----------
    shapes
        Row number -> line or area; taken out as rows are read.
    """
    rows = 0
    columns: Columns | None = None
    prefix = hashlib.sha256(path.name.encode()).hexdigest()[:6]
    pending: list[tuple[int, ImportRow]] = []
    seen: set[str] = set()
    for number, record in records:
        rows += 1
        if isinstance(record, str):
            problems.add(path.name, number, record)
            continue
        if columns is None:
            columns = find_columns(list(record), options, path)
        row = make_row(record, columns, world, options)
        if isinstance(row, str):
            problems.add(path.name, number, row)
            continue
        # A guessed column of ids may repeat them; the row's number does not.
        own = row.id if options.id_column and row.id else str(number)
        if options.id_column and own in seen:
            problems.add(path.name, number, f"id {own!r} stands in an earlier row too")
            continue
        seen.add(own if options.id_column else "")
        row.id = f"user:{prefix}:{own}"
        if shapes and number in shapes:
            _add_shape(row, shapes.pop(number))
        pending.append((number, row))
        if len(pending) >= _CHUNK:
            add_rows(_drop_swapped(pending, path, problems, world), writer, world)
            pending.clear()
    add_rows(_drop_swapped(pending, path, problems, world), writer, world)
    if not writer.count:
        why = problems.kept[0].reason if problems.kept else "it has no row below its header"
        raise fail(path, f"no row could be used ({why})")
    return rows


def _drop_swapped(
    pending: list[tuple[int, ImportRow]], path: Path, problems: Problems, world: KnownWorld
) -> list[ImportRow]:
    """Return the rows but those that lie in their country only with exchanged coordinates."""
    here = world.find_units([(row.lon, row.lat) for _, row in pending])
    doubtful = [
        (number, row)
        for (number, row), units in zip(pending, here, strict=True)
        if row.country_iso3 and units.country_iso3 != row.country_iso3 and abs(row.lon) <= 90.0
    ]
    there = world.find_units([(row.lat, row.lon) for _, row in doubtful])
    swapped = set()
    for (number, row), units in zip(doubtful, there, strict=True):
        if units.country_iso3 == row.country_iso3:
            swapped.add(number)
            problems.add(
                path.name, number, f"latitude and longitude look swapped: {row.lon}, {row.lat} is "
                f"not in {row.country_iso3}, {row.lat}, {row.lon} is",
            )  # fmt: skip
    return [row for number, row in pending if number not in swapped]


def _add_shape(row: ImportRow, shape: BaseGeometry) -> None:
    """Give a row its line or area, mended where it must be, and the radius that covers it."""
    import shapely  # noqa: PLC0415

    row.geometry = shape if shape.is_valid else shapely.make_valid(shape)
    row.geometry_kind = "route" if row.feature_class == "R" else "region"
    row.radius_km = max(row.radius_km, cover_radius_km(row.geometry, row.lon, row.lat))


def make_row(
    record: Mapping[str, str], columns: Columns, world: KnownWorld, options: ImportOptions
) -> ImportRow | str:
    """Return the entry of one row, or what is wrong with it."""
    name = " ".join(record.get(columns.name, "").split())
    if not name:
        return "has no name"
    if len(name) > _MAX_NAME:
        return f"its name is {len(name)} characters long; at most {_MAX_NAME} are taken"
    lon_text, lat_text = record.get(columns.lon, ""), record.get(columns.lat, "")
    if not lon_text.strip() or not lat_text.strip():
        return "has no position"
    try:
        lon = read_degrees(lon_text, axis="lon")
        lat = read_degrees(lat_text, axis="lat")
    except ValueError:
        return f"its position is no number ({lon_text.strip()!r}, {lat_text.strip()!r})"
    stated = record.get(columns.country, "").strip() or options.country
    iso3 = world.find_iso3(stated) if stated else ""
    if stated and not iso3:
        return f"country {stated!r} is not known; write its ISO 3166-1 code"
    if wrong := world.check_position(iso3, lon, lat):
        return wrong
    letter, code = read_class(record.get(columns.feature_class, ""), options.default_class)
    population = _read_population(record.get(columns.population, ""))
    names = [(n, "alternate") for n in split_names(record.get(columns.names, ""))]
    for header in columns.languages:
        names += [(n, "alternate") for n in split_names(record.get(header, ""))]
    return ImportRow(
        id=record.get(columns.id, "").strip(),
        name=name,
        lon=lon,
        lat=lat,
        feature_class=letter,
        feature_code=code,
        country_iso3=iso3,
        population=population,
        radius_km=settlement_radius_km(population) if letter == "P" else _SITE_RADIUS_KM,
        names=names,
    )


def _read_population(text: str) -> int:
    """Return a count of people; 0 where none is given."""
    plain = text.replace(",", "").replace(" ", "")
    try:
        return max(0, min(int(float(plain)), 2**31 - 1)) if plain else 0
    except (ValueError, OverflowError):
        return 0


def add_rows(rows: list[ImportRow], writer: DatabaseWriter, world: KnownWorld) -> None:
    """Add rows with the units that hold them and the shipped entries they stand for."""
    found = world.find_units([(row.lon, row.lat) for row in rows])
    for row, units in zip(rows, found, strict=True):
        row.country_iso3 = row.country_iso3 or units.country_iso3
        if units.admin1_id and units.country_iso3 == row.country_iso3 and not row.admin1_id:
            row.admin1_id = units.admin1_id
            if not writer.is_described(units.admin1_id):
                writer.describe_unit(units.admin1_id, units.admin1)
        row.same_as = world.find_same(
            [row.name], row.country_iso3, row.lon, row.lat, row.feature_class, row.feature_code
        )
        writer.add(row)


def iter_chunks(rows: Iterable[ImportRow]) -> Iterator[list[ImportRow]]:
    """Yield rows in lists that are looked up together."""
    chunk: list[ImportRow] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) >= _CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
