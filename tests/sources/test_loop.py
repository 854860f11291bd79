"""Whole runs in a made-up world: whatever devices and probes do, everything is found and nobody is harmed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sources.clock import START
from tests.sources.devices import BUSY, CHALLENGE, FORBIDDEN, OK, Device, Does, does, drips, letter, says
from tests.sources.running import Asking, datagram, exchange, keeps_within, play, probe, scope
from tests.sources.world import World

from camcensus.model.scope import Limits
from camcensus.sources.itinerary import Itinerary
from camcensus.sources.loop import KEPT_FREE
from camcensus.sources.steps import Accepted, Call, Datagram, Exchange, Open, Refused, Saw, Script, Target
from camcensus.sources.visit import Visit

HOME = "10.0.0.7"
ONCE = Limits(attempts=1)
QUICK = Limits(attempts=1, rate=20_000, subnet_rate=20_000)


# --- limits, whatever devices do -------------------------------------------------------------------------------------

services = st.sampled_from(
    [
        says(OK), says(CHALLENGE), says(FORBIDDEN), says(BUSY), says(OK, then=Does.END), says(b"x" * 100_000), says(),
        says(b"x" * 9_000 + OK), says(OK, after=3.0), does((0.0, Does.FLOOD)), does((0.0, Does.FLOOD), greeting=True),
        drips(0.005), drips(0.9), drips(0.005, greeting=True), does((0.0, Does.BREAK)),
        does((0.0, Does.BREAK), greeting=True), does((0.0, Does.END), greeting=True),
        does((0.2, b"x"), (0.3, Does.BREAK)),
    ]
)  # fmt: skip
letters = st.sampled_from(
    [
        letter(b"I am"), letter(*[b"me"] * 50), letter(*[b"z" * 60_000] * 3), letter(b"I am", sender="192.0.2.1"),
        letter(b"late", after=4.0), letter(),
    ]
)  # fmt: skip
devices = st.builds(
    Device,
    ports=st.dictionaries(st.sampled_from([80, 443, 554]), services),
    closed=st.booleans(),
    latency=st.sampled_from([0.001, 0.05, 0.4, 1.3]),
    letters=st.dictionaries(st.just(5_000), letters),
    loses=st.integers(0, 2),
    dies=st.sampled_from([float("inf"), 1_003.0, 1_010.0]),
    shuts=st.sampled_from([float("inf"), 1_002.0, 1_008.0]),
)
steps = st.one_of(
    st.builds(
        exchange, st.sampled_from([80, 443, 554]), tls=st.booleans(), credential=st.booleans(),
        most=st.sampled_from([10, 65_536, 10**9]), seconds=st.sampled_from([0.5, 5.0, 30.0]),
    ),
    st.builds(datagram, most=st.integers(1, 60)),
)  # fmt: skip
limits = st.builds(
    Limits,
    connections=st.integers(1, 15),
    packets=st.integers(13, 700),
    bytes=st.integers(1, 600_000),
    seconds=st.integers(1, 60),
    gap_ms=st.integers(0, 500),
    rest_s=st.integers(0, 20),
    connect_ms=st.integers(100, 999),
    attempts=st.integers(0, 3),
    rate=st.integers(10, 500),
    subnet_rate=st.integers(5, 100),
    at_once=st.integers(1, 10),
)
addresses = st.integers(0, 15).map("10.0.0.{}".format)


@settings(max_examples=200)
@given(
    st.dictionaries(addresses, devices, max_size=5),
    st.lists(addresses, max_size=3),
    limits,
    st.lists(steps, max_size=12),
    st.lists(steps, max_size=12),
    st.lists(st.integers(1, 65_535), max_size=4, unique=True),
)
def test_no_device_is_ever_asked_more_than_its_scope_permits(
    homes: dict[str, Device],
    excluded: list[str],
    gently: Limits,
    first: list[Exchange | Datagram],
    second: list[Exchange | Datagram],
    more: list[int],
) -> None:
    about = scope("10.0.0.2-10.0.0.13", exclude=excluded, limits=gently, ports=(80, 443, 554, *more))
    probes = probe(Asking(first).ask, on=(80, 554)), probe(Asking(second).ask)
    keeps_within(play(World(homes), about, *probes))


# --- a late machine --------------------------------------------------------------------------------------------------

kind = st.builds(
    Device,
    ports=st.dictionaries(st.sampled_from([80, 443, 554]), st.just(says(OK)), min_size=1),
    latency=st.sampled_from([0.001, 0.1, 0.8]),
    letters=st.just({5_000: letter(b"I am", after=0.4)}),
)
jumps = st.lists(st.tuples(st.floats(START, START + 20), st.floats(0.2, 8.0)), max_size=12).map(sorted)


@settings(max_examples=100)
@given(st.dictionaries(addresses, kind, max_size=6), jumps, st.sampled_from([0, 1]))
def test_a_late_machine_invents_no_absent_device_and_no_distress(
    homes: dict[str, Device], late: list[tuple[float, float]], attempts: int
) -> None:
    world = World(homes)
    world.clock.jumps = list(late)
    asking = Asking([datagram(), exchange()])
    about = scope("10.0.0.0/28", limits=Limits(attempts=attempts), ports=(80, 443, 554))
    ran = play(world, about, probe(asking.ask))
    assert set(ran.found) == set(homes)
    assert ran.left == []
    for address, device in homes.items():
        visit = ran.visit(address)
        assert sorted(visit.target.open) == sorted(device.ports)
        assert visit.silent == []
    assert all(account.signs == [] for account in ran.governor.accounts.values())
    assert {str(reply.end) for _, reply in asking.replies} <= {"whole", "refused"}
    keeps_within(ran)


def test_a_late_machine_reads_all_the_datagrams_that_have_come_before_it_calls_anybody_silent() -> None:
    device = Device(ports={80: says(OK)}, letters={5_000: letter(b"I am")})
    homes = {f"10.0.{high}.{low}": device for high in range(4) for low in range(200)}
    world = World(homes)
    world.clock.jumps = [(START + 1.8 + number * 0.01, 1.5) for number in range(60)]
    asking = Asking([datagram()])
    play(world, scope("10.0.0.0/22", limits=replace(QUICK, at_once=2_000), ports=(80,)), probe(asking.ask))
    assert len(asking.replies) == len(homes)
    assert set(asking.ends) == {"whole"}


@settings(max_examples=20)
@given(jumps, st.integers(20, 200), st.integers(10, 60))
def test_a_late_machine_keeps_the_rates_all_the_same(late: list[tuple[float, float]], rate: int, subnet: int) -> None:
    world = World({"10.0.0.7": Device(), "10.0.1.7": Device(ports={80: says(FORBIDDEN)})})
    world.clock.jumps = list(late)
    about = scope("10.0.0.0/24", "10.0.1.0/25", limits=Limits(attempts=1, rate=rate, subnet_rate=subnet), ports=(80,))
    keeps_within(play(world, about))


def test_the_permitted_rate_is_used() -> None:
    ran = play(World(), scope("10.0.0.0/24", limits=Limits(attempts=1, subnet_rate=50), ports=(80,)))
    assert 256 / 50 <= ran.world.clock.now - START <= 256 / 50 + 1.5
    ran = play(World(), scope("10.0.0.0/22", limits=Limits(attempts=1, rate=100, subnet_rate=50), ports=(80,)))
    assert 1_024 / 100 - 0.5 <= ran.world.clock.now - START <= 1_024 / 100 + 1.5


def test_a_device_that_rests_does_not_hold_up_its_subnet() -> None:
    homes = {f"10.0.0.{number}": Device(ports={80: says(FORBIDDEN if number == 1 else OK)}) for number in range(60)}
    asking = Asking([exchange(), exchange()])
    ran = play(World(homes), scope("10.0.0.0/24", limits=ONCE, ports=(80, 443)), probe(asking.ask))
    said = {address: ledger.said[-1][0] for address, ledger in ran.world.ledgers.items() if ledger.said}
    assert said.pop("10.0.0.1") > START + 15
    assert max(said.values()) < START + 15


# --- what is never sent ----------------------------------------------------------------------------------------------


def test_a_credential_is_used_once_and_again_only_after_it_was_accepted() -> None:
    def ask(target: Target, port: int = 0) -> Script:
        yield exchange(data=b"first", credential=True)
        yield exchange(data=b"second", credential=True)
        yield Accepted()
        yield exchange(data=b"third", credential=True)
        yield Refused(why="no more")
        yield exchange(data=b"fourth", credential=True)
        yield exchange(443, data=b"fifth", credential=True)
        yield exchange(data=b"without")

    world = World({HOME: Device(ports={80: says(OK), 443: says(OK)})})
    play(world, scope(HOME, ports=(80, 443)), probe(ask))
    assert [data for _, data in world.ledgers[HOME].said] == [b"first", b"third", b"without"]


def test_a_credential_is_not_used_after_a_refusal_by_another_probe_either() -> None:
    def refused(target: Target, port: int = 0) -> Script:
        yield exchange(data=b"first", credential=True)
        yield Refused(why="no")

    def other(target: Target, port: int = 0) -> Script:
        yield Accepted()
        yield exchange(data=b"second", credential=True)

    world = World({HOME: Device(ports={80: says(OK)})})
    play(world, scope(HOME, ports=(80,)), probe(refused, "one"), probe(other, "two"))
    assert [data for _, data in world.ledgers[HOME].said] == [b"first"]


@pytest.mark.parametrize(
    "step",
    [
        Call(group="255.255.255.255", port=5_000, data=b"everybody"),
        "not a step",
    ],
)
def test_what_is_no_step_of_a_device_is_not_taken(step: object) -> None:
    world = World({HOME: Device(ports={80: says(OK)})})
    world.links = {"eth0": 2}
    asking = Asking([cast(Exchange, step), exchange()])
    ran = play(world, scope(HOME, ports=(80, 443)), probe(asking.ask))
    assert asking.ends == ["not-allowed", "whole"]
    assert set(world.ledgers) == {HOME}
    assert world.cried == []
    assert ran.why == "done"


@pytest.mark.parametrize("step", [Open(port=80), exchange(), datagram()])
def test_what_is_asked_of_a_link_goes_to_no_single_device(step: Open | Exchange | Datagram) -> None:
    def call() -> Script:
        reply = yield step
        yield Saw(field="http.body", value=str(reply.end), about=f"ip:{HOME}")

    world = World()
    world.links = {"eth0": 2}
    ran = play(world, scope(HOME, links=["eth0"], ports=(80,)), probe(lambda *_: iter(()), call=call))  # type: ignore[arg-type]
    assert ran.visit(HOME).target.values("http.body") == ["not-allowed"]


class Twice(Itinerary):
    """It sends two visits to the same device at once."""

    def _ordered(self) -> Iterator[Visit | None]:
        account = self._governor.account(HOME)
        assert account is not None
        for _ in range(2):
            yield self._to_device(account, (80, 443))
        yield from self._waited()


def test_one_connection_at_a_time_goes_to_a_device_even_of_two_visits() -> None:
    world = World({HOME: Device(ports={80: says(OK), 443: says(OK)})})
    ran = play(world, scope(HOME, ports=(80, 443)), probe(Asking([datagram(), exchange()]).ask), kind=Twice)
    assert len(ran.visits) == 2
    assert all(visit.target.open == [80, 443] for visit, _ in ran.visits)


# --- datagrams -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "most", "end", "packets"),
    [
        (letter(b"I am"), 1, "whole", 1),
        (letter(b"I am", b"and more", b"and more"), 2, "whole", 2),
        (letter(b"I am", b"and more"), 9, "whole", 2),
        (letter(b"I am", sender="10.0.0.8"), 1, "silent", 0),
        (letter(b"I am", sender="192.0.2.1"), 1, "silent", 0),
        (letter(b"I am", after=1.2), 1, "silent", 0),
        (letter(), 1, "silent", 0),
    ],
)
def test_answers_are_taken_from_the_device_that_was_asked(answer: object, most: int, end: str, packets: int) -> None:
    world = World({HOME: Device(ports={80: says(OK)}, letters={5_000: answer})})  # type: ignore[dict-item]
    asking = Asking([datagram(most=most), datagram(5_001)])
    ran = play(world, scope("10.0.0.7-10.0.0.8", limits=ONCE, ports=(80,)), probe(asking.ask))
    replies = [reply for address, reply in asking.replies if address == HOME]
    assert [(str(one.end), len(one.packets)) for one in replies] == [(end, packets), ("silent", 0)]
    assert {sender for one in replies for sender, _ in one.packets} <= {HOME}
    assert ran.found == [HOME]


def test_datagrams_without_end_are_taken_up_to_the_budget() -> None:
    many = letter(*[b"z" * 60_000] * 50)
    world = World({HOME: Device(ports={80: says(OK)}, letters={5_000: many})})
    ran = play(
        world, scope(HOME, limits=Limits(bytes=300_000), ports=(80,)), probe(Asking([datagram(most=60)] * 3).ask)
    )
    (account,) = ran.governor.accounts.values()
    assert 200_000 < account.received <= 300_000


def test_a_datagram_keeps_the_gap_and_the_rest_as_a_connection_does() -> None:
    world = World({HOME: Device(ports={80: says(BUSY)}, letters={5_000: letter(b"I am")})})
    play(
        world,
        scope(HOME, limits=ONCE, ports=(80,)),
        probe(Asking([datagram(), datagram(), exchange(), datagram()]).ask),
    )
    gaps = [later - earlier for (earlier, _), (later, _) in pairwise(world.attempts)]
    assert min(gaps) >= 0.2
    assert any(gap >= 15 for gap in gaps)


def test_a_datagram_that_could_not_be_sent_is_unjudged() -> None:
    world = World({HOME: Device(ports={80: says(OK)}, letters={5_000: letter(b"I am")})})
    world.fault = lambda what, _: 101 if what == "post" else 0
    asking = Asking([datagram()])
    play(world, scope(HOME, ports=(80,)), probe(asking.ask))
    assert asking.ends == ["unjudged"]


# --- probes that are broken, and the end -----------------------------------------------------------------------------


def raises(target: Target, port: int = 0) -> Script:
    raise ValueError("before it began")


def raises_later(target: Target, port: int = 0) -> Script:
    yield exchange()
    raise KeyError("in the middle")


def never_ends(target: Target, port: int = 0) -> Script:
    while True:
        yield exchange()


def sees_without_end(target: Target, port: int = 0) -> Script:
    while True:
        yield Saw(field="http.body", value="x")


def is_none(target: Target, port: int = 0) -> Script:
    return None  # type: ignore[return-value]


def asks_nothing(target: Target, port: int = 0) -> Script:
    yield None  # type: ignore[misc]


@pytest.mark.parametrize("broken", [raises, raises_later, never_ends, sees_without_end, is_none, asks_nothing])
def test_a_broken_probe_does_not_end_the_run(broken: Callable[[Target, int], Script]) -> None:
    asking = Asking([datagram()])
    world = World({one: Device(ports={80: says(OK)}) for one in (HOME, "10.0.0.8")})
    ran = play(world, scope("10.0.0.7-10.0.0.8", ports=(80,)), probe(broken, "broken"), probe(asking.ask, order=2))
    assert ran.why == "done"
    assert ran.found == [HOME, "10.0.0.8"]
    assert len(asking.replies) == 2
    assert ("probe:broken@1", "its own code") in {what[:2] for what in ran.visit(HOME).attempts}
    keeps_within(ran)


def test_stopping_ends_everything_at_once_with_what_was_seen() -> None:
    world = World({f"10.0.0.{number}": Device(ports={80: says(OK), 554: drips(1.0)}) for number in range(8)})
    ran = play(
        world, scope("10.0.0.0/28", limits=ONCE, ports=(80, 554)), probe(Asking([exchange(554)] * 3).ask),
        stop=lambda: "somebody said so" if world.clock.now > START + 4 else "",
    )  # fmt: skip
    assert ran.why == "somebody said so"
    assert world.clock.now < START + 4.2
    cut = [visit for visit, whole in ran.visits if not whole]
    assert len(cut) == 8
    assert all(visit.target.open == [80, 554] and visit.seen for visit in cut)
    assert ran.found == []
    assert ran.left == ["10.0.0.0/29"]
    keeps_within(ran)


def test_an_error_of_ours_ends_the_run_but_leaves_no_connection_behind() -> None:
    world = World({HOME: Device(ports={80: drips(1.0)})})

    def stop() -> str:
        if world.clock.now > START + 1:
            raise KeyboardInterrupt
        return ""

    with pytest.raises(KeyboardInterrupt):
        play(world, scope(HOME, ports=(80,)), probe(Asking([exchange()]).ask), stop=stop)
    assert world.open_sockets == 0
    assert world.wrongs == []


@pytest.mark.parametrize(("files", "peak"), [(KEPT_FREE + 3, 3), (64, 1)])
def test_a_machine_that_permits_few_sockets_asks_few_devices_at_a_time(files: int, peak: int) -> None:
    world = World({f"10.0.0.{number}": Device() for number in range(8)})
    world.most_files = files
    assert len(play(world, scope("10.0.0.0/29", limits=QUICK)).found) == 8
    assert world.peak == peak
