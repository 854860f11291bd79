"""Two media calls and one of the device service: the questions are well-formed, the answers bounded."""

from __future__ import annotations

import io
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from tests.wire.discovery import hostile

from camcensus.wire import channels, onvif_read, url, wsse
from camcensus.wire.onvif_read import Read, Source, Sources


def soap(body: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"'
        ' xmlns:tds="http://www.onvif.org/ver10/device/wsdl" xmlns:trt="http://www.onvif.org/ver10/media/wsdl"'
        f' xmlns:tt="http://www.onvif.org/ver10/schema"><s:Body>{body}</s:Body></s:Envelope>'
    ).encode()


def video(token: str, width: int = 0, height: int = 0) -> Source:
    return Source(token=token, width=width, height=height)


def source(token: str, width: int, height: int) -> str:
    return (
        f'<trt:VideoSources token="{token}"><tt:Framerate>25</tt:Framerate><tt:Resolution><tt:Width>{width}</tt:Width>'
        f"<tt:Height>{height}</tt:Height></tt:Resolution></trt:VideoSources>"
    )


def profile(token: str, name: str, of: str) -> str:
    return (
        f'<trt:Profiles token="{token}"><tt:Name>main</tt:Name><tt:VideoSourceConfiguration token="c{of}">'
        f"<tt:Name>{name}</tt:Name><tt:SourceToken>{of}</tt:SourceToken></tt:VideoSourceConfiguration></trt:Profiles>"
    )


SOURCES = soap(
    f"<trt:GetVideoSourcesResponse>{source('s1', 2048, 1536)}{source('s2', 0, 0)}{source('s3', 1280, 720)}"
    "</trt:GetVideoSourcesResponse>"
)
PROFILES = soap(
    f"<trt:GetProfilesResponse>{profile('p1', 'Gate', 's1')}{profile('p2', 'Gate', 's1')}{profile('p3', 'Yard', 's3')}"
    "</trt:GetProfilesResponse>"
)
INFORMATION = soap("<tds:GetDeviceInformationResponse><tds:Model>M</tds:Model></tds:GetDeviceInformationResponse>")
SERVICES = soap(
    "<tds:GetServicesResponse><tds:Service><tds:Namespace>http://www.onvif.org/ver10/device/wsdl</tds:Namespace>"
    "<tds:XAddr>http://192.0.2.7:8899/onvif/device_service</tds:XAddr></tds:Service><tds:Service>"
    "<tds:Namespace>http://www.onvif.org/ver10/media/wsdl</tds:Namespace>"
    "<tds:XAddr>http://192.0.2.7:8899/onvif/Media</tds:XAddr></tds:Service></tds:GetServicesResponse>"
).decode()
CAPABILITIES = soap(
    "<tds:GetCapabilitiesResponse><tds:Capabilities><tt:Analytics><tt:XAddr>http://192.0.2.7/onvif/analytics</tt:XAddr>"
    "</tt:Analytics><tt:Device><tt:XAddr>https://192.0.2.7/onvif/device_service</tt:XAddr></tt:Device><tt:Media>"
    "<tt:XAddr>http://192.0.2.7/onvif/media_service</tt:XAddr></tt:Media></tds:Capabilities>"
    "</tds:GetCapabilitiesResponse>"
).decode()


@pytest.mark.parametrize("read", list(Read))
@pytest.mark.parametrize("header", ["", wsse.header("user", "", b"0" * 16, "2026-11-23T10:00:00Z")])
def test_a_question_is_an_envelope_with_one_read_call(read: Read, header: str) -> None:
    root = etree.parse(io.BytesIO(onvif_read.envelope(read, header))).getroot()
    assert etree.QName(root).namespace == onvif_read.SOAP
    body = root[-1]
    assert etree.QName(body).localname == "Body"
    (call,) = body
    assert etree.QName(call).localname.startswith("Get")
    assert len(root) == (2 if header else 1)


def test_an_answer_is_known_by_the_call() -> None:
    assert onvif_read.is_answer(INFORMATION, Read.DEVICE_INFORMATION)
    assert onvif_read.is_answer(SOURCES, Read.VIDEO_SOURCES)
    assert not onvif_read.is_answer(SOURCES, Read.DEVICE_INFORMATION)
    for junk in hostile.JUNK:
        assert not onvif_read.is_answer(junk, Read.DEVICE_INFORMATION)


