"""What a noun phrase stands for: armed, state, civilian, a place, a thing that is counted.

Looks at the head noun, the words beside it, the named entity and the places that cover it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from geoconflict.model import Relation, ToponymRole

if TYPE_CHECKING:
    from geoconflict.extract.lexicon import Lexicon
    from geoconflict.extract.syntax import Tree
    from geoconflict.model import Entity, Place

#: Roles of places at which a record may sit.
SITE_ROLES = frozenset({ToponymRole.LITERAL, ToponymRole.COORDINATES})
_NAMED = frozenset({"GPE", "ORG", "NORP", "PERSON", "LOC", "FAC"})


class Nouns:
    """Answers what the nouns of one parse stand for."""

    def __init__(self, tree: Tree, places: tuple[Place, ...], lexicon: Lexicon) -> None:
        self.tree = tree
        self.lexicon = lexicon
        self.places = places
        self.countries = frozenset(
            place.name for place in places if place.feature_code.startswith("PCL")
        )
        self._entity: dict[int, Entity] = {}
        for entity in tree.parse.entities:
            for index in range(entity.token_start, entity.token_end):
                self._entity[index] = entity
        starts = [token.start for token in tree.tokens]
        self._places: dict[int, list[Place]] = {}
        self.place_tokens: list[tuple[Place, int, int, int]] = []
        for place in places:
            first = bisect_left(starts, place.start)
            if first and (first == len(starts) or starts[first] > place.start):
                first -= 1
            last = bisect_left(starts, place.end)
            if first >= last:
                continue
            head = self._head(first, last)
            self.place_tokens.append((place, first, last, head))
            for index in range(first, last):
                self._places.setdefault(index, []).append(place)

    def _head(self, first: int, last: int) -> int:
        """Return the token of a range whose head lies outside it."""
        candidates = [
            index
            for index in range(first, last)
            if not first <= self.tree[index].head < last or self.tree[index].head == index
        ]
        nouns = [index for index in candidates if self.tree.is_noun(index)]
        return (nouns or candidates or [last - 1])[-1]

    # ------------------------------------------------------------------ look-ups

    def entity(self, index: int) -> Entity | None:
        """Return the named entity that covers a token."""
        return self._entity.get(index)

    def label(self, index: int) -> str:
        """Return the label of the entity that covers a token, empty for none."""
        entity = self._entity.get(index)
        return entity.label if entity and entity.label in _NAMED else ""

    def places_at(self, index: int) -> list[Place]:
        """Return the places whose surface covers a token."""
        return self._places.get(index, [])

    def site_at(self, index: int) -> Place | None:
        """Return the widest place at a token at which a record may sit."""
        fit = [place for place in self.places_at(index) if place.role in SITE_ROLES]
        return max(fit, key=lambda place: place.end - place.start, default=None)

    def demonym_of(self, index: int) -> str:
        """Return the country that a demonym at a token names, empty for none."""
        for place in self.places_at(index):
            if place.role is ToponymRole.DEMONYM:
                return place.name
        return ""

    def words(self, head: int) -> list[str]:
        """Return head and pre-modifiers of a phrase, lemmas in lower case, in text order."""
        start, end = self.tree.phrase(head)
        found = []
        for index in range(start, end):
            if self.tree[index].pos in {"DET", "PUNCT", "NUM"}:
                continue
            found.append(self.tree.lemmas[index])
            if self.tree[index].text.lower() != self.tree.lemmas[index]:
                found.append(self.tree[index].text.lower())
        return found

    def has_name(self, head: int, names: frozenset[str]) -> bool:
        """Return whether a phrase holds one of the names, as whole words."""
        start, end = self.tree.phrase(head)
        text = re.sub(r"\s*-\s*", "-", self.tree.text(start, end).lower().replace("’", "'"))
        padded = " " + re.sub(r"[^\w-]+", " ", text) + " "
        return any(f" {name} " in padded for name in names if name[:3] in padded)

    # ------------------------------------------------------------------ classes

    def is_in(self, head: int, name: str) -> bool:
        """Return whether a phrase belongs to a class of the lexicon."""
        words = self.lexicon.classes[name]
        lemma = self.tree.lemmas[head]
        if lemma in words.nouns:
            return True
        if words.names and self.has_name(head, words.names):
            return True
        if name == "armed" and lemma == "force" and self.tree[head].tag == "NNS":
            return not {"market", "natural"} & set(self.words(head))
        if lemma in words.modified:
            before = set(self.words(head)[:-1])
            return bool(before & words.modifiers) or self.has_demonym(head)
        return False

    def has_demonym(self, head: int) -> bool:
        """Return whether a word before the head names a people or country."""
        start, end = self.tree.phrase(head)
        return any(
            self.demonym_of(i) or self.label(i) in {"NORP", "GPE"} for i in range(start, end - 1)
        )

    def is_armed(self, head: int) -> bool:
        """Return whether the phrase names people or bodies that bear arms."""
        return self.is_in(head, "armed")

    def is_civilian(self, head: int) -> bool:
        """Return whether the phrase names people who bear none."""
        if self.is_armed(head):
            return False
        return self.is_in(head, "civilian") or self.label(head) == "PERSON"

    def is_state(self, head: int) -> bool:
        """Return whether the phrase is a government, its office or a country as an actor."""
        return self.is_in(head, "state") or self.is_country(head)

    def is_country(self, head: int) -> bool:
        """Return whether the phrase is the bare name of a country or capital as an actor."""
        if self.label(head) == "GPE":
            return True
        return any(place.feature_code.startswith("PCL") for place in self.places_at(head))

    def is_body_name(self, head: int) -> bool:
        """Return whether a name is that of an armed group or organisation, not of a place."""
        return self.has_name(head, self.lexicon.classes["armed"].names) or self.has_name(
            head, self.lexicon.classes["non_party"].names
        )

    def is_country_name(self, head: int) -> bool:
        """Return whether the place at a token is a whole country, by its own name."""
        place = self.site_at(head)
        return (
            place is not None and place.relation is None and (place.feature_code.startswith("PCL"))
        )

    def is_actor(self, head: int) -> bool:
        """Return whether the phrase may act: people, bodies, states, named groups."""
        if self.tree[head].pos == "PRON":
            return self.tree.lemmas[head] not in {"it", "this", "that", "there", "what", "which"}
        return (
            self.is_armed(head)
            or self.is_state(head)
            or self.is_people(head)
            or self.label(head) in {"ORG", "PERSON", "NORP", "GPE"}
        )

    def is_people(self, head: int) -> bool:
        """Return whether the phrase counts persons."""
        return (
            self.is_in(head, "civilian")
            or self.is_in(head, "armed")
            or self.is_in(head, "people")
            or self.label(head) in {"PERSON", "NORP"}
            or (self.tree[head].pos == "NUM" and not self.is_thing(head))
        )

    def is_thing(self, head: int) -> bool:
        """Return whether a bare number counts something other than people ("5 km")."""
        return any(self.tree.is_noun(c) for c in self.tree.find(head, "quantmod", "nmod"))

    def is_territory(self, head: int) -> bool:
        """Return whether the phrase can be held: a place, or a word such as "village"."""
        if self.tree.lemmas[head] in self.lexicon.classes["territory"].nouns:
            return True
        place = self.site_at(head)
        if place is not None:
            return True
        return self.label(head) in {"GPE", "LOC", "FAC"} and not self.places_at(head)

    def is_anaphor(self, head: int) -> bool:
        """Return whether the place at a token is one that only points back ("the area")."""
        place = self.site_at(head)
        return place is not None and place.relation is Relation.ANAPHOR

    def is_definite(self, head: int) -> bool:
        """Return whether a phrase points to something named before ("the attack", "this")."""
        return any(
            self.tree.lemmas[c] in {"the", "this", "that", "these", "those", "such", "its", "their"}
            or (self.tree[c].dep == "poss" and self.is_time(c))
            for c in self.tree.find(head, "det", "poss")
        )

    def is_time(self, index: int) -> bool:
        """Return whether a token stands in a date or time ("last night's attack")."""
        entity = self.entity(index)
        return entity is not None and entity.label in {"DATE", "TIME"}

    def content(self, head: int) -> int:
        """Return the noun a container stands for: lorries for "columns of army lorries"."""
        current = head
        containers = self.lexicon.classes["container"].nouns
        for _ in range(5):
            if self.tree.lemmas[current] not in containers and self.tree[current].pos != "NUM":
                return current
            below = [n for word, n in self.tree.prepositions(current) if word == "of"]
            if not below:
                return current
            current = below[0]
        return current
