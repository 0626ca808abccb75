"""Text with its toponyms in; locative expressions ("northwestern X", "the X-Y border") out.

Toponyms are masked by one private character each, so that the patterns see only the words
between them; offsets are mapped back afterwards.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geoconflict.model import Expression, Relation, Toponym, ToponymRole
from geoconflict.recognise.words import (
    DIRECTION,
    DIRECTION_LETTERS,
    NUMBER_WORDS,
    UNIT_KM,
    name_direction,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geoconflict.config import Config
    from geoconflict.gazetteer import Gazetteer
    from geoconflict.model import Parse

# Private-use characters stand for the toponyms of the text at hand.
_FIRST, _LAST = 0xE000, 0xF8FF
_T = f"[{chr(_FIRST)}-{chr(_LAST)}]"
_BORDER = r"(?:border|frontier|boundary)"
_ROAD = r"(?:highway|motorway|freeway|expressway|road|route|railway|rail line|railroad)"
_COAST = "(?:coast|coastline|shores?)"
_OF = (
    r"(?:(?:the )?(?:(?:port |coastal |border |capital |northern |southern |eastern |western )?"
    r"(?:city|town|village|province|governorate|region|district|port|island|capital|airport)"
    r"|(?:\w+ )?" + _COAST + ") of (?:the )?|the )?"
)
_NUMBER = (
    r"(?:\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?|"
    + "|".join(sorted(NUMBER_WORDS, key=lambda word: (-len(word), word)))
    + ")"
)
_UNIT = "(?:" + "|".join(sorted(UNIT_KM, key=len, reverse=True)) + ")"

_ABOUT = (
    "(?:(?:about|some|around|roughly|nearly|over|just|approximately|almost|up to|at least"
    "|more than|less than|within) )*"
)
# "15 km", "10-15 km", "between 10 and 15 km", "15 km (9 miles)".
_DISTANCE = (
    rf"{_ABOUT}(?:(?:between )?(?P<m>{_NUMBER})(?: (?:to|and|or) | ?[-–—] ?))?"
    rf"(?P<n>{_NUMBER})[ -]?(?P<unit>{_UNIT})(?: ?\([^)]*\))?(?: away)?,?"
)
# What stands before "south of X" where a distance does, however it is counted.
_AFTER_UNIT = re.compile(
    rf"(?<![^\W\d_])(?<!')(?:{_UNIT})(?: ?\([^)]*\))?(?: away)?,?(?: (?:to|in|on) the)? ?$",
    re.IGNORECASE,
)

# Tried at every place of the text; where several fit, the one that covers most wins, and of
# equals the one that stands first here.
_PATTERNS: tuple[tuple[Relation, str], ...] = (
    (
        Relation.OFFSET,
        rf"{_DISTANCE}(?: (?:to|in) the| due)? (?P<dir>{DIRECTION}|{DIRECTION_LETTERS})"
        rf" (?:of|from|off) {_OF}(?P<a>{_T})",
    ),
    (
        Relation.OFFSET,
        rf"{_DISTANCE} (?:from|outside|off(?: of)?|offshore from|inland from|short of)"
        rf" {_OF}(?P<a>{_T})",
    ),
    (
        Relation.OFFSET,
        rf"within (?P<n>{_NUMBER})[ -]?(?P<unit>{_UNIT})(?: ?\([^)]*\))? of {_OF}(?P<a>{_T})",
    ),
    (
        Relation.OFFSET,
        rf"{_DISTANCE} off (?P<a>{_T})(?:'s)?(?: \w+)? {_COAST}\b",
    ),
    (
        Relation.STRETCH,
        rf"(?:the )?(?P<r>{_T})(?: {_ROAD})? (?:between|from) {_OF}(?P<a>{_T})"
        rf" (?:and|to) (?P<b>{_T})",
    ),
    (
        Relation.ROUTE,
        rf"(?:the )?(?P<type>{_ROAD})(?: that| which)? (?:linking|links|connecting|connects|joining"
        rf"|joins|between|from|running from|running between)(?: (?!{_T})[\w',-]+){{0,7}}"
        rf" (?P<a>{_T}) (?:and|to|with) {_OF}(?P<b>{_T})",
    ),
    (
        Relation.ROUTE,
        rf"(?:the )?(?P<a>{_T}) ?(?:-|–|—|to) ?(?P<b>{_T}) (?:international |main |strategic )?"
        rf"(?P<type>{_ROAD})",
    ),
    # One end is no known name: a road all the same, and never its other end alone.
    (
        Relation.ROUTE,
        rf"(?:the )?(?:(?P<a>{_T})[-–—][A-Z][\w'-]+|[A-Z][\w'-]+[-–—](?P<b>{_T}))"
        rf" (?:international |main |strategic )?(?P<type>{_ROAD})\b",
    ),
    (Relation.BORDER, rf"(?:the )?(?P<type>{_BORDER}) between (?P<a>{_T}) and (?P<b>{_T})"),
    (
        Relation.BORDER,
        rf"(?:the )?(?P<a>{_T}) ?(?:-|–|—|/| and ) ?(?P<b>{_T}) (?P<type>{_BORDER})",
    ),
    (
        Relation.BORDER,
        rf"(?:the )?(?P<a>{_T})(?:'s)? (?P<type>{_BORDER})(?: with (?P<b>{_T}))?",
    ),
    (Relation.BORDER, rf"(?:the |its |their )?(?P<type>{_BORDER}) with (?P<a>{_T})"),
    (
        Relation.COUNTRYSIDE,
        rf"(?:the )?(?:(?P<dir>{DIRECTION}) )?(?P<a>{_T})(?:'s)? (?P<type>countryside)",
    ),
    (
        Relation.COUNTRYSIDE,
        rf"(?:the )?(?:(?P<dir>{DIRECTION}) )?(?P<type>countryside) of {_OF}(?P<a>{_T})",
    ),
    (
        Relation.PART,
        rf"(?:the )?(?P<dir>{DIRECTION})(?: (?:part|parts|half|corner|section|tip))?(?: of)? "
        rf"{_OF}(?P<a>{_T})",
    ),
    (Relation.PART, rf"(?P<a>{_T})'s (?:far )?(?P<dir>{DIRECTION})\b"),
    (Relation.NEAR, rf"off (?:the )?(?:\w+ )?{_COAST} of (?:the )?(?P<a>{_T})"),
    (Relation.NEAR, rf"off (?P<a>{_T})'s(?: \w+)? {_COAST}\b"),
    (
        Relation.NEAR,
        rf"(?:near|close to|just outside|outside|on the (?:outskirts|edge) of|in the vicinity of"
        rf"|in the suburbs of|around) {_OF}(?P<a>{_T})",
    ),
    (Relation.BETWEEN, rf"between {_OF}(?P<a>{_T}) and {_OF}(?P<b>{_T})"),
    (
        Relation.ANAPHOR,
        r"(?:the|this|that) (?P<type>area|region|province|governorate|city|town|village|country"
        r"|border|frontier|district|enclave)(?! of\b| with\b| between\b|\w|-)",
    ),
)  # fmt: skip
_COMPILED = tuple(
    (relation, re.compile(rf"(?<![\w-]){pattern}", re.IGNORECASE))
    for relation, pattern in _PATTERNS
)
# Only names that stand for themselves anchor these; a demonym may anchor a border ("the
# Turkish border") but not a part or a distance.
_DEMONYM_ANCHORS = frozenset({Relation.BORDER})
# These say nothing of how far away a place is.
_NO_DISTANCE = frozenset({Relation.PART, Relation.NEAR})


def recognise_expressions(
    parse: Parse, toponyms: Sequence[Toponym], gazetteer: Gazetteer, config: Config
) -> tuple[Expression, ...]:
    """Return the locative expressions of a document, in text order, none overlapping.

    Parameters
    ----------
    parse
        The document's parse.
    toponyms
        Its toponyms, from `recognise_toponyms`.
    gazetteer, config
        Not used yet; every stage has the same call.

    Returns
    -------
    expressions
        Empty where the text has none.
    """
    del gazetteer, config
    text = parse.document.text
    found: list[Expression] = []
    position = 0
    for sentence in parse.sentences:
        inside: list[Toponym] = []
        while position < len(toponyms) and toponyms[position].start < sentence.end:
            if toponyms[position].start >= sentence.start:
                inside.append(toponyms[position])
            position += 1
        found.extend(find_expressions(text, sentence.start, sentence.end, inside, sentence.index))
    return tuple(found)


def find_expressions(
    text: str, start: int, end: int, toponyms: Sequence[Toponym], sentence: int = -1
) -> list[Expression]:
    """Return the expressions within text[start:end], given its toponyms in text order."""
    masked, offsets = _mask(text, start, end, toponyms)
    matches: list[tuple[int, int, int, Relation, re.Match[str]]] = []
    for order, (relation, pattern) in enumerate(_COMPILED):
        for match in pattern.finditer(masked):
            if _fits(relation, match, toponyms):
                first, last = offsets[match.start()], offsets[match.end() - 1]
                width = last - first
                matches.append((-width, order, match.start(), relation, match))
    taken: list[tuple[int, int]] = []
    chosen: list[Expression] = []
    for _, _, _, relation, match in sorted(matches, key=lambda item: item[:3]):
        if any(match.start() < b and a < match.end() for a, b in taken):
            continue
        taken.append((match.start(), match.end()))
        if relation in _NO_DISTANCE and _AFTER_UNIT.search(masked, 0, match.start()):
            # A distance in words that no pattern reads: never the place without it.
            relation = Relation.OFFSET  # noqa: PLW2901
        chosen.append(_build(text, relation, match, offsets, toponyms, sentence))
    return sorted(chosen, key=lambda expression: expression.start)


def _mask(text: str, start: int, end: int, toponyms: Sequence[Toponym]) -> tuple[str, list[int]]:
    """Return the text with one private character a toponym, and each character's offset.

    The offset list has one element more than the text: the end.
    """
    out: list[str] = []
    offsets: list[int] = []
    position = start
    for number, toponym in enumerate(toponyms):
        for i in range(position, toponym.start):
            out.append(_plain(text[i]))
            offsets.append(i)
        out.append(chr(_FIRST + number % (_LAST - _FIRST)))
        offsets.append(toponym.start)
        position = toponym.end
    for i in range(position, end):
        out.append(_plain(text[i]))
        offsets.append(i)
    offsets.append(end)
    return "".join(out), offsets


def _plain(char: str) -> str:
    """Return a character as the patterns expect it: plain spaces and apostrophes."""
    if char.isspace():
        return " "
    if _FIRST <= ord(char) <= _LAST:
        return "?"
    return "'" if char in "’‘" else char


def _anchors(match: re.Match[str], toponyms: Sequence[Toponym]) -> list[Toponym]:
    """Return the toponyms that a match's groups hold, route first, then in text order."""
    groups = match.groupdict()
    return [toponyms[ord(groups[key]) - _FIRST] for key in ("r", "a", "b") if groups.get(key)]


