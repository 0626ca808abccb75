"""Print the accuracy and cost of finding place names, by corpus, in one run.

    python tests/accuracy/report.py [--devdata DIR] [--corpus own|GeoVirus|GeoWebNews ...]
                                    [--model NAME] [--misses [N]] [--update [--allow-lower]]

A corpus is scored under its own policy on demonyms and on names inside organisations. "conflict
countries" are the gold names that lie in a country at war since 2011. `--update` raises the floors
of floors.json to what was measured and refuses to lower any unless `--allow-lower` is given too.
"""

from __future__ import annotations

import argparse
import resource
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from corpora import DEVDATA, list_corpora, list_own_corpora
from floors import hash_corpus, list_held, read_floors, update_floors, write_floors
from scoring import Figures, measure_corpus, measure_language_model, tabulate_reliability

from geoconflict.config import DEFAULT_MODEL, Config
from geoconflict.gazetteer import Gazetteer

if TYPE_CHECKING:
    from corpora import Corpus

_COLUMNS = (
    ("strict_precision", "P"), ("strict_recall", "R"), ("strict_f1", "F1"),
    ("overlap_precision", "P"), ("overlap_recall", "R"), ("overlap_f1", "F1"),
    ("end_to_end", "<161km"), ("median_error_km", "median"),
)  # fmt: skip


def main() -> None:
    """Measure, print, and update the floors where asked."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--devdata", type=Path, default=DEVDATA)
    parser.add_argument(
        "--corpus",
        action="append",
        choices=["own", "own-test", "own-dev", "GeoVirus", "GeoWebNews"],
    )
    parser.add_argument("--model", default=DEFAULT_MODEL)
    parser.add_argument("--misses", nargs="?", const=10_000, type=int, default=0, metavar="N",
                        help="list the first N misses of each corpus but own-test")  # fmt: skip
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--allow-lower", action="store_true")
    options = parser.parse_args()
    if options.update and options.model != DEFAULT_MODEL:
        parser.error("floors are those of the default model: leave --model away")
    corpora = select_corpora(options.devdata, options.corpus)
    if not corpora:
        parser.error(f"none of the corpora is present under {options.devdata}")
    config = Config(model=options.model)
    with Gazetteer() as gazetteer:
        measured = [measure_corpus(corpus, gazetteer, config) for corpus in corpora]
        peak = find_peak_memory_mb()
        bare = measure_language_model(corpora, options.model)
        print(f"model {options.model}, gazetteer {gazetteer.version}\n")
    for figures in measured:
        figures.seconds.language_model = bare[figures.corpus.name]
    print_accuracy(measured)
    print_roles(measured)
    print_reliability(measured)
    print_cost(measured, peak)
    print_pointers(measured)
    for figures in measured:
        if options.misses and figures.corpus.name != "own-test":
            print_misses(figures, options.misses)
    if options.update:
        sys.exit(update(measured, allow_lower=options.allow_lower))


def select_corpora(devdata: Path, names: list[str] | None) -> list[Corpus]:
    """Return the corpora of those names that are present; all of them where none is named."""
    present = [*list_own_corpora(), *list_corpora(devdata)]
    if not names:
        return present
    return [c for c in present if c.name in names or c.name.split("-")[0] in names]


def print_accuracy(measured: list[Figures]) -> None:
    """Print the table of recognition and of end-to-end resolution."""
    print(f"{'':26}{'strict span':>20}{'overlapping span':>21}{'end to end':>18}")
    heads = "".join(f"{head:>7}" for _, head in _COLUMNS[:-2])
    print(f"{'corpus':26}{heads}{'<161km':>9}{'median':>9}{'names':>7}")
    for figures in measured:
        policy = f"demonyms {'yes' if figures.corpus.demonyms else 'no'}"
        for label, tally in (
            (f"{figures.corpus.name} ({policy})", figures.overall),
            ("  conflict countries", figures.conflict),
        ):
            shares = tally.describe()
            cells = "".join(f"{shares[name]:7.3f}" for name, _ in _COLUMNS[:-2])
            print(
                f"{label:26}{cells}{shares['end_to_end']:9.3f}"
                f"{shares['median_error_km']:6.1f} km{tally.gold:7d}"
            )
    print()


def print_roles(measured: list[Figures]) -> None:
    """Print by annotated role how many names were found, and found in that role."""
    for figures in measured:
        if figures.roles:
            print(f"{figures.corpus.name}: role          found  role right   names")
            for role, (found, agreed, total) in figures.roles.items():
                print(f"  {role:22}{found / total:8.3f}{agreed / total:12.3f}{total:8d}")
    print()


def print_reliability(measured: list[Figures]) -> None:
    """Print whether scores say how often they are right."""
    print("resolver scores            said     was       n   (recognised names with a gold point)")
    for figures in measured:
        for low, said, was, count in tabulate_reliability(figures.scores):
            print(
                f"{figures.corpus.name:14}{low:.1f}-{low + 0.1:.1f} {said:10.2f}{was:8.2f}{count:8d}"
            )
    print()


def find_peak_memory_mb() -> float:
    """Return the largest resident size of this process so far."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def print_cost(measured: list[Figures], peak_memory_mb: float) -> None:
    """Print CPU time against the bare language model's on the same texts, and peak memory."""
    print("CPU seconds      model   parse  recognise  resolve   (rec+res)/model   all/model")
    for figures in measured:
        s = figures.seconds
        rest = s.recognise + s.resolve
        print(
            f"{figures.corpus.name:13}{s.language_model:9.2f}{s.parse:8.2f}{s.recognise:11.2f}"
            f"{s.resolve:9.2f}{rest / s.language_model:18.2f}"
            f"{(s.parse + rest) / s.language_model:12.2f}"
        )
    print(
        f"peak memory: {peak_memory_mb:.0f} MB after all stages, {find_peak_memory_mb():.0f} MB after "
        "the bare model on whole texts\n"
    )


