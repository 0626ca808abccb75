"""The command line: each command a few lines over the public facade.

Results go to standard output or `-o`; messages and progress go to standard error.
"""

from __future__ import annotations

import dataclasses
import json
import sys
from contextlib import contextmanager
from functools import partial, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import geoconflict as gc

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_SOME_FAILED = 3


def _report(message: str) -> None:
    """Write one line to standard error."""
    click.echo(message, err=True)


def _guard(command: Callable[..., Any]) -> Callable[..., Any]:
    """Turn the errors of the package into one line and exit code 1."""

    @wraps(command)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except gc.GeoconflictError as error:
            _report(f"error: {error}")
            sys.exit(1)

    return guarded


_SHARED = (
    click.option(
        "--published",
        metavar="DATE",
        help="Day of publication of reports that do not state theirs, as 2020-02-10.",
    ),
    click.option("--country", "countries", multiple=True, metavar="ISO3",
                 help="Country the text is about, as SYR; may be repeated."),
    click.option("--near", default="", metavar="PLACE", help="Prefer places near this one."),
    click.option("--bbox", metavar="W,S,E,N", help="Prefer places in this box (degrees)."),
    click.option("--config", "config_path", metavar="FILE", help="Settings as TOML."),
    click.option("--model", metavar="NAME", help="An installed spaCy model to use instead."),
    click.option("--data-dir", metavar="DIR", help="Folder of your own gazetteers."),
    click.option("--profile", type=click.Choice(["internal", "public"]), help="Kind of output."),
)  # fmt: skip


