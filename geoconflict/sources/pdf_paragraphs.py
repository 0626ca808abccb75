"""The lines of all pages of a PDF in, paragraphs without page furniture out."""

from __future__ import annotations

import itertools
import re
import statistics
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geoconflict.sources.blocks import Block, BlockKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geoconflict.sources.pdf_lines import Line

# Headers and footers stand in this share of the page's height at top and bottom.
_MARGIN_SHARE = 0.12
# One that stands on so many pages is furniture; chapters and left and right pages may differ.
_FURNITURE_PAGES = 3
_FURNITURE_PAGES_SHORT = 2
_SHORT_PAGES = 10
_PAGE_NUMBER = re.compile(
    r"(?:page|p\.)? ?[-–—|]? ?(?:\d{1,4}|[ivxlc]{1,6}) ?(?:(?:of|/|\|) ?\d{1,4})? ?[-–—|]?",
    re.IGNORECASE,
)
# A letter whose font does not say what it is, as pdfminer writes it.
_UNKNOWN_LETTER = re.compile(r"\(cid:\d+\)")
_NUMBER = re.compile(r"\d+")
_BULLET = re.compile(
    r"^(?:[•▪◦●○■□\uf0b7\uf0a7‣⁃–—*-]|\(cid:\d+\)|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4})[.)])\s+"
)
_TERMINAL = re.compile(r"[.!?:;…]['\"”’)\]]*\d{0,3}$")
_NOTE_MARK = re.compile(r"^(?:\[?\d{1,3}\]?|[*†‡§])[.)]?\s*\S")
_STUB = re.compile(r"(?P<stub>[^\W\d_]+)[-‐]$")
_WORD = re.compile(r"[^\W\d_]+(?:[-‐][^\W\d_]+)*")
_OPENING_WORD = re.compile(r"[^\W\d_]+")
# Parts that keep their hyphen before a lower-case word: Arabic articles and prefixes.
_KEEP_HYPHEN = {
    "ad", "al", "an", "ar", "as", "ash", "at", "az", "ed", "ej", "el", "er", "es", "ex", "ez",
    "anti", "cease", "co", "counter", "cross", "mid", "multi", "non", "post", "pre", "pro", "self",
    "so", "well",
}  # fmt: skip
_NOTE_SIZE = 0.92
_HEADING_SIZE = 1.08
_LEADING = 1.35
_SHORT_LINE = 0.85
_HEADING_CHARS = 160


@dataclass(slots=True)
class _Group:
    """Lines of one paragraph while it is gathered."""

    lines: list[Line]
    kind: BlockKind = BlockKind.PARAGRAPH
    size: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFacts:
    """Lines of one page and its height in points."""

    lines: tuple[Line, ...]
    height: float


def build_paragraphs(pages: Sequence[PageFacts]) -> tuple[list[Block], int, str]:
    """Return the blocks of a PDF in reading order.

    Parameters
    ----------
    pages
        In page order.

    Returns
    -------
    blocks
        Headers, footers, page numbers and footnotes left out; words broken over lines joined;
        paragraphs that run over columns and pages whole, with the offset where each page begins.
    notes
        Number of footnotes left out.
    title
        What is set largest on the first page, empty where nothing stands out.
    """
    sizes = Counter[float]()
    for line in (line for page in pages for line in page.lines if line.size):
        sizes[round(line.size, 1)] += len(line.text)
    body = max(sorted(sizes), key=sizes.__getitem__) if sizes else 0.0
    kept = _drop_furniture(pages, body)
    groups: list[_Group] = []
    notes = 0
    for facts, lines in zip(pages, kept, strict=True):
        own = _group_lines(lines, body)
        for group in own:
            if _is_note(group, body, facts.height):
                notes += 1
            else:
                groups.append(group)
    words = Counter(
        word.lower() for lines in kept for line in lines for word in _WORD.findall(line.text)
    )
    merged = _merge(groups)
    blocks = [_build_block(group, words) for group in merged]
    return [block for block in blocks if block.text], notes, _find_title(merged, words, body)


def _drop_furniture(pages: Sequence[PageFacts], body: float) -> list[list[Line]]:
    """Return the lines of each page without running headers, footers and page numbers."""
    counts = Counter[tuple[str, bool]]()
    for page in pages:
        counts.update({key for line in page.lines if (key := _margin_key(line, page.height, body))})
    needed = _FURNITURE_PAGES_SHORT if len(pages) < _SHORT_PAGES else _FURNITURE_PAGES
    return [
        [
            line for line in page.lines
            if (key := _margin_key(line, page.height, body)) is None
            or (counts[key] < needed and not _PAGE_NUMBER.fullmatch(line.text))
        ]
        for page in pages
    ]  # fmt: skip


def _margin_key(line: Line, height: float, body: float) -> tuple[str, bool] | None:
    """Return what identifies a line in the margin: its text, and which margin.

    Numbers are left out of it, for they count the pages; not in large type, where they are those
    of chapters ("Day 1").
    """
    if not line.size:
        return None
    is_large = line.size > _HEADING_SIZE * body
    text = line.text.casefold() if is_large else _NUMBER.sub("#", line.text.casefold())
    if line.bottom <= _MARGIN_SHARE * height:
        return text, True
    if line.top >= (1 - _MARGIN_SHARE) * height:
        return text, False
    return None


