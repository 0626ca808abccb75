"""Names, ids and positions in; gazetteer entries, geometry and units out."""

from __future__ import annotations

import itertools
import json
import sqlite3
import zlib
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, cast

from geoconflict.errors import (
    EntryNotFoundError,
    GazetteerMissingError,
    GazetteerVersionError,
)
from geoconflict.gazetteer import names
from geoconflict.gazetteer.basemap import read_basemap
from geoconflict.gazetteer.candidates import collect_candidates
from geoconflict.gazetteer.data_folder import find_databases
from geoconflict.gazetteer.dump import hash_dump
from geoconflict.gazetteer.positions import UnitFinder
from geoconflict.gazetteer.reading import Filter, make_entry, select_rows
from geoconflict.gazetteer.schema import (
    APPLICATION_ID,
    SCHEMA_VERSION,
    cells_near,
    store_id,
)
from geoconflict.gazetteer.similar import CountryKeys
from geoconflict.geodesy import great_circle_km
from geoconflict.model import Credit, Entry, Waypoint

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from types import TracebackType

    import numpy as np
    from numpy.typing import ArrayLike
    from shapely.geometry.base import BaseGeometry

    from geoconflict.gazetteer.user_data import UserData
    from geoconflict.gazetteer.user_units import UserUnits
    from geoconflict.model import AdminUnits, BasemapFeature, Candidate

_EARTH_KM_PER_DEGREE = 111.2


def find_shipped_path() -> Path:
    """Return where the gazetteer lies that ships with the package."""
    return Path(str(resources.files("geoconflict.data") / "gazetteer.sqlite"))


def _open(path: Path) -> sqlite3.Connection:
    """Return a read-only connection after checking the file's marks.

    Raises
    ------
    GazetteerMissingError
        If no file is there.
    GazetteerVersionError
        If it is no gazetteer, a damaged one, or one of another version.
    """
    if not path.is_file():
        raise GazetteerMissingError(
            f"no gazetteer at {path}: reinstall geoconflict, or build one with "
            "`geoconflict gazetteer build`",
            path=str(path),
        )
    # Immutable: no lock or journal file is made, also in a read-only installation.
    uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
    try:
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        tables = connection.execute("SELECT count(*) FROM meta").fetchone()[0]
    except sqlite3.DatabaseError as error:
        connection.close()
        raise GazetteerVersionError(
            f"{path} is damaged or no gazetteer ({error}): reinstall geoconflict, or build it "
            "anew with `geoconflict gazetteer build`",
            path=str(path),
        ) from error
    if application != APPLICATION_ID or version != SCHEMA_VERSION or not tables:
        connection.close()
        found = f"version {version}" if application == APPLICATION_ID else "no gazetteer"
        raise GazetteerVersionError(
            f"{path} is {found}, this package reads version {SCHEMA_VERSION}: build it anew "
            "with `geoconflict gazetteer build`",
            path=str(path),
        )
    return connection


