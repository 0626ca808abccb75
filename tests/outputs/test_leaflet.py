"""The page as text: the same every time, nothing from the network, nothing of a report unpacked."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import sys
import zlib
from pathlib import Path

import folium
import folium.plugins
import pandas as pd
import pytest
from folium.template import Template
from leaflet_samples import (
    HOSTILE,
    make_hostile,
    make_layers,
    make_record,
    make_sample,
    read_real_basemap,
)
from shapely.geometry import Point, Polygon

from geoconflict.errors import OutputError
from geoconflict.model import BasemapFeature, LayerSet
from geoconflict.outputs.leaflet import build_map, render_map
from geoconflict.outputs.leaflet.encode import encode_line
from geoconflict.outputs.leaflet.payload import build_payload
from geoconflict.outputs.style import read_style


@pytest.fixture(scope="module")
def page() -> str:
    return render_map(make_sample())


def read_block(page: str, name: str):
    coded = re.search(rf'<script type="text/plain" id="gc-{name}">([^<]*)</script>', page)[1]
    return json.loads(zlib.decompress(base64.b64decode(coded), wbits=-15))


def find_policy(page: str) -> str:
    found = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', page)
    assert len(found) == 1
    return html.unescape(found[0])


def find_inline(page: str, tag: str) -> list[str]:
    return re.findall(rf"<{tag}>(.*?)</{tag}>", page, flags=re.DOTALL)


def hash_source(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_same_layers_give_the_same_bytes(page):
    assert render_map(make_sample()) == page


def test_map_renders_the_same_twice(page):
    built = build_map(make_sample())
    assert built.get_root().render() == page
    assert built.get_root().render() == page


def test_map_is_a_folium_map_that_saves_itself(page, tmp_path):
    built = build_map(make_sample())
    assert isinstance(built, folium.Map)
    built.save(str(tmp_path / "map.html"))
    assert (tmp_path / "map.html").read_text(encoding="utf-8") == page


def test_page_shows_in_a_notebook():
    assert "<iframe srcdoc=" in build_map(make_sample())._repr_html_()


def test_nothing_is_loaded_from_anywhere(page):
    for attribute in ("src", "srcset", "data", "poster", "action"):
        assert re.findall(rf"<[a-z]+[^>]* {attribute}=", page) == []
    assert "<link" not in page
    assert "@import" not in page
    assert "sourceMappingURL" not in page
    for style in find_inline(page, "style"):
        assert all(target.startswith("data:") for target in re.findall(r"url\(([^)]*)\)", style))
        assert "http" not in re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)


def test_policy_allows_exactly_the_inline_parts(page):
    policy = dict(part.split(" ", 1) for part in find_policy(page).split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["img-src"] == "data: blob:"
    assert "connect-src" not in policy
    assert "unsafe" not in find_policy(page)
    scripts, styles = find_inline(page, "script"), find_inline(page, "style")
    assert policy["script-src"].split() == [hash_source(text) for text in scripts]
    assert policy["style-src"].split() == [hash_source(text) for text in styles]
    assert len(scripts) == 3
    assert len(styles) == 2
    # Before anything that it governs.
    assert page.index("Content-Security-Policy") < page.index("<style")


def test_page_carries_leaflet_whole(page):
    assert 'version="1.9.4"' in page
    assets = Path(sys.modules["geoconflict.outputs.leaflet"].__file__).parent / "assets"
    assert "BSD 2-Clause" in (assets / "leaflet" / "LICENSE").read_text(encoding="utf-8")


def test_page_of_one_report_is_small(page):
    basemap = read_real_basemap()
    if basemap is None:
        pytest.skip("the gazetteer that ships is not there")
    assert len(render_map(make_sample(basemap)).encode()) < 450_000


def test_hostile_text_stands_nowhere_in_the_page():
    page = render_map(make_hostile())
    body = page[page.index("</title>") + 8 :]
    for text in HOSTILE:
        if text == "</title></style><svg onload=window.__xss=6>":
            assert page.count("<svg onload") == 0
        assert text not in body
    assert "__xss" not in body
    assert "49" not in re.search(r"<title>(.*?)</title>", page)[1]


def test_hostile_text_comes_back_whole_from_the_blocks():
    page = render_map(make_hostile())
    data, text = read_block(page, "data"), read_block(page, "text-0")
    assert data["title"] == " ".join(HOSTILE)
    assert data["notes"] == list(HOSTILE)
    assert text["quote"][: len(HOSTILE)] == list(HOSTILE)
    assert data["places"]["name"] == list(HOSTILE)


def test_template_in_a_text_is_not_run(monkeypatch):
    ran = []
    monkeypatch.setattr("os.system", ran.append)
    attack = "{{ cycler.__init__.__globals__.os.system('touch ran') }}"
    row = make_record(1, title=attack, quote=attack, place=attack)
    layers = make_layers({"events": [(row, Point(1, 2))]}, title=attack, notes=(attack,))
    page = render_map(layers)
    assert ran == []
    assert attack not in page[page.index("</title>") :]


def test_title_is_escaped_and_has_no_lone_surrogates():
    page = render_map(make_layers(title="a \ud800 <b> & c"))
    assert "<title>a ? &lt;b&gt; &amp; c</title>" in page
    page.encode("utf-8")


def test_blocks_keep_every_row_and_count(page):
    sample = make_sample()
    data = read_block(page, "data")
    for name in ("events", "event_areas", "territory", "routes", "flows"):
        assert len(data["layers"][name]["row"]) == len(sample[name])
    assert len(data["places"]["x"]) == len(sample["places"])
    assert len(data["records"]) == len(sample.records)
    assert len(data["unmapped"]) == len(sample.unmapped)
    # A record that stands in several layers is kept once, unless a layer says more of it: two
    # say who holds a territory, one names a destination.
    assert data["rows"]["n"] == len(sample.records) + 3


def test_shared_geometry_is_kept_once(page):
    layers = read_block(page, "data")["layers"]
    assert len(set(layers["event_areas"]["geometry"])) == 1


def test_unknown_values_are_null(page):
    text = read_block(page, "text-0")
    assert text["targets"][1] is None
    assert text["date_start"][0] == "2020-02-03"
    assert "given_id" not in text


def test_dates_in_any_column_type_become_days():
    row = make_record(1)
    layers = make_layers({"events": [(row, Point(1, 2))]})
    layers.frames["events"]["date_start"] = pd.to_datetime(["1946-05-01"])
    layers.frames["events"]["date_end"] = pd.Series([pd.NaT])
    payload = build_payload(layers, read_style())
    row = payload.data["layers"]["events"]["row"][0]
    assert payload.texts[0]["date_start"][row] == "1946-05-01"
    assert payload.texts[0]["date_end"][row] is None
    assert payload.data["rows"]["day"][row] < 0


def test_texts_come_in_chunks(monkeypatch):
    monkeypatch.setattr("geoconflict.outputs.leaflet.payload.CHUNK_ROWS", 2)
    rows = [(make_record(number), Point(number, 1)) for number in range(5)]
    payload = build_payload(make_layers({"events": rows}), read_style())
    assert [len(chunk["title"]) for chunk in payload.texts] == [2, 2, 1]


def test_missing_frames_and_empty_geometry_are_fine():
    empty = LayerSet(frames={}, records=pd.DataFrame(), unmapped=pd.DataFrame())
    assert read_block(render_map(empty), "data")["layers"]["events"] == {"row": []}
    layers = make_layers({"events": [(make_record(1), Point()), (make_record(2), None)]})
    data = read_block(render_map(layers), "data")
    assert data["layers"]["events"]["row"] == []
    assert len(data["records"]) == 2


def test_land_is_encoded_one_way_round():
    clockwise = Polygon([(0, 0), (0, 2), (2, 2), (2, 0)], [[(0.5, 0.5), (1, 0.5), (1, 1)]])
    layers = make_layers(basemap=(BasemapFeature(kind="country", name="A", geometry=clockwise),))
    shell, hole = build_payload(layers, read_style()).basemap["countries"][0]
    assert shell[:4] == [0, 0, 2000, 0]
    assert len(hole) == 8


def test_lines_lose_only_repeated_positions():
    steps = encode_line([(36.1234, 35.0), (36.12341, 35.0), (36.2, 35.1)], scale=1000)
    assert steps == [36123, 35000, 77, 100]
    assert encode_line([], scale=1000) == []


def test_own_layer_runs_under_the_policy():
    built = build_map(make_sample())
    folium.CircleMarker([35.9, 36.6], radius=5, tooltip="mine").add_to(built)
    page = built.get_root().render()
    policy = dict(part.split(" ", 1) for part in find_policy(page).split("; "))
    assert policy["script-src"].split() == [
        hash_source(text) for text in find_inline(page, "script")
    ]
    assert "L.circleMarker" in page


@pytest.mark.parametrize(
    "layer",
    [
        folium.TileLayer("OpenStreetMap"),
        folium.Marker([1, 2], popup="needs jQuery"),
        folium.plugins.MarkerCluster(),
        folium.raster_layers.ImageOverlay("https://example.org/x.png", [[0, 0], [1, 1]]),
    ],
    ids=["tiles", "popup", "plugin", "image"],
)
def test_layer_that_needs_the_network_is_refused(layer):
    built = build_map(make_sample())
    layer.add_to(built)
    with pytest.raises(OutputError, match=r"without a network|from the network"):
        built.get_root().render()


def test_template_that_loads_a_script_is_refused():
    class Loader(folium.elements.MacroElement):
        _template = Template(
            "{% macro html(this, kwargs) %}<script src='https://example.org/x.js'></script>{% endmacro %}"
        )

    built = build_map(make_sample())
    built.add_child(Loader())
    with pytest.raises(OutputError, match=r"https://example\.org/x\.js"):
        built.get_root().render()
