"""One connection at a time, closed fully and counted to the packet; who shows distress is left alone."""

from __future__ import annotations

import errno
from typing import cast

import pytest
from tests.sources.clock import START
from tests.sources.devices import BUSY, CHALLENGE, FORBIDDEN, OK, Device, Does, Service, does, drips, says
from tests.sources.running import Asking, Ran, exchange, keeps_within, play, probe, scope
from tests.sources.world import Wire, World

from camcensus.model.scope import Limits
from camcensus.sources.connections import GONE
from camcensus.sources.governor import Sign
from camcensus.sources.talk import Socket

HOME = "10.0.0.7"
GENTLE = Limits(attempts=1)


def ask(
    device: Device, *steps: object, limits: Limits = GENTLE, ports: tuple[int, ...] = (80, 443)
) -> tuple[Ran, Asking]:
    """One device, asked these steps after its ports; at the end it is looked whether the network is still there."""
    asking = Asking(steps)  # type: ignore[arg-type]  # any step will do
    return play(World({HOME: device}), scope(HOME, limits=limits, ports=(80, 443)), probe(asking.ask)), asking


def said(ran: Ran) -> list[float]:
    """When it was sent something over TCP."""
    return [when for when, _ in ran.world.ledgers[HOME].said]


def signs(ran: Ran) -> list[Sign]:
    return ran.governor.accounts[ran.governor.territory.spans["main"][0][0]].signs


# --- one at a time, and counted ---


def test_each_connection_begins_after_the_one_before_has_ended_and_a_gap() -> None:
    device = Device(ports={80: says(OK), 554: says(OK)})
    ran, asking = ask(device, exchange(80), exchange(554), exchange(80))
    ledger = ran.world.ledgers[HOME]
    assert [port for _, port in ledger.begun] == [80, 443, 80, 554, 80, 80]
    assert min(ledger.gaps) >= 0.2
    assert asking.ends == ["whole"] * 3


def test_exchanges_with_one_port_go_over_one_connection() -> None:
    ran, asking = ask(Device(ports={80: says(OK)}), *[exchange()] * 4)
    assert [port for _, port in ran.world.ledgers[HOME].begun] == [80, 443, 80, 80]  # two looks, the questions, a look
    assert asking.ends == ["whole"] * 4


@pytest.mark.parametrize(
    "service", [says(OK), says(OK, then=Does.END), says(b"x" * 40_000), does((0.0, Does.BREAK)), drips(0.3), says()]
)
def test_the_account_is_what_went_over_the_wire(service: object) -> None:
    ran, _ = ask(Device(ports={80: service}), exchange(), exchange(554), exchange())  # type: ignore[dict-item]
    (account,) = ran.governor.accounts.values()
    ledger = ran.world.ledgers[HOME]
    assert account.connections == ledger.connections
    assert account.packets_sent + account.packets_received == ledger.packets
    assert account.sent + account.received == ledger.data


def test_an_attempt_to_connect_is_given_up_after_its_time() -> None:
    ran, asking = ask(Device(ports={80: says(OK)}, latency=1.0), exchange())
    assert asking.replies == []
    assert ran.absent == [HOME]
    assert [port for _, port in ran.world.ledgers[HOME].begun] == [80, 443]
    assert ran.world.clock.now - START < 2.5


def test_a_port_that_was_open_gets_the_time_to_be_asked_three_times() -> None:
    class Loses(Device):
        def knock(self, port: int, times: int, now: float) -> str:
            return "silent" if times in (2, 3) else super().knock(port, times, now)

    ran, asking = ask(Loses(ports={80: says(OK)}), exchange())
    assert asking.ends == ["whole"]
    assert signs(ran) == [Sign.SLOW]


# --- bounded, whatever it sends ---


@pytest.mark.parametrize("greeting", [False, True])
def test_who_sends_without_end_is_cut_off(greeting: bool) -> None:  # a case of the test
    ran, _ = ask(Device(ports={80: does((0.0, Does.FLOOD), greeting=greeting)}), *[exchange(most=10**9)] * 50)
    assert 100_000 < ran.world.ledgers[HOME].data <= 524_288
    keeps_within(ran)


