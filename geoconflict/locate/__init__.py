"""Resolved toponyms and expressions in; `Place`s with geometry and stated uncertainty out."""

from geoconflict.locate.places import locate_places

__all__ = ["locate_places"]
