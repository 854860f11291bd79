"""Which ONVIF services the device has, and the name and identifier it gives before any login."""

from __future__ import annotations

from collections.abc import Generator, Iterator

from camcensus.sources import pages
from camcensus.sources.probes import _web
from camcensus.sources.steps import End, Exchange, Open, Reply, Saw, Script, Step, Target
from camcensus.wire import http, soap, structured
from camcensus.wire.soap import Read
from camcensus.wire.url import Url

PATH = "/onvif/device_service"
"""Where the device service stands unless discovery told otherwise, by the ONVIF Core Specification."""
PORTS = (2020, 8899, 80, 8080)
"""Ports where it is looked for unless discovery told: first those that devices keep for ONVIF (Tapo, Xiongmai)."""
MOST_CONNECTIONS = 3
"""Connections that are opened where the device closes each after its answer."""
MOST_READ = 32_768
READS = (Read.SYSTEM_DATE_AND_TIME, Read.SERVICES, Read.ENDPOINT_REFERENCE, Read.HOSTNAME, Read.CAPABILITIES)
"""The first is answered by every device that speaks ONVIF; what tells most comes next."""


def ask(target: Target, port: int = 0) -> Script:  # noqa: ARG001  # all probes are asked alike
    """Up to five calls that need no login, each once, on one connection where the device allows it.

    It ends at the first answer that is no SOAP or asks for a login. Source: ONVIF Core Specification, access class
    PRE_AUTH (see `wire.soap`).
    """
    url = _address(target)
    if url is None:
        return
    stays, opened = True, 1
    for read in READS:
        if not stays:
            if opened == MOST_CONNECTIONS or (yield Open(port=url.port)).end is not End.WHOLE:
                return
            opened += 1
        data = soap.request(read, url.path, url.authority, keep=read is not READS[-1])
        reply = yield Exchange(port=url.port, data=data, whole=http.whole, tls=url.tls, most=MOST_READ)
        answer = _web.read(reply)
        if answer is None:
            return
        yield from _challenges(answer)
        is_soap = yield from _told_by(answer.body)
        if not is_soap or answer.status in (401, 403, 404) or soap.is_challenge(answer.body):
            return
        stays = reply.end is End.WHOLE and http.persistent(reply.data)


def _address(target: Target) -> Url | None:
    """Where the device service is: as discovery told, if that is on this device, or at its usual place."""
    for told in _told(target):
        found = _web.follow(target, _web.page_url(target, 80), told)
        if found is not None:
            return found
    port = next((port for port in PORTS if port in target.open), None)
    return None if port is None else Url(False, _web.page_url(target, port).host, port, PATH)


def _told(target: Target) -> Iterator[str]:
    """The addresses in the XAddrs of discovery answers (WS-Discovery 1.1, section 5.3)."""
    for value in (*target.values("onvif.response"), *target.values("onvif.scopes"))[:16]:
        if "XAddrs" not in value:
            continue
        try:
            pairs = structured.xml_pairs(value.encode("utf-8", "replace")[: structured.MAX_BYTES])
        except ValueError:
            continue
        for name, text in pairs:
            if name == "XAddrs":
                yield from (word for word in text.split()[:8] if "://" in word)


def _challenges(answer: http.Answer) -> Iterator[Saw]:
    for value in answer.of("www-authenticate")[:4]:
        if value:
            yield Saw(field="http.www_authenticate", value=value[: pages.MOST_VALUE])


def _told_by(body: bytes) -> Generator[Step, Reply, bool]:
    """What one answer tells, and whether it is SOAP at all."""
    try:
        yield from pages.onvif(body)
    except ValueError:
        return False
    return True
