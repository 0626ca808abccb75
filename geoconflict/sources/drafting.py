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
    found = given.stated or find_stated_day(text)
    said = list(notes)
    if found:
        said.append(f"{path.name}: published {found.day} taken from {found.where}")
    language, note = check_language(path.name, text, given.language)
    if note:
        said.append(note)
    return Document(
        id=make_document_id(text),
        text=text,
        title=given.title,
        published=found.day if found else None,
        published_basis="document" if found else "",
        source=given.source,
        url=given.url,
        language=language,
        name=path.name,
        notes=tuple(said),
        pages=pages,
    )


def check_language(name: str, text: str, stated: str) -> tuple[str, str]:
    """Return a text's language and what to tell the user where it is not English.

    Parameters
    ----------
    name
        Name of the document for the message.
    text
        The text; its script shows where English is out of the question.
    stated
        BCP 47 tag that the document gives; empty where it gives none, which is read as English.

    Returns
    -------
    language
        The stated tag; "und" for an unstated language in another script.
    note
        Empty for English.
    """
    script = _find_foreign_script(text)
    is_english = not stated or stated.split("-", 1)[0].lower() == _MODEL_LANGUAGE
    tail = "the model that comes with geoconflict reads English, so little may be found"
    if script:
        note = f"{name}: most of it is in {script} script; {tail}"
        return _UNKNOWN_LANGUAGE if is_english else stated, note
    if is_english:
        return stated or _MODEL_LANGUAGE, ""
    return stated, f"{name}: says that its language is {stated!r}; {tail}"


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
