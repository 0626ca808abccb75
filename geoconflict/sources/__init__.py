"""Files in, `Document`s out.

`READERS` maps a file suffix to the function that reads it; add a reader by adding a line.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from geoconflict.errors import SourceError, UnreadableDocumentError, UnsupportedFormatError
from geoconflict.sources.jsonl import read_jsonl
from geoconflict.sources.text import read_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator

    from geoconflict.model import Document

    Reader = Callable[[Path], Iterator[Document | SourceError]]

__all__ = ["READERS", "iter_documents", "read_documents"]

READERS: dict[str, Reader] = {
    ".txt": read_text,
    ".text": read_text,
    ".md": read_text,
    "": read_text,
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
        A report (.txt, .md or no suffix) or a JSON Lines file of reports.
    published
        Day of publication of the documents that do not say theirs.

    Yields
    ------
    document
        A `Document`, or a `SourceError` that names the file (and line) that failed.
    """
    path = Path(path)
    reader = READERS.get(path.suffix.lower())
    if not path.exists():
        yield UnreadableDocumentError(f"{path}: no such file", path=str(path))
        return
    if path.is_dir():
        yield UnreadableDocumentError(f"{path}: is a folder; name the files in it", path=str(path))
        return
    if reader is None:
        yield UnsupportedFormatError(
            f"{path}: no reader for {path.suffix} files; known: "
            f"{', '.join(sorted(suffix for suffix in READERS if suffix))}",
            path=str(path),
        )
        return
    for document in reader(path):
        if published is None or isinstance(document, SourceError) or document.published:
            yield document
        else:
            yield _with_published(document, published)


def read_documents(
    path: str | Path, *, published: dt.date | str | None = None
) -> tuple[Document, ...]:
    """Return the documents of one file.

    Parameters
    ----------
    path
        A report (.txt, .md or no suffix) or a JSON Lines file of reports.
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
        If the file, or any document in it, cannot be read. `iter_documents` goes on instead.
    """
    from geoconflict.config import parse_day  # noqa: PLC0415 - keeps the reader's import light

    day = parse_day(published) if isinstance(published, str) else published
    found: list[Document] = []
    for document in iter_documents(path, published=day):
        if isinstance(document, SourceError):
            raise document
        found.append(document)
    return tuple(found)


def _with_published(document: Document, published: dt.date) -> Document:
    """Return the document with the day that the user gave."""
    from dataclasses import replace  # noqa: PLC0415

    return replace(document, published=published, published_basis="given")
