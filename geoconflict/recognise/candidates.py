"""A `Parse` in; every span that may be a place name out, with what is known of each.

The language model and the gazetteer each propose; nothing is decided here.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geoconflict.model import ToponymRole
from geoconflict.recognise.words import (
    DIRECTION,
    NAME_PARTICLES,
    WORLD_REGION_ADJECTIVES,
    WORLD_REGIONS,
    find_type_word,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geoconflict.gazetteer import Gazetteer
    from geoconflict.model import Entity, Entry, Parse, Token

PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
_LEADING = re.compile(rf"(?:the|a|an|{DIRECTION}|mid|mainland|rural|greater)\s+", re.IGNORECASE)
_TRAILING = re.compile(r"(?:['’]s?|\s*[-–—,.;:])$", re.IGNORECASE)
# Names whose first word is a compass word all the same.
_COMPASS_NAMES = re.compile(
    r"(?:(?:north|south)\s+(?:korea|sudan|africa|america|ossetia|dakota|carolina|kivu|macedonia"
    r"|kordofan|darfur|waziristan|yorkshire|wales|island|rhine|holland)"
    r"|central\s+african|(?:west|east)\s+(?:bank|jerusalem|africa|timor|virginia|java|bengal"
    r"|midlands|sussex|darfur|kordofan|ham)|northern\s+ireland|northern\s+territory"
    r"|south\s+east\s+asia|southeast\s+asia|eastern\s+ghouta|eastern\s+cape|western\s+cape"
    r"|western\s+australia|western\s+sahara|eastern\s+visayas|central\s+(?:java|luzon|asia))\b",
    re.IGNORECASE,
)
ROAD_REF = re.compile(r"\b(?:[AMNEPRBH]-?\d{1,3}|RN\d{1,2}|[Rr]oute \d{1,3}|Highway \d{1,3})\b")
_PARTING = re.compile(r"[,;:!?()\"“”\n]|\.\s|\band\b")
_JOINING = re.compile(r"[^,;:!?()\"\n]+(?:, | and )[^,;:!?()\"\n]+")
_REGION_WORDS = WORLD_REGIONS | WORLD_REGION_ADJECTIVES
_ORGANISATION_LABELS = frozenset({"ORG", "WORK_OF_ART", "LAW", "EVENT", "PRODUCT"})
_ARTICLES = frozenset(("the", "a", "an"))
_MIN_DEMONYM = 4
_MAX_WORDS = 6


@dataclass(slots=True)
class Proposal:
    """A span that may be a place name.

    Attributes
    ----------
    start, end
        Its range in the text.
    first, last
        Its tokens [first, last) in the parse.
    label
        The model's label where its entity, trimmed, is just this span; else empty.
    inside
        The model's label of an entity that holds this span and more; else empty.
    entries
        Gazetteer entries of that name, best known first.
    role
        What the name would do.
    """

    start: int
    end: int
    first: int
    last: int
    label: str
    inside: str
    entries: tuple[Entry, ...]
    role: ToponymRole


class Names:
    """Look-ups of one document, each name asked once."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._entries: dict[str, tuple[Entry, ...]] = {}
        self._demonyms: dict[str, tuple[Entry, ...]] = {}
        self._known: dict[str, bool] = {}

    def has(self, name: str) -> bool:
        """Return whether the gazetteer has a place of that name."""
        found = self._known.get(name)
        if found is None:
            found = self._known[name] = self._gazetteer.has_name(name)
        return found

    def find(self, name: str) -> tuple[Entry, ...]:
        """Return the entries of a name, best known first; none for loose matches."""
        found = self._entries.get(name)
        if found is None:
            entries = self._gazetteer.find_by_name(name, limit=20) if self.has(name) else ()
            found = self._entries[name] = tuple(e for e in entries if e.name_kind != "variant")
        return found

    def find_demonym(self, word: str) -> tuple[Entry, ...]:
        """Return the countries that a demonym stands for."""
        found = self._demonyms.get(word)
        if found is None:
            found = self._demonyms[word] = self._gazetteer.find_demonym(word)
        return found


