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
from camcensus.model.errors import UsageError
from camcensus.model.material import GateRecord as Record

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
    assert [(line["brand"], line["answer"]) for line in first.lines] == [("axis", "yes"), ("annke", "ask")]


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
    lines=({"brand": "axis", "model": "P3245-LV", "answer": "yes"}, {"brand": "dahua", "model": "X1", "answer": "no"}),
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
