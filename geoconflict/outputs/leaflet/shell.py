"""The folium map that carries the page: everything inline, and a policy that forbids the network.

branca renders what a template gave *as a template again*, so no text of a report may pass
through one. Here the templates hold constants only; data, title and assets are `_RawElement`s,
whose text is put out as it is.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import html
import importlib.resources
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import folium
from branca.element import Element, Figure
from folium.template import Template

from geoconflict.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: Nearest zoom: the basemap is a generalised one, and no place is known better than this shows.
MAX_ZOOM = 14

#: The page's own script, in the order in which the files are joined.
SCRIPT_FILES = (
    "words", "unpack", "model", "symbols", "canvas", "areas", "points", "labels", "hits", "card",
    "popup", "panel", "key", "lists", "start",
)  # fmt: skip

_MAP_ID = "geoconflict"
_SCRIPT_TYPES = {"", "text/javascript", "application/javascript", "module"}
_LINKS_THAT_LOAD = {"stylesheet", "preload", "icon", "modulepreload", "prefetch", "preconnect"}
_TAGS_THAT_LOAD = {
    "script", "img", "iframe", "audio", "video", "source", "embed", "track", "image",
}  # fmt: skip
# A whole-page application needs these words before its script runs, so they stand in the page.
_NOSCRIPT = "This map needs JavaScript. It loads nothing from the network."


class _RawElement(Element):
    """Text that is put out unchanged, never read as a template."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._name = "RawElement"
        self._text = text

    def render(self, **_kwargs: Any) -> str:
        """Return the text."""
        return self._text


class _PageFigure(Figure):
    """A figure that writes the Content-Security-Policy of what it rendered into its head."""

    def render(self, **kwargs: Any) -> str:
        """Return the page.

        Raises
        ------
        OutputError
            If a layer that was added to the map loads anything from the network.
        """
        for element in _iter_elements(self):
            _refuse_network(element)
        # One kind of line end: a browser hashes a script after it made them one.
        text = str(super().render(**kwargs)).replace("\r\n", "\n").replace("\r", "\n")
        found = _InlineParts()
        found.feed(text)
        found.close()
        if found.loaded:
            raise OutputError(
                f"the map cannot load {found.loaded[0]}: the page works without a network; "
                "leave out the layer that needs it",
                url=found.loaded[0],
            )
        # Fixed words and base64 alone: nothing in it could end the attribute.
        meta = f'<meta http-equiv="Content-Security-Policy" content="{build_policy(found)}">'
        return text.replace(
            "<html>\n<head>\n",
            f'<html lang="en">\n<head>\n<meta charset="utf-8">\n{meta}\n',
            1,
        )


