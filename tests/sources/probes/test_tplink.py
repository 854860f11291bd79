"""TP-Link's search: of new devices, and where they are silent, of old ones."""

from __future__ import annotations

import pytest
from tests.sources.probes.playing import play, survives
from tests.wire.discovery.test_tplink import PACKET, SYSTEM

from camcensus.sources.probes import _search, tplink
from camcensus.sources.steps import Call, Datagram, End, Reply, Target, saw
from camcensus.wire.discovery import tplink as form

SILENT = Reply(end=End.SILENT)
KASA = Datagram(port=9999, data=form.search_kasa())


def test_a_candidate_is_asked_until_it_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_search, "number", lambda _: 7)
    target = Target(address="192.0.2.123", open=[2020])
    first = Datagram(port=20002, data=form.search(7))
    new = Reply(end=End.WHOLE, packets=(("192.0.2.123", PACKET),))
    old = Reply(end=End.WHOLE, packets=(("192.0.2.123", SYSTEM),))
    assert play(tplink.ask(target), new) == [first, saw("vendor.discovery", form.public(PACKET))]
    assert play(tplink.ask(target), SILENT, old) == [first, KASA, saw("vendor.discovery", form.public(SYSTEM))]
    assert play(tplink.ask(target), Reply(end=End.REFUSED), SILENT) == [first, KASA]


def test_what_is_no_candidate_or_has_answered_is_not_asked() -> None:
    assert play(tplink.ask(Target(address="192.0.2.123", open=[80]))) == []
    seen = [saw("vendor.discovery", form.public(SYSTEM))]
    assert play(tplink.ask(Target(address="192.0.2.123", open=[554], seen=seen))) == []


def test_the_link_is_asked_and_each_reply_is_of_its_sender(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_search, "number", lambda _: 7)
    new = Reply(end=End.WHOLE, packets=(("192.0.2.123", PACKET),))
    old = Reply(end=End.WHOLE, packets=(("192.0.2.124", SYSTEM),))
    assert play(tplink.call(), new, old) == [
        Call(group="255.255.255.255", port=20002, data=form.search(7)),
        saw("vendor.discovery", form.public(PACKET), about="ip:192.0.2.123"),
        Call(group="255.255.255.255", port=9999, data=form.search_kasa()),
        saw("vendor.discovery", form.public(SYSTEM), about="ip:192.0.2.124"),
    ]


def test_nothing_can_make_it_fail() -> None:
    survives(lambda: tplink.ask(Target(address="192.0.2.123", open=[554])))
    survives(tplink.call)
