"""Positions in, the units of the user's own boundaries out, with their p-codes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from geoconflict.gazetteer.polygons import PolygonFinder
from geoconflict.gazetteer.positions import read_positions

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from geoconflict.model import AdminUnits

_LEVELS = ("admin1", "admin2")


@dataclass(frozen=True, slots=True)
class _Unit:
    """A unit of the user's with what it lies in."""

    country_iso3: str
    entry_id: str
    name: str
    pcode: str
    parent_id: str
    parent_name: str
    parent_pcode: str


class _Boundaries:
    """The boundaries of one database."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.finder = PolygonFinder(connection, _LEVELS)
        self._described: dict[int, _Unit] = {}

    def describe(self, index: int) -> _Unit:
        """Return a unit by its index in `finder.units`."""
        if index not in self._described:
            unit = self.finder.units[index]
            pcode, parent_id, parent, parent_pcode = self._connection.execute(
                "SELECT p.pcode, a.id, a.name, q.pcode FROM entry e "
                "LEFT JOIN pcode p ON p.n = e.n LEFT JOIN entry a ON a.n = e.admin1 "
                "LEFT JOIN pcode q ON q.n = e.admin1 WHERE e.n = ?",
                (unit.number,),
            ).fetchone()
            self._described[index] = _Unit(
                unit.country_iso3, unit.entry_id, unit.name, pcode or "",
                str(parent_id or ""), parent or "", parent_pcode or "",
            )  # fmt: skip
        return self._described[index]


class UserUnits:
    """Units of the first two levels in the user's own boundaries.

    Of each level the first database that has one at a position wins.

    Parameters
    ----------
    connections
        Open databases of the user's own.
    """

    def __init__(self, connections: Sequence[sqlite3.Connection]) -> None:
        self._sources = [
            _Boundaries(connection)
            for connection in connections
            if connection.execute(
                "SELECT 1 FROM geometry WHERE kind IN ('admin1', 'admin2') LIMIT 1"
            ).fetchone()
        ]

    def __bool__(self) -> bool:
        """Return whether there are any boundaries."""
        return bool(self._sources)

    def refine_one(self, lon: float, lat: float, shipped: AdminUnits) -> AdminUnits:
        """Return the units at a position: the user's where they have one, else as they were."""
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            return shipped
        found: dict[str, _Unit] = {}
        for source in self._sources:
            for kind, index in source.finder.find_one(lon, lat).items():
                found.setdefault(kind, source.describe(index))
        return _refine(shipped, found.get("admin1"), found.get("admin2"))

    def refine_many(
        self, positions: NDArray[np.float64], shipped: tuple[AdminUnits, ...]
    ) -> tuple[AdminUnits, ...]:
        """Return the units at n positions, shape (n, 2), as `refine_one`."""
        import numpy as np  # noqa: PLC0415
        import shapely  # noqa: PLC0415

        xy, good = read_positions(positions)
        if not len(xy):
            return ()
        points = cast("NDArray[np.object_]", shapely.points(xy[good]))
        numbers = np.flatnonzero(good).tolist()
        found: dict[int, dict[str, _Unit]] = {at: {} for at in numbers}
        for source in self._sources:
            for kind in _LEVELS:
                indices = source.finder.find_many(kind, points).tolist()
                for at, index in zip(numbers, indices, strict=True):
                    if index >= 0:
                        found[at].setdefault(kind, source.describe(index))
        result = list(shipped)
        for at, units in found.items():
            result[at] = _refine(shipped[at], units.get("admin1"), units.get("admin2"))
        return tuple(result)


def _refine(shipped: AdminUnits, first: _Unit | None, second: _Unit | None) -> AdminUnits:
    """Return units with the user's in place of those that ship; `shipped` itself for none.

    The country stays the shipped one: a worldview is not changed by adding a table. A unit of
    another country is left out.
    """
    iso3 = shipped.country_iso3
    first = first if first and (not iso3 or first.country_iso3 in ("", iso3)) else None
    second = second if second and (not iso3 or second.country_iso3 in ("", iso3)) else None
    if first is None and second is None:
        return shipped
    units = shipped
    if not iso3:
        units = replace(units, country_iso3=(first or second).country_iso3)  # type: ignore[union-attr]
    if first is not None:
        units = replace(units, admin1=first.name, admin1_id=first.entry_id, adm1_pcode=first.pcode)
    elif second is not None and second.parent_name:
        units = replace(
            units, admin1=second.parent_name, admin1_id=second.parent_id,
            adm1_pcode=second.parent_pcode,
        )  # fmt: skip
    if second is not None:
        units = replace(
            units, admin2=second.name, admin2_id=second.entry_id, adm2_pcode=second.pcode
        )
    return units
