"""Turn the marked texts of toponyms/ into annotated documents: toponyms/{test,dev}.jsonl.

    python tests/accuracy/annotate.py [--check]

A marked text starts with "=== id | conflict | style". A place name stands in brackets, with its
role before a colon and its key in places.csv after a bar where that is not the name itself:

    [Idlib|idlib-city]   literal          [o:Syrian] Army   inside the name of an organisation
    [d:Turkish]          demonym          [m:Moscow] said   a capital for its government
    [x:Goma]             anchor of a locative expression ("15 km south of Goma")
    [x:d:Thai] border    a demonym as an anchor
    [Middle Belt|i]      counts neither way (streets, parts of the world, parts of countries)

A span holds capitalised type words ("Borno State", "Lake Chad") and neither articles, directions
("northern Syria") nor type words in lower case ("Idlib province").
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "toponyms"
HALVES = ("test", "dev")
_ROLES = {
    "d": "demonym", "o": "in_organisation", "m": "metonym", "x": "expression", "i": "ignore",
}  # fmt: skip
_MARK = re.compile(r"\[((?:[a-z]:)*)([^\]|]+)(?:\|([^\]|]+))?\]")
_HEAD = re.compile(r"^=== (\S+) \| (.+) \| (.+)$", re.MULTILINE)


def read_places() -> dict[str, dict[str, Any]]:
    """Return the places by key: lat and lon (null where nobody knows), country, entry id."""
    places = {}
    with (FOLDER / "places.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            places[row["key"]] = {
                "lat": float(row["lat"]) if row["lat"] else None,
                "lon": float(row["lon"]) if row["lon"] else None,
                "country_iso3": row["country_iso3"] or None,
                "entry_id": row["entry_id"] or None,
            }
    return places


def read_marked(text: str, places: dict[str, dict[str, Any]]) -> tuple[str, list[dict[str, Any]]]:
    """Return a marked text without its marks, and the spans they stood for."""
    plain, toponyms, position = "", [], 0
    for match in _MARK.finditer(text):
        plain += text[position : match.start()]
        position = match.end()
        codes, surface, key = match[1].split(":")[:-1], match[2], match[3] or match[2]
        start = len(plain)
        plain += surface
        span: dict[str, Any] = {"start": start, "end": len(plain), "text": surface}
        if key == "i" or "i" in codes:
            toponyms.append({**span, "role": "ignore", "lat": None, "lon": None, "ignore": True})
            continue
        roles = [_ROLES[code] for code in codes] or ["literal"]
        # A demonym that anchors an expression is still a demonym.
        role = "demonym" if "demonym" in roles else roles[0]
        toponyms.append(
            {**span, "role": role, "anchor": "expression" in roles, "key": key, **places[key]}
        )
    return plain + text[position:], toponyms


def annotate(half: str) -> list[dict[str, Any]]:
    """Return the annotated documents of one half of the corpus."""
    places = read_places()
    text = (FOLDER / f"{half}.txt").read_text(encoding="utf-8")
    heads = list(_HEAD.finditer(text))
    documents = []
    for number, head in enumerate(heads):
        end = heads[number + 1].start() if number + 1 < len(heads) else len(text)
        plain, toponyms = read_marked(text[head.end() : end].strip("\n"), places)
        documents.append(
            {"id": head[1], "dataset": "own", "conflict": head[2], "style": head[3],
             "text": plain, "toponyms": toponyms}
        )  # fmt: skip
    return documents


def render_jsonl(documents: list[dict[str, Any]]) -> str:
    """Return documents as JSON Lines."""
    return "".join(json.dumps(d, ensure_ascii=False, sort_keys=True) + "\n" for d in documents)


def main() -> None:
    """Write both files, or with --check fail where one is not what its marked text says."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    stale = False
    for half in HALVES:
        path, wanted = FOLDER / f"{half}.jsonl", render_jsonl(annotate(half))
        if not options.check:
            path.write_text(wanted, encoding="utf-8", newline="\n")
        elif path.read_text(encoding="utf-8") != wanted:
            stale = True
            print(f"{path} is not what {half}.txt says: run tests/accuracy/annotate.py")
    sys.exit(stale)


if __name__ == "__main__":
    main()
