"""What documents are made from in tests: the small estate, an issue, and everything that a form may need."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
from pdfua import validate
from tests.inquiries import inquiry
from tests.report import samples
from tests.support import ORDER, log

from camcensus.engine import options, publish
from camcensus.engine.settings import Settings
from camcensus.engine.workspace import Workspace
from camcensus.model import frames
from camcensus.model.assessment import Assessment, MakerStatus
from camcensus.model.control import Claimed, Hop
from camcensus.model.gate import Evidence, Possible
from camcensus.model.gate_record import GateRecord, KeptClause, KeptLine, KeptOrder
from camcensus.model.material import ORIGINAL, RECORD, SOURCE, Earlier, Issue, Kept, Material, Option, Widened
from camcensus.model.removal import Wish
from camcensus.reason import removal
from camcensus.report._blocks import Document, Items, Para, Table

ISSUE = Issue(
    number="D-2026-0007",
    form="x",
    on=datetime(2026, 11, 23, 12, 30, tzinfo=UTC),
    person="A. Example",
    note="Monthly return",
    assessment="ab" * 32,
    checkpoint="camcensus/0123456789abcdef\n14\nAAAA\n\n\u2014 camcensus/0123456789abcdef BBBB\n",
)


def _possible(maker: str | None, weight: int, role: str, *, settled: bool = False) -> Possible:
    words = "its model number is of the form 'x/y'"
    source = "https://source.example/a"
    said = Evidence(role=role, maker=maker, weight=weight, words=words, source=source, by="x/y")
    return Possible(maker=maker, roles={role: weight}, settled=(role,) if settled else (), evidence=(said,))


OLD = GateRecord(
    number="G-2026-0001",
    on=date(2026, 5, 1),
    person="P. Example",
    note="Order 17",
    lines=(
        KeptLine(written="DS-2CD2043G2-I", quantity="4", brand="hikvision", model="DS-2CD2043G2-I", answer="no",
                 reason="maker-subject"),
    ),
    form=1,
    id="01" * 32,
    knowledge="0" * 64,
)  # fmt: skip
"""A record as an earlier version kept it."""

GATE = GateRecord(
    number="G-2026-0002",
    on=date(2026, 6, 1),
    person="Q. Example",
    note="Order 18",
    lines=(
        KeptLine(
            written="Hikvision DS-2CD2043G2-I", quantity="4", brand="hikvision", model="DS-2CD2043G2-I", answer="no",
            reason="maker-subject", sentence="Its maker is subject to the law.", by_order={ORDER: "no"},
            possible=(_possible("hikvision", 14, "hardware_maker", settled=True),),
        ),
        KeptLine(
            written="Honeywell H4", brand="honeywell", model="H4", answer="ask", reason="maker-not-settled",
            sentence="Who makes it is not settled.", notes=("A maker that is subject to the law may stand behind it.",),
            by_order={ORDER: "ask", "other": "no"}, asks=("a photograph of the rating label of Honeywell H4",),
            possible=(_possible("dahua", 4, "hardware_maker"), _possible(None, 2, "hardware_maker")),
        ),
        KeptLine(written="Axis P3245-LV", brand="axis", model="P3245-LV", answer="yes", reason="maker-not-subject",
                 sentence="Its maker is not subject to the law.", provisional=True),
    ),
    id="02" * 32,
    at=datetime(2026, 6, 2, 9, 0, tzinfo=UTC),
    knowledge="0" * 64,
    profile="2" * 64,
    orders=(
        KeptOrder(
            id=ORDER, title="Statement on visual surveillance equipment", bound="departments",
            in_force=date(2022, 11, 24),
            clauses=(KeptClause(id="UK-WMS.1.1v1", title="No deployment", force="instructed", place=("sensitive",)),),
        ),
    ),
    makers={
        "hikvision": MakerStatus(
            maker="hikvision", name="Hangzhou Hikvision", answer="yes", reason="registered-in-country", basis="signed",
            chain=(
                Hop(party="hangzhou-hikvision", name="Hangzhou Hikvision", jurisdiction="CN", kind="company",
                    claims=(Claimed(words="registration", source="https://one.example/", status="verified"),)),
                Hop(party="cetc", name="CETC", jurisdiction=None, kind="soe"),
            ),
            person="A. Example", signed=date(2026, 2, 1), note="Registered in Hangzhou.",
        ),
        "dahua": MakerStatus(maker="dahua", name="Zhejiang Dahua", answer="yes", reason="x", basis="proposed"),
    },
    remarks=("quote.csv: rows that are sums or charges, and were left out: 1",),
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

CONFLICTS = pl.DataFrame(
    [
        {
            "question": "serial", "stated": "F71204511", "stated_file": "register.csv",
            "stated_by": "importer:register-csv@1", "stated_at": ISSUE.on, "seen": "F71204512", "seen_file": None,
            "seen_by": "importer:nmap-xml@1", "seen_at": None, "agreed": None, "note": "records-differ",
        },
    ]
)  # fmt: skip
"""Where a record and the network differ, as the engine lists it."""


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


def _originals(one: Assessment, device: str) -> dict[bytes, bytes]:
    """Bytes behind all observations of a device but the first, which was erased."""
    keys = one.observations([device])["original"].drop_nulls().unique(maintain_order=True).to_list()
    return {key: f'{{"Camera ID": "{number}"}}'.encode() for number, key in enumerate(keys) if number}


def material(form: str, assessment: Assessment | None = None, *, issued: bool = True) -> Material:
    """Everything that a form may need, of the small estate unless another is given."""
    one = samples.sample() if assessment is None else assessment
    about = publish.form(form).definition.get("about", "estate")
    devices = one.devices.filter("candidate")["device"].to_list()
    device = devices[0] if about == "device" and devices else ""
    nothing = frames.empty().with_columns(position=pl.lit(0, dtype=pl.Int64))
    earlier = Earlier(issue=replace(ISSUE, number="D-2026-0001"), assessment=samples.nothing())
    return Material(
        assessment=one,
        issue=replace(ISSUE, form=form) if issued else None,
        device=device,
        inquiry=inquiry(one, chosen=False),
        removal=removal.find(one, device, nothing, Wish()) if device else None,
        earlier=earlier,
        options=chosen(one),
        gates=(OLD, GATE),
        kept=KEPT,
        widened=(Widened(on=ISSUE.on, reason="INC-7, agreed with the data protection officer"),),
        issues=tuple(replace(ISSUE, number=f"D-2026-000{at}", form="breach-list") for at in (1, 2)),
        originals=_originals(one, device) if device else {},
        files={1: "register.csv", 2: "scan.xml"},
        conflicts=CONFLICTS,
    )


def tables(document: Document) -> dict[str, Table]:
    """Caption to the table that bears it."""
    return {block.caption: block for part in document.parts for block in part.blocks if isinstance(block, Table)}


def table(document: Document, part: str, caption: str = "") -> Table:
    """The first table of a part whose caption begins so."""
    (found,) = [one for one in document.parts if one.id == part]
    return next(one for one in found.blocks if isinstance(one, Table) and one.caption.startswith(caption))


def text(document: Document, part: str) -> str:
    """The paragraphs and lists of one part."""
    (found,) = [one for one in document.parts if one.id == part]
    lines: list[str] = []
    for block in found.blocks:
        lines += [block.text] if isinstance(block, Para) else list(block.items) if isinstance(block, Items) else []
    return "\n".join(lines)
