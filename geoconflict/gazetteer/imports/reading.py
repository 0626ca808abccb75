"""A table file in (CSV, TSV, XLSX, JSON Lines, JSON), its header and rows out, one at a time."""

from __future__ import annotations

import csv
import io
import json
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING, Any

from geoconflict.errors import GazetteerInputError, MissingExtraError
from geoconflict.gazetteer.imports.archives import (
    fail,
    find_encoding,
    list_members,
    open_bytes,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_DELIMITERS = ",;\t|"
_TABLE_SUFFIXES = (".csv", ".tsv", ".txt", ".tab", ".jsonl", ".ndjson", ".json")
_MAX_FIELD = 1 << 24
_HEAD = 1 << 16
# Share of the cells of a second row that must be HXL tags for it to be a tag row.
_HXL_SHARE = 0.2


def find_table_member(path: Path) -> str:
    """Return the one table in a zip, "" for a plain file.

    Raises
    ------
    GazetteerInputError
        If the zip is damaged or holds no table or several.
    """
    if path.suffix.lower() != ".zip":
        return ""
    names = list_members(path, _TABLE_SUFFIXES)
    if len(names) != 1:
        shown = ", ".join(names[:5]) or "none"
        raise fail(path, f"holds {len(names)} tables ({shown}); unpack the one you mean")
    return names[0]


def iter_table(
    path: Path,
    *,
    encoding: str = "",
    progress: Callable[[int], None] | None = None,
) -> Iterator[tuple[int, dict[str, str] | str]]:
    """Yield the rows of a table with their number in the file.

    Parameters
    ----------
    encoding
        Of a text file; empty: its byte-order mark, else UTF-8.
    progress
        Called now and then with the bytes read since the last call.

    Yields
    ------
    row
        (number, header -> cell); a row that cannot be read gives (number, what is wrong).
        Empty rows and a row of HXL tags are left out.

    Raises
    ------
    GazetteerInputError
        If the file is damaged, empty, or of an unknown encoding.
    MissingExtraError
        If a workbook is read without the extra "xlsx".
    """
    member = find_table_member(path)
    suffix = PurePosixPath(member or path.name.removesuffix(".gz")).suffix.lower()
    if suffix in (".xlsx", ".xlsm"):
        yield from _iter_workbook(path)
    elif suffix in (".jsonl", ".ndjson"):
        yield from _iter_json_lines(path, member, progress)
    elif suffix == ".json":
        yield from _iter_json(path, member)
    else:
        yield from _iter_csv(path, member, encoding, progress)


class _Counting(io.RawIOBase):
    """A stream that tells how much was read from it."""

    def __init__(self, stream: IO[bytes], progress: Callable[[int], None] | None) -> None:
        self._stream = stream
        self._progress = progress

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        if self._progress is not None:
            self._progress(len(data))
        return len(data)


def _iter_csv(
    path: Path, member: str, encoding: str, progress: Callable[[int], None] | None
) -> Iterator[tuple[int, dict[str, str] | str]]:
    given = encoding or find_encoding(path, member)
    # A byte that is no UTF-8 spoils its row, not the file.
    used = "utf-8" if given == "cp1252" and not encoding else given
    with open_bytes(path, member) as stream:
        raw = io.BufferedReader(_Counting(stream, progress), _HEAD)
        try:
            text = io.TextIOWrapper(raw, used, errors="surrogateescape", newline="")
            head = text.readline(_MAX_FIELD)
        except (LookupError, UnicodeError) as error:
            raise fail(
                path, f"cannot be read as {used} ({error}); name another --encoding"
            ) from error
        if not head.strip():
            raise fail(path, "has no header", row=1)
        delimiter = max(_DELIMITERS, key=head.count)
        csv.field_size_limit(_MAX_FIELD)
        reader = csv.reader(_chain(head, text), delimiter=delimiter)
        yield from _iter_records(_iter_cells(reader, path), path)


def _chain(head: str, rest: Any) -> Iterator[str]:
    yield head
    yield from rest


def _iter_cells(reader: Any, path: Path) -> Iterator[tuple[int, list[str] | str]]:
    """Yield the cells of each row with the number of its first line."""
    line = 0
    while True:
        line += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, f"is no row of a table ({error})"
        except UnicodeError as error:
            raise fail(path, f"cannot be read ({error}); name its --encoding", row=line) from error
        else:
            yield line, cells
        line = max(line, reader.line_num)


def _iter_records(
    rows: Iterator[tuple[int, list[str] | str]], path: Path
) -> Iterator[tuple[int, dict[str, str] | str]]:
    """Turn rows of cells into rows by header."""
    header: list[str] | None = None
    is_second = False
    for number, cells in rows:
        if isinstance(cells, str):
            yield number, cells
            continue
        if not any(cell.strip() for cell in cells):
            continue
        if header is None:
            header = [" ".join(cell.split()) for cell in cells]
            if any("\udc80" <= c <= "\udcff" for cell in header for c in cell):
                raise fail(path, "the header is not UTF-8; name its --encoding", row=number)
            is_second = True
            continue
        if is_second:
            is_second = False
            tags = sum(cell.strip().startswith("#") for cell in cells)
            if tags >= max(2, _HXL_SHARE * len(header)):
                continue
        if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
            yield number, f"has {len(cells)} cells, the header has {len(header)}"
            continue
        if any("\udc80" <= c <= "\udcff" for cell in cells for c in cell):
            yield number, "not UTF-8; name the file's --encoding (for example cp1252)"
            continue
        yield number, dict(zip(header, cells, strict=False))


def _iter_json_lines(
    path: Path, member: str, progress: Callable[[int], None] | None
) -> Iterator[tuple[int, dict[str, str] | str]]:
    with open_bytes(path, member) as stream:
        for number, raw in enumerate(stream, start=1):
            if progress is not None:
                progress(len(raw))
            if not raw.strip():
                continue
            try:
                value = json.loads(raw)
            except ValueError as error:
                yield number, f"is no JSON ({error})"
                continue
            yield number, _flatten(value) if isinstance(value, dict) else "is no JSON object"


def _iter_json(path: Path, member: str) -> Iterator[tuple[int, dict[str, str] | str]]:
    """Read a list of objects, or the list under "Result" or "data" (the APIs of UCDP, ACLED)."""
    with open_bytes(path, member) as stream:
        try:
            value = json.load(stream)
        except ValueError as error:
            raise fail(path, f"is no JSON ({error})") from error
    if isinstance(value, dict):
        value = next((value[key] for key in ("Result", "data", "results") if key in value), None)
    if not isinstance(value, list):
        raise fail(path, 'holds no list of rows (bare, or under "Result" or "data")')
    for number, row in enumerate(value, start=1):
        yield number, _flatten(row) if isinstance(row, dict) else "is no JSON object"


def _flatten(value: dict[str, Any]) -> dict[str, str]:
    return {str(key): "" if cell is None else str(cell) for key, cell in value.items()}


def _iter_workbook(path: Path) -> Iterator[tuple[int, dict[str, str] | str]]:
    try:
        import openpyxl  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise MissingExtraError("xlsx") from error
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except Exception as error:
        # openpyxl lets whatever the zip and XML readers raise through.
        raise fail(path, f"no readable workbook ({error})") from error
    try:
        sheet = book.active if book.active is not None else book.worksheets[0]
        cells = (
            (number, ["" if cell is None else str(cell) for cell in row])
            for number, row in enumerate(sheet.iter_rows(values_only=True), start=1)
        )
        yield from _iter_records(cells, path)
    except GazetteerInputError:
        raise
    except Exception as error:
        raise fail(path, f"damaged workbook ({error})") from error
    finally:
        book.close()
