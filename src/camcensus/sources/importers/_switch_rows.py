"""What a row of a switch's answer says, whatever its template calls the columns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from camcensus.sources.importers._cctv import When
from camcensus.sources.importers._switch_templates import Cells
from camcensus.wire import addresses, localtime, macs, port_names

MAX_TEXT = 500
"""Characters of one value."""

_MAC_IN_NAME = re.compile(r"(?<![0-9a-f])([0-9a-f]{12})(?![0-9a-f])|(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}", re.IGNORECASE)
_NOTHING = frozenset({"", "-", "--", "n/a", "na", "none", "not advertised", "- not advertised", "null", "unknown"})
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_HOURS = r"(?P<clock>\d{1,2}:\d{2}:\d{2})(?:\.\d{1,9})?"
_CLOCKS = (
    re.compile(
        rf"(?P<mark>[*.]?){_HOURS} (?P<zone>[A-Z]{{2,5}}) \w{{3}} (?P<month>\w{{3}}) (?P<day>\d{{1,2}}) "
        r"(?P<year>\d{4})"
    ),
    re.compile(
        rf"(?P<mark>)\w{{3}} (?P<month>\w{{3}}) {{1,2}}(?P<day>\d{{1,2}}) "
        rf"{_HOURS} (?P<zone>(?:[A-Z]{{2,5}} )?)(?P<year>\d{{4}})"
    ),
    re.compile(
        rf"(?P<mark>){_HOURS} (?P<zone>[A-Z]{{2,5}}) \w{{3}} (?P<month>\d{{2}})/(?P<day>\d{{2}})/(?P<year>\d{{4}})"
    ),
    re.compile(
        rf"(?P<mark>)(?P<year>\d{{4}})-(?P<month>\d{{2}})-(?P<day>\d{{2}})[ T]{_HOURS}"
        r"(?P<zone>Z|[+-]\d{2}:\d{2}|(?: [A-Z]{2,5})?)"
    ),
)
"""As Cisco and NX-OS, Arista and ProCurve, Comware, and Huawei and Juniper show the time."""
_ZONE = re.compile(r"(?:Time ?zone|Clock source).{0,20}?[:(] ?(?P<zone>UTC|GMT)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A row of a table of Ethernet addresses, of ARP or of bindings; what is empty was not told."""

    mac: str = ""
    ip: str = ""
    port: str = ""
    vlan: str = ""
    kind: str = ""
    hostname: str = ""
    vendor_class: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """What a neighbour announced of itself over LLDP or CDP."""

    port: str = ""
    """Of the switch that heard it."""
    mac: str = ""
    ip: str = ""
    name: str = ""
    description: str = ""
    platform: str = ""
    capabilities: str = ""
    port_id: str = ""
    port_description: str = ""
    manufacturer: str = ""
    model: str = ""
    serial: str = ""
    firmware: str = ""
    vlan: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Port:
    """What a switch says of one of its ports."""

    port: str
    description: str = ""
    status: str = ""
    vlan: str = ""
    speed: str = ""
    poe_state: str = ""
    poe_watts: str = ""
    poe_device: str = ""
    poe_class: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Switched:
    """Which VLANs a port carries, as the switch shows it."""

    port: str
    mode: str = ""
    """``access``, ``trunk``, ``routed``, ``down``, or what else it is at work."""
    access: str = ""
    native: str = ""
    voice: str = ""
    allowed: str = ""
    """``10,20-30``, ``all`` or ``none``."""


def _first(cells: Cells, *names: str) -> str:
    for name in names:
        text = " ".join(cells.get(name, "").split())[:MAX_TEXT]
        if text.lower() not in _NOTHING:
            return text
    return ""


def _mac(cells: Cells, *names: str) -> str:
    found = macs.normalise(_first(cells, *names))
    return found if found and macs.is_individual(found) else ""


def _ip(cells: Cells, *names: str) -> str:
    for part in _first(cells, *names).split(","):
        found = addresses.normalise(part.strip(" ()"))
        if found and found not in ("0.0.0.0", "::"):  # noqa: S104  # not bound to
            return found
    return ""


def seen(cells: Cells) -> Seen:
    """A row of one of the tables of addresses."""
    vlan = _first(cells, "vlan_id", "vid", "vlan", "external_vlan")
    interface = _first(
        cells, "destination_port", "physical_port", "physical_interface", "port", "ports", "port_id",
        "logical_interface", "interface", "circuit",
    )  # fmt: skip
    name = port_names.short(interface)
    return Seen(
        mac=_mac(cells, "mac_address", "destination_address", "hardware_address", "mac"),
        ip=_ip(cells, "ip_address", "address", "ip", "destination", "host"),
        port="" if name.startswith("Vlan") else name,
        vlan=vlan if vlan.isdecimal() and len(vlan) < 5 else name[4:] if re.fullmatch(r"Vlan\d{1,4}", name) else "",
        kind=_first(cells, "type", "state").lower()[:20],
        hostname=_first(cells, "hostname"),
        vendor_class=_first(cells, "vci"),
    )


