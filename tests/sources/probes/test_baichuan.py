"""Reolink's search, answered on another port."""

from __future__ import annotations

from tests.sources.probes.playing import play, survives
from tests.wire.discovery.test_baichuan import PACKET

from camcensus.sources.probes import baichuan
from camcensus.sources.steps import Call, Datagram, End, Reply, Target, saw

MESSAGE = bytes.fromhex("aaaa0000")


def test_a_candidate_is_asked_and_its_reply_is_kept() -> None:
    reply = Reply(end=End.WHOLE, packets=(("192.0.2.7", PACKET),))
    assert play(baichuan.ask(Target(address="192.0.2.7", open=[80, 554])), reply) == [
        Datagram(port=2000, data=MESSAGE, reply_port=3000),
        saw("baichuan.reply", PACKET),
    ]


def test_what_is_no_candidate_or_has_answered_is_not_asked() -> None:
    answered = [saw("baichuan.reply", PACKET)]
    assert play(baichuan.ask(Target(address="192.0.2.7", open=[80]))) == []
    assert play(baichuan.ask(Target(address="192.0.2.7", open=[554], seen=answered))) == []


def test_the_link_is_asked_and_each_reply_is_of_its_sender() -> None:
    reply = Reply(end=End.WHOLE, packets=(("192.0.2.7", PACKET), ("192.0.2.8", PACKET), ("192.0.2.9", b"no reply")))
    assert play(baichuan.call(), reply) == [
        Call(group="255.255.255.255", port=2000, data=MESSAGE, reply_port=3000),
        saw("baichuan.reply", PACKET, about="ip:192.0.2.7"),
        saw("baichuan.reply", PACKET, about="ip:192.0.2.8"),
    ]


def test_nothing_can_make_it_fail() -> None:
    survives(lambda: baichuan.ask(Target(address="192.0.2.7", open=[554])))
    survives(baichuan.call)
