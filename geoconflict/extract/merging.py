"""Drafts in document order in, one draft per distinct event out, all mentions kept.

A mention with "the attack" joins the attack told before; a second figure from another speaker
stays beside it as a toll that is no event of its own, so that each death counts once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from geoconflict.extract.kinds import VIOLENT
from geoconflict.model import Attribution, Count, Factuality, PlaceRole, RecordKind

if TYPE_CHECKING:
    from geoconflict.extract.drafts import Draft

#: How many sentences back "the attack" may point.
_REACH = 12
_STATEMENTS = frozenset({RecordKind.HUMANITARIAN, RecordKind.CONTROL, RecordKind.AGREEMENT,
                         RecordKind.MOVEMENT, RecordKind.DISPLACEMENT})  # fmt: skip


def merge_drafts(drafts: list[Draft]) -> list[Draft]:
    """Return the drafts with mentions of one event joined, in document order."""
    kept: list[Draft] = []
    home: dict[int, Draft] = {}
    for draft in drafts:
        earlier = None if draft.variant else _find_earlier(draft, kept)
        home[id(draft)] = draft
        if earlier is None:
            kept.append(draft)
        elif _is_variant(draft, earlier):
            _make_variant(draft, earlier)
            kept.append(draft)
        else:
            _join(earlier, draft)
            home[id(draft)] = earlier
    for draft in kept:
        if draft.about is not None:
            event = home[id(draft.about)]
            draft.kind, draft.sub_kind = event.kind, event.sub_kind
            draft.date, draft.places = event.date, list(event.places)
    return kept


def _find_earlier(draft: Draft, kept: list[Draft]) -> Draft | None:
    """Return the draft that tells the same event, nearest first; None for a new one."""
    for other in reversed(kept):
        if draft.sentence - other.sentence > _REACH and not draft.anaphoric:
            break
        if _is_same(draft, other):
            return other
    return None


def _is_same(draft: Draft, other: Draft) -> bool:  # noqa: PLR0911 - a list of tests
    if other.variant:
        return False
    if other.kind is RecordKind.TOLL and draft.kind is not RecordKind.TOLL:
        return False
    if draft.factuality is not other.factuality:
        return False
    if not _dates_meet(draft, other):
        return False
    if draft.kind is RecordKind.TOLL and draft.anaphoric and other.kind in VIOLENT:
        return True
    if draft.kind in VIOLENT and other.kind in VIOLENT:
        if draft.anaphoric:
            return _weapons_meet(draft, other) and (draft.added or _targets_meet(draft, other))
        if draft.sentence == other.sentence:
            later = draft.group[0].index > other.group[0].index
            return later and _is_bare_harm(draft) and other.fatalities is None
        return (
            _same_figures(draft, other)
            and _places_meet(draft, other)
            and _targets_meet(draft, other)
        )
    if draft.kind is not other.kind:
        return False
    if draft.kind in _STATEMENTS | {RecordKind.CALL, RecordKind.THREAT}:
        return _same_statement(draft, other)
    return False


def _is_bare_harm(draft: Draft) -> bool:
    """Return whether a draft only counts victims: no place or day of its own."""
    placed = any(row.score > 0.6 for row in draft.places)
    dated = draft.date is not None and draft.date.start is not None
    return draft.counted and not placed and not dated and all(t.frame.harm for t in draft.group)


def _same_statement(draft: Draft, other: Draft) -> bool:
    if draft.persons is not None and other.persons is not None:
        return draft.persons == other.persons
    if (draft.persons is None) != (other.persons is None):
        return False
    if draft.quantity != other.quantity or draft.group[0].frame is not other.group[0].frame:
        return False
    if draft.kind in {RecordKind.CALL, RecordKind.THREAT}:
        return (
            bool(draft.agents)
            and draft.agents == other.agents
            and (draft.targets == other.targets and draft.paragraph == other.paragraph)
        )
    return (
        draft.agents == other.agents and draft.others == other.others
        and {r.place.id for r in draft.places} == {r.place.id for r in other.places}
    )  # fmt: skip


def _dates_meet(draft: Draft, other: Draft) -> bool:
    a, b = draft.date, other.date
    if a is None or b is None or a.end is None or b.end is None:
        return True
    if a.start is None or b.start is None:
        return True
    return a.start <= b.end and b.start <= a.end


def _weapons_meet(draft: Draft, other: Draft) -> bool:
    if draft.kind is other.kind:
        return (
            not draft.sub_kind
            or not other.sub_kind
            or draft.sub_kind == other.sub_kind
            or (
                {draft.sub_kind, other.sub_kind}
                <= {"remote explosive/landmine/ied", "suicide bomb", "armed clash", "attack"}
            )
        )
    # "the attack" may mean any kind of attack; "the air strike" only one of its own kind.
    return draft.kind is not RecordKind.EXPLOSION_REMOTE_VIOLENCE


def _same_figures(draft: Draft, other: Draft) -> bool:
    if draft.fatalities is None and draft.injured is None:
        return False
    return draft.fatalities == other.fatalities and draft.injured in {other.injured, None}


def _targets_meet(draft: Draft, other: Draft) -> bool:
    if not draft.targets or not other.targets:
        return True
    mine = {w for name in draft.targets for w in name.split()}
    its = {w for name in other.targets for w in name.split()}
    named, others_named = ({w for w in row if w[:1].isupper()} for row in (mine, its))
    if named and others_named:
        return bool(named & others_named)
    return bool({w.lower() for w in mine} & {w.lower() for w in its})


def _places_meet(draft: Draft, other: Draft) -> bool:
    own = {r.place.id for r in draft.places if r.role is PlaceRole.SITE and r.score > 0.6}
    its = {r.place.id for r in other.places if r.role is PlaceRole.SITE and r.score > 0.6}
    return not own or not its or bool(own & its)


def _is_variant(draft: Draft, earlier: Draft) -> bool:
    """Return whether a mention gives another figure for the same dead."""
    if draft.kind is RecordKind.TOLL and earlier.kind in VIOLENT:
        return earlier.fatalities is not None and draft.fatalities != earlier.fatalities
    if draft.kind not in VIOLENT or draft.fatalities is None or earlier.fatalities is None:
        return False
    if draft.added or draft.fatalities == earlier.fatalities:
        return False
    return (
        bool(draft.sources)
        or draft.attribution is not Attribution.OWN_VOICE
        or (earlier.fatalities.high is not None)
    )


def _make_variant(draft: Draft, earlier: Draft) -> None:
    """Turn a mention into a competing toll of an event told before."""
    draft.variant = True
    draft.kind = RecordKind.TOLL
    draft.sub_kind = ""
    draft.date = draft.date or earlier.date
    if draft.date is not None and draft.date.start is None:
        draft.date = earlier.date or draft.date
    draft.agents = draft.agents or list(earlier.agents)
    draft.targets = draft.targets or list(earlier.targets)
    draft.victims = draft.victims or list(earlier.victims)
    if not draft.places or draft.places[0].score < 1:
        draft.places = list(earlier.places)
    draft.reasons.append("another figure for an event told before")


def _join(earlier: Draft, draft: Draft) -> None:
    """Add what a later mention says to the first."""
    earlier.spans.extend(span for span in draft.spans if span not in earlier.spans)
    for name in ("agents", "targets", "others", "sources", "disputed_by", "speakers"):
        row: list[str] = getattr(earlier, name)
        row.extend(n for n in getattr(draft, name) if n not in row)
    if earlier.fatalities is None and draft.fatalities is not None:
        earlier.victims = list(draft.victims)
    earlier.targets = [n for n in earlier.targets if n not in earlier.agents]
    if earlier.date is None or (earlier.date.start is None and draft.date is not None):
        earlier.date = draft.date
    earlier.fatalities = _join_counts(earlier.fatalities, draft.fatalities, added=draft.added)
    earlier.injured = _join_counts(earlier.injured, draft.injured, added=draft.added)
    earlier.persons = earlier.persons or draft.persons
    earlier.measure = earlier.measure or draft.measure
    if earlier.quantity is None:
        earlier.quantity, earlier.quantity_unit = draft.quantity, draft.quantity_unit
    own = [row for row in draft.places if row.score > 0.6]
    if not any(row.score > 0.6 for row in earlier.places) and own:
        earlier.places = own
    earlier.contested = earlier.contested or draft.contested
    earlier.civilian = earlier.civilian or draft.civilian
    earlier.target_object = earlier.target_object or draft.target_object
    if (
        draft.kind is RecordKind.EXPLOSION_REMOTE_VIOLENCE
        and earlier.kind in {RecordKind.BATTLE, RecordKind.VIOLENCE_AGAINST_CIVILIANS}
        and draft.factuality is Factuality.ASSERTED
    ):
        earlier.kind, earlier.sub_kind = draft.kind, draft.sub_kind
    if earlier.attribution in {Attribution.PARTY, Attribution.UNATTRIBUTED} and (
        draft.attribution is Attribution.OWN_VOICE
    ):
        earlier.attribution = draft.attribution


def _join_counts(first: Count | None, second: Count | None, *, added: bool) -> Count | None:
    if first is None or second is None:
        return first or second
    if not added:
        return first
    low = (first.low or 0) + (second.low or 0)
    high = None if first.high is None or second.high is None else first.high + second.high
    return Count(low=low, best=low, high=high)
