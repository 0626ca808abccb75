"""A `Parse` in; toponyms out: spans of place names with their role and type word.

The language model and the gazetteer propose spans; a small linear model, trained on annotated
news, judges each from its words, labels and gazetteer entries; the best that do not overlap stay.
"""

from __future__ import annotations

import bisect
import functools
import json
import math
import re
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import TYPE_CHECKING

from geoconflict.model import Toponym, ToponymRole
from geoconflict.recognise.candidates import ROAD_REF, DocumentCounts, Names, Proposal, propose
from geoconflict.recognise.coordinates import find_coordinates
from geoconflict.recognise.features import describe_proposal
from geoconflict.recognise.words import TYPE_WORDS, find_type_word

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from geoconflict.config import Config
    from geoconflict.gazetteer import Gazetteer
    from geoconflict.model import Parse

# A proposal is a toponym from this probability on; chosen by cross-validation, see
# tests/accuracy/train_recogniser.py.
_THRESHOLD = 0.3
# Demonyms are needed for actors and for the country in focus, so more of them stay.
_DEMONYM_THRESHOLD = 0.15
# "Israel Katz" is a person: a part of a name needs more.
_IN_PERSON_THRESHOLD = 0.6
# How far proposals that overlap can stand apart in the sorted list.
_NEIGHBOURS = 12


@dataclass(frozen=True, slots=True)
class LinearModel:
    """Weights of a logistic regression over binary features."""

    bias: float
    weights: Mapping[str, float]

    def judge(self, features: Sequence[str]) -> float:
        """Return the probability (0-1) that features speak for a toponym."""
        total = self.bias + sum(self.weights.get(name, 0.0) for name in features)
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


@functools.lru_cache(maxsize=1)
def read_linear_model() -> LinearModel:
    """Return the model that ships, `data/models/recogniser.json`."""
    path = files("geoconflict.data").joinpath("models/recogniser.json")
    stored = json.loads(path.read_text(encoding="utf-8"))
    return LinearModel(bias=stored["bias"], weights=stored["weights"])


def recognise_toponyms(parse: Parse, gazetteer: Gazetteer, config: Config) -> tuple[Toponym, ...]:
    """Return the toponyms of a document, in text order, none overlapping.

    Parameters
    ----------
    parse
        The document's parse.
    gazetteer
        Names to complete and to add to what the language model found.
    config
        `demonyms` and `in_organisations` are policies of what is shown; all are returned here,
        because places and actors depend on them.

    Returns
    -------
    toponyms
        `parse.document.text[t.start:t.end] == t.text` for each; `score` is the probability that
        it is a place name; empty where there is none.
    """
    del config
    judged = judge_proposals(parse, Names(gazetteer), read_linear_model())
    found = [
        replace(stated, sentence=_sentence_at(parse, stated.start))
        for stated in find_coordinates(parse.document.text)
    ]
    taken = _Taken()
    for toponym in found:
        taken.add(toponym.start, toponym.end)
    found += _choose(parse, judged, taken)
    for toponym in _find_road_names(parse):
        if taken.add(toponym.start, toponym.end):
            found.append(toponym)
    found.sort(key=lambda toponym: toponym.start)
    return tuple(_with_cues(parse.document.text, found))


def _sentence_at(parse: Parse, offset: int) -> int:
    """Return the index of the sentence that holds an offset, -1 where none does."""
    for sentence in parse.sentences:
        if sentence.start <= offset < sentence.end:
            return sentence.index
    return -1


def judge_proposals(parse: Parse, names: Names, model: LinearModel) -> list[tuple[Proposal, float]]:
    """Return every proposal of a document with its probability, in text order."""
    return [
        (proposal, model.judge(features)) for proposal, features in describe_proposals(parse, names)
    ]


def describe_proposals(parse: Parse, names: Names) -> list[tuple[Proposal, list[str]]]:
    """Return every proposal of a document with its features, in text order."""
    proposals = propose(parse, names)
    counts = DocumentCounts(parse)
    labels = [""] * len(parse.tokens)
    for entity in parse.entities:
        labels[entity.token_start : entity.token_end] = [entity.label] * (
            entity.token_end - entity.token_start
        )
    described = []
    for i, proposal in enumerate(proposals):
        others = [
            other
            for other in proposals[max(0, i - _NEIGHBOURS) : i + _NEIGHBOURS + 1]
            if other is not proposal and other.start < proposal.end and proposal.start < other.end
        ]
        described.append((proposal, describe_proposal(parse, proposal, labels, counts, others)))
    return described


class _Taken:
    """Ranges of text that belong to a toponym, kept sorted so that a long text stays quick."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def add(self, start: int, end: int) -> bool:
        """Take a range unless one that is taken overlaps it; return whether it was free."""
        at = bisect.bisect_left(self._starts, end)
        if at and self._ends[at - 1] > start:
            return False
        self._starts.insert(at, start)
        self._ends.insert(at, end)
        return True


def _choose(
    parse: Parse, judged: Sequence[tuple[Proposal, float]], taken: _Taken
) -> Iterator[Toponym]:
    """Yield the toponyms of the proposals that are likely enough, best first, none overlapping."""
    text = parse.document.text
    for proposal, probability in sorted(judged, key=lambda item: (-item[1], item[0].start)):
        threshold = _THRESHOLD
        if proposal.role is ToponymRole.DEMONYM:
            threshold = _DEMONYM_THRESHOLD
        elif proposal.inside == "PERSON":
            threshold = _IN_PERSON_THRESHOLD
        if probability < threshold:
            continue
        if not taken.add(proposal.start, proposal.end):
            continue
        surface = text[proposal.start : proposal.end]
        yield Toponym(
            start=proposal.start,
            end=proposal.end,
            text=surface,
            name=surface,
            role=proposal.role,
            sentence=parse.tokens[proposal.first].sentence,
            score=round(probability, 4),
        )


def _find_road_names(parse: Parse) -> Iterator[Toponym]:
    """Yield road numbers ("M5", "RN3")."""
    text, sentences = parse.document.text, parse.sentences
    sentence = 0
    for match in ROAD_REF.finditer(text):
        while sentence + 1 < len(sentences) and sentences[sentence].end <= match.start():
            sentence += 1
        yield Toponym(
            start=match.start(),
            end=match.end(),
            text=match.group(),
            name=match.group(),
            cue="road",
            sentence=sentence,
            score=0.8,
        )


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
