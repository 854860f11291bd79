"""What every reader of a discovery protocol must withstand, whatever the protocol."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest

from camcensus.wire.discovery import parts

Parse = Callable[[bytes], dict[str, str]]

MEGABYTES = 10 * 1024 * 1024
DEEP = b'{"a":' * 10_000
LAUGHS = b'<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><r><item>&b;</item></r>'

JUNK = [
    b"",
    b"\0",
    b"\0" * 2_000,
    b"\xff" * 2_000,
    b"\xc3\x28\xa0\xa1" * 200,
    b"HTTP/1.1 200 OK\r\nServer: x\r\n\r\n",
    b"{}",
    b"[]",
    b"null",
    b"{" * 60_000,
    b'{"' + b'\\"' * 30_000,
    b"<a>" * 20_000,
    b"<r/>",
    b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]><r>&x;</r>',
    DEEP,
    LAUGHS,
]

_MAC = re.compile(r"(?:[0-9a-f]{2}:){5}[0-9a-f]{2}")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def refuses_every_cut(parse: Parse, packet: bytes, least: int | None = None) -> None:
    """Each beginning of `packet` shorter than `least` (all of it, if not given) is refused."""
    for size in range(len(packet) if least is None else least):
        with pytest.raises(ValueError, match=r".{6}"):
            parse(packet[:size])


def refuses_junk(parse: Parse, packet: bytes) -> None:
    """Junk, junk behind the mark of `packet`, and ten megabytes of it: refused, and at once."""
    start = time.perf_counter()
    for junk in JUNK:
        for data in (junk, packet[:4] + junk, packet[:16] + junk):
            bounded(parse, data)
    for data in (packet + b"x" * MEGABYTES, packet[:1] * MEGABYTES, b"{" * MEGABYTES, b"<a>" * (MEGABYTES // 3)):
        with pytest.raises(ValueError, match=r"64 KiB|not a"):
            parse(data)
    assert time.perf_counter() - start < 20


def bounded(parse: Parse, data: bytes) -> None:
    """Whatever `data` is: a fault of one short sentence, or parts that keep the promises of `parts`."""
    try:
        found = parse(data)
    except ValueError as refused:
        sentence = str(refused)
    else:
        keeps_promises(found)
        return
    assert 5 < len(sentence) < 200
    assert "\n" not in sentence


def keeps_promises(found: dict[str, str]) -> None:
    assert found
    for key, value in found.items():
        assert value
        assert len(value) <= parts.MAX_TEXT
        assert not _UNSEEN.search(value), key
        assert not re.search(r"pass|pwd|salt|token|rand|nonce|secret", key)
        assert key != "mac" or _MAC.fullmatch(value)
        assert not key.endswith("port") or 0 < int(value) < 65536
