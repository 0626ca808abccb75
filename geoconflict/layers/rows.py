"""Records in; rows and tables of the fixed columns out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from geoconflict.layers.shapes import is_located
from geoconflict.model import (
    ACLED_EVENT_TYPE,
    ACLED_SUB_EVENT_TYPE,
    DATE_COLUMNS,
    INTEGER_COLUMNS,
    REAL_COLUMNS,
    Actor,
    ActorRole,
    AgentBasis,
    GeometryQuality,
    acled_code,
    ucdp_code,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pandas import DataFrame

    from geoconflict.model import Count, Record, RecordPlace

#: Every column that holds days: those of a record, then those of territory.
_DATES = (*DATE_COLUMNS, "as_of", "valid_from", "valid_to")
#: Every column that holds whole numbers: those of a record, then those of places.
_INTEGERS = (*INTEGER_COLUMNS, "mentions")

# Lone surrogates cannot be encoded, and C libraries end a text at NUL.
_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")


def clean_text(text: str) -> str:
    """Return a text that every output can hold, of the same length."""
    return _UNWRITABLE.sub("\ufffd", text)


def join_texts(texts: Iterable[str]) -> str:
    """Return distinct texts joined by "; "; a semicolon inside one becomes a comma."""
    stripped = (text.strip().replace(";", ",") for text in texts)
    return "; ".join(dict.fromkeys(text for text in stripped if text))


def describe_record(record: Record, shown: RecordPlace | None) -> dict[str, Any]:
    """Return the row of `RECORD_COLUMNS`; what is not known is None, empty or absent.

    Parameters
    ----------
    record
        The record.
    shown
        Which of its places the place columns describe; None leaves them out.
    """
    document, date, first = record.document, record.date, record.spans[0]
    deaths = _read_count(record.fatalities)
    injured = _read_count(record.injured)
    persons = _read_count(record.persons)
    row: dict[str, Any] = {
        "id": record.id,
        "is_event": int(record.is_event),
        "kind": record.kind.value,
        "sub_kind": record.sub_kind,
        "acled_event_type": ACLED_EVENT_TYPE.get(record.kind),
        "acled_sub_event_type": ACLED_SUB_EVENT_TYPE.get(record.sub_kind.lower())
        if record.kind in ACLED_EVENT_TYPE
        else None,
        "status": record.status.value,
        "factuality": record.factuality.value,
        "attribution": record.attribution.value,
        "contested": int(record.contested),
        "verification": record.verification.value,
        "title": record.title,
        "date_start": date.start if date else None,
        "date_end": date.end if date else None,
        "date_precision": date.precision.value if date and date.precision else None,
        **_describe_actors(record),
        "civilian_targeting": int(record.civilian_targeting),
        "target_object": record.target_object,
        "fatalities_low": deaths[0],
        "fatalities_best": deaths[1],
        "fatalities_high": deaths[2],
        "injured_low": injured[0],
        "injured_high": injured[2],
        "persons_low": persons[0],
        "persons_high": persons[2],
        "persons_measure": record.persons_measure.value if record.persons_measure else None,
        "quantity": record.quantity,
        "quantity_unit": record.quantity_unit,
        "sources": join_texts(record.sources),
        "disputed_by": join_texts(record.disputed_by),
        "reason": join_texts(_find_reasons(record, shown)),
        "quote": record.quote,
        "span_start": first.start,
        "span_end": first.end,
        "spans": ";".join(f"{span.start}-{span.end}" for span in record.spans),
        "document_id": document.id,
        "document_title": document.title,
        "document_source": document.source,
        "document_url": document.url,
        "published": document.published,
        "licence": document.licence,
    }
    return row | (_describe_place(shown) if shown is not None else {})


def _read_count(count: Count | None) -> tuple[int | None, int | None, int | None]:
    """Return low, best and high; a count that has only a best is that number exactly."""
    if count is None:
        return None, None, None
    if count.low is None and count.high is None:
        return count.best, count.best, count.best
    return count.low, count.best, count.high


def _describe_actors(record: Record) -> dict[str, str]:
    """Return the columns of actors; `agent_basis` has one value for each of `agents`."""
    agents: dict[str, Actor] = {}
    for actor in record.actors:
        if actor.role is ActorRole.AGENT and actor.name.strip():
            agents.setdefault(join_texts([actor.name]), actor)

    def join(role: ActorRole) -> str:
        return join_texts(actor.name for actor in record.actors if actor.role is role)

    return {
        "agents": "; ".join(agents),
        "agent_basis": "; ".join(map(_describe_basis, agents.values())),
        "targets": join(ActorRole.TARGET),
        "sides": join(ActorRole.SIDE),
        "other_actors": join_texts(
            actor.name
            for actor in record.actors
            if actor.role is ActorRole.OTHER
            or (actor.role is ActorRole.SPEAKER and actor.name not in record.sources)
        ),
    }


def _describe_basis(agent: Actor) -> str:
    """Return why an agent is held to have acted, with the accuser of an accused one."""
    # An agent is by definition who the text says acted.
    basis = agent.basis or AgentBasis.STATED
    accuser = join_texts([agent.accused_by]) if basis is AgentBasis.ACCUSED else ""
    return f"{basis.value} by {accuser}" if accuser else basis.value


def _describe_place(shown: RecordPlace) -> dict[str, Any]:
    """Return the columns that describe one place of a record."""
    place = shown.place
    located = is_located(place)
    return {
        "place": place.name or place.text,
        "place_id": place.id,
        "place_role": shown.role.value,
        "lon": place.lon if located else None,
        "lat": place.lat if located else None,
        "country_iso3": place.country_iso3,
        "admin1": place.admin1,
        "admin2": place.admin2,
        "adm1_pcode": place.adm1_pcode,
        "adm2_pcode": place.adm2_pcode,
        "geo_precision": place.geo_precision.value,
        "acled_geo_precision": acled_code(place.geo_precision, place.radius_km),
        "ucdp_where_prec": ucdp_code(place.geo_precision, place.radius_km),
        "radius_km": place.radius_km,
        "point_role": place.point_role.value,
        "geometry_quality": place.geometry_quality.value,
        # A sure place may still be a guess as the place of this event.
        "score": min(place.score, shown.score),
    }


def _find_reasons(record: Record, shown: RecordPlace | None) -> list[str]:
    """Return why the record is coded as it is, and the places that the row has no column for."""
    reasons = list(record.reasons)
    if record.date is not None:
        reasons.append(record.date.reason)
    if shown is not None:
        reasons += [shown.reason, shown.place.reason]
    seen = {shown.place.id if shown else None}
    for other in record.places:
        if other.place.id not in seen:
            seen.add(other.place.id)
            reasons.append(f"also {other.role.value}: {other.place.name or other.place.text}")
    return reasons


def as_flow(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the row of a flow: a straight line from point to point is computed."""
    return {**row, "geometry_quality": GeometryQuality.DERIVED.value}


