"""The rules that all searches share: who is asked, what is kept, and when it ends."""

from __future__ import annotations

import pytest
from tests.sources.probes.playing import play

from camcensus.sources.probes import _search
from camcensus.sources.steps import Call, Datagram, End, Reply, Saw, Target, saw


def parse(data: bytes) -> None:
    if not data.startswith(b"yes"):
        raise ValueError("no")


def one(message: bytes = b"?", **more: object) -> _search.Search:
    return _search.Search(field="vendor.discovery", port=7, message=lambda: message, parse=parse, **more)  # type: ignore[arg-type]


def heard(*packets: tuple[str, bytes]) -> Reply:
    return Reply(end=End.WHOLE, packets=packets)


CAMERA = {"address": "192.0.2.7", "open": [554]}
SILENT = Reply(end=End.SILENT)


@pytest.mark.parametrize("port", [554, 8554, 10554, 8000, 8899, 9000, 2020, 34567, 37777])
def test_a_port_of_cameras_makes_a_candidate(port: int) -> None:
    assert _search.candidate(Target(address="192.0.2.7", open=[80, port]))


@pytest.mark.parametrize("field", ["onvif.types", "ssdp.server", "mdns.name", "rtsp.server"])
def test_what_cameras_say_makes_a_candidate(field: str) -> None:
    assert _search.candidate(Target(address="192.0.2.7", seen=[Saw(field=field, value="x")]))


def test_anything_else_does_not() -> None:
    seen = [Saw(field="http.server", value="nginx"), Saw(field="net.open_port", value="443/tcp")]
    assert not _search.candidate(Target(address="192.0.2.7", open=[22, 80, 443, 8080, 3389], seen=seen))


def test_ipv6_is_not_asked_in_protocols_that_do_not_know_it() -> None:
    assert play(_search.ask(Target(address="2001:db8::7", open=[554]), one())) == []


def test_a_device_is_asked_until_one_search_is_answered() -> None:
    target = Target(address="192.0.2.7", open=[554])
    steps = play(_search.ask(target, one(b"1"), one(b"2"), one(b"3")), SILENT, heard(("192.0.2.7", b"yes")))
    assert steps == [Datagram(port=7, data=b"1"), Datagram(port=7, data=b"2"), saw("vendor.discovery", b"yes")]


def test_a_reply_that_does_not_parse_is_not_kept() -> None:
    steps = play(_search.ask(Target(address="192.0.2.7", open=[554]), one()), heard(("192.0.2.7", b"no")))
    assert steps == [Datagram(port=7, data=b"?")]


def test_only_what_may_be_kept_of_a_reply_is_kept_and_once() -> None:
    search = one(keep=lambda data: data[:3], reply_port=9)
    steps = play(_search.ask(Target(**CAMERA), search), heard(("192.0.2.7", b"yes 1"), ("192.0.2.7", b"yes 2")))  # type: ignore[arg-type]
    assert steps == [Datagram(port=7, data=b"?", reply_port=9), saw("vendor.discovery", b"yes")]


@pytest.mark.parametrize("said", [b"yes", b"yes\0\xff"])
def test_who_answered_on_the_link_is_not_asked_again(said: bytes) -> None:
    other = saw("vendor.discovery", b"of another maker")
    assert play(_search.ask(Target(**CAMERA, seen=[other, saw("vendor.discovery", said)]), one())) == []  # type: ignore[arg-type]
    broken = Saw(field="vendor.discovery", value="%%%", encoding="base64")
    assert len(play(_search.ask(Target(**CAMERA, seen=[other, broken]), one()), SILENT)) == 1  # type: ignore[arg-type]


@pytest.mark.parametrize("end", [End.NOT_ALLOWED, End.UNJUDGED, End.RESET])
def test_it_ends_where_nothing_more_is_to_be_asked(end: End) -> None:
    assert len(play(_search.ask(Target(**CAMERA), one(), one()), Reply(end=end))) == 1  # type: ignore[arg-type]
    assert len(play(_search.call(one(), one()), Reply(end=end))) == 1


def test_a_link_is_asked_in_every_group_and_each_reply_is_of_its_sender_once() -> None:
    said = heard(("192.0.2.7", b"yes"), ("192.0.2.8", b"yes"), ("192.0.2.9", b"no"), ("nowhere", b"yes"))
    steps = play(_search.call(one(groups=("239.255.255.250", _search.BROADCAST))), said, said)
    assert steps == [
        Call(group="239.255.255.250", port=7, data=b"?"),
        saw("vendor.discovery", b"yes", about="ip:192.0.2.7"),
        saw("vendor.discovery", b"yes", about="ip:192.0.2.8"),
        Call(group="255.255.255.255", port=7, data=b"?"),
    ]


def test_an_interface_in_an_address_is_not_of_the_sender() -> None:
    assert list(_search.packets(heard(("fe80::7%eth0", b"x")))) == [("fe80::7", b"x")]


def test_messages_are_numbered_anew() -> None:
    assert _search.fresh() != _search.fresh()
    assert 0 <= _search.number(8) < 256