def _fits(relation: Relation, match: re.Match[str], toponyms: Sequence[Toponym]) -> bool:
    """Return whether the anchors may carry the relation."""
    for toponym in _anchors(match, toponyms):
        # The model takes "Armenia-Azerbaijan" for an organisation; before "border" it is none.
        if toponym.role is ToponymRole.IN_ORGANISATION and relation is not Relation.BORDER:
            return False
        if toponym.role is ToponymRole.DEMONYM and relation not in _DEMONYM_ANCHORS:
            return False
    if relation is Relation.STRETCH:
        return _anchors(match, toponyms)[0].cue in ("road", "highway", "motorway", "railway")
    return True


def _build(
    text: str,
    relation: Relation,
    match: re.Match[str],
    offsets: list[int],
    toponyms: Sequence[Toponym],
    sentence: int,
) -> Expression:
    """Return the expression of one match."""
    groups = match.groupdict()
    start, end = offsets[match.start()], offsets[match.end()]
    anchors = _anchors(match, toponyms)
    distance = None
    if groups.get("n"):
        counts = [_count(groups[key]) for key in ("m", "n") if groups.get(key)]
        distance = sum(counts) / len(counts) * UNIT_KM[groups["unit"].lower()]
    return Expression(
        start=start,
        end=end,
        text=text[start:end],
        relation=relation,
        anchors=tuple(anchors),
        direction=name_direction(groups["dir"]) if groups.get("dir") else "",
        distance_km=distance,
        type_word=(groups.get("type") or "").lower(),
        sentence=sentence,
    )


def _count(number: str) -> float:
    """Return the value of a number in digits or words."""
    plain = number.lower().replace(",", "")
    value = NUMBER_WORDS.get(plain)
    return float(plain) if value is None else value
