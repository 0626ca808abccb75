"""A saved web page in, one `Document` of its main text out. Nothing is ever fetched."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from geoconflict.errors import SourceError
from geoconflict.sources.blocks import Block, BlockKind, join_blocks, join_cells, tidy
from geoconflict.sources.drafting import build_document, read_bytes, refuse
from geoconflict.sources.page_metadata import read_page_metadata
from geoconflict.sources.text import decode_characters

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geoconflict.model import Document

_MAX_BYTES = 20_000_000
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_HEAD_BYTES = 8192
_XML_DECLARATION = re.compile(r"\A[\s\ufeff]*<\?xml[^>]*\?>", re.IGNORECASE)
_ANY_TAG = re.compile(r"<(?:!doctype|!--|/?[a-z][\w-]*)[\s>/]", re.IGNORECASE)
# XML holds no control characters; libxml2 would stop reading at the first of them.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Numbers of footnotes and references; the 2 of "km2" is none.
_NOTE_MARK = re.compile(r"\s*(?:\[?(?:\d{1,3}|[a-z*†‡])\]?,?\s*){1,5}")
_UNIT = re.compile(r"\b(?:k?m|mi|ft|ha)$")
# Text that a reader never sees, or that is not the report's.
_DROPPED = ("script", "style", "noscript", "template", "svg", "head", "nav", "form", "button")
_BLOCK_TAGS = {
    "p", "div", "section", "article", "main", "li", "ul", "ol", "table", "tr", "blockquote", "pre",
    "h1", "h2", "h3", "h4", "h5", "h6", "header", "footer", "figure", "figcaption", "body", "dd",
    "dt", "dl", "aside", "address", "td", "th",
}  # fmt: skip
# Deeper pages are made by machines to break readers; browsers stop at about this depth too.
_MAX_DEPTH = 400


def read_webpage(path: Path) -> Iterator[Document | SourceError]:
    """Yield the one document of an HTML file, or why there is none.

    Menus, advertisements and comments are left out. Title, day of publication, site, address and
    language come from the page's metadata.
    """
    try:
        yield _read(path)
    except SourceError as error:
        yield error


def _read(path: Path) -> Document:
    """Return the document of an HTML file."""
    data = read_bytes(path, _MAX_BYTES)
    charset = _CHARSET.search(data[:_HEAD_BYTES])
    declared = charset[1].decode("ascii") if charset else ""
    markup, notes = decode_characters(data, path, declared=declared)
    if not _ANY_TAG.search(markup):
        notes = (*notes, f"{path.name}: has no HTML tags; read as plain text")
        return build_document(path, markup, notes=notes)
    tree = _parse(markup)
    if tree is None:
        raise refuse(path, "holds no HTML that can be read; save its text as UTF-8 instead")
    metadata = read_page_metadata(tree, markup)
    blocks = _extract_main(tree)
    if not blocks:
        blocks = _extract_all(tree)
        if blocks:
            notes = (*notes, f"{path.name}: no main text stood out; the whole page was read")
    text, _ = join_blocks(blocks)
    if not text.strip():
        raise refuse(
            path,
            "holds no text (a page that is drawn by scripts?); save it from the browser once it "
            "shows, or save its text",
        )
    return build_document(path, text, metadata=metadata, notes=notes)


def _parse(markup: str) -> Any:
    """Return the page as a tree, None when there is nothing in it or it is nested absurdly."""
    from lxml import etree, html  # noqa: PLC0415 - only this reader needs it

    plain = _CONTROL.sub(" ", _XML_DECLARATION.sub("", markup))
    parser = html.HTMLParser(encoding="utf-8", remove_pis=True, remove_comments=True)
    try:
        tree = html.document_fromstring(plain.encode("utf-8"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None
    if _is_deep(tree):
        return None
    for mark in list(tree.iter("sup")):
        if _NOTE_MARK.fullmatch("".join(mark.itertext())) and not _UNIT.search(_before(mark)):
            mark.drop_tree()
    return tree


def _before(element: Any) -> str:
    """Return the text right before an element."""
    previous = element.getprevious()
    parent = element.getparent()
    if previous is not None:
        return str(previous.tail or "")
    return "" if parent is None else str(parent.text or "")


def _is_deep(tree: Any) -> bool:
    """Return whether elements are nested too deep for readers that recurse."""
    from lxml import etree  # noqa: PLC0415

    depth = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > _MAX_DEPTH:
            return True
    return False


def _extract_main(tree: Any) -> list[Block]:
    """Return the blocks of a page's main text; none where it has none."""
    import copy  # noqa: PLC0415
    import logging  # noqa: PLC0415

    import trafilatura  # noqa: PLC0415 - only this reader needs it

    logging.getLogger("trafilatura").addHandler(logging.NullHandler())
    try:
        found = trafilatura.bare_extraction(
            copy.deepcopy(tree),
            include_comments=False,
            include_tables=True,
            include_links=False,
            include_images=False,
            with_metadata=False,
        )
    except Exception:  # noqa: BLE001 - any page may come; the whole page is read instead
        return []
    body = getattr(found, "body", None)
    if body is None:
        return []
    blocks: list[Block] = []
    for child in body:
        _take_element(child, blocks)
    return blocks


