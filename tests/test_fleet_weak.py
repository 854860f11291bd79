"""Each kind of weak device dies of what it does not bear, and lives when it is treated gently."""

from __future__ import annotations

import contextlib
import socket
import struct
import time
from collections.abc import Callable, Iterator

import pytest
from tests.fleet import ask, family, sniff, weak
from tests.fleet.device import Device
from tests.fleet.fleet import Fleet, simulated

FAMILY = family.every()["hikvision-nvr"]
HIGH = {port: 20_000 + port for port in range(1, 1024)}


@contextlib.contextmanager
def device(kind: str) -> Iterator[Device]:
    with simulated((FAMILY, weak.KINDS[kind]()), ports=HIGH) as fleet:
        yield fleet.devices[0]


def connect(one: Device) -> socket.socket:
    return socket.create_connection((one.address, one.port(80)), 5)


def page(one: Device) -> str:
    return ask.get(one.address, one.port(80), "/doc/page/login.asp")


def together(count: int) -> Callable[[Device], None]:
    """So many connections at the same time."""

    def provoke(one: Device) -> None:
        with contextlib.ExitStack() as stack, contextlib.suppress(OSError):
            for _ in range(count):
                stack.enter_context(connect(one)).sendall(b"G")
                time.sleep(0.1)

    return provoke


def one_after_another(count: int, pause: float = 0.0) -> Callable[[Device], None]:
    def provoke(one: Device) -> None:
        with contextlib.suppress(OSError):
            for _ in range(count):
                page(one)
                time.sleep(pause)

    return provoke


def broken_off(count: int, said: bytes = b"") -> Callable[[Device], None]:
    """Connections that are reset after the handshake."""

    def provoke(one: Device) -> None:
        with contextlib.suppress(OSError):
            for _ in range(count):
                sock = connect(one)
                if said:
                    sock.sendall(said)
                    time.sleep(0.05)
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                sock.close()
                time.sleep(0.02)

    return provoke


def wrong_login(one: Device) -> None:
    ask.get(one.address, one.port(80), "/ISAPI/System/deviceInfo", more="Authorization: Basic eDp5\r\n")


PROVOKED = [
    ("single", together(2)),
    ("backlog4", together(5)),
    ("half-open", broken_off(8)),
    ("burst", one_after_another(6)),
    ("full-401", one_after_another(14)),
    ("slow-close", one_after_another(4)),
    ("hammered", one_after_another(61)),
]
GENTLE = [
    ("single", one_after_another(5)),
    ("backlog4", together(4)),
    ("half-open", broken_off(7)),
    ("half-open", broken_off(20, b"GET")),
    ("half-open", one_after_another(20)),
    ("burst", one_after_another(8, 0.25)),
    ("full-401", one_after_another(3, 1.6)),
    ("lockout", one_after_another(20)),
    ("slow-close", one_after_another(6, 0.15)),
    ("slow-close", together(3)),
    ("hammered", one_after_another(59)),
]


@pytest.mark.parametrize(("kind", "provoke"), PROVOKED, ids=[kind for kind, _ in PROVOKED])
def test_it_dies_when_provoked(kind: str, provoke: Callable[[Device], None]) -> None:
    with device(kind) as one:
        provoke(one)
        time.sleep(0.1)
        assert one.counters.died
        assert one.counters.harmed == one.counters.died
        assert ask.refused(one.address, one.port(80))
        assert ask.refused(one.address, one.port(554))
        assert ask.datagram(one.address, 37020, b"<Types>inquiry</Types>", seconds=0.1) == b""


@pytest.mark.parametrize(("kind", "treat"), GENTLE, ids=[kind for kind, _ in GENTLE])
def test_it_lives_when_treated_gently(kind: str, treat: Callable[[Device], None]) -> None:
    with device(kind) as one:
        treat(one)
        time.sleep(0.4)
        assert not one.counters.harmed
        assert page(one).startswith("HTTP/1.1 200 ")


def test_a_wrong_login_harms_without_killing() -> None:
    with device("lockout") as one:
        wrong_login(one)
        assert one.counters.harmed == "locked by a failed login"
        assert not one.counters.died
        assert page(one).startswith("HTTP/1.1 200 ")


def test_one_that_is_full_says_so_and_recovers() -> None:
    with device("full-401") as one:
        answers = [page(one)[9:12] for _ in range(4)]
        assert answers == ["200", "200", "401", "401"]
        time.sleep(3.1)
        assert page(one)[9:12] == "200"
        assert not one.counters.harmed


def test_a_connection_that_its_peer_has_closed_is_closed() -> None:
    """However late the fleet looks: what counts is the order on the wire."""
    with device("single") as one:
        for _ in range(200):
            with connect(one) as sock:
                sock.sendall(b"G")
        page(one)
        assert not one.counters.harmed
        assert one.counters.connections == 201


def test_a_peer_that_gave_up_before_it_was_answered_is_gone() -> None:
    with device("single") as one:
        for _ in range(100):
            with connect(one) as sock:
                sock.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        time.sleep(0.1)
        assert not one.counters.harmed
        assert one.counters.connections == 100


def test_each_kind_is_there_by_its_name() -> None:
    kinds = ("single", "backlog4", "half-open", "burst", "full-401", "lockout", "slow-close", "hammered")
    assert tuple(weak.KINDS) == kinds


@pytest.fixture(name="watched")
def _watched(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Fleet, Device]]:
    monkeypatch.setattr(sniff, "PATIENCE", 0.4)
    with simulated((FAMILY, weak.HalfOpen()), ports=HIGH) as fleet:
        if fleet.unseen:
            pytest.skip(f"SYNs cannot be watched: {fleet.unseen}")
        yield fleet, fleet.devices[0]


def test_half_open_connections_are_seen_and_whole_ones_are_not_taken_for_them(watched: tuple[Fleet, Device]) -> None:
    _, one = watched
    one_after_another(20)(one)
    time.sleep(1.0)
    assert not one.counters.harmed
    half_open(one, 7)
    time.sleep(1.0)
    assert not one.counters.harmed
    half_open(one, 1)
    time.sleep(1.0)
    assert one.counters.died


def half_open(one: Device, count: int) -> None:
    """SYNs from a raw socket: this machine's own kernel breaks off what they begin."""
    source = "127.77.255.254"
    with socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_TCP) as raw:
        raw.bind((source, 0))
        for number in range(count):
            raw.sendto(syn(source, one.address, 40_000 + number, one.port(80)), (one.address, 0))


def syn(source: str, to: str, port: int, at: int) -> bytes:
    head = struct.pack(">HHIIBBHHH", port, at, 1, 0, 5 << 4, 2, 1024, 0, 0)
    pseudo = socket.inet_aton(source) + socket.inet_aton(to) + struct.pack(">BBH", 0, 6, len(head))
    words = struct.unpack(f">{len(pseudo + head) // 2}H", pseudo + head)
    total = sum(words)
    total = (total & 0xFFFF) + (total >> 16)
    return head[:16] + struct.pack(">H", ~(total + (total >> 16)) & 0xFFFF) + head[18:]
