"""Addresses of web pages as devices hand them out, resolved against the page that has them (RFC 3986, section 5)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from camcensus.wire import addresses

MAX_REFERENCE = 2_000
"""Characters of a reference."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,30}):")
_AUTHORITY = re.compile(r"(?:\[([0-9A-Fa-f:.]{2,45})(?:%[^\]]{0,40})?\]|([A-Za-z0-9._-]{1,253}))(?::([0-9]{0,5}))?")
_OTHER = re.compile(r"[^A-Za-z0-9._~!$&'()*+,;=:@/?%-]")


@dataclass(frozen=True, slots=True)
class Url:
    """Where a page is."""

    tls: bool
    host: str
    """An IP address in its shortest form, without brackets, or a name in lower case."""
    port: int
    path: str
    """Begins with a slash, ASCII without spaces; with the query, without a fragment."""

    @property
    def authority(self) -> str:
        """Host and port as they stand in a Host header: no port where it is the usual one, no IPv6 scope."""
        host = self.host.partition("%")[0]
        host = f"[{host}]" if ":" in host else host
        return host if self.port == (443 if self.tls else 80) else f"{host}:{self.port}"


def resolve(base_host: str, base_port: int, base_tls: bool, base_path: str, reference: str) -> Url:
    """`reference` as found on the page at the base. User and password in it are dropped.

    Raises `ValueError` for all but http and https, and for what is too long or no address of a page.
    """
    reference = reference.strip(" \t\r\n").partition("#")[0]
    if len(reference) > MAX_REFERENCE or _CONTROL.search(reference):
        raise ValueError("not an address of a page: too long, or control characters in it")
    tls, host, port = base_tls, base_host, base_port
    scheme = _SCHEME.match(reference)
    if scheme is not None:
        tls, reference = _is_tls(scheme[1]), reference[scheme.end() :]
        if not reference.startswith("//"):
            raise ValueError("not an address of a page: it names no host")
    if reference.startswith("//"):
        authority, path = _split(reference[2:])
        host, port = _host(authority, 443 if tls else 80)
        return Url(tls, host, port, _path("/", path))
    return Url(tls, host, port, _path(base_path, reference))


def _is_tls(scheme: str) -> bool:
    if scheme.lower() not in ("http", "https"):
        raise ValueError("not an address of a page: neither http nor https")
    return scheme.lower() == "https"


def _split(text: str) -> tuple[str, str]:
    """The authority, and what stands after it."""
    at = re.search(r"[/?\\]", text)
    return (text[: at.start()], text[at.start() :]) if at else (text, "")


def _host(authority: str, usual: int) -> tuple[str, int]:
    found = _AUTHORITY.fullmatch(authority.rpartition("@")[2])
    if found is None:
        raise ValueError("not an address of a page: its host is none")
    host = addresses.normalise(found[1] or found[2]) or (found[2] or "").lower()
    port = int(found[3] or usual)
    if not host or not 0 < port < 65_536:
        raise ValueError("not an address of a page: its host or its port is none")
    return host, port


def _path(base: str, reference: str) -> str:
    """RFC 3986, section 5.2.2: the path and query that a reference without authority leads to."""
    path, mark, query = reference.partition("?")
    if not path:
        path = base.partition("?")[0]
        query, mark = (query, mark) if mark else (base.partition("?")[2], base.partition("?")[1])
    elif not path.startswith("/"):
        path = base.partition("?")[0].rpartition("/")[0] + "/" + path
    return _escaped(_without_dots(path) + mark + query)


def _without_dots(path: str) -> str:
    """Section 5.2.4: the path without ``.`` and ``..``."""
    kept: list[str] = []
    pieces = path.split("/")[1:]
    for piece in pieces:
        if piece == "..":
            del kept[-1:]
        elif piece != ".":
            kept.append(piece)
    ends_open = bool(pieces) and pieces[-1] in (".", "..")
    return "/" + "/".join(kept) + ("/" if ends_open and kept else "")


def _escaped(path: str) -> str:
    """What does not belong in a path, as the bytes of its UTF-8."""
    return _OTHER.sub(lambda one: "".join(f"%{byte:02X}" for byte in one[0].encode()), path)
