"""A resolved toponym in, its `Place` out: geometry, geo-precision, radius."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geoconflict.errors import EntryNotFoundError
from geoconflict.geodesy import find_radius_km
from geoconflict.locate.geometry import find_point
from geoconflict.model import (
    GeometryQuality,
    GeoPrecision,
    Place,
    PointRole,
    Toponym,
)

if TYPE_CHECKING:
    from geoconflict.gazetteer import Gazetteer
    from geoconflict.model import Entry, Resolution

_ADMIN_PRECISION = {
    "ADM1": GeoPrecision.ADMIN1, "ADM1H": GeoPrecision.ADMIN1, "ADM2": GeoPrecision.ADMIN2,
    "ADM2H": GeoPrecision.ADMIN2, "ADM3": GeoPrecision.ADMIN3, "ADM4": GeoPrecision.ADMIN4,
}  # fmt: skip
_SITES = (GeoPrecision.SETTLEMENT, GeoPrecision.FACILITY, GeoPrecision.COORDINATES)
# A site called after a town lies in it or near it.
_WITHIN_KM = 5.0
# Water bodies at sea, as against rivers and lakes.
_SEA_CODES = ("SEA", "OCN", "GULF", "STRT", "BAY", "CHNM")
_LINE_CODES = ("STM", "CNL", "BDRY", "RD", "RR", "WAD")


def find_precision(entry: Entry) -> GeoPrecision:
    """Return the geo-precision that naming an entry gives."""
    code = entry.feature_code
    if entry.feature_class == "A":
        if code.startswith(("PCL", "TERR")):
            return GeoPrecision.COUNTRY
        return _ADMIN_PRECISION.get(code, GeoPrecision.REGION)
    if entry.feature_class == "P":
        return GeoPrecision.SETTLEMENT
    if code == "COORD":
        return GeoPrecision.COORDINATES
    if entry.feature_class == "S":
        return GeoPrecision.FACILITY
    if entry.feature_class == "R" or code.startswith(_LINE_CODES):
        return GeoPrecision.LINEAR
    if entry.feature_class == "H" and code.startswith(_SEA_CODES):
        return GeoPrecision.OFFSHORE
    return GeoPrecision.REGION if entry.radius_km > 10.0 else GeoPrecision.FACILITY


# Precisions at which a place lies in one district, and in one province.
_IN_DISTRICT = frozenset(
    (GeoPrecision.COORDINATES, GeoPrecision.FACILITY, GeoPrecision.SETTLEMENT, GeoPrecision.NEAR,
     GeoPrecision.ADMIN4, GeoPrecision.ADMIN3, GeoPrecision.ADMIN2)
)  # fmt: skip


def add_pcodes(place: Place, gazetteer: Gazetteer) -> Place:
    """Return a place with the p-codes of the user's boundaries that hold its point.

    A place that covers more than a unit gets no code of that level.
    """
    is_narrow = place.geo_precision in _IN_DISTRICT
    if not is_narrow and place.geo_precision is not GeoPrecision.ADMIN1:
        return place
    units = gazetteer.find_units_at(place.lon, place.lat)
    if not units.adm1_pcode and not units.adm2_pcode:
        return place
    return replace(
        place,
        admin1=units.admin1 or place.admin1,
        admin2=(units.admin2 or place.admin2) if is_narrow else place.admin2,
        adm1_pcode=units.adm1_pcode,
        adm2_pcode=units.adm2_pcode if is_narrow else "",
    )


def place_entry(resolution: Resolution, gazetteer: Gazetteer) -> Place:
    """Return the place of a resolved toponym.

    Raises
    ------
    EntryNotFoundError
        If the resolution holds no entry.
    """
    entry = resolution.entry
    if entry is None:
        raise EntryNotFoundError(f"{resolution.toponym.text!r} is not resolved")
    geometry = gazetteer.get_geometry(entry.id) if entry.has_geometry else None
    precision = find_precision(entry)
    lon, lat, radius_km = entry.lon, entry.lat, entry.radius_km
    point_role = PointRole.SITE
    if geometry is not None and geometry.geom_type not in ("Point", "MultiPoint"):
        lon, lat = find_point(geometry, lon, lat)
        radius_km = find_radius_km(geometry, lon, lat)
        point_role = PointRole.INSIDE_AREA
    elif geometry is None:
        import shapely  # noqa: PLC0415 - keeps the cold start of a look-up short

        geometry = shapely.Point(lon, lat)
        if precision not in _SITES:
            point_role = PointRole.INSIDE_AREA
    if entry.name_kind == "within" and precision is GeoPrecision.SETTLEMENT:
        # A site that is not known itself, placed in the town that it is called after.
        precision, radius_km = GeoPrecision.NEAR, max(_WITHIN_KM, 2.0 * radius_km)
    toponym: Toponym = resolution.toponym
    is_unit = entry.feature_class == "A" and precision is not GeoPrecision.COUNTRY
    return Place(
        id=entry.id,
        start=toponym.start,
        end=toponym.end,
        text=toponym.text,
        name=entry.name,
        role=toponym.role,
        geometry=geometry,
        lon=lon,
        lat=lat,
        feature_class=entry.feature_class,
        feature_code=entry.feature_code,
        geo_precision=precision,
        radius_km=radius_km,
        point_role=point_role,
        geometry_quality=GeometryQuality(entry.quality),
        country_iso3=entry.country_iso3,
        admin1=entry.name if is_unit and precision is GeoPrecision.ADMIN1 else entry.admin1,
        admin2=entry.name if is_unit and precision is GeoPrecision.ADMIN2 else entry.admin2,
        score=resolution.score,
        reason=resolution.reason,
        sentence=toponym.sentence,
        source=entry.source,
        alternatives=resolution.alternatives,
    )
