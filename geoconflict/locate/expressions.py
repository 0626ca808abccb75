"""A locative expression with its document's resolutions in, its `Place` out."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from geoconflict.geodesy import (
    build_circle,
    build_sector,
    distance_km,
    find_radius_km,
    move_point,
)
from geoconflict.locate.entries import find_precision, place_entry
from geoconflict.locate.geometry import (
    BEARING_DEG,
    build_line,
    clip_part,
    cut_line,
    find_point,
)
from geoconflict.model import (
    Entry,
    Expression,
    GeometryQuality,
    GeoPrecision,
    Place,
    PointRole,
    Relation,
    Resolution,
    Toponym,
    ToponymRole,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from shapely.geometry.base import BaseGeometry

    from geoconflict.gazetteer import Gazetteer

    Builder = Callable[[Expression, Sequence[Resolution], "Surroundings", Gazetteer], Place | None]

# "15 km" is rarely measured: the true distance lies within this share of the stated one.
_OFFSET_SLACK = 0.25
# Half the angle that "south of" covers: eight compass points, 45 degrees each.
_OFFSET_HALF_WIDTH_DEG = 22.5
_MAX_OFFSET_KM = 1000.0
# "near X" reaches this many radii of X beyond its centre, within bounds.
_NEAR_RADII = 3.0
_NEAR_BOUNDS_KM = (5.0, 30.0)
# A town's countryside, where its district is not known.
_COUNTRYSIDE_KM = 20.0
# A waypoint this near to a town is that town.
_WAYPOINT_KM = 12.0
_TYPE_AREA = frozenset({"area", "region", "enclave"})
_TYPE_CODES = {
    "province": ("ADM1",), "governorate": ("ADM1",), "district": ("ADM2",),
    "city": ("PPL",), "town": ("PPL",), "village": ("PPL",), "country": ("PCL", "TERR"),
}  # fmt: skip


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
        return _place_anaphor(expression, surroundings, placed, gazetteer)
    anchors = surroundings.find_anchors(expression)
    if anchors is None:
        return None
    builder = _BUILDERS.get(expression.relation)
    return builder(expression, anchors, surroundings, gazetteer) if builder else None


def _make(  # noqa: PLR0913
    expression: Expression,
    place_id: str,
    name: str,
    geometry: BaseGeometry,
    *,
    precision: GeoPrecision,
    quality: GeometryQuality,
    reason: str,
    anchor: Resolution,
    radius_km: float | None = None,
    country_iso3: str | None = None,
    feature_class: str = "L",
    feature_code: str = "RGN",
    at: tuple[float, float] | None = None,
) -> Place:
    """Return an expression's place, with what follows from its geometry filled in."""
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
        radius_km=find_radius_km(geometry, lon, lat) if radius_km is None else radius_km,
        point_role=PointRole.INSIDE_AREA,
        geometry_quality=quality,
        country_iso3=entry.country_iso3 if country_iso3 is None else country_iso3,
        admin1=entry.name if entry.feature_code == "ADM1" else entry.admin1,
        admin2=entry.admin2,
        score=anchor.score,
        reason=reason,
        relation=expression.relation,
        sentence=expression.sentence,
        source=entry.source,
        alternatives=anchor.alternatives,
    )


def _entry_of(resolution: Resolution) -> Entry:
    """Return the entry of a resolution that has one."""
    assert resolution.entry is not None  # noqa: S101 - find_anchors returned only resolved ones
    return resolution.entry


