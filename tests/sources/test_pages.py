"""What answers over TCP tell, in fields; the probes' own tests and those of captures show them in use."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.sources import secured

from camcensus.sources import pages
from camcensus.sources.steps import Saw
from camcensus.wire import certificate, murmur
from camcensus.wire.http import Answer


def test_headers_that_are_kept_are_bounded() -> None:
    many = (*(("server", f"{one}") for one in range(40)), ("location", "x" * 9_000), ("public", "PLAY"), ("server", ""))
    seen = list(pages.headers(Answer(status=200, headers=many, body=b""), pages.HTTP))
    assert [one.value for one in seen if one.field == "http.server"] == [f"{one}" for one in range(16)]
    assert [len(one.value) for one in seen if one.field == "http.location"] == [pages.MOST_VALUE]
    assert len(seen) == 17


@pytest.mark.parametrize(("status", "shows"), [(200, True), (401, True), (301, False), (302, False)])
def test_a_page_has_a_title_and_a_body_unless_it_leads_on(status: int, shows: bool) -> None:
    seen = list(pages.shown(Answer(status=status, headers=(), body=b"<title>Hall</title>")))
    assert [(one.field, one.value) for one in seen] == (
        [("http.title", "Hall"), ("http.body", "<title>Hall</title>")] if shows else []
    )


@pytest.mark.parametrize(
    ("status", "kind", "body", "described"),
    [
        (200, "application/sdp", b"x", True),
        (200, "", b"v=0\r\n", True),
        (200, "text/html", b"<html>", False),
        (401, "application/sdp", b"v=0\r\n", False),
    ],
)
def test_a_stream_is_described_where_it_may_be_seen(status: int, kind: str, body: bytes, described: bool) -> None:
    seen = list(pages.described(Answer(status=status, headers=(("content-type", kind),), body=body)))
    assert seen == ([Saw(field="sdp", value=body.decode())] if described else [])


def test_bodies_are_cut_between_letters() -> None:
    assert list(pages.body("http.body", b"")) == []
    assert list(pages.body("http.body", b" \r\n")) == []
    assert list(pages.body("http.body", b"abc", 3)) == [Saw(field="http.body", value="abc")]
    for most in range(4, 8):
        (saw,) = pages.body("http.body", "a网络摄".encode(), most)
        assert saw == Saw(field="http.body", value="a网络" if most == 7 else "a网")
    (saw,) = pages.body("http.body", b"\xff\xd8\xff\xe0" * 10, 8)
    assert saw.encoding == "base64"


def test_a_certificate_names_its_holder_and_its_key(tmp_path: Path) -> None:
    _, der = secured.certificate(tmp_path)
    assert list(pages.certified(der)) == [
        Saw(field="tls.subject", value="CN=IPCAM-0001"),
        Saw(field="tls.issuer", value="CN=IPCAM-0001"),
        Saw(field="tls.spki_sha256", value=certificate.read(der).spki_sha256),
    ]
    assert list(pages.certified(der[:-1])) == []
    assert list(pages.certified(b"")) == []


@pytest.mark.parametrize("data", [b"\0\0\1\0", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"\xff\xd8\xff", b"  <svg"])
def test_images_are_known_by_how_they_begin(data: bytes) -> None:
    assert pages.is_image(data)
    assert not pages.is_image(b"x" + data)


def test_an_icon_has_two_digests() -> None:
    assert list(pages.icon(b"abc")) == [
        Saw(field="http.favicon_md5", value="900150983cd24fb0d6963f7d28e17f72"),
        Saw(field="http.favicon_mmh3", value=murmur.favicon(b"abc")),
    ]


@pytest.mark.parametrize("data", [b"", b"<html/>", b"<a><Body/></a>"])
def test_what_is_no_soap_is_refused_before_anything_is_seen(data: bytes) -> None:
    seen: list[Saw] = []
    with pytest.raises(ValueError, match=r"."):
        seen += pages.onvif(data)
    assert seen == []


@pytest.mark.parametrize(
    ("said", "seen"),
    [
        ([("deviceType", "IPC-HFW1"), ("sn", "7")], [("dahua.system_info", "deviceType=IPC-HFW1\nsn=7")]),
        (
            [("deviceType", "31"), ("updateSerial", "DHI-NVR4216")],
            [("dahua.system_info", "updateSerial=DHI-NVR4216"), ("model.number", "DHI-NVR4216")],
        ),
        ([("deviceType", "31")], []),
    ],
)
def test_a_number_is_no_model(said: list[tuple[str, str]], seen: list[tuple[str, str]]) -> None:
    assert [(one.field, one.value) for one in pages.dahua(said)] == seen
