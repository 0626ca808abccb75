"""Groups of triggers in, which of them deserve a record out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geoconflict.model import Factuality

if TYPE_CHECKING:
    from geoconflict.extract.drafts import Draft
    from geoconflict.extract.nouns import Nouns
    from geoconflict.extract.relevance import Relevance
    from geoconflict.extract.syntax import Tree
    from geoconflict.extract.triggers import Trigger
    from geoconflict.model import Sentence

_DRILLS = frozenset({"drill", "simulation", "mock", "simulate", "rehearsal", "wargame"})
_NATURAL_DEATH = frozenset({"aged", "cancer", "illness", "disease", "stroke", "peacefully"})
#: Kinds of frames that an accident can be taken for.
_DOING = frozenset({"harm", "violence", "battle", "explosion_remote_violence"})
_CONTENT_OF = frozenset({"call", "threat"})
_GENERAL_FRAMES = frozenset({
    "call", "threat", "agreement", "humanitarian", "protest", "closure",
    "strategic_development", "displacement",
})  # fmt: skip


class Selector:
    """Chooses among the groups of triggers of one document."""

    def __init__(self, tree: Tree, nouns: Nouns, relevance: Relevance) -> None:
        self.tree = tree
        self.nouns = nouns
        self.relevance = relevance

    def is_relevant(self, group: list[Trigger], sentence: Sentence) -> bool:
        """Return whether conflict is what the group tells of."""
        tree = self.tree
        evidence = self.relevance.evidence.get(sentence.index, 0)
        causes = self.nouns.lexicon.lists["evidence.other_causes"]
        actors = [h for t in group for role in ("agent", "target", "persons") for h in t.get(role)]
        subjects = {tree.lemmas[s] for t in group for s in tree.find(t.verb, "nsubj", "nsubjpass")}
        if (
            subjects & causes
            or all(self._is_accident(t) for t in group)
            or self._is_unreal(sentence)
            or self._is_obituary(group)
        ):
            return False
        armed = any(self.nouns.is_armed(h) for h in actors)
        strong = any(t.frame.strong for t in group)
        if self.relevance.is_conflict:
            return (
                strong
                or armed
                or evidence > 0
                or (sentence.index not in self.relevance.other_causes)
            )
        if all(t.frame.kind in _GENERAL_FRAMES for t in group):
            return False
        if sentence.index in self.relevance.other_causes:
            return False
        if self.relevance.other_ratio > 1.0 and not (strong and armed):
            return False
        return (strong and evidence > 0) or (armed and evidence > 1)

    def _is_accident(self, trigger: Trigger) -> bool:
        """Return whether a trigger's own clause tells of an accident and of no hostile act."""
        if trigger.frame.kind not in _DOING:
            return False
        tree = self.tree
        lists = self.nouns.lexicon.lists
        top = trigger.verb
        if tree[top].dep == "advcl" and tree.is_verb(tree[top].head):
            # "crashed, killing four"
            top = tree[top].head
        stop = [i for i in tree.find(top, "ccomp", "parataxis") if i != trigger.verb]
        clause = tree.subtree(top, stop)
        words = {tree.lemmas[i] for i in clause} | {tree[i].text.lower() for i in clause}
        if words & lists["accident.hostile"]:
            return False
        if words & lists["accident.words"]:
            return True
        fuels = words & lists["accident.fuels"]
        return bool(fuels) and bool(words & lists["accident.bursts"])

    def _is_unreal(self, sentence: Sentence) -> bool:
        """Return whether a sentence tells of a drill or a mock fight."""
        words = {self.tree.lemmas[i] for i in range(sentence.token_start, sentence.token_end)}
        return bool(words & _DRILLS)

    def _is_obituary(self, group: list[Trigger]) -> bool:
        """Return whether somebody died "aged 94" or of an illness."""
        tree = self.tree
        for trigger in group:
            if trigger.frame.name != "dying":
                continue
            below = tree.subtree(trigger.verb)
            words = {tree.lemmas[i] for i in below} | {tree[i].text.lower() for i in below}
            if words & _NATURAL_DEATH:
                return True
        return False

    def is_content(self, group: list[Trigger], groups: list[list[Trigger]]) -> bool:
        """Return whether a group is only what another one calls for or threatens."""
        tree = self.tree
        for other in groups:
            if other is group or other[0].frame.kind not in _CONTENT_OF:
                continue
            head = other[0].index
            for clause in tree.find(head, "xcomp", "ccomp", "prep", "dobj", "advcl"):
                if tree[clause].dep == "advcl" and not any(
                    tree.lemmas[m] in {"if", "unless", "to"}
                    for m in tree.find(clause, "mark", "aux")
                ):
                    continue
                if group[0].index in tree.subtree(clause):
                    return True
        return False

    def says_enough(self, draft: Draft) -> bool:
        """Return whether a draft says who, where, when or how many, beyond that it is about war."""
        group = draft.group
        facts = [
            bool(draft.agents), bool(draft.targets or draft.others), bool(draft.places),
            draft.date is not None, draft.counted or draft.persons is not None,
            draft.quantity is not None,
        ]  # fmt: skip
        nominal = all(t.nominal for t in group)
        if nominal and not any(t.linked for t in group):
            if all(t.frame.kind == "harm" for t in group):
                return draft.counted
            who = bool(draft.agents or draft.targets)
            if draft.factuality is Factuality.PLANNED:
                return who or bool(draft.places)
            if draft.anaphoric and draft.date is None:
                return False
            if group[0].frame.kind in {"call", "threat", "agreement", "humanitarian"}:
                return group[0].frame.name == "crisis" and bool(draft.places)
            return who and (bool(draft.places) or draft.date is not None)
        if all(t.frame.kind == "harm" for t in group):
            return bool(draft.counted or draft.targets or draft.agents)
        return any(facts)
