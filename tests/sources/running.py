"""Runs in a made-up world: a scope, probes, and what came of them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from tests.sources.world import World

from camcensus.model.scope import Authority, Exclusion, Limits, Network, Range, Scope, Window
from camcensus.sources.governor import BYTES_ON_THEIR_WAY, ON_ITS_WAY, Governor
from camcensus.sources.itinerary import Before, Itinerary
from camcensus.sources.loop import Loop
from camcensus.sources.steps import Datagram, Exchange, Login, Reply, Saw, Script, Target
from camcensus.sources.visit import Probe, Visit
from camcensus.wire import addresses

DAY = datetime(2026, 11, 20, 8, tzinfo=UTC)
ASK = b"GET / HTTP/1.0\r\n\r\n"


def scope(
    *ranges: str | tuple[str, str],
    exclude: Iterable[str] = (),
    limits: Limits | None = None,
    ports: Sequence[int] = (80, 554),
    links: Sequence[str] = (),
) -> Scope:
    """Addresses, or (addresses, realm); permitted by nobody who exists."""
    pairs = [(one, "main") if isinstance(one, str) else one for one in ranges]
    return Scope(
        authority=Authority(person="Jo Bloggs, head of estates", on=date(2026, 11, 1)),
        range=tuple(Range(addresses=one, realm=realm) for one, realm in pairs),
        exclude=tuple(Exclusion(addresses=one, why="left alone") for one in exclude),
        window=Window(start=DAY, end=DAY + timedelta(days=30)),
        limits=limits or Limits(),
        network=Network(ports=tuple(ports), links=tuple(links)),
    )


def whole(data: bytes) -> bool:
    """Whether an answer has come to its empty line."""
    return data.endswith(b"\r\n\r\n")


def exchange(
    port: int = 80, data: bytes = ASK, *, most: int = 65_536, seconds: float = 5.0, tls: bool = False,
    credential: bool = False,
) -> Exchange:  # fmt: skip
    return Exchange(port=port, data=data, whole=whole, most=most, seconds=seconds, tls=tls, credential=credential)


def datagram(port: int = 5_000, data: bytes = b"who are you?", *, seconds: float = 1.0, most: int = 1) -> Datagram:
    return Datagram(port=port, data=data, seconds=seconds, most=most)


def probe(
    ask: Callable[[Target, int], Script], name: str = "made-up", *, on: Iterable[int] = (), order: int = 1,
    call: Callable[[], Script] | None = None,
) -> Probe:  # fmt: skip
    """A probe of open ports, where it names any; else of the device."""
    ports = frozenset(on)
    asks = frozenset(["port" if ports else "device", *(["link"] if call is not None else [])])
    return Probe(id=name, version=1, order=order, asks=asks, ports=ports, ask=ask, call=call)


@dataclass
class Asking:
    """A probe that takes the same steps with every device, and keeps what it was answered."""

    steps: Sequence[Exchange | Datagram]
    replies: list[tuple[str, Reply]] = field(default_factory=list)

    def ask(self, target: Target, port: int = 0) -> Script:
        for step in self.steps:
            reply = yield step
            self.replies.append((target.address, reply))
            if reply.data:
                yield Saw(field="http.body", value=reply.data[:100].decode("latin-1"))

    @property
    def ends(self) -> list[str]:
        return [str(reply.end) for _, reply in self.replies]


@dataclass
class Ran:
    """A run that has ended."""

    why: str
    world: World
    scope: Scope
    governor: Governor
    itinerary: Itinerary
    loop: Loop
    visits: list[tuple[Visit, bool]]

    @property
    def found(self) -> list[str]:
        """Addresses of the devices that answered and were visited to the end, in order of their number."""
        alive = {
            visit.target.address for visit, whole in self.visits if visit.alive and whole and visit.account is not None
        }
        return sorted(alive, key=addresses.number)

    @property
    def absent(self) -> list[str]:
        return [addresses.show(span) for span in self.itinerary.absent()]

    @property
    def left(self) -> list[str]:
        return [addresses.show(span) for span in self.itinerary.left()]

    def visit(self, address: str) -> Visit:
        """The last visit to an address that was more than a look."""
        return [one for one, _ in self.visits if one.target.address == address and not one.is_check][-1]


def play(
    world: World,
    about: Scope,
    *probes: Probe,
    stop: Callable[[], str] = lambda: "",
    login: Callable[[str], Login | None] = lambda _: None,
    before: Before | None = None,
    kind: type[Itinerary] = Itinerary,
) -> Ran:
    """Play a whole run; whatever it comes to, nothing may have happened that must not."""
    clock = world.clock
    governor = Governor(about)
    itinerary = kind(about, governor, probes, lambda: DAY + timedelta(seconds=clock.now), login=login, before=before)
    visits: list[tuple[Visit, bool]] = []
    loop = Loop(
        world,
        governor,
        itinerary,
        lambda visit, whole: visits.append((visit, whole)),
        stop=stop,
        clock=clock,
        poller=world.poller,
    )
    why = loop.run()
    assert world.wrongs == []
    assert not world.open_sockets
    assert not world.poller.is_open
    return Ran(why, world, about, governor, itinerary, loop, visits)


def most_within(times: Iterable[float], seconds: float) -> int:
    """The most of these moments that lie within so many seconds."""
    ordered = sorted(times)
    return max((bisect_left(ordered, one + seconds) - number for number, one in enumerate(ordered)), default=0)


def keeps_within(ran: Ran) -> None:
    """By the world's own account no device was sent, or sent back, more than the scope permits, or sooner."""
    limits, world = ran.scope.limits, ran.world
    inside = ran.governor.territory
    for address, ledger in world.ledgers.items():
        assert inside.realm(address) is not None, address
        assert ledger.connections <= limits.connections
        assert ledger.packets <= limits.packets + max(0, ON_ITS_WAY - limits.packets // 4)
        assert ledger.data <= limits.bytes + max(0, BYTES_ON_THEIR_WAY - limits.bytes // 4)
        assert all(gap >= limits.gap_ms / 1000 - 1e-6 for gap in ledger.gaps)
        assert not ledger.answered or ledger.last - ledger.answered <= limits.seconds + 0.2
    for account in ran.governor.accounts.values():
        packets = account.packets_sent + account.packets_received
        assert packets <= limits.packets + max(0, ON_ITS_WAY - limits.packets // 4)
        assert account.sent + account.received <= limits.bytes + max(0, BYTES_ON_THEIR_WAY - limits.bytes // 4)
    times = [when for when, _ in world.attempts]
    assert most_within(times, 1.0) <= limits.rate + max(1, limits.rate * 0.05) + 1
    for subnet in {address.rpartition(".")[0] for _, address in world.attempts}:
        times = [when for when, address in world.attempts if address.rpartition(".")[0] == subnet]
        assert most_within(times, 1.0) <= limits.subnet_rate * 1.1 + 2
