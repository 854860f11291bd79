"""The plan of action: an item for what is open, one for each waiver with its end, and never an empty all-clear."""

from __future__ import annotations

import pytest
from tests.report import oscal
from tests.report.documents.materials import ISSUE
from tests.report.listed import listed
from tests.report.samples import golden, hostile, nothing, sample

from camcensus.model.assessment import Assessment
from camcensus.model.material import Material
from camcensus.report import oscal_poam, oscal_results

ESTATES = {"sample": sample(), "hostile": hostile(), "nothing": nothing(), "listed": listed()}


def test_golden() -> None:
    golden("oscal-poam.json", oscal_poam.render(Material(assessment=sample(), issue=ISSUE)).decode())


@pytest.mark.parametrize("one", ESTATES.values(), ids=list(ESTATES))
def test_the_published_schema_takes_it_and_every_reference_leads_somewhere(one: Assessment) -> None:
    for issue in (None, ISSUE):
        material = Material(assessment=one, issue=issue)
        assert oscal.plan(material).poam_items
        assert not oscal.dangling(oscal_poam.render(material))


def test_what_is_not_met_is_an_item_and_so_is_each_waiver() -> None:
    made = oscal.plan(Material(assessment=sample()))
    titles = [item.title for item in made.poam_items]
    assert titles == [
        "breach of instruction, Headquarters",
        "breach of instruction, Headquarters",
        "Waiver W-1 ends on 2027-03-31",
        "Waiver W-2 ended on 2026-06-30",
    ]
    assert len(made.findings or []) == sample().counts().not_met
    related = [len(item.related_findings or []) for item in made.poam_items]
    assert related == [1, 1, 1, 0]


def test_its_findings_and_risks_are_those_of_the_results() -> None:
    material = Material(assessment=sample())
    (result,) = oscal.results(material).results
    made = oscal.plan(material)
    for name in ("findings", "risks", "observations"):
        ids = {one.uuid for one in getattr(made, name) or []}
        assert ids <= {one.uuid for one in getattr(result, name) or []}
        assert ids


def test_only_devices_with_something_open_are_in_it() -> None:
    made = oscal.plan(Material(assessment=sample()))
    assert made.local_definitions
    assert len(made.local_definitions.inventory_items or []) == 3


def test_where_there_is_no_item_it_does_not_say_that_all_is_well() -> None:
    (item,) = oscal.plan(Material(assessment=nothing())).poam_items
    assert item.title.startswith("No item")
    assert "Not judged" in item.description


def test_both_documents_have_ids_of_their_own() -> None:
    material = Material(assessment=sample())
    assert oscal.plan(material).uuid != oscal.results(material).uuid
    assert oscal_results.render(material) != oscal_poam.render(material)