class OfflineMap(folium.Map):
    """A folium map whose page is one file and asks nothing of the network.

    Parameters
    ----------
    blocks
        Block name -> packed text (see `encode`).
    title
        Of the document, as it comes from the user or a report.
    """

    default_js: list[tuple[str, str]] = []  # noqa: RUF012 -- folium's own attribute
    default_css: list[tuple[str, str]] = []  # noqa: RUF012

    # Constants only: no text of a report or a user passes through a template.
    _template = Template(
        """
        {% macro header(this, kwargs) %}
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="referrer" content="no-referrer">
        {% endmacro %}
        {% macro html(this, kwargs) %}
            <div class="folium-map" id="{{ this.get_name() }}"></div>
        {% endmacro %}
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = L.map("{{ this.get_name() }}", {
                center: [0, 0], zoom: 2, minZoom: 1, maxZoom: {{ this.max_zoom }},
                zoomControl: false, attributionControl: false, worldCopyJump: true,
                ...geoconflictPage.mapOptions()
            });
            geoconflictPage.start({{ this.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self, blocks: Mapping[str, str], *, title: str = "") -> None:
        super().__init__(tiles=None, max_zoom=MAX_ZOOM)
        # branca's ids are random; a fixed one keeps the page's bytes the same.
        self._id = _MAP_ID
        self.max_zoom = MAX_ZOOM
        figure = _PageFigure()
        figure.header.add_child(_RawElement(""), name="meta_http")  # the figure writes its own
        figure.add_child(self, name=_MAP_ID)
        self._blocks = dict(blocks)
        self._page_title = title

    def render(self, **kwargs: Any) -> Any:
        """Put the assets, the data and the map into the figure."""
        figure: Any = self.get_root()
        title = html.escape(self._page_title.encode("utf-8", "replace").decode("utf-8"))
        head = {
            "gc_title": f"<title>{title or 'geoconflict'}</title>",
            "gc_leaflet_css": f"<style>{_read_css('leaflet/leaflet.css')}</style>",
            "gc_page_css": f"<style>{_read_asset('page/page.css')}</style>",
            "gc_leaflet_js": f"<script>{_read_leaflet()}</script>",
        }
        for name, text in head.items():
            figure.header.add_child(_RawElement(text), name=name)
        body = {f"gc_{name}": _make_block(name, text) for name, text in self._blocks.items()}
        body["gc_noscript"] = f"<noscript>{_NOSCRIPT}</noscript>"
        body["gc_page_js"] = f"<script>{_read_page_script()}</script>"
        if len(self._children) > 0:
            body["gc_icons"] = f"<script>{_make_icon_script()}</script>"
        for name, text in body.items():
            figure.html.add_child(_RawElement(text), name=name)
        super().render(**kwargs)  # type: ignore[no-untyped-call]


def build_policy(found: _InlineParts) -> str:
    """Return the Content-Security-Policy that allows exactly the inline parts of a page."""
    scripts = " ".join(_hash_source(text) for text in found.scripts) or "'none'"
    styles = " ".join(_hash_source(text) for text in found.styles) or "'none'"
    parts = [
        "default-src 'none'",
        f"script-src {scripts}",
        f"style-src {styles}",
        "img-src data: blob:",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    if found.has_style_attributes:
        # Only an added layer has them; they can load nothing, because img-src is data alone.
        parts.append("style-src-attr 'unsafe-inline'")
    return "; ".join(parts)


class _InlineParts(HTMLParser):
    """Collects a page's inline scripts and styles, and what it would load."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self.loaded: list[str] = []
        self.has_style_attributes = False
        self._into: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag loads, and whether the text in it is a script or style."""
        given = {name: value or "" for name, value in attrs}
        self._into = None
        self.has_style_attributes |= "style" in given
        source = given.get("src", "") if tag in _TAGS_THAT_LOAD else ""
        if tag == "link" and _LINKS_THAT_LOAD & set(given.get("rel", "").lower().split()):
            source = given.get("href", "")
        if source and not source.startswith("data:"):
            self.loaded.append(source)
        if tag == "script" and given.get("type", "").lower() in _SCRIPT_TYPES:
            self._into = self.scripts
        elif tag == "style":
            self._into = self.styles
        if self._into is not None:
            self._into.append("")

    def handle_endtag(self, tag: str) -> None:
        """Stop collecting."""
        if tag in {"script", "style"}:
            self._into = None

    def handle_data(self, data: str) -> None:
        """Collect the text of a script or style."""
        if self._into is not None:
            self._into[-1] += data


def _hash_source(text: str) -> str:
    """Return the policy's source expression for an inline script or style."""
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def _iter_elements(element: Element) -> Iterator[Element]:
    """Yield every element below one."""
    for child in element._children.values():  # noqa: SLF001 -- branca has no public way
        yield child
        yield from _iter_elements(child)


def _refuse_network(element: Element) -> None:
    """Raise if an element says by itself that it loads anything."""
    needs = [url for _, url in getattr(element, "default_js", ())]
    needs += [url for _, url in getattr(element, "default_css", ())]
    needs += [
        url for url in (getattr(element, "tiles", None), getattr(element, "url", None)) if url
    ]
    for url in needs:
        if isinstance(url, str) and not url.startswith("data:"):
            raise OutputError(
                f"the map cannot carry a {type(element).__name__}: it loads {url}, and the page "
                "works without a network; leave it out",
                url=url,
            )
    if isinstance(element, folium.Popup):
        raise OutputError(
            "the map cannot carry a folium Popup: it needs jQuery from the network; "
            "use a tooltip instead"
        )


def _make_block(name: str, text: str) -> str:
    """Return a block of packed data; base64 holds nothing that could end it early."""
    if re.fullmatch(r"[A-Za-z0-9+/=\n]*", text) is None:
        raise ValueError(f"block {name} is not base64")
    return f'<script type="text/plain" id="gc-{name}">{text}</script>'


def _read_bytes(name: str) -> bytes:
    """Return a file of `assets/`."""
    folder = importlib.resources.files("geoconflict.outputs.leaflet").joinpath("assets")
    return folder.joinpath(name).read_bytes()


@functools.cache
def _read_asset(name: str) -> str:
    """Return a script or style, checked to end nowhere before its own end tag."""
    text = _read_bytes(name).decode("utf-8")
    if re.search(r"</(script|style)|<!--", text, flags=re.IGNORECASE):
        raise ValueError(f"asset {name} holds an end tag")
    return text


@functools.cache
def _read_leaflet() -> str:
    """Return Leaflet without the pointer to its source map, which developer tools would load."""
    return re.sub(r"\n//# sourceMappingURL=.*", "", _read_asset("leaflet/leaflet.js"))


@functools.cache
def _read_page_script() -> str:
    """Return the page's own script: its files in one function, which shows the map two names."""
    parts = "\n".join(_read_asset(f"page/{name}.js") for name in SCRIPT_FILES)
    return (
        '"use strict";\nconst geoconflictPage = (() => {\n'
        f"{parts}\nreturn Object.freeze({{ mapOptions, start }});\n}})();"
    )


@functools.cache
def _read_css(name: str) -> str:
    """Return a style sheet with its images inline; one that is a browser's own is dropped."""

    def inline(match: re.Match[str]) -> str:
        target = match.group(1)
        if not target.startswith("images/"):
            return "none"
        return f"url({_read_data_uri(f'leaflet/{target}')})"

    text = re.sub(r"behavior: url\(#default#VML\);", "", _read_asset(name))
    return re.sub(r"url\(([^)]*)\)", inline, text)


def _read_data_uri(name: str) -> str:
    """Return a PNG image of `assets/` as a data URI."""
    return "data:image/png;base64," + base64.b64encode(_read_bytes(name)).decode("ascii")


def _make_icon_script() -> str:
    """Return the script that gives the markers of added layers their images inline."""
    options = ", ".join(
        f'{key}: "{_read_data_uri(f"leaflet/images/{name}.png")}"'
        for key, name in (
            ("iconUrl", "marker-icon"),
            ("iconRetinaUrl", "marker-icon-2x"),
            ("shadowUrl", "marker-shadow"),
        )
    )
    return f'L.Icon.Default.imagePath = ""; L.Icon.Default.mergeOptions({{{options}}});'
