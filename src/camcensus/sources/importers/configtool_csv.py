"""The device list of Dahua's ConfigTool, as CSV.

No exported file is public. The columns are those that its window shows in versions 4 and 5, with the spellings of
exports that its users describe; beside them the words *initialized* or *uninitialized* must stand in the file, as this
tool alone writes them. Nothing is concluded from the tool's name: the model, the firmware and the address tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from camcensus.model.reading import Chunk, Context
from camcensus.sources.importers import _cctv
from camcensus.sources.reading import forms, text
from camcensus.sources.reading.forms import Form, Record
from camcensus.sources.reading.gathered import Gathered
from camcensus.sources.reading.table import fold
from camcensus.sources.reading.windows import Window

SOURCE = "importer:configtool-csv@1"

FACTORY = frozenset({"192.168.1.108", "0.0.0.0"})  # noqa: S104  # not bound to
"""Addresses that many devices bear before they are set up."""

FORM = Form(
    columns={
        "number": ("NO.", "No", "Index"),
        "status": ("Status", "Initialized", "Initialization", "Init Status", "Initialization Status"),
        "kind": ("Type", "Device Type"),
        "model": ("Model", "Device Model", "Detail Type"),
        "address": ("IP", "IP Address", "IPv4", "IPv4 Address"),
        "mac": ("MAC", "MAC Address"),
        "software": ("Version", "Software Version", "Firmware Version", "System Version"),
        "serial": ("SN", "S/N", "Serial No.", "Serial Number", "Device SN"),
        "port": ("Port", "TCP Port"),
        "http": ("HTTP Port",),
        "name": ("Name", "Device Name"),
        "mask": ("Subnet Mask", "Mask"),
        "gateway": ("Gateway", "Default Gateway"),
        "p2p": ("P2P", "P2P Status", "Easy4ip"),
        "dhcp": ("DHCP", "DHCP Status", "IP Mode"),
        "user": ("Username", "User Name", "User"),
        "password": ("Password",),
        "cause": ("Operate", "Operation", "Result"),
    },
    needs=(frozenset({"status", "model", "address", "mac"}), frozenset({"status", "kind", "address", "mac"})),
    secret=frozenset({"user", "password"}),
)

_KINDS = {
    "ipc": "camera", "sd": "camera", "ptz": "camera", "itc": "camera", "tpc": "camera", "hcvr": "recorder",
    "evs": "recorder", "ivss": "recorder", "vto": "intercom", "vth": "intercom", "vts": "intercom",
    "asi": "access-control", "asc": "access-control", "bsc": "access-control",
}  # fmt: skip
"""The maker's letters for its families; others are looked up in the vocabulary."""
_WORD = re.compile(r"\b(?:un|not ?|non-?)?initiali[sz](?:ed|ation)\b", re.IGNORECASE)


def detect(head: bytes) -> bool:
    """Whether the columns are those of the tool's window and a device is said to be initialized or not."""
    return forms.detect(head, FORM) and _WORD.search(text.decode(head)) is not None


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """Observations of each device that the tool found. Raises `BrokenInput`, `HostileInput`."""
    gathered = Gathered(context, SOURCE)
    window = Window()
    window.traits["view"] = "local link, and networks that were searched by address"
    with text.rows(path, context.name) as rows:
        for record in forms.records(rows, FORM, gathered):
            address = _cctv.ip(record.get("address"))
            subject = _cctv.on_the_link(address, record.get("mac"), FACTORY)
            if subject:
                window.heard({address} - FACTORY)
                gathered.add(subject, _facts(record, gathered, address), original=record.original)
            else:
                gathered.leave_out("rows without an address of the device")
            if gathered.is_full():
                yield gathered.take()
    window.note(gathered)
    yield gathered.last("the list")


def _facts(record: Record, gathered: Gathered, address: str) -> _cctv.Facts:
    p2p = _cctv.yes_no(record.get("p2p"))
    return [
        *_cctv.mac(record, gathered),
        ("model.number", record.get("model")),
        ("firmware.version", record.get("software")),
        *_cctv.serial(record, gathered),
        *_cctv.kind(_KINDS.get(fold(record.get("kind")), record.get("kind")), gathered),
        ("register.name", record.get("name")),
        ("fact.activated", _activated(record.get("status"))),
        ("fact.factory_address", address if address in FACTORY else ""),
        ("fact.cloud", {"yes": "dahua p2p on", "no": "dahua p2p off"}.get(p2p, "")),
        ("fact.dhcp", _cctv.yes_no(record.get("dhcp"))),
    ]


def _activated(status: str) -> str:
    folded = fold(status)
    if folded.endswith(("initialized", "initialised")):
        return "no" if folded.startswith(("un", "not", "non")) else "yes"
    return _cctv.yes_no(status)
