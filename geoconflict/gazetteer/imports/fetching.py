"""Publishers' data in over the network, only when the user asks for it; files to import out."""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from contextlib import suppress
from dataclasses import dataclass, replace
from http.client import HTTPException, IncompleteRead
from typing import TYPE_CHECKING, Any

from geoconflict.errors import ConfigError, DownloadError
from geoconflict.gazetteer.country_codes import ISO2_OF, find_iso3
from geoconflict.gazetteer.data_folder import find_data_dir
from geoconflict.gazetteer.imports.adding import add_gazetteer
from geoconflict.gazetteer.imports.options import ImportOptions

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geoconflict.gazetteer.imports.rows import ImportReport

#: What can be fetched.
KINDS = ("geonames", "boundaries", "ucdp_ged")
DOWNLOADS = "downloads"
_STEP = 1 << 16
_MAX_JSON = 8 << 20
_MAX_BYTES = 16 << 30
_AGENT = "geoconflict (https://pypi.org/project/geoconflict)"
_HTTP_NOT_FOUND, _HTTP_BAD_RANGE, _HTTP_PARTIAL = 404, 416, 206
# Formats of OCHA's resources that can be read, in order of preference.
_COD_FORMATS = ("SHP", "GEOJSON", "GEOPACKAGE", "GPKG")


@dataclass(frozen=True, slots=True, kw_only=True)
class Publishers:
    """Addresses from which data is fetched.

    Attributes
    ----------
    geonames
        Folder of the country dumps.
    hdx
        OCHA's data exchange, which publishes the COD-AB.
    geoboundaries
        API of geoBoundaries, for countries without a COD-AB.
    ucdp_ged
        The zipped table of UCDP GED.
    timeout_s
        Seconds without an answer or a byte after which a fetch is given up.
    """

    geonames: str = "https://download.geonames.org/export/dump"
    hdx: str = "https://data.humdata.org"
    geoboundaries: str = "https://www.geoboundaries.org/api/current/gbOpen"
    ucdp_ged: str = "https://ucdp.uu.se/downloads/ged/ged251-csv.zip"
    timeout_s: float = 30.0


def fetch_gazetteer(
    kind: str,
    country: str = "",
    *,
    data_dir: str | Path | None = None,
    options: ImportOptions | None = None,
    progress: Callable[[int], None] | None = None,
    publishers: Publishers | None = None,
) -> ImportReport:
    """Fetch data from its publisher and import it.

    Parameters
    ----------
    kind
        "geonames" (a country's dump), "boundaries" (OCHA COD-AB with p-codes, else
        geoBoundaries) or "ucdp_ged" (the event table, from which places are learnt).
    country
        ISO 3166-1 code of two or three letters; not used for "ucdp_ged".
    data_dir
        Folder of the user's own data; None or "": the platform's.
    options
        As for `add_gazetteer`.
    progress
        Called now and then with the number of bytes fetched since the last call.
    publishers
        Addresses and the timeout; None takes the publishers' own.

    Returns
    -------
    report
        As `add_gazetteer`.

    Raises
    ------
    ConfigError
        If the kind or country is unknown.
    DownloadError
        If the publisher cannot be reached, has nothing for the country, or the fetch breaks off;
        what was fetched is kept, and the same call goes on from there.
    GazetteerInputError
        If what was fetched cannot be used.
    OutputError
        If the data folder cannot be written to.
    """
    publishers = publishers or Publishers()
    options = options or ImportOptions()
    if kind not in KINDS:
        raise ConfigError(f"{kind!r} cannot be fetched; known: {', '.join(KINDS)}", key="kind")
    iso3 = find_iso3(country)
    if kind != "ucdp_ged" and not iso3:
        raise ConfigError(
            f"country {country!r} is no ISO 3166-1 code such as SY or SYR", key="country"
        )
    folder = find_data_dir(data_dir) / DOWNLOADS
    if kind == "geonames":
        url = f"{publishers.geonames}/{ISO2_OF[iso3]}.zip"
        file = fetch_file(url, folder / f"{ISO2_OF[iso3]}.zip", publishers, progress)
        options = replace(options, format="geonames")
    elif kind == "ucdp_ged":
        file = fetch_file(publishers.ucdp_ged, folder / "ucdp-ged.zip", publishers, progress)
        options = replace(options, format="coded", name=options.name or "learnt-ucdp-ged")
    else:
        file = _fetch_boundaries(iso3, folder, publishers, progress)
        options = replace(
            options, format="boundaries", country=options.country or iso3,
            name=options.name or f"boundaries-{iso3}",
        )  # fmt: skip
    report = add_gazetteer(file, data_dir=data_dir, options=options)
    with suppress(OSError):
        file.unlink()
    return report


def _fetch_boundaries(
    iso3: str, folder: Path, publishers: Publishers, progress: Callable[[int], None] | None
) -> Path:
    """Fetch a country's COD-AB, or, where OCHA has none, its geoBoundaries as one zip."""
    try:
        found = fetch_json(
            f"{publishers.hdx}/api/3/action/package_show?id=cod-ab-{iso3.lower()}", publishers
        )
    except DownloadError as error:
        if error.context.get("status") != _HTTP_NOT_FOUND:
            raise
        return _fetch_geoboundaries(iso3, folder, publishers, progress)
    resources = found.get("result", {}).get("resources", []) if isinstance(found, dict) else []
    by_format: dict[str, str] = {}
    for resource in resources:
        by_format.setdefault(str(resource.get("format", "")).upper(), str(resource.get("url", "")))
    url = next((by_format[form] for form in _COD_FORMATS if by_format.get(form)), "")
    if not url:
        return _fetch_geoboundaries(iso3, folder, publishers, progress)
    suffix = ".gpkg" if urllib.parse.urlsplit(url).path.lower().endswith(".gpkg") else ".zip"
    if urllib.parse.urlsplit(url).path.lower().endswith((".geojson", ".json")):
        suffix = ".geojson"
    return fetch_file(url, folder / f"cod-ab-{iso3.lower()}{suffix}", publishers, progress)


