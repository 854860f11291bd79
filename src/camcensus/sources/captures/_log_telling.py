"""The end of a log: what is kept of it as observations, and what stays outside, counted by kind."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from camcensus.model.reading import CHUNK, Chunk
from camcensus.sources.captures._log import Log
from camcensus.sources.reading import flows, secrets, sightings
from camcensus.sources.reading.door import LEFT

_CERTIFICATES = dict.fromkeys(("tls.subject", "tls.issuer", "tls.spki_sha256"), "parts of certificates")
_KINDS = {
    **_CERTIFICATES,
    "dns.query": "DNS questions",
    "fact.hostname": "host names",
    "fact.service": "services",
    "dns.answer": "DNS answers",
    "http.user_agent": "HTTP user agents",
    "http.server": "HTTP servers",
    "lease.ends": "leases",
    "mac": "Ethernet addresses",
    "mdns.name": "multicast DNS names",
    "mdns.service": "multicast DNS services",
    "mdns.txt": "multicast DNS texts",
    "net.open_port": "open ports",
    "tls.sni": "TLS server names",
}
"""What the values of a field are called where they are counted; those of others are *statements*."""
_PROTOCOLS = {str(number): name for number, name in flows.PROTOCOLS.items()}


def tell(log: Log) -> Iterator[Chunk]:
    """All that is kept, after the log has learnt who has to do with cameras."""
    known = log.hosts.known(log.door.found())
    for field, table in log.tables.items():
        yield from _conversations(log, table.take(), field, known)
    yield from _sightings(log, _open(log), known, counted=False)  # the connections that show them were counted
    for rows in (_bound(log), log.facts.take()):
        yield from _sightings(log, rows, known)
    log.leases.tell(log.hosts, log.gathered, log.door, _quality(log))
    _window(log)
    _left_out(log)
    yield log.gathered.last("the log")


def _quality(log: Log) -> str:
    return "local-guessed" if log.local else "exact"


def _vantage(log: Log) -> str:
    return next(iter(log.sensors)) if len(log.sensors) == 1 else ""


def _kept(log: Log, rows: pl.DataFrame, known: pl.Series, *columns: str) -> pl.DataFrame:
    if log.context.keep_all:
        return rows
    return rows.filter(pl.any_horizontal(pl.col(name).is_in(known.implode()) for name in columns))


def _conversations(log: Log, table: pl.DataFrame, field: str, known: pl.Series) -> Iterator[Chunk]:
    kept = table if table.is_empty() else _kept(log, table, known, "client", "server")
    others = log.connections[field] - log.tables[field].spilled - _sum(kept, "connections")
    log.gathered.leave_out(f"connections {LEFT}", others)
    if kept.is_empty():
        return
    for side in ("client", "server"):
        log.heard(kept[side].filter(kept[side].is_in(known.implode())))
    for rows in kept.iter_slices(CHUNK):
        shown = rows.with_columns(
            log.hosts.texts(rows["client"]),
            log.hosts.texts(rows["server"]),
            pl.col("protocol").cast(pl.String).replace(_PROTOCOLS),
        )
        found = flows.observations(
            shown, log.context, log.source, vantage=_vantage(log), field=field, quality=_quality(log)
        )
        yield Chunk(observations=found)


def _sum(rows: pl.DataFrame, column: str) -> int:
    return int(rows[column].sum()) if rows.height else 0


def _open(log: Log) -> pl.DataFrame:
    value = pl.format("{}/tcp", "port")
    return log.ports.take().select("host", "first", "last", "count", field=pl.lit("net.open_port"), value=value)


def _bound(log: Log) -> pl.DataFrame:
    return log.bindings.take().select("host", "first", "last", "count", field=pl.lit("mac"), value="mac")


def _sightings(log: Log, rows: pl.DataFrame, known: pl.Series, *, counted: bool = True) -> Iterator[Chunk]:
    kept = _kept(log, rows, known, "host")
    if counted:
        _count(log, rows, kept)
    for part in kept.iter_slices(CHUNK):
        value, removed = _stripped(part["value"])
        log.gathered.redacted += removed
        subject = pl.lit("ip:") + log.hosts.texts(part["host"])
        shown = part.with_columns(value=value).select("first", "last", "count", "field", "value", subject=subject)
        found = sightings.observations(shown, log.context, log.source, vantage=_vantage(log), quality=_quality(log))
        yield Chunk(observations=found)


def _count(log: Log, rows: pl.DataFrame, kept: pl.DataFrame) -> None:
    for field, many in rows.group_by("field").agg(pl.col("count").sum()).sort("field").iter_rows():
        stays = _sum(kept.filter(pl.col("field") == field), "count")
        log.gathered.leave_out(f"{_KINDS.get(field, 'statements')} {LEFT}", many - stays)


def _stripped(values: pl.Series) -> tuple[pl.Series, int]:
    """Values without what looks like a secret; each distinct one is looked at once."""
    found = {value: secrets.strip(value) for value in values.unique().to_list() if secrets.hinted(value)}
    changed = {value: plain for value, (plain, removed) in found.items() if removed}
    return values.replace(changed), sum(removed for _, removed in found.values())


def _window(log: Log) -> None:
    if log.sensors:
        names = sorted(log.sensors)
        log.window.traits["sensor"] = names[0] if len(names) == 1 else names[:100]
    log.window.heard(log.hosts.text(number) for number in sorted(log.networks))
    log.window.note(log.gathered, _quality(log))


def _left_out(log: Log) -> None:
    for field, many in log.outside.items():
        log.gathered.leave_out(f"{_KINDS.get(field, 'statements')} {LEFT}", many)
    log.gathered.leave_out("records of hosts of cameras for which there was no room", log.spilled)
    log.gathered.leave_out("addresses that were more than can be told apart", log.hosts.crowded)
    log.gathered.leave_out("Ethernet addresses that stand for several hosts", log.bindings.shared())
