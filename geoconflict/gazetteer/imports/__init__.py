"""The user's own data in (dumps, boundaries, extracts, tables), one database each out.

A database lies in the data folder and has the shape of the gazetteer that ships; look-ups let it
win (`Gazetteer`).
"""

from __future__ import annotations

from geoconflict.gazetteer.imports.adding import add_gazetteer
from geoconflict.gazetteer.imports.fetching import Publishers, fetch_gazetteer
from geoconflict.gazetteer.imports.options import ImportOptions
from geoconflict.gazetteer.imports.rows import ImportReport, Problem
from geoconflict.gazetteer.imports.store import (
    UserDatabase,
    list_gazetteers,
    remove_gazetteer,
)

__all__ = [
    "ImportOptions",
    "ImportReport",
    "Problem",
    "Publishers",
    "UserDatabase",
    "add_gazetteer",
    "fetch_gazetteer",
    "list_gazetteers",
    "remove_gazetteer",
]
