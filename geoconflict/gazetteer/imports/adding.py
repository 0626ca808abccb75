"""A file of the user's in, its database in the data folder out."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from geoconflict.errors import ConfigError, GazetteerInputError
from geoconflict.gazetteer.country_codes import find_iso3
from geoconflict.gazetteer.imports import archives, geonames
from geoconflict.gazetteer.imports.options import ImportOptions
from geoconflict.gazetteer.imports.rows import ImportReport, Problems
from geoconflict.gazetteer.imports.store import find_path, make_name
from geoconflict.gazetteer.imports.world import KnownWorld
from geoconflict.gazetteer.imports.writing import DatabaseWriter
from geoconflict.model import Credit

if TYPE_CHECKING:
    from collections.abc import Callable

FORMATS = ("geonames", "alternate_names", "boundaries", "osm", "table", "vector", "coded")
_TABLE_SUFFIXES = (".csv", ".tsv", ".tab", ".txt", ".xlsx", ".xlsm", ".jsonl", ".ndjson", ".json")
_VECTOR_SUFFIXES = (".geojson", ".gpkg", ".shp", ".kml", ".fgb", ".gml", ".sqlite", ".topojson")
_HASH_STEP = 1 << 22


@dataclass(slots=True)
class Outcome:
    """What an importer reports beside the rows it wrote."""

    rows: int
    mended: int = 0
    skipped: dict[str, int] = field(default_factory=dict)
    source: str = ""
    credit: Credit | None = None


def add_gazetteer(
    source: str | Path,
    *,
    data_dir: str | Path | None = None,
    options: ImportOptions | None = None,
    progress: Callable[[int], None] | None = None,
) -> ImportReport:
    """Import a file of the user's own into a database that every later look-up knows.

    Parameters
    ----------
    source
        A GeoNames dump or alternate names (.txt, .zip), boundaries (.geojson, .gpkg, .shp, a
        zip of them), an OpenStreetMap extract (.osm.pbf), a table (.csv, .tsv, .xlsx, .jsonl)
        or a vector file.
    data_dir
        Folder of the user's own data; None or "": the platform's.
    options
        Name, format, columns and so on; None takes the defaults.
    progress
        Called now and then with the number of bytes read since the last call.

    Returns
    -------
    report
        Counts, and the rows that could not be used with their reason. Until it returns, a
        database of the same name stays as it was, also when the import is interrupted.

    Raises
    ------
    GazetteerInputError
        If the file is missing, damaged, of no known format, or has no usable row.
    ConfigError
        If an option is unknown.
    MissingExtraError
        If the format needs an optional dependency that is absent.
    OutputError
        If the data folder cannot be written to.
    """
    from geoconflict.gazetteer.lookup import Gazetteer  # noqa: PLC0415 - it reads what this writes

    path = Path(source)
    options = options or ImportOptions()
    archives.check_exists(path)
    form = options.format or find_format(path)
    if form not in FORMATS:
        raise ConfigError(
            f"format {form!r} is not known; known: {', '.join(FORMATS)}", key="format"
        )
    if options.country and not find_iso3(options.country):
        raise ConfigError(f"country {options.country!r} is no ISO 3166-1 code", key="country")
    name = make_name(options.name or default_name(path, form))
    target = find_path(name, data_dir)
    problems = Problems()
    digest = hash_file(path)
    version = hashlib.sha256(
        json.dumps([digest, form, repr(replace(options, name=""))]).encode()
    ).hexdigest()[:12]
    with (
        Gazetteer(user_data=False) as shipped,
        Gazetteer(data_dir=data_dir) as known,
        DatabaseWriter(target, find_source(path, form)) as writer,
    ):
        world = KnownWorld(shipped, known)
        outcome = _run(
            form, path, writer, problems, world=world, options=options, progress=progress
        )
        credit = outcome.credit or Credit(*CREDITS.get(form, USER_CREDIT))
        credit = Credit(
            name=options.attribution or credit.name,
            licence=options.licence or credit.licence,
            url=credit.url,
            note=credit.note or f"Added by the user from {path.name}.",
        )
        meta = {
            "format": form,
            "inputs": json.dumps({path.name: digest}),
            "version": version,
            "rows": json.dumps({path.name: outcome.rows}),
        }
        writer.finish(meta, credit)
        return ImportReport(
            name=name, path=target, format=form, rows=outcome.rows, entries=writer.entries,
            failed=problems.count, mended=outcome.mended, skipped=outcome.skipped,
            problems=tuple(problems.kept),
        )  # fmt: skip


USER_CREDIT = ("user data", "not stated", "", "")
CREDITS: dict[str, tuple[str, str, str, str]] = {
    "geonames": (*geonames.CREDIT, ""),
    "alternate_names": (*geonames.CREDIT, ""),
}


def _run(
    form: str,
    path: Path,
    writer: DatabaseWriter,
    problems: Problems,
    *,
    world: KnownWorld,
    options: ImportOptions,
    progress: Callable[[int], None] | None,
) -> Outcome:
    """Run the importer of a format."""
    if form == "geonames":
        return Outcome(
            geonames.import_dump(
                path, writer, problems, world=world, classes=options.feature_classes,
                progress=progress,
            )
        )  # fmt: skip
    if form == "alternate_names":
        rows, skipped = geonames.import_alternates(
            path, writer, problems, world=world, languages=options.languages,
            keep_colloquial=options.keep_colloquial, keep_historic=options.keep_historic,
            progress=progress,
        )  # fmt: skip
        return Outcome(rows, skipped=skipped)
    if form == "table":
        from geoconflict.gazetteer.imports.tables import import_table  # noqa: PLC0415

        return Outcome(
            import_table(path, writer, problems, world=world, options=options, progress=progress)
        )
    if form == "coded":
        from geoconflict.gazetteer.imports.learning import learn_places  # noqa: PLC0415

        rows, skipped = learn_places(
            path, writer, problems, world=world, options=options, progress=progress
        )
        return Outcome(rows, skipped=skipped)
    raise NotImplementedError(form)


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_HASH_STEP):
            digest.update(block)
    return digest.hexdigest()


def default_name(path: Path, form: str) -> str:
    """Return the name of a file's database: its format and the file's stem."""
    stem = path.name.split(".")[0]
    prefix = {"alternate_names": "names", "coded": "learnt"}.get(form, form)
    return f"{prefix}-{stem}"


def find_source(path: Path, form: str) -> str:
    """Return the source of a file's rows, one of `schema.SOURCES`."""
    if form in ("geonames", "alternate_names"):
        return "GeoNames"
    if form == "osm":
        return "OpenStreetMap"
    return "user"


