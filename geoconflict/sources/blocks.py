"""Blocks of a laid-out document in, one text with sound paragraphs and page ranges out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from geoconflict.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterable

# What no text needs and XML and parsers trip over; zero-width joiners stay, scripts need them.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\u00ad]")
_SPACE = re.compile(r"[^\S\n]+")


class BlockKind(StrEnum):
    """What a block is; items of one list stand on lines of their own, all else in paragraphs."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEM = "item"
    ROW = "row"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One paragraph, heading, list item or table row.

    Attributes
    ----------
    text
        Not empty, without blank lines.
    pages
        (offset in the text, page number from 1) where a page begins; empty without pages.
    """

    text: str
    kind: BlockKind = BlockKind.PARAGRAPH
    pages: tuple[tuple[int, int], ...] = ()


def tidy(text: str) -> str:
    """Return a text without control characters, soft hyphens and runs of white space."""
    lines = _SPACE.sub(" ", _CONTROL.sub("", text)).split("\n")
    return "\n".join(line.strip() for line in lines if line.strip())


def join_cells(cells: Iterable[str]) -> str:
    """Return a table's row as one line, its filled cells parted by semicolons."""
    filled = [" ".join(tidy(cell).split()) for cell in cells]
    return "; ".join(cell.rstrip(";") for cell in filled if cell)


def join_blocks(blocks: Iterable[Block], *, page_count: int = 0) -> tuple[str, tuple[Span, ...]]:
    """Return the text of blocks and what stands on each page.

    Parameters
    ----------
    blocks
        In reading order.
    page_count
        Number of pages; 0 for a document without pages.

    Returns
    -------
    text
        Ends with one line end; empty for no blocks.
    pages
        One range a page, covering the text; () without pages.
    """
    parts: list[str] = []
    starts: dict[int, int] = {}
    length = 0
    before: BlockKind | None = None
    for block in blocks:
        if before is not None:
            together = before is BlockKind.ITEM and block.kind is BlockKind.ITEM
            parts.append("\n" if together else "\n\n")
            length += len(parts[-1])
        for offset, page in block.pages:
            starts.setdefault(page, length + offset)
        parts.append(block.text)
        length += len(block.text)
        before = block.kind
    if parts:
        parts.append("\n")
        length += 1
    return "".join(parts), _cover(starts, page_count, length)


def _cover(starts: dict[int, int], page_count: int, length: int) -> tuple[Span, ...]:
    """Return the ranges of all pages; each ends where the next one that has text begins."""
    spans: list[Span] = []
    end = length
    for page in range(page_count, 0, -1):
        start = starts.get(page, end)
        spans.append(Span(start, end))
        end = start
    spans.reverse()
    if spans and spans[0].start > 0:
        spans[0] = Span(0, spans[0].end)
    return tuple(spans)
