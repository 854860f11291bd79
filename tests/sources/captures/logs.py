"""What tests of logs share: a log to be filled by hand, whole readings, and what came of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import polars as pl
from tests.sources.files import context

from camcensus.model import frames
from camcensus.model.reading import Chunk
from camcensus.sources.captures._log import Log
from camcensus.sources.captures._log_telling import tell

CAMERA, OTHER, CLIENT = "10.0.0.5", "10.0.0.77", "10.0.0.9"
"""What is known as a possible camera, what is not, and who talks to both."""
MAC = "54:c4:15:00:00:05"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@dataclass(kw_only=True)
class Told:
    """All that was kept, and how much was not."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    left_out: dict[str, int] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    records: int = 0
    redacted: int = 0
    done: list[int] = field(default_factory=list)

    def of(self, subject: str) -> dict[str, str]:
        """Field to value, of one subject; the last where there are several."""
        return {row["field"]: row["value"] for row in self.rows if row["subject"] == subject}

    def pairs(self, *fields: str) -> set[tuple[str, str]]:
        """(subject, value) of these fields."""
        return {(row["subject"], row["value"]) for row in self.rows if row["field"] in fields}

    def flows(self, kind: str = "flow.conversation") -> set[str]:
        """The conversations of a kind, without what begins their subjects."""
        return {row["subject"].removeprefix("flow:") for row in self.rows if row["field"] == kind}

    def row(self, name: str) -> dict[str, Any]:
        """The only row of a field."""
        (found,) = [row for row in self.rows if row["field"] == name]
        return found


def a_log(before: Log | None = None, **changes: Any) -> Log:
    """A log that knows `CAMERA`; whose Ethernet addresses beginning as `MAC` are of a maker."""
    given = {"known": frozenset({CAMERA}), "builds": lambda mac: mac.startswith(MAC[:8]), **changes}
    return Log(context(Path("some.log"), **given), "importer:test@1", before)


def all_of(chunks: Iterable[Chunk]) -> Told:
    """What chunks say together."""
    told = Told()
    for chunk in chunks:
        told.rows += chunk.observations.to_dicts()
        told.records += chunk.records
        told.redacted += chunk.redacted
        told.done.append(chunk.done)
        told.remarks += [f"{remark.where}: {remark.what}" for remark in chunk.remarks]
        for why, many in chunk.left_out.items():
            told.left_out[why] = told.left_out.get(why, 0) + many
    return told


def learnt(log: Log) -> Told:
    """What is kept of a log that was filled."""
    log.learn()
    return all_of(tell(log))


def without_room(log: Log) -> None:
    """As if of everything one more had come than there is room for."""
    for tally in (log.ports, log.facts, log.bindings._seen, log.leases._tally):
        tally.spilled = tally.spilled or 1
    for table in log.tables.values():
        table.spilled = table.spilled or 1


def read(module: ModuleType, path: Path, **changes: Any) -> Told:
    """What is kept of a whole file."""
    given = {"known": frozenset({CAMERA}), "builds": lambda mac: mac.startswith(MAC[:8]), **changes}
    return all_of(module.read(path, context(path, **given)))


def minute(number: int) -> datetime:
    """A minute after noon."""
    return NOON + timedelta(minutes=number)


def two_way(log: Log, *rows: tuple[str, str, int, bool], protocol: int = 6) -> pl.DataFrame:
    """Conversations of (client, server, port, answered): the n-th has n packets of 10 bytes, in the n-th minute."""
    columns = {
        "client": log.hosts.numbers(pl.Series([row[0] for row in rows], dtype=pl.String)),
        "server": log.hosts.numbers(pl.Series([row[1] for row in rows], dtype=pl.String)),
        "port": pl.Series([row[2] for row in rows], dtype=pl.UInt16),
        "answered": [row[3] for row in rows],
        "packets": pl.Series(range(1, len(rows) + 1), dtype=pl.Int64),
        "first": pl.Series([minute(n) for n in range(1, len(rows) + 1)], dtype=frames.TIME),
    }
    return pl.DataFrame(columns).with_columns(
        protocol=pl.lit(protocol, dtype=pl.UInt8),
        connections=pl.lit(1, dtype=pl.Int64),
        bytes=pl.col("packets") * 10,
        packets_back=pl.col("packets"),
        bytes_back=pl.col("packets") * 100,
        last=pl.col("first") + pl.duration(seconds=9),
    )


def one_way(log: Log, *rows: tuple[str, int, str, int, bool | None, bool], protocol: int = 6) -> pl.DataFrame:
    """Records of (source, port, target, port, opener, answers): the n-th has n packets of 10 bytes."""
    columns = {
        "source": log.hosts.numbers(pl.Series([row[0] for row in rows], dtype=pl.String)),
        "source_port": pl.Series([row[1] for row in rows], dtype=pl.UInt16),
        "target": log.hosts.numbers(pl.Series([row[2] for row in rows], dtype=pl.String)),
        "target_port": pl.Series([row[3] for row in rows], dtype=pl.UInt16),
        "opener": pl.Series([row[4] for row in rows], dtype=pl.Boolean),
        "answers": pl.Series([row[5] for row in rows], dtype=pl.Boolean),
        "packets": pl.Series(range(1, len(rows) + 1), dtype=pl.Int64),
        "first": pl.Series([minute(n) for n in range(1, len(rows) + 1)], dtype=frames.TIME),
    }
    return pl.DataFrame(columns).with_columns(
        protocol=pl.lit(protocol, dtype=pl.UInt8), bytes=pl.col("packets") * 10, last=pl.col("first")
    )


def said(log: Log, *rows: tuple[str, str, str]) -> pl.DataFrame:
    """Facts of (host, field, value), the n-th in the n-th minute."""
    return pl.DataFrame(
        {
            "host": log.hosts.numbers(pl.Series([row[0] for row in rows], dtype=pl.String)),
            "field": pl.Series([row[1] for row in rows], dtype=pl.String),
            "value": pl.Series([row[2] for row in rows], dtype=pl.String),
            "first": pl.Series([minute(n) for n in range(1, len(rows) + 1)], dtype=frames.TIME),
        }
    )
