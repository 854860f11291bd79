"""The register that pages are shown from, made of the newest assessment and kept beside the log."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from camcensus.engine.workspace import Workspace
from camcensus.model.assessment import Assessment
from camcensus.report.pages import tables
from camcensus.store import register_tables
from camcensus.store.register import Register
from camcensus.store.register_tables import CURRENT, Rows
from camcensus.wire import canonical

FOLDER = "register"


def keep(workspace: Workspace, assessment: Assessment) -> Register:
    """Make the register of an assessment the one that is asked from now on. Raises `StoreError` and its kinds."""
    folder = workspace.folder / FOLDER
    register_tables.write(folder, key(assessment), rows(assessment))
    return Register(folder)


def key(assessment: Assessment) -> str:
    """The name of the register that this basis gives."""
    basis = assessment.basis
    told: list[canonical.Value] = [
        basis.as_of.isoformat(), basis.position, basis.knowledge, basis.estate, basis.profile, basis.days,
    ]  # fmt: skip
    return canonical.digest("register", 1, told).hex()[:24]


def rows(assessment: Assessment) -> Rows:
    """All that its pages say."""
    return Rows(
        devices=tables.devices(assessment),
        names=tables.names(assessment),
        findings=tables.findings(assessment),
        standing=tables.standing(assessment),
        claims=assessment.claims,
        seen=assessment.seen,
        meta=dict(_meta(assessment)),
    )


def _meta(assessment: Assessment) -> Iterator[tuple[str, object]]:
    basis = assessment.basis
    yield "as_of", basis.as_of.isoformat()
    yield "position", basis.position
    yield "versions", {"knowledge": basis.knowledge, "estate": basis.estate, "profile": basis.profile}
    yield "bodies", {body.id: body.name for body in assessment.estate.bodies}
    yield (
        "sites",
        [
            {"id": site.id, "name": site.name, "body": site.body, "sensitive": site.sensitive.answer.value}
            for site in assessment.estate.sites
        ],
    )
    yield "clauses", [
        {"order": order.id, "title": order.title, "clause": clause.id, "words": clause.title, "force": clause.force,
         "not_met": clause.not_met_words}
        for order, clause in assessment.clauses
    ]  # fmt: skip


def key_of(home: Path) -> str:
    """The name of the register that is asked now; empty: there is none."""
    mark = home / FOLDER / CURRENT
    return mark.read_text().strip() if mark.exists() else ""


def current(home: Path) -> Register:
    """The register of a workspace as it was last made. Raises `UsageError` if none was."""
    return Register(home / FOLDER)
