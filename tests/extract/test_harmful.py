"""Mistakes that would name the wrong killer, toll, day or place."""

from __future__ import annotations

import datetime as dt

import pytest

from geoconflict.extract.datelines import find_dateline
from geoconflict.model import (
    ActorRole,
    AgentBasis,
    Attribution,
    Factuality,
    GeoPrecision,
    PlaceRole,
    RecordKind,
    Status,
)

TOWN = GeoPrecision.SETTLEMENT
PROVINCE = GeoPrecision.ADMIN1
COUNTRY = GeoPrecision.COUNTRY


def names(record, role):
    return [actor.name for actor in record.actors if actor.role is role]


def agents(record):
    return {a.name: (a.basis, a.accused_by) for a in record.actors if a.role is ActorRole.AGENT}


def places(record, role):
    return [row.place.name for row in record.places if row.role is role]


# ------------------------------------------------------------------ numbers and days


def test_number_beyond_all_counts_is_left_out_and_said(read_one) -> None:
    record = read_one(
        "Insurgents stormed Mora on Friday, killing over 90000000000000000000000 soldiers.",
        places={"Mora": TOWN},
    )
    assert record.fatalities is None
    assert any("too large" in reason for reason in record.reasons)


@pytest.mark.parametrize("published", ["0001-01-01", "9999-12-31", "9999-12-01"])
def test_days_outside_the_calendar_make_no_interval(read, published) -> None:
    records = read(
        "Gunmen shelled Mora last week, killing two soldiers. The army will send 200 troops to "
        "Mora next month.",
        published,
        {"Mora": TOWN},
    )
    assert len(records) == 2
    assert all(r.date is None or r.date.start is None or r.date.reason == "" for r in records)


def test_possible_past_looks_back(read_one) -> None:
    record = read_one(
        "Four rebels may have been killed in Mora on 3 May.", "2023-05-17", {"Mora": TOWN}
    )
    assert record.date.start == dt.date(2023, 5, 3)


def test_told_event_is_never_after_publication(read_one) -> None:
    record = read_one(
        "Rebels killed four soldiers in Mora on 30 May 2023.", "2023-05-17", {"Mora": TOWN}
    )
    assert record.date.start is None
    assert "after the day of publication" in record.date.reason


def test_deadline_is_a_stretch_from_now(read_one) -> None:
    record = read_one(
        "The government will withdraw its troops from Mora by the end of May.",
        "2023-05-17",
        {"Mora": TOWN},
    )
    assert (record.date.start, record.date.end) == (dt.date(2023, 5, 17), dt.date(2023, 5, 31))


def test_history_stays_but_counts_as_no_event(read) -> None:
    records = read(
        "Rebels killed three soldiers in Mora on Monday. Rebels killed nine soldiers in Mora in "
        "1997.",
        places={"Mora": TOWN},
    )
    assert [r.is_event for r in records] == [True, False]
    assert any("ten years" in reason for reason in records[1].reasons)


# ------------------------------------------------------------------ who did it, by whose word


def test_speaker_at_the_end_is_not_the_killer(read_one) -> None:
    record = read_one(
        "Rebel shelling struck a clinic in Mora on Friday, killing four nurses, Save the Children "
        "said.",
        places={"Mora": TOWN},
    )
    assert "Save the Children" not in agents(record)
    assert record.sources == ("Save the Children",)
    assert record.attribution is Attribution.NON_PARTY
    assert record.kind is RecordKind.EXPLOSION_REMOTE_VIOLENCE


@pytest.mark.parametrize(
    "speaker",
    ["Radio Lumo", "the Mora Doctors Network", "hospital officials", "residents", "Northwatch"],
)
def test_onlookers_are_no_party(read_one, speaker) -> None:
    record = read_one(
        f"Five civilians were killed in Mora on Friday, {speaker} said.", places={"Mora": TOWN}
    )
    assert record.attribution is not Attribution.PARTY
    assert record.status is Status.REPORTED


def test_own_deed_is_admitted_and_denied_deed_is_not(read_one) -> None:
    told = read_one("The army said its troops killed six rebels in Mora.", places={"Mora": TOWN})
    assert set(agents(told).values()) == {(AgentBasis.ADMITTED, "")}
    denied = read_one("The rebels denied shelling a camp in Mora.", places={"Mora": TOWN})
    assert denied.factuality is Factuality.DENIED
    assert agents(denied)["rebels"][0] is not AgentBasis.ADMITTED


def test_accusation_beside_a_denial_is_no_denial(read) -> None:
    _, accused = read(
        "The rebels denied attacking the convoy and accused the army of shelling the town of Mora.",
        places={"Mora": TOWN},
    )
    assert accused.status is Status.CLAIMED
    assert agents(accused) == {"army": (AgentBasis.ACCUSED, "rebels")}


def test_denial_disputes_who_and_not_how_many(read_one) -> None:
    record = read_one(
        "An air strike by the army killed at least 14 people in Mora on Friday. The army denied "
        "responsibility.",
        places={"Mora": TOWN},
    )
    assert record.status is Status.DISPUTED
    assert (record.fatalities.low, record.fatalities.high) == (14, None)
    assert agents(record)["army"][0] is AgentBasis.ACCUSED
    assert record.disputed_by == ("army",)


