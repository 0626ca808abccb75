"""A `Parse` in; toponyms out: spans of place names with their role and type word.

The language model proposes, the gazetteer adds what the model missed where the words around it
say "place", and rules trim what belongs to no name (articles, possessives, direction words).
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from geoconflict.model import Toponym, ToponymRole
from geoconflict.recognise.words import (
    DIRECTION,
    LOCATIVE_PREPOSITIONS,
    TYPE_WORDS,
    find_type_word,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geoconflict.config import Config
    from geoconflict.gazetteer import Gazetteer
    from geoconflict.model import Entity, Parse, Token

_PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
# The model's labels of things that are not places although their words may be place names.
_OTHER_LABELS = frozenset({"PERSON", "DATE", "TIME", "WORK_OF_ART", "LAW", "LANGUAGE", "EVENT"})
# After "to" and "from" stand organisations as often as places.
_STRONG_PREPOSITIONS = frozenset(("in", "near", "outside", "inside", "around", "at"))
_NEVER_PLACES = _OTHER_LABELS - {"PERSON"}
_LEADING = re.compile(
    rf"(?:the|a|an)\s+|(?:{DIRECTION}|mid|mainland|rural|greater)\s+", re.IGNORECASE
)
_TRAILING = re.compile(r"(?:['’]s?|\s+[-–—])$", re.IGNORECASE)
# Names whose first word is a compass word all the same.
_COMPASS_NAMES = re.compile(
    r"(?:(?:north|south)\s+(?:korea|sudan|africa|america|ossetia|dakota|carolina|kivu|macedonia)"
    r"|central\s+african|(?:west|east)\s+(?:bank|jerusalem|africa|timor|virginia)|northern\s+ireland"
    r"|south\s+east\s+asia|eastern\s+ghouta|middle\s+east)\b",
    re.IGNORECASE,
)
_ROAD_REF = re.compile(r"\b(?:[AMNEPR]-?\d{1,3}|RN\d{1,2}|H-\d{1,2})\b")
_MAX_WORDS = 6
_LETTER = re.compile(r"[^\W\d_]")


def recognise_toponyms(parse: Parse, gazetteer: Gazetteer, config: Config) -> tuple[Toponym, ...]:
    """Return the toponyms of a document, in text order, none overlapping.

    Parameters
    ----------
    parse
        The document's parse.
    gazetteer
        Names to complete and to add to what the model found.
    config
        `demonyms` and `in_organisations` are policies of what is shown; all are returned here,
        because places and actors depend on them.

    Returns
    -------
    toponyms
        `parse.document.text[t.start:t.end] == t.text` for each; empty where there is none.
    """
    del config
    text = parse.document.text
    found: list[Toponym] = []
    taken = _Taken()
    label_of = _label_tokens(parse)
    for toponym in _find_road_names(parse):
        taken.add(toponym.start, toponym.end)
        found.append(toponym)
    for toponym in _find_demonyms(parse, gazetteer, label_of):
        if taken.add(toponym.start, toponym.end):
            found.append(toponym)
    for entity in parse.entities:
        if entity.label in _PLACE_LABELS:
            toponym_or_none = _from_entity(parse, entity, gazetteer)
            for toponym in _split_joined(toponym_or_none, gazetteer):
                if taken.add(toponym.start, toponym.end):
                    found.append(toponym)
    for toponym in _scan(parse, gazetteer, label_of, {t.end for t in found}):
        if taken.add(toponym.start, toponym.end):
            found.append(toponym)
    found.extend(_repeat(parse, found, taken, label_of))
    found.sort(key=lambda toponym: (toponym.start, toponym.end))
    return tuple(_with_cues(text, found))


class _Taken:
    """Ranges of text that already belong to a toponym."""

    def __init__(self) -> None:
        self.ranges: list[tuple[int, int]] = []

    def free(self, start: int, end: int) -> bool:
        """Return whether no taken range overlaps."""
        return not any(start < b and a < end for a, b in self.ranges)

    def add(self, start: int, end: int) -> bool:
        """Take the range unless it is taken; return whether it was free."""
        if not self.free(start, end):
            return False
        self.ranges.append((start, end))
        return True


def _label_tokens(parse: Parse) -> list[str]:
    """Return the entity label of each token, empty outside entities."""
    labels = [""] * len(parse.tokens)
    for entity in parse.entities:
        for i in range(entity.token_start, entity.token_end):
            labels[i] = entity.label
    return labels


def _find_road_names(parse: Parse) -> Iterator[Toponym]:
    """Yield road numbers ("M5", "RN3")."""
    text, sentences = parse.document.text, parse.sentences
    sentence = 0
    for match in _ROAD_REF.finditer(text):
        while sentence + 1 < len(sentences) and sentences[sentence].end <= match.start():
            sentence += 1
        yield Toponym(
            start=match.start(), end=match.end(), text=match.group(), name=match.group(),
            cue="road", sentence=sentence, score=0.8,
        )  # fmt: skip


def _find_demonyms(
    parse: Parse, gazetteer: Gazetteer, label_of: Sequence[str]
) -> Iterator[Toponym]:
    """Yield words such as "Turkish" and "Syrians"."""
    for token in parse.tokens:
        if not token.text[:1].isupper() or len(token.text) < 4:
            continue
        if label_of[token.index] in ("GPE", "WORK_OF_ART", "PERSON") and token.pos == "PROPN":
            continue
        if gazetteer.find_demonym(token.text) and not _is_also_place(token, label_of, gazetteer):
            yield Toponym(
                start=token.start, end=token.end, text=token.text, name=token.text,
                role=ToponymRole.DEMONYM, sentence=token.sentence, score=0.95,
            )  # fmt: skip


def _is_also_place(token: Token, label_of: Sequence[str], gazetteer: Gazetteer) -> bool:
    """Return whether a demonym's word is here the name of a place."""
    return label_of[token.index] in _PLACE_LABELS and gazetteer.has_name(token.text)


