"""Damaged and missing files, the overlay's rows, hashes, and the build."""

import csv
import hashlib
import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from geoconflict.errors import (
    GazetteerInputError,
    GazetteerMissingError,
    GazetteerVersionError,
)
from geoconflict.gazetteer import Gazetteer, fold_name
from geoconflict.gazetteer.build.features import (
    read_abbreviations,
    read_demonyms,
    read_river_groups,
)
from geoconflict.gazetteer.build.inputs import (
    check_inputs,
    hash_file,
    read_pinned_inputs,
    read_registry,
)
from geoconflict.gazetteer.build.overlay import add_overlay
from geoconflict.gazetteer.build.rows import Row, World
from geoconflict.geodesy import great_circle_km

DATA = Path(__file__).parents[2] / "data"
OVERLAY = DATA / "overlay"


def test_a_missing_file_names_the_mend(tmp_path):
    with pytest.raises(GazetteerMissingError, match="gazetteer build"):
        Gazetteer(tmp_path / "none.sqlite")
    with pytest.raises(FileNotFoundError):
        Gazetteer(tmp_path)


@pytest.mark.parametrize(
    "content", [b"", b"no database at all" * 100, b"SQLite format 3\0" + b"x" * 4096]
)
def test_a_damaged_file_is_refused(tmp_path, content):
    path = tmp_path / "g.sqlite"
    path.write_bytes(content)
    with pytest.raises(GazetteerVersionError, match="build it anew"):
        Gazetteer(path)


def test_another_version_is_refused(tmp_path):
    path = tmp_path / "g.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE meta (key TEXT, value TEXT)")
        connection.execute("INSERT INTO meta VALUES ('version', 'x')")
    with pytest.raises(GazetteerVersionError, match="no gazetteer"):
        Gazetteer(path)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA application_id = 0x4743475A")
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(GazetteerVersionError, match="version 99"):
        Gazetteer(path)


