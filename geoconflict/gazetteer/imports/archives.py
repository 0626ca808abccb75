"""A file as the user has it in, lines of text or members to read out; nothing is trusted."""

from __future__ import annotations

import codecs
import gzip
import io
import zipfile
import zlib
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING

from geoconflict.errors import GazetteerInputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_BUFFER = 1 << 20
# A longer line is no row; it is read in pieces of this.
_MAX_LINE = 1 << 24
# A member that unpacks to more than this many times its packed size is no honest table.
_MAX_RATIO = 1000
_MAX_UNPACKED = 64 << 30
#: What reading a damaged archive raises.
ARCHIVE_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, gzip.BadGzipFile)


def fail(path: Path | str, what: str, *, row: int = 0) -> GazetteerInputError:
    """Return the error that names file, row and reason."""
    where = f"{path}, row {row}" if row else str(path)
    return GazetteerInputError(f"{where}: {what}", path=str(path), row=row)


def check_exists(path: Path) -> None:
    """Refuse a path at which there is no file.

    Raises
    ------
    GazetteerInputError
        If nothing is there, it is a folder, or the file is empty.
    """
    if not path.is_file():
        what = "is a folder; name a file in it" if path.is_dir() else "no such file"
        raise fail(path, what)
    if not path.stat().st_size:
        raise fail(path, "the file is empty")


@contextmanager
def open_zip(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open a zip whose directory can be read and whose members stay where they belong.

    Raises
    ------
    GazetteerInputError
        If it is truncated or no zip, or a member's path leads out of the archive.
    """
    try:
        archive = zipfile.ZipFile(path)
    except (*ARCHIVE_ERRORS, OSError) as error:
        raise fail(path, f"truncated or no zip ({error}); fetch it again") from error
    with archive:
        for info in archive.infolist():
            name = PurePosixPath(info.filename.replace("\\", "/"))
            if name.is_absolute() or ".." in name.parts or (name.parts and ":" in name.parts[0]):
                raise fail(path, f"member {info.filename!r} leads out of the archive; refused")
            if info.flag_bits & 0x1:
                raise fail(path, f"member {info.filename!r} is encrypted; unpack it first")
            packed = max(info.compress_size, 1)
            if info.file_size > _MAX_UNPACKED or (
                info.file_size > _BUFFER and info.file_size / packed > _MAX_RATIO
            ):
                raise fail(path, f"member {info.filename!r} would unpack to {info.file_size} bytes")
        yield archive


def list_members(path: Path, suffixes: tuple[str, ...]) -> list[str]:
    """Return the members of a zip with one of the suffixes, in order; hidden ones left out."""
    with open_zip(path) as archive:
        return sorted(
            info.filename
            for info in archive.infolist()
            if not info.is_dir()
            and info.filename.lower().endswith(suffixes)
            and not PurePosixPath(info.filename).name.startswith(".")
            and not info.filename.startswith("__MACOSX")
        )


@contextmanager
def open_bytes(path: Path, member: str = "") -> Iterator[IO[bytes]]:
    """Open a file, a member of a zip, or what a gzip file holds, as a stream.

    Raises
    ------
    GazetteerInputError
        If the file cannot be opened; a damaged archive shows only while it is read.
    """
    try:
        if member:
            with open_zip(path) as archive, archive.open(member) as stream:
                yield stream
        elif path.suffix.lower() == ".gz":
            with gzip.open(path) as stream:
                yield io.BufferedReader(stream, _BUFFER)
        else:
            with path.open("rb", buffering=_BUFFER) as stream:
                yield stream
    except OSError as error:
        if isinstance(error, gzip.BadGzipFile):
            raise fail(path, f"damaged gzip file ({error}); fetch it again") from error
        raise fail(path, f"cannot be read: {error.strerror or error}") from error
    except ARCHIVE_ERRORS as error:
        raise fail(path, f"truncated or damaged archive ({error}); fetch it again") from error


def find_encoding(path: Path, member: str = "") -> str:
    """Return the encoding of a text file from its byte-order mark or its first megabyte.

    Returns
    -------
    encoding
        "utf-8-sig", "utf-16", "utf-8", or "cp1252" where the bytes are no UTF-8.
    """
    with open_bytes(path, member) as stream:
        head = stream.read(_BUFFER)
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def iter_lines(
    stream: IO[bytes], progress: Callable[[int], None] | None = None
) -> Iterator[tuple[int, str | None]]:
    """Yield (number, line) of UTF-8 text; the line is None where its bytes are no UTF-8.

    Parameters
    ----------
    progress
        Called now and then with the bytes read since the last call.
    """
    pending = 0
    for number, raw in enumerate(iter(lambda: stream.readline(_MAX_LINE), b""), start=1):
        pending += len(raw)
        if progress is not None and pending >= _BUFFER:
            progress(pending)
            pending = 0
        try:
            line = raw.decode("utf-8")
        except UnicodeDecodeError:
            yield number, None
            continue
        yield number, line.rstrip("\r\n")
    if progress is not None and pending:
        progress(pending)
