"""The shared style in; QGIS layer styles (QML) that draw a layer as the page does out."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from geoconflict.model import LAYER_GEOMETRY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geoconflict.outputs.style import LayerStyle, LineStyle, Style

#: The oldest QGIS whose reading of these styles was checked.
_QGIS_VERSION = "3.22.0-Białowieża"
#: QGIS wants millimetres; the style gives CSS pixels, 96 to the inch.
_MM_PER_PX = 25.4 / 96.0

#: Our shape -> QGIS's marker and its turn in degrees.
_MARKERS = {
    "circle": ("circle", 0),
    "square": ("square", 0),
    "diamond": ("diamond", 0),
    "triangle": ("triangle", 0),
    "triangle_down": ("triangle", 180),
    "triangle_right": ("triangle", 90),
    "star": ("star", 0),
    "pentagon": ("pentagon", 0),
    "hexagon": ("hexagon", 0),
    "octagon": ("octagon", 0),
}
_OUTLINE = "#232323"
#: Colour of values that the style does not name.
_REST = "#999999"
_GEOMETRY_TYPES = {"Point": ("marker", "0"), "LineString": ("line", "1"), "Polygon": ("fill", "2")}


def render_qml(name: str, style: Style) -> str:
    """Return the QML of one layer's default style.

    Events, areas and flows are coloured by `kind`, territory by `state`, routes by
    `geometry_quality`; places look alike. Dashes and fills follow `status`, marker size follows
    deaths, opacity the geo-precision: the values of `style`, as the page has them.

    Parameters
    ----------
    name
        One of `LAYER_GEOMETRY`.
    style
        What `read_style` returned.

    Returns
    -------
    qml
        XML text with its document type, for QGIS 3.22 or later.
    """
    root = ET.Element("qgis", version=_QGIS_VERSION, styleCategories="Symbology")
    draw = {
        "events": _draw_events,
        "event_areas": _draw_event_areas,
        "territory": _draw_territory,
        "routes": _draw_routes,
        "flows": _draw_flows,
        "places": _draw_places,
    }[name]
    draw(root, style)
    for tag in ("blendMode", "featureBlendMode"):
        ET.SubElement(root, tag).text = "0"
    ET.SubElement(root, "layerOpacity").text = "1"
    ET.SubElement(root, "layerGeometryType").text = _find_geometry(name)[1]
    ET.indent(root, " ")
    body = ET.tostring(root, encoding="unicode")
    return f"<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n{body}\n"


def _find_geometry(name: str) -> tuple[str, str]:
    """Return a layer's symbol type and QGIS's number of its geometry type."""
    return _GEOMETRY_TYPES[LAYER_GEOMETRY[name].removeprefix("Multi")]


# --------------------------------------------------------------------------- layers


def _draw_events(root: ET.Element, style: Style) -> None:
    """Markers by kind: size by deaths, opacity by precision, fill and outline by status."""
    size = style.size
    deaths = f'min(coalesce("fatalities_best", "fatalities_low", 0), {size.max_fatalities})'
    least, most = _to_mm(size.min_px), _to_mm(size.max_px)
    grown = f"{least} + {most - least:g} * sqrt({deaths} / {size.max_fatalities}.0)"
    hollow = [key for key, each in style.status.items() if each.fill == "none"]
    dashed = [key for key, each in style.status.items() if each.dash]
    widths = dict.fromkeys(dashed, "0.4") | dict.fromkeys(hollow, "0.6")
    symbols = _start_categories(root, "kind", _label_kinds(style))
    for kind in style.kinds.values():
        marker, angle = _MARKERS[kind.shape]
        symbol = _add_symbol(symbols, "marker", {"alpha": _choose_opacity(style)})
        _add_layer(
            symbol,
            "SimpleMarker",
            _describe_marker(marker, angle, kind.color, least),
            {
                "size": grown,
                "fillColor": _choose_fill(style.status),
                "outlineColor": _choose("status", dict.fromkeys(hollow, "@symbol_color")),
                "outlineStyle": _choose_pen(style.status),
                "outlineWidth": _choose("status", widths),
            },
        )
    rest = _add_symbol(symbols, "marker")
    _add_layer(rest, "SimpleMarker", _describe_marker("circle", 0, _REST, least), {})


def _draw_event_areas(root: ET.Element, style: Style) -> None:
    """Nearly clear areas by kind; no fill for what did not happen, hatched where disputed."""
    layer = style.layers["event_areas"]
    symbols = _start_categories(root, "kind", _label_kinds(style))
    for kind in style.kinds.values():
        symbol = _add_symbol(symbols, "fill")
        _add_layer(
            symbol,
            "SimpleFill",
            _describe_fill(kind.color, layer.opacity, kind.color, layer.width, "solid"),
            {
                "fillColor": _choose_fill(style.status),
                "fillStyle": _choose_brush(style.status),
                "outlineStyle": _choose_pen(style.status),
            },
        )
    rest = _add_symbol(symbols, "fill")
    _add_layer(rest, "SimpleFill", _describe_fill(_REST, 0.1, _REST, 1.0, "solid"), {})


def _draw_territory(root: ET.Element, style: Style) -> None:
    """Areas by state of control, hatched where contested; dashed outline where claimed."""
    layer = style.layers["territory"]
    labels = {key: each.label for key, each in style.control.items()}
    symbols = _start_categories(root, "state", labels)
    for state in style.control.values():
        fill = _describe_fill(layer.color, state.opacity, layer.color, layer.width, state.fill)
        fill["outline_style"] = _name_pen(state.dash)
        symbol = _add_symbol(symbols, "fill")
        properties = {"outlineStyle": _choose_pen(style.status)}
        _add_layer(symbol, "SimpleFill", fill, properties)
    rest = _add_symbol(symbols, "fill")
    unknown = _describe_fill(layer.color, layer.opacity, layer.color, layer.width, "none")
    _add_layer(rest, "SimpleFill", unknown, {})


def _draw_routes(root: ET.Element, style: Style) -> None:
    """Lines by quality: a schematic route is dashed."""
    layer = style.layers["routes"]
    labels = {key: f"Line: {each.label}" for key, each in style.quality.items()}
    symbols = _start_categories(root, "geometry_quality", labels)
    for quality in style.quality.values():
        symbol = _add_symbol(symbols, "line")
        _add_layer(symbol, "SimpleLine", _describe_line(layer.color, layer, quality.dash), {})
    rest = _add_symbol(symbols, "line")
    _add_layer(rest, "SimpleLine", _describe_line(layer.color, layer, ()), {})


def _draw_flows(root: ET.Element, style: Style) -> None:
    """Lines by kind with an arrowhead at the destination; dashes by status."""
    layer = style.layers["flows"]
    dashes = {
        key: _quote(_write_dash(each.dash)) for key, each in style.status.items() if each.dash
    }
    symbols = _start_categories(root, "kind", _label_kinds(style))
    colors = [*(kind.color for kind in style.kinds.values()), _REST]
    for color in colors:
        symbol = _add_symbol(symbols, "line")
        line = _describe_line(color, layer, ())
        _add_layer(symbol, "SimpleLine", line, {"customDash": _choose("status", dashes)})
        arrow = {
            "interval": "3",
            "interval_unit": "MM",
            "placement": "lastvertex",
            "rotate": "1",
            "ring_filter": "0",
        }
        held = _add_layer(symbol, "MarkerLine", arrow, {})
        head = _add_symbol(held, "marker", name=f"@{symbol.get('name')}@1")
        _add_layer(
            head, "SimpleMarker", _describe_marker("filled_arrowhead", 0, color, _to_mm(14)), {}
        )


def _draw_places(root: ET.Element, style: Style) -> None:
    """Small equal dots."""
    renderer = ET.SubElement(
        root, "renderer-v2", type="singleSymbol", enableorderby="0", forceraster="0"
    )
    symbols = ET.SubElement(renderer, "symbols")
    symbol = _add_symbol(symbols, "marker")
    color = style.layers["places"].color
    _add_layer(symbol, "SimpleMarker", _describe_marker("circle", 0, color, _to_mm(7)), {})


# --------------------------------------------------------------------------- expressions


def _quote(text: str) -> str:
    """Return a text as a literal of QGIS's expression language."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _choose(column: str, values: Mapping[str, str], *, rest: str = "NULL") -> str:
    """Return the expression that gives each value of a column its own result.

    NULL leaves a property as the symbol has it. QGIS knows no "CASE column WHEN value".
    """
    cases = " ".join(
        f'WHEN "{column}" = {_quote(key)} THEN {result}' for key, result in values.items()
    )
    return f"CASE {cases} ELSE {rest} END" if cases else rest


