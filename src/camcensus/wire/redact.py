"""Secrets out of text before anything is stored: what came after the colon in ``user:pass@`` and its like."""

from __future__ import annotations

import re

MARK = "[redacted]"

_PATTERNS = (
    # rtsp://user:secret@host, http://user:secret@host
    re.compile(r"(?P<keep>\b[a-z][a-z0-9+.-]{1,15}://)[^\s/@:]{0,256}:[^\s/@]{0,256}(?=@)", re.IGNORECASE),
    # password=secret, pwd: secret, "password": "secret"; also as a parameter of an address
    re.compile(
        r"(?P<keep>\b(?:pass(?:word|wd|phrase)?|pwd|secret|token|api[_-]?key|community)\"?\s{0,4}[=:]\s{0,4}\"?)"
        r"[^\s\"&<>,;]{1,256}",
        re.IGNORECASE,
    ),
    # Authorization: Basic dXNlcjpwYXNz
    re.compile(r"(?P<keep>\bauthorization:\s{0,4}(?:basic|digest|bearer)\s{1,4})[^\r\n]{1,4096}", re.IGNORECASE),
)


def text(value: str) -> tuple[str, int]:
    """`value` without secrets, and how many were taken out."""
    removed = 0
    for pattern in _PATTERNS:
        value, count = pattern.subn(_replacement, value)
        removed += count
    return value, removed


def _replacement(match: re.Match[str]) -> str:
    return match["keep"] + MARK
