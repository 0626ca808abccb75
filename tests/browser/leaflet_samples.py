"""Hand-made layers that hold every kind of thing a page draws, and every text that could harm it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Point, box

from geoconflict.model import (
    DATE_COLUMNS,
    INTEGER_COLUMNS,
    LAYER_GEOMETRY,
    PLACE_COLUMNS,
    REAL_COLUMNS,
    RECORD_COLUMNS,
    TERRITORY_COLUMNS,
    BasemapFeature,
    Credit,
    LayerSet,
    Unresolved,
)

#: Strings that run, or break the page, wherever text is taken for markup, script or template.
HOSTILE = (
    "{{ 7*7 }}",
    "{% for x in [1] %}{{ x }}{% endfor %}",
    "{# gone #}",
    "</script><script>window.__xss = 1</script>",
    "<img src=x onerror=window.__xss=2>",
    "<!--<script>window.__xss = 3",
    "`${window.__xss = 4}`",
    "';window.__xss=5;//",
    "</title></style><svg onload=window.__xss=6>",
    "&lt;b&gt; &amp; \u2028\u2029",
    "\u202egnp.exe\u202c \u2066x",
    "javascript:window.__xss=7",
)

_LON, _LAT = 36.63, 35.93  # a town; all positions below are near it
_PROVINCE = shapely.buffer(Point(36.6, 35.8), 0.35, quad_segs=6)
_NEXT_PROVINCE = shapely.buffer(Point(37.4, 36.1), 0.4, quad_segs=6)


def make_record(number: int, **given: Any) -> dict[str, Any]:
    """Return one row of a record layer."""
    row: dict[str, Any] = dict.fromkeys(RECORD_COLUMNS)
    row |= {
        "id": f"{number:016x}", "is_event": 1, "kind": "battle", "status": "reported",
        "factuality": "asserted", "attribution": "own_voice", "contested": 0,
        "verification": "unverified", "title": f"Record {number}",
        "date_start": dt.date(2020, 2, 3), "date_end": dt.date(2020, 2, 3), "date_precision": "day",
        "civilian_targeting": 0, "place": "Northtown", "place_id": "gn:1", "place_role": "site",
        "lon": _LON, "lat": _LAT, "country_iso3": "SYR", "admin1": "First Province",
        "geo_precision": "settlement", "radius_km": 3.0, "point_role": "site",
        "geometry_quality": "surveyed", "score": 0.9, "reason": "the only town of this name in the region",
        "quote": f"Quote of record {number}.", "span_start": 0, "span_end": 10, "spans": "0-10",
        "document_id": "doc-1", "document_title": "A report", "document_source": "An agency",
        "document_url": "https://example.org/report", "published": dt.date(2020, 2, 10),
    }  # fmt: skip
    return row | given


def make_frame(name: str, rows: list[dict[str, Any]], geometries: list[Any]) -> gpd.GeoDataFrame:
    """Return a layer's frame with its fixed columns and types."""
    columns: tuple[str, ...] = PLACE_COLUMNS if name == "places" else RECORD_COLUMNS
    if name == "territory":
        columns += TERRITORY_COLUMNS
    frame = gpd.GeoDataFrame(
        {column: pd.Series([row.get(column) for row in rows], dtype=_type_of(column)) for column in columns},
        geometry=gpd.GeoSeries(geometries, crs="EPSG:4326"), crs="EPSG:4326",
    )  # fmt: skip
    return (
        frame.astype({"mentions": "Int64", "radius_km": "float64"}) if name == "places" else frame
    )


def _type_of(column: str) -> str:
    if column in INTEGER_COLUMNS:
        return "Int64"
    return "float64" if column in REAL_COLUMNS else "object"


def make_table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(make_frame("events", rows, [None] * len(rows)).drop(columns="geometry"))


def make_layers(
    rows: dict[str, list[tuple[dict[str, Any], Any]]] | None = None,
    *,
    unmapped: list[dict[str, Any]] | None = None,
    **given: Any,
) -> LayerSet:
    """Return layers made of (row, geometry) pairs by layer name."""
    rows = rows or {}
    unmapped = unmapped or []
    frames = {
        name: make_frame(
            name, [row for row, _ in rows.get(name, [])], [shape for _, shape in rows.get(name, [])]
        )
        for name in LAYER_GEOMETRY
    }
    records: dict[str, dict[str, Any]] = {}
    for name in ("events", "event_areas", "routes", "flows", "territory"):
        for row, _ in rows.get(name, []):
            records.setdefault(row["id"], row)
    everything = [*records.values(), *unmapped]
    return LayerSet(
        frames=frames, records=make_table(everything), unmapped=make_table(unmapped), **given
    )


