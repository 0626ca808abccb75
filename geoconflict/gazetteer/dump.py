"""An open gazetteer in, the hash of its contents out."""

from __future__ import annotations

import hashlib
import zlib
from typing import TYPE_CHECKING

from geoconflict.gazetteer.schema import DUMP_ORDER, UNHASHED_META

if TYPE_CHECKING:
    import sqlite3


def hash_dump(connection: sqlite3.Connection) -> str:
    """Return the SHA-256 of every row of every table, sorted, in hex.

    The file itself is not hashed: SQLite stamps its own version into it. Geometry is hashed
    as it is before compression, which differs between builds of zlib.
    """
    digest = hashlib.sha256()
    for table, order in DUMP_ORDER:
        digest.update(f"\n{table}\n".encode())
        cursor = connection.execute(f"SELECT * FROM {table} ORDER BY {order}")  # noqa: S608 - fixed words of the schema
        for row in cursor:
            if table == "meta" and row[0] in UNHASHED_META:
                continue
            values = (zlib.decompress(v) if isinstance(v, bytes) else v for v in row)
            digest.update(repr(tuple(values)).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
