"""Speed and memory of the gazetteer, each beside what a user would run instead.

Run it with `pytest tests/benchmarks/test_gazetteer.py -m benchmark`; with
`--benchmark-disable` it checks that every task still works. Bars are those of the issue; they
are asserted on the median, once, outside CI's disabled mode.
"""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from user_data_samples import line

from geoconflict.gazetteer import Gazetteer
from geoconflict.gazetteer.imports import add_gazetteer

pytestmark = pytest.mark.benchmark
SEED = 20200210
SYLLABLES = (
    "kafr",
    "tell",
    "abu",
    "ma",
    "rat",
    "num",
    "han",
    "deir",
    "bab",
    "shay",
    "khun",
    "jis",
    "wadi",
    "beit",
)
POSITIONS = 100_000
ROWS = 60_000


def hold(benchmark, bar_s: float, work: int = 1) -> None:
    """Fail where the median of a measured run is above its bar."""
    if benchmark.stats is None:
        return
    benchmark.extra_info["bar_s"] = bar_s
    benchmark.extra_info["per_second"] = round(work / benchmark.stats.stats.median)
    assert benchmark.stats.stats.median <= bar_s


def read_peak_mb(code: str) -> float:
    """Return the most memory that a program of its own held at once (Linux: VmHWM)."""
    status = Path("/proc/self/status")
    if not status.exists():
        pytest.skip("peak memory is read from /proc")
    show = "print([l for l in open('/proc/self/status') if l.startswith('VmHWM')][0].split()[1])"
    command = [sys.executable, "-I", "-c", f"{code}; {show}"]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)
    return int(answer.stdout) / 1024


@pytest.fixture(scope="module")
def known() -> list[str]:
    """A thousand names that ship, drawn with a fixed seed."""
    import sqlite3

    with Gazetteer(user_data=False) as gazetteer:
        path = gazetteer.path
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    names = [row[0] for row in connection.execute("SELECT name FROM entry WHERE n % 97 = 0")]
    connection.close()
    return random.Random(SEED).sample(names, 1000)


