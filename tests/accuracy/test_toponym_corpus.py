"""The corpus that ships: offsets true, varied, and in step with its marked text and gazetteer."""

from __future__ import annotations

from collections import Counter

import pytest
from annotate import FOLDER, HALVES, annotate, read_marked, read_places, render_jsonl
from corpora import list_own_corpora

from geoconflict.geodesy import great_circle_km

ROWS = [row for corpus in list_own_corpora() for row in corpus.read()]


def test_corpus_is_as_large_and_varied_as_stated():
    assert len(ROWS) >= 30
    assert len({row["conflict"] for row in ROWS}) >= 9
    assert len({row["style"] for row in ROWS}) >= 5
    assert len([row for row in ROWS if row["id"].startswith("test-")]) >= 15
    assert len({row["id"] for row in ROWS}) == len(ROWS)
    roles = Counter(t["role"] for row in ROWS for t in row["toponyms"])
    assert {"literal", "demonym", "in_organisation", "metonym", "expression"} <= roles.keys()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_document_is_annotated_by_exact_spans(row):
    text, end = row["text"], 0
    assert 120 <= len(text.split()) <= 300
    assert not set("[]|") & set(text), "a mark was left in the text"
    for toponym in row["toponyms"]:
        assert text[toponym["start"] : toponym["end"]] == toponym["text"]
        assert toponym["text"] == toponym["text"].strip()
        assert toponym["start"] >= end, "spans are in order and do not overlap"
        end = toponym["end"]


@pytest.mark.parametrize("half", HALVES)
def test_jsonl_is_what_the_marked_text_says(half):
    stored = (FOLDER / f"{half}.jsonl").read_text(encoding="utf-8")
    assert stored == render_jsonl(annotate(half)), "run python tests/accuracy/annotate.py"


def test_entries_exist_and_lie_at_the_gold_point(gazetteer):
    for key, place in read_places().items():
        if place["entry_id"] and place["lat"] is not None:
            entry = gazetteer.get_entry(place["entry_id"])
            away = great_circle_km(entry.lon, entry.lat, place["lon"], place["lat"])
            assert away < max(100.0, entry.radius_km), (
                f"{key}: {entry.id} lies {away:.0f} km from the gold point"
            )


def test_marks_become_spans():
    here = {"lat": 1.0, "lon": 2.0, "country_iso3": "XYZ", "entry_id": None}
    places = {"Ab": here, "cd": here}
    text, spans = read_marked("In [Ab], the [x:d:Cds|cd] border; [Ef|i].", places)
    assert text == "In Ab, the Cds border; Ef."
    assert [(s["text"], s["role"], s.get("anchor"), s.get("ignore")) for s in spans] == [
        ("Ab", "literal", False, None),
        ("Cds", "demonym", True, None),
        ("Ef", "ignore", None, True),
    ]
    with pytest.raises(KeyError):
        read_marked("[Nowhere]", places)
