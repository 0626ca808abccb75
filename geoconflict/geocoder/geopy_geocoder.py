"""The embedded gazetteer as a drop-in geopy geocoder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geopy.geocoders.base import Geocoder as GeopyGeocoder
from geopy.location import Location

from geoconflict.config import Config
from geoconflict.gazetteer import Gazetteer
from geoconflict.geocoder.query import find_places

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geoconflict.model import Place

_DEFAULT = object()


class Geocoder(GeopyGeocoder):  # type: ignore[misc]
    """Geocode place expressions offline.

    Parameters
    ----------
    gazetteer
        Where places come from; None opens the one that ships.
    config
        Preferences; None takes the defaults.

    Raises
    ------
    GazetteerMissingError
        If no gazetteer is given and none is shipped.

    Examples
    --------
    >>> location = Geocoder().geocode("15 km south of Saraqib, Syria")
    >>> location.raw["geo_precision"]
    'near'
    """

    def __init__(self, gazetteer: Gazetteer | None = None, config: Config | None = None) -> None:
        super().__init__(user_agent="geoconflict")
        self._config = config or Config()
        self._gazetteer = gazetteer or Gazetteer(
            self._config.gazetteer_path or None, data_dir=self._config.data_dir
        )

    def geocode(
        self,
        query: str | Mapping[str, str],
        *,
        exactly_one: bool = True,
        limit: int = 5,
        timeout: Any = _DEFAULT,
    ) -> Location | list[Location] | None:
        """Return the place that a query names.

        Parameters
        ----------
        query
            One place expression, or a mapping with `place`, `admin2`, `admin1`, `country`.
        exactly_one
            Whether to return the best place alone.
        limit
            At most this many places where not.
        timeout
            Taken for geopy's sake; nothing here waits.

        Returns
        -------
        location
            A geopy `Location` (latitude first, as geopy has it) whose `raw` holds id, name,
            geometry as GeoJSON, geo_precision, radius_km, score and reason; a list of them
            unless `exactly_one`; None where nothing fitted.
        """
        del timeout
        places, _ = find_places(query, self._gazetteer, self._config, limit=limit)
        if not places:
            return None
        locations = [_make_location(place) for place in places]
        return locations[0] if exactly_one else locations


def _make_location(place: Place) -> Location:
    """Return a place as geopy's type."""
    import shapely  # noqa: PLC0415

    where = [place.name, place.admin1 if place.admin1 != place.name else "", place.country_iso3]
    raw = {
        "place_id": place.id,
        "name": place.name,
        "geometry": None if place.geometry is None else shapely.geometry.mapping(place.geometry),
        "geo_precision": place.geo_precision.value,
        "radius_km": place.radius_km,
        "score": place.score,
        "reason": place.reason,
        "country_iso3": place.country_iso3,
        "feature_code": place.feature_code,
    }
    return Location(", ".join(part for part in where if part), (place.lat, place.lon), raw)
