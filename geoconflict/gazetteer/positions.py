"""Positions in, the country and first-level unit that hold each out."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

from geoconflict.model import AdminUnits

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    import numpy as np
    from numpy.typing import NDArray
    from shapely import STRtree

# Simplified coasts leave harbours in the water: the nearest land within this counts (5 km at
# the equator).
_COAST_DEG = 0.045
_NOWHERE = AdminUnits()


class UnitFinder:
    """Point in polygon over one gazetteer file; polygons are read when first needed.

    Parameters
    ----------
    connection
        An open gazetteer.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._units: list[tuple[str, str, str, str, tuple[float, float, float, float]]] = []
        self._numbers: list[int] = []
        self._shapes: dict[int, Any] = {}
        self._trees: dict[str, tuple[STRtree, list[int]]] = {}

    def _read_units(self) -> None:
        """Read names and boxes of all units, not their polygons."""
        if self._units:
            return
        rows = self._connection.execute(
            "SELECT e.n, g.kind, e.id, e.name, e.country_iso3, g.west, g.south, g.east, g.north "
            "FROM geometry g JOIN entry e ON e.n = g.n WHERE g.kind IN ('country', 'admin1') "
            "ORDER BY e.n"
        )
        for number, kind, entry_id, name, iso3, *box in rows:
            self._numbers.append(number)
            self._units.append((kind, entry_id, name, iso3, (box[0], box[1], box[2], box[3])))

    def _load(self, indices: Iterable[int]) -> None:
        """Read the polygons that are not in memory yet."""
        import shapely  # noqa: PLC0415

        for index in indices:
            if index not in self._shapes:
                (raw,) = self._connection.execute(
                    "SELECT wkb FROM geometry WHERE n = ?", (self._numbers[index],)
                ).fetchone()
                shape = shapely.from_wkb(zlib.decompress(raw))
                shapely.prepare(shape)
                self._shapes[index] = shape

    def find_one(self, lon: float, lat: float) -> AdminUnits:
        """Return the units at one position, reading only the polygons around it."""
        import shapely  # noqa: PLC0415

        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            return _NOWHERE
        self._read_units()
        point = shapely.Point(lon, lat)
        chosen: dict[str, int] = {}
        around: dict[str, list[int]] = {"country": [], "admin1": []}
        for index, (kind, _, _, _, (west, south, east, north)) in enumerate(self._units):
            if (
                west - _COAST_DEG <= lon <= east + _COAST_DEG
                and south - _COAST_DEG <= lat <= north + _COAST_DEG
            ):
                around[kind].append(index)
        for kind, indices in around.items():
            self._load(indices)
            holder = next((i for i in indices if self._shapes[i].intersects(point)), None)
            if holder is None and indices:
                gap, nearest = min((self._shapes[i].distance(point), i) for i in indices)
                holder = nearest if gap <= _COAST_DEG else None
            if holder is not None:
                chosen[kind] = holder
        return self._describe(chosen.get("country"), chosen.get("admin1"))

    def _describe(self, country: int | None, unit: int | None) -> AdminUnits:
        """Return the names; a unit of another country than the one found is left out."""
        if country is None:
            return _NOWHERE
        _, _, name, iso3, _ = self._units[country]
        if unit is None or self._units[unit][3] != iso3:
            return AdminUnits(country_iso3=iso3, country=name)
        _, unit_id, unit_name, _, _ = self._units[unit]
        return AdminUnits(country_iso3=iso3, country=name, admin1=unit_name, admin1_id=unit_id)

    def _tree(self, kind: str) -> tuple[STRtree, list[int]]:
        import shapely  # noqa: PLC0415

        if kind not in self._trees:
            self._read_units()
            indices = [i for i, unit in enumerate(self._units) if unit[0] == kind]
            self._load(indices)
            self._trees[kind] = (shapely.STRtree([self._shapes[i] for i in indices]), indices)
        return self._trees[kind]

    def _hold(self, kind: str, points: NDArray[np.object_]) -> NDArray[np.int64]:
        """Return the index of the unit that holds each point, -1 for none."""
        import numpy as np  # noqa: PLC0415
        import shapely  # noqa: PLC0415

        tree, indices = self._tree(kind)
        numbers = np.asarray(indices, dtype=np.int64)
        found = np.full(len(points), -1, dtype=np.int64)
        # Boxes first, then each polygon once over all points in its box: a prepared polygon
        # answers many points much faster than a tree asks it one by one.
        at, hit = tree.query(points)
        order = np.argsort(-hit, kind="stable")
        at, hit = at[order], hit[order]
        starts = np.flatnonzero(np.r_[True, hit[1:] != hit[:-1]][: len(hit)]).tolist()
        for start, stop in zip(starts, [*starts[1:], len(hit)][: len(starts)], strict=True):
            # From the last to the first: on a shared border the lower index wins, as in
            # `find_one`.
            index, mine = indices[int(hit[start])], at[start:stop]
            inside = shapely.intersects_xy(
                self._shapes[index], shapely.get_x(points[mine]), shapely.get_y(points[mine])
            )
            found[mine[inside]] = index
        empty = np.flatnonzero(found < 0)
        if len(empty):
            near, owner = self._find_coast(tree, numbers, points[empty])
            found[empty[near]] = owner
        return found

    def _find_coast(
        self, tree: STRtree, numbers: NDArray[np.int64], points: NDArray[np.object_]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return which points lie just off a polygon, and the index of each one's nearest."""
        import numpy as np  # noqa: PLC0415
        import shapely  # noqa: PLC0415

        x, y = shapely.get_x(points), shapely.get_y(points)
        boxes = shapely.box(x - _COAST_DEG, y - _COAST_DEG, x + _COAST_DEG, y + _COAST_DEG)
        _, hit = tree.query(boxes)
        nothing = np.empty(0, dtype=np.int64)
        # Single edges in a tree of their own: the distance to a whole coast is slow to find.
        edges, owners = [], []
        for index in numbers[np.unique(hit)].tolist():
            xy, ring = shapely.get_coordinates(
                shapely.get_rings(shapely.get_parts(self._shapes[index])), return_index=True
            )
            same = ring[1:] == ring[:-1]
            edges.append(np.stack([xy[:-1][same], xy[1:][same]], axis=1))
            owners.append(np.full(int(same.sum()), index, dtype=np.int64))
        if not edges:
            return nothing, nothing
        lines = np.atleast_1d(np.asarray(shapely.linestrings(np.concatenate(edges))))
        near, edge = shapely.STRtree(lines).query_nearest(
            points, max_distance=_COAST_DEG, all_matches=False
        )
        return near, np.concatenate(owners)[edge]

    def find_many(self, positions: NDArray[np.float64]) -> tuple[AdminUnits, ...]:
        """Return the units at n positions, shape (n, 2).

        Raises
        ------
        ValueError
            If the shape is another.
        """
        import numpy as np  # noqa: PLC0415
        import shapely  # noqa: PLC0415

        xy = np.asarray(positions, dtype=float)
        if xy.size == 0:
            return ()
        if xy.ndim != 2 or xy.shape[1] != 2:
            raise ValueError(f"positions have shape {xy.shape}; (n, 2) is needed")
        good = np.isfinite(xy).all(axis=1) & (np.abs(xy) <= (180, 90)).all(axis=1)
        points = shapely.points(xy[good])
        countries, units = self._hold("country", points), self._hold("admin1", points)
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