def _place_part(
    expression: Expression,
    anchors: Sequence[Resolution],
    surroundings: Surroundings,
    gazetteer: Gazetteer,
) -> Place | None:
    """Place "northwestern X"."""
    del surroundings
    anchor = anchors[0]
    entry = _entry_of(anchor)
    area = gazetteer.get_geometry(entry.id) if entry.has_geometry else None
    direction = expression.direction
    if area is not None and area.geom_type in ("Polygon", "MultiPolygon"):
        part = clip_part(area, direction)
        quality, how = GeometryQuality.DERIVED, f"the {direction} of {entry.name}'s area"
    elif entry.feature_class in ("P", "S"):
        # A direction word before a town means its side or its surroundings on that side.
        reach = max(3.0, 1.5 * entry.radius_km)
        part = (
            build_sector(
                entry.lon,
                entry.lat,
                BEARING_DEG[direction],
                near_km=0.0,
                far_km=reach,
                half_width_deg=60.0,
            )
            if direction in BEARING_DEG
            else build_circle(entry.lon, entry.lat, reach / 2)
        )
        quality, how = GeometryQuality.DERIVED, f"within {reach:.0f} km {direction} of {entry.name}"
        return _make(
            expression, f"part:{direction}:{entry.id}", f"{direction} of {entry.name}", part,
            precision=GeoPrecision.NEAR, quality=quality, reason=how, anchor=anchor,
        )  # fmt: skip
    else:
        return None
    precision = GeoPrecision.REGION
    if find_precision(entry) in (GeoPrecision.ADMIN1, GeoPrecision.ADMIN2):
        precision = find_precision(entry)
    middle = part.centroid
    return _make(
        expression, f"part:{direction}:{entry.id}", f"{direction} of {entry.name}", part,
        precision=precision, quality=quality, reason=how, anchor=anchor,
        at=find_point(part, middle.x, middle.y),
    )  # fmt: skip


def _place_border(
    expression: Expression,
    anchors: Sequence[Resolution],
    surroundings: Surroundings,
    gazetteer: Gazetteer,
) -> Place | None:
    """Place "the X-Y border" and "the X border" beside the country that the document is about."""
    countries = [_entry_of(a).country_iso3.split(";")[0] for a in anchors]
    if len(countries) == 1:
        others = surroundings.rank_neighbours(countries[0])
        if not others:
            return _place_whole_border(expression, anchors[0], gazetteer)
        countries.append(others[0])
        why = f"{others[0]} is the neighbour that the text is about"
    else:
        why = "both countries are named"
    return _make_border(expression, countries[0], countries[1], why, gazetteer, anchors[0].score)


def _place_whole_border(
    expression: Expression, anchor: Resolution, gazetteer: Gazetteer
) -> Place | None:
    """Place "the X border" where nothing says with whom: all land borders of X."""
    import shapely  # noqa: PLC0415

    country = _entry_of(anchor)
    lines = []
    for neighbour in gazetteer.find_neighbours(country.country_iso3):
        entry = gazetteer.find_border(country.country_iso3, neighbour)
        line = gazetteer.get_geometry(entry.id) if entry is not None else None
        if line is not None:
            lines.append(line)
    if not lines:
        return None
    return _make(
        expression, f"border:{country.country_iso3}", f"land borders of {country.name}",
        shapely.line_merge(shapely.union_all(lines)), precision=GeoPrecision.LINEAR,
        quality=GeometryQuality.DERIVED, anchor=anchor, feature_code="BDRY",
        reason=f"every land border of {country.name}: the text does not say with which neighbour",
    )  # fmt: skip


