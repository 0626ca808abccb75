"""Distances that rank look-ups, under the names that this room uses."""

from __future__ import annotations

from geoconflict.geodesy import great_circle_km as distance_km
from geoconflict.geodesy import great_circles_km as distances_km

__all__ = ["distance_km", "distances_km"]
