"""One event of one sentence in the making, before mentions are merged into records."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geoconflict.model import (
    AgentBasis,
    Attribution,
    Count,
    DateInterval,
    Factuality,
    PersonsMeasure,
    RecordKind,
    RecordPlace,
    Span,
)

if TYPE_CHECKING:
    from geoconflict.extract.triggers import Trigger


@dataclass(slots=True, eq=False)
class Draft:
    """What is known of an event so far; fields as in `model.Record`.

    Attributes
    ----------
    group
        The triggers that tell it.
    anaphoric
        Whether it is told with "the attack", "the blast": perhaps one already told.
    victims
        Names of those killed, or of those hurt where nobody was: the others of `targets` were
        fought or hit.
    added
        Whether its victims come on top of those told before ("five other civilians").
    state
        Whether it holds over time and is no event.
    variant
        Whether it only says more, or otherwise, of an event told before: that `about`.
    """

    group: list[Trigger]
    sentence: int
    paragraph: int
    kind: RecordKind
    sub_kind: str
    trigger: Span
    spans: list[Span]
    factuality: Factuality = Factuality.ASSERTED
    attribution: Attribution = Attribution.OWN_VOICE
    contested: bool = False
    date: DateInterval | None = None
    agents: list[str] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    victims: list[str] = field(default_factory=list)
    speakers: list[str] = field(default_factory=list)
    basis: AgentBasis = AgentBasis.STATED
    accused_by: str = ""
    sources: list[str] = field(default_factory=list)
    disputed_by: list[str] = field(default_factory=list)
    fatalities: Count | None = None
    injured: Count | None = None
    persons: Count | None = None
    measure: PersonsMeasure | None = None
    quantity: float | None = None
    quantity_unit: str = ""
    places: list[RecordPlace] = field(default_factory=list)
    civilian: bool = False
    target_object: str = ""
    anaphoric: bool = False
    added: bool = False
    state: bool = False
    variant: bool = False
    about: Draft | None = None
    reasons: list[str] = field(default_factory=list)

    @property
    def counted(self) -> bool:
        """Whether it gives a number of dead or injured."""
        return self.fatalities is not None or self.injured is not None
