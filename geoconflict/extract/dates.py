"""A sentence in, its date expressions out, as written and not yet anchored.

A small grammar of patterns; `anchoring` turns what it finds into days, `timing` decides which
event a date belongs to.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, replace
from enum import StrEnum

from geoconflict.extract.numbers import parse_integer

_MONTHS = {name.lower(): i for i, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): i for i, name in enumerate(calendar.month_abbr) if name}
_MONTHS["sept"] = 9
_WEEKDAYS = {name.lower(): i for i, name in enumerate(calendar.day_name)}
_WEEKDAYS |= {"mon": 0, "tue": 1, "tues": 1, "wed": 2, "thu": 3, "thurs": 3, "fri": 4}


class Form(StrEnum):
    """What a date expression says."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    WEEKDAY = "weekday"
    RELATIVE_DAY = "relative_day"
    RELATIVE_UNIT = "relative_unit"
    WEEKEND = "weekend"
    AGO = "ago"
    FROM_CONTEXT = "from_context"
    PAST = "past"
    SEASON = "season"
    EDGE = "edge"


class Bound(StrEnum):
    """How an expression stands to its interval."""

    AT = "at"
    SINCE = "since"
    UNTIL = "until"


@dataclass(frozen=True, slots=True, kw_only=True)
class DateMention:
    """One date expression as written, not yet anchored.

    Attributes
    ----------
    start, end
        Range in the text that was searched, shifted by the offset given.
    shift
        Days, weeks, months or years from the anchor (-1 "last", 0 "this", 1 "next").
    to
        The other end of "from A to B", else None.
    edge
        "start" or "end" for "the end of the month"; "early", "mid", "late" for parts.
    """

    start: int
    end: int
    text: str
    form: Form
    bound: Bound = Bound.AT
    day: int = 0
    month: int = 0
    year: int = 0
    weekday: int = -1
    unit: str = ""
    shift: int = 0
    edge: str = ""
    to: DateMention | None = None

    @property
    def needs_anchor(self) -> bool:
        """Whether the publication date decides what is meant."""
        if self.form is Form.YEAR:
            return self.bound is Bound.SINCE
        if self.form in {Form.DAY, Form.MONTH}:
            return not self.year or self.bound is Bound.SINCE
        return True


_MONTH = (
    r"(?P<{p}month>january|february|march|april|may|june|july|august|september|october|november"
    r"|december|(?:jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)(?=\b))\b(?:(?<!\w{5})\.)?"
)
_WEEKDAY = (
    r"(?P<{p}weekday>monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tues|tue|wed"
    r"|thurs|thu|fri)\b"
)
_YEAR = r"(?P<{p}year>(?:19|20)\d\d)"
_DAYNUM = r"(?P<{p}day>[0-3]?\d)(?:st|nd|rd|th)?"
_COUNT = (
    r"(?P<n>\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|several|few|couple of)"
)
_UNIT = r"(?P<unit>hour|day|week|month|year)s?"
_PARTS = r"(?:\s+(?:morning|afternoon|evening|night|noon))?"
_LATE = r"(?:(?P<edge>early|mid|late)[\s-]+(?:(?:on|in)\s+)?)?"
_LEAD = (
    r"(?P<lead>since|until|till|by|after|before|from|on|in|at|during|over|between|of|as\s+of)?\s*"
    r"(?P<late>late|early)?\s*(?:on\s+)?(?:the\s+)?(?:night\s+of\s+|morning\s+of\s+)?"
)


def _part(pattern: str, prefix: str = "") -> str:
    return pattern.replace("{p}", prefix)


