"""Domain types that every stage shares: text, gazetteer entries, places, records, layers.

All are frozen. Spans are half-open code-point ranges into `Document.text`. Coordinates are
(lon, lat) in EPSG:4326; units stand in the names.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from geopandas import GeoDataFrame
    from pandas import DataFrame
    from shapely.geometry.base import BaseGeometry


# --------------------------------------------------------------------------- text


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One report's text with its source.

    Attributes
    ----------
    id
        The given id, else a hash of the text (`make_document_id`).
    text
        What every span points into; never changed after reading.
    published
        Day of publication, the anchor of relative dates; None when not known.
    published_basis
        "given" by the user or a field of the input; empty when not known.
    name
        Name to show in messages: the file's name, or file name and line.
    countries
        ISO 3166-1 alpha-3 codes the user says the document is about.
    notes
        What a reader wants the user to know (for example, the encoding that was assumed).
    """

    id: str
    text: str
    title: str = ""
    published: dt.date | None = None
    published_basis: str = ""
    source: str = ""
    url: str = ""
    language: str = "en"
    countries: tuple[str, ...] = ()
    licence: str = ""
    name: str = ""
    notes: tuple[str, ...] = ()


def make_document_id(text: str) -> str:
    """Return the id of a document that came without one: 16 hex digits of its text's SHA-256."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range [start, end) of code points in a document's text."""

    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        """Return whether the two ranges share a character."""
        return self.start < other.end and other.start < self.end

    def covers(self, other: Span) -> bool:
        """Return whether the other range lies within this one."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One token; `head` is the index of its syntactic head (its own index at a root)."""

    index: int
    start: int
    end: int
    text: str
    lemma: str
    pos: str
    tag: str
    dep: str
    head: int
    sentence: int
    morph: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A named entity of the language model, with its OntoNotes label (GPE, ORG, PERSON ...)."""

    start: int
    end: int
    token_start: int
    token_end: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence: tokens [token_start, token_end) of one paragraph."""

    index: int
    start: int
    end: int
    token_start: int
    token_end: int
    paragraph: int
    is_heading: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One block of text between blank lines; a heading is a paragraph that is no sentence."""

    index: int
    start: int
    end: int
    is_heading: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Parse:
    """What the language model says of a document, as plain data."""

    document: Document
    paragraphs: tuple[Paragraph, ...]
    sentences: tuple[Sentence, ...]
    tokens: tuple[Token, ...]
    entities: tuple[Entity, ...]
    model: str = ""


# --------------------------------------------------------------------------- gazetteer


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
        Kind of the matched name: "name", "alternate", "abbreviation" or "demonym".
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


# --------------------------------------------------------------------------- toponyms and places


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


# --------------------------------------------------------------------------- records


class RecordKind(StrEnum):
    """What a record is about (DESIGN section 3)."""

    BATTLE = "battle"
    EXPLOSION_REMOTE_VIOLENCE = "explosion_remote_violence"
    VIOLENCE_AGAINST_CIVILIANS = "violence_against_civilians"
    PROTEST = "protest"
    RIOT = "riot"
    STRATEGIC_DEVELOPMENT = "strategic_development"
    DISPLACEMENT = "displacement"
    MOVEMENT = "movement"
    CONTROL = "control"
    TOLL = "toll"
    HUMANITARIAN = "humanitarian"
    CALL = "call"
    THREAT = "threat"
    AGREEMENT = "agreement"


class Factuality(StrEnum):
    """Whether the text says that it happened."""

    ASSERTED = "asserted"
    DENIED = "denied"
    PLANNED = "planned"
    CALLED_FOR = "called_for"
    HYPOTHETICAL = "hypothetical"


class Attribution(StrEnum):
    """Who says so."""

    OWN_VOICE = "own_voice"
    PARTY = "party"
    NON_PARTY = "non_party"
    UNATTRIBUTED = "unattributed"


class Verification(StrEnum):
    """Set by a person only; what software made is unverified."""

    UNVERIFIED = "unverified"
    CORROBORATED = "corroborated"
    GEOLOCATED = "geolocated"
    VERIFIED = "verified"
    DEBUNKED = "debunked"


class Status(StrEnum):
    """The column people read; `derive_status` makes it from the facts."""

    REPORTED = "reported"
    CLAIMED = "claimed"
    DISPUTED = "disputed"
    DENIED = "denied"
    PLANNED = "planned"
    CALLED_FOR = "called_for"
    HYPOTHETICAL = "hypothetical"


#: Statuses of things that are said to have happened; the rest is never drawn as if it had.
OCCURRENCE_STATUSES = frozenset({Status.REPORTED, Status.CLAIMED, Status.DISPUTED})


def derive_status(factuality: Factuality, attribution: Attribution, *, contested: bool) -> Status:
    """Return the status that the three facts give (DESIGN section 3)."""
    if factuality is not Factuality.ASSERTED:
        return Status(factuality.value)
    if contested:
        return Status.DISPUTED
    return Status.CLAIMED if attribution is Attribution.PARTY else Status.REPORTED


class ActorRole(StrEnum):
    """What a record's actor did; order never means attacker and victim."""

    AGENT = "agent"
    TARGET = "target"
    SIDE = "side"
    SPEAKER = "speaker"
    OTHER = "other"


