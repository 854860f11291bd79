from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.sources.importers import _greenbone as greenbone


def said(name: str, output: str) -> list[tuple[str, str]]:
    return [fact for fact in greenbone.facts(name, 80, "tcp", output) if fact[1]][1:]


@pytest.mark.parametrize(
    ("text", "port"),
    [
        ("80/tcp", (80, "tcp")),
        ("http (80/tcp)", (80, "tcp")),
        ("161/udp", (161, "udp")),
        ("general/tcp", (0, "")),
        ("0/tcp", (0, "")),
        ("99999/tcp", (0, "")),
        ("", (0, "")),
    ],
)
def test_ports(text: str, port: tuple[int, str]) -> None:
    assert greenbone.port(text) == port


@pytest.mark.parametrize(
    ("name", "output", "facts"),
    [
        ("HTTP Server type and version", "The banner is:\n\nServer: a b\n", [("http.server", "a b")]),
        ("HTTP Server Banner Enumeration", "x\nServer: a | b\nServer: a | c\n", [("http.server", "a")]),
        ("RTSP Server type and version", "x:\n\nServer: a\n", [("rtsp.server", "a")]),
        ("FTP Banner Detection", "Remote FTP server banner:\n\n220 a", [("ftp.banner", "220 a")]),
        ("Telnet Banner Reporting", "Remote Telnet banner:\n\nlogin:", [("telnet.banner", "login:")]),
        ("SMTP Server type and version", "Remote SMTP server banner:\n\n220 a", [("smtp.banner", "220 a")]),
        ("SSH Server type and version", "Remote SSH server banner: SSH-2.0-x\ny", [("ssh.banner", "SSH-2.0-x")]),
        ("SSH Server type and version", "none", []),
        ("SNMP Information", "sysDescr: a\nsysObjectID: 1.3", [("snmp.sys_descr", "a"), ("snmp.sys_object_id", "1.3")]),
        ("UPnP Detection (UDP)", "x\nSERVER: a UPnP/1.0\n", [("ssdp.server", "a UPnP/1.0")]),
        ("Hostname Determination Reporting", "x\na.b|Reverse-DNS\n10.0.0.5|IP-address", [("fact.hostname", "a.b")]),
        ("MAC Address Detection", "x: 54:C4:15:5B:4D:11", [("mac", "54:c4:15:5b:4d:11")]),
        ("Services", "A web server is running on this port", []),
        ("OS Detection Consolidation and Reporting", "OS: x", []),
        ("Dahua Detection", "Version:  1.2\n", [("fact.service", "80/tcp service Dahua Detection 1.2")]),
        ("Dahua Detection", "Version: unknown\n", [("fact.service", "80/tcp service Dahua Detection")]),
    ],
)  # fmt: skip
def test_results(name: str, output: str, facts: list[tuple[str, str]]) -> None:
    assert said(name, output) == facts


def test_an_answer_of_a_stream_server() -> None:
    output = "The banner is:\n\nRTSP/1.0 200 OK\nServer: x\n"
    assert said("Real Time Streaming Protocol (RTSP) Service Detection", output) == [
        ("rtsp.server", "x"),
        ("rtsp.response", "RTSP/1.0 200 OK\r\nServer: x\r\n\r\n"),
    ]


@pytest.mark.parametrize("mark", ["|", ":"])
def test_the_names_in_a_certificate(mark: str) -> None:
    output = f"Details:\nissued by        {mark} C=CN,CN=y\nsubject {mark} CN=x,O=A\nsubject x (SAN) {mark} None"
    assert said("SSL/TLS: Collect and Report Certificate Details", output) == [
        ("tls.subject", "CN=x,O=A"),
        ("tls.issuer", "CN=y,C=CN"),
    ]


def test_details_of_hosts() -> None:
    assert greenbone.detail("MAC", "54:C4:15:5B:4D:11") == [("mac", "54:c4:15:5b:4d:11")]
    assert greenbone.detail("hostname", "a.b") == [("fact.hostname", "a.b")]
    assert greenbone.detail("Cert:AA", "x509:MIIB") == greenbone.detail("Cert:AA", "x509:é") == []
    assert greenbone.detail("OS", "x") == []


NAMES = [
    "HTTP Server type and version", "RTSP Server x", "SSL/TLS: Collect and Report Certificate Details", "FTP Banner",
    "SNMP x", "SSH Server type", "UPnP Detection", "Hostname Determination", "MAC Address", "A Detection",
]  # fmt: skip


@given(
    st.sampled_from(NAMES), st.text(max_size=60), st.sampled_from(["Server: ", "subject | ", "SSH-", "RTSP/1.0 200 "])
)
def test_any_output_is_read(name: str, text: str, between: str) -> None:
    assert all(field for field, _ in greenbone.facts(name, 80, "tcp", f"{text}:\n{between}{text}"))
