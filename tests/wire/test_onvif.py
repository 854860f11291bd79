"""Scopes, endpoint references and stream addresses as devices write them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.wire import onvif

SCOPES = (
    "onvif://www.onvif.org/type/video_encoder onvif://www.onvif.org/Profile/Streaming\n"
    "onvif://www.onvif.org/hardware/DS-2CD2T32-I3 onvif://www.onvif.org/name/HIKVISION%20DS-2CD2T32-I3 "
    "onvif://www.onvif.org/location/city/hangzhou onvif://www.onvif.org/mac odm:name:x http://192.0.2.7/onvif/x"
)


def test_scopes_by_category_and_others_left_out() -> None:
    assert onvif.scopes(SCOPES) == [
        ("type", "video_encoder"),
        ("Profile", "Streaming"),
        ("hardware", "DS-2CD2T32-I3"),
        ("name", "HIKVISION DS-2CD2T32-I3"),
        ("location", "city/hangzhou"),
        ("mac", ""),
    ]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("TC-C32TS%20SPEC%3AI8%2FA", "TC-C32TS SPEC:I8/A"),
        ("%E6%91%84%E5%83%8F", "\u6444\u50cf"),
        ("\u6444%E5%83%8F", "\u6444\u50cf"),
        ("100%", "100%"),
        ("%zz%4", "%zz%4"),
        ("%2520", "%20"),
        ("%ff", "\ufffd"),
        ("%20x%20", "x"),
        ("%00", "\0"),
    ],
)
def test_percent_signs_are_decoded_once(written: str, meant: str) -> None:
    assert onvif.scopes(f"onvif://www.onvif.org/name/{written}") == [("name", meant)]


def test_scopes_in_capitals() -> None:
    assert onvif.scopes("ONVIF://WWW.ONVIF.ORG/Name/x") == [("Name", "x")]


def test_a_million_scopes_cost_little() -> None:
    started = time.process_time()
    assert len(onvif.scopes("onvif://www.onvif.org/name/x " * 1_000_000)) == onvif.MAX_SCOPES
    assert onvif.scopes("onvif://www.onvif.org/" + "a" * 10_000_000) == []
    assert time.process_time() - started < 3


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    onvif.scopes(text)
    onvif.scopes("onvif://www.onvif.org/name/" + text)
    onvif.endpoint(text)
    assert not onvif.rtsp_path("rtsp://h/" + text).startswith("rtsp://h")


V1 = "urn:uuid:ec4914fd-936b-11b5-8467-44190b000001"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (V1, {"uuid": V1[9:], "node": "44190b000001"}),
        (V1.upper(), {"uuid": V1[9:], "node": "44190b000001"}),
        ("uuid:" + V1[9:], {"uuid": V1[9:], "node": "44190b000001"}),
        (
            "urn:uuid:32f695ba-835b-4822-bc54-e290e1789ff1",
            {"uuid": "32f695ba-835b-4822-bc54-e290e1789ff1"},
        ),
        (
            "urn:uuid:ec4914fd-936b-11b5-8467-02190b000001",  # a node that was made up says so
            {"uuid": "ec4914fd-936b-11b5-8467-02190b000001"},
        ),
        (
            "urn:uuid:ec4914fd-936b-11b5-8467-01190b000001",
            {"uuid": "ec4914fd-936b-11b5-8467-01190b000001"},
        ),
        ("http://192.0.2.7/onvif/device_service", {}),
        ("", {}),
        ("urn:uuid:ec4914fd-936b-11b5-8467-44190b00000", {}),
        ("x" * 10_000_000 + V1, {}),
    ],
)
def test_endpoints(text: str, found: dict[str, str]) -> None:
    assert dict(onvif.endpoint(text)) == found


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("rtsp://192.0.2.7:554/Streaming/Channels/101?profile=1", "/Streaming/Channels/101?profile=1"),
        ("rtsp://admin:x@192.0.2.7/cam/realmonitor?channel=1&subtype=0", "/cam/realmonitor?channel=1&subtype=0"),
        ("RTSP://192.0.2.7/live", "/live"),
        ("rtsps://[2001:db8::7]:322/live", "/live"),
        (" /live/ch00_0 ", "/live/ch00_0"),
        ("rtsp://192.0.2.7", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_paths_without_their_host(address: str, path: str) -> None:
    assert onvif.rtsp_path(address) == path
