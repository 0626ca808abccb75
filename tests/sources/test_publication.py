"""A report's first lines may say when it was published; nothing else is taken for that."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoconflict.sources import read_documents
from geoconflict.sources.publication import find_day, find_stated_day

if TYPE_CHECKING:
    from pathlib import Path

DAY = dt.date(2019, 1, 24)
BODY = "Shelling was reported near the town on Thursday, and two people were killed there.\n"


@pytest.mark.parametrize(
    "line",
    [
        "Thursday, January 24, 2019",
        "24 January 2019",
        "**24 January 2019**",
        "2019-01-24",
        "January 24th, 2019 10:30 pm EST",
        "2019-01-24T10:30:00Z",
        "Published: 24 January 2019",
        "Published on Thursday, 24 Jan. 2019 | Updated: 3 February 2019",
        "Posted Jan 24, 2019 by A. Reporter",
        "Date: 24 January 2019",
    ],
)
def test_a_line_that_is_a_date_is_taken(line: str) -> None:
    stated = find_stated_day(f"A headline of the report\n\n{line}\n\n{BODY}")
    assert stated is not None
    assert stated.day == DAY
    assert "2019" in stated.where


@pytest.mark.parametrize(
    "opening",
    [
        "GENEVA, 24 January 2019 (Agency) – ",
        "KYIV, Jan. 24, 2019 - ",
        "Geneva/Beirut (24 January 2019) — ",
        "Sana'a, Yemen, 24 January 2019 - ",
    ],
)
def test_a_dateline_with_its_year_is_taken(opening: str) -> None:
    stated = find_stated_day(opening + BODY)
    assert stated is not None
    assert stated.day == DAY


@pytest.mark.parametrize(
    "text",
    [
        "KYIV, Feb 24 (Reuters) - " + BODY,  # no year
        "Monday, January 24, 2019\n\n" + BODY,  # it was a Thursday
        "10/02/2020\n\n" + BODY,  # day or month first?
        "On 24 January 2019 shelling was reported near the town, and two people were killed.\n",
        "Attack on the market, 24 January 2019 - what is known\n\n" + BODY,
        "Timeline\n\n24 January 2019\n\nShelling.\n\n25 January 2019\n\nA truce.\n",
        "Date: 24 January 2019\nLocation: Saraqib\n\n" + BODY,
        "Last updated: 24 January 2019\n\n" + BODY,
        "24-30 January 2019\n\n" + BODY,
        (BODY * 3 + "\n") * 12 + "\n24 January 2019\n",  # far below
        "31 February 2019\n\n" + BODY,
    ],
)
def test_what_is_no_day_of_publication_is_left(text: str) -> None:
    assert find_stated_day(text) is None


@pytest.mark.parametrize(
    "value",
    ["Thu, 24 Jan 2019 10:30:00 GMT", "2019-01-24 10:30:00 +0300", "Published January 24, 2019",
     "2019/01/24"],
)  # fmt: skip
def test_metadata_days_are_read(value: str) -> None:
    assert find_day(value) == DAY


@pytest.mark.parametrize("value", ["", "24/01/2019", "soon", "0000-00-00", "2019", "99999-01-02"])
def test_metadata_without_a_full_day_gives_none(value: str) -> None:
    assert find_day(value) is None


@given(st.text())
def test_any_text_is_searched_without_a_fault(text: str) -> None:
    find_stated_day(text)
    find_day(text)


def test_the_day_is_shown_as_taken_and_wins_over_the_one_of_the_run(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"24 January 2019\n\n{BODY}", encoding="utf-8")
    (document,) = read_documents(path, published="2024-05-01")
    assert (document.published, document.published_basis) == (DAY, "document")
    assert document.notes == ("a.txt: published 2019-01-24 taken from its line “24 January 2019”",)
    path.write_text(BODY, encoding="utf-8")
    (document,) = read_documents(path, published="2024-05-01")
    assert (document.published, document.published_basis) == (dt.date(2024, 5, 1), "given")
    assert document.notes == ()
