from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoconflict.extract.anchoring import precision_of, resolve_date
from geoconflict.extract.dates import find_dates
from geoconflict.model import DateInterval, DatePrecision

TUESDAY = dt.date(2024, 3, 12)
DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2050, 12, 31))


def resolve(text: str, published: dt.date | None = TUESDAY, **kwargs: object) -> DateInterval:
    mentions = find_dates(text)
    assert len(mentions) == 1, [m.text for m in mentions]
    return resolve_date(mentions[0], published, **kwargs)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("on Tuesday", "2024-03-12", "2024-03-12"),
        ("late on Sunday", "2024-03-10", "2024-03-10"),
        ("Wednesday morning", "2024-03-06", "2024-03-06"),
        ("last Tuesday", "2024-03-05", "2024-03-05"),
        ("yesterday", "2024-03-11", "2024-03-11"),
        ("the day before yesterday", "2024-03-10", "2024-03-10"),
        ("last week", "2024-03-04", "2024-03-10"),
        ("this week", "2024-03-11", "2024-03-12"),
        ("over the weekend", "2024-03-09", "2024-03-10"),
        ("three days ago", "2024-03-09", "2024-03-09"),
        ("last month", "2024-02-01", "2024-02-29"),
        ("last year", "2023-01-01", "2023-12-31"),
        ("on 5 February", "2024-02-05", "2024-02-05"),
        ("on March 20", "2023-03-20", "2023-03-20"),
        ("on December 1, 2019", "2019-12-01", "2019-12-01"),
        ("on 2019-12-01", "2019-12-01", "2019-12-01"),
        ("since 1 December 2023", "2023-12-01", "2024-03-12"),
        ("since December", "2023-12-01", "2024-03-12"),
        ("since 2015", "2015-01-01", "2024-03-12"),
        ("since the start of February", "2024-02-01", "2024-03-12"),
        ("in August 2018", "2018-08-01", "2018-08-31"),
        ("in early August 2018", "2018-08-01", "2018-08-10"),
        ("in April", "2023-04-01", "2023-04-30"),
        ("in 2016", "2016-01-01", "2016-12-31"),
        ("between 5 and 10 February", "2024-02-05", "2024-02-10"),
        ("from Thursday to Saturday", "2024-03-07", "2024-03-09"),
        ("in the past 24 hours", "2024-03-11", "2024-03-12"),
        ("at the end of the month", "2024-03-31", "2024-03-31"),
        ("in recent weeks", "2024-02-13", "2024-03-12"),
        ("last summer", "2023-06-01", "2023-08-31"),
    ],
)
def test_expression_gives_the_days_it_means(text: str, start: str, end: str) -> None:
    found = resolve(text)
    assert (str(found.start), str(found.end)) == (start, end)


def test_published_weekday_itself_is_the_past_day() -> None:
    assert resolve("on Tuesday").end == TUESDAY


def test_future_verb_takes_the_next_weekday() -> None:
    assert resolve("on Friday", future=True).start == dt.date(2024, 3, 15)


def test_later_days_count_from_the_date_before() -> None:
    before = DateInterval(start=TUESDAY, end=TUESDAY, precision=DatePrecision.DAY)
    assert resolve("three days later", context=before).start == dt.date(2024, 3, 15)
    assert resolve("the following day", context=before).start == dt.date(2024, 3, 13)
    assert "no earlier date" in resolve("two days later").reason


def test_anchored_expression_without_publication_date_stays_open_and_says_so() -> None:
    found = resolve("last week", published=None)
    assert found.start is None
    assert found.end is None
    assert "publication" in found.reason


def test_full_date_needs_no_publication_date() -> None:
    assert resolve("on 5 February 2020", published=None).start == dt.date(2020, 2, 5)


@pytest.mark.parametrize(
    "text", ["they may march", "10 people", "a 1,500 strong force", "the second", ""]
)
def test_words_that_only_look_like_dates_are_none(text: str) -> None:
    assert find_dates(text) == ()


def test_day_that_does_not_exist_gives_a_reason() -> None:
    assert resolve("on 31 February 2020").reason == "no such day"


@given(DAYS, st.sampled_from(["on Monday", "yesterday", "last week", "over the weekend", "in May",
                              "three weeks ago", "last month", "since June", "on 14 July"]))  # fmt: skip
def test_past_expressions_never_end_after_publication(published: dt.date, text: str) -> None:
    found = resolve(text, published=published)
    assert found.start is not None
    assert found.end is not None
    assert found.start <= found.end
    if text not in {"over the weekend", "in May"}:
        assert found.end <= published


@given(
    DAYS,
    st.sampled_from(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]),
)
def test_weekday_is_that_weekday_within_a_week(published: dt.date, name: str) -> None:
    found = resolve(f"on {name}", published=published)
    assert found.start is not None
    assert found.start.strftime("%A") == name
    assert 0 <= (published - found.start).days < 7


@given(DAYS, st.integers(0, 400))
def test_precision_follows_from_the_length(start: dt.date, length: int) -> None:
    precision = precision_of(start, start + dt.timedelta(days=length))
    order = list(DatePrecision)
    shorter = precision_of(start, start + dt.timedelta(days=max(length - 1, 0)))
    assert order.index(shorter) <= order.index(precision)


@given(DAYS)
def test_written_date_is_read_back(day: dt.date) -> None:
    for text in (
        f"on {day.day} {day:%B} {day.year}",
        f"on {day:%B} {day.day}, {day.year}",
        day.isoformat(),
    ):
        found = resolve(text, published=TUESDAY)
        assert found.start == found.end == day
