from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.files import context, unhurried

from camcensus.sources.importers import _cctv
from camcensus.sources.reading.forms import Record
from camcensus.sources.reading.gathered import Gathered

_SECRETS = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=12)


def gathered(**changes: Any) -> Gathered:
    return Gathered(context(Path("list.csv"), **changes), "importer:test@1")


def record(**cells: str) -> Record:
    return Record(where="row 2", cells=cells, original=b"x" * 32)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("http://10.0.0.5/", [("fact.ip", "10.0.0.5")]),
        ("10.0.0.5", [("fact.ip", "10.0.0.5")]),
        ("10.0.0.5:8000", [("fact.ip", "10.0.0.5")]),
        ("https://operator:battery@10.0.0.5:8443/x", [("fact.ip", "10.0.0.5")]),
        ("2001:db8::5", [("fact.ip", "2001:db8::5")]),
        ("http://[2001:DB8:0::5]:80/", [("fact.ip", "2001:db8::5")]),
        ("http://Cam-1.fenwick.example/", [("fact.hostname", "cam-1.fenwick.example")]),
        ("0.0.0.0", []),  # noqa: S104  # not bound to
        ("", []),
        ("10.0.0.5, 10.0.0.6", []),
        ("123", []),
    ],
)
def test_the_host_of_an_address(written: str, found: _cctv.Facts) -> None:
    assert _cctv.host(written) == found


@given(user=_SECRETS, password=_SECRETS, host=st.sampled_from(["10.0.0.5", "[2001:db8::5]", "cam.example"]))
def test_no_user_and_no_password_comes_out_of_an_address(user: str, password: str, host: str) -> None:
    plain = _cctv.host(f"http://{host}/")
    assert plain
    assert _cctv.host(f"http://{user}:{password}@{host}/") == plain


@given(st.text(max_size=200))
def test_any_text_has_a_host_or_none(text: str) -> None:
    assert len(_cctv.host(text)) <= 1
    assert _cctv.yes_no(text) in ("yes", "no", "")
    assert _cctv.count(text) >= 0


@pytest.mark.parametrize(
    ("written", "found"),
    [("True", "yes"), ("ON", "yes"), ("Active", "yes"), ("0", "no"), ("Inactive", "no"), ("N/A", ""), ("", "")],
)
def test_yes_and_no(written: str, found: str) -> None:
    assert _cctv.yes_no(written) == found


@pytest.mark.parametrize("text", ["DS-7716 NVR", "Axis Video Encoder", "4-ch DVRs", "Video Server"])
def test_a_recorder_calls_itself_one(text: str) -> None:
    assert _cctv.says_recorder("", text)


@pytest.mark.parametrize("text", ["AXIS P3245", "Envr", "XNV-8080R", ""])
def test_a_camera_does_not(text: str) -> None:
    assert not _cctv.says_recorder(text)


def test_what_is_no_ethernet_address_is_remarked_and_what_says_nothing_is_not() -> None:
    into = gathered()
    assert _cctv.mac(record(mac="C0-56-E3-5B-4D-11"), into) == [("mac", "c0:56:e3:5b:4d:11")]
    assert _cctv.mac(record(mac="N/A"), into) == []
    assert not into.remarks.all("x")
    assert _cctv.mac(record(mac="FFFFFFFFFFFF"), into) == []
    assert [one.where for one in into.remarks.all("x")] == ["row 2"]


def test_serial_numbers_that_name_nothing_join_nothing() -> None:
    into = gathered()
    assert _cctv.serial(record(serial="E11223344"), into) == [("serial.number", "E11223344")]
    assert _cctv.serial(record(serial="123456"), into) == []
    assert _cctv.serial(record(serial="1.2E+14"), into) == [("register.serial", "1.2E+14")]
    assert "lost digits" in into.remarks.all("x")[0].what


def test_kinds_are_words_of_the_vocabulary_or_stay_as_written() -> None:
    assert _cctv.kind("network camera", gathered()) == [("fact.class", "camera")]
    assert _cctv.kind("gizmo", gathered()) == [("register.kind", "gizmo")]
    assert _cctv.kind("", gathered()) == []


def test_times() -> None:
    clock = _cctv.Clock(gathered())
    noon = datetime(2024, 7, 1, 12, tzinfo=UTC)
    assert clock.utc("2024-07-01T12:00:00Z") == noon
    assert clock.utc("01/07/2024 12:00:00") == noon
    assert clock.local("2024-07-01 13:00") == (noon, noon, "local-guessed")
    assert clock.local("2024-07-01T12:00:00Z") == (noon, noon, "exact")
    assert clock.device("2024-07-01 13:00") == (noon, noon, "device-clock")
    assert clock.local("never") == _cctv.NEVER
    assert _cctv.Clock(gathered(), month_first=True).utc("07/01/2024 12:00:00 PM") == noon


def test_dates_are_month_first_if_some_are_and_none_is_not() -> None:
    order = _cctv.Order()
    order.look("01/02/2024")
    assert not order.month_first()
    order.look("1/13/2024 9:00 AM")
    assert order.month_first()
    order.look("13/1/2024")
    assert not order.month_first()


def test_a_name_is_given_once() -> None:
    names = _cctv.Names()
    assert names.of("a", "Gate") == ("Gate", True)
    assert names.of("b", "Gate") == ("Gate#2", True)
    assert names.of("a", "other") == ("Gate", False)


def test_a_default_address_names_nothing_where_the_interface_does() -> None:
    factory = frozenset({"192.168.1.64"})
    mac = "c0-56-e3-5b-4d-11"
    assert _cctv.on_the_link("10.0.0.5", mac, factory) == "ip:10.0.0.5"
    assert _cctv.on_the_link("192.168.1.64", mac, factory) == "mac:c0:56:e3:5b:4d:11"
    assert _cctv.on_the_link("192.168.1.64", "", factory) == "ip:192.168.1.64"
    assert _cctv.on_the_link("", "nothing", factory) == ""


@unhurried
@given(st.text(max_size=60))
def test_any_text_is_a_time_or_none(text: str) -> None:
    clock = _cctv.Clock(gathered())
    assert (clock.local(text).at is None) == (clock.utc(text) is None)
