"""What a reader found in a file in, one `Document` with all that the user should know out."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geoconflict.config import DEFAULT_MODEL
from geoconflict.errors import UnreadableDocumentError
from geoconflict.model import Document, make_document_id
from geoconflict.sources.publication import StatedDay, find_stated_day

if TYPE_CHECKING:
    from pathlib import Path

    from geoconflict.model import Span

_SAMPLE_CHARS = 20_000
_MODEL_LANGUAGE = DEFAULT_MODEL.split("_", maxsplit=1)[0]
_UNKNOWN_LANGUAGE = "und"  # BCP 47 for "undetermined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What a file says of itself; empty where it does not. A language is a BCP 47 tag."""

    title: str = ""
    stated: StatedDay | None = None
    source: str = ""
    url: str = ""
    language: str = ""


def build_document(
    path: Path,
    text: str,
    *,
    metadata: Metadata | None = None,
    notes: tuple[str, ...] = (),
    pages: tuple[Span, ...] = (),
) -> Document:
    """Return the document of one file, its day of publication and language said in its notes.

    Parameters
    ----------
    path
        The file.
    text
        Not empty.
    metadata
        What the file says of itself. Without a day in it, the first lines are searched for one.
    notes
        What the reader has to say already.
    pages
        What stands on each page.
    """
    given = metadata or Metadata()
    language = given.language
    found = given.stated or find_stated_day(text)
    said = list(notes)
    if found:
        said.append(f"{path.name}: published {found.day} taken from {found.where}")
    script = _find_foreign_script(text)
    if script:
        said.append(
            f"{path.name}: most of it is in {script} script; the model that comes with geoconflict "
            f"reads English, so little may be found"
        )
        if not language or language.split("-", 1)[0].lower() == _MODEL_LANGUAGE:
            language = _UNKNOWN_LANGUAGE
    elif language and language.split("-", 1)[0].lower() != _MODEL_LANGUAGE:
        said.append(
            f"{path.name}: says that its language is {language!r}; the model that comes with "
            "geoconflict reads English, so little may be found"
        )
    return Document(
        id=make_document_id(text),
        text=text,
        title=given.title,
        published=found.day if found else None,
        published_basis="document" if found else "",
        source=given.source,
        url=given.url,
        language=language or _MODEL_LANGUAGE,
        name=path.name,
        notes=tuple(said),
        pages=pages,
    )


def read_bytes(path: Path, limit: int | None) -> bytes:
    """Return a file's bytes, any number of them where the limit is None.

    Raises
    ------
    UnreadableDocumentError
        If it cannot be opened, or has more bytes than the limit.
    """
    try:
        size = path.stat().st_size
        if limit is not None and size > limit:
            raise refuse(path, f"has {size / 1e6:.0f} MB; at most {limit / 1e6:.0f} MB are read")
        return path.read_bytes()
    except OSError as error:
        if isinstance(error, UnreadableDocumentError):
            raise
        raise refuse(path, f"cannot be read: {error.strerror}") from error


def refuse(path: Path, reason: str) -> UnreadableDocumentError:
    """Return the error that a file cannot be read, in one line."""
    return UnreadableDocumentError(f"{path}: {reason}", path=str(path))


def _find_foreign_script(text: str) -> str:
    """Return the script of most of the letters where it is not Latin, else an empty string."""
    counts: dict[str, int] = {}
    for char in text[:_SAMPLE_CHARS]:
        if char.isalpha():
            script = "LATIN" if char.isascii() else unicodedata.name(char, "").split(" ", 1)[0]
            counts[script] = counts.get(script, 0) + 1
    if not counts:
        return ""
    most = min(counts, key=lambda script: (-counts[script], script))
    if most in ("LATIN", ""):
        return ""
    return most if most == "CJK" else most.capitalize()
