"""One bad document never stops a batch, and what failed is counted and named."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import geoconflict as gc
from geoconflict import pipeline
from geoconflict.errors import FailedDocumentError, UnreadableDocumentError
from geoconflict.model import Document

if TYPE_CHECKING:
    from pathlib import Path

GOOD = Document(id="good", text="Five soldiers were killed in Idlib province.", name="good.txt")
BAD = Document(id="bad", text="It breaks in Idlib.", name="bad.txt")


def test_a_document_that_breaks_a_stage_is_reported_and_the_rest_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stage = pipeline._read_document

    def breaking(document: Document, *args: object) -> object:
        if document.id == "bad":
            raise OverflowError("too large")
        return stage(document, *args)

    monkeypatch.setattr(pipeline, "_read_document", breaking)
    results = list(gc.iter_results([GOOD, BAD, GOOD]))
    assert [r.error is None for r in results] == [True, False, True]
    assert isinstance(results[1].error, FailedDocumentError)
    assert "bad.txt" in str(results[1].error)
    assert "too large" in str(results[1].error)


def test_what_could_not_be_read_stands_in_notes_and_manifest(tmp_path: Path) -> None:
    failed = UnreadableDocumentError("x.txt: is empty", path="x.txt")
    result = gc.run([failed, GOOD])
    assert result.errors == (failed,)
    assert any("1 of 2" in note for note in result.layers.notes)
    gc.write_result(result, tmp_path / "out")
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["failed"] == ["x.txt: is empty"]
    assert manifest["inputs"] == []


@pytest.mark.parametrize(
    "text",
    [
        "They spoke of killing over 10000000000000000000000 rebels in Idlib last week.",
        "Rebels attacked Idlib on Monday. Later a blast hit the village of Xanadupur. Five soldiers "
        "were killed in Zorbastan. The governor of Aleppo said no one was killed in Hama.",
        "{{ 7*7 }} {% raw %} </script><script>alert(1)</script> `${1+1}` killed five in Gao, Mali.",
        "killed " * 3000,
        "\u202eIdlib\u202c \ud800 was hit\x00",
    ],
)
def test_odd_texts_become_maps(text: str, tmp_path: Path) -> None:
    result = gc.run([Document(id="odd", text=text, title=text[:80])])
    assert result.errors == ()
    gc.write_result(result, tmp_path / "out")
    assert (tmp_path / "out" / "map.html").is_file()


def test_a_folder_may_have_a_dot_in_its_name(tmp_path: Path) -> None:
    result = gc.run([GOOD])
    with pytest.raises(gc.GeoconflictError, match="slash"):
        gc.write_result(result, tmp_path / "my.reports")
    gc.write_result(result, f"{tmp_path}/my.reports/")
    assert (tmp_path / "my.reports" / "map.html").is_file()


def test_bounds_are_widened_to_a_screen_and_stay_on_the_globe() -> None:
    west, south, east, north = pipeline.widen_bounds((36.0, 35.0, 37.0, 36.0))
    assert west < 36.0
    assert east > 37.0
    assert (east - west) / (north - south) >= 2
    assert pipeline.widen_bounds((-179.0, -89.0, 179.0, 89.0)) == (-180.0, -90.0, 180.0, 90.0)
    assert pipeline.widen_bounds((170.0, -10.0, -170.0, 10.0)) == (170.0, -10.0, -170.0, 10.0)
