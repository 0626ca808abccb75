"""Documents, places and records made by hand, and strategies that make many of them."""

from __future__ import annotations

import datetime as dt
import math

from hypothesis import strategies as st
from shapely import LineString, MultiLineString, MultiPolygon, Point, Polygon, box

from geoconflict.config import Config
from geoconflict.layers import build_layers
from geoconflict.model import (
    Actor,
    ActorRole,
    AgentBasis,
    Attribution,
    Count,
    Credit,
    DateInterval,
    DatePrecision,
    Document,
    Factuality,
    GeometryQuality,
    GeoPrecision,
    Place,
    PlaceRole,
    PointRole,
    Record,
    RecordKind,
    RecordPlace,
    Span,
    ToponymRole,
    Unresolved,
    make_record_id,
)

#: Texts that some output could mistake for code.
HOSTILE = (
    "{{ 7*7 }}", "{% raise %}", "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>", "`${alert(1)}`", '=HYPERLINK("http://x")', "+1", "-1+2",
    "@SUM(A1)", "\tcmd", "\r=1", "'; DROP TABLE events; --", '"quoted", with comma',
    "line\nbreak", "\u202eright-to-left", "]]>", "&amp;", "\x1b[31m", "ndu\x00nul",
)  # fmt: skip

TEXT = "Five soldiers were killed in Aleb on Monday. Rebels hold Bedar province. " * 4


def make_document(identifier="d1", text=TEXT, **fields):
    given = {"published": dt.date(2020, 2, 10), "title": "A report", "licence": "CC BY 4.0"}
    return Document(id=identifier, text=text, **(given | fields))


def make_place(geometry=None, precision=GeoPrecision.SETTLEMENT, **fields):
    geometry = Point(36.7, 35.9) if geometry is None else geometry
    inside = geometry.representative_point() if not geometry.is_empty else Point(0, 0)
    given = {
        "id": "gn:1", "start": 30, "end": 34, "text": "Aleb", "name": "Aleb",
        "role": ToponymRole.LITERAL, "lon": inside.x, "lat": inside.y, "feature_class": "P",
        "feature_code": "PPL", "radius_km": 3.0, "point_role": PointRole.SITE,
        "geometry_quality": GeometryQuality.SURVEYED, "country_iso3": "SYR", "admin1": "Bedar",
        "score": 0.9, "reason": "the largest of 3 towns of that name",
    }  # fmt: skip
    return Place(geometry=geometry, geo_precision=precision, **(given | fields))


def make_area(geometry=None, **fields):
    given = {
        "id": "ne:SYR-1", "name": "Bedar", "text": "Bedar", "feature_class": "A",
        "feature_code": "ADM1", "radius_km": 60.0, "point_role": PointRole.INSIDE_AREA,
    }  # fmt: skip
    geometry = box(36, 35, 37, 36) if geometry is None else geometry
    return make_place(geometry, GeoPrecision.ADMIN1, **(given | fields))


def make_line(geometry=None, **fields):
    given = {
        "id": "border:SYR-TUR", "name": "Syria-Turkey border", "text": "the border",
        "feature_class": "L", "feature_code": "BDRY", "radius_km": 400.0,
        "geometry_quality": GeometryQuality.DERIVED,
    }  # fmt: skip
    geometry = LineString([(35, 36.5), (40, 36.5)]) if geometry is None else geometry
    return make_place(geometry, GeoPrecision.LINEAR, **(given | fields))


def at(place, role=PlaceRole.SITE, **fields):
    return RecordPlace(place=place, role=role, **fields)


def make_record(*places, document=None, kind=RecordKind.BATTLE, spans=((0, 42),), **fields):
    document = document or make_document()
    given = {"title": "Five killed", "is_event": True}
    trigger = fields.pop("trigger", Span(*spans[0]))
    return Record(
        id=make_record_id(document.id, trigger), document=document, kind=kind, trigger=trigger,
        spans=tuple(Span(*span) for span in spans), places=places, **(given | fields),
    )  # fmt: skip


def make_full_record(document=None):
    """Return a record that fills every column that a text can fill."""
    return make_record(
        at(make_place(admin2="Aleb district", adm1_pcode="SY07", adm2_pcode="SY0701")),
        document=document or make_document(source="Wire", url="https://example.org/1"),
        spans=((0, 42), (44, 72)),
        sub_kind="Armed clash",
        attribution=Attribution.PARTY,
        contested=True,
        date=DateInterval(
            start=dt.date(2020, 2, 10), end=dt.date(2020, 2, 10), precision=DatePrecision.DAY,
            text="Monday", reason="the day before",
        ),
        actors=(
            Actor(name="Syrian army", role=ActorRole.AGENT, basis=AgentBasis.ACCUSED,
                  accused_by="Turkey"),
            Actor(name="Militia; local", role=ActorRole.AGENT, basis=AgentBasis.STATED),
            Actor(name="Syrian army", role=ActorRole.AGENT, basis=AgentBasis.STATED),
            Actor(name="Turkish soldiers", role=ActorRole.TARGET),
            Actor(name="Side A", role=ActorRole.SIDE),
            Actor(name="A minister", role=ActorRole.SPEAKER),
            Actor(name="Turkey", role=ActorRole.SPEAKER),
        ),
        civilian_targeting=True,
        target_object="a post",
        fatalities=Count(low=0, best=5, high=5),
        injured=Count(low=3),
        persons=Count(best=12),
        quantity=2.5,
        quantity_unit="tonnes",
        sources=("Turkey",),
        disputed_by=("Syria",),
        reasons=("the text names another province",),
    )  # fmt: skip


