"""A parse in, how much it speaks of conflict out.

Words such as "killed" or "attacked" make a record only where armed conflict or unrest is what the
text is about; a fire, a trial or a match has them too.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geoconflict.extract.nouns import Nouns
    from geoconflict.extract.syntax import Tree

#: Evidence words per 1,000 words, and different ones, that make a text one about conflict; set on
#: news with and without conflict so that reports of accidents and court cases stay below.
_MIN_DENSITY = 8.0
_MIN_DISTINCT = 3
#: Below this density more different words are asked for.
_SURE_DENSITY = 12.0
_SURE_DISTINCT = 5
#: A text where words of courts, stage, sport or disease outnumber those of conflict is none.
_MAX_OTHER_RATIO = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Relevance:
    """What the words of a document say about its subject.

    Attributes
    ----------
    evidence
        Sentence index -> number of words of conflict in it.
    other_causes
        Indices of sentences that name a cause of death other than conflict.
    is_conflict
        Whether the document as a whole is about conflict.
    """

    evidence: dict[int, int]
    other_causes: frozenset[int]
    is_conflict: bool
    density: float
    distinct: int
    other_ratio: float


def measure_relevance(tree: Tree, nouns: Nouns) -> Relevance:
    """Return the conflict evidence of a document and of each of its sentences."""
    lexicon = nouns.lexicon
    words = lexicon.lists["evidence.nouns"]
    phrases = lexicon.lists["evidence.phrases"]
    causes = lexicon.lists["evidence.other_causes"]
    worlds = lexicon.lists["evidence.other_worlds"]
    names = lexicon.classes["armed"].names
    first_words = {phrase.split()[0] for phrase in phrases | names}
    evidence: Counter[int] = Counter()
    found: Counter[str] = Counter()
    other = 0
    other_causes: set[int] = set()
    total = 0
    for token in tree.tokens:
        if token.pos in {"PUNCT", "SPACE"}:
            continue
        total += 1
        lemma = tree.lemmas[token.index]
        singular = (token.lemma or token.text).lower()
        hit = lemma if lemma in words else singular if singular in words else ""
        if not hit and (token.text.lower() in first_words or lemma in first_words):
            hit = _phrase_at(tree, token.index, phrases, names)
        if hit:
            evidence[token.sentence] += 1
            found[hit] += 1
        if lemma in causes or singular in causes:
            other_causes.add(token.sentence)
        if lemma in worlds or singular in worlds:
            other += 1
    hits = sum(found.values())
    density = 1000.0 * hits / max(total, 1)
    ratio = other / max(hits, 1)
    # A short text has few words to count: one in ten is plenty there.
    distinct_needed = _MIN_DISTINCT if density >= _SURE_DENSITY else _SURE_DISTINCT
    if total <= 80:
        distinct_needed = 1 + (total > 30)
    return Relevance(
        evidence=dict(evidence),
        other_causes=frozenset(other_causes),
        is_conflict=(
            density >= _MIN_DENSITY and len(found) >= distinct_needed and ratio <= _MAX_OTHER_RATIO
        ),
        density=density,
        distinct=len(found),
        other_ratio=ratio,
    )


def _phrase_at(tree: Tree, index: int, phrases: frozenset[str], names: frozenset[str]) -> str:
    """Return the longest evidence phrase or armed name that begins at a token."""
    words: list[str] = []
    best = ""
    sentence = tree[index].sentence
    for at in range(index, min(index + 5, len(tree.tokens))):
        if tree[at].sentence != sentence:
            break
        words.append(tree[at].text.lower())
        joined = " ".join(words)
        lemma = " ".join([*words[:-1], (tree[at].lemma or tree[at].text).lower()])
        hyphened = joined.replace(" - ", "-")
        for text in (joined, lemma, hyphened):
            if text in phrases or text in names:
                best = text
    return best
