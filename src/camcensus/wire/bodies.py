"""Bodies of captured messages of HTTP, RTSP and SIP: where they end, and what they hold once they are unpacked.

Sources: RFC 9112, sections 6 and 7.1; RFC 9110, section 8.4; RFC 2326, section 4.4; RFC 3261, section 7.3.3 (short
names of headers).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping

from camcensus.wire import http

MAX_BODY = 65_536
"""Bytes of a body that are handed out, packed or not."""

_DIGITS = re.compile(r"[0-9]{1,12}")
_CHUNK = re.compile(rb"[ \t]{0,8}([0-9A-Fa-f]{1,8})(?:[ \t;][^\n]{0,400})?\r?\n")
_TRAILER = re.compile(rb"(?:[^\r\n]{1,8000}\r?\n){0,64}\r?\n")
_LINE_END = re.compile(rb"\r?\n")
_ANY_FORM, _BARE_DEFLATE = 47, -15
"""Forms of zlib: with the head of gzip or zlib, and without one, which some servers call deflate."""


def found(data: bytes, start: int, headers: Mapping[str, str], *, to_end: bool) -> tuple[bytes, int | None]:
    """The body that begins at `start`, as it came, and the offset after it, or None if that is not there.

    `headers` by name in lower case. Without a length it is empty, or, where `to_end` says so, all that follows.
    """
    if headers.get("transfer-encoding", "").lower().endswith("chunked"):
        return _chunks(data, start)
    size = headers.get("content-length", headers.get("l", ""))
    if _DIGITS.fullmatch(size) is None:
        return (data[start : start + MAX_BODY], None) if to_end else (b"", start)
    end = start + int(size)
    return data[start : min(end, start + MAX_BODY)], end if end <= len(data) else None


def _chunks(data: bytes, at: int) -> tuple[bytes, int | None]:
    """What the chunks hold, put together, and the offset after them."""
    pieces: list[bytes] = []
    held = 0
    for _ in range(http.MAX_CHUNKS):
        size = _CHUNK.match(data, at)
        if size is None:
            break
        begin, end = size.end(), size.end() + int(size[1], 16)
        if begin == end:
            trailer = _TRAILER.match(data, begin)
            return b"".join(pieces), trailer.end() if trailer else None
        pieces.append(data[begin : min(end, begin + MAX_BODY - held)])
        held += len(pieces[-1])
        after = _LINE_END.match(data, end) if end <= len(data) else None
        if after is None:
            break
        at = after.end()
    return b"".join(pieces), None


def unpacked(body: bytes, coding: str) -> bytes:
    """A body, or the beginning of one, as it was before it was packed; empty if that cannot be told.

    `coding` is what Content-Encoding says.
    """
    coding = coding.strip().lower()
    if coding in ("", "identity"):
        return body
    if coding not in ("gzip", "x-gzip", "deflate"):
        return b""
    for form in (_ANY_FORM, _BARE_DEFLATE):
        try:
            return zlib.decompressobj(form).decompress(body, MAX_BODY)
        except zlib.error:
            continue
    return b""
