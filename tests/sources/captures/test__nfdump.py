from __future__ import annotations

import json
from collections.abc import Mapping

import polars as pl
import pytest
from tests.sources.captures.logs import CAMERA, CLIENT, MAC, Told, a_log, learnt

from camcensus.sources.captures import _nfdump

THERE = {
    "first": "1795428000.5", "last": "1795428009.5", "source": CLIENT, "target": CAMERA, "source_port": "50000",
    "target_port": "80", "protocol": "TCP", "flags": "...AP.SF", "packets": "4", "bytes": "400",
}  # fmt: skip
BACK = {**THERE, "source": CAMERA, "target": CLIENT, "source_port": "80", "target_port": "50000", "bytes": "5000"}


def told(*flows: Mapping[str, str | None]) -> Told:
    log = a_log()
    rows = [tuple(flow.get(name) for name in _nfdump.MEANINGS) for flow in flows]
    _nfdump.take(pl.DataFrame(rows, schema=dict.fromkeys(_nfdump.MEANINGS, pl.String), orient="row"), log)
    return learnt(log)


def test_both_directions_are_one_conversation() -> None:
    found = told(THERE, BACK)
    assert found.flows() == {f"{CLIENT}>{CAMERA}/tcp/80"}
    assert json.loads(found.row("flow.conversation")["value"])["bytes_back"] == 5_000
    assert found.pairs("net.open_port") == {(f"ip:{CAMERA}", "80/tcp")}
    assert found.records == 2


@pytest.mark.parametrize(
    ("flags", "answered"),
    [
        ("...AP.SF", True),
        (".AP.SF", True),
        ("...A..S.", True),
        ("...AP...", True),
        ("...A.R..", False),
        ("......S.", False),
        ("........", False),
        ("", False),
        (None, False),
        ("...A....", False),
    ],
)
def test_a_port_answered_by_the_flags_of_its_side(flags: str | None, answered: bool) -> None:
    assert bool(told({**BACK, "flags": flags}).pairs("net.open_port")) is answered


def test_a_record_of_both_directions_names_its_client_first() -> None:
    turned = {**BACK, "packets_back": "4", "bytes_back": "400", "flows": "7"}
    found = told(turned)
    assert found.flows() == {f"{CAMERA}>{CLIENT}/tcp/50000"}
    assert found.row("flow.conversation")["count"] == 7


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"forwarding": "130"}, "flow.denied"),
        ({"forwarding": "64"}, "flow.conversation"),
        ({"event": "DENIED"}, "flow.denied"),
        ({"event": "CREATE"}, "flow.conversation"),
        ({"action": "block"}, "flow.denied"),
        ({}, "flow.conversation"),
    ],
)
def test_flows_that_were_stopped_are_told_apart(change: dict[str, str], field: str) -> None:
    assert told({**THERE, **change}).flows(field) == {f"{CLIENT}>{CAMERA}/tcp/80"}


@pytest.mark.parametrize(
    ("change", "subject"),
    [
        ({"protocol": "17"}, f"{CLIENT}>{CAMERA}/udp/80"),
        ({"protocol": "UDP  "}, f"{CLIENT}>{CAMERA}/udp/80"),
        ({"protocol": "ICMP", "target_port": "2048"}, f"{CLIENT}>{CAMERA}/icmp/0"),
        ({"protocol": "1", "target_port": "8.0"}, f"{CLIENT}>{CAMERA}/icmp/0"),
        ({"protocol": "ICMP", "target_port": "0"}, f"{CAMERA}>{CLIENT}/icmp/0"),
        ({"protocol": "ICMP", "target_port": "0", "icmp": "8"}, f"{CLIENT}>{CAMERA}/icmp/0"),
        ({"protocol": "99"}, None),
        ({"flags": "......S.", "target_port": "60000"}, f"{CLIENT}>{CAMERA}/tcp/60000"),
        ({"flags": "...A.R..", "source_port": "60000", "target_port": "50"}, f"{CAMERA}>{CLIENT}/tcp/60000"),
        ({"protocol": "TCP", "target_port": "x"}, None),
    ],
)
def test_who_began_is_told_by_what_was_sent(change: dict[str, str], subject: str | None) -> None:
    found = told({**THERE, **change}).flows()
    assert found == {subject} if subject else len(found) == 1


def test_ipv6_may_stand_in_columns_of_its_own() -> None:
    found = told({**THERE, "source": None, "source6": "2001:db8::9", "target": None, "target6": "2001:db8::5"})
    assert found.records == 1
    assert not found.flows()
    assert found.left_out == {"connections of hosts that have nothing to do with cameras": 1}


def test_times_are_of_the_count_or_local() -> None:
    exact = told(THERE).row("flow.conversation")
    assert (str(exact["at"]), exact["at_quality"]) == ("2026-11-23 10:00:00.500000+00:00", "exact")
    local = told({**THERE, "first": "2026-07-01 10:00:00.250", "last": None, "duration": "2.5"}).row(
        "flow.conversation"
    )
    assert (str(local["at"]), local["at_quality"]) == ("2026-07-01 09:00:00.250000+00:00", "local-guessed")
    assert str(local["until"]) == "2026-07-01 09:00:02.750000+00:00"


def test_bytes_that_are_packets_are_not_taken() -> None:
    found = told(*[{**THERE, "bytes": "4"}] * 3)
    assert json.loads(found.row("flow.conversation")["value"])["bytes"] == 0
    assert found.remarks == [
        "the log: bytes are as many as packets in all of 3 flows, as a version of nfdump has it by mistake: not taken"
    ]


def test_what_bounds_the_view_is_told() -> None:
    found = told({**THERE, "sampled": "1", "router": "10.9.9.9", "mac": "02:00:00:00:00:09"}, {**BACK, "mac": MAC})
    assert json.loads(found.row("fact.window")["value"]) == {"sampled": "yes", "sensor": "10.9.9.9"}
    assert found.pairs("mac") == {(f"ip:{CAMERA}", MAC)}


def test_lines_that_are_no_flow_are_counted() -> None:
    found = told({**THERE, "source": "sa"}, {"first": "Summary"}, THERE)
    assert (found.records, found.left_out) == (1, {"lines that are no flow": 2})
