"""ONVIF as far as it needs no login (ONVIF Core, access class PRE_AUTH), and its refusal of all the rest.

Source: onvif/specs, doc/Core.xml: GetSystemDateAndTime, GetServices, GetCapabilities, GetHostname,
GetServiceCapabilities and GetWsdlUrl need no user; GetDeviceInformation and its like do.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.sax.saxutils import escape

from tests.fleet import login
from tests.fleet.stream import Conn
from tests.fleet.template import Template
from tests.fleet.web import Page, Request

_OPERATION = re.compile(rb"<(?:[\w.-]+:)?Body\b[^>]*>\s*<(?:[\w.-]+:)?(\w+)")
_ENVELOPE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<{e}:Envelope xmlns:{e}="http://www.w3.org/2003/05/soap-envelope"'
    ' xmlns:tds="http://www.onvif.org/ver10/device/wsdl" xmlns:tt="http://www.onvif.org/ver10/schema"'
    ' xmlns:ter="http://www.onvif.org/ver10/error"{n}>'
    "<{e}:Body>{b}</{e}:Body></{e}:Envelope>"
)
_DENIED = (
    "<{e}:Fault><{e}:Code><{e}:Value>{e}:Sender</{e}:Value><{e}:Subcode><{e}:Value>ter:NotAuthorized</{e}:Value>"
    "</{e}:Subcode></{e}:Code><{e}:Reason><{e}:Text xml:lang='en'>Sender not Authorized</{e}:Text></{e}:Reason>"
    "</{e}:Fault>"
)
_SPACES = {
    "device": "http://www.onvif.org/ver10/device/wsdl",
    "media": "http://www.onvif.org/ver10/media/wsdl",
    "media2": "http://www.onvif.org/ver20/media/wsdl",
    "events": "http://www.onvif.org/ver10/events/wsdl",
    "imaging": "http://www.onvif.org/ver20/imaging/wsdl",
    "ptz": "http://www.onvif.org/ver20/ptz/wsdl",
    "analytics": "http://www.onvif.org/ver20/analytics/wsdl",
    "deviceio": "http://www.onvif.org/ver10/deviceIO/wsdl",
    "recording": "http://www.onvif.org/ver10/recording/wsdl",
    "search": "http://www.onvif.org/ver10/search/wsdl",
    "replay": "http://www.onvif.org/ver10/replay/wsdl",
}


class Onvif:
    """The device service of a family."""

    def __init__(
        self,
        *,
        services: Mapping[str, str],
        hostname: str = "localhost",
        information: Mapping[str, str] | None = None,
        opened: tuple[str, ...] = (),
        denied: str = "401",
        prefix: str = "SOAP-ENV",
        namespaces: str = "",
        authority: str = "{at80}",
    ) -> None:
        """`services`: name to path. `opened`: operations that are answered although they should want a login.

        `denied`: how the others are refused: ``401`` with a challenge, ``400`` or ``500`` with a fault.
        """
        self._prefix = prefix
        self._namespaces = namespaces
        self._opened = frozenset(opened)
        address = f"http://{authority}"
        self._said: dict[str, Page] = {
            "GetSystemDateAndTime": self._fixed(_TIME),
            "GetHostname": self._fixed(_hostname(hostname)),
            "GetServices": self._fixed(_services(services, address)),
            "GetCapabilities": self._fixed(_capabilities(services, address)),
            "GetServiceCapabilities": self._fixed(_SERVICE_CAPABILITIES),
            "GetWsdlUrl": self._fixed(_WSDL),
        }
        self._refusal = Page(int(denied), headers=_TYPE, body=self._wrap(_DENIED.replace("{e}", prefix)))
        self._guarded: dict[str, Page] = {}
        if information is not None:
            self._guarded["GetDeviceInformation"] = self._fixed(_information(information))

    def templates(self) -> tuple[Template, ...]:
        """Its texts."""
        return tuple(text for page in (*self._said.values(), *self._guarded.values()) for text in page.templates())

    def __call__(self, conn: Conn, request: Request, right: bool) -> Page | None:
        """The answer to a message; None if it is no message. `right`: whether the web server knows who asks."""
        found = _OPERATION.search(request.body)
        if request.method != "POST" or found is None:
            return None
        operation = found[1].decode("latin-1")
        counters = conn.device.counters
        counters.asked(f"SOAP {operation}")
        if not operation.startswith("Get"):
            counters.wrote(f"SOAP {operation}")
        known = login.token(conn.device, request.body) or right
        if operation in self._said:
            return self._said[operation]
        if operation in self._guarded and (known or operation in self._opened):
            return self._guarded[operation]
        return self._refusal

    def _fixed(self, body: str) -> Page:
        return Page(200, headers=_TYPE, body=self._wrap(body))

    def _wrap(self, body: str) -> str:
        return _ENVELOPE.replace("{e}", self._prefix).replace("{n}", self._namespaces).replace("{b}", body)


_TYPE = {"Content-Type": "application/soap+xml; charset=utf-8"}
_CLOCK = (
    "<tt:Time><tt:Hour>10</tt:Hour><tt:Minute>0</tt:Minute><tt:Second>0</tt:Second></tt:Time>"
    "<tt:Date><tt:Year>2026</tt:Year><tt:Month>11</tt:Month><tt:Day>23</tt:Day></tt:Date>"
)
_TIME = (
    "<tds:GetSystemDateAndTimeResponse><tds:SystemDateAndTime><tt:DateTimeType>NTP</tt:DateTimeType>"
    "<tt:DaylightSavings>false</tt:DaylightSavings><tt:TimeZone><tt:TZ>CST-0:00:00</tt:TZ></tt:TimeZone>"
    f"<tt:UTCDateTime>{_CLOCK}</tt:UTCDateTime><tt:LocalDateTime>{_CLOCK}</tt:LocalDateTime>"
    "</tds:SystemDateAndTime></tds:GetSystemDateAndTimeResponse>"
)
_SERVICE_CAPABILITIES = (
    '<tds:GetServiceCapabilitiesResponse><tds:Capabilities><tds:Network IPFilter="true"/>'
    '<tds:Security UsernameToken="true" HttpDigest="true"/><tds:System DiscoveryResolve="true"/></tds:Capabilities>'
    "</tds:GetServiceCapabilitiesResponse>"
)
_WSDL = "<tds:GetWsdlUrlResponse><tds:WsdlUrl>http://www.onvif.org/</tds:WsdlUrl></tds:GetWsdlUrlResponse>"


def _hostname(name: str) -> str:
    return (
        "<tds:GetHostnameResponse><tds:HostnameInformation><tt:FromDHCP>false</tt:FromDHCP>"
        f"<tt:Name>{escape(name)}</tt:Name></tds:HostnameInformation></tds:GetHostnameResponse>"
    )


def _services(services: Mapping[str, str], address: str) -> str:
    inner = "".join(
        f"<tds:Service><tds:Namespace>{_SPACES[name]}</tds:Namespace><tds:XAddr>{address}{path}</tds:XAddr>"
        "<tds:Version><tt:Major>2</tt:Major><tt:Minor>60</tt:Minor></tds:Version></tds:Service>"
        for name, path in services.items()
    )
    return f"<tds:GetServicesResponse>{inner}</tds:GetServicesResponse>"


def _capabilities(services: Mapping[str, str], address: str) -> str:
    inner = "".join(
        f"<tt:{name.capitalize()}><tt:XAddr>{address}{path}</tt:XAddr></tt:{name.capitalize()}>"
        for name, path in services.items()
        if name in ("analytics", "device", "events", "imaging", "media")
    )
    return f"<tds:GetCapabilitiesResponse><tds:Capabilities>{inner}</tds:Capabilities></tds:GetCapabilitiesResponse>"


def _information(parts: Mapping[str, str]) -> str:
    inner = "".join(f"<tds:{name}>{escape(text)}</tds:{name}>" for name, text in parts.items())
    return f"<tds:GetDeviceInformationResponse>{inner}</tds:GetDeviceInformationResponse>"