def neighbour(cells: Cells) -> Neighbour:
    """A neighbour of LLDP or CDP."""
    name = _first(cells, "neighbor_name", "neighbor", "system_name", "remote_system_name", "chassis_id")
    address = _mac(cells, "chassis_id", "mac_address") or _in_name(name)
    return Neighbour(
        port=port_names.short(_first(cells, "local_interface", "interface", "port")),
        mac=address,
        ip=_ip(cells, "mgmt_address", "management_ip", "management_ipv6", "interface_ip"),
        name="" if macs.normalise(name) else name,
        description=_first(cells, "neighbor_description", "system_description"),
        platform=_first(cells, "platform"),
        capabilities=_first(cells, "capabilities", "capabilities_enabled", "capabilities_supported"),
        port_id=_first(cells, "neighbor_port_id", "neighbor_interface"),
        port_description=_first(
            cells,
            "neighbor_interface_description",
            "neighbor_port_description",
            *(["neighbor_interface"] if cells.get("neighbor_port_id") else []),
        ),
        manufacturer=_first(cells, "manufacturer"),
        model=_first(cells, "med_model", "model"),
        serial=_first(cells, "serial"),
        firmware=_first(cells, "fw_revision", "sw_revision"),
        vlan=_first(cells, "vlan_id"),
    )


def _in_name(name: str) -> str:
    """The Ethernet address in a name such as ``axis-b8a44f5b4d12`` or ``SEP001b215b4d13``."""
    found = _MAC_IN_NAME.search(name.removeprefix("SEP"))
    return _mac({"mac": found[0]}, "mac") if found else ""


def port(cells: Cells) -> Port:
    """A port by its status, its description or its power."""
    status = _first(cells, "status", "link_status", "linkstate", "link_state", "link", "phy", "detected_status")
    vlan = _first(cells, "vlan_id", "vlan_untagged", "pvid")
    power = _first(cells, "operational_status")
    return Port(
        port=port_names.short(_first(cells, "port", "interface", "port_id")),
        description=_first(cells, "name", "description"),
        status=status.lower(),
        vlan=vlan,
        speed=_first(cells, "speed", "detected_speed"),
        poe_state=power.lower(),
        poe_watts=_first(cells, "power") if power.lower() == "on" else "",
        poe_device=_first(cells, "device"),
        poe_class=_first(cells, "class"),
    )


_MODES = (("trunk", "trunk"), ("access", "access"), ("down", "down"))


def switched(cells: Cells) -> Switched:
    """A port by how it is switched, as it works at the time and not as it is meant to."""
    told = _first(cells, "mode").lower()
    mode = next((name for part, name in _MODES if part in told), told[:40])
    allowed = cells.get("trunking_vlans", "").lower().replace(" ", "")
    return Switched(
        port=port_names.short(_first(cells, "interface")),
        mode="routed" if _first(cells, "switchport").lower().startswith("disabled") else mode,
        access=_vlan(cells, "access_vlan"),
        native=_vlan(cells, "native_vlan"),
        voice=_vlan(cells, "voice_vlan"),
        allowed="all" if allowed in ("all", "1-4094") else allowed if _VLANS.fullmatch(allowed) else "",
    )


_VLANS = re.compile(r"none|\d{1,4}(?:-\d{1,4})?(?:,\d{1,4}(?:-\d{1,4})?)*")


def _vlan(cells: Cells, name: str) -> str:
    text = _first(cells, name)
    return text if text.isdecimal() and len(text) < 5 else ""


def clock(lines: list[str], zone: ZoneInfo) -> When:
    """The time that a switch shows; by its own word doubtful (``*``) where it was set by nobody."""
    for line in lines[:20]:
        for pattern in _CLOCKS:
            found = pattern.search(line[:200])
            if found is not None and (wall := _wall(found)) is not None:
                told = _ZONE.search("\n".join(lines[:20])[:1_000])
                return _when(wall, found["zone"].strip() or (told["zone"].upper() if told else ""), zone, found["mark"])
    return When()


def _wall(found: re.Match[str]) -> datetime | None:
    month = found["month"]
    short = month.lower()[:3]
    number = int(month) if month.isdecimal() else _MONTHS.index(short) + 1 if short in _MONTHS else 0
    hour, minute, second = map(int, found["clock"].split(":"))
    try:
        wall = datetime(int(found["year"]), number, int(found["day"]), hour, minute, second)  # noqa: DTZ001  # wall
    except ValueError:
        return None
    return wall if 1990 <= wall.year < 2100 else None


def _when(wall: datetime, written: str, zone: ZoneInfo, mark: str) -> When:
    if written in ("UTC", "GMT", "Z"):
        found = localtime.from_utc(wall.replace(tzinfo=UTC))
    elif written[:1] in ("+", "-"):
        hours, minutes = int(written[1:3]), int(written[4:6])
        ahead = timedelta(hours=hours, minutes=minutes) * (-1 if written[0] == "-" else 1)
        found = localtime.from_utc(wall.replace(tzinfo=UTC) - ahead)
    else:
        found = localtime.from_local(wall, zone)
    return When(found.first, found.last, "device-clock" if mark else found.quality)
