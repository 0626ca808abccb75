"""The folder of the user's own databases in, its files and open connections out."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from geoconflict.errors import GazetteerVersionError
from geoconflict.gazetteer.schema import APPLICATION_ID, SCHEMA_VERSION

#: Folder inside the data folder, and suffix of its databases.
FOLDER, SUFFIX = "gazetteers", ".sqlite"


def find_data_dir(data_dir: str | Path | None = None) -> Path:
    """Return the folder of the user's own data; None or "" takes the platform's.

    Notes
    -----
    Source: the platform's convention as `platformdirs` knows it, for example
    ~/.local/share/geoconflict on Linux.
    """
    if data_dir:
        return Path(data_dir).expanduser()
    import platformdirs  # noqa: PLC0415 - only where no folder is named

    return Path(platformdirs.user_data_dir("geoconflict", appauthor=False))


def find_databases(data_dir: str | Path | None = None) -> tuple[Path, ...]:
    """Return the databases in the data folder, ordered by name; () where there is none."""
    folder = find_data_dir(data_dir) / FOLDER
    try:
        return tuple(sorted(p for p in folder.iterdir() if p.name.endswith(SUFFIX)))
    except (FileNotFoundError, NotADirectoryError):
        return ()


def open_database(path: Path) -> sqlite3.Connection:
    """Return a read-only connection to a user database after checking its marks.

    Raises
    ------
    GazetteerVersionError
        If it is damaged, no gazetteer, or of another version; the message says what to do.
    """
    name = path.name.removesuffix(SUFFIX)
    mend = (
        f"run `geoconflict gazetteer remove {name}` and add the file again with "
        "`geoconflict gazetteer add`"
    )
    uri = f"{path.resolve().as_uri()}?mode=ro"
    connection = None
    try:
        connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        tables = connection.execute("SELECT count(*) FROM meta").fetchone()[0]
    except sqlite3.DatabaseError as error:
        if connection is not None:
            connection.close()
        raise GazetteerVersionError(
            f"{path} is damaged ({error}): {mend}", path=str(path)
        ) from error
    if application != APPLICATION_ID or version != SCHEMA_VERSION or not tables:
        connection.close()
        found = f"of version {version}" if application == APPLICATION_ID else "no gazetteer"
        raise GazetteerVersionError(
            f"{path} is {found}, this package reads version {SCHEMA_VERSION}: {mend}",
            path=str(path),
        )
    return connection
