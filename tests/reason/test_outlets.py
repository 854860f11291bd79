"""By which ways devices were seen to get out: by what captures and logs leave in the log, and by rows made by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import packets as make
from tests.cases.messages import answers, asks
from tests.sources.captures import captured
from tests.sources.files import context
from tests.support import knowledge, log, see

from camcensus.model.estate import Block
from camcensus.model.frames import empty
from camcensus.model.separation import OUTLETS, Outlet
from camcensus.reason import outlets
from camcensus.reason.clouds import Clouds
from camcensus.reason.seats import Seats
from camcensus.sources.captures import pcap, zeek_log
from camcensus.wire import addresses, spans
from camcensus.wire.addresses import RangeTable

HOLDERS = {("main", "10.1.0.5"): "cam", ("main", "10.1.0.6"): "dvr", ("other", "10.1.0.5"): "elsewhere"}
CORE = {"main": spans.network("10.2.0.0/24")}
ZONES = {"cameras": ("main", spans.network("10.1.0.0/24")), "office": ("main", spans.network("10.3.0.0/24"))}
BLOCKS = [
    Block(network="203.0.113.0/24", country="CN", name="Example Cloud"),
    Block(network="203.0.113.128/25", country="DE", name="Example Relay", maker="dahua"),
    Block(network="10.0.0.0/8", country="XX", name="never of a private one"),
]


DAHUA = knowledge().makers["dahua"].name


@cache
def clouds() -> Clouds:
    return Clouds(knowledge())


def find(*parts: pl.DataFrame, holders: dict[tuple[str, str], str] = HOLDERS) -> dict[str, list[Outlet]]:
    return outlets.find(
        log(parts),
        holders,
        Seats(CORE, ZONES, set(holders)),
        clouds=clouds(),
        blocks=RangeTable((addresses.span(one.network), one) for one in BLOCKS),
        services=knowledge().vocabulary.services,
        makers={one.id: one.name for one in knowledge().makers.values()},
    )


def flow(
    subject: str, field: str = "flow.conversation", realm: str = "main", at: str | None = "2026-11-10"
) -> pl.DataFrame:
    return see(f"flow:{subject}", (field, "{}"), realm=realm, at=at, source="importer:pcap@1")


def said(field: str, value: str, address: str = "10.1.0.5", realm: str = "main") -> pl.DataFrame:
    return see(f"ip:{address}", (field, value), realm=realm, source="importer:pcap@1")


def told(found: dict[str, list[Outlet]], device: str = "cam") -> list[tuple[str, str, str]]:
    return [(one.kind, one.other, one.detail) for one in found.get(device, [])]


# --- what services there are -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("server", "kind", "detail", "through"),
    [
        ("10.2.0.9/udp/53", "dns", "dns, udp 53, in the core", True),
        ("10.1.0.1/tcp/853", "dns", "dns, DNS over TLS, tcp 853, in zone cameras", True),
        ("10.2.0.9/udp/123", "ntp", "ntp, udp 123, in the core", False),
        ("198.51.100.9/udp/123", "ntp", "ntp, udp 123, outside", False),
        ("10.3.0.9/tcp/587", "smtp", "smtp, SMTP submission, tcp 587, in zone office", True),
        ("192.168.7.7/udp/514", "syslog", "syslog, udp 514, with no zone", False),
        ("10.2.0.9/tcp/3128", "proxy", "proxy, web proxy, tcp 3128, in the core", True),
        ("10.3.0.9/tcp/1080", "proxy", "proxy, SOCKS proxy, tcp 1080, in zone office", True),
        ("203.0.113.5/tcp/3128", "proxy", "proxy, web proxy, tcp 3128, outside (Example Cloud)", True),
        ("203.0.113.5/udp/3478", "p2p", "p2p, STUN or TURN, udp 3478, outside (Example Cloud)", True),
        ("198.51.100.9/udp/8800", "p2p", "p2p, Dahua P2P, udp 8800, outside", True),
        ("198.51.100.9/tcp/443", "outside", "tcp 443, outside", False),
        ("198.51.100.9/icmp/0", "outside", "icmp, outside", False),
        ("2001:db8::9/tcp/443", "outside", "tcp 443, outside", False),
        ("203.0.113.200/tcp/443", "cloud", f"{DAHUA}, tcp 443, outside (Example Relay)", False),
    ],
)
def test_a_way_out_by_its_port_and_place(server: str, kind: str, detail: str, through: bool) -> None:
    found = find(flow(f"10.1.0.5>{server}"))
    assert told(found) == [(kind, server.partition("/")[0], detail)]
    assert found["cam"][0].through is through


@pytest.mark.parametrize(
    "subject",
    [
        "10.1.0.5>10.2.0.9/tcp/443",  # that is a crossing
        "10.1.0.5>10.3.0.9/tcp/8080",
        "10.1.0.5>10.3.0.9/udp/8800",
        "10.1.0.5>239.255.255.250/udp/3702",
        "10.1.0.5>255.255.255.255/udp/123",
        "10.2.0.9>10.1.0.5/udp/53",  # it answers, and asks nobody
        "10.1.0.7>198.51.100.9/tcp/443",
        "odd",
        "10.1.0.5>198.51.100.9/tcp/",
        ">/tcp/1",
    ],
)
def test_what_is_no_way_out(subject: str) -> None:
    assert find(flow(subject)) == {}


def test_who_is_outside_may_open_it() -> None:
    found = find(flow("198.51.100.9>10.1.0.5/tcp/554"), flow("203.0.113.200>10.1.0.5/udp/53"))
    assert told(found) == [
        ("outside", "198.51.100.9", "tcp 554, outside, opened from there"),
        (
            "outside",
            "203.0.113.200",
            f"{DAHUA}, udp 53, outside (Example Relay), opened from there",
        ),
    ]


def test_what_was_denied_is_no_way_and_what_was_tried_is_told_so() -> None:
    assert find(flow("10.1.0.5>198.51.100.9/tcp/443", "flow.denied")) == {}
    tried = flow("10.1.0.5>198.51.100.9/tcp/443", "flow.attempted")
    assert told(find(tried)) == [("outside", "198.51.100.9", f"tcp 443, outside{outlets.DOUBT}")]
    assert told(find(tried, flow("10.1.0.5>198.51.100.9/tcp/443"))) == [("outside", "198.51.100.9", "tcp 443, outside")]


def test_an_address_means_nothing_in_another_address_space() -> None:
    found = find(
        flow("10.1.0.5>198.51.100.9/tcp/443", realm="other"),
        said("dns.query", "www.xmeye.net", realm="nobody's"),
        said("dns.answer", "www.xmeye.net=198.51.100.9"),
    )
    assert told(found, "elsewhere") == [("outside", "198.51.100.9", "tcp 443, outside")]
    assert "cam" not in found


def test_times_countries_and_counts() -> None:
    (one,) = find(
        flow("10.1.0.5>203.0.113.5/tcp/443", at="2026-11-10"),
        flow("10.1.0.5>203.0.113.5/tcp/443", at="2026-11-14"),
        flow("10.1.0.5>203.0.113.5/tcp/80", at=None),
    )["cam"]
    assert (one.detail, one.country, one.connections) == ("tcp 443, tcp 80, outside (Example Cloud)", "CN", 3)
    assert (one.first, one.last) == (datetime(2026, 11, 10, tzinfo=UTC), datetime(2026, 11, 14, tzinfo=UTC))


# --- clouds ----------------------------------------------------------------------------------------------------------


def test_a_question_alone_goes_through_the_resolver() -> None:
    found = find(flow("10.1.0.5>10.2.0.9/udp/53"), said("dns.query", "www.xmeye.net"), said("dns.query", "a.example"))
    assert told(found) == [
        ("dns", "10.2.0.9", "dns, udp 53, in the core: www.xmeye.net"),
        ("cloud", "www.xmeye.net", f"{clouds().of('www.xmeye.net')}, asked for by DNS"),
    ]
    assert [one.through for one in found["cam"]] == [True, True]


def test_of_two_resolvers_nobody_can_say_which_was_asked() -> None:
    found = find(flow("10.1.0.5>10.2.0.9/udp/53"), flow("10.1.0.5>10.2.0.8/udp/53"), said("dns.query", "www.xmeye.net"))
    assert {detail for kind, _, detail in told(found) if kind == "dns"} == {"dns, udp 53, in the core"}


def test_a_name_in_tls_went_to_the_cloud_itself() -> None:
    (one,) = find(said("tls.sni", "dev.ezvizlife.com"))["cam"]
    assert (one.kind, one.through) == ("cloud", False)
    assert one.detail == f"{clouds().of('dev.ezvizlife.com')}, named in TLS"


def test_conversations_with_an_address_that_a_cloud_was_resolved_to() -> None:
    found = find(
        said("dns.query", "www.xmeye.net"),
        said("dns.answer", "www.xmeye.net=203.0.113.5"),
        said("dns.answer", "edge.cdn.example=203.0.113.5"),
        said("dns.answer", "www.xmeye.net=203.0.113.200"),
        flow("10.1.0.5>203.0.113.5/tcp/443"),
        flow("10.1.0.5>203.0.113.5/tcp/80"),
        flow("10.1.0.5>203.0.113.200/tcp/443"),
        flow("10.1.0.6>203.0.113.5/tcp/443"),
    )
    (one,) = found["cam"]
    assert (one.kind, one.other, one.country, one.connections, one.through) == (
        "cloud", "www.xmeye.net", "CN, DE", 3, False,
    )  # fmt: skip
    assert one.detail.endswith(
        "tcp 443, tcp 80, outside 203.0.113.200, 203.0.113.5 (Example Cloud, Example Relay), asked for by DNS"
    )
    assert told(found, "dvr") == [("outside", "203.0.113.5", "tcp 443, outside (Example Cloud)")]


def test_an_address_outside_has_the_name_it_was_asked_for_by() -> None:
    found = find(said("dns.answer", "ftp.example=198.51.100.9"), flow("10.1.0.5>198.51.100.9/tcp/21"))
    assert told(found) == [("outside", "198.51.100.9", "tcp 21, outside ftp.example")]


@pytest.mark.parametrize("value", ["", "=", "www.xmeye.net", "=198.51.100.9", "www.xmeye.net=", "a=b=198.51.100.9"])
def test_an_odd_answer_harms_nothing(value: str) -> None:
    (one,) = find(said("dns.answer", value), flow("10.1.0.5>198.51.100.9/tcp/21"))["cam"]
    assert (one.kind, one.other) == ("outside", "198.51.100.9")


def test_messages_of_peer_to_peer_services() -> None:
    found = find(said("p2p.message", "dhp2p DHGET /probe/p2psrv"), said("stun.software", "acme 1.0"))
    assert told(found) == [("p2p", "", "p2p, messages of STUN"), ("p2p", "", "p2p, messages of dhp2p")]


# --- as captures and logs leave it -----------------------------------------------------------------------------------


def test_a_capture_of_a_camera_that_asks_for_its_cloud(tmp_path: Path) -> None:
    camera, gate, cloud = captured.CAMERA, captured.GATE, "203.0.113.5"
    frames = [
        captured.udp(camera, gate, (5353, 53), asks(7, "dev.ezvizlife.com")),
        captured.udp(gate, camera, (53, 5353), answers(7, "dev.ezvizlife.com", cloud)),
        captured.tcp(camera, cloud, (40_000, 443), make.SYN),
        captured.tcp(cloud, camera, (443, 40_000), make.SYN | make.ACK),
        captured.udp(camera, cloud, (40_001, 3478), b"\0\1\0\0\x21\x12\xa4\x42" + b"x" * 12),
        captured.udp(camera, captured.FAR, (123, 123), bytes(48)),
    ]
    path = tmp_path / "a.pcap"
    path.write_bytes(make.pcap(captured.timed(frames)))
    given = context(path, builds=lambda mac: mac == captured.CAMERA_MAC)
    rows = [chunk.observations for chunk in pcap.read(path, given)]
    found = find(
        *(row.with_columns(position=pl.lit(1, dtype=pl.Int64)) for row in rows), holders={("main", camera): "c"}
    )
    maker = clouds().of("dev.ezvizlife.com")
    assert told(found, "c") == [
        ("dns", gate, "dns, udp 53, with no zone: dev.ezvizlife.com"),
        ("ntp", captured.FAR, "ntp, udp 123, outside"),
        (
            "cloud",
            "dev.ezvizlife.com",
            f"{maker}, tcp 443, outside {cloud} (Example Cloud), asked for by DNS",
        ),
        (
            "p2p",
            "dev.ezvizlife.com",
            f"p2p, STUN or TURN, {maker}, udp 3478, outside {cloud} (Example Cloud), asked for by DNS",
        ),
    ]


ZEEK = """#separator \\x09
#path\tssl
#fields\tts\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tserver_name
1795428000.000000\t10.0.0.5\t50000\t198.51.100.9\t443\tapi.hik-connect.com
"""


def test_a_log_that_names_the_cloud_in_tls(tmp_path: Path) -> None:
    path = tmp_path / "ssl.log"
    path.write_text(ZEEK)
    given = context(path, known=frozenset({"10.0.0.5"}))
    rows = [chunk.observations for chunk in zeek_log.read(path, given)]
    found = find(
        *(row.with_columns(position=pl.lit(1, dtype=pl.Int64)) for row in rows), holders={("main", "10.0.0.5"): "c"}
    )
    assert ("cloud", "api.hik-connect.com", f"{clouds().of('api.hik-connect.com')}, named in TLS") in told(found, "c")


# --- bounds and order ------------------------------------------------------------------------------------------------


def test_nothing_seen_is_nothing() -> None:
    assert find() == {}
    assert outlets.find(
        empty(), {}, Seats({}, {}, ()), clouds=clouds(), blocks=RangeTable([]), services={}, makers={}
    ) == {}  # fmt: skip


def test_of_many_ways_the_busiest_are_told_and_the_others_counted() -> None:
    many = [flow(f"10.1.0.5>198.51.100.{number}/tcp/443") for number in range(1, 31)]
    found = find(*many, many[7].with_columns(count=pl.lit(9, dtype=pl.Int64)))["cam"]
    assert len(found) == outlets.MOST + 1
    assert (found[0].other, found[0].connections) == ("198.51.100.8", 10)
    assert (found[-1].other, found[-1].detail, found[-1].connections) == ("", "10 more", 10)
    assert sum(one.connections for one in found) == 39


ROWS = [
    flow("10.1.0.5>10.2.0.9/udp/53"),
    flow("10.1.0.5>203.0.113.5/tcp/443"),
    flow("10.1.0.5>203.0.113.200/tcp/443", at="2026-11-13"),
    flow("10.1.0.5>203.0.113.200/udp/8800", "flow.attempted"),
    flow("10.1.0.6>198.51.100.9/tcp/443"),
    flow("198.51.100.9>10.1.0.6/tcp/443"),
    said("dns.query", "www.xmeye.net"),
    said("dns.query", "dev.ezvizlife.com"),
    said("dns.answer", "www.xmeye.net=203.0.113.5"),
    said("dns.answer", "dev.ezvizlife.com=203.0.113.5"),
    said("dns.answer", "b.example=198.51.100.9", "10.1.0.6"),
    said("dns.answer", "a.example=198.51.100.9", "10.1.0.6"),
    said("tls.sni", "dev.ezvizlife.com"),
    said("p2p.message", "dhp2p DHGET"),
]


@settings(max_examples=30, deadline=None)
@given(st.permutations(ROWS))
def test_the_order_of_rows_does_not_matter(rows: list[pl.DataFrame]) -> None:
    found = find(*rows)
    assert found == find(*ROWS)
    for many in found.values():
        places = [OUTLETS.index(one.kind) for one in many]
        assert places == sorted(places)
