"""runZero's JSON exports of assets and services: one a line, in an array, or in a page of the API."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from camcensus.model.reading import Chunk, Context
from camcensus.sources.importers import _json_records as records
from camcensus.sources.importers import _runzero as runzero
from camcensus.sources.importers import _scan_notes as notes
from camcensus.sources.importers._banners import Facts
from camcensus.sources.importers._json_records import Json, string, strings, table
from camcensus.sources.importers._scan_notes import When
from camcensus.sources.reading import text
from camcensus.sources.reading.gathered import Gathered

SOURCE = "importer:runzero-jsonl@1"

_SHAPE = records.Shape(
    what="asset or service of runZero",
    drop=frozenset({"rtts", "service_screenshot_key", "service_screenshot_link"}),
    mend="give the export of assets or services as JSON or JSONL",
)
_LISTS = (
    "addresses", "addresses_extra", "macs", "newest_mac", "names", "service_ports_tcp", "service_ports_udp", "hw",
    "hw_vendor", "hw_product", "hw_version", "type",
)  # fmt: skip
_MARKS = ('"service_ports_tcp"', '"newest_mac"', '"detected_by"', '"service_transport"')


def detect(head: bytes) -> bool:
    """Whether the first record has the keys of an asset as runZero names them."""
    if not text.is_text(head):
        return False
    start = text.decode(head).lstrip()
    if start[:1] not in ("{", "[") or '"addresses"' not in start:
        return False
    return '"addresses_extra"' in start and any(mark in start for mark in _MARKS)


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """Addresses of each asset with what runZero holds it to be, and what its services answered; a record each.

    Raises `BrokenInput` if there is no record in it, `HostileInput` for a record that is too long.
    """
    yield from records.reading(path, Gathered(context, SOURCE), _SHAPE, _note)


def _note(gathered: Gathered, record: records.Record) -> None:
    original = records.keep(gathered, record)
    for name in ("assets", "services"):
        if isinstance(record.content.get(name), list):
            for one in records.tables(record.content, name):
                _asset(gathered, one, original)
            return
    _asset(gathered, record.content, original)


def _asset(gathered: Gathered, content: Json, original: bytes) -> None:
    listed = {name: strings(content, name) for name in _LISTS}
    when = notes.epoch(string(content, "last_seen"))
    own = notes.host(string(content, "service_address"))
    if own is not None:
        facts = [*runzero.interfaces(listed), *runzero.opinion(listed), *_service(content)]
        notes.add(gathered, own, facts, _later(content.get("service_data"), when), original)
        return
    notes.add_asset(gathered, runzero.hosts(listed), runzero.asset(listed), when, original)
    for key, attributes in table(content, "services").items():
        place = runzero.place(key)
        if place is not None:
            address, port, transport = place
            facts = runzero.service(port, transport, [], _attributes(attributes))
            notes.add(gathered, address, facts, _later(attributes, when), original)


def _service(content: Json) -> Facts:
    port, transport = notes.port(records.string(content, "service_port")), string(content, "service_transport")
    found = _attributes(content.get("service_data"))
    summary = string(content, "service_summary")
    if not found and summary:
        found = {"banner": [summary]}
    return runzero.service(port, transport, strings(content, "service_protocol"), found)


def _attributes(value: object) -> dict[str, list[str]]:
    """Attributes and their values, which tabs part."""
    named = value if isinstance(value, dict) else {}
    return {key: [part for part in string(named, key).split("\t") if part] for key in named}


def _later(attributes: object, seen: When) -> When:
    """When a service was asked, or when its asset was last seen."""
    when = notes.epoch(string(attributes, "ts"))
    return when if when.first is not None else seen
