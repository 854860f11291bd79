"""Drafts for platforms whose texts are not read here, by way of aerleon: stamped *not proved* in their first lines.

aerleon is an extra (``[drafts]``), imported when a draft is asked for. What it writes to take away a list that stands
on a box, and its marks of revision, are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from camcensus.model.containment import Containment
from camcensus.model.errors import UsageError
from camcensus.report.acl._entries import Entry, Group, plan
from camcensus.report.acl._names import heading, remark, slug, stem

PLATFORMS = {
    "arista": "{name} mixed",
    "brocade": "{name} mixed",
    "cisconx": "{name} mixed",
    "ciscoxr": "{name} mixed",
    "juniper": "{name} mixed",
    "srx": "from-zone cameras to-zone any",
}
"""Platforms to what aerleon wants to be told of each."""
STAMP = "NOT PROVED: a draft that nothing here has read back. It may open what it should close. Check it by hand."
_BLOCK = frozenset({"juniper", "srx"})
"""Remarks stand between ``/*`` and ``*/``."""
_LEFT_OUT = re.compile(r"^\s*no ip(?:v6|v4)? access-list .*\n|^.*\$(?:Id|Date|Revision):?.*\$.*\n", re.MULTILINE)


def render(containment: Containment, platform: str) -> str:
    """The draft. Raises `UsageError` where aerleon is not installed, or refuses."""
    try:
        from aerleon import api  # noqa: PLC0415  # an extra
        from aerleon.lib import naming  # noqa: PLC0415
    except ImportError:
        raise UsageError(
            f"drafts for {platform} need aerleon", mend="install it with: pip install 'camcensus[drafts]'"
        ) from None
    known = naming.Naming()
    known.ParseDefinitionsObject(definitions(containment), "")
    asked: Any = policy(containment, platform)
    try:
        made = api.Generate([asked], known)
    except Exception as fault:  # noqa: BLE001  # its errors have no common parent
        why = " ".join(str(fault).split())[:200]
        raise UsageError(f"aerleon writes nothing for {platform}: {why}") from None
    text = "\n".join(str(one) for one in (made or {}).values())
    return "\n".join([*_stamped(containment, platform), _LEFT_OUT.sub("", text).strip(), ""])


def _stamped(containment: Containment, platform: str) -> Iterator[str]:
    for line in (STAMP, *heading(containment)):
        yield f"/* {line} */" if platform in _BLOCK else f"! {line}"


def definitions(containment: Containment) -> dict[str, Any]:
    """Networks and services as aerleon takes them."""
    made = plan(containment)
    services = {f"{stem(containment)}_s{at}": _service(one) for at, one in enumerate(made.entries)}
    return {
        "networks": {group.name: {"values": [{"address": one} for one in _all(group)]} for group in made.groups},
        "services": services,
    }


def _all(group: Group) -> tuple[str, ...]:
    return (*group.four, *group.six)


def _service(entry: Entry) -> list[dict[str, str]]:
    ports = (str(low) if low == high else f"{low}-{high}" for low, high in entry.ports)
    return [{"protocol": entry.protocol, "port": one} for one in ports]


def policy(containment: Containment, platform: str, options: str = "") -> dict[str, Any]:
    """The policy as aerleon takes it; `options` in place of those of `PLATFORMS`."""
    made, name = plan(containment), stem(containment)
    terms: list[dict[str, Any]] = [
        _term(containment, entry, f"{name}_s{at}", at) for at, entry in enumerate(made.entries)
    ]
    end = made.devices.name
    terms += [
        {"name": "all-else-from", "source-address": end, "action": "deny", "logging": True},
        {"name": "all-else-to", "destination-address": end, "action": "deny", "logging": True},
        {"name": "of-no-device", "action": "accept"},
    ]
    told = options or PLATFORMS[platform].format(name=name)
    return {"filename": name, "filters": [{"header": {"targets": {platform: told}}, "terms": terms}]}


def _term(containment: Containment, entry: Entry, service: str, number: int) -> dict[str, Any]:
    found = {
        "name": f"n{number}-{slug(entry.note)}".replace("_", "-"),
        "comment": remark(containment, entry.note),
        "source-address": entry.source.name,
        "destination-address": entry.target.name,
        "protocol": entry.protocol,
        ("source-port" if entry.answers else "destination-port"): service,
        "action": "accept",
    }
    return found | ({"option": "tcp-established"} if entry.answers and entry.protocol == "tcp" else {})
