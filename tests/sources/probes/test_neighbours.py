"""The neighbour table: the address of the device that is visited, and of no other."""

from __future__ import annotations

import pytest
from tests.sources.probes.playing import play, survives

from camcensus.sources.probes import neighbours
from camcensus.sources.steps import End, Neighbours, Reply, Saw, Target

MAC, OTHER = bytes.fromhex("4419b6000001"), bytes.fromhex("4419b6000002")


@pytest.mark.parametrize("address", ["192.0.2.7", "2001:db8::7"])
def test_the_address_of_the_device_is_seen(address: str) -> None:
    reply = Reply(end=End.WHOLE, packets=(("192.0.2.8", OTHER), (address, MAC), (address, MAC)))
    assert play(neighbours.ask(Target(address=address, open=[80])), reply) == [
        Neighbours(),
        Saw(field="mac", value="44:19:b6:00:00:01"),
    ]


@pytest.mark.parametrize("mac", [bytes(6), b"\xff" * 6, bytes.fromhex("01005e000001"), b"", MAC + b"\0"])
def test_what_is_no_address_of_one_interface_is_left_out(mac: bytes) -> None:
    reply = Reply(end=End.WHOLE, packets=(("192.0.2.7", mac),))
    assert play(neighbours.ask(Target(address="192.0.2.7", open=[80])), reply) == [Neighbours()]


def test_a_device_without_an_open_port_is_not_looked_up() -> None:
    assert play(neighbours.ask(Target(address="192.0.2.7"))) == []


def test_nothing_can_make_it_fail() -> None:
    survives(lambda: neighbours.ask(Target(address="192.0.2.7", open=[80])))
