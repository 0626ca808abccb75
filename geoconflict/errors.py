"""Every error geoconflict raises on purpose, as one tree.

GeoconflictError
├── ConfigError (ValueError)
├── SourceError
│   ├── UnsupportedFormatError (ValueError)
│   ├── UnreadableDocumentError (OSError)
│   ├── FailedDocumentError (RuntimeError)
│   └── MissingReaderError (MissingExtraError)
├── ModelError
├── GazetteerError
│   ├── GazetteerMissingError (FileNotFoundError)
│   ├── GazetteerVersionError (ValueError)
│   ├── GazetteerInputError (ValueError)
│   ├── DownloadError (OSError)
│   └── EntryNotFoundError (LookupError)
├── InvalidGeometryError (ValueError)
├── OutputError (OSError)
└── MissingExtraError (ImportError)

A message is one line: what is wrong, where, and what to do. The context is also kept as
attributes, so that a caller need not read the text.
"""

from __future__ import annotations

from typing import Any


class GeoconflictWarning(UserWarning):
    """Something the user should know that stops nothing."""


class GeoconflictError(Exception):
    """Root of the tree; `context` holds the values that the message names."""

    def __init__(self, message: str, **context: Any) -> None:
        # Not super().__init__ alone: OSError in a subclass's bases would read the arguments
        # as errno and file name.
        Exception.__init__(self, message)
        self.message = message
        self.context = context

    def __str__(self) -> str:
        """Return the message, always one line."""
        return " ".join(self.message.split())


class ConfigError(GeoconflictError, ValueError):
    """A setting is unknown or has a value out of its range (`key`, `path`)."""


class SourceError(GeoconflictError):
    """A report or table could not be used (`path`, `document_id`)."""


class UnsupportedFormatError(SourceError, ValueError):
    """A file is of a kind that no reader takes."""


class UnreadableDocumentError(SourceError, OSError):
    """A file is missing, empty, binary or otherwise unreadable."""


class FailedDocumentError(SourceError, RuntimeError):
    """A stage failed on one document; the others go on (`document_id`, `stage`)."""


class ModelError(GeoconflictError):
    """The language model is missing or is not the pinned one (`model`)."""


class GazetteerError(GeoconflictError):
    """The gazetteer could not be used."""


class GazetteerMissingError(GazetteerError, FileNotFoundError):
    """No gazetteer file is at the path (`path`)."""


class GazetteerVersionError(GazetteerError, ValueError):
    """The file is not a gazetteer of the version this package reads (`path`)."""


class GazetteerInputError(GazetteerError, ValueError):
    """An input of the gazetteer build is missing, changed or malformed (`path`, `row`)."""


class DownloadError(GazetteerError, OSError):
    """Data asked for could not be fetched; what came is kept (`url`, `status`)."""


class EntryNotFoundError(GazetteerError, LookupError):
    """No entry has the id (`entry_id`)."""


class InvalidGeometryError(GeoconflictError, ValueError):
    """A geometry is missing or cannot be used (`place_id`)."""


class OutputError(GeoconflictError, OSError):
    """An output could not be written; the previous file is untouched (`path`)."""


class MissingExtraError(GeoconflictError, ImportError):
    """An optional dependency is absent (`extra`)."""

    def __init__(self, extra: str) -> None:
        super().__init__(
            f"this needs the optional part '{extra}': pip install 'geoconflict[{extra}]'",
            extra=extra,
        )


class MissingReaderError(MissingExtraError, SourceError):
    """A file needs a reader that is an optional dependency (`extra`, `path`)."""

    def __init__(self, extra: str, path: str) -> None:
        super().__init__(extra)
        self.message = f"{path}: {self.message}"
        self.context["path"] = path
