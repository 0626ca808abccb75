"""The user's own databases: what they are called, what lies there, what is taken away."""

from __future__ import annotations

import json
import re
import sqlite3
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geoconflict.errors import (
    GazetteerError,
    GazetteerMissingError,
    GazetteerVersionError,
    OutputError,
)
from geoconflict.gazetteer.data_folder import (
    FOLDER,
    SUFFIX,
    find_data_dir,
    find_databases,
    open_database,
)
from geoconflict.gazetteer.fold import fold_name

if TYPE_CHECKING:
    from pathlib import Path

_UNSAFE = re.compile(r"[^a-z0-9]+")
_MAX_NAME = 60


def make_name(text: str) -> str:
    """Return a name that is safe as a file's on every platform.

    Raises
    ------
    GazetteerError
        If no letter or digit is left.
    """
    ascii_text = fold_name(text).encode("ascii", "ignore").decode()
    name = _UNSAFE.sub("-", ascii_text).strip("-")[:_MAX_NAME].rstrip("-")
    if not name:
        raise GazetteerError(f"{text!r} gives no name for a database; give one with --name")
    return name


def find_path(name: str, data_dir: str | Path | None = None) -> Path:
    """Return where the database of a name lies or would lie."""
    return find_data_dir(data_dir) / FOLDER / f"{make_name(name)}{SUFFIX}"


@dataclass(frozen=True, slots=True, kw_only=True)
class UserDatabase:
    """One database of the user's own.

    Attributes
    ----------
    entries
        Number of entries; 0 where the file cannot be used.
    format, source, licence, attribution
        What was imported, whose it is and how to name it.
    inputs
        File -> SHA-256 of what was read.
    problem
        Why the file cannot be used, and what to do; empty for a good one.
    """

    name: str
    path: Path
    size_bytes: int
    entries: int = 0
    format: str = ""
    source: str = ""
    licence: str = ""
    attribution: str = ""
    version: str = ""
    inputs: dict[str, str] = field(default_factory=dict)
    problem: str = ""


def describe_database(path: Path) -> UserDatabase:
    """Return what lies at a path; a file that cannot be used carries its problem."""
    name, size = path.name.removesuffix(SUFFIX), path.stat().st_size
    try:
        connection = open_database(path)
    except GazetteerVersionError as error:
        return UserDatabase(name=name, path=path, size_bytes=size, problem=str(error))
    try:
        meta = dict(connection.execute("SELECT key, value FROM meta"))
        credit = connection.execute("SELECT name, licence, note FROM credit").fetchone()
        entries = connection.execute("SELECT count(*) FROM entry WHERE cell >= 0").fetchone()[0]
    except sqlite3.DatabaseError as error:
        return UserDatabase(name=name, path=path, size_bytes=size, problem=f"damaged ({error})")
    finally:
        connection.close()
    source, licence, note = credit or ("", "", "")
    return UserDatabase(
        name=name, path=path, size_bytes=size, entries=entries, format=meta.get("format", ""),
        source=source, licence=licence, attribution=note, version=meta.get("version", ""),
        inputs=json.loads(meta.get("inputs", "{}")),
    )  # fmt: skip


def list_gazetteers(data_dir: str | Path | None = None) -> tuple[UserDatabase, ...]:
    """Return the user's own databases, ordered by name.

    Parameters
    ----------
    data_dir
        Folder of the user's own data; None or "": the platform's.

    Returns
    -------
    databases
        () where there is none; a damaged one carries its `problem`.
    """
    return tuple(describe_database(path) for path in find_databases(data_dir))


def remove_gazetteer(name: str, data_dir: str | Path | None = None) -> Path:
    """Take one of the user's own databases away and return where it lay.

    Raises
    ------
    GazetteerMissingError
        If none has the name; the message lists those there are.
    OutputError
        If the file cannot be deleted.
    """
    path = find_path(name, data_dir)
    if not path.is_file():
        names = ", ".join(p.name.removesuffix(SUFFIX) for p in find_databases(data_dir))
        raise GazetteerMissingError(
            f"no added gazetteer is named {name!r}; there are: {names or 'none'}", path=str(path)
        )
    try:
        path.unlink()
    except OSError as error:
        raise OutputError(f"cannot remove {path}: {error.strerror}", path=str(path)) from error
    return path
