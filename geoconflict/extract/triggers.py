"""Sentences in, triggers out: words of the lexicon with the nouns that fill their roles.

A trigger is a verb, an adjective or an event noun of a frame whose conditions hold. Nouns need a
verb that says it happened ("carried out an attack", "clashes erupted") or say enough themselves.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geoconflict.extract.conditions import meets_needs
from geoconflict.extract.syntax import through_measure

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geoconflict.extract.lexicon import Frame
    from geoconflict.extract.nouns import Nouns
    from geoconflict.extract.syntax import Tree

_COPULAS = frozenset({
    "be", "become", "remain", "leave", "find", "confirm", "pronounce", "declare", "keep",
    "stay", "lie", "fear", "presume", "report", "feel", "get",
})  # fmt: skip
_BY_PARTICIPLES = frozenset({
    "carry", "launch", "conduct", "stage", "mount", "wage", "perform", "commit", "unleash",
    "perpetrate", "lead", "order", "blame", "claim", "execute", "fire", "orchestrate",
    "involve", "kill", "target", "injure", "wound",
})  # fmt: skip
_CAUSE_PREPS = frozenset({"by", "in", "during", "from", "amid"})
#: Verbs of telling whose subject did not do what their object names.
_TELLING = frozenset({"report", "confirm", "describe", "record", "document", "claim"})
#: Modifiers that say what kind of act it was, not whose.
_NO_NAMES = frozenset({
    "military", "terrorist", "suicide", "guard", "police", "naval", "guerrilla", "combat",
    "army",
})  # fmt: skip


@dataclass(slots=True, eq=False)
class Trigger:
    """One trigger with the head nouns of its arguments.

    Attributes
    ----------
    index
        Token of the trigger.
    verb
        Verb of its clause: itself, the verb that carries an event noun, or the nearest above.
    roles
        Role -> head nouns, in text order.
    linked
        Whether a noun has a verb that says it happened.
    """

    index: int
    frame: Frame
    verb: int
    nominal: bool = False
    linked: bool = True
    roles: dict[str, list[int]] = field(default_factory=dict)

    def add(self, role: str, heads: Iterable[int]) -> None:
        """Add nouns to a role, without repeats."""
        if role != "none":
            row = self.roles.setdefault(role, [])
            row.extend(h for h in heads if h not in row)

    def get(self, role: str) -> list[int]:
        """Return the nouns of a role."""
        return self.roles.get(role, [])


class TriggerFinder:
    """Finds the triggers of a parse."""

    def __init__(self, tree: Tree, nouns: Nouns) -> None:
        self.tree = tree
        self.nouns = nouns
        self.lexicon = nouns.lexicon

    def find(self, start: int, end: int) -> list[Trigger]:
        """Return the triggers of the tokens [start, end), in text order."""
        found: list[Trigger] = []
        for index in range(start, end):
            trigger = self._at(index)
            if trigger is not None and not self._hurts_nobody(trigger):
                found.append(trigger)
        # "took control of X": the noun is part of the verb's lexeme, not an event beside it.
        verbs = {t.index for t in found if not t.nominal}
        return [
            t for t in found if not (t.nominal and t.frame.name == "in_control" and t.verb in verbs)
        ]

    def _hurts_nobody(self, trigger: Trigger) -> bool:
        """Return whether a word of harm says that there was none ("nobody was hurt")."""
        tree = self.tree
        return bool(trigger.frame.harm) and any(
            tree[i].text.lower() in {"no", "none", "nobody"}
            for head in trigger.get("target")
            for i in [head, *tree.find(head, "det")]
        )

    def _at(self, index: int) -> Trigger | None:
        token = self.tree[index]
        lemma = self.tree.lemmas[index]
        if self._is_event_noun(index):
            return self._noun_at(index)
        if token.pos in {"VERB", "AUX"} or (token.tag in {"VBN", "VBD", "VBG"}):
            for frame, companion in self.lexicon.verbs.get(lemma, ()):
                if companion and not self.tree.companion(index, companion):
                    continue
                trigger = self._read_verb(index, frame)
                if meets_needs(trigger, self.tree, self.nouns):
                    return trigger
        if token.pos in {"NOUN", "PROPN"} or (
            token.tag == "VBG" and token.dep in {"nsubj", "pobj", "dobj"}
        ):
            return self._noun_at(index)
        for frame in self.lexicon.adjectives.get(lemma, ()):
            trigger2 = self._read_adjective(index, frame)
            if trigger2 is not None and meets_needs(trigger2, self.tree, self.nouns):
                return trigger2
        return None

    # ------------------------------------------------------------------ verbs

    def _read_verb(self, verb: int, frame: Frame) -> Trigger:
        tree = self.tree
        trigger = Trigger(index=verb, frame=frame, verb=verb)
        subject = tree.subject(verb)
        objects = tree.objects(verb)
        if self._is_noun_like(verb):
            trigger.add("agent", [verb - 1])
            subject = None
        transfer = frame.subject == "persons" and frame.object == "persons"
        if subject is not None:
            heads = tree.conjuncts(subject.index)
            if subject.passive:
                trigger.add(frame.object if frame.object != "none" else frame.subject, heads)
            elif transfer and any(
                self.nouns.is_people(o) and not self.nouns.site_at(o) for o in objects
            ):
                trigger.add("agent", heads)
            elif frame.object == "quantity" and frame.kind == "movement" and not objects:
                trigger.add("agent", heads)
                trigger.add("quantity", heads)
            else:
                trigger.add(frame.subject, heads)
        if transfer:
            objects = [o for o in objects if self.nouns.is_people(o) and not self.nouns.site_at(o)]
        if frame.harm:
            # "killed five, another attack blamed on X": the attack is no victim.
            for noun in [o for o in objects if self._is_event(o)]:
                trigger.add("agent", self._ascribed(noun))
            objects = [o for o in objects if not self._is_event(o)]
        trigger.add(frame.object, objects)
        by = [a for a in tree.agents(verb) if self.nouns.is_actor(a) or not self._is_event(a)]
        trigger.add("agent" if frame.subject in {"persons", "none"} else frame.subject, by)
        for word, noun in tree.prepositions(verb):
            if self.nouns.is_time(noun):
                continue
            role = frame.preps.get(word)
            wants_actor = role == "agent" or frame.kind in {"call", "threat"}
            if role and (self.nouns.is_actor(noun) or not wants_actor):
                trigger.add(role, [noun])
        self._quantify_movement(trigger)
        return trigger

    def _quantify_movement(self, trigger: Trigger) -> None:
        if trigger.frame.kind == "movement" and not trigger.get("quantity"):
            trigger.add("quantity", trigger.get("agent"))

    def _is_event(self, index: int) -> bool:
        words = {self.tree.lemmas[index], self.tree[index].text.lower()}
        return not words.isdisjoint(self.lexicon.nouns)

    def _ascribed(self, noun: int) -> list[int]:
        """Return whom an event noun is ascribed to by a participle after it."""
        return [
            actor
            for clause in self.tree.find(noun, "acl")
            if self.tree.lemmas[clause] in {"ascribe", "attribute", "blame", "claim", "pin"}
            for word, actor in self.tree.prepositions(clause)
            if word in {"to", "on", "by"} and self.nouns.is_actor(actor)
        ]

    def _is_event_noun(self, index: int) -> bool:
        """Return whether a bare "-ing" is a noun: "shelling hit ...", "killed by shelling"."""
        tree = self.tree
        token = tree[index]
        if token.tag != "VBG" or token.text.lower() not in self.lexicon.nouns:
            return False
        if tree.find(index, "dobj", "aux", "nsubj", "mark"):
            return False
        if token.dep == "pcomp":
            return tree.lemmas[token.head] in _CAUSE_PREPS
        subject = tree.subject(token.head) if token.head != index else None
        return subject is not None and subject.index == index

    def _is_noun_like(self, verb: int) -> bool:
        """Return whether a participle is an event noun in disguise ("in government shelling")."""
        token = self.tree[verb]
        before = self.tree[max(verb - 1, 0)]
        return (
            token.tag == "VBG"
            and token.dep in {"advcl", "acl"}
            and token.text.lower() in self.lexicon.nouns
            and before.dep == "pobj"
            and before.pos in {"NOUN", "PROPN"}
            and not self.tree.find(verb, "dobj")
        )

    # ------------------------------------------------------------------ adjectives

    def _read_adjective(self, index: int, frame: Frame) -> Trigger | None:
        """Return "90 were dead", "left five dead", "the border is closed"; None for "dead sea"."""
        tree = self.tree
        token = tree[index]
        head = token.head
        trigger = Trigger(index=index, frame=frame, verb=tree.clause_of(index))
        own = tree.find(index, "nsubj", "nsubjpass")
        if own:
            trigger.add(frame.subject if frame.subject != "agent" else frame.object, own)
            return trigger
        counts = tree.find(index, "nummod")
        if token.dep == "dobj" and counts and tree.lemmas[head] in _COPULAS:
            # "leaving 23 dead"
            trigger.add(frame.subject if frame.subject != "agent" else frame.object, counts)
            return trigger
        if token.dep == "amod" and head < index and tree[head].dep in {"dobj", "nsubj"}:
            # "left 12 people dead"
            trigger.add(frame.subject if frame.subject != "agent" else frame.object, [head])
            return trigger if tree.lemmas[trigger.verb] in _COPULAS else None
        if token.dep not in {"acomp", "oprd", "attr", "ccomp", "xcomp", "conj", "advcl"}:
            return None
        if not tree.is_verb(head) or tree.lemmas[head] not in _COPULAS:
            return None
        role = frame.subject if frame.subject != "agent" else frame.object
        objects = tree.objects(head)
        if objects:
            trigger.add(role, objects)
        else:
            subject = tree.subject(head)
            if subject is None:
                return None
            trigger.add(role, tree.conjuncts(subject.index))
        return trigger

    # ------------------------------------------------------------------ nouns

    def noun_frames(self, index: int) -> tuple[Frame, ...]:
        """Return the frames of a noun, also of one written in two words ("cease-fire")."""
        tree = self.tree
        lemma = tree.lemmas[index]
        if tree[index].tag == "VBG":
            lemma = tree[index].text.lower()
        before = index - 1
        if before >= 0 and tree[before].text == "-" and index >= 2:
            joined = f"{tree[index - 2].text.lower()}-{lemma}"
            if joined in self.lexicon.nouns:
                return self.lexicon.nouns[joined]
        elif before >= 0 and tree[before].sentence == tree[index].sentence:
            joined = tree[before].text.lower() + lemma
            if joined in self.lexicon.nouns:
                return self.lexicon.nouns[joined]
        singular = (tree[index].lemma or lemma).lower()
        return self.lexicon.nouns.get(lemma) or self.lexicon.nouns.get(singular, ())

    def _noun_at(self, index: int) -> Trigger | None:
        if self.tree[index].dep in {"compound", "amod", "nmod"}:
            return None
        for frame in self.noun_frames(index):
            trigger = self._read_noun(index, frame)
            if frame.light_only and not trigger.linked:
                continue
            if meets_needs(trigger, self.tree, self.nouns):
                return trigger
        return None

    def _read_noun(self, index: int, frame: Frame) -> Trigger:
        tree = self.tree
        trigger = Trigger(index=index, frame=frame, verb=index, nominal=True, linked=False)
        for word, noun in tree.prepositions(index):
            if self.nouns.is_time(noun):
                continue
            if word == "of":
                role = frame.of
            elif word == "by":
                role = "agent"
            else:
                role = frame.preps.get(word, "")
            if role == "side":
                role = "agent"
            if role and not (role == "agent" and not self.nouns.is_actor(noun)):
                trigger.add(role, [noun])
        suffers = bool(frame.harm) or frame.kind == "capture"
        for child in tree.find(index, "poss"):
            if not self.nouns.is_time(child):
                trigger.add(frame.of if suffers else "agent", [child])
        self._read_modifiers(trigger)
        if frame.name == "death_toll":
            self._read_toll(trigger)
            return trigger
        if frame.subject == "target" and frame.harm:
            trigger.add("target", [index])
        self._read_carrier(trigger)
        return trigger

    def _read_modifiers(self, trigger: Trigger) -> None:
        """Take the agent from "Turkish airstrikes", "a rebel attack", "an attack claimed by X"."""
        tree = self.tree
        for child in tree.find(trigger.index, "amod", "compound", "nmod"):
            for mod in tree.conjuncts(child):
                if mod > trigger.index or tree.lemmas[mod] in _NO_NAMES:
                    continue
                if trigger.frame.name == "in_control" and self.nouns.is_state(mod):
                    trigger.add("agent", [mod])
                if trigger.frame.harm and self.nouns.is_civilian(mod):
                    trigger.add("target", [mod])
                if self.nouns.demonym_of(mod) or (
                    self.nouns.label(mod) in {"NORP", "GPE", "ORG"}
                    and not self.nouns.site_at(mod)
                ) or self.nouns.is_armed(mod):  # fmt: skip
                    role = "target" if trigger.frame.harm else "agent"
                    trigger.add(role, [mod])
        for child in tree.find(trigger.index, "acl", "relcl"):
            if tree.lemmas[child] in _BY_PARTICIPLES and tree[child].tag == "VBN":
                trigger.add("agent", [a for a in tree.agents(child) if self.nouns.is_actor(a)])

    def _read_carrier(self, trigger: Trigger) -> None:
        """Find the verb that says that the noun's event happened, and who did it."""
        tree = self.tree
        top = tree.first_conjunct(trigger.index)
        top = through_measure(tree, top)
        token = tree[top]
        head = token.head
        verb = head
        word = ""
        if token.dep in {"pobj", "pcomp"}:
            word = tree.lemmas[head]
            verb = tree[head].head
        if not tree.is_verb(verb):
            trigger.verb = tree.clause_of(top)
            return
        verb = self._participle_of(verb)
        trigger.verb = verb
        self._read_state(trigger, word)
        light = self._is_listed(verb, "light.verbs") and tree.lemmas[verb] not in _TELLING
        if token.dep in {"dobj", "obj"} and (light or self._is_listed(verb, "light.suffer")):
            trigger.linked = True
            subject = tree.subject(verb)
            if subject is not None and self._may_carry(subject.index):
                role = "agent" if trigger.frame.subject != "other" else "other"
                if not light:
                    role = "target"
                trigger.add(role, tree.conjuncts(subject.index))
        elif (
            token.dep in {"dobj", "obj"}
            and trigger.frame.kind in {"harm", "violence", "battle", "explosion_remote_violence"}
            and (tree.lemmas[verb] in self.lexicon.lists["speech.verbs"])
        ):
            trigger.linked = True
        elif token.dep == "nsubjpass":
            trigger.linked = (
                light
                or self._is_listed(verb, "light.occur")
                or (tree.lemmas[verb] in self.lexicon.lists["speech.verbs"])
            )
            trigger.add("agent", [a for a in tree.agents(verb) if self.nouns.is_actor(a)])
        elif (token.dep == "nsubj" and (self._is_listed(verb, "light.occur") or verb != head)) or (
            word == "with" and tree.lemmas[verb] in {"hit", "strike", "respond", "begin"}
        ):
            trigger.linked = True
        elif token.dep == "pobj" and word in {"in", "into", "to", "from"} and light:
            trigger.linked = True
            subject = tree.subject(verb)
            if subject is not None and self._may_carry(subject.index):
                trigger.add("agent" if trigger.frame.subject != "other" else "other",
                            tree.conjuncts(subject.index))  # fmt: skip

    def _read_state(self, trigger: Trigger, word: str) -> None:
        """Take the holder of "X is in rebel hands" and who "are in need of food"."""
        tree = self.tree
        verb = trigger.verb
        subject = tree.subject(verb)
        heads = tree.conjuncts(subject.index) if subject is not None else []
        if trigger.frame.name == "in_control":
            holding = {"be", "remain", "fall", "stay", "come"}
            if word in {"in", "under"}:
                trigger.add("place", heads)
            trigger.linked = self._is_listed(verb, "light.verbs") or tree.lemmas[verb] in holding
        elif trigger.frame.name == "need":
            trigger.linked = word == "in" and tree.lemmas[verb] == "be"
            trigger.add("persons", heads)
        elif trigger.frame.state:
            trigger.linked = True

    def _read_toll(self, trigger: Trigger) -> None:
        """Take the figure of "the death toll rose to 88", "a toll of 12"."""
        tree = self.tree
        token = tree[trigger.index]
        trigger.roles["target"] = [n for w, n in tree.prepositions(trigger.index) if w == "of"]
        if token.dep in {"nsubj", "nsubjpass"}:
            trigger.verb = token.head
            trigger.linked = True
            figures = [
                n for w, n in tree.prepositions(token.head) if w in {"to", "at", "above", "past"}
            ]
            trigger.add("target", [n for n in figures + tree.objects(token.head)
                                   if tree[n].pos == "NUM" or tree.find(n, "nummod")])  # fmt: skip

    def _participle_of(self, verb: int) -> int:
        """Return "hit" for the "was" of "was on Monday hit", which the model may part."""
        tree = self.tree
        if tree.lemmas[verb] != "be" or tree.find(verb, "attr", "acomp"):
            return verb
        for child in tree.find(verb, "advcl", "ccomp"):
            if tree[child].tag in {"VBD", "VBN"} and not tree.find(
                child, "mark", "aux", "auxpass", "nsubj", "nsubjpass"
            ):
                return child
        return verb

    def _may_carry(self, index: int) -> bool:
        return self.nouns.is_actor(index) or self.tree[index].pos in {"PROPN", "PRON"}

    def _is_listed(self, verb: int, name: str) -> bool:
        lemma = self.tree.lemmas[verb]
        words = self.lexicon.lists[name]
        if lemma in words:
            return True
        return any(
            f"{lemma}:{self.tree[c].text.lower()}" in words for c in self.tree.children[verb]
        )
