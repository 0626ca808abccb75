"""Phrases that coders and reporters write for a place in, the bare names in them out.

"Kafr Nabl town", "Camp X (Y district)", "between A and B": the words around the name say what it
is and how it is meant. The rules are about words, never about one place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

#: Words that say what a name stands for -> GeoNames feature class and code. Source of the
#: codes: https://www.geonames.org/export/codes.html
TYPE_CODES: dict[str, tuple[str, str]] = {
    **dict.fromkeys(
        ("town", "city", "village", "villages", "towns", "hamlet", "settlement", "locality",
         "location", "municipality", "pueblo", "ville", "selo", "poselok", "posyolok", "aul",
         "stanitsa", "derevnya", "kishlak", "kampung", "barangay", "barrio", "vereda", "kibbutz",
         "moshav", "community", "township", "corregimiento", "groupement", "gpt"),
        ("P", "PPL"),
    ),
    **dict.fromkeys(
        ("suburb", "neighbourhood", "neighborhood", "quarter", "colony", "sector", "ward"),
        ("P", "PPLX"),
    ),
    **dict.fromkeys(
        ("district", "woreda", "raion", "rayon", "county", "subdistrict", "sub-district",
         "commune", "cercle", "territory", "department", "prefecture", "sub-prefecture", "taluk",
         "tehsil", "upazila", "lga", "constituency", "kebele", "payam", "hromada"),
        ("A", "ADM2"),
    ),
    **dict.fromkeys(
        ("province", "governorate", "oblast", "state", "region", "krai", "wilaya", "zone"),
        ("A", "ADM1"),
    ),
    **dict.fromkeys(("camp", "camps"), ("S", "CMP")),
    **dict.fromkeys(("airport", "aerodrome"), ("S", "AIRP")),
    **dict.fromkeys(("airbase", "airfield", "airstrip"), ("S", "AIRF")),
    **dict.fromkeys(("base", "barracks", "garrison", "outpost"), ("S", "INSM")),
    **dict.fromkeys(("checkpoint", "crossing", "post"), ("S", "PSTB")),
    "bridge": ("S", "BDG"), "dam": ("S", "DAM"), "castle": ("S", "CSTL"), "shrine": ("S", "SHRN"),
    "monument": ("S", "MNMT"), "farm": ("S", "FRM"), "farms": ("S", "FRMS"), "port": ("S", "PRT"),
    "mine": ("S", "MN"), "mountain": ("T", "MT"), "mountains": ("T", "MTS"), "mount": ("T", "MT"),
    "range": ("T", "MTS"), "hill": ("T", "HLL"), "hills": ("T", "HLLS"), "valley": ("T", "VAL"),
    "plain": ("T", "PLN"), "plains": ("T", "PLN"), "island": ("T", "ISL"), "river": ("H", "STM"),
    "stream": ("H", "STM"), "lake": ("H", "LK"), "forest": ("V", "FRST"),
    **dict.fromkeys(("road", "highway"), ("R", "RD")),
    **dict.fromkeys(("area", "areas", "pocket", "axis"), ("L", "AREA")),
}  # fmt: skip
# Words that stand between a name and its type word ("X IDP camp", "X international airport").
_QUALIFIERS = (
    "idp", "refugee", "military", "army", "air", "border", "international", "industrial",
    "armoured", "armored", "police", "naval", "town", "city", "village", "main", "old",
)  # fmt: skip
_ADMIN_TYPES = frozenset(word for word, (letter, _) in TYPE_CODES.items() if letter == "A")
# Types under whose name something else than the name alone is meant: the mountain X is not X.
_LOOSE_TYPES = frozenset({"road", "highway", "area", "areas", "pocket", "axis", "bridge"})

_WORD = "|".join(sorted((re.escape(w) for w in TYPE_CODES), key=len, reverse=True))
_QUALIFIER = "|".join(_QUALIFIERS)
_TRAILING = re.compile(
    rf"(?P<name>.*?\S)[\s,]+(?:(?:{_QUALIFIER})\s+)*(?P<type>{_WORD})", re.IGNORECASE
)
_LEADING = re.compile(
    rf"(?:the\s+)?(?:(?:{_QUALIFIER})\s+)*(?P<type>{_WORD})\s+(?:of\s+|de\s+)?(?P<name>\S.*)",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]\s*")
_BETWEEN = re.compile(r"(?:.*\b)?between\s+(?P<a>.+?)\s+(?:and|&)\s+(?P<b>.+)", re.IGNORECASE)
_ROAD = re.compile(
    r"(?P<a>\S.*?)\s*(?:\s[-–—]\s|[-–—])\s*(?P<b>\S.*?)\s+(?:road|highway|axis|route)\b.*",
    re.IGNORECASE,
)
_NEAR = re.compile(
    r"(?:.*\s)?(?:near|around|outside|beside|towards?|close\s+to|vicinity\s+of|outskirts\s+of|"
    r"(?:north|south|east|west|north-?east|north-?west|south-?east|south-?west)(?:ern)?\s+of|"
    r"(?:km|kms|kilometers|kilometres|miles)\s+from)\s+(?:the\s+)?(?P<name>\S.*)",
    re.IGNORECASE,
)
_PART = re.compile(
    r"(?P<how>(?:north|south|east|west|northeast|northwest|southeast|southwest|central)(?:ern)?"
    r"|upper|lower)\s+(?P<name>\S.*)",
    re.IGNORECASE,
)
_LIST = re.compile(r"\s*(?:,|\s&\s|\band\b)\s*", re.IGNORECASE)
_OR = re.compile(r"\s*/\s*|\s+(?:or|a\.?k\.?a\.?|aka|alias)\s+", re.IGNORECASE)
_IN = re.compile(r"(?P<name>\S.*?)\s+(?:in|of|,)\s+(?P<rest>\S.*)", re.IGNORECASE)
_NUMBERED = re.compile(r"(?P<name>\D*\D)\s+(?:\d{1,2}|[IVX]{1,4})")
# Words of a phrase that has no name in it.
_MIN_SIGNS = 2


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a phrase.

    Attributes
    ----------
    name
        The bare name, never empty.
    feature_class, feature_code
        What its type word says it is; empty without one.
    is_same
        Whether the phrase means the place itself; False where it means something at, near or
        between the named.
    """

    name: str
    feature_class: str = ""
    feature_code: str = ""
    is_same: bool = True


