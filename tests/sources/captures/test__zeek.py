from __future__ import annotations

import json
from typing import Any

import polars as pl
import pytest
from tests.sources.captures.logs import CAMERA, CLIENT, MAC, OTHER, Told, a_log, learnt

from camcensus.sources.captures._zeek import COLUMNS, HOSTS, LISTS, MARKS, Zeek
from camcensus.wire import zeek

TIME = "1795428000.000000"


def told(*tables: tuple[str, dict[str, Any]]) -> Told:
    """What is kept of single records of these kinds."""
    log = a_log()
    reader = Zeek(log)
    for kind, given in tables:
        row = {name: given.get(name, TIME if name == "ts" else None) for name in COLUMNS[kind]}
        assert set(given) <= set(row)
        schema = {name: pl.List(pl.String) if name in LISTS and not is_text(kind, name) else pl.String for name in row}
        reader.take(kind, pl.DataFrame([row], schema=schema, orient="row"))
    reader.end()
    return learnt(log)


def is_text(kind: str, name: str) -> bool:
    return kind == "conn" and name == "service"


def conn(**given: str) -> tuple[str, dict[str, Any]]:
    plain = {"id.orig_h": CLIENT, "id.resp_h": CAMERA, "id.resp_p": "80", "proto": "tcp", "conn_state": "SF"}
    return "conn", {**plain, **{name.replace("__", "."): value for name, value in given.items()}}


def test_every_kind_is_read() -> None:
    assert set(COLUMNS) == zeek.ALL
    assert set(HOSTS) <= zeek.ALL
    assert set(MARKS.values()) | {"known_hosts"} == zeek.ALL
    assert all(set(columns) <= set(COLUMNS[kind]) for kind, columns in HOSTS.items())


# --- connections ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "answered"),
    [
        *(({"conn_state": state}, True) for state in ("S1", "S2", "S3", "SF", "RSTO", "RSTR", "RSTRH", "SHR")),
        *(({"conn_state": state}, False) for state in ("S0", "REJ", "SH", "RSTOS0", "OTH")),
        ({"conn_state": "OTH", "resp_bytes": "900"}, False),
        ({"conn_state": "OTH", "resp_bytes": "900", "id__resp_p": "554"}, True),
        ({"conn_state": "OTH", "resp_bytes": "0", "id__resp_p": "554"}, False),
        ({"proto": "udp"}, False),
    ],
)
def test_a_port_answered_if_the_handshake_was_whole(given: dict[str, str], answered: bool) -> None:
    assert bool(told(conn(**given)).pairs("net.open_port")) is answered


def test_bytes_are_those_of_ip_where_they_are_counted() -> None:
    with_ip = told(conn(orig_bytes="5", resp_bytes="6", orig_ip_bytes="500", resp_ip_bytes="600", orig_pkts="2"))
    without = told(conn(orig_bytes="5", resp_bytes="6"))
    assert json.loads(with_ip.row("flow.conversation")["value"]) == {
        "bytes": 500, "bytes_back": 600, "packets": 2, "packets_back": 0,
    }  # fmt: skip
    assert json.loads(without.row("flow.conversation")["value"])["bytes_back"] == 6


@pytest.mark.parametrize(
    ("given", "subject"),
    [
        ({}, "10.0.0.9>10.0.0.5/tcp/80"),
        ({"proto": "udp"}, "10.0.0.9>10.0.0.5/udp/80"),
        ({"proto": "icmp"}, "10.0.0.9>10.0.0.5/icmp/0"),
        ({"proto": "icmp", "id__orig_h": "2001:db8::1", "id__resp_h": "2001:db8::2"}, ""),
        ({"proto": "unknown_transport", "ip_proto": "47"}, "10.0.0.9>10.0.0.5/gre/0"),
        ({"proto": "unknown_transport"}, "10.0.0.9>10.0.0.5/0/0"),
        ({"duration": "-5"}, "10.0.0.9>10.0.0.5/tcp/80"),
        ({"id__resp_p": "70000"}, "10.0.0.9>10.0.0.5/tcp/0"),
    ],
)
def test_conversations_are_named(given: dict[str, str], subject: str) -> None:
    assert told(conn(**given)).flows() == ({subject} if subject else set())


def test_icmp_of_ipv6_has_a_number_of_its_own() -> None:
    given = {"proto": "icmp", "id__orig_h": "2001:db8::1", "id__resp_h": CAMERA}
    assert told(conn(**given)).flows() == {"2001:db8::1>10.0.0.5/icmpv6/0"}


