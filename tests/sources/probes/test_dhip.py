"""Dahua's search: to a group and by broadcast, or to one device."""

from __future__ import annotations

from tests.sources.probes.playing import play, survives
from tests.wire.discovery.test_dhip import PACKET

from camcensus.sources.probes import dhip
from camcensus.sources.steps import Call, Datagram, End, Reply, Target, saw

MESSAGE = (
    bytes.fromhex("20000000 44484950 0000000000000000 3a00000000000000 3a00000000000000")
    + b'{"method":"DHDiscover.search","params":{"mac":"","uni":1}}'
)


def test_a_candidate_is_asked_and_its_reply_is_kept() -> None:
    reply = Reply(end=End.WHOLE, packets=(("192.0.2.7", PACKET),))
    assert play(dhip.ask(Target(address="192.0.2.7", open=[80, 554])), reply) == [
        Datagram(port=37810, data=MESSAGE),
        saw("dhip.reply", PACKET),
    ]


def test_what_is_no_candidate_or_has_answered_is_not_asked() -> None:
    answered = [saw("dhip.reply", PACKET)]
    assert play(dhip.ask(Target(address="192.0.2.7", open=[80]))) == []
    assert play(dhip.ask(Target(address="192.0.2.7", open=[554], seen=answered))) == []


def test_the_link_is_asked_and_each_reply_is_of_its_sender() -> None:
    reply = Reply(end=End.WHOLE, packets=(("192.0.2.7", PACKET), ("192.0.2.8", PACKET), ("192.0.2.9", b"no reply")))
    assert play(dhip.call(), reply, Reply(end=End.WHOLE)) == [
        Call(group="239.255.255.251", port=37810, data=MESSAGE),
        saw("dhip.reply", PACKET, about="ip:192.0.2.7"),
        saw("dhip.reply", PACKET, about="ip:192.0.2.8"),
        Call(group="255.255.255.255", port=37810, data=MESSAGE),
    ]


def test_nothing_can_make_it_fail() -> None:
    survives(lambda: dhip.ask(Target(address="192.0.2.7", open=[554])))
    survives(dhip.call)
