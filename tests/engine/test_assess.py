"""The walk on a small workspace: from files to findings, twice the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from tests.support import AS_OF

from camcensus.engine import assess, gather
from camcensus.engine.workspace import Workspace
from camcensus.model.errors import KnowledgeError
from camcensus.model.outcome import Outcome

BREACH = "UK-WMS.1.1v1"


@pytest.fixture
def told(opened: Workspace) -> Workspace:
    list(gather.read(opened, [opened.folder / "scan.xml", opened.folder / "register.csv"]))
    return opened


def test_the_walk_finds_the_breach_and_the_clean_one(told: Workspace) -> None:
    made = assess.assess(told, AS_OF)
    found = made.findings.filter(pl.col("clause") == BREACH).join(made.devices.select("device", "label"), on="device")
    assert dict(found.select("label", "outcome").iter_rows()) == {"CAM-1": "not-met", "CAM-2": "met"}
    assert made.outcome is Outcome.NOT_MET


def test_twice_the_same_answer(told: Workspace) -> None:
    first, second = assess.assess(told, AS_OF), assess.assess(told, AS_OF)
    assert first.findings.equals(second.findings)
    assert first.devices.equals(second.devices)
    assert first.basis == second.basis


def test_as_of_a_day_before_the_scan_only_what_bears_no_time_is_known(told: Workspace) -> None:
    made = assess.assess(told, date(2026, 1, 1))
    assert not made.devices["observed"].any()


def test_as_known_at_an_earlier_position(told: Workspace) -> None:
    made = assess.assess(told, AS_OF, upto=1)
    assert made.basis.position == 1
    assert not made.devices["in_register"].any()


def test_before_the_order_was_in_force_the_date_of_a_device_still_counts(told: Workspace) -> None:
    assert assess.assess(told, AS_OF).orders[0].in_force == date(2022, 11, 24)


def test_an_order_that_asks_what_no_file_asks_is_named(told: Workspace) -> None:
    order = told.knowledge.directives["uk-wms-2022-11-24"]
    odd = replace(order, clauses=(replace(order.clauses[0], check="is-it-blue"),))
    known = replace(told.knowledge, directives={order.id: odd})
    with pytest.raises(KnowledgeError, match="no file asks 'is-it-blue'") as fault:
        assess.assess(replace(told, knowledge=known), AS_OF)
    assert fault.value.where == f"directives/{order.id}.yml, line 12, clause UK-WMS.1.1v1"


def test_an_empty_log_is_unknown(opened: Workspace) -> None:
    made = assess.assess(opened, AS_OF)
    assert made.outcome is Outcome.UNKNOWN
    assert made.findings.height > 0


def test_evidence_of_a_device_leads_to_its_bytes(told: Workspace) -> None:
    made = assess.assess(told, AS_OF)
    seen = made.observations(made.devices.filter(pl.col("label") == "CAM-1")["device"].to_list())
    held = told.store.originals(seen["original"].drop_nulls().to_list())
    assert set(seen["original"]) == set(held)


def test_the_walk_fits_on_one_screen() -> None:
    text = Path(assess.__file__).read_text("utf-8")
    body = text[text.index("def conclude(") : text.index("def questions(")]
    assert len(body.splitlines()) <= 50
