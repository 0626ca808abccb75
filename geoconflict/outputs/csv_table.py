"""A table in; CSV that spreadsheets open as text and numbers, never as formulas, out."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from geoconflict.outputs.cells import read_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pandas import DataFrame

    from geoconflict.outputs.cells import Cell

# What a spreadsheet may take for a formula: also after an apostrophe that is part of the text,
# so that taking one apostrophe away always gives the text back.
# Source: OWASP, "CSV Injection"; the full-width signs are those that some locales accept.
_FORMULA = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


def render_csv(table: DataFrame, columns: Sequence[str]) -> str:
    """Return a table as CSV text.

    Days are ISO 8601, whole numbers have no decimals, flags are 0 and 1, unknown is empty. A
    text that a spreadsheet could run as a formula gets an apostrophe before it (`read_text`
    takes it off again); numbers stay as they are.

    Parameters
    ----------
    table
        Rows in order; a geometry column is no column of a CSV.
    columns
        Names and order of the columns.

    Returns
    -------
    text
        Header and rows (RFC 4180: comma, CR LF, quotes doubled), starting with a byte order
        mark, by which spreadsheets know UTF-8. Only the header for a table without rows.
    """
    out = io.StringIO(newline="")
    out.write("\ufeff")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    for row in read_rows(table, columns):
        writer.writerow([_guard(cell) for cell in row])
    return out.getvalue()


def _guard(cell: Cell) -> Cell:
    """Return a cell that no spreadsheet runs."""
    if isinstance(cell, str) and _FORMULA.match(cell):
        return f"'{cell}"
    return "" if cell is None else cell


def read_text(cell: str) -> str:
    """Return the text that a cell of `render_csv` stands for."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
