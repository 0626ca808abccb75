"""Shared fixtures: no network but loopback, one gazetteer, one parse at a time."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from geoconflict.config import Config
from geoconflict.gazetteer import Gazetteer
from geoconflict.model import Document, make_document_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from geoconflict.model import Parse

_LOOPBACK = ("127.0.0.1", "::1", "localhost")


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse connections to anything but this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if self.family != socket.AF_UNIX and address[0] not in _LOOPBACK:  # type: ignore[index]
            raise AssertionError(f"a test reached for the network: {address}")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session")
def gazetteer() -> Iterator[Gazetteer]:
    """The gazetteer that ships."""
    with Gazetteer() as opened:
        yield opened


@pytest.fixture(scope="session")
def config() -> Config:
    """The default settings."""
    return Config()


@pytest.fixture(scope="session")
def parse(config: Config) -> Callable[[str], Parse]:
    """Parse a text with the pinned model."""
    from geoconflict.parse import parse_document

    def parse_text(text: str) -> Parse:
        return parse_document(Document(id=make_document_id(text), text=text), config)

    return parse_text
