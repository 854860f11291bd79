"""Leases of a Windows DHCP server: PowerShell, ``netsh`` and what the console's *Export List* saves.

``Get-DhcpServerv4Lease | Export-Csv`` and its sister for IPv6; the text of ``netsh dhcp server scope .. show clients``;
the tab-separated list of the console. They tell when a lease ends, and not when it began: what is said has no time.
Sources: Microsoft, Get-DhcpServerv4Lease, Get-DhcpServerv6Lease, netsh dhcp server scope show clients.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from camcensus.model.errors import BrokenInput
from camcensus.model.reading import Chunk, Context
from camcensus.sources.importers import _cctv
from camcensus.sources.importers._leases import Lease, Leases, client_mac, shown
from camcensus.sources.reading import forms, text
from camcensus.sources.reading.forms import Form, Record
from camcensus.sources.reading.gathered import Gathered
from camcensus.sources.reading.table import fold
from camcensus.wire import addresses, dhcpv6, macs

SOURCE = "importer:windows-dhcp@1"

FORM = Form(
    columns={
        "address": ("IPAddress", "Client IP Address", "Client IPv6 Address", "IP Address"),
        "scope": ("ScopeId", "Prefix"),
        "state": ("AddressState",),
        "client": ("ClientId", "ClientDuid", "Unique ID"),
        "kind": ("ClientType", "Type", "AddressType"),
        "named": ("HostName", "Name"),
        "ends": ("LeaseExpiryTime", "Lease Expiration", "Lease Expires"),
        "description": ("Description",),
        "server": ("ServerIP", "PSComputerName"),
        "policy": ("PolicyName", "Policy"),
        "iaid": ("Iaid",),
        "filter": ("Filter Profile",),
    },
    needs=(
        frozenset({"address", "client", "ends", "state", "scope"}),
        frozenset({"address", "client", "ends", "kind", "named", "description"}),
        frozenset({"address", "client", "ends", "kind", "iaid"}),
    ),
    passed_over=(
        "DnsRegistration", "DnsRR", "NapCapable", "NapStatus", "ProbationEnds", "CimClass", "CimInstanceProperties",
        "CimSystemProperties", "Network Access Protection", "Probation Expiration", "RunspaceId", "PSShowComputerName",
        "PSSourceJobInstanceId",
    ),
)  # fmt: skip

_NETSH = re.compile(rb"IP Address\s*-\s*Subnet Mask\s*-\s*Unique ID\s*-\s*Lease Expires", re.IGNORECASE)
_CLIENT = re.compile(
    r"\s{0,8}(?P<address>\d{1,3}(?:\.\d{1,3}){3})\s{0,20}-\s{0,8}(?P<mask>\d{1,3}(?:\.\d{1,3}){3})\s{0,20}-\s{0,8}"
    r"(?P<client>[0-9a-f]{2}(?:-[0-9a-f]{2}){0,80})-?\s{0,40}-\s{0,8}(?P<ends>[^-\r\n][^\r\n]{0,60}?)?\s{0,40}-\s{0,4}"
    r"(?P<kind>[A-Z])\s{0,8}(?:-\s{0,8}(?P<named>[^\r\n]{0,260}))?\s*\Z",
    re.IGNORECASE,
)
_SCOPE = re.compile(r"scope context to (\d{1,3}(?:\.\d{1,3}){3})", re.IGNORECASE)
_KINDS = {"d": "dhcp", "b": "bootp", "r": "reservation", "n": "none", "u": "unspecified"}
_NEVER = frozenset({"never", "neverexpires", "unlimited"})


def detect(head: bytes) -> bool:
    """Whether it is a table of leases, or the answer of netsh."""
    if forms.detect(head, FORM):
        return True
    return text.is_text(head) and _NETSH.search(text.decode(head).encode("utf-8", "replace")) is not None


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """Observations of the leases of hosts that have to do with cameras. Raises `BrokenInput`, `HostileInput`."""
    gathered = Gathered(context, SOURCE)
    leases = Leases(gathered)
    clock = _cctv.Clock(gathered)
    with path.open("rb") as stream:
        is_table = forms.detect(stream.read(65_536), FORM)
    if is_table:
        with text.rows(path, context.name) as rows:
            yield from _taken(forms.records(rows, FORM, gathered), leases, clock, gathered)
    else:
        with text.lines(path, context.name) as lines:
            yield from _taken(_clients(lines, gathered), leases, clock, gathered)
    leases.close()
    yield gathered.last("the leases")


def _clients(lines: Iterable[str], gathered: Gathered) -> Iterator[Record]:
    """The clients in the text of netsh. Raises `BrokenInput` if there is none and no word that there are none."""
    scope, found, ended = "", 0, False
    for number, line in enumerate(lines, start=1):
        if match := _CLIENT.match(line[:1_000]):
            found += 1
            gathered.records += 1
            cells = {name: value.strip() for name, value in match.groupdict().items() if value and value.strip()}
            cells["kind"] = _KINDS.get(cells["kind"].lower(), "")
            yield Record(
                where=f"line {number}", cells=cells | {"scope": scope}, original=gathered.keep(" ".join(line.split()))
            )
        elif match := _SCOPE.search(line[:400]):
            scope = match[1]
        elif line.lstrip().lower().startswith(("no of clients", "command completed")):
            ended = True
        elif line[:1].isdigit():
            gathered.leave_out("lines that are not understood")
    if not found and not ended:
        mend = "save the whole answer of netsh dhcp server scope ADDRESS show clients 1"
        raise BrokenInput("no client is in it", where=gathered.context.name, mend=mend)


def _taken(records: Iterable[Record], leases: Leases, clock: _cctv.Clock, gathered: Gathered) -> Iterator[Chunk]:
    for record in records:
        gathered.forget(record.original)  # of most of them nothing is kept
        address = addresses.normalise(record.get("address"))
        if address is None:
            gathered.leave_out("rows that begin with no address")
            continue
        leases.add(_lease(record, address, clock))
        if gathered.is_full():
            yield gathered.take()


def _lease(record: Record, address: str, clock: _cctv.Clock) -> Lease:
    ends = record.get("ends")
    named = record.get("named").rstrip(".")
    told = {
        "dhcp.fqdn" if "." in named else "dhcp.hostname": named,
        "lease.kind": record.get("kind").lower(),
        "lease.scope": record.get("scope"),
        "lease.server": record.get("server"),
        "lease.policy": record.get("policy"),
        "register.notes": record.get("description"),
    }
    return Lease(
        address=address,
        mac=_mac(record.get("client")),
        state=_state(record),
        ends="never" if fold(ends) in _NEVER else shown(clock.local(ends).at),
        told={name: value for name, value in told.items() if value},
        original=json.dumps(dict(record.cells), ensure_ascii=False),
    )


def _state(record: Record) -> str:
    written = record.get("state").lower() or record.get("ends").lower()
    if "inactive" in written:
        return "reserved"
    if "declined" in written or "bad_address" in record.get("named").lower():
        return "declined"
    return "expired" if "expired" in written else "active"


def _mac(client: str) -> str:
    """Of IPv4 the identifier is mostly the address itself; of IPv6 it is in the DUID."""
    found = macs.normalise(client)
    if found is not None:
        return found if macs.is_individual(found) else ""
    digits = re.sub(r"[^0-9a-f]", "", client.lower()[:600])
    data = bytes.fromhex(digits) if len(digits) % 2 == 0 else b""
    return client_mac(data) or dhcpv6.duid_mac(data)