def find_format(path: Path) -> str:
    """Return the format of a file by its suffix and its first line.

    Raises
    ------
    GazetteerInputError
        If the suffix is unknown or a zip holds nothing known.
    """
    name = path.name.lower().removesuffix(".gz")
    if name.endswith((".osm.pbf", ".pbf", ".osm", ".osm.bz2")):
        return "osm"
    if name.endswith(".zip"):
        return _find_zip_format(path)
    if name.endswith(_VECTOR_SUFFIXES):
        return _find_vector_format(path)
    if name.endswith(".txt"):
        return _find_text_format(path, "")
    if name.endswith(_TABLE_SUFFIXES):
        return "table"
    raise GazetteerInputError(
        f"{path}: no known format; known are GeoNames .txt/.zip, .geojson, .gpkg, .shp, .osm.pbf, "
        ".csv, .tsv, .xlsx, .jsonl", path=str(path),
    )  # fmt: skip


def _find_zip_format(path: Path) -> str:
    if archives.list_members(path, (".shp", ".gpkg", ".geojson")):
        return "boundaries"
    texts = archives.list_members(path, _TABLE_SUFFIXES)
    if not texts:
        raise archives.fail(path, "the zip holds no dump, table or boundaries")
    dumps = (
        [n for n in geonames.find_members(path)] if any(t.endswith(".txt") for t in texts) else []
    )
    return _find_text_format(path, dumps[0]) if dumps else "table"


def _find_text_format(path: Path, member: str) -> str:
    with archives.open_bytes(path, member) as stream:
        for _, line in archives.iter_lines(stream):
            if line and not line.startswith("#"):
                if geonames.looks_like_dump(line):
                    return "geonames"
                if geonames.looks_like_alternates(line):
                    return "alternate_names"
                # A first row cut short is still a row of a dump.
                return "geonames" if line.split("\t")[0].isdecimal() else "table"
    return "table"


def _find_vector_format(path: Path) -> str:
    """Boundaries are told from other vector files by what they hold."""
    del path
    return "vector"
