"""runZero's CSV exports of assets and services."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from camcensus.model.reading import Chunk, Context
from camcensus.sources.importers import _runzero as runzero
from camcensus.sources.importers import _scan_notes as notes
from camcensus.sources.importers._banners import Facts
from camcensus.sources.importers._scan_notes import When
from camcensus.sources.reading import forms, text
from camcensus.sources.reading.forms import Record
from camcensus.sources.reading.gathered import Gathered

SOURCE = "importer:runzero-csv@1"

_LISTS = ("addresses", "addresses_extra", "macs", "newest_mac", "names", "service_ports_tcp", "service_ports_udp")
_WORDS = ("hw", "hw_vendor", "hw_product", "hw_version", "type")
_SERVICE = (
    "service_address",
    "service_transport",
    "service_port",
    "service_protocol",
    "service_data",
    "service_summary",
)
_TIMES = ("last_seen", "service_updated_at", "detected_by", "alive")

FORM = forms.Form(
    columns=dict.fromkeys((*_LISTS, *_WORDS, *_SERVICE, *_TIMES), ()),
    needs=(
        frozenset({"addresses", "addresses_extra", "detected_by"}),
        frozenset({"addresses", "newest_mac", "service_ports_tcp"}),
        frozenset({"service_address", "service_transport", "service_port"}),
    ),
    passed_over=(
        "id", "created_at", "updated_at", "organization_id", "org_name", "site_id", "site_name", "agent_name",
        "last_agent_id", "last_task_id", "first_seen", "scanned", "os", "os_vendor", "os_product", "os_version",
        "mac_vendors", "newest_mac_vendor", "newest_mac_age", "domains", "comments", "tags", "tag_descriptions",
        "service_count", "service_count_tcp", "service_count_udp", "service_count_arp", "service_count_icmp",
        "service_protocols", "service_products", "service_id", "service_asset_id", "service_organization_id",
        "service_vhost", "service_link", "lowest_ttl", "lowest_rtt", "rtts", "risk", "risk_rank", "criticality",
        "software_count", "vulnerability_count", "outlier_score", "outlier_raw", "sources", "source_ids", "eol_os",
        "eol_os_ext", "hosted_zone_name", "subnets", "owners", "ownership", "attributes", "foreign_attributes",
    ),
)  # fmt: skip


def detect(head: bytes) -> bool:
    """Whether the heading has the columns of assets or services as runZero names them."""
    return forms.detect(head, FORM)


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """Addresses of each asset with what runZero holds it to be, or what each service answered; a record a row.

    Raises `NoHeading` if the columns are missing, `BrokenInput` or `HostileInput` for what is no table.
    """
    gathered = Gathered(context, SOURCE)
    with text.rows(path, context.name) as rows:
        for record in forms.records(rows, FORM, gathered):
            _note(gathered, record)
            if gathered.is_full():
                yield gathered.take()
    yield gathered.last(context.name)


def _note(gathered: Gathered, record: Record) -> None:
    listed = {name: notes.split(record.get(name)) for name in _LISTS}
    listed |= {name: [record.get(name)] for name in _WORDS if record.get(name)}
    own = notes.host(record.get("service_address"))
    if own is not None:
        facts = [*runzero.interfaces(listed), *runzero.opinion(listed), *_service(record)]
        notes.add(gathered, own, facts, _time(record, "service_updated_at"), record.original)
        return
    notes.add_asset(gathered, runzero.hosts(listed), runzero.asset(listed), _time(record), record.original)


def _service(record: Record) -> Facts:
    port, transport = notes.port(record.get("service_port")), record.get("service_transport")
    protocols = notes.split(record.get("service_protocol"))
    return runzero.service(port, transport, protocols, _attributes(record))


def _attributes(record: Record) -> dict[str, list[str]]:
    """The attributes of a service, where the export has them as JSON; else its summary as its greeting."""
    try:
        content = json.loads(record.get("service_data") or "{}")
    except (ValueError, RecursionError):
        content = {}
    found = {}
    for key, value in content.items() if isinstance(content, dict) else ():
        found[str(key)] = [part for part in str(value).split("\t") if part]
    summary = record.get("service_summary")
    return found or ({"banner": [summary]} if summary else {})


def _time(record: Record, *first: str) -> When:
    """When it was last seen, as seconds since 1970 or as text in UTC."""
    for name in (*first, "last_seen"):
        written = record.get(name)
        when = notes.epoch(written) if written.isdigit() else notes.iso(written, utc=True)
        if when.first is not None:
            return when
    return notes.NEVER
