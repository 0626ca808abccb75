"""A parse in, walks over its dependency trees out: subjects, objects, clauses, phrases.

Hides what the language model's labels make awkward: shared subjects of coordinated verbs, control
("forced to flee"), participles after a noun, relative pronouns, and some of its common slips.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from geoconflict.extract.datelines import detach_datelines
from geoconflict.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geoconflict.model import Parse, Token

SUBJECTS = frozenset({"nsubj", "nsubjpass"})
#: Edges below which another clause begins.
CLAUSES = frozenset({"ccomp", "advcl", "relcl", "parataxis", "csubj", "csubjpass"})
_RELATIVE = frozenset({"who", "which", "that", "whom"})
#: Verbs whose object, not subject, does what their "of" or "from" clause says.
_OBJECT_ACTS = frozenset({
    "accuse", "blame", "suspect", "charge", "convict", "prevent", "stop", "keep", "ban", "bar",
    "deter",
})  # fmt: skip
_FINITE = frozenset({"VBD", "VBZ", "VBP"})
_OBJECT_CONTROL_PREPS = frozenset({"on", "upon", "to", "for"})


@dataclass(frozen=True, slots=True)
class Subject:
    """Head noun of a verb's subject; `passive` when the verb's subject is who suffers it."""

    index: int
    passive: bool


class Tree:
    """The tokens of a parse with their children."""

    def __init__(self, parse: Parse) -> None:
        self.parse = parse
        self.tokens = _join_subjects(detach_datelines(parse))
        children: list[list[int]] = [[] for _ in parse.tokens]
        for token in self.tokens:
            if token.head != token.index:
                children[token.head].append(token.index)
        self.children = tuple(tuple(row) for row in children)
        self.lemmas = tuple(
            (token.lemma or token.text).lower() if token.pos != "PROPN" else token.text.lower()
            for token in self.tokens
        )

    def __getitem__(self, index: int) -> Token:
        """Return one token."""
        return self.tokens[index]

    # ------------------------------------------------------------------ walks

    def find(self, index: int, *deps: str) -> list[int]:
        """Return the children that hang on one of the labels, in text order."""
        return [c for c in self.children[index] if self.tokens[c].dep in deps]

    def subtree(self, index: int, stop: Iterable[int] = ()) -> list[int]:
        """Return a token and all below it in text order, leaving out the subtrees of `stop`."""
        closed = set(stop)
        found: list[int] = []
        stack = [index]
        while stack:
            current = stack.pop()
            if current in closed:
                continue
            found.append(current)
            stack.extend(self.children[current])
        return sorted(found)

    def ancestors(self, index: int) -> list[int]:
        """Return the heads above a token, nearest first."""
        found: list[int] = []
        current = index
        while self.tokens[current].head != current:
            current = self.tokens[current].head
            found.append(current)
        return found

    def is_verb(self, index: int) -> bool:
        """Return whether the token is a verb or auxiliary."""
        return self.tokens[index].pos in {"VERB", "AUX"}

    def is_noun(self, index: int) -> bool:
        """Return whether the token can head a noun phrase."""
        return self.tokens[index].pos in {"NOUN", "PROPN", "PRON", "NUM"}

    def clause_of(self, index: int) -> int:
        """Return the nearest verb at or above a token, the topmost token where there is none."""
        current = index
        while not self.is_verb(current) and self.tokens[current].head != current:
            current = self.tokens[current].head
        return current

    def conjuncts(self, index: int) -> list[int]:
        """Return a token and what is coordinated with it, in text order."""
        found = [index]
        for current in found:
            found.extend(c for c in self.find(current, "conj", "appos_conj") if c not in found)
        return found

    def first_conjunct(self, index: int) -> int:
        """Return the first member of a coordination."""
        current = index
        while self.tokens[current].dep == "conj":
            current = self.tokens[current].head
        return current

    def companion(self, verb: int, word: str) -> bool:
        """Return whether a verb has the particle, preposition or object that a lexeme needs."""
        for child in self.children[verb]:
            token = self.tokens[child]
            if token.dep in {"prt", "prep", "advmod", "aux"} and token.text.lower() == word:
                return True
            if (
                token.dep in {"dobj", "pobj", "nsubjpass", "acomp", "oprd", "attr", "xcomp"}
                and self.lemmas[child] == word
            ):
                return True
            if word == "to" and token.dep == "xcomp":
                return True
        return False

    # ------------------------------------------------------------------ arguments

    def is_passive(self, verb: int) -> bool:
        """Return whether the verb's subject is the one it happens to."""
        token = self.tokens[verb]
        if self.find(verb, "auxpass", "nsubjpass", "agent"):
            return True
        if token.dep == "conj" and token.tag in {"VBN", "VBD"} and self._counts_only(verb):
            return True
        if token.tag != "VBN" or self.find(verb, "aux", "nsubj", "dobj"):
            return False
        if token.dep in {"acl", "amod", "advcl", "oprd", "xcomp", "relcl", "ccomp", "acomp"}:
            return True
        if token.dep == "conj" and token.head != verb:
            return self.is_passive(token.head)
        return token.head == verb

    def _counts_only(self, verb: int) -> bool:
        """Return whether a second verb has a bare number for subject ("and 15 injured")."""
        own = self.find(verb, "nsubj")
        return bool(own) and self.tokens[own[0]].pos == "NUM" and not self.find(verb, "aux", "dobj")

    def antecedent(self, index: int) -> int:
        """Return the noun that a relative pronoun stands for, else the token itself."""
        token = self.tokens[index]
        if token.tag not in {"WDT", "WP"} and self.lemmas[index] not in {"which", "who"}:
            return index
        for above in self.ancestors(index):
            if self.tokens[above].dep in {"relcl", "acl"}:
                return self.tokens[above].head
        return index

    def subject(self, verb: int, depth: int = 0) -> Subject | None:
        """Return who does or suffers a verb, through coordination, control and participles."""
        passive = self.is_passive(verb)
        own = self.find(verb, "nsubj", "nsubjpass") or self._slipped_subject(verb)
        if own:
            return Subject(self.antecedent(own[0]), passive)
        token = self.tokens[verb]
        head = token.head
        if head == verb or depth > 12:
            return None
        if token.dep in {"acl", "amod", "relcl"} and self.is_noun(head):
            # "forces fighting in X", "areas held by Y"; not "the plan to attack".
            if token.tag == "VB" or self.find(verb, "mark"):
                return None
            return Subject(head, passive)
        above = self._control(verb, depth)
        if above is None:
            return None
        return Subject(above, passive)

    def is_finite(self, verb: int) -> bool:
        """Return whether a verb is of a clause of its own: it needs a subject, shared or not."""
        return self.tokens[verb].tag in _FINITE or any(
            self.tokens[a].tag in _FINITE or self.tokens[a].tag == "MD"
            for a in self.find(verb, "aux", "auxpass")
        )

    def _slipped_subject(self, verb: int) -> list[int]:
        """Return the "shelling" of "rebel shelling hit the town" that was read as an adverb."""
        if not self.is_finite(verb):
            return []
        return [
            c for c in self.find(verb, "advmod", "csubj", "npadvmod", "dep", "aux")
            if c < verb and self.tokens[c].tag == "VBG" and not self.find(c, "dobj", "aux", "mark")
            and self.lemmas[c] not in {"be", "have"}
        ]  # fmt: skip

    def _control(self, verb: int, depth: int) -> int | None:
        """Return the noun above that a verb without a subject of its own shares."""
        token = self.tokens[verb]
        head = token.head
        if token.dep == "ccomp" and self.is_finite(verb):
            # "..., X said": whoever speaks is not who acts in what is said.
            return None
        if token.dep in {"xcomp", "ccomp"} and self.is_verb(head):
            objects = self.find(head, "dobj", "dative")
            if objects and self.tokens[objects[0]].index < verb:
                return objects[0]
            if token.tag == "VB":
                for prep in self.find(head, "prep"):
                    nouns = self.find(prep, "pobj")
                    if nouns and self.lemmas[prep] in _OBJECT_CONTROL_PREPS and nouns[0] < verb:
                        return nouns[0]
            above = self.subject(head, depth + 1)
            return above.index if above else None
        if token.dep in {"conj", "advcl", "pcomp", "prep", "dep", "xcomp"}:
            top = head
            while self.tokens[top].pos in {"ADP", "SCONJ"} and self.tokens[top].head != top:
                top = self.tokens[top].head
            if token.dep == "pcomp" and self.lemmas[top] in _OBJECT_ACTS:
                objects = self.find(top, "dobj", "nsubjpass")
                # "accused each other of shelling": both sides are meant.
                if objects and self.lemmas[objects[0]] not in {"other", "another"}:
                    return objects[0]
            if self.is_verb(top):
                above = self.subject(top, depth + 1)
                return above.index if above else None
        return None

    def objects(self, verb: int) -> list[int]:
        """Return the heads of a verb's direct objects, coordinated ones too."""
        direct = self.find(verb, "dobj", "obj")
        if not direct and not self.is_passive(verb):
            direct = self._object_elsewhere(verb)
        return [n for d in direct for n in self.conjuncts(self.antecedent(d))]

    def _object_elsewhere(self, verb: int) -> list[int]:
        """Return the object of a relative clause, or one that the model hung elsewhere."""
        token = self.tokens[verb]
        if token.dep == "relcl" and self.is_noun(token.head):
            own = self.find(verb, "nsubj")
            if own and self.antecedent(own[0]) == own[0]:
                return [token.head]
            return []
        following = verb + 1
        if token.tag != "VBG" or token.dep != "acl" or following >= len(self.tokens):
            return []
        # "the group holding the area has ...": the model may take "the area" for the subject of
        # what follows, though it stands right after a participle that needs it.
        if self.tokens[following].pos not in {"DET", "ADJ", "NOUN", "PROPN"}:
            return []
        head = following
        while self.tokens[head].dep in {"det", "amod", "compound", "poss"}:
            head = self.tokens[head].head
        return [head] if self.tokens[head].dep == "nsubj" and head > verb else []

    def agents(self, verb: int) -> list[int]:
        """Return the heads of a passive's "by" phrase."""
        return [
            n
            for by in self.find(verb, "agent", "prep")
            if self.tokens[by].dep == "agent" or self.lemmas[by] == "by"
            for p in self.find(by, "pobj")
            for n in self.conjuncts(p)
        ]

    def prepositions(self, index: int) -> list[tuple[str, int]]:
        """Return (preposition, noun) pairs that hang on a token, coordinated nouns too."""
        found: list[tuple[str, int]] = []
        for prep in self.find(index, "prep", "dative", "agent"):
            word = self.lemmas[prep]
            nested = self.find(prep, "prep")
            for holder in [prep, *nested]:
                for noun in self.find(holder, "pobj"):
                    name = word if holder == prep else f"{word} {self.lemmas[holder]}"
                    found.extend((name, n) for n in self.conjuncts(noun))
        return found

    # ------------------------------------------------------------------ phrases

    def phrase(self, head: int, *, full: bool = False) -> tuple[int, int]:
        """Return the token range of a noun phrase.

        Parameters
        ----------
        head
            Its head noun.
        full
            Keep prepositional phrases too; relative clauses and later conjuncts never belong.
        """
        left = right = head
        stop = {"relcl", "acl", "conj", "cc", "appos", "punct", "advcl"}
        if not full:
            stop |= {"prep"}
        for child in self.children[head]:
            token = self.tokens[child]
            if token.dep in stop:
                continue
            if child < head or full:
                below = self.subtree(child)
                left, right = min(left, below[0]), max(right, below[-1])
        return left, right + 1

    def span(self, start: int, end: int) -> Span:
        """Return the characters of a token range."""
        return Span(self.tokens[start].start, self.tokens[end - 1].end)

    def text(self, start: int, end: int) -> str:
        """Return the text of a token range on one line."""
        span = self.span(start, end)
        return " ".join(self.parse.document.text[span.start : span.end].split())

    def is_negated(self, index: int) -> bool:
        """Return whether a verb carries "not", "never" or a subject or object with "no"."""
        for child in self.children[index]:
            token = self.tokens[child]
            if token.dep == "neg" or (token.dep == "advmod" and self.lemmas[child] == "never"):
                return True
            if token.dep in {"nsubj", "nsubjpass", "dobj"} and any(
                self.lemmas[c] in {"no", "none", "neither", "nobody"}
                for c in [child, *self.find(child, "det")]
            ):
                return True
        return False


