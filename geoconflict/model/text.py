"""Reports as text: documents, spans, and what a parser says of them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One report's text with its source.

    Attributes
    ----------
    id
        The given id, else a hash of the text (`make_document_id`).
    text
        What every span points into; never changed after reading.
    published
        Day of publication, the anchor of relative dates; None when not known.
    published_basis
        "given" by the user or a field of the input, "document" when the document itself says
        it (a note then says where); empty when not known.
    name
        Name to show in messages: the file's name, or file name and line.
    countries
        ISO 3166-1 alpha-3 codes the user says the document is about.
    notes
        What a reader wants the user to know (for example, the encoding that was assumed).
    pages
        What stands on each page, first page first: ranges that follow one another and cover the
        text; a page without text is an empty range. Empty for a document without pages.
    """

    id: str
    text: str
    title: str = ""
    published: dt.date | None = None
    published_basis: str = ""
    source: str = ""
    url: str = ""
    language: str = "en"
    countries: tuple[str, ...] = ()
    licence: str = ""
    name: str = ""
    notes: tuple[str, ...] = ()
    pages: tuple[Span, ...] = ()


def find_page(document: Document, position: int) -> int | None:
    """Return the number (from 1) of the page that a position in the text is on, None if none."""
    for number, page in enumerate(document.pages, start=1):
        if page.start <= position < page.end:
            return number
    return None


def make_document_id(text: str) -> str:
    """Return the id of a document that came without one: 16 hex digits of its text's SHA-256."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range [start, end) of code points in a document's text."""

    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        """Return whether the two ranges share a character."""
        return self.start < other.end and other.start < self.end

    def covers(self, other: Span) -> bool:
        """Return whether the other range lies within this one."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One token; `head` is the index of its syntactic head (its own index at a root)."""

    index: int
    start: int
    end: int
    text: str
    lemma: str
    pos: str
    tag: str
    dep: str
    head: int
    sentence: int
    morph: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A named entity of the language model, with its OntoNotes label (GPE, ORG, PERSON ...)."""

    start: int
    end: int
    token_start: int
    token_end: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence: tokens [token_start, token_end) of one paragraph."""

    index: int
    start: int
    end: int
    token_start: int
    token_end: int
    paragraph: int
    is_heading: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One block of text between blank lines; a heading is a paragraph that is no sentence."""

    index: int
    start: int
    end: int
    is_heading: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Parse:
    """What the language model says of a document, as plain data."""

    document: Document
    paragraphs: tuple[Paragraph, ...]
    sentences: tuple[Sentence, ...]
    tokens: tuple[Token, ...]
    entities: tuple[Entity, ...]
    model: str = ""
