"""Findings for machines: codes as they are, one object a line."""

from __future__ import annotations

import json

from tests.report.documents.materials import material
from tests.report.samples import golden

from camcensus.model.assessment import Assessment
from camcensus.model.material import Material
from camcensus.report import jsonl


def test_golden(assessment: Assessment) -> None:
    golden("report.jsonl", jsonl.render(Material(assessment=assessment)).decode("utf-8"))


def test_the_first_line_is_the_basis(assessment: Assessment) -> None:
    head = json.loads(jsonl.render(Material(assessment=assessment)).split(b"\n", 1)[0])
    assert head["kind"] == "basis"
    assert head["as_of"] == "2026-11-23"
    assert head["outcome"] == "not-met"
    assert head["provisional"] == assessment.counts().provisional


def test_every_further_line_is_a_finding(hostile: Assessment, nothing: Assessment) -> None:
    for one in (hostile, nothing):
        lines = [
            json.loads(line) for line in jsonl.render(Material(assessment=one)).decode("utf-8").split("\n") if line
        ]
        assert len(lines) == one.findings.height + len(one.coverage) + len(one.due) + 1
        kinds = [line["kind"] for line in lines[1:]]
        assert kinds == ["coverage"] * len(one.coverage) + ["due"] * len(one.due) + ["finding"] * one.findings.height


def test_an_issued_one_says_who_issued_it() -> None:
    head = json.loads(jsonl.render(material("jsonl")).split(b"\n", 1)[0])
    assert (head["issue"]["number"], head["issue"]["on"]) == ("D-2026-0007", "2026-11-23 12:30:00+00:00")
