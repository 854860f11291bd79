"""Devices of Hikvision's iVMS-4200: the template by which they are added in batch, and the exported device list.

The number of the adding mode tells how the client reaches a device: 0 by its address, 2 through an IP server, 3
through HiDDNS, 4 by EHome (ISUP), 5 over a serial port, 6 through Hik-Connect. In the modes 3, 4 and 6 the device has
been let out to the maker's service or to a server of the owner. Source: Hikvision, user manual of the DS-K2600 series,
"Importing Devices in Batch". No exported device list is public; its columns are those of the client's window.
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

SOURCE = "importer:ivms-csv@1"
SYSTEM = "iVMS-4200"

FORM = Form(
    columns={
        "called": ("Nickname", "Device Name", "Name", "Alias"),
        "mode": ("Adding Mode", "Add Mode", "Connection Type", "Connection Mode"),
        "address": ("Address", "IP Address", "IP/Domain", "Network Parameters", "Device Address"),
        "port": ("Port", "Device Port"),
        "about": ("Device Information", "Device Info"),
        "model": ("Device Type", "Device Model", "Model"),
        "serial": ("Device Serial No.", "Device Serial Number", "Serial No.", "Serial Number"),
        "software": ("Firmware Version", "Software Version", "Version"),
        "state": ("Status", "Online Status", "Network Status"),
        "level": ("Security Level", "Password Strength"),
        "group": ("Group", "Group Name", "Export to Group"),
        "channels": ("Channel Number", "Camera Number", "Encoding Channel(s)"),
        "user": ("User Name", "Username"),
        "password": ("Password",),
        "code": ("Verification Code", "Device Verification Code", "Stream Encryption Key", "Encryption Key"),
    },
    needs=(
        frozenset({"called", "mode", "address", "port"}),
        frozenset({"called", "mode", "address", "serial"}),
        frozenset({"called", "mode", "about"}),
    ),
    secret=frozenset({"user", "password", "code"}),
    passed_over=("Add Offline Device", "Alarm Input Number", "Resource Usage", "Firmware Upgrade", "Operation", "TLS"),
)

_MODES = {
    "0": "0", "ipdomain": "0", "tcpip": "0", "ip": "0", "2": "2", "ipserver": "2", "3": "3", "hiddns": "3", "4": "4",
    "ehome": "4", "isup": "4", "isup50": "4", "5": "5", "serialport": "5", "6": "6", "hikconnect": "6",
    "hikconnectdomain": "6", "p2p": "6", "cloudp2p": "6",
}  # fmt: skip
_NAMES = {"0": "address", "2": "ip-server", "3": "hiddns", "4": "ehome", "5": "serial-port", "6": "hik-connect"}
_CLOUDS = {"3": "hiddns on", "4": "ehome on", "6": "hik-connect on"}
_SERIAL = re.compile(r"(?=.*\d)[A-Z0-9()/-]{9,60}", re.ASCII)
"""Nine characters, as on the label, or the long form that holds model, date and firmware as well."""


def detect(head: bytes) -> bool:
    """Whether the columns are those of the template or of the client's window."""
    return forms.detect(head, FORM)


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """Observations of each device. Raises `BrokenInput`, `HostileInput`."""
    gathered = Gathered(context, SOURCE)
    names = _cctv.Names()
    with text.rows(path, context.name) as rows:
        for number, record in enumerate(forms.records(rows, FORM, gathered), start=1):
            name = record.get("called") or f"~{record.original.hex()[:16]}"
            asset, _ = names.of(str(number), f"{SYSTEM} / {name}")
            gathered.add(f"asset:{asset}", _facts(record, gathered), original=record.original)
            if gathered.is_full():
                yield gathered.take()
    yield gathered.last("the list")


def _facts(record: Record, gathered: Gathered) -> _cctv.Facts:
    written = record.get("mode")
    mode = _MODES.get(fold(written), "")
    if written and not mode:
        gathered.remarks.count(
            "{} devices were added in a way that is not known here: how they are reached is not told"
        )
    channels = _cctv.count(record.get("channels"))
    return [
        ("vms.system", SYSTEM),
        ("vms.name", record.get("called")),
        ("vms.adding_mode", _NAMES.get(mode, written)),
        ("fact.cloud", _CLOUDS.get(mode, "")),
        ("model.number", record.get("model")),
        ("firmware.version", record.get("software")),
        ("vms.state", record.get("state")),
        ("vms.group", record.get("group")),
        ("vms.password_strength", record.get("level")),
        ("fact.channel_count", str(channels) if channels else ""),
        *_reached(record, mode),
        *_cctv.serial(record, gathered, "about" if _is_serial(record, mode) else "serial"),
    ]


def _reached(record: Record, mode: str) -> _cctv.Facts:
    """By what the client knows the device: in most modes the address is that of a server, not of the device."""
    if mode in ("", "0"):
        return _cctv.host(record.get("address"))
    return [] if _is_serial(record, mode) else [("vms.device_id", record.get("about"))]


def _is_serial(record: Record, mode: str) -> bool:
    """Whether what is told of a device is the serial number by which Hik-Connect finds it."""
    return mode == "6" and not record.get("serial") and _SERIAL.fullmatch(record.get("about")) is not None
