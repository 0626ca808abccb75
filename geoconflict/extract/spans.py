"""Triggers in, the clause that states them out: as tight as the tree allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geoconflict.extract.syntax import CLAUSES
from geoconflict.model import Span

if TYPE_CHECKING:
    from geoconflict.extract.syntax import Tree
    from geoconflict.extract.triggers import Trigger

#: A quote longer than this is cut around its trigger.
_MAX_CHARS = 400
_EDGE_WORDS = frozenset({
    "and", "but", "or", "that", "while", "as", "yet", "so", "because", "then", "after", "when",
})  # fmt: skip


def find_span(
    group: list[Trigger], others: list[Trigger], tree: Tree, speech: frozenset[str]
) -> Span:
    """Return the range of the clause that tells a group's event.

    Parameters
    ----------
    group
        Triggers of one event in one sentence.
    others
        The sentence's other triggers; their own clauses are left out.
    speech
        Verbs of speaking, whose clause does not belong to what is said.
    """
    own = {t.index for t in group} | {t.verb for t in group if not t.nominal or t.linked}
    foreign = {t.index for t in others} | {t.verb for t in others}
    tokens: set[int] = set()
    for trigger in group:
        top = _top(trigger, tree)
        stop = _stops(top, tree, own, foreign)
        if trigger.frame.kind in {"call", "threat"}:
            # What is called for or threatened belongs to the quote.
            stop = [i for i in stop if tree[i].dep not in {"ccomp", "advcl", "relcl"}]
        tokens.update(tree.subtree(top, stop))
        token = tree[top]
        if token.dep in {"acl", "relcl"}:
            start, _ = tree.phrase(token.head)
            tokens.update(range(start, token.head + 1))
    for trigger in group:
        # A shared subject or a noun that stands outside the clause's own subtree.
        for head in trigger.get("target") + trigger.get("persons"):
            if tree[head].sentence == tree[trigger.index].sentence and head < trigger.index:
                between = {i for i in tokens if i < trigger.index}
                if (
                    between
                    and head >= min(between) - 25
                    and tree.lemmas[tree[head].head] not in speech
                ):
                    tokens.update(range(tree.phrase(head)[0], head + 1))
    return trim_span(sorted(tokens), group[0].index, tree)


def _top(trigger: Trigger, tree: Tree) -> int:
    current = trigger.verb if not trigger.nominal or trigger.linked else trigger.index
    while tree[current].dep in {"xcomp", "acomp", "oprd"} and tree.is_verb(tree[current].head):
        current = tree[current].head
    return current


def _stops(top: int, tree: Tree, own: set[int], foreign: set[int]) -> list[int]:
    """Return the roots of subtrees that tell something else."""
    found: list[int] = []
    for index in tree.subtree(top):
        token = tree[index]
        if index == top or index in own:
            continue
        if token.dep in {"conj", *CLAUSES} and tree.is_verb(index):
            below = set(tree.subtree(index))
            if below & own:
                continue
            aside = token.dep == "advcl" and tree.find(index, "nsubj", "nsubjpass")
            if aside or below & foreign or token.dep in {"conj", "ccomp", "parataxis"}:
                found.append(index)
        elif token.dep in {"nsubj", "nsubjpass"} and tree.is_verb(index) and index in foreign:
            found.append(index)
    return found


def trim_span(tokens: list[int], anchor: int, tree: Tree) -> Span:
    """Return the range from first to last token without loose words at its edges."""
    # The full stop hangs on the verb, though what stands before it may tell something else.
    words = [i for i in tokens if tree[i].pos not in {"PUNCT", "SPACE"}] or tokens
    first, last = words[0], words[-1]
    while first < anchor and (
        tree[first].pos in {"PUNCT", "SPACE"}
        or (tree.lemmas[first] in _EDGE_WORDS and tree[first].dep in {"cc", "mark", "advmod"})
    ):
        first += 1
    while last > anchor and tree[last].pos in {"PUNCT", "SPACE", "CCONJ"}:
        last -= 1
    start, end = tree[first].start, tree[last].end
    if end - start > _MAX_CHARS:
        middle = tree[anchor].start
        half = _MAX_CHARS // 2
        inside = [
            i for i in range(first, last + 1)
            if tree[i].start >= middle - half and tree[i].end <= middle + half
        ]  # fmt: skip
        if inside:
            start, end = tree[inside[0]].start, tree[inside[-1]].end
    return Span(start, end)
