"""A Markdown report in, one `Document` of plain text out; front matter gives title and date."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

from geoconflict.errors import SourceError
from geoconflict.sources.blocks import Block, BlockKind, join_blocks, join_cells, tidy
from geoconflict.sources.drafting import Metadata, build_document, refuse
from geoconflict.sources.publication import StatedDay, find_day
from geoconflict.sources.text import read_characters

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from geoconflict.model import Document

_MAX_BYTES = 20_000_000
_FRONT_MATTER = re.compile(
    r"\A---[^\S\n]*\n(?P<fields>.*?)^(?:---|\.\.\.)[^\S\n]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
_FIELD = re.compile(r"^(?P<key>[A-Za-z][\w-]*)[^\S\n]*:[^\S\n]*(?P<value>[^\n]*)$", re.MULTILINE)
_HIDDEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE
)
_BREAK_TAG = re.compile(r"<(?:br|/p|/div|/li|/tr|/h[1-6])\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_FOOTNOTE_MARK = re.compile(r"\[\^[^\]\s]+\](?::\s*)?")
_DATE_KEYS = ("date", "published", "pubdate", "publish_date", "publishdate", "date_published")
_URL_KEYS = ("url", "link", "canonical", "canonical_url", "source_url")
_SOURCE_KEYS = ("source", "publisher", "site", "author")
_LANGUAGE_KEYS = ("lang", "language")


def read_markdown(path: Path) -> Iterator[Document | SourceError]:
    """Yield the one document of a Markdown file, or why there is none.

    Markup is taken away: of a link stays its text, of a table a line for each row. Struck-out
    text is withdrawn text; it is left out, and a note says so. Front matter between lines of
    `---` gives `title`, `date`, `source`, `url` and `lang`.
    """
    try:
        yield _read(path)
    except SourceError as error:
        yield error


def _read(path: Path) -> Document:
    """Return the document of a Markdown file."""
    text, notes = read_characters(path, limit=_MAX_BYTES)
    fields, body = _split_front_matter(text)
    blocks, struck = _read_blocks(body)
    plain, _ = join_blocks(blocks)
    if not plain.strip():
        raise refuse(path, "holds no text beside its markup")
    if struck:
        notes = (*notes, f"{path.name}: struck-out text left out in {struck} place(s)")
    headings = [block.text for block in blocks[:1] if block.kind is BlockKind.HEADING]
    day = find_day(_first(fields, _DATE_KEYS))
    url, source = _first(fields, _URL_KEYS), _first(fields, _SOURCE_KEYS)
    if source.startswith(("http://", "https://")):
        url, source = url or source, ""
    return build_document(
        path,
        plain,
        metadata=Metadata(
            title=_first(fields, ("title",)) or (headings[0] if headings else ""),
            source=source,
            url=url if url.startswith(("http://", "https://")) else "",
            language=_first(fields, _LANGUAGE_KEYS),
            stated=StatedDay(day=day, where="its front matter") if day else None,
        ),
        notes=notes,
    )


def _split_front_matter(text: str) -> tuple[dict[str, str], str]:
    """Return the simple fields of the front matter, keys in lower case, and the text after it."""
    match = _FRONT_MATTER.match(text)
    if match is None:
        return {}, text
    fields: dict[str, str] = {}
    for field in _FIELD.finditer(match["fields"]):
        value = field["value"].strip()
        if value[:1] in ("'", '"') and value.find(value[0], 1) > 0:
            value = value[1 : value.find(value[0], 1)]
        else:
            value = re.split(r"\s#", f" {value}", maxsplit=1)[0].strip()
        fields.setdefault(field["key"].lower(), tidy(value))
    # A rule at the top of a text is no front matter.
    return (fields, text[match.end() :]) if fields else ({}, text)


def _first(fields: dict[str, str], keys: Sequence[str]) -> str:
    """Return the first field that has a value."""
    return next((fields[key] for key in keys if fields.get(key)), "")


def _read_blocks(body: str) -> tuple[list[Block], int]:
    """Return the blocks of a Markdown text and how many struck-out passages it had."""
    from markdown_it import MarkdownIt  # noqa: PLC0415 - only this reader needs it

    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    walk = _Walk()
    for token in parser.parse(body):
        walk.take(token)
    return walk.blocks, walk.struck


class _Walk:
    """Blocks gathered over a Markdown parser's tokens."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.struck = 0
        self._kind = BlockKind.PARAGRAPH
        self._marker = ""
        self._numbers: list[int | None] = []
        self._cells: list[str] | None = None

    def take(self, token: Any) -> None:
        """Take one block token."""
        name = token.type
        if name == "inline":
            self._take_inline(token.children or [])
        elif name in ("code_block", "fence"):
            for part in re.split(r"\n\s*\n", token.content):
                _add(self.blocks, part, BlockKind.PARAGRAPH)
        elif name == "html_block":
            _add(self.blocks, _strip_tags(token.content), BlockKind.PARAGRAPH)
        elif name == "heading_open":
            self._kind = BlockKind.HEADING
        elif name == "heading_close":
            self._kind = BlockKind.PARAGRAPH
        elif name == "tr_open":
            self._cells = []
        elif name == "tr_close":
            _add(self.blocks, join_cells(self._cells or ()), BlockKind.ROW)
            self._cells = None
        else:
            self._take_list(token)

    def _take_list(self, token: Any) -> None:
        """Keep count of list items."""
        name = token.type
        if name == "bullet_list_open":
            self._numbers.append(None)
        elif name == "ordered_list_open":
            self._numbers.append(int(token.attrGet("start") or 1))
        elif name in ("bullet_list_close", "ordered_list_close"):
            self._numbers.pop()
        elif name == "list_item_open":
            number = self._numbers[-1]
            self._marker = "- " if number is None else f"{number}. "
            self._numbers[-1] = None if number is None else number + 1
        elif name == "list_item_close":
            self._marker = ""

    def _take_inline(self, children: Sequence[Any]) -> None:
        """Take the text of a paragraph, heading, list item or table cell."""
        plain, struck = _flatten(children)
        self.struck += struck
        if self._cells is not None:
            self._cells.append(_FOOTNOTE_MARK.sub("", plain))
        elif self._marker:
            line = " ".join(tidy(plain).split())
            if line:
                _add(self.blocks, self._marker + line, BlockKind.ITEM)
            self._marker = ""
        else:
            _add(self.blocks, plain, self._kind)


def _add(blocks: list[Block], text: str, kind: BlockKind) -> None:
    """Append a block unless it has no text."""
    plain = tidy(_FOOTNOTE_MARK.sub("", text))
    if plain:
        blocks.append(Block(text=plain, kind=kind))


def _flatten(children: Sequence[Any]) -> tuple[str, int]:
    """Return the plain text of inline tokens, and how many struck-out passages were left out."""
    parts: list[str] = []
    depth = struck = 0
    for token in children:
        if token.type == "s_open":
            depth += 1
            struck += 1
        elif token.type == "s_close":
            depth -= 1
        elif depth:
            continue
        elif token.type in ("text", "code_inline"):
            parts.append(token.content)
        elif token.type == "softbreak":
            parts.append(" ")
        elif token.type == "hardbreak" or (
            token.type == "html_inline" and _BREAK_TAG.fullmatch(token.content)
        ):
            parts.append("\n")
    return "".join(parts), struck


def _strip_tags(markup: str) -> str:
    """Return the text of a block of HTML inside Markdown."""
    plain = _TAG.sub("", _BREAK_TAG.sub("\n", _HIDDEN.sub("", markup)))
    return html.unescape(plain)
