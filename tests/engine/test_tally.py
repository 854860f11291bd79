"""Naming as a run goes: by maker, a few at a time, and unknown is a name too."""

from __future__ import annotations

import base64

import pytest

from camcensus.engine import known, tally
from camcensus.engine.tally import NO_CAMERA, NOTHING, UNKNOWN, Tally
from camcensus.sources.steps import Saw

HIKVISION = Saw(field="tls.subject", value="CN=www.hikvision.com,OU=DVRNVR,O=HIKVISION")
MAKER = "Hangzhou Hikvision Digital Technology Co., Ltd."


def test_devices_are_counted_by_the_name_of_who_made_them() -> None:
    made = Tally()
    made.add("10.0.0.5", [HIKVISION])
    made.add("10.0.0.6", [HIKVISION])
    made.add("10.0.0.7", [Saw(field="http.title", value="Intranet")])
    made.add("10.0.0.8", [])
    made.add("10.0.0.9", [Saw(field="http.server", value="CUPS/2.4 IPP/2.1")])
    made.rest()
    assert made.makers[MAKER] == 2
    assert made.makers[NOTHING] == 1
    assert made.makers[UNKNOWN] + made.makers[NO_CAMERA] == 2
    assert made.makers[UNKNOWN] >= 1


def test_a_recorder_is_not_named_by_what_stands_on_its_channels() -> None:
    made = Tally()
    about = Saw(field=HIKVISION.field, value=HIKVISION.value, about="channel:10.0.0.5/1")
    made.add("10.0.0.5", [about])
    made.rest()
    assert made.makers == {UNKNOWN: 1}


def test_bytes_are_named_too() -> None:
    made = Tally()
    made.add("10.0.0.5", [Saw(field="xm.reply", value=base64.b64encode(b"\xff\xfe").decode(), encoding="base64")])
    made.rest()
    assert made.makers == {UNKNOWN: 1}


def test_only_a_few_are_named_at_a_time_and_none_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tally, "AT_A_TIME", 2)
    made = Tally()
    for last in range(5):
        made.add(f"10.0.0.{last}", [HIKVISION])
    counts = []
    for _ in range(4):
        made.some()
        counts.append(made.makers[MAKER])
    assert counts == [2, 4, 5, 5]


def test_one_address_seen_twice_is_two_visits() -> None:
    made = Tally()
    made.add("10.0.0.5", [HIKVISION])
    made.add("10.0.0.5", [HIKVISION])
    made.rest()
    assert made.makers == {MAKER: 2}


def test_what_is_known_is_loaded_once_and_before_it_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    made = Tally()
    ready = made.prepare()
    monkeypatch.setattr(known, "load", lambda _: pytest.fail("loaded again"))
    assert made.prepare() is ready
    made.add("10.0.0.5", [HIKVISION])
    made.rest()
    assert made.makers == {MAKER: 1}


def test_nothing_is_loaded_where_nothing_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known, "load", lambda _: pytest.fail("loaded"))
    made = Tally()
    made.some()
    made.rest()
    assert not made.makers