def _shared_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that most commands take."""
    for option in reversed(_SHARED):
        command = option(command)
    return command


def _make_config(options: dict[str, Any]) -> gc.Config:
    """Return the settings of a command line: defaults, then the file, then the options."""
    values: dict[str, Any] = {}
    if options.get("published"):
        values["published"] = gc.parse_day(options["published"])
    if options.get("countries"):
        values["countries"] = tuple(code.upper() for code in options["countries"])
    if options.get("bbox"):
        try:
            west, south, east, north = (float(part) for part in options["bbox"].split(","))
        except ValueError:
            message = "write it as west,south,east,north"
            raise click.BadParameter(message, param_hint="--bbox") from None
        values["bbox"] = (west, south, east, north)
    for name in ("near", "model", "data_dir", "profile"):
        if options.get(name):
            values[name] = options[name]
    if options.get("config_path"):
        return gc.read_config(options["config_path"], **values)
    return gc.Config(**values)


def _progress(items: Sequence[Any], label: str) -> Any:
    """Return the items behind a progress bar on standard error, where a person looks on."""
    from tqdm import tqdm  # noqa: PLC0415

    return tqdm(items, desc=label, unit="doc", file=sys.stderr, disable=len(items) < 2 or None)


def _finish(errors: Sequence[gc.GeoconflictError], done: int) -> None:
    """Name what failed and exit with 1 where nothing was done, 3 where something was."""
    for error in errors:
        _report(f"error: {error}")
    if errors:
        sys.exit(_SOME_FAILED if done else 1)


def _read_inputs(paths: Sequence[str]) -> tuple[list[Any], list[dict[str, Any]]]:
    """Return all documents and errors, and the files that gave a document.

    Exits with 1 where there is no document at all.
    """
    found: list[Any] = []
    files: list[dict[str, Any]] = []
    for path in paths:
        items = list(gc.iter_documents(path))
        found += items
        if any(not isinstance(item, gc.GeoconflictError) for item in items):
            files.append(gc.describe_file(path))
    errors = [item for item in found if isinstance(item, gc.GeoconflictError)]
    if len(errors) == len(found):
        _finish(errors, 0)
    for item in found:
        for note in getattr(item, "notes", ()):
            _report(f"note: {note}")
    return found, files


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(gc.__version__, prog_name="geoconflict")
def main() -> None:
    """Turn conflict reports into maps that say how sure they are.

    \b
    Example:
      geoconflict map report.txt --published 2020-02-10 -o maps/report
    """


@main.command("map")
@click.argument("reports", nargs=-1, required=True)
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="OUT",
    help="A folder for the bundle, or a file ending in .html, .gpkg, .geojson, .csv.",
)
@click.option("--layer", default="events", show_default=True, help="Layer of a one-layer format.")
@click.option("--title", default="", help="Title of the map.")
@click.option("--timings", is_flag=True, help="Print the seconds spent in each stage.")
@_shared_options
@_guard
def map_command(
    reports: tuple[str, ...], output: str, layer: str, title: str, timings: bool, **options: Any
) -> None:
    """Read REPORTS and write the map page, GeoPackage, GeoJSON, table and manifest.

    \b
    Example:
      geoconflict map report.txt --published 2020-02-10 -o maps/report
    """  # fmt: skip
    config = _make_config(options)
    if title:
        config = dataclasses.replace(config, title=title)
    found, files = _read_inputs(reports)
    result = gc.run(_progress(found, "reading"), config)
    paths = gc.write_result(result, output, layer=layer, inputs=files)
    layers = result.layers
    counts = ", ".join(f"{len(layers[name])} {name}" for name in layers.frames if len(layers[name]))
    _report(f"{len(result.records)} records ({len(layers.unmapped)} without a place); "
            f"layers: {counts or 'all empty'}")  # fmt: skip
    shown = {note for item in found for note in getattr(item, "notes", ())}
    for note in layers.notes:
        if note not in shown:
            _report(f"note: {note}")
    for note in result.coverage_notes:
        _report(f"note: {note}")
    if layers.unresolved:
        names = ", ".join(unresolved.text for unresolved in layers.unresolved[:5])
        _report(f"{len(layers.unresolved)} names could not be placed: {names}")
    if timings:
        for stage, seconds in result.timings.items():
            _report(f"{stage:<10} {seconds:8.3f} s")
    click.echo("\n".join(str(path) for path in paths))
    _finish(result.errors, sum(r.error is None for r in result.results))


@main.command("places")
@click.argument("reports", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@_shared_options
@_guard
def places_command(reports: tuple[str, ...], as_json: bool, **options: Any) -> None:
    """List the places named in REPORTS, with what each was taken for and why.

    \b
    Example:
      geoconflict places report.txt --published 2020-02-10
    """
    columns = ("text", "role", "name", "country_iso3", "geo_precision", "score", "reason")
    _list_results(reports, options, gc.describe_places, as_json, columns)


@main.command("events")
@click.argument("reports", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@_shared_options
@_guard
def events_command(reports: tuple[str, ...], as_json: bool, **options: Any) -> None:
    """List the records found in REPORTS, each with its quote.

    \b
    Example:
      geoconflict events report.txt --published 2020-02-10
    """
    columns = ("kind", "status", "date_start", "date_end", "title", "place", "quote")
    _list_results(reports, options, gc.describe_records, as_json, columns)


def _list_results(
    reports: Sequence[str],
    options: dict[str, Any],
    describe: Callable[..., list[dict[str, Any]]],
    as_json: bool,
    columns: Sequence[str],
) -> None:
    """Print a table or JSON Lines of what each document holds."""
    config = _make_config(options)
    found, _ = _read_inputs(reports)
    errors, rows, done = [], [], 0
    for result in gc.iter_results(_progress(found, "reading"), config):
        if result.error is not None:
            errors.append(result.error)
            continue
        done += 1
        described = describe(result, config)
        if as_json:
            for row in described:
                click.echo(json.dumps(row, ensure_ascii=False))
        else:
            rows.extend(described)
    if not as_json:
        _echo_table(rows, columns)
    _finish(errors, done)


def _echo_table(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> None:
    """Print rows in aligned columns."""
    cells = [[_shorten(row.get(column)) for column in columns] for row in rows]
    if not cells:
        _report("nothing found")
        return
    widths = [max(len(column), *(len(row[i]) for row in cells)) for i, column in enumerate(columns)]
    for row in (list(columns), *cells):
        click.echo("  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip())


def _shorten(value: Any, width: int = 48) -> str:
    """Return a value as a cell of at most `width` printable characters."""
    if value is None:
        return ""
    text = f"{value:.2f}" if isinstance(value, float) else str(value)
    text = "".join(c if c.isprintable() else " " for c in " ".join(text.split()))
    return text if len(text) <= width else text[: width - 1] + "…"


@main.command("geocode")
@click.argument("queries", nargs=-1, required=True)
@click.option("--limit", default=1, show_default=True, help="Places to show for each query.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, with geometry.")
@_shared_options
@_guard
def geocode_command(queries: tuple[str, ...], limit: int, as_json: bool, **options: Any) -> None:
    """Place each of QUERIES: a name, or an expression such as "15 km south of Saraqib".

    \b
    Example:
      geoconflict geocode "Saraqib, Syria" "15 km south of Saraqib"
    """
    config = _make_config(options)
    gazetteer = gc.Gazetteer(config.gazetteer_path or None, data_dir=config.data_dir)
    failed = []
    rows: list[dict[str, Any]] = []
    for query in queries:
        places, reason = gc.find_places(query, gazetteer, config, limit=limit)
        if not places:
            failed.append(f"{_shorten(query)}: {reason}")
        for place in places[:limit]:
            row = {"query": query, **gc.describe_place(place, with_geometry=as_json)}
            rows.append(row)
            if as_json:
                click.echo(json.dumps(row, ensure_ascii=False))
    if not as_json and rows:
        columns = ("query", "name", "lon", "lat", "country_iso3", "geo_precision", "radius_km",
                   "score", "reason")  # fmt: skip
        for row in rows:
            row["lon"], row["lat"] = f"{row['lon']:.4f}", f"{row['lat']:.4f}"
        _echo_table(rows, columns)
    for message in failed:
        _report(f"not placed: {message}")
    if failed:
        sys.exit(_SOME_FAILED if rows else 1)


@main.group("gazetteer")
def gazetteer_group() -> None:
    """Look into the embedded gazetteer, and add your own data to it.

    \b
    Example:
      geoconflict gazetteer search Saraqib
    """


_DATA_DIR = click.option(
    "--data-dir", default="", metavar="DIR", help="Folder of your own gazetteers."
)


def _make_iso3(code: str) -> str:
    """Return a country's three letters; exit with 2 for an unknown code."""
    iso3 = gc.find_iso3(code)
    if not iso3:
        message = f"{code!r} is no ISO 3166-1 code such as SD or SDN"
        raise click.BadParameter(message, param_hint="--country")
    return iso3


