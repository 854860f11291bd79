from __future__ import annotations

import polars as pl
import pytest
from tests.sources.captures.logs import (
    CAMERA,
    CLIENT,
    MAC,
    OTHER,
    a_log,
    learnt,
    minute,
    one_way,
    said,
    two_way,
    without_room,
)

from camcensus.sources.captures import _log
from camcensus.sources.captures._log import ATTEMPTED, DENIED, Log


def numbers(log: Log, *texts: str) -> pl.Series:
    return log.hosts.numbers(pl.Series(texts))


# --- who talked to whom -----------------------------------------------------------------------------------------------


def test_conversations_with_a_camera_are_kept_in_both_directions() -> None:
    log = a_log()
    log.flows(two_way(log, (CLIENT, CAMERA, 80, True), (CAMERA, "198.51.100.7", 443, False), (CLIENT, OTHER, 80, True)))
    told = learnt(log)
    assert told.flows() == {f"{CLIENT}>{CAMERA}/tcp/80", f"{CAMERA}>198.51.100.7/tcp/443"}
    assert told.left_out["connections of hosts that have nothing to do with cameras"] == 1
    assert told.row("net.open_port")["value"] == "80/tcp"
    assert told.row("net.open_port")["at"] == minute(1)


def test_what_became_of_packets_is_told_apart() -> None:
    log = a_log()
    for field in (DENIED, ATTEMPTED):
        log.flows(two_way(log, (CLIENT, CAMERA, 80, False)), field)
    told = learnt(log)
    assert told.flows() == set()
    assert told.flows(DENIED) == told.flows(ATTEMPTED) == {f"{CLIENT}>{CAMERA}/tcp/80"}


def test_a_port_of_cameras_that_answers_makes_a_camera() -> None:
    log = a_log()
    log.flows(two_way(log, (CLIENT, OTHER, 554, True), (CLIENT, "10.0.0.78", 554, False), (OTHER, CLIENT, 9, True)))
    told = learnt(log)
    assert told.flows() == {f"{CLIENT}>{OTHER}/tcp/554", f"{OTHER}>{CLIENT}/tcp/9"}
    assert told.pairs("net.open_port") == {(f"ip:{OTHER}", "554/tcp")}


def test_a_server_of_the_internet_is_no_camera_whatever_its_port() -> None:
    log = a_log()
    log.flows(two_way(log, (CLIENT, "198.51.100.7", 8_000, True), (CLIENT, "203.0.113.7", 554, True)))
    log.mark(numbers(log, "198.51.100.8"))
    log.heard(numbers(log, "203.0.113.9"))  # unless the log says that it watches its network
    assert learnt(log).flows() == {f"{CLIENT}>203.0.113.7/tcp/554"}


def test_ports_are_only_where_the_protocol_has_some() -> None:
    log = a_log()
    log.flows(two_way(log, (CLIENT, CAMERA, 2_048, True), protocol=1))
    log.flows(two_way(log, (CLIENT, CAMERA, 5_060, True), protocol=17))
    told = learnt(log)
    assert told.flows() == {f"{CLIENT}>{CAMERA}/icmp/0", f"{CLIENT}>{CAMERA}/udp/5060"}
    assert not told.pairs("net.open_port")


def test_rows_without_both_addresses_are_passed_over() -> None:
    log = a_log()
    log.flows(two_way(log, (CLIENT, "nobody", 554, True)))
    log.oneway(one_way(log, ("nobody", 554, CLIENT, 50_000, None, True)))
    assert not learnt(log).flows()


# --- records of one direction -----------------------------------------------------------------------------------------


def test_two_records_of_one_direction_are_one_conversation() -> None:
    log = a_log()
    log.oneway(one_way(log, (CLIENT, 50_000, CAMERA, 80, None, True), (CAMERA, 80, CLIENT, 50_000, None, True)))
    told = learnt(log)
    assert told.flows() == {f"{CLIENT}>{CAMERA}/tcp/80"}
    assert told.row("flow.conversation")["value"] == '{"bytes":10,"bytes_back":20,"packets":1,"packets_back":2}'
    assert told.pairs("net.open_port") == {(f"ip:{CAMERA}", "80/tcp")}


def test_a_port_of_cameras_tells_the_server() -> None:
    log = a_log()
    log.oneway(one_way(log, (CLIENT, 33_000, OTHER, 37_777, None, True), (OTHER, 37_777, CLIENT, 33_000, None, True)))
    told = learnt(log)
    assert told.flows() == {f"{CLIENT}>{OTHER}/tcp/37777"}
    assert told.pairs("net.open_port") == {(f"ip:{OTHER}", "37777/tcp")}


