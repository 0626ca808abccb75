"""Annotated toponym corpora as rows: where they are, and which policy each was annotated under."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DEVDATA = Path(__file__).parents[2].parent / "shared" / "devdata"
OWN = Path(__file__).parent / "toponyms"


@dataclass(frozen=True)
class Corpus:
    """A corpus with its policy: whether demonyms and names inside organisations are annotated."""

    name: str
    path: Path
    demonyms: bool
    in_organisations: bool
    licence: str
    trained_on: bool = True

    def read(self) -> list[dict[str, Any]]:
        """Return its documents."""
        lines = self.path.read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines]


def list_corpora(folder: Path = DEVDATA) -> list[Corpus]:
    """Return the development corpora that are present."""
    known = [
        Corpus("GeoVirus", folder / "toponyms_geovirus_dev.jsonl", False, False,
               "text CC BY 2.5 (Wikinews), annotations Gritta et al. 2018"),
        Corpus("GeoWebNews", folder / "toponyms_gwn_dev.jsonl", True, True,
               "research data, Gritta et al. 2019"),
    ]  # fmt: skip
    return [corpus for corpus in known if corpus.path.exists()]


def list_own_corpora() -> list[Corpus]:
    """Return the two halves of the corpus that ships with the tests; nothing is trained on it.

    Those who tune rules may read "own-dev"; "own-test" they leave unread.
    """
    return [
        Corpus(f"own-{half}", OWN / f"{half}.jsonl", True, True,
               "written for these tests, licensed as the package", False)
        for half in ("test", "dev")
    ]  # fmt: skip
