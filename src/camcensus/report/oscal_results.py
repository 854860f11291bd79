"""Assessment results in the form of OSCAL: what was observed and how, and what follows for each clause."""

from __future__ import annotations

from camcensus.model.assessment import Assessment
from camcensus.model.material import Material
from camcensus.report import _json, _methods, _oscal, _outside
from camcensus.report import _oscal_findings as found
from camcensus.report import _words as words
from camcensus.report._oscal import Node


def render(material: Material) -> bytes:
    """UTF-8 JSON; devices that were not judged and what does not apply are counted, and not listed."""
    body = {
        "uuid": _outside.document(material, "oscal-results"),
        "metadata": _oscal.metadata(material, "Surveillance equipment: assessment results"),
        "import-ap": {"href": f"#{_plan(material)}"},
        "results": iter([_result(material)]),
        "back-matter": {"resources": iter([_resource(material)])},
    }
    return _json.written({"assessment-results": body})


def _plan(material: Material) -> str:
    return _outside.uuid("plan", material.assessment.basis.profile)


def _resource(material: Material) -> Node:
    """What stands for the plan: the orders and readings that were chosen."""
    orders = "; ".join(order.title for order in material.assessment.orders) or "none"
    return {
        "uuid": _plan(material),
        "title": "What was asked",
        "description": _oscal.text(f"Orders chosen: {orders}."),
        "props": [_oscal.prop("profile", material.assessment.basis.profile)],
    }


def _result(material: Material) -> Node:
    one = material.assessment
    devices, rows, gathered = _outside.judged(one), found.asked(one), _methods.gathered(one)
    counts = one.counts()
    _, answer, rests_on = words.verdict(one)
    numbers = {
        "not-met": counts.not_met, "of-these-waived": counts.waived, "unknown": counts.unknown, "met": counts.met,
        "does-not-apply": counts.not_applicable, "provisional": counts.provisional, "devices-judged": devices.height,
        "hosts-not-judged": one.devices.height - devices.height,
    }  # fmt: skip
    return {
        "uuid": _outside.uuid("result", _outside.document(material, "oscal-results")),
        "title": f"As of {one.basis.as_of}: {answer}",
        "description": f"{answer}. {rests_on}",
        "start": _oscal.moment(one.basis.as_of),
        "props": [_oscal.prop(name, number) for name, number in numbers.items()],
        "local-definitions": {
            "inventory-items": _oscal.inventory(one, devices),
            "assessment-assets": {
                "components": iter([_oscal.tool()]),
                "assessment-platforms": iter([_oscal.platform()]),
            },
        },
        "reviewed-controls": {"control-selections": iter([_reviewed(one)])},
        "observations": _oscal.observations(one, gathered, devices),
        "risks": found.risks(one, rows),
        "findings": found.findings(one, rows, devices, gathered),
    }


def _reviewed(assessment: Assessment) -> Node:
    """The clauses that were asked."""
    clauses = [{"control-id": clause.id} for _, clause in assessment.clauses]
    none: Node = {
        "description": "No order is chosen, so nothing is judged.",
        "include-controls": [{"control-id": "none"}],
    }
    return {"include-controls": clauses} if clauses else none
