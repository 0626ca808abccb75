"""Sentences about an attack told before in; who claims it and who is blamed for it, out.

"X claimed responsibility" adds the agent to the event. "X blamed Y for the attack" is a statement
of its own: an accusation, kept beside the event and never counted as another one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from geoconflict.extract.drafts import Draft
from geoconflict.extract.kinds import VIOLENT
from geoconflict.extract.spans import trim_span
from geoconflict.model import AgentBasis, Attribution, Span

if TYPE_CHECKING:
    from geoconflict.extract.actors import ActorReader, Discourse
    from geoconflict.extract.status import StatusReader
    from geoconflict.extract.syntax import Tree
    from geoconflict.model import Sentence

#: How many sentences back an attack may lie that somebody claims or is blamed for.
_REACH = 15
_BLAME = frozenset({"blame", "attribute", "ascribe", "pin"})
_VIOLENT_FRAMES = frozenset({"harm", "violence", "battle", "explosion_remote_violence"})


class ClaimReader:
    """Reads claims of responsibility and accusations from the sentences of one parse."""

    def __init__(self, tree: Tree, actors: ActorReader, status: StatusReader) -> None:
        self.tree = tree
        self.actors = actors
        self.status = status
        self.nouns = actors.nouns

    def read(self, sentence: Sentence, earlier: list[Draft], discourse: Discourse) -> list[Draft]:
        """Return accusations as new drafts; add who claims an attack to its draft.

        Parameters
        ----------
        earlier
            Drafts told so far, in text order; those of this sentence come last.
        """
        found: list[Draft] = []
        for index in range(sentence.token_start, sentence.token_end):
            if not self.tree.is_verb(index) or self.tree.is_negated(index):
                continue
            lemma = self.tree.lemmas[index]
            if lemma not in _BLAME | {"claim", "take", "accept", "admit"}:
                continue
            event = self._event_before(sentence, earlier)
            if event is None:
                continue
            if lemma in _BLAME:
                draft = self._accusation(index, event, sentence, discourse)
                if draft is not None:
                    found.append(draft)
            else:
                self._admission(index, event, discourse)
        return found

    def _event_before(self, sentence: Sentence, earlier: list[Draft]) -> Draft | None:
        for draft in reversed(earlier):
            if sentence.index - draft.sentence > _REACH:
                return None
            if draft.kind in VIOLENT and not draft.variant:
                return draft
        return None

    def _is_event(self, index: int) -> bool:
        frames = self.nouns.lexicon.nouns.get(self.tree.lemmas[index], ())
        return any(frame.kind in _VIOLENT_FRAMES for frame in frames)

    def _span(self, verb: int) -> Span:
        return trim_span(self.tree.subtree(verb), verb, self.tree)

    def _admission(self, verb: int, event: Draft, discourse: Discourse) -> None:
        """Add "X claimed responsibility" or "X claimed the attack" to the event."""
        objects = self.tree.objects(verb)
        if not any(self.tree.lemmas[o] == "responsibility" or self._is_event(o) for o in objects):
            return
        subject = self.tree.subject(verb)
        if subject is None or subject.passive:
            return
        names = self.actors.names(self.tree.conjuncts(subject.index), discourse)
        names = [name for name in names if name]
        if not names or not self.nouns.is_actor(subject.index):
            return
        event.agents.extend(name for name in names if name not in event.agents)
        event.basis = AgentBasis.ADMITTED
        event.accused_by = ""
        span = self._span(verb)
        if span not in event.spans:
            event.spans.append(span)

    def _accusation(
        self, verb: int, event: Draft, sentence: Sentence, discourse: Discourse
    ) -> Draft | None:
        """Return "X blamed Y for the attack" as a statement; None where no attack is meant."""
        tree = self.tree
        subject = tree.subject(verb)
        objects = tree.objects(verb)
        if subject is None or not objects:
            return None
        pairs = [
            (word, noun) for word, noun in tree.prepositions(verb) if word in {"for", "to", "on"}
        ]
        if any(self._is_event(o) for o in objects):
            blamed = [noun for _, noun in pairs if self.nouns.is_actor(noun)]
        elif any(self._is_event(noun) for _, noun in pairs):
            blamed = [o for o in objects if self.nouns.is_actor(o)]
        else:
            return None
        heads = tree.conjuncts(subject.index)
        accusers = [name for name in self.actors.names(heads, discourse) if name]
        agents = [name for name in self.actors.names(blamed, discourse) if name]
        if not agents:
            return None
        party = all(self.status.is_party(head) for head in heads)
        return Draft(
            group=event.group,
            sentence=sentence.index,
            paragraph=sentence.paragraph,
            kind=event.kind,
            sub_kind=event.sub_kind,
            trigger=Span(tree[verb].start, tree[verb].end),
            spans=[self._span(verb)],
            attribution=Attribution.PARTY if party else Attribution.NON_PARTY,
            date=event.date,
            agents=agents,
            basis=AgentBasis.ACCUSED,
            accused_by=accusers[0] if accusers else "",
            sources=accusers,
            places=list(event.places),
            variant=True,
            about=event,
            reasons=["accusation about an event told before"],
        )