def test_answers_over_one_connection_come_out_of_one_budget() -> None:
    limits = Limits(bytes=300_000, packets=5_000, attempts=1)
    ran, asking = ask(Device(ports={80: says(b"x" * 50_000 + OK)}), *[exchange()] * 20, limits=limits)
    assert asking.ends[:4] == ["whole"] * 4
    assert asking.ends[-1] == "not-allowed"
    assert ran.world.ledgers[HOME].data <= 300_000
    keeps_within(ran)


def test_what_came_over_a_connection_counts_before_it_is_ended() -> None:
    """Where it did not, the second service would be asked three times though there is room for one answer."""
    limits = Limits(bytes=300_000, packets=50_000, attempts=1)
    first, second = says(b"x" * 55_000 + OK), says(b"x" * 60_000 + OK, b"x" * 60_000 + OK, b"x" * 200_000)
    device = Device(ports={80: first, 554: second})
    ran, asking = ask(device, *[exchange()] * 3, *[exchange(554, most=10**9)] * 3, limits=limits)
    assert asking.ends == ["whole"] * 4 + ["limit", "not-allowed"]
    keeps_within(ran)


def test_an_answer_a_byte_at_a_time_comes_out_of_the_budget_of_packets() -> None:
    ran, _ = ask(Device(ports={80: drips(0.002)}), *[exchange(seconds=30.0)] * 10)
    assert 300 < ran.world.ledgers[HOME].packets <= 600
    keeps_within(ran)


def test_a_byte_a_second_is_not_waited_for_longer_than_the_step_says() -> None:
    ran, asking = ask(Device(ports={80: drips(1.0)}), exchange(seconds=5.0))
    ((_, reply),) = asking.replies
    assert (reply.end, reply.data) == ("timeout", b"x" * 4)
    assert ran.world.clock.now - START < 8


def test_nothing_goes_to_a_device_after_its_seconds() -> None:
    limits = Limits(seconds=11, attempts=1)
    ran, asking = ask(Device(ports={80: drips(1.0)}), *[exchange(seconds=5.0)] * 5, limits=limits)
    assert asking.ends == ["timeout", "timeout", "not-allowed", "not-allowed", "not-allowed"]
    assert signs(ran) == []
    keeps_within(ran)


def test_an_attempt_that_its_seconds_cut_short_is_no_sign_of_distress() -> None:
    limits = Limits(seconds=2, attempts=1)
    ran, asking = ask(Device(ports={80: says(OK)}, dies=START + 1.45), exchange(), limits=limits)
    assert asking.ends == ["silent"]
    assert signs(ran) == []
    keeps_within(ran)


# --- rest, and signs of distress ---


@pytest.mark.parametrize("answer", [FORBIDDEN, BUSY, b"RTSP/1.0 453 Not Enough Bandwidth\r\n\r\n"])
def test_after_a_refusal_it_rests_though_its_connection_is_open(answer: bytes) -> None:
    ran, asking = ask(Device(ports={80: says(answer)}), exchange(), exchange())
    first, second = said(ran)
    assert asking.ends == ["whole", "whole"]
    assert 15 <= second - first < 16


def test_a_challenge_is_no_refusal() -> None:
    ran, asking = ask(Device(ports={80: says(CHALLENGE)}), exchange(), exchange())
    first, second = said(ran)
    assert second - first < 0.1
    assert signs(ran) == []
    assert asking.ends == ["whole", "whole"]


def test_refusals_alone_do_not_end_the_visit() -> None:
    ran, asking = ask(Device(ports={80: says(FORBIDDEN)}), *[exchange()] * 4)
    assert asking.ends == ["whole"] * 4
    assert signs(ran) == [Sign.REFUSED] * 4


@pytest.mark.parametrize(
    ("service", "sign"),
    [(says(BUSY), Sign.BUSY), (does((0.0, Does.BREAK)), Sign.RESET), (says(BUSY, then=Does.BREAK), Sign.BUSY)],
)
def test_at_a_second_grave_sign_it_is_left_alone(service: object, sign: Sign) -> None:
    ran, asking = ask(Device(ports={80: service}), *[exchange()] * 4)  # type: ignore[dict-item]
    assert signs(ran) == [sign, sign]
    assert len(said(ran)) == 2
    assert asking.ends[2:] == ["not-allowed"] * 2
    assert asking.replies[-1][1].data == f"left alone because {sign.value}".encode()


