"""Tables that a tool exports: told by the names of their columns, read by what the columns mean."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.files import context, table

from camcensus.model.errors import NoHeading
from camcensus.sources.reading import forms
from camcensus.sources.reading.forms import Form, Record
from camcensus.sources.reading.gathered import Gathered

FORM = Form(
    columns={
        "name": ("Camera name", "Title"),
        "ip": ("IP Address", "IPv4"),
        "mac": ("Physical address",),
        "login": ("Account",),
        "asset": ("Asset tag",),
    },
    needs=(frozenset({"name", "ip"}), frozenset({"mac", "asset"})),
    secret=frozenset({"login"}),
    passed_over=("Thumbnail",),
)
Rows = list[tuple[str, ...]]


class Whole:
    """All that rows came to."""

    def __init__(self, *rows: tuple[Any, ...], form: Form = FORM) -> None:
        gathered = Gathered(context(Path("x.csv")), "importer:x@1")
        numbered = ((number, row) for number, row in enumerate(rows, start=1) if row)
        self.records: list[Record] = list(forms.records(numbered, form, gathered))
        chunk = gathered.last("the file")
        self.redacted, self.left_out, self.counted = chunk.redacted, dict(chunk.left_out), chunk.records
        self.remarks = [f"{remark.where}: {remark.what}" for remark in chunk.remarks]
        self.originals = [json.loads(chunk.originals[one.original]) for one in self.records]
        self.cells = [dict(one.cells) for one in self.records]


# --- what it is -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
@pytest.mark.parametrize(
    "heading",
    [
        ("Camera name", "IP Address", "Größe"),
        ("x", "ip_address", "CAMERA-NAME"),
        ("Title", "IPv4"),
        ("Asset Tag", "", "Physical Address"),
        ("name", "ip"),
    ],
)
def test_a_heading_is_told_in_every_dialect(heading: tuple[str, ...], encoding: str, mark: str) -> None:
    assert forms.detect(table(heading, ("a", "b"), delimiter=mark).encode(encoding), FORM)


@pytest.mark.parametrize(
    "above",
    [
        "",
        "sep=,\r\n",
        "#TYPE System.Object\r\n",
        "\r\n\r\n",
        'Report,"3 May, 2026"\r\n,,\r\nSites,all\r\n',
        "".join(f"line {n}\r\n" for n in range(38)),
    ],
    ids=range(6),
)
def test_a_heading_is_found_below_what_stands_above_it(above: str) -> None:
    assert forms.detect((above + table(("Title", "IPv4"), ("a", "b"))).encode(), FORM)


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"Title\r\nIPv4\r\n",
        b"Title,Asset tag\r\n",
        b"Title IPv4\r\n",
        b"Titles,IPv4\r\n",
        b"<Title,IPv4\r\n",
        b'{"Title","IPv4"}\r\n',
        b"[Title,IPv4]\r\n",
        b"Title,IPv4\0\r\n",
        b"x,y\r\nTitle,IPv4",  # the sample may have cut it: IPv4 settings
        b"a,b\r\n" * 41 + b"Title,IPv4\r\n",
        b"Title;IPv4,x\r\n",
    ],
)
def test_what_is_no_table_of_this_form(head: bytes) -> None:
    assert not forms.detect(head, FORM)


@given(st.binary(max_size=300) | st.text("Title,;IPv4\t\"'\r\n |", max_size=60).map(str.encode))
def test_any_bytes_can_be_asked_about(head: bytes) -> None:
    assert forms.detect(head, FORM) in (True, False)
    assert forms.detect(b"\xff\xfe" + head, FORM) in (True, False)


HEADS = st.lists(st.sampled_from(["Title", "IPv4", "Physical address", "Asset tag", "x", ""]), min_size=1, max_size=5)


@given(HEADS)
def test_all_of_one_set_of_needed_columns_must_be_there(heading: list[str]) -> None:
    whole = {"Title", "IPv4"} <= set(heading) or {"Physical address", "Asset tag"} <= set(heading)
    assert forms.detect(table(heading, ["y"] * 5).encode(), FORM) == whole


# --- rows -------------------------------------------------------------------------------------------------------------


def test_rows_are_read_by_what_their_columns_mean() -> None:
    whole = Whole(("Title", "IPv4"), ("Door", " 10.0.0.5 "), ("", "  "), ("Yard", ""))
    assert whole.cells == [{"name": "Door", "ip": "10.0.0.5"}, {"name": "Yard"}]
    assert [one.where for one in whole.records] == ["row 2", "row 4"]
    assert (whole.counted, whole.redacted, whole.left_out, whole.remarks) == (2, 0, {}, [])
    assert whole.originals == [{"Title": "Door", "IPv4": "10.0.0.5"}, {"Title": "Yard"}]


def test_the_first_cell_that_holds_something() -> None:
    record = Record(where="row 1", cells={"b": "2", "c": "3"}, original=b"")
    assert (record.get("a", "b", "c"), record.get("c", "b"), record.get("x")) == ("2", "3", "")


def test_lines_above_the_heading_are_counted() -> None:
    whole = Whole(("Report",), (), ("all sites", ""), ("Title", "IPv4"), ("Door", "10.0.0.5"))
    assert (whole.left_out, whole.counted) == ({"lines above the heading": 2}, 1)


def test_a_heading_that_comes_again_with_other_columns_holds_from_there_on() -> None:
    whole = Whole(
        ("Title", "IPv4"), ("Door", "10.0.0.5"), ("IPv4", "Asset tag", "Title"), ("10.0.0.6", "A-1", "Yard"),
        ("IPv4", "Asset tag", "Title"), ("10.0.0.7", "A-2", "Hall"),
    )  # fmt: skip
    assert whole.cells == [
        {"name": "Door", "ip": "10.0.0.5"},
        {"name": "Yard", "ip": "10.0.0.6", "asset": "A-1"},
        {"name": "Hall", "ip": "10.0.0.7", "asset": "A-2"},
    ]
    assert whole.counted == 3


def test_columns_that_nobody_knows_are_named_once_and_kept() -> None:
    whole = Whole(
        ("Title", "IPv4", "Colour", "Thumbnail", "", "Height"), ("Door", "10.0.0.5", "red", "x.jpg", "?", ""),
        ("Title", "IPv4", "Colour"), ("Yard", "10.0.0.6", "blue", "more"),
    )  # fmt: skip
    assert whole.remarks == ["the heading: not understood and kept only in the originals: 'Colour', 'Height'"]
    assert whole.originals == [
        {"Title": "Door", "IPv4": "10.0.0.5", "Colour": "red", "Thumbnail": "x.jpg", "column 5": "?"},
        {"Title": "Yard", "IPv4": "10.0.0.6", "Colour": "blue", "column 4": "more"},
    ]


def test_of_columns_that_mean_the_same_the_first_that_holds_something_is_read() -> None:
    whole = Whole(("Title", "IPv4", "IP Address", "IPv4"), ("A", "1", "2", ""), ("B", "", "2", "3"), ("C", "", "", "3"))
    assert [cells["ip"] for cells in whole.cells] == ["1", "2", "3"]
    assert whole.originals[1] == {"Title": "B", "IP Address": "2", "column 4": "3"}
    assert whole.remarks == []


def test_numbers_and_dates_of_a_workbook_are_read_as_text() -> None:
    whole = Whole(("Title", "IPv4"), (12.0, None), (True, "10.0.0.5"))
    assert whole.cells == [{"name": "12"}, {"name": "yes", "ip": "10.0.0.5"}]


# --- secrets ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("title", ["Account", "Password (admin)", "RTSP URL", "User", "SNMP community", "PIN", "psk"])
def test_a_column_of_secrets_is_counted_and_never_kept(title: str) -> None:
    whole = Whole(("Title", title, "IPv4"), ("Door", "S3cr3t", "10.0.0.5"), ("Yard", "", "10.0.0.6"))
    assert (whole.redacted, whole.counted) == (1, 2)
    assert "S3cr3t" not in str([whole.cells, whole.originals, whole.remarks])
    assert whole.remarks == []


def test_a_secret_in_any_other_cell_is_taken_out() -> None:
    whole = Whole(("Title", "IPv4", "Notes"), ("rtsp://u:S3cr3t@10.0.0.5/1", "10.0.0.5", "password: S3cr3t"))
    assert whole.redacted == 2
    assert "S3cr3t" not in str([whole.cells, whole.originals])


def test_a_secret_in_a_heading_is_taken_out() -> None:
    whole = Whole(("Title", "IPv4", "rtsp://u:S3cr3t@10.0.0.5"), ("Door", "10.0.0.5", "x"))
    assert "S3cr3t" not in str([whole.originals, whole.remarks])


def test_a_row_with_nothing_but_a_secret_is_a_row() -> None:
    whole = Whole(("Title", "IPv4", "Password"), ("", "", "S3cr3t"))
    assert (whole.counted, whole.redacted, whole.originals) == (1, 1, [{}])


def test_in_a_row_longer_than_its_heading_the_secret_may_have_moved() -> None:
    whole = Whole(("Title", "Password", "IPv4"), ("Door", "north", "S3cr3t", "10.0.0.5"), ("Yard", "x", "10.0.0.6", ""))
    assert whole.originals == [{"Title": "Door"}, {"Title": "Yard", "IPv4": "10.0.0.6"}]
    assert whole.redacted == 4


# --- what is none -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [[], [("a", "b")], [("a", "b")] * 60 + [("Title", "IPv4")]], ids=["0", "1", "far"])
def test_a_table_without_the_heading_is_refused(rows: Rows) -> None:
    with pytest.raises(NoHeading) as fault:
        Whole(*rows)
    assert fault.value.where == "x.csv"
    assert fault.value.seen == ("'a', 'b'" if rows else "")
    assert "needed are the columns ip, name or asset, mac" in str(fault.value).lower()


def test_what_stands_where_a_heading_might_is_quoted_without_secrets() -> None:
    with pytest.raises(NoHeading) as fault:
        Whole(("password=S3cr3t", "b"))
    assert "S3cr3t" not in str(fault.value)


@given(st.lists(st.lists(st.text(max_size=8), max_size=6).map(tuple), max_size=6))
def test_any_rows_are_read(rows: Rows) -> None:
    whole = Whole(("Title", "IPv4", "Password"), *rows)
    assert whole.counted == len(whole.records) <= len(rows)
    assert all(cells.keys() <= FORM.columns.keys() for cells in whole.cells)
