"""What nmap's scripts print, as the values the devices sent."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import takewhile

from lxml import etree

Facts = list[tuple[str, str]]

MAX_VALUE = 65_536
"""Characters of one value that are kept; the record's original keeps the rest."""

_CHALLENGE = re.compile(r"^\s*(Basic|Digest)\b(.*)$", re.IGNORECASE)
_PARAM = re.compile(r"(?<!\w)(\w{1,40})=(.*?)(?= \w{1,40}=| ?$)")
_MAX_LINE = 2_048
"""Characters of one challenge: none is longer, and looking for its parts takes the square of its length."""
_NO_TITLE = re.compile(r"^(Site doesn't have a title|Did not follow redirect|Requested resource was)")
_HEADERS = {
    "server": "http.server",
    "www-authenticate": "http.www_authenticate",
    "set-cookie": "http.set_cookie",
    "location": "http.location",
}
_SHORT = {
    "commonName": "CN", "organizationName": "O", "organizationalUnitName": "OU", "localityName": "L",
    "stateOrProvinceName": "ST", "countryName": "C", "emailAddress": "emailAddress",
}  # fmt: skip
_BANNERS = {21: "ftp.banner", 22: "ssh.banner", 23: "telnet.banner", 25: "smtp.banner", 2323: "telnet.banner"}


def facts(script: etree._Element, port: int) -> Facts:
    """(field, value) pairs of one ``<script>`` element on a port (0: of the host); none if it is not one we read."""
    name = script.get("id", "")
    if script.get("output", "").startswith("ERROR: "):
        return []
    if name == "banner" and port in _BANNERS:
        found = [(_BANNERS[port], script.get("output", "").strip())]
    else:
        reader = _READERS.get(name)
        found = reader(script) if reader else []
    return [(field, value[:MAX_VALUE]) for field, value in found if value]


def _title(script: etree._Element) -> Facts:
    elem = next((elem for elem in script if elem.get("key") == "title"), None)
    text = (elem.text or "") if elem is not None else script.get("output", "").strip().split("\n")[0]
    return [] if _NO_TITLE.match(text) else [("http.title", text.strip())]


def _server(script: etree._Element) -> Facts:
    listed = [elem.text or "" for elem in script.findall("elem")] or script.get("output", "").split("\n")
    return [("http.server", line.strip()) for line in listed]


def _auth(script: etree._Element) -> Facts:
    """``http-auth`` prints ``Digest realm=X qop=auth nonce=..``; the values are given back in quotes."""
    found: Facts = []
    for line in script.get("output", "")[:MAX_VALUE].splitlines():
        if match := _CHALLENGE.match(" ".join(line[:_MAX_LINE].split())):
            pairs = _PARAM.findall(match[2].strip())
            quoted = ", ".join(f'{name}="{value}"' for name, value in pairs)
            found.append(("http.www_authenticate", f"{match[1]} {quoted}".strip()))
    return found


def _headers(script: etree._Element) -> Facts:
    found: Facts = []
    for line in script.get("output", "").splitlines():
        name, colon, value = line.strip().partition(":")
        field = _HEADERS.get(name.lower())
        if colon and field:
            found.append((field, value.strip()))
    return found


def _favicon(script: etree._Element) -> Facts:
    match = re.search(r"\b([0-9a-fA-F]{32})\b", script.get("output", ""))
    return [("http.favicon_md5", match[1].lower())] if match else []


def _certificate(script: etree._Element) -> Facts:
    found: Facts = []
    for table in script:
        key = table.get("key")
        if key in ("subject", "issuer") and len(table):
            parts = [f"{_SHORT.get(elem.get('key', ''), elem.get('key', ''))}={elem.text or ''}" for elem in table]
            found.append((f"tls.{key}", ",".join(sorted(parts, key=_name_order))))
    return found


def _name_order(part: str) -> tuple[int, str]:
    """CN first, then from the small unit to the large one, as certificates are usually written."""
    order = ("CN", "OU", "O", "L", "ST", "C")
    key = part.partition("=")[0]
    return (order.index(key) if key in order else len(order), part)


def _methods(script: etree._Element) -> Facts:
    return [("rtsp.public", script.get("output", "").strip())]


def _sys_descr(script: etree._Element) -> Facts:
    lines = takewhile(lambda line: not line.lstrip().startswith("System uptime"), script.get("output", "").splitlines())
    return [("snmp.sys_descr", "\n".join(lines).strip())]


def _upnp(script: etree._Element) -> Facts:
    for line in script.get("output", "").splitlines():
        name, colon, value = line.strip().partition(":")
        if colon and name.lower() == "server":
            return [("ssdp.server", value.strip())]
    return []


_READERS: dict[str, Callable[[etree._Element], Facts]] = {
    "http-title": _title,
    "http-server-header": _server,
    "http-auth": _auth,
    "http-headers": _headers,
    "http-favicon": _favicon,
    "ssl-cert": _certificate,
    "rtsp-methods": _methods,
    "snmp-sysdescr": _sys_descr,
    "upnp-info": _upnp,
}
