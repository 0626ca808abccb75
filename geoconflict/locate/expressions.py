"""A locative expression with its document's resolutions in, its `Place` out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geoconflict.locate.anaphors import place_anaphor
from geoconflict.locate.borders import place_border
from geoconflict.locate.parts import (
    place_countryside,
    place_near,
    place_offset,
    place_part,
)
from geoconflict.locate.roads import place_between, place_route, place_stretch
from geoconflict.model import Expression, Place, Relation, Resolution

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geoconflict.gazetteer import Gazetteer
    from geoconflict.locate.surroundings import Surroundings

    Builder = Callable[[Expression, Sequence[Resolution], Surroundings, Gazetteer], Place | None]


def place_expression(
    expression: Expression,
    surroundings: Surroundings,
    placed: Sequence[Place],
    gazetteer: Gazetteer,
) -> Place | None:
    """Return the place of an expression.

    Parameters
    ----------
    expression
        What to place.
    surroundings
        The document's resolutions.
    placed
        Places of the expressions before it, which an anaphor ("the border") may mean.
    gazetteer
        Where geometry comes from.

    Returns
    -------
    place
        None where an anchor is unresolved or the anchors do not carry the relation.
    """
    if expression.relation is Relation.ANAPHOR:
        return place_anaphor(expression, surroundings, placed, gazetteer)
    anchors = surroundings.find_anchors(expression)
    if anchors is None:
        return None
    builder = _BUILDERS.get(expression.relation)
    return builder(expression, anchors, surroundings, gazetteer) if builder else None


_BUILDERS: dict[Relation, Builder] = {
    Relation.PART: place_part,
    Relation.BORDER: place_border,
    Relation.ROUTE: place_route,
    Relation.STRETCH: place_stretch,
    Relation.NEAR: place_near,
    Relation.OFFSET: place_offset,
    Relation.COUNTRYSIDE: place_countryside,
    Relation.BETWEEN: place_between,
}
