"""Noun phrases in, actors out: names as written but clean, pronouns resolved, states behind things.

"columns of Kenyan army lorries" act for Kenya; "it" is the last body named;
"the SDF, which ..." is the SDF.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geoconflict.extract.nouns import Nouns
    from geoconflict.extract.syntax import Tree

_SINGULAR = frozenset({"it", "its", "itself"})
_PERSON = frozenset({"he", "she", "him", "her", "his", "hers", "i", "himself", "herself"})
_PLURAL = frozenset({"they", "them", "their", "those", "these", "we", "us", "both", "themselves"})
PRONOUNS = _SINGULAR | _PERSON | _PLURAL | {"who", "which", "that", "one"}
_LEADING = re.compile(
    r"^(?:(?:the|a|an|and|or|between|both|all|some|any|each|every|other|another|more|several|many|most|no|this"
    r"|that|these|those|its|their|his|her|our|at|least|about|around|nearly|almost|over|than"
    r"|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|dozens?|hundreds?|thousands?|approximately|former|local|additional|further)\b\s*|(?:[\d.,]+-)?(?:year|month|day)s?-old\s+|[\d.,]+\s+|[\"'“”‘’(\[-]+)+",
    re.IGNORECASE,
)
_TRAILING = re.compile(r"(?:['’]s?|[\"”’)\],;:-]+)$")
#: Prepositional phrases that are part of a body's name ("Ministry of Defence").
_NAMING_PREPS = frozenset({"of", "for"})
_NAME_HEADS = frozenset({
    "ministry", "minister", "government", "department", "party", "army", "front", "council",
    "committee", "president", "state", "forces", "force", "organisation", "organization",
    "union", "observatory", "movement", "group", "kingdom", "house", "republic", "emirate",
    "league", "alliance", "coalition", "members", "sympathizers", "supporters", "spokesman",
    "spokesperson", "spokeswoman", "head", "commander", "leader", "guard", "guards", "office",
    "embassy", "directorate", "general", "opposition", "men", "troops", "soldiers", "units",
})  # fmt: skip
_BLOCKED = frozenset({
    "attack", "target", "position", "strike", "fighting", "war", "conflict", "violence",
    "situation", "risk", "move", "news", "report", "data", "statement", "control", "rule",
    "date", "time", "day", "week", "month", "year", "place", "way", "thing", "number", "part",
    "end", "result",
})  # fmt: skip


@dataclass(slots=True)
class Discourse:
    """Who was spoken of last, by the pronoun that may stand for them; grows as the text goes on."""

    body: str = ""
    person: str = ""
    group: str = ""
    group_head: int = -1
    named: list[str] = field(default_factory=list)


class ActorReader:
    """Names the actors of one parse."""

    def __init__(self, tree: Tree, nouns: Nouns) -> None:
        self.tree = tree
        self.nouns = nouns

    def name(self, head: int, discourse: Discourse, *, speaker: str = "") -> str:
        """Return the name of the actor at a noun, empty where it names none.

        Parameters
        ----------
        head
            Head noun of the phrase.
        discourse
            Decides what a pronoun stands for.
        speaker
            Who says the sentence; "it" in "the army said it ..." is the army.
        """
        head = self.tree.antecedent(head)
        word = self.tree.lemmas[head]
        text = self.tree[head].text.lower()
        if text in PRONOUNS or word in PRONOUNS:
            return self._resolve_pronoun(text, discourse, speaker)
        for owner in self.tree.find(head, "poss"):
            if self.tree[owner].text.lower() in PRONOUNS and self.nouns.is_armed(head):
                # "its forces"
                whose = self._resolve_pronoun(self.tree[owner].text.lower(), discourse, speaker)
                return f"{whose} {self.clean(head)}".strip()
        if word in _BLOCKED:
            return self.behind(head)
        if self.tree[head].dep in {"amod", "compound", "nmod"} and (
            country := self.nouns.demonym_of(head)
        ):
            return country
        generic = self.nouns.lexicon.classes["armed"].modified
        for beside in self.tree.find(head, "appos"):
            if self.tree[beside].pos == "PROPN" and word in generic:
                # "the militia group Black Axe"
                return self.clean(beside)
        content = self.nouns.content(head)
        containers = self.nouns.lexicon.classes["container"].nouns
        if word in containers or self.tree.lemmas[content] in containers:
            behind = self.behind(content) or self.behind(head)
            for owner in [] if behind else self.tree.find(content, "poss"):
                behind = behind or self.name(owner, discourse, speaker=speaker)
            if behind:
                return behind
            if content == head and word in containers - {"group"}:
                return ""
        return self.clean(content)

    def names(self, heads: list[int], discourse: Discourse, *, speaker: str = "") -> list[str]:
        """Return the names of several nouns, without repeats, in order."""
        found: list[str] = []
        for head in heads:
            shared = self._shared_modifiers(head)
            for name in shared or [self.name(head, discourse, speaker=speaker)]:
                if name and name not in found:
                    found.append(name)
        return found

    def _shared_modifiers(self, head: int) -> list[str]:
        """Return two names for "Syrian and Turkish troops"; empty where nothing is shared."""
        for mod in self.tree.find(head, "amod", "compound"):
            both = [m for m in self.tree.conjuncts(mod) if m < head]
            if len(both) > 1 and all(
                self.nouns.demonym_of(m) or self.nouns.label(m) in {"NORP", "GPE"} for m in both
            ):
                noun = self.tree[head].text
                if self.tree.lemmas[head] in self.nouns.lexicon.classes["container"].nouns:
                    return [self.nouns.demonym_of(m) or self.tree[m].text for m in both]
                return [f"{self.tree[m].text} {noun}" for m in both]
        return []

    def behind(self, head: int) -> str:
        """Return the state or body behind a thing: by demonym, possessor or named modifier."""
        start, end = self.tree.phrase(head)
        for index in range(start, end):
            if country := self.nouns.demonym_of(index):
                return country
        for child in self.tree.find(head, "poss", "compound", "amod", "nmod"):
            if self.nouns.label(child) in {"GPE", "ORG", "NORP"}:
                return self.clean(child)
            if self.nouns.is_armed(child) or self.tree.lemmas[child] in {"government", "regime"}:
                return self.clean(child)
        return ""

    def _resolve_pronoun(self, word: str, discourse: Discourse, speaker: str) -> str:
        if word in _PERSON:
            return discourse.person
        if word in _PLURAL:
            # "The rebels said they had taken X": they are the rebels.
            several = speaker.endswith("s") and not speaker.endswith("ss")
            return (speaker if several else "") or discourse.group or discourse.body
        if word in _SINGULAR:
            return speaker or discourse.body
        return ""

    def clean(self, head: int) -> str:
        """Return a phrase as a name: no article, number, relative clause or title in front."""
        entity = self.nouns.entity(head)
        if entity is not None and entity.label == "PERSON":
            text = self.tree.text(entity.token_start, entity.token_end)
            return _strip(text)
        for beside in self.tree.find(head, "appos"):
            # "a spokesman for the army, Ali Hasan": the person is who speaks.
            named = self.nouns.entity(beside)
            if named is not None and named.label == "PERSON" and self.tree[head].pos == "NOUN":
                return _strip(self.tree.text(named.token_start, named.token_end))
        start, end = self.tree.phrase(head)
        start = self._without_numbers(start, head)
        if entity is not None and entity.label in {"ORG", "GPE"}:
            start = min(start, entity.token_start) if entity.token_start >= start else start
            end = max(end, min(entity.token_end, self.tree.phrase(head, full=True)[1]))
        text = self.tree.text(start, end)
        if (
            self.tree.lemmas[head] in _NAME_HEADS
            or self.tree[head].text.lower() in _NAME_HEADS
            or self.nouns.is_armed(head)
        ):
            text += self._naming_tail(head, end)
        generic = self._after_generic(head, start)
        return _strip(generic or text)

    def _after_generic(self, head: int, start: int) -> str:
        """Return "Arakan Army" of "rebel group Arakan Army"."""
        if self.tree[head].pos != "PROPN":
            return ""
        for index in range(head - 1, start - 1, -1):
            token = self.tree[index]
            if token.pos == "NOUN" and self.nouns.lexicon.classes["armed"].modified & {
                self.tree.lemmas[index]
            }:
                return self.tree.text(index + 1, self.tree.phrase(head)[1])
        return ""

    def _without_numbers(self, start: int, head: int) -> int:
        """Skip articles, counts and words of measure at the left edge."""
        while start < head and (
            self.tree[start].pos in {"DET", "NUM", "PUNCT", "ADV", "ADP", "SCONJ", "AUX"}
            or self.tree[start].dep in {"quantmod", "advmod", "predet"}
            or self.tree.lemmas[start] in {"more", "other", "several", "many", "few", "least"}
        ):
            start += 1
        return start

    def _naming_tail(self, head: int, end: int) -> str:
        for prep in self.tree.find(head, "prep"):
            if self.tree.lemmas[prep] in _NAMING_PREPS and prep == end:
                nouns = self.tree.find(prep, "pobj")
                if nouns and (
                    self.tree[nouns[0]].pos == "PROPN"
                    or (self.tree.lemmas[prep] == "of" and not self.nouns.is_armed(head))
                ):
                    return " " + self.tree.text(prep, self.tree.phrase(nouns[0])[1])
        return ""

    def note(self, head: int, discourse: Discourse) -> None:
        """Remember an actor, so that a later pronoun can mean it."""
        head = self.tree.antecedent(head)
        if self.tree[head].pos == "PRON" or self.tree.lemmas[head] in PRONOUNS:
            return
        name = self.name(head, discourse)
        if not name:
            return
        if self.nouns.label(head) == "PERSON" and not self.nouns.is_armed(head):
            discourse.person = name
        elif self.tree[head].tag in {"NNS", "NNPS"} or len(self.tree.conjuncts(head)) > 1:
            if self.nouns.is_actor(head):
                both = [n for n in self.names(self.tree.conjuncts(head), discourse) if n]
                discourse.group = " and ".join(both[:3]) or name
                discourse.group_head = head
                if self.nouns.is_armed(head) or self.nouns.is_state(head):
                    discourse.body = name
        elif (
            self.nouns.is_armed(head)
            or self.nouns.is_state(head)
            or (self.nouns.label(head) in {"ORG", "GPE"})
        ):
            discourse.body = name
            if self.nouns.is_state(head) and self.nouns.label(head) == "":
                discourse.person = name
        if name not in discourse.named:
            discourse.named.append(name)


def _strip(text: str) -> str:
    """Return a phrase without articles, counts, quotes and possessive marks at its edges."""
    text = _LEADING.sub("", text.strip())
    previous = None
    while previous != text:
        previous = text
        text = _TRAILING.sub("", text).strip()
    return text
