"""Train the ranker of `geoconflict.resolve` and write data/models/resolver.json.

    python tests/accuracy/train_resolver.py [--devdata DIR] [--check]

Needs SciPy, for training only. A conditional logit: of a toponym's candidates and "none of these",
the right one gets the highest probability. Prints five-fold cross-validated shares (folds by
document, seed below) of gold toponyms within 161 km, given that the name was recognised, and a
reliability table of the scores; `--check` prints and writes nothing.
"""

from __future__ import annotations

import argparse
import json
import math
import random
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from corpora import DEVDATA, list_corpora
from scipy.optimize import minimize

from geoconflict.config import Config
from geoconflict.gazetteer import Gazetteer
from geoconflict.geodesy import great_circle_km
from geoconflict.model import Document
from geoconflict.parse import parse_document
from geoconflict.recognise import recognise_toponyms
from geoconflict.resolve import find_candidates, iter_surroundings
from geoconflict.resolve.context import is_country
from geoconflict.resolve.features import describe_candidate
from geoconflict.resolve.ranking import Ranker, rank_candidates

SEED = 20200210
FOLDS = 5
PENALTY = 1.0
# What weights are drawn to, and how strongly: the corpora say "province of" and "X, Y" too seldom
# to teach what they mean, and conflict reports say them all the time.
PRIOR = {
    "type word fits": 3.0, "type word against": -2.0, "held": 5.0, "held by unit": 2.0,
    "not held": -1.0, "holds": 2.0, "does not hold": -1.0, "called province elsewhere": 4.0,
    "settlement, called province elsewhere": -2.0, "abbreviation in lower case": -3.0,
    "name:variant": -3.0, "name:within": -1.0, "kind:sea": 3.5,
}  # fmt: skip
PRIOR_PENALTY = 50.0
RIGHT_KM = 161.0
# The second pass knows where the first one put the rest; so must training.
ROUNDS = 2
OUTPUT = Path(__file__).parents[2] / "data" / "models" / "resolver.json"


def read_documents(folder: Path, gazetteer: Gazetteer) -> list[dict[str, Any]]:
    """Return each document with its toponyms, candidates and, where gold has one, the right ones."""
    config, found = Config(), []
    for corpus in list_corpora(folder):
        for row in corpus.read():
            parse = parse_document(Document(id=row["id"], text=row["text"]), config)
            toponyms = recognise_toponyms(parse, gazetteer, config)
            candidates = find_candidates(toponyms, gazetteer)
            gold = []
            for toponym, entries in zip(toponyms, candidates, strict=True):
                match = next(
                    (
                        g
                        for g in row["toponyms"]
                        if g.get("lat") is not None
                        and not g.get("ignore")
                        and g["start"] == toponym.start
                        and g["end"] == toponym.end
                    ),
                    None,
                )
                gold.append(None if match is None else find_right(match, entries, gazetteer))
            found.append(
                {"corpus": corpus.name, "text": row["text"], "toponyms": toponyms,
                 "candidates": candidates, "gold": gold}
            )  # fmt: skip
    return found


def find_right(gold: dict[str, Any], entries: tuple[Any, ...], gazetteer: Gazetteer) -> list[int]:
    """Return which candidates are right: those nearest to the gold point, within reach of it."""
    away = [great_circle_km(e.lon, e.lat, gold["lon"], gold["lat"]) for e in entries]
    right = [i for i, km in enumerate(away) if km <= RIGHT_KM]
    if right:
        best = min(away[i] for i in right)
        return [i for i in right if away[i] <= best + 10.0]
    # Conventional points of large areas differ between gazetteers.
    point = shapely.Point(gold["lon"], gold["lat"])
    for i, entry in enumerate(entries):
        if entry.has_geometry and (
            is_country(entry) or entry.feature_code == "ADM1" or entry.feature_class in "HLT"
        ):
            area = gazetteer.get_geometry(entry.id)
            if area is not None and area.covers(point):
                return [i]
    return []


def describe(
    documents: list[dict[str, Any]], ranker_of: list[Ranker], gazetteer: Gazetteer
) -> list[Any]:
    """Return (document, features of each candidate, right ones) of the last pass under the rankers."""
    config, rows = Config(), []
    for number, document in enumerate(documents):
        ranked: list[Any] = []
        last = None
        passes = iter_surroundings(
            document["text"],
            document["toponyms"],
            document["candidates"],
            ranked,
            gazetteer,
            config,
        )
        for surroundings in passes:
            last = surroundings
            ranked[:] = [
                rank_candidates(t, entries, around, ranker_of[number], config)
                for t, entries, around in zip(
                    document["toponyms"], document["candidates"], surroundings, strict=True
                )
            ]
        for t, entries, around, gold in zip(
            document["toponyms"], document["candidates"], last or [], document["gold"], strict=True
        ):
            if gold is not None and entries:
                features = [describe_candidate(t, e, entries, around) for e in entries]
                rows.append((number, features, gold))
    return rows


