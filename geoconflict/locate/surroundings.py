"""What the builders of expressions share: the document around them, and how a place is made."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from geoconflict.geodesy import find_radius_km
from geoconflict.locate.geometry import find_point
from geoconflict.model import (
    Entry,
    Expression,
    GeometryQuality,
    GeoPrecision,
    Place,
    PointRole,
    Resolution,
    ToponymRole,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shapely.geometry.base import BaseGeometry

    from geoconflict.gazetteer import Gazetteer


class Surroundings:
    """What a document says around an expression: its resolutions and the countries it is about."""

    def __init__(self, resolutions: Sequence[Resolution], gazetteer: Gazetteer) -> None:
        self.resolutions = tuple(resolutions)
        self._by_span = {(r.toponym.start, r.toponym.end): r for r in resolutions}
        self._gazetteer = gazetteer
        self.countries: Counter[str] = Counter()
        for resolution in resolutions:
            if resolution.entry is not None:
                literal = resolution.toponym.role is not ToponymRole.DEMONYM
                for iso3 in resolution.entry.country_iso3.split(";"):
                    if iso3:
                        self.countries[iso3] += 2 if literal else 1

    def find_anchors(self, expression: Expression) -> list[Resolution] | None:
        """Return the resolutions of an expression's anchors, None where one is unresolved."""
        found = [self._by_span.get((a.start, a.end)) for a in expression.anchors]
        if any(r is None or r.entry is None for r in found):
            return None
        return [r for r in found if r is not None]

    def rank_neighbours(self, iso3: str) -> list[str]:
        """Return the neighbours of a country that the document names, most named first."""
        neighbours = set(self._gazetteer.find_neighbours(iso3))
        named = [c for c in self.countries if c in neighbours]
        return sorted(named, key=lambda c: (-self.countries[c], c))

    def iter_before(self, offset: int) -> Iterator[Resolution]:
        """Yield the resolved literal toponyms before an offset, nearest first."""
        for resolution in reversed(self.resolutions):
            if (
                resolution.toponym.start < offset
                and resolution.entry is not None
                and resolution.toponym.role is ToponymRole.LITERAL
            ):
                yield resolution


def make_place(  # noqa: PLR0913
    expression: Expression,
    place_id: str,
    name: str,
    geometry: BaseGeometry,
    *,
    precision: GeoPrecision,
    quality: GeometryQuality,
    reason: str,
    anchor: Resolution,
    feature_class: str = "L",
    feature_code: str = "RGN",
    at: tuple[float, float] | None = None,
) -> Place:
    """Return an expression's place, with what follows from its geometry filled in.

    `at` is the representative point; None takes the anchor's where it lies in the geometry.
    """
    entry = anchor.entry
    assert entry is not None  # noqa: S101 - find_anchors returned only resolved ones
    lon, lat = at or find_point(geometry, entry.lon, entry.lat)
    return Place(
        id=place_id,
        start=expression.start,
        end=expression.end,
        text=expression.text,
        name=name,
        role=ToponymRole.LITERAL,
        geometry=geometry,
        lon=lon,
        lat=lat,
        feature_class=feature_class,
        feature_code=feature_code,
        geo_precision=precision,
        radius_km=find_radius_km(geometry, lon, lat),
        point_role=PointRole.INSIDE_AREA,
        geometry_quality=quality,
        country_iso3=entry.country_iso3,
        admin1=entry.name if entry.feature_code == "ADM1" else entry.admin1,
        admin2=entry.admin2,
        score=anchor.score,
        reason=reason,
        relation=expression.relation,
        sentence=expression.sentence,
        source=entry.source,
        alternatives=anchor.alternatives,
    )


def entry_of(resolution: Resolution) -> Entry:
    """Return the entry of a resolution that has one."""
    assert resolution.entry is not None  # noqa: S101 - find_anchors returned only resolved ones
    return resolution.entry
