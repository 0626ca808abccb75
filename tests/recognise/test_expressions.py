"""Phrases around toponyms become expressions with the right relation, anchors and span."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoconflict.model import Relation, Toponym, ToponymRole
from geoconflict.recognise import find_expressions


def _mark(marked: str) -> tuple[str, list[Toponym]]:
    """Return the text of "near [Homs]" and its toponyms; {Turkish} marks a demonym, <M5> a road."""
    text, toponyms = "", []
    for part in re.split(r"(\[[^\]]+\]|\{[^}]+\}|<[^>]+>)", marked):
        if part[:1] in "[{<" and part:
            name = part[1:-1]
            toponyms.append(
                Toponym(
                    start=len(text),
                    end=len(text) + len(name),
                    text=name,
                    name=name,
                    role=ToponymRole.DEMONYM if part[0] == "{" else ToponymRole.LITERAL,
                    cue="road" if part[0] == "<" else "",
                )
            )
            text += name
        else:
            text += part
    return text, toponyms


@pytest.mark.parametrize(
    ("marked", "relation", "surface", "anchors"),
    [
        ("fighting in northwestern [Syria] went on", "part", "northwestern Syria", ["Syria"]),
        ("in the north-east of [Nigeria].", "part", "the north-east of Nigeria", ["Nigeria"]),
        ("in [Mali]'s north", "part", "Mali's north", ["Mali"]),
        ("in the eastern part of [Ukraine]", "part", "the eastern part of Ukraine", ["Ukraine"]),
        ("towards the {Turkish} border and", "border", "the Turkish border", ["Turkish"]),
        ("on [Chad]'s border with [Sudan]", "border", "Chad's border with Sudan", ["Chad", "Sudan"]),
        ("the [Chad]-[Sudan] border", "border", "the Chad-Sudan border", ["Chad", "Sudan"]),
        ("the border between [Chad] and [Sudan]", "border", "the border between Chad and Sudan",
         ["Chad", "Sudan"]),
        ("along the border with [Israel].", "border", "the border with Israel", ["Israel"]),
        ("the vital highway linking the capital [Kabul] and [Herat] was cut", "route",
         "highway linking the capital Kabul and Herat", ["Kabul", "Herat"]),
        ("on the [Damascus]-[Homs] highway", "route", "the Damascus-Homs highway",
         ["Damascus", "Homs"]),
        ("the road between [Goma] and [Sake]", "route", "the road between Goma and Sake",
         ["Goma", "Sake"]),
        ("on the <M5> between [Hama] and [Saraqib]", "stretch", "the M5 between Hama and Saraqib",
         ["M5", "Hama", "Saraqib"]),
        ("about 15 km south-east of [Saraqib]", "offset", "about 15 km south-east of Saraqib",
         ["Saraqib"]),
        ("two miles outside [Djibo]", "offset", "two miles outside Djibo", ["Djibo"]),
        ("12 kilometres (7 miles) north of the town of [Bunia]", "offset",
         "12 kilometres (7 miles) north of the town of Bunia", ["Bunia"]),
        ("an ambush near the village of [Solhan]", "near", "near the village of Solhan", ["Solhan"]),
        ("on the outskirts of [Goma]", "near", "on the outskirts of Goma", ["Goma"]),
        ("in the southern [Idlib] countryside", "countryside", "the southern Idlib countryside",
         ["Idlib"]),
        ("the countryside of [Hama]", "countryside", "the countryside of Hama", ["Hama"]),
        ("civilians in the area have fled", "anaphor", "the area", []),
        ("But the border is closed", "anaphor", "the border", []),
    ],
)  # fmt: skip
def test_phrase(marked: str, relation: str, surface: str, anchors: list[str]) -> None:
    text, toponyms = _mark(marked)
    (found,) = find_expressions(text, 0, len(text), toponyms)
    assert found.relation is Relation(relation)
    assert found.text == surface == text[found.start : found.end]
    assert [a.text for a in found.anchors] == anchors


@pytest.mark.parametrize(
    "marked",
    [
        "the {Turkish} north",
        "north of {Turkish} lines",
        "the area of the hall",
        "the border with nobody",
        "the areas they hold",
        "troops in [Homs] and [Hama] fought",
        "a highway",
        "he ran 15 km in an hour",
    ],
)
def test_no_expression(marked: str) -> None:
    text, toponyms = _mark(marked)
    assert find_expressions(text, 0, len(text), toponyms) == []


@pytest.mark.parametrize(
    ("marked", "km", "direction"),
    [
        ("15 km south of [X]", 15.0, "south"),
        ("10 miles north-west of [X]", 16.09344, "northwest"),
        ("twenty kilometres from [X]", 20.0, ""),
        ("1,200 km east of [X]", 1200.0, "east"),
        ("500 metres outside [X]", 0.5, ""),
    ],
)
def test_distance_and_direction(marked: str, km: float, direction: str) -> None:
    text, toponyms = _mark(marked)
    (found,) = find_expressions(text, 0, len(text), toponyms)
    assert found.distance_km == pytest.approx(km)
    assert found.direction == direction


_WORDS = st.sampled_from(
    ["near", "the", "border", "with", "between", "and", "15", "km", "south", "of", "northern",
     "highway", "linking", "area", "[A]", "[B]", "{C}", "<M5>", ",", ".", "’s", "'s", "-",
     "\ue000", "countryside"]
)  # fmt: skip


@given(st.lists(_WORDS, max_size=25), st.integers(0, 5))
def test_expressions_never_overlap_and_hold_their_anchors(words: list[str], pad: int) -> None:
    text, toponyms = _mark(" " * pad + " ".join(words))
    found = find_expressions(text, 0, len(text), toponyms)
    for expression in found:
        assert text[expression.start : expression.end] == expression.text
        for anchor in expression.anchors:
            assert expression.span.covers(anchor.span)
    for a, b in zip(found, found[1:], strict=False):
        assert a.end <= b.start


@pytest.mark.parametrize(
    ("marked", "km", "direction"),
    [
        ("40 nautical miles south-east of [X]", 74.08, "southeast"),
        ("a dinghy sank 9 nmi off [X]", 16.668, ""),
        ("20 kms off the southern coast of [X]", 20.0, ""),
        ("6 nm off [X]'s coast", 11.112, ""),
        ("10 to 20 km north of [X]", 15.0, "north"),
        ("between 5 and 7 km west of [X]", 6.0, "west"),
        ("30km NNW of the town of [X]", 30.0, "north-northwest"),
        ("within 8 km of [X]", 8.0, ""),
        ("18 miles (29 km) due south of [X]", 28.968192, "south"),
        ("a few kilometres to the south east of [X]", 4.0, "southeast"),
    ],
)
def test_distances_in_many_wordings(marked: str, km: float, direction: str) -> None:
    text, toponyms = _mark(marked)
    (found,) = find_expressions(text, 0, len(text), toponyms)
    assert found.relation is Relation.OFFSET
    assert found.distance_km == pytest.approx(km)
    assert found.direction == direction


@pytest.mark.parametrize(
    "marked",
    ["scores of kilometres south of [X]", "15½ miles north of [X]", "tens of km outside [X]"],
)
def test_a_distance_that_no_pattern_reads_is_not_dropped(marked: str) -> None:
    text, toponyms = _mark(marked)
    (found,) = find_expressions(text, 0, len(text), toponyms)
    assert found.relation is Relation.OFFSET
    assert found.distance_km is None
