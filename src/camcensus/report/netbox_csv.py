"""Devices for NetBox's bulk import of devices, one row each, with its own columns and no mark at the beginning.

Roles, makes, types, sites and tags have to be there already: NetBox names those that are not. What is not known says
so, and is never left for NetBox to fill in.
"""

from __future__ import annotations

from typing import Any

from camcensus.model.assessment import Assessment
from camcensus.model.material import Material
from camcensus.report import _outside as outside
from camcensus.report import _table as table
from camcensus.report import _words as words
from camcensus.report import _written_back as back

COLUMNS = (
    back.column("name", "what it is called", most=64),
    back.column("role", "what it is, by the name of the role"),
    back.column("manufacturer", "the make on its label"),
    back.column("device_type", "its model"),
    back.column("serial", "its serial number", most=50),
    back.column("asset_tag", "its line of a register, where no other device has the same", most=50),
    back.column("status", "active, decommissioning, failed, inventory or offline"),
    back.column("site", "its site, by the name"),
    back.column("description", "where in the site it is", most=200),
    back.column("tags", "camcensus, and whether its maker is subject to the law, as slugs"),
    back.column("comments", "makers apart, findings, our name of it", most=2_000),
)
"""A part of the columns of NetBox's import of devices."""

_STATUS = {"faulty": "failed", "removed": "decommissioning", "spare": "inventory"}
_NAME = 60


def render(material: Material) -> bytes:
    """UTF-8."""
    one = material.assessment
    rows = list(outside.rows(one))
    tags, names = back.only(rows, "asset"), _names(rows)
    made = [_row(one, row) | {"asset_tag": tag, "name": name} for row, tag, name in zip(rows, tags, names, strict=True)]
    return table.csv(table.of_rows(made, COLUMNS), marked=False)


def _row(assessment: Assessment, row: dict[str, Any]) -> dict[str, object]:
    serials = outside.listed(row["serial"])
    return {
        "role": back.kind(row),
        "manufacturer": back.make(row),
        "device_type": row["model"] or back.NO_MODEL,
        "serial": serials[0] if serials else "",
        "status": _STATUS.get(row["status"] or "", "active" if row["in_use"] == "yes" else "offline"),
        "site": words.site(assessment, row["site"]),
        "description": back.place(row),
        "tags": f"camcensus,maker-subject-{row['maker_subject']}",
        "comments": back.told(assessment, row),
    }


def _names(rows: list[dict[str, Any]]) -> list[str]:
    """Names that differ at each site, as NetBox asks: our own is added to one that is there twice."""
    counts: dict[tuple[object, str], int] = {}
    keys = [(row["site"], row["called"].casefold()[:_NAME]) for row in rows]
    for key in keys:
        counts[key] = counts.get(key, 0) + 1
    return [
        row["called"] if counts[key] == 1 and len(row["called"]) <= _NAME else f"{row['called'][:40]} {row['device']}"
        for row, key in zip(rows, keys, strict=True)
    ]
