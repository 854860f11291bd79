"""zgrab2's JSON Lines: what services of one address answered, by module."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from camcensus.model.reading import Chunk, Context
from camcensus.sources.importers import _banners as banners
from camcensus.sources.importers import _json_records as records
from camcensus.sources.importers import _scan_notes as notes
from camcensus.sources.importers._banners import Facts
from camcensus.sources.importers._json_records import Json
from camcensus.sources.importers._scan_notes import NEVER, When
from camcensus.sources.reading import text
from camcensus.sources.reading.gathered import Gathered
from camcensus.wire import addresses

SOURCE = "importer:zgrab2@1"

_STATUS = "success|connection-(?:refused|timeout|closed)|io-timeout|protocol-error|application-error|unknown-error"
_MODULE = re.compile(rf'"data"\s*:\s*\{{\s*"[\w.-]{{1,60}}"\s*:\s*\{{\s*"status"\s*:\s*"(?:{_STATUS})"')
_SORTED = re.compile(rf'"status"\s*:\s*"(?:{_STATUS})"\s*,\s*"timestamp"')
"""The same after a tool put the keys in order."""
_SHAPE = records.Shape(
    what="grab of an address", drop=frozenset({"key_material", "client_hello"}), mend="give the file of zgrab2 -o"
)
_ELSEWHERE = "answers of other hosts, to which a page led"


def detect(head: bytes) -> bool:
    """Whether the first record has grabs by module, each with one of zgrab2's states."""
    if not text.is_text(head):
        return False
    start = text.decode(head).lstrip()
    if not start.startswith("{") or not re.search(r'"(?:ip|domain)"\s*:\s*"', start):
        return False
    return _MODULE.search(start) is not None or ('"data"' in start and _SORTED.search(start) is not None)


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """What the services of each address answered; a record an address.

    Ports are told only where the file names them: in newer versions, or in the address of a page. Raises `BrokenInput`
    if there is no record in it, `HostileInput` for a record that is too long.
    """
    yield from records.reading(path, Gathered(context, SOURCE), _SHAPE, _note)


def _note(gathered: Gathered, record: records.Record) -> None:
    address = notes.host(records.string(record.content, "ip"))
    if address is None:
        gathered.leave_out("records without the address of a host")
        return
    domain = records.string(record.content, "domain")
    facts: Facts = banners.names([domain])
    when = NEVER
    silent = True
    for name, grab in records.table(record.content, "data").items():
        if not isinstance(grab, dict) or (grab.get("status") != "success" and not grab.get("result")):
            continue
        silent = False
        facts += _grabbed(gathered, name, grab, {address, domain.lower()})
        when = _wider(when, notes.iso(records.string(grab, "timestamp"), utc=True))
    if silent:
        gathered.leave_out("addresses where nothing answered")
    elif facts:
        notes.add(gathered, address, facts, when, records.keep(gathered, record))


def _wider(known: When, new: When) -> When:
    """Both times as one span; the modules of a record ran one after the other."""
    if known.first is None or new.first is None:
        return new if known.first is None else known
    return notes.span(min(known, new, key=_begin), max(known, new, key=_begin))


def _begin(when: When) -> str:
    return when.first.isoformat() if when.first else ""


def _grabbed(gathered: Gathered, name: str, grab: Json, own: set[str]) -> Facts:
    """What one module found. Custom names are told by the protocol beside them."""
    protocol = records.string(grab, "protocol") or name
    result = records.table(grab, "result")
    number = notes.port(records.string(grab, "port"))
    reader = _READERS.get(protocol)
    if reader is None:
        gathered.leave_out("answers of protocols that are not read")
        return banners.opened(number, "udp" if protocol in ("ntp", "snmp", "bacnet") else "tcp")
    if protocol == "http":
        gathered.leave_out(_ELSEWHERE, sum(not _is_own(page, own) for page in _pages(result)))
    return [*banners.opened(number), *reader(result, own)]


# --- pages -------------------------------------------------------------------------------------------------------


def _pages(result: Json) -> list[Json]:
    """The answers in the order they came: those that led on, then the last."""
    last = records.table(result, "response")
    return [*records.tables(result, "redirect_response_chain"), *([last] if last else [])]


def _http(result: Json, own: set[str]) -> Facts:
    found: Facts = []
    for page in _pages(result):
        if not _is_own(page, own):
            continue
        found += banners.opened(_port_of(page))
        found += banners.headers(_headers(records.table(page, "headers")))
        status = records.string(page, "status_code")
        if not status.startswith("3"):
            found += banners.body(records.string(page, "body"))
        found += _handshake(records.inner(page, "request", "tls_log", "handshake_log"))
    return found


def _is_own(page: Json, own: set[str]) -> bool:
    """Whether the answer is the host's own, by the address that was asked for."""
    host = _host(page)[0]
    return not host or host in own


def _host(page: Json) -> tuple[str, str]:
    """Host and port of the address that was asked for."""
    written = records.string(page, "request", "url", "host") or records.string(page, "request", "host")
    bracket, mark, rest = written.rpartition("]")
    if mark:
        host, number = bracket.lstrip("["), rest.lstrip(":")
    elif written.count(":") > 1:
        host, number = written, ""
    else:
        host, _, number = written.partition(":")
    return addresses.normalise(host) or host.lower(), number


def _port_of(page: Json) -> int:
    number = _host(page)[1]
    scheme = records.string(page, "request", "url", "scheme")
    return notes.port(number) or {"http": 80, "https": 443}.get(scheme, 0)


def _headers(headers: Json) -> Iterator[tuple[str, str]]:
    """Each header and its values; those that zgrab2 has no name for stand below ``unknown``."""
    for name, values in headers.items():
        for value in records.strings(values) if name != "unknown" else []:
            yield name, value
    for other in records.tables(headers, "unknown"):
        for value in records.strings(other, "value"):
            yield records.string(other, "key"), value


# --- other services ----------------------------------------------------------------------------------------------


def _handshake(log: object) -> Facts:
    """The certificate that a server showed."""
    shown = records.table(log, "server_certificates", "certificate")
    if found := banners.certified_base64(records.string(shown, "raw")):
        return found
    parsed = records.table(shown, "parsed")
    key = records.string(parsed, "subject_key_info", "fingerprint_sha256")
    return banners.named(records.string(parsed, "subject_dn"), records.string(parsed, "issuer_dn"), key)


def _tls(result: Json, _: set[str]) -> Facts:
    return _handshake(result.get("handshake_log"))


def _ssh(result: Json, _: set[str]) -> Facts:
    return banners.greeting(records.string(result, "server_id", "raw"), "ssh")


def _greets(kind: str) -> Callable[[Json, set[str]], Facts]:
    def reader(result: Json, _: set[str]) -> Facts:
        said = records.string(result, "banner")
        return [*banners.greeting(said, kind), *_handshake(records.inner(result, "tls", "handshake_log"))]

    return reader


_READERS: dict[str, Callable[[Json, set[str]], Facts]] = {
    "http": _http,
    "tls": _tls,
    "ssh": _ssh,
    "ftp": _greets("ftp"),
    "telnet": _greets("telnet"),
    "smtp": _greets("smtp"),
    "banner": _greets("banner"),
}
