"""The page in a browser, opened from a file with every request refused."""

from __future__ import annotations

import folium
import pytest
from leaflet_samples import (
    HOSTILE,
    make_hostile,
    make_layers,
    make_record,
    make_sample,
    read_real_basemap,
)
from shapely.geometry import LineString, Point

from geoconflict.outputs.leaflet import build_map, render_map

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def sample_html() -> str:
    return render_map(make_sample())


def count_colored(opened) -> int:
    """Return how many pixels of the points' canvas are drawn on."""
    return opened.page.evaluate(
        """() => {
          const canvas = document.querySelector('.leaflet-gc-points-pane canvas');
          const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
          let count = 0;
          for (let i = 3; i < data.length; i += 4) if (data[i] > 0) count++;
          return count;
        }"""
    )


def test_page_asks_nothing_of_the_network_and_complains_of_nothing(open_page, sample_html):
    opened = open_page(sample_html)
    opened.page.wait_for_timeout(300)
    opened.assert_clean()


def test_page_opens_on_the_basemap_that_ships(open_page):
    basemap = read_real_basemap()
    if basemap is None:
        pytest.skip("the gazetteer that ships is not there")
    opened = open_page(render_map(make_sample(basemap)))
    colors = opened.page.evaluate(
        """() => {
          const canvas = document.querySelector('.leaflet-gc-basemap-pane canvas');
          const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
          const seen = new Map();
          for (let i = 0; i < data.length; i += 4) {
            const key = `${data[i]},${data[i + 1]},${data[i + 2]}`;
            seen.set(key, (seen.get(key) || 0) + 1);
          }
          return Object.fromEntries(seen);
        }"""
    )
    total = sum(colors.values())
    assert colors["245,243,238"] > 0.3 * total  # land
    assert colors["213,225,230"] > 0.03 * total  # sea
    opened.assert_clean()


def test_counts_are_those_of_the_data(open_page, sample_html):
    sample = make_sample()
    opened = open_page(sample_html)
    counts = opened.counts
    for name in ("events", "event_areas", "territory", "routes", "flows", "places"):
        assert counts[name] == len(sample[name])
        shown = opened.page.locator(f"label[for=gc-layer-{name}] .gc-count").inner_text()
        assert shown == str(len(sample[name]))
    assert counts["records"] == len(sample.records)
    assert counts["unmapped"] == 1
    assert counts["unresolved"] == 1
    assert (
        sum(point["records"] for point in opened.page.evaluate("() => window.geoconflict.points"))
        == counts["events"]
    )


def test_counts_cannot_be_changed_from_outside(open_page, sample_html):
    opened = open_page(sample_html)
    opened.page.evaluate("() => { try { window.geoconflict.counts.events = 99; } catch {} }")
    assert opened.counts["events"] == 11


def test_page_opens_without_decompression_stream(open_page, sample_html):
    opened = open_page(sample_html, script="delete window.DecompressionStream;")
    assert opened.counts["events"] == 11
    opened.page.click("#gc-tab-records")
    assert opened.page.locator("#gc-body-records .gc-item").count() == 15
    opened.assert_clean()


def test_popup_shows_its_quote_and_where_it_comes_from(open_page):
    row = make_record(
        1, quote="Five soldiers were killed on Monday.", sources="Ministry", agents="Army", agent_basis="accused",
        fatalities_low=5, fatalities_best=5, fatalities_high=7, status="claimed", disputed_by="Army",
    )  # fmt: skip
    opened = open_page(render_map(make_layers({"events": [(row, Point(36.6, 35.9))]})))
    opened.click_point()
    card = opened.get_card()
    assert card.locator("blockquote q").inner_text() == "Five soldiers were killed on Monday."
    text = card.inner_text()
    for part in (
        "3 Feb 2020", "Claimed by one side", "Army, accused by Ministry", "5 (from 5 to 7)", "Disputed by",
        "a named town or village", "the only town of this name in the region", "A report", "Machine coding",
    ):  # fmt: skip
        assert part in text
    link = card.locator("a")
    assert link.get_attribute("href") == "https://example.org/report"
    assert link.get_attribute("rel") == "noopener noreferrer"
    opened.assert_clean()


def test_records_at_one_place_are_paged_by_mouse_and_keyboard(open_page, sample_html):
    opened = open_page(sample_html)
    points = opened.page.evaluate("() => window.geoconflict.points")
    opened.click_point(next(i for i, point in enumerate(points) if point["records"] == 5))
    opened.get_card().wait_for()
    counter = opened.page.locator(".gc-pager .gc-page")
    seen = set()
    for _ in range(5):
        seen.add(opened.get_card().locator("h3").inner_text())
        before = counter.inner_text()
        opened.page.click(".gc-pager .gc-next")
        opened.page.wait_for_function(
            "(before) => document.querySelector('.gc-page').textContent !== before", arg=before
        )
    assert len(seen) == 5
    before = counter.inner_text()
    opened.page.keyboard.press("ArrowLeft")
    opened.page.wait_for_function(
        "(before) => document.querySelector('.gc-page').textContent !== before", arg=before
    )
    opened.page.keyboard.press("Escape")
    opened.page.wait_for_selector(".leaflet-popup", state="detached")


