"""The data folder: list, remove, interrupted and damaged databases, the commands, thin countries."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import geoconflict as gc
from geoconflict.cli import main
from geoconflict.errors import GazetteerMissingError, GazetteerVersionError, OutputError
from geoconflict.gazetteer import Gazetteer
from geoconflict.gazetteer.data_folder import find_data_dir, find_databases
from geoconflict.gazetteer.imports import add_gazetteer, list_gazetteers, remove_gazetteer
from geoconflict.gazetteer.imports.store import make_name

PLACES = "name,lon,lat,country\nStorebad,36.7,35.8,SYR\nStorebad Two,36.8,35.8,SYR\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "places.csv"
    path.write_text(PLACES)
    return path


def run(*args: str) -> Result:
    return CliRunner().invoke(main, list(args))


def test_the_round_trip_by_command(table: Path, tmp_path: Path) -> None:
    data = ["--data-dir", str(tmp_path / "data")]
    result = run("gazetteer", "add", str(table), *data)
    assert result.exit_code == 0, result.output
    assert result.stdout == "places: 2 entries of 2 rows (table)\n"
    (row,) = [
        json.loads(line) for line in run("gazetteer", "list", "--json", *data).stdout.splitlines()
    ]
    assert (row["name"], row["entries"], row["source"], row["licence"]) == (
        "places",
        2,
        "user data",
        "not stated",
    )
    assert list(row["inputs"]) == ["places.csv"]
    found = json.loads(
        run("gazetteer", "search", "storebad", "--country", "sy", "--json", *data).stdout
    )
    assert (found["source"], found["lon"]) == ("user", 36.7)
    located = run("geocode", "Storebad", *data)
    assert located.exit_code == 0
    assert "36.7000" in located.stdout
    info = json.loads(run("gazetteer", "info", "--json", *data).stdout)
    assert info["user_data"] == {"places": 2}
    assert run("gazetteer", "remove", "places", *data).exit_code == 0
    assert run("gazetteer", "search", "storebad two", *data).exit_code == 1
    assert run("gazetteer", "list", *data).stderr == "nothing added yet\n"
    gone = run("gazetteer", "remove", "places", *data)
    assert gone.exit_code == 1
    assert "there are: none" in gone.stderr


def test_user_data_is_counted_by_class_and_country(table: Path, tmp_path: Path) -> None:
    with Gazetteer(user_data=False) as shipped:
        before = shipped.read_info()
    add_gazetteer(table, data_dir=tmp_path)
    with Gazetteer(data_dir=tmp_path) as gazetteer:
        after = gazetteer.read_info()
    assert after["feature_classes"]["P"] == before["feature_classes"]["P"] + 2
    assert after["countries"]["SYR"] == before["countries"]["SYR"] + 2
    assert after["entries"] == before["entries"] + 2
    assert after["names"] > before["names"]


def test_some_bad_rows_give_exit_code_3_and_name_the_row(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text(PLACES + "Off,500,1,SYR\n" * 30)
    result = run("gazetteer", "add", str(path), "--data-dir", str(tmp_path))
    assert result.exit_code == 3
    assert "skipped: p.csv, row 4: position 500.0, 1.0 is off the globe" in result.stderr
    assert "skipped: 10 more rows" in result.stderr
    assert "Traceback" not in result.output


def test_one_bad_file_among_good_ones(table: Path, tmp_path: Path) -> None:
    result = run(
        "gazetteer", "add", str(tmp_path / "none.csv"), str(table), "--data-dir", str(tmp_path)
    )
    assert result.exit_code == 3
    assert "none.csv: no such file" in result.stderr
    assert run("gazetteer", "add", str(tmp_path / "none.csv")).exit_code == 1
    assert run("gazetteer", "add").exit_code == 2
    assert run("gazetteer", "add", str(table), str(table), "--name", "x").exit_code == 2


def test_an_interrupted_import_leaves_the_old_state(
    table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_gazetteer(table, data_dir=tmp_path)
    (database,) = find_databases(tmp_path)
    before = database.read_bytes()
    from geoconflict.gazetteer.imports import tables

    def interrupt(*_args, **_kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(tables, "add_rows", interrupt)
    with pytest.raises(KeyboardInterrupt):
        add_gazetteer(table, data_dir=tmp_path)
    assert database.read_bytes() == before
    assert [p.name for p in database.parent.iterdir()] == [database.name]


def test_what_a_killed_import_left_is_ignored_and_taken_away(table: Path, tmp_path: Path) -> None:
    folder = tmp_path / "gazetteers"
    folder.mkdir()
    (folder / "places.sqlite.part").write_bytes(b"half")
    (folder / "places.sqlite.part-names").write_bytes(b"half")
    assert list_gazetteers(tmp_path) == ()
    add_gazetteer(table, data_dir=tmp_path)
    assert [p.name for p in folder.iterdir()] == ["places.sqlite"]


def test_a_database_of_another_version_names_the_fix(table: Path, tmp_path: Path) -> None:
    add_gazetteer(table, data_dir=tmp_path)
    (path,) = find_databases(tmp_path)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(
        GazetteerVersionError, match=r"of version 99.*gazetteer remove places.*gazetteer add"
    ):
        Gazetteer(data_dir=tmp_path)
    result = run("gazetteer", "list", "--data-dir", str(tmp_path))
    assert result.exit_code == 1
    assert "version 99" in result.stderr
    assert run("gazetteer", "remove", "places", "--data-dir", str(tmp_path)).exit_code == 0


@pytest.mark.parametrize(
    "damage",
    [
        b"not a database at all, but long enough to look like one" * 20,
        b"",
        b"SQLite format 3\x00" + bytes(5000),
    ],
)
def test_a_damaged_database_names_the_fix(table: Path, tmp_path: Path, damage: bytes) -> None:
    add_gazetteer(table, data_dir=tmp_path)
    (path,) = find_databases(tmp_path)
    path.write_bytes(damage)
    with pytest.raises(GazetteerVersionError, match="gazetteer remove places"):
        Gazetteer(data_dir=tmp_path)
    result = run("geocode", "Aleppo", "--data-dir", str(tmp_path))
    assert result.exit_code == 1
    assert len(result.stderr.strip().splitlines()) == 1
    assert list_gazetteers(tmp_path)[0].problem


def test_a_folder_that_cannot_be_written_is_one_clear_error(table: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="--data-dir"):
        add_gazetteer(table, data_dir=tmp_path / "file")
    assert find_databases(tmp_path / "file") == ()


def test_names_of_databases_are_safe() -> None:
    assert make_name("../../etc/Pässwd") == "etc-passwd"
    assert make_name("GED Event v25.1") == "ged-event-v25-1"
    with pytest.raises(gc.GeoconflictError, match="--name"):
        make_name("!!!")
    with pytest.raises(GazetteerMissingError):
        remove_gazetteer("../../etc/passwd", "/nonexistent")


def test_the_platforms_folder_is_the_default(table: Path) -> None:
    import platformdirs

    assert find_data_dir() == Path(platformdirs.user_data_dir("geoconflict"))
    assert find_databases() == ()
    add_gazetteer(table)
    assert [p.name for p in find_databases()] == ["places.sqlite"]
    with Gazetteer() as with_data, Gazetteer(user_data=False) as without:
        assert with_data.has_name("Storebad Two")
        assert not without.has_name("Storebad Two")


def test_results_do_not_change_where_nothing_was_added(tmp_path: Path) -> None:
    with Gazetteer(data_dir=tmp_path) as one, Gazetteer(user_data=False) as two:
        assert one.version == two.version
        assert one.read_info() == two.read_info()
        assert not one.has_boundaries


def test_the_order_of_adding_makes_no_difference(tmp_path: Path) -> None:
    files = []
    for name, lon in (("b", 36.7), ("a", 36.701)):
        path = tmp_path / f"{name}.csv"
        path.write_text(f"name,lon,lat,country\nOrdertest,{lon},35.8,SYR\n")
        files.append(path)
    found = []
    for order in (files, files[::-1]):
        data = tmp_path / f"data{len(found)}"
        for path in order:
            add_gazetteer(path, data_dir=data)
        with Gazetteer(data_dir=data) as gazetteer:
            found.append((gazetteer.version, gazetteer.find_by_name("Ordertest")))
    assert found[0] == found[1]
    assert len(found[0][1]) == 1
    assert found[0][1][0].lon == 36.701


def test_a_thin_country_is_said_with_the_command_that_mends_it(tmp_path: Path) -> None:
    result = run("gazetteer", "info", "--country", "SD")
    assert result.exit_code == 0
    assert "places known in Sudan" in result.stdout
    assert "geoconflict gazetteer add --geonames SD" in result.stdout
    rich = run("gazetteer", "info", "--country", "UKR")
    assert "places known in Ukraine" in rich.stdout
    assert "add --geonames" not in rich.stdout
    assert run("gazetteer", "info", "--country", "Sudan").exit_code == 2
    path = tmp_path / "many.csv"
    path.write_text(
        "name,lon,lat,country\n"
        + "".join(f"Manyplace {i},30.{i:05d},15.0,SDN\n" for i in range(4000))
    )
    add_gazetteer(path, data_dir=tmp_path)
    mended = json.loads(
        run("gazetteer", "info", "--country", "SDN", "--json", "--data-dir", str(tmp_path)).stdout
    )
    assert mended["places"] > 4000
    assert not mended["is_thin"]


def test_map_says_once_that_its_country_is_thin(tmp_path: Path) -> None:
    report = tmp_path / "r.txt"
    report.write_text(
        "Shelling hit Khartoum and Omdurman in Sudan on Monday. Clashes went on in Khartoum."
    )
    result = run("map", str(report), "-o", str(tmp_path / "x.csv"))
    assert result.exit_code == 0, result.output
    assert result.stderr.count("places known in Sudan") == 1