#: (form, pattern); the first that matches at a position wins, so longer forms stand first.
_PATTERNS: tuple[tuple[Form, re.Pattern[str]], ...] = tuple(
    (form, re.compile(_LEAD + pattern + r"(?!\w)", re.IGNORECASE))
    for form, pattern in (
        (Form.DAY, rf"{_YEAR}-(?P<mm>[01]\d)-(?P<dd>[0-3]\d)".replace("{p}", "")),
        (
            Form.DAY,
            rf"(?:{_part(_WEEKDAY)},?\s+)?(?:the\s+)?{_part(_DAYNUM)}(?:\s+of)?"
            rf"\s*(?:-|–|to|and|until)\s*{_part(_DAYNUM, 'b')}\s+(?:of\s+)?{_part(_MONTH)}"
            rf"(?:,?\s+{_part(_YEAR)})?",
        ),
        (
            Form.DAY,
            rf"{_part(_MONTH)}\s+{_part(_DAYNUM)}\s*(?:-|–|to|and|until)\s*"
            rf"(?:{_part(_MONTH, 'b')}\s+)?{_part(_DAYNUM, 'b')}(?!\d)(?:,?\s+{_part(_YEAR)})?",
        ),
        (
            Form.DAY,
            rf"{_part(_DAYNUM)}\s+{_part(_MONTH)}(?:,?\s+{_part(_YEAR)})?\s*"
            rf"(?:-|–|to|and|until)\s*{_part(_DAYNUM, 'b')}\s+{_part(_MONTH, 'b')}"
            rf"(?:,?\s+{_part(_YEAR, 'b')})?",
        ),
        (
            Form.DAY,
            rf"(?:{_part(_WEEKDAY)},?\s+)?(?:the\s+)?{_part(_DAYNUM)}(?:\s+of)?\s+{_part(_MONTH)}"
            rf"(?:,?\s+{_part(_YEAR)})?",
        ),
        (
            Form.DAY,
            rf"(?:{_part(_WEEKDAY)},?\s+)?{_part(_MONTH)}\s+(?:the\s+)?{_part(_DAYNUM)}(?!\d)"
            rf"(?:,?\s+{_part(_YEAR)})?",
        ),
        (
            Form.EDGE,
            r"(?P<edge>end|beginning|start|middle)\s+of\s+(?:(?P<which>the|this|last|next)\s+)?"
            rf"(?:(?P<unit>week|month|year)|{_part(_MONTH)}(?:\s+{_part(_YEAR)})?)",
        ),
        (Form.MONTH, rf"{_LATE}{_part(_MONTH)}(?:\s+of)?,?\s+{_part(_YEAR)}"),
        (
            Form.SEASON,
            r"(?:(?P<which>last|this|next|past)\s+)?(?P<season>spring|summer|autumn|winter)"
            rf"(?:\s+of\s+|\s+)?{_part(_YEAR)}?",
        ),
        (
            Form.WEEKDAY,
            rf"(?:(?P<which>last|next|this|past)\s+)?{_part(_WEEKDAY)}{_PARTS}"
            rf"(?:\s*(?:-|–|to|and|until|through)\s*{_part(_WEEKDAY, 'b')})?",
        ),
        (
            Form.WEEKEND,
            r"(?:(?P<which>last|this|next|past|coming)\s+)?weekend",
        ),
        (
            Form.PAST,
            rf"(?:last|past|previous|preceding)\s+(?:{_COUNT}\s+)?{_UNIT}(?<=s)",
        ),
        (Form.PAST, rf"(?P<recent>recent)\s+{_UNIT}"),
        (Form.PAST, r"(?P<recent>past|last)\s+(?P<n>24|48|72)\s+(?P<unit>hour)s"),
        (
            Form.RELATIVE_UNIT,
            r"(?:(?P<edge>earlier|later|early|late)\s+)?(?P<which>last|this|next|past|coming)\s+"
            r"(?P<unit>week|month|year)",
        ),
        (
            Form.MONTH,
            rf"(?:(?P<which>last|next|this|past)\s+)?{_LATE.replace('edge', 'edgeb')}"
            rf"{_part(_MONTH)}",
        ),
        (Form.AGO, rf"{_COUNT}\s+{_UNIT}\s+ago"),
        (
            Form.FROM_CONTEXT,
            rf"{_COUNT}\s+{_UNIT}\s+(?P<dir>earlier|later|before|after|afterwards)",
        ),
        (
            Form.FROM_CONTEXT,
            r"(?P<same>(?:that|the\s+same|same|following|next|previous)\s+(?:day|night|evening)"
            r"|day\s+(?:after|before)(?!\s+yesterday))",
        ),
        (
            Form.RELATIVE_DAY,
            r"(?P<word>day\s+before\s+yesterday|today|tonight|yesterday|tomorrow|last\s+night"
            r"|overnight|this\s+(?:morning|afternoon|evening))" + _PARTS,
        ),
        (Form.YEAR, rf"{_LATE}{_part(_YEAR)}(?:\s*(?:-|–|to|and|until)\s*{_part(_YEAR, 'b')})?"),
    )
)
# One cheap test before the grammar: a sentence without any of these words has no date.
_ANY = re.compile(
    r"(?:19|20)\d\d|day|night|week|month|year|ago|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
    r"|yesterday|tomorrow|hour|morning|evening|afternoon|spring|summer|autumn|winter|earlier|later",
    re.IGNORECASE,
)
# Words that look like dates but are names or verbs.
_BARE_WORDS = {"may", "mar", "mon", "wed", "fri", "sun", "sat", "march", "fall", "dec", "jan"}
_STARTS = re.compile(r"(?<![\w.,-])(?=\w)")


def find_dates(text: str, offset: int = 0) -> tuple[DateMention, ...]:
    """Return the date expressions of a sentence, left to right, not overlapping.

    Parameters
    ----------
    text
        One sentence.
    offset
        Added to every `start` and `end`: the sentence's place in its document.

    Returns
    -------
    mentions
        Empty where the sentence names no time.
    """
    if not _ANY.search(text):
        return ()
    found: list[DateMention] = []
    position = 0
    for start in _STARTS.finditer(text):
        if start.start() < position:
            continue
        mention = _match_at(text, start.start())
        if mention is not None:
            found.append(replace(mention, start=mention.start + offset, end=mention.end + offset))
            position = mention.end
    return tuple(found)


def _match_at(text: str, position: int) -> DateMention | None:
    best: DateMention | None = None
    for form, pattern in _PATTERNS:
        match = pattern.match(text, position)
        if match is None or (best is not None and match.end() <= best.end):
            continue
        mention = _read(form, match)
        if mention is not None:
            best = mention
    return best


