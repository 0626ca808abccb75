"""A proposal in; the names of its features out, for the small linear model that judges it.

A feature is a short string; the model holds one weight for each that training kept.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from geoconflict.model import ToponymRole
from geoconflict.recognise.words import (
    LOCATIVE_PREPOSITIONS,
    TYPE_WORDS,
    WORLD_REGION_ADJECTIVES,
    WORLD_REGIONS,
    find_type_word,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geoconflict.model import Entry, Parse, Token
    from geoconflict.recognise.candidates import DocumentCounts, Proposal

_VENUE_WORDS = frozenset(
    ("university", "college", "school", "hospital", "airport", "hotel", "church", "mosque",
     "stadium", "park", "prison", "museum", "centre", "center", "theatre", "theater", "station",
     "bridge", "street", "avenue", "road", "square", "hall", "court", "market", "harbour", "harbor",
     "port", "racecourse", "arena", "beach", "mall", "palace", "castle", "tower", "clinic", "farm",
     "garden", "gardens", "zoo", "camp", "base", "house", "building", "cemetery", "institute")
)  # fmt: skip
_TITLES = frozenset(
    ("mr", "mr.", "mrs", "mrs.", "ms", "ms.", "dr", "dr.", "president", "minister", "general",
     "colonel", "captain", "senator", "professor", "prof.", "king", "queen", "prince", "pope",
     "sir", "gov.", "sen.", "rep.", "cllr", "judge", "chief", "sheikh", "imam", "commander",
     "spokesman", "spokeswoman", "spokesperson", "secretary", "mayor", "lord", "lady", "saint")
)  # fmt: skip
_SPEAKING = frozenset(
    ("said", "says", "told", "added", "announced", "claimed", "warned", "noted", "explained",
     "stated", "asked", "wrote", "tweeted", "argued", "confirmed", "denied")
)  # fmt: skip


def describe_proposal(
    parse: Parse,
    proposal: Proposal,
    labels: Sequence[str],
    counts: DocumentCounts,
    others: Sequence[Proposal],
) -> list[str]:
    """Return the features of a proposal.

    Parameters
    ----------
    parse
        The document's parse.
    proposal
        What to describe.
    labels
        The model's entity label of each token, empty outside entities.
    counts
        How the model labelled surfaces over the document.
    others
        The proposals that overlap it, itself not included.

    Returns
    -------
    names
        In fixed order, without duplicates that matter.
    """
    tokens, text = parse.tokens, parse.document.text
    surface = text[proposal.start : proposal.end]
    first, last = proposal.first, proposal.last
    label = proposal.label or "-"
    inside = proposal.inside or "-"
    role = proposal.role.value[0]
    size = _bucket_words(last - first)
    kind = _describe_entries(proposal.entries)
    if surface.lower() in WORLD_REGIONS:
        kind = "world"
    elif surface.lower() in WORLD_REGION_ADJECTIVES:
        kind = "world-adjective"
    out = ["bias", f"role={role}", f"label={label}", f"inside={inside}", f"size={size}"]
    out += [f"kind={kind}", f"kind+label={kind}+{label}", f"kind+inside={kind}+{inside}"]
    out += [f"role+inside={role}+{inside}", f"role+label={role}+{label}"]
    before, before2 = _word(tokens, first - 1, first), _word(tokens, first - 2, first)
    after, after2 = _word(tokens, last, first), _word(tokens, last + 1, first)
    out += [f"before={_class_before(before)}", f"after={_class_after(after)}"]
    out += [
        f"b+label={_class_before(before)}+{label}",
        f"b+kind={_class_before(before)}+{kind[:2]}",
    ]
    out += [f"w-1={before.lower()}", f"w+1={after.lower()}", f"w+2={after2.lower()}"]
    out.append(f"w-2={before2.lower()}")
    if before.lower() == "the":
        out += [f"the+{_class_before(before2)}+{label}", f"the+kind={kind[:2]}"]
    out.append(f"label-1={labels[first - 1] if first else ''}")
    out.append(f"label+1={labels[last] if last < len(tokens) else ''}")
    out += _describe_neighbours(tokens, first, last, label, kind)
    out += [
        f"all={label}+{kind[:2]}+{_class_before(before)}",
        f"a+label={_class_after(after)}+{label}",
    ]
    out += [f"a+role={_class_after(after)}+{role}", f"a+kind={_class_after(after)}+{kind[:2]}"]
    out += _describe_surface(surface, tokens[first:last], label, kind)
    out += _describe_dateline(parse, proposal, surface, after)
    out += _describe_document(surface, counts, label)
    out += _describe_others(proposal, others)
    if proposal.role is ToponymRole.IN_ORGANISATION:
        ends = "end" if _ends_entity(labels, last, tokens) else "mid"
        starts = "start" if first == 0 or labels[first - 1] != labels[first] else "mid"
        out += [f"org:{starts}-{ends}", f"org:{starts}+{kind}", f"org:before={before.lower()}"]
    return out


def _describe_neighbours(
    tokens: Sequence[Token], first: int, last: int, label: str, kind: str
) -> list[str]:
    """Return features of the tokens right before and after."""
    out = []
    if last < len(tokens) and tokens[last].sentence == tokens[first].sentence:
        following = tokens[last]
        out.append(f"pos+1={following.pos}")
        if following.text[:1].isupper():
            out.append(f"cap+1+{label}+{kind[:2]}")
            out.append(f"cap+1={following.text.lower()}")
        if following.text == "-":
            out.append("hyphen+1")
    if first and tokens[first - 1].sentence == tokens[first].sentence:
        out.append(f"pos-1={tokens[first - 1].pos}")
        if tokens[first - 1].text[:1].isupper():
            out.append(f"cap-1+{label}+{kind[:2]}")
        if tokens[first - 1].text == "-":
            out.append("hyphen-1")
    else:
        out.append(f"begins+{label}")
    return out


def _bucket_words(count: int) -> str:
    return str(count) if count < 4 else "4+"


def _word(tokens: Sequence[Token], index: int, near: int) -> str:
    """Return a token's text if it stands in the same sentence, else a mark."""
    if 0 <= index < len(tokens) and tokens[index].sentence == tokens[near].sentence:
        return tokens[index].text
    return "|"


