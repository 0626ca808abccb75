"""Train the linear model of `geoconflict.recognise` and write data/models/recogniser.json.

    python tests/accuracy/train_recogniser.py [--devdata DIR] [--check]

Needs scikit-learn, for training only. Prints cross-validated figures (five folds by document, seed
below); `--check` prints them and writes nothing. The figures are what to expect on other text:
those of the final model on its own training documents are better than that.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from corpora import DEVDATA, list_corpora
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from geoconflict.config import Config
from geoconflict.gazetteer import Gazetteer
from geoconflict.model import Document, ToponymRole
from geoconflict.parse import parse_document
from geoconflict.recognise.candidates import Names
from geoconflict.recognise.toponyms import (
    _DEMONYM_THRESHOLD,
    _THRESHOLD,
    LinearModel,
    describe_proposals,
)

SEED = 20200210
FOLDS = 5
INVERSE_REGULARISATION = 0.4
# A feature seen less often than this says more about a document than about language.
MIN_COUNT = 3
OUTPUT = Path(__file__).parents[2] / "data" / "models" / "recogniser.json"


def read_samples(folder: Path) -> list[dict[str, Any]]:
    """Return each document's proposals with features, labels and what does not count."""
    gazetteer, config = Gazetteer(), Config()
    samples = []
    for corpus in list_corpora(folder):
        for row in corpus.read():
            parse = parse_document(Document(id=row["id"], text=row["text"]), config)
            gold = {(t["start"], t["end"]) for t in row["toponyms"] if not t.get("ignore")}
            ignored = [(t["start"], t["end"]) for t in row["toponyms"] if t.get("ignore")]
            spans, features, roles = [], [], []
            for proposal, described in describe_proposals(parse, Names(gazetteer)):
                spans.append((proposal.start, proposal.end))
                features.append(described)
                roles.append(proposal.role)
            counted = [
                (span in gold or not any(span[0] < b and a < span[1] for a, b in ignored))
                # What a corpus does not annotate at all says nothing.
                and (role is not ToponymRole.DEMONYM or corpus.demonyms)
                and (role is not ToponymRole.IN_ORGANISATION or corpus.in_organisations)
                for span, role in zip(spans, roles, strict=True)
            ]
            samples.append(
                {"corpus": corpus, "spans": spans, "features": features, "roles": roles,
                 "gold": gold, "ignored": ignored, "counted": counted}
            )  # fmt: skip
    return samples


def fit(samples: list[dict[str, Any]]) -> LinearModel:
    """Return the model fitted to samples."""
    rows = [
        (features, span in sample["gold"])
        for sample in samples
        for features, span, counted in zip(
            sample["features"], sample["spans"], sample["counted"], strict=True
        )
        if counted
    ]
    seen = Counter(name for features, _ in rows for name in set(features))
    vectors = DictVectorizer(dtype=np.float64)
    matrix = vectors.fit_transform(
        [dict.fromkeys((n for n in features if seen[n] >= MIN_COUNT), 1) for features, _ in rows]
    )
    matrix.indices = matrix.indices.astype(np.int32)
    matrix.indptr = matrix.indptr.astype(np.int32)
    fitted = LogisticRegression(
        C=INVERSE_REGULARISATION, solver="liblinear", max_iter=1000, random_state=SEED
    ).fit(matrix, [label for _, label in rows])
    weights = {
        name: round(float(weight), 3)
        for name, weight in zip(vectors.get_feature_names_out(), fitted.coef_[0], strict=True)
        if abs(weight) >= 0.01
    }
    return LinearModel(
        bias=round(float(fitted.intercept_[0]), 3), weights=dict(sorted(weights.items()))
    )


def score(samples: list[dict[str, Any]], models: list[LinearModel]) -> None:
    """Print strict and overlap F1 by corpus, each document judged by its model."""
    totals: dict[str, Counter[str]] = {}
    for sample, model in zip(samples, models, strict=True):
        corpus, total = sample["corpus"], totals.setdefault(sample["corpus"].name, Counter())
        judged = sorted(
            zip(
                map(model.judge, sample["features"]), sample["spans"], sample["roles"], strict=True
            ),
            key=lambda item: (-item[0], item[1]),
        )
        chosen: list[tuple[int, int]] = []
        for probability, (start, end), role in judged:
            demonym = role is ToponymRole.DEMONYM
            if probability < (_DEMONYM_THRESHOLD if demonym else _THRESHOLD):
                continue
            if not any(start < b and a < end for a, b in chosen):
                chosen.append((start, end))
                hidden = (demonym and not corpus.demonyms) or (
                    role is ToponymRole.IN_ORGANISATION and not corpus.in_organisations
                )
                if hidden:
                    total["hidden"] += 1
                    chosen[-1] = (start, end)
                    sample.setdefault("hide", set()).add((start, end))
        hide = sample.pop("hide", set())
        found = {
            s for s in chosen
            if s not in hide
            and (s in sample["gold"] or not any(s[0] < b and a < s[1] for a, b in sample["ignored"]))
        }  # fmt: skip
        gold = sample["gold"]
        total["right"] += len(found & gold)
        total["found"] += len(found)
        total["gold"] += len(gold)
        total["found_overlap"] += sum(any(s[0] < b and a < s[1] for a, b in gold) for s in found)
        total["gold_overlap"] += sum(any(s[0] < b and a < s[1] for a, b in found) for s in gold)
    for name, total in totals.items():
        precision, recall = total["right"] / total["found"], total["right"] / total["gold"]
        p2, r2 = total["found_overlap"] / total["found"], total["gold_overlap"] / total["gold"]
        print(
            f"{name:12} precision {precision:.3f}  recall {recall:.3f}  "
            f"F1 {2 * precision * recall / (precision + recall):.3f}  "
            f"overlap F1 {2 * p2 * r2 / (p2 + r2):.3f}"
        )


def main() -> None:
    """Train, print figures, write the model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--devdata", type=Path, default=DEVDATA)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    samples = read_samples(options.devdata)
    chance = random.Random(SEED)
    fold_of = [chance.randrange(FOLDS) for _ in samples]
    models = [
        fit([s for s, f in zip(samples, fold_of, strict=True) if f != fold])
        for fold in range(FOLDS)
    ]
    print(f"{FOLDS}-fold cross-validation by document:")
    score(samples, [models[fold] for fold in fold_of])
    final = fit(samples)
    print(f"on the training documents themselves ({len(final.weights)} weights):")
    score(samples, [final] * len(samples))
    if not options.check:
        OUTPUT.parent.mkdir(exist_ok=True)
        stored = {
            "about": "logistic regression over binary features; tests/accuracy/train_recogniser.py",
            "seed": SEED,
            "trained_on": {c.name: c.licence for c in list_corpora(options.devdata)},
            "bias": final.bias,
            "weights": final.weights,
        }
        OUTPUT.write_text(json.dumps(stored, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