_ACTS = frozenset({
    "shelling", "bombing", "shooting", "fighting", "killing", "looting", "bombarding",
})  # fmt: skip


def _join_subjects(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """Return the tokens with "rebel shelling hit ..." one subject, where the model parts it."""
    fixed = list(tokens)
    for before, token in pairwise(tokens):
        parted = (
            token.dep == "advmod" and token.text.lower() in _ACTS
            and before.dep == "nsubj" and before.head == token.head
            and before.tag in {"NN", "NNP"} and token.index < token.head
        )  # fmt: skip
        if parted:
            fixed[token.index] = replace(token, dep="nsubj")
            fixed[before.index] = replace(before, dep="compound", head=token.index)
    return tuple(fixed)


_MEASURES = frozenset({
    "series", "wave", "number", "spate", "string", "dozen", "hundred", "round", "set", "couple",
    "part", "lot", "type",
})  # fmt: skip


def through_measure(tree: Tree, index: int) -> int:
    """Return "series" for "attacks" in "a series of attacks", else the noun itself."""
    current = index
    while tree[current].dep == "pobj":
        prep = tree[current].head
        above = tree[prep].head
        if tree.lemmas[prep] != "of" or tree.lemmas[above] not in _MEASURES:
            return current
        current = tree.first_conjunct(above)
    return current
