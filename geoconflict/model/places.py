"""Names in text and what they stand for: toponyms, expressions, places with precision."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from geoconflict.model.text import Span

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from geoconflict.model.world import Entry


class ToponymRole(StrEnum):
    """What a name does in its sentence; decides whether a record may sit there."""

    LITERAL = "literal"
    DEMONYM = "demonym"
    IN_ORGANISATION = "in_organisation"
    METONYM = "metonym"
    COORDINATES = "coordinates"
    EXPRESSION = "expression"


class GeoPrecision(StrEnum):
    """How exactly a place is known, finest first (DESIGN section 3)."""

    COORDINATES = "coordinates"
    FACILITY = "facility"
    SETTLEMENT = "settlement"
    NEAR = "near"
    ADMIN4 = "admin4"
    ADMIN3 = "admin3"
    ADMIN2 = "admin2"
    ADMIN1 = "admin1"
    LINEAR = "linear"
    REGION = "region"
    COUNTRY = "country"
    OFFSHORE = "offshore"


class PointRole(StrEnum):
    """What a representative point is."""

    SITE = "site"
    INSIDE_AREA = "inside_area"
    CAPITAL = "capital"


class GeometryQuality(StrEnum):
    """Where a geometry comes from."""

    SURVEYED = "surveyed"
    SCHEMATIC = "schematic"
    DERIVED = "derived"
    APPROXIMATE = "approximate"


# ACLED codebook, "geo_precision" (1 exact, 2 near or district, 3 province); null where ACLED
# would not code it. `linear` depends on the radius, see `acled_code`.
_ACLED_CODE: dict[GeoPrecision, int | None] = {
    GeoPrecision.COORDINATES: 1,
    GeoPrecision.FACILITY: 1,
    GeoPrecision.SETTLEMENT: 1,
    GeoPrecision.NEAR: 2,
    GeoPrecision.ADMIN4: 2,
    GeoPrecision.ADMIN3: 2,
    GeoPrecision.ADMIN2: 2,
    GeoPrecision.ADMIN1: 3,
    GeoPrecision.REGION: 3,
    GeoPrecision.COUNTRY: None,
    GeoPrecision.OFFSHORE: 3,
}
# UCDP GED codebook, "where_prec" (1 exact ... 7 international waters or airspace).
_UCDP_CODE: dict[GeoPrecision, int] = {
    GeoPrecision.COORDINATES: 1,
    GeoPrecision.FACILITY: 1,
    GeoPrecision.SETTLEMENT: 1,
    GeoPrecision.NEAR: 2,
    GeoPrecision.ADMIN4: 3,
    GeoPrecision.ADMIN3: 3,
    GeoPrecision.ADMIN2: 3,
    GeoPrecision.ADMIN1: 4,
    GeoPrecision.REGION: 5,
    GeoPrecision.COUNTRY: 6,
    GeoPrecision.OFFSHORE: 7,
}
# A line known to within 25 km is a "part of a region" to ACLED and "near" to UCDP.
_SHORT_LINE_KM = 25.0


def acled_code(precision: GeoPrecision, radius_km: float) -> int | None:
    """Return ACLED's geo_precision (1-3) for a place, None where ACLED would not code it.

    Notes
    -----
    Source: ACLED Codebook, "Geo-precision"; the mapping is DESIGN section 3.
    """
    if precision is GeoPrecision.LINEAR:
        return 2 if radius_km <= _SHORT_LINE_KM else 3
    return _ACLED_CODE[precision]


def ucdp_code(precision: GeoPrecision, radius_km: float) -> int:
    """Return UCDP GED's where_prec (1-7) for a place.

    Notes
    -----
    Source: UCDP GED Codebook 24.1, "where_prec"; the mapping is DESIGN section 3.
    """
    if precision is GeoPrecision.LINEAR:
        return 2 if radius_km <= _SHORT_LINE_KM else 5
    return _UCDP_CODE[precision]


@dataclass(frozen=True, slots=True, kw_only=True)
class Toponym:
    """A place name as written.

    Attributes
    ----------
    start, end, text
        The surface: `document.text[start:end] == text`.
    name
        What to look up: the surface without articles, possessives and type words.
    cue
        Type word beside the name in lower case ("province", "city", "camp"), else empty.
    role
        What the name does in its sentence.
    sentence
        Index of its sentence in the parse; -1 when there is none.
    score
        0-1, how sure the recogniser is that this is a place name.
    """

    start: int
    end: int
    text: str
    name: str
    cue: str = ""
    role: ToponymRole = ToponymRole.LITERAL
    sentence: int = -1
    score: float = 1.0

    @property
    def span(self) -> Span:
        """The surface's range."""
        return Span(self.start, self.end)


class Relation(StrEnum):
    """What ties an expression's geometry to its anchors."""

    PART = "part"  # northwestern Syria
    BORDER = "border"  # the Turkish border, the Syria-Turkey border
    ROUTE = "route"  # the highway linking A and B, the M5
    STRETCH = "stretch"  # the M5 between A and B
    NEAR = "near"  # near A, outside A
    OFFSET = "offset"  # 15 km south of A
    COUNTRYSIDE = "countryside"  # A's countryside
    BETWEEN = "between"  # between A and B
    ANAPHOR = "anaphor"  # the area, the province, the border


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """A locative expression: a phrase whose place is computed from its anchors.

    Attributes
    ----------
    anchors
        The toponyms it hangs on, in text order; empty for an anaphor.
    direction
        Compass part or bearing word ("northwest"), else empty.
    distance_km
        Stated distance in km, None when none is stated.
    type_word
        Head noun in lower case ("border", "highway", "area"), else empty.
    """

    start: int
    end: int
    text: str
    relation: Relation
    anchors: tuple[Toponym, ...] = ()
    direction: str = ""
    distance_km: float | None = None
    type_word: str = ""
    sentence: int = -1

    @property
    def span(self) -> Span:
        """The surface's range."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An entry proposed for a toponym, with the resolver's 0-1 score."""

    entry: Entry
    score: float
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """What a toponym was decided to be; `entry` is None where nothing fitted, `reason` says why."""

    toponym: Toponym
    entry: Entry | None
    score: float
    reason: str
    alternatives: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A toponym or expression with its geometry.

    Attributes
    ----------
    id
        The entry's id, or one made from the expression ("border:SYR-TUR", "part:northwest:SYR").
    start, end, text
        The surface that named it; an expression's surface covers its anchors.
    role
        Role of the toponym; anchors of an expression carry EXPRESSION.
    geometry
        Point, line or area, EPSG:4326; None only for a place without a known position.
    lon, lat
        Representative point, guaranteed inside an area and on a line.
    radius_km
        The thing named lies within this distance of (lon, lat).
    alternatives
        Other candidates, best first.
    """

    id: str
    start: int
    end: int
    text: str
    name: str
    role: ToponymRole
    geometry: BaseGeometry | None
    lon: float
    lat: float
    feature_class: str
    feature_code: str
    geo_precision: GeoPrecision
    radius_km: float
    point_role: PointRole
    geometry_quality: GeometryQuality
    country_iso3: str = ""
    admin1: str = ""
    admin2: str = ""
    adm1_pcode: str = ""
    adm2_pcode: str = ""
    score: float = 1.0
    reason: str = ""
    relation: Relation | None = None
    sentence: int = -1
    source: str = ""
    alternatives: tuple[Candidate, ...] = ()

    @property
    def span(self) -> Span:
        """The surface's range."""
        return Span(self.start, self.end)
