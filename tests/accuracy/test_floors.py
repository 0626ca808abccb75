"""Accuracy does not fall: recognition and resolution against the floors of floors.json."""

from __future__ import annotations

import pytest
from corpora import list_corpora, list_own_corpora
from floors import find_failures, hash_corpus, list_held, read_floors, update_floors
from scoring import Tally, measure_corpus, tabulate_reliability

STORED = read_floors()


def check(corpus, gazetteer, config):
    stored = STORED["corpora"].get(corpus.name)
    assert stored, f"no floors for {corpus.name}: python tests/accuracy/report.py --update"
    assert stored["sha256"] == hash_corpus(corpus), (
        f"{corpus.path.name} is not the file that the floors were measured on: "
        "python tests/accuracy/report.py --update"
    )
    figures = measure_corpus(corpus, gazetteer, config)
    measured = list_held(figures.overall.describe(), figures.conflict.describe())
    assert not find_failures(stored["floors"], measured, STORED["margin"])


@pytest.mark.parametrize("corpus", list_own_corpora(), ids=lambda corpus: corpus.name)
def test_own_corpus_stays_above_its_floors(corpus, gazetteer, config):
    check(corpus, gazetteer, config)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["GeoVirus", "GeoWebNews"])
def test_development_corpus_stays_above_its_floors(name, gazetteer, config):
    corpus = next((c for c in list_corpora() if c.name == name), None)
    if corpus is None:
        pytest.skip(f"{name} is not on this machine")
    check(corpus, gazetteer, config)


def test_a_fall_beyond_the_margin_fails():
    assert find_failures({"f1": 0.9}, {"f1": 0.896}, 0.005) == []
    (line,) = find_failures({"f1": 0.9}, {"f1": 0.894}, 0.005)
    assert "f1 is 0.8940, floor 0.9000" in line


def test_update_raises_and_refuses_to_lower():
    stored = {"margin": 0.005, "corpora": {"c": {"sha256": "old", "floors": {"a": 0.5, "b": 0.5}}}}
    mixed = {"sha256": "new", "floors": {"a": 0.9, "b": 0.4}}
    assert update_floors(stored, "c", mixed) == ["c: b would fall from 0.5000 to 0.4000"]
    assert stored["corpora"]["c"] == {"sha256": "old", "floors": {"a": 0.5, "b": 0.5}}
    assert update_floors(stored, "c", mixed, allow_lower=True) == []
    assert stored["corpora"]["c"] == mixed
    assert update_floors(stored, "new", mixed) == []
    assert stored["corpora"]["new"] == mixed


def test_floors_are_rounded_so_that_they_can_be_met_again():
    shares = dict.fromkeys(
        ("strict_precision", "strict_recall", "strict_f1", "overlap_f1", "end_to_end"), 2 / 3
    )
    assert set(list_held(shares, shares).values()) == {0.6666}


def test_shares_of_nothing_are_zero():
    assert set(Tally().describe().values()) == {0.0}


def test_reliability_bins_hold_every_score():
    rows = list(tabulate_reliability([(0.0, False), (0.95, True), (1.0, True)]))
    assert rows == [(0.0, 0.0, 0.0, 1), (0.9, pytest.approx(0.975), 1.0, 2)]
