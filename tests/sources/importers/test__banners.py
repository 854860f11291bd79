from __future__ import annotations

import base64
import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.sources.importers import _banners as banners
from camcensus.wire import certificate

DER = base64.b64decode(
    "MIIBSDCB8KADAgECAgID6TAKBggqhkjOPQQDAjA0MQswCQYDVQQGEwJDTjESMBAGA1UECgwJSElLVklTSU9OMREwDwYDVQQDDAgxMC4wLjAuNTAe"
)
"""The beginning of a certificate: no certificate."""

PAGE = "<html><head><title> a &amp; b </title></head></html>"


def said(facts: banners.Facts) -> banners.Facts:
    """Without empty values, which are no facts."""
    return [(field, value) for field, value in facts if value]


def test_open_ports() -> None:
    assert banners.opened(80) == [("net.open_port", "80/tcp")]
    assert banners.opened(0) == []


def test_an_opinion_is_kept_as_stated_and_a_name_alone_is_none() -> None:
    assert banners.service(80, "tcp", "http", "Hikvision", "", " IP  camera ") == [
        ("fact.service", "80/tcp http Hikvision IP camera")
    ]
    assert banners.service(80, "tcp", "", "x") == [("fact.service", "80/tcp service x")]
    assert banners.service(80, "tcp", "http", "", " ") == banners.service(0, "tcp", "http", "x") == []


def test_ethernet_addresses_of_one_interface() -> None:
    assert banners.mac("3C-EF-8C-00-00-01") == [("mac", "3c:ef:8c:00:00:01")]
    assert banners.mac("ff:ff:ff:ff:ff:ff") == banners.mac("x") == []


def test_names_of_hosts() -> None:
    assert banners.names(["cam5.example.org.", "10.0.0.5", "*.example.org", "", "CAM5"]) == [
        ("fact.hostname", "cam5.example.org"),
        ("fact.hostname", "CAM5"),
    ]


# --- answers -----------------------------------------------------------------------------------------------------


def test_headers_are_told_by_their_names_in_any_spelling() -> None:
    pairs = [("Server", "a"), ("www_authenticate", " Basic "), ("SET-COOKIE", "c=1"), ("Location", "/x"), ("Date", "y")]
    assert banners.headers(pairs) == [
        ("http.server", "a"),
        ("http.www_authenticate", "Basic"),
        ("http.set_cookie", "c=1"),
        ("http.location", "/x"),
    ]
    assert banners.headers([("Server", "a"), ("Location", "/x"), ("Public", "OPTIONS")], "rtsp") == [
        ("rtsp.server", "a"),
        ("rtsp.public", "OPTIONS"),
    ]


def test_an_answer_of_a_web_server() -> None:
    data = f"HTTP/1.1 200 OK\r\nServer: x\r\nTransfer-Encoding: chunked\r\n\r\n{len(PAGE):x}\r\n{PAGE}\r\n0\r\n\r\n"
    assert banners.answer(data.encode()) == [("http.server", "x"), ("http.title", "a &amp; b"), ("http.body", PAGE)]
    assert banners.answer(data.encode(), paged=False) == [("http.server", "x")]


def test_a_page_that_only_leads_on_is_none() -> None:
    assert banners.answer(b"HTTP/1.1 302 Found\r\nLocation: /a\r\n\r\n<title>Moved</title>") == [
        ("http.location", "/a")
    ]


def test_an_answer_of_a_stream_server() -> None:
    head = 'RTSP/1.0 401 Unauthorized\r\nCSeq: 1\r\nServer: y\r\nWWW-Authenticate: Digest realm="z"'
    assert banners.answer(head.encode() + b"\r\n\r\nv=0\r\ns=Media\r\n") == [
        ("rtsp.server", "y"),
        ("rtsp.www_authenticate", 'Digest realm="z"'),
        ("rtsp.response", f"{head}\r\n\r\n"),
        ("sdp", "v=0\r\ns=Media"),
    ]


def test_an_answer_of_a_search() -> None:
    data = b"HTTP/1.1 200 OK\r\nSERVER: a UPnP/1.0\r\nLOCATION: http://x/d.xml\r\nST: x\r\nUSN: uuid:1\r\n\r\n"
    assert banners.answer(data) == [("ssdp.server", "a UPnP/1.0"), ("ssdp.location", "http://x/d.xml")]


