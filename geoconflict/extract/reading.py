"""One sentence in, drafts of its events out: roles named, counted, dated, placed, attributed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geoconflict.extract.actors import ActorReader, Discourse
from geoconflict.extract.counting import Counter
from geoconflict.extract.drafts import Draft
from geoconflict.extract.kinds import VIOLENT, choose_kind, name_capture
from geoconflict.extract.placing import PlaceMemory, Placer
from geoconflict.extract.spans import find_span
from geoconflict.extract.status import Reality, StatusReader, Voice, find_denials
from geoconflict.extract.timing import SentenceDates, is_period
from geoconflict.extract.triggers import TriggerFinder
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
    from geoconflict.extract.nouns import Nouns
    from geoconflict.extract.relevance import Relevance
    from geoconflict.extract.syntax import Tree
    from geoconflict.extract.triggers import Trigger
    from geoconflict.model import DateInterval, Sentence

_CALLING = frozenset({RecordKind.CALL, RecordKind.THREAT})
_CONTENT_OF = frozenset({"call", "threat"})
_MORE = frozenset({"other", "another", "more", "further", "additional", "also"})
_STATED_KINDS = frozenset({RecordKind.HUMANITARIAN, RecordKind.CONTROL})
_VIOLENT_FRAMES = frozenset({"harm", "violence", "battle", "explosion_remote_violence"})
_GENERAL_FRAMES = frozenset({"call", "threat", "agreement", "humanitarian", "protest", "closure",
                             "strategic_development", "displacement"})  # fmt: skip


class SentenceReader:
    """Reads the sentences of one document in order, remembering who and where was named."""

    def __init__(self, tree: Tree, nouns: Nouns, relevance: Relevance) -> None:
        self.tree = tree
        self.nouns = nouns
        self.relevance = relevance
        self.finder = TriggerFinder(tree, nouns)
        self.status = StatusReader(tree, nouns)
        self.actors = ActorReader(tree, nouns)
        self.counter = Counter(tree, nouns)
        self.placer = Placer(tree, nouns)
        self.discourse = Discourse()
        self.memory = PlaceMemory()
        self.last_date: DateInterval | None = None
        self.last_speakers: tuple[list[str], Attribution] | None = None
        self._quotes = _find_quoted(tree)

    def read(self, sentence: Sentence) -> list[Draft]:
        """Return the drafts of a sentence; headings only tell where the text goes on."""
        self.memory.enter(sentence.paragraph)
        drafts: list[Draft] = []
        if not sentence.is_heading:
            drafts = self._read_events(sentence)
        self._remember(sentence, drafts)
        return drafts

    def _read_events(self, sentence: Sentence) -> list[Draft]:
        triggers = self.finder.find(sentence.token_start, sentence.token_end)
        groups = [g for g in self.finder.link(triggers) if self._is_relevant(g, sentence)]
        readings = [(g, self._reality(g)) for g in groups]
        kept = [(g, r) for g, r in readings if r.told and not self._is_content(g, groups)]
        groups = [g for g, _ in kept]
        dates = SentenceDates(self.tree, sentence, self.status)
        dates.assign([g for g, _ in readings])
        placed = self.placer.place(sentence, groups, self.status.speech)
        drafts: list[Draft] = []
        used: set[str] = {row.place.id for rows in placed for row in rows}
        for number, (group, reality) in enumerate(kept):
            draft = self._draft(group, reality, sentence, dates, triggers)
            draft.places = placed[number]
            if not self._says_enough(draft, dates):
                continue
            draft.places = self.placer.inherit(
                group, sentence, self.memory, draft.places,
                anaphoric=draft.anaphoric or self._leans_back(group),
                taken=used - {row.place.id for row in placed[number]},
            )  # fmt: skip
            drafts.append(draft)
            if draft.date is not None and draft.date.start is not None:
                self.last_date = draft.date
        self._apply_denials(sentence, drafts)
        return drafts

    # ------------------------------------------------------------------ what counts

    def _is_relevant(self, group: list[Trigger], sentence: Sentence) -> bool:
        """Return whether conflict is what the group tells of."""
        tree = self.tree
        evidence = self.relevance.evidence.get(sentence.index, 0)
        causes = self.nouns.lexicon.lists["evidence.other_causes"]
        actors = [h for t in group for role in ("agent", "target", "persons") for h in t.get(role)]
        subjects = {
            tree.lemmas[s] for t in group for s in tree.find(t.verb, "nsubj", "nsubjpass")
        }
        if subjects & causes:
            return False
        armed = any(self.nouns.is_armed(h) for h in actors)
        strong = any(t.frame.strong for t in group)
        if self.relevance.is_conflict:
            return strong or armed or evidence > 0 or (
                sentence.index not in self.relevance.other_causes
            )
        if all(t.frame.kind in _GENERAL_FRAMES for t in group):
            return False
        if sentence.index in self.relevance.other_causes:
            return False
        if self.relevance.other_ratio > 1.0 and not (strong and armed):
            return False
        return (strong and evidence > 0) or (armed and evidence > 1)

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

    def _is_content(self, group: list[Trigger], groups: list[list[Trigger]]) -> bool:
        """Return whether a group is only what another one calls for or threatens."""
        tree = self.tree
        for other in groups:
            if other is group or other[0].frame.kind not in _CONTENT_OF:
                continue
            head = other[0].index
            for clause in tree.find(head, "xcomp", "ccomp", "prep", "dobj", "advcl"):
                if tree[clause].dep == "advcl" and not any(
                    tree.lemmas[m] in {"if", "unless", "to"} for m in tree.find(clause, "mark", "aux")
                ):
                    continue
                if group[0].index in tree.subtree(clause):
                    return True
        return False

    def _says_enough(self, draft: Draft, dates: SentenceDates) -> bool:
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
            if draft.anaphoric and draft.date is None:
                return False
            if group[0].frame.kind in {"call", "threat", "agreement", "humanitarian"}:
                return group[0].frame.name == "crisis" and bool(draft.places)
            return who and (bool(draft.places) or draft.date is not None)
        if all(t.frame.kind == "harm" for t in group):
            return bool(draft.counted or draft.targets or draft.agents)
        del dates
        return any(facts)

    def _leans_back(self, group: list[Trigger]) -> bool:
        """Return whether a group's people are a pronoun: the same as in the event before."""
        heads = [h for t in group for role in ("persons", "agent", "target") for h in t.get(role)]
        return bool(heads) and all(
            self.tree[h].pos == "PRON" and self.tree[h].tag.startswith("PRP") for h in heads
        )

    # ------------------------------------------------------------------ one draft

    def _draft(
        self, group: list[Trigger], reality: Reality, sentence: Sentence, dates: SentenceDates,
        triggers: list[Trigger],
    ) -> Draft:  # fmt: skip
        tree = self.tree
        voice = self._voice(group, sentence)
        factuality = self._factuality(group, reality)
        sources, attribution = self._sources(voice, sentence)
        date = dates.date_of(group, factuality, self.last_date)
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
                find_span(
                    group, [t for t in triggers if t not in group], tree, self.status.speech
                )
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
        self._name_actors(draft, sources)
        self._count_things(draft, dates)
        self._finish(draft, voice)
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

    def _voice(self, group: list[Trigger], sentence: Sentence) -> Voice:
        main = next((t for t in group if not t.nominal), group[0])
        voice = self.status.read_voice(main)
        del sentence
        return voice

    def _sources(self, voice: Voice, sentence: Sentence) -> tuple[list[str], Attribution]:
        """Return the names of those who say it and what kind of speakers they are."""
        names = [
            name
            for name in self.actors.names(list(voice.heads), self.discourse)
            if name and not self._is_wordless(voice)
        ]
        attribution = voice.attribution
        if voice.heads and not names:
            attribution = Attribution.UNATTRIBUTED
        if attribution is Attribution.OWN_VOICE and self._quotes.get(sentence.index):
            if self.last_speakers is not None:
                names, attribution = list(self.last_speakers[0]), self.last_speakers[1]
        elif names:
            self.last_speakers = (names, attribution)
        return names, attribution

    def _is_wordless(self, voice: Voice) -> bool:
        """Return whether the speaker is a thing ("the warning sounded")."""
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
        for trigger in draft.group:
            for role, names in (
                ("agent", draft.agents), ("target", draft.targets), ("other", draft.others),
            ):  # fmt: skip
                heads = [h for h in trigger.get(role) if self._may_be_actor(h, role, trigger)]
                found = self.actors.names(heads, self.discourse, speaker=speaker)
                names.extend(n for n in found if n not in names)
        draft.targets = [n for n in draft.targets if n not in draft.agents]
        if draft.kind is RecordKind.CONTROL and not draft.agents:
            draft.agents = draft.others

    def _may_be_actor(self, head: int, role: str, trigger: Trigger) -> bool:
        tree = self.tree
        if tree.lemmas[head] in self.nouns.lexicon.nouns and not self.nouns.is_actor(head):
            # "an air strike killed ten": what struck is no actor, whose it was is.
            content = self.nouns.content(head)
            return role == "agent" and any(
                self.nouns.demonym_of(i)
                for h in {head, content}
                for i in range(*tree.phrase(h))
            )
        if role == "target" and trigger.frame.kind not in {"call", "threat", "strategic_development"}:
            if self.nouns.site_at(head) is not None and not self.nouns.is_people(head):
                return False
        if role == "other" and trigger.frame.name not in {"agreement", "meeting"}:
            return False
        if tree[head].pos == "NUM":
            return False
        return (
            self.nouns.is_actor(head) or tree[head].pos in {"PROPN", "PRON"}
            or self.nouns.content(head) != head
            or (role == "agent" and bool(
                [i for i in range(*tree.phrase(head)) if self.nouns.demonym_of(i)]
            ))
            or (role == "target" and tree.lemmas[head] in {"base", "convoy", "position", "camp",
                                                           "hospital", "embassy", "checkpoint"})
        )  # fmt: skip

    def _count_things(self, draft: Draft, dates: SentenceDates) -> None:
        """Read persons, vehicles and areas."""
        frame = draft.group[0].frame
        period = self._counts_period(draft.group, dates)
        for trigger in draft.group:
            heads = trigger.get("persons") + (
                trigger.get("target") + trigger.get("agent") if trigger.frame.figure == "persons" else []
            )
            count = self.counter.count_people(heads) if heads and trigger.frame.figure else None
            if count is not None and any(self._has_number(h) for h in heads):
                draft.persons = draft.persons or count
            if trigger.get("quantity"):
                quantity, people = self.counter.quantity_of(trigger.get("quantity"))
                if quantity is not None:
                    draft.quantity, draft.quantity_unit = quantity.value, quantity.unit
                if people is not None:
                    draft.persons = draft.persons or people
            if trigger.frame.kind in {"capture", "control"}:
                start, end = min(self.tree.subtree(trigger.index)), max(self.tree.subtree(trigger.index)) + 1
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
        if draft.kind is RecordKind.STRATEGIC_DEVELOPMENT or draft.kind is RecordKind.CONTROL:
            if any(t.frame.kind == "capture" for t in group):
                draft.sub_kind = name_capture(draft.agents, self.nouns.countries)
        if draft.kind in VIOLENT | {RecordKind.TOLL}:
            draft.civilian = any(self.nouns.is_civilian(self.nouns.content(h)) for h in heads)
        for head in heads:
            for index in range(*tree.phrase(head, full=True)):
                word = self.nouns.lexicon.target_objects.get(tree.lemmas[index])
                draft.target_object = draft.target_object or (word or "")
        if voice.accusing or draft.attribution is Attribution.PARTY and draft.agents:
            same = bool(set(draft.agents) & set(draft.sources))
            if same:
                draft.basis = AgentBasis.ADMITTED
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
        last = self._last_draft
        if (
            not draft.anaphoric and heads and draft.kind in VIOLENT and draft.date is None
            and all(self.tree.lemmas[h] == "it" for h in heads)
            and last is not None and last.kind in VIOLENT and draft.sentence - last.sentence <= 2
        ):  # fmt: skip
            draft.anaphoric = True
            draft.targets = []

    # ------------------------------------------------------------------ denials, memory

    def _apply_denials(self, sentence: Sentence, drafts: list[Draft]) -> None:
        """Mark as contested what the sentence says that somebody denies."""
        tree = self.tree
        denied_things = self.nouns.lexicon.lists["speech.denied_things"]
        for verb in find_denials(self.status, sentence.token_start, sentence.token_end):
            subject = tree.subject(verb)
            if subject is None or subject.passive:
                continue
            name = self.actors.name(subject.index, self.discourse)
            below = set(tree.subtree(verb))
            told = [d for d in drafts if d.group[0].index in below and d.group[0].index > verb]
            for draft in told:
                draft.factuality = Factuality.DENIED
                draft.sources = [name] if name else draft.sources
            if told:
                continue
            objects = {tree.lemmas[o] for o in tree.objects(verb)}
            if objects and not objects & denied_things:
                continue
            before = [d for d in drafts if d.group[0].index < verb]
            for draft in before[-1:] or self._denied_before(sentence):
                self._contest(draft, name)

    def _denied_before(self, sentence: Sentence) -> list[Draft]:
        """Return the draft that "denies it" in a later sentence means: set by the caller."""
        last = self._last_draft
        if last is not None and sentence.index - last.sentence <= 2:
            return [last]
        return []

    _last_draft: Draft | None = None

    def _contest(self, draft: Draft, name: str) -> None:
        draft.contested = True
        if name and name not in draft.disputed_by:
            draft.disputed_by.append(name)
        if draft.fatalities is not None:
            # The accuser's figure is the top; who denies gives none, so the bottom is zero.
            high = draft.fatalities.high or draft.fatalities.low
            draft.fatalities = Count(low=0, best=draft.fatalities.best, high=high)

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
                self.actors.note(index, self.discourse)
        # Who the sentence is about comes last, so that a pronoun after it means that one first.
        for index in main:
            self.actors.note(index, self.discourse)
        for place in self.placer.in_sentence(sentence.index):
            self.memory.in_paragraph.append(place)
        for draft in drafts:
            if draft.places:
                self.memory.last_event = tuple(draft.places)
                self.memory.last_event_paragraph = sentence.paragraph
        if drafts:
            self._last_draft = drafts[-1]
        if self._opens_quote(sentence) and main and not any(d.speakers for d in drafts):
            # "In a statement the ministry justified the strike: "..."": who quotes is the subject.
            name = self.actors.name(main[0], self.discourse)
            if name:
                kind = Attribution.PARTY if self.status.is_party(main[0]) else Attribution.NON_PARTY
                self.last_speakers = ([name], kind)

    def _opens_quote(self, sentence: Sentence) -> bool:
        """Return whether a quotation that begins in a sentence goes on after it."""
        after = sentence.index + 1
        sentences = self.tree.parse.sentences
        return (
            not self._quotes[sentence.index] and after < len(sentences)
            and sentences[after].paragraph == sentence.paragraph and self._quotes[after]
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
