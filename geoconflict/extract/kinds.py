"""A group of triggers in; the kind, sub-event type and whether it is a dated occurrence, out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geoconflict.model import Factuality, RecordKind

if TYPE_CHECKING:
    import datetime as dt

    from geoconflict.extract.nouns import Nouns
    from geoconflict.extract.syntax import Tree
    from geoconflict.extract.triggers import Trigger
    from geoconflict.model import DateInterval

_WEAPON_PREPS = frozenset({"with", "in", "by", "from", "during", "using", "via", "through"})
#: A change of hands that is older than this when the report appears tells who holds the place.
_BACKGROUND_DAYS = 90
#: A sum of victims over more than a month is a toll, not an event.
_TOLL_DAYS = 31
_NON_STATE = frozenset({
    "rebel", "rebels", "militants", "militant", "insurgents", "separatists", "opposition",
    "fighters", "militia", "militias", "jihadists",
})  # fmt: skip
_OCCURRENCES = frozenset({
    RecordKind.BATTLE, RecordKind.EXPLOSION_REMOTE_VIOLENCE, RecordKind.VIOLENCE_AGAINST_CIVILIANS,
    RecordKind.PROTEST, RecordKind.RIOT, RecordKind.STRATEGIC_DEVELOPMENT, RecordKind.DISPLACEMENT,
    RecordKind.MOVEMENT, RecordKind.AGREEMENT,
})  # fmt: skip
_WAR_GAS = frozenset({
    "attack", "chemical", "chlorine", "tear", "poison", "toxic", "nerve", "mustard", "sarin",
})  # fmt: skip
_AIR_POWERS = frozenset({
    "army", "military", "government", "regime", "coalition", "navy", "junta", "air",
})  # fmt: skip
_BOMBED_BY_ARMY = "air/drone strike"
VIOLENT = frozenset({
    RecordKind.BATTLE, RecordKind.EXPLOSION_REMOTE_VIOLENCE, RecordKind.VIOLENCE_AGAINST_CIVILIANS,
    RecordKind.RIOT,
})  # fmt: skip


def find_weapon(group: list[Trigger], tree: Tree, nouns: Nouns) -> str:
    """Return the sub-event type that the weapon of an attack gives, empty for none named."""
    weapons = nouns.lexicon.weapons
    # What a thing was bombed from says more than the verb "bomb", so verbs come last.
    late = [t.index for t in group if tree.is_verb(t.index) and t.frame.name == "bombing"]
    seen: list[int] = []
    for trigger in group:
        if trigger.index not in late:
            seen.append(trigger.index)
        if not trigger.nominal or trigger.linked:
            seen.extend(tree.find(trigger.verb, "nsubj", "nsubjpass", "dobj"))
            seen.extend(
                noun for word, noun in tree.prepositions(trigger.verb)
                if word.split()[0] in _WEAPON_PREPS
            )  # fmt: skip
        if trigger.nominal:
            seen.extend(n for word, n in tree.prepositions(trigger.index) if word in {"with", "by"})
        if not trigger.nominal and tree[trigger.verb].dep in {"acl", "relcl"}:
            # "a warplane that bombed the town"
            seen.append(tree[trigger.verb].head)
    if late and any(_bombs_from_afar(h, nouns) for t in group for h in t.get("agent")):
        seen.append(-1)
    for index in [*seen, *late]:
        if index < 0:
            return _BOMBED_BY_ARMY
        modifiers = [m for m in tree.find(index, "compound", "amod", "nmod") if m < index]
        nested = [n for m in modifiers for n in tree.find(m, "compound", "amod")]
        for word in [*nested, *modifiers, index]:
            for text in (
                tree.lemmas[word],
                tree[word].text.lower(),
                (tree[word].lemma or "").lower(),
            ):
                if text == "gas" and not _is_war_gas(index, tree, nouns):
                    continue
                if text in weapons and (text == "suicide" or not nouns.is_people(index)):
                    return weapons[text]
    return ""


def _is_war_gas(index: int, tree: Tree, nouns: Nouns) -> bool:
    """Return whether gas is the weapon, not what a kitchen or a pipeline runs on."""
    return bool(set(nouns.words(index)) & _WAR_GAS) or tree.lemmas[index] == "attack"


def _bombs_from_afar(head: int, nouns: Nouns) -> bool:
    """Return whether an agent is one that bombs from the air: a state or its armed forces."""
    words = set(nouns.words(head))
    return nouns.is_country_name(head) or bool(words & _AIR_POWERS) or bool(nouns.demonym_of(head))


def choose_kind(
    group: list[Trigger],
    tree: Tree,
    nouns: Nouns,
    *,
    date: DateInterval | None,
    published: dt.date | None,
    period: bool,
    counted: bool,
) -> tuple[RecordKind, str]:
    """Return the kind and sub-event type of a group of triggers.

    Parameters
    ----------
    period
        Whether the sentence counts over a period ("since May").
    counted
        Whether it gives a number of dead or injured.
    """
    weapon = find_weapon(group, tree, nouns)
    if any(t.frame.name == "death_toll" for t in group):
        return RecordKind.TOLL, ""
    if (sub_kind := _force_on_protesters(group, tree, nouns, harmed=counted)) is not None:
        return RecordKind.PROTEST, sub_kind
    fixed = [
        t.frame for t in group
        if t.frame.kind not in {"harm", "violence"} and not _is_gunfire(t, tree, nouns)
    ]  # fmt: skip
    targets = [h for t in group for h in t.get("target")]
    if counted and any(t.frame.harm for t in group) and (period or _is_long(date)):
        return RecordKind.TOLL, ""
    if fixed:
        return _fixed_kind(tree, group, fixed[0].kind, fixed[0].sub_kind, weapon, date, published)
    if all(t.nominal and t.frame.harm for t in group) and not weapon:
        return RecordKind.TOLL, ""
    if weapon:
        return RecordKind.EXPLOSION_REMOTE_VIOLENCE, weapon
    if not targets or not any(nouns.is_people(h) for h in targets):
        targets = [m for t in group if t.frame.harm for m in tree.find(t.index, "compound", "amod")]
    civilians = [h for h in targets if nouns.is_civilian(nouns.content(h))]
    armed = [h for h in targets if nouns.is_armed(nouns.content(h))]
    fought = any(t.frame.kind == "violence" for t in group)
    agents = [nouns.content(h) for t in group for h in t.get("agent")]
    fought = fought or any(nouns.is_armed(h) or nouns.is_state(h) for h in agents)
    if not armed and (civilians or not fought):
        return RecordKind.VIOLENCE_AGAINST_CIVILIANS, "attack"
    return RecordKind.BATTLE, "armed clash"


def _is_gunfire(trigger: Trigger, tree: Tree, nouns: Nouns) -> bool:
    """Return whether what was fired were bullets, not shells or rockets."""
    heads = {tree.lemmas[nouns.content(q)] for q in trigger.get("quantity")}
    return trigger.frame.name == "firing" and bool(heads & {"bullet", "shot", "round", "gun"})


def _force_on_protesters(
    group: list[Trigger], tree: Tree, nouns: Nouns, *, harmed: bool
) -> str | None:
    """Return ACLED's sub-event type of force used on protesters, None where none is told."""
    if not any(t.frame.kind in {"violence", "harm"} or t.frame.name == "firing" for t in group):
        return None
    words = nouns.lexicon.classes["protesters"].nouns
    targets = {tree.lemmas[h] for t in group for h in t.get("target")}
    if not targets & words:
        return None
    return "excessive force against protesters" if harmed else "protest with intervention"


