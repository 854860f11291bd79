"""Frames as tables: the columns that are asked for, and words in place of codes."""

from __future__ import annotations

import polars as pl

from camcensus.model.assessment import Assessment
from camcensus.report import _table as table
from camcensus.report._columns import Column

COLUMNS = (Column(name="a", meaning="a text"), Column(name="n", meaning="a number", kind="integer"))


def test_a_table_has_the_columns_that_are_asked_for_and_each_text_is_fit() -> None:
    made = table.fit(pl.DataFrame({"x": [1, 2], "a": ["=1", ""]}), COLUMNS)
    assert made.schema == {"a": pl.String, "n": pl.Int64}
    assert made.rows() == [("'=1", None), (None, None)]


def test_rows_become_a_table() -> None:
    assert table.of_rows([{"a": "x", "n": 2, "z": 3}, {"n": None}], COLUMNS).rows() == [("x", 2), (None, None)]
    assert table.of_rows([], COLUMNS).rows() == []


def test_codes_become_words_and_nothing_stays_nothing(assessment: Assessment) -> None:
    asked: list[str] = []

    def word(code: str) -> str:
        asked.append(code)
        return code.upper()

    assert table.worded(pl.Series(["a", None, "a"]), word).to_list() == ["A", None, "A"]
    assert asked == ["a"]
    makers = pl.Series(["dahua", None, "no-such-maker"], dtype=pl.String)
    named = table.claimed(assessment, "hardware_maker", makers).to_list()
    assert named == ["Zhejiang Dahua Technology Co., Ltd.", None, "no-such-maker"]


def test_weights_become_confidences_and_no_weight_is_no_confidence() -> None:
    assert table.sureness(pl.Series([8, 0, None, 40], dtype=pl.Int64)).to_list() == [0.863, None, None, 0.999]


def test_truth_is_a_word() -> None:
    frame = pl.DataFrame({"t": [True, False, None]})
    assert frame.select(table.yes("t")).to_series().to_list() == ["yes", "no", None]


def test_values_of_a_group_stand_once_and_in_order() -> None:
    frame = pl.DataFrame({"g": [1, 1, 1], "v": ["b", "a", "b"]})
    assert frame.group_by("g").agg(table.joined("v")).rows() == [(1, "a; b")]


def test_a_csv_says_dates_and_moments_as_iso_8601() -> None:
    frame = pl.DataFrame({"a": ['say "x", y'], "at": [None]}).with_columns(
        at=pl.datetime(2026, 11, 23, 9, 30, time_zone="UTC"), on=pl.date(2026, 1, 2), none=pl.lit(None, dtype=pl.String)
    )
    assert table.csv(frame) == b'\xef\xbb\xbfa,at,on,none\r\n"say ""x"", y",2026-11-23T09:30:00Z,2026-01-02,\r\n'
