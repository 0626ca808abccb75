"""A place query in, without a language model; its toponyms and expressions out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geoconflict.model import Expression, Toponym, ToponymRole
from geoconflict.recognise.expressions import find_expressions
from geoconflict.recognise.words import LOCATIVE_PREPOSITIONS, TYPE_WORDS, find_type_word

if TYPE_CHECKING:
    from geoconflict.gazetteer import Gazetteer

_WORD = re.compile(r"[\w’'.]+(?:-[\w’']+)*|[^\w\s]")
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
        i += step
    toponyms = [_with_cue(query, toponym) for toponym in toponyms]
    if not toponyms and query.strip():
        left = len(query) - len(query.lstrip())
        surface = query.strip()
        toponyms = [Toponym(start=left, end=left + len(surface), text=surface, name=surface)]
    expressions = find_expressions(query, 0, len(query), toponyms)
    return tuple(toponyms), tuple(expressions)


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
    if len(lowered) == 1 or lowered in TYPE_WORDS or lowered.replace(".", "").isdigit():
        return None
    if gazetteer.has_name(surface):
        road = re.fullmatch(r"[A-Za-z]{1,2}-?\d{1,3}", surface)
        return Toponym(start=start, end=end, text=surface, name=surface, cue="road" if road else "")
    if " " not in surface and gazetteer.find_demonym(surface):
        return Toponym(start=start, end=end, text=surface, name=surface, role=ToponymRole.DEMONYM)
    return None


def _with_cue(query: str, toponym: Toponym) -> Toponym:
    """Return the toponym with the type word beside it."""
    from dataclasses import replace  # noqa: PLC0415

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
