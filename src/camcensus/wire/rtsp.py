"""RTSP 1.0 before any login (RFC 2326): the two questions that start nothing, and where an answer ends.

OPTIONS names the methods; DESCRIBE asks what a stream would be. Neither opens a session: that is SETUP's part.
"""

from __future__ import annotations

import re

from camcensus.wire import http

_HOST = re.compile(r"[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\]")


def options(host: str, port: int, sequence: int = 1) -> bytes:
    """OPTIONS of ``rtsp://host:port/``; an IPv6 host stands in brackets. Raises `ValueError` for what is no host."""
    return _request("OPTIONS", host, port, sequence)


def describe(host: str, port: int, sequence: int = 2) -> bytes:
    """DESCRIBE of ``rtsp://host:port/`` in the form of SDP. Raises `ValueError` for what is no host."""
    return _request("DESCRIBE", host, port, sequence, "Accept: application/sdp")


def _request(method: str, host: str, port: int, sequence: int, *more: str) -> bytes:
    if not _HOST.fullmatch(host) or not 0 < port < 65_536:
        raise ValueError("a host or a port that no request may hold")
    lines = [f"{method} rtsp://{host}:{port}/ RTSP/1.0", f"CSeq: {sequence}", f"User-Agent: {http.AGENT}", *more]
    return "\r\n".join([*lines, "", ""]).encode()


def whole(data: bytes) -> bool:
    """Whether an answer is complete; it never raises. Without ``Content-Length`` it has no body (section 12.14)."""
    try:
        head, rest = http.parted(data)
    except ValueError:
        return False
    return head.status >= 200 and len(rest) >= (http.length(head) or 0)
