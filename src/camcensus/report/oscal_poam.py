"""A plan of action and milestones in the form of OSCAL: what is not met, what is excused until when, what falls due."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from camcensus.model.assessment import Assessment
from camcensus.model.finding import Waiver
from camcensus.model.material import Material
from camcensus.model.outcome import Outcome
from camcensus.report import _json, _methods, _oscal, _outside
from camcensus.report import _oscal_findings as found
from camcensus.report import _words as words
from camcensus.report._oscal import Node, prop, text


def render(material: Material) -> bytes:
    """UTF-8 JSON. An item for each risk that is open, and one for each waiver; what is unknown is counted beside."""
    one = material.assessment
    rows = found.asked(one).filter(pl.col("outcome") == Outcome.NOT_MET.value)
    gathered = _methods.gathered(one)
    devices = _outside.judged(one)
    some = devices.filter(pl.col("device").is_in(rows["device"].drop_nulls().implode()))
    body = {
        "uuid": _outside.document(material, "oscal-poam"),
        "metadata": _oscal.metadata(material, "Surveillance equipment: plan of action and milestones"),
        "system-id": {"id": _outside.uuid("system", *(body.id for body in one.estate.bodies))},
        "local-definitions": {
            "components": iter([_oscal.tool()]),
            "inventory-items": _oscal.inventory(one, some),
        },
        "observations": _oscal.observations(one, gathered, some),
        "risks": found.risks(one, rows),
        "findings": found.findings(one, rows, devices, gathered),
        "poam-items": iter(list(_items(one, rows)) or [_none(one)]),
    }
    return _json.written({"plan-of-action-and-milestones": body})


def _items(assessment: Assessment, rows: pl.DataFrame) -> Iterator[Node]:
    groups = list(found.groups(rows))
    for group, some in groups:
        if group.waiver is None:
            keys = [_outside.finding(*pair) for pair in some.select("subject", "clause").iter_rows()]
            yield {
                "uuid": _outside.uuid("item", group.id),
                "title": text(found.title(assessment, group)),
                "description": text(f"{words.many(some.height, 'finding')}. {assessment.sentence(group.reason)}"),
                "related-findings": [{"finding-uuid": key} for key in keys],
                "related-risks": [{"risk-uuid": group.id}],
            }
    for waiver in assessment.profile.waivers:
        yield _excused(assessment, waiver, [(group, some) for group, some in groups if group.waiver == waiver.id])


def _excused(assessment: Assessment, waiver: Waiver, groups: list[tuple[found.Group, pl.DataFrame]]) -> Node:
    """A waiver: what it excuses, and the day on which it ends."""
    rows = [row for _, some in groups for row in some.select("subject", "clause").iter_rows()]
    ended = "ended" if waiver.until <= assessment.basis.as_of else "ends"
    node: Node = {
        "uuid": _outside.uuid("item", "waiver", waiver.id),
        "title": text(f"Waiver {waiver.id} {ended} on {waiver.until}"),
        "description": text(f"{waiver.reason} It covers {found.covers(waiver)}."),
        "props": [
            prop("waiver", waiver.id),
            prop("until", waiver.until),
            prop("signed", waiver.signed),
            prop("findings-excused", len(rows)),
        ],
        "origins": [{"actors": [{"type": "party", "actor-uuid": _outside.uuid("person", waiver.person)}]}],
    }
    if rows:
        node["related-findings"] = [{"finding-uuid": _outside.finding(*row)} for row in rows]
        node["related-risks"] = [{"risk-uuid": group.id} for group, _ in groups]
    return node


def _none(assessment: Assessment) -> Node:
    """What stands where there is no item, as OSCAL asks for one: it does not say that all is well."""
    _, answer, rests_on = words.verdict(assessment)
    return {
        "uuid": _outside.uuid("item", "none"),
        "title": "No item: nothing is found to be not met, and no waiver is recorded",
        "description": text(f"{answer}. {rests_on}"),
    }
