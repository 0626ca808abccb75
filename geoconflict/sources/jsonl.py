"""JSON Lines in, one `Document` a line out: {id, text, title?, published?, source?, url? ...}."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from geoconflict.config import parse_day
from geoconflict.errors import ConfigError, SourceError, UnreadableDocumentError
from geoconflict.model import Document, make_document_id
from geoconflict.sources.drafting import check_language
from geoconflict.sources.text import read_characters

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_STRINGS = ("title", "source", "url", "language", "licence")


def read_jsonl(path: Path) -> Iterator[Document | SourceError]:
    """Yield a document a line; a line that is no document yields its error and the rest goes on."""
    try:
        text, notes = read_characters(path)
    except SourceError as error:
        yield error
        return
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                yield _read_line(line, path, number, notes)
            except SourceError as error:
                yield error
            notes = ()


def _read_line(line: str, path: Path, number: int, notes: tuple[str, ...]) -> Document:
    """Return the document of one line."""
    where = f"{path}: line {number}"
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _fault(f"{where}: is no JSON ({error})", path) from error
    if not isinstance(row, dict):
        raise _fault(f"{where}: is not a JSON object", path)
    text = row.get("text")
    if not isinstance(text, str) or not text.strip():
        raise _fault(f"{where}: has no 'text'", path)
    values: dict[str, Any] = {}
    for key in _STRINGS:
        value = row.get(key)
        if value is not None:
            if not isinstance(value, str):
                raise _fault(f"{where}: '{key}' is not a string", path)
            values[key] = value
    published = row.get("published")
    if published:
        try:
            values["published"] = parse_day(str(published))
        except ConfigError as error:
            raise _fault(f"{where}: {error}", path) from error
        values["published_basis"] = "given"
    countries = row.get("countries") or []
    if not isinstance(countries, list) or not all(isinstance(c, str) for c in countries):
        raise _fault(f"{where}: 'countries' is not a list of codes", path)
    name = f"{path.name}:{number}"
    values["language"], note = check_language(name, text, values.get("language", ""))
    given = row.get("id")
    return Document(
        id=str(given) if given not in (None, "") else make_document_id(text),
        text=text,
        name=name,
        countries=tuple(code.upper() for code in countries),
        notes=(*notes, note) if note else notes,
        **values,
    )


def _fault(message: str, path: Path) -> UnreadableDocumentError:
    """Return the error of one line."""
    return UnreadableDocumentError(message, path=str(path))
