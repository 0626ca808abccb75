"""A country in, how thinly the gazetteer knows it and what mends that out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geoconflict.gazetteer.country_codes import ISO2_OF

if TYPE_CHECKING:
    from geoconflict.gazetteer.lookup import Gazetteer

#: People to one known populated place above which villages are mostly unknown. A full GeoNames
#: dump has 1,000 to 3,000, what ships 5,000 to 15,000 where GeoNames is kept well, as in Ukraine
#: or Germany, and 40,000 to 400,000 in most countries at war.
THIN_PEOPLE_PER_PLACE = 20_000
# Where the population is not known.
_THIN_PLACES = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryCoverage:
    """How well a country is known.

    Attributes
    ----------
    places
        Populated places known, the user's own included.
    is_thin
        Whether most villages are likely to be unknown.
    message
        One line for people; where it is thin, it names the command that mends it.
    """

    country_iso3: str
    name: str
    places: int
    is_thin: bool
    message: str


def describe_country(gazetteer: Gazetteer, iso3: str) -> CountryCoverage | None:
    """Return how well a country is known, None for an unknown code.

    Parameters
    ----------
    gazetteer
        With the user's own data, where they have any.
    iso3
        ISO 3166-1 alpha-3 code.
    """
    country = gazetteer.find_country(iso3)
    if country is None:
        return None
    places = gazetteer.count_places(iso3)
    if country.population:
        is_thin = country.population > places * THIN_PEOPLE_PER_PLACE
    else:
        is_thin = places < _THIN_PLACES
    message = f"{places:,} places known in {country.name}"
    if is_thin:
        message += (
            ": many villages are missing; add them with "
            f"`geoconflict gazetteer add --geonames {ISO2_OF.get(iso3, iso3)}`"
        )
    return CountryCoverage(
        country_iso3=iso3, name=country.name, places=places, is_thin=is_thin, message=message
    )
