"""Nessus's CSV in its three shapes: the default columns, all columns, and those of Tenable.sc."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from camcensus.model.reading import Chunk, Context
from camcensus.sources.importers import _banners as banners
from camcensus.sources.importers import _plugin_outputs as plugins
from camcensus.sources.importers import _scan_notes as notes
from camcensus.sources.importers import _scan_rows as scan_rows
from camcensus.sources.importers._banners import Facts
from camcensus.sources.reading import forms
from camcensus.sources.reading.gathered import Gathered

SOURCE = "importer:nessus-csv@1"

FORM = forms.Form(
    columns={
        "plugin": ("Plugin ID", "Plugin"),
        "name": ("Name", "Plugin Name"),
        "host": ("Host", "IP Address"),
        "protocol": (),
        "port": (),
        "output": ("Plugin Output", "Plugin Text"),
        "mac": ("MAC Address",),
        "dns": ("DNS Name",),
        "netbios": ("NetBIOS Name",),
        "first": ("First Discovered",),
        "last": ("Last Observed", "Last Seen"),
        "synopsis": (),
        "description": (),
        "solution": ("Steps to Remediate",),
        "also": ("See Also",),
    },
    needs=(frozenset({"plugin", "name", "host", "protocol", "port", "output"}),),
    passed_over=(
        "CVE", "CVSS", "CVSS v2.0 Base Score", "Risk", "Risk Factor", "CVSS v3.0 Base Score",
        "CVSS v2.0 Temporal Score", "CVSS v3.0 Temporal Score", "CVSS v4.0 Base Score", "CVSS v4.0 Base+Threat Score",
        "STIG Severity", "VPR Score", "EPSS Score", "BID", "XREF", "MSKB", "Plugin Publication Date",
        "Plugin Modification Date", "Metasploit", "Core Impact", "CANVAS", "Family", "Severity", "Exploit?",
        "Repository", "Vulnerability Priority Rating", "CVSS V2 Base Score", "CVSS V3 Base Score",
        "CVSS V2 Temporal Score", "CVSS V3 Temporal Score", "CVSS V2 Vector", "CVSS V3 Vector", "CPE",
        "Cross References", "Vuln Publication Date", "Patch Publication Date", "Exploit Ease", "Exploit Frameworks",
        "Check Type", "Version", "Recast Risk Comment", "Accept Risk Comment", "Agent ID", "Host ID",
    ),
)  # fmt: skip
_SHEET = scan_rows.Sheet(
    form=FORM, output="output", title="name", texts=frozenset({"synopsis", "description", "solution", "also"})
)
_TIMES = ("%b %d, %Y %H:%M:%S %Z", "%b %d, %Y %H:%M:%S")


def detect(head: bytes) -> bool:
    """Whether the heading has a plugin, its output, and the host and port it is about."""
    return forms.detect(head, FORM)


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """What plugins found on each port; a record a finding. The default columns hold no times and no MAC addresses.

    Raises `NoHeading` if the columns are missing, `BrokenInput` or `HostileInput` for what is no table.
    """
    gathered = Gathered(context, SOURCE)
    for row in scan_rows.rows(path, _SHEET, gathered):
        _note(gathered, row)
        if gathered.is_full():
            yield gathered.take()
    gathered.remarks.add(context.name, "only findings are in it: what is not in it is not known to be absent")
    yield gathered.last(context.name)


def _note(gathered: Gathered, row: scan_rows.ScanRow) -> None:
    address = notes.host(row.get("host"))
    if address is None:
        gathered.leave_out("hosts without an IP address")
        return
    first, last = (notes.local(row.get(name), _TIMES, None) for name in ("first", "last"))
    notes.add(gathered, address, _facts(row), notes.span(first, last), row.original)


def _facts(row: scan_rows.ScanRow) -> Facts:
    port, protocol = notes.port(row.get("port")), row.get("protocol").lower()
    found = banners.opened(port, protocol) if protocol in ("tcp", "udp") else []
    found += banners.mac(row.get("mac"))
    found += banners.names([row.get("dns"), row.get("netbios").rpartition("\\")[2]])
    plugin = row.get("plugin")
    known = int(plugin) if plugin.isascii() and plugin.isdecimal() and len(plugin) < 9 else 0
    output = row.get("output").strip().removeprefix("Plugin Output:")
    return found + plugins.facts(known, row.get("name"), port, "", output)
