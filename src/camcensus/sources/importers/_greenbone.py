"""What Greenbone's (OpenVAS's) tests print of services, as the fields those services answer; told by their names."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable

from camcensus.sources.importers import _banners as banners
from camcensus.sources.importers._banners import Facts

MAX_OUTPUT = 65_536
"""Characters of one result that are read."""

_PORT = re.compile(r"(?:(\d{1,5})/(tcp|udp))|(?:.{0,60}\((\d{1,5})/(tcp|udp)\))")
_SERVER = re.compile(r"^\s{0,8}Server:[ \t]{0,8}([^|\n]{1,4000}?)\s{0,20}(?:\||$)", re.IGNORECASE | re.MULTILINE)
_TABLE = re.compile(r"^([a-z][\w ()/-]{1,40}?)\s{0,40}[|:][ \t]{0,8}(.+)$", re.MULTILINE)
_SYSTEM = re.compile(r"(sysDescr|sysObjectID|sysName|SNMP banner)[^\S\n]{0,20}[:|][^\S\n]{0,8}(.{1,4000})")
_HOST_NAME = re.compile(r"^([\w.-]{1,255})\|(?!Source|IP-address)\S", re.MULTILINE)
_MAC = re.compile(r"(?<![0-9A-Fa-f:])((?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2})(?![0-9A-Fa-f:])")
_STATUS = re.compile(r"(?:HTTP|RTSP)/\d\.\d \d{3}")
_DETECTS = re.compile(r"\bdetection\b", re.IGNORECASE)
_GENERIC = re.compile(
    r"^(?:OS|Operating System|Services?|HTTP|SSL/TLS|TLS|TCP|FTP|SSH|SNMP|SMTP|Telnet|UPnP|RTSP|mDNS|SIP|Web|Unknown"
    r"|Host|Traceroute|DNS|NTP|ICMP|IP|Real Time Streaming Protocol|Database|Missing|Fingerprint|robots\.txt|Weak"
    r"|Cleartext)\b",
    re.IGNORECASE,
)
"""Tests whose names tell no product."""


def port(text: str) -> tuple[int, str]:
    """(port, protocol) as reports write it: ``80/tcp`` or ``http (80/tcp)``; 0 for ``general/tcp``."""
    match = _PORT.fullmatch(text.strip()[:100])
    if match is None:
        return 0, ""
    number = int(match[1] or match[3])
    return (number, match[2] or match[4]) if 0 < number < 65_536 else (0, "")


def facts(name: str, number: int, protocol: str, output: str) -> Facts:
    """(field, value) pairs of one result, beside the port itself; none if its test is not one we read.

    Of a test that detects a product, its name is Greenbone's own opinion.
    """
    text = output[:MAX_OUTPUT].replace("\r\n", "\n")
    found = banners.opened(number, protocol)
    for begins, reader in _READERS:
        if name.lower().startswith(begins):
            return found + reader(text)
    if _DETECTS.search(name) and not _GENERIC.match(name):
        version = dict(_TABLE.findall(text.replace("Version", "version"))).get("version", "")
        plain = "" if version.strip().lower() in ("unknown", "") else version.strip()[:100]
        return found + banners.service(number, protocol or "tcp", "service", name, plain)
    return found


def detail(name: str, value: str) -> Facts:
    """What a detail of a host says: its addresses, its names, its certificates."""
    if name in ("MAC", "MAC-Address"):
        return banners.mac(value)
    if name == "hostname":
        return banners.names([value])
    if name.startswith("Cert:") and value.startswith("x509:"):
        try:
            return banners.certified(base64.b64decode(value.removeprefix("x509:")[:MAX_OUTPUT]))
        except (binascii.Error, ValueError):
            return []
    return []


def _after(text: str) -> str:
    """What stands behind the sentence that introduces it."""
    head, colon, rest = text.strip().partition(":")
    return rest.strip("\n ") if colon and "\n" not in head else text.strip()


def _http(text: str) -> Facts:
    return banners.headers([("server", value) for value in dict.fromkeys(_SERVER.findall(text))])


def _rtsp(text: str) -> Facts:
    if match := _STATUS.search(text):
        return banners.greeting(text[match.start() :].strip().replace("\n", "\r\n") + "\r\n\r\n")
    return banners.headers([("server", value) for value in dict.fromkeys(_SERVER.findall(text))], "rtsp")


def _certificate(text: str) -> Facts:
    known = dict(_TABLE.findall(text))
    return banners.named(known.get("subject", ""), known.get("issued by", ""))


def _snmp(text: str) -> Facts:
    known = dict(_SYSTEM.findall(text))
    described = known.get("sysDescr", "") or known.get("SNMP banner", "")
    return banners.snmp(described, known.get("sysObjectID", ""), known.get("sysName", ""))


def _ssh(text: str) -> Facts:
    at = text.find("SSH-")
    return banners.greeting(text[at:], "ssh") if at >= 0 else []


def _greets(kind: str) -> Callable[[str], Facts]:
    return lambda text: banners.greeting(_after(text), kind)


def _upnp(text: str) -> Facts:
    return [("ssdp.server", value[: banners.MAX_HEADER]) for value in dict.fromkeys(_SERVER.findall(text))]


def _names(text: str) -> Facts:
    return banners.names(_HOST_NAME.findall(text)[:50])


def _macs(text: str) -> Facts:
    return [fact for one in _MAC.findall(text)[:64] for fact in banners.mac(one)]


_READERS: tuple[tuple[str, Callable[[str], Facts]], ...] = (
    ("http server type and version", _http),
    ("http server banner enumeration", _http),
    ("rtsp server", _rtsp),
    ("real time streaming protocol (rtsp)", _rtsp),
    ("ssl/tls: collect and report certificate details", _certificate),
    ("ftp banner", _greets("ftp")),
    ("telnet banner", _greets("telnet")),
    ("smtp server type", _greets("smtp")),
    ("ssh server type", _ssh),
    ("snmp ", _snmp),
    ("upnp detection", _upnp),
    ("hostname determination", _names),
    ("mac address", _macs),
)
"""How the names of tests begin, and what they print."""
