"""Greenbone's (OpenVAS's) CSV report: one result a row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from camcensus.model.reading import Chunk, Context
from camcensus.sources.importers import _banners as banners
from camcensus.sources.importers import _greenbone as greenbone
from camcensus.sources.importers import _scan_notes as notes
from camcensus.sources.importers import _scan_rows as scan_rows
from camcensus.sources.reading import forms
from camcensus.sources.reading.gathered import Gathered

SOURCE = "importer:greenbone-csv@1"

FORM = forms.Form(
    columns={
        "ip": (),
        "hostname": (),
        "port": (),
        "protocol": ("Port Protocol",),
        "name": ("NVT Name",),
        "oid": ("NVT OID",),
        "output": ("Specific Result",),
        "time": ("Timestamp",),
        "summary": (),
        "impact": (),
        "solution": (),
        "affected": ("Affected Software/OS",),
        "insight": ("Vulnerability Insight",),
        "method": ("Vulnerability Detection Method",),
    },
    needs=(frozenset({"ip", "port", "protocol", "name", "output"}),),
    passed_over=(
        "CVSS", "Severity", "QoD", "Solution Type", "CVEs", "Task ID", "Task Name", "Result ID",
        "Product Detection Result", "BIDs", "CERTs", "Other References",
    ),
)  # fmt: skip
_SHEET = scan_rows.Sheet(
    form=FORM,
    output="output",
    title="name",
    texts=frozenset({"summary", "impact", "solution", "affected", "insight", "method"}),
)


def detect(head: bytes) -> bool:
    """Whether the heading has a network vulnerability test, its result, and the host and port it is about."""
    return forms.detect(head, FORM)


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """What tests found on each port; a record a result.

    Raises `NoHeading` if the columns are missing, `BrokenInput` or `HostileInput` for what is no table.
    """
    gathered = Gathered(context, SOURCE)
    for row in scan_rows.rows(path, _SHEET, gathered):
        _note(gathered, row)
        if gathered.is_full():
            yield gathered.take()
    gathered.remarks.add(context.name, "only results are in it: what is not in it is not known to be absent")
    yield gathered.last(context.name)


def _note(gathered: Gathered, row: scan_rows.ScanRow) -> None:
    address = notes.host(row.get("ip"))
    if address is None:
        gathered.leave_out("hosts without an IP address")
        return
    port, protocol = notes.port(row.get("port")), row.get("protocol").lower()
    facts = banners.names([row.get("hostname")])
    facts += greenbone.facts(row.get("name"), port, protocol, row.get("output"))
    notes.add(gathered, address, facts, notes.iso(row.get("time"), utc=True), row.original)
