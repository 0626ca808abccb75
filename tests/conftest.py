"""Shared fixtures: no network but loopback, one gazetteer, one parse at a time."""

from __future__ import annotations

import hashlib
import socket
from typing import TYPE_CHECKING

import pytest
from hypothesis import Phase, settings

from geoconflict.config import Config
from geoconflict.gazetteer import Gazetteer
from geoconflict.model import Document, make_document_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from geoconflict.model import Parse

# The gate must not depend on chance: the same examples every time, and no shrinking for minutes.
_PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
settings.register_profile(
    "gate", derandomize=True, deadline=None, print_blob=True, database=None, phases=_PHASES
)
settings.load_profile("gate")
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


@pytest.fixture(scope="session", autouse=True)
def _no_user_data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Give the suite a data folder of its own: a developer's gazetteers change no result."""
    folder = str(tmp_path_factory.mktemp("user-data"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("platformdirs.user_data_dir", lambda *_, **__: folder)
        # For commands that a test runs in a process of their own.
        patch.setenv("XDG_DATA_HOME", folder)
        yield


@pytest.fixture(autouse=True)
def _own_user_data(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest, _no_user_data: None
) -> None:
    """Give each test an empty data folder, made only when it writes there."""
    import platformdirs

    name = hashlib.sha256(request.node.nodeid.encode()).hexdigest()[:12]
    folder = f"{platformdirs.user_data_dir('geoconflict')}/{name}"
    monkeypatch.setattr("platformdirs.user_data_dir", lambda *_, **__: folder)


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
