"""Files are written beside their target and moved over it whole: nothing stays half-written."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from typing import TYPE_CHECKING

from geoconflict.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def _name_partial(target: Path) -> Path:
    """Return the path under which a target is made: beside it, short and with its suffix.

    A folder that exists is filled from within, since it may be a file system of its own.
    """
    if target.is_dir():
        return target / f".{os.getpid()}.partial"
    mark = hashlib.sha256(os.fsencode(target.name)).hexdigest()[:12]
    return target.with_name(f".{mark}.{os.getpid()}.partial{target.suffix}")


def _explain(path: Path, error: OSError) -> OutputError:
    """Return the one line that says why a path cannot be written, and what to do."""
    if isinstance(error, OutputError):
        return error
    what = error.strerror or str(error)
    advice = "choose another path"
    if isinstance(error, PermissionError):
        advice = "close programs that have it open, or choose a path you may write"
    return OutputError(f"cannot write {path}: {what}; {advice}", path=str(path))


@contextlib.contextmanager
def stage_file(target: Path) -> Iterator[Path]:
    """Give a path to write to; move it over the target when the block ends well.

    Raises
    ------
    OutputError
        If the target is a folder or cannot be written; a file that stood there is untouched.
    """
    try:
        if target.is_dir():
            raise OutputError(f"cannot write {target}: it is a folder", path=str(target))
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = _name_partial(target)
        partial.unlink(missing_ok=True)
        try:
            yield partial
            os.replace(partial, target)  # noqa: PTH105 - named in the promise above
        finally:
            partial.unlink(missing_ok=True)
    except OSError as error:
        raise _explain(target, error) from error


@contextlib.contextmanager
def stage_folder(target: Path) -> Iterator[Path]:
    """Give a folder to write into; move what it holds into the target when the block ends well.

    Files of the target with other names are untouched.

    Raises
    ------
    OutputError
        If the target is a file or cannot be written; what stood there is untouched.
    """
    try:
        if target.exists() and not target.is_dir():
            raise OutputError(
                f"cannot write {target}: it is a file, and several files need a folder",
                path=str(target),
            )
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
        partial = _name_partial(target)
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir()
        try:
            yield partial
            if target.exists():
                _merge(partial, target)
            else:
                partial.replace(target)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    except OSError as error:
        raise _explain(target, error) from error


def _merge(made: Path, target: Path) -> None:
    """Move every file of one folder into another; put all back if one cannot be moved."""
    files = sorted(path.relative_to(made) for path in made.rglob("*") if path.is_file())
    kept = made / ".previous"
    undo: list[tuple[Path, Path | None]] = []
    try:
        for index, name in enumerate(files):
            place = target / name
            place.parent.mkdir(parents=True, exist_ok=True)
            before: Path | None = None
            if place.is_file():
                kept.mkdir(exist_ok=True)
                before = kept / str(index)
                place.replace(before)
            undo.append((place, before))
            (made / name).replace(place)
    except OSError as error:
        for place, before in reversed(undo):
            with contextlib.suppress(OSError):
                place.unlink(missing_ok=True)
                if before is not None:
                    before.replace(place)
        raise _explain(target, error) from error
