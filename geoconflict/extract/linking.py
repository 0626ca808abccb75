"""The triggers of a sentence in; groups that each tell one event, out.

"An air strike on a market killed ten and wounded twenty" is one event in three words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from geoconflict.extract.syntax import through_measure

if TYPE_CHECKING:
    from geoconflict.extract.syntax import Tree
    from geoconflict.extract.triggers import Trigger

_RESULT_PREPS = frozenset({"in", "during", "by", "from", "with", "through", "amid"})
_ATTACK_KINDS = frozenset({"violence", "explosion_remote_violence", "battle"})
_CAUSE_MARKS = frozenset({"when", "after", "as", "while"})


def link_triggers(triggers: list[Trigger], tree: Tree) -> list[list[Trigger]]:
    """Return the triggers of one sentence grouped by the event that they tell together.

    Parameters
    ----------
    triggers
        In text order.

    Returns
    -------
    groups
        Each in text order, the group of the earliest trigger first; empty for no triggers.
    """
    groups: list[list[Trigger]] = []
    for trigger in triggers:
        for group in groups:
            if any(_tells_same(trigger, other, tree) for other in group):
                group.append(trigger)
                break
        else:
            groups.append([trigger])
    joined: list[list[Trigger]] = []
    for group in groups:
        for other in joined:
            if any(_tells_same(a, b, tree) for a in group for b in other):
                other.extend(group)
                break
        else:
            joined.append(group)
    return joined


def _tells_same(a: Trigger, b: Trigger, tree: Tree) -> bool:
    return _tells_part(a, b, tree) or _tells_part(b, a, tree)


def _tells_part(a: Trigger, b: Trigger, tree: Tree) -> bool:
    """Return whether b's words belong to the event that a tells, by how b hangs on a."""
    if not _compatible(a, b):
        return False
    told = _noun_tells(a, b, tree) if b.nominal else _verb_tells(a, b, tree)
    if told is not None:
        return told
    if a.frame.kind == b.frame.kind == "agreement":
        return a.verb == b.verb
    return a.verb == b.verb and bool(a.frame.harm) and bool(b.frame.harm)


def _noun_tells(a: Trigger, b: Trigger, tree: Tree) -> bool | None:
    """Return whether an event noun belongs to a: as its subject, object or circumstance."""
    if b.frame.kind in _ATTACK_KINDS | {"harm"}:
        top = through_measure(tree, tree.first_conjunct(b.index))
        token = tree[top]
        if token.dep in {"nsubj", "dobj", "nsubjpass"} and token.head == a.verb:
            return True
        subject = tree.subject(a.verb) if tree.is_verb(a.verb) else None
        if subject is not None and subject.index == top and token.head == a.verb:
            return True
        if token.dep in {"pobj", "pcomp"}:
            word = tree.lemmas[token.head]
            holder = tree[token.head].head
            if word in _RESULT_PREPS and holder in {a.verb, a.index}:
                return True
            if word == "to" and holder in {a.verb, a.index}:
                return tree.lemmas[holder] == "lead"
            if tree[token.head].dep == "agent":
                return holder in {a.verb, a.index}
    token = tree[b.index]
    if token.dep in {"relcl", "acl"} and token.head == a.index and a.nominal:
        return True
    if b.linked and a.frame.harm and tree[b.verb].dep == "advcl":
        return tree[b.verb].head == a.verb and _is_cause(b.verb, tree)
    return None


def _verb_tells(  # noqa: PLR0911 - a list of tests
    a: Trigger, b: Trigger, tree: Tree
) -> bool | None:
    """Return whether a verb belongs to a: as its participle, second verb or cause."""
    token = tree[b.verb]
    harmful = bool(b.frame.harm)
    first = tree.first_conjunct(b.verb)
    if first != b.verb and tree[first].dep == "advcl" and tree[first].head in {a.verb, a.index}:
        # "was hit, destroying lorries and killing twenty"
        return harmful and not tree.find(first, "mark", "nsubj", "nsubjpass")
    if token.dep in {"relcl", "acl"}:
        if token.head == a.index and a.nominal:
            return True
        # "wounded by missiles fired at the town"
        holder = tree[token.head]
        other = tree[a.verb]
        if harmful and other.dep == token.dep and other.head == token.head:
            return True
        if a.frame.kind == b.frame.kind and tree.clause_of(token.head) == a.verb:
            # "intercepted 10 of 13 drones launched overnight"
            return True
        if holder.dep == "pobj" and tree.lemmas[holder.head] in _RESULT_PREPS:
            return tree[holder.head].head == a.verb or None
        return None
    if token.dep not in {"conj", "advcl", "xcomp"} or token.head not in {a.verb, a.index}:
        return None
    own_subject = bool(tree.find(b.verb, "nsubj", "nsubjpass"))
    if token.dep == "conj":
        if a.frame.harm and _is_bare_participle(b.verb, tree) and b.frame.kind in _ATTACK_KINDS:
            # "killed in air strikes and fighting"
            return True
        # "21 were killed and 70 wounded": the second number is no new actor.
        return harmful and (not own_subject or (bool(a.frame.harm) and a.frame is not b.frame))
    if token.dep == "advcl":
        if a.frame.harm and _is_cause(b.verb, tree):
            return True
        if a.frame.harm and tree[b.verb].tag == "VBG" and b.frame.kind in _ATTACK_KINDS:
            # "killed five shelling the town", "died in government shelling"
            return not own_subject and not tree.find(b.verb, "mark")
        return harmful and not own_subject and not tree.find(b.verb, "mark")
    return harmful


def _is_bare_participle(verb: int, tree: Tree) -> bool:
    return tree[verb].tag == "VBG" and not tree.find(
        verb, "aux", "nsubj", "nsubjpass", "dobj", "mark"
    )


def _is_cause(verb: int, tree: Tree) -> bool:
    """Return whether a clause says by what people came to harm ("when a bomb hit ...")."""
    return any(tree.lemmas[m] in _CAUSE_MARKS for m in tree.find(verb, "mark", "advmod"))


def _compatible(a: Trigger, b: Trigger) -> bool:
    """Return whether two frames may tell one event: harm goes with any attack, else the kind."""
    kinds = {a.frame.kind, b.frame.kind}
    return (
        len(kinds) == 1 or kinds <= _ATTACK_KINDS | {"harm"} or kinds <= {"riot", "protest", "harm"}
    )
