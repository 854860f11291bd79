"""What people keep of ONVIF Device Manager: the text of its Identification page, and lists with the same names.

The program has no export. Its page shows what the device answered to GetDeviceInformation, and parts of its scopes and
addresses: ``Name``, ``Location``, ``Manufacturer``, ``Model``, ``Hardware``, ``Firmware``, ``Device ID`` (the serial
number), ``IP address``, ``MAC address``, ``ONVIF version``, ``URI``. Read are tables with these columns, and texts
with a line for each, many devices one after the other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from camcensus.model.errors import BrokenInput
from camcensus.model.reading import Chunk, Context
from camcensus.sources.importers import _cctv
from camcensus.sources.reading import forms, secrets, text
from camcensus.sources.reading.forms import Form, Record
from camcensus.sources.reading.gathered import Gathered
from camcensus.sources.reading.table import fold
from camcensus.sources.reading.windows import Window

SOURCE = "importer:onvif-device-manager@1"

MAX_VALUE = 1_000
"""Characters of one value that are read."""

FORM = Form(
    columns={
        "called": ("Name", "Device Name"),
        "location": ("Location",),
        "make": ("Manufacturer",),
        "model": ("Model",),
        "hardware": ("Hardware", "Hardware ID", "HardwareId"),
        "firmware": ("Firmware", "Firmware Version", "FirmwareVersion"),
        "serial": ("Device ID", "Serial Number", "SerialNumber", "Serial"),
        "address": ("IP address", "IP"),
        "mac": ("MAC address", "MAC"),
        "version": ("ONVIF version",),
        "uri": ("URI", "XAddr", "Device URI", "Service URI"),
        "user": ("User", "Username", "Login"),
        "password": ("Password",),
    },
    needs=(
        frozenset({"make", "model", "firmware", "version"}),
        frozenset({"make", "model", "firmware", "hardware", "serial", "address"}),
        frozenset({"make", "model", "firmware", "hardware", "serial", "uri"}),
    ),
    secret=frozenset({"user", "password"}),
    passed_over=("Port", "Time zone", "Scopes"),
)

_LINE = re.compile(
    r"\s{0,40}([A-Za-z][A-Za-z /_-]{1,23}?)\s{0,20}(?:[:=]|\t|\s{2,20}(?=\S))\s{0,20}(\S.{0,2000})?\s*\Z"
)
_KEYS = {fold(way): name for name, ways in FORM.columns.items() for way in ways}
_ENOUGH = frozenset({"make", "model", "firmware"})
_OWN = (frozenset({"version"}), frozenset({"hardware", "serial"}), frozenset({"hardware", "uri"}))
"""Of these keys all of one set tell the page from other texts about devices."""


def detect(head: bytes) -> bool:
    """Whether it is a table with the names of the page, or a text with a line for each of them."""
    if not text.is_text(head):
        return False
    if forms.detect(head, FORM):
        return True
    lines = text.decode(head).splitlines()[:400]
    seen = {key for line in lines if (key := _pair(line)[0])}
    return seen >= _ENOUGH and any(seen >= own for own in _OWN)


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """Observations of each device. Raises `BrokenInput` if the text tells of none, `HostileInput`."""
    gathered = Gathered(context, SOURCE)
    window = Window()
    window.traits["view"] = "local link, and devices that were added by hand"
    if _is_table(path):
        with text.rows(path, context.name) as rows:
            yield from _noted(forms.records(rows, FORM, gathered), gathered, window)
    else:
        with text.lines(path, context.name) as lines:
            yield from _noted(_blocks(lines, gathered), gathered, window)
    window.note(gathered)
    yield gathered.last("the devices")


def _is_table(path: Path) -> bool:
    with path.open("rb") as stream:
        return forms.detect(stream.read(65_536), FORM)


def _noted(records: Iterable[Record], gathered: Gathered, window: Window) -> Iterator[Chunk]:
    """Hand on what the records say, chunk by chunk. Raises `BrokenInput` if there is none."""
    any_at_all = False
    for record in records:
        any_at_all = True
        _note(record, gathered, window)
        if gathered.is_full():
            yield gathered.take()
    if not any_at_all:
        mend = "copy the whole Identification page, names and values"
        raise BrokenInput("no device is described in it", where=gathered.context.name, mend=mend)


def _pair(line: str) -> tuple[str, str]:
    """(what a line is about, its value); nothing for any other line."""
    found = _LINE.match(line[:2_200])
    name = _KEYS.get(fold(found[1]), "") if found else ""
    return (name, (found[2] or "").strip()[:MAX_VALUE]) if found and name else ("", "")


def _blocks(lines: Iterable[str], gathered: Gathered) -> Iterator[Record]:
    """Lines up to the next empty line, or to a line whose name was there already, are about one device."""
    cells: dict[str, str] = {}
    start, number = 1, 0
    for number, line in enumerate(lines, start=1):
        name, value = _pair(line)
        if cells and ((not line.strip() and _ENOUGH & cells.keys()) or name in cells):
            yield from _block(cells, start, gathered)
            cells = {}
        if name:
            start = start if cells else number
            cells[name] = value
        elif line.strip():
            gathered.leave_out("lines that are not understood")
    yield from _block(cells, start, gathered)


def _block(cells: dict[str, str], start: int, gathered: Gathered) -> Iterator[Record]:
    kept: dict[str, str] = {}
    for name, value in islice(cells.items(), 64):
        if name in FORM.secret:
            gathered.redacted += bool(value)
            continue
        kept[name], removed = secrets.strip(value)
        gathered.redacted += removed
    filled = {name: value for name, value in kept.items() if value}
    if not filled:
        return
    gathered.records += 1
    yield Record(where=f"line {start}", cells=filled, original=gathered.keep(dict(filled)))


def _note(record: Record, gathered: Gathered, window: Window) -> None:
    address = _cctv.ip(record.get("address")) or _cctv.ip(record.get("uri"))
    interface = _cctv.individual(record.get("mac"))
    if not address and not interface:
        gathered.leave_out("devices without an address")
        return
    window.heard([address])
    answer = {
        "Manufacturer": record.get("make"),
        "Model": record.get("model"),
        "FirmwareVersion": record.get("firmware"),
        "SerialNumber": record.get("serial"),
        "HardwareId": record.get("hardware"),
    }
    facts = [
        (
            "onvif.device_information",
            json.dumps({key: said for key, said in answer.items() if said}, ensure_ascii=False),
        ),
        *_cctv.mac(record, gathered),
        ("model.number", record.get("model")),
        ("firmware.version", record.get("firmware")),
        *_cctv.serial(record, gathered),
        ("register.name", record.get("called")),
        ("register.location", record.get("location")),
        ("fact.onvif_version", record.get("version")),
    ]
    subject = f"ip:{address}" if address else f"mac:{interface}"
    gathered.add(subject, facts if any(answer.values()) else facts[1:], original=record.original)
