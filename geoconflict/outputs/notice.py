"""What every output says of itself: who checked it, whose data it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geoconflict.model import LayerSet


def describe_review(layers: LayerSet) -> str:
    """Return the notice that says whether a person checked the records."""
    if layers.reviewed:
        return "Machine coding, reviewed by a person."
    return "Unreviewed machine coding: no person has checked these records and positions."


def list_licences(layers: LayerSet) -> list[str]:
    """Return the licences of the texts and of the data under the map, each once."""
    texts = layers.records["licence"].dropna().tolist()
    return list(dict.fromkeys([*texts, *(f"{c.name}: {c.licence}" for c in layers.credits)]))
