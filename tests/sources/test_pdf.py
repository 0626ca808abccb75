"""PDF layout is undone, pages are kept, and what is no readable PDF is refused."""

from __future__ import annotations

import functools
import io
import sys
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from geoconflict.errors import MissingExtraError, SourceError, UnreadableDocumentError
from geoconflict.model import find_page
from geoconflict.sources import iter_documents, read_documents

if TYPE_CHECKING:
    from pathlib import Path

    from geoconflict.model import Document

WIDTH, HEIGHT = A4
LEFT = [
    "Government forces shelled the town of",
    "Saraqib on Monday and killed five civil-",
    "ians, according to local medical staff.",
    "The bombardment went on until night",
    "fell and drove several hundred families",
    "towards the north, where the camps near",
]
RIGHT = [
    "the border were full already, and at Al-",
    "Dana the market was closed for a week.",
    "Aid was brought through one crossing in",
    "the first days of the month, and none",
    "was brought after that, the agency said",
    "in a statement on the same evening.",
]


def make_canvas(**options: Any) -> tuple[Canvas, io.BytesIO]:
    stream = io.BytesIO()
    return Canvas(stream, pagesize=A4, invariant=1, **options), stream


def draw(canvas: Canvas, lines: list[str], x: float, top: float, size: float = 10) -> None:
    canvas.setFont("Times-Roman", size)
    for number, line in enumerate(lines):
        canvas.drawString(x, HEIGHT - top - 1.2 * size * number, line)


@functools.cache
def make_report() -> bytes:
    canvas, stream = make_canvas()
    canvas.setTitle("Microsoft Word - draft7.docx")
    for page in range(1, 4):
        draw(canvas, ["Situation Report No. 5"], 60, 40, 8)
        draw(canvas, [f"Page {page} of 3"], 280, HEIGHT - 30, 8)
        if page == 1:
            draw(canvas, ["A week of shelling"], 60, 90, 20)
            draw(canvas, ["10 February 2020"], 60, 120)
            draw(canvas, LEFT, 60, 150)
            draw(canvas, RIGHT, 320, 156)  # lines of two columns need not stand level
            draw(canvas, ["1  Interview with a doctor, Beirut, May 2019."], 60, 720, 7)
        elif page == 2:
            draw(
                canvas,
                ["People fled to the fields that lie between the villages of the plain and the"],
                60,
                90,
            )
        else:
            draw(canvas, ["sea, where they stayed for days."], 60, 90)
            for x in (60, 160, 260):
                canvas.line(x, HEIGHT - 140, x, HEIGHT - 200)
            for top in (140, 170, 200):
                canvas.line(60, HEIGHT - top, 260, HEIGHT - top)
            for row, cells in enumerate((("Place", "Killed"), ("Saraqib", "5"))):
                for column, cell in enumerate(cells):
                    draw(canvas, [cell], 70 + 100 * column, 158 + 30 * row)
            draw(canvas, ["• First item of the list", "• Second item of the list"], 60, 240)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def read(tmp_path: Path, data: bytes, name: str = "a.pdf") -> Document:
    path = tmp_path / name
    path.write_bytes(data)
    (document,) = read_documents(path)
    return document


def test_layout_is_undone(tmp_path: Path) -> None:
    document = read(tmp_path, make_report())
    assert document.text == (
        "A week of shelling\n\n10 February 2020\n\n"
        "Government forces shelled the town of Saraqib on Monday and killed five civilians, "
        "according to local medical staff. The bombardment went on until night fell and drove "
        "several hundred families towards the north, where the camps near the border were full "
        "already, and at Al-Dana the market was closed for a week. Aid was brought through one "
        "crossing in the first days of the month, and none was brought after that, the agency "
        "said in a statement on the same evening.\n\n"
        "People fled to the fields that lie between the villages of the plain and the sea, where "
        "they stayed for days.\n\n"
        "Place; Killed\n\nSaraqib; 5\n\n- First item of the list\n- Second item of the list\n"
    )
    assert document.title == "A week of shelling"
    assert document.published is not None
    assert "a.pdf: 1 footnotes left out" in document.notes


