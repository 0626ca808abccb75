from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoconflict.extract.numbers import find_figures, parse_count, parse_integer
from geoconflict.model import Count


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("five soldiers", 5, 5),
        ("373 civilians", 373, 373),
        ("700,000 people", 700_000, 700_000),
        ("1 200 people", 1_200, 1_200),
        ("three million civilians", 3_000_000, 3_000_000),
        ("3.6 million refugees", 3_600_000, 3_600_000),
        ("half a million people", 500_000, 500_000),
        ("three hundred and seventy-three", 373, 373),
        ("a dozen fighters", 12, 12),
        ("two dozen", 24, 24),
        ("around twenty", 20, 20),
        ("at least 12", 12, None),
        ("more than 600 square kilometers", 600, None),
        ("no fewer than 40", 40, None),
        ("fifty or more", 50, None),
        ("dozens of people", 12, None),
        ("scores of people", 20, None),
        ("hundreds of people", 100, None),
        ("thousands of people", 1_000, None),
        ("tens of thousands of people", 10_000, None),
        ("hundreds of thousands of people", 100_000, None),
        ("several people", 3, None),
        ("up to 50 people", None, 50),
        ("as many as 30", None, 30),
        ("between 10 and 15 soldiers", 10, 15),
        ("10-15 soldiers", 10, 15),
        ("10 to 15", 10, 15),
        ("300 to 400 thousand people", 300_000, 400_000),
    ],
)
def test_count_has_the_bounds_that_the_words_give(
    text: str, low: int | None, high: int | None
) -> None:
    count = parse_count(text)
    assert count is not None
    assert (count.low, count.high) == (low, high)


@pytest.mark.parametrize("text", ["20 percent", "40%", "a 25-year-old man", "", "M23"])
def test_shares_ages_and_names_are_no_counts(text: str) -> None:
    assert parse_count(text) is None


def test_several_figures_keep_their_order_and_places() -> None:
    text = "150 guards, 95 civilians and hundreds of fighters"
    assert [f.count.low for f in find_figures(text)] == [150, 95, 100]
    assert all(text[f.start : f.end] == f.text for f in find_figures(text))


@given(st.integers(0, 10**9))
def test_digits_with_separators_are_read_back(value: int) -> None:
    assert parse_integer(f"{value:,}") == value
    assert parse_count(f"{value:,} people") == Count(low=value, best=value, high=value)


@given(st.integers(1, 999), st.sampled_from(["at least", "more than", "up to", "around", ""]))
def test_low_never_exceeds_high(value: int, words: str) -> None:
    count = parse_count(f"{words} {value} people")
    assert count is not None
    assert count.low is not None or count.high is not None
    if count.low is not None and count.high is not None:
        assert count.low <= count.high


@given(st.text(max_size=80))
def test_any_text_gives_figures_inside_it(text: str) -> None:
    for figure in find_figures(text):
        assert text[figure.start : figure.end] == figure.text