def _integer(value: str | None) -> int:
    if not value:
        return 0
    word = value.lower()
    if word in {"a", "an"}:
        return 1
    if word in {"several", "few"}:
        return 3
    if word == "couple of":
        return 2
    return parse_integer(word) or 0


def _read(form: Form, match: re.Match[str]) -> DateMention | None:
    """Turn a match into a mention; None for a word that only looks like a date."""
    group = {key: value for key, value in match.groupdict().items() if value}
    lead = (group.get("lead") or "").lower()
    text = match.group()
    bare = text.strip()
    if bare.endswith("."):
        text = text[:-1]
    if bare.lower() in _BARE_WORDS and form is not Form.YEAR:
        # "March" alone may be the month; "may", "mar" and "wed" alone hardly ever are.
        return None
    if form is Form.MONTH and not group.get("year"):
        word = match.group("month")
        if not word[0].isupper() or (
            word.lower() in {"may", "march"}
            and not (lead in {"in", "since", "until", "by", "of"} or group.get("which"))
        ):
            return None
    if form is Form.YEAR and not (lead or match.start() == 0 or group.get("byear")):
        return None
    bound = Bound.AT
    if lead in {"since", "after", "from"}:
        bound = Bound.SINCE if lead != "after" else Bound.AT
    elif lead in {"until", "till", "by", "before"}:
        bound = Bound.UNTIL
    if lead == "from" and not any(k in group for k in ("bday", "bweekday", "byear")):
        bound = Bound.AT
    if lead in {"since", "until", "till"} and form is Form.FROM_CONTEXT:
        return None
    which = (group.get("which") or "").lower()
    shift = {"last": -1, "past": -1, "next": 1, "coming": 1}.get(which, 0)
    mention = DateMention(
        start=match.start(),
        end=match.start() + len(text),
        text=text.strip(),
        form=form,
        bound=bound,
        day=_integer(group.get("day") or group.get("dd")),
        month=_MONTHS.get((group.get("month") or "").lower(), 0) or _integer(group.get("mm")),
        year=_integer(group.get("year")),
        weekday=_WEEKDAYS.get((group.get("weekday") or "").lower(), -1),
        unit=(group.get("unit") or group.get("season") or "").lower(),
        shift=shift,
        edge=(group.get("edge") or group.get("edgeb") or _late(form, group)).lower(),
    )
    # The words before a bare expression ("the", "late") belong to it only with what follows.
    return _read_rest(mention, group, which)


def _late(form: Form, group: dict[str, str]) -> str:
    """Return "early" or "late" before a month or year; before a day it changes nothing."""
    return group.get("late", "") if form in {Form.MONTH, Form.YEAR, Form.RELATIVE_UNIT} else ""


def _read_rest(  # noqa: PLR0911 - one exit a form
    mention: DateMention, group: dict[str, str], which: str
) -> DateMention | None:
    """Fill in what depends on the form."""
    form = mention.form
    if form is Form.DAY:
        if not 1 <= mention.day <= 31:
            return None
        if "bday" in group:
            other = replace(
                mention,
                day=_integer(group["bday"]),
                month=_MONTHS.get(group.get("bmonth", "").lower(), mention.month),
                year=_integer(group.get("byear")) or mention.year,
                weekday=-1,
            )
            return replace(mention, to=other, weekday=-1) if 1 <= other.day <= 31 else None
    elif form is Form.YEAR and "byear" in group:
        return replace(mention, to=replace(mention, year=_integer(group["byear"])))
    elif form is Form.WEEKDAY and "bweekday" in group:
        other = replace(mention, weekday=_WEEKDAYS[group["bweekday"].lower()])
        return replace(mention, to=other)
    elif form is Form.PAST:
        if "recent" in group and "n" not in group:
            return replace(mention, edge="recent")
        return replace(mention, shift=_integer(group.get("n")) or 0)
    elif form is Form.AGO:
        return replace(mention, shift=-_integer(group.get("n")))
    elif form is Form.FROM_CONTEXT:
        return _read_context(mention, group)
    elif form is Form.RELATIVE_DAY:
        word = " ".join(group["word"].lower().split())
        shift = {
            "yesterday": -1, "last night": -1, "overnight": -1, "tomorrow": 1,
            "day before yesterday": -2,
        }.get(word, 0)  # fmt: skip
        return replace(mention, shift=shift, unit="night" if word == "overnight" else "day")
    elif form is Form.SEASON and not (which or group.get("year")):
        return None
    return replace(mention, edge=mention.edge or ("" if which != "this" else "this"))


def _read_context(mention: DateMention, group: dict[str, str]) -> DateMention:
    if "same" in group:
        words = group["same"].lower()
        shift = 1 if ("following" in words or "next" in words or "after" in words) else 0
        if "previous" in words or "before" in words:
            shift = -1
        return replace(mention, unit="day", shift=shift)
    back = group["dir"].lower() in {"earlier", "before"}
    count = _integer(group.get("n"))
    return replace(mention, shift=-count if back else count)
