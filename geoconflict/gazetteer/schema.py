"""Shape of a compiled gazetteer file: tables, codes and the marks by which it is recognised.

The file that ships and the user's own databases have the same shape, one file each.
"""

from __future__ import annotations

import math

#: `PRAGMA application_id`: the letters "GCGZ".
APPLICATION_ID = 0x4743475A
#: `PRAGMA user_version`: raised when a table or a key's meaning changes.
SCHEMA_VERSION = 1

#: Rows are numbered by how well known they are: `n` 1 is the best known of all. Positions are in
#: 1e-5 degrees and radii in 100 m, as whole numbers take half the room. `id` of a GeoNames entry
#: is its number alone (`store_id`).
TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE entry (
    n INTEGER PRIMARY KEY,
    id NOT NULL,
    name TEXT NOT NULL,
    lon_e5 INTEGER NOT NULL,
    lat_e5 INTEGER NOT NULL,
    feature_class TEXT NOT NULL,
    feature_code TEXT NOT NULL,
    country_iso3 TEXT NOT NULL,
    admin1 INTEGER,
    admin2 INTEGER,
    population INTEGER NOT NULL,
    radius_hm INTEGER NOT NULL,
    quality INTEGER NOT NULL,
    source INTEGER NOT NULL,
    cell INTEGER NOT NULL
);
CREATE TABLE name (
    folded TEXT NOT NULL,
    n INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    surface TEXT,
    PRIMARY KEY (folded, n, kind)
) WITHOUT ROWID;
CREATE TABLE skeleton (
    skeleton TEXT NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (skeleton, n)
) WITHOUT ROWID;
CREATE TABLE geometry (
    n INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    west REAL NOT NULL,
    south REAL NOT NULL,
    east REAL NOT NULL,
    north REAL NOT NULL,
    rank INTEGER NOT NULL,
    disputed INTEGER NOT NULL,
    wkb BLOB NOT NULL
);
CREATE TABLE waypoint (
    n INTEGER NOT NULL,
    step INTEGER NOT NULL,
    name TEXT NOT NULL,
    lon REAL NOT NULL,
    lat REAL NOT NULL,
    entry_id TEXT NOT NULL,
    PRIMARY KEY (n, step)
) WITHOUT ROWID;
CREATE TABLE dispute (n INTEGER PRIMARY KEY, note TEXT NOT NULL);
CREATE TABLE credit (
    name TEXT PRIMARY KEY,
    licence TEXT NOT NULL,
    url TEXT NOT NULL,
    note TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE country_key (country_iso3 TEXT PRIMARY KEY, keys BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE coarse (
    step INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    rank INTEGER NOT NULL,
    wkb BLOB NOT NULL
);
"""
#: Made after the rows are in, which is faster and packs tighter.
INDEXES = """
CREATE UNIQUE INDEX entry_id ON entry (id);
CREATE INDEX entry_cell ON entry (cell);
CREATE INDEX entry_admin ON entry (feature_class, country_iso3) WHERE feature_class IN ('A', 'R');
CREATE INDEX entry_capital ON entry (country_iso3) WHERE feature_code = 'PPLC';
CREATE INDEX geometry_kind ON geometry (kind);
"""
#: What the user's own databases have beside `TABLES`: codes of administrative units, and the
#: entries that ship and mean the same place as a row.
USER_TABLES = """
CREATE TABLE pcode (n INTEGER PRIMARY KEY, pcode TEXT NOT NULL);
CREATE TABLE same (id NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (id, n)) WITHOUT ROWID;
"""
#: Indexes of the user's own databases. Ids may repeat: rows that only lend the name of a unit
#: have its id too, and lie in no cell.
USER_INDEXES = INDEXES.replace("UNIQUE ", "") + "CREATE INDEX same_n ON same (n);\n"
#: Tables of the logical dump, with the columns that order them.
DUMP_ORDER: tuple[tuple[str, str], ...] = (
    ("coarse", "step"),
    ("country_key", "country_iso3"),
    ("credit", "name"),
    ("dispute", "n"),
    ("entry", "n"),
    ("geometry", "n"),
    ("meta", "key"),
    ("name", "folded, n, kind"),
    ("skeleton", "skeleton, n"),
    ("waypoint", "n, step"),
)
#: Rows of `meta` that depend on the dump and are left out of it.
UNHASHED_META: tuple[str, ...] = ("version",)

#: Stored number -> `Entry.name_kind`.
NAME_KINDS: tuple[str, ...] = (
    "name", "alternate", "abbreviation", "demonym", "colloquial", "historic",
)  # fmt: skip
#: `Entry.name_kind` of a match by the consonants alone.
VARIANT_KIND = "variant"
#: Stored number -> `Entry.quality`.
QUALITIES: tuple[str, ...] = ("surveyed", "schematic", "derived", "approximate")
#: Stored number -> `Entry.source`.
SOURCES: tuple[str, ...] = (
    "GeoNames", "Natural Earth", "OurAirports", "overlay",
    "geoBoundaries", "OCHA COD-AB", "OpenStreetMap", "UCDP GED", "ACLED", "user",
)  # fmt: skip

#: Prefix of the ids that are stored as numbers.
_GEONAMES_PREFIX = "gn:"

#: People per km2 from which a settlement's radius is worked out. Built-up areas of 3,000 to
#: 10,000 people per km2 are usual in the Middle East and Africa; the lower end errs to the
#: larger circle.
SETTLEMENT_DENSITY = 3000.0
_SETTLEMENT_RADIUS_KM = (1.0, 25.0)
_UNKNOWN_SETTLEMENT_RADIUS_KM = 2.0


def settlement_radius_km(population: int) -> float:
    """Return the radius of a circle that holds a settlement of so many people.

    Parameters
    ----------
    population
        0 where unknown.

    Returns
    -------
    radius_km
        1 to 25 km at `SETTLEMENT_DENSITY` people per km2, to 0.1 km; 2 km where unknown.
    """
    if population <= 0:
        return _UNKNOWN_SETTLEMENT_RADIUS_KM
    low, high = _SETTLEMENT_RADIUS_KM
    return round(min(max(math.sqrt(population / SETTLEMENT_DENSITY / math.pi), low), high), 1)


def store_id(entry_id: str) -> int | str:
    """Return an entry's id as it is stored; an unknown form is stored as it is."""
    number = entry_id.removeprefix(_GEONAMES_PREFIX)
    return int(number) if number != entry_id and number.isdecimal() else entry_id


def load_id(stored: int | str) -> str:
    """Return an entry's id from its stored form."""
    return f"{_GEONAMES_PREFIX}{stored}" if isinstance(stored, int) else stored


def cell_of(lon: float, lat: float) -> int:
    """Return the number of the one-degree cell of a position, rows from south to north."""
    column = min(max(math.floor(lon) + 180, 0), 359)
    row = min(max(math.floor(lat) + 90, 0), 179)
    return row * 360 + column


def cells_near(lon: float, lat: float, reach_deg: float) -> list[tuple[int, int]]:
    """Return the cells within so many degrees of latitude of a position.

    Returns
    -------
    ranges
        (first, last) cell numbers, both included, one or two for each row of cells; they wrap
        at the antimeridian.
    """
    south, north = max(-90.0, lat - reach_deg), min(89.999, lat + reach_deg)
    shrink = math.cos(math.radians(max(abs(south), abs(north))))
    wide = min(180.0, reach_deg / shrink) if shrink > 0.01 else 180.0
    ranges = []
    for row in range(math.floor(south) + 90, math.floor(north) + 91):
        if wide >= 179.0:
            ranges.append((row * 360, row * 360 + 359))
            continue
        first, last = math.floor(lon - wide) + 180, math.floor(lon + wide) + 180
        ranges.append((row * 360 + max(first, 0), row * 360 + min(last, 359)))
        if first < 0:
            ranges.append((row * 360 + first + 360, row * 360 + 359))
        if last > 359:
            ranges.append((row * 360, row * 360 + last - 360))
    return ranges


def load_surface(stored: str | None, kind: int, folded: str, name: str) -> str:
    """Return a name as written: what is stored, else what its key or its entry gives.

    Parameters
    ----------
    kind
        Index into `NAME_KINDS`.
    folded
        Key of the name.
    name
        Name of the entry.
    """
    if stored is not None:
        return stored
    return name if kind == 0 else folded.title()
