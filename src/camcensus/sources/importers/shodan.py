"""Shodan's JSON: one banner a line, or the banners of a host or a search in one object."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from camcensus.model.reading import Chunk, Context
from camcensus.sources.importers import _banners as banners
from camcensus.sources.importers import _json_records as records
from camcensus.sources.importers import _scan_notes as notes
from camcensus.sources.importers._banners import Facts
from camcensus.sources.importers._json_records import Json, string, table
from camcensus.sources.reading import text
from camcensus.sources.reading.gathered import Gathered
from camcensus.wire import ssdp

SOURCE = "importer:shodan@1"
VANTAGE = "shodan"

_SHAPE = records.Shape(
    what="banner of Shodan",
    drop=frozenset({"screenshot", "location", "vulns"}),
    told={"screenshot": "pictures that Shodan took"},
    mend="give the file of 'shodan download', or of its API",
)


def detect(head: bytes) -> bool:
    """Whether the first record has Shodan's own key, or its way to write an address beside a banner's other keys."""
    if not text.is_text(head):
        return False
    start = text.decode(head).lstrip()
    if start[:1] not in ("{", "["):
        return False
    return '"ip_str"' in start and any(key in start for key in ('"_shodan"', '"transport"', '"last_update"'))


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """What Shodan's crawlers were answered; a record a banner.

    Raises `BrokenInput` if there is no record in it, `HostileInput` for a record that is too long.
    """
    yield from records.reading(path, Gathered(context, SOURCE, vantage=VANTAGE), _SHAPE, _note)


def _note(gathered: Gathered, record: records.Record) -> None:
    content = record.content
    several = next((content[name] for name in ("matches", "data") if isinstance(content.get(name), list)), content)
    original = records.keep(gathered, record)
    for banner in records.tables(several):
        _banner(gathered, banner if banner is content else {**_of_host(content), **banner}, original)


def _of_host(content: Json) -> Json:
    """What a host's object says for all its banners."""
    return {name: content[name] for name in ("ip_str", "ipv6", "hostnames") if name in content}


def _banner(gathered: Gathered, content: Json, original: bytes) -> None:
    address = notes.host(string(content, "ip_str") or string(content, "ipv6"))
    if address is None:
        gathered.leave_out("records without the address of a host")
        return
    when = notes.iso(string(content, "timestamp"), utc=True)
    notes.add(gathered, address, _facts(content), when, original)


def _facts(content: Json) -> Facts:
    number, transport = notes.port(records.string(content, "port")), string(content, "transport") or "tcp"
    module = string(content, "_shodan", "module")
    found = [*banners.names(records.strings(content, "hostnames")), *banners.opened(number, transport)]
    words = [string(content, key) for key in ("product", "version", "info", "devicetype", "device")]
    found += banners.service(number, transport, module or "service", *words)
    found += _data(string(content, "data"), module, number)
    found += _http(table(content, "http"))
    found += _certificate(table(content, "ssl"))
    listed = table(content, "mac")
    if len(listed) == 1:  # several: those of a network's other devices may be among them
        found += banners.mac(next(iter(listed)))
    for key, reader in _READERS.items():
        if inside := table(content, key):
            found += reader(inside)
    return found


def _data(data: str, module: str, port: int) -> Facts:
    """The banner itself. Of modules that Shodan writes out in its own words nothing is read here."""
    if module in ("upnp", "ssdp"):
        try:
            said = ssdp.answer(data.encode("utf-8", "replace")[:16_384])
        except ValueError:
            return []
        return [("ssdp.server", said.server), ("ssdp.location", said.location)]
    if module.startswith("http") and not data.startswith("HTTP/"):
        return []
    return banners.greeting(data, module, port)


def _http(answer: Json) -> Facts:
    if not answer:
        return []
    icon = table(answer, "favicon")
    found = banners.icon(data=string(icon, "data"), mmh3=string(icon, "hash"))
    found += banners.headers([("server", string(answer, "server"))])
    found += banners.title(string(answer, "title"))
    page = string(answer, "html")
    return [*found, *(fact for fact in banners.body(page) if fact[0] == "http.body")]


def _certificate(shown: Json) -> Facts:
    chain = records.strings(shown, "chain")
    if chain and (found := banners.certified(chain[0].encode("utf-8", "replace"))):
        return found
    subject, issuer = (_name(table(shown, "cert", part)) for part in ("subject", "issuer"))
    return banners.named(subject, issuer)


def _name(parts: Json) -> banners.Pairs:
    return [(key, string(value)) for key, value in parts.items()]


# --- what Shodan read of single makers' protocols ----------------------------------------------------------------


def _hikvision(inside: Json) -> Facts:
    return [("model.number", string(inside, "device_model")), ("firmware.version", string(inside, "device_version"))]


def _dahua(inside: Json) -> Facts:
    return [("serial.number", string(inside, "serial_number"))]


def _ip_camera(inside: Json) -> Facts:
    found = [("model.number", string(inside, "model"))]
    found.append(("firmware.version", string(inside, "software_version") or string(inside, "system_version")))
    return [*found, *banners.mac(string(inside, "mac_address"))]


def _ubiquiti(inside: Json) -> Facts:
    found = [("model.number", string(inside, "product")), ("firmware.version", string(inside, "version"))]
    return [*found, *banners.mac(string(inside, "mac"))]


def _kasa(inside: Json) -> Facts:
    found = [("model.number", string(inside, "model")), ("firmware.version", string(inside, "sw_ver"))]
    return [*found, *banners.mac(string(inside, "mac_address"))]


def _snmp(inside: Json) -> Facts:
    return banners.snmp(string(inside, "description"), string(inside, "objectid"), string(inside, "name"))


def _mdns(inside: Json) -> Facts:
    found: Facts = []
    for service in table(inside, "services").values():
        found += [("mdns.name", string(service, "name")), ("mdns.service", string(service, "ptr"))]
    return found


_READERS: dict[str, Callable[[Json], Facts]] = {
    "hikvision": _hikvision,
    "dahua": _dahua,
    "ip_camera": _ip_camera,
    "ubiquiti": _ubiquiti,
    "tp_link_kasa": _kasa,
    "snmp": _snmp,
    "upnp": banners.upnp,
    "mdns": _mdns,
}
