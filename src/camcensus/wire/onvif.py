"""What ONVIF devices say of themselves before any login: scopes and endpoint addresses.

Sources: ONVIF Core Specification 7.3 (scopes), WS-Discovery 1.1 (endpoint references), RFC 9562 (UUID versions).
"""

from __future__ import annotations

import re

MAX_SCOPES = 200

_SCOPE = re.compile(r"^onvif://www\.onvif\.org/([^/\s]{1,60})(?:/(.*))?$", re.IGNORECASE)
_ORIGIN = re.compile(r"^rtsps?://[^/\s]*", re.IGNORECASE)
_PERCENT = re.compile(rb"%([0-9A-Fa-f]{2})")
_UUID = re.compile(r"([0-9a-f]{8}-[0-9a-f]{4}-([0-9a-f])[0-9a-f]{3}-[0-9a-f]{4}-([0-9a-f]{12}))", re.IGNORECASE)


def scopes(text: str) -> list[tuple[str, str]]:
    """(category, rest) of each scope of a list parted by spaces; percent signs decoded. Others are left out."""
    words = text.split(maxsplit=MAX_SCOPES)[:MAX_SCOPES]
    scopes = (scope for word in words if (scope := _SCOPE.match(word)) is not None)
    return [(scope[1], _decoded(scope[2] or "").strip()) for scope in scopes]


def _decoded(text: str) -> str:
    """Percent signs as the bytes they stand for (RFC 3986, section 2.1)."""
    return _PERCENT.sub(lambda found: bytes([int(found[1], 16)]), text.encode()).decode("utf-8", "replace")


def endpoint(text: str) -> list[tuple[str, str]]:
    """``uuid`` of an endpoint reference, and its ``node`` where the version says that it holds an Ethernet address."""
    match = _UUID.search(text[:200])
    if match is None:
        return []
    found = [("uuid", match[1].lower())]
    node = match[3].lower()
    if match[2] == "1" and int(node[:2], 16) & 3 == 0:
        found.append(("node", node))
    return found


def rtsp_path(address: str) -> str:
    """The path and query of an RTSP address, without host and port, which say nothing of the maker."""
    return _ORIGIN.sub("", address.strip()[:2_000])
