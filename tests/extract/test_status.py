"""Whether it happened and who says so."""

from __future__ import annotations

import datetime as dt

import pytest

from geoconflict.model import Attribution, Factuality, GeoPrecision, RecordKind, Status

TOWN = GeoPrecision.SETTLEMENT


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Rebels killed five soldiers near Toma.", Status.REPORTED),
        ("Five soldiers were killed near Toma, the Red Cross said.", Status.REPORTED),
        ("The rebels claimed that they had killed five soldiers near Toma.", Status.CLAIMED),
        ("Five soldiers were killed near Toma, according to state media.", Status.CLAIMED),
        ("The army denied that its troops had attacked the village of Toma.", Status.DENIED),
        ("NATO plans to send 500 troops to Toma.", Status.PLANNED),
        ("The army will send 500 troops to Toma on Friday.", Status.PLANNED),
        (
            "The UN called for an immediate ceasefire between the army and rebels.",
            Status.CALLED_FOR,
        ),
        ("The minister urged the rebels to withdraw from Toma.", Status.CALLED_FOR),
        ("If the rebels advance, the army would attack the town of Toma.", Status.HYPOTHETICAL),
    ],
)
def test_status_follows_from_the_words(read_one, text, status) -> None:
    assert read_one(text, places={"Toma": TOWN}).status is status


@pytest.mark.parametrize(
    "text",
    [
        "The army wants to prevent an attack on the town of Toma.",
        "There is a risk of a clash between troops and rebels.",
        "The soldiers did not attack the town of Toma.",
        "The general feared an attack by rebels on Toma.",
    ],
)
def test_what_did_not_happen_makes_no_record(read, text) -> None:
    assert read(text, places={"Toma": TOWN}) == ()


def test_purpose_is_not_told_as_happened(read_one) -> None:
    record = read_one("Troops crossed into Toma to attack the rebels.", places={"Toma": TOWN})
    assert record.kind is RecordKind.MOVEMENT


def test_figure_that_the_other_side_denies_is_disputed(read_one) -> None:
    record = read_one(
        "The ministry reports that 30 rebel fighters were killed near Toma, a figure the rebels deny.",
        places={"Toma": TOWN},
    )
    assert record.status is Status.DISPUTED
    assert record.contested
    assert (record.fatalities.low, record.fatalities.high) == (0, 30)
    assert record.sources == ("ministry",)
    assert record.disputed_by == ("rebels",)


def test_denial_in_the_next_sentence_disputes_the_claim(read_one) -> None:
    record = read_one(
        "Up to 50 villagers were massacred by rebels in Toma, the government says. The rebels deny the accusation.",
        places={"Toma": TOWN},
    )
    assert record.status is Status.DISPUTED
    assert record.disputed_by == ("rebels",)


def test_denial_of_something_else_leaves_the_event_alone(read) -> None:
    records = read(
        "Rebels killed five soldiers in Toma. The government denied that it had raised taxes.",
        places={"Toma": TOWN},
    )
    assert all(not r.contested for r in records)


def test_day_of_speaking_only_bounds_the_event(read_one) -> None:
    record = read_one(
        "The army said on Monday that it had recaptured the village of Toma.", places={"Toma": TOWN}
    )
    assert record.date.start is None
    assert record.date.end == dt.date(2023, 5, 15)
    assert "speaking" in record.date.reason


def test_own_day_wins_over_the_day_of_speaking(read_one) -> None:
    record = read_one(
        "The army said on Monday that it had recaptured the village of Toma last week.",
        places={"Toma": TOWN},
    )
    assert (record.date.start, record.date.end) == (dt.date(2023, 5, 8), dt.date(2023, 5, 14))


def test_threat_runs_until_its_deadline(read_one) -> None:
    record = read_one(
        "Unless the rebels withdraw from Toma by the end of the month, the government will retaliate.",
        places={"Toma": TOWN},
    )
    assert record.kind is RecordKind.THREAT
    assert record.factuality is Factuality.HYPOTHETICAL
    assert record.date.end == dt.date(2023, 5, 31)


def test_quotation_that_runs_on_keeps_its_speaker(read) -> None:
    records = read(
        'The rebel commander said: "We took Toma. Our fighters killed five soldiers in Toma."',
        places={"Toma": TOWN},
    )
    killed = next(r for r in records if r.fatalities is not None)
    assert killed.attribution is Attribution.PARTY
