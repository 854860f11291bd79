from __future__ import annotations

import json

import polars as pl
import pytest
from tests.sources.captures.logs import CAMERA, CLIENT, MAC, OTHER, a_log, learnt, minute, said, two_way

from camcensus.model.reading import CHUNK
from camcensus.sources.captures import _log_telling as telling


def test_the_window_says_when_where_and_with_what_loss() -> None:
    log = a_log()
    log.flows(two_way(log, (CLIENT, CAMERA, 80, True), ("198.51.100.7", "10.0.9.1", 80, True)))
    log.sensors.add("gate")
    log.window.traits["lost_flows"] = 3
    told = learnt(log)
    window = told.row("fact.window")
    assert json.loads(window["value"]) == {"lost_flows": 3, "sensor": "gate"}
    assert (window["at"], window["until"]) == (minute(1), minute(2).replace(second=9))
    assert {value for _, value in told.pairs("fact.heard")} == {"10.0.0.0/24", "10.0.9.0/24"}


def test_networks_of_the_internet_are_heard_only_where_cameras_are() -> None:
    log = a_log(known=frozenset({"198.51.100.7"}))
    log.flows(two_way(log, ("198.51.100.7", CLIENT, 80, True), ("203.0.113.7", CLIENT, 80, True)))
    assert {value for _, value in learnt(log).pairs("fact.heard")} == {"10.0.0.0/24", "198.51.100.0/24"}


def test_networks_that_a_log_says_it_watches_are_heard() -> None:
    log = a_log()
    log.heard(log.hosts.numbers(pl.Series(["203.0.113.7", "2001:db8::7", "224.0.0.1", "127.0.0.1"])))
    assert {value for _, value in learnt(log).pairs("fact.heard")} == {"203.0.113.0/24", "2001:db8::/64"}


def test_a_single_sensor_is_the_vantage_and_several_are_none() -> None:
    one, two = a_log(), a_log()
    for log in (one, two):
        log.flows(two_way(log, (CLIENT, CAMERA, 80, True)))
        log.sensors.add("a")
    two.sensors.add("b")
    assert learnt(one).row("flow.conversation")["vantage"] == "a"
    told = learnt(two)
    assert told.row("flow.conversation")["vantage"] == ""
    assert json.loads(told.row("fact.window")["value"])["sensor"] == ["a", "b"]


def test_local_times_are_told_to_be() -> None:
    log = a_log()
    log.local = True
    log.flows(two_way(log, (CLIENT, CAMERA, 80, True)))
    log.said(said(log, (CAMERA, "tls.sni", "x")))
    assert {row["at_quality"] for row in learnt(log).rows} == {"local-guessed"}


def test_secrets_are_taken_out_of_values_and_counted() -> None:
    log = a_log()
    agents = [(CAMERA, "http.user_agent", f"cam{number} token=S3cr3t") for number in range(3)]
    log.said(said(log, *agents, (CAMERA, "http.user_agent", "plain")))
    told = learnt(log)
    assert {value for _, value in told.pairs("http.user_agent")} == {
        "plain", "cam0 token=[redacted]", "cam1 token=[redacted]", "cam2 token=[redacted]",
    }  # fmt: skip
    assert told.redacted == 3


def test_a_field_of_no_known_kind_is_a_statement() -> None:
    log = a_log()
    log.said(said(log, (OTHER, "fact.os", "x")))
    assert learnt(log).left_out == {"statements of hosts that have nothing to do with cameras": 1}


def test_interfaces_that_stand_for_several_hosts_are_counted() -> None:
    log = a_log()
    hosts = log.hosts.numbers(pl.Series(["10.0.0.1", "10.0.0.2"]))
    log.bound(pl.DataFrame({"first": [minute(1)] * 2, "mac": [MAC] * 2}).with_columns(host=hosts))
    told = learnt(log)
    assert not told.pairs("mac")
    assert told.left_out == {"Ethernet addresses that stand for several hosts": 1}


def test_chunks_are_never_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "CHUNK", 4)
    log = a_log()
    log.flows(two_way(log, *((CLIENT, CAMERA, port, True) for port in range(1, 11))))
    log.learn()
    sizes = [chunk.observations.height for chunk in telling.tell(log)]
    assert max(sizes) == 4 < CHUNK
    assert sum(sizes) == 10 + 10 + 2  # conversations, ports, the window and its network