def test_very_many_records_at_one_place_show_as_a_number(open_page):
    rows = [(make_record(number), Point(36.6, 35.9)) for number in range(1, 121)]
    opened = open_page(render_map(make_layers({"events": rows})))
    opened.click_point()
    opened.get_card().wait_for()
    assert opened.page.locator(".gc-page").inner_text() == "1 of 120"
    opened.page.click("#gc-tab-records")
    assert opened.page.locator("#gc-body-records .gc-item").count() == 100
    opened.page.click("#gc-body-records .gc-more")
    opened.page.wait_for_function(
        "() => document.querySelectorAll('#gc-body-records .gc-item').length === 120"
    )


def test_layer_switch_hides_and_shows(open_page, sample_html):
    opened = open_page(sample_html)
    drawn = count_colored(opened)
    assert drawn > 500
    opened.page.click("#gc-layer-events")
    assert count_colored(opened) == 0
    opened.page.click("#gc-layer-events")
    assert count_colored(opened) == drawn


def test_switching_a_kind_off_changes_map_counts_and_list_alike(open_page, sample_html):
    opened = open_page(sample_html)
    drawn = count_colored(opened)
    opened.page.click("#gc-kind-battle")
    assert opened.page.locator("label[for=gc-layer-events] .gc-count").inner_text() == "10"
    assert count_colored(opened) < drawn
    assert "2 hidden by the key" in opened.page.locator("#gc-summary").inner_text()
    opened.page.click("#gc-tab-records")
    titles = opened.page.locator(".gc-item-title").all_inner_texts()
    assert "Five soldiers killed in Northtown" not in titles
    assert len(titles) == 13


def test_lines_and_areas_open_their_record(open_page):
    line = LineString([(36.0, 35.0), (37.0, 35.0), (38.0, 35.0)])
    rows = {"flows": [(make_record(1, kind="displacement", quote="They fled east."), line)]}
    opened = open_page(render_map(make_layers(rows)))
    frame = opened.page.locator("#gc-map").bounding_box()
    opened.page.mouse.click(frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2)
    assert opened.get_card().locator("q").inner_text() == "They fled east."


def test_keyboard_reaches_every_control_and_record(open_page, sample_html):
    opened = open_page(sample_html)
    reached = []
    for _ in range(60):
        opened.page.keyboard.press("Tab")
        reached.append(
            opened.page.evaluate(
                "() => document.activeElement.id || document.activeElement.getAttribute('aria-label') || document.activeElement.className"
            )
        )
        if "Show everything" in reached:
            break
    for control in (
        "gc-tab-key",
        "gc-layer-events",
        "gc-layer-territory",
        "gc-kind-battle",
        "gc-status-disputed",
        "map_geoconflict",
        "Zoom in",
        "Zoom out",
        "Show everything",
    ):
        assert control in reached
    opened.page.focus("#gc-tab-key")
    opened.page.keyboard.press("ArrowRight")
    assert opened.page.evaluate("() => document.activeElement.id") == "gc-tab-records"
    opened.page.keyboard.press("Tab")
    opened.page.keyboard.press("Enter")
    assert opened.get_card().locator("h3").inner_text() == "Five soldiers killed in Northtown"
    opened.page.keyboard.press("Escape")
    assert "gc-item" in opened.page.evaluate("() => document.activeElement.className")


def test_every_listed_record_opens(open_page, sample_html):
    opened = open_page(sample_html)
    opened.page.click("#gc-tab-records")
    items = opened.page.locator("#gc-body-records .gc-item")
    for index in range(items.count()):
        title = items.nth(index).locator(".gc-item-title").inner_text()
        items.nth(index).click()
        card = opened.page.locator(
            ".leaflet-popup .gc-card h3, #gc-body-records .gc-card h3", has_text=title
        ).first
        card.wait_for()
        assert card.inner_text() == title
    opened.assert_clean()


def test_what_has_no_place_is_listed_with_the_reason(open_page, sample_html):
    opened = open_page(sample_html)
    assert "1 without a place" in opened.page.locator("#gc-summary").inner_text()
    opened.page.click("#gc-tab-unplaced")
    opened.page.click("#gc-unmapped summary")
    assert "Talks are expected soon." in opened.page.locator("#gc-unmapped .gc-card").inner_text()
    assert "Nowhereville" in opened.page.locator("#gc-unresolved").inner_text()
    assert "no entry has this name" in opened.page.locator("#gc-unresolved").inner_text()


