"""The reviewed lexicon in: frames of events and classes of words, as look-ups by lemma.

Read once from `data/lexicon/events.toml` and `data/lexicon/words.toml`.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

#: Roles that a frame may give to an argument.
ROLES = frozenset({"agent", "target", "persons", "place", "quantity", "other", "side", "none"})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Frame:
    """What one group of words means for a record (fields: see the head of events.toml)."""

    name: str
    kind: str
    sub_kind: str = ""
    strong: bool = False
    verbs: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()
    subject: str = "agent"
    object: str = "target"
    of: str = "target"
    preps: dict[str, str] = field(default_factory=dict)
    harm: str = ""
    figure: str = ""
    measure: str = ""
    needs: str = ""
    state: bool = False
    light_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WordClass:
    """Words of one class: head nouns, names, and words that make a vague head one of the class."""

    nouns: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    modified: frozenset[str] = frozenset()
    modifiers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """Everything that the rules look up.

    Attributes
    ----------
    verbs, nouns, adjectives
        Lemma -> (frame, companion) pairs; the companion is the particle or object that a verb
        must have ("take:control"), empty where it needs none. Those with one stand first.
    classes
        Name of a class -> its words.
    lists
        "table.key" -> the words of a plain list.
    weapons
        Word -> sub-event type.
    target_objects
        Word -> kind of object that was hit.
    """

    verbs: dict[str, tuple[tuple[Frame, str], ...]]
    nouns: dict[str, tuple[Frame, ...]]
    adjectives: dict[str, tuple[Frame, ...]]
    classes: dict[str, WordClass]
    lists: dict[str, frozenset[str]]
    weapons: dict[str, str]
    target_objects: dict[str, str]


@cache
def read_lexicon() -> Lexicon:
    """Return the lexicon that ships; read from disk once.

    Raises
    ------
    ValueError
        If a frame names an unknown role or two frames share a name: the data is broken.
    """
    folder = resources.files("geoconflict.data") / "lexicon"
    events = tomllib.loads((folder / "events.toml").read_text(encoding="utf-8"))
    words = tomllib.loads((folder / "words.toml").read_text(encoding="utf-8"))
    frames = tuple(_read_frame(row) for row in events["frame"])
    if len({frame.name for frame in frames}) != len(frames):
        raise ValueError("events.toml: two frames share a name")
    verbs: dict[str, list[tuple[Frame, str]]] = {}
    nouns: dict[str, list[Frame]] = {}
    adjectives: dict[str, list[Frame]] = {}
    for frame in frames:
        for verb in frame.verbs:
            lemma, _, companion = verb.partition(":")
            verbs.setdefault(lemma, []).append((frame, companion))
        for noun in frame.nouns:
            nouns.setdefault(noun, []).append(frame)
        for adjective in frame.adjectives:
            adjectives.setdefault(adjective, []).append(frame)
    return Lexicon(
        verbs={k: tuple(sorted(v, key=lambda pair: not pair[1])) for k, v in verbs.items()},
        nouns={k: tuple(v) for k, v in nouns.items()},
        adjectives={k: tuple(v) for k, v in adjectives.items()},
        classes={name: _read_class(table) for name, table in words.items() if "nouns" in table},
        lists={
            f"{name}.{key}": frozenset(value)
            for name, table in words.items()
            for key, value in table.items()
            if isinstance(value, list)
        },
        weapons={word: kind for kind, row in words["weapons"].items() for word in row},
        target_objects={
            word: kind for kind, row in words["target_objects"].items() for word in row
        },
    )


def _read_frame(row: dict[str, Any]) -> Frame:
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in row.items()
    }
    frame = Frame(**values)
    roles = {frame.subject, frame.object, frame.of, *frame.preps.values()}
    if not roles <= ROLES:
        raise ValueError(f"events.toml: frame {frame.name!r} has unknown roles {roles - ROLES}")
    return frame


def _read_class(table: dict[str, Any]) -> WordClass:
    return WordClass(
        nouns=frozenset(table.get("nouns", ())),
        names=frozenset(table.get("names", ())),
        modified=frozenset(table.get("modified", ())),
        modifiers=frozenset(table.get("modifiers", ())),
    )
