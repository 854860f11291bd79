"""Neighbour discovery: the five messages, and bytes that are none."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.wire import ndp

MAC = bytes.fromhex("4419b6000107")
HERE = bytes.fromhex("20010db8000000000000000000000007")
THERE = bytes.fromhex("20010db8000000000000000000000009")


def link(kind: int) -> bytes:
    return bytes([kind, 1]) + MAC


def message(kind: int, fields: bytes, *options: bytes) -> bytes:
    return bytes([kind, 0, 0x12, 0x34]) + fields + b"".join(options)


def prefix(length: int = 64, flags: int = 0xC0) -> bytes:
    times = (2_592_000).to_bytes(4, "big") + (604_800).to_bytes(4, "big")
    return bytes([3, 4, length, flags]) + times + bytes(4) + HERE[:8] + bytes(8)


SOLICITATION = message(135, bytes(4) + HERE, link(1))
ADVERTISEMENT = message(136, b"\xe0\0\0\0" + HERE, link(2))
ROUTER = message(134, b"\x40\xc0\x07\x08" + bytes(8), link(1), b"\5\1\0\0\0\0\5\xdc", prefix())


def test_a_question_and_its_answer_are_read() -> None:
    assert ndp.parse(SOLICITATION) == ndp.Message(
        kind="neighbour-solicitation", target="2001:db8::7", source_mac="44:19:b6:00:01:07"
    )
    assert ndp.parse(ADVERTISEMENT) == ndp.Message(
        kind="neighbour-advertisement",
        target="2001:db8::7",
        target_mac="44:19:b6:00:01:07",
        router=True,
        solicited=True,
        override=True,
    )
    assert ndp.parse(message(136, bytes(4) + HERE)) == ndp.Message(kind="neighbour-advertisement", target="2001:db8::7")


def test_a_router_says_which_prefixes_are_in_use() -> None:
    assert ndp.parse(ROUTER) == ndp.Message(
        kind="router-advertisement",
        source_mac="44:19:b6:00:01:07",
        router=True,
        managed=True,
        other=True,
        lifetime=1_800,
        prefixes=(
            ndp.Prefix(prefix="2001:db8::/64", on_link=True, autonomous=True, valid=2_592_000, preferred=604_800),
        ),
    )
    found = ndp.parse(message(134, bytes(12), prefix(48, 0)))
    assert (found.lifetime, found.managed) == (0, False)
    assert [(one.on_link, one.autonomous) for one in found.prefixes] == [(False, False)]


def test_the_other_messages_are_read() -> None:
    assert ndp.parse(message(133, bytes(4), link(1))) == ndp.Message(
        kind="router-solicitation", source_mac="44:19:b6:00:01:07"
    )
    assert ndp.parse(message(137, bytes(4) + HERE + THERE, link(2), b"\4\1" + bytes(6))) == ndp.Message(
        kind="redirect", target="2001:db8::7", destination="2001:db8::9", target_mac="44:19:b6:00:01:07"
    )


def test_options_of_other_lengths_are_passed_over() -> None:
    found = ndp.parse(message(134, bytes(12), bytes([3, 3]) + bytes(22), bytes([1, 2]) + bytes(14)))
    assert (found.prefixes, found.source_mac) == ((), "")


def test_many_prefixes_are_bounded() -> None:
    assert len(ndp.parse(message(134, bytes(12), prefix() * 500)).prefixes) == ndp.MOST


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "not a message"),
        (b"\x88", "not a message"),
        (b"\x80\0" + bytes(30), "not a message"),
        (b"\x87\1" + bytes(30), "not a message"),
        (SOLICITATION + b"\1\0" + bytes(6), "option is empty"),
        (SOLICITATION + b"\1", "cut off"),
        (SOLICITATION + b"\1\2" + bytes(6), "cut off"),
        (bytes(70_000), "larger"),
    ],
)
def test_anything_else_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        ndp.parse(data)


@pytest.mark.parametrize("data", [SOLICITATION, ADVERTISEMENT, ROUTER])
def test_a_cut_is_refused_but_where_an_option_ends(data: bytes) -> None:
    ends = {24} if data is not ROUTER else {16, 24, 32}
    for size in set(range(len(data))) - ends:
        with pytest.raises(ValueError, match=r".{6}"):
            ndp.parse(data[:size])


@given(
    st.one_of(
        st.binary(max_size=120),
        st.tuples(st.sampled_from(sorted(ndp.KINDS)), st.binary(max_size=120)).map(
            lambda drawn: bytes([drawn[0], 0]) + drawn[1]
        ),
    )
)
def test_any_bytes_parse_or_are_refused(data: bytes) -> None:
    try:
        found = ndp.parse(data)
    except ValueError:
        return
    assert found.kind in ndp.KINDS.values()
    assert not found.target or ipaddress.IPv6Address(found.target)