class AgentBasis(StrEnum):
    """Why an agent is held to have acted."""

    STATED = "stated"
    ADMITTED = "admitted"
    ACCUSED = "accused"
    OBSERVED = "observed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A named party with its role; `accused_by` says who accuses where the basis is ACCUSED."""

    name: str
    role: ActorRole
    basis: AgentBasis | None = None
    accused_by: str = ""
    start: int = -1
    end: int = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A number of things: low / best / high, each None where the text gives none."""

    low: int | None = None
    best: int | None = None
    high: int | None = None


class PersonsMeasure(StrEnum):
    """What a number of persons measures; measures are never summed together."""

    FLOW = "flow"
    CUMULATIVE = "cumulative"
    STOCK = "stock"
    RETURN = "return"


class DatePrecision(StrEnum):
    """How exactly a date is known (ACLED 1, 2, 2, 3, null; UCDP 1, 2, 3, 4, 5)."""

    DAY = "day"
    DAYS = "days"
    WEEK = "week"
    MONTH = "month"
    LONGER = "longer"


@dataclass(frozen=True, slots=True, kw_only=True)
class DateInterval:
    """Days from `start` to `end`, both inclusive, with the words that said so."""

    start: dt.date | None
    end: dt.date | None
    precision: DatePrecision | None
    text: str = ""
    reason: str = ""


class PlaceRole(StrEnum):
    """How a record stands to a place."""

    SITE = "site"
    ORIGIN = "origin"
    DESTINATION = "destination"
    AREA = "area"
    ROUTE = "route"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPlace:
    """One place of a record with its role; the first of a record is its main place."""

    place: Place
    role: PlaceRole
    score: float = 1.0
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One coded event or statement, with the text that it came from.

    `spans` holds every range that states it, the main one first. `trigger` is the range of the
    word that made it a record: with the document's id it makes the record's id.
    """

    id: str
    document: Document
    kind: RecordKind
    trigger: Span
    spans: tuple[Span, ...]
    title: str
    is_event: bool
    sub_kind: str = ""
    factuality: Factuality = Factuality.ASSERTED
    attribution: Attribution = Attribution.OWN_VOICE
    contested: bool = False
    verification: Verification = Verification.UNVERIFIED
    date: DateInterval | None = None
    actors: tuple[Actor, ...] = ()
    civilian_targeting: bool = False
    target_object: str = ""
    fatalities: Count | None = None
    injured: Count | None = None
    persons: Count | None = None
    persons_measure: PersonsMeasure | None = None
    quantity: float | None = None
    quantity_unit: str = ""
    sources: tuple[str, ...] = ()
    disputed_by: tuple[str, ...] = ()
    places: tuple[RecordPlace, ...] = ()
    reasons: tuple[str, ...] = ()

    @property
    def status(self) -> Status:
        """The status that factuality, attribution and contradiction give."""
        return derive_status(self.factuality, self.attribution, contested=self.contested)

    @property
    def quote(self) -> str:
        """The text of the first span."""
        first = self.spans[0]
        return self.document.text[first.start : first.end]


def make_record_id(document_id: str, trigger: Span) -> str:
    """Return 16 hex digits that depend on the document's id and the trigger span only."""
    key = f"{document_id}\x1f{trigger.start}\x1f{trigger.end}"
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]


#: ACLED event types of the kinds that have one.
ACLED_EVENT_TYPE: dict[RecordKind, str] = {
    RecordKind.BATTLE: "Battles",
    RecordKind.EXPLOSION_REMOTE_VIOLENCE: "Explosions/Remote violence",
    RecordKind.VIOLENCE_AGAINST_CIVILIANS: "Violence against civilians",
    RecordKind.PROTEST: "Protests",
    RecordKind.RIOT: "Riots",
    RecordKind.STRATEGIC_DEVELOPMENT: "Strategic developments",
}