def fit(rows: list[Any]) -> Ranker:
    """Return the ranker that makes the right candidates most likely."""
    names = sorted({name for _, features, _ in rows for f in features for name in f})
    index = {name: i for i, name in enumerate(names)}
    groups = []
    for _, features, gold in rows:
        matrix = np.zeros((len(features) + 1, len(names) + 1))
        for i, described in enumerate(features):
            for name, value in described.items():
                matrix[i, index[name]] = value
        matrix[-1, -1] = 1.0  # none of these
        right = np.zeros(len(features) + 1, dtype=bool)
        right[gold or [-1]] = True
        groups.append((matrix, right))

    centre = np.array([*(PRIOR.get(name, 0.0) for name in names), 0.0])
    penalty = np.array([*(PRIOR_PENALTY if name in PRIOR else PENALTY for name in names), PENALTY])

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        away = weights - centre
        total, slope = 0.5 * float(penalty @ away**2), penalty * away
        for matrix, right in groups:
            scores = matrix @ weights
            scores -= scores.max()
            chances = np.exp(scores)
            chances /= chances.sum()
            share = chances[right].sum()
            total -= math.log(max(share, 1e-12))
            wanted = np.where(right, chances / max(share, 1e-12), 0.0)
            slope = slope + matrix.T @ (chances - wanted)
        return total, slope

    found = minimize(loss, centre, jac=True, method="L-BFGS-B").x
    weights = {name: round(float(w), 3) for name, w in zip(names, found[:-1], strict=True)}
    return Ranker(weights={k: v for k, v in weights.items() if v}, none=round(float(found[-1]), 3))


def judge(rows: list[Any], ranker_of: list[Ranker], documents: list[dict[str, Any]]) -> None:
    """Print the share right by corpus and a reliability table."""
    right: defaultdict[str, list[bool]] = defaultdict(list)
    bins: defaultdict[int, list[tuple[float, bool]]] = defaultdict(list)
    for number, features, gold in rows:
        ranker = ranker_of[number]
        totals = np.array([*(ranker.weigh(f) for f in features), ranker.none])
        chances = np.exp(totals - totals.max())
        chances /= chances.sum()
        best = int(np.argmax(totals[:-1]))
        hit = best in gold
        right[documents[number]["corpus"]].append(hit)
        bins[min(9, int(10 * chances[best]))].append((float(chances[best]), hit))
    for name, hits in right.items():
        print(f"{name:12} right {sum(hits) / len(hits):.3f} of {len(hits)} with candidates")
    print("score        said  was   n")
    for number in sorted(bins):
        said = sum(p for p, _ in bins[number]) / len(bins[number])
        was = sum(hit for _, hit in bins[number]) / len(bins[number])
        print(
            f"{number / 10:.1f}-{(number + 1) / 10:.1f}      {said:.2f}  {was:.2f}  {len(bins[number])}"
        )


def main() -> None:
    """Train, print figures, write the ranker."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--devdata", type=Path, default=DEVDATA)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    gazetteer = Gazetteer()
    documents = read_documents(options.devdata, gazetteer)
    chance = random.Random(SEED)
    fold_of = [chance.randrange(FOLDS) for _ in documents]
    start = Ranker(
        weights={"country in focus": 2.0, "size:settlement": 4.0, "kind:country": 4.0}, none=-2.0
    )
    rankers = [start] * FOLDS
    final = start
    for _ in range(ROUNDS):
        rows = describe(documents, [rankers[f] for f in fold_of], gazetteer)
        rankers = [fit([r for r in rows if fold_of[r[0]] != fold]) for fold in range(FOLDS)]
        final = fit(describe(documents, [final] * len(documents), gazetteer))
    print(f"{FOLDS}-fold cross-validation by document:")
    per_document = [rankers[f] for f in fold_of]
    judge(describe(documents, per_document, gazetteer), per_document, documents)
    if not options.check:
        stored = {
            "about": "conditional logit over candidates; tests/accuracy/train_resolver.py",
            "seed": SEED,
            "trained_on": {c.name: c.licence for c in list_corpora(options.devdata)},
            "none": final.none,
            "weights": dict(sorted(final.weights.items())),
        }
        OUTPUT.write_text(json.dumps(stored, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
