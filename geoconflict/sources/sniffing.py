"""The first bytes of a file in, what it is by its content out."""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_HEAD_BYTES = 4096
_HTML = re.compile(
    r"[\s\ufeff]*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*(?:<!doctype\s+html\b|<html[\s>]|<head[\s>])",
    re.IGNORECASE | re.DOTALL,
)

#: What a file that is one of these is called in messages.
KIND_NAMES = {".pdf": "a PDF file", ".docx": "a DOCX file", ".html": "an HTML page"}


def find_kind(path: Path) -> str:
    """Return ".pdf", ".docx" or ".html" where a file's content is clearly that, else "".

    A text that merely holds tags is no page: the document must begin as one. A file that cannot
    be opened is "", and so is a pipe, whose bytes can be read but once.
    """
    if not path.is_file():
        return ""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except OSError:
        return ""
    if head.lstrip()[:5] == b"%PDF-":
        return ".pdf"
    if head[:4] == b"PK\x03\x04":
        return ".docx" if _is_docx(path) else ""
    encoding = "utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    return ".html" if _HTML.match(head.decode(encoding, errors="replace")) else ""


def _is_docx(path: Path) -> bool:
    """Return whether a zip file holds a Word document."""
    try:
        with zipfile.ZipFile(path) as archive:
            return "word/document.xml" in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        return False
