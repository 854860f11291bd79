"""Assessment results: the published schema takes them, every reference leads somewhere, no unknown is satisfied."""

from __future__ import annotations

import json

import pytest
from tests.report import oscal
from tests.report.documents.materials import ISSUE
from tests.report.listed import listed
from tests.report.samples import golden, hostile, nothing, sample

from camcensus.model.assessment import Assessment
from camcensus.model.material import Material
from camcensus.report import oscal_results

ESTATES = {"sample": sample(), "hostile": hostile(), "nothing": nothing(), "listed": listed()}
EACH = pytest.mark.parametrize("one", ESTATES.values(), ids=list(ESTATES))


def test_golden() -> None:
    golden("oscal-results.json", oscal_results.render(Material(assessment=sample(), issue=ISSUE)).decode())


@EACH
@pytest.mark.parametrize("issue", [None, ISSUE], ids=["draft", "issued"])
def test_the_published_schema_takes_it_and_every_reference_leads_somewhere(one: Assessment, issue: object) -> None:
    material = Material(assessment=one, issue=ISSUE if issue else None)
    made = oscal.results(material)
    assert "1.2.1" in str(made.metadata.oscal_version)
    assert not oscal.dangling(oscal_results.render(material))
    (result,) = made.results
    counts = one.counts()
    assert len(result.findings or []) == counts.not_met + counts.unknown + counts.met
    satisfied = [one for one in result.findings or [] if "not_" not in str(one.target.status).lower()]
    assert len(satisfied) == counts.met


def test_the_schema_would_find_what_is_not_as_it_says() -> None:
    tree = json.loads(oscal_results.render(Material(assessment=sample())))
    tree["assessment-results"]["results"][0]["findings"][0]["colour"] = "red"
    assert "colour" in oscal.fault(tree)


def test_observations_say_how_and_until_when() -> None:
    (result,) = oscal.results(Material(assessment=sample())).results
    for one in result.observations or []:
        assert one.collected < one.expires  # type: ignore[operator]
        assert one.subjects
    methods = {str(method) for one in result.observations or [] for method in one.methods}
    assert {method.rpartition(".")[2] for method in methods} == {"EXAMINE", "TEST"}


def test_an_empty_estate_is_told_as_not_judged() -> None:
    (result,) = oscal.results(Material(assessment=nothing())).results
    assert result.title == "As of 2026-11-23: Not judged"
    assert result.findings is None
