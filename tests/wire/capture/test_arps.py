"""ARP messages of many packets at once: who says which address is theirs."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import packets as make
from tests.wire.capture.plainly import in_block

from camcensus.wire.capture import arps, link

HERE, THERE = "44:19:b6:00:00:07", "02:00:5e:00:53:07"
HERE_NUMBER, ADDRESS = 0x4419B6000007, 0x0A000005
ASKS = make.arp(HERE, "10.0.0.5", "10.0.0.9")

Said = list[tuple[int, int, int]]
"""Packet, Ethernet address, IPv4 address."""


def parsed(message: bytes) -> tuple[int, int] | None:
    """(Ethernet, IPv4 address) of the sender, as a plain parser says."""
    if len(message) < 28 or message[:6] != b"\0\1\x08\0\6\4" or message[6:8] not in (b"\0\1", b"\0\2"):
        return None
    mac, address = int.from_bytes(message[8:14], "big"), int.from_bytes(message[14:18], "big")
    return None if not mac or not address or message[8] & 1 else (mac, address)


def read(messages: list[bytes], kind: int = make.ARP) -> Said:
    packets = in_block([make.ether(HERE, THERE, kind, one) for one in messages], [1] * len(messages))
    found = arps.read(packets, link.read(packets))
    return list(zip(found.packet.tolist(), found.mac.tolist(), found.address.tolist(), strict=True))


changed = st.builds(
    lambda place, value, size: (ASKS[:place] + bytes([value]) + ASKS[place + 1 :])[:size],
    st.integers(0, 27),
    st.integers(0, 255),
    st.just(28) | st.integers(0, 60),
)


@given(st.lists(changed | st.binary(max_size=40), max_size=8))
def test_any_messages_are_read_as_by_a_plain_parser(messages: list[bytes]) -> None:
    expected = [(number, *found) for number, one in enumerate(messages) if (found := parsed(one)) is not None]
    assert read(messages) == expected


def test_who_asks_and_who_answers_says_who_they_are() -> None:
    answer = make.arp("02:00:5e:00:53:09", "10.0.0.9", "10.0.0.5", code=2, whose=HERE)
    assert read([ASKS, answer, ASKS + bytes(18)]) == [
        (0, HERE_NUMBER, ADDRESS),
        (1, 0x02005E005309, 0x0A000009),
        (2, HERE_NUMBER, ADDRESS),
    ]


@pytest.mark.parametrize(
    "message",
    [
        make.arp(HERE, "0.0.0.0", "10.0.0.5"),  # noqa: S104  # asks whether somebody has the address
        make.arp("00:00:00:00:00:00", "10.0.0.5", "10.0.0.9"),
        make.arp("01:00:5e:00:00:01", "10.0.0.5", "10.0.0.9"),
        make.arp(HERE, "10.0.0.5", "10.0.0.9", code=3),
        ASKS[:27],
        struct.pack(">H", 6) + ASKS[2:],
        b"",
    ],
)
def test_who_says_nothing_of_themselves(message: bytes) -> None:
    assert read([message]) == []


def test_other_protocols_are_not_looked_at() -> None:
    assert read([ASKS], kind=0x8035) == []
