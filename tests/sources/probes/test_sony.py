"""Sony's search, of the link alone."""

from __future__ import annotations

from tests.sources.probes.playing import play, survives
from tests.wire.discovery.test_sony import PACKET

from camcensus.sources.probes import sony
from camcensus.sources.steps import Call, End, Reply, Target, saw

MESSAGE = b"\x02ENQ:allinfo\xff\x03"


def test_one_device_is_not_asked() -> None:
    assert play(sony.ask(Target(address="192.0.2.7", open=[554]))) == []


def test_the_link_is_asked_and_each_reply_is_of_its_sender() -> None:
    reply = Reply(end=End.WHOLE, packets=(("192.0.2.7", PACKET), ("192.0.2.8", PACKET), ("192.0.2.9", b"no reply")))
    assert play(sony.call(), reply) == [
        Call(group="255.255.255.255", port=2380, data=MESSAGE),
        saw("vendor.discovery", PACKET, about="ip:192.0.2.7"),
        saw("vendor.discovery", PACKET, about="ip:192.0.2.8"),
    ]


def test_nothing_can_make_it_fail() -> None:
    survives(sony.call)
