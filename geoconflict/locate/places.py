"""Resolutions and expressions of a document in, its `Place`s in text order out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geoconflict.geodesy import build_circle
from geoconflict.locate.entries import add_pcodes, place_entry
from geoconflict.locate.expressions import place_expression
from geoconflict.locate.roads import cut_named_route
from geoconflict.locate.surroundings import Surroundings
from geoconflict.model import GeometryQuality, GeoPrecision, PointRole, Relation, ToponymRole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geoconflict.config import Config
    from geoconflict.gazetteer import Gazetteer
    from geoconflict.model import Expression, Place, Resolution

# How far from a name the thing may lie whose phrase was not understood.
_BLUR_KM = 20.0


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
    unread: dict[tuple[int, int], Expression] = {}
    for expression in expressions:
        place = place_expression(expression, surroundings, placed, gazetteer)
        if place is not None:
            placed.append(place)
            anchors |= {(a.start, a.end) for a in expression.anchors}
        else:
            unread |= {(a.start, a.end): expression for a in expression.anchors}
    for resolution in resolutions:
        if resolution.entry is None:
            continue
        place = place_entry(resolution, gazetteer)
        if place.role is ToponymRole.LITERAL and (place.start, place.end) in anchors:
            place = replace(place, role=ToponymRole.EXPRESSION)
        elif place.role is ToponymRole.LITERAL and (place.start, place.end) in unread:
            place = _blur(place, unread[place.start, place.end])
        elif place.role is ToponymRole.LITERAL:
            place = cut_named_route(place, resolution, gazetteer)
        placed.append(place)
    if gazetteer.has_boundaries:
        placed = [add_pcodes(place, gazetteer) for place in placed]
    return tuple(sorted(placed, key=lambda place: (place.start, -place.end, place.id)))


def _blur(place: Place, expression: Expression) -> Place:
    """Return the place of a name in a phrase that could not be placed: never an exact one."""
    reason = f"{place.reason}; {expression.text!r} was not understood"
    if place.geo_precision not in (GeoPrecision.SETTLEMENT, GeoPrecision.FACILITY):
        # A war between two countries is in neither's middle, but names both as they are.
        if expression.relation is Relation.BETWEEN:
            return place
        return replace(place, reason=reason)
    radius_km = round(max(_BLUR_KM, 3.0 * place.radius_km), 3)
    return replace(
        place,
        geometry=build_circle(place.lon, place.lat, radius_km),
        geo_precision=GeoPrecision.NEAR,
        geometry_quality=GeometryQuality.DERIVED,
        point_role=PointRole.INSIDE_AREA,
        radius_km=radius_km,
        reason=reason,
    )
