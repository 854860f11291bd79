"""What tells one device of a family from the next: everything follows from its number.

=========================================  =========================================================
``ip`` ``number``                          its address, and its number
``model`` ``firmware``                     one of the family's, by the number
``mac`` ``MAC`` ``mac_hex`` ``MAC_HEX``    with colons or bare, in lower or upper case
``mac_dash`` ``MAC_DASH``                  with hyphens
``date``                                   a day of manufacture, ``yyyymmdd``
``d6`` ``h8`` ``H8``                       so many decimal or hexadecimal digits, its own
``uuid``                                   its own
``p80`` ``at80``                           the port that stands for port 80; address and port as in a URL
``ip_backwards``                           the address as ``0x0700A8C0``, lowest byte first
=========================================  =========================================================

A family adds its own (``[values]``), made of these and of those before them.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Mapping, Sequence

from tests.fleet.template import Template

_DIGITS = re.compile(r"([dhH])(\d{1,2})")
_PORTS = re.compile(r"(p|at)(\d{1,5})")


class Values(dict[str, str]):
    """The values of one device, by name; digits and ports are made when they are asked for."""

    __slots__ = ("_ports", "_seed")

    def __init__(
        self,
        number: int,
        ip: str,
        *,
        salt: str,
        models: Sequence[str],
        firmware: Sequence[str],
        blocks: Sequence[str],
        ports: Mapping[int, int],
    ) -> None:
        self._seed = hashlib.sha256(f"{salt}/{number}".encode()).hexdigest()
        self._ports = ports
        octets = [int(part) for part in ip.split(".")]
        block = bytes.fromhex(blocks[number % len(blocks)].replace(":", ""))
        super().__init__(
            number=str(number),
            ip=ip,
            ip_backwards="0x" + bytes(octets[::-1]).hex().upper(),
            model=models[number % len(models)],
            firmware=firmware[number // len(models) % len(firmware)],
            date=f"{2016 + number % 8}{1 + number % 12:02d}{1 + number % 28:02d}",
            uuid=str(uuid.UUID(self._seed[:32])),
            **_macs(block + _own(number, 6 - len(block))),
        )

    def __missing__(self, name: str) -> str:
        if (digits := _DIGITS.fullmatch(name)) is not None:
            self[name] = self._digits(digits[1], int(digits[2]))
        elif (port := _PORTS.fullmatch(name)) is not None:
            self[name] = self._port(port[1], int(port[2]))
        else:
            raise KeyError(name)
        return self[name]

    def add(self, templates: Mapping[str, Sequence[Template]]) -> None:
        """Add the family's own values."""
        for name, choices in templates.items():
            self[name] = choices[int(self["number"]) % len(choices)].text(self)

    def _digits(self, kind: str, count: int) -> str:
        if kind == "d":
            return f"{int(self._seed, 16) % 10**count:0{count}d}"
        return self._seed[-count:].upper() if kind == "H" else self._seed[-count:]

    def _port(self, kind: str, number: int) -> str:
        mapped = self._ports.get(number, number)
        if kind == "p":
            return str(mapped)
        return self["ip"] if mapped == 80 else f"{self['ip']}:{mapped}"


def _own(number: int, length: int) -> bytes:
    """Bytes that no other number gives: an odd factor turns the numbers over without loss."""
    return ((number + 1) * 0x9E3779B1 % (1 << 8 * length)).to_bytes(length, "big")


def _macs(mac: bytes) -> dict[str, str]:
    colons, dashes = mac.hex(":"), mac.hex("-")
    return {
        "mac": colons, "MAC": colons.upper(), "mac_hex": mac.hex(), "MAC_HEX": mac.hex().upper(),
        "mac_dash": dashes, "MAC_DASH": dashes.upper(),
    }  # fmt: skip
