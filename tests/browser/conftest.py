"""A headless Chromium that may open one file and nothing else."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

CHROMIUM_FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def browser():
    """One Chromium for all tests; skips where it or playwright is absent."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = (
        shutil.which("chromium")
        or shutil.which("chromium-browser")
        or shutil.which("google-chrome")
    )
    if path is None:
        pytest.skip("no Chromium is installed")
    with playwright.sync_playwright() as engine:
        started = engine.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield started
        started.close()


class OpenPage:
    """A page opened from a file, with what it asked of the network and what it complained of."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.requests: list[str] = []
        self.errors: list[str] = []

    @property
    def counts(self) -> dict[str, int]:
        return self.page.evaluate("() => ({...window.geoconflict.counts})")

    def get_card(self) -> Any:
        return self.page.locator(".leaflet-popup .gc-card")

    def click_point(self, index: int = 0) -> None:
        """Click the group of points with the given place in `geoconflict.points`."""
        point = self.page.evaluate(f"() => window.geoconflict.points[{index}]")
        frame = self.page.locator("#gc-map").bounding_box()
        self.page.mouse.click(frame["x"] + point["x"], frame["y"] + point["y"])

    def assert_clean(self) -> None:
        assert self.requests == []
        assert self.errors == []
        assert self.page.evaluate("() => window.__xss") is None


@pytest.fixture
def open_page(browser, tmp_path):
    """Return a function that opens HTML text as a file and waits until the map is drawn."""
    contexts = []

    def open_html(
        html: str, *, width: int = 1400, height: int = 900, script: str = "", **options: Any
    ) -> OpenPage:
        path: Path = tmp_path / f"map {len(contexts)}.html"
        path.write_text(html, encoding="utf-8")
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        opened = OpenPage(context.new_page())

        def guard(route: Any) -> None:
            if route.request.url.startswith("file:") and route.request.url == path.as_uri():
                route.continue_()
            else:
                opened.requests.append(route.request.url)
                route.abort()

        context.route("**/*", guard)
        opened.page.on(
            "console",
            lambda message: (
                opened.errors.append(message.text) if message.type in {"error", "warning"} else None
            ),
        )
        opened.page.on("pageerror", lambda error: opened.errors.append(str(error)))
        if script:
            opened.page.add_init_script(script)
        opened.page.goto(path.as_uri())
        opened.page.wait_for_selector("html[data-gc-ready]", timeout=15_000)
        return opened

    yield open_html
    for context in contexts:
        context.close()
