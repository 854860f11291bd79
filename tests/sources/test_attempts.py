"""Attempts in a made-up world: each port is opened, nothing is sent, and what came of it is told."""

from __future__ import annotations

import errno
from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sources.devices import OK, Device, Does, does, drips, says
from tests.sources.running import DAY, scope
from tests.sources.world import World

from camcensus.model.scope import Limits, Scope
from camcensus.sources import attempts
from camcensus.sources.attempts import Attempts, Tried
from camcensus.sources.governor import Governor
from camcensus.sources.loop import Loop
from camcensus.sources.visit import Visit

HOME, OTHER = "10.0.0.7", "10.0.0.8"
Ports = tuple[int, ...]


def play(
    world: World,
    targets: Sequence[tuple[str, Ports]],
    about: Scope | None = None,
    stop: Callable[[], str] = lambda: "",
) -> tuple[str, list[Tried], list[Visit], Attempts]:
    """(why it ended, what was told, the visits, the course); nothing may have happened that must not."""
    told: list[Tried] = []
    visits: list[Visit] = []
    governor = Governor(about or scope("10.0.0.0/28"))
    course = Attempts(targets, governor, told.append, lambda: DAY + timedelta(seconds=world.clock.now))
    loop = Loop(
        world, governor, course, lambda visit, _: visits.append(visit), stop=stop, clock=world.clock,
        poller=world.poller,
    )  # fmt: skip
    why = loop.run()
    assert world.wrongs == []
    assert not world.open_sockets
    assert all(not ledger.said for ledger in world.ledgers.values()), "a byte was sent"
    return why, told, visits, course


def answers(told: Sequence[Tried]) -> dict[tuple[str, int], tuple[str, int]]:
    assert len({(one.address, one.port) for one in told}) == len(told)
    return {(one.address, one.port): (one.answer, one.times) for one in told}


def test_each_port_comes_to_something_and_nothing_is_sent() -> None:
    world = World({HOME: Device(ports={443: says(OK)}), OTHER: Device(ports={443: says(OK)}, closed=False)})
    why, told, visits, _ = play(world, [(HOME, (443, 445)), (OTHER, (443, 445)), ("10.0.0.9", (80,))])
    assert why == "done"
    assert answers(told) == {
        (HOME, 443): ("open", 1),
        (HOME, 445): ("refused", 1),
        (OTHER, 443): ("open", 1),
        (OTHER, 445): ("silent", 2),
        ("10.0.0.9", 80): ("silent", 2),
    }
    assert {one.realm for one in told} == {"main"}
    assert all(one.at >= DAY and not one.why for one in told)
    home = next(one for one in visits if one.target.address == HOME)
    assert (home.target.open, home.closed, home.silent, home.seen) == ([443], 1, [], [])


def test_one_lost_packet_is_no_silence() -> None:
    world = World({HOME: Device(ports={443: says(OK)}, loses=1)})
    assert answers(play(world, [(HOME, (443,))])[1]) == {(HOME, 443): ("open", 2)}


def test_what_lies_outside_the_scope_is_sent_nothing() -> None:
    world = World({"10.0.0.16": Device(ports={443: says(OK)})})
    _, told, visits, _ = play(world, [("10.0.0.16", (443, 80)), ("host.example", (80,))])
    assert [(one.answer, one.times, one.why) for one in told] == [("not-tried", 0, "outside the scope")] * 3
    assert world.attempts == []
    assert visits == []


def test_a_budget_ends_it() -> None:
    world = World({HOME: Device(ports={443: says(OK)}, closed=False)})
    about = scope("10.0.0.0/28", limits=Limits(connections=2))
    _, told, _, _ = play(world, [(HOME, (443, 80, 81))], about)
    assert answers(told) == {(HOME, 443): ("open", 1), (HOME, 80): ("silent", 1), (HOME, 81): ("not-tried", 0)}
    assert "budget of 2 connections" in told[-1].why


def test_a_network_that_is_not_there_judges_nobody() -> None:
    world = World({HOME: Device(ports={443: says(OK)})})
    world.fault = lambda what, _: errno.ENETUNREACH if what == "connect" else 0
    _, told, _, _ = play(world, [(HOME, (443, 80))])
    assert {one.answer for one in told} == {"unjudged"}


def test_it_stops_when_it_is_told_to_and_knows_what_was_begun() -> None:
    world = World({})
    until = world.clock.now + 0.5
    why, told, _, course = play(
        world, [(HOME, (443, 80))], stop=lambda: "stopped by hand" if world.clock.now > until else ""
    )
    assert why == "stopped by hand"
    assert told == []
    assert course.begun == {(HOME, 443)}


def test_a_network_that_has_gone_is_noted() -> None:
    course = Attempts([], Governor(scope("10.0.0.0/28")), lambda _: None, lambda: DAY)
    course.vouch()
    course.network_lost()
    assert course.network_gone
    assert course.next() is None
    assert course.ended


services = st.sampled_from(
    [
        says(OK), drips(0.005, greeting=True), does((0.0, Does.FLOOD), greeting=True),
        does((0.0, Does.BREAK), greeting=True), does((0.0, Does.END), greeting=True),
    ]
)  # fmt: skip
devices = st.builds(
    Device,
    ports=st.dictionaries(st.sampled_from([22, 80, 443]), services),
    closed=st.booleans(),
    latency=st.sampled_from([0.001, 0.4, 1.3]),
    loses=st.integers(0, 3),
    dies=st.sampled_from([float("inf"), 1_000.3, 1_003.0]),
)


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(st.sampled_from([HOME, OTHER, "10.0.0.9"]), devices),
    st.sets(st.sampled_from([22, 80, 443, 9]), min_size=1),
)
def test_whatever_answers_each_port_is_told_once_and_gently(given_: dict[str, Device], ports: set[int]) -> None:
    world = World(given_)
    targets = [(address, tuple(sorted(ports))) for address in (HOME, OTHER, "10.0.0.9")]
    why, told, _, _ = play(world, targets)
    if why == "done":
        assert set(answers(told)) == {(address, port) for address, many in targets for port in many}
    for one in told:
        assert one.answer in attempts.ANSWERS
        assert one.times <= attempts.TRIES
    for address, ledger in world.ledgers.items():
        assert ledger.connections <= attempts.TRIES * len(ports)
        assert all(gap >= Limits().gap_ms / 1000 - 1e-6 for gap in ledger.gaps), address


@pytest.mark.parametrize("tries", [1, 3])
def test_the_scope_may_say_how_often(tries: int) -> None:
    told: list[Tried] = []
    world = World({})
    governor = Governor(scope("10.0.0.0/28"))
    course = Attempts([(HOME, (80,))], governor, told.append, lambda: DAY, tries=tries)
    Loop(world, governor, course, lambda *_: None, clock=world.clock, poller=world.poller).run()
    assert [one.times for one in told] == [tries]
