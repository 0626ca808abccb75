"""Closed word classes that the rules of this room share."""

from __future__ import annotations

import re

#: Type word -> the type it stands for, as written after or before a name ("Idlib province").
TYPE_WORDS: dict[str, str] = {
    **dict.fromkeys(
        (
            "province", "governorate", "oblast", "muhafazah", "wilayah", "wilaya", "state",
            "prefecture", "canton", "krai",
        ),
        "admin1",
    ),
    **dict.fromkeys(("region",), "region"),
    **dict.fromkeys(
        ("district", "county", "raion", "rayon", "subdistrict", "sub-district", "department",
         "municipality", "commune", "cercle", "township", "woreda", "zone", "locality"),
        "admin2",
    ),
    **dict.fromkeys(
        ("city", "town", "village", "capital", "settlement", "hamlet", "suburb", "neighbourhood",
         "neighborhood", "quarter", "kibbutz", "kraal"),
        "settlement",
    ),
    **dict.fromkeys(("camp",), "camp"),
    **dict.fromkeys(("airport", "airfield", "airbase", "airstrip", "aerodrome"), "airfield"),
    **dict.fromkeys(("base", "barracks", "garrison", "outpost"), "base"),
    **dict.fromkeys(("crossing", "checkpoint"), "crossing"),
    **dict.fromkeys(("river", "lake", "dam", "reservoir", "bay", "gulf", "sea", "strait", "canal",
                     "channel"), "water"),
    **dict.fromkeys(("valley", "mountain", "mountains", "mount", "hill", "hills", "heights",
                     "plateau", "desert", "peninsula", "island", "islands", "oasis", "basin",
                     "forest", "plain", "plains"), "terrain"),
    **dict.fromkeys(("highway", "motorway", "road", "route", "railway"), "road"),
    **dict.fromkeys(("country", "republic", "kingdom"), "country"),
}  # fmt: skip

_PLURALS = {
    "provinces": "province", "governorates": "governorate", "oblasts": "oblast",
    "states": "state", "regions": "region", "districts": "district", "counties": "county",
    "cities": "city", "towns": "town", "villages": "village", "camps": "camp",
    "airports": "airport", "rivers": "river", "lakes": "lake", "suburbs": "suburb",
    "municipalities": "municipality", "townships": "township", "crossings": "crossing",
    "departments": "department", "prefectures": "prefecture",
}  # fmt: skip


def find_type_word(word: str) -> str:
    """Return the singular type word that a word is, or an empty string."""
    word = word.lower()
    word = _PLURALS.get(word, word)
    if word not in TYPE_WORDS and TYPE_WORDS.get(word.removesuffix("s")) in ("admin1", "admin2"):
        word = word.removesuffix("s")
    return word if word in TYPE_WORDS else ""


#: Words after which a capitalised name is a place.
LOCATIVE_PREPOSITIONS = frozenset(
    [
        "in",
        "at",
        "near",
        "from",
        "to",
        "into",
        "towards",
        "toward",
        "around",
        "outside",
        "across",
        "inside",
        "throughout",
        "within",
        "between",
        "via",
        "through",
        "onto",
    ]
)

#: Small words that stand within names or begin them ("al-Hasakah", "de", "Bab el-Oued").
NAME_PARTICLES = frozenset(
    ("al", "el", "ash", "ad", "an", "ar", "as", "at", "az", "de", "del", "da", "do", "dos", "la",
     "le", "les", "du", "of", "the", "upon", "sur", "van", "von", "bin", "ibn", "e", "y")
)  # fmt: skip

#: Parts of the world and their adjectives: places to a reader, though no gazetteer row of a town
#: or country.
WORLD_REGIONS = frozenset(
    ("africa", "antarctica", "arctic", "asia", "atlantic", "balkans", "baltic", "caribbean",
     "caucasus", "central africa", "central america", "central asia", "east africa",
     "eastern europe", "eu", "eurasia", "europe", "european union", "far east", "gulf",
     "horn of africa", "indian ocean", "latin america", "levant", "maghreb", "mediterranean",
     "middle east", "north africa", "north america", "northern europe", "oceania", "pacific",
     "sahel", "scandinavia", "south america", "south asia", "southeast asia", "southern africa",
     "southern europe", "west africa", "western europe", "black sea", "red sea", "caspian sea",
     "persian gulf", "sub-saharan africa", "atlantic ocean", "pacific ocean", "soviet union",
     "ussr", "yugoslavia")
)  # fmt: skip
WORLD_REGION_ADJECTIVES = frozenset(
    ("african", "asian", "european", "eurasian", "latin american", "north american", "western",
     "south american", "middle eastern", "scandinavian", "balkan", "soviet", "central american")
)  # fmt: skip

_POINTS = (
    "north[ -]?north[ -]?(?:east|west)|south[ -]?south[ -]?(?:east|west)"
    "|(?:east|west)[ -](?:north|south)[ -]?(?:east|west)"
    "|(?:north|south)[ -]?(?:east|west)|north|south|east|west"
)

#: A compass word: "north", "northern", "north-western", "south east", "west-southwest".
DIRECTION = rf"(?:{_POINTS})(?:ern(?:most)?)?|central"

#: A compass point in letters, as distances have it ("15 km SW of").
DIRECTION_LETTERS = r"(?:NN|SS|EN|ES|WN|WS|N|S)?[EW]|[NS]"

_LETTERS = {"n": "north", "s": "south", "e": "east", "w": "west"}


def name_direction(word: str) -> str:
    """Return the compass point of a direction word ("north-western" -> "northwest")."""
    plain = word.lower().replace("-", "").replace(" ", "")
    if len(plain) <= 3:
        plain = "".join(_LETTERS.get(letter, letter) for letter in plain)
    plain = plain.removesuffix("most").removesuffix("ern")
    between = re.fullmatch(r"(north|south|east|west)((?:north|south)(?:east|west))", plain)
    return f"{between[1]}-{between[2]}" if between else plain


#: Number words of distances.
NUMBER_WORDS: dict[str, float] = {
    "a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20,
    "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90, "an": 1, "half a": 0.5, "a couple of": 2, "a few": 4, "several": 6,
    "a dozen": 12, "a hundred": 100, "one hundred": 100, "two hundred": 200,
}  # fmt: skip

#: Kilometres in a unit of distance. Source: international mile 1.609344 km, nautical 1.852 km.
UNIT_KM: dict[str, float] = {
    "km": 1.0, "kms": 1.0, "kilometre": 1.0, "kilometres": 1.0, "kilometer": 1.0,
    "kilometers": 1.0, "mile": 1.609344, "miles": 1.609344, "mi": 1.609344,
    "nautical mile": 1.852, "nautical miles": 1.852, "sea miles": 1.852, "nmi": 1.852,
    "nm": 1.852, "m": 0.001,
    "metre": 0.001, "metres": 0.001, "meter": 0.001, "meters": 0.001,
}  # fmt: skip
