"""A Word document (DOCX) in, one `Document` out: body text, headings, lists and tables."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

from geoconflict.errors import MissingReaderError, SourceError
from geoconflict.sources.blocks import Block, BlockKind, join_blocks, join_cells, tidy
from geoconflict.sources.drafting import Metadata, build_document, read_bytes, refuse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geoconflict.model import Document

_MAX_BYTES = 200_000_000
# The text of a thousand-page report unpacks to some 20 MB; pictures are packed already.
_MAX_TEXT_BYTES = 200_000_000
_MAX_UNPACKED_BYTES = 2_000_000_000
_OLE_MAGIC = b"\xd0\xcf\x11\xe0"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# Deleted text, numbers of notes, comments, field codes: nothing of it is the report's text.
_SKIPPED = {
    f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}delText", f"{_W}pPr", f"{_W}rPr",
    f"{_W}footnoteReference", f"{_W}endnoteReference", _FALLBACK,
}  # fmt: skip
_SPACES = {f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_HEADING_STYLE = re.compile(r"^(?:heading|title|subtitle)\b", re.IGNORECASE)
_LIST_STYLE = re.compile(r"^list\b", re.IGNORECASE)
_MAX_NESTING = 100


def read_word(path: Path) -> Iterator[Document | SourceError]:
    """Yield the one document of a DOCX file, or why there is none.

    Text that tracked changes deleted, struck-out text, headers, footers and notes are left out.
    The file's own dates say when it was made or saved, not when it was published; they are
    named in a note and never taken.
    """
    try:
        yield _read(path)
    except SourceError as error:
        yield error


def _read(path: Path) -> Document:
    """Return the document of a DOCX file."""
    data = read_bytes(path, _MAX_BYTES)
    _check_package(path, data)
    try:
        import docx  # noqa: PLC0415 - optional
    except ImportError as error:
        raise MissingReaderError("docx", str(path)) from error
    try:
        file = docx.Document(io.BytesIO(data))
        walk = _Walk({style.style_id: str(style.name or "") for style in file.styles})
        walk.take_children(file.element.body, 0)
        text, _ = join_blocks(walk.blocks)
        properties = file.core_properties
        title, language = tidy(properties.title or ""), tidy(properties.language or "")
        saved = properties.modified or properties.created
    except Exception as error:  # any damage to the package, its XML or its relations
        reason = " ".join(str(error).split())[:100] or type(error).__name__
        raise refuse(path, f"is a damaged DOCX file ({reason}); open and save it again") from error
    if not text.strip():
        raise refuse(path, "holds no text (only pictures?); save its text, or run OCR on it")
    headings = [block.text for block in walk.blocks[:1] if block.kind is BlockKind.HEADING]
    notes = []
    if walk.struck:
        notes.append(f"{path.name}: struck-out text left out in {walk.struck} place(s)")
    document = build_document(
        path,
        text,
        metadata=Metadata(
            title=" ".join(title.split()) or (headings[0] if headings else ""),
            language=language,
        ),
        notes=tuple(notes),
    )
    if document.published is None and saved is not None:
        document = _note_saved(document, f"{saved:%Y-%m-%d}")
    return document


def _note_saved(document: Document, day: str) -> Document:
    """Return the document with a note on when its file was saved."""
    from dataclasses import replace  # noqa: PLC0415

    note = (
        f"{document.name}: does not say when it was published (its file was saved on {day}); "
        "give the day with --published"
    )
    return replace(document, notes=(*document.notes, note))


def _check_package(path: Path, data: bytes) -> None:
    """Raise UnreadableDocumentError unless the bytes are a DOCX package of a sane size."""
    if data.startswith(_OLE_MAGIC):
        if _ENCRYPTED_STREAM in data:
            raise refuse(path, "is locked with a password; save a copy without one")
        raise refuse(path, "is an old Word file (.doc), not DOCX; save it as .docx")
    if not data.strip():
        raise refuse(path, "is empty")
    if not data.startswith(b"PK"):
        raise refuse(path, "is not a DOCX file (it is no zip archive); save it as .docx or .txt")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise refuse(path, "is a damaged or cut-off DOCX file; copy or save it again") from error
    if not any(part.filename == "word/document.xml" for part in parts):
        raise refuse(path, "is a zip archive without a Word document in it")
    texts = sum(part.file_size for part in parts if part.filename.endswith((".xml", ".rels")))
    if texts > _MAX_TEXT_BYTES or sum(part.file_size for part in parts) > _MAX_UNPACKED_BYTES:
        raise refuse(path, "unpacks to far more than a report holds; it was not opened")


class _Walk:
    """Blocks gathered over a document's body."""

    def __init__(self, styles: dict[str, str]) -> None:
        self.blocks: list[Block] = []
        self.struck = 0
        self._styles = styles

    def take_children(self, parent: Any, depth: int) -> None:
        """Take the paragraphs and tables of a body, a cell or a content control."""
        if depth > _MAX_NESTING:
            return
        for child in parent:
            if child.tag == f"{_W}p":
                self._take_paragraph(child)
            elif child.tag == f"{_W}tbl":
                self._take_table(child)
            elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}moveTo"):
                self.take_children(child, depth + 1)

    def _take_paragraph(self, paragraph: Any) -> None:
        """Take one paragraph; its text boxes follow it."""
        text = tidy(self._text_of(paragraph))
        kind = self._kind_of(paragraph)
        if text and kind is BlockKind.ITEM:
            text = "- " + " ".join(text.lstrip("-•– ").split())
        if text:
            self.blocks.append(Block(text=text, kind=kind))
        for box in paragraph.iter(f"{_W}txbxContent"):
            if not any(parent.tag == _FALLBACK for parent in box.iterancestors()):
                for inner in box.iter(f"{_W}p"):
                    text = tidy(self._text_of(inner))
                    if text:
                        self.blocks.append(Block(text=text))

    def _take_table(self, table: Any) -> None:
        """Take a line for each row; a cell that spans columns stands once, as in the file."""
        for row in table.iterchildren(f"{_W}tr", f"{_W}sdt"):
            cells = [
                " ".join(self._text_of(paragraph) for paragraph in cell.iter(f"{_W}p"))
                for cell in row.iter(f"{_W}tc")
            ]
            line = join_cells(cells)
            if line:
                self.blocks.append(Block(text=line, kind=BlockKind.ROW))

    def _kind_of(self, paragraph: Any) -> BlockKind:
        """Return whether a paragraph is a heading, a list item or neither."""
        properties = paragraph.find(f"{_W}pPr")
        if properties is None:
            return BlockKind.PARAGRAPH
        style = properties.find(f"{_W}pStyle")
        name = self._styles.get(style.get(f"{_W}val"), "") if style is not None else ""
        if _HEADING_STYLE.match(name) or _is_outlined(properties):
            return BlockKind.HEADING
        if _LIST_STYLE.match(name) or properties.find(f"{_W}numPr") is not None:
            return BlockKind.ITEM
        return BlockKind.PARAGRAPH

    def _text_of(self, element: Any, depth: int = 0) -> str:
        """Return the text in an element as it shows."""
        parts: list[str] = []
        if depth > _MAX_NESTING:
            return ""
        for child in element:
            tag = child.tag
            if tag in _SKIPPED or tag == f"{_W}txbxContent":
                continue
            if tag == f"{_W}t":
                parts.append(child.text or "")
            elif tag in _SPACES:
                parts.append(_SPACES[tag])
            elif tag == f"{_W}r" and _is_struck(child):
                self.struck += 1
            else:
                parts.append(self._text_of(child, depth + 1))
        return "".join(parts)


def _is_outlined(properties: Any) -> bool:
    """Return whether a paragraph has a level in the outline; level 9 is body text."""
    level = properties.find(f"{_W}outlineLvl")
    return level is not None and level.get(f"{_W}val") != "9"


def _is_struck(run: Any) -> bool:
    """Return whether a run is struck out."""
    for name in ("strike", "dstrike"):
        mark = run.find(f"{_W}rPr/{_W}{name}")
        if mark is not None and mark.get(f"{_W}val", "true") not in ("0", "false", "off"):
            return True
    return False