def make_basemap() -> tuple[BasemapFeature, ...]:
    """Return two made-up countries with provinces, a river, a disputed line and towns."""
    west, east = box(35.0, 34.0, 37.2, 37.2), box(37.2, 34.0, 39.5, 37.2)
    features = [
        BasemapFeature(kind="country", name="Westland", geometry=west),
        BasemapFeature(kind="country", name="Eastland", geometry=east),
        BasemapFeature(kind="border", name="", geometry=LineString([(37.2, 34.0), (37.2, 36.0)])),
        BasemapFeature(
            kind="disputed_border", name="", geometry=LineString([(37.2, 36.0), (37.2, 37.2)])
        ),
        BasemapFeature(kind="admin1", name="", geometry=LineString([(35.0, 35.4), (37.2, 35.2)])),
        BasemapFeature(
            kind="river",
            name="Long River",
            geometry=LineString([(35.4, 37.2), (36.1, 36.0), (36.3, 34.0)]),
            rank=1,
        ),
    ]
    for index, (name, lon, lat) in enumerate(
        [
            ("Northtown", _LON, _LAT),
            ("Southtown", 36.75, 35.13),
            ("Harbour", 35.78, 35.52),
            ("Eastgate", 37.9, 36.5),
        ]
    ):
        features.append(
            BasemapFeature(kind="label", name=name, geometry=Point(lon, lat), rank=index)
        )
    return tuple(features)


def read_real_basemap() -> tuple[BasemapFeature, ...] | None:
    """Return the basemap of the gazetteer that ships for the sample's region; None without one."""
    from geoconflict.errors import GazetteerError
    from geoconflict.gazetteer import Gazetteer

    try:
        with Gazetteer() as gazetteer:
            return gazetteer.read_basemap((35.8, 33.9, 37.8, 37.0))
    except GazetteerError:
        return None


def make_sample(basemap: tuple[BasemapFeature, ...] | None = None) -> LayerSet:
    """Return layers that hold every kind of thing the page draws."""
    here = Point(_LON, _LAT)
    south = Point(36.75, 35.13)
    middle = Point(36.6, 35.8)
    far = {"place": "First Province", "place_id": "gn:9", "geo_precision": "admin1", "radius_km": 60.0,
           "point_role": "inside_area", "lon": 36.6, "lat": 35.8}  # fmt: skip
    events = [
        (make_record(1, fatalities_low=5, fatalities_best=5, fatalities_high=5, agents="Government forces", targets="Soldiers", title="Five soldiers killed in Northtown"), here),
        (make_record(2, kind="explosion_remote_violence", status="claimed", attribution="party", agents="Army", agent_basis="accused", sources="Ministry of Defence", title="Shelling of Northtown market", fatalities_low=12, fatalities_high=20), here),
        (make_record(3, kind="violence_against_civilians", status="disputed", contested=1, sources="Monitor", disputed_by="Army", title="Civilians killed at a checkpoint"), here),
        (make_record(4, kind="call", is_event=0, status="called_for", factuality="called_for", title="Envoy calls for a cease-fire"), here),
        (make_record(5, kind="threat", is_event=0, status="hypothetical", factuality="hypothetical", title="Attack threatened unless forces withdraw"), here),
        (make_record(6, kind="strategic_development", title="Town changes hands", place="Southtown", lon=36.75, lat=35.13), south),
        (make_record(7, kind="toll", is_event=0, fatalities_low=373, fatalities_best=373, title="373 civilians killed since December", date_start=dt.date(2019, 12, 1), date_end=dt.date(2020, 2, 10), date_precision="longer", **far), middle),
        (make_record(8, kind="displacement", persons_low=700000, persons_measure="cumulative", sources="UN", title="700,000 civilians flee north", **far), middle),
        (make_record(9, kind="movement", title="Convoys cross the border", **far), middle),
        (make_record(10, kind="protest", title="Protest near Harbour", geo_precision="near", radius_km=10.0, place="near Harbour", lon=35.8, lat=35.5), Point(35.8, 35.5)),
        (make_record(11, kind="control", is_event=0, title="Militia holds First Province", **far), middle),
    ]  # fmt: skip
    area = MultiPolygon([_PROVINCE])
    areas = [(row, area) for row, point in events if point is middle]
    territory = [
        (events[10][0] | {"controller": "Militia", "basis": "stated", "state": "control", "as_of": dt.date(2020, 2, 10)}, area),
        (make_record(12, kind="control", is_event=0, status="disputed", title="Second Province is contested", place="Second Province", lon=37.4, lat=36.1, geo_precision="admin1")
         | {"controller": "Army", "basis": "claimed", "state": "contested"}, MultiPolygon([_NEXT_PROVINCE])),
    ]  # fmt: skip
    routes = [
        (make_record(13, kind="strategic_development", title="Highway taken", place="R5 highway", geo_precision="linear", radius_km=90.0, geometry_quality="schematic", lon=36.8, lat=35.4),
         MultiLineString([[(36.3, 33.9), (36.72, 34.73), (36.75, 35.13), (36.72, 35.64), (36.8, 35.85), (37.16, 36.2)]])),
    ]  # fmt: skip
    flows = [
        (events[7][0] | {"place_role": "destination"}, LineString([(36.6, 35.8), (36.55, 36.8)])),
        (make_record(14, kind="movement", status="planned", factuality="planned", title="Reinforcements planned", lon=37.0, lat=36.6), LineString([(37.3, 36.7), (36.75, 36.0)])),
    ]  # fmt: skip
    places = [
        ({"place_id": "gn:1", "name": "Northtown", "mentions": 4, "texts": "Northtown", "roles": "literal", "country_iso3": "SYR", "admin1": "First Province", "geo_precision": "settlement", "radius_km": 3.0, "score": 0.9, "reason": "the only town of this name"}, here),
        ({"place_id": "gn:2", "name": "Southtown", "mentions": 1, "texts": "Southtown", "roles": "literal", "country_iso3": "SYR", "geo_precision": "settlement", "radius_km": 3.0, "score": 0.9, "reason": "nearest"}, south),
        ({"place_id": "gn:9", "name": "First Province", "mentions": 2, "texts": "First Province; the province", "roles": "literal", "country_iso3": "SYR", "geo_precision": "admin1", "radius_km": 60.0, "score": 0.9, "reason": "named as a province"}, middle),
    ]  # fmt: skip
    return make_layers(
        {"events": events, "event_areas": areas, "territory": territory, "routes": routes, "flows": flows, "places": places},
        unmapped=[make_record(20, title="Talks are expected", place=None, lon=None, lat=None, status="planned", quote="Talks are expected soon.", reason="no place is named")],
        unresolved=(Unresolved(text="Nowhereville", mentions=2, reason="no entry has this name"),),
        title="Westland: fighting around Northtown (as of 10 Feb 2020)",
        notes=("One name was not resolved.",),
        disclaimer="Boundaries and names shown here imply no opinion on the legal status of any territory.",
        credits=(Credit(name="Natural Earth", licence="public domain", url="https://www.naturalearthdata.com"), Credit(name="GeoNames", licence="CC BY 4.0", url="https://www.geonames.org")),
        basemap=make_basemap() if basemap is None else basemap,
        run_id="0123456789abcdef",
    )  # fmt: skip