class Gazetteer:
    """The embedded world and the user's own additions, read only.

    What the user added wins over the reviewed overlay, and that over what is compiled from
    packages; rows of one place are merged. Opening reads nothing but the files' marks; everything
    else is read when asked for. An instance may be used from several threads one after the other,
    not at once.

    Parameters
    ----------
    path
        A compiled gazetteer; None: the one that ships with the package.
    data_dir
        Folder of the user's own data; None or "": the platform's. The databases there are
        opened in the order of their names.
    user_data
        False leaves the user's own data out.

    Attributes
    ----------
    path
        The file in use.
    version
        First 12 hex digits of `dump_hash`: equal for equal contents; another one where there is
        user data.

    Raises
    ------
    GazetteerMissingError
        If no file is at the path.
    GazetteerVersionError
        If the file or one of the user's databases is damaged, no gazetteer, or of another version.

    Examples
    --------
    >>> with Gazetteer() as gazetteer:
    ...     entry = gazetteer.find_by_name("Saraqib", countries=("SYR",))[0]
    ...     print(entry.name, entry.feature_class, entry.country_iso3, entry.admin1)
    Saraqib P SYR Idlib
    """

    def __init__(
        self,
        path: str | Path | None = None,
        *,
        data_dir: str | Path | None = None,
        user_data: bool = True,
    ) -> None:
        self.path = find_shipped_path() if path is None else Path(path)
        self._connection = _open(self.path)
        self._keys = CountryKeys(self._connection)
        self._units: UnitFinder | None = None
        self._own_units: UserUnits | None = None
        self._neighbours: dict[str, tuple[str, ...]] | None = None
        self.version: str = self._read_meta("version")
        self._own: UserData | None = None
        databases = find_databases(data_dir) if user_data else ()
        if databases:
            from geoconflict.gazetteer.user_data import UserData  # noqa: PLC0415 - rarely needed

            try:
                self._own = UserData(databases, self._find_shipped)
            except GazetteerVersionError:
                self._connection.close()
                raise
            self.version = self._own.make_version(self.version)

    def __enter__(self) -> Self:
        """Return the gazetteer itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the file."""
        self.close()

    def close(self) -> None:
        """Close the files; look-ups afterwards fail."""
        self._connection.close()
        if self._own is not None:
            self._own.close()

    def _read_meta(self, key: str) -> str:
        row = self._connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else ""

    def _select(self, where: str, values: Sequence[object] = ()) -> Iterator[tuple[Any, ...]]:
        return select_rows(self._connection, where, values)

    # ------------------------------------------------------------------ by name

    def find_by_name(
        self,
        name: str,
        *,
        countries: Sequence[str] = (),
        feature_classes: Sequence[str] = (),
        feature_codes: Sequence[str] = (),
        limit: int = 50,
        kinds: Sequence[str] = (),
    ) -> tuple[Entry, ...]:
        """Return the entries that bear a name, the best known first.

        Spellings that fold to the same key match (`fold_name`). Where nothing does, names with
        the same consonants are returned, with `name_kind` "variant": candidates that need the
        support of their context.

        Parameters
        ----------
        name
            As written; articles, case and diacritics make no difference.
        countries
            ISO 3166-1 alpha-3 codes; empty: everywhere.
        feature_classes, feature_codes
            Letters and codes to keep; empty: all.
        limit
            At most so many.
        kinds
            Kinds of name to match ("name", "alternate", "abbreviation", "demonym", "variant");
            empty: all but demonyms.

        Returns
        -------
        entries
            Ordered by population and rank of unit; empty where nothing bears the name.
        """
        wanted = Filter(countries, feature_classes, feature_codes, kinds)
        if self._own is None:
            return names.find_by_name(self._connection, name, wanted, limit=limit)
        return self._find_exact(name, wanted, limit) or self._find_variants(name, wanted, limit)

    def _find_exact(self, name: str, wanted: Filter, limit: int) -> tuple[Entry, ...]:
        found = names.find_exact(self._connection, name, wanted, limit=limit)
        if self._own is None:
            return found
        own = self._own.find_exact(name, wanted, limit=limit)
        return self._own.merge(own, found, wanted, limit=limit)

    def _find_variants(self, name: str, wanted: Filter, limit: int) -> tuple[Entry, ...]:
        found = names.find_variants(self._connection, name, wanted, limit=limit)
        if self._own is None:
            return found
        own = self._own.find_variants(name, wanted, limit=limit)
        return self._own.merge(own, found, wanted, limit=limit)

    def find_candidates(
        self, phrase: str, *, countries: Sequence[str] = (), limit: int = 5
    ) -> tuple[Candidate, ...]:
        """Return what a phrase for a place may mean, the likeliest first.

        The phrase may carry the words that coders and reporters put around a name: "X town",
        "X village (Y district)", "near X", "between X and Y" (`read_phrase`). First come
        entries with the name itself, then those at or near which the phrase points, then those
        with the same consonants, at last names that only look alike.

        Parameters
        ----------
        phrase
            A name, bare or with such words.
        countries
            ISO 3166-1 alpha-3 codes; empty: everywhere, and then no names that look alike.
        limit
            At most so many.

        Returns
        -------
        candidates
            Each with how it was found (`reason`) and how far that is to be trusted (`score`,
            0-1); empty where nothing fits. Those of a score below 0.6 place nothing by
            themselves.
        """
        wanted = Filter(countries, (), (), ())
        return collect_candidates(
            phrase,
            find_exact=lambda name: self._find_exact(name, wanted, limit),
            find_variants=lambda name: self._find_variants(name, wanted, limit),
            find_alike=lambda name, n: self._find_alike(name, wanted, countries, n),
            limit=limit,
        )

    def _find_alike(
        self, name: str, wanted: Filter, countries: Sequence[str], limit: int
    ) -> list[tuple[float, Entry]]:
        found = names.find_alike(self._keys, name, wanted, countries=countries, limit=limit)
        if self._own is not None:
            own = self._own.find_alike(name, wanted, countries=countries, limit=limit)
            found = sorted([*own, *found], key=lambda pair: -pair[0])
        return found

    def find_demonym(self, word: str) -> tuple[Entry, ...]:
        """Return the countries whose people a word names ("Turkish", "Syrians").

        Returns
        -------
        entries
            Countries, the most populous first ("Congolese" has two); empty for other words.
        """
        return self.find_by_name(word, kinds=("demonym",))

    def has_name(self, name: str) -> bool:
        """Return whether any entry bears the name; demonyms do not count."""
        return names.has_name(self._connection, name) or (
            self._own is not None and self._own.has_name(name)
        )

    def find_by_prefix(
        self, prefix: str, *, countries: Sequence[str] = (), limit: int = 20
    ) -> tuple[Entry, ...]:
        """Return entries with a name that begins so, the best known first.

        Parameters
        ----------
        prefix
            Beginning of a name, folded as names are.
        countries
            ISO 3166-1 alpha-3 codes; empty: everywhere.
        limit
            At most so many.

        Returns
        -------
        entries
            Empty where no name begins so, or the prefix has no letter.
        """
        found = names.find_by_prefix(self._connection, prefix, countries=countries, limit=limit)
        if self._own is None:
            return found
        own = self._own.find_by_prefix(prefix, countries=countries, limit=limit)
        return self._own.merge(own, found, Filter(countries, (), (), ()), limit=limit)

    def suggest(
        self, name: str, *, countries: Sequence[str] = (), limit: int = 10
    ) -> tuple[tuple[Entry, int], ...]:
        """Return entries with similar names, for people to choose from.

        A suggestion is no answer: of measured fuzzy matches more were wrong than right.

        Parameters
        ----------
        name
            A name that may be misspelt; without `countries` its first letter is taken as right.
        countries
            ISO 3166-1 alpha-3 codes; empty: everywhere.
        limit
            At most so many.

        Returns
        -------
        suggestions
            (entry, number of edits), fewest edits and best known first.
        """
        found = names.suggest(self._keys, name, countries=countries, limit=limit)
        if self._own is None:
            return found
        own = self._own.suggest(name, countries=countries, limit=limit)
        known = {entry.id for entry, _ in own}
        own += [pair for pair in found if pair[0].id not in known]
        return tuple(sorted(own, key=lambda pair: pair[1])[:limit])

    # ------------------------------------------------------------------ by id

    def get_entry(self, entry_id: str) -> Entry:
        """Return the entry of an id.

        Raises
        ------
        EntryNotFoundError
            If no entry has it.
        """
        entry = self.find_entry(entry_id)
        if entry is None:
            raise EntryNotFoundError(
                f"the gazetteer has no entry {entry_id!r}: look it up with "
                "`geoconflict gazetteer search`",
                entry_id=entry_id,
            )
        return entry

    def find_entry(self, entry_id: str) -> Entry | None:
        """Return the entry of an id, the user's own first; None for an unknown one."""
        own = None if self._own is None else self._own.find_entry(entry_id)
        if own is not None and self._own is not None:
            shipped = self._find_shipped(entry_id)
            return own if shipped is None else self._own.fuse(own, shipped)
        return self._find_shipped(entry_id)

    def _find_shipped(self, entry_id: str) -> Entry | None:
        row = next(self._select("e.id = ?", (store_id(entry_id),)), None)
        return None if row is None else make_entry(row)

    def get_geometry(self, entry_id: str) -> BaseGeometry | None:
        """Return the line or area of an entry in EPSG:4326.

        Returns
        -------
        geometry
            (Multi)Polygon of countries, first-level units and regions; (Multi)LineString of
            borders, rivers and routes; None where only a point is known.

        Raises
        ------
        EntryNotFoundError
            If no entry has the id.
        """
        import shapely  # noqa: PLC0415

        own = None if self._own is None else self._own.find_geometry(entry_id)
        if own is not None:
            return own
        row = self._connection.execute(
            "SELECT g.wkb FROM entry e JOIN geometry g ON g.n = e.n WHERE e.id = ?",
            (store_id(entry_id),),
        ).fetchone()
        if row is None:
            self.get_entry(entry_id)
            return None
        return shapely.from_wkb(zlib.decompress(row[0]))

    def find_dispute(self, entry_id: str) -> str:
        """Return who claims a country, unit or border; empty where nobody disputes it."""
        row = self._connection.execute(
            "SELECT d.note FROM entry e JOIN dispute d ON d.n = e.n WHERE e.id = ?",
            (store_id(entry_id),),
        ).fetchone()
        return str(row[0]) if row else ""

    # ------------------------------------------------------------------ countries and units

    def find_country(self, iso3: str) -> Entry | None:
        """Return a country by its ISO 3166-1 alpha-3 code, None for an unknown one."""
        return self._find_shipped(f"ne:{iso3.upper()}") if len(iso3) == 3 else None

    def find_countries(self) -> tuple[Entry, ...]:
        """Return every country and dependency, ordered by code."""
        rows = self._select("e.feature_class = 'A' AND e.feature_code IN ('PCLI', 'PCLD')")
        return tuple(sorted(map(make_entry, rows), key=lambda e: e.country_iso3))

    def find_capital(self, iso3: str) -> Entry | None:
        """Return the capital of a country, None where none is known."""
        rows = self._connection.execute(
            "SELECT n FROM entry INDEXED BY entry_capital WHERE feature_code = 'PPLC' "
            "AND country_iso3 = ? ORDER BY n LIMIT 1",
            (iso3.upper(),),
        ).fetchone()
        if rows is None:
            return None
        return make_entry(next(self._select("e.n = ?", rows)))

    def find_admin1_of(self, entry: Entry) -> Entry | None:
        """Return the first-level unit that holds an entry (itself if it is one), else None."""
        if entry.feature_code == "ADM1":
            return entry
        return self._find_shipped(entry.admin1_id) if entry.admin1_id else None

    def find_border(self, iso3_a: str, iso3_b: str) -> Entry | None:
        """Return the land border of two countries in either order, None where they share none."""
        first, second = sorted((iso3_a.upper(), iso3_b.upper()))
        return self._find_shipped(f"border:{first}-{second}")

    def find_neighbours(self, iso3: str) -> tuple[str, ...]:
        """Return the codes of the countries that share a land border, sorted."""
        if self._neighbours is None:
            pairs: dict[str, list[str]] = {}
            for (entry_id,) in self._connection.execute(
                "SELECT id FROM entry WHERE id >= 'border:' AND id < 'border;'"
            ):
                first, second = entry_id.removeprefix("border:").split("-")
                pairs.setdefault(first, []).append(second)
                pairs.setdefault(second, []).append(first)
            self._neighbours = {code: tuple(sorted(others)) for code, others in pairs.items()}
        return self._neighbours.get(iso3.upper(), ())

    # ------------------------------------------------------------------ routes

    def find_routes(self, *, countries: Sequence[str] = ()) -> tuple[Entry, ...]:
        """Return the roads and railways with a line, ordered by id.

        Parameters
        ----------
        countries
            ISO 3166-1 alpha-3 codes, any of which the route crosses; empty: all.
        """
        wanted = Filter(countries, (), (), ())
        rows = self._select("e.feature_class = 'R' AND g.n IS NOT NULL")
        found: Iterable[Entry] = (make_entry(row) for row in rows if wanted.takes_country(row[7]))
        if self._own is not None:
            own = self._own.find_routes(wanted)
            found = [*own, *(e for e in found if self._own.find_same_route(e, own) is None)]
        return tuple(sorted(found, key=lambda e: e.id))

    def get_waypoints(self, route_id: str) -> tuple[Waypoint, ...]:
        """Return the named points of a route in order; empty for an entry that is no route.

        Raises
        ------
        EntryNotFoundError
            If no entry has the id.
        """
        self.get_entry(route_id)
        rows = self._connection.execute(
            "SELECT w.name, w.lon, w.lat, w.entry_id FROM entry e JOIN waypoint w ON w.n = e.n "
            "WHERE e.id = ? ORDER BY w.step",
            (store_id(route_id),),
        )
        return tuple(Waypoint(name=n, lon=x, lat=y, entry_id=i) for n, x, y, i in rows)

    # ------------------------------------------------------------------ by position

    def _unit_finder(self) -> UnitFinder:
        if self._units is None:
            self._units = UnitFinder(self._connection)
        return self._units

    def find_units_at(self, lon: float, lat: float) -> AdminUnits:
        """Return the country and first-level unit that hold a position.

        Parameters
        ----------
        lon, lat
            Degrees, EPSG:4326.

        Returns
        -------
        units
            Up to 5 km off a coast the nearest land counts (coasts are simplified); at sea all
            fields are empty. `admin2` and the p-codes are empty unless the user added
            boundaries; those then also give `admin1`, never the country.
        """
        units = self._unit_finder().find_one(lon, lat)
        own = self._find_own_units()
        return units if own is None else own.refine_one(lon, lat, units)

    @property
    def has_boundaries(self) -> bool:
        """Whether the user added boundaries, so that units have p-codes."""
        return self._find_own_units() is not None

    def _find_own_units(self) -> UserUnits | None:
        if self._own is None:
            return None
        if self._own_units is None:
            from geoconflict.gazetteer.user_units import UserUnits  # noqa: PLC0415 - rarely needed

            self._own_units = UserUnits(self._own.connections)
        return self._own_units or None

    def find_units(
        self, positions: ArrayLike | Sequence[tuple[float, float]]
    ) -> tuple[AdminUnits, ...]:
        """Return country and first-level unit of many positions.

        Parameters
        ----------
        positions
            Shape (n, 2), (lon, lat) in degrees; a row with NaN gives empty units.

        Returns
        -------
        units
            n, in the order given; () for n = 0.

        Raises
        ------
        ValueError
            If the shape is another.
        """
        xy = cast("np.ndarray[Any, Any]", positions)
        units = self._unit_finder().find_many(xy)
        own = self._find_own_units()
        return units if own is None else own.refine_many(xy, units)

    def find_nearest(
        self,
        lon: float,
        lat: float,
        *,
        limit: int = 10,
        max_km: float = 100.0,
        feature_classes: Sequence[str] = ("P",),
        countries: Sequence[str] = (),
    ) -> tuple[tuple[Entry, float], ...]:
        """Return the entries around a position with their distances.

        Parameters
        ----------
        lon, lat
            Degrees, EPSG:4326.
        limit
            At most so many.
        max_km
            Farther ones are left out; great-circle distance in km.
        feature_classes
            Letters to keep; empty: all.
        countries
            ISO 3166-1 alpha-3 codes; empty: everywhere.

        Returns
        -------
        found
            (entry, distance_km), nearest first.
        """
        wanted = Filter(countries, feature_classes, (), ())
        near: list[tuple[float, int]] = []
        for low, high in cells_near(lon, lat, max_km / _EARTH_KM_PER_DEGREE):
            rows = self._connection.execute(
                "SELECT n, lon_e5, lat_e5, feature_class, country_iso3 FROM entry "
                "WHERE cell BETWEEN ? AND ?",
                (low, high),
            )
            for number, x, y, letter, country in rows:
                if not wanted.takes(letter, "", country, "name"):
                    continue
                away = great_circle_km(lon, lat, x / 1e5, y / 1e5)
                if away <= max_km:
                    near.append((away, number))
        near.sort()
        shipped = (
            (make_entry(next(self._select("e.n = ?", (number,)))), round(away, 3))
            for away, number in near
        )
        if self._own is None:
            return tuple(itertools.islice(shipped, limit))
        own = sorted(
            self._own.iter_near(lon, lat, max_km=max_km, wanted=wanted),
            key=lambda pair: (pair[0], pair[1].id),
        )
        return self._own.merge_near(own, itertools.islice(shipped, limit + len(own)), limit=limit)

    def find_country_boxes(self) -> dict[str, tuple[float, float, float, float]]:
        """Return the box (west, south, east, north) of each country's polygons, by code."""
        rows = self._connection.execute(
            "SELECT e.country_iso3, min(g.west), min(g.south), max(g.east), max(g.north) "
            "FROM geometry g JOIN entry e ON e.n = g.n WHERE g.kind = 'country' GROUP BY 1"
        )
        return {code: (w, s, e, n) for code, w, s, e, n in rows}

    # ------------------------------------------------------------------ map and facts

    def read_basemap(
        self, bbox: tuple[float, float, float, float], *, worldview: str = "default"
    ) -> tuple[BasemapFeature, ...]:
        """Return what a map draws under its data.

        Parameters
        ----------
        bbox
            (west, south, east, north) in degrees: the region that is drawn in detail, with a
            margin. The rest of the world is drawn coarsely.
        worldview
            Name of the worldview of borders; "default" is the only one that ships.

        Returns
        -------
        features
            Countries first, then first-level lines, rivers, borders and labels; geometries in
            EPSG:4326, valid, none empty.

        Raises
        ------
        ValueError
            If the box is upside down or off the globe, or the worldview is unknown.
        """
        return read_basemap(self._connection, bbox, worldview=worldview)

    def read_credits(self) -> tuple[Credit, ...]:
        """Return the data sources to name on every output, ordered by name."""
        rows = self._connection.execute("SELECT name, licence, url, note FROM credit ORDER BY name")
        found = [Credit(name=n, licence=li, url=u, note=o) for n, li, u, o in rows]
        if self._own is not None:
            found += self._own.read_credits()
            # Several databases of one source are one credit; what ships already says GeoNames.
            found = list({(c.name, c.licence): c for c in reversed(found)}.values())
        return tuple(sorted(found, key=lambda c: (c.name, c.licence)))

    def read_info(self) -> dict[str, Any]:
        """Return facts about the file as plain JSON values.

        Returns
        -------
        info
            "version", "path", "size_bytes", "worldview", "inputs" (name -> version), "rows"
            (input -> rows used), "entries", "names", "feature_classes" and "countries"
            (class or code -> entries), "places_by_country" (code -> populated places),
            "user_data" (database -> entries). Counts include the user's own data; a place that
            both know counts twice.
        """
        count = self._connection.execute
        own = {} if self._own is None else self._own.read_counts()
        groups = count("SELECT country_iso3, feature_class, count(*) FROM entry GROUP BY 1, 2")
        classes: dict[str, int] = {}
        countries: dict[str, int] = {}
        places: dict[str, int] = {}
        for codes, letter, number in [*groups, *itertools.chain.from_iterable(own.values())]:
            classes[letter] = classes.get(letter, 0) + number
            for code in filter(None, codes.split(";")):
                countries[code] = countries.get(code, 0) + number
                if letter == "P":
                    places[code] = places.get(code, 0) + number
        return {
            "version": self.version,
            "path": str(self.path),
            "size_bytes": self.path.stat().st_size,
            "worldview": self._read_meta("worldview"),
            "inputs": json.loads(self._read_meta("inputs") or "{}"),
            "rows": json.loads(self._read_meta("rows") or "{}"),
            "entries": sum(classes.values()),
            "names": count("SELECT count(*) FROM name").fetchone()[0]
            + (0 if self._own is None else self._own.count_names()),
            "feature_classes": dict(sorted(classes.items())),
            "countries": dict(sorted(countries.items())),
            "places_by_country": dict(sorted(places.items())),
            "user_data": {name: sum(row[2] for row in rows) for name, rows in own.items()},
        }

    def count_places(self, iso3: str) -> int:
        """Return the number of populated places known in a country, the user's own included.

        A place that several databases know may count more than once.
        """
        (shipped,) = self._connection.execute(
            "SELECT count(*) FROM entry WHERE feature_class = 'P' AND country_iso3 = ?", (iso3,)
        ).fetchone()
        return int(shipped) if self._own is None else self._own.count_places(iso3, int(shipped))

    def dump_hash(self) -> str:
        """Return the SHA-256 of the sorted logical dump: equal for equal contents."""
        return hash_dump(self._connection)
