"""May this be bought: answered line by line, recorded under the name of who asked, from a file too."""

from __future__ import annotations

from typing import Any

import pytest
from tests.faces.web.console import Console, field_of, kept, problem, served, words

from camcensus.engine import gate_record, hand_in

LINES = "2 x Hikvision DS-2CD2143G2-I\nAxis P3245-LV\n"


def quotation(data: bytes, name: str = "q.csv") -> list[tuple[str, Any]]:
    return [("file", (name, data, "text/csv"))]


def left(one: Console) -> list[str]:
    return [path.name for path in (one.home / hand_in.FOLDER).rglob("*")]


def test_each_line_is_answered_and_nothing_is_kept(shown: Console) -> None:
    before = kept(shown)
    for name in ("Vera", "Olga", "Nell"):
        answer = words(shown.send(name, "/purchases", lines=LINES, do="ask"))
        assert "DS-2CD2143G2-I" in answer
        assert "P3245-LV" in answer
        assert "Kept as gate record" not in answer
    assert kept(shown) == before


def test_a_record_bears_the_name_of_who_asked_and_is_kept_once(fresh: Console) -> None:
    typed: dict[str, Any] = {"lines": LINES, "do": "record", "note": "Stairs <b>3</b>"}
    answer = fresh.send("Olga", "/purchases", **typed)
    assert "Kept as gate record G-2026-0001" in words(answer)
    assert "<b>3</b>" not in answer.text
    assert "G-2026-0001" in words(fresh.send("Olga", "/purchases", **typed))
    assert "G-2026-0002" in words(fresh.send("Dora", "/purchases", **typed))
    with fresh.desk.opened() as opened:
        found = [(one.number, one.person, one.note) for one in gate_record.records(opened.store)]
    assert found == [("G-2026-0001", "Olga", "Stairs <b>3</b>"), ("G-2026-0002", "Dora", "Stairs <b>3</b>")]
    assert "G-2026-0002" in words(fresh.look("Olga", "/purchases"))
    assert "G-2026-0001" not in words(fresh.look("Dora", "/purchases"))


def test_who_does_not_decide_keeps_no_record(shown: Console) -> None:
    before = kept(shown)
    for name in ("Vera", "Sam", "Otto", "Nell", "Ada"):
        shown.send(name, "/purchases", 403, lines=LINES, do="record")
    assert kept(shown) == before


def test_a_quotation_is_read_from_a_file_that_does_not_stay(shown: Console) -> None:
    data = b"Make,Model,Quantity\nHikvision,DS-2CD2143G2-I,2\n"
    answer = words(shown.send("Vera", "/purchases", files=quotation(data), lines="", do="ask"))
    assert "DS-2CD2143G2-I" in answer
    assert left(shown) == []


@pytest.mark.parametrize(
    ("files", "lines"),
    [
        ([], ""), ([], " \n\t\n"), (quotation(b""), ""), (quotation(b"%PDF-1.7\nx", "q.pdf"), "x"),
        (quotation(b"PK\x03\x04" + b"x" * 99, "q.xlsx"), "x"),
        (quotation(b"\x00\xff" * 500, "../../q"), "x"),
    ],
)  # fmt: skip
def test_what_is_no_quotation_is_said_and_what_was_typed_stays(shown: Console, files: Any, lines: str) -> None:
    answer = shown.send("Vera", "/purchases", 400, files=files, lines=lines, do="ask")
    assert problem(answer)
    assert str(shown.home) not in answer.text
    assert field_of(answer, "lines").strip() == lines.strip()
    assert left(shown) == []


def test_a_file_that_is_too_large_is_refused(fresh: Console) -> None:
    fresh.desk.most = 10_000
    one = served(fresh.home, fresh.gate, fresh.desk)
    answer = one.send("Vera", "/purchases", 400, files=quotation(b"x" * 10_001), lines="Axis", do="ask")
    assert "more than 10,000 bytes" in problem(answer)
    assert field_of(answer, "lines") == "Axis"
    assert left(one) == []


@pytest.mark.parametrize("line", ["<script>alert(1)</script>", "\u202eesrever", "M" * 10_000, "=1+1", '"><img src=x>'])
def test_a_hostile_line_stays_words(shown: Console, line: str) -> None:
    answer = shown.send("Vera", "/purchases", lines=line, do="ask")
    table = answer.text.partition("<table")[2].partition("</table>")[0]
    assert "<script>alert" not in answer.text
    assert "<img src=x" not in answer.text
    assert "\u202e" not in table
    assert "M" * 2_000 not in table
    assert field_of(answer, "lines") == line