def make_hostile() -> LayerSet:
    """Return layers that hold every hostile string in every text column and every other text."""
    events, unmapped, places = [], [], []
    texts = [
        column
        for column in RECORD_COLUMNS
        if column
        not in {
            *INTEGER_COLUMNS,
            *REAL_COLUMNS,
            *DATE_COLUMNS,
            "kind",
            "status",
            "geo_precision",
            "geometry_quality",
            "id",
            "spans",
        }
    ]
    for number, hostile in enumerate(HOSTILE, 1):
        row = make_record(number, **dict.fromkeys(texts, hostile))
        # One of each in the coded columns too: an imported table may hold anything there.
        events.append(
            (row | {"lon": 36.0 + number / 10, "lat": 35.5}, Point(36.0 + number / 10, 35.5))
        )
        unmapped.append(make_record(100 + number, **dict.fromkeys(texts, hostile)))
        places.append(
            (
                {
                    "place_id": hostile,
                    "name": hostile,
                    "mentions": 1,
                    "texts": hostile,
                    "roles": hostile,
                    "country_iso3": hostile,
                    "admin1": hostile,
                    "admin2": hostile,
                    "geo_precision": "settlement",
                    "radius_km": 3.0,
                    "reason": hostile,
                },
                Point(36.0 + number / 10, 35.0),
            )
        )
    coded = make_record(
        90,
        kind=HOSTILE[3],
        status=HOSTILE[4],
        geo_precision=HOSTILE[0],
        geometry_quality=HOSTILE[1],
        document_url=HOSTILE[-1],
    )
    events.append((coded, Point(36.5, 36.0)))
    shape = MultiPolygon([_PROVINCE])
    territory = [
        (
            make_record(91, kind="control")
            | {"controller": HOSTILE[3], "basis": HOSTILE[4], "state": HOSTILE[0]},
            shape,
        )
    ]
    joined = " ".join(HOSTILE)
    return make_layers(
        {"events": events, "territory": territory, "places": places},
        unmapped=unmapped,
        unresolved=tuple(Unresolved(text=text, mentions=1, reason=text) for text in HOSTILE),
        title=joined, notes=HOSTILE, disclaimer=joined,
        credits=tuple(Credit(name=text, licence=text, url=text, note=text) for text in HOSTILE),
        basemap=tuple(BasemapFeature(kind="label", name=text, geometry=Point(36 + i / 10, 36.5)) for i, text in enumerate(HOSTILE)),
        run_id=HOSTILE[4],
    )  # fmt: skip