# --------------------------------------------------------------------------- layers

#: Columns of every record layer and of records.csv, in order (DESIGN section 3).
RECORD_COLUMNS: tuple[str, ...] = (
    "id", "is_event", "kind", "sub_kind", "acled_event_type", "acled_sub_event_type", "status",
    "factuality", "attribution", "contested", "verification", "title", "date_start", "date_end",
    "date_precision", "agents", "agent_basis", "targets", "sides", "other_actors",
    "civilian_targeting", "target_object", "fatalities_low", "fatalities_best", "fatalities_high",
    "deaths_side_a", "deaths_side_b", "deaths_civilians", "deaths_unknown", "injured_low",
    "injured_high", "persons_low", "persons_high", "persons_measure", "quantity", "quantity_unit",
    "sources", "disputed_by", "place", "place_id", "place_role", "lon", "lat", "country_iso3",
    "admin1", "admin2", "adm1_pcode", "adm2_pcode", "geo_precision", "acled_geo_precision",
    "ucdp_where_prec", "radius_km", "point_role", "geometry_quality", "score", "reason", "quote",
    "span_start", "span_end", "spans", "document_id", "document_title", "document_source",
    "document_url", "published", "licence",
)  # fmt: skip

#: Columns of record layers that hold whole numbers.
INTEGER_COLUMNS: tuple[str, ...] = (
    "is_event", "contested", "civilian_targeting", "fatalities_low", "fatalities_best",
    "fatalities_high", "deaths_side_a", "deaths_side_b", "deaths_civilians", "deaths_unknown",
    "injured_low", "injured_high", "persons_low", "persons_high", "acled_geo_precision",
    "ucdp_where_prec", "span_start", "span_end",
)  # fmt: skip

#: Columns of record layers that hold other numbers.
REAL_COLUMNS: tuple[str, ...] = ("quantity", "lon", "lat", "radius_km", "score")

#: Columns of record layers that hold days.
DATE_COLUMNS: tuple[str, ...] = ("date_start", "date_end", "published")

#: Columns that the territory layer has after those of a record.
TERRITORY_COLUMNS: tuple[str, ...] = (
    "as_of", "valid_from", "valid_to", "controller", "basis", "state",
)  # fmt: skip

#: Columns of the places layer.
PLACE_COLUMNS: tuple[str, ...] = (
    "place_id", "name", "mentions", "texts", "roles", "feature_class", "feature_code",
    "country_iso3", "admin1", "admin2", "geo_precision", "radius_km", "geometry_quality", "score",
    "reason", "documents",
)  # fmt: skip

#: Layer name -> its one geometry type, in the order in which they are written.
LAYER_GEOMETRY: dict[str, str] = {
    "events": "Point",
    "event_areas": "MultiPolygon",
    "territory": "MultiPolygon",
    "routes": "MultiLineString",
    "flows": "LineString",
    "places": "Point",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """One data source to name on every output."""

    name: str
    licence: str
    url: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unresolved:
    """A toponym that could not be placed, with how often it stands and why."""

    text: str
    mentions: int
    reason: str
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerSet:
    """Everything that the outputs draw and write.

    Attributes
    ----------
    frames
        Layer name -> GeoDataFrame (EPSG:4326) for each name of `LAYER_GEOMETRY`, sorted, with
        the fixed columns, also when empty.
    records
        Table of all records (`RECORD_COLUMNS`), placed or not, in document order.
    unmapped
        Table of the records that have no place (`RECORD_COLUMNS`).
    unresolved
        Toponyms without a place.
    title, notes, disclaimer, credits
        Text for people. `notes` are things to know ("no places were found").
    basemap
        What the page draws under the layers.
    run_id
        Hash of config, gazetteer version and package version.
    metadata
        Flat facts for the manifest and the GeoPackage metadata (versions, worldview ...).
    """

    frames: Mapping[str, GeoDataFrame]
    records: DataFrame
    unmapped: DataFrame
    unresolved: tuple[Unresolved, ...] = ()
    title: str = ""
    notes: tuple[str, ...] = ()
    disclaimer: str = ""
    credits: tuple[Credit, ...] = ()
    basemap: tuple[BasemapFeature, ...] = ()
    reviewed: bool = False
    run_id: str = ""
    metadata: Mapping[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> GeoDataFrame:
        """Return one layer; KeyError for a name that is no layer."""
        return self.frames[name]
