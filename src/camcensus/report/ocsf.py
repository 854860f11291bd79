"""Devices and findings as events of the Open Cybersecurity Schema Framework: inventory (5001), compliance (2003).

No host name is in them. The same finding has the same ``finding_info.uid`` each time.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime, time
from itertools import chain
from typing import Any

from camcensus import __version__
from camcensus.model.assessment import Assessment
from camcensus.model.identity import SURVEILLANCE
from camcensus.model.knowledge import BINDING, Clause
from camcensus.model.material import Material
from camcensus.model.outcome import Outcome
from camcensus.report import _outside as outside
from camcensus.report import _seal as seal
from camcensus.report import _words as words
from camcensus.report._plain import plain

VERSION = "1.5.0"
"""Of the schema: what is used here stands unchanged in those after it."""

_Event = dict[str, Any]

_INVENTORY, _FINDING = (5001, "Device Inventory Info", 5, "Discovery"), (2003, "Compliance Finding", 2, "Findings")
_IOT, _UNKNOWN = (7, "IOT"), (0, "Unknown")
_SEVERITIES = ("Unknown", "Informational", "Low", "Medium", "High")
_STATUS = {
    Outcome.MET: (1, "Pass"), Outcome.NOT_MET: (3, "Fail"), Outcome.UNKNOWN: (0, "Unknown"),
    Outcome.NOT_APPLICABLE: (99, "Not applicable"),
}  # fmt: skip
_BY_OUTCOME = {Outcome.MET: 1, Outcome.NOT_APPLICABLE: 1, Outcome.UNKNOWN: 0, Outcome.NOT_MET: 4}
"""Severities: places in `_SEVERITIES`."""
_ROLES = (
    "label", "label_confidence", "manufacturer", "manufacturer_confidence", "hardware_maker",
    "hardware_maker_confidence", "component_makers", "component_makers_confidence", "other_answers", "maker_subject",
    "maker_basis", "class", "class_confidence", "firmware", "installed", "in_use", "separation", "site", "sensitive",
    "recorder", "channel", "not_met", "waived", "unknown", "met", "provisional", "evidence",
)  # fmt: skip
"""What the schema has no place for: it stands under ``unmapped``."""


def render(material: Material) -> bytes:
    """UTF-8, one event a line: what the whole comes to, the devices, the findings."""
    one, common = material.assessment, _common(material)
    events = chain([_whole(material, common)], _devices(one, common), _findings(one, common))
    lines = (json.dumps(event, ensure_ascii=False, separators=(",", ":")) for event in events)
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")


def _common(material: Material) -> _Event:
    """What every event bears: ``correlation_uid`` binds it to the first, which says what all stands on."""
    issue, as_of = material.issue, material.assessment.basis.as_of
    at = issue.on if issue else datetime.combine(as_of, time(), UTC)
    metadata = {
        "version": VERSION,
        "product": {"name": "camcensus", "vendor_name": "camcensus", "version": __version__},
        "correlation_uid": outside.document(material, "ocsf"),
        "labels": [f"document={issue.number}" if issue else "draft", f"as of={as_of}"],
    }
    return {"time": _moment(at), "metadata": metadata}


def _whole(material: Material, common: _Event) -> _Event:
    """All findings together: never passed where anything is unknown, or nothing was looked at."""
    one = material.assessment
    outcome, answer, rests_on = words.verdict(one)
    number, status = _STATUS[outcome]
    counts = asdict(one.counts()) | {"devices_judged": one.devices.filter("candidate").height}
    said = ([] if material.issue else [("draft", seal.DRAFT)]) + [*seal.basis(material)]
    return _event(_FINDING, (1, "Create"), _BY_OUTCOME[outcome], common) | {
        "message": f"{answer}. {rests_on}",
        "finding_info": {"uid": outside.document(material, "ocsf"), "title": answer, "types": ["whole estate"]},
        "compliance": {
            "standards": [order.title for order in one.orders], "status_id": number, "status": status,
            "status_details": [rests_on],
        },
        "unmapped": {name.replace(", ", "_").replace(" ", "_"): value for name, value in (*said, *counts.items())},
    }  # fmt: skip


def _moment(at: datetime) -> int:
    """Milliseconds since 1970."""
    return round(at.timestamp() * 1000)


def _event(kind: tuple[int, str, int, str], activity: tuple[int, str], severity: int, common: _Event) -> _Event:
    uid, name, category, category_name = kind
    return {
        "class_uid": uid, "class_name": name, "category_uid": category, "category_name": category_name,
        "activity_id": activity[0], "activity_name": activity[1], "type_uid": uid * 100 + activity[0],
        "type_name": f"{name}: {activity[1]}", "severity_id": severity, "severity": _SEVERITIES[severity], **common,
    }  # fmt: skip


def _devices(assessment: Assessment, common: _Event) -> Iterator[_Event]:
    for row in outside.rows(assessment):
        unmapped = {name: row[name] for name in _ROLES if row[name] not in (None, "")}
        yield _event(_INVENTORY, (2, "Collect"), 1, common) | {"device": _device(row), "unmapped": unmapped}


def _device(row: Mapping[str, Any]) -> _Event:
    kind = _IOT if row["class"] in SURVEILLANCE else _UNKNOWN
    serials, macs = outside.listed(row["serial"]), outside.listed(row["mac"])
    addresses = (row["addresses"] or "").split(", ")
    hardware = {"vendor_name": row["hardware_maker"], "serial_number": serials[0] if serials else None}
    device = {
        "uid": row["device"],
        "name": row["called"],
        "desc": words.kind(row["class"]),
        "type_id": kind[0],
        "type": kind[1],
        "ip": addresses[0],
        "mac": macs[0] if macs else None,
        "vendor_name": row["label"],
        "model": row["model"],
        "hw_info": {name: value for name, value in hardware.items() if value},
        "network_interfaces": [{"mac": mac, "type_id": 0} for mac in macs] if len(macs) > 1 else None,
        "zone": row["zone"],
        "org": {"name": row["owner"]} if row["owner"] else None,
        "first_seen_time": _moment(row["first_seen"]) if row["first_seen"] else None,
        "last_seen_time": _moment(row["last_seen"]) if row["last_seen"] else None,
    }
    return {name: value for name, value in device.items() if value not in (None, "", {})}


def _findings(assessment: Assessment, common: _Event) -> Iterator[_Event]:
    clauses = {clause.id: (order.title, clause) for order, clause in assessment.clauses}
    called = dict(outside.judged(assessment).select("device", "called").iter_rows())
    until = {waiver.id: waiver.until for waiver in assessment.profile.waivers}
    for row in assessment.findings.sort("clause", "subject").iter_rows(named=True):
        order, clause = clauses[row["clause"]]
        about, outcome = outside.about(assessment, row, called), Outcome(row["outcome"])
        event = _event(_FINDING, (1, "Create"), _severity(clause, outcome, row["waiver"]), common)
        waived = row["waiver"] if outcome is Outcome.NOT_MET else None
        if waived:
            event |= {"status_id": 3, "status": "Suppressed", "status_detail": f"waiver {waived} until {until[waived]}"}
        steps = [assessment.vocabulary.evidence.get(code, code) for code in row["settles"] or ()]
        if steps:
            event["remediation"] = {"desc": "; ".join(steps)}
        yield event | {
            "message": plain(f"{about}: {words.called(assessment, clause.id, outcome)}"),
            "finding_info": {
                "uid": outside.finding(row["subject"], clause.id),
                "title": words.called(assessment, clause.id, outcome),
                "desc": assessment.sentence(row["reason"]),
                "types": [clause.force, *(["provisional"] if row["provisional"] else [])],
            },
            "compliance": _compliance(order, clause, outcome, assessment.sentence(row["reason"])),
            "resources": [{"uid": row["subject"], "name": plain(about), "type": row["unit"]}],
            "unmapped": {name: row[name] for name in ("site", "zone", "expired_waiver") if row[name]},
        }


def _severity(clause: Clause, outcome: Outcome, waiver: str | None) -> int:
    """What is not met weighs most where the clause binds, and little under a waiver in force."""
    if outcome is not Outcome.NOT_MET or (clause.force in BINDING and not waiver):
        return _BY_OUTCOME[outcome]
    return 2 if waiver else 3


def _compliance(order: str, clause: Clause, outcome: Outcome, reason: str) -> _Event:
    number, status = _STATUS[outcome]
    return {
        "control": clause.id, "standards": [order], "requirements": [clause.title], "desc": plain(clause.words),
        "status_id": number, "status": status, "status_details": [reason],
    }  # fmt: skip
