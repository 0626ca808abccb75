"""A PDF report in, one `Document` out: layout undone, each page's range of the text kept."""

from __future__ import annotations

import io
import logging
import re
import zlib
from typing import TYPE_CHECKING, Any

from geoconflict.errors import MissingReaderError, SourceError
from geoconflict.sources.blocks import join_blocks, tidy
from geoconflict.sources.drafting import Metadata, build_document, read_bytes, refuse
from geoconflict.sources.pdf_lines import read_lines
from geoconflict.sources.pdf_paragraphs import PageFacts, build_paragraphs
from geoconflict.sources.publication import find_day

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geoconflict.model import Document

_MAX_BYTES = 300_000_000
_MAX_PAGES = 3000
# A page of dense text unpacks to some 50 kB, a page with a vector map to 20 MB.
_MAX_STREAM_BYTES = 100_000_000
_STREAM = re.compile(rb"stream\r?\n")
_END = b"%%EOF"
_TAIL_BYTES = 65_536
_HEAD_BYTES = 1024
# Letters whose font does not say what they are come out as "(cid:12)".
_UNKNOWN_LETTER = re.compile(r"\(cid:\d+\)")
_MAX_UNKNOWN_SHARE = 0.1
_NO_TITLE = re.compile(
    r"^(?:microsoft (?:word|powerpoint|excel) ?-|untitled|document\d*$|"
    r"\S+\.(?:docx?|pdf|indd|html?)$)",
    re.IGNORECASE,
)
_MADE = re.compile(r"(?:D:)?(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})")
_OCR = "run OCR on it first, for example: ocrmypdf in.pdf out.pdf"


def read_pdf(path: Path) -> Iterator[Document | SourceError]:
    """Yield the one document of a PDF file, or why there is none.

    Columns are read one after the other, words broken over lines are joined, running headers,
    page numbers and footnotes are left out, tables become a line for each row. The file's own
    date says when it was made, not when it was published; it is named in a note, never taken.
    """
    try:
        yield _read(path)
    except SourceError as error:
        yield error


def _read(path: Path) -> Document:
    """Return the document of a PDF file."""
    data = read_bytes(path, _MAX_BYTES)
    _check_bytes(path, data)
    try:
        import pdfplumber  # noqa: PLC0415 - optional
        from pdfminer.pdfdocument import PDFPasswordIncorrect  # noqa: PLC0415
    except ImportError as error:
        raise MissingReaderError("pdf", str(path)) from error
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # it reports every odd operator
    facts: list[PageFacts] = []
    pictures = 0
    try:
        with pdfplumber.open(io.BytesIO(data), raise_unicode_errors=False) as file:
            info = {str(key): value for key, value in (file.metadata or {}).items()}
            language = _read_language(file)
            _check_pages(path, len(file.pages))
            for number, page in enumerate(file.pages, start=1):
                facts.append(PageFacts(lines=tuple(read_lines(page, number)), height=page.height))
                pictures += bool(page.images)
                page.close()
    except SourceError:
        raise
    except Exception as error:  # pdfminer lets what damaged files do to it through
        cause = error.args[0] if error.args else error
        if isinstance(cause, PDFPasswordIncorrect) or isinstance(error, PDFPasswordIncorrect):
            raise refuse(path, "is locked with a password; save a copy without one") from error
        reason = " ".join(str(error).split())[:80] or type(error).__name__
        raise refuse(path, f"is a damaged PDF file ({reason}); fetch it again") from error
    if not facts:
        raise refuse(path, "is a PDF file without pages, or cut off; fetch it again")
    return _build(path, facts, pictures, info, language)


def _build(
    path: Path, facts: list[PageFacts], pictures: int, info: dict[str, Any], language: str
) -> Document:
    """Return the document of the pages' lines."""
    blocks, footnotes, heading = build_paragraphs(facts)
    text, pages = join_blocks(blocks, page_count=len(facts))
    if not text.strip():
        what = f"a scan: {pictures} of {len(facts)} pages are pictures" if pictures else "all blank"
        raise refuse(path, f"has no text in it ({what}); {_OCR}")
    raw = "".join(line.text for page in facts for line in page.lines)
    unknown = len(_UNKNOWN_LETTER.findall(raw))
    if unknown > _MAX_UNKNOWN_SHARE * len(text):
        raise refuse(path, f"does not say which letters its fonts draw; {_OCR}")
    notes: list[str] = []
    blank = [number for number, page in enumerate(facts, start=1) if not page.lines]
    if blank:
        shown = ", ".join(str(number) for number in blank[:8]) + (", …" if len(blank) > 8 else "")
        notes.append(f"{path.name}: no text on {len(blank)} of {len(facts)} pages ({shown})")
    if footnotes:
        notes.append(f"{path.name}: {footnotes} footnotes left out")
    title = " ".join(tidy(str(info.get("Title") or "")).split())
    document = build_document(
        path,
        text,
        metadata=Metadata(
            title=heading if not title or _NO_TITLE.match(title) else title, language=language
        ),
        notes=tuple(notes),
        pages=pages,
    )
    made = _MADE.match(str(info.get("CreationDate") or ""))
    if document.published is None and made:
        document = _note_made(document, "-".join(made.groups()))
    return document


def _note_made(document: Document, day: str) -> Document:
    """Return the document with a note on when its file was made, if that is a day."""
    from dataclasses import replace  # noqa: PLC0415

    if find_day(day) is None:
        return document
    note = (
        f"{document.name}: does not say when it was published (its file was made on {day}); "
        "give the day with --published"
    )
    return replace(document, notes=(*document.notes, note))


def _read_language(file: Any) -> str:
    """Return the language that the PDF's catalogue names, empty where it names none."""
    value = file.doc.catalog.get("Lang")
    text = value.decode("latin-1") if isinstance(value, bytes) else ""
    return text if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", text) else ""


def _check_bytes(path: Path, data: bytes) -> None:
    """Raise UnreadableDocumentError unless the bytes are a whole PDF of a sane size."""
    if not data.strip():
        raise refuse(path, "is empty")
    if b"%PDF-" not in data[:_HEAD_BYTES]:
        raise refuse(path, "is not a PDF file; name it by what it is, for example .txt or .html")
    if _END not in data[-_TAIL_BYTES:]:
        raise refuse(path, "is a cut-off PDF file (its end is missing); fetch it again")
    for match in _STREAM.finditer(data):
        if data[match.end() : match.end() + 1] == b"\x78" and _unpacks_too_far(data, match.end()):
            raise refuse(path, "unpacks to far more than a report holds; it was not opened")


def _check_pages(path: Path, count: int) -> None:
    """Raise UnreadableDocumentError for a PDF of more pages than a report has."""
    if count > _MAX_PAGES:
        raise refuse(path, f"has {count} pages; at most {_MAX_PAGES} are read")


def _unpacks_too_far(data: bytes, start: int) -> bool:
    """Return whether the packed stream at an offset is larger than any page's."""
    unpacker = zlib.decompressobj()
    unpacked = 0
    position = start
    step = 65_536
    try:
        while not unpacker.eof and position < len(data):
            chunk = data[position : position + step]
            position += step
            while chunk and not unpacker.eof:
                unpacked += len(unpacker.decompress(chunk, 1_000_000))
                chunk = unpacker.unconsumed_tail
                if unpacked > _MAX_STREAM_BYTES:
                    return True
    except zlib.error:
        return False
    return False
