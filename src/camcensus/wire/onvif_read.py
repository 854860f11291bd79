"""What is asked of an ONVIF device once its owner's login is there, as SOAP 1.2, and what its answers tell.

Only what stands in `Read` can be asked: GetDeviceInformation is of the access class READ_SYSTEM, the two others are of
READ_MEDIA (ONVIF Core Specification, section 5.9.4.3; Media Service Specification, sections 5.3 and 5.2). None of them
changes anything.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from lxml import etree

from camcensus.wire import channels, url, xml
from camcensus.wire.discovery import parts

SOAP = "http://www.w3.org/2003/05/soap-envelope"
DEVICE = "http://www.onvif.org/ver10/device/wsdl"
MEDIA = "http://www.onvif.org/ver10/media/wsdl"

CONTENT_TYPE = "application/soap+xml; charset=utf-8"
DEVICE_PATH = "/onvif/device_service"
"""Where every device has its device service (ONVIF Core Specification, section 5.1.2.1)."""

_PATH = re.compile(r"/onvif[!->@-~]{0,200}", re.IGNORECASE)
"""Paths that are asked because a device says so."""


class Read(Enum):
    """What may be asked: the content of the body."""

    DEVICE_INFORMATION = f'<q:GetDeviceInformation xmlns:q="{DEVICE}"/>'
    VIDEO_SOURCES = f'<q:GetVideoSources xmlns:q="{MEDIA}"/>'
    PROFILES = f'<q:GetProfiles xmlns:q="{MEDIA}"/>'


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A video input."""

    token: str
    width: int = 0
    height: int = 0
    """Pixels; 0: not said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """The inputs that a device named."""

    sources: tuple[Source, ...] = ()
    """`channels.MOST` at most."""
    total: int = 0
    whole: bool = True
    """Whether the answer came to its end."""


def envelope(read: Read, header: str = "") -> bytes:
    """The question; `header` is what `wsse.header` gives, or nothing."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="{SOAP}">{header}'
        f"<s:Body>{read.value}</s:Body></s:Envelope>"
    ).encode("utf-8", "replace")


def is_answer(data: bytes, read: Read) -> bool:
    """Whether the XML is the answer to `read`; it never raises."""
    name = read.value.partition(":")[2].partition(" ")[0] + "Response"
    try:
        return ("root", name) in xml.leaves(data, 1)
    except ValueError:
        return False


def video_sources(data: bytes) -> Sources:
    """The inputs in the answer to GetVideoSources (the XML alone). Raises `ValueError` if it is no XML."""
    found: list[Source] = []
    total, whole = 0, True
    try:
        for element in _elements(data, "{*}VideoSources"):
            total += 1
            if len(found) < channels.MOST:
                size = {xml.local_name(one.tag): one.text or "" for one in element.iter("{*}Width", "{*}Height")}
                found.append(
                    Source(
                        token=parts.clean(element.get("token") or ""),
                        width=_pixels(size.get("Width", "")),
                        height=_pixels(size.get("Height", "")),
                    )
                )
    except xml.XmlError:
        if not total:
            raise
        whole = False
    return Sources(sources=tuple(found), total=total, whole=whole)


def source_names(data: bytes) -> dict[str, str]:
    """Token of a video input to what the answer to GetProfiles (the XML alone) calls it.

    Many devices call all of them the same: such a name tells nothing and is left out. Of an answer that is cut off,
    what stands before counts. Raises `ValueError` if it is no XML.
    """
    named: dict[str, str] = {}
    try:
        for element in _elements(data, "{*}VideoSourceConfiguration"):
            token = parts.clean(element.findtext("{*}SourceToken") or "")
            name = parts.clean(element.findtext("{*}Name") or "")
            if token and name and len(named) < channels.MOST:
                named.setdefault(token, name)
    except xml.XmlError:
        if not named:
            raise
    often = Counter(named.values())
    return {token: name for token, name in named.items() if often[name] == 1 and name != token}


def listing(sources: Sources, names: dict[str, str]) -> channels.Listing:
    """The inputs as channels in the order they were named; those that say they are 0 pixels wide are empty."""
    sized = any(one.width or one.height for one in sources.sources)
    used = [
        channels.made(number, name=names.get(one.token, ""))
        for number, one in enumerate(sources.sources, start=1)
        if one.width or one.height or not sized
    ]
    empty = len(sources.sources) - len(used)
    return channels.Listing(channels=tuple(used), total=sources.total - empty, whole=sources.whole)


def device_service(data: str, host: str) -> url.Url | None:
    """Where the device service of `host` is, out of a discovery reply or an answer; None if they do not tell.

    Only an address of `host` itself counts, and only a path below ``/onvif``.
    """
    for element in _known(data, "{*}XAddrs", "{*}XAddr"):
        for word in (element.text or "").split()[:16]:
            place = _place(word)
            if place is not None and place.host == host and "device" in place.path.lower():
                return place
    return None


def media_path(data: str) -> str:
    """The path of the media service out of the answer to GetServices or GetCapabilities; empty if it is none."""
    for element in _known(data, "{*}Service", "{*}Media"):
        space = element.findtext("{*}Namespace")
        if xml.local_name(element.tag) == "Media" or (space is not None and space.strip() == MEDIA):
            place = _place(element.findtext("{*}XAddr") or "")
            if place is not None:
                return place.path
    return ""


def _place(written: str) -> url.Url | None:
    """An address below ``/onvif``, without a query: nothing else is asked because a device says so."""
    try:
        place = url.resolve("", 80, False, "/", written.strip())
    except ValueError:
        return None
    return place if _PATH.fullmatch(place.path) else None


def _elements(data: bytes, *tags: str) -> Iterator[etree._Element]:
    yield from xml.records(io.BytesIO(data.strip(b"\0 \t\r\n")), *tags)


def _known(data: str, *tags: str) -> Iterator[etree._Element]:
    """The elements of a value that was noted before; what is no XML has none."""
    try:
        yield from _elements(data.encode("utf-8", "replace"), *tags)
    except ValueError:
        return


def _pixels(written: str) -> int:
    text = written.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
