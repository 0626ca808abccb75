"""What records come out of short texts about different conflicts."""

from __future__ import annotations

import datetime as dt

import pytest

from geoconflict.model import (
    ActorRole,
    AgentBasis,
    Factuality,
    GeoPrecision,
    PersonsMeasure,
    PlaceRole,
    RecordKind,
    Relation,
    Status,
    ToponymRole,
)

TOWN = GeoPrecision.SETTLEMENT
PROVINCE = GeoPrecision.ADMIN1
COUNTRY = GeoPrecision.COUNTRY


def names(record, role):
    return [actor.name for actor in record.actors if actor.role is role]


def places(record, role):
    return [row.place.name for row in record.places if row.role is role]


# ------------------------------------------------------------------ who did what to whom


def test_attack_with_its_victims_is_one_record(read_one) -> None:
    record = read_one(
        "Government forces shelled the town of Marga on Monday, killing three civilians and "
        "wounding at least seven others.",
        places={"Marga": TOWN},
    )
    assert record.kind is RecordKind.EXPLOSION_REMOTE_VIOLENCE
    assert record.sub_kind == "shelling/artillery/missile attack"
    assert (record.fatalities.low, record.fatalities.high) == (3, 3)
    assert (record.injured.low, record.injured.high) == (7, None)
    assert names(record, ActorRole.AGENT) == ["Government forces"]
    assert "civilians" in names(record, ActorRole.TARGET)
    assert record.civilian_targeting
    assert places(record, PlaceRole.SITE) == ["Marga"]
    assert record.date.start == record.date.end == dt.date(2023, 5, 15)


def test_passive_with_agent_keeps_both_sides(read_one) -> None:
    record = read_one(
        "Eight soldiers were killed by rebel fighters in Nuri last week.", places={"Nuri": TOWN}
    )
    assert record.kind is RecordKind.BATTLE
    assert names(record, ActorRole.AGENT) == ["rebel fighters"]
    assert names(record, ActorRole.TARGET) == ["soldiers"]
    assert (record.date.start, record.date.end) == (dt.date(2023, 5, 8), dt.date(2023, 5, 14))


def test_nominal_attack_is_read_like_a_verb(read_one) -> None:
    record = read_one(
        "An air strike on a market in Dela killed twelve people and wounded thirty on Sunday.",
        places={"Dela": TOWN},
    )
    assert record.sub_kind == "air/drone strike"
    assert record.fatalities.low == 12
    assert record.injured.low == 30


def test_light_verb_gives_the_agent(read_one) -> None:
    record = read_one(
        "The insurgents carried out an attack on an army base near Boro on Friday.",
        places={"Boro": TOWN},
    )
    assert "insurgents" in names(record, ActorRole.AGENT)
    assert record.date.start == dt.date(2023, 5, 12)


def test_second_verb_shares_the_first_ones_subject(read) -> None:
    records = read(
        "Rebel fighters entered Kasa on Sunday and took control of the airport.",
        places={"Kasa": TOWN},
    )
    assert [names(r, ActorRole.AGENT) for r in records] == [["Rebel fighters"], ["Rebel fighters"]]


def test_state_behind_its_convoys_is_the_agent(read_one) -> None:
    record = read_one(
        "Convoys of dozens of Norland military vehicles have crossed the border into Sudia.",
        places={
            "Norland": "Norland",
            "the border": (GeoPrecision.LINEAR, Relation.BORDER),
            "Sudia": COUNTRY,
        },
    )
    assert record.kind is RecordKind.MOVEMENT
    assert names(record, ActorRole.AGENT) == ["Norland"]
    assert record.quantity == 12
    assert "vehicles" in record.quantity_unit
    assert places(record, PlaceRole.ORIGIN) == ["the border"]
    assert places(record, PlaceRole.DESTINATION) == ["Sudia"]


def test_pronoun_stands_for_who_speaks(read_one) -> None:
    record = read_one("The army said it has recaptured the village of Toma.", places={"Toma": TOWN})
    assert names(record, ActorRole.AGENT) == ["army"]
    assert record.status is Status.CLAIMED


def test_heading_is_never_a_subject(read_one) -> None:
    record = read_one(
        "Rebels on the march\n\nwere the words of the day. Five soldiers were killed in Nuri on Monday.",
        places={"Nuri": TOWN},
    )
    assert names(record, ActorRole.AGENT) == []


