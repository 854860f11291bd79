"""WS-Discovery: the link in two families, one device until it answers, each match once."""

from __future__ import annotations

from uuid import UUID

import pytest
from tests.sources.probes.playing import asked, play, saws, survives
from tests.wire.test_wsd import ANSWER, MATCH

from camcensus.sources.probes import _search, ws_discovery
from camcensus.sources.steps import Call, Datagram, End, Reply, Saw, Target
from camcensus.wire import wsd

FIRST = wsd.probe(wsd.Kind.TRANSMITTER, UUID(int=7))
SECOND = wsd.probe(wsd.Kind.DEVICE, UUID(int=7))
SILENT = Reply(end=End.SILENT)
SAID = [
    ("onvif.types", "dn:NetworkVideoTransmitter tds:Device"),
    ("onvif.scopes", " ".join(MATCH.scopes)),
    ("onvif.endpoint", MATCH.endpoint),
    ("onvif.response", ANSWER.decode()),
]


@pytest.fixture(autouse=True)
def _numbered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_search, "fresh", lambda: UUID(int=7))


def heard(*packets: tuple[str, bytes]) -> Reply:
    return Reply(end=End.WHOLE, packets=packets)


def test_one_device_is_asked_until_it_answers() -> None:
    target = Target(address="192.0.2.64", open=[80])
    steps = play(ws_discovery.ask(target), heard(("192.0.2.64", ANSWER)))
    assert steps[0] == Datagram(port=3702, data=FIRST)
    assert asked(steps) == steps[:1]
    assert saws(steps) == SAID
    steps = play(ws_discovery.ask(target), SILENT, heard(("192.0.2.64", ANSWER)))
    assert asked(steps) == [Datagram(port=3702, data=FIRST), Datagram(port=3702, data=SECOND)]
    assert saws(steps) == SAID


def test_a_device_without_an_open_port_or_that_was_heard_is_not_asked() -> None:
    assert play(ws_discovery.ask(Target(address="192.0.2.64"))) == []
    seen = [Saw(field="onvif.types", value="tds:Device")]
    assert play(ws_discovery.ask(Target(address="192.0.2.64", open=[80], seen=seen))) == []


def test_the_link_is_asked_in_both_families_and_each_match_is_seen_once() -> None:
    again = ANSWER.replace(b"</SOAP-ENV:Body>", b"<!-- again --></SOAP-ENV:Body>")
    answers = [
        heard(("192.0.2.64", ANSWER), ("192.0.2.65", ANSWER), ("192.0.2.66", FIRST)),
        heard(("192.0.2.64", again)),
        heard(("fe80::64%eth0", ANSWER)),
        SILENT,
    ]
    steps = play(ws_discovery.call(), *answers)
    assert asked(steps) == [
        Call(group="239.255.255.250", port=3702, data=FIRST),
        Call(group="239.255.255.250", port=3702, data=SECOND),
        Call(group="ff02::c", port=3702, data=FIRST),
        Call(group="ff02::c", port=3702, data=SECOND),
    ]
    assert saws(steps) == SAID * 3
    abouts = [step.about for step in steps if isinstance(step, Saw)]
    assert abouts == ["ip:192.0.2.64"] * 4 + ["ip:192.0.2.65"] * 4 + ["ip:fe80::64"] * 4


def test_a_match_that_changes_is_seen_with_its_answer() -> None:
    moved = ANSWER.replace(b"192.0.2.64", b"192.0.2.99")
    steps = play(ws_discovery.call(), heard(("192.0.2.64", ANSWER), ("192.0.2.64", moved)), SILENT, SILENT, SILENT)
    assert [value for field, value in saws(steps) if field == "onvif.response"] == [ANSWER.decode(), moved.decode()]


def test_nothing_can_make_it_fail() -> None:
    survives(lambda: ws_discovery.ask(Target(address="192.0.2.64", open=[80])))
    survives(ws_discovery.call)
