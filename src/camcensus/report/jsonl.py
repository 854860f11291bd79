"""Findings as JSON Lines, for machines: codes and parameters as they are, one finding a line."""

from __future__ import annotations

import json
from dataclasses import asdict

from camcensus.model.material import Material
from camcensus.report import _rows


def render(material: Material) -> bytes:
    """UTF-8; the basis, then how much was found at each site, what falls due, then each finding with its device."""
    assessment = material.assessment
    basis = assessment.basis
    counts = assessment.counts()
    head: dict[str, object] = {
        "kind": "basis",
        "as_of": basis.as_of.isoformat(),
        "position": basis.position,
        "knowledge": basis.knowledge,
        "estate": basis.estate,
        "profile": basis.profile,
        "outcome": assessment.outcome.value,
        "not_met": counts.not_met,
        "waived": counts.waived,
        "unknown": counts.unknown,
        "met": counts.met,
        "provisional": counts.provisional,
    }
    if material.issue is not None:
        head["issue"] = asdict(material.issue)
    sites = ({"kind": "coverage", **asdict(one)} for one in assessment.coverage)
    due = ({"kind": "due", **asdict(one)} for one in assessment.due)
    lines = [head, *sites, *due, *({"kind": "finding", **row} for row in _rows.findings(assessment))]
    return "".join(json.dumps(line, ensure_ascii=False, default=str) + "\n" for line in lines).encode(
        "utf-8", "replace"
    )
