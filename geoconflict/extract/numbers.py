"""Number words in, low / best / high out.

Reads the English of counts as reports write them: digits with separators, number words,
"more than", "at least", "up to", ranges, "dozens", "hundreds of thousands".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from geoconflict.model import Count

_UNITS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip
_SCALES = {
    "hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000,
    "dozen": 12, "score": 20, "k": 1_000, "m": 1_000_000, "mn": 1_000_000,
}  # fmt: skip
#: Plural scale words name no figure; the least that they can mean is their low bound
#: (DESIGN section 3: dozens 12, hundreds 100; "several" 3; "scores" 20, "tens" 10 likewise).
_VAGUE = {
    "dozens": 12, "scores": 20, "tens": 10, "hundreds": 100, "thousands": 1_000,
    "millions": 1_000_000, "several": 3, "multiple": 2, "handful": 3,
}  # fmt: skip
#: More than this counts nothing that a report can tell of (people, vehicles, hectares): a slip.
MAX_FIGURE = 1e12
_MAX_DIGITS = 18
_AT_LEAST = re.compile(
    r"\b(?:at\s+least|no\s+(?:fewer|less)\s+than|not\s+(?:fewer|less)\s+than|a\s+minimum\s+of"
    r"|minimum|upwards?\s+of)\s*$",
    re.IGNORECASE,
)
_MORE_THAN = re.compile(
    r"\b(?:more\s+than|over|above|in\s+excess\s+of|exceed(?:s|ed|ing)?|greater\s+than)\s*$",
    re.IGNORECASE,
)
_AT_MOST = re.compile(
    r"\b(?:up\s+to|as\s+many\s+as|as\s+much\s+as|at\s+most|no\s+more\s+than|not\s+more\s+than"
    r"|fewer\s+than|less\s+than|under|below|a\s+maximum\s+of)\s*$",
    re.IGNORECASE,
)
_OR_MORE = re.compile(r"^\s*(?:or\s+more|plus\b|\+)", re.IGNORECASE)
_WORDS = "|".join(
    sorted([*_UNITS, *_TENS, "hundred", "thousand", "million", "billion"], key=len)[::-1]
)
_NUMBER = re.compile(
    r"(?<![\w.,$€£-])(?:"
    # The vague plurals come before the digits: "tens of thousands" holds two of them.
    r"(?P<vague>(?:dozens|scores|tens|hundreds|thousands|millions)"
    r"(?:\s+of\s+(?:thousands|millions|hundreds))?|several(?:\s+(?:dozen|hundred|thousand|million))?"
    r"|a\s+handful|multiple)"
    r"|(?P<half>half\s+a\s+(?:million|dozen|billion))"
    rf"|(?P<art>an?|a\s+couple\s+of)\s+(?P<artscale>dozen|hundred|thousand|million|score)\b"
    r"|(?P<digits>\d{1,3}(?:[,\u00a0\u202f ]\d{3})+|\d+(?:\.\d+)?)(?!\d)(?P<scale>\s*(?:hundred"
    r"|thousand|million|billion|dozen|m\b|mn\b|k\b))?"
    rf"|(?P<words>(?:{_WORDS})(?:[\s-]+(?:and\s+)?(?:{_WORDS}))*)(?P<wscale>[\s-]+dozen)?"
    r"|(?P<couple>a\s+couple)"
    r")(?![\w%]|[,.]\d|\s*(?:%|percent|per\s+cent)|\s*-\s*(?:years?|months?|days?|hours?|storey|story|mile|km)\b)",
    re.IGNORECASE,
)
_RANGE = re.compile(r"^\s*(?:-|–|—|to|and|or)\s*", re.IGNORECASE)
_BETWEEN = re.compile(r"\b(?:between|from)\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number phrase with its range in the text searched.

    `value` is the number as written; `count` bounds what it stands for.
    """

    start: int
    end: int
    text: str
    value: float
    low: float | None
    high: float | None

    @property
    def count(self) -> Count:
        """The bounds as whole things; `best` is the stated figure where it has a low bound."""
        low = None if self.low is None else int(self.low)
        high = None if self.high is None else int(self.high)
        return Count(low=low, best=low, high=high)


def parse_integer(words: str) -> int | None:
    """Return the whole number that digits or number words write, None for anything else.

    Examples
    --------
    >>> parse_integer("three hundred and seventy-three")
    373
    >>> parse_integer("600,000")
    600000
    """
    text = words.strip().lower()
    digits = re.sub(r"[,\u00a0\u202f ]", "", text)
    if digits.isascii() and digits.isdigit():
        return int(digits) if len(digits) <= _MAX_DIGITS else None
    total = group = 0
    seen = False
    for word in re.split(r"[\s-]+", text):
        if word == "and" and seen:
            continue
        if word in _UNITS:
            group += _UNITS[word]
        elif word in _TENS:
            group += _TENS[word]
        elif word == "hundred":
            group = (group or 1) * 100
        elif word in _SCALES and word not in {"k", "m", "mn"}:
            total += (group or 1) * _SCALES[word]
            group = 0
        else:
            return None
        seen = True
    return total + group if seen else None


