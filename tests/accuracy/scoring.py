"""Documents with annotated toponyms in; what was found, and how much of it is right, out.

Conventions: a gold span that is marked `ignore` counts neither way, and so does a prediction over
it; predictions of a role that the corpus does not annotate are left out. End to end, a gold toponym
with coordinates is right where a prediction overlaps it and lies within 161 km.
"""

from __future__ import annotations

import statistics
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from geoconflict.geodesy import great_circle_km
from geoconflict.locate import locate_places
from geoconflict.model import Document, ToponymRole
from geoconflict.parse import parse_document
from geoconflict.recognise import recognise_expressions, recognise_toponyms
from geoconflict.resolve import resolve_toponyms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from corpora import Corpus

    from geoconflict.config import Config
    from geoconflict.gazetteer import Gazetteer

RIGHT_KM = 161.0
#: Countries with at least one year of 1,000 or more battle deaths since 2011, on their soil or
#: between their armies (after the definition of war in the UCDP/PRIO Armed Conflict Dataset).
CONFLICT_COUNTRIES = frozenset(
    ("AFG", "ARM", "AZE", "BFA", "CAF", "CMR", "COD", "EGY", "ERI", "ETH", "IRQ", "ISR", "LBN",
     "LBY", "MLI", "MMR", "MOZ", "NER", "NGA", "PAK", "PHL", "PSE", "RUS", "SDN", "SOM", "SSD",
     "SYR", "TCD", "TUR", "UKR", "YEM")
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """A toponym as found; `lon` and `lat` are None where it was left without a place."""

    start: int
    end: int
    role: ToponymRole
    score: float
    lon: float | None
    lat: float | None
    entry_id: str = ""


@dataclass(slots=True)
class Seconds:
    """CPU seconds of this process, by what they were spent on."""

    language_model: float = 0.0
    parse: float = 0.0
    recognise: float = 0.0
    resolve: float = 0.0


@dataclass(slots=True)
class Tally:
    """Counts of right and wrong over documents, and the shares they give."""

    found: int = 0
    gold: int = 0
    right: int = 0
    found_overlap: int = 0
    gold_overlap: int = 0
    placeable: int = 0
    placed_right: int = 0
    errors_km: list[float] = field(default_factory=list)

    def describe(self) -> dict[str, float]:
        """Return the shares, each 0 where there is nothing to divide by."""
        precision, recall = _share(self.right, self.found), _share(self.right, self.gold)
        wide_precision = _share(self.found_overlap, self.found)
        wide_recall = _share(self.gold_overlap, self.gold)
        return {
            "strict_precision": precision,
            "strict_recall": recall,
            "strict_f1": _f1(precision, recall),
            "overlap_precision": wide_precision,
            "overlap_recall": wide_recall,
            "overlap_f1": _f1(wide_precision, wide_recall),
            "end_to_end": _share(self.placed_right, self.placeable),
            "median_error_km": statistics.median(self.errors_km) if self.errors_km else 0.0,
        }


@dataclass(slots=True)
class Figures:
    """What `measure_corpus` found."""

    corpus: Corpus
    documents: int
    overall: Tally
    conflict: Tally
    #: Gold role -> (found with an overlapping span, found with the same kind of role, all).
    roles: dict[str, tuple[int, int, int]]
    #: (score, whether within 161 km) of every placed prediction that overlaps a placeable gold span.
    scores: list[tuple[float, bool]]
    seconds: Seconds
    misses: list[dict[str, Any]]


def measure_corpus(corpus: Corpus, gazetteer: Gazetteer, config: Config) -> Figures:
    """Return the figures of a corpus under its own policy."""
    figures = Figures(
        corpus=corpus, documents=0, overall=Tally(), conflict=Tally(), roles={}, scores=[],
        seconds=Seconds(), misses=[],
    )  # fmt: skip
    roles: defaultdict[str, Counter[str]] = defaultdict(Counter)
    rows = corpus.read()
    # What is loaded on first use is not the work itself.
    predict({"id": "", "text": "Fighting in Homs, Syria."}, gazetteer, config, Seconds())
    for row in rows:
        figures.documents += 1
        predictions = predict(row, gazetteer, config, figures.seconds)
        shown = [p for p in predictions if _is_annotated(p, corpus)]
        _score_document(figures, roles, row, shown, gazetteer)
    figures.roles = {
        role: (counts["found"], counts["agreed"], counts["all"])
        for role, counts in sorted(roles.items())
    }
    return figures


def predict(
    row: dict[str, Any], gazetteer: Gazetteer, config: Config, seconds: Seconds
) -> list[Prediction]:
    """Return every toponym found in a document, also of roles that a policy would hide."""
    document = Document(id=row["id"], text=row["text"])
    clock = [time.process_time()]
    parse = parse_document(document, config)
    clock.append(time.process_time())
    toponyms = recognise_toponyms(parse, gazetteer, config)
    expressions = recognise_expressions(parse, toponyms, gazetteer, config)
    clock.append(time.process_time())
    resolutions = resolve_toponyms(document.text, toponyms, gazetteer, config)
    clock.append(time.process_time())
    seconds.parse += clock[1] - clock[0]
    seconds.recognise += clock[2] - clock[1]
    seconds.resolve += clock[3] - clock[2]
    placed = {
        (place.start, place.end): place
        for place in locate_places(resolutions, expressions, gazetteer, config)
        if place.relation is None
    }
    found = []
    for toponym, resolution in zip(toponyms, resolutions, strict=True):
        place = placed.get((toponym.start, toponym.end))
        found.append(
            Prediction(
                start=toponym.start,
                end=toponym.end,
                role=toponym.role,
                score=resolution.score,
                lon=place.lon if place else None,
                lat=place.lat if place else None,
                entry_id=resolution.entry.id if resolution.entry else "",
            )
        )
    return found


def measure_language_model(corpora: Iterable[Corpus], model: str) -> dict[str, float]:
    """Return by corpus the CPU seconds of the bare language model over its texts."""
    import spacy

    nlp = spacy.load(model)
    seconds = {}
    for corpus in corpora:
        texts = [row["text"] for row in corpus.read()]
        for _ in nlp.pipe(texts[:1]):  # what is loaded on first use is not the work itself
            pass
        start = time.process_time()
        for _ in nlp.pipe(texts):
            pass
        seconds[corpus.name] = time.process_time() - start
    return seconds


def tabulate_reliability(
    scores: Sequence[tuple[float, bool]],
) -> Iterator[tuple[float, float, float, int]]:
    """Yield (lower end of the bin, mean score, share right, count) of each tenth with scores."""
    bins: defaultdict[int, list[tuple[float, bool]]] = defaultdict(list)
    for score, right in scores:
        bins[min(9, int(10 * score))].append((score, right))
    for number in sorted(bins):
        inside = bins[number]
        said = sum(score for score, _ in inside) / len(inside)
        yield number / 10, said, sum(right for _, right in inside) / len(inside), len(inside)


def _is_annotated(prediction: Prediction, corpus: Corpus) -> bool:
    """Return whether the corpus annotates names that do what this one does."""
    if prediction.role is ToponymRole.DEMONYM:
        return corpus.demonyms
    return prediction.role is not ToponymRole.IN_ORGANISATION or corpus.in_organisations


def _score_document(
    figures: Figures,
    roles: defaultdict[str, Counter[str]],
    row: dict[str, Any],
    shown: list[Prediction],
    gazetteer: Gazetteer,
) -> None:
    """Add one document to the tallies."""
    gold = [t for t in row["toponyms"] if not t.get("ignore")]
    ignored = [t for t in row["toponyms"] if t.get("ignore")]
    exact = {(t["start"], t["end"]) for t in gold}
    kept = [
        p for p in shown
        if (p.start, p.end) in exact or not any(_overlap(p, t["start"], t["end"]) for t in ignored)
    ]  # fmt: skip
    countries = _find_countries(gold, gazetteer)
    conflict_gold = [
        t for t, iso3 in zip(gold, countries, strict=True) if iso3 in CONFLICT_COUNTRIES
    ]
    _count(figures.overall, gold, kept)
    _count(figures.conflict, conflict_gold, _claims(kept, gold, conflict_gold, gazetteer))
    for toponym in gold:
        best = _find_best(toponym, kept)
        role = toponym.get("role", "")
        if role:
            roles[role]["all"] += 1
            roles[role]["found"] += best is not None
            roles[role]["agreed"] += best is not None and _same_kind(best.role, role)
        right = _is_right(best, toponym)
        if toponym.get("lat") is not None and best is not None and best.lon is not None:
            figures.scores.append((best.score, right))
        strict = (toponym["start"], toponym["end"]) in {(p.start, p.end) for p in kept}
        if not strict or not right:
            figures.misses.append(
                {"document": row["id"], "gold": toponym["text"], "role": role,
                 "want": toponym.get("entry_id") or (toponym.get("lat"), toponym.get("lon")),
                 "found": row["text"][best.start : best.end] if best else None,
                 "got": best.entry_id if best else None, "strict": strict, "placed": right,
                 "around": _quote(row["text"], toponym["start"], toponym["end"])}
            )  # fmt: skip
    for p in kept:
        if not any(_overlap(p, t["start"], t["end"]) for t in gold):
            figures.misses.append(
                {"document": row["id"], "gold": None, "role": p.role.value, "want": None,
                 "found": row["text"][p.start : p.end], "got": p.entry_id, "strict": False,
                 "placed": False, "around": _quote(row["text"], p.start, p.end)}
            )  # fmt: skip


def _count(tally: Tally, gold: list[dict[str, Any]], kept: list[Prediction]) -> None:
    """Add gold spans and predictions to a tally."""
    spans, found = {(t["start"], t["end"]) for t in gold}, {(p.start, p.end) for p in kept}
    tally.found += len(found)
    tally.gold += len(spans)
    tally.right += len(found & spans)
    tally.found_overlap += sum(any(a < d and c < b for c, d in spans) for a, b in found)
    tally.gold_overlap += sum(any(a < d and c < b for c, d in found) for a, b in spans)
    for toponym in gold:
        if toponym.get("lat") is None:
            continue
        best = _find_best(toponym, kept)
        tally.placeable += 1
        tally.placed_right += _is_right(best, toponym)
        if best is not None and best.lon is not None and best.lat is not None:
            tally.errors_km.append(
                great_circle_km(best.lon, best.lat, toponym["lon"], toponym["lat"])
            )


def _claims(
    kept: list[Prediction],
    gold: list[dict[str, Any]],
    conflict_gold: list[dict[str, Any]],
    gazetteer: Gazetteer,
) -> list[Prediction]:
    """Return the predictions on conflict countries: over such names, or placed there for nothing."""
    claims = []
    for p in kept:
        if any(_overlap(p, t["start"], t["end"]) for t in conflict_gold):
            claims.append(p)
        elif p.lon is not None and not any(_overlap(p, t["start"], t["end"]) for t in gold):
            units = gazetteer.find_units_at(p.lon, p.lat)
            if units.country_iso3 in CONFLICT_COUNTRIES:
                claims.append(p)
    return claims


def _find_countries(gold: list[dict[str, Any]], gazetteer: Gazetteer) -> list[str]:
    """Return the country of each gold point; empty at sea and where there is no point."""
    found = []
    for toponym in gold:
        if "country_iso3" in toponym:
            found.append(toponym["country_iso3"] or "")
        elif toponym.get("lat") is None:
            found.append("")
        else:
            found.append(gazetteer.find_units_at(toponym["lon"], toponym["lat"]).country_iso3)
    return found


def _find_best(toponym: dict[str, Any], kept: list[Prediction]) -> Prediction | None:
    """Return the prediction that shares most with a gold span."""
    start, end = toponym["start"], toponym["end"]
    over = [p for p in kept if _overlap(p, start, end)]
    return max(
        over,
        key=lambda p: (min(p.end, end) - max(p.start, start), -(p.end - p.start), -p.start),
        default=None,
    )


def _is_right(best: Prediction | None, toponym: dict[str, Any]) -> bool:
    """Return whether a prediction lies within reach of the gold point; true where gold has none."""
    if best is None:
        return False
    if toponym.get("lat") is None:
        return True
    if best.lon is None or best.lat is None:
        return False
    return great_circle_km(best.lon, best.lat, toponym["lon"], toponym["lat"]) <= RIGHT_KM


def _same_kind(role: ToponymRole, gold_role: str) -> bool:
    """Return whether a role agrees.

    Metonyms and anchors are literal to the recogniser, and an adjective in an organisation's name
    ("Libyan National Army") may be called either thing: no record is placed by it.
    """
    if gold_role in ("metonym", "expression"):
        return role in (ToponymRole.LITERAL, ToponymRole.METONYM)
    if gold_role == "in_organisation":
        return role in (ToponymRole.IN_ORGANISATION, ToponymRole.DEMONYM)
    return role.value == gold_role


def _overlap(p: Prediction, start: int, end: int) -> bool:
    return p.start < end and start < p.end


def _quote(text: str, start: int, end: int) -> str:
    """Return a span with some of the text around it, on one line."""
    before, after = text[max(0, start - 40) : start], text[end : end + 40]
    return " ".join(f"{before}[{text[start:end]}]{after}".split())


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
