"""A bill of materials of the devices, in the form of CycloneDX: who labelled, sold and built each are kept apart.

``manufacturer`` is who built it, ``supplier`` its legal manufacturer, ``publisher`` and ``group`` the brand on its
label; makers of parts stand on parts of their own. Without ``--say full=yes`` it has no place, address or host name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from camcensus import __version__
from camcensus.model.assessment import Assessment
from camcensus.model.identity import confidence
from camcensus.model.material import Material
from camcensus.report import _json
from camcensus.report import _outside as outside
from camcensus.report import _seal as seal
from camcensus.report import _words as words
from camcensus.report._oscal import moment
from camcensus.report._plain import NAME, plain

_Node = dict[str, Any]

METHODS = 8
"""Ways by which one answer was come by that are told, the strongest first."""

_FIELDS = {"group": ("label", "brand"), "name": ("model", "model"), "version": ("firmware", "firmware")}
"""Fields whose identity is told: the column that has the answer, and what claims are about."""
_OPEN = (
    "serial", "mac", "class", "class_confidence", "label_confidence", "manufacturer_confidence",
    "hardware_maker_confidence", "component_makers_confidence", "maker_subject", "maker_basis", "installed", "in_use",
    "separation", "not_met", "waived", "unknown", "provisional", "observations",
)  # fmt: skip
_FULL = ("asset", "host", "addresses", "site", "site_name", "zone", "location", "recorder", "channel", "switch_port")
"""What is told of a device always, and with ``--say full=yes``."""


def render(material: Material) -> bytes:
    """UTF-8 JSON. It says of itself that it may not be whole."""
    one = material.assessment
    told = (*_OPEN, *_FULL) if outside.full(material) else _OPEN
    claims = _claims(one)
    bom = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{outside.document(material, 'cyclonedx')}",
        "version": 1,
        "metadata": _metadata(material),
        "components": (_device(row, told, claims.get(row["device"], {})) for row in outside.rows(one)),
        "compositions": iter([{"aggregate": "incomplete", "assemblies": ["estate"]}]),
    }
    return _json.written(bom)


def _metadata(material: Material) -> _Node:
    one, issue = material.assessment, material.issue
    owner = ", ".join(body.name for body in one.estate.bodies) or "an organisation"
    _, answer, rests_on = words.verdict(one)
    said = [*([] if issue else [("draft", seal.DRAFT)]), *(seal.told(issue) if issue else ()), *seal.basis(material)]
    return {
        "timestamp": moment(issue.on if issue else one.basis.as_of),
        "tools": {"components": iter([{"type": "application", "name": "camcensus", "version": __version__}])},
        "component": {
            "type": "platform",
            "bom-ref": "estate",
            "name": plain(f"Surveillance equipment of {owner}", NAME * 2),
            "description": f"{answer}. {rests_on}",
        },
        "properties": (_property(name, value) for name, value in said),
    }


def _property(name: str, value: object) -> _Node:
    return {"name": f"camcensus:{name.replace(', ', '-').replace(' ', '-').replace('_', '-')}", "value": f"{value}"}


def _device(row: Mapping[str, Any], told: tuple[str, ...], claims: Mapping[str, list[_Node]]) -> _Node:
    node: _Node = {
        "type": "device",
        "bom-ref": f"device:{row['device']}",
        "supplier": _organisation(row["manufacturer"]),
        "manufacturer": _organisation(row["hardware_maker"]),
        "publisher": row["label"],
        "group": row["label"],
        "name": row["model"] or f"{words.kind(row['class'])}, model not known",
        "version": row["firmware"],
        "description": f"{row['called']}: {words.kind(row['class'])}" if "site" in told else words.kind(row["class"]),
        "properties": [_property(name, row[name]) for name in told if row[name] not in (None, "")],
        "components": [*_firmware(row), *_parts(row)],
        "evidence": _evidence(row, claims),
    }
    return {name: value for name, value in node.items() if value}


def _organisation(name: str | None) -> _Node | None:
    return {"name": name} if name else None


def _firmware(row: Mapping[str, Any]) -> Iterator[_Node]:
    if row["firmware"]:
        name = f"firmware of {row['model'] or words.kind(row['class'])}"
        yield {"type": "firmware", "bom-ref": f"firmware:{row['device']}", "name": name, "version": row["firmware"]}


def _parts(row: Mapping[str, Any]) -> Iterator[_Node]:
    for number, maker in enumerate(outside.listed(row["component_makers"]), 1):
        ref = f"part:{row['device']}:{number}"
        yield {"type": "device", "bom-ref": ref, "manufacturer": {"name": maker}, "name": f"part made by {maker}"}


def _evidence(row: Mapping[str, Any], claims: Mapping[str, list[_Node]]) -> _Node:
    """How each answer was come by, and the observations behind the device, by their ids in the log."""
    identity = [
        {"field": field, "confidence": row[f"{column}_confidence"], "concludedValue": row[column],
         "methods": claims.get(about, [])}
        for field, (column, about) in _FIELDS.items()
        if row[column]
    ]  # fmt: skip
    kept = [{key: value for key, value in one.items() if value} for one in identity]
    occurrences = [{"location": f"log:{one}"} for one in outside.listed(row["evidence"])]
    return {name: value for name, value in (("identity", kept), ("occurrences", occurrences)) if value}


def _claims(assessment: Assessment) -> dict[str, dict[str, list[_Node]]]:
    """Device to what is claimed to its strongest claims, as methods."""
    found: dict[str, dict[str, list[_Node]]] = defaultdict(lambda: defaultdict(list))
    abouts = [about for _, about in _FIELDS.values()]
    some = assessment.claims.filter(pl.col("about").is_in(abouts)).select("device", "about", "origin", "by", "weight")
    ordered = some.unique().sort("device", "about", -pl.col("weight"), "origin", "by")
    few = ordered.group_by("device", "about", maintain_order=True).head(METHODS)
    for device, about, origin, by, weight in few.iter_rows():
        method = {"technique": _technique(origin), "confidence": confidence(weight), "value": plain(by, NAME)}
        found[device][about].append(method)
    return found


def _technique(origin: str) -> str:
    """What people or records state is an attestation; what a device answers was seen while it ran."""
    if origin.startswith(("stated:", "label", "brand:")):
        return "attestation"
    return "other" if origin.startswith("registrant") else "dynamic-analysis"
