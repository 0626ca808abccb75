"""The command line: each command a few lines over the public facade.

Results go to standard output or `-o`; messages and progress go to standard error.
"""

from __future__ import annotations

import dataclasses
import json
import sys
from functools import wraps
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
    click.option("--published", metavar="DATE", help="Day of publication, as 2020-02-10."),
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


def _iter_inputs(paths: Sequence[str]) -> Iterator[Any]:
    """Yield the documents of the files and the errors of those that fail."""
    for path in paths:
        yield from gc.iter_documents(path)


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


def _read_inputs(paths: Sequence[str]) -> list[Any]:
    """Return all documents and errors; exit with 1 where there is no document at all."""
    found = list(_iter_inputs(paths))
    errors = [item for item in found if isinstance(item, gc.GeoconflictError)]
    if len(errors) == len(found):
        _finish(errors, 0)
    for item in found:
        for note in getattr(item, "notes", ()):
            _report(f"note: {note}")
    return found


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
    found = _read_inputs(reports)
    result = gc.run(_progress(found, "reading"), config)
    good = [path for path in reports if Path(path).is_file()]
    paths = gc.write_result(result, output, layer=layer, inputs=good)
    layers = result.layers
    counts = ", ".join(f"{len(layers[name])} {name}" for name in layers.frames if len(layers[name]))
    _report(f"{len(result.records)} records ({len(layers.unmapped)} without a place); "
            f"layers: {counts or 'all empty'}")  # fmt: skip
    for note in layers.notes:
        if not note.endswith("UTF-8"):
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
    found = _read_inputs(reports)
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
    gazetteer = gc.Gazetteer(config.gazetteer_path or None)
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
    """Look into the embedded gazetteer.

    \b
    Example:
      geoconflict gazetteer search Saraqib
    """


@gazetteer_group.command("info")
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
@_guard
def info_command(as_json: bool) -> None:
    """Print version, sources and counts of the gazetteer.

    \b
    Example:
      geoconflict gazetteer info
    """
    info = gc.Gazetteer().read_info()
    if as_json:
        click.echo(json.dumps(info, ensure_ascii=False, indent=2))
        return
    for key, value in info.items():
        if isinstance(value, dict):
            click.echo(f"{key}:")
            for name, count in value.items():
                click.echo(f"  {name}: {count}")
        else:
            click.echo(f"{key}: {value}")


@gazetteer_group.command("search")
@click.argument("name")
@click.option("--country", "countries", multiple=True, metavar="ISO3", help="Only this country.")
@click.option("--limit", default=10, show_default=True, help="Entries to show.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@_guard
def search_command(name: str, countries: tuple[str, ...], limit: int, as_json: bool) -> None:
    """List the entries named NAME, and similar names where there is none.

    \b
    Example:
      geoconflict gazetteer search Saraqib --country SYR
    """
    gazetteer = gc.Gazetteer()
    codes = tuple(code.upper() for code in countries)
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
