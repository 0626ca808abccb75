"""Positions in, the country and first-level unit that hold each out."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from geoconflict.gazetteer.polygons import PolygonFinder
from geoconflict.model import AdminUnits

if TYPE_CHECKING:
    import sqlite3

    import numpy as np
    from numpy.typing import NDArray

_NOWHERE = AdminUnits()


def read_positions(
    positions: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return positions of shape (n, 2) and which of them lie on the globe.

    Raises
    ------
    ValueError
        If the shape is another.
    """
    import numpy as np  # noqa: PLC0415

    xy = np.asarray(positions, dtype=float)
    if xy.size == 0:
        return np.empty((0, 2)), np.empty(0, dtype=bool)
    if xy.ndim != 2 or xy.shape[1] != 2:
        raise ValueError(f"positions have shape {xy.shape}; (n, 2) is needed")
    return xy, np.isfinite(xy).all(axis=1) & (np.abs(xy) <= (180, 90)).all(axis=1)


class UnitFinder:
    """Point in polygon over the gazetteer that ships; polygons are read when first needed.

    Parameters
    ----------
    connection
        An open gazetteer.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._finder = PolygonFinder(connection, ("country", "admin1"))

    def find_one(self, lon: float, lat: float) -> AdminUnits:
        """Return the units at one position, reading only the polygons around it."""
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            return _NOWHERE
        chosen = self._finder.find_one(lon, lat)
        return self._describe(chosen.get("country"), chosen.get("admin1"))

    def _describe(self, country: int | None, unit: int | None) -> AdminUnits:
        """Return the names; a unit of another country than the one found is left out."""
        if country is None:
            return _NOWHERE
        units = self._finder.units
        iso3, name = units[country].country_iso3, units[country].name
        if unit is None or units[unit].country_iso3 != iso3:
            return AdminUnits(country_iso3=iso3, country=name)
        return AdminUnits(
            country_iso3=iso3, country=name, admin1=units[unit].name, admin1_id=units[unit].entry_id
        )

    def find_many(self, positions: NDArray[np.float64]) -> tuple[AdminUnits, ...]:
        """Return the units at n positions, shape (n, 2).

        Raises
        ------
        ValueError
            If the shape is another.
        """
        import numpy as np  # noqa: PLC0415
        import shapely  # noqa: PLC0415

        xy, good = read_positions(positions)
        if not len(xy):
            return ()
        points = cast("NDArray[np.object_]", shapely.points(xy[good]))
        countries = self._finder.find_many("country", points)
        units = self._finder.find_many("admin1", points)
        described: dict[tuple[int, int], AdminUnits] = {}
        result = [_NOWHERE] * len(xy)
        for at, country, unit in zip(
            np.flatnonzero(good).tolist(), countries.tolist(), units.tolist(), strict=True
        ):
            key = (country, unit)
            if key not in described:
                described[key] = self._describe(
                    country if country >= 0 else None, unit if unit >= 0 else None
                )
            result[at] = described[key]
        return tuple(result)
