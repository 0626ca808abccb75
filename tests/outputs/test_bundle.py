import csv
import hashlib
import json
import os
import sys
from importlib.resources import files
from pathlib import Path

import pytest
from handmade import make_full_record, make_layers, make_record, make_rich_layers

from geoconflict import outputs
from geoconflict.errors import ConfigError, OutputError
from geoconflict.model import LAYER_GEOMETRY
from geoconflict.outputs import WRITERS, write_bundle, write_layers
from geoconflict.outputs.manifest import describe_input
from geoconflict.outputs.style import SizeStyle, read_style

PAGE = "<!doctype html><title>page</title>"


@pytest.fixture(autouse=True)
def page(monkeypatch):
    """Put a short page in the place of the real one, which has its own tests."""
    made = type(sys)("geoconflict.outputs.leaflet")
    made.render_map = lambda layers: f"{PAGE}{len(layers.records)}"
    monkeypatch.setitem(sys.modules, "geoconflict.outputs.leaflet", made)


def list_files(folder):
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def read_tree(folder):
    return {name: (folder / name).read_bytes() for name in list_files(folder)}


BUNDLE = sorted(
    ["map.html", "idlib.gpkg", "records.csv", "manifest.json"]
    + [f"geojson/{name}.geojson" for name in LAYER_GEOMETRY]
)


# --------------------------------------------------------------------------- one file


@pytest.mark.parametrize("suffix", WRITERS)
def test_one_file_of_each_format_is_written_and_nothing_else(suffix, tmp_path):
    path = tmp_path / "new" / f"map{suffix}"
    assert write_layers(make_rich_layers(), str(path)) == path
    assert list_files(tmp_path) == [f"new/map{suffix}"]
    before = path.read_bytes()
    write_layers(make_rich_layers(), path)
    assert path.read_bytes() == before


def test_suffix_may_be_in_capitals(tmp_path):
    path = write_layers(make_layers(), tmp_path / "MAP.GEOJSON")
    assert json.loads(path.read_text(encoding="utf-8"))["name"] == "events"


