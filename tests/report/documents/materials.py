"""What documents are made from in tests: the small estate, an issue, and everything that a form may need."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
from pdfua import validate
from tests.report import samples
from tests.support import log

from camcensus.engine import options, publish
from camcensus.engine.settings import Settings
from camcensus.engine.workspace import Workspace
from camcensus.model.assessment import Assessment
from camcensus.model.material import (
    ORIGINAL,
    RECORD,
    SOURCE,
    Earlier,
    GateRecord,
    Issue,
    Kept,
    Material,
    Option,
    Widened,
)

ISSUE = Issue(
    number="D-2026-0007",
    form="x",
    on=datetime(2026, 11, 23, 12, 30, tzinfo=UTC),
    person="A. Example",
    note="Monthly return",
    assessment="ab" * 32,
    checkpoint="camcensus/0123456789abcdef\n14\nAAAA\n\n\u2014 camcensus/0123456789abcdef BBBB\n",
)
GATE = GateRecord(
    number="G-2026-0001",
    on=date(2026, 5, 1),
    person="P. Example",
    note="Order 17",
    lines=(
        {"written": "DS-2CD2043G2-I", "quantity": "4", "brand": "hikvision", "model": "DS-2CD2043G2-I",
         "answer": "no", "reason": "maker-subject"},
    ),
)  # fmt: skip


KEPT = (
    Kept(what="rtsp.server", count=12, first=ISSUE.on, last=ISSUE.on),
    Kept(what="dhcp.hostname", count=3, first=ISSUE.on, last=ISSUE.on),
    Kept(what="acme.secret", count=1),
    Kept(of=SOURCE, what="importer", count=15, first=ISSUE.on, last=ISSUE.on),
    Kept(of=SOURCE, what="survey", count=1),
    Kept(of=RECORD, what="waiver", count=2, first=ISSUE.on, last=ISSUE.on, erased=1),
    Kept(of=RECORD, what="erasure", count=1, first=ISSUE.on, last=ISSUE.on),
    Kept(of=ORIGINAL, what="evidence", count=9, size=4_321, erased=2),
)


def faults(folder: Path, data: bytes) -> list[str]:
    """What a machine finds wrong with a PDF by the rules of PDF/UA."""
    path = folder / "document.pdf"
    path.write_bytes(data)
    return [f"{one.location}: {one.message}" for one in validate(str(path)).findings if one.severity.name == "ERROR"]


@dataclass
class Log:
    """As much of a store as is asked for what was observed."""

    frame: pl.DataFrame

    def observations(self, upto: int, fields: Iterable[str]) -> pl.DataFrame:
        """As `Store.observations`."""
        return self.frame.filter((pl.col("position") <= upto) & pl.col("field").is_in(list(fields)))


def chosen(one: Assessment) -> tuple[Option, ...]:
    """The options of one of the estates of `samples`, worked out as they are for a workspace."""
    frames = {id(samples.sample()): samples.observed, id(samples.hostile()): samples.worst}
    settings = Settings(estate=one.estate, profile=one.profile, estate_version="e", profile_version="p")
    store: Any = Log(frames.get(id(one), lambda: log([]))())
    workspace = Workspace(folder=Path(), store=store, knowledge=samples.known(), settings=settings, files={})
    return options.every(workspace, one)


def material(form: str, assessment: Assessment | None = None, *, issued: bool = True) -> Material:
    """Everything that a form may need, of the small estate unless another is given."""
    one = samples.sample() if assessment is None else assessment
    about = publish.form(form).definition.get("about", "estate")
    devices = one.devices.filter("candidate")["device"].to_list()
    earlier = Earlier(issue=replace(ISSUE, number="D-2026-0001"), assessment=samples.nothing())
    return Material(
        assessment=one,
        issue=replace(ISSUE, form=form) if issued else None,
        device=devices[0] if about == "device" and devices else "",
        earlier=earlier,
        options=chosen(one),
        gates=(GATE,),
        kept=KEPT,
        widened=(Widened(on=ISSUE.on, reason="INC-7, agreed with the data protection officer"),),
        issues=tuple(replace(ISSUE, number=f"D-2026-000{at}", form="breach-list") for at in (1, 2)),
    )
