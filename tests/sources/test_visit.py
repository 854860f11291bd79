"""One visit as a dialogue: ports, then questions; what was seen is noted with who saw it, and what came to nothing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.probes.playing import DONE, HOSTILE, play, whole
from tests.sources.running import datagram, exchange

from camcensus.sources import visit
from camcensus.sources.governor import Account
from camcensus.sources.steps import (
    Accepted,
    Call,
    End,
    Login,
    Neighbours,
    Open,
    Refused,
    Reply,
    Saw,
    Script,
    Step,
    Target,
)
from camcensus.sources.visit import MOST_SEEN, MOST_VALUE, PORTS_SOURCE, Probe, Visit

NOW = datetime(2026, 11, 20, tzinfo=UTC)
SILENT, REFUSED, UNJUDGED = Reply(end=End.SILENT), Reply(end=End.REFUSED), Reply(end=End.UNJUDGED)
SPENT = Reply(end=End.NOT_ALLOWED, data=b"its budget is used up")


def made(login: Login | None = None, connections: int = 0) -> Visit:
    account = Account(address="192.0.2.7", number=1, realm="main", connections=connections)
    return Visit(target=Target(address="192.0.2.7", login=login), account=account, now=lambda: NOW, most_again=20)


def asking(name: str, *asks: str, ports: tuple[int, ...] = (), steps: tuple[Step, ...] = (), order: int = 1) -> Probe:
    def ask(target: Target, port: int) -> Script:
        for step in steps:  # noqa: UP028  # a tuple cannot be sent replies
            yield step
        yield Saw(field="net.banner", value=f"{name} {port}")

    return Probe(id=name, version=3, order=order, asks=frozenset(asks), ports=frozenset(ports), ask=ask)


def seen(one: Visit) -> list[tuple[str, str]]:
    return [(sighting.source, sighting.saw.value) for sighting in one.seen]


def test_ports_are_looked_at_and_asked_one_by_one_then_the_device_is() -> None:
    one = made()
    probes = [
        asking("page", "port", ports=(80, 8080), steps=(exchange(80),)),
        asking("rtsp", "port", ports=(554,), steps=(exchange(554),)),
        asking("whole", "device", steps=(datagram(),)),
        asking("link", "link"),
    ]
    steps = play(visit.device(one, probes, (80, 443, 554)), DONE, whole(b"x"), REFUSED, DONE, whole(b"x"), whole(b"x"))
    assert steps == [Open(port=80), exchange(80), Open(port=443), Open(port=554), exchange(554), datagram()]
    assert seen(one) == [
        (PORTS_SOURCE, "80/tcp"), ("probe:page@3", "page 80"), (PORTS_SOURCE, "554/tcp"), ("probe:rtsp@3", "rtsp 554"),
        ("probe:whole@3", "whole 0"),
    ]  # fmt: skip
    assert (one.target.open, one.closed, one.silent) == ([80, 554], 1, [])
    assert all(sighting.at == NOW for sighting in one.seen)


def test_a_device_that_answers_on_no_port_is_asked_nothing_more() -> None:
    one = made()
    assert play(visit.device(one, [asking("x", "device")], (80, 443), 3), SILENT, SILENT) == [
        Open(port=80),
        Open(port=443),
    ]
    assert not one.alive
    assert one.silent == [80, 443]
    assert not one.unjudged


def test_a_closed_port_is_an_answer() -> None:
    one = made()
    play(visit.device(one, [asking("x", "device")], (80,)), REFUSED)
    assert one.alive
    assert seen(one) == [("probe:x@3", "x 0")]


def test_who_was_heard_on_a_link_is_asked_though_it_answers_on_no_port() -> None:
    one = made()
    one.saw("probe:call@1", Saw(field="ssdp.server", value="heard"))
    play(visit.device(one, [asking("x", "device")], (80,)), SILENT)
    assert seen(one)[-1] == ("probe:x@3", "x 0")


def test_a_port_of_which_nothing_can_be_said_is_not_silent_without_more_ado() -> None:
    one = made()
    play(visit.device(one, [], (80, 443)), UNJUDGED, SILENT)
    assert one.unjudged
    assert one.silent == [80, 443]


def test_what_may_not_be_asked_ends_the_visit_with_the_reason() -> None:
    one = made()
    steps = play(visit.device(one, [asking("x", "device")], (80, 443, 554), 3), DONE, SPENT)
    assert steps == [Open(port=80), Open(port=443)]
    assert one.refused == "its budget is used up"
    assert one.silent == [443, 554]
    assert one.alive


def test_silent_ports_stay_silent_when_nothing_more_may_be_asked_of_them() -> None:
    one = made()
    steps = play(visit.device(one, [], (80, 443), 3), SILENT, DONE, SPENT)
    assert steps == [Open(port=80), Open(port=443), Open(port=80)]
    assert (one.silent, one.refused) == ([80], "its budget is used up")


def test_silent_ports_of_a_device_that_is_there_are_tried_again() -> None:
    one = made()
    probes = [asking("page", "port", ports=(443,))]
    steps = play(visit.device(one, probes, (80, 443, 554), 3), DONE, SILENT, SILENT, DONE, SILENT, SILENT)
    assert [step.port for step in steps if isinstance(step, Open)] == [80, 443, 554, 443, 554, 554]
    assert (one.target.open, one.silent) == ([80, 443], [554])
    assert one.late == 1
    assert ("probe:page@3", "page 443") in seen(one)


def test_attempts_are_kept_for_questions_when_ports_are_tried_again() -> None:
    one = made(connections=20)
    steps = play(visit.device(one, [], (80, 443, 554), 3), DONE, SILENT, SILENT)
    assert len(steps) == 3
    assert one.silent == [443, 554]


@pytest.mark.parametrize("login", [None, Login(user="a", password="")])
def test_what_needs_a_login_is_asked_only_where_the_owner_gave_one(login: Login | None) -> None:
    one = made(login)
    play(visit.device(one, [asking("login", "login")], (80,)), DONE)
    assert ("probe:login@3" in dict(seen(one))) == (login is not None)


def test_what_came_to_nothing_is_noted_with_its_reason() -> None:
    one = made()
    steps = (exchange(80), exchange(81), datagram(5), exchange(82), Accepted(), Refused(why="no"), Neighbours())
    no_tls = Reply(end=End.NO_TLS, data=b"unsupported protocol")
    end = Reply(end=End.CLOSED, data=b"x")
    probe = asking("x", "device", steps=steps)
    play(visit.device(one, [probe], (80,)), DONE, no_tls, Reply(end=End.TIMEOUT), SILENT, end, UNJUDGED)
    assert dict(one.attempts) == {
        ("probe:x@3", "80/tcp", "no-tls: unsupported protocol"): 1,
        ("probe:x@3", "81/tcp", "timeout"): 1,
        ("probe:x@3", "5/udp", "silent"): 1,
        ("probe:x@3", "neighbours", "unjudged"): 1,
    }


def test_an_answer_to_a_link_is_about_who_gave_it() -> None:
    call = Call(group="255.255.255.255", port=5, data=b"x")

    def script() -> Script:
        reply = yield call
        for address, data in reply.packets:
            yield Saw(field="ssdp.server", value=data.decode(), about=f"ip:{address}")

    one = Visit(target=Target(address=""), account=None, now=lambda: NOW)
    probe = Probe(id="c", version=1, order=1, asks=frozenset(["link"]), ports=frozenset(), ask=_nothing, call=script)
    reply = Reply(end=End.WHOLE, packets=(("192.0.2.7", b"a"), ("192.0.2.8", b"b")))
    assert play(visit.link(one, probe), reply) == [call]
    assert [(sighting.saw.about, sighting.saw.value) for sighting in one.seen] == [
        ("ip:192.0.2.7", "a"), ("ip:192.0.2.8", "b"),
    ]  # fmt: skip


def test_a_probe_without_a_call_asks_no_link() -> None:
    one = Visit(target=Target(address=""), account=None, now=lambda: NOW)
    assert play(visit.link(one, asking("x", "device"))) == []


def _nothing(target: Target, port: int) -> Script:
    yield from ()


def talking(*values: str) -> Probe:
    def ask(target: Target, port: int) -> Script:
        for value in values:
            yield Saw(field="net.banner", value=value)

    return Probe(id="t", version=1, order=1, asks=frozenset(["device"]), ports=frozenset(), ask=ask)


def test_a_device_that_tells_without_end_is_not_listened_to_without_end() -> None:
    one = made()
    play(visit.device(one, [talking(*["x"] * (MOST_SEEN + 10))], (80,)), DONE)
    assert len(one.seen) == len(one.target.seen) == MOST_SEEN
    assert one.left_out == 11  # one place was taken by the open port


def test_a_value_that_is_too_long_is_left_out() -> None:
    one = made()
    play(visit.device(one, [talking("x" * MOST_VALUE, "x" * (MOST_VALUE + 1))], (80,)), DONE)
    assert one.left_out == 1


@given(
    st.lists(
        st.sampled_from([*(one for one in HOSTILE if one.end is not End.NOT_ALLOWED), SPENT]), min_size=1, max_size=30
    ),
    st.integers(1, 3),
)
def test_whatever_comes_back_the_visit_ends(replies: list[Reply], tries: int) -> None:
    one = made()
    probes = [
        asking("page", "port", ports=(80,), steps=(exchange(80), exchange(80))),
        asking("whole", "device", steps=(datagram(), exchange(443, tls=True))),
    ]
    script, given_, steps = visit.device(one, probes, (80, 443, 554), tries), list(replies), 0
    reply: Reply | None = None
    while True:
        try:
            next(script) if reply is None else script.send(reply)
        except StopIteration:
            break
        steps += 1
        reply = given_[steps % len(given_)]
    assert steps <= 3 * 3 + 2 + 2
    ports = {*one.target.open, *one.silent}
    assert len(ports) + one.closed == 3


# --- probes that are broken ---


def faulty(ask: object) -> Probe:
    return Probe(id="f", version=1, order=1, asks=frozenset(["device"]), ports=frozenset(), ask=ask)  # type: ignore[arg-type]


def raises(target: Target, port: int) -> Script:
    raise ValueError


def raises_later(target: Target, port: int) -> Script:
    yield exchange()
    raise ValueError


def takes_too_little(target: Target) -> Script:
    yield exchange()


@pytest.mark.parametrize(
    ("ask", "name", "steps"),
    [
        (raises, "ValueError", 1),
        (raises_later, "ValueError", 2),
        (takes_too_little, "TypeError", 1),
    ],
)
def test_the_fault_of_a_probe_is_noted_and_the_next_is_asked(ask: object, name: str, steps: int) -> None:
    one = made()
    replies = [DONE, whole(b"x")][:steps]
    assert len(play(visit.device(one, [faulty(ask), asking("x", "device")], (80,)), *replies)) == steps
    assert one.attempts["probe:f@1", "its own code", f"failed: {name}"] == 1
    assert seen(one)[-1] == ("probe:x@3", "x 0")


def test_a_probe_that_does_not_end_is_ended() -> None:
    def ask(target: Target, port: int) -> Script:
        while True:
            yield Saw(field="net.banner", value="x")

    one = made()
    play(visit.device(one, [faulty(ask), asking("x", "device")], (80,)), DONE)
    assert one.attempts["probe:f@1", "its own code", "failed: it does not end"] == 1


def test_a_visit_that_is_cut_off_stops_its_probe() -> None:
    closed = []

    def ask(target: Target, port: int) -> Script:
        try:
            yield exchange()
        finally:
            closed.append(True)

    one = made()
    script = visit.device(one, [faulty(ask)], (80,))
    next(script)
    script.send(DONE)
    script.close()
    assert closed == [True]
    assert not one.attempts