@pytest.fixture(scope="module")
def dump(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A country dump as GeoNames writes them: mostly villages with few alternate names."""
    draw = random.Random(SEED)

    def name() -> str:
        return "".join(draw.choices(SYLLABLES, k=3)).title()

    path = tmp_path_factory.mktemp("dump") / "SY.txt"
    with path.open("w", encoding="utf-8") as stream:
        for i in range(ROWS):
            alternates = ",".join(name() for _ in range(draw.choice((0, 0, 1, 2, 3))))
            lat, lon = 33 + 4 * draw.random(), 36 + 6 * draw.random()
            row = line(
                90_000_000 + i,
                f"{name()} {name()}",
                f"{lat:.5f}",
                f"{lon:.5f}",
                admin1=f"{draw.randint(1, 14):02d}",
                alternates=alternates,
                population=draw.choice((0, 0, 0, 900)),
            )
            stream.write(row + "\n")
    return path


@pytest.mark.benchmark(group="cold open and first look-up")
def test_cold_open(benchmark) -> None:
    def look_up() -> None:
        with Gazetteer(user_data=False) as gazetteer:
            assert gazetteer.find_by_name("Saraqib")

    benchmark.pedantic(look_up, rounds=20)
    hold(benchmark, 0.080)


@pytest.mark.benchmark(group="cold open and first look-up")
def test_cold_open_in_a_new_process(benchmark) -> None:
    """Of a fresh interpreter, less the start of an empty one; the import of the room counts."""
    code = "from geoconflict.gazetteer import Gazetteer; Gazetteer(user_data=False).find_by_name('Saraqib')"

    def start(program: str) -> None:
        subprocess.run([sys.executable, "-I", "-c", program], check=True)

    begun = time.perf_counter()
    start("pass")
    benchmark.extra_info["empty_interpreter_s"] = round(time.perf_counter() - begun, 3)
    benchmark.pedantic(start, args=(code,), rounds=5)


@pytest.mark.benchmark(group="cold open and first look-up")
def test_cold_open_instead_with_a_dict(benchmark) -> None:
    """What a user would do: read all names into a dict."""
    import sqlite3

    with Gazetteer(user_data=False) as gazetteer:
        path = gazetteer.path

    def look_up() -> None:
        connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
        names: dict[str, list[int]] = {}
        for folded, number in connection.execute("SELECT folded, n FROM name"):
            names.setdefault(folded, []).append(number)
        connection.close()
        assert names["saraqib"]

    benchmark.pedantic(look_up, rounds=2)


@pytest.mark.benchmark(group="1,000 names")
def test_a_thousand_names_warm(benchmark, known: list[str]) -> None:
    with Gazetteer(user_data=False) as gazetteer:

        def look_up() -> None:
            for name in known:
                gazetteer.find_by_name(name, limit=1)

        look_up()
        benchmark(look_up)
    hold(benchmark, 0.025, len(known))


@pytest.mark.benchmark(group="1,000 names")
def test_a_thousand_names_with_user_data(
    benchmark, known: list[str], dump: Path, tmp_path: Path
) -> None:
    add_gazetteer(dump, data_dir=tmp_path)
    with Gazetteer(data_dir=tmp_path) as gazetteer:

        def look_up() -> None:
            for name in known:
                gazetteer.find_by_name(name, limit=1)

        look_up()
        benchmark(look_up)


@pytest.mark.benchmark(group="fuzzy within a country")
@pytest.mark.parametrize("country", ["SYR", "UKR", "SDN"])
def test_fuzzy_within_a_country(benchmark, country: str) -> None:
    draw = random.Random(SEED)
    with Gazetteer(user_data=False) as gazetteer:
        keys = gazetteer._keys.read_keys(country)
        wrong = []
        for key in draw.sample([k for k in keys if k.isascii() and len(k) > 4], 200):
            at = draw.randrange(1, len(key) - 1)
            wrong.append(key[:at] + draw.choice("aeiou") + key[at + 1 :])
        spent: list[float] = []

        def look_up() -> None:
            spent.clear()
            for name in wrong:
                begun = time.perf_counter()
                gazetteer.suggest(name, countries=(country,), limit=5)
                spent.append(time.perf_counter() - begun)

        benchmark.pedantic(look_up, rounds=3)
    p95 = sorted(spent)[int(0.95 * len(spent))]
    benchmark.extra_info["p95_ms"] = round(p95 * 1000, 2)
    if benchmark.stats is not None:
        assert p95 < 0.010


@pytest.mark.benchmark(group="fuzzy within a country")
def test_fuzzy_instead_with_difflib(benchmark) -> None:
    """What a user would do: the standard library over the same keys."""
    import difflib

    with Gazetteer(user_data=False) as gazetteer:
        keys = gazetteer._keys.read_keys("SYR")
    benchmark.pedantic(difflib.get_close_matches, args=("saraqjb", keys), rounds=3)


@pytest.fixture(scope="module")
def positions():
    import numpy as np

    generator = np.random.default_rng(SEED)
    # Where people live, not in the sea: around places that ship.
    import sqlite3

    with Gazetteer(user_data=False) as gazetteer:
        path = gazetteer.path
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    rows = connection.execute(
        "SELECT lon_e5 / 1e5, lat_e5 / 1e5 FROM entry WHERE feature_class = 'P'"
    )
    places = np.array(rows.fetchall())
    connection.close()
    chosen = places[generator.integers(0, len(places), POSITIONS)]
    return np.clip(chosen + generator.normal(0, 0.1, chosen.shape), (-179.9, -89.9), (179.9, 89.9))


@pytest.mark.benchmark(group="100,000 positions to admin-1")
def test_positions_to_units(benchmark, positions) -> None:
    with Gazetteer(user_data=False) as gazetteer:
        gazetteer.find_units(positions[:1000])
        units = benchmark.pedantic(gazetteer.find_units, args=(positions,), rounds=3)
    assert len(units) == POSITIONS
    hold(benchmark, 2.0, POSITIONS)


@pytest.mark.benchmark(group="100,000 positions to admin-1")
def test_positions_to_units_instead_with_geopandas(benchmark, positions) -> None:
    """What a user would do: a spatial join with the same polygons."""
    import zlib

    import geopandas
    import shapely

    with Gazetteer(user_data=False) as gazetteer:
        rows = gazetteer._connection.execute(
            "SELECT wkb FROM geometry WHERE kind = 'admin1'"
        ).fetchall()
    shapes = geopandas.GeoDataFrame(
        geometry=[shapely.from_wkb(zlib.decompress(r[0])) for r in rows], crs=4326
    )

    def join() -> None:
        points = geopandas.GeoDataFrame(geometry=geopandas.points_from_xy(*positions.T), crs=4326)
        points.sjoin(shapes, predicate="within", how="left")

    benchmark.pedantic(join, rounds=1)


@pytest.mark.benchmark(group="GeoNames import")
def test_geonames_import(benchmark, dump: Path, tmp_path: Path) -> None:
    report = benchmark.pedantic(
        add_gazetteer, args=(dump,), kwargs={"data_dir": tmp_path}, rounds=2
    )
    assert report.entries == ROWS
    hold(benchmark, ROWS / 15_000, ROWS)


@pytest.mark.benchmark(group="GeoNames import")
def test_geonames_import_instead_with_pandas(benchmark, dump: Path) -> None:
    """What a user would do: read the table, then fold every name for a look-up of their own."""
    import pandas as pd

    from geoconflict.gazetteer import fold_name

    def read() -> None:
        frame = pd.read_csv(
            dump, sep="\t", header=None, quoting=3, dtype=str, keep_default_na=False
        )
        fold_name.cache_clear()
        names = frame[3].str.split(",").explode()
        assert len([fold_name(n) for n in names] + [fold_name(n) for n in frame[1]]) > ROWS

    benchmark.pedantic(read, rounds=2)


@pytest.mark.benchmark(group="peak memory of an import")
@pytest.mark.parametrize("times", [1, 5])
def test_peak_memory_of_an_import(benchmark, dump: Path, tmp_path: Path, times: int) -> None:
    """Five times the rows take nearly the same memory."""
    path = tmp_path / "SY.txt"
    with path.open("wb") as out:
        for _ in range(times):
            out.write(dump.read_bytes())
    code = (
        "from geoconflict.gazetteer.imports import add_gazetteer; "
        f"add_gazetteer({str(path)!r}, data_dir={str(tmp_path)!r})"
    )
    peak_mb = benchmark.pedantic(read_peak_mb, args=(code,), rounds=1)
    benchmark.extra_info["peak_mb"] = round(peak_mb)
    assert peak_mb < 400


@pytest.mark.benchmark(group="peak memory of a look-up")
def test_peak_memory_of_look_ups(benchmark, known: list[str]) -> None:
    code = (
        "from geoconflict.gazetteer import Gazetteer; gazetteer = Gazetteer(user_data=False); "
        f"[gazetteer.find_by_name(name) for name in {known!r}]"
    )
    benchmark.extra_info["peak_mb"] = round(
        benchmark.pedantic(read_peak_mb, args=(code,), rounds=1)
    )
