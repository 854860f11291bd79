"""Censys's JSON: hosts with their services, as the older search API (v2) and the newer platform give them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from camcensus.model.reading import Chunk, Context
from camcensus.sources.importers import _banners as banners
from camcensus.sources.importers import _json_records as records
from camcensus.sources.importers import _scan_notes as notes
from camcensus.sources.importers._banners import Facts
from camcensus.sources.importers._json_records import Json, string, strings, table, tables
from camcensus.sources.reading import text
from camcensus.sources.reading.gathered import Gathered

SOURCE = "importer:censys@1"
VANTAGE = "censys"

_SHAPE = records.Shape(
    what="host of Censys",
    drop=frozenset({"screenshots", "location", "whois", "vulns", "network_log"}),
    told={"screenshots": "pictures that Censys took"},
    mend="give the JSON of the host view, of a search, or of the platform's export",
)
_MARKS = ('"extended_service_name"', '"host_v1"', '"service_name"', '"scan_time"', '"banner_hash_sha256"')
_TRANSPORTS = {"tcp": "tcp", "udp": "udp", "quic": "udp"}


def detect(head: bytes) -> bool:
    """Whether the first record is a host with services, described in Censys's words."""
    if not text.is_text(head):
        return False
    start = text.decode(head).lstrip()
    if start[:1] not in ("{", "[") or '"ip_str"' in start:
        return False
    hosted = '"services"' in start and '"ip"' in start
    return '"host_v1"' in start or (hosted and any(mark in start for mark in _MARKS))


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """What the services of each host answered; a record a host, or a page of search results.

    Raises `BrokenInput` if there is no record in it, `HostileInput` for a record that is too long.
    """
    yield from records.reading(path, Gathered(context, SOURCE, vantage=VANTAGE), _SHAPE, _note)


def _note(gathered: Gathered, record: records.Record) -> None:
    hosts = list(_hosts(record.content))
    original = records.keep(gathered, record) if hosts else b""
    for host in hosts:
        _host(gathered, host, original)
    if not hosts:
        gathered.leave_out("records that are no host")


def _hosts(content: Json) -> Iterator[Json]:
    """The hosts in a record: itself, or what an answer of an API wraps."""
    result = table(content, "result")
    for one in tables(result, "hits") or tables(content, "hits") or [result or content]:
        for wrapped in (table(one, "host_v1", "resource"), table(one, "resource"), one):
            if "ip" in wrapped:
                yield wrapped
                break


def _host(gathered: Gathered, host: Json, original: bytes) -> None:
    address = notes.host(string(host, "ip"))
    if address is None:
        gathered.leave_out("records without the address of a host")
        return
    named = strings(host, "dns", "names") + strings(host, "dns", "reverse_dns", "names")
    seen = notes.iso(string(host, "last_updated_at"), utc=True)
    notes.add(gathered, address, banners.names(named), seen, original)
    for service in tables(host, "services") or tables(host, "matched_services"):
        when = notes.iso(string(service, "observed_at") or string(service, "scan_time"), utc=True)
        notes.add(gathered, address, _facts(service), when if when.first else seen, original)


def _facts(service: Json) -> Facts:
    number = notes.port(records.string(service, "port"))
    transport = _TRANSPORTS.get(string(service, "transport_protocol").lower(), "tcp")
    name = (string(service, "service_name") or string(service, "protocol")).lower()
    found = banners.opened(number, transport)
    for product in (*tables(service, "hardware"), *tables(service, "software")):
        words = [string(product, key) for key in ("vendor", "product", "version")]
        kinds = [kind.lower() for kind in strings(product, "type")]
        found += banners.service(number, transport, name, *words, *kinds)
    found += banners.greeting(string(service, "banner"), name, number)
    found += _certificate(service)
    found += _http(table(service, "http", "response"))
    for endpoint in tables(service, "endpoints"):
        found += _http(table(endpoint, "http"), rooted=string(endpoint, "path") in ("", "/"))
    for key, reader in _READERS.items():
        if inside := table(service, key):
            found += reader(inside)
    return found


