"""A place query in, without a language model; its toponyms and expressions out."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from geoconflict.model import Expression, Toponym, ToponymRole
from geoconflict.recognise.coordinates import find_coordinates
from geoconflict.recognise.expressions import find_expressions
from geoconflict.recognise.words import (
    DIRECTION_LETTERS,
    LOCATIVE_PREPOSITIONS,
    TYPE_WORDS,
    UNIT_KM,
    find_type_word,
)

if TYPE_CHECKING:
    from geoconflict.gazetteer import Gazetteer

_WORD = re.compile(r"[\w’'.]+(?:-[\w’']+)*|[^\w\s]")
_PAIR = re.compile(
    r"(?<![\w.])([-+−]?\d{1,2}\.\d{2,8})\s*°?\s*[,;\s]\s*([-+−]?\d{1,3}\.\d{2,8})(?![\w.])"
)
_AFTER_NUMBER = re.compile(r"[\d)] ?-?$")
# "NE of X" is a side, not Nebraska.
_LETTERS_OF = re.compile(rf"(?i:{DIRECTION_LETTERS}) (?:of|from|off)\b")
_LIST_GAP = re.compile(r"\s*(?:,|and|or|&|,\s*and)\s*")
_MAX_WORDS = 7
# Words of an expression that are never a name by themselves in a query.
_FUNCTION_WORDS = LOCATIVE_PREPOSITIONS | frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "and",
        "or",
        "with",
        "km",
        "kms",
        "mile",
        "miles",
        "kilometres",
        "kilometers",
        "metres",
        "linking",
        "connecting",
        "joining",
        "that",
        "this",
        "north",
        "south",
        "east",
        "west",
        "northern",
        "southern",
        "eastern",
        "western",
        "northeast",
        "northwest",
        "southeast",
        "southwest",
        "northeastern",
        "northwestern",
        "southeastern",
        "southwestern",
        "central",
        "border",
        "frontier",
        "highway",
        "road",
        "motorway",
        "countryside",
        "area",
        "near",
        "off",
        "offshore",
        "coast",
        "coastline",
        "shore",
        "shores",
        "due",
        "some",
        "about",
        "outskirts",
        "edge",
        "vicinity",
        "suburbs",
    ]
)


def recognise_query(
    query: str, gazetteer: Gazetteer
) -> tuple[tuple[Toponym, ...], tuple[Expression, ...]]:
    """Return the toponyms and expressions of a place query such as "15 km south of Saraqib, Syria".

    Parameters
    ----------
    query
        One place expression; case does not matter.
    gazetteer
        Names to look for; of overlapping ones the longest is taken, from the left.

    Returns
    -------
    toponyms
        In text order. A query in which no known name stands is one toponym as a whole, so that
        it can be reported with the names nearest to it.
    expressions
        What ties them together, if anything does.
    """
    stated = _find_stated(query)
    if stated:
        return tuple(stated), tuple(find_expressions(query, 0, len(query), stated))
    words = [(m.start(), m.end()) for m in _WORD.finditer(query)]
    toponyms: list[Toponym] = []
    i = 0
    while i < len(words):
        step = 1
        for width in range(min(_MAX_WORDS, len(words) - i), 0, -1):
            start, end = words[i][0], words[i + width - 1][1]
            found = _name_at(query, start, end, gazetteer)
            if found is not None:
                toponyms.append(found)
                step = width
                break
        else:
            toponyms += _split_pair(query, *words[i], gazetteer)
        i += step
    toponyms = _share_cue(query, [_with_cue(query, toponym) for toponym in toponyms])
    if not toponyms and query.strip():
        left = len(query) - len(query.lstrip())
        surface = query.strip()
        toponyms = [Toponym(start=left, end=left + len(surface), text=surface, name=surface)]
    expressions = find_expressions(query, 0, len(query), toponyms)
    return tuple(toponyms), tuple(expressions)


def _find_stated(query: str) -> list[Toponym]:
    """Return the coordinates that a query states; a bare pair needs two decimals each."""
    stated = list(find_coordinates(query))
    pair = _PAIR.search(query)
    if stated or pair is None:
        return stated
    # The reader of texts asks for three decimals where no letter stands by.
    return [
        replace(found, start=pair.start(), end=pair.end(), text=pair[0])
        for found in find_coordinates(f"{pair[1]}N {pair[2]}E")
    ]


def _name_at(query: str, start: int, end: int, gazetteer: Gazetteer) -> Toponym | None:
    """Return the toponym that query[start:end] is, if the gazetteer knows it."""
    surface = query[start:end]
    lowered = surface.lower()
    if not any(c.isalnum() for c in surface) or lowered in _FUNCTION_WORDS:
        return None
    if any(c in surface for c in ',;:()"') or lowered.split()[0] in _FUNCTION_WORDS - {"al"}:
        return None
    if surface.endswith(("'s", "’s")):
        surface = surface[:-2]
        end -= 2
    if _LETTERS_OF.match(query, start):
        return None
    if lowered in UNIT_KM and _AFTER_NUMBER.search(query, 0, start):
        return None
    if len(lowered) == 1 or lowered in TYPE_WORDS or lowered.replace(".", "").isdigit():
        return None
    if gazetteer.has_name(surface):
        road = re.fullmatch(r"[A-Za-z]{1,2}-?\d{1,3}", surface)
        return Toponym(start=start, end=end, text=surface, name=surface, cue="road" if road else "")
    if " " not in surface and gazetteer.find_demonym(surface):
        return Toponym(start=start, end=end, text=surface, name=surface, role=ToponymRole.DEMONYM)
    return None


def _split_pair(query: str, start: int, end: int, gazetteer: Gazetteer) -> list[Toponym]:
    """Return the two names that a hyphen joins ("Kabul-Herat"), nothing where they are none."""
    for hyphen in re.finditer("-", query[start:end]):
        a = _name_at(query, start, start + hyphen.start(), gazetteer)
        b = _name_at(query, start + hyphen.end(), end, gazetteer)
        if a is not None and b is not None:
            return [a, b]
    return []


def _share_cue(query: str, toponyms: list[Toponym]) -> list[Toponym]:
    """Return toponyms with the plural type word after the last of a list ("A and B oblasts")."""
    out = list(toponyms)
    for i in range(len(out) - 2, -1, -1):
        last, one = out[i + 1], out[i]
        after = re.match(r"\s+([A-Za-z-]+)", query[last.end :])
        is_plural = after is not None and after[1].lower() == f"{last.cue}s"
        if (is_plural or (i + 2 < len(out) and last is not toponyms[i + 1])) and (
            last.cue
            and not one.cue
            and one.role is ToponymRole.LITERAL
            and _LIST_GAP.fullmatch(query[one.end : last.start])
        ):
            out[i] = replace(one, cue=last.cue)
    return out


def _with_cue(query: str, toponym: Toponym) -> Toponym:
    """Return the toponym with the type word beside it."""
    if toponym.cue or toponym.role is not ToponymRole.LITERAL:
        return toponym
    last = toponym.text.split()[-1]
    if find_type_word(last) and len(toponym.text.split()) > 1:
        return replace(toponym, cue=find_type_word(last))
    after = re.match(r"\s+([A-Za-z-]+)", query[toponym.end :])
    if after and find_type_word(after[1]):
        return replace(toponym, cue=find_type_word(after[1]))
    before = re.search(r"([A-Za-z-]+)\s+of\s+$", query[: toponym.start])
    if before and find_type_word(before[1]):
        return replace(toponym, cue=find_type_word(before[1]))
    return toponym
