"""What Nessus's plugins print of services, as the fields those services answer; plugins are told by number."""

from __future__ import annotations

import re
from collections.abc import Callable

from camcensus.sources.importers import _banners as banners
from camcensus.sources.importers._banners import Facts
from camcensus.wire import certificate

MAX_OUTPUT = 65_536
"""Characters of one output that are read."""

_PEM = re.compile(r"-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]{1,90000}-----END CERTIFICATE-----")
_MAC = re.compile(r"(?<![0-9A-Fa-f:])((?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2})(?![0-9A-Fa-f:])")
_PAIR = re.compile(r"^\s{0,8}([A-Za-z][A-Za-z/ _-]{1,40}?)\s{0,20}:[ \t]{0,20}(.*)$")
_SNIP = re.compile(r"^-{3,}[ \w]{0,20}-{3,}$", re.MULTILINE)
_STATUS = re.compile(r"(?:HTTP|RTSP|SIP)/\d\.\d \d{3}")
_BODY = re.compile(r"^Response Body\s{0,4}:[ \t]*\n?", re.MULTILINE)
_DETECTS = re.compile(r"\bdetect(?:ion|ed)?\b", re.IGNORECASE)
_GENERIC = frozenset({
    10107, 10092, 10263, 10267, 10281, 10287, 10335, 10386, 10762, 10800, 10863, 11154, 11219, 11936, 12053, 14272,
    19506, 20094, 22964, 24260, 25220, 33139, 34220, 35711, 35712, 35716, 45590, 46180, 54615, 56984, 70657, 86420,
})  # fmt: skip
"""Plugins whose names tell no product, or that are read here."""
_ATTRIBUTES = {
    "country": "C", "state/province": "ST", "locality": "L", "organization": "O", "organization unit": "OU",
    "common name": "CN", "email address": "emailAddress",
}  # fmt: skip
_EMPTY = frozenset({"(unknown)", "unknown", "n/a"})


def facts(plugin: int, name: str, port: int, service: str, output: str) -> Facts:
    """(field, value) pairs of one plugin's output on a port; none if it is not one we read.

    Of another plugin that detects a product, its name is Nessus's own opinion.
    """
    text = output[:MAX_OUTPUT].replace("\r\n", "\n").strip("\n")
    reader = _READERS.get(plugin)
    if reader is not None:
        return reader(text)
    if plugin not in _GENERIC and _DETECTS.search(name):
        return banners.service(port, "tcp", service.rstrip("?") or "service", name, _version(text))
    return []


def _version(text: str) -> str:
    """The version that a plugin for a product names."""
    known = pairs(text)
    version = known.get("version", "")
    return "" if version.lower() in _EMPTY else version[:100]


def pairs(text: str) -> dict[str, str]:
    """Lines of ``name : value``, by the name in small letters; the first of each."""
    found: dict[str, str] = {}
    for line in text.splitlines()[:500]:
        if match := _PAIR.match(line[:4_096]):
            found.setdefault(match[1].strip().lower(), match[2].strip())
    return found


def _after(text: str) -> str:
    """What stands behind the sentence that introduces it, without the marks of scissors."""
    parts = _SNIP.split(text)
    if len(parts) >= 3:
        return parts[1].strip("\n")
    head, colon, rest = text.partition(":")
    return rest.strip("\n") if colon and "\n" not in head.strip() else text


def _http_server(text: str) -> Facts:
    return banners.headers([("server", _after(text).strip().split("\n")[0])])


def _http_information(text: str) -> Facts:
    """The answer of a web server: its headers, indented, and its page."""
    parts = _BODY.split(text, maxsplit=1)
    known = (line.strip().partition(":") for line in parts[0].splitlines())
    found = banners.headers((name, value.strip()) for name, colon, value in known if colon)
    status = re.search(r"HTTP/\d(?:\.\d)? (\d)\d\d", parts[0])
    if len(parts) == 2 and not (status and status[1] == "3"):
        found += banners.body(parts[1].strip("\n"))
    return found


def _answer(text: str) -> Facts:
    """A whole answer that stands in the output."""
    match = _STATUS.search(text)
    if match is None:
        known = pairs(text)
        return banners.headers([("server", known.get("server", "")), ("public", known.get("public", ""))], "rtsp")
    said = _SNIP.split(text[match.start() :])[0].strip()
    return banners.greeting(said.replace("\n", "\r\n") + "\r\n\r\n")


def _certificate(text: str) -> Facts:
    if match := _PEM.search(text):
        found = banners.certified(match[0].encode()[: certificate.MAX_SIZE])
        if found:
            return found
    subject, _, rest = text.partition("Issuer Name")
    issuer = rest.partition("Serial Number")[0]
    return banners.named(_name(subject), _name(issuer))


def _name(text: str) -> banners.Pairs:
    return [(_ATTRIBUTES[name], value) for name, value in pairs(text).items() if name in _ATTRIBUTES]


def _system(text: str) -> Facts:
    known = pairs(text)
    return banners.snmp(known.get("sysdescr", ""), known.get("sysobjectid", ""), known.get("sysname", ""))


def _macs(text: str) -> Facts:
    return [fact for one in _MAC.findall(text)[:64] for fact in banners.mac(one)]


def _greets(kind: str) -> Callable[[str], Facts]:
    return lambda text: banners.greeting(_after(text).strip("\n"), kind)


def _ssh(text: str) -> Facts:
    return banners.greeting(pairs(text).get("ssh version", ""), "ssh")


def _upnp(text: str) -> Facts:
    return banners.upnp(pairs(text))


_READERS: dict[int, Callable[[str], Facts]] = {
    10092: _greets("ftp"),
    10107: _http_server,
    10263: _greets("smtp"),
    10267: _ssh,
    10281: _greets("telnet"),
    10762: _answer,
    10800: _system,
    10863: _certificate,
    24260: _http_information,
    35711: _upnp,
    35712: _upnp,
    35716: _macs,
    86420: _macs,
}
