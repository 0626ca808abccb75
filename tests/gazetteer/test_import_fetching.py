"""Fetching from publishers, against a server on this machine: resume, sizes, silence, offline."""

from __future__ import annotations

import io
import json
import socket
import threading
import time
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest
from user_data_samples import DUMP, UCDP, UCDP_ROWS, level1

from geoconflict.errors import ConfigError, DownloadError
from geoconflict.gazetteer import Gazetteer
from geoconflict.gazetteer.imports import Publishers, fetch_gazetteer
from geoconflict.gazetteer.imports.fetching import fetch_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def _has_loopback() -> bool:
    """Return whether a server on this machine can be reached; a bare network namespace has none."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        try:
            socket.create_connection(server.getsockname(), timeout=2).close()
        except OSError:
            return False
    return True


pytestmark = pytest.mark.skipif(not _has_loopback(), reason="the loopback interface is down")


def zip_of(name: str, text: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, text)
    return buffer.getvalue()


class Server:
    """Serves what a test puts into `files`, and fails as it is told."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.etag = '"one"'
        self.break_after: int | None = None
        self.silent = False
        self.ranges = True
        self.requests: list[tuple[str, str | None]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.answer(self)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        asked = request.headers.get("Range")
        self.requests.append((request.path, asked))
        if self.silent:
            time.sleep(1.5)
            return
        data = self.files.get(request.path)
        if data is None:
            request.send_error(404)
            return
        start = 0
        if asked and self.ranges and request.headers.get("If-Range") == self.etag:
            start = int(asked.removeprefix("bytes=").rstrip("-"))
            if start >= len(data):
                request.send_error(416)
                return
            request.send_response(206)
        else:
            request.send_response(200)
        part = data[start:]
        request.send_header("Content-Length", str(len(part)))
        request.send_header("ETag", self.etag)
        request.end_headers()
        if self.break_after is not None:
            request.wfile.write(part[: self.break_after])
            request.wfile.flush()
            request.connection.shutdown(socket.SHUT_RDWR)
            return
        request.wfile.write(part)


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.server.shutdown()
    running.server.server_close()


@pytest.fixture
def publishers(server: Server) -> Publishers:
    return Publishers(
        geonames=f"{server.url}/dump",
        hdx=server.url,
        geoboundaries=f"{server.url}/gb",
        ucdp_ged=f"{server.url}/ged.zip",
        timeout_s=0.7,
    )


def test_a_country_dump_is_fetched_and_added(
    server: Server, publishers: Publishers, tmp_path: Path
) -> None:
    server.files["/dump/SY.zip"] = zip_of("SY.txt", "\n".join(DUMP))
    seen: list[int] = []
    report = fetch_gazetteer(
        "geonames", "SYR", data_dir=tmp_path, publishers=publishers, progress=seen.append
    )
    assert (report.name, report.entries) == ("geonames-sy", 5)
    assert sum(seen) == len(server.files["/dump/SY.zip"])
    assert list((tmp_path / "downloads").iterdir()) == []
    with Gazetteer(data_dir=tmp_path) as gazetteer:
        assert gazetteer.has_name("Kafr Testa")


def test_what_broke_off_goes_on_where_it_was(
    server: Server, publishers: Publishers, tmp_path: Path
) -> None:
    data = bytes(range(256)) * 2000
    server.files["/f"] = data
    target = tmp_path / "f.bin"
    server.break_after = 200_000
    with pytest.raises(
        DownloadError, match=r"broke off after \d+ of 512000 bytes; run the same command again"
    ):
        fetch_file(f"{server.url}/f", target, publishers)
    kept = (tmp_path / "f.bin.part").stat().st_size
    assert 0 < kept <= 200_000
    server.break_after = None
    assert fetch_file(f"{server.url}/f", target, publishers).read_bytes() == data
    assert server.requests[-1] == ("/f", f"bytes={kept}-")
    assert [p.name for p in tmp_path.iterdir()] == ["f.bin"]


@pytest.mark.parametrize("changed", ["etag", "no ranges", "longer part"])
def test_a_file_that_changed_is_fetched_anew(
    server: Server, publishers: Publishers, tmp_path: Path, changed: str
) -> None:
    server.files["/f"] = b"old" * 100_000
    server.break_after = 100_000
    with pytest.raises(DownloadError):
        fetch_file(f"{server.url}/f", tmp_path / "f", publishers)
    server.break_after = None
    if changed == "etag":
        server.etag, server.files["/f"] = '"two"', b"new" * 90_000
    elif changed == "no ranges":
        server.ranges = False
    else:
        (tmp_path / "f.part").write_bytes(bytes(400_000))
    assert (
        fetch_file(f"{server.url}/f", tmp_path / "f", publishers).read_bytes() == server.files["/f"]
    )


def test_silence_and_refusal_are_one_line_never_a_hang(
    server: Server, publishers: Publishers, tmp_path: Path
) -> None:
    server.silent = True
    start = time.monotonic()
    with pytest.raises(DownloadError, match=r"cannot reach 127\.0\.0\.1"):
        fetch_gazetteer("geonames", "SY", data_dir=tmp_path, publishers=publishers)
    assert time.monotonic() - start < 5
    server.silent = False
    with pytest.raises(DownloadError, match="has no such file"):
        fetch_gazetteer("geonames", "SY", data_dir=tmp_path, publishers=publishers)
    closed = Publishers(geonames="http://127.0.0.1:9", timeout_s=1.0)
    with pytest.raises(DownloadError, match=r"go online, or fetch .* and add the file") as caught:
        fetch_gazetteer("geonames", "SY", data_dir=tmp_path, publishers=closed)
    assert "\n" not in str(caught.value)


def test_ocha_boundaries_are_fetched_with_their_pcodes(
    server: Server, publishers: Publishers, tmp_path: Path
) -> None:
    level1().to_file(tmp_path / "adm1.geojson")
    server.files["/cod.geojson"] = (tmp_path / "adm1.geojson").read_bytes()
    answer = {
        "result": {
            "resources": [
                {"format": "XLSX", "url": "x"},
                {"format": "GeoJSON", "url": f"{server.url}/cod.geojson"},
            ]
        }
    }
    server.files["/api/3/action/package_show?id=cod-ab-syr"] = json.dumps(answer).encode()
    report = fetch_gazetteer("boundaries", "SY", data_dir=tmp_path, publishers=publishers)
    assert (report.name, report.entries) == ("boundaries-syr", 2)
    with Gazetteer(data_dir=tmp_path) as gazetteer:
        assert gazetteer.find_units_at(36.5, 35.3).adm1_pcode == "SY07"


def test_geoboundaries_stand_in_where_ocha_has_none(
    server: Server, publishers: Publishers, tmp_path: Path
) -> None:
    geopandas = pytest.importorskip("geopandas")
    from shapely import box

    levels = []
    for level in ("ADM0", "ADM1", "ADM2"):
        frame = geopandas.GeoDataFrame(
            {
                "shapeName": [f"Shape {level}"],
                "shapeID": [level],
                "shapeGroup": ["SYR"],
                "shapeType": [level],
            },
            geometry=[box(36, 35, 37, 36)],
            crs=4326,
        )
        server.files[f"/{level}.geojson"] = frame.to_json().encode()
        levels.append({"boundaryType": level, "gjDownloadURL": f"{server.url}/{level}.geojson"})
    server.files["/gb/SYR/ALL/"] = json.dumps(levels).encode()
    report = fetch_gazetteer("boundaries", "SYR", data_dir=tmp_path, publishers=publishers)
    assert report.entries == 2
    with Gazetteer(data_dir=tmp_path) as gazetteer:
        units = gazetteer.find_units_at(36.5, 35.3)
        assert (units.admin1, units.admin2) == ("Shape ADM1", "Shape ADM2")
    assert list((tmp_path / "downloads").iterdir()) == []


def test_ucdp_ged_is_fetched_and_learnt(
    server: Server, publishers: Publishers, tmp_path: Path
) -> None:
    server.files["/ged.zip"] = zip_of("GEDEvent_v25_1.csv", "\n".join([UCDP, *UCDP_ROWS]))
    report = fetch_gazetteer("ucdp_ged", data_dir=tmp_path, publishers=publishers)
    assert (report.name, report.format, report.entries) == ("learnt-ucdp-ged", "coded", 5)


def test_answers_that_cannot_be_used(
    server: Server, publishers: Publishers, tmp_path: Path
) -> None:
    server.files["/api/3/action/package_show?id=cod-ab-syr"] = b"<html>"
    with pytest.raises(DownloadError, match="no readable JSON"):
        fetch_gazetteer("boundaries", "SYR", data_dir=tmp_path, publishers=publishers)
    answer = {"result": {"resources": [{"format": "SHP", "url": "file:///etc/passwd"}]}}
    server.files["/api/3/action/package_show?id=cod-ab-syr"] = json.dumps(answer).encode()
    with pytest.raises(DownloadError, match="only http"):
        fetch_gazetteer("boundaries", "SYR", data_dir=tmp_path, publishers=publishers)
    server.files["/api/3/action/package_show?id=cod-ab-syr"] = b"{}"
    server.files["/gb/SYR/ALL/"] = b"[]"
    with pytest.raises(DownloadError, match="neither OCHA nor geoBoundaries"):
        fetch_gazetteer("boundaries", "SYR", data_dir=tmp_path, publishers=publishers)


def test_what_cannot_be_fetched_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="known: geonames"):
        fetch_gazetteer("weather", "SY", data_dir=tmp_path)
    with pytest.raises(ConfigError, match="ISO 3166-1"):
        fetch_gazetteer("geonames", "Syria", data_dir=tmp_path)
