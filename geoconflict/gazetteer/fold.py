"""Names in, look-up keys out: an exact key (`fold_name`) and a looser one (`make_skeleton`).

Both are pure functions of the name; the compiled gazetteer stores the keys of every name.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Letters that Unicode does not decompose, as English-language reports write them.
_LETTERS = {
    "ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe",
    "ə": "a", "ħ": "h", "ŋ": "ng", "ŧ": "t", "ƙ": "k", "ɓ": "b", "ɗ": "d",
    # Arabic and Persian letters that spellings exchange.
    "ة": "ه", "ى": "ي", "ی": "ي", "ک": "ك", "ہ": "ه", "ھ": "ه", "ۀ": "ه", "ـ": "",
    # Cyrillic letters that Russian spellings of Ukrainian names exchange.
    "ё": "е", "ґ": "г",
}  # fmt: skip
# Apostrophes, ʿayn, hamza and their typewriter stand-ins: written or left out at will.
_SILENT = set("'’‘‛`´ʼʻʽʿʾˈˊˋ′‵ʹʺ\"“”ءʕʔ·")

# The Arabic article as romanised, by the first letter of the word it may stand before. "al" and
# "el" stand before any word; the assimilated forms only before their own letter.
_ARTICLES: dict[str, str] = {
    "al": "", "el": "", "ul": "",
    "ad": "d", "ed": "d", "ud": "d", "adh": "d", "edh": "d", "an": "n", "en": "n", "un": "n",
    "ar": "r", "er": "r", "ur": "r", "as": "s", "es": "s", "us": "s", "ash": "s", "esh": "s",
    "ush": "s", "ach": "c", "ech": "c", "at": "t", "et": "t", "ut": "t", "ath": "t", "eth": "t",
    "az": "z", "ez": "z", "uz": "z",
}  # fmt: skip
# Spanish names whose article is no Arabic one and without which they would be another place.
_KEPT_WHOLE = frozenset({"el salvador", "el paso", "el alto", "el dorado", "el monte"})
_INITIALS = re.compile(r"(?<![^\W_])([^\W\d_])\.(?=[^\W\d_](?:\.|(?![^\W_]))|\s|$|[^\w.])")
_ARABIC_ARTICLE = "ال"


class _Folding(dict[int, str]):
    """Translation table that works out each character once."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if char in _SILENT or unicodedata.combining(char):
            folded = ""
        elif char in _LETTERS:
            folded = _LETTERS[char]
        elif unicodedata.category(char)[0] in "LN" or unicodedata.category(char) in ("Mc", "Mn"):
            folded = char
        elif unicodedata.category(char) == "Cf":
            folded = ""
        else:
            folded = " "
        self[code] = folded
        return folded


_FOLDING = _Folding()


def _drop_articles(words: list[str]) -> list[str]:
    """Return the words without "the" in front and without Arabic articles."""
    if len(words) == 1 and not words[0].startswith(_ARABIC_ARTICLE):
        return words
    while len(words) > 1 and words[0] == "the":
        words = words[1:]
    if " ".join(words) in _KEPT_WHOLE:
        return words
    kept: list[str] = []
    for word in reversed(words):
        before = _ARTICLES.get(word)
        if before is not None and kept and kept[-1].startswith(before):
            continue
        if word.startswith(_ARABIC_ARTICLE) and len(word) > len(_ARABIC_ARTICLE) + 2:
            kept.append(word.removeprefix(_ARABIC_ARTICLE))
            continue
        kept.append(word)
    kept.reverse()
    return kept


# What `_FOLDING` makes of ASCII after case folding, for the many names that need no more.
_ASCII = str.maketrans(
    {chr(code): _FOLDING[code] for code in range(128) if not chr(code).islower()}
    | {chr(code): chr(code + 32) for code in range(ord("A"), ord("Z") + 1)}
)


