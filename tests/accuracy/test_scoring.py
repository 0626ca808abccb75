"""The scores mean what the report says: worked by hand on a document of three names."""

from __future__ import annotations

import json

import pytest
import scoring
from corpora import Corpus
from scoring import Prediction, measure_corpus

from geoconflict.model import ToponymRole

TEXT = "In Homs, Turkish guns hit the city of Hama near Zeta Hill."
GOLD = [
    {"start": 3, "end": 7, "text": "Homs", "lat": 34.73, "lon": 36.71},
    {"start": 38, "end": 42, "text": "Hama", "lat": 35.13, "lon": 36.75},
    {"start": 48, "end": 57, "text": "Zeta Hill", "lat": None, "lon": None},
]


@pytest.fixture
def measure(tmp_path, monkeypatch, gazetteer, config):
    def run(predictions, gold=GOLD, *, demonyms=True):
        path = tmp_path / "corpus.jsonl"
        path.write_text(json.dumps({"id": "d", "text": TEXT, "toponyms": gold}) + "\n")
        monkeypatch.setattr(scoring, "predict", lambda *_: predictions)
        return measure_corpus(Corpus("c", path, demonyms, True, ""), gazetteer, config)

    return run


def found(start, end, lon=None, lat=None, role=ToponymRole.LITERAL, score=0.9):
    return Prediction(start=start, end=end, role=role, score=score, lon=lon, lat=lat)


def test_strict_overlap_and_end_to_end(measure):
    predictions = [
        found(3, 7, 36.7, 34.7),  # right span, right place
        found(30, 42, 10.0, 10.0),  # "the city of Hama": overlaps, thousands of km away
        found(9, 16, 35.0, 39.0, ToponymRole.DEMONYM),  # not annotated here: wrong
    ]
    shares = measure(predictions).overall.describe()
    assert shares["strict_precision"] == pytest.approx(1 / 3)
    assert shares["strict_recall"] == pytest.approx(1 / 3)
    assert shares["overlap_precision"] == pytest.approx(2 / 3)
    assert shares["overlap_recall"] == pytest.approx(2 / 3)
    assert shares["end_to_end"] == pytest.approx(1 / 2), "Zeta Hill has no point and does not count"


def test_roles_outside_the_policy_are_left_out(measure):
    predictions = [found(3, 7), found(9, 16, role=ToponymRole.DEMONYM)]
    assert measure(predictions, demonyms=False).overall.found == 1
    assert measure(predictions).overall.found == 2


def test_ignored_spans_count_neither_way(measure):
    gold = [*GOLD, {"start": 9, "end": 16, "text": "Turkish", "ignore": True}]
    tally = measure([found(3, 7), found(9, 21, role=ToponymRole.DEMONYM)], gold).overall
    assert (tally.found, tally.gold, tally.right) == (1, 3, 1)


def test_conflict_countries_count_their_own_names_only(measure):
    gold = [*GOLD[:1], {"start": 38, "end": 42, "text": "Hama", "lat": 48.85, "lon": 2.35}]
    figures = measure([found(3, 7, 36.7, 34.7), found(38, 42, 2.35, 48.85)], gold)
    assert (figures.overall.gold, figures.conflict.gold, figures.conflict.found) == (2, 1, 1)
