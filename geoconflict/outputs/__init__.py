"""Layers in; files out: the map page, GeoPackage, GeoJSON, CSV, or a bundle of all."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from geoconflict.errors import OutputError
from geoconflict.model import LAYER_GEOMETRY, RECORD_COLUMNS
from geoconflict.outputs.staging import stage_file, stage_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geoconflict.model import LayerSet

__all__ = ["WRITERS", "write_bundle", "write_layers"]


def _write_html(layers: LayerSet, path: Path, _layer: str) -> None:
    """Write the map page."""
    from geoconflict.outputs.leaflet import render_map  # noqa: PLC0415 - heavy

    _write_text(path, render_map(layers))


def _write_geopackage(layers: LayerSet, path: Path, _layer: str) -> None:
    """Write all layers into one GeoPackage."""
    from geoconflict.outputs.geopackage import write_geopackage  # noqa: PLC0415 - heavy

    write_geopackage(layers, path)


def _write_geojson(layers: LayerSet, path: Path, layer: str) -> None:
    """Write one layer as GeoJSON."""
    from geoconflict.outputs.geojson import render_geojson  # noqa: PLC0415 - heavy

    _write_text(path, render_geojson(layers, layer))


def _write_csv(layers: LayerSet, path: Path, layer: str) -> None:
    """Write one layer as a table; that of `events` holds the records without a place too."""
    from geoconflict.outputs.csv_table import render_csv  # noqa: PLC0415 - heavy

    if layer == "events":
        _write_text(path, render_csv(layers.records, RECORD_COLUMNS))
        return
    frame = layers.frames[layer]
    columns = [str(column) for column in frame.columns if column != frame.geometry.name]
    _write_text(path, render_csv(frame, columns))


#: Suffix -> writer of a path; formats of one layer take its name, the others all layers.
WRITERS: Mapping[str, Callable[[LayerSet, Path, str], None]] = MappingProxyType(
    {
        ".html": _write_html,
        ".gpkg": _write_geopackage,
        ".geojson": _write_geojson,
        ".csv": _write_csv,
    }
)


def write_layers(layers: LayerSet, path: str | Path, *, layer: str = "events") -> Path:
    """Write one file in the format of its suffix; a file that stood there is replaced whole.

    Parameters
    ----------
    layers
        What `build_layers` returned; empty layers are written too.
    path
        Target; its suffix is a key of `WRITERS`. Folders above it are made.
    layer
        Which of `LAYER_GEOMETRY` a format of one layer (.geojson, .csv) holds. A CSV of
        `events` is the table of all records, so that those without a place are not lost.

    Returns
    -------
    path
        The file written. Equal layers give equal bytes.

    Raises
    ------
    OutputError
        If the suffix or the layer is not known, or the path cannot be written; what stood there
        is untouched.

    Examples
    --------
    >>> from geoconflict.config import Config
    >>> from geoconflict.layers import build_layers
    >>> write_layers(build_layers([], [], config=Config()), "map.docx")
    Traceback (most recent call last):
    geoconflict.errors.OutputError: cannot write map.docx: known are .html, .gpkg, .geojson, .csv
    """
    path = Path(path)
    writer = WRITERS.get(path.suffix.lower())
    if writer is None:
        raise OutputError(f"cannot write {path}: known are {', '.join(WRITERS)}", path=str(path))
    if layer not in LAYER_GEOMETRY:
        raise OutputError(
            f"cannot write layer {layer!r}: known are {', '.join(LAYER_GEOMETRY)}", path=str(path)
        )
    with stage_file(path) as partial:
        writer(layers, partial, layer)
    return path


def write_bundle(
    layers: LayerSet, folder: str | Path, *, manifest: Mapping[str, Any]
) -> tuple[Path, ...]:
    """Write every format into one folder; files of other names in it are untouched.

    Parameters
    ----------
    layers
        What `build_layers` returned.
    folder
        Target; it and the folders above it are made. Its name is that of the GeoPackage.
    manifest
        What only the run knows (`inputs`, `versions`, `config`); counts, credits and the files
        with their SHA-256 are added here.

    Returns
    -------
    paths
        map.html, <name>.gpkg, geojson/<layer>.geojson for each layer, records.csv and
        manifest.json. Equal layers and manifest give equal bytes.

    Raises
    ------
    OutputError
        If the folder is a file or cannot be written; what stood there is untouched.
    """
    from geoconflict.outputs.manifest import build_manifest, render_manifest  # noqa: PLC0415

    folder = Path(folder)
    name = folder.name if folder.name not in ("", "..") else folder.resolve().name
    with stage_folder(folder) as partial:
        (partial / "geojson").mkdir()
        parts = {partial / "map.html": "", partial / f"{name or 'map'}.gpkg": ""}
        parts |= {partial / "geojson" / f"{layer}.geojson": layer for layer in LAYER_GEOMETRY}
        parts[partial / "records.csv"] = "events"
        for path, layer in parts.items():
            WRITERS[path.suffix](layers, path, layer)
        described = build_manifest(layers, manifest, folder=partial, files=list(parts))
        listing = partial / "manifest.json"
        _write_text(listing, render_manifest(described))
        written = [path.relative_to(partial) for path in (*parts, listing)]
    return tuple(folder / path for path in written)


def _write_text(path: Path, text: str) -> None:
    """Write UTF-8 with the line ends that the text has."""
    # A file name may hold what cannot be encoded.
    path.write_bytes(text.encode("utf-8", "replace"))
