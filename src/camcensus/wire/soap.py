"""The questions that an ONVIF device answers before any login, as SOAP 1.2 over HTTP, and what its answers tell.

Only what stands in `Read` can be asked: each is of the access class PRE_AUTH, which "shall not require user
authentication" (ONVIF Core Specification, the access class of each operation; onvif/specs, doc/Core.xml). None of them
changes anything.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from enum import Enum

from lxml import etree

from camcensus.wire import http, structured, xml

ENVELOPES = ("http://www.w3.org/2003/05/soap-envelope", "http://schemas.xmlsoap.org/soap/envelope/")
"""Namespaces of SOAP 1.2, which ONVIF asks for, and of SOAP 1.1, in which some devices answer."""
DEVICE = "http://www.onvif.org/ver10/device/wsdl"


class Read(Enum):
    """What may be asked: the content of the body, in the namespace of the device service."""

    SYSTEM_DATE_AND_TIME = "<tds:GetSystemDateAndTime/>"
    SERVICES = "<tds:GetServices><tds:IncludeCapability>false</tds:IncludeCapability></tds:GetServices>"
    CAPABILITIES = "<tds:GetCapabilities><tds:Category>All</tds:Category></tds:GetCapabilities>"
    HOSTNAME = "<tds:GetHostname/>"
    ENDPOINT_REFERENCE = "<tds:GetEndpointReference/>"


def request(read: Read, path: str, host: str, *, keep: bool = False) -> bytes:
    """The question as a request of HTTP; with `keep` the connection is to stay open after the answer.

    Raises `ValueError` for a path or host that no request may hold.
    """
    envelope = (
        f'<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="{ENVELOPES[0]}" xmlns:tds="{DEVICE}">'
        f"<s:Body>{read.value}</s:Body></s:Envelope>"
    )
    headers = (
        ("Content-Type", "application/soap+xml; charset=utf-8"),
        ("Connection", "keep-alive" if keep else "close"),
    )
    return http.request("POST", path, host, headers=headers, body=envelope.encode())


def answered(data: bytes) -> list[tuple[str, str]]:
    """The parts of an answer (the XML alone), as `structured.xml_pairs` gives them. Raises `ValueError` if not SOAP.

    The first part, named ``root``, is what the body holds: ``GetHostnameResponse``, or ``Fault``.
    """
    pairs = structured.xml_pairs(data[: structured.MAX_BYTES])
    if not any(name == "xmlns" and space in ENVELOPES for name, space in pairs):
        raise ValueError("it is no SOAP envelope")
    return pairs


def is_challenge(data: bytes) -> bool:
    """Whether the answer (the XML alone) is a fault that asks for a login; it never raises.

    ``ter:NotAuthorized`` (ONVIF Core Specification, generic faults), or a code of WS-Security's own.
    """
    try:
        pairs = answered(data)
    except ValueError:
        return False
    codes = " ".join(text for name, text in pairs if name in ("Value", "faultcode"))
    return pairs[0][1] == "Fault" and any(word in codes for word in ("NotAuthorized", "FailedAuth", "Security"))


def device_time(data: bytes) -> datetime | None:
    """The device's clock in UTC out of its answer to GetSystemDateAndTime (the XML alone); None if it tells none."""
    try:
        for element in xml.records(io.BytesIO(data.strip(b"\0 \t\r\n")), "{*}UTCDateTime"):
            return _time(element)
    except (ValueError, KeyError, OverflowError):
        return None
    return None


def _time(element: etree._Element) -> datetime:
    """The moment in a tt:DateTime (onvif.xsd); raises `ValueError` or `KeyError` if it has none."""
    found = {xml.local_name(one.tag): (one.text or "").strip() for one in element.iter("{*}*") if not len(one)}
    numbers = []
    for name in ("Year", "Month", "Day", "Hour", "Minute", "Second"):
        written = found[name]
        if not written.isascii() or not written.isdigit() or len(written) > 4:
            raise ValueError("it is no number")
        numbers.append(int(written))
    year, month, day, hour, minute, second = numbers
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
