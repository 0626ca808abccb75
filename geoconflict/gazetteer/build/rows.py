"""What the build collects before it writes: entries with their names and geometry."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


@dataclass(slots=True, kw_only=True)
class Row:
    """One entry on its way into the file; fields as in `model.Entry`.

    Attributes
    ----------
    weight
        How well known it is, on the scale of a population; decides the order of look-ups.
    names
        (surface, kind) pairs beside `name`, in order of preference.
    gn_admin1, gn_admin2
        GeoNames codes ("SY.12", "SY.12.167610"), empty where unknown.
    transliterated
        Whether spellings of its names vary enough to be looked up by consonants.
    disputed
        Who claims it, for people; empty where nobody disputes it.
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
    radius_km: float = 5.0
    quality: str = "surveyed"
    source: str = ""
    weight: float = 0.0
    names: list[tuple[str, str]] = field(default_factory=list)
    gn_admin1: str = ""
    gn_admin2: str = ""
    transliterated: bool = False
    geometry: BaseGeometry | None = None
    geometry_kind: str = ""
    rank: int = 0
    disputed: str = ""
    waypoints: list[tuple[str, float, float, str]] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class World:
    """Everything that goes into one file.

    Attributes
    ----------
    rows
        Entries in any order; ids unique.
    iso3_of
        ISO 3166-1 alpha-2 -> alpha-3.
    coarse
        (kind, name, rank, geometry) of the coarse world map.
    quiet
        Alpha-2 codes of countries whose small places keep few alternate names.
    counts
        Rows used of each input, for the report.
    """

    rows: list[Row] = field(default_factory=list)
    iso3_of: dict[str, str] = field(default_factory=dict)
    coarse: list[tuple[str, str, int, BaseGeometry]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    quiet: set[str] = field(default_factory=set)

    def of_class(self, letter: str, codes: tuple[str, ...] = ()) -> list[Row]:
        """Return the rows of a feature class, and of these codes where given."""
        return [
            row
            for row in self.rows
            if row.feature_class == letter and (not codes or row.feature_code in codes)
        ]
