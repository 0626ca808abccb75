"""`LayerSet` in, one self-contained map page out: a folium.Map that needs no network.

`payload` turns layers into plain data, `encode` packs it into text blocks, `shell` is the
folium.Map that carries them and the policy that forbids the network, `assets/` holds Leaflet
1.9.4 (`leaflet/`, with its licence) and the page's own script and style (`page/`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import folium

    from geoconflict.model import LayerSet
    from geoconflict.outputs.style import Style

__all__ = ["build_map", "render_map"]


def build_map(layers: LayerSet, *, style: Style | None = None) -> folium.Map:
    """Return the layers as a folium map that works without a network.

    Report and table text travels in packed data blocks, never through a folium or branca text
    parameter: those are rendered as templates, which would run what the text says.

    Parameters
    ----------
    layers
        What to draw (EPSG:4326). Empty layers give a valid page that says that nothing was found.
    style
        How to draw it. None: the style that ships.

    Returns
    -------
    map
        `.save(path)` and notebooks work as with every folium map. Layers of trusted content may
        be added before saving; one that loads anything from the network is refused on rendering.

    Raises
    ------
    ConfigError
        If the style that ships is damaged.
    OutputError
        On rendering, if an added layer loads anything from the network.

    Examples
    --------
    >>> from geoconflict.model import LayerSet
    >>> import pandas as pd
    >>> page = build_map(LayerSet(frames={}, records=pd.DataFrame(), unmapped=pd.DataFrame()))
    >>> "default-src 'none'" in page.get_root().render()
    True
    """
    from geoconflict.outputs.leaflet.encode import encode_payload  # noqa: PLC0415
    from geoconflict.outputs.leaflet.payload import build_payload  # noqa: PLC0415
    from geoconflict.outputs.leaflet.shell import OfflineMap  # noqa: PLC0415
    from geoconflict.outputs.style import read_style  # noqa: PLC0415

    payload = build_payload(layers, style if style is not None else read_style())
    return OfflineMap(encode_payload(payload), title=layers.title)


def render_map(layers: LayerSet, *, style: Style | None = None) -> str:
    """Return the layers as the HTML text of one self-contained page.

    Parameters
    ----------
    layers
        What to draw (EPSG:4326).
    style
        How to draw it. None: the style that ships.

    Returns
    -------
    html
        The page; the same layers always give the same text.

    Raises
    ------
    ConfigError
        If the style that ships is damaged.
    """
    html: str = build_map(layers, style=style).get_root().render()
    return html
