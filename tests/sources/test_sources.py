"""Reports become documents; what is none is refused in one clear line."""

from __future__ import annotations

import datetime as dt
import json
import os
import threading
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoconflict.config import Config, parse_day, read_config
from geoconflict.errors import ConfigError, SourceError, UnreadableDocumentError
from geoconflict.model import Document, make_document_id
from geoconflict.sources import READERS, iter_documents, read_documents

if TYPE_CHECKING:
    from pathlib import Path


def _encode(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


TEXT = "Shelling was reported near Сватове and in Zhytlivka on Monday.\n"


def test_utf8_is_read_without_a_note(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    (document,) = read_documents(path, published="2023-03-01")
    assert document.text == TEXT
    assert document.id == make_document_id(TEXT)
    assert document.published == dt.date(2023, 3, 1)
    assert document.notes == ()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_marked_encodings_are_read_whole(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(TEXT.encode(encoding))
    (document,) = read_documents(path)
    assert document.text == TEXT


def test_another_encoding_is_read_and_said(tmp_path: Path) -> None:
    text = "Les combats près de Ménaka ont tué cinq soldats, a déclaré l'armée à Gao."
    path = tmp_path / "a.txt"
    path.write_bytes(text.encode("cp1252"))
    (document,) = read_documents(path)
    assert document.text == text
    assert "not UTF-8" in document.notes[0]
    assert "a.txt" in document.notes[0]


def test_line_ends_are_plain(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"one\r\ntwo\rthree\n")
    assert read_documents(path)[0].text == "one\ntwo\nthree\n"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"  \n\t ", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\x00\x01\x02\x03" * 100, "binary"),
        (b"%PDF-1.7 something", "PDF"),
        (b"PK\x03\x04 something", "zip"),
        (b"\xff\xfeA", "breaks"),
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(content)
    with pytest.raises(UnreadableDocumentError, match=says) as caught:
        read_documents(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_missing_file_folder_and_unknown_kind_are_named(tmp_path: Path) -> None:
    (tmp_path / "x.xyz").write_bytes(b"x")
    for path, says in (("none.txt", "no such file"), ("", "folder"), ("x.xyz", "no reader")):
        with pytest.raises(SourceError, match=says):
            read_documents(tmp_path / path)


def test_bad_lines_of_json_lines_are_named_and_the_rest_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    lines = [
        json.dumps(
            {"id": "n1", "text": "Clashes in Gao.", "published": "2024-05-01", "title": "T"}
        ),
        "{not json",
        json.dumps({"id": "n2"}),
        json.dumps(["text"]),
        json.dumps({"text": "x", "published": "soon"}),
        "",
        json.dumps({"text": "Clashes in Kidal.", "countries": ["mli"]}),
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    found = list(iter_documents(path, published=dt.date(2024, 6, 1)))
    documents = [item for item in found if isinstance(item, Document)]
    errors = [str(item) for item in found if isinstance(item, SourceError)]
    assert [d.id for d in documents] == ["n1", make_document_id("Clashes in Kidal.")]
    assert documents[0].published == dt.date(2024, 5, 1)
    assert documents[1].published == dt.date(2024, 6, 1)
    assert documents[1].countries == ("MLI",)
    assert [int(e.split("line ")[1].split(":")[0]) for e in errors] == [2, 3, 4, 5]


def test_a_line_in_another_language_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    lines = [
        {"text": "Combats à Gao.", "language": "fr"},
        {"text": "Бои у Сватово."},
        {"text": "Hi"},
    ]
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    french, russian, english = read_documents(path)
    assert (french.language, russian.language, english.language) == ("fr", "und", "en")
    assert "'fr'" in french.notes[0]
    assert "Cyrillic script" in russian.notes[0]
    assert english.notes == ()


def test_a_pipe_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_text, args=(TEXT * 200,))
    writer.start()
    (document,) = read_documents(path)
    writer.join()
    assert document.text == TEXT * 200


STARTS = [b"", b"%PDF-1.4\n", b"PK\x03\x04", b"<html><body>", b"---\ntitle: x\n---\n", b'{"text": ']


@pytest.mark.parametrize("suffix", sorted(READERS))
@given(start=st.sampled_from(STARTS), data=st.binary(max_size=300) | st.text().map(_encode))
def test_any_bytes_give_a_document_or_one_line(
    tmp_path_factory: pytest.TempPathFactory, suffix: str, start: bytes, data: bytes
) -> None:
    path = tmp_path_factory.mktemp("any") / f"a{suffix}"
    path.write_bytes(start + data)
    found = list(iter_documents(path))
    assert found or suffix in (".jsonl", ".ndjson")
    for item in found:
        if isinstance(item, SourceError):
            assert "\n" not in str(item)
        else:
            assert item.text.strip()
            assert all(0 <= page.start <= page.end <= len(item.text) for page in item.pages)


@pytest.mark.parametrize(
    "text",
    ["2020-02-10", "2020/2/10", "10.02.2020", "10 February 2020", "10 Feb. 2020", "Feb 10, 2020",
     "February 10th 2020", "20200210", "2020-02-10T12:30:00Z", " 10-Feb-2020 "],
)  # fmt: skip
def test_known_forms_of_a_day(text: str) -> None:
    assert parse_day(text) == dt.date(2020, 2, 10)


@pytest.mark.parametrize(
    "text",
    ["", "soon", "10/02/2020", "2020-02-31", "13 Foo 2020", "2020", "marmalade 3 2020", "10 decoy 2020",
     "2020-02-10 garbage"],
)  # fmt: skip
def test_unknown_forms_of_a_day_are_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="YYYY-MM-DD"):
        parse_day(text)


@given(st.dates(min_value=dt.date(1000, 1, 1)))
def test_every_iso_day_is_read(day: dt.date) -> None:
    assert parse_day(day.isoformat()) == day
    assert parse_day(f"{day:%B} {day.day}, {day.year}") == day


def test_config_file_is_read_and_unknown_keys_refused(tmp_path: Path) -> None:
    path = tmp_path / "c.toml"
    path.write_text('countries = ["SYR"]\npublished = 2020-02-10\nbare_names = "admin1"\n')
    config = read_config(path, near="Idlib")
    assert config == Config(
        countries=("SYR",), published=dt.date(2020, 2, 10), bare_names="admin1", near="Idlib"
    )
    path.write_text("contries = []\n")
    with pytest.raises(ConfigError, match="contries"):
        read_config(path)
    with pytest.raises(ConfigError, match=r"none\.toml"):
        read_config(tmp_path / "none.toml")


@pytest.mark.parametrize(
    "values",
    [{"min_score": 2.0}, {"profile": "secret"}, {"profile": "public"}, {"boundaries": "mars"},
     {"bbox": (1, 2, 3)}, {"published": "2020-02-10"}, {"title": 5}, {"countries": "SDN"},
     {"min_score": "a"}, {"demonyms": "no"}, {"bbox": (0, 5, 1, 4)}, {"countries": ("SY",)},
     {"bare_names": "any"}],
)  # fmt: skip
def test_settings_out_of_range_are_refused(values: dict[str, object]) -> None:
    with pytest.raises(ConfigError):
        Config(**values)
