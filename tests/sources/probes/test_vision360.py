"""360 Vision's search."""

from __future__ import annotations

from tests.sources.probes.playing import play, survives
from tests.wire.discovery.test_vision360 import PACKET

from camcensus.sources.probes import vision360
from camcensus.sources.steps import Call, Datagram, End, Reply, Target, saw

MESSAGE = b"DISCOVER\n"


def test_a_candidate_is_asked_and_its_reply_is_kept() -> None:
    reply = Reply(end=End.WHOLE, packets=(("192.0.2.7", PACKET),))
    assert play(vision360.ask(Target(address="192.0.2.7", open=[80, 554])), reply) == [
        Datagram(port=3600, data=MESSAGE),
        saw("vendor.discovery", PACKET),
    ]


def test_what_is_no_candidate_or_has_answered_is_not_asked() -> None:
    answered = [saw("vendor.discovery", PACKET)]
    assert play(vision360.ask(Target(address="192.0.2.7", open=[80]))) == []
    assert play(vision360.ask(Target(address="192.0.2.7", open=[554], seen=answered))) == []


def test_the_link_is_asked_and_each_reply_is_of_its_sender() -> None:
    reply = Reply(end=End.WHOLE, packets=(("192.0.2.7", PACKET), ("192.0.2.8", PACKET), ("192.0.2.9", b"no reply")))
    assert play(vision360.call(), reply) == [
        Call(group="255.255.255.255", port=3600, data=MESSAGE),
        saw("vendor.discovery", PACKET, about="ip:192.0.2.7"),
        saw("vendor.discovery", PACKET, about="ip:192.0.2.8"),
    ]


def test_nothing_can_make_it_fail() -> None:
    survives(lambda: vision360.ask(Target(address="192.0.2.7", open=[554])))
    survives(vision360.call)
