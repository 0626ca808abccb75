"""What is drawn and written: layer names, columns, and the set of all layers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geopandas import GeoDataFrame
    from pandas import DataFrame

    from geoconflict.model.world import BasemapFeature

#: Columns of every record layer and of records.csv, in order (DESIGN section 3).
RECORD_COLUMNS: tuple[str, ...] = (
    "id", "is_event", "kind", "sub_kind", "acled_event_type", "acled_sub_event_type", "status",
    "factuality", "attribution", "contested", "verification", "title", "date_start", "date_end",
    "date_precision", "agents", "agent_basis", "targets", "sides", "other_actors",
    "civilian_targeting", "target_object", "fatalities_low", "fatalities_best", "fatalities_high",
    "deaths_side_a", "deaths_side_b", "deaths_civilians", "deaths_unknown", "injured_low",
    "injured_high", "persons_low", "persons_high", "persons_measure", "quantity", "quantity_unit",
    "sources", "disputed_by", "place", "place_id", "place_role", "lon", "lat", "country_iso3",
    "admin1", "admin2", "adm1_pcode", "adm2_pcode", "geo_precision", "acled_geo_precision",
    "ucdp_where_prec", "radius_km", "point_role", "geometry_quality", "score", "reason", "quote",
    "span_start", "span_end", "spans", "document_id", "document_title", "document_source",
    "document_url", "published", "licence",
)  # fmt: skip

#: Columns of record layers that hold whole numbers.
INTEGER_COLUMNS: tuple[str, ...] = (
    "is_event", "contested", "civilian_targeting", "fatalities_low", "fatalities_best",
    "fatalities_high", "deaths_side_a", "deaths_side_b", "deaths_civilians", "deaths_unknown",
    "injured_low", "injured_high", "persons_low", "persons_high", "acled_geo_precision",
    "ucdp_where_prec", "span_start", "span_end",
)  # fmt: skip

#: Columns of record layers that hold other numbers.
REAL_COLUMNS: tuple[str, ...] = ("quantity", "lon", "lat", "radius_km", "score")

#: Columns of record layers that hold days.
DATE_COLUMNS: tuple[str, ...] = ("date_start", "date_end", "published")

#: Columns that the territory layer has after those of a record.
TERRITORY_COLUMNS: tuple[str, ...] = (
    "as_of", "valid_from", "valid_to", "controller", "basis", "state",
)  # fmt: skip

#: Columns of the places layer.
PLACE_COLUMNS: tuple[str, ...] = (
    "place_id", "name", "mentions", "texts", "roles", "feature_class", "feature_code",
    "country_iso3", "admin1", "admin2", "geo_precision", "radius_km", "geometry_quality", "score",
    "reason", "documents",
)  # fmt: skip

#: Layer name -> its one geometry type, in the order in which they are written.
LAYER_GEOMETRY: dict[str, str] = {
    "events": "Point",
    "event_areas": "MultiPolygon",
    "territory": "MultiPolygon",
    "routes": "MultiLineString",
    "flows": "LineString",
    "places": "Point",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """One data source to name on every output."""

    name: str
    licence: str
    url: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unresolved:
    """A toponym that could not be placed, with how often it stands and why."""

    text: str
    mentions: int
    reason: str
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerSet:
    """Everything that the outputs draw and write.

    Attributes
    ----------
    frames
        Layer name -> GeoDataFrame (EPSG:4326) for each name of `LAYER_GEOMETRY`, sorted, with
        the fixed columns, also when empty.
    records
        Table of all records (`RECORD_COLUMNS`), placed or not, in document order.
    unmapped
        Table of the records that have no place (`RECORD_COLUMNS`).
    unresolved
        Toponyms without a place.
    title, notes, disclaimer, credits
        Text for people. `notes` are things to know ("no places were found").
    basemap
        What the page draws under the layers.
    run_id
        Hash of config, gazetteer version and package version.
    metadata
        Flat facts for the manifest and the GeoPackage metadata (versions, worldview ...).
    """

    frames: Mapping[str, GeoDataFrame]
    records: DataFrame
    unmapped: DataFrame
    unresolved: tuple[Unresolved, ...] = ()
    title: str = ""
    notes: tuple[str, ...] = ()
    disclaimer: str = ""
    credits: tuple[Credit, ...] = ()
    basemap: tuple[BasemapFeature, ...] = ()
    reviewed: bool = False
    run_id: str = ""
    metadata: Mapping[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> GeoDataFrame:
        """Return one layer; KeyError for a name that is no layer."""
        return self.frames[name]