def test_claim_of_responsibility_adds_the_agent_and_its_words(read_one) -> None:
    record = read_one(
        "A bomb exploded outside a hotel in Mora on Saturday, killing nine people. "
        "Al-Shabaab claimed responsibility for the attack.",
        places={"Mora": TOWN},
    )
    assert any("Shabaab" in name for name in names(record, ActorRole.AGENT))
    assert next(a for a in record.actors if a.role is ActorRole.AGENT).basis is AgentBasis.ADMITTED
    assert len(record.spans) == 2


def test_accusation_is_kept_beside_the_event_and_is_none(read) -> None:
    event, accusation = read(
        "A bomb exploded outside a hotel in Mora on Saturday, killing nine people. "
        "The president blamed the rebels for the attack.",
        places={"Mora": TOWN},
    )
    assert event.is_event
    assert not names(event, ActorRole.AGENT)
    assert not accusation.is_event
    assert accusation.fatalities is None
    agent = next(a for a in accusation.actors if a.role is ActorRole.AGENT)
    assert agent.basis is AgentBasis.ACCUSED
    assert agent.accused_by == "president"


# ------------------------------------------------------------------ people


def test_forced_flight_over_a_period_is_cumulative(read_one) -> None:
    record = read_one(
        "According to the UN, 90,000 civilians have been forced to flee Mora province since March.",
        places={"Mora province": PROVINCE},
    )
    assert record.kind is RecordKind.DISPLACEMENT
    assert record.persons.low == 90_000
    assert record.persons_measure is PersonsMeasure.CUMULATIVE
    assert record.sources == ("UN",)
    assert record.status is Status.REPORTED
    assert (record.date.start, record.date.end) == (dt.date(2023, 3, 1), dt.date(2023, 5, 17))
    assert not record.is_event


def test_flight_takes_its_origin_from_the_context(read) -> None:
    records = read(
        "Fighting between the army and rebels erupted in Mora on Monday. Thousands of residents fled "
        "the town towards Dela.",
        places={"Mora": TOWN, "Dela": TOWN},
    )
    flight = next(r for r in records if r.kind is RecordKind.DISPLACEMENT)
    assert places(flight, PlaceRole.DESTINATION) == ["Dela"]
    assert places(flight, PlaceRole.ORIGIN) == ["Mora"]
    inherited = next(row for row in flight.places if row.role is PlaceRole.ORIGIN)
    assert inherited.score < 1
    assert any("event before" in reason for reason in flight.reasons)


def test_stock_of_refugees_is_no_event(read_one) -> None:
    record = read_one(
        "Since the war began, Sudia has hosted rebels and now hosts 1.5 million refugees.",
        places={"Sudia": COUNTRY},
    )
    assert record.persons.low == 1_500_000
    assert record.persons_measure is PersonsMeasure.STOCK
    assert not record.is_event


def test_toll_over_a_period_is_no_event(read_one) -> None:
    record = read_one(
        "At least 450 civilians have been killed in air strikes and fighting in Mora since 1 December 2022.",
        places={"Mora": PROVINCE},
    )
    assert record.fatalities.low == 450
    assert record.fatalities.high is None


# ------------------------------------------------------------------ control and movement


@pytest.mark.parametrize(
    ("text", "agent"),
    [
        ("The rebels now control the town of Toma.", "rebels"),
        ("Toma is the last town in the north held by the separatists.", "separatists"),
        ("The militia group Black Axe controls Toma.", "Black Axe"),
    ],
)
def test_holder_of_a_place_is_a_state_of_control(read_one, text, agent) -> None:
    record = read_one(text, places={"Toma": TOWN})
    assert record.kind is RecordKind.CONTROL
    assert not record.is_event
    assert agent in " ".join(names(record, ActorRole.AGENT))
    assert places(record, PlaceRole.SITE) == ["Toma"]


def test_change_of_hands_is_an_event_with_its_area(read_one) -> None:
    record = read_one(
        "Army troops recaptured more than 600 square kilometres around Toma on Monday.",
        places={"Toma": TOWN},
    )
    assert record.kind is RecordKind.STRATEGIC_DEVELOPMENT
    assert record.sub_kind == "government regains territory"
    assert (record.quantity, record.quantity_unit) == (600, "km2")


def test_withdrawal_leaves_its_origin(read_one) -> None:
    record = read_one("Government troops withdrew from Toma on Monday.", places={"Toma": TOWN})
    assert record.kind is RecordKind.MOVEMENT
    assert places(record, PlaceRole.ORIGIN) == ["Toma"]


# ------------------------------------------------------------------ places


def test_demonym_and_possessor_are_never_sites(read_one) -> None:
    record = read_one(
        "Three Sudian soldiers of Sudia's border guard were killed by rebels in Toma on Monday.",
        places={"Sudian": "Sudia", "Sudia": COUNTRY, "Toma": TOWN},
    )
    assert {row.place.name for row in record.places} == {"Toma"}
    assert all(row.place.role is not ToponymRole.DEMONYM for row in record.places)


