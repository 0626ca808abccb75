"""What a clause leaves out of where, taken from around it: with a lower score and a reason.

The sentence, the event before, the paragraph and the text before are asked in this order.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geoconflict.extract.placing import rank_precision
from geoconflict.model import GeoPrecision, PlaceRole, RecordPlace

if TYPE_CHECKING:
    from geoconflict.extract.placing import Placer
    from geoconflict.extract.triggers import Trigger
    from geoconflict.model import Place, Sentence

#: Scores of a place that the clause itself does not name (a clause's own has 1).
_SCORE_SENTENCE = 0.6
_SCORE_EVENT = 0.55
_SCORE_PARAGRAPH = 0.45
_SCORE_TEXT = 0.3
_MOVING = frozenset({"movement", "displacement"})
#: Kinds and frames that need no place: inheriting one would invent it.
_PLACELESS = frozenset({"call", "threat", "agreement"})
_PLACELESS_FRAMES = frozenset({"diplomatic", "meeting", "suspension"})
#: Nouns that with an article point back at a place.
_ANAPHORS = frozenset({
    "area", "region", "city", "town", "village", "camp", "district", "province", "home", "house",
    "place", "neighbourhood", "neighborhood",
})  # fmt: skip
_COUNTRY = tuple(GeoPrecision).index(GeoPrecision.COUNTRY)


@dataclass(slots=True)
class PlaceMemory:
    """Where the text has been so far."""

    paragraph: int = -1
    in_paragraph: list[Place] = field(default_factory=list)
    before: list[Place] = field(default_factory=list)
    last_event: tuple[RecordPlace, ...] = ()
    last_event_paragraph: int = -1
    #: Where the paragraph is now, if that is a name that nobody could place.
    lost: str = ""

    def enter(self, paragraph: int) -> None:
        """Begin a paragraph."""
        if paragraph != self.paragraph:
            self.before.extend(self.in_paragraph)
            self.in_paragraph = []
            self.lost = ""
            self.paragraph = paragraph


class Inheritor:
    """Completes the places of the events of one parse."""

    def __init__(self, placer: Placer) -> None:
        self.placer = placer

    def inherit(
        self,
        group: list[Trigger],
        sentence: Sentence,
        memory: PlaceMemory,
        own: list[RecordPlace],
        *,
        anaphoric: bool,
        taken: set[str],
        unknown: str = "",
    ) -> list[RecordPlace]:
        """Return places from the context for what the clause itself does not place."""
        kind = group[0].frame.kind
        if kind in _PLACELESS or group[0].frame.name in _PLACELESS_FRAMES:
            return own
        moving = kind in _MOVING
        roles = {row.role for row in own}
        if roles - {PlaceRole.DESTINATION, PlaceRole.ROUTE} or (own and not moving):
            return own
        role = PlaceRole.SITE
        if moving:
            if PlaceRole.ROUTE in roles or (own and kind == "movement"):
                return own
            if own and not self._flees_from_before(group):
                # Where another event happened is not where these people come from.
                return own
            role = PlaceRole.ORIGIN if kind == "displacement" else PlaceRole.SITE
        if unknown:
            wide = self._wide_before(memory)
            if wide is None or any(row.place.id == wide.id for row in own):
                return own
            reason = f"inherited: {unknown} is not known; the unit named before"
            return [*own, RecordPlace(
                place=wide, role=PlaceRole.AREA, score=_SCORE_TEXT, reason=reason
            )]  # fmt: skip
        context = self._context(sentence, memory, own, anaphoric=anaphoric, taken=taken)
        if context is None:
            return own
        place, score, reason = context
        if any(row.place.id == place.id for row in own):
            return own
        if kind == "displacement" and not own:
            role = PlaceRole.SITE
        reason = f"inherited: {reason}"
        return [*own, RecordPlace(place=place, role=role, score=score, reason=reason)]

    def _wide_before(self, memory: PlaceMemory) -> Place | None:
        """Return the last province or wider unit that the text named, None for none."""
        named = [*memory.before, *memory.in_paragraph]
        wide = [
            p for p in named
            if p.relation is None and p.geo_precision in {GeoPrecision.ADMIN1, GeoPrecision.COUNTRY}
        ]  # fmt: skip
        provinces = [p for p in wide if p.geo_precision is GeoPrecision.ADMIN1]
        best = provinces or wide
        return best[-1] if best else None

    def _flees_from_before(self, group: list[Trigger]) -> bool:
        """Return whether a clause points back for its origin: "they flee", "fled the area"."""
        tree = self.placer.tree
        people = [h for t in group for h in t.get("persons") + t.get("agent")]
        if people and all(tree[h].tag.startswith("PRP") for h in people):
            return True
        for trigger in group:
            nouns = [n for word, n in tree.prepositions(trigger.verb) if word in {"from", "out of"}]
            for noun in [*tree.objects(trigger.verb), *nouns]:
                pointing = {tree.lemmas[d] for d in tree.find(noun, "det", "poss")}
                if tree.lemmas[noun] in _ANAPHORS and pointing & {"the", "this", "that", "their"}:
                    return True
        return False

    def _context(
        self, sentence: Sentence, memory: PlaceMemory, own: list[RecordPlace], *, anaphoric: bool,
        taken: set[str],
    ) -> tuple[Place, float, str] | None:  # fmt: skip
        mine = {row.place.id for row in own}
        event = [
            row.place for row in memory.last_event
            if row.role in {PlaceRole.SITE, PlaceRole.AREA} and row.place.id not in mine
        ]  # fmt: skip
        if anaphoric and event:
            return event[0], _SCORE_EVENT, "where the event before lies"
        near = [
            p for p in self.placer.in_sentence(sentence.index)
            if p.id not in mine and p.id not in taken and rank_precision(p) < _COUNTRY
        ]  # fmt: skip
        if near:
            return (
                min(near, key=lambda p: (rank_precision(p), p.start)),
                _SCORE_SENTENCE,
                "named in the sentence",
            )
        if event and memory.last_event_paragraph == sentence.paragraph:
            return event[0], _SCORE_EVENT, "where the event before lies"
        local = [p for p in memory.in_paragraph if p.id not in mine]
        if local:
            return _latest_fine(local), _SCORE_PARAGRAPH, "named before in the paragraph"
        if event:
            return event[0], _SCORE_TEXT, "where the last event before lies"
        if memory.before:
            return _latest_fine(memory.before), _SCORE_TEXT, "named before in the text"
        return None


def _latest_fine(places: list[Place]) -> Place:
    """Return the last place finer than a country, the last of all where there is none."""
    fine = [p for p in places if rank_precision(p) < _COUNTRY]
    return (fine or places)[-1]
