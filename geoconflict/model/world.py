"""Gazetteer rows: entries, waypoints, admin units, and what the basemap shows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


class FeatureClass(StrEnum):
    """GeoNames feature classes (https://www.geonames.org/export/codes.html)."""

    ADMIN = "A"
    WATER = "H"
    AREA = "L"
    POPULATED = "P"
    ROAD = "R"
    SPOT = "S"
    TERRAIN = "T"
    UNDERSEA = "U"
    VEGETATION = "V"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row of the gazetteer.

    Attributes
    ----------
    id
        "gn:<geonameid>", "ne:<code>", "oa:<ident>", "ov:<key>", "border:AAA-BBB" ... unique.
    lon, lat
        A representative point, degrees, EPSG:4326.
    feature_class, feature_code
        GeoNames letter and code ("P", "PPLA"); routes "R"/"RD", borders "L"/"BDRY".
    country_iso3
        ISO 3166-1 alpha-3; empty for seas and the like, several joined by ";" for shared ones.
    admin1, admin2
        Names of the units that hold it, empty where unknown.
    population
        0 where unknown.
    radius_km
        Typical extent: the circle of this radius around the point holds the thing named.
    quality
        "surveyed", "schematic", "derived" or "approximate".
    source
        Where the row comes from ("GeoNames", "Natural Earth", "OurAirports", "overlay").
    matched_name
        The stored name that a look-up matched; empty for a look-up by id.
    name_kind
        Kind of the matched name: "name", "alternate", "abbreviation" or "demonym", or "variant"
        where only the consonants match (a candidate that needs support), or "within" where the
        entry is not the thing named but the place that it is called after.
    has_geometry
        Whether the gazetteer holds a line or area for it.
    """

    id: str
    name: str
    lon: float
    lat: float
    feature_class: str
    feature_code: str
    country_iso3: str = ""
    admin1: str = ""
    admin2: str = ""
    admin1_id: str = ""
    admin2_id: str = ""
    population: int = 0
    radius_km: float = 5.0
    quality: str = "surveyed"
    source: str = ""
    matched_name: str = ""
    name_kind: str = "name"
    has_geometry: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Waypoint:
    """One named point of a schematic route, in order."""

    name: str
    lon: float
    lat: float
    entry_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminUnits:
    """The units that hold a position; empty strings where none does."""

    country_iso3: str = ""
    country: str = ""
    admin1: str = ""
    admin1_id: str = ""
    admin2: str = ""
    admin2_id: str = ""
    adm1_pcode: str = ""
    adm2_pcode: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BasemapFeature:
    """One thing the page draws under the data.

    `kind` is "country", "admin1", "border", "disputed_border", "river" or "label";
    `rank` is 0 for what shows at every zoom, larger for what shows only nearer.
    """

    kind: str
    name: str
    geometry: BaseGeometry
    rank: int = 0