def _fixed_kind(
    tree: Tree,
    group: list[Trigger],
    kind: str,
    sub_kind: str,
    weapon: str,
    date: DateInterval | None,
    published: dt.date | None,
) -> tuple[RecordKind, str]:  # fmt: skip
    if kind == "explosion_remote_violence":
        return RecordKind.EXPLOSION_REMOTE_VIOLENCE, weapon or sub_kind
    if kind == "capture":
        background = (
            date is not None and date.end is not None and published is not None
            and (published - date.end).days > _BACKGROUND_DAYS
        )  # fmt: skip
        return (
            RecordKind.CONTROL if background else RecordKind.STRATEGIC_DEVELOPMENT
        ), sub_kind  # the sub-kind follows from who took it, see `name_capture`
    if kind == "closure":
        state = any(
            not t.nominal and (t.verb != t.index or tree[t.index].dep in {"acomp", "oprd", "xcomp"})
            for t in group
        )
        if state:
            return RecordKind.HUMANITARIAN, ""
        return RecordKind.STRATEGIC_DEVELOPMENT, "other"
    return RecordKind(kind), sub_kind


def name_capture(agents: list[str], countries: frozenset[str], groups: frozenset[str]) -> str:
    """Return ACLED's sub-event type of a change of hands: by a government's forces or by others.

    `countries` are the names of the document's countries, `groups` those of armed groups.
    """
    for name in agents:
        words = set(name.lower().split())
        if words & _NON_STATE or any(group in f" {name.lower()} " for group in groups):
            continue
        if words & {
            "government",
            "army",
            "state",
            "national",
            "military",
            "regime",
            "troops",
            "forces",
            "soldiers",
        } or (name in countries):
            return "government regains territory"
    return "non-state actor overtakes territory" if agents else ""


def _is_long(date: DateInterval | None) -> bool:
    return (
        date is not None and date.start is not None and date.end is not None
        and (date.end - date.start).days > _TOLL_DAYS
    )  # fmt: skip


def is_occurrence(kind: RecordKind, factuality: Factuality, *, state: bool) -> bool:
    """Return whether a record counts as an event: it happened, at some time (DESIGN section 3)."""
    return kind in _OCCURRENCES and factuality is Factuality.ASSERTED and not state
