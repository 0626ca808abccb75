"""Nouns of a trigger in, counts out: how many people, vehicles or square kilometres."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geoconflict.extract.numbers import find_figures
from geoconflict.model import Count

if TYPE_CHECKING:
    from geoconflict.extract.nouns import Nouns
    from geoconflict.extract.syntax import Tree

_SINGULAR_DETS = frozenset({"a", "an", "one", "another", "the", "his", "her", "this", "that"})
_AREA_UNITS = {
    "square kilometer": "km2", "square kilometre": "km2", "sq km": "km2", "km2": "km2",
    "km²": "km2", "sq. km": "km2", "square mile": "mi2", "square km": "km2", "hectare": "ha",
}  # fmt: skip
_UNIT = re.compile(
    r"\b(square\s+kilomet(?:er|re)s?|sq\.?\s*km|km2|km²|square\s+km|square\s+miles?|hectares?)",
    re.IGNORECASE,
)
#: Groups of people: their number is no number of persons.
HOUSEHOLDS = frozenset({"family", "household"})
_MASS = frozenset({"people", "police", "personnel", "staff", "cattle", "crew", "military"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number of things with their unit in plain words ("military vehicles", "km2")."""

    value: float
    unit: str


class Counter:
    """Counts the nouns of one parse."""

    def __init__(self, tree: Tree, nouns: Nouns) -> None:
        self.tree = tree
        self.nouns = nouns

    def count_people(self, heads: list[int]) -> Count | None:
        """Return the sum over coordinated nouns ("two men and a child"), None where none says.

        A noun in the plural without a number leaves the top open. Age and the like are no counts.
        """
        low = 0
        high: int | None = 0
        seen = False
        open_low = False
        for head in heads:
            if not self.tree.is_noun(head) and self.tree[head].dep == "conj":
                continue
            count = self.count_one(head)
            if count is None:
                # "two people, an allegation that ...": what is no person leaves no top open.
                if self.tree[head].pos != "NOUN" or self.nouns.is_people(self.nouns.content(head)):
                    high = None
                continue
            seen = True
            if count.low is None:
                open_low = True
            low += count.low or 0
            high = None if high is None or count.high is None else high + count.high
        if not seen:
            return None
        if open_low and low == 0:
            return Count(low=None, best=None, high=high)
        return Count(low=low, best=low, high=high)

    def count_one(self, head: int) -> Count | None:
        """Return what one noun phrase counts, None for a plural without a number."""
        head = self.tree.antecedent(head)
        start, end = self._measured(head)
        text = self.tree.text(start, end)
        if self.is_household(head):
            # "a family of five" are five people; "300 families" nobody knows how many.
            sizes = [n for word, n in self.tree.prepositions(head) if word == "of"]
            figures = (
                list(find_figures(self.tree.text(*self.tree.phrase(sizes[0])))) if sizes else []
            )
            single = self.tree[head].tag == "NN"
            return figures[0].count if figures and single else None
        figures = [f for f in find_figures(text) if not _is_ordinal(text, f.end)]
        if figures:
            return figures[0].count
        for beside in self.tree.find(head, "appos"):
            # "the whole population, more than 100,000 people"
            if self.tree.find(beside, "nummod") and self.nouns.is_people(beside):
                return self.count_one(beside)
        token = self.tree[head]
        if token.pos == "PRON":
            return Count(low=1, best=1, high=1) if token.text.lower() in {"he", "she"} else None
        if token.tag in {"NNS", "NNPS"} or self.tree.lemmas[head] in _MASS:
            return None
        if self.nouns.label(head) == "PERSON":
            return Count(low=1, best=1, high=1)
        if token.tag == "NN" and (
            self.nouns.is_in(head, "civilian") or self.nouns.is_in(head, "people")
            or self.tree.lemmas[head] in {"soldier", "militant", "fighter", "gunman", "commander",
                                          "rebel", "policeman", "leader", "attacker", "bomber"}
        ):  # fmt: skip
            determiners = {self.tree.lemmas[d] for d in self.tree.find(head, "det", "poss")}
            if determiners & _SINGULAR_DETS or not determiners:
                return Count(low=1, best=1, high=1)
        return None

    def _measured(self, head: int) -> tuple[int, int]:
        """Return the tokens that may hold the number: to the left, and "of" chains of measures."""
        start, end = self.tree.phrase(head)
        content = self.nouns.content(head)
        if content != head:
            end = max(end, self.tree.phrase(content)[1])
        # "more than" and "at least" may hang on the number's outside.
        while start > 0 and self.tree[start - 1].text.lower() in {
            "than", "least", "most", "to", "many", "some", "about", "around", "nearly", "over",
            "up", "more", "at", "as", "no", "fewer", "less",
        } and self.tree[start - 1].sentence == self.tree[head].sentence and (
            start - 1 > head or head - start < 12
        ):  # fmt: skip
            start -= 1
        return start, max(end, head + 1)

    def is_household(self, head: int) -> bool:
        """Return whether a noun counts families or households."""
        return self.tree.lemmas[self.nouns.content(head)] in HOUSEHOLDS

    def quantity_of(self, heads: list[int]) -> tuple[Quantity | None, Count | None]:
        """Return a quantity of things, or a count where the nouns are people."""
        for head in heads:
            start, end = self._measured(head)
            text = self.tree.text(start, end)
            figures = find_figures(text)
            if not figures:
                continue
            content = self.nouns.content(head)
            household = self.tree.lemmas[content] in HOUSEHOLDS
            if not household and self.nouns.is_people(content) and self.tree[content].pos != "NUM":
                return None, figures[0].count
            if self.tree[content].pos == "NUM":
                continue
            unit_start, unit_end = self.tree.phrase(content)
            unit_start = max(
                [unit_start] + [i + 1 for i in range(unit_start, content)
                                if self.tree[i].pos in {"NUM", "DET"}
                                or self.tree.lemmas[i] in {"than", "least", "of"}]
            )  # fmt: skip
            return Quantity(value=figures[0].value, unit=self.tree.text(unit_start, unit_end)), None
        return None, None

    def area_of(self, start: int, end: int) -> Quantity | None:
        """Return "more than 600 square kilometres" among the tokens [start, end)."""
        text = self.tree.text(start, end)
        unit = _UNIT.search(text)
        if unit is None:
            return None
        figures = [f for f in find_figures(text) if f.end <= unit.start()]
        if not figures or unit.start() - figures[-1].end > 3:
            return None
        word = re.sub(r"\s+", " ", unit.group(1).lower())
        word = word.removesuffix("s") if word not in _AREA_UNITS else word
        return Quantity(value=figures[-1].value, unit=_AREA_UNITS.get(word, word))


def _is_ordinal(text: str, end: int) -> bool:
    """Return whether the number is an age or part of a name ("a 25-year-old", "M23")."""
    return bool(re.match(r"\s*-?\s*(?:year|month|day)s?\b", text[end:], re.IGNORECASE))
