"""Collected rows in, one SQLite file out."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from typing import TYPE_CHECKING

from geoconflict.gazetteer.build.shapes import pack_geometry
from geoconflict.gazetteer.dump import hash_dump
from geoconflict.gazetteer.fold import fold_name, make_skeleton
from geoconflict.gazetteer.schema import (
    APPLICATION_ID,
    INDEXES,
    NAME_KINDS,
    QUALITIES,
    SCHEMA_VERSION,
    SOURCES,
    TABLES,
    cell_of,
    load_surface,
    store_id,
)
from geoconflict.gazetteer.similar import pack_keys

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from geoconflict.gazetteer.build.rows import Row, World
    from geoconflict.model import Credit

_PAGE_SIZE = 4096


def order_rows(rows: Sequence[Row]) -> list[Row]:
    """Return the rows best known first; ids break ties."""
    return sorted(rows, key=lambda row: (-row.weight, row.id))


def iter_names(row: Row) -> Iterator[tuple[str, int, str]]:
    """Yield (folded, kind number, surface), each key once with its preferred surface."""
    seen: set[tuple[str, bool]] = set()
    for surface, kind in [(row.name, "name"), *row.names]:
        folded = fold_name(surface)
        is_demonym = kind == "demonym"
        if len(folded) < 2 and folded.isascii():
            continue
        if (folded, is_demonym) not in seen:
            seen.add((folded, is_demonym))
            yield folded, NAME_KINDS.index(kind), surface


def _stored_surface(row: Row, folded: str, kind: int, surface: str) -> str | None:
    """Return what must be stored beside the key to give the surface back (`load_surface`)."""
    return None if surface == load_surface(None, kind, folded, row.name) else surface


def _name_rows(ordered: Sequence[Row]) -> Iterator[tuple[str, int, int, str | None]]:
    for number, row in enumerate(ordered, start=1):
        for folded, kind, surface in iter_names(row):
            yield folded, number, kind, _stored_surface(row, folded, kind, surface)


def _skeleton_rows(ordered: Sequence[Row]) -> Iterator[tuple[str, int]]:
    for number, row in enumerate(ordered, start=1):
        if not row.transliterated:
            continue
        shown = {row.name, *(name for name, kind in row.names if kind in ("name", "alternate"))}
        for skeleton in sorted({make_skeleton(name) for name in shown} - {""}):
            yield skeleton, number


def _country_keys(ordered: Sequence[Row]) -> Iterator[tuple[str, bytes]]:
    """Yield each country with the keys of all its names, for look-ups of misspelt ones."""
    keys: dict[str, set[str]] = defaultdict(set)
    for row in ordered:
        folded = {key for key, kind, _ in iter_names(row) if NAME_KINDS[kind] != "demonym"}
        for iso3 in filter(None, row.country_iso3.split(";")):
            keys[iso3] |= folded
    for iso3 in sorted(keys):
        yield iso3, pack_keys(sorted(keys[iso3]))


def _entry_values(number: int, row: Row, number_of: Mapping[str, int]) -> tuple[object, ...]:
    return (
        number, store_id(row.id), row.name, round(row.lon * 1e5), round(row.lat * 1e5),
        row.feature_class, row.feature_code,
        row.country_iso3, number_of.get(row.admin1_id), number_of.get(row.admin2_id),
        row.population, max(1, round(row.radius_km * 10)), QUALITIES.index(row.quality),
        SOURCES.index(row.source), cell_of(row.lon, row.lat),
    )  # fmt: skip


def write_database(
    world: World, path: Path, *, meta: Mapping[str, str], credits_: Sequence[Credit]
) -> int:
    """Write the file anew and return its number of names.

    Parameters
    ----------
    path
        Must not exist; the caller moves it into place.
    meta
        Facts about the file; "version" is added from the hash of the contents.
    """
    ordered = order_rows(world.rows)
    number_of = {row.id: number for number, row in enumerate(ordered, start=1)}
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute(f"PRAGMA page_size = {_PAGE_SIZE}")
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.executescript(TABLES)
        connection.execute("BEGIN")
        connection.executemany(
            "INSERT INTO entry VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            (_entry_values(number_of[row.id], row, number_of) for row in ordered),
        )
        names = sorted(_name_rows(ordered), key=lambda r: r[:3])
        connection.executemany("INSERT INTO name VALUES (?,?,?,?)", names)
        connection.executemany(
            "INSERT INTO skeleton VALUES (?,?)", sorted(set(_skeleton_rows(ordered)))
        )
        connection.executemany("INSERT INTO country_key VALUES (?,?)", _country_keys(ordered))
        connection.executemany(
            "INSERT INTO geometry VALUES (?,?,?,?,?,?,?,?,?)",
            (
                (number_of[row.id], row.geometry_kind, *row.geometry.bounds, row.rank,
                 int(bool(row.disputed)), pack_geometry(row.geometry))
                for row in ordered if row.geometry is not None
            ),
        )  # fmt: skip
        connection.executemany(
            "INSERT INTO waypoint VALUES (?,?,?,?,?,?)",
            (
                (number_of[row.id], step, *waypoint)
                for row in ordered for step, waypoint in enumerate(row.waypoints, start=1)
            ),
        )  # fmt: skip
        connection.executemany(
            "INSERT INTO dispute VALUES (?,?)",
            ((number_of[row.id], row.disputed) for row in ordered if row.disputed),
        )
        connection.executemany(
            "INSERT INTO coarse VALUES (?,?,?,?,?)",
            (
                (step, kind, name, rank, pack_geometry(geometry))
                for step, (kind, name, rank, geometry) in enumerate(world.coarse, start=1)
            ),
        )
        connection.executemany(
            "INSERT INTO credit VALUES (?,?,?,?)",
            sorted((c.name, c.licence, c.url, c.note) for c in credits_),
        )
        connection.executemany("INSERT INTO meta VALUES (?,?)", sorted(meta.items()))
        connection.execute("COMMIT")
        connection.executescript(INDEXES)
        version = hash_dump(connection)[:12]
        connection.execute("INSERT INTO meta VALUES ('version', ?)", (version,))
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        connection.execute("ANALYZE")
        connection.execute("VACUUM")
    finally:
        connection.close()
    return len(names)
