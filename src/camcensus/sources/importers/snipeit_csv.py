"""Snipe-IT's lists of assets as CSV: the custom asset report, the list of hardware, and the form it imports.

Written from the headings of `ReportsController::postCustom`, the hardware list and the sample of the import.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from camcensus.model.reading import Chunk, Context
from camcensus.sources.importers import _inventory
from camcensus.sources.importers._inventory import Tool
from camcensus.sources.reading import forms
from camcensus.sources.reading.forms import Form

SOURCE = "importer:snipeit-csv@1"

FORM = Form(
    columns={
        "called": ("asset name", "item name"),
        "asset": ("asset tag",),
        "series": ("model", "model name", "asset model"),
        "number": ("model no.", "model number"),
        "kind": ("category",),
        "make": ("manufacturer",),
        "serial": ("serial", "serial number", "serial no."),
        "place": ("location",),
        "default_place": ("default location",),
        "company": (),
        "state": ("status", "status label"),
        "supplier": (),
        "purchased": ("purchase date",),
        "last_seen": ("last audit", "last audit date"),
        "notes": (),
        "ip": ("ip", "ip address", "ipv4", "ipv4 address"),
        "mac": ("mac", "mac address"),
        "hostname": ("host name",),
        "firmware": ("firmware version",),
        "vlan": ("vlan id",),
        "eol": ("eol date", "eol"),
        "cost": ("purchase cost",),
        "order": ("order number", "order no."),
        "checked_out": ("checkout date", "last checkout", "expected checkin", "expected checkin date"),
        "warranty": ("warranty", "warranty expires", "warranty months"),
        "person": (
            "checked out to", "assigned to", "username", "full name", "email", "employee no.", "employee number",
            "manager",            "department", "title", "checkout to", "created by", "user",
        ),
    },
    needs=tuple(
        frozenset(("asset", "kind", *own))
        for own in (
            ("called", "person"), ("called", "company"), ("called", "warranty"), ("called", "number", "series"),
            ("company", "series", "serial"), ("eol",), ("checked_out",), ("person", "series", "serial"),
            ("warranty", "cost"), ("order", "cost"),
        )
    ),
    secret=frozenset({"person"}),
    passed_over=(
        "id", "device image", "image", "current value", "value", "diff", "fully depreciated", "created at",
        "updated at", "deleted", "next audit date", "type", "address", "city", "state", "country", "zip", "byod",
        "requestable",
        "checkins", "checkouts", "requests", "change", "in/out", "book value", "depreciation",
    ),
)  # fmt: skip

_META = re.compile(r"(.*\S) ?\((deployed|deployable|pending|archived|undeployable)\)", re.IGNORECASE)
_MEANS = {"deployed": "in use", "deployable": "in store", "ready to deploy": "in store", "archived": "retired"}
"""What the kind of a status label says of a thing; the other kinds say nothing of where it is."""


def detect(head: bytes) -> bool:
    """Whether the headings are Snipe-IT's."""
    return forms.detect(head, FORM)


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """Observations of each asset that may be a camera or one of its kin. Raises as `_inventory.read` does."""
    yield from _inventory.read(path, context, Tool(form=FORM, source=SOURCE, mend=_mend))


def _mend(cells: dict[str, str]) -> None:
    """A model has a name and a number; a status has a label of the owner's and a kind that means something."""
    name, number = cells.pop("series", ""), cells.pop("number", "")
    if number or name:
        cells["model"] = number or name
    if number and name and name != number:
        cells["model_name"] = name
    if called := cells.pop("called", ""):
        cells["name"] = called
    if default := cells.pop("default_place", ""):
        cells.setdefault("place", default)
    status = cells.pop("state", "")
    label = _META.fullmatch(status)
    if status:
        cells["status"] = _MEANS.get((label[2] if label else status).lower(), label[1] if label else status)
    for name in ("checked_out", "warranty", "eol", "cost", "order"):
        cells.pop(name, None)