def _choose_opacity(style: Style) -> str:
    """Return the expression of a symbol's opacity in per cent, by geo-precision."""
    shares = {key: f"{each.opacity * 100:g}" for key, each in style.precision.items()}
    return _choose("geo_precision", shares)


def _choose_pen(styles: Mapping[str, LineStyle]) -> str:
    """Return the expression of an outline's dashes, by status."""
    dashed = {key: _quote(_name_pen(each.dash)) for key, each in styles.items() if each.dash}
    return _choose("status", dashed)


def _choose_brush(styles: Mapping[str, LineStyle]) -> str:
    """Return the expression of an area's brush, by status."""
    other = {
        key: _quote(_name_brush(each.fill)) for key, each in styles.items() if each.fill != "solid"
    }
    return _choose("status", other)


def _choose_fill(styles: Mapping[str, LineStyle]) -> str:
    """Return the expression of a fill's colour: clear for "none", half clear for "hatch"."""
    fills = {
        "none": "'255,255,255,0'",
        "hatch": "set_color_part(@symbol_color, 'alpha', 110)",
    }
    other = {key: fills[each.fill] for key, each in styles.items() if each.fill in fills}
    return _choose("status", other)


def _name_brush(fill: str) -> str:
    """Return QGIS's brush of a fill."""
    return {"solid": "solid", "hatch": "b_diagonal", "none": "no"}[fill]