def print_pointers(measured: list[Figures]) -> None:
    """Say which figures are on documents that were trained on."""
    trained = [f.corpus.name for f in measured if f.corpus.trained_on]
    if trained:
        print(
            f"{' and '.join(trained)}: the trained parts saw these documents, so the figures above "
            "are\nbetter than on other text. Five-fold cross-validated figures (folds by "
            "document):\n  python tests/accuracy/train_recogniser.py --check\n"
            "  python tests/accuracy/train_resolver.py --check\n"
        )


def print_misses(figures: Figures, limit: int) -> None:
    """Print what was missed, invented or misplaced, with the words around it."""
    print(f"{figures.corpus.name}: {len(figures.misses)} misses")
    for miss in figures.misses[:limit]:
        if miss["gold"] is None:
            what = f"spurious {miss['found']!r} -> {miss['got']}"
        elif miss["found"] is None:
            what = f"missed {miss['gold']!r} ({miss['role']})"
        else:
            what = "" if miss["strict"] else f"span {miss['found']!r} for {miss['gold']!r} "
            what += "" if miss["placed"] else f"placed {miss['got']} not {miss['want']}"
        print(f"  {miss['document']}: {what} | {miss['around']}")
    print()


def update(measured: list[Figures], *, allow_lower: bool) -> int:
    """Raise the floors; return the exit status."""
    stored, refused = read_floors(), []
    for figures in measured:
        held = list_held(figures.overall.describe(), figures.conflict.describe())
        entry = {"sha256": hash_corpus(figures.corpus), "floors": held}
        refused += update_floors(stored, figures.corpus.name, entry, allow_lower=allow_lower)
    write_floors(stored)
    for line in refused:
        print(f"refused: {line} (--allow-lower lowers it)", file=sys.stderr)
    return 1 if refused else 0


if __name__ == "__main__":
    main()
