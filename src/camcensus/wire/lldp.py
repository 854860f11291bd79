"""LLDP: what a device says of itself to whoever is at the other end of its cable; cameras and switches send it.

An LLDPDU (EtherType ``88cc``) is elements: type (7 bits), length (9 bits), value. The first three are chassis, port and
time to live; type 0 ends it, and may be missing where a capture or a device cuts it off. Elements of type 127 belong to
an organisation: its identifier (3), its own type (1). Those read: VLAN of the port (IEEE 802.1, ``00-80-c2``, 1), power
over Ethernet (IEEE 802.3, ``00-12-0f``, 2), and of LLDP-MED (TIA, ``00-12-bb``): class (1), power (4), inventory
(5 to 11). Locations, network policies and names of VLANs are left.

Sources: IEEE 802.1AB-2009, section 8 and annex E (802.1); IEEE 802.3-2012, section 79.3 (power); ANSI/TIA-1057,
section 10.2 (LLDP-MED).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from camcensus.wire import octets

MAX_UNIT = 9_216
"""Bytes of one unit: a jumbo frame."""
MOST = 32
"""Management addresses of one unit."""

CAPABILITIES = (
    "other",
    "repeater",
    "bridge",
    "wlan-access-point",
    "router",
    "telephone",
    "docsis",
    "station",
    "customer-vlan",
    "service-vlan",
    "two-port-relay",
)
"""From the lowest bit on."""

CHASSIS = ("", "component", "interface-alias", "port", "mac", "address", "interface", "local")
PORTS = ("", "interface-alias", "port", "mac", "address", "interface", "circuit", "local")
"""What an identifier is, by its subtype; subtypes beyond these are reserved and come out empty."""

_END, _CHASSIS, _PORT, _TTL, _PORT_TEXT, _NAME, _TEXT, _ABILITIES, _ADDRESS, _OWN = 0, 1, 2, 3, 4, 5, 6, 7, 8, 127
_VLAN, _POWER = b"\x00\x80\xc2\x01", b"\x00\x12\x0f\x02"
_MED = b"\x00\x12\xbb"
_MED_CLASS, _MED_POWER = _MED + b"\x01", _MED + b"\x04"
_INVENTORY = {
    _MED + bytes([kind]): name
    for kind, name in enumerate(("hardware", "firmware", "software", "serial", "manufacturer", "model", "asset"), 5)
}
_MED_CLASSES = {b"\1": "endpoint-1", b"\2": "endpoint-2", b"\3": "endpoint-3", b"\4": "connectivity"}

Elements = dict[int | bytes, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """What LLDP-MED says of a device; empty is what it does not say."""

    hardware: str = ""
    firmware: str = ""
    software: str = ""
    serial: str = ""
    manufacturer: str = ""
    model: str = ""
    asset: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """What one LLDPDU says; empty is what it does not say."""

    chassis_kind: str
    """One of `CHASSIS`."""
    chassis: str
    """In the spelling of its kind; hexadecimal if it is neither text nor an address."""
    port_kind: str
    """One of `PORTS`."""
    port: str
    ttl: int
    """Seconds; 0 says that the sender goes away."""
    port_description: str = ""
    system_name: str = ""
    system_description: str = ""
    capabilities: tuple[str, ...] = ()
    """What it can be, of `CAPABILITIES`."""
    enabled: tuple[str, ...] = ()
    """What it is."""
    management: tuple[str, ...] = ()
    """Addresses of IP, or of Ethernet where it has no other."""
    vlan: int | None = None
    """Of the port, for frames without a tag; 0 says that there is none."""
    power: bool = False
    """Whether it speaks of power over Ethernet."""
    med_class: str = ""
    """``endpoint-1`` to ``endpoint-3`` (2 is for media: cameras) or ``connectivity`` (switches)."""
    inventory: Inventory = Inventory()


def parse(data: bytes) -> Unit:
    """One unit. Raises `ValueError` if it does not begin with chassis, port and time to live, or is cut off."""
    if len(data) > MAX_UNIT:
        raise ValueError("larger than a frame: no LLDPDU is")
    found: Elements = {}
    management: list[str] = []
    order: list[int] = []
    for kind, value in _elements(data):
        order.append(kind)
        if kind == _ADDRESS and len(management) < MOST:
            management.append(_management(value))
        elif kind == _OWN:
            found.setdefault(value[:4], value[4:])
        else:
            found.setdefault(kind, value)
    if order[:3] != [_CHASSIS, _PORT, _TTL] or min(len(found[_CHASSIS]), len(found[_PORT]), len(found[_TTL])) < 2:
        raise ValueError("not an LLDPDU: it does not begin with chassis, port and time to live")
    return _unit(found, tuple(one for one in management if one))


def _unit(found: Elements, management: tuple[str, ...]) -> Unit:
    chassis_kind, chassis = _identifier(found[_CHASSIS], CHASSIS)
    port_kind, port = _identifier(found[_PORT], PORTS)
    abilities, vlan = found.get(_ABILITIES, b""), found.get(_VLAN, b"")
    return Unit(
        chassis_kind=chassis_kind,
        chassis=chassis,
        port_kind=port_kind,
        port=port,
        ttl=int.from_bytes(found[_TTL][:2], "big"),
        port_description=octets.text(found.get(_PORT_TEXT, b"")),
        system_name=octets.text(found.get(_NAME, b"")),
        system_description=octets.text(found.get(_TEXT, b"")),
        capabilities=_abilities(abilities[:2]),
        enabled=_abilities(abilities[2:4]),
        management=management,
        vlan=int.from_bytes(vlan[:2], "big") if len(vlan) >= 2 else None,
        power=_POWER in found or _MED_POWER in found,
        med_class=_MED_CLASSES.get(found.get(_MED_CLASS, b"")[2:3], ""),
        inventory=Inventory(**{name: octets.text(found[kind]) for kind, name in _INVENTORY.items() if kind in found}),
    )


def _elements(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 2 <= len(data):
        kind, start = data[at] >> 1, at + 2
        at = start + ((data[at] & 1) << 8 | data[at + 1])
        if kind == _END:
            return
        if at > len(data):
            raise ValueError("the LLDPDU is cut off")
        yield kind, data[start:at]


def _identifier(value: bytes, kinds: tuple[str, ...]) -> tuple[str, str]:
    """What an identifier is, and its text."""
    kind, rest = kinds[value[0]] if value[0] < len(kinds) else "", value[1:]
    if kind == "mac":
        return kind, octets.mac(rest) or rest.hex()
    if kind == "address":
        return kind, octets.ip(rest[1:]) or rest.hex()
    return kind, octets.readable(rest)


def _management(value: bytes) -> str:
    """An address of IP or Ethernet (families 1, 2 and 6 of IANA); empty for another."""
    if len(value) < 2 or value[0] == 0 or len(value) <= value[0]:
        return ""
    family, address = value[1], value[2 : 1 + value[0]]
    return octets.mac(address) if family == 6 else octets.ip(address) if family in (1, 2) else ""


def _abilities(value: bytes) -> tuple[str, ...]:
    bits = int.from_bytes(value, "big")
    return tuple(name for bit, name in enumerate(CAPABILITIES) if bits >> bit & 1)
