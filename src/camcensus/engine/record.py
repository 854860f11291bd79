"""Keep an assessment in the log: what it was made from and what it came to."""

from __future__ import annotations

import json

from camcensus.engine.workspace import Workspace, keep_versions, now
from camcensus.model.assessment import Assessment
from camcensus.wire import canonical


def record(workspace: Workspace, assessment: Assessment) -> str:
    """Keep an assessment's basis and result in the log; its id (hex). The same basis and result is kept once."""
    keep_versions(workspace)
    found = assessment.findings
    lines = [json.dumps(row, default=str, sort_keys=True) for row in found.iter_rows(named=True)]
    counts = assessment.counts()
    payload: dict[str, canonical.Value] = {
        "as_of": assessment.basis.as_of.isoformat(),
        "position": assessment.basis.position,
        "knowledge": assessment.basis.knowledge,
        "estate": assessment.basis.estate,
        "profile": assessment.basis.profile,
        "outcome": assessment.outcome.value,
        "findings": canonical.digest("findings", 1, "\n".join(lines)).hex(),
        "not_met": counts.not_met,
        "unknown": counts.unknown,
        "met": counts.met,
    }
    key = canonical.digest("assessment", 1, payload)
    workspace.store.keep("assessment", key, canonical.encode(payload), received=now())
    return key.hex()
