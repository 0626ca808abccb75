"""A trigger in its sentence in; whether it happened and who says so, out.

Two walks up the tree: one reads auxiliaries, negation, conditions, purposes and the verbs above
for factuality, one looks for the verb or phrase that names a speaker.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geoconflict.model import Attribution, Factuality

if TYPE_CHECKING:
    from geoconflict.extract.nouns import Nouns
    from geoconflict.extract.syntax import Tree
    from geoconflict.extract.triggers import Trigger

_CONDITIONS = frozenset({"if", "unless", "whether", "lest", "provided"})
_PREVENT = frozenset({
    "prevent", "avoid", "avert", "stop", "deter", "foil", "thwart", "block", "forestall",
    "preempt",
})  # fmt: skip
_SUPPOSE = frozenset({"may", "might", "could", "would", "can"})
_PACT_NOUNS = frozenset({
    "agreement", "deal", "pact", "accord", "memorandum", "decision", "order", "approval",
    "permission", "mandate", "preparation",
})  # fmt: skip
_ACCUSE = frozenset({"accuse", "blame", "suspect", "charge", "convict"})
_OBJECT_OF = frozenset({"dobj", "nsubjpass", "pobj", "attr", "obj"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Who says it: `heads` are the speakers' nouns, `verb` the verb of speaking (-1 for none)."""

    attribution: Attribution = Attribution.OWN_VOICE
    heads: tuple[int, ...] = ()
    verb: int = -1
    accusing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reality:
    """Whether it happened; `told` is False for what must make no record (purposes, "if")."""

    factuality: Factuality = Factuality.ASSERTED
    told: bool = True
    conditional: bool = False


