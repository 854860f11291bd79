"""Qualys's CSV reports: of VM (scans and hosts) and of VMDR, with lines about the report above the heading."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from camcensus.model.reading import Chunk, Context
from camcensus.sources.importers import _banners as banners
from camcensus.sources.importers import _scan_notes as notes
from camcensus.sources.importers import _scan_rows as scan_rows
from camcensus.sources.importers._banners import Facts
from camcensus.sources.reading import forms, text
from camcensus.sources.reading.gathered import Gathered
from camcensus.sources.reading.table import HEAD_ROWS, Row

SOURCE = "importer:qualys-csv@1"

FORM = forms.Form(
    columns={
        "ip": ("Asset IPV4", "IPV4", "IP Address"),
        "ipv6": ("Asset IPV6",),
        "qid": (),
        "title": (),
        "port": (),
        "protocol": (),
        "output": ("Results", "Result"),
        "dns": ("DNS Name",),
        "netbios": (),
        "fqdn": (),
        "name": ("Asset Name",),
        "mac": ("MAC Address",),
        "first": ("First Detected", "First Found"),
        "last": ("Last Detected", "Last Found"),
        "status": ("Vuln Status",),
        "threat": (),
        "impact": (),
        "solution": (),
        "exploitability": (),
        "malware": ("Associated Malware",),
    },
    needs=(frozenset({"qid", "title", "ip", "port", "protocol"}), frozenset({"qid", "title", "ip", "netbios"})),
    passed_over=(
        "Network", "Tracking Method", "OS", "IP Status", "Type", "Severity", "SSL", "Times Detected", "Date Last Fixed",
        "CVE ID", "CVE-Description", "CVE", "Vendor Reference", "Bugtraq ID", "CVSS", "CVSS Base", "CVSS Temporal",
        "CVSS Environment", "CVSS3 Base", "CVSS3 Temporal", "CVSS3.1", "CVSS3.1 Base", "CVSS3.1 Temporal", "PCI Vuln",
        "Ticket State", "Instance", "OS CPE", "Category", "KB Severity", "Type Detected", "Asset Id", "Asset Tags",
        "Disabled", "Ignored", "QDS", "QDS Severity", "Detection AGE", "Published Date", "Patch Released", "RTI",
        "Operating System", "Last Fixed", "Last Reopened", "Vuln Patchable", "Asset Critical Score", "TruRisk Score",
        "Vulnerability Tags", "Deep Scan Result", "Detection Source", "MITRE ATT&CK TACTIC ID",
        "MITRE ATT&CK TACTIC NAME", "MITRE ATT&CK TECHNIQUE ID", "MITRE ATT&CK TECHNIQUE NAME", "Host ID",
    ),
)  # fmt: skip
_TIMES = ("%b %d, %Y %I:%M %p", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%m/%d/%Y")
_MOST_PORTS = 1_000
_MAC = re.compile(r"(?<![0-9A-Fa-f:])((?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2})(?![0-9A-Fa-f:])")
_ATTRIBUTES = {
    "commonName": "CN", "organizationName": "O", "organizationalUnitName": "OU", "localityName": "L",
    "stateOrProvinceName": "ST", "countryName": "C",
}  # fmt: skip
_NAMED = re.compile(rf"^\s{{0,8}}(?:\(\d{{1,3}}\))?\s{{0,4}}({'|'.join(_ATTRIBUTES)})\s{{1,20}}(.+)$")


def _unwrap(row: Row) -> Row:
    """A row that was put in quotes as a whole: one cell that holds the others."""
    first = str(row[0]) if row else ""
    if ',"' not in first or any(row[1:]):
        return row
    try:
        return next(csv.reader([first]), row)
    except csv.Error:
        return row


_SHEET = scan_rows.Sheet(
    form=FORM,
    output="output",
    title="title",
    texts=frozenset({"threat", "impact", "solution", "exploitability", "malware"}),
    unwrap=_unwrap,
)


def detect(head: bytes) -> bool:
    """Whether one of the first rows is a heading with a QID, its title and the address it is about."""
    if not text.is_text(head):
        return False
    found = text.decode(head)
    if "QID" not in found or found.lstrip()[:1] in ("<", "{", "["):
        return False
    try:
        rows = csv.reader(found.splitlines()[: HEAD_ROWS + 1])
        return any(scan_rows.is_heading(_unwrap(row), FORM) for row in rows)
    except csv.Error:
        return False


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """What was found on each port; a record a finding. Those that were fixed say nothing of today.

    Raises `NoHeading` if the columns are missing, `BrokenInput` or `HostileInput` for what is no table.
    """
    gathered = Gathered(context, SOURCE)
    zone = ZoneInfo(context.timezone)
    for row in scan_rows.rows(path, _SHEET, gathered):
        _note(gathered, row, zone)
        if gathered.is_full():
            yield gathered.take()
    gathered.remarks.add(context.name, "only findings are in it: what is not in it is not known to be absent")
    yield gathered.last(context.name)


def _note(gathered: Gathered, row: scan_rows.ScanRow, zone: ZoneInfo) -> None:
    if row.get("status").lower() == "fixed":
        gathered.leave_out("findings that were fixed")
        return
    named = (notes.host(one) for one in notes.split(f"{row.get('ip')} {row.get('ipv6')}"))
    hosts = list(dict.fromkeys(one for one in named if one is not None))
    first, last = (notes.local(row.get(name), _TIMES, zone) for name in ("first", "last"))
    notes.add_asset(gathered, hosts, _facts(row), notes.span(first, last), row.original)


def _facts(row: scan_rows.ScanRow) -> Facts:
    port, protocol = notes.port(row.get("port")), row.get("protocol").lower()
    found = banners.opened(port, protocol) if protocol in ("tcp", "udp") else []
    found += banners.mac(row.get("mac"))
    found += banners.names([row.get("dns"), row.get("fqdn"), row.get("netbios"), row.get("name")])
    title, output = row.get("title").lower(), row.get("output").strip("'\"\n ")
    if output in ("", "-"):
        return found
    for words, reader in _READERS:
        if words in title:
            return found + reader(output)
    return found + (banners.greeting(output) if output.startswith(("SSH-", "RTSP/", "HTTP/")) else [])


def _table(output: str) -> Iterator[list[str]]:
    """The rows of a table in an output, below its heading: parted by tabs, or by runs of blanks."""
    for line in output.splitlines()[1:_MOST_PORTS]:
        cells = [cell.strip() for cell in re.split(r"\t|\s{2,}", line.strip()[:4_096])]
        if cells and cells[0]:
            yield cells


def _ports(protocol: str) -> Callable[[str], Facts]:
    return lambda output: [fact for cells in _table(output) for fact in banners.opened(notes.port(cells[0]), protocol)]


def _server(output: str) -> Facts:
    found = [cells[-1] for cells in _table(output)] or [output.rpartition("\t")[2].strip()]
    return banners.headers([("server", value) for value in dict.fromkeys(found)])


def _names(output: str) -> Facts:
    return banners.names(cells[0] for cells in _table(output))


def _macs(output: str) -> Facts:
    return [fact for one in _MAC.findall(output)[:64] for fact in banners.mac(one)]


def _certificate(output: str) -> Facts:
    """Subject and issuer of the first certificate: each a heading with attributes below it."""
    parts: dict[str, dict[str, str]] = {"subject": {}, "issuer": {}}
    whose = ""
    for line in output.splitlines()[:200]:
        plain = line.upper()
        if "SUBJECT NAME" in plain or "ISSUER NAME" in plain:
            whose = "issuer" if "ISSUER" in plain else "subject"
        elif whose and (match := _NAMED.match(line[:1_000])):
            parts[whose].setdefault(_ATTRIBUTES[match[1]], match[2].strip())
    return banners.named(list(parts["subject"].items()), list(parts["issuer"].items()))


_READERS: tuple[tuple[str, Callable[[str], Facts]], ...] = (
    ("open tcp services list", _ports("tcp")),
    ("open udp services list", _ports("udp")),
    ("web server version", _server),
    ("host names found", _names),
    ("mac address", _macs),
    ("ssl certificate - information", _certificate),
    ("ftp server banner", lambda output: banners.greeting(output, "ftp")),
    ("telnet banner", lambda output: banners.greeting(output, "telnet")),
    ("smtp banner", lambda output: banners.greeting(output, "smtp")),
)
"""Words in the titles of checks, in small letters, and what these print."""
