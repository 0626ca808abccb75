"""Parses and places in; records out. The stage's one public function."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geoconflict.extract.kinds import is_occurrence
from geoconflict.extract.lexicon import read_lexicon
from geoconflict.extract.merging import merge_drafts
from geoconflict.extract.nouns import Nouns
from geoconflict.extract.reading import SentenceReader
from geoconflict.extract.relevance import measure_relevance
from geoconflict.extract.syntax import Tree
from geoconflict.extract.titles import build_title
from geoconflict.model import Actor, ActorRole, PlaceRole, Record, make_record_id

if TYPE_CHECKING:
    from geoconflict.config import Config
    from geoconflict.extract.drafts import Draft
    from geoconflict.model import Document, Parse, Place


#: Events further back than ten years are the background of a report, not what it reports.
_HISTORY_DAYS = 3653


def extract_records(parse: Parse, places: tuple[Place, ...], config: Config) -> tuple[Record, ...]:
    """Return the events and statements of a document, each with the text it came from.

    Parameters
    ----------
    parse
        The document's sentences, tokens and dependencies.
    places
        Its places in document order. A record sits only at those of role literal or coordinates;
        a demonym may name an actor's country, an anchor of an expression is passed over.
    config
        `published` anchors dates of a document that does not state its own.

    Returns
    -------
    records
        In document order, one for each distinct event or statement; empty for a text that tells
        of no organised violence, unrest or their consequences.

    Notes
    -----
    Pure: the same input gives the same records with the same ids. Time grows with the number of
    tokens.
    """
    if not parse.tokens:
        return ()
    if parse.document.published is None and config.published is not None:
        parse = replace(parse, document=replace(parse.document, published=config.published))
    tree = Tree(parse)
    nouns = Nouns(tree, places, read_lexicon())
    reader = SentenceReader(tree, nouns, measure_relevance(tree, nouns))
    drafts: list[Draft] = []
    for sentence in parse.sentences:
        drafts.extend(reader.read(sentence))
    merged = merge_drafts(drafts)
    for draft in merged:
        if _is_history(draft, parse.document):
            draft.state = True
            draft.reasons.append("more than ten years before publication: background, no event")
    records = (_build_record(draft, parse.document) for draft in merged)
    return tuple(sorted(records, key=lambda record: (record.spans[0], record.trigger)))


def _is_history(draft: Draft, document: Document) -> bool:
    """Return whether an event lies so far back that it is history, not news."""
    if draft.date is None or draft.date.end is None or document.published is None:
        return False
    return (document.published - draft.date.end).days > _HISTORY_DAYS


def _build_record(draft: Draft, document: Document) -> Record:
    actors = [
        Actor(name=name, role=ActorRole.AGENT, basis=draft.basis, accused_by=draft.accused_by)
        for name in draft.agents
    ]
    actors += [Actor(name=name, role=ActorRole.TARGET) for name in draft.targets]
    actors += [Actor(name=name, role=ActorRole.OTHER) for name in draft.others]
    actors += [
        Actor(name=name, role=ActorRole.SPEAKER)
        for name in draft.sources
        if name not in draft.agents and name not in draft.targets
    ]
    reasons = list(draft.reasons)
    if draft.date is not None and draft.date.reason:
        reasons.append(f"date: {draft.date.reason}")
    reasons.extend(f"place {row.place.text}: {row.reason}" for row in draft.places if row.score < 1)
    place = _main_place(draft)
    quantity = ""
    if draft.quantity is not None:
        quantity = f"{draft.quantity:,.10g} {draft.quantity_unit}".strip()
    return Record(
        id=make_record_id(document.id, draft.trigger),
        document=document,
        kind=draft.kind,
        trigger=draft.trigger,
        spans=tuple(draft.spans),
        title=build_title(
            draft.kind, draft.sub_kind, factuality=draft.factuality, agents=tuple(draft.agents),
            targets=tuple(draft.targets), victims=tuple(draft.victims),
            fatalities=draft.fatalities, injured=draft.injured,
            persons=draft.persons, measure=draft.measure, quantity=quantity, place=place,
        ),
        is_event=is_occurrence(draft.kind, draft.factuality, state=draft.state or draft.variant),
        sub_kind=draft.sub_kind,
        factuality=draft.factuality,
        attribution=draft.attribution,
        contested=draft.contested,
        date=draft.date,
        actors=tuple(actors),
        civilian_targeting=draft.civilian,
        target_object=draft.target_object,
        fatalities=draft.fatalities,
        injured=draft.injured,
        persons=draft.persons,
        persons_measure=draft.measure,
        quantity=draft.quantity,
        quantity_unit=draft.quantity_unit,
        sources=tuple(draft.sources),
        disputed_by=tuple(draft.disputed_by),
        places=tuple(draft.places),
        reasons=tuple(reasons),
    )  # fmt: skip


def _main_place(draft: Draft) -> str:
    rows = sorted(draft.places, key=lambda row: row.role is not PlaceRole.SITE)
    return rows[0].place.name if rows else ""
