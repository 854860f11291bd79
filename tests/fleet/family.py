"""Families of devices, one file each in ``families/``: what they are in truth, and what they answer.

======================  ==================================================================================
key                     what
======================  ==================================================================================
class brand maker       the truth: kind of device, name on the label (empty: none), who built it
models firmware         those of its devices, by their numbers
blocks                  the first bytes of their MAC addresses
held_out                whether its answers have shapes that no fact quotes, to measure with
values                  further values of a device, each a text or a list of which one is taken
login                   ``realm``, ``schemes`` (Digest, Basic), ``extra``: how HTTP and RTSP challenge
onvif                   as `tests.fleet.soap.Onvif`, with ``paths``
tcp                     services on TCP ports: see `_web`, `_rtsp`, ``banner``, ``mute``
udp                     answers to searches: see `tests.fleet.search`
======================  ==================================================================================
"""

from __future__ import annotations

import base64
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from tests.fleet import search
from tests.fleet.login import Login
from tests.fleet.mdns import Announcer
from tests.fleet.plain import Banner, Mute
from tests.fleet.rtsp import Rtsp
from tests.fleet.search import Search
from tests.fleet.secure import Tls
from tests.fleet.soap import Onvif
from tests.fleet.stream import Service
from tests.fleet.table import Table
from tests.fleet.template import Template
from tests.fleet.values import Values
from tests.fleet.web import Page, Web

