"""What an importer hands to the writer: entries on their way in, and rows that could not go."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

#: So many problems are kept with their text; all are counted.
KEPT_PROBLEMS = 1000


@dataclass(slots=True, kw_only=True)
class ImportRow:
    """One entry of the user's own data; fields as in `model.Entry`.

    Attributes
    ----------
    admin1_id, admin2_id
        Ids of rows of the same file or of units that the writer was told of (`add_unit`).
    names
        (surface, kind) pairs beside `name`.
    geometry, geometry_kind
        A line or area and what it is: "country", "admin1" ... "admin4", "route", "region".
    pcode
        Code of an administrative unit, as "SY07"; empty for anything else.
    same_as
        Ids of entries that ship and mean the same place.
    """

    id: str
    name: str
    lon: float
    lat: float
    feature_class: str
    feature_code: str
    country_iso3: str = ""
    admin1_id: str = ""
    admin2_id: str = ""
    population: int = 0
    radius_km: float = 2.0
    quality: str = "surveyed"
    names: list[tuple[str, str]] = field(default_factory=list)
    geometry: BaseGeometry | None = None
    geometry_kind: str = ""
    pcode: str = ""
    same_as: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that could not be used.

    Attributes
    ----------
    file
        Name of the file, and of the member or layer inside it.
    row
        Number of the row, 1 for the first line of a file; 0 for the file as a whole.
    reason
        What is wrong, in words.
    """

    file: str
    row: int
    reason: str

    def __str__(self) -> str:
        """Return the problem as one line."""
        where = f"{self.file}, row {self.row}" if self.row else self.file
        return f"{where}: {self.reason}"


class Problems:
    """Counts the rows that failed and keeps the first ones with their reason."""

    def __init__(self) -> None:
        self.count = 0
        self.kept: list[Problem] = []

    def add(self, file: str, row: int, reason: str) -> None:
        """Note one row that failed."""
        self.count += 1
        if len(self.kept) < KEPT_PROBLEMS:
            self.kept.append(Problem(file, row, reason))


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What an import made.

    Attributes
    ----------
    name
        Name of the database, by which `list` shows and `remove` takes it away.
    path
        Where it lies.
    format
        Format that was read ("geonames", "boundaries", "osm", "table", "vector", "coded" ...).
    rows
        Rows read, good and bad.
    entries
        Entries that came out.
    skipped
        Reason -> rows left out on purpose (not an error), ordered by reason.
    mended
        Polygons that were invalid and could be mended.
    failed
        Number of rows that could not be used.
    problems
        The first of them, with file, row and reason.
    """

    name: str
    path: Path
    format: str
    rows: int
    entries: int
    failed: int
    mended: int = 0
    skipped: dict[str, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
