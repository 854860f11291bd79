from __future__ import annotations

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from camcensus.sources.importers import _nmap_scripts as scripts


def said(name: str, output: str, inner: str = "", port: int = 80) -> scripts.Facts:
    text = escape(output).replace("\n", "&#10;")
    return scripts.facts(etree.fromstring(f'<script id="{name}" output="{text}">{inner}</script>'), port)


def elements(**values: str) -> str:
    return "".join(f'<elem key="{key}">{escape(value)}</elem>' for key, value in values.items())


def test_titles() -> None:
    assert said("http-title", "index", elements(title="index")) == [("http.title", "index")]
    assert said("http-title", "WEB SERVICE\nRequested resource was /x") == [("http.title", "WEB SERVICE")]


@pytest.mark.parametrize(
    "output",
    [
        "Site doesn't have a title (text/html).",
        "Did not follow redirect to https://10.0.0.1/",
        "",
        "ERROR: Script failed",
    ],
)
def test_a_page_without_a_title_has_none(output: str) -> None:
    assert said("http-title", output) == []


def test_an_empty_title_is_none() -> None:
    assert said("http-title", "", '<elem key="title"/>') == []


def test_servers() -> None:
    assert said("http-server-header", "App-webs/", "<elem>App-webs/</elem><elem>DNVRS-Webs</elem>") == [
        ("http.server", "App-webs/"),
        ("http.server", "DNVRS-Webs"),
    ]
    assert said("http-server-header", "\n  App-webs/") == [("http.server", "App-webs/")]


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("Basic realm=IP Camera", 'Basic realm="IP Camera"'),
        (
            "Digest realm=Login to 4K0 nonce=abc== qop=auth algorithm=MD5",
            'Digest realm="Login to 4K0", nonce="abc==", qop="auth", algorithm="MD5"',
        ),
        ("basic", "basic"),
        ("Digest realm= qop=auth", 'Digest realm="", qop="auth"'),
    ],
)
def test_challenges(line: str, value: str) -> None:
    assert said("http-auth", f"\nHTTP/1.1 401 Unauthorized\n  {line}") == [("http.www_authenticate", value)]


def test_headers() -> None:
    output = "\n  Server: Boa/0.94.14rc21\n  X: y\n  Set-Cookie: s=1; path=/\n  Location: /doc/\n  (Request type: HEAD)"
    assert said("http-headers", output) == [
        ("http.server", "Boa/0.94.14rc21"),
        ("http.set_cookie", "s=1; path=/"),
        ("http.location", "/doc/"),
    ]


def test_favicons() -> None:
    assert said("http-favicon", "Unknown favicon MD5: 89B932FCC47CF4CA3FAADB0CFDEF89CF") == [
        ("http.favicon_md5", "89b932fcc47cf4ca3faadb0cfdef89cf")
    ]
    assert said("http-favicon", "Apache Tomcat") == []


def test_certificates() -> None:
    subject = elements(organizationName="Axis", commonName="axis-b8a44f", countryName="SE")
    inner = f'<table key="subject">{subject}</table><table key="issuer">{elements(commonName="CA", x="y")}</table>'
    assert said("ssl-cert", "Subject: ...", inner, 443) == [
        ("tls.subject", "CN=axis-b8a44f,O=Axis,C=SE"),
        ("tls.issuer", "CN=CA,x=y"),
    ]


def test_other_protocols() -> None:
    assert said("rtsp-methods", "\n  OPTIONS, DESCRIBE", port=554) == [("rtsp.public", "OPTIONS, DESCRIBE")]
    assert said("snmp-sysdescr", "Linux cam\n4.9\n  System uptime: 3d", port=161) == [
        ("snmp.sys_descr", "Linux cam\n4.9")
    ]
    upnp = "\n  Location: http://10.0.0.1/x.xml\n    Server: Linux UPnP/1.0\n"
    assert said("upnp-info", upnp, port=1900) == [("ssdp.server", "Linux UPnP/1.0")]
    assert said("upnp-info", "\n  10.0.0.1", port=1900) == []


@pytest.mark.parametrize(("port", "found"), [(22, ["ssh.banner"]), (2323, ["telnet.banner"]), (8000, []), (0, [])])
def test_a_banner_is_read_where_its_protocol_is_known(port: int, found: list[str]) -> None:
    assert [field for field, _ in said("banner", "SSH-2.0-x", port=port)] == found


def test_other_scripts_say_nothing() -> None:
    assert said("http-robots.txt", "1 disallowed entry") == []


def test_control_characters_are_kept_as_nmap_wrote_them() -> None:
    assert said("banner", "\\xFF\\xFD\\x18 login:", port=23) == [("telnet.banner", "\\xFF\\xFD\\x18 login:")]


def test_values_end() -> None:
    assert len(said("rtsp-methods", "A" * (1 << 20))[0][1]) == scripts.MAX_VALUE


@pytest.mark.parametrize("name", sorted(scripts._READERS))
@pytest.mark.parametrize(
    "output",
    [
        "\n" * (1 << 20),
        " " * (1 << 20) + "x",
        "Digest a=" + " " * (1 << 20) + "x",
        "Basic " + "a" * (1 << 20),
        "Digest " + "a=b " * (1 << 18),
        "Digest a\n" * (1 << 17),
        "Server:" * (1 << 17),
        "\n  " * (1 << 18) + "Server: x",
    ],
    ids=range(8),
)
def test_no_output_takes_the_square_of_its_length(name: str, output: str) -> None:
    script = etree.Element("script", id=name, output=output)
    scripts.facts(script, 80)


@given(
    st.sampled_from(sorted(scripts._READERS)), st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cn"]))
)
def test_no_output_is_too_odd(name: str, output: str) -> None:
    for field, value in scripts.facts(etree.Element("script", id=name, output=output), 22):
        assert field
        assert value
