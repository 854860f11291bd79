"""Documents of OSCAL as a program made from the published schema reads them; and what points to what in them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from trestle.oscal.assessment_results import AssessmentResults
from trestle.oscal.assessment_results import Model as ResultsModel
from trestle.oscal.poam import Model as Plan
from trestle.oscal.poam import PlanOfActionAndMilestones

from camcensus.model.material import Material
from camcensus.report import oscal_poam, oscal_results


def results(material: Material) -> AssessmentResults:
    """Read by the models of the schema; raises where they do not fit."""
    return ResultsModel.model_validate(json.loads(oscal_results.render(material))).assessment_results


def fault(tree: object) -> str:
    """What the models of the schema find wrong with assessment results; nothing: they take them."""
    try:
        ResultsModel.model_validate(tree)
    except ValueError as found:
        return str(found)
    return ""


def plan(material: Material) -> PlanOfActionAndMilestones:
    """The same for a plan of action and milestones."""
    return Plan.model_validate(json.loads(oscal_poam.render(material))).plan_of_action_and_milestones


def dangling(data: bytes) -> set[str]:
    """Ids that something points to and nothing bears; and ids that two things bear."""
    borne: list[str] = []
    pointed: set[str] = set()
    for name, value in _pairs(json.loads(data)):
        if name == "uuid":
            borne.append(value)
        elif name.endswith("-uuid") or name == "party-uuids" or re.fullmatch(r"#[0-9a-f-]{36}", value):
            pointed.add(value.removeprefix("#"))
    assert len(borne) == len(set(borne))
    return pointed - set(borne)


def _pairs(value: object, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _pairs(one, key)
    elif isinstance(value, list):
        for one in value:
            yield from _pairs(one, name)
    elif isinstance(value, str):
        yield name, value
