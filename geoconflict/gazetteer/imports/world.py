"""What is already known, as importers need it: countries, their boxes, units, same places."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geoconflict.errors import EntryNotFoundError
from geoconflict.gazetteer.country_codes import find_iso3
from geoconflict.gazetteer.fold import fold_name
from geoconflict.gazetteer.same_place import is_same_place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geoconflict.gazetteer.lookup import Gazetteer
    from geoconflict.model import AdminUnits, Entry

# Coasts, islands and disputed strips lie outside a country's box by up to about 200 km.
_BOX_MARGIN_DEG = 2.0
_BRACKETS = re.compile(r"\s*\(([^()]*)\)\s*")


class KnownWorld:
    """Looks up what ships while rows are imported.

    Parameters
    ----------
    gazetteer
        The world that ships, without the user's own data.
    others
        The user's databases, for places that only they know.
    """

    def __init__(self, gazetteer: Gazetteer, others: Gazetteer | None = None) -> None:
        self.gazetteer = gazetteer
        self._others = others
        self._boxes: dict[str, tuple[float, float, float, float]] = {}
        self._iso3: dict[str, str] = {}

    def find_units(self, positions: Sequence[tuple[float, float]]) -> tuple[AdminUnits, ...]:
        """Return the units that hold positions, (lon, lat) each."""
        return self.gazetteer.find_units(positions) if positions else ()

    def find_iso3(self, text: str) -> str:
        """Return the alpha-3 code of a code or name of a country, "" for an unknown one.

        "DR Congo (Zaire)" is looked up as it stands, without the brackets, and inside them.
        """
        known = self._iso3.get(text)
        if known is None:
            tries = (text, _BRACKETS.sub(" ", text), *_BRACKETS.findall(text))
            known = next(filter(None, map(self._find_country, tries)), "")
            self._iso3[text] = known
        return known

    def _find_country(self, text: str) -> str:
        text = text.strip()
        if len(text) in (2, 3) and (code := find_iso3(text)):
            return code
        for entry in self.gazetteer.find_by_name(
            text, feature_classes=("A",), kinds=("name", "alternate", "abbreviation")
        ):
            if entry.feature_code.startswith("PCL"):
                return entry.country_iso3
        return ""

    def _box(self, iso3: str) -> tuple[float, float, float, float]:
        if not self._boxes:
            self._boxes.update(self.gazetteer.find_country_boxes())
        return self._boxes.get(iso3, (-180.0, -90.0, 180.0, 90.0))

    def _fits(self, iso3: str, lon: float, lat: float) -> bool:
        west, south, east, north = self._box(iso3)
        return (
            west - _BOX_MARGIN_DEG <= lon <= east + _BOX_MARGIN_DEG
            and south - _BOX_MARGIN_DEG <= lat <= north + _BOX_MARGIN_DEG
        )

    def find_swap(self, iso3: str, lon: float, lat: float) -> str:
        """Return what is wrong where latitude and longitude seem exchanged, else ""."""
        if self._fits(iso3, lon, lat) or not self._fits(iso3, lat, lon):
            return ""
        return (
            f"latitude and longitude look swapped: {lon}, {lat} is not in {iso3}, {lat}, {lon} is"
        )

    def check_position(self, iso3: str, lon: float, lat: float) -> str:
        """Return what is wrong with a position (lon, lat) of a country, "" for nothing."""
        if not (-180.0 <= lon <= 180.0 and -90.0 <= lat <= 90.0):
            if (
                -180.0 <= lat <= 180.0
                and -90.0 <= lon <= 90.0
                and iso3
                and self._fits(iso3, lat, lon)
            ):
                return f"latitude and longitude look swapped ({lon}, {lat})"
            return f"position {lon}, {lat} is off the globe"
        if not iso3 or self._fits(iso3, lon, lat):
            return ""
        return self.find_swap(iso3, lon, lat) or f"position {lon}, {lat} is far from {iso3}"

    def find_neighbour_at(self, iso3: str, lon: float, lat: float) -> str:
        """Return the country at a position where it is a neighbour of the one stated, else ""."""
        if not (-180.0 <= lon <= 180.0 and -90.0 <= lat <= 90.0):
            return ""
        here = self.gazetteer.find_units_at(lon, lat).country_iso3
        return here if here in self.gazetteer.find_neighbours(iso3) else ""

    def read_known(self, gid: int) -> Entry | None:
        """Return the entry of a GeoNames id, of the user's own data first; None where unknown."""
        for gazetteer in (self._others, self.gazetteer):
            if gazetteer is not None:
                try:
                    return gazetteer.get_entry(f"gn:{gid}")
                except EntryNotFoundError:
                    continue
        return None

    def find_same(
        self, names: Sequence[str], iso3: str, lon: float, lat: float, letter: str, code: str
    ) -> tuple[str, ...]:
        """Return ids of entries that ship and are the same place as a new row.

        The same name, country and class; within `SAME_PLACE_KM`, for units of one level and for
        routes wherever their middle lies.
        """
        found: dict[str, None] = {}
        keys = {fold_name(name) for name in names}
        for name in sorted(keys - {""}):
            for entry in self.gazetteer.find_by_name(
                name, countries=(iso3,) if iso3 else (), feature_classes=(letter,),
                kinds=("name", "alternate"),
            ):  # fmt: skip
                if is_same_place(entry, letter=letter, code=code, iso3=iso3, lon=lon, lat=lat):
                    found[entry.id] = None
        return tuple(found)