def test_who_refuses_where_it_was_open_is_left_alone_at_once() -> None:
    ran, asking = ask(Device(ports={80: says(OK)}, shuts=START + 0.5), exchange(), exchange(), exchange(554))
    assert asking.ends == ["refused", "not-allowed", "not-allowed"]
    assert signs(ran) == [Sign.SHUT]
    assert ran.world.ledgers[HOME].connections == 3


def test_who_is_silent_where_it_was_open_is_left_alone_at_once() -> None:
    ran, asking = ask(Device(ports={80: says(OK)}, dies=START + 0.5), exchange(), exchange(), exchange(554))
    assert asking.ends == ["silent", "not-allowed", "not-allowed"]
    assert signs(ran) == [Sign.GONE]
    assert ran.world.ledgers[HOME].connections == 3


class Leaves(World):
    """The system says for a neighbour that does not answer ARP that it is not there, before the attempt is given up."""

    at_once = False

    def is_gone(self) -> bool:
        return self.ledgers[HOME].connections > 1

    def connect(self, sock: Socket, address: str, port: int) -> int:
        if self.at_once and self.is_gone():
            return errno.EHOSTUNREACH
        if self.is_gone():
            cast(Wire, sock).state, cast(Wire, sock).code = "failed", errno.EHOSTUNREACH
            return errno.EINPROGRESS
        return super().connect(sock, address, port)


@pytest.mark.parametrize("at_once", [False, True])
def test_who_is_no_more_on_the_link_is_left_alone_at_once(at_once: bool) -> None:
    world = Leaves({HOME: Device(ports={80: says(OK)})})
    world.at_once = at_once
    asking = Asking([exchange(), exchange()])
    ran = play(world, scope(HOME, limits=GENTLE, ports=(80, 443)), probe(asking.ask))
    assert asking.ends == ["silent", "not-allowed"]
    assert signs(ran) == [Sign.GONE]


class Slower(Device):
    """It takes its first connection quickly and the later ones slowly."""

    def knock(self, port: int, times: int, now: float) -> str:
        self.latency = 0.01 if times == 1 else 1.0
        return super().knock(port, times, now)


def test_who_takes_longer_and_longer_to_connect_rests_and_is_then_left_alone() -> None:
    ran, asking = ask(Slower(ports={80: says(OK)}), exchange(), exchange())
    assert signs(ran) == [Sign.SLOW, Sign.SLOW]
    assert asking.ends == ["not-allowed", "not-allowed"]
    begun = [when for when, _ in ran.world.ledgers[HOME].begun]
    assert begun[3] - begun[2] >= 15
    assert said(ran) == []


def test_that_this_machine_is_late_is_no_sign_of_a_device() -> None:
    world = World({HOME: Device(ports={80: says(OK), 554: says(OK)})})
    world.clock.jumps = [(START + 0.005 + number, 2.0) for number in range(30)]
    asking = Asking([exchange(), exchange(554), exchange()])
    ran = play(world, scope(HOME, limits=GENTLE, ports=(80, 554)), probe(asking.ask))
    assert asking.ends == ["whole"] * 3
    assert signs(ran) == []


# --- what is this machine's fault, or the network's ---

LOCAL = [
    errno.EMFILE,
    errno.ENFILE,
    errno.ENOBUFS,
    errno.EADDRNOTAVAIL,
    errno.ENOMEM,
    errno.ENETUNREACH,
    errno.ENETDOWN,
]


@pytest.mark.parametrize("what", ["tcp", "connect"])
@pytest.mark.parametrize("code", LOCAL)
def test_what_could_not_be_sent_is_unjudged_and_never_silent(what: str, code: int) -> None:
    world = World({HOME: Device()})
    world.fault = lambda where, address: code if where == what and address == "10.0.0.6" else 0
    ran = play(world, scope("10.0.0.6-10.0.0.7"))
    assert ran.visit("10.0.0.6").unjudged
    assert (ran.found, ran.absent, ran.left) == ([HOME], [], ["10.0.0.6"])
    assert not world.ledgers["10.0.0.6"].connections