def test_pages_are_kept(tmp_path: Path) -> None:
    document = read(tmp_path, make_report())
    text, pages = document.text, document.pages
    assert len(pages) == 3
    assert (pages[0].start, pages[-1].end) == (0, len(text))
    assert all(a.end == b.start for a, b in zip(pages, pages[1:], strict=False))
    for words, page in (("Al-Dana", 1), ("villages", 2), ("sea", 3), ("Saraqib; 5", 3)):
        assert find_page(document, text.index(words)) == page
    assert find_page(document, len(text)) is None


def test_the_files_own_date_is_never_taken(tmp_path: Path) -> None:
    canvas, stream = make_canvas()
    draw(canvas, LEFT, 60, 100)
    canvas.showPage()
    canvas.showPage()
    canvas.save()
    document = read(tmp_path, stream.getvalue())
    assert document.published is None
    assert "its file was made on 2000-01-01" in document.notes[-1]
    assert "no text on 1 of 2 pages (2)" in document.notes[0]
    assert [page.start == page.end for page in document.pages] == [False, True]


def test_a_table_without_rules_stays_in_rows(tmp_path: Path) -> None:
    canvas, stream = make_canvas()
    for number in range(8):
        draw(canvas, [f"Town {number}"], 60, 100 + 14 * number)
        draw(canvas, [f"{number} killed"], 320, 100 + 14 * number)
    canvas.showPage()
    canvas.save()
    assert "Town 3; 3 killed\n\nTown 4; 4 killed" in read(tmp_path, stream.getvalue()).text


def test_broken_words_are_joined_and_compounds_kept(tmp_path: Path) -> None:
    canvas, stream = make_canvas()
    lines = [
        "The army took the south-western towns of the province in the spring of 2019-",
        "20, and the front then moved on to the fields around the road to Ma'arrat al-",
        "numan, where the south-",
        "western villages lie; anti-",
        "tank fire hit a convoy that crossed the plain in the early hours of the mor-",
        "ning.",
    ]
    draw(canvas, lines, 60, 100)
    canvas.showPage()
    canvas.save()
    assert read(tmp_path, stream.getvalue()).text == (
        "The army took the south-western towns of the province in the spring of 2019-20, and the "
        "front then moved on to the fields around the road to Ma'arrat al-numan, where the "
        "south-western villages lie; anti-tank fire hit a convoy that crossed the plain in the "
        "early hours of the morning.\n"
    )


def make_scan() -> bytes:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    canvas, stream = make_canvas()
    canvas.drawImage(ImageReader(Image.new("RGB", (40, 60), "grey")), 0, 0, WIDTH, HEIGHT)
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


def make_locked() -> bytes:
    canvas, stream = make_canvas(encrypt=StandardEncryption("secret", ownerPassword="owner"))
    draw(canvas, LEFT, 60, 100)
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


def make_bomb() -> bytes:
    import zlib

    packed = zlib.compress(b" " * 150_000_000, 9)
    return b"%PDF-1.4\n1 0 obj <</Filter/FlateDecode>> stream\n" + packed + b"\nendstream %%EOF"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"just text", "not a PDF"),
        (make_report()[:2000], "cut-off"),
        (b"%PDF-1.7 nothing in it %%EOF", "PDF file"),
        (make_scan(), r"scan: 1 of 1 pages are pictures.*OCR.*ocrmypdf"),
        (make_locked(), "password"),
        (make_bomb(), "unpacks to far more"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(tmp_path: Path, data: bytes, says: str) -> None:
    with pytest.raises(UnreadableDocumentError, match=says) as caught:
        read(tmp_path, data)
    assert "\n" not in str(caught.value)


def test_a_missing_reader_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pdfplumber", None)
    path = tmp_path / "a.pdf"
    path.write_bytes(make_report())
    (error,) = iter_documents(path)
    assert isinstance(error, SourceError)
    assert isinstance(error, MissingExtraError)
    assert "geoconflict[pdf]" in str(error)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 6000), st.binary(min_size=1, max_size=8)), max_size=6))
def test_damaged_files_give_a_document_or_one_line(
    tmp_path_factory: pytest.TempPathFactory, damage: list[tuple[int, bytes]]
) -> None:
    data = bytearray(make_report())
    for position, piece in damage:
        data[position : position + len(piece)] = piece
    path = tmp_path_factory.mktemp("damaged") / "a.pdf"
    path.write_bytes(bytes(data))
    (found,) = list(iter_documents(path))
    if isinstance(found, SourceError):
        assert "\n" not in str(found)
    else:
        assert found.text.strip()
        assert found.pages[-1].end == len(found.text)
