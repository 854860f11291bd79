"""What runZero's exports say of assets and services, in CSV and JSON alike.

The names of attributes come from runZero's documentation of its exports; an attribute that is not known stays in the
original.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from camcensus.sources.importers import _banners as banners
from camcensus.sources.importers import _scan_notes as notes
from camcensus.sources.importers._banners import Facts

Listed = Mapping[str, list[str]]
"""Columns or keys of a record to their values."""

_HEADERS = {
    "http.head.server": "server",
    "http.head.wwwauthenticate": "www-authenticate",
    "http.head.location": "location",
    "http.head.setcookie": "set-cookie",
}
_RTSP = {
    "rtsp.head.server": "server",
    "rtsp.server": "server",
    "rtsp.head.public": "public",
    "rtsp.public": "public",
    "rtsp.head.wwwauthenticate": "www-authenticate",
}
_PLAIN = {
    "ssdp.server": "ssdp.server",
    "ssdp.head.server": "ssdp.server",
    "ssdp.location": "ssdp.location",
    "ssdp.head.location": "ssdp.location",
    "onvif.scopes": "onvif.scopes",
    "wsd.scopes": "onvif.scopes",
    "onvif.types": "onvif.types",
    "wsd.types": "onvif.types",
}
_SNMP = {"sysdesc": 0, "sysdescr": 0, "sysobjectid": 1, "sysname": 2}
_OF_DEVICE = {
    "serialnumber": "serial.number", "serial": "serial.number", "firmwareversion": "firmware.version",
    "firmware": "firmware.version", "model": "model.number", "devicemodel": "model.number",
}  # fmt: skip
_MAKERS = ("onvif", "hikvision", "sadp", "dahua", "axis", "isapi", "camera")
"""Protocols in which a device itself says what it is: the first part of an attribute's name."""
_SERVICE = re.compile(r"([0-9a-fA-F.:]{2,45})/(\d{1,5})/(tcp|udp)(?:/.*)?")
_KINDS = {"tcp": "tcp", "udp": "udp"}


def hosts(record: Listed) -> list[str]:
    """The addresses of an asset, those it was found by first; those of its link only where it has no others."""
    named = [*record.get("addresses", []), *record.get("addresses_extra", [])]
    found = list(dict.fromkeys(host for one in named if (host := notes.host(one)) is not None))
    return [one for one in found if not one.startswith("fe80:")] or found


def interfaces(record: Listed) -> Facts:
    """The Ethernet addresses of an asset."""
    return [fact for one in (*record.get("newest_mac", []), *record.get("macs", [])) for fact in banners.mac(one)]


def asset(record: Listed) -> Facts:
    """What an asset's record says beside its addresses: names, ports, and runZero's opinion of what it is."""
    found = [*interfaces(record), *banners.names(record.get("names", []))]
    for kind in ("tcp", "udp"):
        for one in record.get(f"service_ports_{kind}", []):
            found += banners.opened(notes.port(one), kind)
    return found + opinion(record)


def opinion(record: Listed) -> Facts:
    """What runZero holds the device to be."""
    hardware = " ".join(record.get("hw", [])) or " ".join(
        part for key in ("hw_vendor", "hw_product", "hw_version") for part in record.get(key, [])
    )
    return [("fact.hardware", hardware[:500]), ("fact.device_type", " ".join(record.get("type", []))[:200])]


def place(key: str) -> tuple[str, int, str] | None:
    """(address, port, protocol) of a service's key: ``10.0.0.5/80/tcp/``."""
    match = _SERVICE.fullmatch(key)
    address = notes.host(match[1]) if match else None
    if match is None or address is None:
        return None
    return address, notes.port(match[2]), match[3]


def service(port: int, transport: str, protocols: Iterable[str], attributes: Listed) -> Facts:
    """What one service answered, by its attributes."""
    kind = _KINDS.get(transport.lower())
    if kind is None:
        return []  # ARP and ICMP have no ports
    known = {key.lower().replace("-", ""): values for key, values in attributes.items()}
    name = next(iter([*protocols, *known.get("protocol", [])]), "")
    found = banners.opened(port, kind)
    for product in known.get("product", []):
        found += banners.service(port, kind, name, product.replace(":", " "))
    for said in known.get("banner", []):
        found += banners.greeting(said, name, port)
    for key, values in known.items():
        found += _attribute(key, values)
    return found + _together(known)


def _attribute(key: str, values: list[str]) -> Facts:
    if key in _HEADERS:
        return banners.headers((_HEADERS[key], value) for value in values)
    if key in _RTSP:
        return banners.headers(((_RTSP[key], value) for value in values), "rtsp")
    if key in _PLAIN:
        return [(_PLAIN[key], " ".join(values)[: banners.MAX_HEADER])]
    return [fact for value in values for fact in _single(key, value)]


def _single(key: str, value: str) -> Facts:
    """What one value of an attribute says."""
    first, _, rest = key.partition(".")
    last = rest.rpartition(".")[2]
    if key == "html.title":
        return banners.title(value)
    if first == "favicon":
        return banners.icon(md5=value if last == "md5" else "", mmh3=value if last == "mmh3" else "")
    if first in _MAKERS and last in _OF_DEVICE:
        return [(_OF_DEVICE[last], value[:200])]
    return banners.mac(value) if first in _MAKERS and last.startswith("mac") else []


def _together(known: Listed) -> Facts:
    """Attributes that make one value: of the certificate, of SNMP's system group, of a UPnP description."""
    shown = {key: " ".join(known.get(f"tls.{key}", [])) for key in ("subject", "issuer")}
    found = banners.named(shown["subject"], shown["issuer"])
    system = ["", "", ""]
    for key, values in known.items():
        at = _SNMP.get(key.removeprefix("snmp.")) if key.startswith("snmp.") else None
        if at is not None:
            system[at] = " ".join(values)
    described = {key.rpartition(".")[2]: " ".join(v) for key, v in known.items() if key.startswith("upnp.")}
    return [*found, *banners.snmp(*system), *banners.upnp(described)]