def test_what_could_be_sent_at_a_later_attempt_is_judged() -> None:
    world = World({HOME: Device()})
    world.fault = lambda what, _: errno.EMFILE if what == "tcp" and world.clock.now < START + 0.5 else 0
    ran = play(world, scope("10.0.0.0/28", limits=Limits(attempts=1)))
    assert (ran.found, ran.left) == ([HOME], [])


def test_a_machine_without_free_sockets_goes_more_slowly() -> None:
    world = World()
    world.fault = lambda what, _: errno.EMFILE if what == "tcp" else 0
    ran = play(world, scope("10.0.0.0/28"))
    assert ran.loop.pace.slowest < 0.5
    assert ran.left == ["10.0.0.0/28"]


def test_the_run_ends_when_many_in_a_row_could_not_be_sent_for_want_of_a_network() -> None:
    world = World()
    world.fault = lambda what, _: errno.ENETUNREACH if what == "connect" else 0
    ran = play(world, scope("10.0.0.0/24"))
    assert ran.why == "the network has gone"
    assert ran.loop.connections.attempts == pytest.approx(GONE, abs=12)  # those of the same turn may come on top
    assert ran.absent == []


def test_a_part_of_the_scope_without_a_route_does_not_end_the_run() -> None:
    world = World({"10.0.1.7": Device()})
    world.fault = lambda what, address: errno.ENETUNREACH if what == "connect" and address[:7] == "10.0.0." else 0
    ran = play(world, scope("10.0.0.0/26", "10.0.1.0/26", limits=Limits(attempts=1)))
    assert ran.why == "done"
    assert ran.left == ["10.0.0.0/26"]
    assert ran.found == ["10.0.1.7"]


class Leaving(Device):
    """It answers the first attempt on each port and no other."""

    def knock(self, port: int, times: int, now: float) -> str:
        return super().knock(port, times, now) if times == 1 else "silent"


def one_by_one(leaving: set[int]) -> Ran:
    """Devices are visited one after the other; each is looked at, and asked again a little later."""
    kinds = {number: Leaving if number in leaving else Device for number in range(8)}
    homes = {f"10.0.0.{number}": kind(ports={80: says(OK)}, closed=False) for number, kind in kinds.items()}
    limits = Limits(attempts=1, at_once=1)
    return play(World(homes), scope("10.0.0.0/29", limits=limits, ports=(80, 443)), probe(Asking([exchange()]).ask))


def test_the_run_ends_when_devices_that_answered_do_not_any_more_one_after_the_other() -> None:
    world = World({f"10.0.0.{number}": Device(ports={80: says(OK)}) for number in range(8)})
    world.silent_from = START + 0.8
    about = scope("10.0.0.0/26", limits=Limits(attempts=1), ports=(80, 443))
    ran = play(world, about, probe(Asking([exchange()]).ask))
    assert ran.why == "the network has gone"
    assert len(ran.itinerary.silent) > 30
    assert (ran.absent, ran.left) == ([], ["10.0.0.3-10.0.0.63"])  # three were judged: they have gone


def test_some_devices_that_go_do_not_end_the_run_as_long_as_others_answer_in_between() -> None:
    ran = one_by_one(set(range(8)))
    assert ran.why == "done"
    assert all(account.signs == [Sign.GONE] for account in ran.governor.accounts.values())


def test_what_had_to_be_sent_again_is_counted_as_lost() -> None:
    ran, _ = ask(Device(ports={80: says(OK)}, resent=2), exchange())
    assert ran.itinerary.loss.lost == 6
    assert ran.itinerary.loss.sent > 0


def test_a_service_that_is_asked_for_nothing_is_not_kept_open() -> None:
    seen: list[bytes] = []

    def make() -> Service:
        return lambda data: seen.append(data) or ()  # type: ignore[func-returns-value]

    ran, _ = ask(Device(ports={80: make}))
    assert seen == [b"", b""]  # nothing is said to it
    assert ran.world.open_sockets == 0
