"""A record's parts in, a short headline in plain words out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geoconflict.model import Factuality, PersonsMeasure, RecordKind

if TYPE_CHECKING:
    from geoconflict.model import Count

_WORDS = {
    RecordKind.BATTLE: "fighting",
    RecordKind.EXPLOSION_REMOTE_VIOLENCE: "explosion or remote attack",
    RecordKind.VIOLENCE_AGAINST_CIVILIANS: "attack on civilians",
    RecordKind.PROTEST: "protest",
    RecordKind.RIOT: "riot",
    RecordKind.STRATEGIC_DEVELOPMENT: "development",
    RecordKind.DISPLACEMENT: "displacement",
    RecordKind.MOVEMENT: "troop movement",
    RecordKind.CONTROL: "control",
    RecordKind.TOLL: "toll",
    RecordKind.HUMANITARIAN: "humanitarian conditions",
    RecordKind.CALL: "call",
    RecordKind.THREAT: "threat",
    RecordKind.AGREEMENT: "agreement",
}
_FACTUALITY = {
    Factuality.DENIED: "denied",
    Factuality.PLANNED: "planned",
    Factuality.HYPOTHETICAL: "hypothetical",
}
_MAX_NAME = 60


def format_count(count: Count | None) -> str:
    """Return a count as people write it ("5", "at least 12", "up to 50", "10-15")."""
    if count is None:
        return ""
    if count.low is None:
        return f"up to {count.high:,}" if count.high is not None else ""
    if count.high is None:
        return f"at least {count.low:,}"
    if count.low == count.high:
        return f"{count.low:,}"
    return f"{count.low:,}-{count.high:,}" if count.low else f"up to {count.high:,}"


def build_title(  # noqa: PLR0913 - a headline says a little of everything
    kind: RecordKind,
    sub_kind: str,
    *,
    factuality: Factuality,
    agents: tuple[str, ...],
    targets: tuple[str, ...],
    victims: tuple[str, ...],
    fatalities: Count | None,
    injured: Count | None,
    persons: Count | None,
    measure: PersonsMeasure | None,
    quantity: str,
    place: str,
) -> str:
    """Return a headline such as "7 soldiers killed - Kidal"."""
    target = _short(victims[0]) if victims else "people"
    if fatalities is not None and (fatalities.high or fatalities.low):
        named = fatalities.low == fatalities.high == 1 and target[:1].isupper()
        text = f"{target} killed" if named else f"{format_count(fatalities)} {target} killed"
        if injured is not None:
            text += f", {format_count(injured)} injured"
    elif injured is not None:
        text = f"{format_count(injured)} {target} injured"
    elif quantity and kind is RecordKind.DISPLACEMENT:
        verb = "returned" if measure is PersonsMeasure.RETURN else "displaced"
        text = f"{quantity} {verb}"
    elif persons is not None and kind is RecordKind.DISPLACEMENT:
        verb = "returned" if measure is PersonsMeasure.RETURN else "displaced"
        text = f"{format_count(persons)} people {verb}"
    elif persons is not None:
        text = f"{format_count(persons)} people: {_words(kind, sub_kind)}"
    else:
        text = _plain(kind, sub_kind, agents, targets, quantity)
    if factuality in _FACTUALITY:
        text += f" ({_FACTUALITY[factuality]})"
    text = text[:1].upper() + text[1:]
    return f"{text} - {_short(place)}" if place else text


def _plain(
    kind: RecordKind, sub_kind: str, agents: tuple[str, ...], targets: tuple[str, ...],
    quantity: str,
) -> str:  # fmt: skip
    words = _words(kind, sub_kind)
    who = " and ".join(_short(name) for name in agents[:2])
    text = f"{who}: {words}" if who else words
    if quantity:
        text += f" ({quantity})"
    elif targets and kind is not RecordKind.CONTROL:
        text += f" ({_short(targets[0])})"
    return text


def _words(kind: RecordKind, sub_kind: str) -> str:
    return sub_kind if sub_kind and sub_kind not in {"other", "attack"} else _WORDS[kind]


def _short(name: str) -> str:
    return name if len(name) <= _MAX_NAME else name[: _MAX_NAME - 1].rstrip() + "…"