def _plain(text: str) -> str:
    return " ".join(text.split()).strip(" ,;.-–—'\"")


def _is_name(text: str) -> bool:
    return any(map(str.isalpha, text)) and sum(map(str.isalnum, text)) >= _MIN_SIGNS


def _strip_types(name: str) -> tuple[str, str]:
    """Return the name without type words in front and behind, and the nearest type word."""
    found = ""
    for _ in range(3):
        match = _TRAILING.fullmatch(name) or _LEADING.fullmatch(name)
        if match is None:
            break
        bare = _plain(match["name"])
        if not _is_name(bare) or bare.lower() in _QUALIFIERS:
            break
        name, found = bare, found or match["type"].lower()
    return name, found


class _Readings:
    """Collects readings once each, in order of preference."""

    def __init__(self) -> None:
        self.found: dict[str, Reading] = {}

    def add(self, name: str, word: str = "", *, is_same: bool = True) -> None:
        name = _plain(name)
        if _is_name(name) and name not in self.found:
            letter, code = TYPE_CODES.get(word, ("", ""))
            self.found[name] = Reading(name, letter, code, is_same)

    def add_part(self, text: str, *, is_same: bool = True) -> None:
        """Add a phrase without brackets: bare first, then as it stands."""
        text = _plain(text)
        bare, word = _strip_types(text)
        same = is_same and word not in _LOOSE_TYPES
        self.add(bare, word, is_same=same)
        self.add(text, word, is_same=is_same)


@lru_cache(maxsize=4096)
def read_phrase(phrase: str) -> tuple[Reading, ...]:
    """Return the names that a phrase for a place holds, the likeliest first.

    Parameters
    ----------
    phrase
        As a coder or reporter writes it: "X town", "X village (Y district)", "near X",
        "X/Y", "between X and Y", "X-Y road".

    Returns
    -------
    readings
        Names of the place itself come before names of what it lies at; empty for a phrase
        without letters.

    Examples
    --------
    >>> [(r.name, r.is_same) for r in read_phrase("Kafr Nabl town")]
    [('Kafr Nabl', True), ('Kafr Nabl town', True)]
    >>> [(r.name, r.is_same) for r in read_phrase("near Saraqib")]
    [('Saraqib', False)]
    """
    out = _Readings()
    bracketed = [_plain(inner) for inner in _BRACKETS.findall(phrase)]
    outer = _plain(_BRACKETS.sub(" ", phrase))
    if between := _BETWEEN.fullmatch(outer) or _ROAD.fullmatch(outer):
        for text in (between["a"], between["b"]):
            out.add(_strip_types(_plain(text))[0], is_same=False)
        if near := _NEAR.fullmatch(between["b"]):
            out.add(_strip_types(near["name"])[0], is_same=False)
        return tuple(out.found.values())
    if near := _NEAR.fullmatch(outer):
        for text in _OR.split(near["name"]):
            out.add(_strip_types(_plain(text))[0], is_same=False)
        return tuple(out.found.values())
    _read_outer(outer, out)
    for inner in bracketed:
        bare, word = _strip_types(inner)
        # "(Y district)" says where, "(Y)" is another name.
        for text in _OR.split(bare) if word not in _ADMIN_TYPES else ():
            out.add(text, word, is_same="," not in inner)
    if part := _PART.fullmatch(outer):
        out.add(_strip_types(part["name"])[0], is_same=False)
    bare, _ = _strip_types(outer)
    if numbered := _NUMBERED.fullmatch(bare):
        out.add(numbered["name"], is_same=False)
    inside = _IN.fullmatch(outer)
    if inside and inside["name"].lower() not in TYPE_CODES:
        out.add_part(inside["name"])
        out.add(_strip_types(_plain(inside["rest"]))[0], is_same=False)
    return tuple(out.found.values())


def _read_outer(outer: str, out: _Readings) -> None:
    """Add the names of a phrase without brackets."""
    choices = [text for text in _OR.split(outer) if text.strip()]
    if len(choices) > 1:
        # "A/B town": the type word is said once.
        _, word = _strip_types(outer)
        for text in choices:
            out.add(_strip_types(_plain(text))[0], word)
        return
    bare, word = _strip_types(outer)
    listed = [text for text in _LIST.split(bare) if text.strip()]
    if word in ("villages", "towns", "areas", "camps") and len(listed) > 1:
        for text in listed:
            out.add(text, word, is_same=False)
        return
    out.add_part(outer)
