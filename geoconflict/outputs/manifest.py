"""Layers, inputs and written files in; the manifest that says what is in a bundle out."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from geoconflict.outputs.notice import describe_review

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from geoconflict.model import LayerSet

#: Version of the manifest's form, raised when a key changes its meaning.
MANIFEST_VERSION = 1

# These come from the layers and the files themselves, whatever a caller gives.
_OWN_KEYS = frozenset({"manifest_version", "counts", "unresolved", "outputs"})


def describe_input(name: str, content: bytes) -> dict[str, Any]:
    """Return an input's entry: its name, size and SHA-256."""
    return {
        "name": name,
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def build_manifest(
    layers: LayerSet, given: Mapping[str, Any], *, folder: Path, files: Sequence[Path]
) -> dict[str, Any]:
    """Return the manifest of a bundle as JSON values; it names no time and no machine.

    Parameters
    ----------
    layers
        What was written.
    given
        What only the run knows: `inputs` (entries of `describe_input`), `versions`, `config`;
        kept as they are. The manifest's own keys in it are ignored.
    folder, files
        The bundle's folder and its files, to be named relative to it and hashed.

    Returns
    -------
    manifest
        Keys in fixed order: form, title, notice, run, what was given, counts, unresolved,
        notes, credits, disclaimer, outputs.

    Raises
    ------
    OSError
        If a file cannot be read.
    """
    return {
        "manifest_version": MANIFEST_VERSION,
        "title": layers.title,
        "notice": describe_review(layers),
        "reviewed": layers.reviewed,
        "run_id": layers.run_id,
        **{key: value for key, value in given.items() if key not in _OWN_KEYS},
        "metadata": dict(layers.metadata),
        "counts": {
            "records": len(layers.records),
            "unmapped": len(layers.unmapped),
            "unresolved_toponyms": len(layers.unresolved),
            "layers": {name: len(frame) for name, frame in layers.frames.items()},
        },
        "unresolved": [
            {
                "text": each.text,
                "mentions": each.mentions,
                "reason": each.reason,
                "documents": list(each.documents),
            }
            for each in layers.unresolved
        ],
        "notes": list(layers.notes),
        "credits": [
            {"name": c.name, "licence": c.licence, "url": c.url, "note": c.note}
            for c in layers.credits
        ],
        "disclaimer": layers.disclaimer,
        "outputs": [
            describe_input(path.relative_to(folder).as_posix(), path.read_bytes())
            for path in sorted(files)
        ],
    }


def render_manifest(manifest: Mapping[str, Any]) -> str:
    """Return the manifest as indented JSON text."""
    return json.dumps(manifest, ensure_ascii=False, allow_nan=False, indent=2, default=str) + "\n"
