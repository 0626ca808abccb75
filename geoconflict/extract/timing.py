"""Date expressions and triggers of a sentence in, each event's days out.

A date belongs to the nearest verb or event noun above it in the tree. The day of speaking is not
the day of the event: it only says by when the event had happened.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from typing import TYPE_CHECKING

from geoconflict.extract.anchoring import resolve_date
from geoconflict.extract.dates import Bound, Form, find_dates
from geoconflict.model import DateInterval, Factuality

if TYPE_CHECKING:
    from geoconflict.extract.dates import DateMention
    from geoconflict.extract.status import StatusReader
    from geoconflict.extract.syntax import Tree
    from geoconflict.extract.triggers import Trigger
    from geoconflict.model import Sentence

_SHARING = frozenset({
    "xcomp", "conj", "advcl", "prep", "pcomp", "ccomp", "acl", "relcl", "pobj", "dobj", "nsubj",
    "nsubjpass", "oprd", "acomp", "attr", "agent",
})  # fmt: skip


_DURING = frozenset({"in", "during", "with", "by", "amid"})


class SentenceDates:
    """The dates of one sentence with the token that each belongs to."""

    def __init__(self, tree: Tree, sentence: Sentence, status: StatusReader) -> None:
        self.tree = tree
        self.status = status
        text = tree.parse.document.text[sentence.start : sentence.end]
        self.mentions = find_dates(text, sentence.start)
        self.by_owner: dict[int, list[DateMention]] = {}
        self._owner_of: dict[DateMention, int] = {}
        self._sentence = sentence

    def assign(self, groups: list[list[Trigger]]) -> None:
        """Give each date to the first trigger or verb above it."""
        owners = {t.index for group in groups for t in group}
        for mention in self.mentions:
            top = self._top(mention)
            if top < 0:
                continue
            owner = self._owner(top, owners)
            self._owner_of[mention] = owner
            self.by_owner.setdefault(owner, []).append(mention)

    def _top(self, mention: DateMention) -> int:
        """Return the token of the mention that hangs outside it."""
        tree = self.tree
        first, last = self._sentence.token_start, self._sentence.token_end
        starts = [tree[i].start for i in range(first, last)]
        a = first + bisect_left(starts, mention.start)
        b = first + bisect_left(starts, mention.end)
        tops = [
            i for i in range(a, b)
            if tree[i].pos != "PUNCT" and (not a <= tree[i].head < b or tree[i].head == i)
        ]  # fmt: skip
        return tops[0] if tops else -1

    def _owner(self, top: int, owners: set[int]) -> int:
        """Return the event or verb of speaking that the date hangs on.

        A verb is an owner; so is an event noun. A preposition, a plain noun or an auxiliary is not.
        """
        tree = self.tree
        current = top
        while tree[current].head != current:
            current = tree[current].head
            if current in owners or tree.is_verb(current):
                return current
        return current

    def date_of(
        self,
        group: list[Trigger],
        factuality: Factuality,
        context: DateInterval | None,
    ) -> DateInterval | None:
        """Return the days of an event; None where the sentence gives none.

        A day of speaking comes back as an interval without start: the event lies before its end
        (at it, for a call or a plan).
        """
        published = self.tree.parse.document.published
        future = factuality in {Factuality.PLANNED, Factuality.HYPOTHETICAL}
        own, speech = self._gather(group)
        best: DateInterval | None = None
        for mention in own:
            ahead = future and not self._is_past(mention)
            found = resolve_date(mention, published, future=ahead, context=context)
            found = self._not_ahead(found, factuality)
            if _better(found, best):
                best = found
        if best is not None:
            return best
        for mention in speech:
            found = resolve_date(mention, published, context=context)
            if found.end is None:
                continue
            if group[0].frame.kind in {"call", "threat", "agreement"} or future:
                return replace(found, reason="day of the announcement")
            return replace(
                found, start=None, precision=None, reason="not after the day of speaking"
            )
        return None

    def _not_ahead(self, found: DateInterval, factuality: Factuality) -> DateInterval:
        """Return an interval, or none where what is told as having happened lies ahead."""
        published = self.tree.parse.document.published
        if (
            factuality is Factuality.ASSERTED and published is not None
            and found.start is not None and found.start > published
        ):  # fmt: skip
            return replace(
                found, start=None, end=None, precision=None, reason="after the day of publication"
            )
        return found

    def _is_past(self, mention: DateMention) -> bool:
        """Return whether the verb that the date hangs on tells of the past."""
        owner = self._owner_of.get(mention, -1)
        if owner < 0:
            return False
        tree = self.tree
        verb = owner if tree.is_verb(owner) else tree.clause_of(owner)
        auxiliaries = {tree.lemmas[a] for a in tree.find(verb, "aux")}
        if "have" in auxiliaries and not auxiliaries & {"will", "shall"}:
            # "may have been killed on 11 June"
            return True
        if auxiliaries & {"will", "would", "shall", "may", "could", "might"}:
            return False
        return tree[verb].tag == "VBD" or (tree[verb].tag == "VBN" and "have" in auxiliaries)

    def mentions_of(self, group: list[Trigger]) -> list[DateMention]:
        """Return the date expressions that hold for a group, that of its speaker left out."""
        return self._gather(group)[0]

    def _gather(self, group: list[Trigger]) -> tuple[list[DateMention], list[DateMention]]:
        """Return the group's own dates, and those of the verb of speaking above it."""
        own: list[DateMention] = []
        speech: list[DateMention] = []
        for trigger in group:
            own.extend(self.by_owner.get(trigger.index, ()))
            own.extend(self._suppressed_below(trigger))
            own.extend(self._circumstances(trigger))
            if trigger.nominal and not trigger.linked:
                continue
            for index, shared in self._above(trigger):
                rows = self.by_owner.get(index, ())
                if shared == "speech":
                    # "says 16 have died since 2015": the period is that of what is said.
                    own.extend(m for m in rows if is_period((m,)))
                    speech.extend(m for m in rows if not is_period((m,)))
                else:
                    own.extend(
                        m for m in rows if m not in own and self._reaches(m, trigger, shared)
                    )
        return own, speech

    def _circumstances(self, trigger: Trigger) -> list[DateMention]:
        """Return the dates of what a verb happened in ("in a raid on 1 May"), or since what."""
        tree = self.tree
        found: list[DateMention] = []
        if trigger.nominal:
            return found
        for word, noun in tree.prepositions(trigger.verb):
            if word in _DURING and noun in self.by_owner:
                found.extend(self.by_owner[noun])
            elif word == "since" and noun in self.by_owner:
                found.extend(replace(m, bound=Bound.SINCE) for m in self.by_owner[noun])
        for clause in tree.find(trigger.verb, "advcl"):
            if any(tree.lemmas[m] == "since" for m in tree.find(clause, "mark")):
                inside = set(tree.subtree(clause))
                found.extend(
                    replace(m, bound=Bound.SINCE)
                    for owner, rows in self.by_owner.items()
                    if owner in inside
                    for m in rows
                )
        return found

    def _suppressed_below(self, trigger: Trigger) -> list[DateMention]:
        """Return dates of an "if" or "unless" clause: the time by which a threat runs."""
        tree = self.tree
        found: list[DateMention] = []
        for clause in tree.find(trigger.verb, "advcl"):
            if any(self.tree.lemmas[m] in {"if", "unless"} for m in tree.find(clause, "mark")):
                found.extend(self.by_owner.get(clause, ()))
        if trigger.frame.kind in {"call", "threat"}:
            for clause in tree.find(trigger.index, "xcomp", "ccomp"):
                found.extend(self.by_owner.get(clause, ()))
        return found

    def _reaches(self, mention: DateMention, trigger: Trigger, shared: str) -> bool:
        """Return whether a date of the first of two coordinated clauses holds for the second."""
        if shared != "conj":
            return True
        tree = self.tree
        owner = self._owner_of.get(mention, -1)
        if tree.find(trigger.verb, "nsubj", "nsubjpass") and owner >= 0:
            # Another subject begins anew, but for a date that stands before both clauses.
            first = tree.find(owner, "nsubj", "nsubjpass")
            return bool(first) and mention.start < tree[first[0]].start
        return mention.start < tree[trigger.index].start

    def _above(self, trigger: Trigger) -> list[tuple[int, str]]:
        """Return the tokens above whose dates hold too, with how."""
        tree = self.tree
        found: list[tuple[int, str]] = []
        current = trigger.index
        if trigger.verb != trigger.index:
            found.append((trigger.verb, "clause"))
        shared = "clause"
        for _ in range(10):
            token = tree[current]
            head = token.head
            if head == current:
                break
            if token.dep in {"ccomp", "parataxis"} and tree.lemmas[head] in (
                self.status.speech | self.status.denial
            ):
                found.append((head, "speech"))
                break
            if (
                token.dep == "xcomp" and tree.lemmas[head] in self.status.speech
                and tree.is_passive(head)
            ) or (
                token.dep in {"dobj", "nsubjpass"} and trigger.nominal and trigger.frame.harm
                and tree.lemmas[head] in self.status.speech
            ):  # fmt: skip
                found.append((head, "speech"))
                break
            if token.dep not in _SHARING:
                break
            if token.dep in {"relcl", "acl"} and tree.is_verb(current):
                if tree[head].head == head:
                    # "On 4 June, a device detonated ...", read as a noun with a participle.
                    found.append((head, "clause"))
                break
            if token.dep == "advcl" and tree.find(current, "mark", "nsubj", "nsubjpass"):
                break
            if token.dep == "conj" and tree.is_verb(current):
                shared = "conj"
                if tree.lemmas[head] in self.status.speech:
                    shared = "conj"
            if token.dep == "ccomp":
                shared = "clause"
            if tree.is_verb(head) and head != trigger.verb:
                found.append((head, shared))
            current = head
        return found


def _better(found: DateInterval, best: DateInterval | None) -> bool:
    """Return whether an interval says more than the best so far: shorter, or known at all."""
    if best is None:
        return True
    if found.start is None or found.end is None:
        return False
    if best.start is None or best.end is None:
        return True
    return (found.end - found.start) < (best.end - best.start)


def is_period(mentions: tuple[DateMention, ...]) -> bool:
    """Return whether a sentence counts over a period ("since 2015", "in the past month")."""
    return any(
        m.bound is Bound.SINCE or (m.form is Form.PAST and m.unit not in {"hour", "day"})
        for m in mentions
    )
