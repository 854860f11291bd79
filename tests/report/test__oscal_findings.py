"""Findings and risks: unknown is never satisfied, and each finding leads to its risk."""

from __future__ import annotations

import polars as pl
from tests.report.samples import CORE, DEPLOY, sample

from camcensus.model.finding import Waiver
from camcensus.report import _methods, _outside
from camcensus.report import _oscal_findings as found
from camcensus.report._oscal import Node


def nodes() -> dict[str, Node]:
    one = sample()
    made = found.findings(one, found.asked(one), _outside.judged(one), _methods.gathered(one))
    return {str(node["title"]): node for node in made}


def state(node: Node) -> tuple[str, str]:
    target = node["target"]
    assert isinstance(target, dict)
    return target["status"]["state"], target["status"]["reason"]


def test_each_outcome_has_its_state() -> None:
    made = nodes()
    assert state(made["CAM-1: breach of instruction"]) == ("not-satisfied", "fail")
    assert state(made["CAM-3: No deployment onto sensitive sites: met"]) == ("satisfied", "pass")
    assert state(made["CAM-6: No deployment onto sensitive sites: unknown"]) == ("not-satisfied", "other")
    unknown = [node for title, node in made.items() if title.endswith(": unknown")]
    assert {state(node)[0] for node in unknown} == {"not-satisfied"}
    assert len(unknown) == sample().counts().unknown


def test_what_does_not_apply_is_no_finding() -> None:
    assert len(nodes()) == sample().findings.height - sample().counts().not_applicable


def test_marks_are_told() -> None:
    props = nodes()["CAM-2: breach of instruction"]["props"]
    assert isinstance(props, list)
    said = {prop["name"]: prop["value"] for prop in props}
    assert said["provisional"] == "true"
    assert said["expired-waiver"] == "W-2"


def test_an_unknown_says_what_would_settle_it() -> None:
    assert str(nodes()["Shed: No connection to core networks: unknown"]["remarks"]).startswith("To settle it: scan")


def test_a_risk_stands_behind_the_findings_of_one_clause_site_and_reason() -> None:
    one = sample()
    risks = {str(node["uuid"]): node for node in found.risks(one, found.asked(one))}
    for node in nodes().values():
        for related in node.get("related-risks", []):  # type: ignore[attr-defined]
            assert related["risk-uuid"] in risks
    statuses = pl.Series([str(node["status"]) for node in risks.values()]).value_counts()
    assert dict(statuses.iter_rows()) == {"open": 2, "deviation-approved": 1, "investigating": 14}


def test_an_excused_risk_has_the_end_of_its_waiver_as_deadline_and_milestone() -> None:
    one = sample()
    (excused,) = [node for node in found.risks(one, found.asked(one)) if node["status"] == "deviation-approved"]
    assert excused["deadline"] == "2027-03-31T00:00:00Z"
    remediations = excused["remediations"]
    assert isinstance(remediations, list)
    ((task,),) = [one["tasks"] for one in remediations]
    assert task["type"] == "milestone"
    assert task["timing"] == {"on-date": {"date": "2027-03-31T00:00:00Z"}}
    assert task["title"] == "waiver ends: W-1"


def test_a_waiver_that_ended_stays_as_a_milestone_that_is_overdue() -> None:
    one = sample()
    overdue = [
        node
        for node in found.risks(one, found.asked(one))
        if node["status"] == "open" and "2026-06-30" in str(node.get("remediations"))
    ]
    assert len(overdue) == 1


def test_what_a_waiver_covers_counts_devices() -> None:
    waiver = Waiver(
        id="W", clauses=(CORE, DEPLOY), reason="r", person="p", signed=sample().basis.as_of,
        until=sample().basis.as_of, devices=("gate-camera",), sites=("hq",),
    )  # fmt: skip
    assert found.covers(waiver) == f"clauses {CORE}, {DEPLOY}; sites hq; 1 device"
