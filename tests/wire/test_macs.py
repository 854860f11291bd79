"""Every notation of one address gives one text; what is no address gives none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.wire import macs

octets = st.binary(min_size=6, max_size=6)


def written(data: bytes, separator: str, group: int) -> str:
    digits = data.hex()
    return separator.join(digits[at : at + group] for at in range(0, 12, group))


NOTATIONS = [
    ("", 12),
    *((separator, 2) for separator in ":-. _"),
    *((separator, 4) for separator in ".:-"),
    *((separator, 6) for separator in "-:."),
]


@given(octets, st.sampled_from(NOTATIONS), st.booleans(), st.sampled_from(["", " ", "\t", "\r\n"]))
def test_every_notation_is_the_same_address(data: bytes, notation: tuple[str, int], upper: bool, around: str) -> None:
    text = written(data, *notation)
    assert data.hex(":") == macs.normalise(around + (text.upper() if upper else text) + around)


@given(octets)
def test_leading_zeros_may_be_left_out_between_colons(data: bytes) -> None:
    assert data.hex(":") == macs.normalise(":".join(f"{octet:x}" for octet in data))


@given(octets)
def test_a_dhcp_client_id_is_the_address_behind_its_type(data: bytes) -> None:
    digits = "01" + data.hex()
    text = ".".join(digits[at : at + 4] for at in range(0, 14, 4))
    assert data.hex(":") == macs.normalise(text)


@given(octets)
def test_a_normalised_address_stays_as_it_is(data: bytes) -> None:
    assert data.hex(":") == macs.normalise(data.hex(":"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "00:11:22:33:44",
        "00:11:22:33:44:55:66",
        "00:11:22:33:44:5g",
        "00:11-22:33-44:55",
        "0011.2233:4455",
        "001:122:334:455",
        "00112233445",
        "0011223344556",
        "0:1:2:3:4:555",
        "0-1-2-3-4-5",
        "192.0.2.7",
        "::1",
        "N/A",
        "00:11:22:33:44:\uff15\uff15",
        "02aa.aabb.bbcc.cc",
        "00 11 22\n33 44 55",
    ],
)
def test_what_is_no_address_is_none(text: str) -> None:
    assert macs.normalise(text) is None


@given(st.text(max_size=40))
def test_any_text_gives_an_address_in_one_form_or_none(text: str) -> None:
    found = macs.normalise(text)
    assert found is None or bytes.fromhex(found.replace(":", "")).hex(":") == found


@pytest.mark.parametrize(
    ("mac", "individual", "local"),
    [
        ("00:00:00:00:00:00", False, False),
        ("ff:ff:ff:ff:ff:ff", False, True),
        ("01:00:5e:00:00:fb", False, False),
        ("33:33:00:00:00:01", False, True),
        ("44:19:b6:01:02:03", True, False),
        ("46:19:b6:01:02:03", True, True),
    ],
)
def test_broadcast_multicast_and_nothing_name_no_interface(mac: str, individual: bool, local: bool) -> None:
    assert individual == macs.is_individual(mac)
    assert local == macs.is_local(mac)
