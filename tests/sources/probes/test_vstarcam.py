"""VStarcam's search; user and password of the reply are not kept."""

from __future__ import annotations

from tests.sources.probes.playing import play, survives
from tests.wire.discovery.test_vstarcam import PACKET

from camcensus.sources.probes import vstarcam
from camcensus.sources.steps import Call, Datagram, End, Reply, Target, saw

MESSAGE = b"DH\x01\x01"


def test_a_candidate_is_asked_and_its_reply_is_kept() -> None:
    reply = Reply(end=End.WHOLE, packets=(("192.0.2.7", PACKET),))
    assert play(vstarcam.ask(Target(address="192.0.2.7", open=[80, 554])), reply) == [
        Datagram(port=8600, data=MESSAGE),
        saw("vendor.discovery", PACKET[:236]),
    ]


def test_what_is_no_candidate_or_has_answered_is_not_asked() -> None:
    answered = [saw("vendor.discovery", PACKET[:236])]
    assert play(vstarcam.ask(Target(address="192.0.2.7", open=[80]))) == []
    assert play(vstarcam.ask(Target(address="192.0.2.7", open=[554], seen=answered))) == []


def test_the_link_is_asked_and_each_reply_is_of_its_sender() -> None:
    reply = Reply(end=End.WHOLE, packets=(("192.0.2.7", PACKET), ("192.0.2.8", PACKET), ("192.0.2.9", b"no reply")))
    assert play(vstarcam.call(), reply) == [
        Call(group="255.255.255.255", port=8600, data=MESSAGE),
        saw("vendor.discovery", PACKET[:236], about="ip:192.0.2.7"),
        saw("vendor.discovery", PACKET[:236], about="ip:192.0.2.8"),
    ]


def test_nothing_can_make_it_fail() -> None:
    survives(lambda: vstarcam.ask(Target(address="192.0.2.7", open=[554])))
    survives(vstarcam.call)
