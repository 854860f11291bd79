from __future__ import annotations

from pathlib import Path

import pytest
from tests.sources.files import Read, read, table, write
from tests.sources.importers.registers import CONCERNED, held

from camcensus.sources.importers import gleif_l2

KNOWN = "549300KNOWNEXAMPLE02"
HEAD = [
    "Relationship.StartNode.NodeID", "Relationship.EndNode.NodeID", "Relationship.RelationshipType",
    "Relationship.RelationshipStatus", "Relationship.Period.1.startDate", "Relationship.Period.1.endDate",
    "Relationship.Period.1.periodType", "Relationship.Period.2.startDate", "Relationship.Period.2.endDate",
    "Relationship.Period.2.periodType", "Registration.LastUpdateDate", "Registration.RegistrationStatus",
]  # fmt: skip


def lei(number: int) -> str:
    return f"549300EXAMPLE{number:05d}02"


def row(child: str, parent: str, kind: str = "IS_DIRECTLY_CONSOLIDATED_BY", **more: str) -> list[str]:
    given = {"status": "ACTIVE", "s1": "", "e1": "", "t1": "", "s2": "", "e2": "", "t2": "", "on": "2026-01-01"}
    cells = {**given, "state": "PUBLISHED", **more}
    keys = ("status", "s1", "e1", "t1", "s2", "e2", "t2", "on", "state")
    return [child, parent, kind, *(cells[key] for key in keys)]


def said(folder: Path, *rows: list[str], keep_all: bool = False) -> Read:
    return read(gleif_l2, write(folder, "x.csv", table(HEAD, *rows)), concerned=CONCERNED, keep_all=keep_all)


@pytest.mark.parametrize(
    ("more", "since", "until"),
    [
        ({}, None, None),
        ({"s1": "2020-01-01", "t1": "RELATIONSHIP_PERIOD"}, "2020-01-01", None),
        ({"s1": "2020-01-01", "t1": ""}, "2020-01-01", None),
        ({"s1": "2024-01-01", "e1": "2024-12-31", "t1": "ACCOUNTING_PERIOD"}, None, None),
        (
            {"s1": "2024-01-01", "t1": "DOCUMENT_FILING_PERIOD", "s2": "2015-01-01", "e2": "2018-01-01",
             "t2": "RELATIONSHIP_PERIOD"},
            "2015-01-01", "2018-01-01",
        ),
        ({"status": "INACTIVE"}, None, "2026-01-01"),
    ],
)  # fmt: skip
def test_the_period_of_the_relationship_itself(
    tmp_path: Path, more: dict[str, str], since: str | None, until: str | None
) -> None:
    (one,) = held(said(tmp_path, row(KNOWN, lei(1), **more)))
    assert (one.get("from"), one.get("to"), one["kind"]) == (since, until, "control")


def test_ended_on_no_day_and_taken_back_are_counted(tmp_path: Path) -> None:
    assert held(said(tmp_path, row(KNOWN, lei(1), status="INACTIVE", on=""))) == []
    assert held(said(tmp_path, row(KNOWN, lei(1), state="DUPLICATE"))) == []
    assert held(said(tmp_path, row(KNOWN, lei(1), kind="IS_FUND-MANAGED_BY"))) == []


def test_chains_above_and_below_whatever_the_order_of_rows(tmp_path: Path) -> None:
    rows = [row(lei(2), lei(3)), row(lei(1), lei(2)), row(KNOWN, lei(1)), row(lei(4), KNOWN), row(lei(5), lei(6))]
    kept = {(one["asset"], one["owner"]) for one in held(said(tmp_path, *rows))}
    assert len(kept) == 4
    assert kept == {(one["asset"], one["owner"]) for one in held(said(tmp_path, *reversed(rows)))}
    assert len(held(said(tmp_path, *rows, keep_all=True))) == 5


def test_reporting_exceptions_are_counted(tmp_path: Path) -> None:
    text = table(
        ["LEI", "Exception.Category", "Exception.Reason.1"], [KNOWN, "DIRECT_PARENT", "NO_LEI"], [KNOWN, "", ""]
    )
    assert gleif_l2.detect(text.encode())
    whole = read(gleif_l2, write(tmp_path, "x.csv", text), concerned=CONCERNED)
    assert (whole.rows, whole.records) == ([], 2)
