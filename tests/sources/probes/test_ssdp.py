"""SSDP: the link in two families, one device until it answers."""

from __future__ import annotations

from tests.sources.probes.playing import play, survives
from tests.wire.test_ssdp import ANSWER, SAID

from camcensus.sources.probes import ssdp
from camcensus.sources.steps import Call, Datagram, End, Reply, Saw, Target

SILENT = Reply(end=End.SILENT)
FIRST = Datagram(
    port=1900,
    data=b'M-SEARCH * HTTP/1.1\r\nHOST: 192.0.2.64:1900\r\nMAN: "ssdp:discover"\r\nST: upnp:rootdevice\r\n\r\n',
    most=4,
)
SECOND = Datagram(port=1900, data=FIRST.data.replace(b"upnp:rootdevice", b"ssdp:all"), most=4)


def said(about: str = "") -> list[Saw]:
    return [
        Saw(field="ssdp.server", value=SAID.server, about=about),
        Saw(field="ssdp.location", value=SAID.location, about=about),
    ]


def test_one_device_is_asked_until_it_answers() -> None:
    target = Target(address="192.0.2.64", open=[80])
    reply = Reply(end=End.WHOLE, packets=(("192.0.2.64", ANSWER), ("192.0.2.64", ANSWER)))
    assert play(ssdp.ask(target), reply) == [FIRST, *said()]
    assert play(ssdp.ask(target), SILENT, reply) == [FIRST, SECOND, *said()]
    assert play(ssdp.ask(target), SILENT, SILENT) == [FIRST, SECOND]


def test_a_device_without_an_open_port_or_that_was_heard_is_not_asked() -> None:
    assert play(ssdp.ask(Target(address="192.0.2.64"))) == []
    assert play(ssdp.ask(Target(address="192.0.2.64", open=[80], seen=said()[:1]))) == []
    assert play(ssdp.ask(Target(address="192.0.2.64", open=[80], seen=said()[1:]))) == []


def test_the_link_is_asked_in_both_families() -> None:
    heard = Reply(end=End.WHOLE, packets=(("192.0.2.64", ANSWER), ("192.0.2.64", ANSWER), ("192.0.2.65", b"no")))
    data = (
        b'M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: "ssdp:discover"\r\nMX: 2\r\n'
        b"ST: upnp:rootdevice\r\n\r\n"
    )
    assert play(ssdp.call(), heard, SILENT) == [
        Call(group="239.255.255.250", port=1900, data=data),
        *said("ip:192.0.2.64"),
        Call(group="ff02::c", port=1900, data=data.replace(b"239.255.255.250", b"[ff02::c]")),
    ]


def test_nothing_can_make_it_fail() -> None:
    survives(lambda: ssdp.ask(Target(address="192.0.2.64", open=[80])))
    survives(ssdp.call)
