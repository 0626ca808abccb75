"""What a document has told so far: who, where, when, and by whose word."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geoconflict.extract.actors import Discourse
from geoconflict.extract.inheriting import PlaceMemory
from geoconflict.extract.kinds import VIOLENT
from geoconflict.model import Factuality

if TYPE_CHECKING:
    from geoconflict.extract.drafts import Draft
    from geoconflict.model import Attribution, DateInterval


@dataclass(slots=True)
class Story:
    """Grows as the sentences of one document are read in order.

    Attributes
    ----------
    discourse
        Who a pronoun may mean.
    places
        Where the text has been.
    date
        The last day named, for "two days later".
    speakers
        Names and kind of the last speakers, for quotations that run on.
    told
        All drafts so far.
    """

    discourse: Discourse = field(default_factory=Discourse)
    places: PlaceMemory = field(default_factory=PlaceMemory)
    date: DateInterval | None = None
    speakers: tuple[list[str], Attribution] | None = None
    told: list[Draft] = field(default_factory=list)
    last: Draft | None = None
    last_violent: Draft | None = None

    def note(self, drafts: list[Draft]) -> None:
        """Remember the drafts of a sentence."""
        for draft in drafts:
            self.last = draft
            if draft.places:
                self.places.last_event = tuple(draft.places)
                self.places.last_event_paragraph = draft.paragraph
            if draft.kind in VIOLENT and draft.factuality is Factuality.ASSERTED:
                self.last_violent = draft
