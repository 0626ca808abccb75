"""The embedded world: names, ids and positions in; entries, boundaries and units out."""

from __future__ import annotations

from geoconflict.gazetteer.fold import fold_name
from geoconflict.gazetteer.lookup import Gazetteer

__all__ = ["Gazetteer", "fold_name"]