def _name_pen(dash: tuple[float, ...]) -> str:
    """Return QGIS's named pen that is nearest to a dash: outlines take no others."""
    if not dash:
        return "solid"
    return "dash" if dash[0] > 2 else "dot"


def _write_dash(dash: tuple[float, ...]) -> str:
    """Return a dash in millimetres as QGIS writes it."""
    return ";".join(f"{_to_mm(part):g}" for part in dash)


def _to_mm(pixels: float) -> float:
    """Return CSS pixels in millimetres, to a hundredth."""
    return round(pixels * _MM_PER_PX, 2)


# --------------------------------------------------------------------------- symbols


def _label_kinds(style: Style) -> dict[str, str]:
    """Return the labels of the kinds."""
    return {key: kind.label for key, kind in style.kinds.items()}


def _start_categories(root: ET.Element, attribute: str, labels: Mapping[str, str]) -> ET.Element:
    """Add a categorised renderer for these values and all others.

    Returns its empty list of symbols, which wants one for each value in this order and a last
    one for all others.
    """
    renderer = ET.SubElement(
        root, "renderer-v2", type="categorizedSymbol", attr=attribute, symbollevels="0",
        enableorderby="0", forceraster="0",
    )  # fmt: skip
    categories = ET.SubElement(renderer, "categories")
    values = [*labels.items(), ("", "other")]
    for index, (value, label) in enumerate(values):
        ET.SubElement(
            categories, "category", value=value, label=label, symbol=str(index), render="true",
            type="string",
        )  # fmt: skip
    return ET.SubElement(renderer, "symbols")


def _add_symbol(
    parent: ET.Element, kind: str, properties: Mapping[str, str] | None = None, name: str = ""
) -> ET.Element:
    """Add a symbol; one in a renderer's list is named by its number, as categories have it."""
    name = name or str(len(parent))
    symbol = ET.SubElement(
        parent, "symbol", name=name, type=kind, alpha="1", clip_to_extent="1", force_rhr="0"
    )
    _add_properties(symbol, properties or {})
    return symbol


