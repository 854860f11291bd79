"""Multicast DNS as a device answers it (RFC 6762, RFC 6763): PTR, SRV, TXT and A of the services asked for."""

from __future__ import annotations

import ipaddress
import struct
from collections.abc import Mapping, Sequence

from tests.fleet.template import Template

_LIST = "_services._dns-sd._udp.local"
_PTR, _TXT, _A, _SRV, _ANY = 12, 16, 1, 33, 255


class Announcer:
    """The services of a family, each ``(service, instance, port, texts)``."""

    def __init__(self, host: str, services: Sequence[tuple[str, str, int, Sequence[str]]]) -> None:
        self._host = Template(host)
        self._services = [
            (f"{service}.local", Template(instance), port, [Template(text) for text in texts])
            for service, instance, port, texts in services
        ]

    def templates(self) -> tuple[Template, ...]:
        """Its texts."""
        return (self._host, *(one[1] for one in self._services), *(text for one in self._services for text in one[3]))

    def answer(self, query: bytes, values: Mapping[str, str]) -> bytes:
        """The answer to a query; empty if it asks for nothing that is here."""
        asked, end = questions(query)
        names = {name.lower() for name in asked}
        records = []
        if _LIST in names:
            records += [_record(_LIST, _PTR, _name(service)) for service, *_ in self._services]
        for one in self._services:
            if one[0] in names:
                records += self._records(*one, values)
        if not records:
            return b""
        records.append(_record(f"{self._host.text(values)}.local", _A, ipaddress.ip_address(values["ip"]).packed))
        # The question is repeated, as who asks from another port than 5353 wants it (RFC 6762, section 6.7).
        head = query[:2] + struct.pack(">HHHHH", 0x8400, len(asked), len(records), 0, 0)
        return head + query[12:end] + b"".join(records)

    def _records(
        self, service: str, instance: Template, port: int, texts: Sequence[Template], values: Mapping[str, str]
    ) -> list[bytes]:
        # An instance is one label, whatever stands in it (RFC 6763, section 4.1.1).
        label = instance.data(values)[:63]
        full = bytes([len(label)]) + label + _name(service)
        target = struct.pack(">HHH", 0, 0, port) + _name(f"{self._host.text(values)}.local")
        strings = [text.data(values)[:255] for text in texts] or [b""]
        return [
            _record(service, _PTR, full),
            _raw(full, _SRV, target),
            _raw(full, _TXT, b"".join(bytes([len(one)]) + one for one in strings)),
        ]


def questions(query: bytes) -> tuple[list[str], int]:
    """The names a query asks for, and where its questions end; none if it is an answer."""
    if len(query) < 12 or query[2] & 0x80:
        return [], 12
    found: list[str] = []
    at = 12
    for _ in range(min(int.from_bytes(query[4:6], "big"), 32)):
        labels = []
        while at < len(query) and query[at]:
            length = query[at]
            if length > 63:
                return [], 12
            labels.append(query[at + 1 : at + 1 + length].decode("utf-8", "replace"))
            at += 1 + length
        found.append(".".join(labels))
        at += 5
    return found, at


def _name(name: str) -> bytes:
    return b"".join(bytes([len(label)]) + label.encode() for label in name.split(".")) + b"\0"


def _record(name: str, kind: int, data: bytes) -> bytes:
    return _raw(_name(name), kind, data)


def _raw(name: bytes, kind: int, data: bytes) -> bytes:
    return name + struct.pack(">HHIH", kind, 1, 120, len(data)) + data
