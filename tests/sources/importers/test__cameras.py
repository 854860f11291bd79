from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.files import context

from camcensus.sources.importers._cameras import Sieve, Verdict, hinted, plain

AXIS, DELL = "00:40:8c:00:00:01", "00:11:22:33:44:55"


def sieve(*, known: frozenset[str] = frozenset(), keep_all: bool = False) -> Sieve:
    return Sieve(context(Path("a.csv"), known=known, keep_all=keep_all, builds=lambda mac: mac == AXIS))


@pytest.mark.parametrize(
    "kind",
    ["Camera", "IP Cameras", "Dome", "NVR", "Video encoder", "Intercom", "Doorbell", "VMS server", "CCTV", "Caméra IP",
     "Enregistreur vidéo", "Vidéosurveillance", "Interphone", "Security Camera", "network-video recorder"],
)  # fmt: skip
def test_a_class_that_is_kept(kind: str) -> None:
    assert sieve().judge(kind, []) is Verdict.CAMERA


@pytest.mark.parametrize("kind", ["Laptop", "Windows", "Network device", "Misc", "Vidéoprojecteur", "Videoconference"])
def test_a_class_that_says_nothing_of_cameras_is_left_out_unless_something_else_does(kind: str) -> None:
    one = sieve(known=frozenset({"10.0.0.5"}))
    assert one.judge(kind, ["Latitude", "LT-7"], [DELL], ["10.0.0.9"]) is Verdict.OTHER
    assert one.judge(kind, ["front door camera"]) is Verdict.CAMERA
    assert one.judge(kind, [], [AXIS]) is Verdict.CAMERA
    assert one.judge(kind, [], [], ["10.0.0.5"]) is Verdict.CAMERA


def test_a_class_that_is_known_to_be_another_is_believed_unless_the_network_showed_a_camera() -> None:
    one = sieve(known=frozenset({"10.0.0.5"}))
    for kind in ("Switch", "CCTV monitor", "Printer", "Card reader"):
        assert one.judge(kind, ["camera switch"], [AXIS]) is Verdict.OTHER
        assert one.judge(kind, [], [], ["10.0.0.5"]) is Verdict.CAMERA
    assert one.settled("Switch") is Verdict.OTHER
    assert one.settled("Dome") is Verdict.CAMERA
    assert one.settled("Gizmo") is None
    assert one.settled("") is None


def test_without_a_class_names_and_addresses_tell() -> None:
    assert sieve().judge("", ["LT-7"], [DELL]) is Verdict.UNSTATED
    assert sieve().judge("", ["cam-07"]) is Verdict.CAMERA
    assert sieve().judge("", [], [AXIS]) is Verdict.CAMERA


def test_everything_is_kept_where_that_is_wished() -> None:
    assert sieve(keep_all=True).judge("Laptop", []) is Verdict.CAMERA


@pytest.mark.parametrize("text", ["cam-07", "ipcam2", "CAM", "NVR01", "the ANPR mast", "lobby.cctv.example", "1-PTZ"])
def test_words_that_hint_at_cameras(text: str) -> None:
    assert hinted(text)


@pytest.mark.parametrize(
    "text", ["", "campus", "webcast", "scam", "camp 7", "video card", "unvrx", "vmsx1", "Cambridge"]
)
def test_words_that_only_look_so(text: str) -> None:
    assert not hinted(text)


@given(st.text())
def test_a_text_made_plain_is_plain(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert all(char.isascii() and (char.isalnum() or char == " ") for char in plain(text))
    hinted(text)
