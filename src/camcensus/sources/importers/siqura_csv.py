"""The device list of Siqura's SDM2 Device Manager, as CSV with semicolons.

Source: TKH Security, "SDM2 Device Manager Document Files" (TA-20200927-OV-12).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from camcensus.model.reading import Chunk, Context
from camcensus.sources.importers import _cctv
from camcensus.sources.reading import forms, text
from camcensus.sources.reading.forms import Form, Record
from camcensus.sources.reading.gathered import Gathered
from camcensus.sources.reading.windows import Window

SOURCE = "importer:siqura-csv@1"

FORM = Form(
    columns={
        "address": ("IPAddress",),
        "port": ("Port",),
        "user": ("Username",),
        "password": ("Password",),
        "forced": ("ForcedOffline",),
        "called": ("Name",),
        "model": ("ModelName",),
        "kind": ("ProductType",),
        "serial": ("SerialNumber",),
        "mac": ("MacAddress",),
        "state": ("Status",),
    },
    needs=(frozenset({"address", "forced"}), frozenset({"address", "model", "kind", "serial", "mac"})),
    secret=frozenset({"user", "password"}),
)


def detect(head: bytes) -> bool:
    """Whether the columns are those of the device manager."""
    return forms.detect(head, FORM)


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """Observations of each device. Raises `BrokenInput`, `HostileInput`."""
    gathered = Gathered(context, SOURCE)
    window = Window()
    window.traits["view"] = "local link, and devices that were added by hand"
    with text.rows(path, context.name) as rows:
        for record in forms.records(rows, FORM, gathered):
            address = _cctv.ip(record.get("address"))
            subject = _cctv.on_the_link(address, record.get("mac"), frozenset())
            if subject:
                window.heard([address] if record.get("state").lower() == "online" else [])
                gathered.add(subject, _facts(record, gathered), original=record.original)
            else:
                gathered.leave_out("rows without an address of the device")
            if gathered.is_full():
                yield gathered.take()
    window.note(gathered)
    yield gathered.last("the list")


def _facts(record: Record, gathered: Gathered) -> _cctv.Facts:
    return [
        *_cctv.mac(record, gathered),
        ("model.number", record.get("model")),
        *_cctv.serial(record, gathered),
        *_cctv.kind(record.get("kind"), gathered),
        ("register.name", record.get("called")),
        ("vms.system", "Siqura SDM2"),
        ("vms.state", record.get("state")),
    ]
