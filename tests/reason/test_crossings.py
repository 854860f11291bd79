"""What was seen to pass between devices and the core, and how long anybody listened."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
from tests.support import log, see

from camcensus.model.frames import empty
from camcensus.reason import crossings
from camcensus.wire import spans

CORE = {"main": spans.network("10.2.0.0/24")}
HOLDERS = {("main", "10.1.0.5"): "cam", ("other", "10.1.0.5"): "elsewhere"}


def flow(subject: str, realm: str = "main", at: str = "2026-11-10") -> pl.DataFrame:
    return see(subject, ("flow.conversation", "{}"), realm=realm, at=at, source="importer:pcap@1")


def test_conversations_with_the_core_in_both_directions() -> None:
    flows = log(
        [
            flow("flow:10.1.0.5>10.2.0.9/udp/123"),
            flow("flow:10.2.0.7>10.1.0.5/tcp/554", at="2026-11-12"),
            flow("flow:10.2.0.7>10.1.0.5/tcp/554", at="2026-11-14"),
            flow("flow:10.1.0.5>192.0.2.1/tcp/443"),
            flow("flow:10.1.0.6>10.2.0.9/tcp/80"),
            flow("flow:10.1.0.5>10.2.0.9/tcp/80", realm="other"),
            flow("flow:odd"),
        ]
    )
    found = crossings.find(flows, HOLDERS, CORE)
    assert list(found) == ["cam"]
    video, time = found["cam"]
    assert (video.other, video.protocol, video.port, video.opened_by, video.connections) == (
        "10.2.0.7",
        "tcp",
        554,
        "core",
        2,
    )
    assert video.last == datetime(2026, 11, 14, tzinfo=UTC)
    assert (time.port, time.opened_by) == (123, "device")


def test_nothing_seen_is_nothing() -> None:
    assert crossings.find(empty(), HOLDERS, CORE) == {}


def heard(network: str, first: str, last: str, file: str) -> pl.DataFrame:
    row = see(f"file:{file}", ("fact.heard", network), at=first, source="importer:pcap@1")
    return row.with_columns(until=pl.lit(datetime.fromisoformat(last).replace(tzinfo=UTC)).cast(row.schema["until"]))


def test_days_of_listening_count_once() -> None:
    windows = log(
        [
            heard("10.1.0.0/24", "2026-11-01", "2026-11-11", "a"),
            heard("10.1.0.0/24", "2026-11-05", "2026-11-16", "b"),
            heard("10.1.0.0/24", "2026-11-20", "2026-11-22", "c"),
            heard("10.9.0.0/24", "2026-11-20", "2026-11-20", "c"),
            see("file:d", ("fact.heard", "10.1.0.0/24"), at=None),
        ]
    )
    assert crossings.watched(windows) == {("main", "10.1.0.0/24"): 17, ("main", "10.9.0.0/24"): 0}
