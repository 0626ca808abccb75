"""Conflict reports and event tables to maps that can be trusted.

The rooms, in the order in which data flows through them:

``sources``    files -> documents
``parse``      documents -> sentences, tokens, entities (the only room with a language model)
``gazetteer``  names, ids, positions -> entries, boundaries, routes
``recognise``  parse -> toponyms and locative expressions
``resolve``    toponyms -> gazetteer entries, or the reason for none
``locate``     entries and expressions -> places with geometry, precision and radius
``extract``    sentences and places -> records with actors, numbers, dates, status and quote
``layers``     records and places -> GeoDataFrames of fixed columns
``outputs``    layers -> page, GeoPackage, GeoJSON, CSV, bundle
``geocoder``   a place query -> places, also for geopy
``pipeline``   the stages wired together
``cli``        the command line over this facade
"""

from __future__ import annotations

import importlib
import logging
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geoconflict.config import Config, parse_day, read_config
    from geoconflict.errors import GeoconflictError
    from geoconflict.extract import extract_records
    from geoconflict.gazetteer import Gazetteer
    from geoconflict.gazetteer.build import build_gazetteer
    from geoconflict.gazetteer.country_codes import find_iso3
    from geoconflict.gazetteer.coverage import describe_country
    from geoconflict.gazetteer.imports import (
        ImportOptions,
        Publishers,
        add_gazetteer,
        fetch_gazetteer,
        list_gazetteers,
        remove_gazetteer,
    )
    from geoconflict.geocoder.geopy_geocoder import Geocoder
    from geoconflict.geocoder.query import find_places
    from geoconflict.layers import build_layers
    from geoconflict.locate import locate_places
    from geoconflict.outputs import write_bundle, write_layers
    from geoconflict.parse import parse_document
    from geoconflict.pipeline import (
        build_map,
        describe_file,
        describe_place,
        describe_places,
        describe_records,
        iter_results,
        render_map,
        run,
        write_result,
    )
    from geoconflict.recognise import recognise_expressions, recognise_toponyms
    from geoconflict.resolve import resolve_toponyms
    from geoconflict.sources import iter_documents, read_documents

__version__ = "0.1.0"

# Where each public name lives: imported when first used, so that a look-up does not wait for
# the language model and a map not for the geocoder.
_HOMES = {
    "Config": "geoconflict.config",
    "Gazetteer": "geoconflict.gazetteer",
    "Geocoder": "geoconflict.geocoder.geopy_geocoder",
    "GeoconflictError": "geoconflict.errors",
    "ImportOptions": "geoconflict.gazetteer.imports",
    "Publishers": "geoconflict.gazetteer.imports",
    "add_gazetteer": "geoconflict.gazetteer.imports",
    "build_gazetteer": "geoconflict.gazetteer.build",
    "build_layers": "geoconflict.layers",
    "build_map": "geoconflict.pipeline",
    "describe_country": "geoconflict.gazetteer.coverage",
    "describe_file": "geoconflict.pipeline",
    "describe_place": "geoconflict.pipeline",
    "describe_places": "geoconflict.pipeline",
    "describe_records": "geoconflict.pipeline",
    "extract_records": "geoconflict.extract",
    "fetch_gazetteer": "geoconflict.gazetteer.imports",
    "find_iso3": "geoconflict.gazetteer.country_codes",
    "find_places": "geoconflict.geocoder.query",
    "iter_documents": "geoconflict.sources",
    "iter_results": "geoconflict.pipeline",
    "list_gazetteers": "geoconflict.gazetteer.imports",
    "locate_places": "geoconflict.locate",
    "parse_day": "geoconflict.config",
    "parse_document": "geoconflict.parse",
    "read_config": "geoconflict.config",
    "read_documents": "geoconflict.sources",
    "recognise_expressions": "geoconflict.recognise",
    "recognise_toponyms": "geoconflict.recognise",
    "remove_gazetteer": "geoconflict.gazetteer.imports",
    "render_map": "geoconflict.pipeline",
    "resolve_toponyms": "geoconflict.resolve",
    "run": "geoconflict.pipeline",
    "write_bundle": "geoconflict.outputs",
    "write_layers": "geoconflict.outputs",
    "write_result": "geoconflict.pipeline",
}

__all__ = [
    "Config",
    "Gazetteer",
    "Geocoder",
    "GeoconflictError",
    "ImportOptions",
    "Publishers",
    "__version__",
    "add_gazetteer",
    "build_gazetteer",
    "build_layers",
    "build_map",
    "describe_country",
    "describe_file",
    "describe_place",
    "describe_places",
    "describe_records",
    "extract_records",
    "fetch_gazetteer",
    "find_iso3",
    "find_places",
    "iter_documents",
    "iter_results",
    "list_gazetteers",
    "locate_places",
    "parse_day",
    "parse_document",
    "read_config",
    "read_documents",
    "recognise_expressions",
    "recognise_toponyms",
    "remove_gazetteer",
    "render_map",
    "resolve_toponyms",
    "run",
    "write_bundle",
    "write_layers",
    "write_result",
]

logging.getLogger(__name__).addHandler(logging.NullHandler())


def __getattr__(name: str) -> Any:
    """Return a public name, importing its room on first use."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted(__all__)
