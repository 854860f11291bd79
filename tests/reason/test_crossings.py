"""What was seen to pass between devices and the core, and how long anybody listened."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest
from tests.support import log, see

from camcensus.model.frames import empty
from camcensus.reason import crossings
from camcensus.wire import spans

CORE = {"main": spans.network("10.2.0.0/24")}
HOLDERS = {("main", "10.1.0.5"): "cam", ("other", "10.1.0.5"): "elsewhere"}


ANSWERED = '{"bytes":9,"bytes_back":9,"packets":1,"packets_back":1}'


def flow(
    subject: str,
    realm: str = "main",
    at: str = "2026-11-10",
    *,
    said: tuple[str, str] = ("flow.conversation", ANSWERED),
    source: str = "importer:pcap@1",
) -> pl.DataFrame:
    return see(subject, said, realm=realm, at=at, source=source)


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


@pytest.mark.parametrize(
    ("field", "value", "source", "outcome"),
    [
        ("flow.conversation", ANSWERED, "importer:zeek-log@1", "answered"),
        ("flow.conversation", '{"bytes":9,"packets":1,"packets_back":0}', "importer:pcap@1", "unanswered"),
        ("flow.conversation", '{"bytes":9,"packets":1,"packets_back":0}', "importer:iptables-log@1", "passed"),
        ("flow.denied", '{"bytes":9,"packets":1,"packets_back":2}', "importer:fortigate-log@1", "denied"),
        ("flow.attempted", '{"bytes":9,"packets":1}', "importer:pf-log@1", "unanswered"),
        ("flow.conversation", "no json", "importer:pcap@1", "unanswered"),
    ],
)
def test_what_became_of_it(field: str, value: str, source: str, outcome: str) -> None:
    one = flow("flow:10.1.0.5>10.2.0.9/udp/123", said=(field, value), source=source)
    (found,) = crossings.find(log([one]), HOLDERS, CORE)["cam"]
    assert (found.outcome, found.crossed) == (outcome, outcome in ("answered", "passed"))


def test_what_crossed_comes_before_what_was_stopped() -> None:
    stopped = flow("flow:10.1.0.5>10.2.0.9/udp/123", said=("flow.denied", "{}"))
    more = log([stopped, stopped, flow("flow:10.1.0.5>10.2.0.9/udp/123")])
    assert [one.outcome for one in crossings.find(more, HOLDERS, CORE)["cam"]] == ["answered", "denied"]


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
