"""Devices for an import set of ServiceNow whose target is the table of configuration items, one row each.

``correlation_id`` is our name of the device: with it as coalesce field a later import changes what is there.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from camcensus.model.assessment import Assessment
from camcensus.model.material import Material
from camcensus.report import _outside as outside
from camcensus.report import _table as table
from camcensus.report import _written_back as back

COLUMNS = (
    back.column("correlation_id", "our name of the device"),
    back.column("name", "what it is called", most=255),
    back.column("sys_class_name", "the table of the item"),
    back.column("category", "Surveillance"),
    back.column("subcategory", "what it is"),
    back.column("asset_tag", "its line of a register, where no other device has the same"),
    back.column("serial_number", "its serial number", most=255),
    back.column("manufacturer", "the make on its label"),
    back.column("model_id", "its model", most=255),
    back.column("mac_address", "its first Ethernet address", most=18),
    back.column("ip_address", "its first IP address", most=255),
    back.column("location", "its site, by the name; empty where not known"),
    back.column("company", "the organisation that answers for it"),
    back.column("install_status", "Installed, Retired, In stock; empty where not known"),
    back.column("operational_status", "Operational, Non-operational; empty where not known"),
    back.column("install_date", "the day it was installed, where that is known"),
    back.column("first_discovered", "when it was first seen, UTC"),
    back.column("last_discovered", "when it was last seen, UTC"),
    back.column("discovery_source", "camcensus"),
    back.column("short_description", "where in the site it is", most=255),
    back.column("comments", "makers apart, findings, our name of it", most=2_000),
)
"""A part of the columns of ``cmdb_ci``."""

_CLASS = "cmdb_ci_hardware"
_STATUS = {"removed": ("Retired", "Non-operational"), "spare": ("In stock", "Non-operational"),
           "faulty": ("Installed", "Non-operational")}  # fmt: skip
_DAY = 10


def render(material: Material) -> bytes:
    """UTF-8, without a mark at the beginning."""
    one = material.assessment
    rows = list(outside.rows(one))
    made = [_row(one, row) | {"asset_tag": tag} for row, tag in zip(rows, back.only(rows, "asset"), strict=True)]
    return table.csv(table.of_rows(made, COLUMNS), marked=False)


def _row(assessment: Assessment, row: dict[str, Any]) -> dict[str, object]:
    in_use = ("Installed", "Operational") if row["in_use"] == "yes" else ("", "")
    installed, operational = _STATUS.get(row["status"] or "", in_use)
    serials, macs = outside.listed(row["serial"]), outside.listed(row["mac"])
    day = row["installed"] or ""
    return {
        "correlation_id": f"camcensus:{row['device']}",
        "name": row["called"],
        "sys_class_name": _CLASS,
        "category": "Surveillance",
        "subcategory": back.kind(row),
        "serial_number": serials[0] if serials else "",
        "manufacturer": back.make(row),
        "model_id": row["model"] or back.NO_MODEL,
        "mac_address": macs[0] if macs else "",
        "ip_address": (row["addresses"] or "").split(", ")[0],
        "location": row["site_name"],
        "company": row["owner"],
        "install_status": installed,
        "operational_status": operational,
        "install_date": f"{day} 00:00:00" if len(day) == _DAY else "",
        "first_discovered": _moment(row["first_seen"]),
        "last_discovered": _moment(row["last_seen"]),
        "discovery_source": "camcensus",
        "short_description": back.place(row),
        "comments": back.told(assessment, row),
    }


def _moment(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}" if at else ""
