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


def add_gazetteer(
    file: str | Path,
    *,
    data_dir: str | Path | None = None,
    options: ImportOptions | None = None,
    progress: Callable[[int], None] | None = None,
) -> ImportReport:
    """Import a file of the user's own into a database that every later look-up knows.

    Parameters
    ----------
    file
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

    path = Path(file)
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
    source = find_source(path, form, options)
    with (
        Gazetteer(user_data=False) as shipped,
        Gazetteer(data_dir=data_dir) as known,
        DatabaseWriter(target, source) as writer,
    ):
        world = KnownWorld(shipped, known)
        outcome = _run(
            form, path, writer, problems, world=world, options=options, progress=progress
        )
        meta = {
            "format": form,
            "inputs": json.dumps({path.name: digest}),
            "version": version,
            "rows": json.dumps({path.name: outcome.rows}),
        }
        writer.finish(meta, make_credit(source, path, options))
        return ImportReport(
            name=name, path=target, format=form, rows=outcome.rows, entries=writer.entries,
            failed=problems.count, mended=outcome.mended, skipped=outcome.skipped,
            problems=tuple(problems.kept),
        )  # fmt: skip


# Source -> licence and address. ACLED's rows may not be redistributed, what is learnt from them
# stays with the user; its terms are to be read there.
_LICENCES = {
    "GeoNames": ("CC BY 4.0", "https://www.geonames.org"),
    "geoBoundaries": ("CC BY 4.0", "https://www.geoboundaries.org"),
    "OCHA COD-AB": ("CC BY-IGO", "https://data.humdata.org"),
    "OpenStreetMap": ("ODbL 1.0", "https://www.openstreetmap.org/copyright"),
    "UCDP GED": ("CC BY 4.0", "https://ucdp.uu.se"),
    "ACLED": ("ACLED terms of use", "https://acleddata.com"),
}
_NAMES = {"OpenStreetMap": "© OpenStreetMap contributors", "user": "user data"}


def make_credit(source: str, path: Path, options: ImportOptions) -> Credit:
    """Return the credit of a source, or what the user says of it."""
    licence, url = _LICENCES.get(source, ("not stated", ""))
    return Credit(
        name=options.attribution or _NAMES.get(source, source),
        licence=options.licence or licence,
        url=url,
        note=f"Added by the user from {path.name}.",
    )


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
    if form == "vector":
        from geoconflict.gazetteer.imports.vectors import import_vector  # noqa: PLC0415

        return Outcome(
            import_vector(path, writer, problems, world=world, options=options, progress=progress)
        )
    if form == "boundaries":
        from geoconflict.gazetteer.imports import boundaries  # noqa: PLC0415

        rows, mended = boundaries.import_boundaries(
            path, writer, problems, world=world, options=options, progress=progress
        )
        return Outcome(rows, mended=mended)
    from geoconflict.gazetteer.imports.osm import import_extract  # noqa: PLC0415

    rows, skipped = import_extract(path, writer, problems, world=world, options=options)
    return Outcome(rows, skipped=skipped)


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_HASH_STEP):
            digest.update(block)
    return digest.hexdigest()


def default_name(path: Path, form: str) -> str:
    """Return the name of a file's database: its stem, after the format where that says more."""
    stem = path.name.split(".")[0]
    if form in ("table", "vector"):
        return stem
    prefix = {"alternate_names": "names", "coded": "learnt"}.get(form, form)
    return f"{prefix}-{stem}"


def find_source(path: Path, form: str, options: ImportOptions) -> str:
    """Return the source of a file's rows, one of `schema.SOURCES`."""
    if form in ("geonames", "alternate_names"):
        return "GeoNames"
    if form == "osm":
        return "OpenStreetMap"
    if form == "boundaries":
        from geoconflict.gazetteer.imports.boundaries import find_boundary_source  # noqa: PLC0415

        return find_boundary_source(path) or "user"
    if form == "coded":
        from geoconflict.gazetteer.imports.learning import find_table_source  # noqa: PLC0415

        return find_table_source(path, options)
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
        return _find_vector_format(path)
    texts = archives.list_members(path, _TABLE_SUFFIXES)
    if not texts:
        raise archives.fail(path, "the zip holds no dump, table or boundaries")
    dumps = geonames.find_members(path) if any(t.endswith(".txt") for t in texts) else []
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
    """Boundaries are told from other vector files by their attributes."""
    from geoconflict.gazetteer.imports.boundaries import find_boundary_source  # noqa: PLC0415

    return "boundaries" if find_boundary_source(path) else "vector"
