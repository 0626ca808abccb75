"""The accuracy floors of floors.json: read, compare, raise; never lowered unless told to."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corpora import Corpus

FLOORS = Path(__file__).parent / "floors.json"
#: What a floor holds, by figure: overall, and of names of conflict countries.
HELD = ("strict_precision", "strict_recall", "strict_f1", "overlap_f1", "end_to_end")


def read_floors(path: Path = FLOORS) -> dict[str, Any]:
    """Return the stored floors; empty ones with the usual margin where there is no file yet."""
    if not path.exists():
        return {"margin": 0.005, "corpora": {}}
    stored: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return stored


def hash_corpus(corpus: Corpus) -> str:
    """Return the sha256 of a corpus file, with which its floors are only valid."""
    return hashlib.sha256(corpus.path.read_bytes()).hexdigest()


def list_held(overall: Mapping[str, float], conflict: Mapping[str, float]) -> dict[str, float]:
    """Return the figures that floors hold, rounded down so that they can be met again."""
    named = {name: overall[name] for name in HELD}
    named["conflict_end_to_end"] = conflict["end_to_end"]
    return {name: int(value * 10_000) / 10_000 for name, value in named.items()}


def find_failures(
    floors: Mapping[str, float], measured: Mapping[str, float], margin: float
) -> list[str]:
    """Return a line for each figure that lies below its floor by more than the margin."""
    return [
        f"{name} is {measured[name]:.4f}, floor {floor:.4f} (margin {margin})"
        for name, floor in sorted(floors.items())
        if measured[name] < floor - margin
    ]


def update_floors(
    stored: dict[str, Any],
    corpus_name: str,
    entry: Mapping[str, Any],
    *,
    allow_lower: bool = False,
) -> list[str]:
    """Put a corpus's measured figures in place of its floors; return what was refused.

    Nothing of the corpus changes where a figure is below its floor and `allow_lower` is False.
    """
    known = stored["corpora"].get(corpus_name, {}).get("floors", {})
    lower = [
        f"{corpus_name}: {name} would fall from {floor:.4f} to {entry['floors'][name]:.4f}"
        for name, floor in sorted(known.items())
        if entry["floors"][name] < floor
    ]
    if lower and not allow_lower:
        return lower
    stored["corpora"][corpus_name] = dict(entry)
    return []


def write_floors(stored: dict[str, Any], path: Path = FLOORS) -> None:
    """Write the floors, sorted."""
    path.write_text(json.dumps(stored, indent=2, sort_keys=True) + "\n", encoding="utf-8")
