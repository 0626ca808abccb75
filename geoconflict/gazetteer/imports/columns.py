"""Headers in, the columns that hold name, position, country and so on out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geoconflict.gazetteer.imports.archives import fail
from geoconflict.gazetteer.phrases import TYPE_CODES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geoconflict.gazetteer.imports.options import ImportOptions

# Headers as people write them, in order of preference, without case and punctuation.
_GUESSES: dict[str, tuple[str, ...]] = {
    "name": ("name", "nameen", "nameeng", "placename", "place", "locationname", "location",
             "settlement", "settlementname", "locality", "town", "village", "villagename", "city",
             "cityname", "sitename", "site", "campname", "camp", "featurename", "toponym",
             "englishname", "title", "nom", "nombre", "label", "asciiname", "adm4en", "adm3en",
             "locname"),
    "lon": ("lon", "lng", "long", "longitude", "decimallongitude", "xcoord", "pointx", "longdd",
            "londd", "coordx", "geolon", "x"),
    "lat": ("lat", "latitude", "decimallatitude", "ycoord", "pointy", "latdd", "coordy", "geolat",
            "y"),
    "country": ("iso3", "countryiso3", "iso3code", "countrycode", "country", "countryname",
                "adm0en", "adm0name", "admin0", "admin0name", "iso2", "iso", "adm0pcode", "cc"),
    "class": ("featureclass", "fclass", "featurecode", "fcode", "placetype", "featuretype",
              "settlementtype", "sitetype", "type", "class", "category", "kind", "place_type"),
    "id": ("id", "uid", "gid", "pcode", "placecode", "sitecode", "code", "geonameid", "fid"),
    "population": ("population", "pop", "poptotal", "totalpopulation", "popest", "inhabitants"),
    "names": ("alternatenames", "altnames", "altname", "othernames", "names", "aliases", "alias",
              "aka"),
    "admin1": ("adm1en", "adm1name", "admin1name", "admin1", "adm1", "province", "governorate",
               "oblast", "state"),
    "admin2": ("adm2en", "adm2name", "admin2name", "admin2", "adm2", "district", "raion"),
}  # fmt: skip
# "name_ar", "name:ar", "nameAr", "ADM1_AR": the name in another language.
_OTHER_LANGUAGE = re.compile(
    r"(?:alt_?|old_?|official_?|loc_?|int_?)?name(?:s)?[_: ]?(?:[a-z]{2,3}(?:[_-][a-z]{2,4})?)?"
    r"|(?:alt|old|official|local|native)[_ ]?name", re.IGNORECASE
)  # fmt: skip
_PLAIN = re.compile(r"[^a-z0-9]+")
_SPLIT = re.compile(r"\s*[;|]\s*")
_CLASS_LETTERS = frozenset("AHLPRSTUV")
_POSITION = re.compile(r"\s*([+-]?\d+(?:[.,]\d+)?)\s*°?\s*([NSEWnsew]?)\s*")


def plain_header(header: str) -> str:
    """Return a header without case and punctuation."""
    return _PLAIN.sub("", header.lower())


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Which header holds what; "" for none."""

    name: str
    lon: str = ""
    lat: str = ""
    country: str = ""
    feature_class: str = ""
    id: str = ""
    population: str = ""
    names: str = ""
    admin1: str = ""
    admin2: str = ""
    languages: tuple[str, ...] = field(default=())


def find_columns(
    headers: Sequence[str], options: ImportOptions, path: Path, *, needs_position: bool = True
) -> Columns:
    """Return the columns that the user named, else those that the headers suggest.

    Raises
    ------
    GazetteerInputError
        If a named column does not exist, or name or position cannot be found.
    """
    by_plain: dict[str, str] = {}
    for header in headers:
        by_plain.setdefault(plain_header(header), header)
    given = {
        "name": options.name_column, "lon": options.lon_column, "lat": options.lat_column,
        "country": options.country_column, "class": options.class_column,
        "id": options.id_column, "population": options.population_column,
        "names": options.names_column,
    }  # fmt: skip
    chosen: dict[str, str] = {}
    for key, wanted in given.items():
        if not wanted:
            continue
        header = wanted if wanted in headers else by_plain.get(plain_header(wanted), "")
        if not header:
            raise fail(path, f"has no column {wanted!r}; there are: {', '.join(headers)}", row=1)
        chosen[key] = header
    taken = set(chosen.values())
    for key, guesses in _GUESSES.items():
        if key in chosen:
            continue
        for guess in guesses:
            if guess in by_plain and by_plain[guess] not in taken:
                chosen[key] = by_plain[guess]
                taken.add(by_plain[guess])
                break
    for key, option in (
        ("name", "--name-column"),
        ("lon", "--lon-column"),
        ("lat", "--lat-column"),
    ):
        if key not in chosen and (needs_position or key == "name"):
            raise fail(
                path, f"no column is known to hold the {key}; name it with {option} "
                f"(there are: {', '.join(headers)})", row=1,
            )  # fmt: skip
    others = tuple(
        h
        for h in headers
        if h not in taken and plain_header(h) != "name" and _OTHER_LANGUAGE.fullmatch(h.strip())
    )
    return Columns(
        name=chosen["name"], lon=chosen.get("lon", ""), lat=chosen.get("lat", ""),
        country=chosen.get("country", ""), feature_class=chosen.get("class", ""),
        id=chosen.get("id", ""), population=chosen.get("population", ""),
        names=chosen.get("names", ""), admin1=chosen.get("admin1", ""),
        admin2=chosen.get("admin2", ""), languages=others,
    )  # fmt: skip


def read_degrees(text: str, *, axis: str) -> float:
    """Return a coordinate written as decimal degrees, with a point or comma, sign or N/S/E/W.

    Parameters
    ----------
    axis
        "lon" or "lat": which letters may follow the number.

    Raises
    ------
    ValueError
        If it is written in another way, or names the other axis.
    """
    match = _POSITION.fullmatch(text)
    if match is None:
        return _read_float(text)
    value = float(match[1].replace(",", "."))
    letter = match[2].upper()
    if letter and letter not in ("NS" if axis == "lat" else "EW"):
        raise ValueError(f"{text!r} is no {axis}")
    return -abs(value) if letter in ("S", "W") else value


def _read_float(text: str) -> float:
    value = float(text)
    if value != value or value in (float("inf"), float("-inf")):  # noqa: PLR0124 - NaN
        raise ValueError(f"{text!r} is no number")
    return value


def read_class(text: str, default: str) -> tuple[str, str]:
    """Return feature class and code of a letter, a GeoNames code, or a word.

    Examples
    --------
    >>> read_class("P", "P"), read_class("S.BDG", "P"), read_class("Refugee Camp", "P")
    (('P', 'PPL'), ('S', 'BDG'), ('S', 'CMP'))
    """
    plain = text.strip()
    if plain.upper() in _CLASS_LETTERS:
        letter = plain.upper()
        return letter, "PPL" if letter == "P" else ""
    if len(plain) > 2 and plain[1] == "." and plain[0].upper() in _CLASS_LETTERS:
        return plain[0].upper(), plain[2:].upper()
    if plain.startswith("PPL"):
        return "P", plain
    for word in reversed(re.findall(r"[a-z-]+", plain.lower())):
        found = TYPE_CODES.get(word) or TYPE_CODES.get(word.removesuffix("s"))
        if found:
            return found
    return default, "PPL" if default == "P" else ""


def split_names(text: str) -> list[str]:
    """Return the names in a cell that separates them by ";" or "|"."""
    return [" ".join(name.split()) for name in _SPLIT.split(text) if name.strip()]
