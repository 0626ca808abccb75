"""The commands as a user types them: results, messages, exit codes, examples in the help."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from geoconflict.cli import main

ROOT = Path(__file__).parent.parent
TEXT = (
    "Five soldiers were killed in Idlib province on Monday, the UN said. "
    "Shelling hit the town of Saraqib, 15 km south of Idlib.\n"
)


def _run(*args: str) -> Result:
    return CliRunner().invoke(main, list(args))


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.txt"
    path.write_text(TEXT, encoding="utf-8")
    (tmp_path / "places.csv").write_text("name,lon,lat,country\nNew Village,36.7,35.8,SYR\n")
    return path


def _commands(group: click.Group, trail: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            found += _commands(command, (*trail, name))
        else:
            found.append((*trail, name))
    return found


@pytest.mark.parametrize("trail", _commands(main), ids=" ".join)
def test_the_example_in_the_help_works(
    trail: tuple[str, ...], report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = _run(*trail, "--help")
    assert shown.exit_code == 0
    examples = re.findall(r"^\s+(geoconflict .+)$", shown.output, re.MULTILINE)
    assert examples, f"{trail}: no example in its help"
    if trail == ("gazetteer", "build"):
        return  # needs the pinned inputs; tests/gazetteer builds where they are present
    monkeypatch.chdir(report.parent)
    if trail == ("gazetteer", "remove"):
        assert _run("gazetteer", "add", "places.csv").exit_code == 0
    for example in examples:
        result = _run(*shlex.split(example)[1:])
        assert result.exit_code == 0, result.output


def test_every_command_stands_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for trail in _commands(main):
        assert f"geoconflict {' '.join(trail)}" in readme


def test_map_writes_the_bundle_and_lists_it(report: Path, tmp_path: Path) -> None:
    out = tmp_path / "maps" / "one"
    result = _run("map", str(report), "--published", "2020-02-10", "-o", str(out))
    assert result.exit_code == 0, result.output
    for name in ("map.html", "one.gpkg", "records.csv", "manifest.json", "geojson/events.geojson"):
        assert (out / name).is_file()
        assert str(out / name) in result.stdout
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["inputs"][0]["name"] == "report.txt"


def test_two_runs_give_the_same_bytes(report: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        _run("map", str(report), "--published", "2020-02-10", "-o", str(tmp_path / name / "one"))
    first = sorted(p for p in (tmp_path / "a").rglob("*") if p.is_file())
    assert len(first) >= 10
    for path in first:
        other = tmp_path / "b" / path.relative_to(tmp_path / "a")
        assert path.read_bytes() == other.read_bytes(), path.name


def test_a_suffix_writes_one_file(report: Path, tmp_path: Path) -> None:
    for suffix in ("html", "gpkg", "geojson", "csv"):
        out = tmp_path / f"x.{suffix}"
        result = _run("map", str(report), "-o", str(out))
        assert result.exit_code == 0, result.output
        assert out.stat().st_size > 100
    result = _run("map", str(report), "-o", str(tmp_path / "x.docx"))
    assert result.exit_code == 1
    assert ".gpkg" in result.stderr


def test_places_as_json_lines_point_into_the_text(report: Path) -> None:
    result = _run("places", str(report), "--json")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert {"Idlib", "Saraqib"} <= {row["text"] for row in rows}
    wanted = {"document_id", "start", "end", "text", "role", "place_id", "name", "lon", "lat",
              "country_iso3", "feature_code", "geo_precision", "radius_km", "score", "reason",
              "alternatives"}  # fmt: skip
    for row in rows:
        assert TEXT[row["start"] : row["end"]] == row["text"]
        assert wanted <= set(row)


def test_events_as_json_lines_carry_their_evidence(report: Path) -> None:
    result = _run("events", str(report), "--json", "--published", "2020-02-10")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    killed = [row for row in rows if row["fatalities_low"] == 5]
    assert len(killed) == 1
    (start, end), *_ = killed[0]["spans"]
    assert "killed in Idlib province" in TEXT[start:end]
    assert killed[0]["date_start"] == "2020-02-10"
    assert killed[0]["geo_precision"] == "admin1"
    assert {"name", "role"} <= set(killed[0]["actors"][0])


def test_geocode_places_what_it_can_and_says_what_not() -> None:
    result = _run("geocode", "Saraqib, Syria", "zzqx", "--json")
    assert result.exit_code == 3
    (row,) = [json.loads(line) for line in result.stdout.splitlines()]
    assert row["lon"] == pytest.approx(36.80, abs=0.05)
    assert row["lat"] == pytest.approx(35.86, abs=0.05)
    assert "zzqx" in result.stderr
    assert _run("geocode", "zzqx").exit_code == 1


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (["map", "none.txt", "-o", "x"], 1, "no such file"),
        (["map", "{report}", "--published", "soon", "-o", "x"], 1, "YYYY-MM-DD"),
        (["map", "{report}", "--country", "Syria", "-o", "x"], 1, "ISO"),
        (["map", "{report}", "--model", "xx_none", "-o", "x"], 1, "xx_none"),
        (["map", "{report}", "--config", "none.toml", "-o", "x"], 1, "none.toml"),
        (["map", "{report}", "-o", "{report}/below"], 1, "report.txt"),
        (["map", "{report}"], 2, "-o"),
        (["map", "{report}", "--bbox", "1,2", "-o", "x"], 2, "west"),
        (["gazetteer", "search", "qqqqqqqqzz"], 1, "qqqqqqqqzz"),
    ],
)
def test_bad_input_is_one_clear_line(
    args: list[str], code: int, says: str, report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(report.parent)
    before = sorted(report.parent.rglob("*"))
    result = _run(*(a.format(report=report) for a in args))
    assert result.exit_code == code, result.output
    assert says in result.stderr
    assert "Traceback" not in result.output
    if code == 1:
        assert len(result.stderr.strip().splitlines()) == 1
    assert sorted(report.parent.rglob("*")) == before, "something half-written was left"


def test_a_bad_input_among_good_ones_gives_exit_code_3(report: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    out = tmp_path / "m"
    result = _run("map", str(tmp_path / "empty.txt"), str(report), "-o", str(out))
    assert result.exit_code == 3
    assert "empty.txt" in result.stderr
    assert (out / "map.html").is_file()


def test_a_text_without_places_gives_an_empty_map_that_says_so(tmp_path: Path) -> None:
    path = tmp_path / "none.txt"
    path.write_text("Nothing of the kind was said.")
    result = _run("map", str(path), "-o", str(tmp_path / "m"))
    assert result.exit_code == 0
    assert "o places" in result.stderr
    assert json.loads((tmp_path / "m/geojson/events.geojson").read_text())["features"] == []


def test_another_encoding_is_said(tmp_path: Path) -> None:
    path = tmp_path / "latin.txt"
    path.write_bytes(
        "Des civils ont fui Ménaka, dans l'est du Mali, après l'attaque.".encode("cp1252")
    )
    result = _run("places", str(path))
    assert result.exit_code == 0
    assert "not UTF-8" in result.stderr