def _from_entity(parse: Parse, entity: Entity, gazetteer: Gazetteer) -> Toponym | None:
    """Return the toponym of a place entity, trimmed and completed; None where nothing is left."""
    text = parse.document.text
    start, end = _complete(parse, entity.token_start, entity.token_end, gazetteer)
    start, end = _trim(text, start, end)
    surface = text[start:end]
    if not _LETTER.search(surface) or not any(c.isupper() or not c.isascii() for c in surface):
        return None
    if "\n" in surface:
        return None
    if find_type_word(surface) and not gazetteer.has_name(surface):
        return None
    return Toponym(
        start=start, end=end, text=surface, name=surface,
        sentence=parse.tokens[entity.token_start].sentence,
        score=0.9 if gazetteer.has_name(surface) else 0.6,
    )  # fmt: skip


_JOINT = re.compile(r"\s*[-–—/]\s*|\s*,\s*|\s+and\s+")


def _split_joined(toponym: Toponym | None, gazetteer: Gazetteer) -> list[Toponym]:
    """Return the names that one entity joins ("Armenia-Azerbaijan"), each known by itself."""
    if toponym is None:
        return []
    parts: list[tuple[int, int]] = []
    position = 0
    for match in _JOINT.finditer(toponym.text):
        parts.append((position, match.start()))
        position = match.end()
    parts.append((position, len(toponym.text)))
    names = [toponym.text[a:b] for a, b in parts]
    if len(parts) == 1 or gazetteer.has_name(toponym.text):
        return [toponym]
    if not all(name[:1].isupper() and gazetteer.has_name(name) for name in names):
        return [toponym]
    return [
        replace(
            toponym, start=toponym.start + a, end=toponym.start + b, text=name, name=name, score=0.8
        )
        for (a, b), name in zip(parts, names, strict=True)
    ]


def _complete(parse: Parse, first: int, last: int, gazetteer: Gazetteer) -> tuple[int, int]:
    """Return the range of an entity, widened while the gazetteer knows the longer name."""
    tokens = parse.tokens
    text = parse.document.text
    sentence = tokens[first].sentence
    best = (tokens[first].start, tokens[last - 1].end)
    for left in range(first, max(first - 4, -1), -1):
        if tokens[left].sentence != sentence:
            break
        for right in range(last, min(last + 4, len(tokens)) + 1):
            if tokens[right - 1].sentence != sentence:
                break
            if (left, right) == (first, last) or not _name_like(tokens[left], tokens[right - 1]):
                continue
            start, end = tokens[left].start, tokens[right - 1].end
            if (
                end - start > best[1] - best[0]
                and _joined(text[start:end])
                and gazetteer.has_name(text[start:end])
            ):
                best = (start, end)
    return best


