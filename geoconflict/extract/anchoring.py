"""Date expressions and the day of publication in, intervals of days out.

Weeks are ISO weeks; the published day itself counts as a day of the past.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import replace

from geoconflict.extract.dates import Bound, DateMention, Form
from geoconflict.model import DateInterval, DatePrecision

_DAY = dt.timedelta(days=1)
#: Meteorological seasons of the northern hemisphere: first month.
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
#: "recent days" and the like have no stated length; these are taken, ending on publication.
_RECENT_DAYS = {"hour": 1, "day": 6, "week": 28, "month": 92, "year": 1096}
_UNIT_DAYS = {"hour": 1, "day": 1, "week": 7, "month": 30, "year": 365}


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
    try:
        return _resolve(mention, published, future=future, context=context)
    except (OverflowError, ValueError):
        # The calendar ends: "next week" of a text published on 31 December 9999.
        return DateInterval(
            start=None, end=None, precision=None, text=mention.text, reason="outside the calendar"
        )


def _resolve(
    mention: DateMention,
    published: dt.date | None,
    *,
    future: bool,
    context: DateInterval | None,
) -> DateInterval:
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
        end = max(published, start)
    elif mention.bound is Bound.UNTIL and future and published is not None and start > published:
        # "will withdraw by the end of June": on any day from now to then.
        start = published
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


def _range(  # noqa: PLR0911 - one exit a form
    mention: DateMention, anchor: dt.date, *, future: bool
) -> tuple[dt.date, dt.date] | None:
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


def _day_range(
    mention: DateMention, anchor: dt.date, *, future: bool
) -> tuple[dt.date, dt.date] | None:
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
        ahead = future or mention.bound is Bound.UNTIL
        start, end = _named_month(replace(mention, edge="", bound=Bound.AT), anchor, future=ahead)
    else:
        start, end = _relative_unit(mention.unit, mention.shift, anchor, "whole")
    if mention.edge == "end":
        return end, end
    return _part_of(start, end, "mid" if mention.edge == "middle" else "early")


def _relative_unit(unit: str, shift: int, anchor: dt.date, edge: str) -> tuple[dt.date, dt.date]:
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