FOLDER = Path(__file__).parent / "families"
OTHERS = ("not-camera", "access-control")
"""The classes that are no cameras, recorders or doorbells."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Family:
    """One firmware family."""

    id: str
    kind: str
    """Its class, in the words of the observation form."""
    brand: str
    maker: str
    models: Sequence[str]
    firmware: Sequence[str] = ("1.0",)
    blocks: Sequence[str] = ("02:00:5e",)
    held_out: bool = False
    extra: Mapping[str, Sequence[Template]] = field(default_factory=dict)
    tcp: Mapping[int, Service] = field(default_factory=dict)
    udp: Sequence[Search] = ()

    def values_of(self, number: int, address: str, ports: Mapping[int, int]) -> Values:
        """The values of one device."""
        made = Values(
            number, address, salt=self.id, models=self.models, firmware=self.firmware, blocks=self.blocks, ports=ports
        )
        made.add(self.extra)
        return made

    @property
    def is_camera(self) -> bool:
        """Whether it is a camera, a recorder or the like."""
        return self.kind not in OTHERS


@cache
def every() -> Mapping[str, Family]:
    """All families, by id. Raises `ValueError` for a file that does not say what it should."""
    return {path.stem.replace("_", "-"): load(path) for path in sorted(FOLDER.glob("*.toml"))}


def load(path: Path) -> Family:
    """One family. Raises `ValueError`."""
    return family(path.stem.replace("_", "-"), tomllib.loads(path.read_text("utf-8")))


def family(name: str, found: Mapping[str, object]) -> Family:
    """A family from its table. Raises `ValueError`."""
    table = Table(name, found)
    login = _login(table.table("login"))
    onvif = _onvif(table.table("onvif"))
    made = Family(
        id=name,
        kind=table.take("class", str),
        brand=table.take("brand", str),
        maker=table.take("maker", str),
        models=table.texts("models"),
        firmware=table.texts("firmware", ["1.0"]),
        blocks=table.texts("blocks"),
        held_out=table.take("held_out", bool, False),
        extra=_extra(table.take("values", dict, {})),
        tcp=dict(_tcp(name, table.tables("tcp"), login, onvif)),
        udp=[_udp(one) for one in table.tables("udp")],
    )
    table.done()
    _proved(made, onvif)
    return made


def _proved(made: Family, onvif: _Soap | None) -> None:
    """Every text must fill in: better said at the start than in the loop."""
    values = made.values_of(0, "192.0.2.1", {})
    texts = [text for service in made.tcp.values() for text in service.templates()]
    texts += [text for answer in made.udp for text in answer.templates()]
    texts += onvif.service.templates() if onvif is not None else ()
    for name in {name for text in texts for name in text.names()} - {"nonce"}:
        try:
            values[name]
        except KeyError:
            raise ValueError(f"{made.id}: no value is called {name}") from None


def _extra(found: Mapping[str, object]) -> dict[str, list[Template]]:
    return {
        name: [Template(str(one)) for one in (value if isinstance(value, list) else [value])]
        for name, value in found.items()
    }


def _login(table: Table | None) -> Login | None:
    if table is None:
        return None
    made = Login(table.take("realm", str), table.take("schemes", str, "Digest"), table.take("extra", str, ""))
    table.done()
    return made


@dataclass(frozen=True, slots=True)
class _Soap:
    paths: Sequence[str]
    service: Onvif


def _onvif(table: Table | None) -> _Soap | None:
    if table is None:
        return None
    paths = table.texts("paths", ["/onvif/device_service"])
    service = Onvif(
        services=table.pairs("services") or {"device": paths[0]},
        hostname=table.take("hostname", str, "localhost"),
        information=table.pairs("information") or None,
        opened=tuple(table.texts("opened", [])),
        denied=table.take("denied", str, "401"),
        prefix=table.take("prefix", str, "SOAP-ENV"),
        namespaces=table.take("namespaces", str, ""),
        authority=table.take("authority", str, "{at80}"),
    )
    table.done()
    return _Soap(paths, service)


def _tcp(name: str, tables: list[Table], login: Login | None, onvif: _Soap | None) -> Iterator[tuple[int, Service]]:
    for table in tables:
        ports: list[int] = table.take("ports", list, [])
        kind = table.take("kind", str)
        own = _login(table.table("login")) or login
        tls = table.table("tls")
        service: Service
        if kind == "http":
            service = _web(table, own, onvif)
        elif kind == "rtsp":
            service = _rtsp(table, own)
        elif kind == "banner":
            service = Banner(_bytes(table) or table.take("text", str))
        elif kind == "mute":
            service = Mute()
        else:
            raise ValueError(f"{table.place}: no service is called {kind}")
        table.done()
        yield from ((port, service) for port in ports)
        if tls is not None:
            port = tls.take("port", int)
            subject, bits = tls.take("subject", str), tls.take("bits", int, 2048)
            yield port, Tls(service, family=name, subject=subject, bits=bits, newest=tls.take("newest", str, "TLSv1_2"))
            tls.done()


def _bytes(table: Table) -> bytes:
    return bytes.fromhex(table.take("hex", str, ""))


def _web(table: Table, login: Login | None, onvif: _Soap | None) -> Web:
    """``server`` and ``headers`` (in every answer), ``close``, ``onvif``, ``routes``, ``unknown``, ``denied``.

    A route has ``path`` (or ``paths``), ``status``, ``type``, ``headers``, ``body`` (or ``base64``),
    ``login`` and ``asked_by_post``.
    """
    common = {"Server": table.take("server", str, "")} if table.has("server") else {}
    common |= table.pairs("headers")
    soap = onvif if table.take("onvif", bool, False) else None
    pages: dict[str, Page] = {}
    for route in table.tables("routes"):
        paths = route.texts("paths", []) or [route.take("path", str)]
        pages |= dict.fromkeys(paths, _page(route, common))
    unknown = table.table("unknown") or Table("", {"status": 404})
    denied = table.table("denied") or Table("", {"status": 401})
    return Web(
        pages,
        unknown=_page(unknown, common),
        denied=_page(denied, common),
        login=login,
        close=table.take("close", bool, True),
        answerers=dict.fromkeys(soap.paths, soap.service) if soap is not None else {},
        broken=Page(400, headers=common),
    )


def _page(table: Table, common: Mapping[str, str]) -> Page:
    body = base64.b64decode(table.take("base64", str, "")) or table.take("body", str, "")
    kind = {"Content-Type": table.take("type", str, "text/html")} if body else {}
    page = Page(
        table.take("status", int, 200),
        headers={**common, **kind, **table.pairs("headers")},
        body=body,
        login=table.take("login", bool, False),
        asked_by_post=table.take("asked_by_post", bool, False),
    )
    table.done()
    return page


def _rtsp(table: Table, login: Login | None) -> Rtsp:
    """``server``, ``public``, ``sdp``, ``paths``, ``open`` (described to everybody)."""
    return Rtsp(
        server=table.take("server", str, ""),
        public=table.take("public", str, "OPTIONS, DESCRIBE, SETUP, PLAY, PAUSE, TEARDOWN"),
        login=None if table.take("open", bool, False) else login,
        sdp=table.take("sdp", str, ""),
        paths=tuple(table.texts("paths", [])),
        options_status=table.take("options_status", int, 200),
    )


def _udp(table: Table) -> Search:
    kind = table.take("kind", str)
    if kind == "ws-discovery":
        made = search.ws_discovery(
            endpoint=table.take("endpoint", str),
            types=table.take("types", str),
            scopes=table.texts("scopes"),
            xaddrs=table.take("xaddrs", str, "http://{at80}/onvif/device_service"),
            version=table.take("version", str, "10"),
        )
    elif kind == "ssdp":
        made = search.ssdp(
            server=table.take("server", str),
            location=table.take("location", str),
            targets=table.texts("targets", []),
            uuid=table.take("uuid", str, "{uuid}"),
        )
    elif kind == "mdns":
        services = [
            (one.take("service", str), one.take("instance", str), one.take("port", int), one.texts("texts", []))
            for one in table.tables("services")
        ]
        made = search.mdns(Announcer(table.take("host", str), services))
    elif kind == "dahua1":
        made = search.dahua1(
            name=table.take("name", str), model=table.take("model", str, "{model}"), lines=table.take("lines", str)
        )
    elif kind == "raw":
        made = search.raw(
            port=table.take("port", int),
            asked=table.take("asked", str),
            reply=table.texts("reply"),
            reply_port=table.take("reply_port", int, 0),
            name=table.take("name", str),
            changes=table.take("changes", str, ""),
        )
    elif kind in search.FRAMES:
        made = search.framed(kind, table.take("reply", str))
    else:
        raise ValueError(f"{table.place}: no search is called {kind}")
    table.done()
    return made
