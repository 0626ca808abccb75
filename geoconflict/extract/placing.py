"""Places and triggers of a sentence in; where each event lies, out.

A place belongs to the first trigger above it in the tree; the preposition decides its role. What
the clause leaves out is found by `inheriting`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geoconflict.extract.nouns import SITE_ROLES
from geoconflict.model import GeoPrecision, PlaceRole, RecordPlace, Relation, ToponymRole

if TYPE_CHECKING:
    from geoconflict.extract.nouns import Nouns
    from geoconflict.extract.syntax import Tree
    from geoconflict.extract.triggers import Trigger
    from geoconflict.model import Place, Sentence

#: Scores of how a clause gives a place; what it leaves out scores lower, see `inheriting`.
_SCORE_CLAUSE = 1.0
_SCORE_PURPOSE = 0.7
_SCORE_NAMING = 0.9
_SCORE_TOPIC = 0.8

#: Prepositions before where something happens or leads.
_SITING = frozenset({"in", "near", "at", "from", "to", "outside", "around", "into", "towards"})
_HITTING = frozenset({"violence", "explosion_remote_violence", "battle"})
#: Entities that are no places.
_BODIES = frozenset({
    "NORP", "DATE", "TIME", "EVENT", "PRODUCT", "WORK_OF_ART", "LAW", "LANGUAGE", "MONEY",
    "QUANTITY", "CARDINAL", "ORDINAL", "PERCENT",
})  # fmt: skip
#: Proper nouns after "in" or "from" that are no places.
_NO_PLACES = frozenset({"operation", "facebook", "twitter", "telegram", "war", "ramadan", "x"})
_FROM = frozenset({"from", "out", "out of"})
_TO = frozenset({"to", "towards", "toward", "into", "onto", "for", "inside"})
_THROUGH = frozenset({"across", "through", "along", "via", "over"})
_MOVING = frozenset({"movement", "displacement"})
#: Kinds in which something comes "from" a place to where it hits.
_LAUNCHED = frozenset({"explosion_remote_violence"})
#: Kinds for which a place is what they speak of.
_PLACELESS = frozenset({"call", "threat", "agreement"})
_ENTER = frozenset({"enter", "reach", "invade", "approach"})
_LEAVE = frozenset({"leave", "flee", "evacuate", "escape", "abandon", "vacate"})
_CROSS = frozenset({"cross", "traverse"})
_ORDER = tuple(GeoPrecision)
#: Before a country's name these point at a state that takes part, not at where it happens.
_TOWARDS_ACTOR = (["with"], ["between"], ["against"], ["by"])
#: Prepositions that make a place part of an actor's name ("the government of X").
_OWNING = (["of"], ["to"], ["from"], ["for"])


@dataclass(slots=True)
class _Path:
    """What a walk from a place to its event met: first and last preposition, edges, a purpose."""

    first: str = ""
    preposition: str = ""
    direct: str = ""
    inside: str = ""
    purpose: bool = False


class Placer:
    """Places the events of one parse."""

    def __init__(self, tree: Tree, nouns: Nouns) -> None:
        self.tree = tree
        self.nouns = nouns
        self._by_sentence: dict[int, list[tuple[Place, int, int, int]]] = {}
        for row in nouns.place_tokens:
            if row[0].role in SITE_ROLES | {ToponymRole.METONYM}:
                self._by_sentence.setdefault(tree[row[3]].sentence, []).append(row)

    def in_sentence(self, sentence: int) -> list[Place]:
        """Return the places of a sentence at which a record may sit, widest surface first."""
        return [
            row[0] for row in self._by_sentence.get(sentence, ())
            if row[0].role in SITE_ROLES and not self.nouns.is_body_name(row[3])
        ]  # fmt: skip

    def _named_places(self, group: list[Trigger]) -> list[RecordPlace]:
        """Return the places that fill a group's role of place ("X, which hosts ...")."""
        tree = self.tree
        found: list[RecordPlace] = []
        for trigger in group:
            if trigger.frame.kind == "movement":
                continue
            for head in trigger.get("place"):
                place = self._place_of(head)
                top = self._through_area(head)
                if place is None and tree[top].dep in {"attr", "appos"}:
                    # "X is the last area held by Y"
                    for subject in tree.find(tree[top].head, "nsubj"):
                        place = self._place_of(subject)
                if place is not None and not any(row.place.id == place.id for row in found):
                    found.append(RecordPlace(
                        place=place, role=self._by_shape(PlaceRole.SITE, place, group),
                        score=_SCORE_CLAUSE, reason="what it is about",
                    ))  # fmt: skip
        return found

    def _through_area(self, head: int) -> int:
        """Climb from "north" to "town" in "the last town in the north"."""
        tree = self.tree
        while tree[head].dep == "pobj" and tree.is_noun(tree[tree[head].head].head):
            head = tree[tree[head].head].head
        return head

    def _place_of(self, head: int) -> Place | None:
        place = self.nouns.site_at(head)
        if place is not None:
            return place
        for beside in self.tree.find(head, "appos"):
            place = self.nouns.site_at(beside)
            if place is not None:
                return place
        metonyms = [p for p in self.nouns.places_at(head) if p.role is ToponymRole.METONYM]
        return metonyms[0] if metonyms else None

    def place(
        self, sentence: Sentence, groups: list[list[Trigger]], speech: frozenset[str]
    ) -> list[list[RecordPlace]]:
        """Return the places of each group of triggers that their own clauses give."""
        found: list[list[RecordPlace]] = [self._named_places(group) for group in groups]
        named = [bool(rows) for rows in found]
        owner: dict[int, int] = {}
        for number, group in enumerate(groups):
            for trigger in group:
                for node in self._nodes(trigger):
                    owner.setdefault(node, number)
        covered: list[Place] = []
        for place, _, _, head in self._by_sentence.get(sentence.index, ()):
            if any(c.start <= place.start and place.end <= c.end and c is not place
                   for c in covered):  # fmt: skip
                continue
            if place.relation is not None:
                covered.append(place)
            if self.nouns.is_body_name(head):
                continue
            hit = self._climb(head, owner, groups, speech)
            if hit is None:
                continue
            number, role, score, reason = hit
            if place.role is ToponymRole.METONYM:
                continue
            if named[number] and place.relation is Relation.ANAPHOR:
                continue
            role = self._by_shape(role, place, groups[number])
            if not any(row.place.id == place.id and row.role == role for row in found[number]):
                found[number].append(
                    RecordPlace(place=place, role=role, score=score, reason=reason)
                )
        return [self._order(self._settle(rows, groups[i])) for i, rows in enumerate(found)]

    def unknown_name(self, group: list[Trigger]) -> str:
        """Return the name of a place that a group's clause names and nobody could place."""
        tree = self.tree
        for trigger in group:
            nodes = {trigger.index, trigger.verb} if trigger.linked else {trigger.index}
            for node in sorted(nodes):
                for word, noun in tree.prepositions(node):
                    if word.split()[-1] in _SITING and (name := self._unplaced(noun, _BODIES)):
                        return name
            if trigger.frame.kind in _HITTING and not trigger.frame.harm:
                # Persons are attacked, but shells and bombs hit places.
                remote = any(t.frame.kind == "explosion_remote_violence" for t in group)
                remote = remote or any(t.nominal for t in group)
                people = {"ORG"} if remote else {"ORG", "PERSON"}
                for noun in trigger.get("target"):
                    if name := self._unplaced(noun, _BODIES | people):
                        return name
        return ""

    def _unplaced(self, head: int, bodies: frozenset[str]) -> str:
        """Return a name that no place covers, empty for one of a body, a person or a time."""
        tree = self.tree
        named = tree[head].pos == "PROPN"
        if not named and tree.lemmas[head] not in self.nouns.lexicon.classes["territory"].nouns:
            return ""
        start, end = tree.phrase(head)
        names = [i for i in range(start, end) if tree[i].pos == "PROPN"]
        entities = [self.nouns.entity(i) for i in names]
        if not names or any(entity and entity.label in bodies for entity in entities):
            return ""
        if any(self.nouns.places_at(i) for i in range(*tree.phrase(head, full=True))):
            return ""
        if self.nouns.is_armed(head) or self.nouns.is_body_name(head):
            return ""
        if any(tree[i].tag == "NNP" and tree[i].text.lower() in _NO_PLACES for i in names):
            return ""
        return tree.text(names[0], names[-1] + 1)

    def _nodes(self, trigger: Trigger) -> list[int]:
        """Return the tokens that stand for a trigger: itself, its verb, verbs that control it."""
        tree = self.tree
        nodes = [trigger.index]
        if not trigger.nominal or trigger.linked:
            current = trigger.verb
            nodes.append(current)
            while tree[current].dep == "xcomp" and tree.is_verb(tree[current].head):
                current = tree[current].head
                nodes.append(current)
        return nodes

    # ------------------------------------------------------------------ own clause

    def _climb(
        self, head: int, owner: dict[int, int], groups: list[list[Trigger]], speech: frozenset[str]
    ) -> tuple[int, PlaceRole, float, str] | None:
        """Walk from a place up to a trigger; return its group, the role, a score and a reason."""
        if self._is_only_name(head) or head in owner or head in _aims(groups):
            return None
        agents = {a for group in groups for t in group for a in t.get("agent")}
        path = _Path()
        current = head
        while current not in owner:
            token = self.tree[current]
            if token.head == current or not self._step(current, path, owner, agents, speech):
                return None
            current = token.head
        number = owner[current]
        if self.nouns.is_country_name(head) and path.first.split()[-1:] in _TOWARDS_ACTOR:
            return None
        found = self._role(groups[number], current, path)
        return None if found is None else (number, *found)

    def _step(
        self,
        current: int,
        path: _Path,
        owner: dict[int, int],
        agents: set[int],
        speech: frozenset[str],
    ) -> bool:
        """Note what one token of the way says; return False where it leads to no event."""
        tree = self.tree
        token = tree[current]
        above = token.head
        if tree.is_verb(current):
            said = tree.lemmas[current] in speech and token.dep != "xcomp"
            if said or self._ends_clause(current):
                return False
            if token.dep == "advcl" and any(tree[a].tag == "TO" for a in tree.find(current, "aux")):
                path.purpose = True
        if token.text.lower() == "according":
            return False
        if token.dep == "pobj":
            if current in agents and path.preposition.split()[-1:] in _OWNING:
                return False
            words = [tree.lemmas[above]]
            if tree[above].dep == "prep" and tree[tree[above].head].dep == "prep":
                words.insert(0, tree.lemmas[tree[above].head])
            path.preposition = " ".join(words)
            path.first = path.first or path.preposition
            return not self._names_actor(words[-1], tree[above].head)
        if token.dep in {"dobj", "obj", "nsubj", "nsubjpass", "attr"}:
            path.direct = token.dep
            # Without a preposition it acts or suffers in another clause: an actor, not a site.
            return above in owner or bool(path.preposition) or token.dep == "attr"
        if token.dep in {"poss", "compound", "nmod", "amod"} and not path.preposition:
            path.inside = token.dep
        return True

    def _is_only_name(self, head: int) -> bool:
        """Return whether a place only names a body or people ("Mali's presidential guard")."""
        tree = self.tree
        token = tree[head]
        if token.dep not in {"poss", "compound", "nmod", "amod"}:
            return False
        above = token.head
        if self.nouns.site_at(above) is not None or tree.lemmas[above] in self.nouns.lexicon.nouns:
            return False
        if self.nouns.is_country_name(head):
            return True
        return not self.nouns.is_territory(above)

    def _names_actor(self, word: str, governor: int) -> bool:
        """Return whether a preposition ties a place to a body or its head ("leader of X")."""
        if word == "by":
            return True
        if word not in {"of", "to", "for"} or self.tree.is_verb(governor):
            return False
        return self.nouns.is_state(governor) and self.nouns.site_at(governor) is None

    def _ends_clause(self, verb: int) -> bool:
        """Return whether what stands below a verb places nothing above it."""
        tree = self.tree
        dep = tree[verb].dep
        if dep in {"ccomp", "parataxis"}:
            return True
        if dep == "conj" and tree.is_verb(tree[verb].head):
            return True
        return dep == "advcl" and bool(tree.find(verb, "mark", "nsubj", "nsubjpass"))

    def _role(  # noqa: PLR0911 - one exit a preposition
        self, group: list[Trigger], node: int, path: _Path
    ) -> tuple[PlaceRole, float, str] | None:
        """Return the role that a walk's words give, None where the place is no place of it."""
        kind = group[0].frame.kind
        moving = kind in _MOVING or group[0].frame.name in {"escape", "advance"}
        word = path.preposition.split()[-1] if path.preposition else ""
        if path.purpose:
            if not moving:
                return None
            return PlaceRole.DESTINATION, _SCORE_PURPOSE, "named in the clause of purpose"
        if not word:
            if path.direct:
                return self._direct_role(group, node, path)
            if path.inside in {"compound", "amod", "nmod"}:
                return PlaceRole.SITE, _SCORE_NAMING, "names the event"
            return None
        if self._in_agent(group, word):
            return None
        reason = f'"{path.preposition}" in its clause'
        if word in _FROM and (moving or kind in _LAUNCHED):
            return PlaceRole.ORIGIN, _SCORE_CLAUSE, reason
        if moving and word in _TO | _THROUGH:
            role = PlaceRole.DESTINATION if word in _TO else PlaceRole.ROUTE
            return role, _SCORE_CLAUSE, reason
        if kind in _PLACELESS:
            return PlaceRole.AREA, _SCORE_TOPIC, reason
        if word == "from" and kind == "capture":
            return None
        if self.tree.lemmas[group[0].index] in _LEAVE and path.direct == "dobj":
            return PlaceRole.ORIGIN, _SCORE_CLAUSE, "what is left"
        return PlaceRole.SITE, _SCORE_CLAUSE, reason

    def _direct_role(
        self, group: list[Trigger], node: int, path: _Path
    ) -> tuple[PlaceRole, float, str] | None:
        """Return the role of a place that is itself subject or object of an event's verb."""
        frame = group[0].frame
        lemma = self.tree.lemmas[node]
        if path.inside == "poss" or path.direct == "nsubj":
            return None
        if lemma in _CROSS:
            return PlaceRole.ROUTE, _SCORE_CLAUSE, "what is crossed"
        if lemma in _ENTER and frame.kind in _MOVING:
            return PlaceRole.DESTINATION, _SCORE_CLAUSE, "what is entered"
        if lemma in _LEAVE:
            return PlaceRole.ORIGIN, _SCORE_CLAUSE, "what is left"
        if frame.kind in _PLACELESS or frame.name in {"diplomatic", "meeting"}:
            return None
        if path.direct == "attr" and frame.object != "place":
            return None
        passive = path.direct == "nsubjpass"
        reason = "what it happened to" if passive else "what it is done to"
        return PlaceRole.SITE, _SCORE_CLAUSE, reason

    def _in_agent(self, group: list[Trigger], word: str) -> bool:
        """Return whether the place only says whose forces acted ("the government of X")."""
        return word == "of" and not any(
            t.frame.of in {"place", "target", "persons"} or t.get("target") or t.get("persons")
            or t.get("place") for t in group
        )  # fmt: skip

    def _by_shape(self, role: PlaceRole, place: Place, group: list[Trigger]) -> PlaceRole:
        """Turn a site that is a line into a route where the event is about the line itself."""
        line = role is PlaceRole.SITE and place.geo_precision is GeoPrecision.LINEAR
        if line and (group[0].frame.object == "place" or place.relation is Relation.ROUTE):
            return PlaceRole.ROUTE
        return role

    def _settle(self, rows: list[RecordPlace], group: list[Trigger]) -> list[RecordPlace]:
        """Make a wider unit beside an exact site its area; a crossed border an origin of a move."""
        sites = [row for row in rows if row.role is PlaceRole.SITE]
        if len(sites) > 1:
            finest = min(rank_precision(row.place) for row in sites)
            limit = _ORDER.index(GeoPrecision.ADMIN2)
            rows = [
                _with_role(row, PlaceRole.AREA)
                if row.role is PlaceRole.SITE and rank_precision(row.place) > finest
                and rank_precision(row.place) >= limit
                else row
                for row in rows
            ]  # fmt: skip
        if any(row.role is PlaceRole.ROUTE for row in rows):
            # "the highway between X and Y, the main road in Z": it is about the road.
            rows = [
                _with_role(row, PlaceRole.AREA)
                if row.role is PlaceRole.SITE and row.place.geo_precision is GeoPrecision.COUNTRY
                else row
                for row in rows
            ]
        if group[0].frame.kind in _MOVING:
            has_goal = any(row.role is PlaceRole.DESTINATION for row in rows)
            has_start = any(row.role is PlaceRole.ORIGIN for row in rows)
            if has_goal and not has_start:
                rows = [
                    _with_role(row, PlaceRole.ORIGIN, "crossed on the way")
                    if row.role is PlaceRole.ROUTE and row.place.relation in {
                        Relation.BORDER, Relation.ANAPHOR
                    }
                    else row
                    for row in rows
                ]  # fmt: skip
        return rows

    def _order(self, rows: list[RecordPlace]) -> list[RecordPlace]:
        """Put the main place first: sites by precision, then the rest; a whole country last."""
        roles = list(PlaceRole)
        return sorted(
            rows,
            key=lambda row: (
                row.role is PlaceRole.AREA and row.place.geo_precision is GeoPrecision.COUNTRY,
                roles.index(row.role),
                rank_precision(row.place),
                row.place.start,
            ),
        )


def rank_precision(place: Place) -> int:
    """Return how coarse a place is: 0 for coordinates, larger for wider."""
    return _ORDER.index(place.geo_precision)


def _with_role(row: RecordPlace, role: PlaceRole, reason: str = "") -> RecordPlace:
    return RecordPlace(place=row.place, role=role, score=row.score, reason=reason or row.reason)


def _aims(groups: list[list[Trigger]]) -> set[int]:
    """Return the nouns that take part in calls, threats and deals: no places of theirs."""
    return {
        head
        for group in groups
        if group[0].frame.kind in _PLACELESS
        for trigger in group
        for role in ("agent", "target", "other")
        for head in trigger.get(role)
    }