def find_figures(text: str, offset: int = 0) -> tuple[Figure, ...]:
    """Return the number phrases of a text, left to right.

    Parameters
    ----------
    text
        A phrase or sentence.
    offset
        Added to every `start` and `end`.

    Returns
    -------
    figures
        With their bounds: "at least 12" and "more than 12" have no high bound, "up to 50" no low
        one, "between 10 and 15" both. Percentages, money and what lies above `MAX_FIGURE` are left
        out. Empty for none.
    """
    found: list[Figure] = []
    position = 0
    while (match := _NUMBER.search(text, position)) is not None:
        figure = _read(text, match)
        position = match.end()
        if figure is None:
            continue
        other = _range_end(text, match, figure)
        if other is not None:
            figure = other
            position = other.end
        found.append(
            Figure(
                start=figure.start + offset, end=figure.end + offset, text=figure.text,
                value=figure.value, low=figure.low, high=figure.high,
            )
        )  # fmt: skip
    return tuple(found)


def has_huge_figure(text: str) -> bool:
    """Return whether a text holds a number above `MAX_FIGURE`, which counts nothing."""
    values = (_value(match)[0] for match in _NUMBER.finditer(text))
    return any(value is not None and value > MAX_FIGURE for value in values)


def parse_count(text: str) -> Count | None:
    """Return low / best / high of the first number in a phrase, None where there is none.

    Examples
    --------
    >>> parse_count("more than 600 square kilometers")
    Count(low=600, best=600, high=None)
    >>> parse_count("dozens of civilians")
    Count(low=12, best=12, high=None)
    """
    figures = find_figures(text)
    return figures[0].count if figures else None


def _read(text: str, match: re.Match[str]) -> Figure | None:
    value, vague = _value(match)
    if value is None or value > MAX_FIGURE:
        return None
    low: float | None = value
    high: float | None = None if vague else value
    start, end = match.start(), match.end()
    before = text[: match.start()]
    if (lead := _AT_LEAST.search(before) or _MORE_THAN.search(before)) is not None:
        start, high = lead.start(), None
    elif (lead := _AT_MOST.search(before)) is not None:
        start, low, high = lead.start(), None, value
    elif (tail := _OR_MORE.match(text[match.end() :])) is not None:
        end, high = match.end() + tail.end(), None
    return Figure(start=start, end=end, text=text[start:end], value=value, low=low, high=high)


def _value(match: re.Match[str]) -> tuple[float | None, bool]:
    """Return the number and whether it is only a low bound."""
    if vague := match.group("vague"):
        return _vague_value(vague.lower()), True
    if half := match.group("half"):
        return _SCALES[half.split()[-1].lower()] / 2, False
    if match.group("couple"):
        return 2, False
    if scale := match.group("artscale"):
        times = 2 if match.group("art").lower().startswith("a couple") else 1
        return times * _SCALES[scale.lower()], False
    if digits := match.group("digits"):
        value = float(re.sub(r"[,\u00a0\u202f ]", "", digits))
        return value * _SCALES.get((match.group("scale") or "").strip().lower(), 1), False
    number = parse_integer(match.group("words"))
    if number is None:
        return None, False
    return number * (12 if match.group("wscale") else 1), False


def _vague_value(words: str) -> float:
    value = 1.0
    for word in words.split():
        value *= _VAGUE.get(word, _SCALES.get(word, 1))
    return value


def _range_end(text: str, match: re.Match[str], figure: Figure) -> Figure | None:
    """Return "10 to 15" or "between 10 and 15" as one figure; None where no range follows."""
    joint = _RANGE.match(text[match.end() :])
    if joint is None:
        return None
    shift = match.end() + joint.end()
    # A slice: the hyphen of "10-15" must not stand before the second number.
    rest = text[shift:]
    second = _NUMBER.match(rest)
    if second is None:
        return None
    between = _BETWEEN.search(text[: match.start()])
    if joint.group().strip().lower() == "and" and between is None:
        return None
    top = _read(rest, second)
    if top is None or figure.low is None or top.value <= figure.value:
        return None
    low = figure.value
    scale = (second.group("scale") or "").strip().lower()
    # "300 to 400 thousand": the scale word holds for both.
    if scale and not (match.group("scale") or "").strip() and low < 1_000 <= top.value:
        low *= _SCALES[scale]
    start = between.start() if between is not None else figure.start
    return Figure(
        start=start, end=shift + top.end, text=text[start : shift + top.end],
        value=low, low=low, high=top.value,
    )  # fmt: skip
