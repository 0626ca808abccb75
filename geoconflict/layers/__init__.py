"""Records and places in; layers of one geometry type each, with fixed columns, out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geoconflict.layers.bounds import compute_bounds
from geoconflict.layers.rows import (
    as_flow,
    as_territory,
    build_table,
    clean_text,
    describe_record,
    join_texts,
)
from geoconflict.layers.shapes import (
    draw_flow,
    extract_areas,
    extract_lines,
    find_area,
    is_located,
    join_lines,
)
from geoconflict.model import (
    LAYER_GEOMETRY,
    OCCURRENCE_STATUSES,
    PLACE_COLUMNS,
    RECORD_COLUMNS,
    TERRITORY_COLUMNS,
    GeoPrecision,
    LayerSet,
    PlaceRole,
    RecordKind,
    Relation,
    Unresolved,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from geopandas import GeoDataFrame
    from shapely.geometry.base import BaseGeometry

    from geoconflict.config import Config
    from geoconflict.model import (
        BasemapFeature,
        Credit,
        Document,
        Place,
        Record,
        RecordPlace,
    )

__all__ = ["build_layers", "compute_bounds", "list_records"]

#: Which of a record's places stands for it, best first.
_ROLE_ORDER = (
    PlaceRole.SITE,
    PlaceRole.AREA,
    PlaceRole.DESTINATION,
    PlaceRole.ORIGIN,
    PlaceRole.ROUTE,
)


def build_layers(  # noqa: PLR0913 - everything that the outputs show comes together here
    records: Sequence[Record],
    places: Sequence[tuple[Document, Sequence[Place]]],
    *,
    config: Config,
    title: str = "",
    notes: Sequence[str] = (),
    unresolved: Sequence[Unresolved] = (),
    credits: Sequence[Credit] = (),  # noqa: A002 - the name of the field it fills
    basemap: Sequence[BasemapFeature] = (),
    run_id: str = "",
    metadata: Mapping[str, Any] | None = None,
) -> LayerSet:
    """Return every layer and table that the outputs draw and write.

    A record stands in `events` with one point: that of its main place, which is its first place
    of role site, else area, destination, origin, route. In the other layers the place columns
    describe the place that the layer draws.

    Parameters
    ----------
    records
        Records of all documents; sorted here by document, then first span.
    places
        Each document, in order, with its places.
    config
        Gives the title (unless `title` does) and the disclaimer.
    title
        Title of the map; empty: the config's, else made from the documents.
    notes
        Things to know, shown before those made here.
    unresolved, credits, basemap, run_id, metadata
        Passed through.

    Returns
    -------
    layers
        All of `LAYER_GEOMETRY` in EPSG:4326 (lon, lat), also when empty. Whole numbers are
        Int64, other numbers float64, days datetime64[s], texts objects; what is not known is
        NA, NaN, NaT and None. A flow across the 180th meridian goes on past it to stay one
        line; everything else made here lies within +-180 degrees.
    """
    rows: list[dict[str, Any]] = []
    unmapped: list[dict[str, Any]] = []
    drawn: dict[str, list[tuple[dict[str, Any], BaseGeometry]]] = {
        name: [] for name in LAYER_GEOMETRY
    }
    for record in _sort_records(records, [document.id for document, _ in places]):
        ranked = _rank_places(record)
        main = ranked[0] if ranked else None
        row = describe_record(record, main)
        rows.append(row)
        if main is None or not is_located(main.place):
            unmapped.append(row)
            continue
        for name, shown, geometry in _draw_record(record, ranked):
            shown_row = row if shown is main else describe_record(record, shown)
            drawn[name].append((shown_row, geometry))
    drawn["flows"] = [(as_flow(row), geometry) for row, geometry in drawn["flows"]]
    drawn["territory"] = [(as_territory(row), geometry) for row, geometry in drawn["territory"]]
    drawn["places"] = _draw_places(places)
    made_notes = _make_notes(len(rows), len(unmapped), len(drawn["places"]))
    return LayerSet(
        frames={name: _build_frame(name, drawn[name]) for name in LAYER_GEOMETRY},
        records=build_table(rows, RECORD_COLUMNS),
        unmapped=build_table(unmapped, RECORD_COLUMNS),
        unresolved=tuple(map(_clean_unresolved, unresolved)),
        title=clean_text(title or config.title or _make_title([each for each, _ in places])),
        notes=tuple(map(clean_text, dict.fromkeys((*notes, *made_notes)))),
        disclaimer=clean_text(config.disclaimer),
        credits=tuple(credits),
        basemap=tuple(basemap),
        run_id=run_id,
        metadata=dict(metadata or {}),
    )


def list_records(records: Sequence[Record]) -> tuple[tuple[Record, dict[str, Any]], ...]:
    """Return each record with its row of `RECORD_COLUMNS`, as in the `records` table.

    Parameters
    ----------
    records
        Records of one or more documents.

    Returns
    -------
    rows
        Sorted by document (as first seen), then first span. Columns in their order: texts,
        numbers, days as `datetime.date`, None for what is not known. Empty for no records.
    """
    rows = []
    for record in _sort_records(records, ()):
        given = describe_record(record, next(iter(_rank_places(record)), None))
        row = {column: given.get(column) for column in RECORD_COLUMNS}
        for column, value in row.items():
            if isinstance(value, str):
                row[column] = clean_text(value) or None
        rows.append((record, row))
    return tuple(rows)


def _sort_records(records: Sequence[Record], documents: Sequence[str]) -> list[Record]:
    """Return records by document (as listed, then as first seen), then by first span."""
    ids = (*documents, *(record.document.id for record in records))
    order = {key: index for index, key in enumerate(dict.fromkeys(ids))}
    return sorted(records, key=lambda r: (order[r.document.id], r.spans[0], r.trigger, r.id))


def _rank_places(record: Record) -> list[RecordPlace]:
    """Return a record's places with the one that stands for it first."""
    return sorted(
        record.places,
        key=lambda each: (
            not is_located(each.place),
            # A country named beside something finer only says where that is.
            each.role is PlaceRole.AREA and each.place.geo_precision is GeoPrecision.COUNTRY,
            _ROLE_ORDER.index(each.role),
        ),
    )


