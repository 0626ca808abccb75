"""A trigger's arguments in, whether its frame's condition (`needs`) holds out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from geoconflict.extract.nouns import Nouns
    from geoconflict.extract.syntax import Tree
    from geoconflict.extract.triggers import Trigger

_BROAD_VERBS = frozenset({
    "take", "hold", "rule", "govern", "administer", "occupy", "control", "dominate", "overrun",
    "annex",
})  # fmt: skip
_TAKEN = frozenset({"capture", "recapture", "retake", "liberate", "seize", "regain", "conquer"})
_MILITARY = frozenset({
    "military", "security", "army", "ground", "special", "counter-terrorism", "clearance",
    "air", "naval", "offensive", "rescue", "cross-border", "joint", "armed", "combat",
    "counter-insurgency", "police",
})  # fmt: skip
_REFUGEES = frozenset({"refugee", "displaced", "migrant", "evacuee", "idp", "asylum"})
_AID = frozenset({
    "aid", "assistance", "food", "water", "shelter", "medicine", "help", "electricity",
    "protection", "support", "starvation", "famine", "hunger", "shortage", "care", "treatment",
    "fuel",
})  # fmt: skip
_SUPPLIES = frozenset({
    "aid", "assistance", "food", "supply", "electricity", "power", "water", "medicine",
    "delivery", "access", "humanitarian", "fuel", "internet",
})  # fmt: skip
_PACTS = frozenset({
    "ceasefire", "cease-fire", "truce", "agreement", "deal", "accord", "pact", "treaty",
    "memorandum", "fire", "understanding", "armistice",
})  # fmt: skip
_PARLEY = frozenset({
    "talk", "negotiation", "envoy", "president", "minister", "delegation", "counterpart",
    "leader", "official", "representative", "mediator",
})  # fmt: skip
_OPERATIONS = frozenset({
    "operation", "flight", "service", "activity", "talk", "mission", "cooperation",
    "negotiation", "participation", "delivery",
})  # fmt: skip
_DIPLOMATIC = frozenset({
    "ambassador", "diplomat", "envoy", "group", "organisation", "organization", "memorandum",
    "charge", "staff", "attache",
})  # fmt: skip
_VIOLENT_KINDS = frozenset({
    "violence", "battle", "explosion_remote_violence", "harm", "capture", "movement",
    "violence_against_civilians", "closure",
})  # fmt: skip
_MENACE = frozenset({
    "retaliation", "revenge", "response", "consequence", "escalation", "war", "force", "action",
    "operation", "offensive", "reprisal", "sanction", "attack", "strike", "invasion",
    "incursion", "respond", "retaliate", "intervene", "act", "destroy", "avenge", "assault",
    "confrontation", "withdraw", "price", "target", "crush", "punish",
})  # fmt: skip
_APPEAL = frozenset({
    "ceasefire", "cease-fire", "fire", "truce", "end", "halt", "stop", "peace", "violence",
    "restraint", "withdraw", "withdrawal", "leave", "war", "force", "troop", "offensive",
    "attack", "hostility", "fighting", "release", "talk", "dialogue", "aid", "access",
    "humanitarian", "protect", "protection", "de-escalation", "calm", "hostage",
    "investigation", "sanction", "evacuate", "evacuation", "resign", "protest", "curb", "cease",
    "refrain", "respect", "negotiation", "cooperation", "disarm", "surrender", "invasion",
    "strike", "border", "refugee", "civilian", "corridor", "pause", "army", "intervene",
    "intervention", "support", "weapon", "stand", "stay", "flee", "return", "kill", "militia",
    "conflict", "crisis",
})  # fmt: skip
_CONSIDER = frozenset({"intend", "plan", "prepare"})
_MOTION = frozenset({
    "abandon", "vacate", "enter", "arrive", "move", "head", "drive", "march", "roll", "travel",
    "leave", "pull", "gather", "mass",
})  # fmt: skip
_HELP = frozenset({"be", "have"})


def meets_needs(trigger: Trigger, tree: Tree, nouns: Nouns) -> bool:
    """Return whether the arguments are of the classes that the frame asks for."""
    needs = trigger.frame.needs
    if not needs:
        return True
    check = _CHECKS.get(needs)
    if check is None:
        raise ValueError(f"events.toml: frame {trigger.frame.name!r} needs {needs!r}: unknown")
    return check(trigger, tree, nouns)


def _lemmas(heads: list[int], tree: Tree, nouns: Nouns) -> set[str]:
    return {tree.lemmas[h] for h in heads} | {tree.lemmas[nouns.content(h)] for h in heads}


def _below(index: int, tree: Tree) -> set[str]:
    return {tree.lemmas[i] for i in tree.subtree(index)}


def _any(heads: list[int], test: Callable[[int], bool]) -> bool:
    return any(test(h) for h in heads)


def _actors(trigger: Trigger) -> list[int]:
    return trigger.get("agent") + trigger.get("other") + trigger.get("persons")


def _weapon(trigger: Trigger, tree: Tree, nouns: Nouns) -> bool:
    return bool(_below(trigger.verb, tree) & set(nouns.lexicon.weapons))


def _munition(trigger: Trigger, tree: Tree, nouns: Nouns) -> bool:
    words = nouns.lexicon.classes["munition"].nouns
    return bool(_lemmas(trigger.get("quantity"), tree, nouns) & words)


def _subject_munition(trigger: Trigger, tree: Tree, nouns: Nouns) -> bool:
    return _munition(trigger, tree, nouns) and (
        bool(tree.find(trigger.index, "nsubj", "nsubjpass")) or tree.is_passive(trigger.index)
    )


def _banned_weapon(trigger: Trigger, _tree: Tree, nouns: Nouns) -> bool:
    words = {w for h in trigger.get("other") for w in nouns.words(h)}
    if words & {"chlorine", "sarin", "phosphorus"}:
        return True
    return bool(words & {"chemical", "cluster", "incendiary", "nerve"}) and bool(
        words & {"weapon", "munition", "bomb", "agent", "gas"}
    )


def _hold(trigger: Trigger, tree: Tree, nouns: Nouns) -> bool:
    if tree.lemmas[trigger.index] == "control":
        return True
    return _any(trigger.get("agent"), lambda h: nouns.is_armed(h) or nouns.is_state(h)) and _any(
        trigger.get("place"), nouns.is_territory
    )


def _military(trigger: Trigger, _tree: Tree, nouns: Nouns) -> bool:
    words = set(nouns.words(trigger.index)[:-1])
    return bool(words & _MILITARY) or bool(trigger.get("target"))


def _territory(trigger: Trigger, tree: Tree, nouns: Nouns) -> bool:
    places = trigger.get("place")
    lemma = tree.lemmas[trigger.index]
    if not _any(places, nouns.is_territory):
        # "it was recaptured from the rebels": where, the sentences before say.
        return (
            any(tree.lemmas[p] == "it" for p in places)
            and lemma in _TAKEN
            and _any(trigger.get("agent") + trigger.get("target"), nouns.is_actor)
        )
    if lemma not in _BROAD_VERBS:
        return True
    by = trigger.get("agent")
    if lemma == "take" and not _any(places, lambda h: nouns.site_at(h) is not None):
        return False
    return _any(by, lambda h: nouns.is_armed(h) or nouns.is_state(h) or (
        nouns.label(h) in {"ORG", "NORP", "PERSON"} and lemma in {"control", "dominate", "hold"}
        and tree[h].pos == "PROPN"
    ) or tree.lemmas[h] in {"opposition", "they", "it", "rebel", "he"})  # fmt: skip


def _fall(trigger: Trigger, tree: Tree, nouns: Nouns) -> bool:
    if not _any(trigger.get("place"), nouns.is_territory):
        return False
    words = {word for word, _ in tree.prepositions(trigger.index)}
    below = _below(trigger.index, tree)
    if "under" in words:
        return "control" in below
    return "to" in words and bool(trigger.get("agent"))


def _losing(trigger: Trigger, tree: Tree, nouns: Nouns) -> bool:
    objects = {tree.lemmas[o] for o in tree.objects(trigger.index)}
    if not _any(trigger.get("target"), nouns.is_actor):
        return False
    if "control" in objects:
        return True
    return _any(trigger.get("place"), lambda h: nouns.site_at(h) is not None)


def _of_territory(trigger: Trigger, _tree: Tree, nouns: Nouns) -> bool:
    return _any(trigger.get("place"), nouns.is_territory)


def _subject_people(trigger: Trigger, _tree: Tree, nouns: Nouns) -> bool:
    return trigger.nominal or _any(_actors(trigger), nouns.is_people)


def _subject_armed(trigger: Trigger, _tree: Tree, nouns: Nouns) -> bool:
    return _any(_actors(trigger), lambda h: nouns.is_armed(nouns.content(h)))


def _is_force(index: int, tree: Tree, nouns: Nouns) -> bool:
    content = nouns.content(index)
    if nouns.is_armed(content):
        return True
    words = set(nouns.words(content))
    vehicles = nouns.lexicon.classes["vehicle"].nouns
    heads = {tree.lemmas[content], tree.lemmas[index]}
    if words & {"destroyer", "frigate", "warship", "submarine", "uss", "hms", "carrier"}:
        return True
    if heads & {
        "tank",
        "warship",
        "warplane",
        "reinforcement",
        "artillery",
        "howitzer",
        "military",
    }:
        return True
    return bool(heads & vehicles) and bool(
        words & {"military", "army", "armoured", "armored", "war", "fighter", "naval", "combat"}
        or any(nouns.demonym_of(i) for i in range(*tree.phrase(content)))
    )


def _subject_forces(trigger: Trigger, tree: Tree, nouns: Nouns) -> bool:
    actors = trigger.get("agent") + trigger.get("quantity")
    if trigger.nominal:
        return _any(actors, lambda h: _is_force(h, tree, nouns) or nouns.is_country(h)) or (
            trigger.linked
        )
    if _any(actors, lambda h: _is_force(h, tree, nouns)):
        lemma = tree.lemmas[trigger.index]
        if lemma not in _MOTION:
            return True
        near = [n for _, n in tree.prepositions(trigger.index)] + trigger.get("place")
        return _any(
            near, lambda h: nouns.is_territory(h) or tree[h].pos == "PROPN"
        ) or tree.companion(trigger.index, "out")
    lemma = tree.lemmas[trigger.index]
    if lemma not in {"withdraw", "retreat", "pull"} or not _any(actors, nouns.is_actor):
        return False
    near = [n for word, n in tree.prepositions(trigger.index) if word.split()[0] in {"from", "to"}]
    return _any(near + trigger.get("place"), nouns.is_territory)


def _forces(trigger: Trigger, tree: Tree, nouns: Nouns) -> bool:
    return _any(trigger.get("quantity"), lambda h: _is_force(h, tree, nouns))


def _presence(trigger: Trigger, tree: Tree, nouns: Nouns) -> bool:
    words = nouns.lexicon.classes["presence"].nouns
    for head in trigger.get("other"):
        if tree.lemmas[head] in words and (
            set(nouns.words(head)) & (_MILITARY | {"troop", "force", "defence", "defense"})
            or nouns.is_armed(head)
        ):
            return True
    return False


def _protesters(trigger: Trigger, tree: Tree, nouns: Nouns) -> bool:
    return bool(_lemmas(trigger.get("agent"), tree, nouns)
                & nouns.lexicon.classes["protesters"].nouns)  # fmt: skip


def _passage(trigger: Trigger, tree: Tree, nouns: Nouns) -> bool:
    return bool(_lemmas(trigger.get("place"), tree, nouns)
                & nouns.lexicon.classes["passage"].nouns)  # fmt: skip


def _captives(trigger: Trigger, tree: Tree, nouns: Nouns) -> bool:
    heads = trigger.get("target") if not trigger.nominal else [trigger.index]
    words = nouns.lexicon.classes["captives"].nouns
    below = set().union(*(_below(h, tree) for h in heads)) if heads else set()
    return bool((_lemmas(heads, tree, nouns) | below) & words)


def _people(trigger: Trigger, tree: Tree, nouns: Nouns) -> bool:
    heads = trigger.get("persons")
    lemma = tree.lemmas[trigger.index]
    if trigger.nominal:
        return bool(heads) or lemma in {"displacement", "exodus"}
    return _any(heads, lambda h: nouns.is_people(h) or tree[h].pos == "PRON")


def _subject_displaced(trigger: Trigger, tree: Tree, nouns: Nouns) -> bool:
    words = nouns.lexicon.classes["displaced"].nouns
    below = _below(trigger.index, tree)
    return bool(_lemmas(trigger.get("persons"), tree, nouns) & words) and bool(
        below & {"home", "house", "village", "town", "country"} or _any(
            [n for _, n in tree.prepositions(trigger.index)], lambda h: nouns.site_at(h) is not None
        )
    )  # fmt: skip


def _subject_civilian(trigger: Trigger, _tree: Tree, nouns: Nouns) -> bool:
    return _any(trigger.get("persons"), lambda h: nouns.is_civilian(nouns.content(h)))


def _target_people(trigger: Trigger, _tree: Tree, nouns: Nouns) -> bool:
    return _any(trigger.get("persons"), nouns.is_people)


def _refugees(trigger: Trigger, tree: Tree, nouns: Nouns) -> bool:
    return bool(_lemmas(trigger.get("persons"), tree, nouns) & _REFUGEES)


def _aid(trigger: Trigger, tree: Tree, nouns: Nouns) -> bool:
    return bool(_lemmas(trigger.get("other"), tree, nouns) & _AID) and _any(
        trigger.get("persons"), nouns.is_people
    )


def _supplies(trigger: Trigger, tree: Tree, nouns: Nouns) -> bool:
    return bool(_lemmas(trigger.get("other"), tree, nouns) & _SUPPLIES)


def _humanitarian(trigger: Trigger, _tree: Tree, nouns: Nouns) -> bool:
    return "humanitarian" in nouns.words(trigger.index)


def _appeal(trigger: Trigger, tree: Tree, nouns: Nouns) -> bool:
    if trigger.nominal:
        return trigger.linked and bool(_below(trigger.index, tree) & _APPEAL)
    if not _any(trigger.get("agent"), nouns.is_actor):
        return False
    if tree.lemmas[trigger.index] == "warn":
        return _is_exhortation(trigger, tree)
    if tree.lemmas[trigger.index] == "want" and not any(
        tree.find(c, "nsubj", "nsubjpass") for c in tree.find(trigger.index, "ccomp", "xcomp")
    ):
        return False
    if tree.lemmas[trigger.index] in {"ask", "advise", "invite", "count"} and not tree.find(
        trigger.index, "xcomp", "ccomp"
    ):
        return False
    return bool((_below(trigger.index, tree) - {tree.lemmas[trigger.index]}) & _APPEAL)


def _is_exhortation(trigger: Trigger, tree: Tree) -> bool:
    """Return whether somebody is told to do something ("warned Russia to stop")."""
    return bool(tree.find(trigger.index, "dobj")) and any(
        tree[c].tag == "VB" for c in tree.find(trigger.index, "xcomp", "ccomp")
    )


def _menace(trigger: Trigger, tree: Tree, nouns: Nouns) -> bool:
    below = _below(trigger.index, tree) - {tree.lemmas[trigger.index]}
    if trigger.nominal:
        return trigger.linked and bool(below & _MENACE)
    if not _any(trigger.get("agent"), nouns.is_actor):
        return False
    lemma = tree.lemmas[trigger.index]
    complements = tree.find(trigger.index, "xcomp", "ccomp")
    if lemma == "warn" and _is_exhortation(trigger, tree):
        return False
    for clause in complements:
        verb = tree.lemmas[clause]
        kinds = {frame.kind for frame, _ in nouns.lexicon.verbs.get(verb, ())}
        if lemma in _CONSIDER and kinds & {"movement"}:
            return False
        if kinds & _VIOLENT_KINDS:
            return True
        if _below(clause, tree) & _MENACE:
            return True
    if lemma in _CONSIDER:
        return bool(_lemmas(trigger.get("target"), tree, nouns) & _MENACE)
    objects = _lemmas(trigger.get("target"), tree, nouns)
    with_words = {tree.lemmas[n] for word, n in tree.prepositions(trigger.index)
                  if word in {"of", "with"}}  # fmt: skip
    return bool((objects | with_words) & _MENACE)


def _future(trigger: Trigger, tree: Tree, nouns: Nouns) -> bool:
    if trigger.nominal:
        return trigger.linked
    if not _any(trigger.get("agent"), lambda h: nouns.is_state(h) or nouns.is_armed(h)
                or tree.lemmas[h] in {"it", "they", "we"}):  # fmt: skip
        return False
    auxiliaries = {tree.lemmas[a] for a in tree.find(trigger.index, "aux")}
    return bool(auxiliaries & {"will", "shall", "would", "'ll"})


def _homes(trigger: Trigger, tree: Tree, _nouns: Nouns) -> bool:
    return any(
        word == "from" and tree.lemmas[noun] in {"home", "house", "village", "land"}
        for word, noun in tree.prepositions(trigger.index)
    )


def _streets(trigger: Trigger, tree: Tree, nouns: Nouns) -> bool:
    words = nouns.lexicon.classes["protesters"].nouns
    agents = _lemmas(trigger.get("agent"), tree, nouns)
    goals = {tree.lemmas[n] for _, n in tree.prepositions(trigger.index)}
    if not goals & {"street", "square", "avenue", "parliament"}:
        return False
    return bool(agents & words) or (
        _any(trigger.get("agent"), nouns.is_people) and tree.lemmas[trigger.index] == "take"
    )


def _crossing_people(trigger: Trigger, tree: Tree, nouns: Nouns) -> bool:
    words = _lemmas(trigger.get("persons"), tree, nouns)
    near = [n for _, n in tree.prepositions(trigger.index)] + tree.objects(trigger.index)
    if not _any(near, nouns.is_territory):
        return False
    crowd = tree.lemmas[trigger.index] in {"cross", "arrive", "pour", "stream"} and _any(
        trigger.get("persons"), lambda h: bool(tree.find(h, "nummod")) and nouns.is_civilian(h)
    )
    return bool(words & _REFUGEES) or crowd


def _parley(trigger: Trigger, tree: Tree, nouns: Nouns) -> bool:
    others = trigger.get("other")
    return (
        len(others) > 1
        and _any(others, nouns.is_armed)
        and bool(_below(trigger.index, tree) & _PARLEY)
    )


def _operations(trigger: Trigger, tree: Tree, nouns: Nouns) -> bool:
    return bool(_lemmas(trigger.get("other"), tree, nouns) & _OPERATIONS) and _any(
        trigger.get("agent"), lambda h: nouns.is_state(h) or nouns.is_armed(h)
        or nouns.label(h) == "ORG",
    )  # fmt: skip


def _diplomatic(trigger: Trigger, tree: Tree, nouns: Nouns) -> bool:
    lemma = tree.lemmas[trigger.index]
    targets = trigger.get("target")
    if not _any(
        trigger.get("agent"),
        lambda h: (
            nouns.is_state(h)
            or nouns.is_armed(h)
            or nouns.label(h) in {"ORG", "GPE"}
            or tree.lemmas[h] in {"assembly", "summit", "member"}
        ),
    ):
        return False
    if lemma in {"designate", "sanction", "blacklist"}:
        return bool(targets)
    if lemma in {"denounce", "condemn"}:
        return lemma == "denounce" and bool(targets)
    return bool(_lemmas(targets, tree, nouns) & _DIPLOMATIC)


def _pact(trigger: Trigger, tree: Tree, nouns: Nouns) -> bool:
    lemma = tree.lemmas[trigger.index]
    if trigger.nominal:
        verb = tree.lemmas[trigger.verb]
        return trigger.linked and verb in {
            "sign", "reach", "announce", "agree", "broker", "enter", "conclude", "strike",
            "declare", "violate", "break", "hold", "begin", "make", "take", "collapse", "end",
            "halt", "come", "expire", "complete", "have",
        }  # fmt: skip
    if lemma == "agree":
        parties = tree.conjuncts(trigger.get("other")[0]) if trigger.get("other") else []
        return _any(parties, lambda h: nouns.is_actor(h) or tree.lemmas[h] in {"it", "they"}) and (
            len(parties) > 1 or bool(_below(trigger.index, tree) & (_PACTS | _APPEAL))
        )
    if lemma == "sign":
        return bool({tree.lemmas[o] for o in tree.objects(trigger.index)} & _PACTS)
    return False


_CHECKS: dict[str, Callable[[Trigger, Tree, Nouns], bool]] = {
    "weapon": _weapon,
    "munition": _munition,
    "subject:munition": _subject_munition,
    "banned weapon": _banned_weapon,
    "hold": _hold,
    "military": _military,
    "territory": _territory,
    "fall": _fall,
    "losing": _losing,
    "of:territory": _of_territory,
    "subject:people": _subject_people,
    "subject:armed": _subject_armed,
    "subject:forces": _subject_forces,
    "subject:displaced": _subject_displaced,
    "subject:civilian": _subject_civilian,
    "homes": _homes,
    "streets": _streets,
    "crossing people": _crossing_people,
    "forces": _forces,
    "presence": _presence,
    "protesters": _protesters,
    "passage": _passage,
    "captives": _captives,
    "people": _people,
    "target:people": _target_people,
    "refugees": _refugees,
    "aid": _aid,
    "supplies": _supplies,
    "humanitarian": _humanitarian,
    "appeal": _appeal,
    "menace": _menace,
    "future": _future,
    "parley": _parley,
    "operations": _operations,
    "diplomatic": _diplomatic,
    "pact": _pact,
}