def test_opening_imports_nothing_heavy():
    code = (
        "import sys; from geoconflict.gazetteer import Gazetteer; "
        "Gazetteer().find_by_name('Saraqib'); "
        "print([m for m in ('shapely', 'numpy', 'pyproj', 'pandas') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_the_shipped_file_is_the_registered_one(gazetteer):
    built = read_registry()["gazetteer"]["built"]
    assert hash_file(gazetteer.path) == built["sha256"]
    assert gazetteer.dump_hash() == built["dump_hash"]
    assert gazetteer.version == built["dump_hash"][:12]
    assert gazetteer.path.stat().st_size < 80_000_000


def test_inputs_are_pinned_with_licence_and_attribution():
    pinned = read_pinned_inputs(read_registry())
    assert len({p.name for p in pinned}) == len(pinned) == 7
    for item in pinned:
        assert len(item.sha256) == 64
        assert item.version
        assert item.licence
        assert item.attribution
    with pytest.raises(GazetteerInputError):
        read_pinned_inputs({})


def test_inputs_that_are_missing_or_changed_are_named(tmp_path):
    pinned = read_pinned_inputs(read_registry())[:1]
    with pytest.raises(GazetteerInputError, match="--fetch"):
        check_inputs(tmp_path, pinned, fetch=False, progress=print)
    (tmp_path / pinned[0].file).write_bytes(b"other")
    with pytest.raises(GazetteerInputError, match="not the pinned"):
        check_inputs(tmp_path, pinned, fetch=False, progress=print)


# ------------------------------------------------------------------ overlay


@pytest.fixture(scope="module")
def world():
    """Countries, first-level units and settlements out of the shipped file, as the build has them."""
    world = World()
    with Gazetteer() as gazetteer:
        rows = gazetteer._connection.execute(
            "SELECT id FROM entry WHERE feature_class = 'A' AND feature_code IN ('PCLI', 'PCLD', 'ADM1', 'ADM1H')"
        ).fetchall()
        for (entry_id,) in rows:
            entry = gazetteer.get_entry(entry_id)
            world.rows.append(_row(entry, gazetteer))
        names = {}
        # Waypoints without coordinates are settlements of their names.
        wanted = sorted(
            {
                fold_name(step["name"])
                for path in OVERLAY.glob("waypoints*.csv")
                for step in csv.DictReader(path.read_text(encoding="utf-8").splitlines())
                if not step["lon"]
            }
        )
        for n, folded, surface in gazetteer._connection.execute(
            "SELECT m.n, m.folded, m.surface FROM name m JOIN entry e USING (n) "
            "WHERE e.country_iso3 = 'SYR' OR e.feature_code IN ('ADM1', 'ADM1H') "
            "OR m.folded IN (SELECT value FROM json_each(?))",
            (json.dumps(wanted),),
        ):
            names.setdefault(n, []).append((surface or folded, "alternate"))
        by_id = {row.id: row for row in world.rows}
        for n, found in names.items():
            raw = gazetteer._connection.execute(
                "SELECT id FROM entry WHERE n = ?", (n,)
            ).fetchone()[0]
            entry = gazetteer.get_entry(f"gn:{raw}" if isinstance(raw, int) else raw)
            row = by_id.get(entry.id) or _row(entry, gazetteer)
            row.names += found
            if entry.id not in by_id and entry.feature_class == "P":
                world.rows.append(row)
        there = {row.id for row in world.rows}
        for path in sorted(OVERLAY.glob("aliases*.csv")):
            for alias in csv.DictReader(path.read_text(encoding="utf-8").splitlines()):
                if alias["entry_id"] not in there and not alias["entry_id"].startswith("ov:"):
                    there.add(alias["entry_id"])
                    world.rows.append(_row(gazetteer.get_entry(alias["entry_id"]), gazetteer))
    return world


def _row(entry, gazetteer):
    # What the overlay made historic was a unit when the overlay was read.
    code = "ADM1" if entry.feature_code == "ADM1H" else entry.feature_code
    kind = {"PCLI": "country", "PCLD": "country", "ADM1": "admin1"}.get(code, "")
    return Row(
        id=entry.id, name=entry.name, lon=entry.lon, lat=entry.lat,
        feature_class=entry.feature_class, feature_code=code,
        country_iso3=entry.country_iso3, weight=float(entry.population),
        geometry=gazetteer.get_geometry(entry.id) if kind else None, geometry_kind=kind,
    )  # fmt: skip


def _copy(world):
    return World(rows=[row for row in world.rows if not row.id.startswith("ov:")])


def test_every_overlay_row_is_sound_and_shipped(world, gazetteer):
    fresh = _copy(world)
    add_overlay(fresh, OVERLAY)
    made = [row for row in fresh.rows if row.id.startswith("ov:")]
    assert len(made) > 130
    assert len({row.id for row in made}) == len(made)
    for row in made:
        # A row that repeats a surveyed place has given its names to that place.
        found = gazetteer.find_by_name(row.name, feature_classes=(row.feature_class,))
        near = [great_circle_km(row.lon, row.lat, e.lon, e.lat) for e in found]
        assert near, row.id
        assert min(near) <= row.radius_km + 5, row.id


def test_overlay_rows_are_sorted_by_key():
    for path in sorted(OVERLAY.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        if "key" in rows[0]:
            keys = [row["key"] for row in rows]
            assert keys == sorted(keys), path.name


GOOD = {
    "key": "some-camp", "name": "Some Camp", "alternate_names": "", "feature_class": "S",
    "feature_code": "CMPRF", "lon": "36.8", "lat": "35.9", "country_iso3": "SYR", "admin1": "",
    "radius_km": "2", "quality": "approximate", "source": "author's knowledge",
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"key": "Some Camp"}, "lower-case words"),
        ({"name": "-"}, "name is empty"),
        ({"feature_code": "NOPE"}, "no known class and code"),
        ({"lon": "x"}, "no number"),
        ({"lat": "95"}, "not within"),
        ({"lon": "35.9", "lat": "36.8"}, "outside SYR"),
        ({"country_iso3": "SY"}, "alpha-3"),
        ({"admin1": "Nowhere"}, "no unit of SYR"),
        ({"radius_km": "0"}, "not within"),
        ({"quality": "good"}, "quality"),
        ({"source": ""}, "source is empty"),
        ({"members": "SYR:Idlib", "polygon": "1 1, 2 2, 3 1"}, "not both"),
        ({"members": "SYR:Nowhere"}, "no unit with an area"),
        ({"polygon": "36 35, 37 36, 37 35, 36 36"}, "crosses itself"),
        ({"polygon": "36 35, x"}, "lon lat"),
    ],
)
def test_a_wrong_overlay_row_is_named(world, tmp_path, change, reason):
    _write(tmp_path / "bad.csv", [GOOD | {"members": "", "polygon": ""} | change])
    with pytest.raises(GazetteerInputError, match=reason) as caught:
        add_overlay(_copy(world), tmp_path)
    assert "overlay/bad.csv row 2" in str(caught.value)
    assert "\n" not in str(caught.value)


