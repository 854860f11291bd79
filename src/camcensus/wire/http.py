"""Heads of HTTP and RTSP answers (RFC 9110, RFC 2326): status, headers, challenges, names of cookies."""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_HEAD = 65_536

_START = re.compile(rb"^(?:HTTP|RTSP)/\d\.\d[ \t]{1,4}(\d{3})\b")
_SCHEME = re.compile(r"^\s*([A-Za-z][A-Za-z0-9-]{0,30})(?:\s|$)")
_REALM = re.compile(r"""\brealm\s?=\s?(?:"((?:[^"\\]|\\.)*)"?|([^,\s]+))""", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The head of an answer, and what came after it."""

    status: int
    headers: tuple[tuple[str, str], ...]
    """Names in lower case, in the order sent; a name may stand twice."""
    body: bytes

    def of(self, name: str) -> tuple[str, ...]:
        """The values of a header."""
        return tuple(value for key, value in self.headers if key == name)


def answer(data: bytes) -> Answer:
    """One answer. Raises `ValueError` if it does not begin with a status line."""
    start = _START.match(data)
    if start is None:
        raise ValueError("it does not begin with a status line")
    head, _, body = data[: MAX_HEAD + 4].replace(b"\r\n", b"\n").partition(b"\n\n")
    headers = []
    for line in head.split(b"\n")[1:200]:
        name, mark, value = line.decode("utf-8", "replace").partition(":")
        if mark and name.strip():
            headers.append((name.strip().lower(), value.strip()))
    return Answer(status=int(start[1]), headers=tuple(headers), body=body)


def challenge(text: str) -> list[tuple[str, str]]:
    """``scheme`` (lower case) and ``realm`` of a challenge, as far as it has them."""
    text = text[:8_192]
    found = []
    if (scheme := _SCHEME.match(text)) is not None:
        found.append(("scheme", scheme[1].lower()))
    if (realm := _REALM.search(text)) is not None:
        found.append(("realm", realm[1] if realm[1] is not None else realm[2]))
    return found


def cookie_names(text: str) -> list[str]:
    """The name that each line of ``Set-Cookie`` sets."""
    names = (line.partition(";")[0].partition("=") for line in text[:8_192].splitlines())
    return [name.strip() for name, mark, _ in names if mark and name.strip()]