class StatusReader:
    """Reads factuality and attribution from one parse."""

    def __init__(self, tree: Tree, nouns: Nouns) -> None:
        self.tree = tree
        self.nouns = nouns
        lists = nouns.lexicon.lists
        self.speech = lists["speech.verbs"]
        self.denial = lists["speech.denial"]
        self.plans = lists["status.plan"]
        self.happened = lists["status.happened"]
        self.calls = lists["status.calls"]
        self.unreal_nouns = lists["status.unreal_nouns"]
        self.adverbs = lists["speech.adverbs"]

    # ------------------------------------------------------------------ factuality

    def read_reality(self, trigger: Trigger) -> Reality:
        """Return whether the trigger's event is told as having happened."""
        tree = self.tree
        if trigger.nominal:
            start = self._read_noun(trigger)
            if start is not None:
                return start
            if not trigger.linked:
                return Reality()
            current = trigger.verb if trigger.verb != trigger.index else trigger.index
        else:
            current = trigger.verb
        if not tree.is_verb(current):
            current = tree.clause_of(current)
        for _ in range(12):
            found = self._read_verb(current)
            if found is None and trigger.nominal and self._is_since(current):
                # "since fighting erupted": the time from which something is counted.
                return Reality(told=False)
            if found is not None:
                return found
            above = self._next_above(current)
            if isinstance(above, Reality):
                return above
            if above < 0:
                break
            current = above
        return Reality()

    def _read_verb(self, verb: int) -> Reality | None:
        """Return what auxiliaries, negation and marks of one verb decide; None for nothing."""
        tree = self.tree
        marks = {tree.lemmas[m] for m in tree.find(verb, "mark", "advmod")}
        if marks & _CONDITIONS:
            return Reality(factuality=Factuality.HYPOTHETICAL, told=False, conditional=True)
        conditional = self._has_condition(verb)
        auxiliaries = {tree.lemmas[a] for a in tree.find(verb, "aux", "auxpass")}
        auxiliaries |= {tree[a].text.lower() for a in tree.find(verb, "aux")}
        negated = tree.is_negated(verb)
        if auxiliaries & {"should", "must"}:
            return Reality(factuality=Factuality.CALLED_FOR)
        if auxiliaries & {"will", "shall", "'ll", "wo"}:
            if conditional:
                return Reality(factuality=Factuality.HYPOTHETICAL, conditional=True)
            kind = Factuality.DENIED if negated else Factuality.PLANNED
            return Reality(factuality=kind, told=not negated)
        if auxiliaries & _SUPPOSE:
            # "said it would withdraw" is the future seen from the past.
            promised = "would" in auxiliaries and not conditional and self._under_speech(verb)
            kind = Factuality.PLANNED if promised else Factuality.HYPOTHETICAL
            perfect = "have" in auxiliaries
            told = promised or perfect or conditional
            return Reality(factuality=kind, told=told and not negated)
        if negated:
            return Reality(factuality=Factuality.DENIED, told=self._under_speech(verb))
        return None

    def _is_since(self, verb: int) -> bool:
        return any(self.tree.lemmas[m] == "since" for m in self.tree.find(verb, "mark"))

    def _has_condition(self, verb: int) -> bool:
        return any(
            self.tree.lemmas[m] in _CONDITIONS
            for clause in self.tree.find(verb, "advcl")
            for m in self.tree.find(clause, "mark")
        )

    def _under_speech(self, verb: int) -> bool:
        token = self.tree[self.tree.first_conjunct(verb)]
        return token.dep in {"ccomp", "relcl", "parataxis"} and (
            self.tree.lemmas[token.head] in self.speech | self.denial
        )

    def _next_above(self, verb: int) -> Reality | int:
        """Return the verb whose reality this one shares, a verdict, or -1 for no more."""
        tree = self.tree
        token = tree[verb]
        head = token.head
        if head == verb:
            return -1
        to = any(tree[a].tag == "TO" for a in tree.find(verb, "aux", "mark"))
        if token.dep == "conj":
            if token.tag in {"VBD", "VBZ", "VBP"} and tree[head].tag in {"VBG", "VB"}:
                # "denied shelling it and accused ...": a new statement beside the one above.
                return -1
            own = tree.find(verb, "aux", "auxpass", "nsubj", "nsubjpass")
            return -1 if own and not to else head
        if token.dep in {"xcomp", "ccomp", "csubj", "advcl"} and tree.is_verb(head):
            return self._above_verb(verb, head, token.dep, to=to)
        if token.dep == "acl" and to:
            return Reality(factuality=Factuality.PLANNED, told=tree.lemmas[head] in self.plans
                           or tree.lemmas[head] in self.unreal_nouns | _PACT_NOUNS)  # fmt: skip
        if token.dep == "pcomp":
            return self._above_preposition(head)
        return -1

    def _above_verb(  # noqa: PLR0911 - a list of tests
        self, verb: int, head: int, dep: str, *, to: bool
    ) -> Reality | int:
        tree = self.tree
        lemma = tree.lemmas[head]
        if dep == "advcl":
            # "to strengthen its posts": a purpose, not something that happened.
            return Reality(factuality=Factuality.PLANNED, told=False) if to else -1
        if lemma in self.denial:
            return Reality(factuality=Factuality.DENIED)
        if dep == "ccomp" and not to:
            if lemma in {"demand", "urge", "insist", "ask"} and tree[verb].tag == "VB":
                return Reality(factuality=Factuality.CALLED_FOR)
            if lemma in {"fear", "doubt", "wonder", "hope", "expect"}:
                return Reality(factuality=Factuality.HYPOTHETICAL, told=False)
            return -1 if lemma in self.speech else head
        if to or tree[verb].tag in {"VBG", "VB"}:
            if lemma in self.calls:
                return Reality(factuality=Factuality.CALLED_FOR)
            if lemma in _PREVENT:
                return Reality(factuality=Factuality.HYPOTHETICAL, told=False)
            if lemma in self.plans and tree[verb].tag == "VB":
                wish = lemma in {"want", "hope", "seek", "fear", "need", "try", "attempt", "aim"}
                return Reality(factuality=Factuality.PLANNED, told=not wish)
            if lemma in self.happened or lemma in self.speech or not to:
                return head
            if lemma == "be":
                return Reality(factuality=Factuality.PLANNED)
            return Reality(factuality=Factuality.HYPOTHETICAL, told=False)
        return head

    def _above_preposition(self, prep: int) -> Reality | int:
        tree = self.tree
        above = tree[prep].head
        word = tree.lemmas[prep]
        if word == "without":
            return Reality(factuality=Factuality.DENIED, told=False)
        if tree.is_verb(above):
            if tree.lemmas[above] in _PREVENT:
                return Reality(factuality=Factuality.HYPOTHETICAL, told=False)
            return -1 if tree.lemmas[above] in _ACCUSE else above
        if tree.lemmas[above] in self.unreal_nouns | _PACT_NOUNS:
            return Reality(factuality=Factuality.PLANNED)
        return -1

    def _read_noun(self, trigger: Trigger) -> Reality | None:
        """Return what stands around an event noun: "the risk of a clash", "plans for a raid"."""
        tree = self.tree
        modifiers = {tree.lemmas[m] for m in tree.find(trigger.index, "amod", "compound", "det")}
        if modifiers & {"possible", "potential", "imminent", "planned", "threatened", "future"}:
            return Reality(factuality=Factuality.PLANNED)
        if modifiers & {"no", "any", "alleged-no", "hypothetical", "mock", "simulated"}:
            return Reality(factuality=Factuality.DENIED, told=False)
        current = tree.first_conjunct(trigger.index)
        token = tree[current]
        if token.dep == "pobj":
            prep = token.head
            above = tree[prep].head
            if tree.lemmas[above] in self.unreal_nouns and not tree.is_verb(above):
                if tree.lemmas[above] in {"call", "appeal", "demand"}:
                    return Reality(factuality=Factuality.CALLED_FOR)
                return Reality(factuality=Factuality.HYPOTHETICAL, told=False)
            if (
                tree.is_verb(above)
                and tree.lemmas[prep] == "for"
                and tree.lemmas[above] in self.calls
            ):
                return Reality(factuality=Factuality.CALLED_FOR)
        if token.dep in _OBJECT_OF and tree.is_verb(token.head):
            lemma = tree.lemmas[token.head]
            if lemma in _PREVENT | {"fear"}:
                return Reality(factuality=Factuality.HYPOTHETICAL, told=False)
            if lemma in self.denial:
                return Reality(factuality=Factuality.DENIED)
            announced = lemma == "announce" and trigger.frame.kind == "movement"
            if announced or (lemma in self.plans - {"announce", "agree", "set", "see", "approve"}):
                return Reality(factuality=Factuality.PLANNED)
        return None

    # ------------------------------------------------------------------ attribution

    def read_voice(self, trigger: Trigger) -> Voice:
        """Return who says what the trigger tells."""
        tree = self.tree
        current = trigger.index
        for _ in range(14):
            token = tree[current]
            head = token.head
            found = self._beside(current)
            if found is not None:
                return found
            if head == current:
                break
            lemma = tree.lemmas[head]
            if token.dep in {"ccomp", "parataxis"} and lemma in self.speech | self.denial:
                return self._speaker_of(head)
            if (
                trigger.nominal and current == trigger.index and token.dep in {"dobj", "nsubjpass"}
                and lemma in self.speech and trigger.frame.harm
            ):  # fmt: skip
                return self._speaker_of(head)
            if token.dep == "xcomp" and lemma in self.speech and tree.is_passive(head):
                return Voice(attribution=Attribution.UNATTRIBUTED, verb=head)
            if token.dep in {"pcomp", "pobj"} and tree.lemmas[tree[head].head] in _ACCUSE:
                accuser = tree[head].head
                voice = self._speaker_of(accuser)
                return Voice(attribution=voice.attribution, heads=voice.heads, verb=accuser,
                             accusing=True)  # fmt: skip
            if token.dep == "acl" and tree.lemmas[head] in self.nouns.lexicon.lists["speech.nouns"]:
                owners = tree.find(head, "poss")
                return (
                    self._voice_of(owners, -1)
                    if owners
                    else Voice(attribution=Attribution.UNATTRIBUTED)
                )
            if token.dep == "xcomp" and lemma in self.denial:
                return self._speaker_of(head)
            if token.dep == "advcl" and {tree.lemmas[m] for m in tree.find(current, "mark")} & {
                "after", "since", "because", "before", "as",
            }:  # fmt: skip
                # What somebody says came "after" an event takes the event for granted.
                return Voice()
            current = head
        return self._according_to(trigger)

    def _beside(self, index: int) -> Voice | None:
        """Return a speaker named inside a clause: "..., police said, ..." or "reportedly"."""
        tree = self.tree
        for child in tree.children[index]:
            token = tree[child]
            if token.dep == "parataxis" and tree.lemmas[child] in self.speech:
                return self._speaker_of(child)
            if (
                token.dep == "ccomp" and tree.lemmas[child] in self.speech
                and not tree.find(child, "mark", "ccomp", "dobj")
                and token.tag in {"VBD", "VBZ", "VBP"} and tree.is_verb(index)
                and tree.lemmas[index] not in self.speech
            ):  # fmt: skip
                return self._speaker_of(child)
            if token.dep == "advmod" and tree.lemmas[child] in self.adverbs:
                return Voice(attribution=Attribution.UNATTRIBUTED)
        return None

    def _speaker_of(self, verb: int) -> Voice:
        tree = self.tree
        if tree.is_passive(verb):
            agents = tree.agents(verb)
            if agents:
                return self._voice_of(agents, verb)
            return Voice(attribution=Attribution.UNATTRIBUTED, verb=verb)
        subject = tree.subject(verb)
        if subject is None:
            return Voice(attribution=Attribution.UNATTRIBUTED, verb=verb)
        heads = [h for h in tree.conjuncts(subject.index) if h < verb or subject.index > verb] or [
            subject.index
        ]
        return self._voice_of(heads, verb)

    def _according_to(self, trigger: Trigger) -> Voice:
        """Return the source of "according to X" in the trigger's sentence."""
        tree = self.tree
        sentence = tree.parse.sentences[tree[trigger.index].sentence]
        for index in range(sentence.token_start, sentence.token_end):
            if tree[index].text.lower() != "according":
                continue
            for word, noun in tree.prepositions(index):
                if word == "to":
                    heads = tree.conjuncts(tree.first_conjunct(noun))
                    return self._voice_of(
                        [h for h in heads if self.nouns.is_actor(h)] or [noun], -1
                    )
        return Voice()

    def _voice_of(self, heads: list[int], verb: int) -> Voice:
        parties = [self.is_party(h) for h in heads]
        attribution = Attribution.PARTY if all(parties) else Attribution.NON_PARTY
        return Voice(attribution=attribution, heads=tuple(heads), verb=verb)

    def is_party(self, head: int) -> bool:
        """Return whether a speaker is one side, or speaks for one, rather than an onlooker."""
        classes = self.nouns.lexicon.classes
        words = set(self.nouns.words(head))
        words |= {word.removesuffix("s") for word in words}
        if words & self.nouns.lexicon.lists["non_party.partisan"]:
            return True
        if self.nouns.has_name(head, classes["non_party"].names):
            return False
        lemma = self.tree.lemmas[head]
        if lemma in classes["non_party"].nouns or words & (
            classes["non_party"].nouns - {"group", "un", "center", "centre", "local", "mission"}
        ):
            return self.nouns.is_armed(head) and lemma != "police"
        if self._speaks_for_onlooker(head):
            return False
        if self.tree[head].pos == "PRON":
            return True
        return self._is_side(head)

    def _is_side(self, head: int) -> bool:
        """Return whether a speaker is armed, a state, or introduced as somebody of one."""
        if self._names_side(head):
            return True
        if self.tree[head].pos != "PROPN":
            return False
        # "Ivanov said", where the text has "Foreign Minister Igor Ivanov" elsewhere.
        entity = self.nouns.entity(head)
        surname = self.tree[head if entity is None else entity.token_end - 1].text
        return any(
            self._names_side(other.token_end - 1)
            for other in self.tree.parse.entities
            if other.label == "PERSON" and self.tree[other.token_end - 1].text == surname
        )

    def _names_side(self, head: int) -> bool:
        nouns = self.nouns
        sides = nouns.lexicon.classes["state"].nouns | nouns.lexicon.classes["armed"].nouns
        beside = [head, *self.tree.find(head, "appos")]
        if self.tree[head].dep == "appos":
            above = self.tree[head].head
            beside.append(above)
            if self.tree[above].dep == "pobj":
                # "the governor of X, Ali Hasan": the name may hang on X.
                beside.append(self.tree[self.tree[above].head].head)
        for index in beside:
            words = set(nouns.words(index))
            if index > 0:
                start, _ = self.tree.phrase(index)
                words |= {self.tree.lemmas[i] for i in range(max(start - 1, 0), start)}
            if nouns.is_armed(index) or nouns.is_state(index) or words & sides:
                return True
            if nouns.has_demonym(index) or nouns.demonym_of(index) or nouns.label(index) == "NORP":
                return True
        return False

    def _speaks_for_onlooker(self, head: int) -> bool:
        """Return whether the phrase around the head names an onlooker ("spokesman of the UN")."""
        start, end = self.tree.phrase(head, full=True)
        text = f" {self.tree.text(start, end).lower()} "
        names = self.nouns.lexicon.classes["non_party"].names
        if any(f" {name} " in text for name in names):
            return True
        for appos in self.tree.find(head, "appos"):
            a, b = self.tree.phrase(appos, full=True)
            text = f" {self.tree.text(a, b).lower()} "
            if any(f" {name} " in text for name in names):
                return True
        return False


def find_denials(status: StatusReader, start: int, end: int) -> list[int]:
    """Return the verbs of denial among the tokens [start, end) that have a subject."""
    tree = status.tree
    return [
        index
        for index in range(start, end)
        if tree.lemmas[index] in status.denial
        and tree.is_verb(index)
        and tree.subject(index) is not None
        and not tree.is_negated(index)
    ]