def _group_lines(lines: Sequence[Line], body: float) -> list[_Group]:
    """Return the paragraphs of one page."""
    leadings = [
        after.top - before.top
        for before, after in itertools.pairwise(lines)
        if before.column == after.column and 0 < after.top - before.top < 3 * max(before.size, 1)
    ]
    leading = statistics.median_low([round(value, 1) for value in leadings]) if leadings else 0.0
    groups: list[_Group] = []
    for line in lines:
        if line.is_row:
            groups.append(_Group([line], BlockKind.ROW, line.size))
        elif not groups or _starts_paragraph(groups[-1], line, leading):
            kind = BlockKind.ITEM if _BULLET.match(line.text) else BlockKind.PARAGRAPH
            groups.append(_Group([line], kind, line.size))
        else:
            groups[-1].lines.append(line)
    for group in groups:
        text_chars = sum(len(line.text) for line in group.lines)
        if (
            group.kind is BlockKind.PARAGRAPH
            and group.size > _HEADING_SIZE * body
            and text_chars < _HEADING_CHARS
        ):
            group.kind = BlockKind.HEADING
    return groups


def _starts_paragraph(group: _Group, line: Line, leading: float) -> bool:
    """Return whether a line opens a paragraph rather than going on with the one before."""
    last = group.lines[-1]
    if group.kind is BlockKind.ROW or last.column != line.column or _BULLET.match(line.text):
        return True
    if abs(line.size - last.size) > 0.12 * max(last.size, 1.0):
        return True
    step = line.top - last.top
    if step <= 0 or (leading and step > _LEADING * max(leading, 1.05 * line.size)):
        return True
    width = max(line.right - line.left, 1.0)
    is_short = last.x1 < line.left + _SHORT_LINE * width
    if is_short and (last.font != line.font or _TERMINAL.search(last.text)):
        return True
    # A first line set in; the second line of a hanging item is set in too.
    indent = line.x0 - last.x0
    return (
        group.kind is not BlockKind.ITEM
        and indent > 0.8 * line.size
        and last.x0 <= line.left + 0.5 * line.size
        and bool(_TERMINAL.search(last.text))
    )


def _is_note(group: _Group, body: float, height: float) -> bool:
    """Return whether a paragraph is a footnote: small, numbered, low on the page."""
    first = group.lines[0]
    return (
        group.kind is not BlockKind.ROW
        and group.size < _NOTE_SIZE * body
        and first.top > 0.5 * height
        and bool(_NOTE_MARK.match(first.text))
    )


def _merge(groups: list[_Group]) -> list[_Group]:
    """Return paragraphs with those joined that run on in the next column or page."""
    merged: list[_Group] = []
    for group in groups:
        before = merged[-1] if merged else None
        if (
            before is not None
            and before.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM)
            and group.kind is BlockKind.PARAGRAPH
            and _place(before.lines[-1]) != _place(group.lines[0])
            and abs(before.size - group.size) <= 0.12 * max(before.size, 1.0)
            and not _TERMINAL.search(before.lines[-1].text)
            and _runs_on(before.lines[-1], group.lines[0])
        ):
            before.lines.extend(group.lines)
        else:
            merged.append(group)
    return merged


def _place(line: Line) -> tuple[int, int]:
    """Return the page and column of a line."""
    return line.page, line.column


def _runs_on(last: Line, first: Line) -> bool:
    """Return whether a line goes on in another column: a full line, or a lower-case beginning."""
    if first.text[0].islower():
        return True
    width = max(last.right - last.left, 1.0)
    is_full = last.x1 > last.left + 0.9 * width and len(last.text) > 30
    return is_full and last.font == first.font


def _build_block(group: _Group, words: Counter[str]) -> Block:
    """Return the block of a paragraph's lines, with the offsets where pages begin."""
    text = ""
    pages: list[tuple[int, int]] = []
    for line in group.lines:
        addition = line.text
        bullet = _BULLET.match(addition)
        if not text and bullet and not re.search(r"\w", _UNKNOWN_LETTER.sub("", bullet[0])):
            addition = "- " + addition[bullet.end() :]
        addition = " ".join(_UNKNOWN_LETTER.sub("", addition).split())
        if text:
            text = _open_end(text, addition, words)
        if not pages or pages[-1][1] != line.page:
            pages.append((len(text), line.page))
        text += addition
    return Block(text=text, kind=group.kind, pages=tuple(pages))


def _open_end(text: str, addition: str, words: Counter[str]) -> str:
    """Return a text made ready for its next line: a space added, or a broken word opened."""
    stub = _STUB.search(text)
    opening = _OPENING_WORD.match(addition)
    if stub is None or opening is None:
        # A range of numbers ("2019-" and "20") keeps its hyphen.
        return text if re.search(r"\d[-–]$", text) and addition[:1].isdigit() else f"{text} "
    whole = f"{stub['stub']}{opening[0]}".lower()
    compound = f"{stub['stub']}-{opening[0]}".lower()
    keeps = (
        not opening[0][0].islower()
        or stub["stub"].lower() in _KEEP_HYPHEN
        or words[compound] > words[whole]
    )
    return text if keeps else text[: stub.end("stub")]


def _find_title(groups: Sequence[_Group], words: Counter[str], body: float) -> str:
    """Return the largest heading of the first page."""
    if not groups:
        return ""
    first = groups[0].lines[0].page
    headings = [
        group for group in groups
        if group.kind is BlockKind.HEADING and group.lines[0].page == first
        and group.size > 1.2 * body
    ]  # fmt: skip
    if not headings:
        return ""
    return _build_block(max(headings, key=lambda group: group.size), words).text
