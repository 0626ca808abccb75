"""A place query in, its places out; also as a geopy geocoder."""

from geoconflict.geocoder.query import find_places, split_structured

__all__ = ["find_places", "split_structured"]
