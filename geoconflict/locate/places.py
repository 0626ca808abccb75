"""Resolutions and expressions of a document in, its `Place`s in text order out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geoconflict.locate.entries import add_pcodes, place_entry
from geoconflict.locate.expressions import Surroundings, place_expression
from geoconflict.model import ToponymRole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geoconflict.config import Config
    from geoconflict.gazetteer import Gazetteer
    from geoconflict.model import Expression, Place, Resolution


def locate_places(
    resolutions: Sequence[Resolution],
    expressions: Sequence[Expression],
    gazetteer: Gazetteer,
    config: Config,
) -> tuple[Place, ...]:
    """Return the places of a document.

    Parameters
    ----------
    resolutions
        From `resolve_toponyms`, in text order.
    expressions
        From `recognise_expressions`; their anchors are among the resolutions' toponyms.
    gazetteer
        Where geometry comes from.
    config
        Not used yet; every stage has the same call.

    Returns
    -------
    places
        In text order, a larger span before the ones in it. An expression gives a place of its
        own, and its anchors take the role EXPRESSION. Unresolved toponyms give none.
    """
    del config
    surroundings = Surroundings(resolutions, gazetteer)
    placed: list[Place] = []
    anchors: set[tuple[int, int]] = set()
    for expression in expressions:
        place = place_expression(expression, surroundings, placed, gazetteer)
        if place is not None:
            placed.append(place)
            anchors |= {(a.start, a.end) for a in expression.anchors}
    for resolution in resolutions:
        if resolution.entry is None:
            continue
        place = place_entry(resolution, gazetteer)
        if place.role is ToponymRole.LITERAL and (place.start, place.end) in anchors:
            place = replace(place, role=ToponymRole.EXPRESSION)
        placed.append(place)
    if gazetteer.has_boundaries:
        placed = [add_pcodes(place, gazetteer) for place in placed]
    return tuple(sorted(placed, key=lambda place: (place.start, -place.end, place.id)))
