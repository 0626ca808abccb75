"""Print how many coded places the gazetteer knows, as it ships and after learning.

Run it with `python tests/accuracy/gazetteer_coverage.py [--devdata ../shared/devdata]`.

A row of precision 1-2 is covered where the best of the top five candidates for its `place`,
within the stated country, lies within 25 km. For the second figure one half of the rows is
learnt and the other half looked up; halves go by the SHA-256 of the row's id.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from geoconflict.gazetteer import Gazetteer
from geoconflict.gazetteer.imports import ImportOptions, add_gazetteer
from geoconflict.gazetteer.imports.world import KnownWorld
from geoconflict.geodesy import great_circle_km

FILE = "ucdp_ged_dev.jsonl"
NEAR_KM = 25.0
TOP = 5
PRECISIONS = (1, 2)


@dataclass
class Coverage:
    """Rows covered, all rows, and what is missing."""

    covered: Counter[str] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)
    missing: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    exact: int = 0

    @property
    def share(self) -> float:
        """Covered rows of all rows, 0-1."""
        return self.covered.total() / max(1, self.rows.total())


def read_rows(devdata: Path) -> list[dict[str, object]]:
    """Return the rows of precision 1-2."""
    with (devdata / FILE).open(encoding="utf-8") as stream:
        rows = [json.loads(line) for line in stream]
    return [row for row in rows if row["precision"] in PRECISIONS]


def half_of(row: dict[str, object]) -> int:
    """Return 0 or 1 by the SHA-256 of the row's id."""
    return hashlib.sha256(str(row["id"]).encode()).digest()[-1] % 2


def measure(rows: list[dict[str, object]], gazetteer: Gazetteer) -> Coverage:
    """Return what of the rows a gazetteer covers."""
    world = KnownWorld(gazetteer)
    result = Coverage()
    for row in rows:
        iso3 = world.find_iso3(str(row["country"]))
        place = str(row["place"])
        result.rows[iso3] += 1
        found = gazetteer.find_candidates(place, countries=(iso3,), limit=TOP)
        near = [
            candidate
            for candidate in found
            if great_circle_km(row["lon"], row["lat"], candidate.entry.lon, candidate.entry.lat)
            <= NEAR_KM
        ]
        if near:
            result.covered[iso3] += 1
            result.exact += near[0].score >= 0.6
        else:
            result.missing[iso3][place] += 1
    return result


def measure_shipped(devdata: Path) -> Coverage:
    """Return the coverage of what ships."""
    with Gazetteer(user_data=False) as gazetteer:
        return measure(read_rows(devdata), gazetteer)


def measure_learnt(devdata: Path, tested: int = 1) -> Coverage:
    """Return the coverage of one half of the rows after learning the other half."""
    rows = read_rows(devdata)
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "half.jsonl"
        learnt = [row for row in rows if half_of(row) != tested]
        table.write_text("".join(json.dumps(row) + "\n" for row in learnt), encoding="utf-8")
        add_gazetteer(table, data_dir=folder, options=ImportOptions(format="coded"))
        with Gazetteer(data_dir=folder) as gazetteer:
            return measure([row for row in rows if half_of(row) == tested], gazetteer)


def describe(title: str, coverage: Coverage, bar: float) -> str:
    """Return a coverage as text: the share, by country, and what is missing most."""
    total = coverage.rows.total()
    lines = [
        f"{title}: {coverage.share:.1%} of {total} rows (bar {bar:.0%}); "
        f"by the name itself {coverage.exact / max(1, total):.1%}"
    ]
    for iso3, count in sorted(coverage.rows.items(), key=lambda item: (-item[1], item[0])):
        missing = coverage.missing[iso3]
        most = ", ".join(
            f"{name} ({n})"
            for name, n in sorted(missing.items(), key=lambda item: (-item[1], item[0]))[:4]
        )
        lines.append(
            f"  {iso3}  {coverage.covered[iso3]:4d} of {count:4d}  "
            f"{coverage.covered[iso3] / count:6.1%}  missing: {most or 'none'}"
        )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--devdata", type=Path, default=Path("../shared/devdata"))
    devdata = parser.parse_args().devdata
    print(describe("as it ships", measure_shipped(devdata), 0.58))
    for tested in (1, 0):
        title = f"half {tested} after learning half {1 - tested}"
        print(describe(title, measure_learnt(devdata, tested), 0.66))


if __name__ == "__main__":
    main()