def _draw_record(
    record: Record, ranked: Sequence[RecordPlace]
) -> Iterator[tuple[str, RecordPlace, BaseGeometry]]:
    """Yield layer name, the place drawn and its geometry for each layer a record stands in."""
    from shapely import Point  # noqa: PLC0415 - heavy

    ranked = [each for each in ranked if is_located(each.place)]
    main = ranked[0]
    yield "events", main, Point(main.place.lon, main.place.lat)
    area = find_area(main.place)
    if area is not None:
        yield "event_areas", main, area
    if record.kind is RecordKind.CONTROL and record.status in OCCURRENCE_STATUSES:
        held = [each for each in ranked if each.role in (PlaceRole.SITE, PlaceRole.AREA)]
        # A circle around a point is where something lies, not what is held.
        for each in held:
            extent = extract_areas(each.place.geometry)
            if extent is not None:
                yield "territory", each, extent
                break
    lines = [(each, extract_lines(each.place.geometry)) for each in ranked]
    found = [(each, line) for each, line in lines if line is not None]
    if found:
        yield "routes", found[0][0], join_lines([line for _, line in found])
    origin = next((each for each in ranked if each.role is PlaceRole.ORIGIN), None)
    destination = next((each for each in ranked if each.role is PlaceRole.DESTINATION), None)
    if origin is not None and destination is not None:
        flow = draw_flow(origin.place, destination.place)
        if flow is not None:
            yield "flows", destination, flow


def _draw_places(
    places: Sequence[tuple[Document, Sequence[Place]]],
) -> list[tuple[dict[str, Any], BaseGeometry]]:
    """Return a row and a point for each place that a text names, in order of first mention.

    Every name counts as a mention, also a demonym or one inside an organisation's name (`roles`
    tells them apart); "the area" and the like name nothing and do not count.
    """
    from shapely import Point  # noqa: PLC0415 - heavy

    groups: dict[str, list[tuple[Document, Place]]] = {}
    for document, document_places in places:
        for place in sorted(document_places, key=lambda each: (each.start, each.end, each.id)):
            if is_located(place) and place.relation is not Relation.ANAPHOR:
                groups.setdefault(place.id, []).append((document, place))
    drawn: list[tuple[dict[str, Any], BaseGeometry]] = []
    for place_id, mentions in groups.items():
        _, best = max(mentions, key=lambda mention: mention[1].score)
        row = {
            "place_id": place_id,
            "name": best.name or best.text,
            "mentions": len(mentions),
            "texts": join_texts(place.text for _, place in mentions),
            "roles": join_texts(place.role.value for _, place in mentions),
            "feature_class": best.feature_class,
            "feature_code": best.feature_code,
            "country_iso3": best.country_iso3,
            "admin1": best.admin1,
            "admin2": best.admin2,
            "geo_precision": best.geo_precision.value,
            "radius_km": best.radius_km,
            "geometry_quality": best.geometry_quality.value,
            "score": best.score,
            "reason": best.reason,
            "documents": join_texts(document.id for document, _ in mentions),
        }
        drawn.append((row, Point(best.lon, best.lat)))
    return drawn


def _build_frame(
    name: str, drawn: Sequence[tuple[Mapping[str, Any], BaseGeometry]]
) -> GeoDataFrame:
    """Return one layer as a GeoDataFrame in EPSG:4326."""
    import geopandas as gpd  # noqa: PLC0415 - heavy

    columns = PLACE_COLUMNS if name == "places" else RECORD_COLUMNS
    if name == "territory":
        columns += TERRITORY_COLUMNS
    table = build_table([row for row, _ in drawn], columns)
    shapes = gpd.array.from_shapely([geometry for _, geometry in drawn], crs="EPSG:4326")
    return gpd.GeoDataFrame(table, geometry=shapes, crs="EPSG:4326")


def _clean_unresolved(each: Unresolved) -> Unresolved:
    """Return the toponym with texts that every output can hold."""
    return Unresolved(
        text=clean_text(each.text),
        mentions=each.mentions,
        reason=clean_text(each.reason),
        documents=tuple(map(clean_text, each.documents)),
    )


def _make_title(documents: Sequence[Document]) -> str:
    """Return a title made from the documents."""
    if len(documents) == 1:
        return documents[0].title or documents[0].name or "One report"
    return f"{len(documents)} reports" if documents else "No reports"


def _make_notes(records: int, unmapped: int, places: int) -> list[str]:
    """Return what a reader of the map should know of its counts."""
    notes = []
    if not places:
        notes.append("No places were found.")
    if not records:
        notes.append("No records were found.")
    elif unmapped:
        notes.append(f"{unmapped} of {records} records have no place and are not on the map.")
    return notes