def _http(answer: Json, *, rooted: bool = True) -> Facts:
    """One answer of a web server; only what stands at ``/`` has a title that names the device."""
    found = banners.headers(_headers(table(answer, "headers")))
    for icon in tables(answer, "favicons"):
        md5 = string(icon, "hash_md5") or string(icon, "md5_hash")
        found += banners.icon(md5=md5, mmh3=string(icon, "hash_shodan") or string(icon, "shodan_hash"))
    if rooted and not string(answer, "status_code").startswith("3"):
        found += banners.title(string(answer, "html_title"))
        page = string(answer, "body")
        found += [fact for fact in banners.body(page) if fact[0] == "http.body"]
    return found


def _headers(headers: Json) -> Iterator[tuple[str, str]]:
    """Each header and its values: a list (v2), or a list below ``headers`` (platform)."""
    for name, values in headers.items():
        listed = values.get("headers") if isinstance(values, dict) else values
        for value in strings(listed) if name != "_encoding" else []:
            yield name, value


def _certificate(service: Json) -> Facts:
    """The certificate of a server.

    Of its digests only that of the key alone is told: others are of the key and the name together.
    """
    for shown in (table(service, "cert", "parsed"), table(service, "tls", "certificates", "leaf_data")):
        key = string(shown, "subject_key_info", "fingerprint_sha256")
        if found := [fact for fact in banners.named(_name(shown, "subject"), _name(shown, "issuer"), key) if fact[1]]:
            return found
    return []


def _name(shown: Json, whose: str) -> str:
    return string(shown, f"{whose}_dn")


# --- single protocols --------------------------------------------------------------------------------------------


def _rtsp(inside: Json) -> Facts:
    found = [("rtsp.server", string(inside, "server")[: banners.MAX_HEADER])]
    found.append(("rtsp.www_authenticate", string(inside, "www_auth")[: banners.MAX_HEADER]))
    return [*found, ("rtsp.public", ", ".join(strings(inside, "commands"))[: banners.MAX_HEADER])]


def _dvr_ip(inside: Json) -> Facts:
    """The protocol of Dahua's port 37777."""
    return [("serial.number", string(inside, "serial")), ("firmware.version", string(inside, "version"))]


def _hikvision(inside: Json) -> Facts:
    return [("firmware.version", string(inside, "device_version"))]


def _discovery(inside: Json) -> Facts:
    """WS-Discovery."""
    found = [("onvif.scopes", " ".join(strings(inside, "scopes"))[: banners.MAX_HEADER])]
    return [*found, ("onvif.types", " ".join(strings(inside, "types"))[: banners.MAX_HEADER])]


def _greets(kind: str) -> Callable[[Json], Facts]:
    return lambda inside: banners.greeting(string(inside, "banner"), kind)


def _ssh(inside: Json) -> Facts:
    return banners.greeting(string(inside, "endpoint_id", "raw"), "ssh")


def _snmp(inside: Json) -> Facts:
    system = table(inside, "oid_system")
    object_id = string(system, "object_id") or string(system, "oid")
    return banners.snmp(string(system, "desc") or string(system, "descr"), object_id, string(system, "name"))


def _upnp(inside: Json) -> Facts:
    """The first device of a description is the one that bears the others."""
    return banners.upnp(next(iter(tables(inside, "devices")), {}))


def _kasa(inside: Json) -> Facts:
    return [("model.number", string(inside, "model")), *banners.mac(string(inside, "mac_address"))]


_READERS: dict[str, Callable[[Json], Facts]] = {
    "rtsp": _rtsp,
    "dvr_ip": _dvr_ip,
    "hikvision": _hikvision,
    "onvif": lambda inside: banners.names([string(inside, "hostname", "name")]),
    "ws_discovery": _discovery,
    "telnet": _greets("telnet"),
    "ftp": _greets("ftp"),
    "smtp": _greets("smtp"),
    "ssh": _ssh,
    "snmp": _snmp,
    "upnp": _upnp,
    "tplink_kasa": _kasa,
}
