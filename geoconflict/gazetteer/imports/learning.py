"""Coded event tables in, the distinct places that their coders used out.

Layouts: UCDP GED (native, API, HDX with its row of HXL tags), ACLED, and rows of country, place,
adm1, adm2, lat, lon, precision.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geoconflict.gazetteer.fold import fold_name
from geoconflict.gazetteer.imports.archives import fail
from geoconflict.gazetteer.imports.columns import plain_header, read_degrees
from geoconflict.gazetteer.imports.reading import iter_table
from geoconflict.gazetteer.imports.rows import ImportRow
from geoconflict.gazetteer.imports.tables import add_rows, iter_chunks
from geoconflict.gazetteer.phrases import Reading, read_phrase
from geoconflict.gazetteer.same_place import SAME_PLACE_KM
from geoconflict.geodesy import great_circle_km

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from geoconflict.gazetteer.imports.options import ImportOptions
    from geoconflict.gazetteer.imports.rows import Problems
    from geoconflict.gazetteer.imports.world import KnownWorld
    from geoconflict.gazetteer.imports.writing import DatabaseWriter

#: Precision codes whose position is the named place's own or near it. Source: UCDP GED Codebook,
#: "where_prec" 1-2; ACLED Codebook, "geo_precision" 1-2.
LEARNT_PRECISIONS = frozenset({"1", "2"})
_MIN_RADIUS_KM = 2.0
_MAX_RADIUS_KM = 25.0
# Share of the positions of one place that its radius holds.
_SPREAD_SHARE = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Headers of one kind of coded table; `iso3` may be absent from a table of the kind."""

    source: str
    place: str
    lat: str
    lon: str
    precision: str
    country: str
    admin1: str
    admin2: str
    iso3: str = "iso3"


LAYOUTS = (
    Layout(
        source="UCDP GED", place="where_coordinates", lat="latitude", lon="longitude",
        precision="where_prec", country="country", admin1="adm_1", admin2="adm_2",
    ),
    Layout(
        source="ACLED", place="location", lat="latitude", lon="longitude",
        precision="geo_precision", country="country", admin1="admin1", admin2="admin2",
    ),
    Layout(
        source="UCDP GED", place="place", lat="lat", lon="lon", precision="precision",
        country="country", admin1="adm1", admin2="adm2",
    ),
)  # fmt: skip


def find_layout(headers: Sequence[str]) -> tuple[Layout, dict[str, str]] | None:
    """Return the layout of a coded table and field -> header as written; None for another."""
    by_plain = {plain_header(header): header for header in headers}
    for layout in LAYOUTS:
        wanted = {
            name: plain_header(getattr(layout, name))
            for name in ("place", "lat", "lon", "precision", "country", "admin1", "admin2", "iso3")
        }
        found = {name: by_plain[key] for name, key in wanted.items() if key in by_plain}
        if {"place", "lat", "lon", "precision", "country"} <= found.keys():
            return layout, found
    return None


def find_table_source(path: Path, options: ImportOptions) -> str:
    """Return whose coded table a file is, one of `schema.SOURCES`."""
    for _, record in iter_table(path, encoding=options.encoding):
        if isinstance(record, dict):
            found = find_layout(list(record))
            return found[0].source if found else "user"
    return "user"


@dataclass(slots=True)
class _Learnt:
    """What the rows say of one place."""

    names: dict[str, int] = field(default_factory=dict)
    others: dict[str, None] = field(default_factory=dict)
    positions: dict[tuple[float, float], int] = field(default_factory=dict)
    feature_class: str = "P"
    feature_code: str = "PPL"


def choose_names(phrase: str) -> tuple[list[str], Reading | None]:
    """Return the names under which a coder's place is learnt, and how the first was read.

    Phrases that only point at something else ("near X", "between X and Y", "X area") give none.
    A settlement is learnt without its type word; of anything else the type word is a part of
    the name: the airport of X is not X.
    """
    readings = [r for r in read_phrase(phrase) if r.is_same]
    if not readings:
        return [], None
    first = readings[0]
    if first.feature_class in ("", "P"):
        return [r.name for r in readings], first
    whole = [r.name for r in readings if r.name != first.name]
    return (whole, first) if whole else ([], None)


def learn_places(
    path: Path,
    writer: DatabaseWriter,
    problems: Problems,
    *,
    world: KnownWorld,
    options: ImportOptions,
    progress: Callable[[int], None] | None = None,
) -> tuple[int, dict[str, int]]:
    """Read a coded table and add its distinct places.

    One entry for each country, administrative units and folded name, at the median of the
    positions, with a radius that holds nine tenths of them.

    Returns
    -------
    rows, skipped
        Rows read, and why how many of them taught nothing.

    Raises
    ------
    GazetteerInputError
        If the file is damaged, of no known layout, or teaches no place.
    """
    rows = 0
    skipped: dict[str, int] = {}
    learnt: dict[tuple[str, str, str, str], _Learnt] = {}
    headers: dict[str, str] | None = None
    for number, record in iter_table(path, encoding=options.encoding, progress=progress):
        rows += 1
        if isinstance(record, str):
            problems.add(path.name, number, record)
            continue
        if headers is None:
            found = find_layout(list(record))
            if found is None:
                raise fail(
                    path, "is no coded table of UCDP GED or ACLED: it lacks the columns of place, "
                    f"position, precision and country (it has: {', '.join(record)})", row=number,
                )  # fmt: skip
            headers = found[1]
        fields = {name: record.get(header, "").strip() for name, header in headers.items()}
        wrong, why = _learn_row(fields, learnt, world)
        if wrong:
            problems.add(path.name, number, wrong)
        elif why:
            skipped[why] = skipped.get(why, 0) + 1
    if not learnt:
        why = problems.kept[0].reason if problems.kept else "no row of precision 1 or 2"
        raise fail(path, f"no place could be learnt ({why})")
    for chunk in iter_chunks(_build_rows(_merge_near(learnt))):
        add_rows(chunk, writer, world)
    return rows, dict(sorted(skipped.items()))


