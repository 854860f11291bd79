from __future__ import annotations

import io

import pytest

from camcensus.model.reading import Remark
from camcensus.sources.reading.remarks import MAX_REMARKS, Remarks, listed, quoted, takes_too_much, told
from camcensus.wire import xml


def test_what_is_quoted_is_short_and_holds_no_secret() -> None:
    assert quoted("Hik") == "'Hik'"
    assert quoted("x" * 90) == f"'{'x' * 80}...'"
    assert "hunter2" not in quoted("rtsp://admin:hunter2@10.0.0.1/")
    assert quoted("half \ud83d") == "'half ?'"


def test_what_a_parser_complains_of_is_short_and_holds_no_secret() -> None:
    assert told(ValueError("not\n well-formed")) == "not well-formed"
    assert len(told(ValueError("x" * 5_000))) < 200
    assert "hunter2" not in told(ValueError("tag rtsp://admin:hunter2@10.0.0.1/ mismatch"))


@pytest.mark.parametrize(
    ("text", "too_much"),
    [
        ("<a", False),
        ("<a></b>", False),
        ('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', True),
        ("<a>" * 1_000, True),
        (f"<a b='{'x' * (17 << 20)}'/>", True),
        (f"<a>{'<b/>' * (5 << 20)}</a>", True),
    ],
    ids=range(6),
)
def test_what_is_broken_is_told_from_what_takes_too_much(text: str, too_much: bool) -> None:
    with pytest.raises(xml.XmlError) as caught:
        list(xml.records(io.BytesIO(text.encode()), "a"))
    assert takes_too_much(caught.value) == too_much


def test_lists_end() -> None:
    assert listed(["a", "b"]) == "'a', 'b'"
    assert listed([str(n) for n in range(25)]).endswith("'19' and 5 more")


def test_remarks_on_rows_come_in_order_and_end() -> None:
    remarks = Remarks()
    for number in range(MAX_REMARKS + 1_234):
        remarks.add(f"row {number}", "odd")
    found = remarks.all("the heading")
    assert found[0] == Remark(where="the heading", what="1,234 more remarks on rows")
    assert found[1] == Remark(where="row 0", what="odd")
    assert len(found) == MAX_REMARKS + 1


def test_what_is_said_of_all_rows_is_said_once() -> None:
    remarks = Remarks()
    for _ in range(1_500):
        remarks.count("{} dates")
    assert remarks.all("here") == [Remark(where="here", what="1,500 dates")]


def test_kinds_of_what_is_counted_end_too() -> None:
    remarks = Remarks()
    for number in range(MAX_REMARKS + 7):
        remarks.count(f"site {number} ({{}} rows)")
    found = remarks.all("here")
    assert found[-1].what == "7 more remarks on rows"
    assert len(found) == MAX_REMARKS + 1


def test_nothing_to_say() -> None:
    assert Remarks().all("here") == []
