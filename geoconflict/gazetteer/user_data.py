"""The user's own databases in, their entries merged with those that ship out: the user's win."""

from __future__ import annotations

import hashlib
import json
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING

from geoconflict.gazetteer import names
from geoconflict.gazetteer.data_folder import SUFFIX, open_database
from geoconflict.gazetteer.fold import fold_name
from geoconflict.gazetteer.reading import make_entry, select_rows
from geoconflict.gazetteer.same_place import is_same_place
from geoconflict.gazetteer.schema import cells_near, load_id, store_id
from geoconflict.gazetteer.similar import CountryKeys
from geoconflict.geodesy import great_circle_km
from geoconflict.model import Credit

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

    from geoconflict.gazetteer.reading import Filter
    from geoconflict.model import Entry

_GENERIC_CODES = ("", "PPL")


class UserData:
    """All databases of the user's own, in the order of their names.

    Parameters
    ----------
    paths
        The files; at least one.
    find_shipped
        Id -> the entry that ships, None for none.

    Raises
    ------
    GazetteerVersionError
        If one is damaged, no gazetteer, or of another version.
    """

    def __init__(self, paths: Sequence[Path], find_shipped: Callable[[str], Entry | None]) -> None:
        self.paths = tuple(paths)
        self._find_shipped = find_shipped
        self.connections: list[sqlite3.Connection] = []
        self._keys: list[CountryKeys] = []
        try:
            for path in self.paths:
                self.connections.append(open_database(path))
        except Exception:
            self.close()
            raise
        self._keys = [CountryKeys(connection) for connection in self.connections]

    def close(self) -> None:
        """Close the files."""
        for connection in self.connections:
            connection.close()

    def make_version(self, shipped: str) -> str:
        """Return 12 hex digits of the version that ships and those of the user's databases."""
        digest = hashlib.sha256(shipped.encode())
        for path, connection in zip(self.paths, self.connections, strict=True):
            row = connection.execute("SELECT value FROM meta WHERE key = 'version'").fetchone()
            digest.update(f"|{path.name}:{row[0] if row else ''}".encode())
        return digest.hexdigest()[:12]

    # ------------------------------------------------------------------ by name

    def find_exact(self, name: str, wanted: Filter, *, limit: int) -> list[Entry]:
        """Return the entries with a name, of all databases, each place once."""
        found: list[Entry] = []
        for connection in self.connections:
            found += names.find_exact(connection, name, wanted, limit=limit)
        return _join_own(map(self._adopt, found))

    def find_variants(self, name: str, wanted: Filter, *, limit: int) -> list[Entry]:
        """Return the entries with the consonants of a name."""
        found: list[Entry] = []
        for connection in self.connections:
            found += names.find_variants(connection, name, wanted, limit=limit)
        return _join_own(map(self._adopt, found))

    def _adopt(self, entry: Entry) -> Entry:
        """Return a unit under the id of the unit that ships and that it stands for.

        Places that ship refer to their units by id: a unit of the user's must have the same.
        Where only the one that ships has a polygon, it is that one.
        """
        if entry.feature_class != "A":
            return entry
        for connection in self.connections:
            row = connection.execute(
                "SELECT s.id FROM entry e JOIN same s ON s.n = e.n WHERE e.id = ? AND e.cell >= 0 "
                "LIMIT 1",
                (store_id(entry.id),),
            ).fetchone()
            if row is not None:
                unit = replace(entry, id=load_id(row[0]))
                shipped = self._find_shipped(unit.id)
                if shipped is None:
                    return unit
                return replace(
                    fuse(unit, shipped), matched_name=entry.matched_name, name_kind=entry.name_kind
                )
        return entry

    def has_name(self, name: str) -> bool:
        """Return whether any entry bears the name."""
        return any(names.has_name(connection, name) for connection in self.connections)

    def find_by_prefix(self, prefix: str, *, countries: Sequence[str], limit: int) -> list[Entry]:
        """Return the entries with a name that begins so."""
        found: list[Entry] = []
        for connection in self.connections:
            found += names.find_by_prefix(connection, prefix, countries=countries, limit=limit)
        return _join_own(map(self._adopt, found))

    def suggest(
        self, name: str, *, countries: Sequence[str], limit: int
    ) -> list[tuple[Entry, int]]:
        """Return the entries with similar names and their edits."""
        found: list[tuple[Entry, int]] = []
        for keys in self._keys:
            found += names.suggest(keys, name, countries=countries, limit=limit)
        return found

    def find_alike(
        self, name: str, wanted: Filter, *, countries: Sequence[str], limit: int
    ) -> list[tuple[float, Entry]]:
        """Return the entries with names that look like one, with their likeness."""
        found: list[tuple[float, Entry]] = []
        for keys in self._keys:
            found += names.find_alike(keys, name, wanted, countries=countries, limit=limit)
        return found

    # ------------------------------------------------------------------ by id

    def find_entry(self, entry_id: str) -> Entry | None:
        """Return the entry of an id, None where no database has it."""
        for connection in self.connections:
            row = next(
                select_rows(connection, "e.id = ? AND e.cell >= 0", (store_id(entry_id),)), None
            )
            if row is not None:
                return make_entry(row)
        return None

    def find_linked(self, shipped: Entry) -> Entry | None:
        """Return the user's entry that an entry that ships stands for, None for none."""
        key = store_id(shipped.id)
        for connection in self.connections:
            row = next(select_rows(connection, "e.id = ? AND e.cell >= 0", (key,)), None)
            if row is None:
                row = next(
                    select_rows(connection, "e.n = (SELECT min(n) FROM same WHERE id = ?)", (key,)),
                    None,
                )
            if row is not None:
                return self._adopt(make_entry(row))
        return None

    def find_geometry(self, entry_id: str) -> BaseGeometry | None:
        """Return the line or area of an entry, or of the one it stands for; None for none."""
        import shapely  # noqa: PLC0415

        key = store_id(entry_id)
        for connection in self.connections:
            row = connection.execute(
                "SELECT g.wkb FROM geometry g WHERE g.n IN (SELECT n FROM entry WHERE id = ?1 "
                "UNION SELECT n FROM same WHERE id = ?1) ORDER BY g.n LIMIT 1",
                (key,),
            ).fetchone()
            if row is not None:
                return shapely.from_wkb(zlib.decompress(row[0]))
        return None

    # ------------------------------------------------------------------ merging

    def merge(
        self, own: Sequence[Entry], shipped: Iterable[Entry], wanted: Filter, *, limit: int
    ) -> tuple[Entry, ...]:
        """Return entries of one look-up as one list: countries, the user's, those that ship.

        An entry that ships and means the same place as one of the user's is dropped; what it
        knows better (population, polygon, kind of seat) is kept.
        """
        countries: list[Entry] = []
        mine: list[Entry] = list(own)
        rest: list[Entry] = []
        for entry in shipped:
            at = next((i for i, o in enumerate(mine) if is_one_place(o, entry)), None)
            if at is not None:
                mine[at] = fuse(mine[at], entry)
                continue
            linked = self.find_linked(entry)
            if linked is not None:
                known = next((i for i, o in enumerate(mine) if o.id == linked.id), None)
                if known is not None:
                    mine[known] = fuse(mine[known], entry)
                elif wanted.takes(
                    linked.feature_class, linked.feature_code, linked.country_iso3, entry.name_kind
                ):
                    kept = fuse(linked, entry)
                    mine.append(
                        replace(kept, matched_name=entry.matched_name, name_kind=entry.name_kind)
                    )
                continue
            (countries if _is_country(entry) else rest).append(entry)
        countries += [entry for entry in mine if _is_country(entry)]
        mine = [entry for entry in mine if not _is_country(entry)]
        mine.sort(key=lambda e: -e.population)
        return tuple((*countries, *mine, *rest)[:limit])

    # ------------------------------------------------------------------ by position and class

    def iter_near(
        self, lon: float, lat: float, *, max_km: float, wanted: Filter
    ) -> Iterator[tuple[float, Entry]]:
        """Yield (distance_km, entry) of all entries within a distance, in no order."""
        for connection in self.connections:
            for low, high in cells_near(lon, lat, max_km / 111.2):
                rows = connection.execute(
                    "SELECT n, lon_e5, lat_e5, feature_class, country_iso3 FROM entry "
                    "WHERE cell BETWEEN ? AND ?",
                    (low, high),
                ).fetchall()
                for number, x, y, letter, country in rows:
                    if not wanted.takes(letter, "", country, "name"):
                        continue
                    away = great_circle_km(lon, lat, x / 1e5, y / 1e5)
                    if away <= max_km:
                        yield away, make_entry(next(select_rows(connection, "e.n = ?", (number,))))

    def find_routes(self, wanted: Filter) -> list[Entry]:
        """Return the roads and railways with a line."""
        found: list[Entry] = []
        for connection in self.connections:
            rows = select_rows(connection, "e.feature_class = 'R' AND g.n IS NOT NULL")
            found += [make_entry(row) for row in rows if wanted.takes_country(row[7])]
        return found

    def find_same_route(self, shipped: Entry, own: Sequence[Entry]) -> Entry | None:
        """Return the user's route that takes the place of one that ships, None for none."""
        linked = self.find_linked(shipped)
        if linked is not None:
            return linked
        named = (e for e in own if fold_name(e.name) == fold_name(shipped.name))
        return next((e for e in named if is_one_place(e, shipped)), None)

    def merge_near(
        self,
        own: Sequence[tuple[float, Entry]],
        shipped: Iterable[tuple[Entry, float]],
        *,
        limit: int,
    ) -> tuple[tuple[Entry, float], ...]:
        """Return (entry, distance_km) of both, nearest first, each place once."""
        merged = [(entry, round(away, 3)) for away, entry in own]
        rest: list[tuple[Entry, float]] = []
        for entry, away in shipped:
            twin = any(is_one_place(mine, entry) for mine, _ in merged)
            if not twin and self.find_linked(entry) is None:
                rest.append((entry, away))
        return tuple(sorted([*merged, *rest], key=lambda pair: (pair[1], pair[0].id))[:limit])

    @staticmethod
    def fuse(own: Entry, shipped: Entry) -> Entry:
        """Return the user's entry with what the one that ships knows better (`fuse`)."""
        return fuse(own, shipped)

    # ------------------------------------------------------------------ facts

    def read_credits(self) -> list[Credit]:
        """Return the sources of all databases."""
        found = []
        for connection in self.connections:
            rows = connection.execute("SELECT name, licence, url, note FROM credit ORDER BY name")
            found += [Credit(name=n, licence=li, url=u, note=o) for n, li, u, o in rows]
        return found

    def read_counts(self) -> dict[str, list[tuple[str, str, int]]]:
        """Return, for each database, (country codes, feature class, entries)."""
        counts = {}
        for path, connection in zip(self.paths, self.connections, strict=True):
            counts[path.name.removesuffix(SUFFIX)] = connection.execute(
                "SELECT country_iso3, feature_class, count(*) FROM entry WHERE cell >= 0 "
                "GROUP BY 1, 2 ORDER BY 1, 2"
            ).fetchall()
        return counts

    def count_places(self, iso3: str, shipped: int) -> int:
        """Return the number of populated places in a country together with those that ship.

        A GeoNames dump holds nearly all that ships; of other sources each says how many of its
        places are new.
        """
        total, dumped = shipped, 0
        for connection in self.connections:
            meta = dict(connection.execute("SELECT key, value FROM meta"))
            count = int(json.loads(meta.get("new_places", "{}")).get(iso3, 0))
            if meta.get("format") == "geonames":
                dumped = max(dumped, count)
            elif meta.get("format") != "alternate_names":
                total += count
        return max(total, total - shipped + dumped)

    def count_names(self) -> int:
        """Return the number of names in all databases."""
        count = "SELECT count(*) FROM name"
        return sum(c.execute(count).fetchone()[0] for c in self.connections)


