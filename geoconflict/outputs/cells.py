"""Columns of a table in; plain values that a text format can hold out."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pandas import DataFrame

#: What a cell of a text format may be; None where nothing is known.
Cell = str | int | float | None


def read_cells(table: DataFrame, column: str) -> list[Cell]:
    """Return one column's values: days as ISO 8601 texts, flags as 0 and 1, None for unknown."""
    series = table[column]
    known = series.notna().to_numpy(dtype=bool)
    if pd.api.types.is_datetime64_any_dtype(series.dtype):
        days = series.to_numpy(dtype="datetime64[D]").astype(str)
        return [str(day) if is_known else None for day, is_known in zip(days, known, strict=True)]
    values = series.astype(object).tolist()
    return [
        _as_cell(value) if is_known else None for value, is_known in zip(values, known, strict=True)
    ]


def _as_cell(value: object) -> Cell:
    """Return one known value as a plain one; None for a number that is not finite."""
    if isinstance(value, bool | int):
        return int(value)
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    return str(value)


def read_rows(table: DataFrame, columns: Sequence[str]) -> Iterator[tuple[Cell, ...]]:
    """Yield the rows of some columns, in the table's order."""
    return zip(*(read_cells(table, column) for column in columns), strict=True)
