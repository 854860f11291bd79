"""Greetings of line protocols: without the bytes and codes that every server sends."""

from __future__ import annotations

import re

_TELNET = re.compile(rb"\xff(?:[\xfb-\xfe].|\xfa[^\xff]{0,200}\xff\xf0|[\xf0-\xf9])", re.DOTALL)
_WRITTEN = re.compile(rb"\\x([0-9A-Fa-f]{2})|\\([rnt0])")
"""Bytes written out, as scanners print what is no text."""
_LETTERS = {b"r": b"\r", b"n": b"\n", b"t": b"\t", b"0": b"\0"}
_REPLY = re.compile(rb"^\d{3}[ -]")


def telnet(data: bytes) -> bytes:
    """A Telnet greeting without option negotiation (RFC 854), NULs and blank lines around it.

    Also where a scanner has written the bytes out, as a backslash, an x and two digits.
    """
    if data[:4].lower() == rb"\xff":
        data = _WRITTEN.sub(_byte, data)
    return _TELNET.sub(b"", data).replace(b"\0", b"").strip()


def _byte(written: re.Match[bytes]) -> bytes:
    return bytes([int(written[1], 16)]) if written[1] else _LETTERS[written[2]]


def reply(data: bytes) -> bytes:
    """The greeting of FTP or SMTP without its reply code."""
    return _REPLY.sub(b"", data.strip())