def propose(parse: Parse, names: Names) -> list[Proposal]:
    """Return every proposal of a document, in text order; they may overlap."""
    collected = _Collected(parse, names)
    for entity in parse.entities:
        whole = 0
        for start, end, first, last in _entity_spans(parse, entity, names):
            whole = whole or end - start
            # The label is that of the whole: a part of a person's name is no person.
            part = end - start < whole and entity.label not in PLACE_LABELS
            collected.add(start, end, first, last, "" if part else entity.label)
    for first, last in _known_names(parse, names):
        collected.add(parse.tokens[first].start, parse.tokens[last - 1].end, first, last, "")
    for token in parse.tokens:
        if not token.text[:1].isupper() or len(token.text) < _MIN_DEMONYM:
            continue
        if token.text.lower() in _REGION_WORDS or names.find_demonym(token.text):
            collected.add(token.start, token.end, token.index, token.index + 1, "")
    return sorted(collected.found.values(), key=lambda p: (p.start, p.end))


class _Collected:
    """The proposals of a document so far, one a span."""

    def __init__(self, parse: Parse, names: Names) -> None:
        self.found: dict[tuple[int, int], Proposal] = {}
        self._text = parse.document.text
        self._names = names
        self._entity_at: dict[int, Entity] = {}
        for entity in parse.entities:
            for i in range(entity.token_start, entity.token_end):
                self._entity_at[i] = entity

    def add(self, start: int, end: int, first: int, last: int, label: str) -> None:
        """Add a span; one that is there already only takes the label."""
        if start >= end:
            return
        known = self.found.get((start, end))
        if known is not None:
            known.label = label or known.label
            return
        holder = self._entity_at.get(first)
        inside = ""
        if not label and holder is not None:
            if holder.token_start < first or holder.token_end > last:
                inside = holder.label
            else:
                label = holder.label
        role, entries = self._judge_role(self._text[start:end], inside)
        self.found[(start, end)] = Proposal(
            start=start, end=end, first=first, last=last, label=label, inside=inside,
            entries=entries, role=role,
        )  # fmt: skip

    def _judge_role(self, surface: str, inside: str) -> tuple[ToponymRole, tuple[Entry, ...]]:
        """Return what a name would do, and its entries."""
        entries = self._names.find(surface)
        demonyms = () if " " in surface else self._names.find_demonym(surface)
        if demonyms and not _is_place_name(entries):
            return ToponymRole.DEMONYM, demonyms
        if surface.lower() in WORLD_REGION_ADJECTIVES:
            return ToponymRole.DEMONYM, entries
        if inside in _ORGANISATION_LABELS:
            return ToponymRole.IN_ORGANISATION, entries
        return ToponymRole.LITERAL, entries


def _is_place_name(entries: tuple[Entry, ...]) -> bool:
    """Return whether a demonym's word is first of all a place ("Georgia" is no demonym)."""
    return bool(entries) and entries[0].feature_class == "A" and entries[0].name_kind == "name"


def _entity_spans(
    parse: Parse, entity: Entity, names: Names
) -> Iterator[tuple[int, int, int, int]]:
    """Yield the spans of an entity: trimmed, with its capitalised type word, and its parts."""
    text, tokens = parse.document.text, parse.tokens
    if entity.label not in PLACE_LABELS and entity.label not in (
        "ORG",
        "NORP",
        "PERSON",
        "EVENT",
        "PRODUCT",
        "WORK_OF_ART",
    ):
        return
    start, end = trim(text, entity.start, entity.end)
    first, last = _tokens_of(tokens, entity, start, end)
    if first >= last or not any(c.isupper() or not c.isascii() for c in text[start:end]):
        return
    if "\n" in text[start:end]:
        return
    yield start, end, first, last
    # "Western Europe", "the Eastern Mediterranean": a capitalised direction may be meant.
    wide, _ = trim(text, entity.start, entity.end, keep_direction=True)
    if wide < start:
        wide_first, _ = _tokens_of(tokens, entity, wide, end)
        yield wide, end, wide_first, last
    elif first and _CAPITAL_DIRECTION.fullmatch(tokens[first - 1].text):
        yield tokens[first - 1].start, end, first - 1, last
    # "Borno" + "State": a capitalised type word belongs to the name.
    if last < len(tokens) and tokens[last].sentence == tokens[first].sentence:
        following = tokens[last]
        if following.text[:1].isupper() and find_type_word(following.text):
            yield start, following.end, first, last + 1
    for a, b in _joined_parts(text, start, end, names):
        one, two = _tokens_between(tokens, first, last, a, b)
        if one < two:
            yield a, b, one, two


def _tokens_of(tokens: tuple[Token, ...], entity: Entity, start: int, end: int) -> tuple[int, int]:
    """Return the tokens of an entity that lie within a range."""
    return _tokens_between(tokens, entity.token_start, entity.token_end, start, end)