@gazetteer_group.command("info")
@click.option("--country", default="", metavar="CODE", help="One country, as SD or SDN.")
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
@_DATA_DIR
@_guard
def info_command(country: str, as_json: bool, data_dir: str) -> None:
    """Print version, sources and counts by feature class and country, your own data included.

    With --country, say how thinly a country is known and how to mend it.

    \b
    Example:
      geoconflict gazetteer info --country SD
    """
    with gc.Gazetteer(data_dir=data_dir) as gazetteer:
        if country:
            coverage = gc.describe_country(gazetteer, _make_iso3(country))
            info = {} if coverage is None else dataclasses.asdict(coverage)
        else:
            info = gazetteer.read_info()
    if as_json:
        click.echo(json.dumps(info, ensure_ascii=False, indent=2))
        return
    if country:
        click.echo(info.get("message", f"no country {country!r} is known"))
        return
    for key, value in info.items():
        if isinstance(value, dict):
            click.echo(f"{key}:")
            for name, count in value.items():
                click.echo(f"  {name}: {count}")
        else:
            click.echo(f"{key}: {value}")


_COLUMN_HELP = "Header of the {0}, where it cannot be guessed."
_ADD_OPTIONS = (
    click.option("--name", default="", help="Name of the database; else made from the file's."),
    click.option("--format", default="", metavar="NAME", help="geonames, alternate_names, "
                 "boundaries, osm, table, vector or coded; recognised if left out."),
    click.option("--country", default="", metavar="CODE", help="Country of rows that name none."),
    click.option("--encoding", default="", help="Encoding of a text file that is not UTF-8."),
    click.option("--layer", default="", help="Layer of a vector file."),
    click.option("--language", "languages", multiple=True, metavar="CODE",
                 help="Keep alternate names in this language; may be repeated."),
    click.option("--skip-colloquial", is_flag=True, help="Leave colloquial alternate names out."),
    click.option("--skip-historic", is_flag=True, help="Leave historic alternate names out."),
    click.option("--class", "feature_classes", multiple=True, metavar="LETTER",
                 help="Keep only this feature class of a GeoNames dump; may be repeated."),
    *(
        click.option(f"--{what}-column", default="", metavar="HEADER",
                     help=_COLUMN_HELP.format(meaning))
        for what, meaning in (
            ("name", "name"), ("lon", "longitude"), ("lat", "latitude"), ("country", "country"),
            ("class", "kind of place"), ("id", "id"), ("population", "population"),
            ("names", "further names, separated by ; or |"),
        )
    ),
    click.option("--licence", default="", help="Licence of the data, shown on every map."),
    click.option("--attribution", default="", help="Whom to credit on every map."),
)  # fmt: skip