def test_csv_of_events_holds_records_without_a_place(tmp_path):
    layers = make_layers([make_full_record(), make_record(spans=((50, 60),))])
    path = write_layers(layers, tmp_path / "x.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == 2
    path = write_layers(layers, tmp_path / "p.csv", layer="places")
    assert path.read_text(encoding="utf-8-sig").startswith("place_id,name,mentions")


def test_layer_names_the_layer_of_a_geojson(tmp_path):
    path = write_layers(make_rich_layers(), tmp_path / "x.geojson", layer="routes")
    assert json.loads(path.read_text(encoding="utf-8"))["name"] == "routes"


@pytest.mark.parametrize(
    ("name", "layer", "said"),
    [
        ("map.docx", "events", ".html, .gpkg, .geojson, .csv"),
        ("map", "events", ".html, .gpkg"),
        ("map.csv", "event", "events, event_areas"),
    ],
)
def test_unknown_format_or_layer_names_the_known_ones(name, layer, said, tmp_path):
    with pytest.raises(OutputError, match=said) as caught:
        write_layers(make_layers(), tmp_path / name, layer=layer)
    assert "\n" not in str(caught.value)
    assert list_files(tmp_path) == []


@pytest.mark.parametrize("suffix", WRITERS)
def test_target_under_a_file_is_one_clear_line(suffix, tmp_path):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(OutputError, match="cannot write") as caught:
        write_layers(make_layers(), tmp_path / "file" / f"map{suffix}")
    assert "\n" not in str(caught.value)
    assert str(tmp_path / "file") in str(caught.value)
    assert isinstance(caught.value, OSError)
    assert (tmp_path / "file").read_text() == "mine"


def test_target_that_is_a_folder_is_refused(tmp_path):
    (tmp_path / "map.gpkg").mkdir()
    with pytest.raises(OutputError, match="is a folder"):
        write_layers(make_layers(), tmp_path / "map.gpkg")
    assert list(tmp_path.iterdir()) == [tmp_path / "map.gpkg"]


def test_name_too_long_for_the_disk_is_an_output_error(tmp_path):
    with pytest.raises(OutputError, match="cannot write"):
        write_layers(make_layers(), tmp_path / ("x" * 300 + ".csv"))
    assert list_files(tmp_path) == []


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_failing_half_way_leaves_the_old_file(error, tmp_path, monkeypatch):
    path = tmp_path / "map.gpkg"
    path.write_text("old")

    def fail(*_):
        raise error

    monkeypatch.setattr("geoconflict.outputs.geopackage._add_metadata", fail)
    with pytest.raises((OutputError, KeyboardInterrupt)):
        write_layers(make_layers(), path)
    assert read_tree(tmp_path) == {"map.gpkg": b"old"}


def test_locked_target_is_an_output_error(tmp_path, monkeypatch):
    path = tmp_path / "map.csv"
    path.write_text("old")

    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(OutputError, match="close programs that have it open"):
        write_layers(make_layers(), path)
    assert read_tree(tmp_path) == {"map.csv": b"old"}


# --------------------------------------------------------------------------- bundle


def test_bundle_holds_every_format(tmp_path):
    folder = tmp_path / "maps" / "idlib"
    paths = write_bundle(make_rich_layers(), folder, manifest={})
    assert list_files(folder) == BUNDLE
    assert sorted(path.relative_to(folder).as_posix() for path in paths) == BUNDLE
    assert list_files(tmp_path) == [f"maps/idlib/{name}" for name in BUNDLE]
    assert (folder / "map.html").read_text() == f"{PAGE}4"
    assert folder.stat().st_mode & 0o777 == 0o777 & ~_get_umask()


def _get_umask():
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_bundle_of_nothing_is_complete(tmp_path):
    write_bundle(make_layers(), tmp_path / "idlib", manifest={})
    assert list_files(tmp_path / "idlib") == BUNDLE


def test_two_bundles_are_byte_identical(tmp_path):
    given = {"inputs": [describe_input("report.txt", b"text")]}
    for part in "ab":
        write_bundle(make_rich_layers(), tmp_path / part / "idlib", manifest=given)
    assert read_tree(tmp_path / "a") == read_tree(tmp_path / "b")


def test_writing_again_replaces_own_files_and_keeps_others(tmp_path):
    folder = tmp_path / "idlib"
    write_bundle(make_layers(), folder, manifest={})
    (folder / "notes.txt").write_text("mine")
    (folder / "geojson" / "other.geojson").write_text("mine")
    write_bundle(make_rich_layers(), folder, manifest={})
    assert list_files(folder) == sorted([*BUNDLE, "notes.txt", "geojson/other.geojson"])
    assert (folder / "notes.txt").read_text() == "mine"
    assert json.loads((folder / "manifest.json").read_text())["counts"]["records"] == 4


def test_bundle_in_the_current_folder_takes_its_name(tmp_path, monkeypatch):
    folder = tmp_path / "idlib"
    folder.mkdir()
    monkeypatch.chdir(folder)
    write_bundle(make_layers(), ".", manifest={})
    assert list_files(folder) == BUNDLE


def test_bundle_is_not_written_over_a_file_or_under_one(tmp_path):
    (tmp_path / "file").write_text("mine")
    for target in (tmp_path / "file", tmp_path / "file" / "idlib"):
        with pytest.raises(OutputError, match="cannot write") as caught:
            write_bundle(make_layers(), target, manifest={})
        assert "\n" not in str(caught.value)
    assert read_tree(tmp_path) == {"file": b"mine"}


def test_failing_bundle_leaves_nothing(tmp_path, monkeypatch):
    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("geoconflict.outputs.manifest.render_manifest", fail)
    with pytest.raises(OutputError, match="No space left"):
        write_bundle(make_layers(), tmp_path / "idlib", manifest={})
    assert list(tmp_path.iterdir()) == []


def test_bundle_that_cannot_be_moved_whole_is_put_back(tmp_path, monkeypatch):
    folder = tmp_path / "idlib"
    write_bundle(make_layers(), folder, manifest={})
    (folder / "geojson" / "flows.geojson").unlink()
    before = read_tree(folder)
    move = Path.replace

    def lock(self, target):
        if self.name == "records.csv":
            raise PermissionError(13, "Permission denied")
        return move(self, target)

    monkeypatch.setattr(Path, "replace", lock)
    with pytest.raises(OutputError, match="close programs"):
        write_bundle(make_rich_layers(), folder, manifest={})
    assert read_tree(folder) == before


# --------------------------------------------------------------------------- manifest


def test_manifest_lists_inputs_counts_credits_and_hashed_outputs(tmp_path):
    layers = make_rich_layers()
    given = {
        "inputs": [describe_input("report.txt", b"text")],
        "versions": {"geoconflict": "0.1.0"},
        "counts": "not the caller's",
    }
    write_bundle(layers, tmp_path / "idlib", manifest=given)
    manifest = json.loads((tmp_path / "idlib" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["inputs"] == [
        {"name": "report.txt", "bytes": 4, "sha256": hashlib.sha256(b"text").hexdigest()}
    ]
    assert manifest["versions"] == {"geoconflict": "0.1.0"}
    assert manifest["metadata"] == {"gazetteer_version": "abc"}
    assert manifest["run_id"] == "0123456789abcdef"
    assert manifest["counts"] == {
        "records": 4,
        "unmapped": 1,
        "unresolved_toponyms": 1,
        "layers": {name: len(frame) for name, frame in layers.frames.items()},
    }
    assert manifest["unresolved"][0]["mentions"] == 2
    assert manifest["credits"][0]["name"] == "GeoNames"
    assert manifest["reviewed"] is False
    outputs_listed = {each["name"]: each for each in manifest["outputs"]}
    assert sorted([*outputs_listed, "manifest.json"]) == BUNDLE
    for name, each in outputs_listed.items():
        content = (tmp_path / "idlib" / name).read_bytes()
        assert each["sha256"] == hashlib.sha256(content).hexdigest()
        assert each["bytes"] == len(content)


def test_public_names_of_the_room():
    assert outputs.__all__ == ["WRITERS", "write_bundle", "write_layers"]


# --------------------------------------------------------------------------- style


def test_no_two_kinds_look_alike():
    kinds = read_style().kinds.values()
    assert len({(kind.color, kind.shape) for kind in kinds}) == len(kinds)
    assert len({kind.label for kind in kinds}) == len(kinds)


def test_marker_grows_with_the_root_of_deaths():
    size = SizeStyle(min_px=10, max_px=30, max_fatalities=400)
    assert [size.find_diameter_px(n) for n in (None, float("nan"), 0, 100, 400, 9000)] == [
        10, 10, 10, 20, 30, 30,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('color = "#D55E00"', 'color = "red"', "kinds.battle.color"),
        ('shape = "star"', 'shape = "cross"', "kinds.battle.shape"),
        ("[kinds.battle]", "[kinds.fight]", "battle, fight"),
        ("min_px = 10.0", "", "min_px"),
        ("[size]", "size = 1\n[other]", "other"),
        ('label = "Battle"', "label = ", "cannot read style"),
        ('label = "Battle"', 'label = "Battle"\nicon = "x"', "icon"),
    ],
)
def test_broken_style_names_what_is_wrong(old, new, said, tmp_path):
    text = files("geoconflict.data").joinpath("style.toml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "style.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ConfigError, match=said):
        read_style(path)
