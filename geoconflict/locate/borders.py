"""Land borders that an expression names ("the X-Y border", "the X border")."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geoconflict.locate.entries import place_entry
from geoconflict.locate.surroundings import Surroundings, entry_of, make_place
from geoconflict.model import (
    Expression,
    GeometryQuality,
    GeoPrecision,
    Place,
    Resolution,
    Toponym,
    ToponymRole,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geoconflict.gazetteer import Gazetteer


def place_border(
    expression: Expression,
    anchors: Sequence[Resolution],
    surroundings: Surroundings,
    gazetteer: Gazetteer,
) -> Place | None:
    """Place "the X-Y border" and "the X border" beside the country that the document is about."""
    countries = [entry_of(a).country_iso3.split(";")[0] for a in anchors]
    if len(countries) == 1:
        others = surroundings.rank_neighbours(countries[0])
        if not others:
            return _place_whole_border(expression, anchors[0], gazetteer)
        countries.append(others[0])
        why = f"{others[0]} is the neighbour that the text is about"
    else:
        why = "both countries are named"
    return make_border(expression, countries[0], countries[1], why, gazetteer, anchors[0].score)


def _place_whole_border(
    expression: Expression, anchor: Resolution, gazetteer: Gazetteer
) -> Place | None:
    """Place "the X border" where nothing says with whom: all land borders of X."""
    import shapely  # noqa: PLC0415

    country = entry_of(anchor)
    lines = []
    for neighbour in gazetteer.find_neighbours(country.country_iso3):
        entry = gazetteer.find_border(country.country_iso3, neighbour)
        line = gazetteer.get_geometry(entry.id) if entry is not None else None
        if line is not None:
            lines.append(line)
    if not lines:
        return None
    return make_place(
        expression, f"border:{country.country_iso3}", f"land borders of {country.name}",
        shapely.line_merge(shapely.union_all(lines)), precision=GeoPrecision.LINEAR,
        quality=GeometryQuality.DERIVED, anchor=anchor, feature_code="BDRY",
        reason=f"every land border of {country.name}: the text does not say with which neighbour",
    )  # fmt: skip


def make_border(
    expression: Expression, iso3_a: str, iso3_b: str, why: str, gazetteer: Gazetteer, score: float
) -> Place | None:
    """Return the place of the land border of two countries, None where they share none."""
    entry = gazetteer.find_border(iso3_a, iso3_b)
    if entry is None:
        return None
    border = place_entry(
        Resolution(
            toponym=_anchor_toponym(expression), entry=entry, score=score,
            reason=f"{entry.name}: {why}",
        ),
        gazetteer,
    )  # fmt: skip
    return replace(
        border, role=ToponymRole.LITERAL, relation=expression.relation, admin1="", admin2=""
    )


def _anchor_toponym(expression: Expression) -> Toponym:
    """Return the toponym that an expression's whole surface makes."""
    return Toponym(
        start=expression.start, end=expression.end, text=expression.text, name=expression.text,
        sentence=expression.sentence,
    )  # fmt: skip
