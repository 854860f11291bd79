"""What documents in the form of OSCAL have in common: ids, properties, devices as inventory items, and the evidence.

No host name and nothing that a device said is in them: an observation is told by its kind and by its id in the log.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import polars as pl

from camcensus import __version__
from camcensus.model.assessment import Assessment
from camcensus.model.coverage import STALE
from camcensus.model.identity import confidence
from camcensus.model.material import Material
from camcensus.report import _outside as outside
from camcensus.report import _register as registers
from camcensus.report import _seal as seal
from camcensus.report import _words as words
from camcensus.report._plain import NAME, VALUE, plain
from camcensus.report._table import LIST

VERSION = "1.2.1"
"""Of OSCAL."""
NS = "urn:camcensus:oscal"
"""Of our properties, so that no other means something else by them."""

Node = dict[str, object]

_ROLES = ("brand", "manufacturer", "hardware_maker")
_KEYS = {"serial": "serial-number", "mac": "mac-address", "ip": "ipv4-address"}
_STANDING = {
    "zone": "zone", "maker_subject": "maker-subject", "basis": "maker-basis", "separation": "separation",
    "in_use": "in-use", "sensitive": "sensitive-site", "installed_on": "installed-on",
}  # fmt: skip


def text(said: object, most: int = 2_000) -> str:
    """A text as OSCAL takes it: on one line, with something in it."""
    return plain(str(said), most).strip() or "\ufffd"


def prop(name: str, value: object, *, remarks: str = "", own: bool = True) -> Node:
    """A property; one that OSCAL itself names stands without our namespace."""
    made = {"name": name, "ns": NS if own else "", "value": text(value, VALUE), "remarks": remarks and text(remarks)}
    return {key: said for key, said in made.items() if said}


def moment(at: date | datetime) -> str:
    """A time with its zone; a day is its first moment in UTC."""
    known = at if isinstance(at, datetime) else datetime.combine(at, time(), UTC)
    return known.isoformat().replace("+00:00", "Z")


def metadata(material: Material, title: str) -> Node:
    """What the document is, of whom, and what it was made from; a draft says so."""
    one, issue = material.assessment, material.issue
    _, answer, rests_on = words.verdict(one)
    issued = {"role-id": "prepared-by", "party-uuids": [outside.uuid("person", issue.person)]} if issue else None
    return {
        "title": title,
        "last-modified": moment(issue.on if issue else one.basis.as_of),
        "version": issue.number if issue else "draft",
        "oscal-version": VERSION,
        "props": [prop(name.replace(", ", "-").replace(" ", "-"), value) for name, value in seal.basis(material)],
        "roles": iter([{"id": "prepared-by", "title": "Who issued this document"}] if issued else []),
        "locations": (_location(site.id, site.name) for site in one.estate.sites),
        "parties": iter(_parties(material)),
        "responsible-parties": iter([issued] if issued else []),
        "remarks": " ".join((*([] if issue else [seal.DRAFT]), f"{answer}. {rests_on}")),
    }


def _location(site: str, name: str) -> Node:
    return {"uuid": outside.uuid("site", site), "title": text(name, NAME), "props": [prop("site", site)]}


def _parties(material: Material) -> list[Node]:
    one, issue = material.assessment, material.issue
    bodies = [(outside.uuid("body", body.id), "organization", body.name) for body in one.estate.bodies]
    persons = [*(waiver.person for waiver in one.profile.waivers), *([issue.person] if issue else [])]
    named = [(outside.uuid("person", person), "person", person) for person in dict.fromkeys(persons)]
    return [{"uuid": key, "type": kind, "name": text(name, NAME)} for key, kind, name in (*bodies, *named)]


def tool() -> Node:
    """What made the assessment, as a component."""
    return {
        "uuid": outside.uuid("tool", __version__),
        "type": "software",
        "title": f"camcensus {__version__}",
        "description": "Weighs what was seen of cameras, and asks each clause of the orders of it.",
        "status": {"state": "operational"},
    }


def platform() -> Node:
    """What the assessment was made on."""
    uses = [{"component-uuid": outside.uuid("tool", __version__)}]
    return {"uuid": outside.uuid("platform", __version__), "title": "camcensus", "uses-components": uses}


def origins() -> list[Node]:
    """That the tool says it."""
    return [{"actors": [{"type": "tool", "actor-uuid": outside.uuid("tool", __version__)}]}]


def item(device: str) -> str:
    """The id of a device."""
    return outside.uuid("device", device)


def inventory(assessment: Assessment, devices: pl.DataFrame) -> Iterator[Node]:
    """The devices of `_outside.judged`, each with its keys, its place, and its makers apart."""
    for row in devices.iter_rows(named=True):
        yield {
            "uuid": item(row["device"]),
            "description": text(f"{row['called']}: {words.kind(row['class'])}"),
            "props": [*_keys(row), *_made(assessment, row), *_stands(assessment, row)],
        }


def _keys(row: Mapping[str, Any]) -> Iterator[Node]:
    yield prop("asset-id", row["device"], own=False)
    yield from (prop("asset-tag", asset, own=False) for asset in (row["asset"] or "").split(LIST) if asset)
    for name in row["names"]:
        kind, _, key = name.partition(":")
        if kind in _KEYS and key:
            told = "ipv6-address" if kind == "ip" and ":" in key else _KEYS[kind]
            yield prop(told, key.upper() if kind == "serial" else key, own=False)


def _made(assessment: Assessment, row: dict[str, Any]) -> Iterator[Node]:
    """What it is, its label, who sells and who built it: each with how sure that is."""
    answers = registers.roles(assessment, row)
    named = {role: role.replace("_", "-") for role in _ROLES} | {"class": "asset-type", "model": "hardware-model"}
    for role, name in (named | {"firmware": "software-version"}).items():
        one = answers[role]
        if one.known:
            sure = f"confidence {confidence(row[f'{role}_weight'])}"
            yield prop(name, one.name, remarks=sure, own=role in _ROLES)


def _stands(assessment: Assessment, row: Mapping[str, Any]) -> Iterator[Node]:
    if row["site"]:
        yield prop("physical-location", words.site(assessment, row["site"]), own=False)
    yield from (prop(told, row[name]) for name, told in _STANDING.items() if row[name])


def observations(assessment: Assessment, gathered: pl.DataFrame, devices: pl.DataFrame) -> Iterator[Node]:
    """What `_methods.gathered` holds of each device, a node a method; it is out of date when a witness is."""
    found = gathered.join(devices.select("device", "called"), on="device", maintain_order="left")
    for row in found.iter_rows(named=True):
        last = row["last"] or assessment.basis.as_of
        yield {
            "uuid": evidence(row["device"], row["method"]),
            "title": text(f"What {words.many(row['count'], 'observation')} tell of {row['called']}"),
            "description": text(f"Of the kinds {', '.join(row['fields'])}; from {', '.join(row['sources'])}."),
            "props": [prop("observations", row["count"]), *(prop("observation-id", one) for one in row["evidence"])],
            "methods": [row["method"]],
            "types": ["finding"],
            "origins": origins(),
            "subjects": [{"subject-uuid": item(row["device"]), "type": "inventory-item"}],
            "collected": moment(last),
            "expires": moment(last + timedelta(days=STALE)),
            "remarks": "The log keeps the bytes behind each observation."
            + ("" if row["last"] else " Nothing of it bears a date: the day of the assessment stands for it."),
        }


def evidence(device: str, method: str) -> str:
    """The id of what is known of a device by one method."""
    return outside.uuid("evidence", device, method)