def _add_layer(
    symbol: ET.Element, kind: str, options: Mapping[str, str], properties: Mapping[str, str]
) -> ET.Element:
    """Add a symbol layer with its options and data-defined properties."""
    layer = ET.SubElement(
        symbol, "layer", {"class": kind, "enabled": "1", "locked": "0", "pass": "0"}
    )
    held = ET.SubElement(layer, "Option", type="Map")
    for key, value in options.items():
        ET.SubElement(held, "Option", name=key, type="QString", value=value)
    # QGIS before 3.20 reads these instead.
    for key, value in options.items():
        ET.SubElement(layer, "prop", k=key, v=value)
    _add_properties(layer, properties)
    return layer


def _add_properties(parent: ET.Element, properties: Mapping[str, str]) -> None:
    """Add data-defined properties: name -> expression."""
    if not properties:
        return
    outer = ET.SubElement(ET.SubElement(parent, "data_defined_properties"), "Option", type="Map")
    ET.SubElement(outer, "Option", name="name", type="QString", value="")
    held = ET.SubElement(outer, "Option", name="properties", type="Map")
    for key, expression in properties.items():
        each = ET.SubElement(held, "Option", name=key, type="Map")
        ET.SubElement(each, "Option", name="active", type="bool", value="true")
        ET.SubElement(each, "Option", name="expression", type="QString", value=expression)
        # QgsProperty::ExpressionBasedProperty
        ET.SubElement(each, "Option", name="type", type="int", value="3")
    ET.SubElement(outer, "Option", name="type", type="QString", value="collection")


def _write_color(color: str, opacity: float = 1.0) -> str:
    """Return "#RRGGBB" and an opacity as QGIS writes a colour."""
    red, green, blue = (int(color[at : at + 2], 16) for at in (1, 3, 5))
    return f"{red},{green},{blue},{round(opacity * 255)}"


def _describe_marker(shape: str, angle: float, color: str, size_mm: float) -> dict[str, str]:
    """Return the options of a simple marker."""
    return {
        "angle": f"{angle:g}",
        "cap_style": "square",
        "color": _write_color(color),
        "horizontal_anchor_point": "1",
        "joinstyle": "bevel",
        "name": shape,
        "offset": "0,0",
        "offset_unit": "MM",
        "outline_color": _write_color(_OUTLINE),
        "outline_style": "solid",
        "outline_width": "0.2",
        "outline_width_unit": "MM",
        "scale_method": "diameter",
        "size": f"{size_mm:g}",
        "size_unit": "MM",
        "vertical_anchor_point": "1",
    }


def _describe_fill(
    color: str, opacity: float, outline: str, width_px: float, fill: str
) -> dict[str, str]:
    """Return the options of a simple fill."""
    return {
        "border_width_map_unit_scale": "3x:0,0,0,0,0,0",
        "color": _write_color(color, opacity),
        "joinstyle": "bevel",
        "offset": "0,0",
        "offset_unit": "MM",
        "outline_color": _write_color(outline, 0.9),
        "outline_style": "solid",
        "outline_width": f"{_to_mm(width_px):g}",
        "outline_width_unit": "MM",
        "style": _name_brush(fill),
    }


def _describe_line(color: str, layer: LayerStyle, dash: tuple[float, ...]) -> dict[str, str]:
    """Return the options of a simple line."""
    return {
        "capstyle": "flat",
        "customdash": _write_dash(dash) if dash else "5;2",
        "customdash_unit": "MM",
        "joinstyle": "round",
        "line_color": _write_color(color, layer.opacity),
        "line_style": "solid",
        "line_width": f"{_to_mm(layer.width):g}",
        "line_width_unit": "MM",
        "offset": "0",
        "offset_unit": "MM",
        "use_custom_dash": "1" if dash else "0",
    }
