"""ServiceNow's lists as CSV: configuration items and hardware assets, and what runZero writes for ServiceNow.

An export as CSV names the columns of the table (`sys_class_name`), one as Excel that was saved as CSV their labels
(`Most recent discovery`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from camcensus.model.reading import Chunk, Context
from camcensus.sources.importers import _inventory
from camcensus.sources.importers._inventory import Tool
from camcensus.sources.reading import forms
from camcensus.sources.reading.forms import Form

SOURCE = "importer:servicenow-csv@1"

FORM = Form(
    columns={
        "sys_class_name": ("sys class name",),
        "class": (),
        "category": ("subcategory",),
        "model_category": (),
        "type": (),
        "number": ("asset_id",),
        "asset": ("asset_tag",),
        "title": ("name", "display_name"),
        "sys_id": (),
        "hostname": ("fqdn", "fully qualified domain name", "host_name"),
        "make": ("manufacturer", "hw_vendor", "manufacturer.name", "vendor"),
        "model": ("model_id", "hw_product", "model_number", "model_id.name", "model_id.display_name"),
        "serial": ("serial_number",),
        "mac": ("mac_address",),
        "macs": (),
        "ip": ("ip_address",),
        "more_ips": ("addresses_extra", "ip_addresses"),
        "firmware": ("firmware_version", "hw_version", "u_firmware_version"),
        "site": ("u_site", "u_building", "building"),
        "place": ("location", "location.name", "location.full_name"),
        "organisation": ("organization", "company", "company.name"),
        "install_status": ("status", "state"),
        "operational_status": (),
        "installed": ("install_date", "installed"),
        "purchased": ("purchase_date",),
        "seen": ("last_discovered", "most recent discovery"),
        "first_seen": ("first_discovered",),
        "discovery_source": (),
        "vlan": ("vlan_id", "u_vlan"),
        "notes": ("short_description", "description", "comments"),
        "person": (
            "assigned_to", "managed_by", "owned_by", "supported_by", "sys_created_by", "sys_updated_by", "created by",
            "updated by", "approval_group", "assigned_to.name", "checked_out_by", "beneficiary", "department",
        ),
    },
    needs=(
        frozenset({"sys_class_name"}),
        frozenset({"title", "class", "seen"}),
        frozenset({"title", "class", "discovery_source"}),
        frozenset({"title", "class", "operational_status"}),
        frozenset({"title", "class", "install_status", "person"}),
        frozenset({"asset", "model_category", "install_status"}),
        frozenset({"sys_id", "title", "operational_status"}),
        frozenset({"sys_id", "asset", "install_status"}),
    ),
    secret=frozenset({"person"}),
    passed_over=(
        "sys_created_on", "sys_updated_on", "created", "updated", "sys_mod_count", "updates", "sys_domain", "domain",
        "support_group", "change_control", "managed_by_group", "assignment_group", "cost", "cost_center", "substatus",
        "warranty_expiration", "os", "os_version", "operating system", "dns_domain", "tags", "service_count",
        "mac_manufacturer", "cpu_count", "ram", "attributes", "fault_count", "due", "order_date", "delivery_date",
        "lease_id", "life_cycle_stage", "life_cycle_stage_status", "asset", "ci", "invoice_number", "po_number",
    ),
)  # fmt: skip

_CODES = {
    "1": "installed", "2": "on order", "3": "in maintenance", "4": "pending install", "5": "pending repair",
    "6": "in stock", "7": "retired", "8": "stolen", "100": "absent",
}  # fmt: skip
"""`install_status` as the table holds it, where the export gives values in place of words."""
_MAC = re.compile(r"(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}", re.IGNORECASE)


def detect(head: bytes) -> bool:
    """Whether the headings are those of ServiceNow's tables of equipment."""
    return forms.detect(head, FORM)


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """Observations of each item that may be a camera or one of its kin. Raises as `_inventory.read` does."""
    yield from _inventory.read(path, context, Tool(form=FORM, source=SOURCE, mend=_mend))


def _mend(cells: dict[str, str]) -> None:
    """The class may stand in four columns; addresses in two; states and moments may be numbers."""
    classes = [cells.pop(name, "") for name in ("sys_class_name", "class", "type", "model_category", "category")]
    told = dict.fromkeys(_class(one) for one in classes if one)
    if told:
        cells["kind"] = " / ".join(told)
    title, number = cells.pop("title", ""), cells.pop("number", "")
    if title:
        cells["name"] = title
    if not cells.get("asset") and (title or number):
        cells["asset"] = title or number
    _addresses(cells)
    status = cells.pop("install_status", "")
    operational = cells.pop("operational_status", "")
    if status or operational:
        cells["status"] = _CODES.get(status, status) or operational
    for name, seen in (("last_seen", cells.pop("seen", "")), ("first_seen", cells.pop("first_seen", ""))):
        if seen:
            cells[name] = _moment(seen)
    cells.pop("sys_id", None)
    cells.pop("discovery_source", None)


def _class(text: str) -> str:
    """``cmdb_ci_ip_camera`` in words."""
    return text.removeprefix("cmdb_ci_").removeprefix("cmdb_").replace("_", " ") if "_" in text else text


def _addresses(cells: dict[str, str]) -> None:
    """All addresses in one cell each; those that are more than one come as lists in whatever brackets."""
    more = re.sub(r"[\[\]\"'{}]", " ", cells.pop("more_ips", "")).strip()
    if more:
        cells["ip"] = f"{cells.get('ip', '')} {more}".strip()
    if "mac" in cells or "macs" in cells:
        found = _MAC.findall(f"{cells.get('mac', '')} {cells.pop('macs', '')}")
        cells["mac"] = ", ".join(dict.fromkeys(found)) or cells.get("mac", "")


def _moment(text: str) -> str:
    """Seconds since 1970 as a time in UTC; any other text as it is."""
    if text.isascii() and text.isdecimal() and len(text) == 10:
        return datetime.fromtimestamp(int(text), UTC).isoformat()
    return text
