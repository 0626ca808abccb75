"""Places and triggers of a sentence in; where each event lies, out.

A place belongs to the first trigger above it in the tree; the preposition decides its role. What
the clause leaves out is taken from the sentence, the paragraph or the text before, with a lower
score and a reason that says so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geoconflict.extract.nouns import SITE_ROLES
from geoconflict.model import GeoPrecision, PlaceRole, RecordPlace, Relation, ToponymRole

if TYPE_CHECKING:
    from geoconflict.extract.nouns import Nouns
    from geoconflict.extract.syntax import Tree
    from geoconflict.extract.triggers import Trigger
    from geoconflict.model import Place, Sentence

#: Scores of how a record came by a place: by the clause itself, or by what stands around it.
_SCORE_CLAUSE = 1.0
_SCORE_PURPOSE = 0.7
_SCORE_SENTENCE = 0.6
_SCORE_EVENT = 0.55
_SCORE_PARAGRAPH = 0.45
_SCORE_TEXT = 0.3

_FROM = frozenset({"from", "out", "out of"})
_TO = frozenset({"to", "towards", "toward", "into", "onto", "for", "inside"})
_THROUGH = frozenset({"across", "through", "along", "via", "over"})
_MOVING = frozenset({"movement", "displacement"})
#: Kinds that need no place: inheriting one would invent it.
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
class PlaceMemory:
    """Where the text has been so far."""

    paragraph: int = -1
    in_paragraph: list[Place] = field(default_factory=list)
    before: list[Place] = field(default_factory=list)
    last_event: tuple[RecordPlace, ...] = ()
    last_event_paragraph: int = -1

    def enter(self, paragraph: int) -> None:
        """Begin a paragraph."""
        if paragraph != self.paragraph:
            self.before.extend(self.in_paragraph)
            self.in_paragraph = []
            self.paragraph = paragraph


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
            if trigger.frame.kind in {"movement"}:
                continue
            for head in trigger.get("place"):
                place = self._place_of(head)
                if place is None and tree[head].dep in {"attr", "appos"}:
                    # "X is the last area held by Y"
                    for subject in tree.find(tree[head].head, "nsubj"):
                        place = self._place_of(subject)
                if place is not None and not any(row.place.id == place.id for row in found):
                    found.append(RecordPlace(
                        place=place, role=self._by_shape(PlaceRole.SITE, place, group),
                        score=_SCORE_CLAUSE, reason="what it is about",
                    ))  # fmt: skip
        return found

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
        for place, first, last, head in self._by_sentence.get(sentence.index, ()):
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
        tree = self.tree
        if self._is_only_name(head):
            return None
        current = head
        preposition = first = ""
        purpose = False
        direct = ""
        inside = ""
        agents = {a for group in groups for t in group for a in t.get("agent")}
        aims = {
            a for group in groups if group[0].frame.kind in _PLACELESS
            for t in group for role in ("agent", "target", "other") for a in t.get(role)
        }  # fmt: skip
        if head in aims:
            return None
        place_is_country = self.nouns.is_country_name(head)
        for _ in range(25):
            if current in owner:
                number = owner[current]
                if current == head:
                    return None
                if place_is_country and first.split()[-1:] in _TOWARDS_ACTOR:
                    return None
                return self._role(
                    number, groups[number], current, preposition, direct, inside, purpose=purpose
                )
            token = tree[current]
            above = token.head
            if above == current:
                return None
            if tree.is_verb(current) and self._ends_clause(current):
                return None
            if token.text.lower() == "according":
                return None
            if token.dep == "pobj" and current in agents and preposition.split()[-1:] in _OWNING:
                return None
            if token.dep == "pobj":
                words = [tree.lemmas[above]]
                if tree[above].dep == "prep" and tree[tree[above].head].dep == "prep":
                    words.insert(0, tree.lemmas[tree[above].head])
                preposition = " ".join(words)
                first = first or preposition
                if self._names_actor(words[-1], tree[above].head):
                    return None
            elif token.dep in {"dobj", "obj", "nsubj", "nsubjpass", "attr"}:
                direct = token.dep
                if above not in owner and not preposition and token.dep != "attr":
                    # It acts or suffers in another clause: an actor, not a site.
                    return None
            elif token.dep in {"poss", "compound", "nmod", "amod"} and not preposition:
                inside = token.dep
            if token.dep == "advcl" and any(tree[a].tag == "TO" for a in tree.find(current, "aux")):
                purpose = True
            if tree.is_verb(current) and tree.lemmas[current] in speech and token.dep != "xcomp":
                return None
            current = above
        return None

    def _is_only_name(self, head: int) -> bool:
        """Return whether a place only names a body or people ("Iran's Quds Force")."""
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

    def _role(  # noqa: PLR0913 - what was met on one walk
        self, number: int, group: list[Trigger], node: int, preposition: str, direct: str,
        inside: str, *, purpose: bool,
    ) -> tuple[int, PlaceRole, float, str] | None:  # fmt: skip
        kind = group[0].frame.kind
        lemma = self.tree.lemmas[group[0].index]
        moving = kind in _MOVING or group[0].frame.name in {"escape", "advance"}
        word = preposition.split()[-1] if preposition else ""
        if purpose:
            if not moving:
                return None
            return number, PlaceRole.DESTINATION, _SCORE_PURPOSE, "named in the clause of purpose"
        if direct and not preposition:
            return self._direct_role(number, group, node, direct, inside)
        if inside in {"poss"} and not preposition:
            return None
        if not preposition and inside in {"compound", "amod", "nmod"}:
            return number, PlaceRole.SITE, 0.9, "names the event"
        if not preposition:
            return None
        if self._in_agent(group, node, word):
            return None
        reason = f'"{preposition}" in its clause'
        if word in _FROM and (moving or kind != "capture"):
            return number, PlaceRole.ORIGIN, _SCORE_CLAUSE, reason
        if word in _TO and moving:
            return number, PlaceRole.DESTINATION, _SCORE_CLAUSE, reason
        if word in _THROUGH and moving:
            return number, PlaceRole.ROUTE, _SCORE_CLAUSE, reason
        if kind in _PLACELESS:
            return number, PlaceRole.AREA, 0.8, reason
        if word == "from":
            return None
        if lemma in _LEAVE and direct == "dobj":
            return number, PlaceRole.ORIGIN, _SCORE_CLAUSE, "what is left"
        return number, PlaceRole.SITE, _SCORE_CLAUSE, reason

    def _direct_role(
        self, number: int, group: list[Trigger], node: int, direct: str, inside: str
    ) -> tuple[int, PlaceRole, float, str] | None:
        frame = group[0].frame
        lemma = self.tree.lemmas[node]
        if inside == "poss":
            return None
        passive = direct == "nsubjpass"
        if direct == "nsubj":
            return None
        if lemma in _CROSS:
            return number, PlaceRole.ROUTE, _SCORE_CLAUSE, "what is crossed"
        if lemma in _ENTER and frame.kind in _MOVING:
            return number, PlaceRole.DESTINATION, _SCORE_CLAUSE, "what is entered"
        if lemma in _LEAVE:
            return number, PlaceRole.ORIGIN, _SCORE_CLAUSE, "what is left"
        if frame.kind in _PLACELESS or frame.name in {"diplomatic", "meeting"}:
            return None
        if direct == "attr" and frame.object != "place":
            return None
        reason = "what it happened to" if passive else "what it is done to"
        return number, PlaceRole.SITE, _SCORE_CLAUSE, reason

    def _in_agent(self, group: list[Trigger], node: int, word: str) -> bool:
        """Return whether the place only says whose forces acted ("the government of X")."""
        del node
        return word == "of" and not any(
            t.frame.of in {"place", "target", "persons"} or t.get("target") or t.get("persons")
            or t.get("place") for t in group
        )  # fmt: skip

    def _by_shape(self, role: PlaceRole, place: Place, group: list[Trigger]) -> PlaceRole:
        """Turn a site that is a line into a route where the event is about the line itself."""
        if role is PlaceRole.SITE and place.geo_precision is GeoPrecision.LINEAR:
            if group[0].frame.object == "place" or place.relation is Relation.ROUTE:
                return PlaceRole.ROUTE
        return role

    def _settle(self, rows: list[RecordPlace], group: list[Trigger]) -> list[RecordPlace]:
        """Make a wider unit beside an exact site its area; a crossed border an origin of a move."""
        sites = [row for row in rows if row.role is PlaceRole.SITE]
        if len(sites) > 1:
            finest = min(_rank(row.place) for row in sites)
            limit = _ORDER.index(GeoPrecision.ADMIN2)
            rows = [
                _with_role(row, PlaceRole.AREA)
                if row.role is PlaceRole.SITE and _rank(row.place) > finest
                and _rank(row.place) >= limit
                else row
                for row in rows
            ]  # fmt: skip
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
        """Put the main place first: sites by precision, then the rest in text order."""
        roles = list(PlaceRole)
        return sorted(
            rows,
            key=lambda row: (roles.index(row.role), _rank(row.place), row.place.start),
        )

    # ------------------------------------------------------------------ inherited

    def inherit(  # noqa: PLR0913 - the context that a clause may lean on
        self,
        group: list[Trigger],
        sentence: Sentence,
        memory: PlaceMemory,
        own: list[RecordPlace],
        *,
        anaphoric: bool,
        taken: set[str],
    ) -> list[RecordPlace]:
        """Return places from the context for what the clause itself does not place."""
        kind = group[0].frame.kind
        if kind in _PLACELESS or group[0].frame.name in {"diplomatic", "meeting", "suspension"}:
            return own
        moving = kind in _MOVING
        roles = {row.role for row in own}
        if roles - {PlaceRole.DESTINATION, PlaceRole.ROUTE} or (own and not moving):
            return own
        role = PlaceRole.SITE
        if moving:
            if PlaceRole.ROUTE in roles or (own and kind == "movement"):
                return own
            role = PlaceRole.ORIGIN if kind == "displacement" else PlaceRole.SITE
        context = self._context(sentence, memory, own, anaphoric=anaphoric, taken=taken)
        if context is None:
            return own
        place, score, reason = context
        if any(row.place.id == place.id for row in own):
            return own
        if kind == "displacement" and not own:
            role = PlaceRole.SITE
        return [*own, RecordPlace(place=place, role=role, score=score, reason=reason)]

    def _context(
        self, sentence: Sentence, memory: PlaceMemory, own: list[RecordPlace], *, anaphoric: bool,
        taken: set[str],
    ) -> tuple[Place, float, str] | None:  # fmt: skip
        mine = {row.place.id for row in own}
        event = [
            row.place for row in memory.last_event
            if row.role in {PlaceRole.SITE, PlaceRole.AREA} and row.place.id not in mine
        ]  # fmt: skip
        if anaphoric and event:
            return event[0], _SCORE_EVENT, "where the event before lies"
        near = [
            p for p in self.in_sentence(sentence.index)
            if p.id not in mine and p.id not in taken and _rank(p) < _ORDER.index(GeoPrecision.COUNTRY)
        ]  # fmt: skip
        if near:
            return min(near, key=lambda p: (_rank(p), p.start)), _SCORE_SENTENCE, "named in the sentence"
        if event and memory.last_event_paragraph == sentence.paragraph:
            return event[0], _SCORE_EVENT, "where the event before lies"
        local = [p for p in memory.in_paragraph if p.id not in mine]
        if local:
            return _latest_fine(local), _SCORE_PARAGRAPH, "named before in the paragraph"
        if event:
            return event[0], _SCORE_TEXT, "where the last event before lies"
        if memory.before:
            return _latest_fine(memory.before), _SCORE_TEXT, "named before in the text"
        return None


def _latest_fine(places: list[Place]) -> Place:
    """Return the last place finer than a country, the last of all where there is none."""
    fine = [p for p in places if _rank(p) < _ORDER.index(GeoPrecision.COUNTRY)]
    return (fine or places)[-1]


def _rank(place: Place) -> int:
    return _ORDER.index(place.geo_precision)


def _with_role(row: RecordPlace, role: PlaceRole, reason: str = "") -> RecordPlace:
    return RecordPlace(
        place=row.place, role=role, score=row.score, reason=reason or row.reason
    )
