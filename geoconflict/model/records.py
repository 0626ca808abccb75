"""Coded events and statements with actors, numbers, dates and status."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from geoconflict.model.places import Place
    from geoconflict.model.text import Document, Span


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


#: ACLED's sub-event types by our `sub_kind`. Source: ACLED Codebook, "Sub-event types".
ACLED_SUB_EVENT_TYPE: dict[str, str] = {
    name.lower(): name
    for name in (
        "Government regains territory", "Non-state actor overtakes territory", "Armed clash",
        "Excessive force against protesters", "Protest with intervention", "Peaceful protest",
        "Violent demonstration", "Mob violence", "Chemical weapon", "Air/drone strike",
        "Suicide bomb", "Shelling/artillery/missile attack", "Remote explosive/landmine/IED",
        "Grenade", "Sexual violence", "Attack", "Abduction/forced disappearance", "Agreement",
        "Arrests", "Change to group/activity", "Disrupted weapons use",
        "Headquarters or base established", "Looting/property destruction",
        "Non-violent transfer of territory", "Other",
    )
}  # fmt: skip

#: ACLED event types of the kinds that have one.
ACLED_EVENT_TYPE: dict[RecordKind, str] = {
    RecordKind.BATTLE: "Battles",
    RecordKind.EXPLOSION_REMOTE_VIOLENCE: "Explosions/Remote violence",
    RecordKind.VIOLENCE_AGAINST_CIVILIANS: "Violence against civilians",
    RecordKind.PROTEST: "Protests",
    RecordKind.RIOT: "Riots",
    RecordKind.STRATEGIC_DEVELOPMENT: "Strategic developments",
}
