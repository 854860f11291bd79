"""SNMP: only with what the owner gave, and nothing more after silence or refusal."""

from __future__ import annotations

import secrets

import pytest
from tests.sources.probes.playing import asked, play, saws, survives
from tests.wire.test_snmp import answered, value
from tests.wire.test_usm import AGENT, DISCOVERED

from camcensus.sources.probes import _search, snmp
from camcensus.sources.steps import Datagram, End, Reply, SnmpUser, Target
from camcensus.wire import snmp as form
from camcensus.wire import usm

GIVEN = SnmpUser(community="given-by-owner")
USER = SnmpUser(
    user="owner", auth="sha256", auth_key="first-passphrase", privacy="aes", privacy_key="second-passphrase"
)
SILENT = Reply(end=End.SILENT)
KEYS = usm.keys("sha256", "first-passphrase", "second-passphrase", AGENT.name)
SALT = bytes(range(8))


@pytest.fixture(autouse=True)
def _numbered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_search, "number", lambda _: 9)
    monkeypatch.setattr(secrets, "token_bytes", lambda _: SALT)


def target(given: SnmpUser | None) -> Target:
    return Target(address="192.0.2.7", open=[80], snmp=given)


def heard(data: bytes) -> Reply:
    return Reply(end=End.WHOLE, packets=(("192.0.2.7", data),))


def told(*values: tuple[str, bytes], tag: int = form.RESPONSE, at: usm.Engine = AGENT, keys: usm.Keys = KEYS) -> Reply:
    """What the agent answers to the owner's user."""
    inside = b"".join(value(oid, element) for oid, element in values)
    pdu = form.encoded(tag, form.integer(9), form.integer(0), form.integer(0), form.encoded(form.SEQUENCE, inside))
    return heard(usm._message(9, at, "owner", keys, pdu, SALT))


def second(*values: tuple[str, bytes]) -> Reply:
    said = (value(oid, element) for oid, element in values)
    return heard(answered(*said, number=9, community="given-by-owner"))


SYSTEM = ((form.SYS_DESCR, b"\x04\x06Camera"), (form.SYS_OBJECT_ID, b"\x06\x07\x2b\x06\x01\x04\x01\x82\x3c"))
CAMERA = ((form.CAMERA[0], b"\x04\x0cDS-2CD2032-I"), (form.CAMERA[1], b"\x81\x00"))
SEEN = [
    ("snmp.sys_descr", "Camera"),
    ("snmp.sys_object_id", "1.3.6.1.4.1.316"),
    ("snmp.value", "1.3.6.1.4.1.39165.1.1.0=DS-2CD2032-I"),
]


def test_nothing_is_asked_where_the_owner_gave_nothing() -> None:
    assert play(snmp.ask(target(None))) == []
    assert play(snmp.ask(target(SnmpUser()))) == []


def test_with_a_community_two_questions_are_asked() -> None:
    steps = play(snmp.ask(target(GIVEN)), second(*SYSTEM), second(*CAMERA))
    assert asked(steps) == [
        Datagram(port=161, data=form.get("given-by-owner", 9, form.SYSTEM)),
        Datagram(port=161, data=form.get("given-by-owner", 9, form.CAMERA)),
    ]
    assert saws(steps) == SEEN


def test_a_value_of_another_kind_than_it_should_be_is_kept_as_it_came() -> None:
    strange = second((form.SYS_OBJECT_ID, b"\x04\x02\xff\xfe"), (form.SYS_DESCR, b"\x02\x01\x07"))
    steps = play(snmp.ask(target(GIVEN)), strange, SILENT)
    assert saws(steps) == [("snmp.sys_object_id", "//4="), ("snmp.sys_descr", "7")]


@pytest.mark.parametrize(
    "reply",
    [SILENT, heard(answered(number=8)), heard(answered(community="other", number=9)), Reply(end=End.NOT_ALLOWED)],
)
def test_after_silence_or_a_strange_answer_nothing_more_is_asked(reply: Reply) -> None:
    assert len(play(snmp.ask(target(GIVEN)), reply)) == 1


def test_with_a_user_the_engine_is_found_and_then_asked() -> None:
    steps = play(snmp.ask(target(USER)), heard(DISCOVERED), told(*SYSTEM), told(*CAMERA))
    assert asked(steps) == [
        Datagram(port=161, data=usm.discovery(9)),
        Datagram(port=161, data=usm.get("owner", AGENT, KEYS, 9, form.SYSTEM, SALT)),
        Datagram(port=161, data=usm.get("owner", AGENT, KEYS, 9, form.CAMERA, SALT)),
    ]
    assert saws(steps) == SEEN


def test_a_wrong_clock_is_set_once() -> None:
    now = usm.Engine(name=AGENT.name, boots=4, time=400)
    signed = usm.keys("sha256", "first-passphrase", "", AGENT.name)
    late = told(("1.3.6.1.6.3.15.1.1.2.0", b"\x41\x01\x01"), tag=form.REPORT, at=now, keys=signed)
    steps = play(snmp.ask(target(USER)), heard(DISCOVERED), late, told(*SYSTEM, at=now), told(*CAMERA, at=now))
    assert asked(steps)[2] == Datagram(port=161, data=usm.get("owner", now, KEYS, 9, form.SYSTEM, SALT))
    assert saws(steps) == SEEN
    assert len(asked(play(snmp.ask(target(USER)), heard(DISCOVERED), late, late))) == 3


def test_a_user_that_is_not_accepted_is_not_tried_again() -> None:
    unknown = told(("1.3.6.1.6.3.15.1.1.3.0", b"\x41\x01\x01"), tag=form.REPORT, keys=usm.Keys())
    for refusal in (unknown, told(*SYSTEM, keys=usm.Keys()), SILENT):
        assert len(play(snmp.ask(target(USER)), heard(DISCOVERED), refusal)) == 2


def test_keys_that_cannot_be_used_are_not_sent() -> None:
    short = SnmpUser(user="owner", auth="sha", auth_key="short")
    assert len(play(snmp.ask(target(short)), heard(DISCOVERED))) == 1


def test_nothing_can_make_it_fail() -> None:
    survives(lambda: snmp.ask(target(GIVEN)))
    survives(lambda: snmp.ask(target(USER)))
