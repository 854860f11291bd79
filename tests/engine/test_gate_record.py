"""Records of what was asked before buying, and the devices that appear without one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.workspaces import make

from camcensus.engine import assess, gate, gate_record, gather, workspace
from camcensus.engine.workspace import Workspace
from camcensus.model.errors import StoreDamaged, UsageError
from camcensus.model.gate_record import GateRecord as Record
from camcensus.model.gate_record import KeptLine
from camcensus.wire import canonical

DAY = date(2026, 11, 1)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Workspace]:
    found = workspace.open_(make(tmp_path))
    yield found
    found.store.close()


def test_a_record_has_a_number_and_is_kept_once(opened: Workspace) -> None:
    found = gate.gate(["Axis P3245-LV", "Annke C800"], None, DAY, home=opened.folder)
    first = gate_record.keep(opened, found, "P. Example", "order 4711")
    assert gate_record.keep(opened, found, "P. Example", "order 4711") == first
    second = gate_record.keep(opened, found, "Q. Example")
    assert (first.number, second.number) == ("G-2026-0001", "G-2026-0002")
    assert gate_record.records(opened.store) == [first, second]
    assert [(line.brand, line.answer) for line in first.lines] == [("axis", "yes"), ("annke", "ask")]


def test_it_keeps_what_the_answers_rested_on(opened: Workspace) -> None:
    found = gate.gate(["Annke C800"], None, DAY, home=opened.folder)
    gate_record.keep(opened, found, "P. Example")
    (record,) = gate_record.records(opened.store)
    (line,) = record.lines
    assert record.whole
    assert (record.knowledge, record.profile) == (found.knowledge, found.profile)
    assert record.at is not None
    assert opened.store.payload("gate", bytes.fromhex(record.id)) is not None
    assert line.possible == found.lines[0].judged.possible
    assert line.sentence == found.sentence(line.reason)
    assert line.asks == tuple(found.question(ask) for ask in found.lines[0].judged.asks)
    assert line.by_order == found.lines[0].by_order
    assert record.makers == found.makers
    assert [(order.id, [clause.id for clause in order.clauses]) for order in record.orders] == [
        (ruling.order.id, [one.clause.id for one in ruling.touches]) for ruling in found.rulings
    ]


def test_what_a_file_left_out_is_kept_too(opened: Workspace) -> None:
    path = opened.folder / "quote.csv"
    path.write_text("Make,Model,Qty,Unit Price\nAxis,P3245-LV,2,410.00\nTotal,,2,\n")
    record = gate_record.keep(opened, gate.gate([], path, DAY), "P. Example")
    assert record.remarks == ("quote.csv: rows that are sums or charges, and were left out: 1",)
    assert [(line.file, line.quantity) for line in record.lines] == [("quote.csv", "2")]


OLD = {
    "on": "2026-05-01", "person": "P. Example", "note": "", "number": "G-2026-0001", "knowledge": "k", "profile": "",
    "lines": '[{"answer": "no", "brand": "dahua", "model": "X1", "quantity": "", "reason": "r", "written": "X1"}]',
}  # fmt: skip


def test_a_record_of_an_earlier_version_is_still_read(opened: Workspace) -> None:
    opened.store.keep("gate", b"k" * 32, canonical.encode({**OLD}), received=1)
    (record,) = gate_record.records(opened.store)
    assert not record.whole
    assert (record.form, record.at, record.orders, record.id) == (1, None, (), (b"k" * 32).hex())
    assert [(line.written, line.answer, line.possible) for line in record.lines] == [("X1", "no", ())]
    second = gate_record.keep(opened, gate.gate(["Axis P3245-LV"], None, DAY), "P. Example")
    assert second.number == "G-2026-0002"


@pytest.mark.parametrize("more", [{"lines": "{"}, {"lines": "[7]"}, {"on": "May"}, {"number": 7}, {"form": "x"}])
def test_a_record_that_is_not_as_it_was_kept_is_named(opened: Workspace, more: dict[str, canonical.Value]) -> None:
    opened.store.keep("gate", b"k" * 32, canonical.encode({**OLD, **more}), received=1)
    with pytest.raises(StoreDamaged, match="6b6b6b6b6b6b in the log is not as it was kept"):
        gate_record.records(opened.store)


def test_a_line_that_is_no_text_is_kept_as_it_was_given(opened: Workspace) -> None:
    gate_record.keep(opened, gate.gate(["Axis \udcff P3245"], None, DAY), "P. Example")
    assert gate_record.records(opened.store)[0].lines[0].written == "Axis \udcff P3245"


def test_a_record_of_nobody_is_refused(opened: Workspace) -> None:
    found = gate.gate(["Axis P3245-LV"], None, DAY)
    with pytest.raises(UsageError, match="names who asked"):
        gate_record.keep(opened, found, " ")


def device(name: str, brand: str | None, model: str | None, day: int, **more: Any) -> dict[str, Any]:
    seen = datetime(2026, 11, day, tzinfo=UTC)
    known = {"candidate": True, "surveillance": "yes", "in_use": "yes"}
    return {"device": name, "brand": brand, "model": model, "first_seen": seen, **known, **more}


HELD = Record(
    number="G-2026-0001", on=date(2026, 11, 5), person="P", note="",
    lines=(
        KeptLine(written="Axis", brand="axis", model="P3245-LV", answer="yes", reason="r"),
        KeptLine(written="Dahua", brand="dahua", model="X1", answer="no", reason="r"),
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    ("one", "told"),
    [
        (device("d", "axis", "P3245-LV", 6), False),
        (device("d", "axis", "p3245 lv", 6), False),
        (device("d", "axis", "M1075", 6), True),
        (device("d", "dahua", "X1", 6), True),
        (device("d", None, None, 6), True),
        (device("d", "axis", "M1075", 4), False),
        (device("d", "axis", "M1075", 6, surveillance="no"), False),
        (device("d", "axis", "M1075", 6, in_use="no"), False),
        (device("d", "axis", "M1075", 6, candidate=False), False),
    ],
)
def test_who_appears_without_one_is_told(one: dict[str, Any], told: bool) -> None:
    schema = {"brand": pl.String, "model": pl.String}
    found = list(gate_record.without(pl.DataFrame([one], schema_overrides=schema), [HELD], date(2026, 11, 30)))
    assert [code for _, code, _ in found] == ["no-gate-record"] * told


def test_where_no_record_is_kept_nobody_is_asked_for_one() -> None:
    frame = pl.DataFrame([device("d", "axis", "M1075", 6)])
    assert list(gate_record.without(frame, [], date(2026, 11, 30))) == []
    assert list(gate_record.without(frame, [HELD], date(2026, 11, 4))) == []


def test_it_is_a_doubt_of_the_assessment(opened: Workspace) -> None:
    list(gather.read(opened, [opened.folder / "scan.xml"]))
    before = assess.assess(opened, date(2026, 11, 23)).doubts
    gate_record.keep(opened, gate.gate(["Axis P3245-LV"], None, DAY), "P. Example")
    after = assess.assess(opened, date(2026, 11, 23)).doubts
    assert set(after["code"]) - set(before["code"]) == {"no-gate-record"}
