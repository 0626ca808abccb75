"""What the user can say about a file that is to be imported."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """Settings of one import; every field has a default.

    Attributes
    ----------
    name
        Name of the database; empty: made from the file's. Adding under a name that exists
        replaces that database.
    format
        "geonames", "alternate_names", "boundaries", "osm", "table", "vector" or "coded"; empty:
        recognised from the file.
    country
        ISO 3166-1 code, two or three letters, of rows that name no country.
    encoding
        Encoding of a text file; empty: UTF-8, or what its byte-order mark says.
    layer
        Layer of a vector file; empty: all of them (boundaries) or the first.
    languages
        Language codes of GeoNames' alternate names to keep; empty: all.
    keep_colloquial, keep_historic
        Whether colloquial and historic alternate names are kept.
    feature_classes
        GeoNames feature classes to keep of a dump; empty: all.
    default_class
        Feature class of rows without one, "P" (populated place) or another letter.
    name_column, lon_column, lat_column, country_column, class_column, id_column,
    population_column, names_column
        Headers of a table or attributes of a vector file; empty: guessed from the headers.
        `class_column` holds letters, GeoNames codes or words such as "village"; `names_column`
        holds further names, separated by ";" or "|".
    licence, attribution
        Licence and credit of the data, shown on every output; empty: what is known of the
        format.
    """

    name: str = ""
    format: str = ""
    country: str = ""
    encoding: str = ""
    layer: str = ""
    languages: tuple[str, ...] = ()
    keep_colloquial: bool = True
    keep_historic: bool = True
    feature_classes: tuple[str, ...] = ()
    default_class: str = "P"
    name_column: str = ""
    lon_column: str = ""
    lat_column: str = ""
    country_column: str = ""
    class_column: str = ""
    id_column: str = ""
    population_column: str = ""
    names_column: str = ""
    licence: str = ""
    attribution: str = ""