def _tokens_between(
    tokens: tuple[Token, ...], first: int, last: int, start: int, end: int
) -> tuple[int, int]:
    """Return which of tokens [first, last) lie within text[start:end]."""
    while first < last and tokens[first].end <= start:
        first += 1
    while last > first and tokens[last - 1].start >= end:
        last -= 1
    return first, last


_JOINT = re.compile(r"\s*[-–—/]\s*|\s*,\s*|\s+and\s+|\s+")


def _joined_parts(text: str, start: int, end: int, names: Names) -> list[tuple[int, int]]:
    """Return the names that a span joins ("Armenia-Azerbaijan"), each known by itself."""
    surface = text[start:end]
    if names.has(surface):
        return []
    parts: list[tuple[int, int]] = []
    position = 0
    for match in _JOINT.finditer(surface):
        parts.append((position, match.start()))
        position = match.end()
    parts.append((position, len(surface)))
    if len(parts) == 1:
        return []
    known = [surface[a:b][:1].isupper() and names.has(surface[a:b]) for a, b in parts]
    return [(start + a, start + b) for (a, b), ok in zip(parts, known, strict=True) if ok]


_CAPITAL_DIRECTION = re.compile(
    r"(?:North|South|East|West|Northeast|Northwest|Southeast|Southwest)(?:ern)?|Central|Greater"
)


def trim(text: str, start: int, end: int, *, keep_direction: bool = False) -> tuple[int, int]:
    """Return a range without articles, direction words, possessives and small type words.

    `keep_direction` leaves direction words that are capitalised.
    """
    changed = True
    while changed and start < end:
        changed = False
        surface = text[start:end]
        match = _LEADING.match(surface)
        kept = keep_direction and _CAPITAL_DIRECTION.match(surface)
        if match and not kept and not _COMPASS_NAMES.match(surface) and match.end() < len(surface):
            start += match.end()
            changed = True
            continue
        match = _TRAILING.search(surface)
        if match and not re.search(r"(?:^|[\s.])[A-Za-z]\.$", surface):
            end = start + match.start()
            changed = True
            continue
        head, _, tail = surface.rpartition(" ")
        if head and tail.islower() and (find_type_word(tail) or tail in _SMALL_WORDS):
            end = start + len(head.rstrip())
            changed = True
            continue
        head, _, tail = surface.partition(" ")
        if tail and head.islower() and head not in NAME_PARTICLES:
            start += len(surface) - len(tail.lstrip())
            changed = True
    return start, end


_SMALL_WORDS = frozenset(
    ("area", "border", "coast", "countryside", "metropolitan", "proper", "side")
)


def _known_names(parse: Parse, names: Names) -> Iterator[tuple[int, int]]:
    """Yield token ranges that are gazetteer names, the longest first at each token."""
    tokens, text = parse.tokens, parse.document.text
    for i, token in enumerate(tokens):
        if not _may_begin(token):
            continue
        limit = min(len(tokens), i + _MAX_WORDS)
        for j in range(limit, i, -1):
            last = tokens[j - 1]
            if last.sentence != token.sentence or not (
                last.text[:1].isupper() or last.text.isdigit() or not last.text.isascii()
            ):
                continue
            surface = text[token.start : last.end]
            # Names with "and" or a comma in them ("Trinidad and Tobago") count as they stand.
            if j - i > 1 and _PARTING.search(surface) and not _JOINING.fullmatch(surface):
                continue
            if names.has(surface):
                yield i, j
                if j - i > 1 and token.text[:1].isupper():
                    # The first word alone may be all that is meant.
                    continue
                break


def _may_begin(token: Token) -> bool:
    """Return whether a name may begin with a token; "The" is no part of "The Gaza Strip"."""
    return token.text[:1].isupper() and len(token.text) > 1 and token.text.lower() not in _ARTICLES


class DocumentCounts:
    """How the model labelled each surface over the whole document."""

    def __init__(self, parse: Parse) -> None:
        text = parse.document.text
        self.labels: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for entity in parse.entities:
            start, end = trim(text, entity.start, entity.end)
            self.labels[text[start:end]][entity.label] += 1
        self.lower = {token.text for token in parse.tokens if token.text.islower()}
        self.person_parts: set[str] = set()
        for entity in parse.entities:
            if entity.label == "PERSON":
                words = text[entity.start : entity.end].split()
                if len(words) > 1:
                    self.person_parts |= set(words)
