"""The stages wired together: documents in, results and layers out."""

from __future__ import annotations

import hashlib
import json
import time
from collections import Counter, defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geoconflict.config import Config, describe_config
from geoconflict.errors import (
    FailedDocumentError,
    GazetteerError,
    GeoconflictError,
    ModelError,
    OutputError,
    SourceError,
    UnreadableDocumentError,
)
from geoconflict.model import (
    Document,
    Expression,
    LayerSet,
    Place,
    Record,
    Resolution,
    Toponym,
    ToponymRole,
    Unresolved,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import folium

    from geoconflict.gazetteer import Gazetteer


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentResult:
    """What was found in one document; `error` is set, and the rest empty, where it failed."""

    document: Document | None
    toponyms: tuple[Toponym, ...] = ()
    expressions: tuple[Expression, ...] = ()
    resolutions: tuple[Resolution, ...] = ()
    places: tuple[Place, ...] = ()
    records: tuple[Record, ...] = ()
    error: GeoconflictError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResult:
    """The results of a run, document by document, and the layers built from all of them.

    `coverage_notes` says where the country that the documents are about is thinly known.
    """

    results: tuple[DocumentResult, ...]
    layers: LayerSet
    config: Config
    coverage_notes: tuple[str, ...] = ()
    timings: dict[str, float] = field(default_factory=dict)

    @property
    def records(self) -> tuple[Record, ...]:
        """All records, in document order."""
        return tuple(record for result in self.results for record in result.records)

    @property
    def errors(self) -> tuple[GeoconflictError, ...]:
        """What failed, in document order."""
        return tuple(result.error for result in self.results if result.error is not None)


class Timings:
    """Seconds spent in each stage, for a person to read; no output holds them."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.stage = ""

    @contextmanager
    def measure(self, stage: str) -> Iterator[None]:
        """Add the time of the block to a stage."""
        self.stage = stage
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[stage] += time.perf_counter() - start


def iter_results(
    documents: Iterable[Document | SourceError],
    config: Config | None = None,
    *,
    gazetteer: Gazetteer | None = None,
    timings: Timings | None = None,
) -> Iterator[DocumentResult]:
    """Yield the result of each document, in order.

    Parameters
    ----------
    documents
        Documents, or the errors of those that could not be read.
    config
        Settings; None takes the defaults.
    gazetteer
        Where places come from; None opens the one that ships.
    timings
        Where to add up seconds a stage.

    Yields
    ------
    result
        A document that fails yields a result that carries its error; the rest goes on.

    Raises
    ------
    ModelError
        If the language model cannot be loaded.
    GazetteerError
        If the gazetteer cannot be opened.
    """
    from geoconflict.gazetteer import Gazetteer  # noqa: PLC0415

    config = config or Config()
    clock = timings or Timings()
    world = gazetteer or Gazetteer(config.gazetteer_path or None, data_dir=config.data_dir)
    for given in documents:
        if isinstance(given, SourceError):
            yield DocumentResult(document=None, error=given)
            continue
        document = given
        if document.published is None and config.published is not None:
            document = replace(document, published=config.published, published_basis="given")
        local = config
        if document.countries:
            merged = dict.fromkeys((*config.countries, *document.countries))
            local = replace(config, countries=tuple(merged))
        try:
            result = _read_document(document, local, world, clock)
        except (ModelError, GazetteerError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever one text breaks, the batch goes on
            failed = FailedDocumentError(
                f"{document.name or document.id}: {clock.stage} failed "
                f"({type(error).__name__}: {error}); the document is left out",
                document_id=document.id,
                stage=clock.stage,
            )
            failed.__cause__ = error
            result = DocumentResult(document=None, error=failed)
        yield result


def _read_document(
    document: Document, config: Config, gazetteer: Gazetteer, clock: Timings
) -> DocumentResult:
    """Return the result of one document, stage by stage."""
    from geoconflict.extract import extract_records  # noqa: PLC0415
    from geoconflict.locate import locate_places  # noqa: PLC0415
    from geoconflict.parse import parse_document  # noqa: PLC0415
    from geoconflict.recognise import (  # noqa: PLC0415
        recognise_expressions,
        recognise_toponyms,
    )
    from geoconflict.resolve import resolve_toponyms  # noqa: PLC0415

    with clock.measure("parse"):
        parse = parse_document(document, config)
    with clock.measure("recognise"):
        toponyms = recognise_toponyms(parse, gazetteer, config)
        expressions = recognise_expressions(parse, toponyms, gazetteer, config)
    with clock.measure("resolve"):
        resolutions = resolve_toponyms(document.text, toponyms, gazetteer, config)
    with clock.measure("locate"):
        places = locate_places(resolutions, expressions, gazetteer, config)
    with clock.measure("extract"):
        records = extract_records(parse, places, config)
    return DocumentResult(
        document=document,
        toponyms=toponyms,
        expressions=expressions,
        resolutions=resolutions,
        places=places,
        records=records,
    )


def run(
    documents: Iterable[Document | SourceError],
    config: Config | None = None,
    *,
    gazetteer: Gazetteer | None = None,
) -> RunResult:
    """Return the records, places and layers of documents.

    Parameters
    ----------
    documents
        Documents, for example of `read_documents`, or the errors of those that could not be
        read.
    config
        Settings; None takes the defaults.
    gazetteer
        Where places come from; None opens the one that ships.

    Returns
    -------
    result
        `result.layers["events"]` is a GeoDataFrame; every layer exists also when empty.

    Raises
    ------
    ModelError
        If the language model cannot be loaded.
    GazetteerError
        If the gazetteer cannot be opened.
    """
    from geoconflict.gazetteer import Gazetteer  # noqa: PLC0415

    config = config or Config()
    timings = Timings()
    world = gazetteer or Gazetteer(config.gazetteer_path or None, data_dir=config.data_dir)
    results = tuple(iter_results(documents, config, gazetteer=world, timings=timings))
    with timings.measure("layers"):
        layers = build_result_layers(results, world, config)
    return RunResult(
        results=results,
        layers=layers,
        config=config,
        coverage_notes=note_coverage(results, world),
        timings=dict(timings.seconds),
    )


def note_coverage(results: Sequence[DocumentResult], gazetteer: Gazetteer) -> tuple[str, ...]:
    """Return a line where the country that most places lie in is thinly known, else ()."""
    from geoconflict.gazetteer.coverage import describe_country  # noqa: PLC0415

    counts = Counter(
        place.country_iso3
        for result in results
        for place in result.places
        if len(place.country_iso3) == 3
    )
    if not counts:
        return ()
    focus = min(counts, key=lambda iso3: (-counts[iso3], iso3))
    coverage = describe_country(gazetteer, focus)
    return (coverage.message,) if coverage is not None and coverage.is_thin else ()


def build_result_layers(
    results: Sequence[DocumentResult], gazetteer: Gazetteer, config: Config
) -> LayerSet:
    """Return the layers of results, with basemap, credits, notes and run id."""
    from geoconflict.layers import build_layers, compute_bounds  # noqa: PLC0415

    records = [record for result in results for record in result.records]
    places = [
        (result.document, shown_places(result.places, config))
        for result in results
        if result.document is not None
    ]
    bounds = compute_bounds(records, places)
    notes = [note for result in results if result.document for note in result.document.notes]
    failed = sum(result.error is not None for result in results)
    if failed:
        notes.append(f"{failed} of {len(results)} documents could not be read.")
    return build_layers(
        records,
        places,
        notes=tuple(notes),
        unresolved=_count_unresolved(results),
        credits=gazetteer.read_credits(),
        basemap=gazetteer.read_basemap(widen_bounds(bounds) if bounds else WORLD),
        config=config,
        run_id=make_run_id(gazetteer.version, config),
        metadata=describe_versions(gazetteer, config),
    )


def build_map(result: RunResult | LayerSet) -> folium.Map:
    """Return a result's page as a `folium.Map`, to which trusted layers may be added."""
    from geoconflict.outputs import leaflet  # noqa: PLC0415

    return leaflet.build_map(result.layers if isinstance(result, RunResult) else result)


def render_map(result: RunResult | LayerSet) -> str:
    """Return a result's page as HTML text; it makes no request when opened."""
    from geoconflict.outputs import leaflet  # noqa: PLC0415

    return leaflet.render_map(result.layers if isinstance(result, RunResult) else result)


def write_result(
    result: RunResult,
    path: str | Path,
    *,
    layer: str = "events",
    inputs: Sequence[Mapping[str, Any]] = (),
) -> tuple[Path, ...]:
    """Write a result as a bundle folder, or as one file where the path has a suffix.

    Parameters
    ----------
    result
        What `run` returned.
    path
        A folder for the bundle, or a file ending in a known suffix (.html, .gpkg, .geojson ...).
    layer
        The layer that a one-layer format holds.
    inputs
        What was read, as `describe_file` gives it, to be listed in the manifest.

    Returns
    -------
    paths
        The files written.

    Raises
    ------
    OutputError
        If something cannot be written or the suffix is unknown; what stood there before stays.
    """
    from geoconflict.outputs import WRITERS, write_bundle, write_layers  # noqa: PLC0415

    target = Path(path)
    folder = target.is_dir() or str(path).endswith(("/", "\\"))
    if target.suffix and not folder:
        if target.suffix.lower() not in WRITERS:
            raise OutputError(
                f"cannot write {target}: known are {', '.join(WRITERS)}; for a folder of that "
                "name add a slash at its end",
                path=str(target),
            )
        return (write_layers(result.layers, target, layer=layer),)
    manifest = {"inputs": list(inputs), "failed": [str(error) for error in result.errors]}
    return write_bundle(result.layers, target, manifest=manifest)


def describe_file(path: str | Path) -> dict[str, Any]:
    """Return a file's name, size and SHA-256 for the manifest.

    Raises
    ------
    UnreadableDocumentError
        If the file cannot be read.
    """
    from geoconflict.outputs.manifest import describe_input  # noqa: PLC0415

    try:
        return describe_input(Path(path).name, Path(path).read_bytes())
    except OSError as error:
        raise UnreadableDocumentError(
            f"{path}: cannot be read: {error.strerror}", path=str(path)
        ) from error


def describe_place(place: Place, *, with_geometry: bool = False) -> dict[str, Any]:
    """Return a place as plain JSON values; the geometry, if wanted, as a GeoJSON geometry."""
    row: dict[str, Any] = {
        "place_id": place.id,
        "name": place.name,
        "lon": round(place.lon, 6),
        "lat": round(place.lat, 6),
        "country_iso3": place.country_iso3 or None,
        "admin1": place.admin1 or None,
        "feature_code": place.feature_code,
        "geo_precision": place.geo_precision.value,
        "radius_km": round(place.radius_km, 3),
        "score": place.score,
        "reason": place.reason,
    }
    if with_geometry and place.geometry is not None:
        import shapely  # noqa: PLC0415

        row["geometry"] = shapely.geometry.mapping(place.geometry)
    return row


def describe_places(result: DocumentResult, config: Config) -> list[dict[str, Any]]:
    """Return a document's toponyms and expressions as plain rows, in text order.

    Parameters
    ----------
    result
        One document's result.
    config
        `demonyms` and `in_organisations` say which roles are left out.

    Returns
    -------
    rows
        One a toponym or expression; where it has no place, the place's columns are null and
        `reason` says why.
    """
    if result.document is None:
        return []
    rows: list[dict[str, Any]] = []
    for place in shown_places(result.places, config):
        rows.append(
            {
                "document_id": result.document.id,
                "start": place.start,
                "end": place.end,
                "text": place.text,
                "role": place.role.value,
                **describe_place(place),
                "alternatives": [
                    {
                        "place_id": candidate.entry.id,
                        "name": candidate.entry.name,
                        "lon": candidate.entry.lon,
                        "lat": candidate.entry.lat,
                        "score": candidate.score,
                    }
                    for candidate in place.alternatives
                ],
            }
        )
    empty = dict.fromkeys(
        ("place_id", "name", "lon", "lat", "country_iso3", "admin1", "feature_code",
         "geo_precision", "radius_km"),
    )  # fmt: skip
    for resolution in result.resolutions:
        if resolution.entry is None:
            toponym = resolution.toponym
            rows.append(
                {
                    "document_id": result.document.id,
                    "start": toponym.start,
                    "end": toponym.end,
                    "text": toponym.text,
                    "role": toponym.role.value,
                    **empty,
                    "score": resolution.score,
                    "reason": resolution.reason,
                    "alternatives": [],
                }
            )
    return sorted(rows, key=lambda row: (row["start"], -row["end"]))


def describe_records(result: DocumentResult, config: Config) -> list[dict[str, Any]]:
    """Return a document's records as plain rows: the columns of the layers, spans, actors, places.

    Parameters
    ----------
    result
        One document's result.
    config
        Not used yet; as for `describe_places`.

    Returns
    -------
    rows
        In document order.
    """
    from geoconflict.layers import list_records  # noqa: PLC0415

    del config
    rows: list[dict[str, Any]] = []
    for record, columns in list_records(result.records):
        row: dict[str, Any] = {
            key: value.isoformat() if hasattr(value, "isoformat") else value
            for key, value in columns.items()
        }
        row["spans"] = [[span.start, span.end] for span in record.spans]
        row["actors"] = [{"name": a.name, "role": a.role.value} for a in record.actors]
        row["places"] = [
            {
                "text": each.place.text,
                "role": each.role.value,
                "place_id": each.place.id,
                "lon": round(each.place.lon, 6),
                "lat": round(each.place.lat, 6),
                "geo_precision": each.place.geo_precision.value,
                "radius_km": round(each.place.radius_km, 3),
            }
            for each in record.places
        ]
        rows.append(row)
    return rows


def shown_places(places: Sequence[Place], config: Config) -> tuple[Place, ...]:
    """Return the places that the policies on demonyms and organisations let through."""
    hidden = set()
    if not config.demonyms:
        hidden.add(ToponymRole.DEMONYM)
    if not config.in_organisations:
        hidden.add(ToponymRole.IN_ORGANISATION)
    return tuple(place for place in places if place.role not in hidden)


#: What a map without places shows: the inhabited world.
WORLD = (-180.0, -60.0, 180.0, 75.0)
# Screens are about twice as wide as high, and the view has a margin around the data.
_SCREEN_RATIO = 2.0
_MARGIN = 1.3


def widen_bounds(
    bounds: tuple[float, float, float, float],
) -> tuple[float, float, float, float]:
    """Return the box that a screen shows when it is fitted to bounds (west, south, east, north).

    A box across the antimeridian (west > east) is returned as it is.
    """
    west, south, east, north = bounds
    if west > east:
        return bounds
    middle_x, middle_y = (west + east) / 2, (south + north) / 2
    height = max(north - south, (east - west) / _SCREEN_RATIO) * _MARGIN
    width = max(east - west, height * _SCREEN_RATIO) * _MARGIN
    return (
        max(-180.0, middle_x - width / 2),
        max(-90.0, middle_y - height / 2),
        min(180.0, middle_x + width / 2),
        min(90.0, middle_y + height / 2),
    )


def make_run_id(gazetteer_version: str, config: Config) -> str:
    """Return 16 hex digits of config, gazetteer version and package version."""
    from geoconflict import __version__  # noqa: PLC0415

    key = json.dumps([describe_config(config), gazetteer_version, __version__], sort_keys=True)
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def describe_versions(gazetteer: Gazetteer, config: Config) -> dict[str, Any]:
    """Return the versions and settings that an output names."""
    from geoconflict import __version__  # noqa: PLC0415

    return {
        "geoconflict_version": __version__,
        "gazetteer_version": gazetteer.version,
        "model": config.model,
        "boundaries": config.boundaries,
        "profile": config.profile,
        "config": describe_config(config),
    }


def _count_unresolved(results: Sequence[DocumentResult]) -> tuple[Unresolved, ...]:
    """Return the toponyms that have no place, most frequent first."""
    counts: Counter[tuple[str, str]] = Counter()
    where: dict[tuple[str, str], list[str]] = {}
    for result in results:
        for resolution in result.resolutions:
            if resolution.entry is None and result.document is not None:
                key = (resolution.toponym.text, resolution.reason)
                counts[key] += 1
                seen = where.setdefault(key, [])
                if result.document.id not in seen:
                    seen.append(result.document.id)
    return tuple(
        Unresolved(text=key[0], mentions=counts[key], reason=key[1], documents=tuple(where[key]))
        for key in sorted(counts, key=lambda k: (-counts[k], k))
    )
