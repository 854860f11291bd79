"""What an overheard answer of HTTP tells of its server: what any visitor is shown, and what devices say they are.

Nobody knows what was asked for, so that only bodies are kept which tell by themselves what they are: pages, texts of
errors, icons, and answers about the device itself. Lists of users are left with all that came with them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from camcensus.sources import pages
from camcensus.sources.steps import Saw
from camcensus.wire import bodies, dahua_cgi, structured
from camcensus.wire.heads import Head

MOST_TOLD = 8_192
"""Bytes of an answer in lines or JSON that tells what a device is; longer ones tell how it is set."""
MOST_SHORT = 2_048
"""Bytes of an answer of an interface, JSON or XML, that is kept whatever it is, if it bears no private word."""

_USERS = re.compile(
    rb"<(?:[\w.-]{1,40}:)?(?:GetUsersResponse|GetRemoteUserResponse|UserList|User|UserPermissionList)[\s>/]"
    rb"|^users?\[\d{1,5}\]\.|\"(?:cmd\"\s{0,8}:\s{0,8}\"GetUser|UserList|UserInfoSearch)\"",
    re.MULTILINE,
)
_PAGE = re.compile(
    rb"\s{0,64}(?:<!--[^>]{0,2000}>\s{0,64})?<(?:!doctype html|html|head|body|title|meta|script)\b", re.IGNORECASE
)
_MARK = b"\xef\xbb\xbf"
_ICON = b"\x00\x00\x01\x00"
_ICONS = ("image/x-icon", "image/vnd.microsoft.icon")
_OWN = re.compile(
    rb"(?:root\.(?:Brand|Properties\.(?:Firmware|System))\.[\w.]{1,60}"
    rb"|(?:var )?(?:modelname|softversion|hardversion|webversion|serial|model|filesystem__version|hardware:)"
    rb"|system(?:_info)?_(?:modelname|firmwareversion|serialnumber))[ \t]{0,4}=[^\r\n]{0,400}",
    re.IGNORECASE,
)
"""Lines in which devices say what they are, among others that say how they are set: Axis, Vivotek, Sony and more."""
_PROPERTIES = re.compile(rb'\{[^{}]{0,400}"data"\s{0,8}:\s{0,8}\{\s{0,8}"propertyList"')
"""How the answer of Axis begins to who asks for its properties."""
_PRIVATE = re.compile(
    rb"user|pass|pwd|account|token|secret|session|key|phone|mail|card|owner|person|latitude|longitude|envelope",
    re.IGNORECASE,
)
"""Words without which a short answer of an interface tells of the device alone."""
_ONVIF = b"www.onvif.org/"
_UPNP = b"urn:schemas-upnp-org:device-1-0"
_TOLD = {
    "Fault",
    "GetCapabilitiesResponse",
    "GetDeviceInformationResponse",
    "GetEndpointReferenceResponse",
    "GetHostnameResponse",
    "GetNetworkInterfacesResponse",
    "GetScopesResponse",
    "GetServiceCapabilitiesResponse",
    "GetServicesResponse",
    "GetStreamUriResponse",
    "GetSystemDateAndTimeResponse",
    "GetWsdlUrlResponse",
}
"""Answers of ONVIF that tell of a device and of nobody who uses it."""
_MAGIC_BOX = {"deviceType", "serialNumber", "updateSerial"}
_ALONE = re.compile(rb"\s{0,8}(?:vendor=|sn=|version=[^\r\n]{1,80}\bbuild\b)[^\r\n]{1,200}\s{0,8}")
"""A single line of ``magicBox.cgi``."""


class Part(NamedTuple):
    """What one message tells."""

    seen: list[Saw]
    original: bytes
    removed: int


def answer(head: Head) -> Part:
    """What an answer tells, and the answer itself, with what of its body was of use."""
    if head.body and not _is_page(head) and _USERS.search(head.body):
        return Part([], b"", 1)
    lines = list(_lines(head))
    shown = lines or ([] if 300 <= head.status < 400 else list(_body(head)))
    kept = "\n".join(one.value for one in lines).encode() if lines else head.body if shown else b""
    return Part([*pages.headers(head, pages.HTTP), *shown], written(head, kept), head.removed)


def written(head: Head, body: bytes = b"") -> bytes:
    """An answer as text, its headers in small letters."""
    protocol = head.kind.partition("-")[0].upper()
    lines = [f"{protocol}/{head.version} {head.status} {head.reason}".rstrip()]
    lines += [f"{name}: {value}" for name, value in head.headers]
    return "\r\n".join([*lines, "", ""]).encode("utf-8", "replace") + body


def _body(head: Head) -> Iterator[Saw]:
    data = head.body.removeprefix(_MARK).lstrip()
    if _is_page(head):
        yield from pages.shown(head)
    elif data.startswith(b"<"):
        yield from list(_xml(head, data)) or _short(head, data)
    elif head.status == 200:
        yield from _icon(head) or _short(head, data)
    elif head.status >= 400 and b"\0" not in head.body:
        yield from pages.shown(head)


def _is_page(head: Head) -> bool:
    return _PAGE.match(head.body.removeprefix(_MARK)) is not None


def _short(head: Head, data: bytes) -> Iterator[Saw]:
    """An answer of an interface: its form, or the words in which it refuses, may name its maker."""
    formed = data.startswith((b"<", b"{", b"[")) and head.complete and not _PRIVATE.search(data)
    if formed and len(data) <= MOST_SHORT:
        yield from pages.body("http.body", head.body)


def _xml(head: Head, data: bytes) -> Iterator[Saw]:
    try:
        pairs = structured.xml_pairs(data)
    except ValueError:
        return
    names = {name for name, _ in pairs}
    root = dict(pairs[:1]).get("root", "")
    text = data.replace(b"\0", b"").decode("utf-8", "replace").strip()
    if root in _TOLD and _ONVIF in data:
        yield from _onvif(root, data, text)
    elif root == "DeviceInfo" and "model" in names and names & {"serialNumber", "macAddress", "firmwareVersion"}:
        yield Saw(field="isapi.device_info", value=text[: pages.MOST_BODY])
    elif root == "root" and head.status == 200 and ("xmlns", _UPNP.decode()) in pairs:
        yield from pages.body("upnp.description", head.body)


def _onvif(root: str, data: bytes, text: str) -> Iterator[Saw]:
    if root == "GetDeviceInformationResponse":
        yield Saw(field="onvif.device_information", value=text[: pages.MOST_BODY])
        return
    try:
        yield from pages.onvif(data)
    except ValueError:
        return


def _icon(head: Head) -> list[Saw]:
    """An icon, if it is whole. Other images may be anything on a page."""
    kinds = " ".join(head.of("content-type")).lower()
    named = any(kind in kinds for kind in _ICONS) and pages.is_image(head.body)
    whole = head.complete and len(head.body) < bodies.MAX_BODY and not head.removed
    return list(pages.icon(head.body)) if whole and (named or head.body.startswith(_ICON)) else []


def _lines(head: Head) -> Iterator[Saw]:
    """What devices say they are in lines of ``key=value``, or in JSON."""
    data = head.body
    if head.status != 200 or _is_page(head) or data.lstrip().startswith(b"<"):
        return
    if _PROPERTIES.match(data, 0, MOST_TOLD):
        yield from pages.body("http.body", data, MOST_TOLD)
        return
    try:
        said = dahua_cgi.system(data) if len(data) <= MOST_TOLD else []
    except ValueError:
        said = []
    if _ALONE.fullmatch(data) or len(_MAGIC_BOX & {key for key, _ in said}) > 1:
        yield from pages.dahua(said)
        return
    lines = [line for line in data.splitlines() if line.strip()]
    own = [line for line in lines if _OWN.match(line.lstrip())]
    if own:
        yield from pages.body("http.body", data if own == lines else b"\n".join(own), MOST_TOLD)
