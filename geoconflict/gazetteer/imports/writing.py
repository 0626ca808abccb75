"""Import rows in, one database of the user's own out; the old one stays until the new is whole."""

from __future__ import annotations

import contextlib
import itertools
import json
import sqlite3
import zlib
from typing import TYPE_CHECKING, Self

from geoconflict.errors import OutputError
from geoconflict.gazetteer.fold import fold_name, make_skeleton
from geoconflict.gazetteer.schema import (
    APPLICATION_ID,
    NAME_KINDS,
    QUALITIES,
    SCHEMA_VERSION,
    SOURCES,
    TABLES,
    USER_INDEXES,
    USER_TABLES,
    cell_of,
    load_surface,
    store_id,
)
from geoconflict.gazetteer.similar import pack_keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

    from geoconflict.gazetteer.imports.rows import ImportRow
    from geoconflict.model import Credit

#: Suffix of a database that is being written.
PART_SUFFIX = ".part"
# `n` orders by how well known an entry is: weight in the high bits, order of arrival in the low.
_SEQUENCE_BITS = 26
_MAX_WEIGHT = 2**31 - 1
_BATCH = 5000
# Keys by country are only listed up to so many names; beyond, look-ups go by the first letter.
_MAX_LISTED_NAMES = 3_000_000
_CACHE_KIB = 48 * 1024
#: Cell of a row that only lends its name to others and is no entry itself.
REFERENCE_CELL = -1
_INSERT_ENTRY = "INSERT OR IGNORE INTO entry VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"