def test_wider_unit_beside_a_town_is_the_area(read_one) -> None:
    record = read_one(
        "Rebels killed five soldiers in Toma in Mora province on Monday.",
        places={"Toma": TOWN, "Mora province": PROVINCE},
    )
    assert places(record, PlaceRole.SITE) == ["Toma"]
    assert places(record, PlaceRole.AREA) == ["Mora province"]


def test_source_named_by_place_is_no_site(read_one) -> None:
    record = read_one(
        "Rebels killed five soldiers in Toma on Monday, according to officials in Dela.",
        places={"Toma": TOWN, "Dela": TOWN},
    )
    assert {row.place.name for row in record.places} == {"Toma"}


# ------------------------------------------------------------------ whole documents


def test_same_input_gives_same_ids_and_order(read) -> None:
    text = "Rebels killed five soldiers in Toma on Monday. The army shelled Dela on Tuesday."
    first = read(text, places={"Toma": TOWN, "Dela": TOWN})
    second = read(text, places={"Toma": TOWN, "Dela": TOWN})
    assert [r.id for r in first] == [r.id for r in second]
    assert len({r.id for r in first}) == len(first) == 2
    assert [r.spans[0].start for r in first] == sorted(r.spans[0].start for r in first)


def test_id_does_not_depend_on_places(read) -> None:
    text = "Rebels killed five soldiers in Toma on Monday."
    assert read(text)[0].id == read(text, places={"Toma": TOWN})[0].id


def test_quote_is_the_clause_not_the_paragraph(read_one) -> None:
    record = read_one(
        "The talks went on for hours, and on Monday five soldiers were killed by rebels in Toma, while "
        "diplomats waited for an answer from the capital.",
        places={"Toma": TOWN},
    )
    assert record.quote.startswith("on Monday five soldiers were killed")
    assert "diplomats" not in record.quote


def test_each_death_counts_once(read) -> None:
    records = read(
        "Gunmen attacked an army post in Toma on Monday, killing nine soldiers. "
        "The nine soldiers were killed in the attack at dawn. "
        "A rebel spokesman claimed that 30 were dead.",
        places={"Toma": TOWN},
    )
    events = [r for r in records if r.is_event and r.fatalities is not None]
    assert sum(r.fatalities.high for r in events) == 9
    toll = next(r for r in records if r.kind is RecordKind.TOLL)
    assert toll.fatalities.high == 30
    assert toll.status is Status.CLAIMED


def test_without_publication_date_an_anchored_day_stays_open(read_one) -> None:
    record = read_one("Rebels killed five soldiers in Toma on Monday.", None, places={"Toma": TOWN})
    assert record.date.start is None
    assert any("publication" in reason for reason in record.reasons)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A fire in a block of flats killed four people and injured nine on Saturday.",
        "The comedian killed it on stage, and the audience died laughing.",
        "The striker shot twice and the visitors attacked until the final whistle of the match.",
        "A jury convicted the man of murder; he had stabbed a shopkeeper during a robbery.",
        "The earthquake killed 200 people and thousands were displaced.",
        "Colonel Hart, a former soldier, has died aged 94 after a long illness.",
        "In the drill, two battalions attacked a mock village held by soldiers.",
        "The virus has killed 813 people, health officials said.",
        "Republicans hold the House and control the committee.",
    ],
)
def test_text_without_conflict_gives_no_record(read, text) -> None:
    assert read(text) == ()


def test_hostile_and_broken_text_is_read(read) -> None:
    for text in (
        "{{ 7*7 }} <script>alert(1)</script> `rebels` ${x} killed 5",
        '"Rebels killed five soldiers. The quote never closes.',
        "killed " * 400,
        "- Town | 5 killed | 3 wounded\n- Town | 7 killed | 1 wounded\n",
        "\n\n\n\t \u200b",
    ):
        assert all(r.spans for r in read(text))


def test_long_sentence_gives_short_quotes(read) -> None:
    text = (
        "Rebels killed five soldiers in Toma, "
        + "and the army sent more troops to Dela, " * 60
        + "he said."
    )
    for record in read(text, places={"Toma": TOWN, "Dela": TOWN}):
        assert all(span.end - span.start <= 500 for span in record.spans)


def test_planned_and_hypothetical_are_no_events(read) -> None:
    for record in read(
        "Unless the rebels leave, the army will attack the town of Toma by the end of May."
    ):
        assert record.factuality in {Factuality.PLANNED, Factuality.HYPOTHETICAL}
        assert not record.is_event
