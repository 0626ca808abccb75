"""Names in, entries out: exact keys, consonants, beginnings, misspellings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geoconflict.gazetteer.fold import fold_name, make_skeleton
from geoconflict.gazetteer.reading import COLUMNS, JOINS, Filter, make_entry, read_entry
from geoconflict.gazetteer.schema import NAME_KINDS, VARIANT_KIND, load_surface

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from geoconflict.gazetteer.similar import CountryKeys
    from geoconflict.model import Entry

_DEMONYM = NAME_KINDS.index("demonym")
# Names that start with the same text run up to this, the last code point.
_LAST = "\U0010ffff"
# Two keys of one skeleton must also be this alike (0-1), so that short skeletons do not pair
# names that only share their consonants.
_VARIANT_SIMILARITY = 0.6
# Fuzzy look-ups reach names this many edits away, by the length of what is looked up.
_SUGGEST_EDITS = ((4, 1), (8, 2), (10_000, 3))


def find_by_name(
    connection: sqlite3.Connection, name: str, wanted: Filter, *, limit: int
) -> tuple[Entry, ...]:
    """Return the entries of `Gazetteer.find_by_name`."""
    return find_exact(connection, name, wanted, limit=limit) or find_variants(
        connection, name, wanted, limit=limit
    )


def find_exact(
    connection: sqlite3.Connection, name: str, wanted: Filter, *, limit: int
) -> tuple[Entry, ...]:
    """Return the entries with a name of the same key, the best known first."""
    folded = fold_name(name)
    if not folded or limit <= 0:
        return ()
    found: dict[str, Entry] = {}
    query = (
        f"SELECT m.kind, m.surface, {COLUMNS} FROM name m CROSS JOIN {JOINS} "  # noqa: S608 - fixed words
        "WHERE m.folded = ? AND e.n = m.n ORDER BY m.n, m.kind"
    )
    for kind, surface, *row in connection.execute(query, (folded,)):
        if not wanted.takes(row[5], row[6], row[7], NAME_KINDS[kind]):
            continue
        if row[1] not in found:
            matched = load_surface(surface, kind, folded, row[2])
            found[row[1]] = make_entry(tuple(row), matched=matched, kind=NAME_KINDS[kind])
        if len(found) >= limit:
            break
    return tuple(found.values())


def find_variants(
    connection: sqlite3.Connection, name: str, wanted: Filter, *, limit: int
) -> tuple[Entry, ...]:
    """Return entries whose names have the same consonants and look much alike."""
    skeleton = make_skeleton(name)
    if not skeleton or not wanted.takes_kind(VARIANT_KIND):
        return ()
    numbers = [
        n
        for (n,) in connection.execute(
            "SELECT n FROM skeleton WHERE skeleton = ? ORDER BY n", (skeleton,)
        )
    ]
    scored = []
    folded = fold_name(name)
    for row in (read_entry(connection, number) for number in numbers):
        if not wanted.takes(row[5], row[6], row[7], VARIANT_KIND):
            continue
        alike = _similarity(folded, fold_name(row[2]))
        if alike >= _VARIANT_SIMILARITY:
            scored.append((-round(alike, 1), row[0], row))
    scored.sort(key=lambda item: item[:2])
    return tuple(make_entry(row, matched=row[2], kind=VARIANT_KIND) for _, _, row in scored[:limit])


def has_name(connection: sqlite3.Connection, name: str) -> bool:
    """Return whether any entry bears the name; demonyms do not count."""
    row = connection.execute(
        "SELECT 1 FROM name WHERE folded = ? AND kind <> ? LIMIT 1", (fold_name(name), _DEMONYM)
    ).fetchone()
    return row is not None


def find_by_prefix(
    connection: sqlite3.Connection, prefix: str, *, countries: Sequence[str], limit: int
) -> tuple[Entry, ...]:
    """Return the entries of `Gazetteer.find_by_prefix`."""
    folded = fold_name(prefix)
    if not folded:
        return ()
    wanted = Filter(countries, (), (), ())
    rows = connection.execute(
        "SELECT m.n, m.folded, m.surface, m.kind, e.country_iso3 FROM name m "
        "JOIN entry e ON e.n = m.n WHERE m.folded >= ? AND m.folded < ? AND m.kind <> ?",
        (folded, folded + _LAST, _DEMONYM),
    )
    best: dict[int, tuple[str, str | None, int]] = {}
    for number, key, surface, kind, country in rows:
        if wanted.takes_country(country) and number not in best:
            best[number] = (key, surface, kind)
    entries = []
    for number in sorted(best)[:limit]:
        key, surface, kind = best[number]
        row = read_entry(connection, number)
        matched = load_surface(surface, kind, key, row[2])
        entries.append(make_entry(row, matched=matched, kind=NAME_KINDS[kind]))
    return tuple(entries)


def suggest(
    keys: CountryKeys, name: str, *, countries: Sequence[str], limit: int
) -> tuple[tuple[Entry, int], ...]:
    """Return the suggestions of `Gazetteer.suggest`."""
    folded = fold_name(name)
    if len(folded) < 2:
        return ()
    allowed = next(edits for length, edits in _SUGGEST_EDITS if len(folded) <= length)
    edits_of = keys.find_within(folded, countries, allowed) if countries else None
    connection = keys.connection
    if edits_of is None:
        edits_of = _find_first_letter(connection, folded, allowed)
    wanted = Filter(countries, (), (), ())
    near: dict[int, tuple[int, str, str | None, int]] = {}
    for key, edits in edits_of.items():
        for number, surface, kind in connection.execute(
            "SELECT n, surface, kind FROM name WHERE folded = ? AND kind <> ?", (key, _DEMONYM)
        ):
            if number not in near or near[number][0] > edits:
                near[number] = (edits, key, surface, kind)
    suggestions: list[tuple[Entry, int]] = []
    for number in sorted(near, key=lambda n: (near[n][0], n)):
        edits, key, surface, kind = near[number]
        row = read_entry(connection, number)
        if not wanted.takes_country(row[7]):
            continue
        matched = load_surface(surface, kind, key, row[2])
        suggestions.append((make_entry(row, matched=matched, kind=NAME_KINDS[kind]), edits))
        if len(suggestions) >= limit:
            break
    return tuple(suggestions)


def _find_first_letter(connection: sqlite3.Connection, folded: str, allowed: int) -> dict[str, int]:
    """Return key -> edits of all keys near enough that begin with the same letter."""
    from rapidfuzz.distance import OSA  # noqa: PLC0415

    rows = connection.execute(
        "SELECT DISTINCT folded FROM name WHERE folded >= ? AND folded < ? "
        "AND length(folded) BETWEEN ? AND ? AND kind <> ?",
        (folded[0], folded[0] + _LAST, len(folded) - allowed, len(folded) + allowed, _DEMONYM),
    )
    edits = ((key, OSA.distance(folded, key, score_cutoff=allowed)) for (key,) in rows)
    return {key: distance for key, distance in edits if distance <= allowed}


def find_alike(
    keys: CountryKeys, name: str, wanted: Filter, *, countries: Sequence[str], limit: int
) -> list[tuple[float, Entry]]:
    """Return (likeness 0-1, entry) of names that look like one, in the countries only."""
    found: list[tuple[float, Entry]] = []
    for likeness, key in keys.find_alike(fold_name(name), countries, limit=limit):
        for entry in find_exact(keys.connection, key, wanted, limit=limit):
            found.append((likeness, entry))
    return found


def _similarity(first: str, second: str) -> float:
    """Return how alike two keys are, 0-1."""
    from rapidfuzz.distance import OSA  # noqa: PLC0415

    return float(OSA.normalized_similarity(first, second))
