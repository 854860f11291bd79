from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.sources.importers import _plugin_outputs as plugins

SNIP = "------------------------------ snip ------------------------------"


def said(plugin: int, output: str, name: str = "x") -> list[tuple[str, str]]:
    return [fact for fact in plugins.facts(plugin, name, 80, "www", output) if fact[1]]


def test_headers_and_page_of_a_web_server() -> None:
    output = (
        "\nResponse Code : HTTP/1.1 401 Unauthorized\n\nSSL : no\nHeaders :\n\n  Server: App-webs/\n"
        '  WWW-Authenticate: Basic realm="a:b"\n  \nResponse Body :\n\n<title>x</title>\nHeaders : no\n'
    )
    assert said(24260, output) == [
        ("http.server", "App-webs/"),
        ("http.www_authenticate", 'Basic realm="a:b"'),
        ("http.title", "x"),
        ("http.body", "<title>x</title>\nHeaders : no"),
    ]


def test_a_page_that_only_leads_on_is_none() -> None:
    output = (
        "Response Code : HTTP/1.1 302 Found\nHeaders :\n\n  Location: /a\n\nResponse Body :\n\n<title>Moved</title>"
    )
    assert said(24260, output) == [("http.location", "/a")]


@pytest.mark.parametrize(
    ("plugin", "output", "facts"),
    [
        (10107, "The remote web server type is :\n\nApp-webs/\n\nNote: x", [("http.server", "App-webs/")]),
        (10092, "The remote FTP banner is :\n\n220 a\n220 b", [("ftp.banner", "220 a\n220 b")]),
        (10263, "Remote SMTP server banner :\n\n220 a", [("smtp.banner", "220 a")]),
        (10267, "SSH version : SSH-2.0-x\nSSH supported authentication : password", [("ssh.banner", "SSH-2.0-x")]),
        (10281, f"Here is the banner :\n\n{SNIP}\n\na: b\n{SNIP}\n", [("telnet.banner", "a: b")]),
        (35716, "The following cards :\n\n54:C4:15:5B:4D:11 : x", [("mac", "54:c4:15:5b:4d:11")]),
        (86420, "  - 54:C4:15:5B:4D:11\n  - FF:FF:FF:FF:FF:FF", [("mac", "54:c4:15:5b:4d:11")]),
        (35712, "Here is x :\n\nmodelName: A\nUDN: B", [("upnp.description", '{"UDN": "B", "modelName": "A"}')]),
        (10800, " sysDescr     : a : b\n sysContact   : ", [("snmp.sys_descr", "a : b")]),
        (10762, "Server : Rtsp/1\nx", [("rtsp.server", "Rtsp/1")]),
        (22964, "A web server is running on this port.", []),
    ],
)  # fmt: skip
def test_outputs(plugin: int, output: str, facts: list[tuple[str, str]]) -> None:
    assert said(plugin, output) == facts


def test_an_answer_of_a_stream_server() -> None:
    output = f"The remote RTSP server responds as follows :\n\n{SNIP}\nRTSP/1.0 200 OK\nServer: x\n{SNIP}\n"
    assert said(10762, output) == [("rtsp.server", "x"), ("rtsp.response", "RTSP/1.0 200 OK\r\nServer: x\r\n\r\n")]


def test_a_certificate_is_read_of_its_names_where_it_is_not_there_itself() -> None:
    output = (
        "Subject Name: \n\nCountry: CN\nOrganization: A, B\nCommon Name: x\n\nIssuer Name: \n\nCommon Name: y\n\n"
        "Serial Number: 03 E9 \n\nCommon Name: z\n-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
    )
    assert said(10863, output) == [("tls.subject", "CN=x,O=A\\, B,C=CN"), ("tls.issuer", "CN=y")]


def test_the_name_of_a_plugin_that_detects_a_product_is_an_opinion() -> None:
    assert said(1, "URL : x\nVersion : 5.5", "Hikvision Web Interface Detection") == [
        ("fact.service", "80/tcp www Hikvision Web Interface Detection 5.5")
    ]
    assert said(1, "Version : unknown", "Dahua Detected")[0][1] == "80/tcp www Dahua Detected"
    assert said(1, "", "Hikvision Remote Code Execution") == said(54615, "x", "Device Type Detection") == []


PLUGINS = [0, 10092, 10107, 10263, 10267, 10281, 10762, 10800, 10863, 24260, 35711, 35712, 35716, 86420]


@given(st.sampled_from(PLUGINS), st.text(max_size=60), st.sampled_from(["", "Server: ", "Issuer Name", SNIP]))
def test_any_output_is_read(plugin: int, text: str, between: str) -> None:
    for output in (text, f"{text}\n{between}\n{text}\n{between}{text}"):
        assert all(field for field, _ in plugins.facts(plugin, "Detection", 80, "www", output))