def _learn_row(
    fields: Mapping[str, str], learnt: dict[tuple[str, str, str, str], _Learnt], world: KnownWorld
) -> tuple[str, str]:
    """Add what one row says; return what is wrong with it, or why it teaches nothing."""
    if fields["precision"].removesuffix(".0") not in LEARNT_PRECISIONS:
        return "", "precision is neither 1 nor 2"
    if not fields["place"]:
        return "", "names no place"
    names, reading = choose_names(fields["place"])
    if reading is None:
        return "", "names another place than its own"
    try:
        lon = read_degrees(fields["lon"], axis="lon")
        lat = read_degrees(fields["lat"], axis="lat")
    except ValueError:
        return f"its position is no number ({fields['lon']!r}, {fields['lat']!r})", ""
    stated = fields.get("iso3") or fields["country"]
    iso3 = world.find_iso3(stated) or world.find_iso3(fields["country"])
    if not iso3:
        return f"country {fields['country']!r} is not known", ""
    if wrong := world.check_position(iso3, lon, lat):
        # Coders keep the states of the time: before 2011 Juba is coded in Sudan.
        iso3 = world.find_neighbour_at(iso3, lon, lat)
        if not iso3:
            return wrong, ""
    key = (
        iso3, fold_name(fields.get("admin1", "")), fold_name(fields.get("admin2", "")),
        fold_name(names[0]),
    )  # fmt: skip
    place = learnt.setdefault(key, _Learnt())
    place.names[names[0]] = place.names.get(names[0], 0) + 1
    place.others.update(dict.fromkeys(names[1:]))
    position = (round(lon, 5), round(lat, 5))
    place.positions[position] = place.positions.get(position, 0) + 1
    if reading.feature_class:
        place.feature_class, place.feature_code = reading.feature_class, reading.feature_code
    return "", ""


def _merge_near(
    learnt: dict[tuple[str, str, str, str], _Learnt],
) -> Iterator[tuple[tuple[str, str, str, str], _Learnt]]:
    """Yield the places in order, those of one name and country joined where they lie together."""
    by_name: dict[tuple[str, str], list[tuple[tuple[str, str, str, str], _Learnt]]] = {}
    for key in sorted(learnt):
        by_name.setdefault((key[0], key[3]), []).append((key, learnt[key]))
    for _, group in sorted(by_name.items()):
        kept: list[tuple[tuple[str, str, str, str], _Learnt]] = []
        for key, place in group:
            here = find_middle(place.positions)
            for _, other in kept:
                if great_circle_km(*here, *find_middle(other.positions)) <= SAME_PLACE_KM:
                    for position, count in place.positions.items():
                        other.positions[position] = other.positions.get(position, 0) + count
                    other.others.update(place.others)
                    break
            else:
                kept.append((key, place))
        yield from kept


def find_middle(positions: Mapping[tuple[float, float], int]) -> tuple[float, float]:
    """Return the median (lon, lat) of positions that each occur so many times."""
    return (
        _weighted_median([(lon, count) for (lon, _), count in positions.items()]),
        _weighted_median([(lat, count) for (_, lat), count in positions.items()]),
    )


def _weighted_median(values: list[tuple[float, int]]) -> float:
    values.sort()
    half = sum(count for _, count in values) / 2
    passed = 0
    for value, count in values:
        passed += count
        if passed >= half:
            return value
    return values[-1][0]


def _build_rows(
    places: Iterator[tuple[tuple[str, str, str, str], _Learnt]],
) -> Iterator[ImportRow]:
    for key, place in places:
        lon, lat = find_middle(place.positions)
        away = sorted(
            great_circle_km(lon, lat, x, y)
            for (x, y), count in place.positions.items() for _ in range(count)
        )  # fmt: skip
        spread = away[min(len(away) - 1, int(_SPREAD_SHARE * len(away)))]
        name = min(place.names, key=lambda n: (-place.names[n], n))
        others = [n for n in (*place.names, *place.others) if n != name]
        yield ImportRow(
            id="learnt:" + hashlib.sha256("|".join(key).encode()).hexdigest()[:12],
            name=name,
            lon=lon,
            lat=lat,
            feature_class=place.feature_class,
            feature_code=place.feature_code,
            country_iso3=key[0],
            radius_km=round(min(max(spread, _MIN_RADIUS_KM), _MAX_RADIUS_KM), 1),
            names=[(other, "alternate") for other in others],
        )
