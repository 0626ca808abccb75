"""Two things of one name in, whether they are one place out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geoconflict.geodesy import great_circle_km

if TYPE_CHECKING:
    from geoconflict.model import Entry

#: Two rows of one name and country this near are one place.
SAME_PLACE_KM = 3.0


def is_same_place(
    entry: Entry, *, letter: str, code: str, iso3: str, lon: float, lat: float
) -> bool:
    """Return whether an entry and a row that share a name are one place.

    Settlements and sites within `SAME_PLACE_KM`; administrative units of the same level within
    the larger of that and the entry's radius; routes of one country always.
    """
    if entry.feature_class != letter or (
        iso3 and entry.country_iso3 and iso3 not in entry.country_iso3.split(";")
    ):
        return False
    if letter == "R":
        return entry.feature_code == code
    reach = SAME_PLACE_KM
    if letter == "A":
        if entry.feature_code != code:
            return False
        reach = max(reach, entry.radius_km)
    return great_circle_km(lon, lat, entry.lon, entry.lat) <= reach
