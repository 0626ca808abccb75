"""One frozen `Config` that every stage takes; read from a TOML file or built in code."""

from __future__ import annotations

import tomllib
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geoconflict.errors import ConfigError

if TYPE_CHECKING:
    import datetime as dt

#: The language model that is installed with the package and used unless another is named.
DEFAULT_MODEL = "en_core_web_sm"

DEFAULT_DISCLAIMER = (
    "Boundaries and names shown here imply no opinion on the legal status of any territory. "
    "Positions are machine coding of the quoted text and may be wrong."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Settings of a run; every field has a default, so `Config()` is complete.

    Attributes
    ----------
    published
        Day of publication of documents that do not say theirs. None: not known.
    countries
        ISO 3166-1 alpha-3 codes; places there are preferred. Empty: no preference.
    near
        Name of a place that others are expected to lie near. Empty: none.
    bbox
        (west, south, east, north) in degrees; places inside are preferred. None: everywhere.
    model
        Name of an installed spaCy pipeline.
    demonyms
        Whether demonyms ("Turkish") count as toponyms in `places`.
    in_organisations
        Whether place names inside organisation names count as toponyms in `places`.
    prefer_admin
        Whether a bare name shared by a province and its seat ("Idlib") means the province.
    min_score
        Places that the resolver scores below this (0-1) are left unresolved.
    boundaries
        Name of the worldview of borders in use.
    disclaimer
        Text under every map.
    title
        Title of the map; empty: made from the documents.
    profile
        "internal" or "public".
    gazetteer_path
        The compiled gazetteer; empty: the one that ships.
    data_dir
        Folder of the user's own gazetteers; empty: the platform's user data folder.
    """

    published: dt.date | None = None
    countries: tuple[str, ...] = ()
    near: str = ""
    bbox: tuple[float, float, float, float] | None = None
    model: str = DEFAULT_MODEL
    demonyms: bool = True
    in_organisations: bool = True
    prefer_admin: bool = True
    min_score: float = 0.2
    boundaries: str = "default"
    disclaimer: str = DEFAULT_DISCLAIMER
    title: str = ""
    profile: str = "internal"
    gazetteer_path: str = ""
    data_dir: str = ""

    def __post_init__(self) -> None:
        """Refuse values out of range.

        Raises
        ------
        ConfigError
            If a value is out of its range; `key` names the field.
        """
        if not 0.0 <= self.min_score <= 1.0:
            raise ConfigError(f"min_score is {self.min_score}; it must be 0 to 1", key="min_score")
        if self.profile not in ("internal", "public"):
            raise ConfigError(
                f"profile is {self.profile!r}; it must be 'internal' or 'public'", key="profile"
            )
        if self.bbox is not None:
            west, south, east, north = self.bbox
            if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south < north <= 90):
                raise ConfigError(
                    f"bbox is {self.bbox}; it must be west,south,east,north in degrees", key="bbox"
                )
        for code in self.countries:
            if len(code) != 3 or not code.isascii() or not code.isalpha() or not code.isupper():
                raise ConfigError(
                    f"country {code!r} is no ISO 3166-1 alpha-3 code such as SYR", key="countries"
                )


def read_config(path: str | Path, **overrides: Any) -> Config:
    """Return the settings of a TOML file; keyword arguments win over the file.

    Parameters
    ----------
    path
        TOML file whose top-level keys are fields of `Config`.
    **overrides
        Fields that replace those of the file.

    Returns
    -------
    config
        Defaults, then the file, then the overrides.

    Raises
    ------
    ConfigError
        If the file is missing or no TOML, or a key is unknown or has a wrong value.
    """
    path = Path(path)
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"cannot read config {path}: {error.strerror}", path=str(path)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"config {path} is no valid TOML: {error}", path=str(path)) from error
    known = {f.name for f in fields(Config)}
    for key in values:
        if key not in known:
            raise ConfigError(
                f"config {path}: unknown key {key!r}; known: {', '.join(sorted(known))}",
                key=key, path=str(path),
            )  # fmt: skip
    for key in ("countries", "bbox"):
        if isinstance(values.get(key), list):
            values[key] = tuple(values[key])
    values.update(overrides)
    try:
        return Config(**values)
    except TypeError as error:
        raise ConfigError(f"config {path}: {error}", path=str(path)) from error


def describe_config(config: Config) -> dict[str, Any]:
    """Return the settings as plain JSON values, for the run id and the manifest."""
    values = asdict(config)
    values["published"] = config.published.isoformat() if config.published else None
    values["countries"] = list(config.countries)
    values["bbox"] = list(config.bbox) if config.bbox else None
    # Where files lie on this machine does not change what comes out.
    del values["gazetteer_path"], values["data_dir"]
    return values
