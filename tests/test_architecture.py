"""The rooms import one way, third parties stay behind their fences, and nothing cycles."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "geoconflict"
FOUNDATION = {"errors", "model", "config"}
STAGES = {"parse", "recognise", "resolve", "locate", "extract", "layers", "outputs", "sources"}
# What each room may import of this package, besides itself.
ARROWS: dict[str, set[str]] = {
    "errors": set(),
    "geodesy": set(),
    "model": {"errors"},
    "config": {"errors", "model"},
    "gazetteer": {"errors", "model", "geodesy"},
    "sources": FOUNDATION,
    "parse": FOUNDATION,
    "recognise": FOUNDATION | {"gazetteer"},
    "resolve": FOUNDATION | {"gazetteer", "geodesy"},
    "locate": FOUNDATION | {"gazetteer", "geodesy"},
    "extract": FOUNDATION,
    "layers": FOUNDATION | {"geodesy"},
    "outputs": FOUNDATION,
    "geocoder": FOUNDATION | {"gazetteer", "recognise", "resolve", "locate"},
    "pipeline": FOUNDATION | STAGES | {"gazetteer", "__init__"},
    "cli": {"__init__"},
    # The facade names the rooms; it imports them only when a name is first used.
    "__init__": FOUNDATION | STAGES | {"gazetteer", "geocoder", "pipeline"},
}
# Third parties that only these rooms (or modules) may import.
FENCES = {
    "spacy": {"parse"},
    "sqlite3": {"gazetteer", "outputs.geopackage"},
    "folium": {"outputs.leaflet", "pipeline"},
    "branca": {"outputs.leaflet"},
    "geopy": {"geocoder"},
    "click": {"cli"},
    "tqdm": {"cli"},
}
# pipeline names folium in a return type only.
MAX_LINES = 800


def _modules() -> list[tuple[str, Path]]:
    """Return dotted module names below the package with their paths."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = list(path.relative_to(PACKAGE).with_suffix("").parts)
        if parts[-1] == "__init__" and len(parts) > 1:
            parts.pop()
        found.append((".".join(parts), path))
    return found


def _imports(path: Path) -> set[str]:
    """Return every module that a file imports, wherever the import stands."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            if node.module == "geoconflict":
                found |= {
                    f"geoconflict.{a.name}"
                    if (PACKAGE / f"{a.name}.py").exists()
                    else "geoconflict"
                    for a in node.names
                }
            elif node.module:
                found.add(node.module)
    return found


def _room(module: str) -> str:
    return module.split(".", maxsplit=1)[0]


def test_imports_follow_the_arrows() -> None:
    wrong = []
    for module, path in _modules():
        for name in _imports(path):
            if name.split(".")[0] != "geoconflict":
                continue
            target = name.split(".")[1] if "." in name else "__init__"
            if target not in ARROWS[_room(module)] | {_room(module), "data"}:
                wrong.append(f"{module} -> {name}")
    assert wrong == []


def test_third_parties_stay_behind_their_fences() -> None:
    wrong = []
    for module, path in _modules():
        for name in _imports(path):
            allowed = FENCES.get(name.split(".")[0])
            if allowed and not any(module == a or module.startswith(f"{a}.") for a in allowed):
                wrong.append(f"{module} -> {name}")
    assert wrong == []


def test_no_module_is_too_long_or_badly_named() -> None:
    banned = {"utils", "helpers", "common", "misc", "core", "base", "manager", "handler", "service",
              "processor", "engine"}  # fmt: skip
    for module, path in _modules():
        lines = len(path.read_text(encoding="utf-8").splitlines())
        assert lines <= MAX_LINES, f"{module} has {lines} lines"
        assert not banned & set(module.replace("_", ".").split(".")), module


def test_modules_import_without_a_cycle() -> None:
    graph: dict[str, set[str]] = {}
    names = {module for module, _ in _modules()}
    for module, path in _modules():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        # Imports inside functions run later and cannot close a cycle at import.
        top = [n for n in tree.body if isinstance(n, ast.Import | ast.ImportFrom)]
        targets = set()
        for node in top:
            if isinstance(node, ast.Import):
                wanted = [a.name for a in node.names]
            else:
                # "from room import part" imports the part when it is a module of its own.
                below = {f"{node.module}.{a.name}" for a in node.names}
                modules = {n for n in below if n.removeprefix("geoconflict.") in names}
                wanted = sorted(modules) or [node.module or ""]
            for name in wanted:
                inner = name.removeprefix("geoconflict.")
                if inner in names and inner != module:
                    targets.add(inner)
        graph[module] = targets

    done: set[str] = set()

    def visit(module: str, trail: tuple[str, ...]) -> None:
        assert module not in trail, " -> ".join((*trail, module))
        if module not in done:
            for target in sorted(graph[module]):
                visit(target, (*trail, module))
            done.add(module)

    for module in sorted(graph):
        visit(module, ())


def test_every_folder_is_packaged() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    listed = set(settings["tool"]["setuptools"]["packages"])
    folders = {
        "geoconflict" + "".join(f".{part}" for part in path.parent.relative_to(PACKAGE).parts)
        for path in PACKAGE.rglob("__init__.py")
    }
    assert listed == folders | {"geoconflict.data"}


@pytest.mark.parametrize("heavy", ["spacy", "geopandas", "folium", "pandas", "shapely", "pyproj"])
def test_import_of_the_package_is_light(heavy: str) -> None:
    import subprocess
    import sys

    code = f"import geoconflict.cli, sys; sys.exit({heavy!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-I", "-c", code], check=False).returncode == 0


def test_all_lists_the_public_names_in_order() -> None:
    import geoconflict

    assert list(geoconflict.__all__) == sorted(geoconflict.__all__)
    for name in geoconflict.__all__:
        assert getattr(geoconflict, name) is not None