def _is_country(entry: Entry) -> bool:
    return entry.feature_class == "A" and entry.feature_code.startswith("PCL")


def is_one_place(first: Entry, second: Entry) -> bool:
    """Return whether two entries that one look-up found are the same place."""
    if first.id == second.id:
        return True
    # Found under one name, but told apart by a name of their own only where both match theirs.
    if fold_name(first.matched_name or first.name) != fold_name(second.matched_name or second.name):
        return False
    return is_same_place(
        second, letter=first.feature_class, code=first.feature_code, iso3=first.country_iso3,
        lon=first.lon, lat=first.lat,
    )  # fmt: skip


def fuse(own: Entry, shipped: Entry) -> Entry:
    """Return the user's entry with what the one that ships knows better.

    A polygon or line outweighs a point: then the entry that ships stays, with its geometry.
    """
    population = own.population or shipped.population
    if shipped.has_geometry and not own.has_geometry:
        return replace(shipped, population=population)
    code = own.feature_code if own.feature_code not in _GENERIC_CODES else shipped.feature_code
    return replace(
        own,
        population=population,
        feature_code=code or own.feature_code,
        country_iso3=own.country_iso3 or shipped.country_iso3,
        admin1=own.admin1 or shipped.admin1,
        admin1_id=own.admin1_id or (shipped.admin1_id if not own.admin1 else ""),
        admin2=own.admin2 or shipped.admin2,
        admin2_id=own.admin2_id or (shipped.admin2_id if not own.admin2 else ""),
        radius_km=own.radius_km if own.population else max(own.radius_km, shipped.radius_km),
    )  # fmt: skip


def _join_own(entries: Iterable[Entry]) -> list[Entry]:
    """Return the user's entries with each place once: the first, or the one with a geometry."""
    kept: list[Entry] = []
    for entry in entries:
        at = next((i for i, other in enumerate(kept) if is_one_place(other, entry)), None)
        if at is None:
            kept.append(entry)
        else:
            kept[at] = fuse(kept[at], entry)
    return kept
