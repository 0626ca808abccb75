import csv
import io

import pandas as pd
import pytest
from handmade import HOSTILE, layer_sets, make_full_record, make_layers, make_record
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geoconflict.model import INTEGER_COLUMNS, REAL_COLUMNS, RECORD_COLUMNS
from geoconflict.outputs.csv_table import read_text, render_csv


def read_back(text):
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_csv_of_no_records_is_its_header():
    text = render_csv(make_layers().records, RECORD_COLUMNS)
    assert text == "\ufeff" + ",".join(RECORD_COLUMNS) + "\r\n"


def test_csv_writes_days_counts_and_flags_plainly():
    row = read_back(render_csv(make_layers([make_full_record()]).records, RECORD_COLUMNS))[0]
    assert row["date_start"] == row["published"] == "2020-02-10"
    assert row["fatalities_high"] == "5"
    assert row["contested"] == row["is_event"] == "1"
    assert row["quantity"] == "2.5"
    assert row["injured_high"] == row["deaths_side_a"] == ""
    assert row["spans"] == "0-42;44-72"


def test_csv_opens_as_utf8_in_spreadsheets_and_in_python(tmp_path):
    path = tmp_path / "records.csv"
    table = make_layers([make_record(title="Сараќиб سراقب")]).records
    path.write_bytes(render_csv(table, RECORD_COLUMNS).encode("utf-8"))
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.DictReader(file))["title"] == "Сараќиб سراقب"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "＝1", "'=1"])
def test_csv_keeps_formulas_from_running(text):
    table = make_layers([make_record(title=text)]).records
    cell = read_back(render_csv(table, RECORD_COLUMNS))[0]["title"]
    assert cell == f"'{text}"
    assert read_text(cell) == text


@pytest.mark.parametrize("text", ["5 killed", "'quoted'", "a=b", "’=1"])
def test_csv_leaves_harmless_texts_alone(text):
    table = make_layers([make_record(title=text)]).records
    assert read_back(render_csv(table, RECORD_COLUMNS))[0]["title"] == text


def test_csv_leaves_negative_numbers_alone():
    table = make_layers([make_full_record()]).records.assign(lon=-12.5)
    assert read_back(render_csv(table, RECORD_COLUMNS))[0]["lon"] == "-12.5"


@settings(deadline=None)
@given(st.one_of(st.sampled_from(HOSTILE), st.text()))
def test_guarding_a_text_can_be_undone(text):
    table = pd.DataFrame({"id": ["x"], "title": [text]})
    cell = read_back(render_csv(table, ["id", "title"]))[0]["title"]
    assert read_text(cell) == text
    assert cell[:1] not in ("=", "+", "-", "@", "\t", "\r")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(layer_sets())
def test_csv_reads_back_equal(layers):
    rows = read_back(render_csv(layers.records, RECORD_COLUMNS))
    assert len(rows) == len(layers.records)
    for row, (_, wanted) in zip(rows, layers.records.iterrows(), strict=True):
        for column in RECORD_COLUMNS:
            value = wanted[column]
            if pd.isna(value):
                assert row[column] == ""
            elif column in INTEGER_COLUMNS:
                assert int(row[column]) == value
            elif column in REAL_COLUMNS:
                assert float(row[column]) == value
            elif hasattr(value, "date"):
                assert row[column] == value.date().isoformat()
            else:
                assert read_text(row[column]) == value
