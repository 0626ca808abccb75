"""Bytes of a plain text report in, one `Document` out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import charset_normalizer

from geoconflict.errors import SourceError, UnreadableDocumentError
from geoconflict.sources.drafting import Metadata, build_document, read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geoconflict.model import Document

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_MAGIC = {
    b"%PDF": "a PDF file",
    b"PK\x03\x04": "a zip, DOCX or XLSX file",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"\xd0\xcf\x11\xe0": "an old Office file",
    b"\x1f\x8b": "a gzip file",
    b"{\\rtf": "an RTF file",
    b"SQLite format 3": "an SQLite file",
}
# Far above any report; a file that is larger was named by mistake.
_MAX_BYTES = 100_000_000
# A text has next to no control characters; more than this share means that it is none.
_MAX_CONTROL_SHARE = 0.01
_SAMPLE_BYTES = 65_536
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def read_text(path: Path) -> Iterator[Document | SourceError]:
    """Yield the one document of a text file, or why there is none."""
    try:
        text, notes = read_characters(path, limit=_MAX_BYTES)
    except SourceError as error:
        yield error
        return
    yield build_document(path, text, metadata=Metadata(title=_first_title(text)), notes=notes)


def read_characters(path: Path, *, limit: int | None = None) -> tuple[str, tuple[str, ...]]:
    r"""Return a file's text with line ends as "\n", and what to tell the user about it.

    Parameters
    ----------
    path
        Any file.
    limit
        Most bytes to read; None reads any number.

    Returns
    -------
    text
        Not empty; without a byte order mark.
    notes
        One note when the file was not UTF-8: the encoding that was assumed.

    Raises
    ------
    UnreadableDocumentError
        If the file cannot be opened, is empty, has more bytes than the limit, or is not text.
    """
    return decode_characters(read_bytes(path, limit), path)


def decode_characters(
    data: bytes, path: Path, *, declared: str = ""
) -> tuple[str, tuple[str, ...]]:
    """Return what `read_characters` does, of bytes that were read already.

    `declared` is the encoding that the bytes name in themselves; it is believed where they are
    not UTF-8 and can be read so.
    """
    text, encoding = _decode(data, path, declared)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise UnreadableDocumentError(f"{path}: is empty", path=str(path))
    notes = () if encoding == "utf-8" else (f"{path.name}: read as {encoding}, not UTF-8",)
    return text, notes


def _decode(data: bytes, path: Path, declared: str) -> tuple[str, str]:
    """Return the characters of the bytes and the encoding that was used."""
    for bom, name in _BOMS:
        if data.startswith(bom):
            try:
                return data.decode(name), "utf-8" if name == "utf-8-sig" else name
            except UnicodeDecodeError as error:
                raise UnreadableDocumentError(
                    f"{path}: begins as {name} but breaks at byte {error.start}; save it as UTF-8",
                    path=str(path),
                ) from error
    for magic, kind in _MAGIC.items():
        if data.startswith(magic):
            raise UnreadableDocumentError(
                f"{path}: is {kind}, not a text; save its text as UTF-8 first", path=str(path)
            )
    sample = data[:_SAMPLE_BYTES]
    if len(_CONTROL.findall(sample)) > _MAX_CONTROL_SHARE * len(sample):
        raise UnreadableDocumentError(
            f"{path}: is binary, not a text; save its text as UTF-8 first", path=str(path)
        )
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        if declared:
            try:
                return data.decode(declared), declared.lower()
            except (LookupError, UnicodeDecodeError):
                pass  # the name is wrong; look at the bytes
        best = charset_normalizer.from_bytes(data).best()
        # The detector gives up on short texts; Windows-1252 is what such files mostly are.
        encoding = best.encoding if best is not None else "cp1252"
        return data.decode(encoding, errors="replace"), encoding


def _first_title(text: str) -> str:
    """Return a title that the first line marks as one, else nothing."""
    first = text.lstrip().split("\n", 1)[0].strip()
    return first.lstrip("# ").strip() if first.startswith("# ") else ""
