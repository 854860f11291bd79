"""Who is visited, in which order and how often; and of which addresses it can be said that nothing is there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.clock import START
from tests.sources.devices import OK, Device, letter, says
from tests.sources.running import DAY, Asking, Ran, datagram, exchange, keeps_within, play, probe, scope
from tests.sources.world import World

from camcensus.model.scope import Limits
from camcensus.sources.governor import Governor
from camcensus.sources.itinerary import Before, Itinerary, Numbers, handed
from camcensus.sources.steps import Call, Saw, Script
from camcensus.sources.territory import count
from camcensus.sources.visit import Probe, Sighting
from camcensus.wire import addresses

QUICK = Limits(rate=5_000, subnet_rate=5_000)
ONCE = Limits(rate=5_000, subnet_rate=5_000, attempts=1)


def itinerary(*ranges: str, limits: Limits = QUICK, before: Before | None = None, ports: int = 2) -> Itinerary:
    about = scope(*ranges, limits=limits, ports=range(1, ports + 1))
    return Itinerary(about, Governor(about), [], lambda: DAY, before=before)


def walk(way: Itinerary, alive: Iterable[str] = (), doubtful: Iterable[str] = ()) -> list[str]:
    """Make every visit; these answer, and of those nothing can be said."""
    visited = []
    while not way.ended:
        visit = way.next()
        if visit is None:
            continue
        if visit.account is not None and not visit.is_check:
            visited.append(visit.target.address)
            visit.closed = int(visit.target.address in alive)
            visit.unjudged = visit.target.address in doubtful
            if visit.closed:
                way.vouch()
        way.finished(visit)
    return visited


def spans(*words: str) -> tuple[tuple[int, int], ...]:
    return tuple(addresses.span(one) for one in words)


def shown(found: Iterable[tuple[int, int]]) -> list[str]:
    return [addresses.show(one) for one in found]


# --- how often ---


@pytest.mark.parametrize(("lost", "passes"), [((10_000, 0), 1), ((10_000, 100), 2), ((10_000, 3_000), 3), ((0, 0), 3)])
def test_silent_addresses_are_visited_as_often_as_measured_loss_says(lost: tuple[int, int], passes: int) -> None:
    way = itinerary("10.0.0.0/30")
    way.loss.count(*lost)
    assert Counter(walk(way, alive=["10.0.0.1"])) == Counter(
        {"10.0.0.0": passes, "10.0.0.1": 1, "10.0.0.2": passes, "10.0.0.3": passes}
    )
    assert way.passes == passes
    assert shown(way.absent()) == ["10.0.0.0", "10.0.0.2/31"]
    assert way.left() == []


@pytest.mark.parametrize(("limits", "passes"), [
    (Limits(attempts=1), 1), (Limits(attempts=2), 2), (Limits(attempts=3), 3),
    (Limits(attempts=3, connections=5), 2), (Limits(attempts=3, connections=1), 1),
])  # fmt: skip
def test_a_scope_may_say_how_often_and_its_connections_must_suffice(limits: Limits, passes: int) -> None:
    assert len(walk(itinerary("10.0.0.7", limits=limits))) == passes


def test_what_could_not_be_judged_is_tried_again_whatever_was_lost() -> None:
    way = itinerary("10.0.0.6-10.0.0.7", limits=ONCE)
    assert Counter(walk(way, doubtful=["10.0.0.7"])) == Counter({"10.0.0.6": 3, "10.0.0.7": 3})
    assert (shown(way.absent()), shown(way.left())) == (["10.0.0.6"], ["10.0.0.7"])


def test_packets_to_silent_addresses_count_over_all_passes() -> None:
    limits = Limits(packets=20, attempts=3, connect_ms=900)  # of these, 5 are kept back, and 12 are needed for a start
    ran = play(World(), scope("10.0.0.6-10.0.0.7", limits=limits))
    assert {ledger.packets for ledger in ran.world.ledgers.values()} == {4}
    assert ran.left == ["10.0.0.6/31"]


def test_who_answers_only_at_a_later_pass_is_found() -> None:
    world = World({"10.0.0.7": Device(ports={80: says(OK)}, loses=2, closed=False)})
    ran = play(world, scope("10.0.0.0/28", limits=QUICK))
    assert ran.found == ["10.0.0.7"]
    assert ran.visit("10.0.0.7").target.open == [80]


def test_subnets_are_visited_in_turn() -> None:
    assert walk(itinerary("10.0.0.254/31", "10.0.1.0/31", limits=ONCE)) == [
        "10.0.0.254", "10.0.1.0", "10.0.0.255", "10.0.1.1",
    ]  # fmt: skip


@given(st.sets(st.integers(0, 40)), st.sets(st.integers(0, 40)), st.sets(st.integers(0, 40)), st.integers(0, 80))
def test_every_address_is_judged_or_absent_or_left_and_never_two_of_them(
    alive: set[int], doubtful: set[int], excluded: set[int], stopped: int
) -> None:
    def name(number: int) -> str:
        return f"10.0.0.{number}"

    about = scope("10.0.0.0-10.0.0.40", exclude=map(name, excluded - {0}), limits=ONCE)
    way = Itinerary(about, Governor(about), [], lambda: DAY)
    visits = 0
    while not way.ended and visits < stopped:
        visit = way.next()
        if visit is not None:
            visits += visit.account is not None
            visit.closed = int(visit.target.address in map(name, alive))
            visit.unjudged = visit.target.address in map(name, doubtful)
            way.finished(visit, whole=visits < stopped)
    parts = [way.judged.spans(), way.absent(), way.left()]
    numbers = Counter(number for part in parts for low, high in part for number in range(low, high + 1))
    assert set(numbers.values()) <= {1}
    assert set(numbers) == {addresses.number(name(one)) for one in range(41) if one not in excluded - {0}}


# --- IPv6, links and neighbours ---


def calling(*seen: tuple[str, str]) -> Probe:
    """A probe that calls the link and sees these (address, value), whoever answers."""

    def call() -> Script:
        yield Call(group="255.255.255.255", port=5_000, data=b"who is there?")
        for address, value in seen:
            yield Saw(field="ssdp.server", value=value, about=f"ip:{address}")

    return probe(lambda *_: iter(()), "calling", call=call)  # type: ignore[arg-type]


def test_ipv6_is_never_swept_but_neighbours_are_visited() -> None:
    world = World({"fd00::7": Device(ports={80: says(OK)}), "fd00::8": Device(ports={80: says(OK)})})
    world.links, world.table = {"eth0": 2}, (("fd00::7", b"\0\1\2\3\4\5"), ("fd01::9", b"\0\1\2\3\4\6"))
    ran = play(world, scope("fd00::/64", links=["eth0"], limits=ONCE), calling())
    assert ran.found == ["fd00::7"]
    assert set(world.ledgers) == {"fd00::7"}
    assert ran.visit("fd00::7").target.values("mac") == ["00:01:02:03:04:05"]
    assert ran.itinerary.outsiders == set()  # a neighbour has not answered anything


def test_who_is_heard_on_a_link_is_visited_first_and_once() -> None:
    world = World({"10.0.0.7": Device(), "10.0.0.3": Device()})
    world.links = {"eth0": 2, "eth1": 3}
    seen = [("10.0.0.7", "one"), ("10.0.0.7", "two"), ("10.0.0.9", "three"), ("192.0.2.1", "four"), ("10.0.0.5", "x")]
    about = scope("10.0.0.0/28", exclude=["10.0.0.5"], links=["eth0"], limits=ONCE)
    ran = play(world, about, calling(*seen))
    assert {link for _, _, link, _ in world.cried} == {"eth0", "eth1"}
    begun = [address for _, address in world.attempts]
    assert set(begun[:2]) == {"10.0.0.7", "10.0.0.9"}
    assert Counter(visit.target.address for visit, _ in ran.visits)["10.0.0.7"] == 1
    assert ran.visit("10.0.0.7").target.values("ssdp.server") == ["one", "two"]
    assert ran.found == ["10.0.0.3", "10.0.0.7", "10.0.0.9"]  # the last answers on no port
    assert ran.itinerary.outsiders == {"192.0.2.1", "10.0.0.5"}
    assert not {"192.0.2.1", "10.0.0.5"} & set(world.ledgers)


def test_no_link_is_called_unless_the_scope_names_one() -> None:
    world = World()
    world.links = {"eth0": 2}
    play(world, scope("10.0.0.0/30", limits=ONCE), calling(("10.0.0.1", "one")))
    assert world.cried == []


def test_who_is_silent_on_every_port_but_known_to_the_neighbour_table_is_there() -> None:
    world = World({"10.0.0.7": Device(closed=False, letters={5_000: letter(b"I am")})})
    world.table = (("10.0.0.7", b"\0\1\2\3\4\5"), ("10.0.0.99", b"\0\1\2\3\4\6"))
    asking = Asking([datagram()])
    ran = play(world, scope("10.0.0.0/28", limits=Limits(connections=7)), probe(asking.ask))
    assert ran.found == ["10.0.0.7"]
    assert asking.ends == ["whole"]
    assert ran.visit("10.0.0.7").silent == [80, 554]
    assert world.ledgers["10.0.0.7"].connections == 6
    keeps_within(ran)


# --- what devices hand out ---


def sightings(*values: str, field: str = "http.location") -> list[Sighting]:
    return [
        Sighting(source="probe:x@1", saw=Saw(field=field, value=one), at=datetime(2026, 1, 1, tzinfo=UTC))
        for one in values
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("http://192.0.2.7/", ["192.0.2.7"]),
        ("https://admin:x@192.0.2.7:8443/index.html", ["192.0.2.7"]),
        ("<XAddrs>http://192.0.2.7/onvif http://[fd00::7]:80/onvif</XAddrs>", ["192.0.2.7", "fd00::7"]),
        ("rtsp://192.0.2.7:554/1 rtsps://192.0.2.7/2", ["192.0.2.7"]),
        ("http://camera.example/", []),
        ("ftp://192.0.2.7/", []),
        ("http://300.0.2.7/ http://192.0.2/ http://[::g]/", []),
        ("/index.html", []),
    ],
)
def test_addresses_are_found_in_what_is_handed_out(text: str, found: list[str]) -> None:
    assert handed(sightings(text)) == found


def test_only_fields_that_hand_out_addresses_are_looked_at_and_only_so_many_are_taken() -> None:
    many = " ".join(f"http://10.0.{number // 250}.{number % 250}/" for number in range(500))
    assert handed(sightings(many, field="http.body")) == []
    assert len(handed(sightings(many, field="onvif.response"))) == 100


@given(st.text(alphabet="htps:/[]@.:0123456789abcdef<> ", max_size=200))
def test_whatever_is_handed_out_it_is_an_address_or_nothing(text: str) -> None:
    assert all(addresses.normalise(one) == one for one in handed(sightings(text, f"http://{text}/")))


def redirecting(world: World, *targets: str) -> Ran:
    def ask(target: object, port: int = 0) -> Script:
        reply = yield exchange()
        for one in targets if reply.data else ():
            yield Saw(field="http.location", value=f"http://{one}/")

    about = scope(
        "10.0.0.0/29", "fd00::/64", exclude=["10.0.0.5", "fd00::66"], limits=Limits(connections=7, rate=2_000)
    )
    return play(world, about, probe(ask))


def test_what_is_handed_out_is_visited_only_inside_the_scope() -> None:
    home = Device(ports={80: says(OK)})
    world = World(dict.fromkeys(("10.0.0.1", "fd00::7", "10.0.0.5", "192.0.2.1", "fd01::7", "fd00::66"), home))
    ran = redirecting(world, "[fd00::7]", "192.0.2.1", "10.0.0.5", "[fd01::7]", "[fd00::66]", "127.0.0.1", "10.0.0.1")
    assert ran.found == ["10.0.0.1", "fd00::7"]
    assert set(world.ledgers) == {*(f"10.0.0.{number}" for number in (0, 1, 2, 3, 4, 6, 7)), "fd00::7"}
    assert set(ran.governor.refused) == {"192.0.2.1", "10.0.0.5", "fd01::7", "fd00::66", "127.0.0.1"}


def test_what_is_handed_out_and_was_silent_in_every_pass_is_not_visited_once_more() -> None:
    world = World({"10.0.0.1": Device(ports={80: says(OK)})})
    ran = redirecting(world, "10.0.0.2", "10.0.0.3")
    assert world.ledgers["10.0.0.2"].connections == 6
    assert ran.absent == ["10.0.0.0", "10.0.0.2-10.0.0.4", "10.0.0.6/31"]
    keeps_within(ran)


# --- whether the network is still there ---


def test_when_the_network_dies_what_was_silent_since_the_last_answer_is_left() -> None:
    first = {f"10.0.{number}.0": Device(ports={80: says(OK)}) for number in range(8)}
    last = {f"10.0.{number}.80": Device() for number in range(8)}
    world = World(first | last)
    world.silent_from = START + 2.0
    ran = play(world, scope("10.0.0.0/21", limits=Limits(attempts=1, rate=400), ports=(80,)))
    assert ran.why == "the network has gone"
    assert len(ran.found) == 16
    assert ran.itinerary.network_gone
    left, absent = count(ran.itinerary.left()), count(ran.itinerary.absent())
    assert left + absent == 2_048 - 16
    assert 100 < absent < 80 * 8  # those visited before the last answer came


def test_what_was_silent_before_the_last_answer_stays_so_though_others_turn_out_to_be_there() -> None:
    world = World({"10.0.0.8": Device(ports={80: says(OK)}, dies=START + 9)})
    world.table = tuple((f"10.0.0.{number}", b"\0\1\2\3\4\5") for number in (1, 2, 3))
    ran = play(world, scope("10.0.0.0/28", limits=Limits(attempts=1, at_once=1), ports=(80,)))
    assert ran.why == "the network has gone"
    assert ran.found == ["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.8"]
    assert (ran.absent, ran.left) == (["10.0.0.0", "10.0.0.4/30"], ["10.0.0.9-10.0.0.15"])


def test_what_was_silent_after_the_last_answer_is_in_doubt_whatever_the_family() -> None:
    way = itinerary("10.0.0.0/29", "fd00::1-fd00::3", limits=ONCE)
    for _ in range(11):
        visit = way.next()
        assert visit is not None
        way.finished(visit)
        if visit.target.address == "10.0.0.2":
            way.network_lost()
            assert shown(way.absent()) == []
    way = itinerary("10.0.0.0/29", limits=ONCE)
    way.silent = Numbers(addresses.number(one) for one in ("fd00::1", "fd00::2", "fd00::3"))
    walked = walk(way, alive=["10.0.0.4"])
    way.network_lost()
    assert walked == [f"10.0.0.{number}" for number in range(8)]
    assert shown(way.left()) == ["10.0.0.5-10.0.0.7"]


def test_a_long_run_whose_devices_may_not_be_asked_any_more_does_not_say_that_the_network_is_gone() -> None:
    world = World({"10.0.0.0": Device(ports={80: says(OK)}), "10.0.0.1": Device(ports={80: says(OK)})})
    ran = play(world, scope("10.0.0.0/24", limits=Limits(attempts=1, seconds=2), ports=(80,)))
    assert ran.why == "done"
    assert ran.absent == ["10.0.0.2-10.0.0.255"]
    keeps_within(ran)


@pytest.mark.parametrize("homes", [
    {"10.0.0.0": Device(ports={80: says(OK)}, shuts=START + 2)},
    {"10.0.0.0": Device(ports={80: says(OK)}, dies=START + 2), "10.0.0.1": Device(ports={80: says(OK)})},
    {"10.0.0.0": Device()},
])  # fmt: skip
def test_one_answer_is_enough_to_know_that_the_network_is_there(homes: dict[str, Device]) -> None:
    ran = play(World(homes), scope("10.0.0.0/24", limits=Limits(attempts=1), ports=(80,)))
    assert ran.why == "done"
    assert ran.left == []


# --- a run that is taken up again ---


def test_what_was_done_before_is_not_done_again() -> None:
    before = Before(judged=spans("10.0.0.1", "10.0.0.6"), lost=spans("10.0.0.2"), silent=spans("10.0.0.4/31"), passes=1)
    way = itinerary("10.0.0.0/29", limits=ONCE, before=before)
    assert walk(way, alive=["10.0.0.7"]) == ["10.0.0.0", "10.0.0.3", "10.0.0.7"]
    assert shown(way.absent()) == ["10.0.0.0", "10.0.0.3-10.0.0.5"]
    assert shown(way.left()) == ["10.0.0.2"]


def test_passes_go_on_where_they_ended() -> None:
    before = Before(silent=spans("10.0.0.4/31"), passes=2)
    way = itinerary("10.0.0.4-10.0.0.6", before=before)
    assert Counter(walk(way)) == Counter({"10.0.0.4": 1, "10.0.0.5": 1, "10.0.0.6": 2})
    assert way.passes == 3


def test_who_was_judged_before_is_not_visited_though_it_is_heard_or_handed_out() -> None:
    before = Before(judged=spans("10.0.0.1"), lost=spans("10.0.0.2"))
    world = World({f"10.0.0.{number}": Device(ports={80: says(OK)}) for number in range(4)})
    world.links, world.table = {"eth0": 2}, (("10.0.0.1", b"\0\1\2\3\4\5"), ("10.0.0.2", b"\0\1\2\3\4\6"))

    def ask(target: object, port: int = 0) -> Script:
        yield Saw(field="http.location", value="http://10.0.0.1/ http://10.0.0.2/")

    ran = play(
        world, scope("10.0.0.0/30", links=["eth0"], limits=ONCE), probe(ask), calling(("10.0.0.1", "x")), before=before
    )
    assert set(world.ledgers) == {"10.0.0.0", "10.0.0.3"}
    assert ran.left == ["10.0.0.2"]


def test_what_was_spent_before_is_not_spent_again() -> None:
    limits = Limits(connections=10, attempts=1)
    before = Before(spent={"10.0.0.7": (8, 100, 90, 3_000, 4_000), "192.0.2.1": (1, 1, 1, 1, 1)})
    world = World({"10.0.0.7": Device(ports={80: says(OK)})})
    asking = Asking([exchange(), exchange(554), exchange(443)])
    ran = play(world, scope("10.0.0.6-10.0.0.7", limits=limits, ports=(443, 80)), probe(asking.ask), before=before)
    assert world.ledgers["10.0.0.7"].connections == 2
    (account,) = (one for one in ran.governor.accounts.values() if one.address == "10.0.0.7")
    assert account.connections == 10
    assert account.packets_sent > 100


def test_what_was_sent_to_silent_addresses_before_a_run_was_cut_off_is_taken_as_spent() -> None:
    limits = Limits(connections=5, attempts=2, rate=5_000, subnet_rate=5_000)
    ran = play(World(), scope("10.0.0.0/30", limits=limits), before=Before(cut_off=1))
    assert {ledger.connections for ledger in ran.world.ledgers.values()} == {3}  # five without the pass of before


# --- many numbers ---

numbers = st.one_of(st.integers(0, (1 << 32) - 1), st.integers(1 << 64, (1 << 128) + (1 << 64) - 1))


@given(st.lists(numbers, unique=True), st.integers(0, 20))
def test_numbers_are_kept_in_order_of_coming(given_: list[int], after: int) -> None:
    kept = Numbers(given_)
    assert len(kept) == len(given_)
    assert sorted(kept.since(0)) == sorted(given_)
    place = Numbers(given_[:after]).place
    assert set(kept.since(place)) >= set(given_[after:])
    assert sum(high - low + 1 for low, high in kept.spans()) == len(given_)
    assert sorted(kept.cut()) == sorted(given_)
    assert len(kept) == 0
