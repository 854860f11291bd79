"""masscan's JSON: one record a port or a banner, in an array or one a line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from camcensus.model.reading import Chunk, Context
from camcensus.sources.importers import _banners as banners
from camcensus.sources.importers import _json_records as records
from camcensus.sources.importers import _scan_notes as notes
from camcensus.sources.importers._banners import Facts
from camcensus.sources.reading import text
from camcensus.sources.reading.gathered import Gathered

SOURCE = "importer:masscan-json@1"

_BEGINS = re.compile(
    r'\s*\[?\s*\{\s*"ip"\s*:\s*"[^"]{2,45}"\s*,\s*(?:"timestamp"\s*:\s*"\d{1,12}"\s*,\s*)?'
    r'"ports?"\s*:\s*(?:\[\s*\{\s*"port"\s*:\s*\d{1,5}\s*,\s*"proto"|\d{1,5}\s*,\s*"proto"\s*:\s*"\w{1,10}"\s*,\s*"rec_type")'
)
_FINISHED = re.compile(rb'\{\s*"?finished"?\s*:\s*1\s*\}')
_NOTHING = frozenset({"error", "safe", "vuln", "heartbleed", "ticketbleed", "scripting", "versioning", "zeroaccess"})
"""Banners by which masscan tells of its own tests."""

_SYSTEM = re.compile(r"(sys[A-Z]\w{2,12}):(.*?)(?=\s{0,4}sys[A-Z]\w{2,12}:|\Z)", re.DOTALL)

_SHAPE = records.Shape(
    what="record of a port",
    ignored=lambda data: _FINISHED.fullmatch(data) is not None,
    mend="give the file of masscan -oJ or -oD",
)


def detect(head: bytes) -> bool:
    """Whether the first record is an address with a port and a protocol, written as masscan does."""
    return text.is_text(head) and _BEGINS.match(text.decode(head[:4_096])) is not None


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """Open ports, and what services there said; a record each.

    Raises `BrokenInput` if there is no record in it, `HostileInput` for a record that is too long.
    """
    yield from records.reading(path, Gathered(context, SOURCE), _SHAPE, _note)


def _note(gathered: Gathered, record: records.Record) -> None:
    address = notes.host(records.string(record.content, "ip"))
    if address is None:
        gathered.leave_out("records without the address of a host")
        return
    listed = records.tables(record.content, "ports") or [_flat(record.content)]
    facts = [fact for port in listed for fact in _port(port)]
    if not facts:
        gathered.leave_out("closed ports and answers that tell nothing")
        return
    when = notes.epoch(records.string(record.content, "timestamp"))
    notes.add(gathered, address, facts, when, records.keep(gathered, record))


def _flat(content: records.Json) -> records.Json:
    """A record of the newer form of one a line, as the port of the older."""
    data = records.table(content, "data")
    service = {"name": data.get("service_name"), "banner": data.get("banner")}
    port = {name: content.get(name) for name in ("port", "proto")}
    return {**port, "service": service} if content.get("rec_type") == "banner" else {**port, **data}


def _port(port: records.Json) -> Facts:
    number, protocol = notes.port(records.string(port, "port")), records.string(port, "proto")
    if protocol not in ("tcp", "udp", "sctp"):
        return []
    if "service" not in port:
        return banners.opened(number, protocol) if port.get("status") == "open" else []
    name, said = records.string(port, "service", "name"), records.string(port, "service", "banner")
    return [] if name in _NOTHING else [*banners.opened(number, protocol), *_banner(name, said, number)]


def _banner(name: str, said: str, port: int) -> Facts:
    """What a service said. Characters stand for bytes."""
    reader = _READERS.get(name)
    return reader(said) if reader else banners.greeting(said, "" if name == "unknown" else name, port)


def _unescaped(said: str) -> str:
    """Bytes of UTF-8 that stand as characters, as text."""
    try:
        return said.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return said


def _snmp(said: str) -> Facts:
    """The values of the system group, each after its name and a colon."""
    known = {name: value.strip() for name, value in _SYSTEM.findall(said[: banners.MAX_HEADER])}
    return banners.snmp(known.get("sysDescr", ""), known.get("sysObjectID", ""), known.get("sysName", ""))


_READERS: dict[str, Callable[[str], Facts]] = {
    "X509": banners.certified_base64,
    "X509CA": lambda _: [],
    "ssl": lambda _: [],
    "title": lambda said: banners.title(_unescaped(said)),
    "html": lambda said: banners.body(_unescaped(said)),
    "http.server": lambda said: banners.headers([("server", said)]),
    "snmp": _snmp,
}