class DatabaseWriter:
    """Writes one database in bounded memory; as a context manager it leaves nothing half-done.

    Parameters
    ----------
    target
        Where the database goes; what stands there stays until `finish`.
    source
        One of `schema.SOURCES`.
    transliterated
        Whether names are also to be found by their consonants.

    Raises
    ------
    OutputError
        If the folder cannot be written to.
    """

    def __init__(self, target: Path, source: str, *, transliterated: bool = True) -> None:
        self.target = target
        self.source = SOURCES.index(source)
        self.transliterated = transliterated
        self.count = 0
        self.entries = 0
        self._sequence = 0
        self._units: dict[str, int] = {}
        self._described: dict[str, str] = {}
        self._entries: list[tuple[object, ...]] = []
        self._names: list[tuple[str, int, int, str | None]] = []
        self._skeletons: list[tuple[str, int]] = []
        self._part = target.with_name(target.name + PART_SUFFIX)
        self._stage = target.with_name(target.name + PART_SUFFIX + "-names")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._remove_parts()
            self._connection = sqlite3.connect(self._part, isolation_level=None)
            self._prepare()
        except (OSError, sqlite3.Error) as error:
            raise OutputError(
                f"cannot write {target.parent}: {error}; name another folder with --data-dir",
                path=str(target),
            ) from error

    def _prepare(self) -> None:
        run = self._connection.execute
        run("PRAGMA page_size = 4096")
        for schema in ("main", "stage"):
            if schema == "stage":
                run("ATTACH ? AS stage", (str(self._stage),))
            run(f"PRAGMA {schema}.journal_mode = OFF")
            run(f"PRAGMA {schema}.synchronous = OFF")
            run(f"PRAGMA {schema}.cache_size = -{_CACHE_KIB}")
        self._connection.executescript(TABLES + USER_TABLES)
        # Names arrive in no order: they wait outside and are sorted in once, which is many
        # times faster than filling a B-tree at random.
        run("CREATE TABLE stage.name (folded, n, kind, surface)")
        run("CREATE TABLE stage.skeleton (skeleton, n)")
        run("BEGIN")

    def __enter__(self) -> Self:
        """Return the writer itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Remove what is half-written."""
        self._connection.close()
        self._remove_parts()

    def _remove_parts(self) -> None:
        for path in (self._part, self._stage):
            with contextlib.suppress(FileNotFoundError):
                path.unlink()

    def next_number(self, weight: int) -> int:
        """Return a new row number; larger weights come first in look-ups."""
        self._sequence += 1
        return (_MAX_WEIGHT - min(max(weight, 0), _MAX_WEIGHT) << _SEQUENCE_BITS) | self._sequence

    def fixed_number(self, weight: int, key: int) -> int:
        """Return the row number of a key below 2**26: the same for the same key and weight."""
        return (_MAX_WEIGHT - min(max(weight, 0), _MAX_WEIGHT) << _SEQUENCE_BITS) | key

    def unit_number(self, unit_id: str) -> int | None:
        """Return the number by which rows refer to an administrative unit, None without one."""
        if not unit_id:
            return None
        number = self._units.get(unit_id)
        if number is None:
            # Below zero, so that no entry ever has it.
            number = self._units[unit_id] = -len(self._units) - 1
        return number

    def describe_unit(
        self, unit_id: str, name: str, *, stored_id: str = "", pcode: str = ""
    ) -> None:
        """Say what a unit is called that rows refer to; without it their field stays empty.

        Parameters
        ----------
        stored_id
            Id that look-ups show; empty: `unit_id` itself.
        pcode
            Its code, where it has one.
        """
        self._described[unit_id] = name
        number = self.unit_number(unit_id)
        self._entries.append(
            (number, store_id(stored_id or unit_id), name, 0, 0, "A", "", "", None, None, 0, 1,
             0, self.source, REFERENCE_CELL)
        )  # fmt: skip

        if pcode:
            self._connection.execute("INSERT INTO pcode VALUES (?,?)", (number, pcode))

    def is_described(self, unit_id: str) -> bool:
        """Return whether `describe_unit` has named a unit."""
        return unit_id in self._described

    def add(self, row: ImportRow, *, weight: int | None = None) -> int:
        """Add an entry and return its number."""
        number = self.next_number(row.population if weight is None else weight)
        self.add_entry(
            (number, store_id(row.id), row.name, round(row.lon * 1e5), round(row.lat * 1e5),
             row.feature_class, row.feature_code, row.country_iso3,
             self.unit_number(row.admin1_id), self.unit_number(row.admin2_id),
             max(0, row.population), max(1, round(row.radius_km * 10)),
             QUALITIES.index(row.quality), self.source, cell_of(row.lon, row.lat))
        )  # fmt: skip
        self.add_names(number, row.name, row.names)
        if row.geometry is not None:
            self._add_geometry(number, row)
        if row.pcode:
            self._connection.execute("INSERT INTO pcode VALUES (?,?)", (number, row.pcode))
        self.add_same(number, row.same_as)
        return number

    def _add_geometry(self, number: int, row: ImportRow) -> None:
        import shapely  # noqa: PLC0415

        assert row.geometry is not None  # noqa: S101 - the caller asked
        packed = zlib.compress(shapely.to_wkb(row.geometry, byte_order=1), 6)
        self._connection.execute(
            "INSERT INTO geometry VALUES (?,?,?,?,?,?,?,?,?)",
            (number, row.geometry_kind, *row.geometry.bounds, 0, 0, packed),
        )

    def add_same(self, number: int, ids: Iterable[str]) -> None:
        """Say which entries that ship mean the same place as a row."""
        self._connection.executemany(
            "INSERT OR IGNORE INTO same VALUES (?,?)", [(store_id(i), number) for i in ids]
        )

    def add_entry(self, values: tuple[object, ...]) -> None:
        """Add the values of one row of table `entry`."""
        self.count += 1
        self._entries.append(values)
        if len(self._entries) >= _BATCH:
            self._flush()

    def add_names(
        self, number: int, name: str, others: Sequence[tuple[str, str]], *, own: bool = True
    ) -> None:
        """Add the names of an entry, each key once; `own` says whether its name is one of them."""
        seen = set()
        for surface, kind in ((name, "name"), *others) if own else others:
            folded = fold_name(surface)
            if folded in seen or (len(folded) < 2 and folded.isascii()):
                continue
            seen.add(folded)
            at = NAME_KINDS.index(kind)
            kept = None if surface == load_surface(None, at, folded, name) else surface
            self._names.append((folded, number, at, kept))
            if self.transliterated and (skeleton := make_skeleton(surface)):
                self._skeletons.append((skeleton, number))

    def _flush(self) -> None:
        run = self._connection.executemany
        run(_INSERT_ENTRY, self._entries)
        run("INSERT INTO stage.name VALUES (?,?,?,?)", self._names)
        run("INSERT INTO stage.skeleton VALUES (?,?)", self._skeletons)
        self._entries.clear()
        self._names.clear()
        self._skeletons.clear()

    def _add_country_keys(self) -> None:
        """List the keys of each country for look-ups of misspelt names, in bounded memory."""
        (names,) = self._connection.execute("SELECT count(*) FROM stage.name").fetchone()
        if names > _MAX_LISTED_NAMES:
            return
        rows = self._connection.execute(
            "SELECT DISTINCT e.country_iso3, m.folded FROM main.name m JOIN entry e ON e.n = m.n "
            "WHERE e.country_iso3 <> '' ORDER BY 1, 2"
        )
        for iso3, group in itertools.groupby(rows, key=lambda row: row[0]):
            keys = pack_keys(key for _, key in group)
            self._connection.execute("INSERT INTO country_key VALUES (?,?)", (iso3, keys))

    def finish(self, meta: Mapping[str, str], credit: Credit) -> None:
        """Write what is left, sort the names in, and put the database into place.

        Parameters
        ----------
        meta
            Facts about the file ("version", "format", "inputs" ...).
        credit
            Source and licence to name on every output.

        Raises
        ------
        OutputError
            If the disk is full or the folder cannot be written to.
        """
        try:
            self._finish(meta, credit)
        except (OSError, sqlite3.Error) as error:
            raise OutputError(
                f"cannot write {self.target}: {error}; free some space or name another folder "
                "with --data-dir",
                path=str(self.target),
            ) from error

    def _finish(self, meta: Mapping[str, str], credit: Credit) -> None:
        self._flush()
        run = self._connection.execute
        run("INSERT OR IGNORE INTO main.name SELECT * FROM stage.name ORDER BY folded, n, kind")
        run("INSERT OR IGNORE INTO main.skeleton SELECT * FROM stage.skeleton ORDER BY skeleton, n")
        self._add_country_keys()
        run(
            "INSERT INTO credit VALUES (?,?,?,?)",
            (credit.name, credit.licence, credit.url, credit.note),
        )
        counts = run(
            "SELECT country_iso3, count(*) FROM entry WHERE feature_class = 'P' AND cell <> ? "
            "AND n NOT IN (SELECT n FROM same) GROUP BY 1 ORDER BY 1",
            (REFERENCE_CELL,),
        )
        meta = {**meta, "new_places": json.dumps(dict(counts.fetchall()))}
        self._connection.executemany("INSERT INTO meta VALUES (?,?)", sorted(meta.items()))
        (self.entries,) = run(
            "SELECT count(*) FROM entry WHERE cell <> ?", (REFERENCE_CELL,)
        ).fetchone()
        run("COMMIT")
        run("DETACH stage")
        self._connection.executescript(USER_INDEXES)
        run(f"PRAGMA application_id = {APPLICATION_ID}")
        run(f"PRAGMA user_version = {SCHEMA_VERSION}")
        self._connection.close()
        self._part.replace(self.target)
