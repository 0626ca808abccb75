"""Names are decided together: by country, type word, hierarchy and neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geoconflict.config import Config
from geoconflict.model import ToponymRole
from geoconflict.recognise import recognise_toponyms
from geoconflict.resolve import resolve_toponyms

if TYPE_CHECKING:
    from collections.abc import Callable

    from geoconflict.gazetteer import Gazetteer
    from geoconflict.model import Parse, Resolution

    Resolve = Callable[..., dict[str, Resolution]]


@pytest.fixture(scope="module")
def resolve(gazetteer: Gazetteer, parse: Callable[[str], Parse]) -> Resolve:
    """Return each toponym of a text (the last of equal ones) with its resolution."""

    def run(text: str, **settings: object) -> dict[str, Resolution]:
        config = Config(**settings)  # type: ignore[arg-type]
        toponyms = recognise_toponyms(parse(text), gazetteer, config)
        resolutions = resolve_toponyms(text, toponyms, gazetteer, config)
        assert [r.toponym for r in resolutions] == list(toponyms)
        return {r.toponym.text: r for r in resolutions}

    return run


def _what(resolution: Resolution) -> tuple[str, str]:
    assert resolution.entry is not None, resolution.reason
    return resolution.entry.feature_code[:4], resolution.entry.country_iso3


@pytest.mark.parametrize(
    ("text", "name", "code", "iso3"),
    [
        ("Five soldiers were killed in Idlib province.", "Idlib", "ADM1", "SYR"),
        ("Shells hit the city of Idlib in Syria.", "Idlib", "PPLA", "SYR"),
        ("Idlib province burns. Shells fell on Idlib.", "Idlib", "ADM1", "SYR"),
        ("Militants attacked Tripoli in northern Lebanon.", "Tripoli", "PPLA", "LBN"),
        ("Libya's government lost parts of Tripoli.", "Tripoli", "PPLC", "LBY"),
        ("Clashes broke out in Gao and Kidal in Mali.", "Gao", "PPLA", "MLI"),
        ("Georgia said that Russian troops left Gori.", "Georgia", "PCLI", "GEO"),
        ("Protests were held in Atlanta, Georgia.", "Georgia", "ADM1", "USA"),
        ("Fighters took the city of Hasaka in Syria.", "Hasaka", "PPLA", "SYR"),
    ],
)
def test_the_text_decides(resolve: Resolve, text: str, name: str, code: str, iso3: str) -> None:
    assert _what(resolve(text)[name]) == (code, iso3)


def test_a_demonym_means_its_country_and_is_marked(resolve: Resolve) -> None:
    found = resolve("Turkish soldiers entered Syria.")
    assert found["Turkish"].toponym.role is ToponymRole.DEMONYM
    assert _what(found["Turkish"]) == ("PCLI", "TUR")


def test_the_users_country_wins(resolve: Resolve) -> None:
    assert _what(resolve("A blast shook Tripoli.", countries=("LBN",))["Tripoli"])[1] == "LBN"
    assert _what(resolve("A blast shook Tripoli.", countries=("LBY",))["Tripoli"])[1] == "LBY"
    box = (35.0, 33.0, 37.0, 35.0)
    assert _what(resolve("A blast shook Tripoli.", bbox=box)["Tripoli"])[1] == "LBN"


@pytest.mark.parametrize(("choice", "code"), [("admin1", "ADM1"), ("settlement", "PPLA")])
def test_the_meaning_of_bare_names_is_a_setting(resolve: Resolve, choice: str, code: str) -> None:
    found = resolve("The fighting in Idlib went on. Syria was silent.", bare_names=choice)
    assert _what(found["Idlib"])[0] == code


def test_an_unknown_name_stays_with_its_reason(resolve: Resolve) -> None:
    found = resolve("Rebels entered the village of Qwxzabad in Syria.")
    assert found["Qwxzabad"].entry is None
    assert "Qwxzabad" in found["Qwxzabad"].reason


def test_a_high_threshold_leaves_names_unresolved_and_says_so(resolve: Resolve) -> None:
    found = resolve("Clashes were reported in Saraqib.", min_score=1.0)
    for resolution in found.values():
        assert resolution.entry is None
        assert "1.00" in resolution.reason
        assert resolution.alternatives


def test_scores_are_shares_and_alternatives_come_best_first(resolve: Resolve) -> None:
    found = resolve("A blast shook Tripoli.")["Tripoli"]
    scores = [found.score, *(c.score for c in found.alternatives)]
    assert all(0 <= score <= 1 for score in scores)
    assert scores == sorted(scores, reverse=True)
    assert len({c.entry.id for c in found.alternatives}) == len(found.alternatives)
