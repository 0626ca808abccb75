"""Markdown becomes plain paragraphs; front matter gives title, day and source."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from geoconflict.errors import UnreadableDocumentError
from geoconflict.parse import split_paragraphs
from geoconflict.sources import read_documents

if TYPE_CHECKING:
    from pathlib import Path

    from geoconflict.model import Document

REPORT = """\
---
title: "Strikes on Idlib: a review"
date: 2020-02-10T12:00:00+03:00
source: Example Watch  # who wrote it
url: https://example.org/a
tags: [a, b]
---
# Strikes on Idlib

Five [soldiers](https://x.example) were **killed** in
*Idlib* province[^1] on `Monday`. ~~Ten died.~~ See <b>Saraqib</b>.\x20\x20
A new line.

| Place | Killed |
|---|--:|
| **Saraqib** | 3 |
| Taftanaz | 5 |

- one
- two
  goes on

3. three

<!-- not shown --><script>not()</script>

<div><p>Raw <i>markup</i> &amp; more</p></div>

> A quote.

![A picture](x.png)

[^1]: A note.
"""


def read(tmp_path: Path, text: str) -> Document:
    path = tmp_path / "a.md"
    path.write_text(text, encoding="utf-8")
    (document,) = read_documents(path)
    return document


def test_markup_is_taken_away_and_paragraphs_are_sound(tmp_path: Path) -> None:
    document = read(tmp_path, REPORT)
    assert document.text == (
        "Strikes on Idlib\n\n"
        "Five soldiers were killed in Idlib province on Monday. See Saraqib.\nA new line.\n\n"
        "Place; Killed\n\nSaraqib; 3\n\nTaftanaz; 5\n\n"
        "- one\n- two goes on\n3. three\n\n"
        "Raw markup & more\n\nA quote.\n\nA note.\n"
    )
    paragraphs = [document.text[p.start : p.end] for p in split_paragraphs(document.text)]
    assert "Saraqib; 3" in paragraphs
    assert "- two goes on" in paragraphs
    assert split_paragraphs(document.text)[0].is_heading


def test_front_matter_gives_what_it_says(tmp_path: Path) -> None:
    document = read(tmp_path, REPORT)
    assert document.title == "Strikes on Idlib: a review"
    assert (document.published, document.published_basis) == (dt.date(2020, 2, 10), "document")
    assert (document.source, document.url) == ("Example Watch", "https://example.org/a")
    assert document.notes == (
        "a.md: struck-out text left out in 1 place(s)",
        "a.md: published 2020-02-10 taken from its front matter",
    )


@pytest.mark.parametrize(
    "text", ["---\nClashes in Gao.\n\n---\n", "---\ntitle: x\nClashes in Gao.\n", "Clashes in Gao."]
)
def test_a_rule_is_no_front_matter(tmp_path: Path, text: str) -> None:
    document = read(tmp_path, text)
    assert "Clashes in Gao." in document.text
    assert document.title == ""


def test_another_language_is_said(tmp_path: Path) -> None:
    document = read(tmp_path, "---\nlang: fr\n---\nDes combats ont eu lieu.\n")
    assert document.language == "fr"
    assert "'fr'" in document.notes[0]
    document = read(tmp_path, "Обстріл тривав у Сватовому.\n")
    assert document.language == "und"
    assert "Cyrillic" in document.notes[0]


def test_markup_alone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocumentError, match="no text"):
        read(tmp_path, "![](a.png)\n\n---\n")
