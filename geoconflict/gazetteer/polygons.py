"""Positions in, the stored polygons that hold them out, by kind; polygons are read when needed."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    import numpy as np
    from numpy.typing import NDArray
    from shapely import STRtree

# Simplified coasts leave harbours in the water: the nearest land within this counts (5 km at
# the equator).
_COAST_DEG = 0.045


@dataclass(frozen=True, slots=True)
class StoredUnit:
    """One unit with a polygon: its row number, kind, names and box (west, south, east, north)."""

    number: int
    kind: str
    entry_id: str
    name: str
    country_iso3: str
    box: tuple[float, float, float, float]


# Side of the cells by which far edges of a coast are left out before anything is measured.
_CELL_DEG = 0.5


def _number_cells(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the number of the cell of each position."""
    import numpy as np  # noqa: PLC0415

    columns = np.floor(x / _CELL_DEG).astype(np.int64)
    cells: NDArray[np.int64] = columns * 100_000 + np.floor(y / _CELL_DEG).astype(np.int64)
    return cells


def _cells_around(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the numbers of the cells of positions and of the eight around each."""
    import numpy as np  # noqa: PLC0415

    cells = np.unique(_number_cells(x, y))
    steps = [column * 100_000 + row for column in (-1, 0, 1) for row in (-1, 0, 1)]
    return np.unique(cells[:, None] + np.asarray(steps))


def _is_near(ends: NDArray[np.float64], cells: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which edges, shape (n, 2, 2), may pass through the sorted cells; long ones always."""
    import numpy as np  # noqa: PLC0415

    first, last = ends[:, 0], ends[:, 1]
    is_long = np.abs(last - first).max(axis=1) > _CELL_DEG / 2
    mine = _number_cells(first[:, 0], first[:, 1])
    at = np.minimum(np.searchsorted(cells, mine), len(cells) - 1)
    near: NDArray[np.bool_] = is_long | (cells[at] == mine)
    return near


class PolygonFinder:
    """Point in polygon over one gazetteer file.

    Parameters
    ----------
    connection
        An open gazetteer.
    kinds
        Kinds of geometry to look into, as "country" and "admin1".
    """

    def __init__(self, connection: sqlite3.Connection, kinds: Sequence[str]) -> None:
        self._connection = connection
        self._kinds = tuple(kinds)
        self._units: list[StoredUnit] | None = None
        self._shapes: dict[int, Any] = {}
        self._trees: dict[str, tuple[STRtree, list[int]]] = {}

    @property
    def units(self) -> list[StoredUnit]:
        """All units of the kinds with their boxes; their polygons are read later."""
        if self._units is None:
            marks = ",".join("?" * len(self._kinds))
            rows = self._connection.execute(
                "SELECT e.n, g.kind, e.id, e.name, e.country_iso3, "  # noqa: S608 - only marks
                "g.west, g.south, g.east, g.north "
                f"FROM geometry g JOIN entry e ON e.n = g.n WHERE g.kind IN ({marks}) ORDER BY e.n",
                self._kinds,
            )
            self._units = [
                StoredUnit(
                    number, kind, str(entry_id), name, iso3, (box[0], box[1], box[2], box[3])
                )
                for number, kind, entry_id, name, iso3, *box in rows
            ]
        return self._units

    def _load(self, indices: Iterable[int]) -> None:
        """Read the polygons that are not in memory yet."""
        import shapely  # noqa: PLC0415

        for index in indices:
            if index not in self._shapes:
                (raw,) = self._connection.execute(
                    "SELECT wkb FROM geometry WHERE n = ?", (self.units[index].number,)
                ).fetchone()
                shape = shapely.from_wkb(zlib.decompress(raw))
                shapely.prepare(shape)
                self._shapes[index] = shape

    def find_one(self, lon: float, lat: float) -> dict[str, int]:
        """Return, for each kind, the index of the unit that holds a position, where one does.

        Only the polygons around the position are read.
        """
        import shapely  # noqa: PLC0415

        point = shapely.Point(lon, lat)
        chosen: dict[str, int] = {}
        around: dict[str, list[int]] = {kind: [] for kind in self._kinds}
        for index, unit in enumerate(self.units):
            west, south, east, north = unit.box
            if (
                west - _COAST_DEG <= lon <= east + _COAST_DEG
                and south - _COAST_DEG <= lat <= north + _COAST_DEG
            ):
                around[unit.kind].append(index)
        for kind, indices in around.items():
            self._load(indices)
            holder = next((i for i in indices if self._shapes[i].intersects(point)), None)
            if holder is None and indices:
                gap, nearest = min((self._shapes[i].distance(point), i) for i in indices)
                holder = nearest if gap <= _COAST_DEG else None
            if holder is not None:
                chosen[kind] = holder
        return chosen

    def _tree(self, kind: str) -> tuple[STRtree, list[int]]:
        import shapely  # noqa: PLC0415

        if kind not in self._trees:
            indices = [i for i, unit in enumerate(self.units) if unit.kind == kind]
            self._load(indices)
            self._trees[kind] = (shapely.STRtree([self._shapes[i] for i in indices]), indices)
        return self._trees[kind]

    def find_many(self, kind: str, points: NDArray[np.object_]) -> NDArray[np.int64]:
        """Return the index of the unit of a kind that holds each of n points, -1 for none."""
        import numpy as np  # noqa: PLC0415
        import shapely  # noqa: PLC0415

        tree, indices = self._tree(kind)
        numbers = np.asarray(indices, dtype=np.int64)
        found = np.full(len(points), -1, dtype=np.int64)
        if not len(points) or not indices:
            return found
        # Each polygon once over a tree of the points: a polygon prepared once answers many
        # points much faster than a tree of polygons is asked for one point after the other.
        shapes = np.asarray([self._shapes[index] for index in indices], dtype=object)
        hit, at = shapely.STRtree(points).query(shapes, predicate="intersects")
        # From the last to the first: on a shared border the lower index wins, as in `find_one`.
        found[at[::-1]] = numbers[hit[::-1]]
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
        cells = _cells_around(x, y)
        # Single edges in a tree of their own: the distance to a whole coast is slow to find.
        edges, owners = [], []
        for index in numbers[np.unique(hit)].tolist():
            xy, ring = shapely.get_coordinates(
                shapely.get_rings(shapely.get_parts(self._shapes[index])), return_index=True
            )
            same = ring[1:] == ring[:-1]
            ends = np.stack([xy[:-1][same], xy[1:][same]], axis=1)
            ends = ends[_is_near(ends, cells)]
            edges.append(ends)
            owners.append(np.full(len(ends), index, dtype=np.int64))
        if not edges:
            return nothing, nothing
        lines = np.atleast_1d(np.asarray(shapely.linestrings(np.concatenate(edges))))
        near, edge = shapely.STRtree(lines).query_nearest(
            points, max_distance=_COAST_DEG, all_matches=False
        )
        return near, np.concatenate(owners)[edge]
