"""Binary messages written down as data: one piece after another.

==========================  ====================================================================
``hex:0b00``                bytes
``mac`` ``ip``              six and four bytes of the device
``text:16:{ip}``            text, filled with NULs or cut to so many bytes; ``text:0:..`` as it is
``echo:1:18``               bytes of the request: from, how many
``field:03:2:text:0:..``    a type in hexadecimal, the length of the rest in so many bytes, the rest
``sum``                     check sum of two bytes: all before it and one, added
==========================  ====================================================================

Numbers are big-endian.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping, Sequence

from tests.fleet.template import Template

Piece = Callable[[bytes, bytes, Mapping[str, str]], bytes]
"""Request, what stands before, values of the device -> bytes."""

_PLAIN: Mapping[str, Piece] = {
    "mac": lambda _request, _before, values: bytes.fromhex(values["mac_hex"]),
    "ip": lambda _request, _before, values: ipaddress.ip_address(values["ip"]).packed,
    "sum": lambda _request, before, _values: ((sum(before) + 1) & 0xFFFF).to_bytes(2, "big"),
}


class Layout:
    """A message to be filled in."""

    def __init__(self, pieces: Sequence[str]) -> None:
        """Raises `ValueError` for a piece of a kind that is not in the table."""
        self._templates: list[Template] = []
        self._pieces = [self._piece(one) for one in pieces]

    def templates(self) -> tuple[Template, ...]:
        """Its texts."""
        return tuple(self._templates)

    def fill(self, request: bytes, values: Mapping[str, str]) -> bytes:
        """The message for one device."""
        made = b""
        for piece in self._pieces:
            made += piece(request, made, values)
        return made

    def _piece(self, written: str) -> Piece:
        if written in _PLAIN:
            return _PLAIN[written]
        kind, _, rest = written.partition(":")
        if kind == "hex":
            data = bytes.fromhex(rest)
            return lambda _request, _before, _values: data
        first, _, rest = rest.partition(":")
        if kind == "text":
            return self._text(int(first), rest)
        if kind == "echo":
            start, count = int(first), int(rest)
            return lambda request, _before, _values: request[start : start + count].ljust(count, b"\0")
        if kind == "field":
            size, _, inner = rest.partition(":")
            return _field(bytes.fromhex(first), int(size), self._piece(inner))
        raise ValueError(f"no piece of a message: {written}")

    def _text(self, width: int, written: str) -> Piece:
        text = Template(written)
        self._templates.append(text)
        if not width:
            return lambda _request, _before, values: text.data(values)
        return lambda _request, _before, values: text.data(values)[:width].ljust(width, b"\0")


def _field(kind: bytes, size: int, inner: Piece) -> Piece:
    def made(request: bytes, before: bytes, values: Mapping[str, str]) -> bytes:
        data = inner(request, before, values)
        return kind + len(data).to_bytes(size, "big") + data

    return made