@pytest.mark.parametrize(
    ("record", "answered"),
    [
        ((CAMERA, 80, CLIENT, 50_000, None, True), True),
        ((CAMERA, 80, CLIENT, 50_000, None, False), False),
        ((CAMERA, 80, CLIENT, 50_000, False, True), True),
        ((CAMERA, 80, CLIENT, 50_000, True, True), False),  # it began the conversation
        ((CAMERA, 40_000, CLIENT, 50_000, None, True), False),  # either may be the server
        ((CAMERA, 80, CLIENT, 8_080, None, True), False),
        ((CAMERA, 8_000, CLIENT, 8_080, None, True), True),
        ((CAMERA, 50_000, CLIENT, 80, None, True), False),
    ],
)
def test_only_a_server_answers(record: tuple[str, int, str, int, bool | None, bool], answered: bool) -> None:
    log = a_log()
    log.oneway(one_way(log, record))
    assert bool(learnt(log).pairs("net.open_port")) is answered


# --- what hosts said --------------------------------------------------------------------------------------------------


def test_what_cameras_said_is_kept_and_what_others_said_is_counted_by_kind() -> None:
    log = a_log()
    log.said(said(log, (CAMERA, "dns.query", "a.example"), (OTHER, "dns.query", "b.example"), (OTHER, "tls.sni", "c")))
    log.said(said(log, (CAMERA, "dns.query", "a.example"), (CAMERA, "dns.query", " ")))
    told = learnt(log)
    assert told.pairs("dns.query", "tls.sni") == {(f"ip:{CAMERA}", "a.example")}
    assert told.row("dns.query")["count"] == 2
    assert told.left_out == {
        "DNS questions of hosts that have nothing to do with cameras": 1,
        "TLS server names of hosts that have nothing to do with cameras": 1,
    }


def test_values_are_bounded_and_can_be_seen() -> None:
    log = a_log()
    log.said(said(log, (CAMERA, "http.user_agent", "a\0b\x1bc"), (CAMERA, "mdns.txt", "a\nb" + "x" * 5_000)))
    told = learnt(log)
    assert told.of(f"ip:{CAMERA}")["http.user_agent"] == "a b c"
    assert len(told.of(f"ip:{CAMERA}")["mdns.txt"]) == _log.MAX_VALUE
    assert "\n" in told.of(f"ip:{CAMERA}")["mdns.txt"]


def test_an_interface_of_a_maker_makes_a_camera() -> None:
    log = a_log()
    rows = pl.DataFrame({"first": [minute(1), minute(2)], "mac": [MAC, "02:00:00:00:00:99"]})
    log.bound(rows.with_columns(host=numbers(log, OTHER, CLIENT)))
    told = learnt(log)
    assert told.pairs("mac") == {(f"ip:{OTHER}", MAC)}


def test_what_stands_beside_a_known_address_is_known() -> None:
    log = a_log(known=frozenset({CAMERA, "02:00:00:00:00:77"}))
    rows = pl.DataFrame({"first": [minute(1), minute(2)], "mac": ["02:00:00:00:00:77", "02:00:00:00:00:05"]})
    log.bound(rows.with_columns(host=numbers(log, OTHER, CAMERA)))
    told = learnt(log)
    assert told.pairs("mac") == {(f"ip:{OTHER}", "02:00:00:00:00:77"), (f"ip:{CAMERA}", "02:00:00:00:00:05")}


def test_what_the_log_calls_a_camera_is_one() -> None:
    log = a_log()
    log.mark(numbers(log, OTHER))
    log.flows(two_way(log, (CLIENT, OTHER, 80, True)))
    assert learnt(log).flows() == {f"{CLIENT}>{OTHER}/tcp/80"}


def test_everything_is_kept_if_that_is_wanted() -> None:
    log = a_log(keep_all=True)
    log.flows(two_way(log, (CLIENT, OTHER, 80, True)))
    log.said(said(log, (OTHER, "dns.query", "b.example")))
    told = learnt(log)
    assert told.flows() == {f"{CLIENT}>{OTHER}/tcp/80"}
    assert told.pairs("dns.query") == {(f"ip:{OTHER}", "b.example")}
    assert not told.left_out


# --- a second reading -------------------------------------------------------------------------------------------------


def feed(log: Log) -> None:
    log.flows(two_way(log, (CLIENT, OTHER, 80, True), (CLIENT, "10.0.0.3", 80, True)))
    log.said(said(log, (OTHER, "tls.sni", "a"), (CLIENT, "tls.sni", "b"), (CLIENT, "dns.query", "c")))


def test_a_second_reading_takes_in_only_what_has_to_do_with_cameras() -> None:
    first = a_log()
    first.mark(numbers(first, OTHER))
    feed(first)
    first.learn()
    without_room(first)
    again = a_log(first)
    feed(again)
    first.adopt(again)
    told = learnt(first)
    assert told.flows() == {f"{CLIENT}>{OTHER}/tcp/80"}
    assert told.pairs("tls.sni") == {(f"ip:{OTHER}", "a")}
    assert told.left_out == {
        "connections of hosts that have nothing to do with cameras": 1,
        "TLS server names of hosts that have nothing to do with cameras": 1,
        "DNS questions of hosts that have nothing to do with cameras": 1,
    }


def test_what_found_no_room_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_log, "MAX_CONVERSATIONS", 2)
    log = a_log()
    log.flows(two_way(log, *((CLIENT, CAMERA, port, False) for port in range(1, 6))))
    assert log.tables["flow.conversation"].take().height == 2
    assert log.spilled == 3