def test_video_inputs_and_their_names_become_channels() -> None:
    sources = onvif_read.video_sources(SOURCES)
    assert sources == Sources(sources=(video("s1", 2048, 1536), video("s2"), video("s3", 1280, 720)), total=3)
    names = onvif_read.source_names(PROFILES)
    assert names == {"s1": "Gate", "s3": "Yard"}
    listing = onvif_read.listing(sources, names)
    assert [(one.number, one.name) for one in listing.channels] == [(1, "Gate"), (3, "Yard")]
    assert listing.complete


def test_where_no_input_says_its_size_all_count() -> None:
    sources = Sources(sources=(video("a"), video("b")), total=2)
    assert len(onvif_read.listing(sources, {}).channels) == 2


def test_a_name_that_all_bear_tells_nothing() -> None:
    same = soap(f"<x>{profile('p1', 'VideoSourceConfig', 's1')}{profile('p2', 'VideoSourceConfig', 's2')}</x>")
    assert onvif_read.source_names(same) == {}
    assert onvif_read.source_names(soap(profile("p1", "s1", "s1"))) == {}


def test_ten_thousand_inputs_are_counted_and_few_are_taken() -> None:
    start = time.perf_counter()
    sources = onvif_read.video_sources(soap("".join(source(f"s{n}", 1, 1) for n in range(10_000))))
    assert (len(sources.sources), sources.total) == (channels.MOST, 10_000)
    assert not onvif_read.listing(sources, {}).complete
    assert time.perf_counter() - start < 5


def test_of_an_answer_that_is_cut_off_what_came_counts() -> None:
    sources = onvif_read.video_sources(SOURCES[: SOURCES.index(b"s3")])
    assert [one.token for one in sources.sources] == ["s1", "s2"]
    assert not onvif_read.listing(sources, {}).complete
    assert onvif_read.source_names(PROFILES[:-60]) == {"s1": "Gate", "s3": "Yard"}


def test_where_the_services_are() -> None:
    assert onvif_read.device_service(SERVICES, "192.0.2.7") == url.Url(
        False, "192.0.2.7", 8899, "/onvif/device_service"
    )
    assert onvif_read.device_service(CAPABILITIES, "192.0.2.7") == url.Url(
        True, "192.0.2.7", 443, "/onvif/device_service"
    )
    assert onvif_read.media_path(SERVICES) == "/onvif/Media"
    assert onvif_read.media_path(CAPABILITIES) == "/onvif/media_service"


def test_a_prefix_that_nothing_declares_is_no_failure() -> None:
    # Elements are handed out before the fault is known only where more than 32 KiB follow.
    text = "<a><q:Media><q:XAddr>http://192.0.2.7/onvif/Media</q:XAddr></q:Media>" + " " * 40_000 + "</a>"
    assert onvif_read.media_path(text) == ""
    assert onvif_read.device_service(text, "192.0.2.7") is None


def test_a_discovery_reply_tells_it_too() -> None:
    reply = (
        "<a><XAddrs>http://198.51.100.1/onvif/device_service http://192.0.2.7:2020/onvif/device_service</XAddrs></a>"
    )
    assert onvif_read.device_service(reply, "192.0.2.7") == url.Url(False, "192.0.2.7", 2020, "/onvif/device_service")


@pytest.mark.parametrize(
    "address",
    [
        "http://198.51.100.1/onvif/device_service",
        "http://192.0.2.7/cgi-bin/device.cgi",
        "http://192.0.2.7/onvif/device_service?action=reboot",
        "http://192.0.2.7/onvif/../device_service",
        "ftp://192.0.2.7/onvif/device_service",
        "http://192.0.2.7/onvif/device" + "x" * 500,
        "",
    ],
)
def test_only_a_plain_path_of_onvif_on_the_device_itself_is_followed(address: str) -> None:
    assert onvif_read.device_service(f"<a><XAddrs>{address}</XAddrs></a>", "192.0.2.7") is None
    media = SERVICES.replace("http://192.0.2.7:8899/onvif/Media", address.replace("&", "&amp;"))
    assert onvif_read.media_path(media) in ("", "/onvif/device_service")


READERS = (onvif_read.video_sources, onvif_read.source_names)


@given(st.binary(max_size=300) | st.tuples(st.sampled_from([SOURCES, PROFILES]), st.binary(max_size=9)).map(
    lambda both: both[0].replace(b"</", both[1], 2)
))  # fmt: skip
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for read in READERS:
        try:
            read(data)
        except ValueError:
            continue
    text = data.decode("utf-8", "replace")
    onvif_read.device_service(text, "192.0.2.7")
    onvif_read.media_path(text)


@pytest.mark.parametrize("data", hostile.JUNK)
def test_junk_is_refused_or_says_nothing(data: bytes) -> None:
    for read in READERS:
        try:
            found = read(data)
        except ValueError:
            continue
        assert found in (Sources(), {})