def test_denial_meets_only_the_event_it_names(read) -> None:
    records = read(
        "Shelling killed eight people in Mora on Friday. Gunmen killed two soldiers in Dela on "
        "Saturday. The rebels denied shelling Mora.",
        places={"Mora": TOWN, "Dela": TOWN},
    )
    told = [r for r in records if r.factuality is Factuality.ASSERTED]
    assert [r.contested for r in told] == [True, False]
    assert (told[0].fatalities.low, told[0].fatalities.high) == (8, 8)


@pytest.mark.parametrize(
    "text",
    [
        "MORA, Sudia - Shelling killed five people on Sunday.",
        "Mora: shelling killed five people on Sunday.",
        "MORA (Newswire) - Shelling killed five people on Sunday.",
    ],
)
def test_dateline_is_no_agent(read_one, text) -> None:
    record = read_one(text, places={"MORA": TOWN, "Mora": TOWN, "Sudia": COUNTRY})
    assert agents(record) == {}
    assert record.kind is RecordKind.EXPLOSION_REMOTE_VIOLENCE
    assert record.fatalities.low == 5


def test_dateline_ends_where_the_sentence_begins() -> None:
    text = "MORA (Newswire) - Shelling killed five people."
    assert text[find_dateline(text) :].startswith("Shelling")
    assert find_dateline("Rebels killed five soldiers - the worst attack this year.") == 0
    assert find_dateline("RSF - a paramilitary force - attacked the town.") == 0
    assert find_dateline("") == 0


# ------------------------------------------------------------------ where


def test_unknown_town_does_not_become_the_last_known_one(read) -> None:
    _, second = read(
        "Rebels shelled Mora in Lumo province on Friday. Six civilians were killed in Zarkovil on "
        "Saturday.",
        places={"Mora": TOWN, "Lumo province": PROVINCE},
    )
    assert places(second, PlaceRole.SITE) == []
    assert places(second, PlaceRole.AREA) == ["Lumo province"]
    assert any("Zarkovil is not known" in reason for reason in second.reasons)


def test_flow_needs_an_origin_of_its_own(read) -> None:
    text = "Rebels shelled Mora on Friday, killing five people. {} towards Dela."
    for start, origin in (
        ("Thousands of people fled", []),
        ("They fled", ["Mora"]),
        ("Thousands fled the town", ["Mora"]),
    ):
        records = read(text.format(start), places={"Mora": TOWN, "Dela": TOWN})
        flight = next(r for r in records if r.kind is RecordKind.DISPLACEMENT)
        assert places(flight, PlaceRole.DESTINATION) == ["Dela"]
        assert places(flight, PlaceRole.ORIGIN) == origin, start


# ------------------------------------------------------------------ what


@pytest.mark.parametrize(
    "text",
    [
        "Six soldiers were killed when their lorry overturned near Mora.",
        "A gas explosion in a bakery in Mora killed two people.",
        "An army helicopter crashed near Mora because of a malfunction, killing four soldiers.",
        "Nobody was killed in Mora.",
        "No one was hurt in Mora, police said.",
    ],
)
def test_accidents_and_no_harm_make_no_record(read, text) -> None:
    before = "The army and rebels clashed in Dela on Monday."
    records = read(f"{before} {text}", places={"Mora": TOWN, "Dela": TOWN})
    assert [r.kind for r in records] == [RecordKind.BATTLE]
    assert records[0].fatalities is None


@pytest.mark.parametrize(
    ("text", "sub_kind"),
    [
        ("A warplane of the army bombed Mora on Friday, killing nine people.", "air/drone strike"),
        ("The army bombed Mora, killing nine people.", "air/drone strike"),
        ("A bomb killed nine people in Mora.", "remote explosive/landmine/ied"),
        ("A chlorine gas attack killed nine people in Mora.", "chemical weapon"),
    ],
)
def test_weapon_decides_the_kind_of_explosion(read, text, sub_kind) -> None:
    records = read(f"Rebels clashed with soldiers on Monday. {text}", places={"Mora": TOWN})
    assert records[-1].sub_kind == sub_kind


def test_families_are_not_persons(read) -> None:
    text = "Rebels clashed with soldiers on Monday. Some 450 families fled Mora on Tuesday."
    record = read(text, places={"Mora": TOWN})[-1]
    assert record.persons is None
    assert (record.quantity, record.quantity_unit) == (450, "families")
    assert record.title.startswith("450 families displaced")


def test_title_names_only_the_dead(read_one) -> None:
    clash = read_one(
        "Rebels clashed with soldiers in Mora on Sunday, leaving 31 dead.", places={"Mora": TOWN}
    )
    assert clash.title == "31 people killed - Mora"
    age = read_one("A 44-year-old man was killed by shelling in Mora.", places={"Mora": TOWN})
    assert age.title == "1 man killed - Mora"
    assert names(age, ActorRole.TARGET) == ["man"]


def test_pronoun_speaks_for_whom_it_stands(read) -> None:
    for speaker, is_party in (("A nurse", False), ("Defence Minister Omar Hadi", True)):
        records = read(
            f"{speaker} said rebels attacked Mora on Friday. He said nine civilians were killed "
            "in Dela.",
            places={"Mora": TOWN, "Dela": TOWN},
        )
        parties = [r.attribution is Attribution.PARTY for r in records]
        assert parties
        assert set(parties) == {is_party}, speaker
