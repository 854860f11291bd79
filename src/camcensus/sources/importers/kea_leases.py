"""Lease files of Kea (memfile), of DHCPv4 and DHCPv6, and what ``kea-admin lease-dump`` writes from a database.

The server appends: the last line of an address holds, the lines before it are its history. A client was last heard at
``expire`` less ``valid_lifetime``. Columns came with the versions (``state``, ``user_context``, ``pool_id``) and are
told by the heading. Commas in values are ``&#x2c``. Source: isc-projects/kea, lease4_dump_test.reference.csv and the
classes CSVLeaseFile4 and CSVLeaseFile6.
"""

from __future__ import annotations

import binascii
import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from camcensus.model.errors import NoHeading
from camcensus.model.reading import Chunk, Context
from camcensus.sources.importers._leases import Lease, Leases, client_mac, moment, shown
from camcensus.sources.reading import secrets, text
from camcensus.sources.reading.gathered import Gathered
from camcensus.sources.reading.table import Row
from camcensus.wire import addresses, dhcpv6, macs, octets

SOURCE = "importer:kea-leases@1"

FOR_EVER = 4_294_967_295
_MAX_CONTEXT = 16_384

_V4 = re.compile(rb"^address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname\b")
_V6 = re.compile(rb"^address,duid,valid_lifetime,expire,subnet_id,pref_lifetime,lease_type,iaid,prefix_len\b")
_STATES = {
    "": "active", "0": "active", "1": "declined", "2": "expired", "3": "released", "4": "registered",
    "default": "active", "declined": "declined", "expired-reclaimed": "expired", "released": "released",
    "registered": "registered",
}  # fmt: skip
_PREFIX = "2"
"""Lease type of a prefix that was handed to a router."""


def detect(head: bytes) -> bool:
    """Whether the first line is the heading of a lease file."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return _V4.match(start) is not None or _V6.match(start) is not None


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """Observations of the leases of hosts that have to do with cameras. Raises `NoHeading`, `HostileInput`."""
    gathered = Gathered(context, SOURCE)
    leases = Leases(gathered)
    with text.rows(path, context.name, ",") as rows:
        heading = _heading(next(rows, (0, []))[1], context)
        for number, row in rows:
            _take(dict(zip(heading, map(_plain, row), strict=False)), f"line {number}", leases, gathered)
            if gathered.is_full():
                yield gathered.take()
    leases.close()
    yield gathered.last("the leases")


def _heading(row: Row, context: Context) -> list[str]:
    titles = [str(cell).strip() for cell in row]
    if "address" not in titles or "expire" not in titles:
        raise NoHeading(
            "its first line is not the heading of a lease file",
            where=context.name,
            mend="give the file as Kea wrote it, with its heading",
            seen=", ".join(titles[:8]),
        )
    return titles


def _plain(cell: object) -> str:
    return str(cell).replace("&#x2c", ",").strip() if cell is not None else ""


def _take(cells: dict[str, str], where: str, leases: Leases, gathered: Gathered) -> None:
    address = addresses.normalise(cells.get("address", ""))
    gathered.records += 1
    if cells.get("lease_type") in (_PREFIX, "IA_PD"):
        gathered.leave_out("prefixes that were handed to routers")
    elif address is None:
        gathered.remarks.add(where, "it begins with no address and was left out")
    elif len(cells) < 5:
        gathered.remarks.add(where, "it is cut off and was left out")
    else:
        leases.add(_lease(cells, address, gathered))


def _lease(cells: dict[str, str], address: str, gathered: Gathered) -> Lease:
    ends, lifetime = moment(cells.get("expire", "")), _number(cells.get("valid_lifetime", ""))
    heard = _heard(cells.get("expire", ""), lifetime)
    kept = {name: value for name, value in cells.items() if value}
    context = kept.get("user_context", "")
    circuit, remote = _relay(context)
    kept["user_context"], removed = secrets.strip(context[:_MAX_CONTEXT])
    gathered.redacted += removed
    told = {
        "dhcp.fqdn" if "." in cells.get("hostname", "").rstrip(".") else "dhcp.hostname":
            cells.get("hostname", "").rstrip("."),
        "lease.circuit": circuit,
        "lease.remote": remote,
        "lease.subnet": cells.get("subnet_id", ""),
    }  # fmt: skip
    return Lease(
        address=address,
        mac=_mac(cells),
        state="deleted" if lifetime == 0 else _STATES.get(cells.get("state", ""), ""),
        ends="never" if lifetime == FOR_EVER else shown(ends),
        first=heard,
        last=heard,
        told={name: value for name, value in told.items() if value},
        original=json.dumps({name: value for name, value in kept.items() if value}, ensure_ascii=False),
    )


def _number(written: str) -> int:
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 11 else -1


def _heard(expire: str, lifetime: int) -> datetime | None:
    """When the client was last heard; of a lease for ever the end lies 136 years after it."""
    if lifetime < 0:
        return None
    if lifetime == FOR_EVER:
        return moment(str(_number(expire) - FOR_EVER)) if _number(expire) > FOR_EVER else None
    ends = moment(expire)
    return None if ends is None else ends - timedelta(seconds=lifetime)


def _mac(cells: dict[str, str]) -> str:
    found = macs.normalise(cells.get("hwaddr", ""))
    if found and macs.is_individual(found):
        return found
    return dhcpv6.duid_mac(_octets(cells.get("duid", ""))) or client_mac(_octets(cells.get("client_id", "")))


def _octets(written: str) -> bytes:
    """``01:aa:bb`` or ``0x01aabb`` as bytes; nothing for what is neither."""
    try:
        return binascii.unhexlify(written[:1_100].removeprefix("0x").replace(":", ""))
    except (binascii.Error, ValueError):
        return b""


def _relay(context: str) -> tuple[str, str]:
    """Circuit and remote id that the relay added (option 82), out of what the server keeps beside the lease."""
    if "relay-agent-info" not in context or len(context) > _MAX_CONTEXT:
        return "", ""
    try:
        written = json.loads(context)["ISC"]["relay-agent-info"]
        written = written["sub-options"] if isinstance(written, dict) else written
        data = _octets(written)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return "", ""
    found: dict[int, str] = {}
    at = 0
    while at + 2 <= len(data):
        found.setdefault(data[at], octets.readable(data[at + 2 : at + 2 + data[at + 1]]))
        at += 2 + data[at + 1]
    return found.get(1, ""), found.get(2, "")
