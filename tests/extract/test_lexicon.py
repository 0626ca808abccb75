from __future__ import annotations

from geoconflict.extract.conditions import _CHECKS
from geoconflict.extract.lexicon import read_lexicon
from geoconflict.model import RecordKind

# Kinds that the rules turn into record kinds.
DERIVED = {"harm", "violence", "capture", "closure"}


def frames():
    lexicon = read_lexicon()
    rows = {id(f): f for pairs in lexicon.verbs.values() for f, _ in pairs}
    for table in (lexicon.nouns, lexicon.adjectives):
        rows |= {id(f): f for row in table.values() for f in row}
    return sorted(rows.values(), key=lambda f: f.name)


def test_every_frame_has_a_known_kind_and_condition() -> None:
    kinds = {kind.value for kind in RecordKind} | DERIVED
    for frame in frames():
        assert frame.kind in kinds, frame.name
        assert not frame.needs or frame.needs in _CHECKS, frame.name


def test_lemmas_are_lower_case_and_not_repeated_in_a_frame() -> None:
    for frame in frames():
        for words in (frame.verbs, frame.nouns, frame.adjectives):
            assert list(words) == [w.lower() for w in words], frame.name
            assert len(set(words)) == len(words), frame.name


def test_lexemes_with_a_companion_are_tried_first() -> None:
    for pairs in read_lexicon().verbs.values():
        companions = [bool(companion) for _, companion in pairs]
        assert companions == sorted(companions, reverse=True)
