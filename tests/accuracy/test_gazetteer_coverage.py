"""The floors of the gazetteer's coverage, where the development data are present."""

from __future__ import annotations

from pathlib import Path

import pytest
from accuracy.gazetteer_coverage import FILE, describe, measure_learnt, measure_shipped

DEVDATA = Path(__file__).parent.parent.parent.parent / "shared" / "devdata"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (DEVDATA / FILE).is_file(), reason="no development data"),
]


def test_what_ships_covers_58_percent() -> None:
    coverage = measure_shipped(DEVDATA)
    assert coverage.rows.total() > 1000
    assert coverage.share >= 0.58, describe("as it ships", coverage, 0.58)


@pytest.mark.parametrize("tested", [0, 1])
def test_either_half_covers_66_percent_after_learning_the_other(tested: int) -> None:
    coverage = measure_learnt(DEVDATA, tested)
    assert coverage.share >= 0.66, describe(f"half {tested}", coverage, 0.66)
