from __future__ import annotations

import json
from typing import Any

import pytest
from tests.sources.captures.logs import CAMERA, CLIENT, MAC, OTHER, Told, a_log, learnt

from camcensus.sources.captures import _log_blocks
from camcensus.sources.captures._eve import SCHEMAS, Eve

TIME = "2026-11-23T11:00:00.000001+0100"
COUNTS = {"pkts_toserver": 4, "pkts_toclient": 5, "bytes_toserver": 400, "bytes_toclient": 5_000}


def event(kind: str, source: str = CLIENT, target: str = CAMERA, **own: Any) -> dict[str, Any]:
    plain = {"timestamp": TIME, "event_type": kind, "src_ip": source, "src_port": 50_000, "dest_ip": target}
    return {**plain, "dest_port": 80, "proto": "TCP", **own}


def told(*events: dict[str, Any]) -> Told:
    log = a_log()
    eve = Eve(log)
    for one in events:
        kind = one["event_type"]
        table, broken = _log_blocks.objects(json.dumps(one).encode(), SCHEMAS[kind])
        assert not broken
        eve.take(kind, table)
    eve.end()
    return learnt(log)


# --- who talked to whom -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("own", "answered"),
    [
        ({"tcp": {"tcp_flags_tc": "1b"}}, True),
        ({"tcp": {"tcp_flags_tc": "12"}}, True),
        ({"tcp": {"tcp_flags_tc": "14"}}, False),
        ({"tcp": {"tcp_flags_tc": "04"}}, False),
        ({}, True),  # more came back than bare answers
        ({"flow": {**COUNTS, "bytes_toclient": 5 * 40}}, False),
        ({"tcp": {"tcp_flags_tc": "nonsense"}}, True),
        ({"proto": "UDP"}, False),
    ],
)
def test_a_port_answered_by_what_came_back(own: dict[str, Any], answered: bool) -> None:
    assert bool(told(event("flow", **{"flow": COUNTS, **own})).pairs("net.open_port")) is answered


def test_a_flow_has_its_own_times() -> None:
    own = {"start": "2026-11-23T10:50:00.250000+0100", "end": "2026-11-23T10:59:00.000000+0100"}
    row = told(event("flow", flow={**COUNTS, **own})).row("flow.conversation")
    assert str(row["at"]) == "2026-11-23 09:50:00.250000+00:00"
    assert str(row["until"]) == "2026-11-23 09:59:00+00:00"
    assert json.loads(row["value"]) == {"bytes": 400, "bytes_back": 5_000, "packets": 4, "packets_back": 5}


def test_interfaces_of_both_ends_are_bound_where_they_are_single() -> None:
    own: dict[str, Any] = {"flow": COUNTS, "ether": {"src_macs": ["02:00:00:00:00:09"], "dest_macs": [MAC]}}
    assert told(event("flow", **own)).pairs("mac") == {(f"ip:{CAMERA}", MAC)}
    several: dict[str, Any] = {"flow": COUNTS, "ether": {"src_macs": [], "dest_macs": [MAC, "54:c4:15:00:00:06"]}}
    assert not told(event("flow", **several)).pairs("mac")


def test_netflow_events_are_of_one_direction() -> None:
    there = event("netflow", netflow={"pkts": 4, "bytes": 400}, tcp={"tcp_flags": "1b"})
    back = event("netflow", CAMERA, CLIENT, netflow={"pkts": 5, "bytes": 5_000}, tcp={"tcp_flags": "1b"})
    back |= {"src_port": 80, "dest_port": 50_000}
    found = told(there, back)
    assert found.flows() == {f"{CLIENT}>{CAMERA}/tcp/80"}
    assert found.pairs("net.open_port") == {(f"ip:{CAMERA}", "80/tcp")}


def test_a_flow_that_speaks_rtsp_makes_a_camera() -> None:
    assert told(event("flow", CLIENT, OTHER, flow=COUNTS, app_proto="rtsp")).flows() == {f"{CLIENT}>{OTHER}/tcp/80"}


# --- what hosts said --------------------------------------------------------------------------------------------------


ANSWER = {"rrname": "c.example", "rrtype": "AAAA", "rdata": "2001:DB8::1"}
ALIAS = {"rrname": "a.example", "rrtype": "CNAME", "rdata": "b.example"}


@pytest.mark.parametrize(
    ("dns", "said"),
    [
        ({"type": "query", "rrname": "a", "rrtype": "A"}, {"a"}),
        ({"type": "answer", "rrname": "a", "rrtype": "A", "rdata": "192.0.2.1"}, {"a", "a=192.0.2.1"}),
        ({"version": 2, "rrname": "a", "answers": [ALIAS, ANSWER]}, {"a", "c.example=2001:db8::1"}),
        ({"version": 2, "rrname": "a", "answers": [ALIAS]}, {"a"}),
        ({"version": 3, "type": "request", "queries": [{"rrname": "a"}, {"rrname": "b"}]}, {"a", "b"}),
        ({"version": 3, "queries": [{"rrname": "a"}], "answers": [ANSWER]}, {"a", "c.example=2001:db8::1"}),
        ({"query": [{"type": "query", "rrname": "a"}], "answer": {"type": "answer"}}, {"a"}),
        ({"rrname": 5, "answers": "odd"}, {"5"}),
        ({}, set()),
    ],
)
def test_names_are_read_of_every_version(dns: dict[str, Any], said: set[str]) -> None:
    found = told(event("dns", CAMERA, "10.0.0.2", dns=dns, dest_port=53))
    assert {value for _, value in found.pairs("dns.query", "dns.answer")} == said
    assert {subject for subject, _ in found.pairs("dns.query", "dns.answer")} <= {f"ip:{CAMERA}"}


