"""Words about time in, intervals of days out.

A small grammar finds date expressions in a sentence (`find_dates`) and anchors them on the day of
publication (`resolve_date`). Nothing here knows about verbs: which event a date belongs to is
decided in `timing`.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass, replace
from enum import StrEnum

from geoconflict.extract.numbers import parse_integer
from geoconflict.model import DateInterval, DatePrecision

_DAY = dt.timedelta(days=1)
_MONTHS = {name.lower(): i for i, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): i for i, name in enumerate(calendar.month_abbr) if name}
_MONTHS["sept"] = 9
_WEEKDAYS = {name.lower(): i for i, name in enumerate(calendar.day_name)}
_WEEKDAYS |= {"mon": 0, "tue": 1, "tues": 1, "wed": 2, "thu": 3, "thurs": 3, "fri": 4}
#: Meteorological seasons of the northern hemisphere: first month.
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
#: "recent days" and the like have no stated length; these are taken, ending on publication.
_RECENT_DAYS = {"hour": 1, "day": 6, "week": 28, "month": 92, "year": 1096}
_UNIT_DAYS = {"hour": 1, "day": 1, "week": 7, "month": 30, "year": 365}


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
    if bare.lower() in _BARE_WORDS and form is not Form.YEAR:
        # "March" alone may be the month; "may", "mar" and "wed" alone hardly ever are.
        return None
    if form is Form.MONTH and not group.get("year"):
        word = match.group("month")
        if not word[0].isupper() or (word.lower() in {"may", "march"} and not (
            lead in {"in", "since", "until", "by", "of"} or group.get("which")
        )):
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
        end=match.end(),
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


def _read_rest(mention: DateMention, group: dict[str, str], which: str) -> DateMention | None:
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


# --------------------------------------------------------------------------- anchoring


def resolve_date(
    mention: DateMention,
    published: dt.date | None,
    *,
    future: bool = False,
    context: DateInterval | None = None,
) -> DateInterval:
    """Return the days that a date expression means.

    Parameters
    ----------
    mention
        From `find_dates`.
    published
        The day of publication; it counts as a day of the past ("on Monday", published on a
        Monday, is that day). None: anchored expressions stay open and say so.
    future
        Whether the verb looks ahead ("will", "plans to"): the next such day is meant.
    context
        The last date before this one, the anchor of "two days later" and "that day".

    Returns
    -------
    interval
        `start` and `end` are None, with a reason, where nothing fits.

    Notes
    -----
    Weeks are ISO weeks; "since X" ends on the publication date; "recent weeks" is taken as 28
    days, "recent months" as 92.
    """
    if mention.form is Form.FROM_CONTEXT:
        return _resolve_context(mention, context)
    if published is None and mention.needs_anchor:
        return DateInterval(
            start=None,
            end=None,
            precision=None,
            text=mention.text,
            reason="no publication date to count from",
        )
    anchor = published or dt.date(mention.year or 1, 1, 1)
    days = _range(mention, anchor, future=future)
    if days is None:
        return DateInterval(
            start=None, end=None, precision=None, text=mention.text, reason="no such day"
        )
    start, end = days
    if mention.to is not None:
        other = _range(mention.to, anchor, future=future)
        if other is not None:
            if other[1] < start and mention.form is Form.WEEKDAY:
                start, end = start - 7 * _DAY, other[1]
            else:
                start, end = min(start, other[0]), max(end, other[1])
    elif mention.bound is Bound.SINCE and published is not None:
        start, end = start, max(published, start)
    return _interval(start, end, mention.text)


def _interval(start: dt.date, end: dt.date, text: str, reason: str = "") -> DateInterval:
    return DateInterval(
        start=start, end=end, precision=precision_of(start, end), text=text, reason=reason
    )


def precision_of(start: dt.date, end: dt.date) -> DatePrecision:
    """Return the precision of an interval of days, both ends inclusive (DESIGN section 3)."""
    length = (end - start).days + 1
    if length <= 1:
        return DatePrecision.DAY
    if length <= 6:
        return DatePrecision.DAYS
    if length == 7:
        return DatePrecision.WEEK
    return DatePrecision.MONTH if length <= 31 else DatePrecision.LONGER


def _resolve_context(mention: DateMention, context: DateInterval | None) -> DateInterval:
    if context is None or context.start is None or context.end is None:
        return DateInterval(
            start=None, end=None, precision=None, text=mention.text,
            reason="no earlier date to count from",
        )  # fmt: skip
    unit = mention.unit or "day"
    if unit in {"hour", "night"}:
        return _interval(context.start, context.end, mention.text)
    if unit in {"month", "year"}:
        months = mention.shift * (12 if unit == "year" else 1)
        day = _add_months(context.start, months)
        return _interval(*_month_range(day.year, day.month), mention.text)
    shift = mention.shift * _UNIT_DAYS[unit] * _DAY
    if mention.shift == 0:
        return _interval(context.start, context.end, mention.text)
    base = context.end if mention.shift > 0 else context.start
    if unit == "week":
        return _interval(base + shift, base + shift, mention.text)
    return _interval(base + shift, base + shift, mention.text)


def _range(mention: DateMention, anchor: dt.date, *, future: bool) -> tuple[dt.date, dt.date] | None:
    """Return first and last day of an expression; None for a day that does not exist."""
    form = mention.form
    if form is Form.DAY:
        return _day_range(mention, anchor, future=future)
    if form is Form.MONTH:
        return _named_month(mention, anchor, future=future)
    if form is Form.YEAR:
        return _part_of(dt.date(mention.year, 1, 1), dt.date(mention.year, 12, 31), mention.edge)
    if form is Form.WEEKDAY:
        day = _weekday(mention, anchor, future=future)
        return day, day
    if form is Form.RELATIVE_DAY:
        day = anchor + mention.shift * _DAY
        return day, day + (_DAY if mention.unit == "night" else 0 * _DAY)
    if form is Form.WEEKEND:
        return _weekend(mention, anchor, future=future)
    if form is Form.PAST:
        length = _RECENT_DAYS[mention.unit]
        if mention.edge != "recent":
            count = mention.shift or 3
            length = count * _UNIT_DAYS[mention.unit]
            if mention.unit == "hour":
                length = max(1, -(-mention.shift // 24))
        return anchor - length * _DAY, anchor
    if form is Form.AGO:
        return _ago(mention, anchor)
    if form is Form.SEASON:
        return _season(mention, anchor)
    if form is Form.EDGE:
        return _edge(mention, anchor, future=future)
    return _relative_unit(mention.unit, mention.shift, anchor, mention.edge)


def _day_range(mention: DateMention, anchor: dt.date, *, future: bool) -> tuple[dt.date, dt.date] | None:
    years = [mention.year] if mention.year else [anchor.year, anchor.year - 1, anchor.year + 1]
    days = []
    for year in years:
        try:
            days.append(dt.date(year, mention.month, mention.day))
        except ValueError:
            continue
    if not days:
        return None
    if mention.year or len(days) == 1:
        return days[0], days[0]
    if mention.weekday >= 0:
        fitting = [day for day in days if day.weekday() == mention.weekday]
        days = fitting or days
    # A weekday or a year apart, "on 5 March" in news is the nearest one on the verb's side.
    past = [day for day in days if day <= anchor]
    ahead = [day for day in days if day >= anchor]
    day = min(ahead) if future and ahead else max(past) if past else min(days)
    return day, day


def _month_range(year: int, month: int) -> tuple[dt.date, dt.date]:
    last = calendar.monthrange(year, month)[1]
    return dt.date(year, month, 1), dt.date(year, month, last)


def _named_month(mention: DateMention, anchor: dt.date, *, future: bool) -> tuple[dt.date, dt.date]:
    year = mention.year
    if not year:
        if future or mention.shift > 0:
            year = anchor.year + (mention.month < anchor.month)
        else:
            year = anchor.year - (mention.month > anchor.month)
        if mention.shift < 0 and mention.month == anchor.month and year == anchor.year:
            year -= 1
    start, end = _month_range(year, mention.month)
    if mention.bound is Bound.UNTIL and future:
        return end, end
    return _part_of(start, end, mention.edge)


def _part_of(start: dt.date, end: dt.date, part: str) -> tuple[dt.date, dt.date]:
    """Return the early, middle or late third of a span of days."""
    third = ((end - start).days + 1) // 3
    if part == "early":
        return start, start + (third - 1) * _DAY
    if part == "mid":
        return start + third * _DAY, end - third * _DAY
    if part == "late":
        return end - (third - 1) * _DAY, end
    return start, end


def _weekday(mention: DateMention, anchor: dt.date, *, future: bool) -> dt.date:
    back = (anchor.weekday() - mention.weekday) % 7
    if mention.shift > 0:
        return anchor + (7 - back) * _DAY
    if mention.edge == "this":
        return anchor - (anchor.weekday() - mention.weekday) * _DAY
    if future:
        return anchor + ((7 - back) % 7) * _DAY
    if mention.shift < 0 and back == 0:
        back = 7
    return anchor - back * _DAY


def _weekend(mention: DateMention, anchor: dt.date, *, future: bool) -> tuple[dt.date, dt.date]:
    saturday = anchor - ((anchor.weekday() - 5) % 7) * _DAY
    if mention.shift > 0 or (future and anchor.weekday() < 5):
        saturday += 7 * _DAY
    elif mention.shift < 0 and anchor.weekday() >= 5:
        saturday -= 7 * _DAY
    return saturday, saturday + _DAY


def _add_months(day: dt.date, months: int) -> dt.date:
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


def _ago(mention: DateMention, anchor: dt.date) -> tuple[dt.date, dt.date]:
    unit, count = mention.unit, mention.shift
    if unit == "hour":
        return anchor + (count // 24) * _DAY if count <= -24 else anchor, anchor
    if unit in {"day", "week"}:
        day = anchor + count * _UNIT_DAYS[unit] * _DAY
        return day, day
    if unit == "month":
        return _month_range(*_year_month(_add_months(anchor, count)))
    return dt.date(anchor.year + count, 1, 1), dt.date(anchor.year + count, 12, 31)


def _year_month(day: dt.date) -> tuple[int, int]:
    return day.year, day.month


def _season(mention: DateMention, anchor: dt.date) -> tuple[dt.date, dt.date]:
    month = _SEASONS[mention.unit]
    year = mention.year or anchor.year
    start = dt.date(year, month, 1)
    if not mention.year:
        if mention.shift < 0:
            while _season_end(start) >= anchor:
                start = dt.date(start.year - 1, month, 1)
        elif mention.shift > 0:
            start = start if start > anchor else dt.date(year + 1, month, 1)
        elif start > anchor:
            start = dt.date(year - 1, month, 1)
    return start, _season_end(start)


def _season_end(start: dt.date) -> dt.date:
    last = _add_months(start, 2)
    return _month_range(last.year, last.month)[1]


def _edge(mention: DateMention, anchor: dt.date, *, future: bool) -> tuple[dt.date, dt.date]:
    """Return the day meant by "the end of the month"; a wider stretch for start and middle."""
    if mention.month:
        start, end = _named_month(
            replace(mention, edge="", bound=Bound.AT), anchor, future=future or not mention.year
        )
    else:
        start, end = _relative_unit(mention.unit, mention.shift, anchor, "whole")
    if mention.edge == "end":
        return end, end
    return _part_of(start, end, "mid" if mention.edge == "middle" else "early")


def _relative_unit(
    unit: str, shift: int, anchor: dt.date, edge: str
) -> tuple[dt.date, dt.date]:
    if unit == "week":
        start = anchor - anchor.weekday() * _DAY + shift * 7 * _DAY
        end = start + 6 * _DAY
    elif unit == "month":
        start, end = _month_range(*_year_month(_add_months(anchor, shift)))
    else:
        start, end = dt.date(anchor.year + shift, 1, 1), dt.date(anchor.year + shift, 12, 31)
    if edge in {"early", "late"}:
        return _part_of(start, end, edge)
    if shift == 0 and edge in {"this", "earlier", ""} and end > anchor:
        # "this week" in a report tells of days up to the report.
        end = anchor
    elif edge == "later":
        start = max(start, anchor)
    return start, end
