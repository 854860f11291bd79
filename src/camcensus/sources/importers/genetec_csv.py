"""The hardware inventory of Genetec Security Center, as CSV: one unit a row.

No exported file is public. The columns are those of the report pane of the task *Hardware inventory*, as the
administrator's guide lists them; their order and number are the operator's choice.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from camcensus.model.reading import Chunk, Context
from camcensus.sources.importers import _cctv
from camcensus.sources.reading import forms, text
from camcensus.sources.reading.forms import Form, Record
from camcensus.sources.reading.gathered import Gathered
from camcensus.sources.reading.table import fold

SOURCE = "importer:genetec-csv@1"
SYSTEM = "Genetec Security Center"

FORM = Form(
    columns={
        "unit": ("Unit", "Unit name"),
        "kind": ("Unit type",),
        "make": ("Manufacturer",),
        "model": ("Product type", "Model"),
        "role": ("Role", "Archiver", "Access Manager"),
        "software": ("Firmware version", "Current firmware version"),
        "proposed": ("Proposed firmware version", "Recommended firmware version"),
        "address": ("IP address", "IPv4 address"),
        "mac": ("Physical address", "Physical (MAC) address", "MAC address"),
        "serial": ("Serial number",),
        "zone": ("Time zone",),
        "parent": ("Parent", "Interface module parent"),
        "state": ("Status", "Unit status", "State"),
        "upgrade": ("Upgrade status",),
        "strength": ("Password strength",),
        "secure": ("Secure mode",),
        "site": ("Location", "Area", "Site"),
        "description": ("Description",),
        "user": ("User", "Username"),
    },
    needs=(
        frozenset({"unit", "kind", "model"}),
        frozenset({"unit", "kind", "make", "software"}),
        frozenset({"unit", "model", "role", "software"}),
    ),
    secret=frozenset({"user"}),
    passed_over=(
        "Proposed firmware description", "Firmware vulnerability", "Upgrade progress", "Last update", "Reader hardware",
        "Custom fields", "Password last updated", "Last connection error", "Firmware vulnerability description",
    ),
)  # fmt: skip

_CLASSES = {"accesscontrolunit": "access-control", "intercomunit": "intercom", "intercom": "intercom"}
"""Of units that are no video units; a video unit may be a camera, an encoder or a recorder."""
_NO_MODEL = frozenset({"generic", "onvif", "rtsp", "genericstream", "unknown", "na"})


def detect(head: bytes) -> bool:
    """Whether the columns are those of the hardware inventory."""
    return forms.detect(head, FORM)


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """Observations of each unit. Raises `BrokenInput`, `HostileInput`."""
    gathered = Gathered(context, SOURCE)
    names = _cctv.Names()
    with text.rows(path, context.name) as rows:
        for number, record in enumerate(forms.records(rows, FORM, gathered), start=1):
            if record.get("unit", "address", "mac"):
                name = record.get("unit") or f"~{record.original.hex()[:16]}"
                asset, _ = names.of(str(number), f"{record.get('role') or SYSTEM} / {name}")
                gathered.add(f"asset:{asset}", _facts(record, gathered), original=record.original)
            else:
                gathered.leave_out("rows that name no unit")
            if gathered.is_full():
                yield gathered.take()
    yield gathered.last("the inventory")


def _facts(record: Record, gathered: Gathered) -> _cctv.Facts:
    model = record.get("model")
    kind = record.get("kind")
    place = gathered.context.places.get(record.get("site").lower())
    return [
        ("vms.system", SYSTEM),
        ("vms.name", record.get("unit")),
        ("register.make", record.get("make")),
        ("vms.driver", record.get("make")),
        ("vms.model", model),
        ("model.number", "" if fold(model) in _NO_MODEL else model),
        ("vms.unit_type", kind),
        ("fact.class", _CLASSES.get(fold(kind), "")),
        ("vms.recorder", record.get("role")),
        ("vms.parent", record.get("parent")),
        ("vms.state", record.get("state")),
        ("vms.password_strength", record.get("strength")),
        ("vms.https", _cctv.yes_no(record.get("secure"))),
        ("firmware.version", record.get("software")),
        ("fact.site", place.site if place else ""),
        ("register.site", "" if place else record.get("site")),
        ("register.notes", record.get("description")),
        *_cctv.host(record.get("address")),
        *_cctv.mac(record, gathered),
        *_cctv.serial(record, gathered),
    ]
