"""ARP: questions, answers, probes, and bytes that are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.wire import arp

MAC = bytes.fromhex("4419b6000107")
OTHER = bytes.fromhex("00aabbccddee")


def packet(operation: int, sender: bytes, sender_ip: str, target: bytes, target_ip: str) -> bytes:
    ips = [bytes(map(int, ip.split("."))) for ip in (sender_ip, target_ip)]
    return bytes.fromhex("0001 0800 06 04") + operation.to_bytes(2, "big") + sender + ips[0] + target + ips[1]


REPLY = packet(2, MAC, "192.0.2.7", OTHER, "192.0.2.1")


def test_an_answer_says_which_addresses_belong_together() -> None:
    assert arp.parse(REPLY + bytes(18)) == arp.Packet(
        operation="reply",
        sender_mac="44:19:b6:00:01:07",
        sender_ip="192.0.2.7",
        target_mac="00:aa:bb:cc:dd:ee",
        target_ip="192.0.2.1",
    )


def test_a_probe_has_neither_the_senders_ip_nor_the_targets_mac_address() -> None:
    found = arp.parse(packet(1, MAC, "0.0.0.0", bytes(6), "192.0.2.7"))  # noqa: S104  # an address not yet had
    assert (found.operation, found.sender_ip, found.target_mac, found.target_ip) == ("request", "", "", "192.0.2.7")
    assert arp.parse(packet(1, MAC, "192.0.2.7", b"\xff" * 6, "192.0.2.7")).target_mac == ""


@pytest.mark.parametrize(("number", "name"), arp.OPERATIONS.items())
def test_operations_have_their_names(number: int, name: str) -> None:
    assert arp.parse(packet(number, MAC, "192.0.2.7", OTHER, "192.0.2.1")).operation == name


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"\0\1\x86\xdd\6\4" + bytes(22), "not ARP"),
        (b"\0\6\x08\0\6\4" + bytes(22), "not ARP"),
        (packet(7, MAC, "192.0.2.7", OTHER, "192.0.2.1"), "operation is none"),
        (b"", "cut off"),
    ],
)
def test_anything_else_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        arp.parse(data)


def test_every_cut_is_refused() -> None:
    for size in range(len(REPLY)):
        with pytest.raises(ValueError, match="cut off"):
            arp.parse(REPLY[:size])


@given(st.one_of(st.binary(max_size=60), st.binary(max_size=30).map(lambda tail: REPLY[:8] + tail)))
def test_any_bytes_parse_or_are_refused(data: bytes) -> None:
    try:
        found = arp.parse(data)
    except ValueError:
        return
    assert found.operation in arp.OPERATIONS.values()