def _describe_entries(entries: Sequence[Entry]) -> str:
    """Return what the best known entries of a name are: class, rank, size."""
    if not entries:
        return "none"
    best = entries[0]
    if best.feature_class == "A":
        if best.feature_code.startswith(("PCL", "TERR")):
            return "A0" if best.name_kind != "abbreviation" else "A0abbr"
        return "A1" if best.feature_code == "ADM1" else "A2"
    if best.feature_class == "P":
        size = int(math.log10(best.population + 1))
        exact = "n" if best.name_kind == "name" else "a"
        return f"P{size}{exact}"
    return f"{best.feature_class}x"


def _class_before(word: str) -> str:
    lower = word.lower()
    if lower in LOCATIVE_PREPOSITIONS:
        return "loc" if lower in ("in", "near", "at", "outside", "inside", "around") else "locweak"
    if lower in _TITLES:
        return "title"
    if find_type_word(lower):
        return "type"
    if lower in ("the", "of", "and", ",", "|", "by", "with", "for", "'s"):
        return lower
    return "cap" if word[:1].isupper() else "other"


def _class_after(word: str) -> str:
    lower = word.lower()
    if find_type_word(lower):
        return "type:" + TYPE_WORDS[find_type_word(lower)]
    if lower in _VENUE_WORDS:
        return "venue"
    if lower in _SPEAKING:
        return "says"
    if lower in ("'s", "’s", ",", ".", "and", "|", "-", "(", ")", "is", "was", "has"):
        return lower
    return "cap" if word[:1].isupper() else "other"


def _describe_surface(surface: str, tokens: Sequence[Token], label: str, kind: str) -> list[str]:
    out = [f"pos={'+'.join(t.pos for t in tokens[:3])}"]
    words = surface.split()
    if surface.isupper():
        out.append(f"upper{min(len(surface), 6)}+{label}+{kind[:2]}")
    lowered = words[-1].lower().strip(".")
    if lowered in _VENUE_WORDS:
        out += [f"venue+{label}", f"venue={lowered}"]
    elif find_type_word(lowered):
        out += [f"typed+{label}", f"typed={lowered}+{kind[:1]}"]
    if find_type_word(words[0]) and len(words) > 1:
        out.append(f"typed-first={words[0].lower()}")
    if any(c.isdigit() for c in surface):
        out.append("digit")
    if "." in surface:
        out.append("dot")
    if len(words) == 1:
        out += [f"suffix={surface[-3:].lower()}", f"len={min(len(surface), 8)}"]
    out.append(f"dep={tokens[-1].dep}")
    out.append(f"dep+label={tokens[-1].dep}+{label}")
    return out


def _describe_dateline(parse: Parse, proposal: Proposal, surface: str, after: str) -> list[str]:
    """Return features of a name that opens a paragraph, as datelines do: "GAO, Mali (AP) —"."""
    text = parse.document.text
    line = text.rfind("\n", 0, proposal.start) + 1
    if text[line : proposal.start].strip():
        return []
    out = ["opens"]
    if after in ("(", "—", "–", "-", "--", ",", ":"):
        out.append(f"opens{after}+{'upper' if surface.isupper() else 'mixed'}")
    return out


def _describe_document(surface: str, counts: DocumentCounts, label: str) -> list[str]:
    """Return features of how the same surface stands elsewhere in the document."""
    seen: Counter[str] = counts.labels.get(surface, Counter())
    out = []
    for kind in ("GPE", "PERSON", "ORG", "NORP", "LOC"):
        others = seen[kind] - (1 if kind == label else 0)
        if others > 0:
            out.append(f"also={kind}")
            out.append(f"also={kind}+{label}")
    if surface.lower() in counts.lower:
        out.append("lower-in-document")
    if surface in counts.person_parts:
        out.append(f"person-part+{label}")
    return out


def _describe_others(proposal: Proposal, others: Sequence[Proposal]) -> list[str]:
    """Return features of the proposals that compete for the same text."""
    out = []
    for other in others:
        if other.start <= proposal.start and other.end >= proposal.end:
            what = "longer"
        elif other.start >= proposal.start and other.end <= proposal.end:
            what = "shorter"
        else:
            what = "crossing"
        known = "known" if other.entries else "unknown"
        out.append(f"{what}:{known}:{other.label or '-'}")
    return sorted(set(out))


def _ends_entity(labels: Sequence[str], last: int, tokens: Sequence[Token]) -> bool:
    return last >= len(tokens) or labels[last] != labels[last - 1]
