"""The simulated devices asked by the probes, with all that goes over the wire: what a capture would hold of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import cast

from tests.fleet.device import Device
from tests.fleet.family import Family, every
from tests.fleet.stream import Conn

from camcensus.engine import probe as engine
from camcensus.sources.captures import _speech, _streams
from camcensus.sources.captures._said import Said
from camcensus.sources.steps import Call, End, Exchange, Login, Reply, Saw, Script, Step, Target
from camcensus.sources.visit import Probe
from camcensus.wire import http

HERE, THERE = "192.0.2.7", "192.0.2.250"
"""The device, and whoever asks it."""
SUBJECT = f"ip:{HERE}"
MAC = "02:00:5e:00:53:07"

Seen = set[tuple[str, str, str]]
"""Field, value and encoding."""

_OF_ONE = re.compile(r"(?<=>)[^<>]*(?=</(?:wsa:MessageID|wsa:RelatesTo|Uuid)>)")
"""What tells one answer from the next."""


@dataclass
class _Wire:
    """One side of a connection, as the services of the fleet know it."""

    device: Device
    port: int
    buffer: bytes = b""
    said: bytes = b""
    open: bool = True

    def send(self, data: bytes) -> None:
        self.said += data

    def finish(self) -> None:
        self.open = False

    abort = finish


@dataclass
class _Flow:
    """A connection: what went each way."""

    port: int
    asked: bytes
    said: bytes
    open: bool


@dataclass
class Heard:
    """What probes saw of one device, and what a listener understood of the same bytes."""

    seen: list[Saw] = field(default_factory=list)
    letters: list[tuple[int, bytes]] = field(default_factory=list)
    """Port and data of each datagram of the device."""
    flows: list[_Flow] = field(default_factory=list)
    asked: list[Said] = field(default_factory=list)
    """Of those sent by whoever asks."""
    said: list[Said] = field(default_factory=list)
    """Of those sent by the device."""

    def active(self) -> Seen:
        return {_same(one.field, one.value, one.encoding) for one in self.seen if one.about in ("", SUBJECT)}

    def passive(self) -> Seen:
        facts = [fact for said in self.said for fact in said.facts if fact.subject == SUBJECT]
        return {_same(one.field, one.value, one.encoding) for one in facts}


def _same(name: str, value: str, encoding: str) -> tuple[str, str, str]:
    """Without what differs from answer to answer; an answer of RTSP by what it says, not how it is spelt."""
    if name == "rtsp.response":
        head = http.answer(value.encode())
        return name, repr((head.status, head.headers)), encoding
    return name, _OF_ONE.sub("", value), encoding


@cache
def families() -> list[Family]:
    return list(every().values())


@cache
def probes() -> dict[str, Probe]:
    return {one.id: one for one in engine.probes()}


def device(family: Family, login: Login | None = None) -> Device:
    """The first device of a family, at the address `HERE`; it takes the login."""
    return Device(family, HERE, login=(login.user, login.password) if login is not None else None)


def searched(one: Device) -> Heard:
    """Every search of a link, and what the device answers."""
    heard = Heard()
    for probe in probes().values():
        if probe.call is not None:
            _play(heard, probe.call(), lambda step: _letters(heard, one, step), [])
    return heard


@cache
def answers() -> list[tuple[int, bytes]]:
    """Port and data of what the devices answer to searches."""
    return [(port, data) for one in families() for port, data in searched(device(one)).letters]


def visited(one: Device, *names: str, login: Login | None = None) -> Heard:
    """These probes in order, as a visit plays them, and what the device answers over TCP without TLS."""
    heard = Heard()
    target = Target(address=HERE, open=list(one.family.tcp), seen=searched(one).seen, login=login)
    target.seen = [Saw(field=seen.field, value=seen.value, encoding=seen.encoding) for seen in target.seen]
    for name in names:
        probe = probes()[name]
        for port in sorted(probe.ports & set(one.family.tcp)) or [0] * bool(probe.asks & {"device", "login"}):
            _play(heard, probe.ask(target, port), lambda step: _talk(heard, one, step), target.seen)
            heard.asked += [stream(flow.asked, flow.port, from_server=False) for flow in heard.flows]
            heard.said += [stream(flow.said, flow.port) for flow in heard.flows]
            heard.flows = []
    return heard


def _play(heard: Heard, script: Script, answer: Callable[[Step], Reply], known: list[Saw]) -> None:
    reply: Reply | None = None
    while True:
        try:
            step = next(script) if reply is None else script.send(reply)
        except StopIteration:
            return
        reply = Reply(end=End.WHOLE)
        if isinstance(step, Saw):
            heard.seen.append(step)
            known.append(step)
        else:
            reply = answer(step)


def _letters(heard: Heard, one: Device, step: Step) -> Reply:
    if not isinstance(step, Call) or ":" in step.group:
        return Reply(end=End.SILENT)
    asker = step.reply_port or 50_000
    heard.asked.append(datagram(step.data, (asker, step.port), source=THERE, target=step.group))
    found = [search for search in one.family.udp if search.port == step.port]
    said = [(data, search) for search in found if (data := search.answer(one, step.data))]
    heard.said += [datagram(data, (step.port, search.reply_port or asker)) for data, search in said]
    heard.letters += [(step.port, data) for data, _ in said]
    return Reply(end=End.WHOLE, packets=tuple((HERE, data) for data, _ in said))


def _talk(heard: Heard, one: Device, step: Step) -> Reply:
    if not isinstance(step, Exchange):
        return Reply(end=End.WHOLE)
    if step.tls or step.port not in one.family.tcp:
        return Reply(end=End.NO_TLS)
    wire = spoken(one, step.port, step.data)
    if not heard.flows or not heard.flows[-1].open or heard.flows[-1].port != step.port:
        heard.flows.append(_Flow(step.port, b"", b"", open=True))
    flow = heard.flows[-1]
    flow.asked, flow.said, flow.open = flow.asked + step.data, flow.said + wire.said, wire.open
    return Reply(end=End.WHOLE if step.whole(wire.said) else End.CLOSED, data=wire.said[: step.most])


def spoken(one: Device, port: int, data: bytes = b"") -> _Wire:
    """What the service on a port says first, and to a request if there is one; and whether it stays."""
    wire = _Wire(one, port)
    conn, service = cast("Conn", wire), one.family.tcp[port]
    service.opened(conn)
    if data:
        service.received(conn, data)
    return wire


def datagram(data: bytes, ports: tuple[int, int], *, source: str = HERE, target: str = THERE) -> Said:
    """What a listener understands of one datagram."""
    return _speech.said(_speech.Datagram("udp", source, target, *ports, MAC, data))


def stream(data: bytes, port: int, *, from_server: bool = True) -> Said:
    """What a listener understands of one direction of a connection."""
    return _streams.said(_streams.Stream(THERE, HERE, port, from_server, data))
