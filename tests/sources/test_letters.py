"""Datagrams out, and each answer to whoever asked that very address, or to whoever called the link."""

from __future__ import annotations

import errno
from collections import defaultdict
from typing import cast

import pytest
from tests.sources.world import Box

from camcensus.sources.letters import AT_A_TIME, BROADCAST, MOST_ANSWERS, Letters
from camcensus.sources.steps import Call, Datagram
from camcensus.sources.talk import IN, Socket

ASK = Datagram(port=37_020, data=b"who are you?")
EVERYBODY = Call(group=BROADCAST, port=37_020, data=b"who is there?")


class Office:
    """The post, and whoever gets letters."""

    def __init__(self) -> None:
        self.links = {"eth0": 2, "eth1": 3}
        self.boxes: dict[int, Box] = {}
        self.sent: list[tuple[int, bytes, str, int]] = []
        self.cried: list[tuple[int, str, str]] = []
        self.joined: list[tuple[int, str, str]] = []
        self.watched: dict[int, int] = {}
        self.got: dict[object, list[tuple[str, bytes]]] = defaultdict(list)
        self.fault: OSError | None = None
        self.letters = Letters(self, self.watch, lambda who, address, data: self.got[who].append((address, data)))

    def watch(self, number: int, events: int) -> None:
        assert number in self.boxes
        self.watched[number] = events

    def udp(self, *, six: bool, port: int) -> tuple[Socket, int]:
        number = 5 + len(self.boxes)
        self.boxes[number] = Box(number, port)
        return self.boxes[number], number

    def post(self, sock: Socket, data: bytes, address: str, port: int) -> None:
        if self.fault is not None:
            raise self.fault
        self.sent.append((cast(Box, sock).fd, data, address, port))

    def cry(self, sock: Socket, data: bytes, group: str, port: int, link: str) -> None:
        if self.fault is not None:
            raise self.fault
        self.cried.append((cast(Box, sock).fd, group, link))

    def join(self, sock: Socket, group: str, link: str) -> None:
        self.joined.append((cast(Box, sock).fd, group, link))

    def read(self, sock: Socket) -> tuple[bytes, str]:
        letters = cast(Box, sock).letters
        if not letters:
            raise BlockingIOError(errno.EAGAIN, "nothing")
        data, address = letters.pop(0)
        if not address:
            raise ConnectionRefusedError(errno.ECONNREFUSED, "nobody")
        return data, address

    def close(self, sock: Socket) -> None:
        box = cast(Box, sock)
        assert self.watched[box.fd] == 0, "it is closed while it is watched"
        box.is_open = False

    def come(self, number: int, *letters: tuple[bytes, str]) -> None:
        self.boxes[number].letters += letters
        self.letters.event(number)


def test_an_answer_is_given_to_whoever_asked_its_sender() -> None:
    office = Office()
    office.letters.send("a", ASK, "192.0.2.1")
    office.letters.send("b", ASK, "192.0.2.2")
    assert office.sent == [(5, b"who are you?", "192.0.2.1", 37_020), (5, b"who are you?", "192.0.2.2", 37_020)]
    office.come(5, (b"two", "192.0.2.2"), (b"one", "192.0.2.1"), (b"more", "192.0.2.1"))
    assert office.got == {"b": [("192.0.2.2", b"two")], "a": [("192.0.2.1", b"one"), ("192.0.2.1", b"more")]}


def test_an_answer_of_somebody_else_is_not_taken() -> None:
    office = Office()
    office.letters.send("a", ASK, "192.0.2.1")
    office.come(5, (b"one", "192.0.2.3"), (b"one", "fd00::1"))
    assert not office.got
    assert office.letters.strangers == 2


def test_an_answer_to_another_port_of_ours_is_not_taken() -> None:
    office = Office()
    office.letters.send("a", ASK, "192.0.2.1")
    office.letters.send("b", Datagram(port=1, data=b"x", reply_port=3_000), "192.0.2.2")
    office.come(6, (b"one", "192.0.2.1"))
    assert not office.got


def test_what_comes_too_late_is_nobodys() -> None:
    office = Office()
    office.letters.send("a", ASK, "192.0.2.1")
    assert office.letters.awaits("a")
    office.letters.forget("a")
    assert not office.letters.awaits("a")
    office.come(5, (b"one", "192.0.2.1"))
    assert not office.got