def _make_border(
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


def _place_route(
    expression: Expression,
    anchors: Sequence[Resolution],
    surroundings: Surroundings,
    gazetteer: Gazetteer,
) -> Place | None:
    """Place "the highway linking A and B": the known route through both, else a straight line."""
    del surroundings
    a, b = anchors[-2], anchors[-1]
    ends = (_entry_of(a), _entry_of(b))
    countries = {c for end in ends for c in end.country_iso3.split(";")}
    wanted_rail = expression.type_word.startswith("rail")
    best: tuple[float, str] | None = None
    for route in gazetteer.find_routes(countries=tuple(sorted(countries))):
        if route.feature_code.startswith("RR") != wanted_rail:
            continue
        waypoints = gazetteer.get_waypoints(route.id)
        away = [
            min((distance_km(w.lon, w.lat, e.lon, e.lat) for w in waypoints), default=1e9)
            for e in ends
        ]
        limit = [max(_WAYPOINT_KM, end.radius_km) for end in ends]
        if all(d <= m for d, m in zip(away, limit, strict=True)):
            best = min(best or (sum(away), route.id), (sum(away), route.id))
    if best is None:
        line = build_line([(end.lon, end.lat) for end in ends])
        return _make(
            expression, f"route:{ends[0].id}:{ends[1].id}", f"{ends[0].name}-{ends[1].name} road",
            line, precision=GeoPrecision.LINEAR, quality=GeometryQuality.DERIVED, anchor=a,
            reason=f"straight line: no road between {ends[0].name} and {ends[1].name} is known",
            feature_class="R", feature_code="RD",
        )  # fmt: skip
    return _make_stretch(expression, best[1], ends, a, gazetteer)


def _place_stretch(
    expression: Expression,
    anchors: Sequence[Resolution],
    surroundings: Surroundings,
    gazetteer: Gazetteer,
) -> Place | None:
    """Place "the M5 between A and B"."""
    route, a, b = anchors
    if _entry_of(route).feature_class != "R":
        return _place_route(expression, (a, b), surroundings, gazetteer)
    return _make_stretch(
        expression, _entry_of(route).id, (_entry_of(a), _entry_of(b)), route, gazetteer
    )


def _make_stretch(
    expression: Expression,
    route_id: str,
    ends: tuple[Entry, Entry],
    anchor: Resolution,
    gazetteer: Gazetteer,
) -> Place | None:
    """Return the place of a route's stretch between two places."""
    import shapely  # noqa: PLC0415

    route = gazetteer.get_entry(route_id)
    line = gazetteer.get_geometry(route_id)
    if line is None:
        return None
    longest = max(shapely.get_parts(line), key=lambda part: (part.length, part.bounds))
    stretch = cut_line(longest, (ends[0].lon, ends[0].lat), (ends[1].lon, ends[1].lat))
    return _make(
        expression, f"route:{route_id}:{ends[0].id}:{ends[1].id}",
        f"{route.name} between {ends[0].name} and {ends[1].name}", stretch,
        precision=GeoPrecision.LINEAR, quality=GeometryQuality(route.quality), anchor=anchor,
        reason=f"{route.name} runs through both {ends[0].name} and {ends[1].name}",
        feature_class=route.feature_class, feature_code=route.feature_code,
    )  # fmt: skip


def _place_near(
    expression: Expression,
    anchors: Sequence[Resolution],
    surroundings: Surroundings,
    gazetteer: Gazetteer,
) -> Place | None:
    """Place "near X"."""
    del surroundings, gazetteer
    entry = _entry_of(anchors[0])
    if find_precision(entry) not in (GeoPrecision.SETTLEMENT, GeoPrecision.FACILITY):
        return None
    low, high = _NEAR_BOUNDS_KM
    reach = round(min(high, max(low, _NEAR_RADII * entry.radius_km)), 1)
    return _make(
        expression, f"near:{entry.id}", f"near {entry.name}",
        build_circle(entry.lon, entry.lat, reach), precision=GeoPrecision.NEAR,
        quality=GeometryQuality.DERIVED, anchor=anchors[0], radius_km=reach,
        reason=f"within {reach:g} km of {entry.name}'s centre",
    )  # fmt: skip


def _place_offset(
    expression: Expression,
    anchors: Sequence[Resolution],
    surroundings: Surroundings,
    gazetteer: Gazetteer,
) -> Place | None:
    """Place "15 km south of X"."""
    del surroundings, gazetteer
    entry = _entry_of(anchors[0])
    km = expression.distance_km or 0.0
    if km > _MAX_OFFSET_KM:
        return None
    slack = max(_OFFSET_SLACK * km, 1.0, min(entry.radius_km, 5.0))
    near_km, far_km = max(0.0, km - slack), km + slack
    if not expression.direction:
        circle = build_circle(entry.lon, entry.lat, far_km)
        return _make(
            expression, f"offset:{km:g}km:{entry.id}", f"{km:g} km from {entry.name}", circle,
            precision=GeoPrecision.NEAR, quality=GeometryQuality.DERIVED, anchor=anchors[0],
            radius_km=far_km, reason=f"up to {far_km:.0f} km from {entry.name}'s centre",
        )  # fmt: skip
    bearing = BEARING_DEG.get(expression.direction)
    if bearing is None:
        return None
    sector = build_sector(
        entry.lon, entry.lat, bearing,
        near_km=near_km, far_km=far_km, half_width_deg=_OFFSET_HALF_WIDTH_DEG,
    )  # fmt: skip
    at = move_point(entry.lon, entry.lat, bearing, km)
    return _make(
        expression, f"offset:{km:g}km:{expression.direction}:{entry.id}",
        f"{km:g} km {expression.direction} of {entry.name}", sector,
        precision=GeoPrecision.NEAR, quality=GeometryQuality.DERIVED, anchor=anchors[0], at=at,
        reason=f"{near_km:.0f}-{far_km:.0f} km from {entry.name}'s centre, bearing "
        f"{(bearing - _OFFSET_HALF_WIDTH_DEG) % 360:.0f}-"
        f"{(bearing + _OFFSET_HALF_WIDTH_DEG) % 360:.0f} degrees",
    )  # fmt: skip


def _place_countryside(
    expression: Expression,
    anchors: Sequence[Resolution],
    surroundings: Surroundings,
    gazetteer: Gazetteer,
) -> Place | None:
    """Place "X countryside": the province without its seat, or the land around a town."""
    del surroundings
    anchor = anchors[0]
    entry = _entry_of(anchor)
    if entry.feature_code.startswith("PPL") and expression.direction in BEARING_DEG:
        units = [e for e in gazetteer.find_by_name(entry.name, countries=(entry.country_iso3,))
                 if e.feature_code == "ADM1" and e.has_geometry]  # fmt: skip
        if units:
            entry = units[0]
    area = gazetteer.get_geometry(entry.id) if entry.has_geometry else None
    if area is not None and area.geom_type in ("Polygon", "MultiPolygon"):
        if expression.direction:
            area = clip_part(area, expression.direction)
        return _make(
            expression, f"countryside:{expression.direction}:{entry.id}",
            f"{expression.direction} {entry.name} countryside".strip(), area,
            precision=find_precision(entry), quality=GeometryQuality.DERIVED, anchor=anchor,
            reason=f"the {expression.direction + ' ' if expression.direction else ''}countryside "
            f"of {entry.name}'s area",
        )  # fmt: skip
    circle = build_circle(entry.lon, entry.lat, _COUNTRYSIDE_KM)
    return _make(
        expression, f"countryside:{expression.direction}:{entry.id}",
        f"{entry.name} countryside", circle, precision=GeoPrecision.NEAR, anchor=anchor,
        quality=GeometryQuality.DERIVED, radius_km=_COUNTRYSIDE_KM,
        reason=f"within {_COUNTRYSIDE_KM:g} km of {entry.name}'s centre",
    )  # fmt: skip


def _place_between(
    expression: Expression,
    anchors: Sequence[Resolution],
    surroundings: Surroundings,
    gazetteer: Gazetteer,
) -> Place | None:
    """Place "between A and B": the line between two towns; nothing for countries and the like."""
    del surroundings, gazetteer
    ends = (_entry_of(anchors[0]), _entry_of(anchors[1]))
    if any(
        find_precision(end) not in (GeoPrecision.SETTLEMENT, GeoPrecision.FACILITY) for end in ends
    ):
        return None
    line = build_line([(end.lon, end.lat) for end in ends])
    return _make(
        expression, f"between:{ends[0].id}:{ends[1].id}",
        f"between {ends[0].name} and {ends[1].name}", line, precision=GeoPrecision.LINEAR,
        quality=GeometryQuality.DERIVED, anchor=anchors[0], feature_class="R", feature_code="TRL",
        reason=f"on the line between {ends[0].name} and {ends[1].name}",
    )  # fmt: skip


_BUILDERS: dict[Relation, Builder] = {
    Relation.PART: _place_part,
    Relation.BORDER: _place_border,
    Relation.ROUTE: _place_route,
    Relation.STRETCH: _place_stretch,
    Relation.NEAR: _place_near,
    Relation.OFFSET: _place_offset,
    Relation.COUNTRYSIDE: _place_countryside,
    Relation.BETWEEN: _place_between,
}


def _place_anaphor(
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
        return pair and _make_border(
            expression, *pair, "the two countries that the text is most about", gazetteer, 0.5
        )
    codes = _TYPE_CODES.get(word)
    for resolution in surroundings.iter_before(expression.start):
        entry = _entry_of(resolution)
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
