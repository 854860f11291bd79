"""Foscam's search, of the link alone."""

from __future__ import annotations

from tests.sources.probes.playing import play, survives
from tests.wire.discovery.test_foscam import PACKET

from camcensus.sources.probes import foscam
from camcensus.sources.steps import Call, End, Reply, Target, saw

MESSAGE = bytes.fromhex("4d4f5f49 0000 00 0000000000000000 04000000 00000000 00000001")


def test_one_device_is_not_asked() -> None:
    assert play(foscam.ask(Target(address="192.0.2.7", open=[554]))) == []


def test_the_link_is_asked_and_each_reply_is_of_its_sender() -> None:
    reply = Reply(end=End.WHOLE, packets=(("192.0.2.7", PACKET), ("192.0.2.8", PACKET), ("192.0.2.9", b"no reply")))
    assert play(foscam.call(), reply) == [
        Call(group="255.255.255.255", port=10000, data=MESSAGE, reply_port=10000),
        saw("vendor.discovery", PACKET, about="ip:192.0.2.7"),
        saw("vendor.discovery", PACKET, about="ip:192.0.2.8"),
    ]


def test_nothing_can_make_it_fail() -> None:
    survives(foscam.call)