def test_sockets_are_shared_by_those_who_ask_from_the_same_port() -> None:
    office = Office()
    for port in (0, 3_000, 0, 3_000):
        office.letters.send("a", Datagram(port=1, data=b"x", reply_port=port), "192.0.2.1")
        office.letters.forget("a")
    assert [box.port for box in office.boxes.values()] == [0, 3_000]
    office.letters.send("a", ASK, "fd00::1")
    assert len(office.boxes) == 3
    assert set(office.watched.values()) == {IN}


def test_a_call_goes_to_every_link_and_is_answered_by_anybody() -> None:
    office = Office()
    assert office.letters.call("a", EVERYBODY) == 2
    assert office.cried == [(5, BROADCAST, "eth0"), (5, BROADCAST, "eth1")]
    assert office.joined == []
    office.come(5, (b"me", "192.0.2.1"), (b"me too", "198.51.100.1"))
    assert office.got["a"] == [("192.0.2.1", b"me"), ("198.51.100.1", b"me too")]


def test_a_group_whose_answers_come_to_it_is_joined() -> None:
    office = Office()
    office.letters.call("a", Call(group="239.255.255.250", port=37_020, data=b"x", reply_port=37_020))
    assert office.joined == [(5, "239.255.255.250", "eth0"), (5, "239.255.255.250", "eth1")]


def test_the_socket_of_a_call_is_closed_afterwards_and_a_shared_one_is_not() -> None:
    office = Office()
    office.letters.call("a", EVERYBODY)
    office.letters.call("b", Call(group=BROADCAST, port=1, data=b"x", reply_port=3_000))
    office.letters.forget("a")
    office.letters.forget("b")
    assert [(box.port, box.is_open) for box in office.boxes.values()] == [(0, False), (3_000, True)]
    office.letters.event(5)
    office.letters.close()
    assert not any(box.is_open for box in office.boxes.values())


def test_a_flood_of_strangers_takes_nothing_from_those_who_are_awaited() -> None:
    office = Office()
    office.letters.send("a", ASK, "192.0.2.1")
    for _ in range(3):
        office.come(5, *[(b"x", "192.0.2.9")] * MOST_ANSWERS)
        office.letters.event(5)
    office.come(5, (b"one", "192.0.2.1"))
    assert office.got == {"a": [("192.0.2.1", b"one")]}
    assert office.letters.strangers == 3 * MOST_ANSWERS


def test_answers_to_a_call_are_taken_up_to_a_limit_and_anew_for_the_next() -> None:
    office = Office()
    from_there = Call(group=BROADCAST, port=1, data=b"x", reply_port=3_000)
    for _ in range(2):
        office.letters.call("a", from_there)
        office.come(5, *[(b"x", "192.0.2.9")] * (MOST_ANSWERS + 5))
        office.letters.event(5)
        assert len(office.got.pop("a")) == MOST_ANSWERS
        office.letters.forget("a")


def test_as_many_are_read_at_a_time_as_a_buffer_of_the_system_holds() -> None:
    """A datagram takes at least 768 bytes of the buffer, which the system makes twice as large as it is asked to."""
    assert AT_A_TIME >= (8 << 20) // 768


def test_what_an_earlier_datagram_came_to_does_not_stop_the_reading() -> None:
    office = Office()
    office.letters.send("a", ASK, "192.0.2.1")
    office.come(5, (b"", ""), (b"one", "192.0.2.1"))
    assert office.got == {"a": [("192.0.2.1", b"one")]}


@pytest.mark.parametrize("how", ["send", "call"])
def test_whoever_could_not_write_awaits_nothing_after_it_is_forgotten(how: str) -> None:
    office = Office()
    office.fault = OSError(errno.ENETUNREACH, "no network")
    with pytest.raises(OSError, match="no network"):
        office.letters.send("a", ASK, "192.0.2.1") if how == "send" else office.letters.call("a", EVERYBODY)
    office.letters.forget("a")
    assert not office.letters.awaits("a")
    office.come(5, (b"one", "192.0.2.1"))
    assert not office.got


def test_something_on_a_socket_that_is_none_is_nothing() -> None:
    Office().letters.event(99)
