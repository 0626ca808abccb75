"""Short texts with places made by hand, read by the real model."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest

from geoconflict.config import Config
from geoconflict.extract import extract_records
from geoconflict.model import (
    Document,
    GeometryQuality,
    GeoPrecision,
    Place,
    PointRole,
    Record,
    Relation,
    ToponymRole,
)
from geoconflict.parse import parse_document

if TYPE_CHECKING:
    from collections.abc import Callable

_CODES = {
    GeoPrecision.COUNTRY: "PCLI",
    GeoPrecision.ADMIN1: "ADM1",
    GeoPrecision.LINEAR: "BDRY",
    GeoPrecision.REGION: "RGN",
}


def make_place(
    text: str,
    surface: str,
    at: int,
    precision: GeoPrecision,
    *,
    role: ToponymRole = ToponymRole.LITERAL,
    relation: Relation | None = None,
    name: str = "",
) -> Place:
    return Place(
        id=f"test:{(name or surface).lower()}",
        start=at,
        end=at + len(surface),
        text=text[at : at + len(surface)],
        name=name or surface,
        role=role,
        geometry=None,
        lon=10.0,
        lat=10.0,
        feature_class="P",
        feature_code=_CODES.get(precision, "PPL"),
        geo_precision=precision,
        radius_km=5.0,
        point_role=PointRole.SITE,
        geometry_quality=GeometryQuality.SURVEYED,
        relation=relation,
    )


def find_places(text: str, named: dict[str, object]) -> tuple[Place, ...]:
    """Places for each mention of the names: a precision, a relation or a country for a demonym."""
    found = []
    for surface, what in named.items():
        for match in re.finditer(rf"\b{re.escape(surface)}\b", text):
            if isinstance(what, GeoPrecision):
                row = make_place(text, surface, match.start(), what)
            elif isinstance(what, tuple):
                precision, relation = what
                row = make_place(text, surface, match.start(), precision, relation=relation)
            else:
                row = make_place(
                    text, surface, match.start(), GeoPrecision.COUNTRY,
                    role=ToponymRole.DEMONYM, name=str(what),
                )  # fmt: skip
            found.append(row)
    return tuple(sorted(found, key=lambda place: (place.start, -place.end)))


@pytest.fixture(scope="session")
def read() -> Callable[..., tuple[Record, ...]]:
    """Read a text published on a day, with places by name, into records."""

    def read_text(
        text: str,
        published: str | None = "2023-05-17",
        places: dict[str, object] | None = None,
    ) -> tuple[Record, ...]:
        day = dt.date.fromisoformat(published) if published else None
        document = Document(id="test", text=text, published=day)
        parse = parse_document(document, Config())
        return extract_records(parse, find_places(text, places or {}), Config())

    return read_text


@pytest.fixture(scope="session")
def read_one(read: Callable[..., tuple[Record, ...]]) -> Callable[..., Record]:
    """Read a text that holds exactly one record."""

    def read_text(*args: object, **kwargs: object) -> Record:
        records = read(*args, **kwargs)
        assert len(records) == 1, [(r.kind.value, r.quote) for r in records]
        return records[0]

    return read_text
