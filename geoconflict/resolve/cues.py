"""Type words beside a name ("province", "city of") and the gazetteer entries that fit them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geoconflict.model import ToponymRole

if TYPE_CHECKING:
    from geoconflict.model import Entry, Toponym

# Which feature classes and codes fit a type word; the first letter is the class, "*" any code.
CUE_FITS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("province", "governorate", "oblast", "wilayah", "wilaya", "state", "prefecture", "canton",
         "krai", "muhafazah"),
        ("A.ADM1", "A.ADM2"),
    ),
    "region": ("A.ADM1", "L.*", "A.ADM2"),
    **dict.fromkeys(
        ("district", "county", "raion", "rayon", "subdistrict", "sub-district", "department",
         "municipality", "commune", "cercle", "township", "woreda", "zone", "locality"),
        ("A.ADM2", "A.ADM3", "A.ADM1"),
    ),
    **dict.fromkeys(
        ("city", "town", "village", "capital", "settlement", "hamlet", "suburb", "neighbourhood",
         "neighborhood", "quarter"),
        ("P.*",),
    ),
    "camp": ("S.CMPRF", "S.CMP", "S.*", "L.*", "P.*"),
    **dict.fromkeys(("airport", "airfield", "airbase", "airstrip", "aerodrome"), ("S.AIR*",)),
    **dict.fromkeys(("base", "barracks", "garrison", "outpost"), ("S.*", "L.MILB")),
    **dict.fromkeys(("crossing", "checkpoint"), ("S.*", "P.*")),
    **dict.fromkeys(("river", "lake", "dam", "reservoir", "bay", "gulf", "sea", "strait", "canal",
                     "channel"), ("H.*", "S.DAM")),
    **dict.fromkeys(("valley", "mountain", "mountains", "mount", "hill", "hills", "heights",
                     "plateau", "desert", "peninsula", "island", "islands", "oasis", "basin",
                     "forest", "plain", "plains"), ("T.*", "L.*", "V.*")),
    **dict.fromkeys(("highway", "motorway", "road", "route", "railway"), ("R.*",)),
    **dict.fromkeys(("country", "republic", "kingdom"), ("A.PCL*",)),
}  # fmt: skip

# A word for first-level units fits a second-level one only where no other bears the name.
_SECOND_LEVEL_FIT = 0.25

#: Last words of names of sites: courts, schools, hospitals ... in a place.
SITE_WORDS = frozenset(
    ("academy", "airport", "arena", "armory", "barracks", "base", "bridge", "cathedral", "center",
     "centre", "church", "clinic", "college", "court", "factory", "hall", "harbour", "harbor",
     "hospital", "hotel", "house", "institute", "market", "mosque", "museum", "park", "port",
     "prison", "refinery", "school", "stadium", "station", "street", "theatre", "theater",
     "university", "square", "mall", "camp", "checkpoint", "dam", "plant", "airfield",
     "crossing", "road", "avenue", "beach", "zoo", "cemetery", "jail", "embassy", "consulate")
)  # fmt: skip


def find_cue_fit(toponym: Toponym, entry: Entry) -> float:
    """Return 1 where the type word fits the entry best, less where less, -1 where it does not.

    0 where there is no type word, or one that says nothing of the entry's kind.
    """
    fits = CUE_FITS.get(toponym.cue)
    if not fits or toponym.role is ToponymRole.DEMONYM:
        return 0.0
    key = f"{entry.feature_class}.{entry.feature_code}"
    for rank, pattern in enumerate(fits):
        if key == pattern or (pattern.endswith("*") and key.startswith(pattern[:-1])):
            if fits[0] == "A.ADM1" and pattern == "A.ADM2":
                return _SECOND_LEVEL_FIT
            return 1.0 - 0.25 * rank
    return -1.0


def calls_admin1(toponym: Toponym) -> bool:
    """Return whether the type word calls a name a province or the like."""
    return CUE_FITS.get(toponym.cue, ("",))[0].startswith("A.ADM1")


def calls_settlement(toponym: Toponym) -> bool:
    """Return whether the type word calls a name a city or the like."""
    return CUE_FITS.get(toponym.cue) == ("P.*",)