def _name_like(first: Token, last: Token) -> bool:
    """Return whether a name may begin and end with these tokens."""
    return (first.text[:1].isupper() or first.text.lower() in ("al", "el", "ash")) and (
        last.text[:1].isupper() or last.text.isdigit()
    )


def _joined(surface: str) -> bool:
    """Return whether a stretch of text has nothing that parts names."""
    return not re.search(r"[,;:.!?()\"\n]|\band\b", surface)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the range without articles, direction words and possessives."""
    changed = True
    while changed and start < end:
        changed = False
        surface = text[start:end]
        match = _LEADING.match(surface)
        if match and not _COMPASS_NAMES.match(surface) and match.end() < len(surface):
            start += match.end()
            changed = True
        match = _TRAILING.search(text[start:end])
        if match:
            end = start + match.start()
            changed = True
    return start, end


def _scan(
    parse: Parse, gazetteer: Gazetteer, label_of: Sequence[str], ends: set[int]
) -> Iterator[Toponym]:
    """Yield gazetteer names that the model did not mark but whose surroundings say "place".

    `ends` holds where the toponyms end that are known already; those found here are added.
    """
    tokens = parse.tokens
    text = parse.document.text
    skip_until = 0
    for i, token in enumerate(tokens):
        if i < skip_until or not token.text[:1].isupper() or label_of[i] in _PLACE_LABELS:
            continue
        if token.pos not in ("PROPN", "NOUN", "ADJ", "X") or label_of[i] in _OTHER_LABELS - {
            "PERSON"
        }:
            continue
        for width in range(_MAX_WORDS, 0, -1):
            j = i + width
            if j > len(tokens) or tokens[j - 1].sentence != token.sentence:
                continue
            start, end = token.start, tokens[j - 1].end
            if not _name_like(token, tokens[j - 1]) or not _joined(text[start:end]):
                continue
            if not gazetteer.has_name(text[start:end]):
                continue
            role = _role(parse, i, j, label_of, gazetteer, text[start:end])
            if role is None and label_of[i] in ("", "NORP") and _is_listed(text, start, ends):
                role = ToponymRole.LITERAL
            if role is not None:
                yield Toponym(
                    start=start, end=end, text=text[start:end], name=text[start:end], role=role,
                    sentence=token.sentence, score=0.5,
                )  # fmt: skip
                skip_until = j
                ends.add(end)
            break


def _is_listed(text: str, start: int, ends: set[int]) -> bool:
    """Return whether a name follows a toponym in a list: "Damascus and Aleppo", "Gao, Kidal"."""
    joint = re.search(
        r"(?:,\s*|,?\s+and\s+|\s+or\s+|\s*[-–—]\s*)$", text[max(0, start - 8) : start]
    )
    return joint is not None and max(0, start - 8) + joint.start() in ends


def _role(
    parse: Parse, first: int, last: int, label_of: Sequence[str], gazetteer: Gazetteer, name: str
) -> ToponymRole | None:
    """Return the role of a gazetteer name that the model did not mark, None for no place."""
    tokens = parse.tokens
    labels = {label_of[i] for i in range(first, last)}
    whole = all(label_of[i] == label_of[first] for i in range(first, last)) and (
        first == 0 or label_of[first - 1] != label_of[first]
    ) and (last == len(tokens) or label_of[last] != label_of[first])  # fmt: skip
    previous = first - 1
    if previous > 0 and tokens[previous].text.lower() == "the":
        previous -= 1
    same = previous >= 0 and tokens[previous].sentence == tokens[first].sentence
    before = tokens[previous].text.lower() if same else ""
    after = tokens[last].text if last < len(tokens) else ""
    typed = bool(find_type_word(after)) and TYPE_WORDS[find_type_word(after)] != "base"
    if "ORG" in labels and not whole:
        prominent = gazetteer.find_by_name(name, limit=1)
        big = prominent and (prominent[0].feature_class == "A" or prominent[0].population > 100_000)
        return ToponymRole.IN_ORGANISATION if big else None
    if "ORG" in labels and (name.isupper() or before not in _STRONG_PREPOSITIONS) and not typed:
        return None
    if "PERSON" in labels and not (whole and (before in LOCATIVE_PREPOSITIONS or typed)):
        return None
    if all(tokens[i].pos != "PROPN" for i in range(first, last)) and not typed:
        return None
    if before in LOCATIVE_PREPOSITIONS or typed:
        return ToponymRole.LITERAL
    return None


def _repeat(
    parse: Parse, found: Sequence[Toponym], taken: _Taken, label_of: Sequence[str]
) -> list[Toponym]:
    """Return further occurrences of names that were found as places elsewhere in the document."""
    surfaces = {
        toponym.text: toponym
        for toponym in found
        if toponym.role is ToponymRole.LITERAL
        and len(toponym.text) > 2
        and toponym.text[0].isupper()
    }
    if not surfaces:
        return []
    pattern = re.compile(
        r"(?<!\w)(?:"
        + "|".join(re.escape(s) for s in sorted(surfaces, key=lambda s: (-len(s), s)))
        + r")(?!\w)"
    )
    at = {token.start: token for token in parse.tokens}
    more: list[Toponym] = []
    for match in pattern.finditer(parse.document.text):
        token = at.get(match.start())
        if token is None or label_of[token.index] in _OTHER_LABELS:
            continue
        role = (
            ToponymRole.IN_ORGANISATION if label_of[token.index] == "ORG" else ToponymRole.LITERAL
        )
        if taken.add(match.start(), match.end()):
            more.append(
                replace(
                    surfaces[match.group()],
                    start=match.start(),
                    end=match.end(),
                    sentence=token.sentence,
                    role=role,
                    score=0.6,
                    cue="",
                )
            )
    return more


def _with_cues(text: str, found: Sequence[Toponym]) -> Iterator[Toponym]:
    """Yield the toponyms with the type word beside each ("Idlib province", "the city of Homs")."""
    for number, toponym in enumerate(found):
        cue = toponym.cue or _cue_of(text, toponym)
        if not cue:
            cue = _shared_cue(text, found, number)
        yield replace(toponym, cue=cue) if cue != toponym.cue else toponym


def _cue_of(text: str, toponym: Toponym) -> str:
    """Return the type word right after or before a toponym, else an empty string."""
    if toponym.role is not ToponymRole.LITERAL:
        return ""
    words = toponym.text.split()
    for word in (words[-1], words[0]) if len(words) > 1 else ():
        if find_type_word(word):
            return find_type_word(word)
    after = re.match(r"\s+([A-Za-z-]+)", text[toponym.end : toponym.end + 40])
    if after and find_type_word(after[1]) and find_type_word(after[1]) != "base":
        return find_type_word(after[1])
    before = re.search(
        r"([A-Za-z-]+)(\s+of(?:\s+the)?)?\s+$", text[max(0, toponym.start - 40) : toponym.start]
    )
    if before and find_type_word(before[1]):
        word = find_type_word(before[1])
        # "the capital Damascus", "the city of Homs", "the Nile river" but not "state Homs".
        if before[2] or TYPE_WORDS[word] in ("settlement", "water", "terrain"):
            return word
    return ""


def _shared_cue(text: str, found: Sequence[Toponym], number: int) -> str:
    """Return the type word that a list shares: "Idlib and Aleppo provinces", "cities X and Y"."""
    toponym = found[number]
    if toponym.role is not ToponymRole.LITERAL:
        return ""
    joint = re.compile(r"\s*(?:,|and|or|,\s*and)\s*(?:the\s+)?")
    following = number
    while following + 1 < len(found) and joint.fullmatch(
        text[found[following].end : found[following + 1].start]
    ):
        following += 1
    if following != number:
        after = re.match(r"\s+([a-z-]+)", text[found[following].end : found[following].end + 40])
        if after and after[1].endswith("s") and find_type_word(after[1]):
            return find_type_word(after[1])
    leading = number
    while leading > 0 and joint.fullmatch(text[found[leading - 1].end : found[leading].start]):
        leading -= 1
    before = re.search(
        r"([A-Za-z-]+)(?:\s+of)?\s+$",
        text[max(0, found[leading].start - 40) : found[leading].start],
    )
    if before and before[1].endswith("s") and find_type_word(before[1]):
        return find_type_word(before[1])
    return ""
