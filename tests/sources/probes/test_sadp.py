"""SADP: the inquiry, to the group or to one device."""

from __future__ import annotations

from uuid import UUID

import pytest
from tests.sources.probes.playing import play, survives
from tests.wire.test_sadp import ANSWER

from camcensus.sources.probes import _search, sadp
from camcensus.sources.steps import Call, Datagram, End, Reply, Target, saw

INQUIRY = (
    b'<?xml version="1.0" encoding="utf-8"?>'
    b"<Probe><Uuid>00000000-0000-0000-0000-000000000007</Uuid><Types>inquiry</Types></Probe>"
)
KEPT = saw("sadp.reply", ANSWER.strip())


@pytest.fixture(autouse=True)
def _numbered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_search, "fresh", lambda: UUID(int=7))


def test_a_candidate_is_asked_and_its_answer_is_kept() -> None:
    reply = Reply(end=End.WHOLE, packets=(("192.0.2.64", ANSWER + b"\0"),))
    assert play(sadp.ask(Target(address="192.0.2.64", open=[8000])), reply) == [
        Datagram(port=37020, data=INQUIRY, reply_port=37020),
        KEPT,
    ]


def test_what_is_no_candidate_or_has_answered_is_not_asked() -> None:
    assert play(sadp.ask(Target(address="192.0.2.64", open=[80]))) == []
    assert play(sadp.ask(Target(address="192.0.2.64", open=[8000], seen=[KEPT]))) == []


def test_the_link_is_asked_and_each_answer_is_of_its_sender() -> None:
    packets = (("192.0.2.64", ANSWER), ("192.0.2.65", INQUIRY), ("192.0.2.66", ANSWER))
    assert play(sadp.call(), Reply(end=End.WHOLE, packets=packets)) == [
        Call(group="239.255.255.250", port=37020, data=INQUIRY, reply_port=37020),
        saw("sadp.reply", ANSWER.strip(), about="ip:192.0.2.64"),
        saw("sadp.reply", ANSWER.strip(), about="ip:192.0.2.66"),
    ]


def test_nothing_can_make_it_fail() -> None:
    survives(lambda: sadp.ask(Target(address="192.0.2.64", open=[554])))
    survives(sadp.call)
