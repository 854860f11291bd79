"""What the rows of a switch's answers come to: how much each tells, and the facts in it."""

from __future__ import annotations

import re
from dataclasses import astuple

from camcensus.sources.importers import _switch_commands, _switch_rows
from camcensus.sources.importers._cctv import Facts
from camcensus.sources.importers._switch_rows import Neighbour, Port, Seen, Switched
from camcensus.sources.importers._switch_templates import Cells
from camcensus.sources.importers._switch_text import Answer

_LETTERS = {"lldp": (frozenset("BRWP"), frozenset("T")), "cdp": (frozenset("RTBS"), frozenset("HP"))}
"""Capabilities, in letters, of what passes on what others say; and of telephones and hosts, which may do so as well."""
_BRIDGES = re.compile(r"bridge|router|switch|wlan|access point|repeater", re.IGNORECASE)
_STATIONS = re.compile(r"phone|\bhost\b|station", re.IGNORECASE)
_SYSTEMS = re.compile(
    r"bridge|router|switch|access point|ios[ -](?:xe |xr )?software|nx-os|junos|arista|procurve"
    r"|arubaos|comware|fortigate",
    re.IGNORECASE,
)
"""What the systems of switches and routers say of themselves."""


def worth(kind: str, cells: Cells) -> int:
    """How many things a row tells; 0 if it is no row of a table of this kind."""
    if kind in ("lldp", "cdp"):
        near = _switch_rows.neighbour(cells)
        return _filled(near) if _is_numbered(near.port) and (near.mac or near.ip or near.name) else 0
    if kind in ("power", "status"):
        port = _switch_rows.port(cells)
        return _filled(port) if _is_numbered(port.port) else 0
    if kind == "switchport":
        switched = _switch_rows.switched(cells)
        return _filled(switched) if _is_numbered(switched.port) and switched.mode else 0
    seen = _switch_rows.seen(cells)
    if kind == "mac":
        return _filled(seen) if seen.mac and (not seen.port or _is_numbered(seen.port)) else 0
    return _filled(seen) if seen.ip else 0


def _filled(told: Seen | Neighbour | Port | Switched) -> int:
    return sum(1 for value in astuple(told) if value)


def _is_numbered(port: str) -> bool:
    """Every port of a switch has a number; what has none is a word of a heading."""
    return any(map(str.isdigit, port))


def passes_on(kind: str, capabilities: str, *described: str) -> bool:
    """Whether a neighbour is a switch, a router or an access point, and no telephone.

    Where its capabilities are not told, its description tells.
    """
    if not capabilities:
        return any(_SYSTEMS.search(text) for text in described)
    letters = {part for part in re.split(r"[\s,()]+", capabilities) if len(part) == 1}
    if letters:
        bridges, stations = _LETTERS[kind]
        return bool(letters & bridges) and not letters & stations
    return _BRIDGES.search(capabilities) is not None and _STATIONS.search(capabilities) is None


def part(answer: Answer, *, lenient: bool) -> str:
    """Why a table of Ethernet addresses, or of ports, may not hold all that the switch knows; nothing: it does."""
    if not answer.command:
        return "it stands below no command"
    if asked := _switch_commands.narrowed(answer.command, answer.kind):
        return f"only {asked} was asked for"
    if answer.dropped:
        return "its last lines were not read"
    return "some of its lines are not understood" if lenient else ""


def subject(one: Neighbour) -> str:
    """What a neighbour is called: by its interface, else its address, else its name; nothing if it told none."""
    if one.mac:
        return f"mac:{one.mac}"
    if one.ip:
        return f"ip:{one.ip}"
    return f"host:{one.name.lower()}" if one.name else ""


def announced(kind: str, one: Neighbour, port: str) -> Facts:
    """What a neighbour told of itself over ``lldp`` or ``cdp``, and on which port it was heard."""
    common = [
        ("switch.port", port),
        ("switch.vlan", one.vlan),
        ("fact.hostname", one.name),
        ("fact.ip", one.ip if one.mac else ""),
    ]
    if kind == "cdp":
        return [
            ("cdp.device_id", one.name or one.mac),
            ("cdp.platform", one.platform),
            ("cdp.version", one.description),
            ("cdp.capabilities", one.capabilities),
            ("cdp.port_id", one.port_id),
            *common,
        ]
    return [
        ("lldp.system_name", one.name),
        ("lldp.system_description", one.description),
        ("lldp.capabilities", one.capabilities),
        ("lldp.port_id", one.port_id),
        ("lldp.port_description", one.port_description),
        ("lldp.manufacturer", one.manufacturer),
        ("model.number", one.model or one.platform),
        ("serial.number", one.serial),
        ("firmware.version", one.firmware),
        *common,
    ]


def stated(one: Port) -> Facts:
    """What a switch says of a port."""
    return [
        ("switch.description", one.description),
        ("switch.status", one.status),
        ("switch.vlan", one.vlan),
        ("switch.speed", one.speed),
        ("switch.poe_state", one.poe_state),
        ("switch.poe_watts", one.poe_watts),
        ("switch.poe_device", one.poe_device),
        ("switch.poe_class", one.poe_class),
    ]


def carried(one: Switched, *, whole: bool) -> Facts:
    """Which VLANs a port carries; `whole`: the answer shows every port of the switch."""
    trunk, access = one.mode == "trunk", one.mode == "access"
    return [
        ("switch.mode", one.mode),
        ("switch.access", one.access if access else ""),
        ("switch.voice", one.voice if access else ""),
        ("switch.native", one.native if trunk else ""),
        ("switch.allowed", one.allowed if trunk else ""),
        ("switch.ports", "all" if whole else ""),
    ]


def bound(one: Seen, port: str) -> Facts:
    """What a switch or firewall says of an address that it saw being leased."""
    return [
        ("mac", one.mac),
        ("switch.port", port),
        ("switch.vlan", one.vlan),
        ("dhcp.hostname", one.hostname),
        ("dhcp.vendor_class", one.vendor_class),
    ]
