"""Xiongmai's search, from the port to which it goes."""

from __future__ import annotations

from tests.sources.probes.playing import play, survives
from tests.wire.discovery.test_xm import PACKET

from camcensus.sources.probes import xm
from camcensus.sources.steps import Call, Datagram, End, Reply, Target, saw

MESSAGE = bytes.fromhex("ff000000 00000000 00000000 0000fa05 00000000")


def test_a_candidate_is_asked_and_its_reply_is_kept() -> None:
    reply = Reply(end=End.WHOLE, packets=(("192.0.2.7", PACKET),))
    assert play(xm.ask(Target(address="192.0.2.7", open=[80, 554])), reply) == [
        Datagram(port=34569, data=MESSAGE, reply_port=34569),
        saw("xm.reply", PACKET),
    ]


def test_what_is_no_candidate_or_has_answered_is_not_asked() -> None:
    answered = [saw("xm.reply", PACKET)]
    assert play(xm.ask(Target(address="192.0.2.7", open=[80]))) == []
    assert play(xm.ask(Target(address="192.0.2.7", open=[554], seen=answered))) == []


def test_the_link_is_asked_and_each_reply_is_of_its_sender() -> None:
    reply = Reply(end=End.WHOLE, packets=(("192.0.2.7", PACKET), ("192.0.2.8", PACKET), ("192.0.2.9", b"no reply")))
    assert play(xm.call(), reply) == [
        Call(group="255.255.255.255", port=34569, data=MESSAGE, reply_port=34569),
        saw("xm.reply", PACKET, about="ip:192.0.2.7"),
        saw("xm.reply", PACKET, about="ip:192.0.2.8"),
    ]


def test_nothing_can_make_it_fail() -> None:
    survives(lambda: xm.ask(Target(address="192.0.2.7", open=[554])))
    survives(xm.call)