def _add_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that describe a file to be added."""
    for option in reversed(_ADD_OPTIONS):
        command = option(command)
    return command


@gazetteer_group.command("add")
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option(
    "--learn",
    multiple=True,
    metavar="FILE",
    help="Learn the places of a table coded by ACLED or UCDP; may be repeated.",
)
@click.option(
    "--geonames",
    multiple=True,
    metavar="CODE",
    help="Fetch a country's dump from GeoNames (needs the network).",
)
@click.option(
    "--boundaries",
    multiple=True,
    metavar="CODE",
    help="Fetch a country's boundaries from OCHA or geoBoundaries (needs the network).",
)
@click.option(
    "--ucdp-ged", is_flag=True, help="Fetch the UCDP GED and learn its places (needs the network)."
)
@_add_options
@_DATA_DIR
@_guard
def add_command(
    files: tuple[str, ...],
    learn: tuple[str, ...],
    geonames: tuple[str, ...],
    boundaries: tuple[str, ...],
    ucdp_ged: bool,
    data_dir: str,
    **options: Any,
) -> None:
    """Add your own places, boundaries, roads or coded tables; from then on they win.

    Each FILE becomes a database of its own: a GeoNames dump or alternate names, boundaries
    (GeoJSON, GeoPackage, Shapefile, zip), an OpenStreetMap extract (.osm.pbf), a table or any
    vector file.

    \b
    Example:
      geoconflict gazetteer add places.csv
    """  # fmt: skip
    jobs: list[tuple[str, Callable[..., Any]]] = []
    common = {
        "keep_colloquial": not options.pop("skip_colloquial"),
        "keep_historic": not options.pop("skip_historic"),
        **options,
    }
    own = gc.ImportOptions(**common)
    for file in files:
        jobs.append((file, partial(gc.add_gazetteer, file, options=own)))
    coded = dataclasses.replace(own, format="coded")
    for file in learn:
        jobs.append((file, partial(gc.add_gazetteer, file, options=coded)))
    for kind, codes in (("geonames", geonames), ("boundaries", boundaries)):
        for code in codes:
            jobs.append((f"{kind} {code}", partial(gc.fetch_gazetteer, kind, code, options=own)))
    if ucdp_ged:
        jobs.append(("UCDP GED", partial(gc.fetch_gazetteer, "ucdp_ged", options=own)))
    if not jobs:
        message = "name a FILE, or one of --learn, --geonames, --boundaries, --ucdp-ged"
        raise click.UsageError(message)
    if own.name and len(jobs) > 1:
        message = "--name goes with one file at a time"
        raise click.UsageError(message)
    errors, failed, done = [], 0, 0
    for label, job in jobs:
        try:
            with _count_bytes(label) as progress:
                report = job(data_dir=data_dir, progress=progress)
        except gc.GeoconflictError as error:
            errors.append(error)
            continue
        done += 1
        failed += report.failed
        _report_import(report)
    _finish(errors, done)
    if failed:
        sys.exit(_SOME_FAILED)


@contextmanager
def _count_bytes(label: str) -> Iterator[Callable[[int], None]]:
    """Show on standard error how much has been read, where a person looks on."""
    from tqdm import tqdm  # noqa: PLC0415

    with tqdm(desc=_shorten(label, 30), unit="B", unit_scale=True, file=sys.stderr,
              disable=None, leave=False) as bar:  # fmt: skip

        def advance(count: int) -> None:
            bar.update(count)

        yield advance


# Problems that are shown; the rest is counted.
_SHOWN_PROBLEMS = 20


def _report_import(report: Any) -> None:
    """Say what an import made and what could not be used."""
    for problem in report.problems[:_SHOWN_PROBLEMS]:
        _report(f"skipped: {problem}")
    if report.failed > _SHOWN_PROBLEMS:
        _report(f"skipped: {report.failed - _SHOWN_PROBLEMS} more rows")
    for reason, count in report.skipped.items():
        _report(f"left out: {count} rows, {reason}")
    if report.mended:
        _report(f"mended: {report.mended} invalid polygons")
    click.echo(f"{report.name}: {report.entries} entries of {report.rows} rows ({report.format})")


@gazetteer_group.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@_DATA_DIR
@_guard
def list_command(as_json: bool, data_dir: str) -> None:
    """List what you added, with its source and licence.

    \b
    Example:
      geoconflict gazetteer list
    """
    databases = gc.list_gazetteers(data_dir)
    rows = [dataclasses.asdict(database) for database in databases]
    for row in rows:
        row["path"] = str(row["path"])
    if as_json:
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
    elif rows:
        _echo_table(rows, ("name", "format", "entries", "source", "licence", "path"))
    else:
        _report("nothing added yet")
    problems = [row["problem"] for row in rows if row["problem"]]
    for problem in problems:
        _report(f"error: {problem}")
    if problems:
        sys.exit(_SOME_FAILED if len(problems) < len(rows) else 1)


@gazetteer_group.command("remove")
@click.argument("names", nargs=-1, required=True)
@_DATA_DIR
@_guard
def remove_command(names: tuple[str, ...], data_dir: str) -> None:
    """Take away what you added, by the NAMES that `list` shows.

    \b
    Example:
      geoconflict gazetteer remove places
    """
    for name in names:
        click.echo(f"removed {gc.remove_gazetteer(name, data_dir)}")


@gazetteer_group.command("search")
@click.argument("name")
@click.option("--country", "countries", multiple=True, metavar="ISO3", help="Only this country.")
@click.option("--limit", default=10, show_default=True, help="Entries to show.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@_DATA_DIR
@_guard
def search_command(
    name: str, countries: tuple[str, ...], limit: int, as_json: bool, data_dir: str
) -> None:
    """List the entries named NAME, and similar names where there is none.

    \b
    Example:
      geoconflict gazetteer search Saraqib --country SYR
    """
    gazetteer = gc.Gazetteer(data_dir=data_dir)
    codes = tuple(_make_iso3(code) for code in countries)
    entries = list(gazetteer.find_by_name(name, countries=codes, limit=limit))
    if not entries:
        similar = gazetteer.suggest(name, countries=codes, limit=limit)
        entries = [entry for entry, _ in similar]
        if entries:
            _report(f"no entry is named {_shorten(name)!r}; similar names:")
    if not entries:
        _report(f"no entry is named {_shorten(name)!r} or nearly so")
        sys.exit(1)
    rows = [dataclasses.asdict(entry) for entry in entries]
    if as_json:
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
        return
    _echo_table(rows, ("id", "name", "feature_code", "country_iso3", "admin1", "population", "lon",
                       "lat", "source"))  # fmt: skip


@gazetteer_group.command("build")
@click.option("--inputs", required=True, metavar="DIR", help="Folder of the pinned input packages.")
@click.option("-o", "--output", required=True, metavar="FILE", help="The database to write.")
@click.option("--fetch", is_flag=True, help="Download missing inputs first (needs the network).")
@_guard
def build_command(inputs: str, output: str, fetch: bool) -> None:
    """Compile the gazetteer from its pinned inputs; the same inputs give the same content.

    \b
    Example:
      geoconflict gazetteer build --inputs inputs --fetch -o data/gazetteer.sqlite
    """
    report = gc.build_gazetteer(Path(inputs), Path(output), fetch=fetch, progress=_report)
    click.echo(str(report))


if __name__ == "__main__":
    main()