def test_who_asked_is_told_by_the_port() -> None:
    turned = event("dns", "10.0.0.2", CAMERA, dns={"rrname": "a.example"}) | {"src_port": 53, "dest_port": 40_000}
    assert told(turned).pairs("dns.query") == {(f"ip:{CAMERA}", "a.example")}


def test_requests_name_the_address_that_is_renewed_and_answers_the_one_that_is_given() -> None:
    renewed = {"client_mac": MAC, "client_ip": CAMERA, "assigned_ip": "0.0.0.0", "hostname": "ipc"}  # noqa: S104
    given = {"client_mac": MAC, "client_ip": "0.0.0.0", "assigned_ip": CAMERA, "lease_time": 60}  # noqa: S104
    asked = {"client_mac": MAC, "client_ip": "0.0.0.0", "assigned_ip": "0.0.0.0", "vendor_class_identifier": "v"}  # noqa: S104
    assert told(event("dhcp", dhcp=renewed)).of(f"ip:{CAMERA}") == {"mac": MAC, "dhcp.hostname": "ipc"}
    ends = "2026-11-23T10:01:00.000001Z"
    assert told(event("dhcp", dhcp=given)).of(f"ip:{CAMERA}") == {"mac": MAC, "lease.ends": ends}
    assert told(event("dhcp", dhcp=asked)).of(f"mac:{MAC}") == {"dhcp.vendor_class": "v"}


def test_what_a_host_says_of_itself_in_arp_is_believed() -> None:
    router = [event("arp", arp={"src_mac": MAC, "src_ip": f"10.0.0.{number}"}) for number in (5, 6)]
    assert len(told(*router).pairs("mac")) == 2
    assert not told(event("arp", arp={"src_mac": MAC, "src_ip": "0.0.0.0"})).pairs("mac")  # noqa: S104


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ({"rrname": "_services._dns-sd._udp.local", "rrtype": "ptr", "ptr": "_http._tcp.local"}, {"_http._tcp.local"}),
        ({"rrname": "_x._tcp.local", "rrtype": "ptr", "ptr": "A\\.b._x._tcp.local"}, {"_x._tcp.local", "A\\.b"}),
        ({"rrname": "_http._tcp.local", "rrtype": "PTR", "rdata": "x._http._tcp.local"}, {"_http._tcp.local", "x"}),
        ({"rrname": "5.0.0.10.in-addr.arpa", "rrtype": "ptr", "ptr": "ipc.local"}, set()),
        ({"rrname": "x._http._tcp.local", "rrtype": "srv", "srv": {"port": 80, "name": "ipc.local"}}, {"ipc.local"}),
        ({"rrname": "x._http._tcp.local", "rrtype": "txt", "txt": ["a=1", "b=2"]}, {"a=1\nb=2"}),
        ({"rrname": "x", "rrtype": "a", "a": "10.0.0.5"}, set()),
    ],
)  # fmt: skip
def test_announcements_are_of_who_sends_them(record: dict[str, Any], said: set[str]) -> None:
    found = told(event("mdns", CAMERA, "224.0.0.251", mdns={"type": "response", "additionals": [record]}))
    assert {value for _, value in found.pairs("mdns.service", "mdns.name", "mdns.txt")} == said
    asked = told(event("mdns", CAMERA, "224.0.0.251", mdns={"type": "request", "answers": [record]}))
    assert not asked.pairs("mdns.service", "mdns.name", "mdns.txt")


def test_heads_of_tls_http_and_sip_are_read() -> None:
    found = told(
        event("tls", tls={"subject": "CN=c", "issuerdn": "CN=i"}),
        event("tls", CAMERA, CLIENT, tls={"sni": "s.example"}),
        event("http", CAMERA, CLIENT, http={"http_user_agent": "agent", "url": "/?password=S3cr3t"}),
        event("http", http={"server": "webs", "hostname": "x"}),
        event("sip", CAMERA, CLIENT, sip={"user_agent": "Door/1"}),
    )
    assert found.of(f"ip:{CAMERA}") == {
        "tls.subject": "CN=c", "tls.issuer": "CN=i", "tls.sni": "s.example", "http.user_agent": "agent",
        "http.server": "webs", "sip.user_agent": "Door/1",
    }  # fmt: skip


def test_what_was_dropped_is_told() -> None:
    stats = [
        event("stats", stats={"capture": {"kernel_packets": 10 * many, "kernel_drops": many}}) for many in (1, 3, 2)
    ]
    assert json.loads(told(*stats).row("fact.window")["value"]) == {"captured_packets": 30, "dropped_packets": 3}