def as_territory(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the row with `TERRITORY_COLUMNS`: a text states who holds a named area."""
    return {
        **row,
        "as_of": row["published"],
        "valid_from": row["date_start"],
        "valid_to": row["date_end"],
        "controller": row["agents"],
        "basis": "stated",
        "state": "contested" if row["status"] == "disputed" else "control",
    }


def build_table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> DataFrame:
    """Return a table of fixed columns and types, also without rows.

    Whole numbers are Int64, other numbers float64, days datetime64[s], texts objects; what is
    not known is NA, NaN, NaT and None.
    """
    import numpy as np  # noqa: PLC0415 - heavy
    import pandas as pd  # noqa: PLC0415 - heavy

    table: dict[str, Any] = {}
    for column in columns:
        values = [row.get(column) for row in rows]
        if column in _INTEGERS:
            table[column] = pd.array(values, dtype="Int64")
        elif column in REAL_COLUMNS:
            table[column] = np.array([np.nan if v is None else v for v in values], dtype="float64")
        elif column in _DATES:
            table[column] = np.array(values, dtype="datetime64[D]").astype("datetime64[s]")
        else:
            texts = [clean_text(value) if value else None for value in values]
            table[column] = pd.Series(texts, dtype=object)
    return pd.DataFrame(table, columns=list(columns), index=pd.RangeIndex(len(rows)))
