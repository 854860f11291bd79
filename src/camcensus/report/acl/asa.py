"""Entries for access lists of Cisco ASA, which go before those that are there.

The lists are those that are applied inbound to the interfaces between which packets pass: a list of our own in their
place would take away what stands there, so none is applied here. Answers pass with their connection.
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_network

from camcensus.model.containment import Containment
from camcensus.report.acl._entries import Entry, Group, Plan, plan
from camcensus.report.acl._names import heading, remark, stem, words

WANTS = "Lists of both families want ASA 9.0 or later."
REMARK = 100
NAME = 200


def chains(containment: Containment) -> tuple[str, ...]:
    """The lists, by the reader's names."""
    return tuple(f"access-list {name}" for name in _lists(containment))


def render(containment: Containment) -> str:
    """What is pasted in configuration mode."""
    made = plan(containment)
    lines = [f"! {line}" for line in ("Paste it after: configure terminal", *heading(containment), WANTS)]
    lines += [line for group in made.groups for line in _group(group)]
    for name in _lists(containment):
        if not containment.place.lists:
            lines.append("! Put in place of its name that of each list that is applied inbound between the devices")
            lines.append("! and others.")
        for number, text in enumerate(_entries(containment, made), 1):
            lines.append(f"access-list {name} line {number} {text}")
    return "\n".join([*lines, ": end", ""])


def load(containment: Containment, file: str) -> tuple[str, ...]:
    """Commands that bring it in; connections that exist are ended, for lists are not asked of them again."""
    return ("copy running-config disk0:/before-containment.cfg", "configure terminal", f"(paste {file})", "end",
            *(f"clear conn address {_range(one)}" for one in containment.devices))  # fmt: skip


def back_out(containment: Containment) -> tuple[str, ...]:
    """Commands that take it away, entry by entry."""
    made = plan(containment)
    entries = [f"no access-list {name} {text}" for name in _lists(containment) for text in _entries(containment, made)]
    groups = [f"no object-group network {group.name}" for group in made.groups]
    return ("configure terminal", *entries, *groups, "end")


def _lists(containment: Containment) -> list[str]:
    names = ["".join(words(name, NAME).split()) for name in containment.place.lists]
    return names or [stem(containment)]


def _range(network: str) -> str:
    known = ip_network(network)
    return f"{known[0]}-{known[-1]}" if known.num_addresses > 1 else str(known[0])


def _group(group: Group) -> Iterator[str]:
    yield f"object-group network {group.name}"
    for one in group.four:
        known = ip_network(one)
        shown = f"host {known[0]}" if known.num_addresses == 1 else f"{known.network_address} {known.netmask}"
        yield f" network-object {shown}"
    for one in group.six:
        yield f" network-object {one}"


def _entries(containment: Containment, made: Plan) -> Iterator[str]:
    noted: str | None = None
    for entry in made.entries:
        if entry.answers:
            continue
        if noted != entry.note:
            noted = entry.note
            yield f"remark {remark(containment, entry.note, REMARK)}"
        yield from _permits(entry)
    devices = f"object-group {made.devices.name}"
    yield f"remark {remark(containment, 'all else of these devices', REMARK)}"
    yield f"extended deny ip {devices} any log"
    yield f"extended deny ip any {devices} log"


def _permits(entry: Entry) -> Iterator[str]:
    ends = f"object-group {entry.source.name} object-group {entry.target.name}"
    for low, high in entry.ports:
        ports = f"eq {low}" if low == high else f"range {low} {high}"
        yield f"extended permit {entry.protocol} {ends} {ports} log"
