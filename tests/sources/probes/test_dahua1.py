"""Dahua's first search."""

from __future__ import annotations

from tests.sources.probes.playing import play, survives
from tests.wire.discovery.test_dahua1 import PACKET

from camcensus.sources.probes import dahua1
from camcensus.sources.steps import Call, Datagram, End, Reply, Target, saw

MESSAGE = bytes.fromhex("a3010001") + bytes(12) + b"\x02" + bytes(15)


def test_a_candidate_is_asked_and_its_reply_is_kept() -> None:
    reply = Reply(end=End.WHOLE, packets=(("192.0.2.7", PACKET),))
    assert play(dahua1.ask(Target(address="192.0.2.7", open=[80, 554])), reply) == [
        Datagram(port=5050, data=MESSAGE),
        saw("dahua1.reply", PACKET),
    ]


def test_what_is_no_candidate_or_has_answered_is_not_asked() -> None:
    answered = [saw("dahua1.reply", PACKET)]
    assert play(dahua1.ask(Target(address="192.0.2.7", open=[80]))) == []
    assert play(dahua1.ask(Target(address="192.0.2.7", open=[554], seen=answered))) == []


def test_the_link_is_asked_and_each_reply_is_of_its_sender() -> None:
    reply = Reply(end=End.WHOLE, packets=(("192.0.2.7", PACKET), ("192.0.2.8", PACKET), ("192.0.2.9", b"no reply")))
    assert play(dahua1.call(), reply) == [
        Call(group="255.255.255.255", port=5050, data=MESSAGE),
        saw("dahua1.reply", PACKET, about="ip:192.0.2.7"),
        saw("dahua1.reply", PACKET, about="ip:192.0.2.8"),
    ]


def test_nothing_can_make_it_fail() -> None:
    survives(lambda: dahua1.ask(Target(address="192.0.2.7", open=[554])))
    survives(dahua1.call)
