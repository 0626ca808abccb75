"""What counts as a place name in a sentence, with which span and role; and that any text is safe."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geoconflict.config import Config
from geoconflict.gazetteer import Gazetteer
from geoconflict.model import Document, ToponymRole
from geoconflict.parse import parse_document
from geoconflict.recognise import recognise_toponyms


@pytest.fixture
def recognise(parse, gazetteer, config):
    def run(text):
        return recognise_toponyms(parse(text), gazetteer, config)

    return run


@pytest.fixture
def names(recognise):
    """The surfaces found in a text, demonyms left out."""

    def run(text):
        return [t.text for t in recognise(text) if t.role is not ToponymRole.DEMONYM]

    return run


def check_spans(text, toponyms):
    end = 0
    for toponym in toponyms:
        assert text[toponym.start : toponym.end] == toponym.text
        assert toponym.text.strip() == toponym.text != ""
        assert toponym.start >= end, "in order, none overlapping"
        assert 0.0 <= toponym.score <= 1.0
        end = toponym.end


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Shelling hit the Ukraine's ports and Syria's coast.", ["Ukraine", "Syria"]),
        ("Iran’s navy left Bandar Abbas.", ["Iran", "Bandar Abbas"]),
        ("Aid reached the Gaza Strip on Monday.", ["Gaza Strip"]),
        ("“Idlib is burning,” he said.", ["Idlib"]),
        ("(Mosul) was hit.", ["Mosul"]),
        ("In Mosul,people fled.", ["Mosul"]),
        ("A London-based monitor said so.", ["London"]),
    ],
)
def test_articles_possessives_and_punctuation_are_no_part_of_a_name(names, text, wanted):
    assert names(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Fighting spread across northern Mali and south-eastern Ukraine.", ["Mali", "Ukraine"]),
        ("In eastern Congo, rebels attacked.", ["Congo"]),
        ("Troops entered North Kivu and South Sudan.", ["North Kivu", "South Sudan"]),
    ],
)
def test_direction_words_are_no_part_of_a_name_unless_it_begins_with_one(names, text, wanted):
    assert names(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Turkish drones struck Iraqi positions.", ["Turkish", "Iraqi"]),
        ("Syrians fled to Lebanon.", ["Syrians"]),
        ("Two Chinese, three Filipinos and a Dane were hurt.", ["Chinese", "Filipinos", "Dane"]),
        ("The Syrian Democratic Forces withdrew from Manbij.", ["Syrian"]),
    ],
)
def test_demonyms_are_told_from_places(recognise, text, wanted):
    found = recognise(text)
    assert [t.text for t in found if t.role is ToponymRole.DEMONYM] == wanted
    assert all(t.role is ToponymRole.LITERAL for t in found if t.text not in wanted)


@pytest.mark.parametrize(
    ("text", "name", "cue"),
    [
        ("Idlib province was shelled.", "Idlib", "province"),
        ("The city of Homs was quiet.", "Homs", "city"),
        ("Boats crossed the Dnipro river near Kherson.", "Dnipro", "river"),
        ("Al-Hol camp was searched.", "Al-Hol", "camp"),
        ("Troops left Borno State.", "Borno State", "state"),
        ("Boats left Lake Chad.", "Lake Chad", "lake"),
        ("The Central African Republic agreed.", "Central African Republic", "republic"),
    ],
)
def test_type_word_is_the_cue_and_part_of_the_span_only_when_capitalised(
    recognise, text, name, cue
):
    assert (name, cue) in [(t.text, t.cue) for t in recognise(text)]


def test_a_list_shares_its_type_word(recognise):
    found = recognise("Clashes were reported in Idlib and Aleppo provinces.")
    assert [(t.text, t.cue) for t in found] == [("Idlib", "province"), ("Aleppo", "province")]


def test_every_name_of_a_list_is_found(names):
    assert names("Villages in Hama, Homs and Latakia were hit.") == ["Hama", "Homs", "Latakia"]


def test_a_city_and_the_country_after_it_are_two_names(names):
    text = "Protesters in Kyiv, Ukraine, and Tbilisi, Georgia, marched."
    assert names(text) == ["Kyiv", "Ukraine", "Tbilisi", "Georgia"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("KABUL, Aug 15 (Reuters) - Taliban fighters entered the city.", ["KABUL"]),
        ("MAIDUGURI, Nigeria (AP) — Gunmen attacked a market.", ["MAIDUGURI", "Nigeria"]),
    ],
)
def test_datelines_name_places(names, text, wanted):
    assert names(text) == wanted


def test_road_numbers_are_roads(recognise):
    found = recognise("Convoys used the M5 and the RN3 after Route 66 was closed.")
    assert [(t.text, t.cue) for t in found] == [
        ("M5", "road"), ("RN3", "road"), ("Route 66", "road"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The road between Aleppo and Damascus was cut.", ["Aleppo", "Damascus"]),
        ("Shells cut the Aleppo-Damascus highway.", ["Aleppo", "Damascus"]),
        ("The Armenia-Azerbaijan border was calm.", ["Armenia", "Azerbaijan"]),
        ("The M5 highway between Hama and Homs reopened.", ["M5", "Hama", "Homs"]),
    ],
)
def test_both_ends_of_a_road_or_border_are_names(names, text, wanted):
    assert names(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The U.S. struck targets in the UAE and the DRC.", ["U.S.", "UAE", "DRC"]),
        ("Officials from the U.S., the U.K. and the UAE met.", ["U.S.", "U.K.", "UAE"]),
    ],
)
def test_abbreviations_keep_their_points(names, text, wanted):
    assert names(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("General Paris Hilton spoke to Jordan Peterson.", []),
        ("Abebe Harar, a commander, was killed near Gondar.", ["Gondar"]),
        ("Israel Katz visited Haifa.", ["Haifa"]),
        ("Chad Smith lives in Niger.", ["Niger"]),
        ("Governor Hassan Kassala spoke in Kassala.", ["Kassala"]),
    ],
)
def test_persons_are_no_places_though_called_like_one(names, text, wanted):
    assert names(text) == wanted


@pytest.mark.parametrize(
    "text",
    ["March was calm in May.", "A mobile unit used Mobile phones.", "Manchester United won.",
     "It rained all day.", "", " \n\t "],
)  # fmt: skip
def test_common_words_and_empty_texts_hold_no_place(names, text):
    assert names(text) == []


def test_a_repeated_name_is_found_each_time(recognise):
    text = "Rebels hold the city of Mosul. Residents left Mosul. Aid reached Mosul on Monday."
    found = [t for t in recognise(text) if t.text == "Mosul"]
    assert [t.start for t in found] == [m.start() for m in re.finditer("Mosul", text)]
    assert [t.sentence for t in found] == [0, 1, 2]


def test_apostrophes_within_names_stay(names):
    assert names("Fighters left N'Djamena and Fada N'Gourma.") == ["N'Djamena", "Fada N'Gourma"]
    assert names("Fighters left N’Djamena for Sana’a.") == ["N’Djamena", "Sana’a"]


def test_policies_of_what_is_shown_hide_nothing_here(parse, gazetteer):
    hidden = Config(demonyms=False, in_organisations=False)
    found = recognise_toponyms(parse("Turkish drones struck Iraqi posts."), gazetteer, hidden)
    assert [t.text for t in found] == ["Turkish", "Iraqi"]


@pytest.mark.parametrize(
    "text",
    [
        "قصفت الطائرات مدينة حلب near Aleppo on Monday.",
        "\u202bThe town of إدلب\u202c (Idlib) was hit\u200f, then Homs.",
        "Fighting in Ho\u200bms and Al\u200deppo\ufeff near Hama.",
        "Бои идут под Харьковом, officials in Kyiv said.",
        "ARMY SEIZES TOWN NEAR ALEPPO AS REBELS FLEE TO IDLIB",
        "Lone \ud800 surrogate in Syria \udfff and Iraq.",
        "Bell \x07, null \x00 and escape \x1b in Aleppo.\x85Next: Homs.\u2028Hama.",
        "Aleppo\r\nHoms\rHama\n\n\n- Idlib\n- Saraqib",
        "e\u0301 A\u0300leppo, Koba\u0302ne\u0302, ʿAyn al-ʿArab, Şanlıurfa, Đông Hà",
        "🇸🇾 Damascus 🇺🇦 Kyiv 👩‍👩‍👧 Homs",
        "\ufeffDAMASCUS (Wire) - Syria",
        "." * 500 + " Aleppo " + "-" * 500,
    ],
)
def test_odd_text_keeps_offsets_true(recognise, text):
    check_spans(text, recognise(text))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("\u202bThe town of إدلب\u202c (Idlib) was hit\u200f, then Homs.", "Homs"),
        ("Lone \ud800 surrogate in Syria \udfff and Iraq.", "Iraq"),
        ("قصفت الطائرات مدينة حلب near Aleppo on Monday.", "Aleppo"),
    ],
)
def test_names_are_found_beside_odd_characters(names, text, name):
    assert name in names(text)


_PIECES = st.sampled_from(
    ["Aleppo", "the Gaza Strip", "Idlib province", "M5", "U.S.", "Turkish", "N’Djamena", "حلب",
     "Харьков", "北京", "\u200b", "\u200f", "\u202e", "\ufeff", "\u00ad", "\ud800", "\x00", "\x85",
     "e\u0301", "İ", "ß", "ﬁ", " ", "\n", "\n\n", "'s", "’", "-", "–", "and", "of", ",", ".", "(",
     ")", "of the", "South", "north-western", "and Homs", "RN", "3", "\U0001f1f8\U0001f1fe"]
)  # fmt: skip


@settings(max_examples=60)
@given(st.one_of(st.lists(_PIECES, max_size=30).map("".join), st.text(max_size=120)))
@example("Aleppo's-’s")
@example("the the the")
def test_any_text_gives_true_spans(text):
    with Gazetteer() as gazetteer:
        parse = parse_document(Document(id="x", text=text), Config())
        check_spans(text, recognise_toponyms(parse, gazetteer, Config()))


@settings(max_examples=20)
@given(st.integers(0, 40))
def test_white_space_before_a_text_only_moves_its_spans(width):
    text = "Shells from Homs fell on Hama, officials in Damascus said."
    with Gazetteer() as gazetteer:
        plain, moved = (
            recognise_toponyms(
                parse_document(Document(id="x", text=each), Config()), gazetteer, Config()
            )
            for each in (text, " " * width + text)
        )
    assert [(t.start + width, t.text, t.role) for t in plain] == [
        (t.start, t.text, t.role) for t in moved
    ]


def test_a_megabyte_without_a_space_is_read(recognise):
    text = "Aleppo" * 170_000
    start = time.process_time()
    check_spans(text, recognise(text))
    assert time.process_time() - start < 30


def test_names_without_a_space_between_them_are_read(recognise):
    text = "Aleppo,Homs-" * 500
    found = recognise(text)
    check_spans(text, found)
    assert len(found) >= 500
