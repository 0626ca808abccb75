"""Word documents become paragraphs as they show; locked and broken files are refused."""

from __future__ import annotations

import datetime as dt
import io
import sys
import zipfile
from typing import TYPE_CHECKING

import docx
import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls

from geoconflict.errors import MissingExtraError, SourceError, UnreadableDocumentError
from geoconflict.sources import iter_documents, read_documents

if TYPE_CHECKING:
    from pathlib import Path

    from geoconflict.model import Document


def make(*, dated: bool = False) -> bytes:
    file = docx.Document()
    file.core_properties.title = "Weekly review"
    file.core_properties.modified = dt.datetime(2020, 2, 12, 10, 0)  # noqa: DTZ001 - as in the file
    file.sections[0].header.paragraphs[0].text = "Confidential header"
    file.add_heading("What happened", level=1)
    if dated:
        file.add_paragraph("10 February 2020")
    paragraph = file.add_paragraph("Five soldiers were ")
    paragraph.add_run("killed").bold = True
    paragraph.add_run(" in Idlib.")
    paragraph.add_run(" Ten died.").font.strike = True
    inserted = parse_xml(
        f"<w:ins {nsdecls('w')} w:id='1' w:author='a'><w:r><w:t> Added.</w:t></w:r></w:ins>"
    )
    deleted = parse_xml(
        f"<w:del {nsdecls('w')} w:id='2' w:author='a'><w:r><w:delText>Gone.</w:delText></w:r></w:del>"
    )
    paragraph._p.append(inserted)
    paragraph._p.append(deleted)
    file.add_paragraph("one", style="List Bullet")
    file.add_paragraph("two", style="List Bullet")
    table = file.add_table(rows=2, cols=2)
    for row, cells in zip(table.rows, (("Place", "Killed"), ("Saraqib", "3")), strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    control = OxmlElement("w:sdt")
    content = OxmlElement("w:sdtContent")
    content.append(file.add_paragraph("In a content control.")._p)
    control.append(content)
    file.element.body.insert(-1, control)
    stream = io.BytesIO()
    file.save(stream)
    return stream.getvalue()


def read(tmp_path: Path, data: bytes, name: str = "a.docx") -> Document:
    path = tmp_path / name
    path.write_bytes(data)
    (document,) = read_documents(path)
    return document


def test_the_text_is_read_as_it_shows(tmp_path: Path) -> None:
    document = read(tmp_path, make())
    assert document.text == (
        "What happened\n\nFive soldiers were killed in Idlib. Added.\n\n- one\n- two\n\n"
        "Place; Killed\n\nSaraqib; 3\n\nIn a content control.\n"
    )
    assert document.title == "Weekly review"
    assert any("struck-out" in note for note in document.notes)


def test_the_files_own_date_is_named_but_never_taken(tmp_path: Path) -> None:
    document = read(tmp_path, make())
    assert document.published is None
    assert "saved on 2020-02-12" in document.notes[-1]
    assert "--published" in document.notes[-1]
    document = read(tmp_path, make(dated=True))
    assert (document.published, document.published_basis) == (dt.date(2020, 2, 10), "document")


def test_a_document_named_otherwise_is_read(tmp_path: Path) -> None:
    document = read(tmp_path, make(), name="a.txt")
    assert document.title == "Weekly review"
    assert "a DOCX file by its content" in document.notes[0]


def test_text_boxes_outlines_and_numbers_are_read(tmp_path: Path) -> None:
    file = docx.Document()
    paragraph = file.add_paragraph("Outlined")
    level = OxmlElement("w:outlineLvl")
    paragraph._p.get_or_add_pPr().append(level)
    numbered = file.add_paragraph("Numbered")
    numbered._p.get_or_add_pPr().append(OxmlElement("w:numPr"))
    host = file.add_paragraph("Host")
    host._p.append(
        parse_xml(
            f"<w:r {nsdecls('w')}><w:pict><w:txbxContent><w:p><w:r><w:t>Boxed in Gao.</w:t></w:r>"
            "</w:p></w:txbxContent></w:pict></w:r>"
        )
    )
    stream = io.BytesIO()
    file.save(stream)
    document = read(tmp_path, stream.getvalue())
    assert document.text == "Outlined\n\n- Numbered\n\nHost\n\nBoxed in Gao.\n"
    assert document.title == "Outlined"


def archive(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name.replace("__", "/") + ".xml", data)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"Some text", "no zip archive"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"\xd0\xcf\x11\xe0 WordDocument", r"old Word file \(\.doc\)"),
        (make()[:3000], "damaged or cut-off"),
        (archive(xl__workbook=b"<x/>"), "without a Word document"),
        (archive(word__document=b"<x/>"), "damaged DOCX"),
        (archive(word__document=b" " * 250_000_000), "unpacks to far more"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(tmp_path: Path, data: bytes, says: str) -> None:
    with pytest.raises(UnreadableDocumentError, match=says) as caught:
        read(tmp_path, data)
    assert "\n" not in str(caught.value)


def test_a_missing_reader_is_named_and_the_run_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    path = tmp_path / "a.docx"
    path.write_bytes(make())
    (error,) = iter_documents(path)
    assert isinstance(error, SourceError)
    assert isinstance(error, MissingExtraError)
    assert "geoconflict[docx]" in str(error)
    assert str(path) in str(error)
