"""The words of one PDF page with their positions in, lines in reading order out."""

from __future__ import annotations

import itertools
import re
import statistics
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from geoconflict.sources.blocks import join_cells, tidy

if TYPE_CHECKING:
    from collections.abc import Sequence

# Page positions are in points (1/72 inch) from the top left corner.
# Space between words is about 0.3 of the type size, up to 1 in justified lines; columns and
# cells stand farther apart.
_GAP_SIZES = 1.5
_MIN_GAP = 8.0
_MIN_COLUMN_ROWS = 5
# Lines of a column of text hold several words; cells of a table mostly one to three.
_MIN_COLUMN_WORDS = 3.0
# Words whose middles differ by less than this share of the type size stand on one row.
_ROW_SHARE = 0.45
# Above this many strokes a page is a drawing (a map); looking for tables in it takes minutes.
_MAX_STROKES = 1500
_MAX_CELL_CHARS = 400
_SUPERSCRIPT_SIZE = 0.8
# A line of a table of contents: it repeats a heading that stands in the text.
_LEADER = re.compile(r"(?:[.·…] ?){5,}[\divxl]*$")
_MARK = re.compile(r"[\d*†‡§,]{1,4}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of text in its column, or one row of a table.

    Attributes
    ----------
    text
        Not empty.
    page
        From 1.
    x0, x1, top, bottom
        Its box in points.
    left, right
        The edges of its column in points.
    size
        Type size in points.
    font
        Name of the font of most of its words.
    is_row
        Whether it is a row of a table.
    column
        Counts columns and bands over the page; a new number is a new flow of text.
    """

    text: str
    page: int
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    font: str = ""
    left: float = 0.0
    right: float = 0.0
    is_row: bool = False
    column: int = 0


def read_lines(page: Any, number: int) -> list[Line]:
    """Return the lines of a page in reading order: columns one after the other, rows as lines.

    Parameters
    ----------
    page
        A pdfplumber page.
    number
        Its number, from 1.

    Returns
    -------
    lines
        Upright text only; marks of footnotes are left out; empty for a page without text.
    """
    tables = _find_tables(page)
    upright = page.filter(
        lambda item: item.get("object_type") != "char" or bool(item.get("upright"))
    ).dedupe_chars()
    words = upright.extract_words(
        x_tolerance_ratio=0.18, keep_blank_chars=False, extra_attrs=["size", "fontname"]
    )
    words = [
        word for word in words
        if not any(_is_inside(word, box) for box, _ in tables)
    ]  # fmt: skip
    parts = [part for row in _gather_rows(_drop_marks(words)) for part in _split_row(row)]
    lines = _order([_make_line(part, number) for part in parts])
    for (x0, top, x1, bottom), cells in tables:
        found = [
            Line(text=text, page=number, x0=x0, x1=x1, top=top, bottom=bottom, size=0.0,
                 left=x0, right=x1, is_row=True, column=-1)
            for row in cells
            if (text := join_cells(cell or "" for cell in row))
        ]  # fmt: skip
        lines = _insert(lines, found)
    return lines


def _find_tables(page: Any) -> list[tuple[tuple[float, ...], list[list[str | None]]]]:
    """Return the ruled tables of a page: box and rows of cells."""
    if len(page.edges) > _MAX_STROKES:
        return []
    found = []
    for table in page.find_tables():
        cells = table.extract(x_tolerance_ratio=0.18)
        filled = [[cell for cell in row if cell and cell.strip()] for row in cells]
        wide = sum(len(row) >= 2 for row in filled)
        longest = max((len(cell) for row in filled for cell in row), default=0)
        # Frames round text and pages laid out in boxes are ruled too.
        if wide >= 2 and longest <= _MAX_CELL_CHARS:
            found.append((table.bbox, cells))
    return found


def _is_inside(word: dict[str, Any], box: tuple[float, ...]) -> bool:
    """Return whether the middle of a word lies in a box."""
    x, y = (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def _drop_marks(words: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the words without the raised small figures at their ends, which point to notes."""
    return [
        word
        for word in words
        if not _MARK.fullmatch(word["text"])
        or not any(
            other["size"] * _SUPERSCRIPT_SIZE >= word["size"]
            and -1.0 <= word["x0"] - other["x1"] <= 2.0
            and other["top"] - word["size"] <= word["top"] <= other["bottom"]
            for other in words
        )
    ]


def _gather_rows(words: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Return words by row, top to bottom and left to right."""
    rows: list[list[dict[str, Any]]] = []
    for word in sorted(words, key=lambda w: (round((w["top"] + w["bottom"]) / 2, 1), w["x0"])):
        row = rows[-1] if rows else None
        height = max(word["bottom"] - word["top"], row[0]["bottom"] - row[0]["top"] if row else 0)
        if row and _middle(word) - _middle(row[0]) <= _ROW_SHARE * height:
            row.append(word)
        else:
            rows.append([word])
    return [sorted(row, key=lambda w: w["x0"]) for row in rows]


def _middle(word: dict[str, Any]) -> float:
    """Return the height on the page of a word's middle."""
    return float(word["top"] + word["bottom"]) / 2


def _split_row(row: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Return the parts of a row that wide gaps set apart."""
    parts: list[list[dict[str, Any]]] = []
    for word in row:
        gap = word["x0"] - parts[-1][-1]["x1"] if parts else 0.0
        if not parts or gap > max(_MIN_GAP, _GAP_SIZES * word["size"]):
            parts.append([word])
        else:
            parts[-1].append(word)
    return parts


def _make_line(words: list[dict[str, Any]], page: int) -> Line:
    """Return the line that neighbouring words make; words of two fonts may touch."""
    text = words[0]["text"]
    for before, word in itertools.pairwise(words):
        close = word["x0"] - before["x1"] <= 0.18 * min(before["size"], word["size"])
        # Where the mark of a footnote was left out.
        close = close or word["text"][0] in ".,;:!?)"
        text += word["text"] if close else f" {word['text']}"
    fonts = [word["fontname"] for word in words for _ in word["text"]]
    return Line(
        text=tidy(text.replace("\u00ad", "-")).replace("\n", " "),
        page=page,
        x0=words[0]["x0"],
        x1=words[-1]["x1"],
        top=min(word["top"] for word in words),
        bottom=max(word["bottom"] for word in words),
        size=float(statistics.median_high([word["size"] for word in words for _ in word["text"]])),
        font=max(sorted(set(fonts)), key=fonts.count),
    )


def _order(parts: list[Line]) -> list[Line]:
    """Return the lines of a page in reading order, each with its column's edges."""
    lines: list[Line] = []
    counter = itertools.count()

    def emit(some: list[Line]) -> None:
        gutter = _find_gutter(some)
        if gutter is None:
            column = next(counter)
            flat = [_join_row(row) for row in _align(some)]
            left = min(line.x0 for line in flat)
            right = max(line.x1 for line in flat)
            lines.extend(replace(line, left=left, right=right, column=column) for line in flat)
            return
        for crossing, group in itertools.groupby(some, key=lambda p: p.x0 < gutter < p.x1):
            band = list(group)
            sides = (
                [band]
                if crossing
                else [[p for p in band if p.x1 <= gutter], [p for p in band if p.x0 >= gutter]]
            )
            for side in sides:
                if side:
                    emit(side)

    kept = [part for part in parts if part.text and not _LEADER.search(part.text)]
    if kept:
        emit(sorted(kept, key=lambda part: (part.top, part.x0)))
    return lines


def _find_gutter(parts: Sequence[Line]) -> float | None:
    """Return the x of the gap between two columns of running text, None without columns.

    A table without rules has such gaps too; there the parts hold few words.
    """
    best: tuple[float, float] | None = None
    for x in sorted({round(part.x1 + 1) for part in parts}):
        left = [part for part in parts if part.x1 <= x]
        right = [part for part in parts if part.x0 >= x]
        crossing = len(parts) - len(left) - len(right)
        if min(len(left), len(right)) < max(_MIN_COLUMN_ROWS, crossing):
            continue
        gap = min(part.x0 for part in right) - max(part.x1 for part in left)
        if (
            gap >= _MIN_GAP
            and _count_beside(left, right) >= _MIN_COLUMN_ROWS
            and _count_beside(right, left) >= _MIN_COLUMN_ROWS
            and min(_mean_words(left), _mean_words(right)) >= _MIN_COLUMN_WORDS
        ):
            score = len(left) + len(right) + gap / 1000
            if best is None or score > best[0]:
                best = (score, float(x))
    return best[1] if best else None


def _count_beside(parts: Sequence[Line], others: Sequence[Line]) -> int:
    """Return how many parts stand at the height of the others."""
    top, bottom = min(p.top for p in others), max(p.bottom for p in others)
    return sum(top <= (part.top + part.bottom) / 2 <= bottom for part in parts)


def _mean_words(parts: Sequence[Line]) -> float:
    """Return the mean number of words in a part."""
    return statistics.fmean(len(part.text.split()) for part in parts)


def _align(parts: Sequence[Line]) -> list[list[Line]]:
    """Return the parts of one column by row, top to bottom and left to right."""
    rows: list[list[Line]] = []
    for part in sorted(parts, key=lambda p: ((p.top + p.bottom) / 2, p.x0)):
        first = rows[-1][0] if rows else None
        if first and (part.top + part.bottom - first.top - first.bottom) / 2 <= _ROW_SHARE * max(
            part.size, first.size
        ):
            rows[-1].append(part)
        else:
            rows.append([part])
    return [sorted(row, key=lambda p: p.x0) for row in rows]


def _join_row(row: list[Line]) -> Line:
    """Return a row of several parts as one line, with the parts as cells."""
    if len(row) == 1:
        return row[0]
    first = row[0]
    # A number or bullet before a hanging paragraph is no cell.
    if len(row) == 2 and re.fullmatch(r"[•▪◦●○■□–*-]|\(?\w{1,3}[.)]|\(cid:\d+\)", first.text):
        return replace(row[1], text=f"{first.text} {row[1].text}", x0=first.x0)
    return replace(
        first,
        text=join_cells(line.text for line in row),
        x1=max(line.x1 for line in row),
        top=min(line.top for line in row),
        bottom=max(line.bottom for line in row),
        is_row=True,
    )


def _insert(lines: list[Line], table: list[Line]) -> list[Line]:
    """Return the lines with a table put before the first line below it in its own column."""
    if not table:
        return lines
    x0, x1, top = table[0].x0, table[0].x1, table[0].top
    for index, line in enumerate(lines):
        overlaps = line.x0 < x1 and line.x1 > x0
        if overlaps and line.top >= top:
            return lines[:index] + table + lines[index:]
    return lines + table
