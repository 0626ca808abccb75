"""Text in; stated coordinates out, as toponyms whose name is "lat, lon" in decimal degrees.

Read are decimal pairs ("36.2021, 37.1343", "36.2021° N, 37.1343° E"), degrees with minutes and
seconds (36°12'07"N 37°08'03"E) and MGRS references ("37S CV 12345 67890").
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geoconflict.model import Toponym, ToponymRole

if TYPE_CHECKING:
    from collections.abc import Iterator

_NUMBER = r"[-+−]?\d{1,3}\.\d{2,8}"
_SEPARATOR = r"\s*[,;/]\s*|\s+"
# A bare pair of decimals may be anything, so it needs three decimals each, as positions have.
_PLAIN = re.compile(
    r"(?<![\w.,$€£%])([-+−]?\d{1,2}\.\d{3,8})\s*,\s*([-+−]?\d{1,3}\.\d{3,8})(?![\w%]|\.\d)"
)
_DECIMAL = re.compile(
    rf"(?<![\w.])({_NUMBER})\s*°?\s*([NS])(?:{_SEPARATOR})({_NUMBER})\s*°?\s*([EW])(?!\w)",
    re.IGNORECASE,
)
_PART = (
    r"(\d{{1,{digits}}})\s*°\s*(\d{{1,2}}(?:\.\d+)?)\s*['′’]\s*"
    r"(?:(\d{{1,2}}(?:\.\d+)?)\s*(?:[\"″”]|'')\s*)?([{letters}])"
)
_SEXAGESIMAL = re.compile(
    _PART.format(digits=2, letters="NS")
    + rf"(?:{_SEPARATOR})?\s*"
    + _PART.format(digits=3, letters="EW"),
    re.IGNORECASE,
)
_MGRS = re.compile(
    r"(?<!\w)(\d{1,2}\s?[C-HJ-NP-X]\s?[A-HJ-NP-Z]{2})\s?(\d{2,5}\s\d{2,5}|\d{4,10})(?!\w)"
)


def find_coordinates(text: str) -> Iterator[Toponym]:
    """Yield the coordinates that a text states, in text order, none overlapping.

    Positions out of range (latitude beyond 90, longitude beyond 180) are passed over.
    """
    taken = 0
    for start, end, lat, lon, decimals in sorted(_find_all(text)):
        if start < taken or not (-90 <= lat <= 90 and -180 <= lon <= 180) or lat == lon == 0:
            continue
        taken = end
        yield Toponym(
            start=start,
            end=end,
            text=text[start:end],
            name=f"{lat:.{decimals}f}, {lon:.{decimals}f}",
            role=ToponymRole.COORDINATES,
            score=0.99,
        )


def _find_all(text: str) -> Iterator[tuple[int, int, float, float, int]]:
    """Yield start, end, latitude, longitude and how many decimals are known of each match."""
    for match in _DECIMAL.finditer(text):
        lat, lon = _number(match[1], match[2]), _number(match[3], match[4])
        yield match.start(), match.end(), lat, lon, _count_decimals(match[1], match[3])
    for match in _PLAIN.finditer(text):
        lat, lon = _number(match[1], ""), _number(match[2], "")
        yield match.start(), match.end(), lat, lon, _count_decimals(match[1], match[2])
    for match in _SEXAGESIMAL.finditer(text):
        north, east = match.groups()[:4], match.groups()[4:]
        # A second of arc is 31 m, a minute 1.9 km.
        decimals = 4 if north[2] else 2 + int("." in north[1])
        yield match.start(), match.end(), _angle(*north), _angle(*east), decimals
    for match in _MGRS.finditer(text):
        digits = match[2].split()
        if len(digits) == 1 and len(digits[0]) % 2 == 0:
            half = len(digits[0]) // 2
            digits = [digits[0][:half], digits[0][half:]]
        if len(digits) == 2 and len(digits[0]) == len(digits[1]):
            yield from _read_mgrs(match, digits)


def _read_mgrs(
    match: re.Match[str], digits: list[str]
) -> Iterator[tuple[int, int, float, float, int]]:
    """Yield the position of an MGRS reference, nothing where it is none."""
    import mgrs  # noqa: PLC0415 - seldom needed

    reference = re.sub(r"\s", "", match[1]) + "".join(digits)
    try:
        lat, lon = mgrs.MGRS().toLatLon(reference)
    except mgrs.core.MGRSError:
        return
    # Five digits are a metre, two a kilometre.
    yield match.start(), match.end(), float(lat), float(lon), len(digits[0])


def _number(text: str, letter: str) -> float:
    """Return a signed number of degrees."""
    value = float(text.replace("−", "-"))
    return -abs(value) if letter.upper() in ("S", "W") and letter else value


def _angle(degrees: str, minutes: str, seconds: str | None, letter: str) -> float:
    """Return degrees, minutes and seconds as degrees."""
    value = int(degrees) + float(minutes) / 60 + float(seconds or 0) / 3600
    return -value if letter.upper() in ("S", "W") else value


def _count_decimals(*numbers: str) -> int:
    """Return the decimals of the number that has fewest, at most six."""
    return min(6, *(len(number.partition(".")[2]) for number in numbers))
