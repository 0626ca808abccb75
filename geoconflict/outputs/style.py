"""The one style that the page and the GIS files share: `data/style.toml` in, `Style` out."""

from __future__ import annotations

import functools
import importlib.resources
import math
import re
import tomllib
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from geoconflict.errors import ConfigError
from geoconflict.model import (
    LAYER_GEOMETRY,
    GeometryQuality,
    GeoPrecision,
    RecordKind,
    Status,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: Marker shapes that every output can draw.
SHAPES = (
    "circle", "square", "diamond", "triangle", "triangle_down", "triangle_right", "star",
    "pentagon", "hexagon", "octagon",
)  # fmt: skip
#: Ways to fill an area or a marker.
FILLS = ("solid", "hatch", "none")
#: States of control of a territory (DESIGN section 3).
CONTROL_STATES = ("control", "contested", "unknown")

_COLOR = re.compile(r"#[0-9A-F]{6}")


@dataclass(frozen=True, slots=True, kw_only=True)
class KindStyle:
    """How a kind of record is drawn: `color` "#RRGGBB", `shape` one of `SHAPES`."""

    label: str
    color: str
    shape: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineStyle:
    """How a status or a state of control shows; `dash` in pixels, () for a solid line."""

    label: str
    fill: str = "solid"
    dash: tuple[float, ...] = ()
    opacity: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PrecisionStyle:
    """How a geo-precision shows.

    `label` completes "placed: ...". `ring`: draw the circle of radius_km. `clustered`: the point
    may enter clusters and heat.
    """

    label: str
    opacity: float
    ring: bool
    clustered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerStyle:
    """Title, group and basic look of a layer; `width` in pixels, `opacity` of its fill."""

    label: str
    group: str
    color: str
    width: float
    opacity: float
    visible: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeStyle:
    """Diameter of a marker by deaths, in pixels."""

    min_px: float
    max_px: float
    max_fatalities: int

    def find_diameter_px(self, fatalities: float | None) -> float:
        """Return the diameter for a number of deaths; `min_px` where it is None or not above 0."""
        if fatalities is None or not fatalities > 0:
            return self.min_px
        share = math.sqrt(min(fatalities, self.max_fatalities) / self.max_fatalities)
        return self.min_px + (self.max_px - self.min_px) * share


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How everything is drawn; keys are the values of the columns they stand for.

    Attributes
    ----------
    kinds, status, precision, quality
        By `kind`, `status`, `geo_precision` and `geometry_quality`.
    control
        By the territory layer's `state`.
    layers
        By layer name, from the one on top to the one at the bottom.
    size
        Marker size by deaths.
    """

    kinds: Mapping[str, KindStyle]
    status: Mapping[str, LineStyle]
    precision: Mapping[str, PrecisionStyle]
    control: Mapping[str, LineStyle]
    quality: Mapping[str, LineStyle]
    layers: Mapping[str, LayerStyle]
    size: SizeStyle


_T = TypeVar("_T")


@functools.lru_cache(maxsize=8)
def read_style(path: str | Path | None = None) -> Style:
    """Return the style of a TOML file.

    Parameters
    ----------
    path
        File to read. None: the one that ships.

    Returns
    -------
    style
        Complete: every kind, status, precision, quality, state of control and layer has one.

    Raises
    ------
    ConfigError
        If the file is missing, no TOML, incomplete, or has a key, colour or shape it should not.
    """
    source = (
        importlib.resources.files("geoconflict.data").joinpath("style.toml")
        if path is None
        else Path(path)
    )
    try:
        values = tomllib.loads(source.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"cannot read style {source}: {error}", path=str(source)) from error
    tables = {
        "kinds": (KindStyle, [kind.value for kind in RecordKind]),
        "status": (LineStyle, [status.value for status in Status]),
        "precision": (PrecisionStyle, [precision.value for precision in GeoPrecision]),
        "control": (LineStyle, CONTROL_STATES),
        "quality": (LineStyle, [quality.value for quality in GeometryQuality]),
        "layers": (LayerStyle, LAYER_GEOMETRY),
    }
    _check_keys("the file", values, {*tables, "size"}, str(source))
    parts: dict[str, Any] = {
        name: _read_table(name, values[name], made, keys, str(source))
        for name, (made, keys) in tables.items()
    }
    return Style(size=_read_row("size", values["size"], SizeStyle, str(source)), **parts)


def _check_keys(where: str, values: Any, wanted: Iterable[str], path: str) -> None:
    """Refuse a table that lacks a key or has one too many."""
    found = set(values) if isinstance(values, dict) else set()
    wrong = sorted(found.symmetric_difference(wanted))
    if wrong:
        raise ConfigError(
            f"style {path}: {where} has unknown or missing keys: {', '.join(wrong)}", path=path
        )


def _read_table(
    name: str, values: Any, made: type[_T], keys: Iterable[str], path: str
) -> Mapping[str, _T]:
    """Return one table's rows in the file's order."""
    _check_keys(name, values, keys, path)
    return MappingProxyType(
        {key: _read_row(f"{name}.{key}", row, made, path) for key, row in values.items()}
    )


def _read_row(where: str, row: Any, made: type[_T], path: str) -> _T:
    """Return one row as its dataclass, or say which value is wrong."""
    known = {f.name: f for f in fields(made)}  # type: ignore[arg-type]
    required = {key for key, f in known.items() if f.default is MISSING}
    optional = set(known) - required
    given = set(row) if isinstance(row, dict) else set()
    _check_keys(where, row, required | (given & optional), path)
    checks = {
        "color": lambda value: isinstance(value, str) and _COLOR.fullmatch(value) is not None,
        "shape": lambda value: value in SHAPES,
        "fill": lambda value: value in FILLS,
        "opacity": lambda value: isinstance(value, int | float) and 0 <= value <= 1,
        "label": lambda value: isinstance(value, str) and value != "",
        "dash": lambda value: (
            isinstance(value, list) and all(isinstance(part, int | float) for part in value)
        ),
    }
    for key, value in row.items():
        if key in checks and not checks[key](value):
            raise ConfigError(f"style {path}: {where}.{key} is {value!r}", path=path, key=key)
    return made(**{key: tuple(v) if isinstance(v, list) else v for key, v in row.items()})
