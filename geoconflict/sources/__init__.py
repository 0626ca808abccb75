"""Files in, `Document`s out.

`READERS` maps a file suffix to the function that reads it; add a reader by adding a line. A file
that is clearly something else than its suffix says is read as what it is, and a note says so.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from geoconflict.errors import SourceError, UnreadableDocumentError, UnsupportedFormatError
from geoconflict.sources.jsonl import read_jsonl
from geoconflict.sources.markdown import read_markdown
from geoconflict.sources.pdf import read_pdf
from geoconflict.sources.sniffing import KIND_NAMES, find_kind
from geoconflict.sources.text import read_text
from geoconflict.sources.webpage import read_webpage
from geoconflict.sources.word import read_word

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator

    from geoconflict.model import Document

    Reader = Callable[[Path], Iterator[Document | SourceError]]

__all__ = ["READERS", "iter_documents", "read_documents"]

READERS: dict[str, Reader] = {
    ".txt": read_text,
    ".text": read_text,
    "": read_text,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".html": read_webpage,
    ".htm": read_webpage,
    ".xhtml": read_webpage,
    ".pdf": read_pdf,
    ".docx": read_word,
    ".jsonl": read_jsonl,
    ".ndjson": read_jsonl,
}


def iter_documents(
    path: str | Path, *, published: dt.date | None = None
) -> Iterator[Document | SourceError]:
    """Yield the documents of one file in order, and an error for each that cannot be read.

    Parameters
    ----------
    path
        A report (text, Markdown, HTML, PDF or DOCX) or a JSON Lines file of reports. No suffix
        is read as text.
    published
        Day of publication of the documents that do not say theirs. A day that a document states
        itself wins, with `published_basis` "document" and a note that says where it stands.

    Yields
    ------
    document
        A `Document`, or a `SourceError` that names the file (and line) that failed.
    """
    path = Path(path)
    if not path.exists():
        yield UnreadableDocumentError(f"{path}: no such file", path=str(path))
        return
    if path.is_dir():
        yield UnreadableDocumentError(f"{path}: is a folder; name the files in it", path=str(path))
        return
    suffix = path.suffix.lower()
    reader = READERS.get(suffix)
    kind = find_kind(path)
    note = ""
    if kind and READERS[kind] is not reader:
        reader = READERS[kind]
        note = f"{path.name}: is {KIND_NAMES[kind]} by its content, and was read as one"
    if reader is None:
        yield UnsupportedFormatError(
            f"{path}: no reader for {path.suffix} files; known: "
            f"{', '.join(sorted(suffix for suffix in READERS if suffix))}",
            path=str(path),
        )
        return
    for document in reader(path):
        if isinstance(document, SourceError):
            yield document
            continue
        if note:
            document = replace(document, notes=(note, *document.notes))  # noqa: PLW2901
        if published is not None and document.published is None:
            document = replace(  # noqa: PLW2901
                document, published=published, published_basis="given"
            )
        yield document


def read_documents(
    path: str | Path, *, published: dt.date | str | None = None
) -> tuple[Document, ...]:
    """Return the documents of one file.

    Parameters
    ----------
    path
        A report (text, Markdown, HTML, PDF or DOCX) or a JSON Lines file of reports. No suffix
        is read as text.
    published
        Day of publication of the documents that do not say theirs: a date, or text that
        `parse_day` takes.

    Returns
    -------
    documents
        At least one document, in file order.

    Raises
    ------
    ConfigError
        If `published` is text in no known form.
    SourceError
        If the file, or any document in it, cannot be read, or its reader is not installed
        (MissingReaderError). `iter_documents` goes on instead.
    """
    from geoconflict.config import parse_day  # noqa: PLC0415 - keeps the reader's import light

    day = parse_day(published) if isinstance(published, str) else published
    found: list[Document] = []
    for document in iter_documents(path, published=day):
        if isinstance(document, SourceError):
            raise document
        found.append(document)
    return tuple(found)