def test_a_service_of_cameras_makes_a_camera() -> None:
    found = told(conn(id__resp_h=OTHER, service="rtsp"))
    assert found.flows() == {f"{CLIENT}>{OTHER}/tcp/80"}
    assert told(conn(id__resp_h=OTHER, service="http")).flows() == set()


def test_networks_that_the_sensor_calls_its_own_are_heard() -> None:
    found = told(conn(id__orig_h="203.0.113.9", local_orig="T"))
    assert ("file:" + "0" * 64, "203.0.113.0/24") in found.pairs("fact.heard")


# --- certificates -----------------------------------------------------------------------------------------------------


def shown(**given: Any) -> tuple[str, dict[str, Any]]:
    return "ssl", {"id.orig_h": CLIENT, "id.resp_h": CAMERA, **given}


def test_certificates_are_joined_to_who_showed_them_whichever_comes_first() -> None:
    certificate = ("x509", {"fingerprint": "aa", "certificate.subject": "CN=c", "certificate.issuer": "CN=i"})
    for order in ((shown(cert_chain_fps=["aa", "bb"]), certificate), (certificate, shown(cert_chain_fps=["aa"]))):
        assert told(*order).pairs("tls.subject", "tls.issuer") == {(f"ip:{CAMERA}", "CN=c"), (f"ip:{CAMERA}", "CN=i")}


def test_older_versions_join_by_the_number_of_the_file() -> None:
    certificate = ("x509", {"id": "Fq1", "certificate.subject": "CN=c"})
    assert told(certificate, shown(cert_chain_fuids=["Fq1"])).pairs("tls.subject") == {(f"ip:{CAMERA}", "CN=c")}


def test_a_certificate_without_a_host_is_counted() -> None:
    found = told(("x509", {"fingerprint": "aa", "certificate.subject": "CN=c"}))
    assert not found.pairs("tls.subject")
    assert found.left_out == {"certificates of which no record says who showed them": 1}


# --- leases, and what sensors know ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given",
    [
        {"assigned_addr": CAMERA},
        {"assigned_ip": CAMERA, "id.orig_h": "0.0.0.0"},  # noqa: S104
        {"client_addr": CAMERA},
        {"id.orig_h": CAMERA},
    ],
)
def test_leases_of_old_and_new_shapes(given: dict[str, str]) -> None:
    found = told(("dhcp", {"mac": MAC.upper(), "host_name": "ipc", "lease_time": "60.0", **given}))
    ends = "2026-11-23T10:01:00Z"
    assert found.of(f"ip:{CAMERA}") == {"mac": MAC, "dhcp.hostname": "ipc", "lease.ends": ends}


def test_a_lease_of_no_address_is_of_its_interface() -> None:
    found = told(("dhcp", {"mac": MAC, "host_name": "ipc", "client_addr": "0.0.0.0"}))  # noqa: S104
    assert found.of(f"mac:{MAC}") == {"dhcp.hostname": "ipc"}


def test_software_of_a_camera_is_what_it_says_it_is() -> None:
    found = told(
        ("software", {"host": CAMERA, "software_type": "HTTP::SERVER", "name": "webs", "unparsed_version": "webs/1"}),
        ("software", {"host": CAMERA, "software_type": "HTTP::BROWSER", "name": "agent"}),
        ("software", {"host": CAMERA, "software_type": "SSH::SERVER", "name": "ssh"}),
    )
    assert found.of(f"ip:{CAMERA}") == {"http.server": "webs/1", "http.user_agent": "agent"}
    assert found.left_out == {"records of software that is no web server or browser": 1}


def test_what_the_sensor_lost_is_told() -> None:
    found = told(
        ("capture_loss", {"percent_lost": "0.25"}), ("capture_loss", {"percent_lost": "0.1"}), conn(missed_bytes="7")
    )
    assert json.loads(found.row("fact.window")["value"]) == {"lost_percent": 0.25, "missed_bytes": 7}


def test_users_and_passwords_are_counted_and_not_read() -> None:
    found = told(("http", {"id.orig_h": CAMERA, "user_agent": "a", "username": "u", "password": "S3cr3t"}))
    assert found.redacted == 1
    assert "S3cr3t" not in str(found.rows)


def test_a_record_without_its_host_is_broken() -> None:
    for kind, columns in HOSTS.items():
        found = told((kind, {columns[0]: "nobody"}))
        assert found.left_out == {"lines that are broken": 1}
        assert found.records == 0
