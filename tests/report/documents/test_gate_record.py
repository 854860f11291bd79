"""Gate records as they are handed over: what was asked, what that rested on, and what the supplier has to answer."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.report.documents.materials import GATE, OLD, material, table
from tests.report.samples import HOSTILE, bare, golden

from camcensus.engine import publish
from camcensus.model.errors import UsageError
from camcensus.model.gate import Evidence, Possible
from camcensus.model.gate_record import GateRecord, KeptLine
from camcensus.model.material import Material
from camcensus.report._blocks import Block, Document, Form, Items, Note, Para
from camcensus.report.documents import gate_record

FORM = "gate-record"


def made(number: str = "", *gates: GateRecord) -> Document:
    words = {"number": number} if number else {}
    return gate_record.compose(replace(material(FORM), words=words, gates=gates or (OLD, GATE)))


def blocks(document: Document, part: str) -> tuple[Block, ...]:
    return next(one.blocks for one in document.parts if one.id == part)


def test_the_golden_page() -> None:
    golden("gate-record.html", bare(publish.publish(material(FORM), FORM).decode()))


def test_one_record_by_its_number() -> None:
    one = made("G-2026-0002")
    assert one.title == "Gate record G-2026-0002"
    assert one.answer == (
        "Of 3 lines 1 may be bought as far as the orders named go, 1 are of a covered maker, and of 1 it is not"
        " settled: the supplier is to be asked first."
    )
    assert {part.id[:11] for part in one.parts} == {"g-2026-0002"}
    record = {row[0]: row[1] for row in table(one, "g-2026-0002", "The record").rows}
    assert record["asked and checked by"] == "Q. Example"
    assert record["judged as of"] == "1 June 2026"
    assert record["kept in the log on"] == "2 June 2026, 09:00 UTC"
    assert record["id in the log"] == "02" * 32


def test_each_line_says_what_was_written_and_what_it_was_resolved_to() -> None:
    rows = table(made("G-2026-0002"), "g-2026-0002-lines", "Each line").rows
    assert rows[1][1:6] == ("Honeywell H4", "not said", "Honeywell", "H4", "ask")
    assert rows[2][6].endswith("no person had signed it.")


def test_what_is_to_be_asked_stands_first_with_room_for_the_reply() -> None:
    one = made("G-2026-0002")
    assert [part.title.split(",")[1].split(":")[0] for part in one.parts[2:5]] == [" ask", " no", " yes"]
    asked = blocks(one, "g-2026-0002-1")
    assert Items(("a photograph of the rating label of Honeywell H4",)) in asked
    assert [block.names[2] for block in asked if isinstance(block, Form)] == ["reply"]
    assert not [block for block in blocks(one, "g-2026-0002-2") if isinstance(block, Form)]
    assert table(one, "g-2026-0002-1", "By order").rows == (("uk-wms-2022-11-24", "ask"), ("other", "no"))


def test_a_possible_maker_stands_there_with_role_evidence_and_owner() -> None:
    one = made("G-2026-0002")
    assert table(one, "g-2026-0002-2", "Who may").rows == (
        ("Hangzhou Hikvision", "built by", "high (14 decibans), settled", "subject to the law"),
    )
    assert table(one, "g-2026-0002-2", "What that rests on").rows[0][3] == "https://source.example/a, x/y"
    assert [row[0] for row in table(one, "g-2026-0002-1", "Who may").rows] == [
        "Zhejiang Dahua", "somebody who is not identified",
    ]  # fmt: skip
    signed, proposed = table(one, "g-2026-0002-makers", "Each maker").rows
    assert signed[2:] == (
        "A. Example, 1 February 2026: Registered in Hangzhou.",
        "Hangzhou Hikvision (CN), held by CETC (registration not known)",
        "https://one.example/",
    )
    assert proposed[2].startswith("Proposed by the tool, not signed.")
    assert table(one, "g-2026-0002-orders", "Clauses").rows[0][3] == "whether the site is a sensitive site"


def test_a_record_of_an_earlier_version_says_what_it_lacks() -> None:
    one = made("G-2026-0001")
    assert [part.id for part in one.parts] == ["g-2026-0001", "g-2026-0001-lines"]
    (lacks,) = [block for block in blocks(one, "g-2026-0001") if isinstance(block, Note)]
    assert "An earlier version kept this record, and less of it" in lacks.text
    rows = table(one, "g-2026-0001-lines", "Each line").rows
    assert rows[0][6] == "Its maker is subject to the law the order names."
    assert not [block for part in made("G-2026-0002").parts for block in part.blocks if isinstance(block, Note)]


def test_without_a_number_all_stand_in_the_order_of_the_log() -> None:
    one = made()
    assert one.answer.startswith("Of 4 lines in 2 records 1 may be bought")
    assert [part.id for part in one.parts if part.id.endswith("-lines")] == ["g-2026-0001-lines", "g-2026-0002-lines"]


def test_a_number_that_is_not_there_is_refused() -> None:
    with pytest.raises(UsageError, match=r"no gate record 'G-2026-0009'. One of: G-2026-0001, G-2026-0002"):
        made("G-2026-0009")


def test_where_nothing_was_kept_it_says_so() -> None:
    one = gate_record.compose(Material(assessment=material(FORM).assessment))
    assert one.answer == "Nothing was asked and kept."
    assert isinstance(one.parts[0].blocks[0], Para)


def test_of_very_many_lines_the_rest_is_counted() -> None:
    lines = tuple(replace(GATE.lines[0], written=f"X{number}") for number in range(gate_record.MOST + 5))
    one = made("G-2026-0002", replace(GATE, lines=lines))
    said = [block.text for block in blocks(one, "g-2026-0002-lines") if isinstance(block, Para)]
    assert said == [
        "and 5 more lines, which the log keeps.",
        "Of 1,905 further distinct lines no more than this is shown here.",
    ]
    assert sum(part.id[12:].isdigit() for part in one.parts) == gate_record.SHOWN


def test_lines_that_are_alike_are_shown_once() -> None:
    twice = replace(GATE, lines=(GATE.lines[0], replace(GATE.lines[0], quantity="9")))
    one = made("G-2026-0002", twice)
    assert sum(part.id[12:].isdigit() for part in one.parts) == 1
    assert [row[2] for row in table(one, "g-2026-0002-lines", "Each line").rows] == ["4", "9"]


@pytest.mark.parametrize("said", HOSTILE, ids=range(len(HOSTILE)))
def test_what_a_quotation_says_is_text(said: str) -> None:
    evidence = Evidence(role="hardware_maker", maker=said, weight=2, words=said, source=said, by=said)
    possible = Possible(maker=said, roles={"hardware_maker": 2}, settled=(), evidence=(evidence,))
    line = KeptLine(
        written=said, quantity=said, model=said, answer="ask", reason=said, asks=(said,), possible=(possible,)
    )
    hostile = replace(GATE, lines=(line,), person=said, note=said, remarks=(said,))
    one = replace(material(FORM), gates=(hostile,))
    page = publish.publish(one, FORM).decode()
    assert "<script>alert" not in page
    assert "\u202e" not in page
    assert publish.publish(one, FORM, "pdf").startswith(b"%PDF")
