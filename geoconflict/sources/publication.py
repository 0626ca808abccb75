"""Text in, the day of publication that it states out, with the words that state it.

Only full dates are taken: a dateline without a year ("KYIV, Feb 24") names no day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geoconflict.config import parse_day
from geoconflict.errors import ConfigError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

_MONTH = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    "sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DAY = (
    r"(?P<day>\d{4}-\d{1,2}-\d{1,2}|\d{4}/\d{1,2}/\d{1,2}|\d{1,2}\.\d{1,2}\.\d{4}|"
    rf"\d{{1,2}}(?:st|nd|rd|th)?[ -]{_MONTH}\.?,?[ -]\d{{4}}|"
    rf"{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}})(?!\d)"
)
_WEEKDAY = (
    r"(?:(?P<weekday>mon|tue|wed|thu|fri|sat|sun)"
    r"(?:s|nes|rs|ur)?(?:day)?\.?,? +)?"
)
_TIME = (
    r"(?:(?:,? *(?:at|[-–|]) *|,? +|t)\d{1,2}[:.h]\d{2}(?::\d{2})?(?:\.\d+)?"
    r" *(?:[ap]\.?m\.?)? *(?:\(?(?:z|[a-z]{2,4})\)?)?(?:[+-]\d{1,2}(?::?\d{2})?)?)?"
)
_ANY_DAY = re.compile(_WEEKDAY + _DAY, re.IGNORECASE)
_WHOLE_LINE = re.compile(rf"[#*_>\s]*{_WEEKDAY}{_DAY}{_TIME}[.*_\s]*", re.IGNORECASE)
_LABELLED = re.compile(
    r"[#*_>\s]*(?P<label>(?:first )?published|date published|publication date|"
    r"date of publication|posted|issued|released|release date|date)"
    rf"(?: on| at)?[*_]*\s*[:–—-]?[*_]*\s*{_WEEKDAY}{_DAY}{_TIME}[.*_\s]*(?:$|[|,;·(–—-]|by\b)",
    re.IGNORECASE,
)
# "GENEVA, 10 February 2020 (Agency) - The ..." ; the place is at most four capitalised words.
_NAME = r"[^\W\d_][\w.'’-]*"
_DATELINE = re.compile(
    rf"\s*(?P<place>{_NAME}(?:[ /]{_NAME}){{0,3}}(?:, {_NAME}(?: {_NAME})?)?),? *\(?"
    rf"(?i:{_WEEKDAY}{_DAY})\)? *(?:\([^()\n]{{1,40}}\) *)?(?:[-–—]{{1,2}}|:) *\S"
)
_SMALL_WORDS = {"al", "and", "de", "el", "of", "the"}
# A dateline opens a paragraph; a shorter line is a headline that names the day of what happened.
_PARAGRAPH_CHARS = 80
_INCIDENT = re.compile(
    r"^[*_\s]*(?:location|place|incident|time)\b[^\n]{0,20}:", re.IGNORECASE | re.MULTILINE
)
_FIRST_LINES = 10
_LONG_LINE_CHARS = 160
_MAX_LONG_LINES = 3
_HEAD_CHARS = 20_000
_QUOTED_CHARS = 60
_YEARS = (1900, 2100)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedDay:
    """A day of publication and where the document states it ("the page's metadata")."""

    day: dt.date
    where: str


def find_day(value: str) -> dt.date | None:
    """Return the first full date in a short text such as a metadata field, None without one.

    "10/02/2020" is none: its day and month could be swapped. A weekday that is not that of the
    date makes it none.
    """
    match = _ANY_DAY.search(value[:_HEAD_CHARS])
    return _read(match) if match else None


def find_stated_day(text: str) -> StatedDay | None:
    """Return the day of publication that a report's first lines state, None where they do not.

    Parameters
    ----------
    text
        The report.

    Returns
    -------
    stated
        From a labelled line ("Published: 10 February 2020"), a line that is nothing but a date,
        or a dateline with its year. A text whose lines give several days is a chronology; its
        bare dates are those of events.
    """
    head = text[:_HEAD_CHARS]
    bare = {day for line in head.split("\n") if (day := _read(_WHOLE_LINE.fullmatch(line)))}
    is_incident = _INCIDENT.search(head[:2000]) is not None
    for line in _first_lines(head):
        labelled = _LABELLED.match(line)
        if labelled and not (is_incident and labelled["label"].lower() == "date"):
            day = _read(labelled)
            if day:
                return _state(day, line[: labelled.end()])
        day = _read(_WHOLE_LINE.fullmatch(line))
        if day and len(bare) == 1:
            return _state(day, line)
        dateline = _DATELINE.match(line) if len(line) >= _PARAGRAPH_CHARS else None
        if dateline and _is_name(dateline["place"]):
            day = _read(dateline)
            if day:
                return _state(day, line[: dateline.end("day")])
    return None


def _first_lines(text: str) -> Iterator[str]:
    """Yield the lines that stand before or open the body."""
    long_lines = 0
    lines = [line for line in text.split("\n") if line.strip()]
    for line in lines[:_FIRST_LINES]:
        yield line
        long_lines += len(line) > _LONG_LINE_CHARS
        if long_lines == _MAX_LONG_LINES:
            return


def _is_name(words: str) -> bool:
    """Return whether every word but small ones begins with a capital."""
    return all(
        word[0].isupper() or word.lower() in _SMALL_WORDS for word in re.split(r"[ /,]+", words)
    )


def _read(match: re.Match[str] | None) -> dt.date | None:
    """Return the day of a match; none when its weekday is another, or no such day exists."""
    if match is None:
        return None
    try:
        day = parse_day(match["day"])
    except ConfigError:
        return None
    weekday = match["weekday"]
    if weekday and _WEEKDAYS[day.weekday()] != weekday.lower():
        return None
    return day if _YEARS[0] <= day.year <= _YEARS[1] else None


def _state(day: dt.date, line: str) -> StatedDay:
    """Return the day with the line that states it."""
    words = " ".join(line.split()).strip(" #*_>|,;·(–—-")
    short = words if len(words) <= _QUOTED_CHARS else f"{words[: _QUOTED_CHARS - 1]}…"
    return StatedDay(day=day, where=f"its line “{short}”")
