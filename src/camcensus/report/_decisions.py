"""What people have decided, as tables: waivers, considerations, determinations."""

from __future__ import annotations

from camcensus.model.assessment import Assessment
from camcensus.report import _basis as basis
from camcensus.report._blocks import Table


def waivers(assessment: Assessment) -> Table:
    """Each waiver: what it covers, why, who signed it, until when, and how many findings it excuses."""
    rows = tuple(
        (
            line.waiver.id, f"{', '.join(line.covers)}: {', '.join(line.waiver.clauses)}", line.waiver.reason,
            f"{line.waiver.person}, {line.waiver.signed}", f"{line.waiver.until}", line.state, f"{line.findings:,}",
        )
        for line in basis.ground(assessment).waivers
    )  # fmt: skip
    head = ("waiver", "what it covers", "why", "signed", "until", "state", "findings")
    return Table("Waivers", head, rows, numbers=(6,))


def considerations(assessment: Assessment) -> Table:
    """Each recorded consideration: where, what was decided, by whom, and when it is looked at again."""
    rows = tuple(
        (
            line.consideration.id, ", ".join(line.covers), line.consideration.decision,
            f"{line.consideration.person}, {line.consideration.decided}", f"{line.consideration.review}", line.state,
        )
        for line in basis.ground(assessment).considerations
    )  # fmt: skip
    head = ("record", "where", "decision", "decided", "review", "state")
    return Table("Decisions recorded where an order asks to consider", head, rows)
