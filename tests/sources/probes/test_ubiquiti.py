"""Ubiquiti's search in two versions: the second only where the first is not answered."""

from __future__ import annotations

from tests.sources.probes.playing import play, survives
from tests.wire.discovery.test_ubiquiti import PACKET

from camcensus.sources.probes import ubiquiti
from camcensus.sources.steps import Call, Datagram, End, Reply, Target, saw

FIRST, SECOND = bytes.fromhex("01000000"), bytes.fromhex("02080000")
SILENT = Reply(end=End.SILENT)


def test_a_candidate_is_asked_until_it_answers() -> None:
    reply = Reply(end=End.WHOLE, packets=(("192.0.2.9", PACKET),))
    target = Target(address="192.0.2.9", open=[554])
    first = Datagram(port=10001, data=FIRST, reply_port=10001)
    second = Datagram(port=10001, data=SECOND, reply_port=10001)
    assert play(ubiquiti.ask(target), reply) == [first, saw("vendor.discovery", PACKET)]
    assert play(ubiquiti.ask(target), SILENT, reply) == [first, second, saw("vendor.discovery", PACKET)]
    assert play(ubiquiti.ask(target), SILENT, SILENT) == [first, second]


def test_what_is_no_candidate_or_has_answered_is_not_asked() -> None:
    assert play(ubiquiti.ask(Target(address="192.0.2.9", open=[80]))) == []
    seen = [saw("vendor.discovery", PACKET)]
    assert play(ubiquiti.ask(Target(address="192.0.2.9", open=[554], seen=seen))) == []


def test_the_link_is_asked_and_each_reply_is_of_its_sender_once() -> None:
    reply = Reply(end=End.WHOLE, packets=(("192.0.2.9", PACKET), ("192.0.2.10", b"\x01\0\0\0")))
    broadcast, group = "255.255.255.255", "233.89.188.1"
    assert play(ubiquiti.call(), reply, reply, reply, reply) == [
        Call(group=broadcast, port=10001, data=FIRST, reply_port=10001),
        saw("vendor.discovery", PACKET, about="ip:192.0.2.9"),
        Call(group=group, port=10001, data=FIRST, reply_port=10001),
        Call(group=broadcast, port=10001, data=SECOND, reply_port=10001),
        Call(group=group, port=10001, data=SECOND, reply_port=10001),
    ]


def test_nothing_can_make_it_fail() -> None:
    survives(lambda: ubiquiti.ask(Target(address="192.0.2.9", open=[554])))
    survives(ubiquiti.call)
