"""Paragraphs, headings, sentences and tokens point truly into the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import geoconflict.parse as room
from geoconflict.config import Config
from geoconflict.errors import ModelError
from geoconflict.model import Document
from geoconflict.parse import parse_document, split_paragraphs

if TYPE_CHECKING:
    from collections.abc import Callable

    from geoconflict.model import Parse


def _surfaces(text: str) -> list[tuple[str, bool]]:
    return [(text[p.start : p.end], p.is_heading) for p in split_paragraphs(text)]


def test_headings_and_paragraphs_are_told_apart() -> None:
    text = (
        "Fighting in the east\n\nThe army attacked Bakhmut. It failed.\n\n"
        '"No way out"\n\nCivilians fled: nobody stayed.\n- Item one\n- Item two\n'
    )
    assert _surfaces(text) == [
        ("Fighting in the east", True),
        ("The army attacked Bakhmut. It failed.", False),
        ('"No way out"', True),
        ("Civilians fled: nobody stayed.", False),
        ("- Item one", False),
        ("- Item two", False),
    ]


def test_wrapped_lines_stay_one_paragraph() -> None:
    text = (
        "The army attacked the town of\nBakhmut on Monday and shelled\nthe road to Kostiantynivka."
    )
    assert len(split_paragraphs(text)) == 1


def test_lines_that_end_sentences_are_paragraphs() -> None:
    text = "The army attacked Bakhmut.\nCivilians fled to Dnipro.\nA bridge was hit."
    assert len(split_paragraphs(text)) == 3


def test_a_heading_is_never_part_of_the_sentence_under_it(parse: Callable[[str], Parse]) -> None:
    parsed = parse("Shelling in the north\n\nTroops moved to Kharkiv on Monday.")
    assert [s.is_heading for s in parsed.sentences] == [True, False]
    assert {t.sentence for t in parsed.tokens} == {0, 1}


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\n ",
        "\u200f\u202eIdlib\u202c was hit. 'Quote' “curly” it’s",
        "a" * 50_000,
        "Attack in Gao. " * 3_000,
        "lone \ud800 surrogate in Idlib\x00 and \x07 control",
        "إدلب قصفت يوم الاثنين.\n\nИзюм обстреляли.",
        "one\tword\x0bper\x0cline\u2028here",
    ],
)
def test_offsets_hold_for_any_text(text: str, config: Config) -> None:
    parsed = parse_document(Document(id="x", text=text), config)
    for token in parsed.tokens:
        assert text[token.start : token.end] == token.text
        assert parsed.tokens[token.head].sentence == token.sentence
        assert parsed.tokens[token.index] is token
    for sentence in parsed.sentences:
        assert parsed.tokens[sentence.token_start].start == sentence.start
        assert parsed.tokens[sentence.token_end - 1].end == sentence.end
    for a, b in zip(parsed.tokens, parsed.tokens[1:], strict=False):
        assert a.end <= b.start


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(alphabet=st.characters(codec=None), max_size=200))
def test_paragraphs_cover_all_words(text: str) -> None:
    paragraphs = split_paragraphs(text)
    covered = set()
    for paragraph in paragraphs:
        covered |= set(range(paragraph.start, paragraph.end))
    assert all(i in covered or text[i].isspace() for i in range(len(text)))
    assert [p.start for p in paragraphs] == sorted(p.start for p in paragraphs)


def test_an_absent_model_is_one_clear_line() -> None:
    with pytest.raises(ModelError, match="xx_no_such") as caught:
        parse_document(Document(id="x", text="x"), Config(model="xx_no_such"))
    assert "\n" not in str(caught.value)


def test_a_changed_model_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    pinned = room.read_pinned_models()
    name = Config().model
    files = dict.fromkeys(pinned[name]["files"], "0" * 64)
    monkeypatch.setattr(
        room, "read_pinned_models", lambda: {name: {**pinned[name], "files": files}}
    )
    room._load_model.cache_clear()
    with pytest.raises(ModelError, match="not the file of version"):
        parse_document(Document(id="x", text="x"), Config())
    room._load_model.cache_clear()