def make_layers(records=(), places=None, **fields):
    records = list(records)
    if places is None:
        found = {}
        for record in records:
            found.setdefault(record.document.id, (record.document, []))[1].extend(
                each.place for each in record.places
            )
        places = list(found.values())
    given = {
        "config": Config(),
        "credits": (Credit(name="GeoNames", licence="CC BY 4.0", url="https://www.geonames.org"),),
        "run_id": "0123456789abcdef",
        "metadata": {"gazetteer_version": "abc"},
    }
    return build_layers(records, places, **(given | fields))


def make_rich_layers(text="Aleb", **fields):
    """Return layers none of which is empty; `text` stands in every free text."""
    document = make_document("d1", text=f"{text} {TEXT}", title=text, source=text, url=text,
                             licence=text)  # fmt: skip
    named = {"document": document, "title": text, "sources": (text,), "target_object": text,
             "actors": (Actor(name=text, role=ActorRole.AGENT, basis=AgentBasis.STATED),),
             "reasons": (text,)}  # fmt: skip
    town = make_place(name=text, text=text, reason=text, admin1=text)
    area, border = make_area(name=text, text=text), make_line(name=text)
    return make_layers(
        [
            make_record(at(town), spans=((0, 9),), **named),
            make_record(at(area, PlaceRole.AREA), spans=((1, 9),), kind=RecordKind.CONTROL,
                        **(named | {"is_event": False})),
            make_record(at(area, PlaceRole.ORIGIN), at(border, PlaceRole.DESTINATION),
                        spans=((2, 9),), kind=RecordKind.DISPLACEMENT, **named),
            make_record(spans=((3, 9),), kind=RecordKind.CALL,
                        factuality=Factuality.CALLED_FOR, **named),
        ],
        title=text,
        notes=(text,),
        unresolved=(Unresolved(text=text, mentions=2, reason=text, documents=("d1",)),),
        **fields,
    )  # fmt: skip


# --------------------------------------------------------------------------- strategies

longitudes = st.floats(-180, 180, allow_nan=False).map(lambda x: x + 0.0)
latitudes = st.floats(-90, 90, allow_nan=False).map(lambda x: x + 0.0)
texts = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=30))
days = st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31))
counts = st.one_of(st.none(), st.integers(0, 2**40))
positions = st.tuples(longitudes, latitudes)


def _make_star(lon, lat, radii):
    lon, lat = min(max(lon, -170), 170), min(max(lat, -80), 80)
    steps = [2 * math.pi * i / len(radii) for i in range(len(radii))]
    return Polygon(
        [(lon + r * math.cos(a), lat + r * math.sin(a)) for r, a in zip(radii, steps, strict=True)]
    )


stars = st.builds(
    _make_star,
    longitudes,
    latitudes,
    st.lists(st.floats(1e-4, 5), min_size=3, max_size=12),
)
points = st.builds(Point, positions)
polylines = st.lists(positions, min_size=2, max_size=6, unique=True).map(LineString)
areas = st.one_of(
    stars,
    st.just(MultiPolygon([box(0, 0, 1, 1), box(3, 3, 4, 4)])),
    st.just(Polygon([(0, 0), (9, 0), (9, 9), (0, 9)], [[(1, 1), (2, 1), (2, 2), (1, 2)]])),
)
routes = st.one_of(polylines, st.lists(polylines, min_size=1, max_size=3).map(MultiLineString))

places = st.one_of(
    st.builds(
        make_place,
        points,
        st.sampled_from(GeoPrecision),
        id=st.sampled_from(["gn:1", "gn:2", "gn:3"]),
        name=texts,
        radius_km=st.floats(0, 3000),
        start=st.integers(0, 20),
        end=st.integers(21, 40),
        score=st.floats(0, 1),
    ),
    st.builds(make_area, areas, name=texts),
    st.builds(make_line, routes, name=texts),
)


@st.composite
def records(draw, document):
    start = draw(st.integers(0, len(document.text) - 2))
    end = draw(st.integers(start + 1, len(document.text)))
    low, high = draw(st.one_of(st.none(), days)), draw(st.one_of(st.none(), days))
    return make_record(
        *draw(st.lists(st.builds(RecordPlace, place=places, role=st.sampled_from(PlaceRole)),
                       max_size=3)),
        document=document,
        spans=((start, end),),
        kind=draw(st.sampled_from(RecordKind)),
        title=draw(texts),
        is_event=draw(st.booleans()),
        factuality=draw(st.sampled_from(Factuality)),
        attribution=draw(st.sampled_from(Attribution)),
        contested=draw(st.booleans()),
        date=DateInterval(
            start=low, end=high, precision=draw(st.one_of(st.none(), st.sampled_from(DatePrecision)))
        ),
        actors=tuple(
            draw(st.lists(st.builds(Actor, name=texts, role=st.sampled_from(ActorRole)),
                          max_size=3))
        ),
        fatalities=draw(st.one_of(st.none(), st.builds(Count, low=counts, best=counts,
                                                       high=counts))),
        quantity=draw(st.one_of(st.none(), st.floats(0, 1e9))),
        sources=tuple(draw(st.lists(texts, max_size=2))),
    )  # fmt: skip


@st.composite
def layer_sets(draw):
    document = make_document(text=draw(st.text(min_size=5, max_size=60)), title=draw(texts))
    return make_layers(draw(st.lists(records(document), max_size=5)), title=draw(texts))