def _take_element(element: Any, blocks: list[Block]) -> None:
    """Append the blocks of one element of the extracted text (TEI-like tags)."""
    tag = element.tag
    if tag == "list":
        ordered = element.get("rend") == "ol"
        for number, item in enumerate(element.iter("item"), start=1):
            line = " ".join(tidy(_text_of(item, skip=("list",))).split())
            if line:
                marker = f"{number}. " if ordered else "- "
                blocks.append(Block(text=marker + line, kind=BlockKind.ITEM))
    elif tag == "table":
        for row in element.iter("row"):
            line = join_cells(_text_of(cell) for cell in row.iter("cell"))
            if line:
                blocks.append(Block(text=line, kind=BlockKind.ROW))
    elif tag == "quote" and any(child.tag in ("p", "list", "table", "head") for child in element):
        if element.text:
            _add(blocks, element.text, BlockKind.PARAGRAPH)
        for child in element:
            _take_element(child, blocks)
    else:
        kind = BlockKind.HEADING if tag == "head" else BlockKind.PARAGRAPH
        for part in re.split(r"\n\s*\n", _text_of(element)):
            _add(blocks, part, kind)
    if element.tail:
        _add(blocks, element.tail, BlockKind.PARAGRAPH)


def _text_of(element: Any, skip: tuple[str, ...] = ()) -> str:
    """Return the text in an element; line breaks stay, struck-out and skipped elements do not."""
    parts = [element.text or ""]
    for child in element:
        if child.tag == "lb":
            parts.append("\n")
        elif child.tag != "del" and child.tag not in skip:
            parts.append(_text_of(child, skip))
        parts.append(child.tail or "")
    return "".join(parts)


def _extract_all(tree: Any) -> list[Block]:
    """Return every visible block of a page, for pages too short to have a main text."""
    from lxml import etree  # noqa: PLC0415

    etree.strip_elements(tree, *_DROPPED, with_tail=False)
    blocks: list[Block] = []
    line: list[str] = []

    def flush() -> None:
        _add(blocks, " ".join("".join(line).split()), BlockKind.PARAGRAPH)
        line.clear()

    for event, element in etree.iterwalk(tree, events=("start", "end")):
        is_block = element.tag in _BLOCK_TAGS
        if is_block or element.tag == "br":
            flush()
        line.append((element.text if event == "start" else element.tail) or "")
    flush()
    return blocks


def _add(blocks: list[Block], text: str, kind: BlockKind) -> None:
    """Append a block unless it has no text."""
    plain = tidy(text)
    if plain:
        blocks.append(Block(text=plain, kind=kind))
