"""Phrases that refer back: "the border", "the area", "the country"."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geoconflict.locate.borders import make_border
from geoconflict.locate.entries import find_precision, place_entry
from geoconflict.locate.surroundings import Surroundings, entry_of
from geoconflict.model import Expression, GeoPrecision, Place, Relation, ToponymRole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geoconflict.gazetteer import Gazetteer

_TYPE_AREA = frozenset({"area", "region", "enclave"})
_TYPE_CODES = {
    "province": ("ADM1",), "governorate": ("ADM1",), "district": ("ADM2",),
    "city": ("PPL",), "town": ("PPL",), "village": ("PPL",), "country": ("PCL", "TERR"),
}  # fmt: skip


def place_anaphor(
    expression: Expression,
    surroundings: Surroundings,
    placed: Sequence[Place],
    gazetteer: Gazetteer,
) -> Place | None:
    """Place "the border", "the area", "the country": what was last named and is of that type."""
    word = expression.type_word
    if word in ("border", "frontier"):
        for place in reversed(placed):
            if place.start < expression.start and place.id.startswith("border:"):
                return _refer(expression, place, f"'{expression.text}' is {place.name}")
        pair = _likely_border(surroundings, gazetteer)
        return pair and make_border(
            expression, *pair, "the two countries that the text is most about", gazetteer, 0.5
        )
    codes = _TYPE_CODES.get(word)
    for resolution in surroundings.iter_before(expression.start):
        entry = entry_of(resolution)
        precision = find_precision(entry)
        if codes is not None:
            fits = entry.feature_code.startswith(codes)
        else:
            # "the area" is an area, and not a whole country while a smaller one was named.
            fits = word in _TYPE_AREA and precision in (
                GeoPrecision.ADMIN1, GeoPrecision.ADMIN2, GeoPrecision.ADMIN3, GeoPrecision.REGION,
            )  # fmt: skip
        if fits:
            return _refer(
                expression,
                place_entry(resolution, gazetteer),
                f"'{expression.text}' refers back to {entry.name}",
            )
    return None


def _refer(expression: Expression, place: Place, reason: str) -> Place:
    """Return a place as an anaphor names it, a little less sure than the original."""
    return replace(
        place,
        start=expression.start,
        end=expression.end,
        text=expression.text,
        role=ToponymRole.LITERAL,
        relation=Relation.ANAPHOR,
        sentence=expression.sentence,
        score=round(0.8 * place.score, 4),
        reason=reason,
    )


def _likely_border(surroundings: Surroundings, gazetteer: Gazetteer) -> tuple[str, str] | None:
    """Return the pair of neighbours that a document is most about, None without one."""
    ranked = sorted(surroundings.countries, key=lambda c: (-surroundings.countries[c], c))
    for i, first in enumerate(ranked):
        for second in ranked[i + 1 :]:
            if gazetteer.find_border(first, second) is not None:
                return first, second
    return None