def test_long_pages_are_cut_without_cutting_a_letter() -> None:
    kept = dict(banners.body("é" * 40_000))["http.body"]
    assert kept == "é" * (banners.MAX_BODY // 2)
    assert dict(banners.body(b"\xff" * 40_000))["http.body"] == "\ufffd" * banners.MAX_BODY


def test_icons() -> None:
    icon = base64.b64encode(b"icon").decode()
    md5 = hashlib.md5(b"icon", usedforsecurity=False).hexdigest()
    assert banners.icon(data=icon, mmh3="-5") == [("http.favicon_mmh3", "-5"), ("http.favicon_md5", md5)]
    assert banners.icon(data=icon, md5="A" * 32) == [("http.favicon_md5", "a" * 32)]
    assert banners.icon(data="x", md5="y", mmh3="z") == []


# --- greetings ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name", "port", "fact"),
    [
        ("SSH-2.0-dropbear\r\nKey type: x", "", 0, ("ssh.banner", "SSH-2.0-dropbear")),
        ("220 ready\r\n", "ftp", 0, ("ftp.banner", "220 ready")),
        ("220 ready\r\n", "", 21, ("ftp.banner", "220 ready")),
        ("220 mail", "smtp", 0, ("smtp.banner", "220 mail")),
        ("\xff\xfd\x18\xff\xfb\x01\r\nlogin: ", "telnet", 0, ("telnet.banner", "login:")),
        ("\ufffd\ufffd\x18\r\nlogin: ", "", 23, ("telnet.banner", "login:")),
        ("K\xc3\xa4stle login:", "telnet", 0, ("telnet.banner", "Kästle login:")),
        ("Kästle login:", "telnet", 0, ("telnet.banner", "Kästle login:")),
        ("監視 login:", "telnet", 0, ("telnet.banner", "監視 login:")),
        ("SIP/2.0 200 OK\r\nVia: x\r\nServer: phone\r\n", "", 0, ("sip.user_agent", "phone")),
        ("\r\n\r\nHTTP/1.0 401 No\r\nServer: x\r\n\r\n", "", 0, ("http.server", "x")),
    ],
)  # fmt: skip
def test_greetings(text: str, name: str, port: int, fact: tuple[str, str]) -> None:
    assert said(banners.greeting(text, name, port)) == [fact]


def test_a_greeting_of_nobody_knows_whom_says_nothing() -> None:
    assert banners.greeting("hello") == banners.greeting("220 x", "modbus", 21) == []


@given(st.text(max_size=80), st.sampled_from(["", "ftp", "telnet", "rtsp", "x"]), st.sampled_from([0, 21, 23]))
def test_any_text_is_a_greeting_or_none(text: str, name: str, port: int) -> None:
    for start in ("", "HTTP/1.1 200 OK\r\n", "RTSP/1.0 200 OK\r\n", "SIP/2.0 200 OK\r\n", "SSH-"):
        for field, value in banners.greeting(start + text, name, port):
            assert field
            assert value.encode("utf-8", "surrogatepass") is not None


# --- SNMP and UPnP -----------------------------------------------------------------------------------------------


def test_the_system_group() -> None:
    assert said(banners.snmp("Linux", ".1.3.6.1.4.1.39165", "cam5")) == [
        ("snmp.sys_descr", "Linux"),
        ("snmp.sys_object_id", "1.3.6.1.4.1.39165"),
        ("snmp.value", "1.3.6.1.2.1.1.5.0=cam5"),
    ]
    assert said(banners.snmp()) == []


def test_a_description_is_written_with_the_elements_own_names() -> None:
    told = banners.upnp({"model_name": "A", "Serial Number": "B", "modelname": "C", "x": "y", "udn": 5, "upc": ""})
    assert told == [("upnp.description", json.dumps({"modelName": "A", "serialNumber": "B"}))]
    assert banners.upnp({"x": "y"}) == []


# --- certificates ------------------------------------------------------------------------------------------------


def test_what_is_no_certificate_says_nothing() -> None:
    assert banners.certified(DER) == banners.certified_base64("x") == banners.certified_base64("é") == []


def test_names_are_written_the_particular_first_in_any_spelling() -> None:
    for text in ("C=CN, O=Dahua, CN=product", "/C=CN/O=Dahua/CN=product", "CN=product,O=Dahua,C=CN"):
        assert said(banners.named(text)) == [("tls.subject", "CN=product,O=Dahua,C=CN")]
    assert said(banners.named("", [("C", "CN"), ("CN", "x")])) == [("tls.issuer", "CN=x,C=CN")]
    assert said(banners.named("x", "", "AB:" * 31 + "AB")) == [("tls.spki_sha256", "ab" * 32)]
    assert said(banners.named("x", "", "ab")) == []


@given(st.lists(st.tuples(st.sampled_from(["CN", "O", "OU"]), st.text('ab,+\\=";<> é', min_size=1)), max_size=3))
def test_names_of_attributes_come_back(pairs: list[tuple[str, str]]) -> None:
    plain = [(kind, value.strip()) for kind, value in pairs if value.strip()]
    written = dict(banners.named(plain))["tls.subject"]
    order = [pair for kind in ("CN", "OU", "O") for pair in plain if pair[0] == kind]
    assert (certificate.names(written) if written else []) == order