def _write(path, rows):
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def test_wrong_columns_keys_and_routes_are_named(world, tmp_path):
    _write(tmp_path / "a.csv", [{"key": "x", "colour": "red"}])
    with pytest.raises(GazetteerInputError, match="missing columns"):
        add_overlay(_copy(world), tmp_path)
    _write(tmp_path / "a.csv", [GOOD, GOOD])
    with pytest.raises(GazetteerInputError, match=r"row 3: key .* stands twice"):
        add_overlay(_copy(world), tmp_path)
    (tmp_path / "a.csv").unlink()
    route = {"key": "r", "name": "R1", "alternate_names": "", "feature_code": "RD",
             "country_iso3": "SYR", "radius_km": "", "quality": "schematic", "source": "x"}  # fmt: skip
    steps = [{"route": "r", "step": 1, "name": "Homs", "lon": "", "lat": ""},
             {"route": "r", "step": 2, "name": "Nowhere at all", "lon": "", "lat": ""}]  # fmt: skip
    _write(tmp_path / "routes.csv", [route])
    _write(tmp_path / "waypoints.csv", steps[:1])
    with pytest.raises(GazetteerInputError, match="two waypoints"):
        add_overlay(_copy(world), tmp_path)
    _write(tmp_path / "waypoints.csv", steps)
    with pytest.raises(GazetteerInputError, match=r"waypoints\.csv row 3: 'Nowhere at all'"):
        add_overlay(_copy(world), tmp_path)
    steps[1] |= {"name": "Hama", "route": "s"}
    _write(tmp_path / "waypoints.csv", [*steps, steps[0] | {"step": 2, "name": "Hama"}])
    with pytest.raises(GazetteerInputError, match="stands in no routes file"):
        add_overlay(_copy(world), tmp_path)


def test_lexicon_files_are_sound(gazetteer):
    demonyms = read_demonyms()
    codes = {c.country_iso3 for c in gazetteer.find_countries()}
    assert set(demonyms) <= codes
    assert len(demonyms) > 190
    assert demonyms["SYR"] == ("Syrian", ("Syrian", "Syrians"))
    assert "UAE" in read_abbreviations()["ARE"]
    assert read_river_groups()["Firat"][0] == "Euphrates"


def test_attribution_names_every_source():
    text = (DATA / "ATTRIBUTION.md").read_text(encoding="utf-8")
    registry = json.loads((DATA / "registry.json").read_text(encoding="utf-8"))
    for item in registry["gazetteer"]["inputs"]:
        assert item["name"].split("-data")[0] in text
    assert "creativecommons.org/licenses/by/4.0" in text


@pytest.mark.slow
def test_two_builds_say_the_same(tmp_path, gazetteer):
    from geoconflict.gazetteer.build import build_gazetteer

    inputs = Path(os.environ.get("GEOCONFLICT_INPUTS", "inputs"))
    if not inputs.is_dir():
        pytest.skip("no folder of inputs: set GEOCONFLICT_INPUTS")
    report = build_gazetteer(inputs, tmp_path / "g.sqlite")
    assert report.dump_hash == read_registry()["gazetteer"]["built"]["dump_hash"]
    assert hashlib.sha256((tmp_path / "g.sqlite").read_bytes()).hexdigest() == hash_file(
        report.path
    )