def test_page_says_whether_it_was_reviewed(open_page, sample_html):
    opened = open_page(sample_html)
    assert opened.page.locator("#gc-review-label").inner_text() == "Machine coding, not reviewed"
    reviewed = open_page(
        render_map(make_layers({"events": [(make_record(1), Point(1, 2))]}, reviewed=True))
    )
    assert reviewed.page.locator("#gc-review-label").inner_text() == "Reviewed records"
    reviewed.click_point()
    assert "Machine coding" not in reviewed.get_card().inner_text()


def test_credits_disclaimer_and_notes_are_there(open_page, sample_html):
    opened = open_page(sample_html)
    assert "imply no opinion" in opened.page.locator(".gc-map-note").inner_text()
    opened.page.click("#gc-tab-about")
    about = opened.page.locator("#gc-body-about").inner_text()
    for part in (
        "Natural Earth",
        "CC BY 4.0",
        "Leaflet 1.9.4",
        "imply no opinion",
        "One name was not resolved.",
    ):
        assert part in about


def test_empty_map_says_so(open_page):
    opened = open_page(
        render_map(make_layers(title="Nothing", notes=("The text names no place.",)))
    )
    message = opened.page.locator("#gc-empty").inner_text()
    assert "No places were found" in message
    assert "The text names no place." in message
    assert opened.counts["events"] == 0
    opened.assert_clean()


def test_hostile_text_shows_as_text(open_page):
    opened = open_page(render_map(make_hostile()))
    page = opened.page
    assert page.title().split() == " ".join(HOSTILE).split()
    assert page.locator("h1").evaluate("e => e.textContent") == " ".join(HOSTILE)
    for index, text in enumerate(HOSTILE):
        page.evaluate("() => document.querySelector('.leaflet-popup-close-button')?.click()")
        page.wait_for_selector(".leaflet-popup", state="detached")
        opened.click_point(index)
        card = opened.get_card()
        card.wait_for()
        assert card.locator("h3").evaluate("e => e.textContent") == text
        assert card.locator("q").evaluate("e => e.textContent") == text
        assert card.locator("dd").first.evaluate("e => e.textContent").startswith(text)
        assert card.locator("img, script, svg, b").count() == 0
    for tab in ("records", "unplaced", "about"):
        page.click(f"#gc-tab-{tab}")
        for text in HOSTILE:
            assert text in page.locator(f"#gc-body-{tab}").evaluate("e => e.textContent")
        assert page.locator(f"#gc-body-{tab}").locator("img, script, svg, b").count() == 0
    assert page.locator("a[href^='javascript']").count() == 0
    opened.assert_clean()


def test_page_fits_a_phone(open_page, sample_html):
    opened = open_page(sample_html, width=390, height=800, has_touch=True, is_mobile=True)
    assert opened.page.evaluate("() => document.documentElement.scrollWidth") <= 390
    toggle = opened.page.locator("#gc-toggle")
    assert toggle.get_attribute("aria-expanded") == "false"
    assert not opened.page.locator("#gc-tabs").is_visible()
    toggle.click()
    assert opened.page.locator("#gc-layer-events").is_visible()
    opened.page.click("#gc-tab-records")
    opened.page.locator(".gc-item").first.click()
    opened.get_card().wait_for()
    box = opened.page.locator(".leaflet-popup-content-wrapper").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    opened.assert_clean()


@pytest.mark.parametrize(
    "options", [{"color_scheme": "dark"}, {"reduced_motion": "reduce"}], ids=["dark", "still"]
)
def test_page_follows_what_the_reader_asked_for(open_page, sample_html, options):
    opened = open_page(sample_html, **options)
    assert opened.counts["events"] == 11
    opened.page.click("a[aria-label='Zoom in']")
    opened.page.wait_for_timeout(400)
    opened.assert_clean()


@pytest.mark.parametrize(
    "points", [[(179.9, 10.0), (-179.9, 12.0)], [(20.0, 89.9)], [(0.0, -89.9), (10.0, 0.0)], [(0.0, 0.0)]],
    ids=["antimeridian", "pole", "south pole", "null island"],
)  # fmt: skip
def test_odd_positions_open(open_page, points):
    rows = [
        (make_record(index, lon=lon, lat=lat), Point(lon, lat))
        for index, (lon, lat) in enumerate(points, 1)
    ]
    opened = open_page(render_map(make_layers({"events": rows})))
    assert opened.counts["events"] == len(points)
    assert count_colored(opened) > 0
    opened.assert_clean()


def test_own_folium_layer_runs(open_page):
    built = build_map(make_sample())
    folium.CircleMarker([35.9, 36.6], radius=9, color="red").add_to(built)
    folium.Marker([35.2, 36.6], tooltip="mine").add_to(built)
    opened = open_page(built.get_root().render())
    opened.page.wait_for_selector(".leaflet-overlay-pane path")
    opened.page.wait_for_selector("img.leaflet-marker-icon")
    opened.assert_clean()
