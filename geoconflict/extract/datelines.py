"""A parse in, its tokens with datelines and place labels taken out of the grammar, out.

"GOMA (Reuters) - Rebels attacked ..." and "Kherson: shelling killed two" name where the report
comes from; a language model takes the name for the subject.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geoconflict.model import Parse, Sentence, Token

_NAME = r"[A-Z][\w.'’-]*(?:[ ](?:[a-z]{2}[ ])?[A-Z][\w.'’-]*){0,4}"
_CAPITALS = r"[A-Z][A-Z.'’-]+(?:[ ][A-Z][A-Z.'’-]*){0,4}"
_DATELINE = re.compile(
    # A place in capitals or an agency in brackets makes a dash the end of a dateline.
    rf"(?:{_CAPITALS}(?:,\s+{_NAME}){{0,2}}(?:,?\s+\w+\.?\s+\d{{1,2}})?\s*(?:\([^()\n]{{2,30}}\))?"
    rf"|{_NAME}(?:,\s+{_NAME}){{0,2}}\s*\([A-Z][^()\n]{{1,30}}\))\s*(?:--?|–|—)\s+"
    # "RSF - a paramilitary group - attacked": an aside begins small.
    r"(?=[\"'“‘]?[A-Z0-9])"
)
_LABEL = re.compile(rf"{_NAME}(?:,\s+{_NAME})?\s*:\s+(?=\S)")


def find_dateline(text: str) -> int:
    """Return where a sentence goes on after its dateline or label, 0 where it has none.

    Examples
    --------
    >>> find_dateline("GOMA (Reuters) - Rebels attacked a base.")
    17
    >>> find_dateline("Rebels attacked a base.")
    0
    """
    match = _DATELINE.match(text) or _LABEL.match(text)
    return match.end() if match is not None else 0


def detach_datelines(parse: Parse) -> tuple[Token, ...]:
    """Return the tokens of a parse with each dateline hung loosely on its sentence's main verb."""
    tokens = list(parse.tokens)
    for sentence in parse.sentences:
        limit = find_dateline(parse.document.text[sentence.start : sentence.end])
        if limit:
            _detach(tokens, sentence, sentence.start + limit)
    return tuple(tokens)


def _detach(tokens: list[Token], sentence: Sentence, limit: int) -> None:
    first, last = sentence.token_start, sentence.token_end
    split = next((i for i in range(first, last) if tokens[i].start >= limit), last)
    if not first < split < last:
        return
    tops = [i for i in range(first, split) if not first <= tokens[i].head < split
            or tokens[i].head == i]  # fmt: skip
    loose = [i for i in range(split, last) if first <= tokens[i].head < split]
    for top in tops:
        token = tokens[top]
        below = [i for i in loose if _is_under(tokens, i, top, first, split)]
        words = [i for i in below if tokens[i].pos in {"NOUN", "PROPN", "VERB", "PRON"}] or below
        heir = words[0] if words else -1
        if heir >= 0:
            # What hung on the place takes its part: subject, or main word of the sentence.
            is_root = token.head == top
            tokens[heir] = replace(
                tokens[heir], head=heir if is_root else token.head, dep=token.dep
            )
            below.remove(heir)
        for other in below:
            tokens[other] = replace(tokens[other], head=heir, dep=tokens[other].dep)
    root = next((i for i in range(split, last) if tokens[i].head == i), -1)
    if root < 0:
        return
    for top in tops:
        tokens[top] = replace(tokens[top], head=root, dep="dep")


def _is_under(tokens: list[Token], index: int, top: int, first: int, split: int) -> bool:
    current = tokens[index].head
    for _ in range(split - first):
        if current == top:
            return True
        current = tokens[current].head
    return current == top