def _fold_once(name: str) -> str:
    if name.isascii():
        plain = _INITIALS.sub(r"\1", name) if "." in name else name
        return " ".join(_drop_articles(plain.translate(_ASCII).split()))
    # Initials are told from the end of a sentence before the dots are gone: "U.S." is one word,
    # "St. Louis" two.
    text = unicodedata.normalize("NFKD", _INITIALS.sub(r"\1", name)).casefold()
    text = unicodedata.normalize("NFKD", text).translate(_FOLDING)
    return " ".join(_drop_articles(text.split()))


@lru_cache(maxsize=65536)
def fold_name(name: str) -> str:
    """Return the key under which spellings of one name meet.

    Case, diacritics, apostrophes and ʿayn, hyphens and other punctuation, Arabic articles in
    any romanisation, and a leading "the" make no difference. Folding is idempotent.

    Parameters
    ----------
    name
        A place name in any script.

    Returns
    -------
    key
        Words in lower case with single spaces; empty for a name without letters and digits.

    Examples
    --------
    >>> fold_name("Ma'arrat an-Nu\u02bfman")
    'maarrat numan'
    >>> fold_name("The Hague"), fold_name("Deir ez-Zor"), fold_name("U.S.")
    ('hague', 'deir zor', 'us')
    """
    folded = _fold_once(name)
    if folded.isascii() and " " not in folded:
        return folded
    while (again := _fold_once(folded)) != folded:
        folded = again
    return folded


# Romanised consonants that spellings exchange, longest first; one sign stands for each group.
_GROUPS = (
    ("sch", "s"), ("shch", "s"), ("sh", "s"), ("ch", "s"), ("kh", "x"), ("gh", "g"), ("dj", "j"),
    ("dzh", "j"), ("zh", "j"), ("th", "t"), ("dh", "d"), ("ph", "f"), ("ck", "k"), ("q", "k"),
    ("c", "k"), ("w", "v"), ("tz", "z"), ("ts", "z"), ("x", "x"),
)  # fmt: skip
_GROUP_OF = dict(_GROUPS)
_GROUP = re.compile("|".join(sorted(_GROUP_OF, key=len, reverse=True)))
# w and y after a vowel are the second half of a diphthong (Dayr, Deir; Zawr, Zor).
_DIPHTHONG = re.compile(r"(?<=[aeiou])[wy]+(?![aeiou])")
_NO_SIGN = re.compile(r"[aeiouy ]+")
_VOWEL_SIGNS = frozenset("aeiou")
_FINAL_H = re.compile(r"(?<=[aeiou])h(?= |$)")
_REPEATED = re.compile(r"(.)\1+")


def _find_group(match: re.Match[str]) -> str:
    return _GROUP_OF[match.group()]


@lru_cache(maxsize=65536)
def make_skeleton(name: str) -> str:
    """Return the consonants of a romanised name, alike for its usual transliterations.

    A name matched by this key alone may be another place: it is a candidate, not an answer.

    Parameters
    ----------
    name
        A place name; only names in Latin letters have a skeleton.

    Returns
    -------
    key
        Consonant signs without spaces; empty where fewer than three remain or the name is not
        in Latin letters.

    Examples
    --------
    >>> make_skeleton("Maarat al-Numan") == make_skeleton("Ma'arrat an-Nu'man")
    True
    >>> make_skeleton("Hassakeh") == make_skeleton("Al-Hasakah")
    True
    """
    folded = fold_name(name)
    if not folded.isascii():
        return ""
    plain = _DIPHTHONG.sub("", _FINAL_H.sub("", folded))
    # Only in front: "Deir Ezzor" and "Deir ez-Zor" write the article's vowel at will.
    start = "a" if plain[:1] in _VOWEL_SIGNS else ""
    signs = _NO_SIGN.sub("", _GROUP.sub(_find_group, plain))
    skeleton = _REPEATED.sub(r"\1", start + signs)
    return skeleton if len(skeleton) >= 3 else ""