def _fetch_geoboundaries(
    iso3: str, folder: Path, publishers: Publishers, progress: Callable[[int], None] | None
) -> Path:
    found = fetch_json(f"{publishers.geoboundaries}/{iso3}/ALL/", publishers)
    layers = found if isinstance(found, list) else [found]
    files = []
    for layer in layers:
        level, url = str(layer.get("boundaryType", "")), str(layer.get("gjDownloadURL", ""))
        if level in ("ADM1", "ADM2", "ADM3", "ADM4") and url:
            name = f"geoboundaries-{iso3.lower()}-{level.lower()}.geojson"
            files.append(fetch_file(url, folder / name, publishers, progress))
    if not files:
        raise DownloadError(f"neither OCHA nor geoBoundaries has boundaries of {iso3}", url="")
    target = folder / f"geoboundaries-{iso3.lower()}.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            archive.write(file, file.name)
    for file in files:
        file.unlink()
    return target


def _open(url: str, publishers: Publishers, headers: dict[str, str]) -> Any:
    """Open an address.

    Raises
    ------
    DownloadError
        If it cannot be reached or answers with an error.
    """
    if urllib.parse.urlsplit(url).scheme not in ("http", "https"):
        raise DownloadError(f"{url}: only http and https addresses are fetched", url=url)
    host = urllib.parse.urlsplit(url).hostname
    request = urllib.request.Request(url, headers={"User-Agent": _AGENT, **headers})  # noqa: S310 - checked above
    try:
        return urllib.request.urlopen(request, timeout=publishers.timeout_s)  # noqa: S310 - checked above
    except urllib.error.HTTPError as error:
        what = "has no such file" if error.code == _HTTP_NOT_FOUND else f"answers {error.code}"
        raise DownloadError(f"{host} {what}: {url}", url=url, status=error.code) from error
    except (OSError, HTTPException) as error:
        reason = getattr(error, "reason", None) or error
        raise DownloadError(
            f"cannot reach {host} ({reason}): go online, or fetch {url} elsewhere and add the file "
            "with `geoconflict gazetteer add FILE`",
            url=url,
        ) from error


def fetch_json(url: str, publishers: Publishers) -> Any:
    """Return the JSON at an address.

    Raises
    ------
    DownloadError
        If it cannot be reached or is no JSON.
    """
    try:
        with _open(url, publishers, {}) as answer:
            return json.loads(answer.read(_MAX_JSON))
    except (ValueError, OSError, HTTPException) as error:
        if isinstance(error, DownloadError):
            raise
        raise DownloadError(f"{url} answered with no readable JSON ({error})", url=url) from error


def fetch_file(
    url: str, target: Path, publishers: Publishers, progress: Callable[[int], None] | None = None
) -> Path:
    """Fetch a file, going on where an earlier attempt broke off, and return where it lies.

    Raises
    ------
    DownloadError
        If it cannot be reached, or fewer bytes came than were announced; what came is kept.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    mark = target.with_name(target.name + ".part-mark")
    have = part.stat().st_size if part.is_file() and mark.is_file() else 0
    headers = {}
    if have:
        # The server starts anew where the file has changed since.
        headers = {"Range": f"bytes={have}-", "If-Range": mark.read_text(encoding="utf-8")}
    try:
        answer = _open(url, publishers, headers)
    except DownloadError as error:
        if error.context.get("status") != _HTTP_BAD_RANGE:
            raise
        have, answer = 0, _open(url, publishers, {})
    with answer:
        is_continued = answer.status == _HTTP_PARTIAL
        have = have if is_continued else 0
        length = answer.headers.get("Content-Length")
        total = have + int(length) if length is not None else None
        if total is not None and total > _MAX_BYTES:
            raise DownloadError(f"{url} announces {total} bytes; refused", url=url)
        validator = answer.headers.get("ETag") or answer.headers.get("Last-Modified") or ""
        if validator and not validator.startswith("W/"):
            mark.write_text(validator, encoding="utf-8")
        else:
            mark.unlink(missing_ok=True)
        if progress is not None and have:
            progress(have)
        got = have + _save(answer, part, append=is_continued, progress=progress, url=url)
    if total is not None and got != total:
        raise DownloadError(
            f"{url} broke off after {got} of {total} bytes; run the same command again to go on",
            url=url,
        )
    part.replace(target)
    mark.unlink(missing_ok=True)
    return target


def _save(
    answer: Any, part: Path, *, append: bool, progress: Callable[[int], None] | None, url: str
) -> int:
    """Write what an answer holds and return the number of bytes; a broken connection ends it."""
    got = 0
    with part.open("ab" if append else "wb") as stream:
        while True:
            try:
                block = answer.read(_STEP)
            except IncompleteRead as error:
                stream.write(error.partial)
                return got + len(error.partial)
            except TimeoutError as error:
                raise DownloadError(
                    f"{url} stopped sending; run the same command again to go on", url=url
                ) from error
            except (OSError, HTTPException):
                return got
            if not block:
                return got
            got += len(block)
            if got > _MAX_BYTES:
                raise DownloadError(f"{url} sends more than {_MAX_BYTES} bytes; refused", url=url)
            stream.write(block)
            if progress is not None:
                progress(len(block))
