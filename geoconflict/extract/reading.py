"""One sentence in, drafts of its events out; remembers what later sentences lean on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geoconflict.extract.actors import ActorReader
from geoconflict.extract.claims import ClaimReader
from geoconflict.extract.drafting import DraftBuilder, is_same_side
from geoconflict.extract.inheriting import Inheritor
from geoconflict.extract.kinds import VIOLENT
from geoconflict.extract.linking import link_triggers
from geoconflict.extract.placing import Placer
from geoconflict.extract.selection import Selector
from geoconflict.extract.status import Reality, StatusReader, find_denials
from geoconflict.extract.story import Story
from geoconflict.extract.timing import SentenceDates
from geoconflict.extract.triggers import TriggerFinder
from geoconflict.model import AgentBasis, Attribution, Factuality, RecordKind

if TYPE_CHECKING:
    from geoconflict.extract.drafts import Draft
    from geoconflict.extract.nouns import Nouns
    from geoconflict.extract.relevance import Relevance
    from geoconflict.extract.syntax import Tree
    from geoconflict.extract.triggers import Trigger
    from geoconflict.model import Sentence

#: How many sentences back a bare denial points, and one that repeats what it denies.
_DENIAL_REACH = 2
_CONTENT_REACH = 6
_MOVES = frozenset({RecordKind.MOVEMENT, RecordKind.DISPLACEMENT})
#: Scores of places that a clause itself gives.
_OWN_PLACE = 0.7
_FIGURES = frozenset({"figure", "number", "toll", "data", "count", "total", "estimate"})


class SentenceReader:
    """Reads the sentences of one document in order."""

    def __init__(self, tree: Tree, nouns: Nouns, relevance: Relevance) -> None:
        self.tree = tree
        self.nouns = nouns
        self.story = Story()
        self.quoted = _find_quoted(tree)
        self.finder = TriggerFinder(tree, nouns)
        self.status = StatusReader(tree, nouns)
        self.actors = ActorReader(tree, nouns)
        self.placer = Placer(tree, nouns)
        self.inheritor = Inheritor(self.placer)
        self.selector = Selector(tree, nouns, relevance)
        self.claims = ClaimReader(tree, self.actors, self.status)
        self.drafting = DraftBuilder(tree, nouns, self.actors, self.status, self.story, self.quoted)

    def read(self, sentence: Sentence) -> list[Draft]:
        """Return the drafts of a sentence; headings only tell where the text goes on."""
        self.story.places.enter(sentence.paragraph)
        drafts: list[Draft] = []
        if any(p.relation is None for p in self.placer.in_sentence(sentence.index)):
            self.story.places.lost = ""
        if not sentence.is_heading:
            drafts = self._read_events(sentence)
        self._remember(sentence, drafts)
        return drafts

    def _read_events(self, sentence: Sentence) -> list[Draft]:
        triggers = self.finder.find(sentence.token_start, sentence.token_end)
        groups = [
            g for g in link_triggers(triggers, self.tree) if self.selector.is_relevant(g, sentence)
        ]
        readings = [(g, self._reality(g)) for g in groups]
        kept = [(g, r) for g, r in readings if r.told and not self.selector.is_content(g, groups)]
        groups = [g for g, _ in kept]
        dates = SentenceDates(self.tree, sentence, self.status)
        dates.assign([g for g, _ in readings])
        placed = self.placer.place(sentence, groups, self.status.speech)
        drafts: list[Draft] = []
        used: set[str] = {row.place.id for rows in placed for row in rows}
        for number, (group, reality) in enumerate(kept):
            draft = self.drafting.build(group, reality, sentence, dates, triggers)
            draft.places = placed[number]
            if not self.selector.says_enough(draft):
                continue
            unknown = self.placer.unknown_name(group)
            if draft.places and draft.kind not in _MOVES:
                # A name inside a place that is known ("the South Hospital in X") does no harm.
                unknown = ""
            elif unknown:
                self.story.places.lost = unknown
            elif not draft.places and not self.placer.in_sentence(sentence.index):
                unknown = self.story.places.lost
            if unknown:
                draft.reasons.append(f"{unknown} is not known")
            draft.places = self.inheritor.inherit(
                group, sentence, self.story.places, draft.places,
                anaphoric=draft.anaphoric or self._leans_back(group),
                taken=used - {row.place.id for row in placed[number]}, unknown=unknown,
            )  # fmt: skip
            drafts.append(draft)
            if draft.date is not None and draft.date.start is not None:
                self.story.date = draft.date
        self._apply_denials(sentence, drafts)
        self.story.told.extend(drafts)
        claims = self.claims.read(sentence, self.story.told, self.story.discourse)
        return drafts + claims

    def _reality(self, group: list[Trigger]) -> Reality:
        """Return the reality of a group: that of its main verb, or of what denies or plans it."""
        realities = [self.status.read_reality(t) for t in group]
        for wanted in (Factuality.CALLED_FOR, Factuality.PLANNED, Factuality.HYPOTHETICAL):
            if all(r.factuality is wanted for r in realities):
                return realities[0]
        told = [r for r in realities if r.told]
        asserted = [r for r in told if r.factuality is Factuality.ASSERTED]
        verbs = [r for r, t in zip(realities, group, strict=True) if not t.nominal]
        if verbs and not any(r.told for r in verbs):
            return verbs[0]
        return (asserted or told or realities)[0]

    def _leans_back(self, group: list[Trigger]) -> bool:
        """Return whether a group's people are a pronoun: the same as in the event before."""
        heads = [h for t in group for role in ("persons", "agent", "target") for h in t.get(role)]
        return bool(heads) and all(
            self.tree[h].pos == "PRON" and self.tree[h].tag.startswith("PRP") for h in heads
        )

    def _apply_denials(self, sentence: Sentence, drafts: list[Draft]) -> None:
        """Mark as contested what the sentence says that somebody denies."""
        tree = self.tree
        denied_things = self.nouns.lexicon.lists["speech.denied_things"]
        for verb in find_denials(self.status, sentence.token_start, sentence.token_end):
            subject = tree.subject(verb)
            if subject is None or subject.passive:
                continue
            name = self.actors.name(subject.index, self.story.discourse)
            beside = [
                i for i in tree.subtree(verb)
                if i != verb and tree[i].dep == "conj" and tree.is_finite(i)
            ]  # fmt: skip
            below = set(tree.subtree(verb, beside))
            told = [d for d in drafts if d.group[0].index in below and d.group[0].index > verb]
            for draft in told:
                last = self.story.last
                if (
                    draft.anaphoric
                    and last is not None
                    and last.kind in VIOLENT
                    and (draft.sentence - last.sentence <= 2)
                ):
                    self._contest(last, name)
                else:
                    self._contest_like(draft, name)
                draft.factuality = Factuality.DENIED
                draft.sources = [name] if name else draft.sources
            if told or tree.find(verb, "ccomp", "xcomp"):
                continue
            objects = {tree.lemmas[o] for o in tree.objects(verb)}
            if objects and not objects & denied_things:
                continue
            before = [d for d in drafts if d.group[0].index < verb][-1:]
            if not before and tree[verb].dep in {"ROOT", "conj"}:
                before = self._denied_before(sentence, name)
            for draft in before:
                self._contest(draft, name, figure=bool(objects & _FIGURES))

    def _denied_before(self, sentence: Sentence, name: str) -> list[Draft]:
        """Return the event told before that a denial without content means.

        Of several, the one whose agent denies it; else the only one, if it names no agent.
        """
        near = [
            d for d in self.story.told
            if 0 < sentence.index - d.sentence <= _DENIAL_REACH and not d.variant
            and d.kind in VIOLENT | {RecordKind.TOLL}
            and d.factuality is Factuality.ASSERTED
        ]  # fmt: skip
        accused = [d for d in near if any(is_same_side(agent, name) for agent in d.agents)]
        if accused:
            return accused[-1:]
        last = self.story.last
        if not near:
            within = last is not None and sentence.index - last.sentence <= _DENIAL_REACH
            return [last] if last is not None and within else []
        return near if len(near) == 1 else []

    def _contest_like(self, denied: Draft, name: str) -> None:
        """Contest the event told before that a denial with content of its own repeats."""
        own = {row.place.id for row in denied.places if row.score >= _OWN_PLACE}
        for other in reversed(self.story.told):
            if denied.sentence - other.sentence > _CONTENT_REACH:
                return
            same_kind = other.kind is denied.kind and other.sub_kind == denied.sub_kind
            if not same_kind or other.variant or other.factuality is not Factuality.ASSERTED:
                continue
            places = {row.place.id for row in other.places}
            theirs = not other.agents or any(is_same_side(a, name) for a in other.agents)
            if theirs and (not own or not places or own & places):
                self._contest(other, name)
                return

    def _contest(self, draft: Draft, name: str, *, figure: bool = False) -> None:
        """Mark a draft as denied by somebody: who did it, or the figure where that is denied."""
        draft.contested = True
        if name and name not in draft.disputed_by:
            draft.disputed_by.append(name)
        if not figure:
            if draft.agents and draft.basis is AgentBasis.STATED:
                draft.basis = AgentBasis.ACCUSED
                draft.accused_by = next((s for s in draft.sources if s != name), "")
        elif draft.fatalities is not None and draft.fatalities.high is not None:
            # The accuser's figure is the top; who denies gives none, so the bottom is zero.
            draft.fatalities = replace(draft.fatalities, low=0)

    def _remember(self, sentence: Sentence, drafts: list[Draft]) -> None:
        """Note who and where the sentence names, for pronouns and places of what follows."""
        tree = self.tree
        main: list[int] = []
        for index in range(sentence.token_start, sentence.token_end):
            token = tree[index]
            if sentence.is_heading or not tree.is_noun(index):
                continue
            by = token.dep == "pobj" and tree.lemmas[token.head] == "by"
            subject = token.dep in {"nsubj", "nsubjpass"}
            if not (by or subject) or not self.nouns.is_actor(index):
                continue
            verb = tree[token.head]
            if subject and (verb.dep == "ROOT" or verb.head == verb.index):
                main.append(index)
            else:
                self.actors.note(index, self.story.discourse)
        # Who the sentence is about comes last, so that a pronoun after it means that one first.
        for index in main:
            self.actors.note(index, self.story.discourse)
        for place in self.placer.in_sentence(sentence.index):
            self.story.places.in_paragraph.append(place)
        self.story.note(drafts)
        if self._opens_quote(sentence) and not any(d.speakers for d in drafts):
            self._note_quoting(sentence)

    def _note_quoting(self, sentence: Sentence) -> None:
        """Remember who begins a quotation that runs on: "the ministry justified it: "..."."""
        tree = self.tree
        limit = self._quote_start(sentence)
        for index in range(sentence.token_start, sentence.token_end):
            token = tree[index]
            if token.start >= limit:
                return
            quoting = token.dep == "nsubj" and tree[token.head].dep not in {"relcl", "advcl"}
            name = self.actors.name(index, self.story.discourse) if quoting else ""
            if name and (self.nouns.is_actor(index) or token.pos == "PROPN"):
                kind = Attribution.PARTY if self.status.is_party(index) else Attribution.NON_PARTY
                self.story.speakers = ([name], kind)
                return

    def _quote_start(self, sentence: Sentence) -> int:
        """Return where the last quotation mark of a sentence stands, its end for none."""
        text = self.tree.parse.document.text[sentence.start : sentence.end]
        at = max(text.rfind('"'), text.rfind("“"))
        return sentence.start + at if at >= 0 else sentence.end

    def _opens_quote(self, sentence: Sentence) -> bool:
        """Return whether a quotation that begins in a sentence goes on after it."""
        after = sentence.index + 1
        sentences = self.tree.parse.sentences
        return (
            not self.quoted[sentence.index] and after < len(sentences)
            and sentences[after].paragraph == sentence.paragraph and self.quoted[after]
        )  # fmt: skip


def _find_quoted(tree: Tree) -> dict[int, bool]:
    """Return, by sentence, whether it stands whole inside quotation marks opened before it."""
    found: dict[int, bool] = {}
    is_open = False
    paragraph = -1
    for sentence in tree.parse.sentences:
        if sentence.paragraph != paragraph:
            paragraph, is_open = sentence.paragraph, False
        text = tree.parse.document.text[sentence.start : sentence.end]
        found[sentence.index] = is_open
        for char in text:
            if char == '"':
                is_open = not is_open
            elif char == "“":
                is_open = True
            elif char == "”":
                is_open = False
    return found
