"""The triggers of one event in; a draft with roles named, counted, dated and attributed out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geoconflict.extract.counting import Counter
from geoconflict.extract.drafts import Draft
from geoconflict.extract.kinds import VIOLENT, choose_kind, name_capture
from geoconflict.extract.numbers import has_huge_figure
from geoconflict.extract.spans import find_span
from geoconflict.extract.timing import is_period
from geoconflict.model import (
    AgentBasis,
    Attribution,
    Count,
    Factuality,
    PersonsMeasure,
    RecordKind,
    Span,
)

if TYPE_CHECKING:
    from geoconflict.extract.actors import ActorReader
    from geoconflict.extract.nouns import Nouns
    from geoconflict.extract.status import Reality, StatusReader, Voice
    from geoconflict.extract.story import Story
    from geoconflict.extract.syntax import Tree
    from geoconflict.extract.timing import SentenceDates
    from geoconflict.extract.triggers import Trigger
    from geoconflict.model import Sentence

_CALLING = frozenset({RecordKind.CALL, RecordKind.THREAT})
#: Kinds of frames whose target may be a state.
_ON_STATES = frozenset({"call", "threat", "strategic_development"})
_MORE = frozenset({"other", "another", "more", "further", "additional", "also"})
#: How many sentences after an attack a bare figure of victims still belongs to it.
_BARE_REACH = 8
_VIOLENT_FRAMES = frozenset({"harm", "violence", "battle", "explosion_remote_violence"})


class DraftBuilder:
    """Builds the drafts of one document."""

    def __init__(
        self,
        tree: Tree,
        nouns: Nouns,
        actors: ActorReader,
        status: StatusReader,
        story: Story,
        quoted: dict[int, bool],
    ) -> None:
        self.tree = tree
        self.nouns = nouns
        self.actors = actors
        self.status = status
        self.story = story
        self.quoted = quoted
        self.counter = Counter(tree, nouns)

    def build(
        self,
        group: list[Trigger],
        reality: Reality,
        sentence: Sentence,
        dates: SentenceDates,
        triggers: list[Trigger],
    ) -> Draft:
        """Return the draft of one group of triggers; its places are set by the caller.

        Parameters
        ----------
        group
            Triggers of one event.
        reality
            Whether it happened.
        triggers
            All triggers of the sentence: the clauses of the others stay out of the quote.
        """
        tree = self.tree
        main_verb = next((t for t in group if not t.nominal), group[0])
        voice = self.status.read_voice(main_verb)
        factuality = self._factuality(group, reality)
        sources, attribution = self._sources(voice, sentence)
        date = dates.date_of(group, factuality, self.story.date)
        fatalities, injured = self._harm(group)
        kind, sub_kind = choose_kind(
            group, tree, self.nouns, date=date, published=tree.parse.document.published,
            period=self._counts_period(group, dates),
            counted=fatalities is not None or injured is not None,
        )  # fmt: skip
        main = group[0]
        draft = Draft(
            group=group,
            sentence=sentence.index,
            paragraph=sentence.paragraph,
            kind=kind,
            sub_kind=sub_kind,
            trigger=Span(tree[main.index].start, tree[main.index].end),
            spans=[
                find_span(group, [t for t in triggers if t not in group], tree, self.status.speech)
            ],
            factuality=factuality,
            attribution=attribution,
            date=date,
            sources=sources,
            speakers=list(sources),
            fatalities=fatalities,
            injured=injured,
            state=any(t.frame.state for t in group)
            or (main.frame.kind == "closure" and kind is RecordKind.HUMANITARIAN),
        )
        if draft.kind in VIOLENT and factuality is Factuality.PLANNED:
            # An announced attack is a threat until it happens.
            draft.kind, draft.sub_kind = RecordKind.THREAT, ""
        self._name_actors(draft, sources)
        self._count_things(draft, dates)
        self._finish(draft, voice)
        if has_huge_figure(tree.parse.document.text[draft.spans[0].start : draft.spans[0].end]):
            draft.reasons.append("a number too large to count anything is left out")
        return draft

    def _factuality(self, group: list[Trigger], reality: Reality) -> Factuality:
        kinds = {t.frame.kind for t in group}
        if "call" in kinds:
            return Factuality.CALLED_FOR
        if "threat" in kinds and reality.factuality is Factuality.ASSERTED:
            conditional = any(
                self.tree.lemmas[m] in {"if", "unless"}
                for t in group
                for i in self.tree.subtree(t.index)
                for m in self.tree.find(i, "mark")
            )
            return Factuality.HYPOTHETICAL if conditional else Factuality.PLANNED
        return reality.factuality

    def _sources(self, voice: Voice, sentence: Sentence) -> tuple[list[str], Attribution]:
        """Return the names of those who say it and what kind of speakers they are."""
        names = [
            name
            for name in self.actors.names(list(voice.heads), self.story.discourse)
            if name and not self._is_wordless(voice)
        ]
        attribution = voice.attribution
        if voice.heads and not names:
            attribution = Attribution.UNATTRIBUTED
        pronouns = all(self.tree[h].pos == "PRON" for h in voice.heads)
        if names and attribution is Attribution.PARTY and pronouns:
            attribution = self._attribution_of(names[0], voice.heads[0])
        if attribution is Attribution.OWN_VOICE and self.quoted.get(sentence.index):
            if self.story.speakers is not None:
                names, attribution = list(self.story.speakers[0]), self.story.speakers[1]
        elif names:
            self.story.speakers = (names, attribution)
        return names, attribution

    def _attribution_of(self, name: str, before: int) -> Attribution:
        """Return what kind of speaker a pronoun stands for, by where its name stands before it."""
        last = name.rsplit(maxsplit=1)[-1]
        named = [i for i in range(before) if self.tree[i].text == last]
        if named and not self.status.is_party(named[-1]):
            return Attribution.NON_PARTY
        return Attribution.PARTY

    def _is_wordless(self, voice: Voice) -> bool:
        """Return whether the speaker is a thing ("a warning came")."""
        words = self.nouns.lexicon.lists["speech.nouns"] | {"warning", "source", "what", "that"}
        return all(self.tree.lemmas[h] in words for h in voice.heads) and not any(
            self.tree.lemmas[h] == "source" for h in voice.heads
        )

    def _counts_period(self, group: list[Trigger], dates: SentenceDates) -> bool:
        return is_period(tuple(dates.mentions_of(group)))

    def _harm(self, group: list[Trigger]) -> tuple[Count | None, Count | None]:
        """Return the dead and the injured that a group's words count."""
        dead: Count | None = None
        hurt: Count | None = None
        for trigger in group:
            if not trigger.frame.harm or trigger.frame.harm == "casualties":
                continue
            heads = trigger.get("target")
            if trigger.nominal and self.counter.count_one(trigger.index) is not None:
                heads = [trigger.index]
            else:
                modifiers = {"compound", "amod"}
                heads = [h for h in heads if self.tree[h].dep not in modifiers]
            count = self.counter.count_people(heads)
            if count is None:
                continue
            if trigger.frame.harm == "fatalities":
                dead = dead or count
            else:
                hurt = hurt or count
        return dead, hurt

    def _name_actors(self, draft: Draft, sources: list[str]) -> None:
        speaker = sources[0] if sources else ""
        worst = "fatalities" if draft.fatalities is not None else "injured"
        # Who was hurt stands before what was hit.
        for trigger in sorted(draft.group, key=lambda t: not t.frame.harm):
            for role, names in (
                ("agent", draft.agents), ("target", draft.targets), ("other", draft.others),
            ):  # fmt: skip
                heads = [h for h in trigger.get(role) if self._may_be_actor(h, role, trigger)]
                found = self.actors.names(heads, self.story.discourse, speaker=speaker)
                names.extend(n for n in found if not _is_known(n, names))
                if role == "target" and trigger.frame.harm == worst:
                    draft.victims.extend(n for n in found if n not in draft.victims)
        draft.targets = [n for n in draft.targets if n not in draft.agents]
        if draft.kind is RecordKind.MOVEMENT and not draft.agents:
            heads = [h for t in draft.group for h in t.get("quantity")]
            draft.agents = [n for n in (self.actors.behind(h) for h in heads) if n]

    def _may_be_actor(self, head: int, role: str, trigger: Trigger) -> bool:
        tree = self.tree
        words = {tree.lemmas[head], tree[head].text.lower()}
        if not words.isdisjoint(self.nouns.lexicon.nouns) and not self.nouns.is_actor(head):
            # "an air strike killed ten": what struck is no actor, whose it was is.
            content = self.nouns.content(head)
            return role == "agent" and any(
                self.nouns.demonym_of(i) for h in {head, content} for i in range(*tree.phrase(h))
            )
        is_site = self.nouns.site_at(head) is not None and not self.nouns.is_people(head)
        if role == "target" and is_site and trigger.frame.kind not in _ON_STATES:
            return False
        if role == "agent" and is_site and not self._stands_for_state(head, trigger):
            # "Kherson: ...", "GOMA - ...": where it is told from does nothing.
            return False
        if role == "other" and trigger.frame.name not in {"agreement", "meeting"}:
            return False
        bare = tree[head].pos == "NUM" and self.nouns.content(head) == head
        if bare or self.nouns.is_time(head):
            return False
        return (
            self.nouns.is_actor(head) or tree[head].pos in {"PROPN", "PRON"}
            or self.nouns.content(head) != head
            or (role == "agent" and self.nouns.has_demonym(head))
            or (role == "agent" and bool(
                [i for i in range(*tree.phrase(head)) if self.nouns.demonym_of(i)]
            ))
            or (role == "target" and tree.lemmas[head] in {"base", "convoy", "position", "camp",
                                                           "hospital", "embassy", "checkpoint"})
        )  # fmt: skip

    def _stands_for_state(self, head: int, trigger: Trigger) -> bool:
        """Return whether a place may act: a country, a capital in diplomacy, an armed name."""
        if self.nouns.is_country_name(head) or self.nouns.is_armed(head):
            return True
        site = self.nouns.site_at(head)
        capital = site is not None and site.feature_code == "PPLC"
        return capital and trigger.frame.kind in _ON_STATES | {"agreement"}

    def _count_things(self, draft: Draft, dates: SentenceDates) -> None:
        """Read persons, vehicles and areas."""
        frame = draft.group[0].frame
        period = self._counts_period(draft.group, dates)
        for trigger in draft.group:
            heads = trigger.get("persons")
            if not heads and trigger.frame.figure == "persons":
                heads = trigger.get("target") or trigger.get("agent")
            count = self.counter.count_people(heads) if heads and trigger.frame.figure else None
            if count is not None and any(self._has_number(h) for h in heads):
                draft.persons = draft.persons or count
            homes = [h for h in heads if self.counter.is_household(h)]
            if homes and trigger.frame.figure == "persons":
                quantity, _ = self.counter.quantity_of(homes)
                if quantity is not None:
                    draft.quantity, draft.quantity_unit = quantity.value, quantity.unit
            if trigger.get("quantity"):
                quantity, people = self.counter.quantity_of(trigger.get("quantity"))
                if quantity is not None:
                    draft.quantity, draft.quantity_unit = quantity.value, quantity.unit
                if people is not None:
                    draft.persons = draft.persons or people
            if trigger.frame.kind in {"capture", "control"}:
                start, end = (
                    min(self.tree.subtree(trigger.index)),
                    max(self.tree.subtree(trigger.index)) + 1,
                )
                area = self.counter.area_of(start, end)
                if area is not None:
                    draft.quantity, draft.quantity_unit = area.value, area.unit
        if draft.persons is not None:
            if frame.measure:
                draft.measure = PersonsMeasure(frame.measure)
            elif draft.kind is RecordKind.DISPLACEMENT and period:
                draft.measure = PersonsMeasure.CUMULATIVE
                draft.state = True
            else:
                draft.measure = PersonsMeasure.FLOW

    def _has_number(self, head: int) -> bool:
        count = self.counter.count_one(head)
        return count is not None and not (
            count.low == 1 and count.high == 1 and self.nouns.label(head) == "PERSON"
        )

    def _finish(self, draft: Draft, voice: Voice) -> None:
        """Set what follows from the rest: basis, civilian targeting, object, anaphora."""
        tree = self.tree
        group = draft.group
        heads = [h for t in group for h in t.get("target")]
        if draft.kind in {RecordKind.STRATEGIC_DEVELOPMENT, RecordKind.CONTROL} and any(
            t.frame.kind == "capture" for t in group
        ):
            groups = self.nouns.lexicon.classes["armed"].names
            draft.sub_kind = name_capture(draft.agents, self.nouns.countries, groups)
        if draft.kind in VIOLENT | {RecordKind.TOLL}:
            draft.civilian = any(self.nouns.is_civilian(self.nouns.content(h)) for h in heads)
        for head in heads:
            for index in range(*tree.phrase(head, full=True)):
                word = self.nouns.lexicon.target_objects.get(tree.lemmas[index])
                draft.target_object = draft.target_object or (word or "")
        if voice.accusing or (draft.attribution is Attribution.PARTY and draft.agents):
            same = any(is_same_side(a, b) for a in draft.agents for b in draft.sources)
            if same and draft.factuality is Factuality.ASSERTED:
                draft.basis = AgentBasis.ADMITTED
            elif same:
                # Who denies it has been accused; who announces it has not acted yet.
                denied = draft.factuality is Factuality.DENIED
                draft.basis = AgentBasis.ACCUSED if denied else AgentBasis.STATED
            elif draft.sources:
                draft.basis = AgentBasis.ACCUSED
                draft.accused_by = draft.sources[0]
        self._see_anaphor(draft)
        draft.added = any(
            tree.lemmas[i] in _MORE for h in heads for i in tree.subtree(h)[:6]
        ) or any(
            tree.lemmas[c] in {"also", "another"} for t in group for c in tree.children[t.verb]
        )
        if draft.kind in _CALLING and not draft.sources:
            draft.sources = draft.agents[:1]
        if draft.factuality is Factuality.PLANNED and not draft.sources and draft.agents:
            draft.sources = draft.agents[:1]

    def _see_anaphor(self, draft: Draft) -> None:
        """Flag "the attack ..." and "it was targeted ...": perhaps an event told before."""
        group = draft.group
        draft.anaphoric = any(
            t.nominal and self.nouns.is_definite(t.index) and t.frame.kind in _VIOLENT_FRAMES
            and not [h for h in t.get("target") if h != t.index]
            for t in group
        )  # fmt: skip
        heads = [h for t in group for h in t.get("target")]
        last = self.story.last_violent
        if last is not None and self._is_bare_toll(draft, heads):
            draft.anaphoric = True
            if draft.kind is RecordKind.VIOLENCE_AGAINST_CIVILIANS:
                # Only a figure: it says no more of what happened than the attack before.
                draft.kind, draft.sub_kind = last.kind, last.sub_kind
        if (
            not draft.anaphoric and heads and draft.kind in VIOLENT and draft.date is None
            and all(self.tree.lemmas[h] == "it" for h in heads)
            and last is not None and last.kind in VIOLENT and draft.sentence - last.sentence <= 2
        ):  # fmt: skip
            draft.anaphoric = True
            draft.targets = []

    def _is_bare_toll(self, draft: Draft, heads: list[int]) -> bool:
        """Return whether only a figure is given ("90 were dead") soon after an attack."""
        last = self.story.last_violent
        if last is None or not 0 < draft.sentence - last.sentence <= _BARE_REACH:
            return False
        dated = draft.date is not None and draft.date.start is not None
        if dated or not all(t.frame.harm for t in draft.group):
            return False
        return draft.counted and all(
            self.tree[h].pos == "NUM"
            or self.tree.lemmas[h] in {"people", "person", "toll", "other"}
            for h in heads
        )


_OWN_FORCES = frozenset({
    "troops", "forces", "soldiers", "fighters", "units", "army", "military", "jets", "warplanes",
    "drones", "men", "navy", "artillery",
})  # fmt: skip


def is_same_side(agent: str, speaker: str) -> bool:
    """Return whether an agent is the speaker or the speaker's own forces ("army troops")."""
    a, b = set(agent.lower().split()), set(speaker.lower().split())
    return a == b or (b < a and a - b <= _OWN_FORCES) or (a < b and b - a <= _OWN_FORCES)


def _is_known(name: str, names: list[str]) -> bool:
    """Return whether a name or a longer or shorter form of it is in a list."""
    words = set(name.lower().split())
    return any(words <= set(n.lower().split()) or set(n.lower().split()) <= words for n in names)
