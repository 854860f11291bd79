"""Lists of the SADP tool of Hikvision and its labels: every device of the local link that answered it.

Three sets of headings: of older versions, of the current one, and of free programs that write the elements of the
answers under their own names. Each row is an answer to the tool's inquiry, so it is also handed on as one, under the
names that the protocol has. Sources: header of an exported file and column set of the tool as public guides show
them; theweefies/ethodump-ng, hikvision.py (elements).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from camcensus.model.reading import Chunk
from camcensus.sources.importers import _cctv
from camcensus.sources.reading import forms
from camcensus.sources.reading.forms import Form, Record
from camcensus.sources.reading.gathered import Gathered
from camcensus.sources.reading.table import Row
from camcensus.sources.reading.windows import Window

FACTORY = frozenset({"192.168.1.64", "192.0.0.64", "0.0.0.0"})  # noqa: S104  # not bound to
"""Addresses that many devices bear before they are set up: they tell none from others."""

FORM = Form(
    columns={
        "number": ("ID", "Index", "No."),
        "type": ("Device Type",),
        "model": ("DeviceDescription", "Device Model"),
        "status": ("Status", "Security", "Activated"),
        "address": ("IPv4 Address", "IP Address", "IPv4Address"),
        "port": ("Port", "CommandPort"),
        "tls_port": ("Enhanced SDK Service Port", "SDKOverTLSPort"),
        "software": ("Software Version", "SoftwareVersion"),
        "gateway": ("IPv4 Gateway", "Gateway"),
        "http": ("HTTP Port", "HTTP", "HttpPort"),
        "serial": ("Device Serial Number", "Device Serial No.", "Serial No.", "DeviceSN"),
        "mask": ("Subnet Mask", "IPv4SubnetMask"),
        "mac": ("MAC Address", "MAC"),
        "channels": ("Encoding Channel(s)", "Number of Channels", "DigitalChannelNum"),
        "analogue": ("AnalogChannelNum",),
        "dsp": ("DSP Version", "DSPVersion"),
        "started": ("Start Time", "BootTime"),
        "ipv6": ("IPv6 Address",),
        "dhcp": ("IPv4 DHCP Status", "DHCP Status", "DHCP"),
        "can_cloud": ("Support Hik-Connect", "SupportHCPlatform"),
        "cloud": ("Hik-Connect Status", "Hik-Connect", "HCPlatformEnable"),
        "salt": ("Salt",),
        "oem": ("DetailOEMCode",),
        "oem_info": ("OEMInfo",),
    },
    needs=(
        frozenset({"type", "address", "software", "gateway", "serial", "mac"}),
        frozenset({"type", "address", "port", "serial", "mac", "cloud"}),
        frozenset({"model", "address", "port", "serial", "mac", "http"}),
    ),
    secret=frozenset({"salt"}),
    passed_over=(
        "IPv6 Gateway", "IPv6 Prefix Length", "IPv6MaskLen", "Support IPv6", "IPv6 Modifiable", "Support DHCP", "Uuid",
        "Types", "Encrypt", "ResetAbility", "DiskNumber", "SupportSecurityQuestion", "DeviceLock", "SDKServerStatus",
        "SDKOverTLSServerStatus", "SupportMailBox", "supportEzvizUnbind",
    ),
)  # fmt: skip

_ELEMENTS = {
    "serial": "DeviceSN", "mac": "MAC",
    "address": "IPv4Address", "mask": "IPv4SubnetMask", "gateway": "IPv4Gateway", "port": "CommandPort",
    "http": "HttpPort", "software": "SoftwareVersion", "dsp": "DSPVersion", "channels": "DigitalChannelNum",
    "analogue": "AnalogChannelNum", "started": "BootTime", "oem": "DetailOEMCode", "oem_info": "OEMInfo",
}  # fmt: skip
"""Columns to the elements of a SADP answer, beside the model."""


def read(rows: Iterable[tuple[int, Row]], gathered: Gathered) -> Iterator[Chunk]:
    """Observations of each device listed, and from where the tool saw them."""
    window = Window()
    window.traits["view"] = "local link"
    clock = _cctv.Clock(gathered)
    for record in forms.records(rows, FORM, gathered):
        subject = _cctv.on_the_link(_cctv.ip(record.get("address")), record.get("mac"), FACTORY)
        if not subject:
            gathered.leave_out("rows without an address of the device")
            continue
        window.heard({_cctv.ip(record.get("address"))} - FACTORY)
        gathered.add(subject, _facts(record, gathered), original=record.original)
        started = clock.device(record.get("started"))
        if started.at is not None:
            shown = [("fact.started", record.get("started"))]
            gathered.add(subject, shown, original=record.original, **started._asdict())
        if gathered.is_full():
            yield gathered.take()
    window.note(gathered)
    yield gathered.last("the list")


def _facts(record: Record, gathered: Gathered) -> _cctv.Facts:
    address = _cctv.ip(record.get("address"))
    status = record.get("status")
    channels = max(_cctv.count(record.get("channels")), _cctv.count(record.get("analogue")))
    cloud = _cctv.yes_no(record.get("cloud"))
    facts = [
        ("sadp.reply", _reply(record)),
        *_cctv.mac(record, gathered),
        ("model.number", _model(record)),
        ("firmware.version", record.get("software")),
        *_cctv.serial(record, gathered),
        ("fact.activated", _cctv.yes_no(status)),
        ("fact.factory_address", address if address in FACTORY else ""),
        ("fact.channel_count", str(channels) if channels else ""),
        ("fact.cloud", {"yes": "hik-connect on", "no": "hik-connect off"}.get(cloud, "")),
        ("fact.dhcp", _cctv.yes_no(record.get("dhcp"))),
    ]
    ipv6 = _cctv.ip(record.get("ipv6"))
    return facts + ([("fact.ip", ipv6)] if ipv6 and not ipv6.startswith("fe80:") else [])


def _model(record: Record) -> str:
    """The tool calls the model the device's type; in answers themselves the type is a number."""
    written = record.get("model", "type")
    return "" if written.isdecimal() else written


def _reply(record: Record) -> str:
    said = {"DeviceDescription": _model(record)} if _model(record) else {}
    said |= {element: record.get(name) for name, element in _ELEMENTS.items() if record.get(name)}
    return json.dumps(said, ensure_ascii=False)
