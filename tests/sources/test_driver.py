"""Sockets as they really are, with this machine alone: connections, datagrams, and what the system counts."""

from __future__ import annotations

import errno
import resource
import select
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from typing import cast

import pytest
from tests.sources.running import Asking, datagram, exchange, probe, scope

from camcensus.model.scope import Limits, Network
from camcensus.sources import driver
from camcensus.sources.driver import Hand
from camcensus.sources.governor import Governor
from camcensus.sources.itinerary import Itinerary
from camcensus.sources.loop import Loop
from camcensus.sources.talk import Socket
from camcensus.sources.visit import Visit

HERE = "127.0.0.1"


def hand(source: str = "", links: tuple[str, ...] = ()) -> Hand:
    return Hand(Network(source=source, links=links))


@contextmanager
def listening(address: str = HERE) -> Iterator[tuple[socket.socket, int]]:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with closing(socket.socket(family)) as server:
        server.bind((address, 0))
        server.listen()
        server.settimeout(2)
        yield server, server.getsockname()[1]


def closed_port() -> int:
    with listening() as (_, port):
        return port


def wait(number: int, events: int) -> None:
    poller = select.poll()
    poller.register(number, events)
    assert poller.poll(2_000), "nothing happened"


def connected(own: Hand, address: str, port: int) -> tuple[Socket, int]:
    sock, number = own.tcp(address)
    assert own.connect(sock, address, port) in (0, errno.EINPROGRESS)
    wait(number, select.POLLOUT)
    assert own.error(sock) == 0
    return sock, number


@pytest.mark.parametrize(
    ("address", "source"), [(HERE, ""), (HERE, HERE), (HERE, "127.0.0.2"), ("::1", ""), ("::1", "::1")]
)
def test_it_connects_from_where_the_scope_says_and_counts_what_went(address: str, source: str) -> None:
    own = hand(source)
    with listening(address) as (server, port):
        sock, number = connected(own, address, port)
        peer, place = server.accept()
        with closing(peer):
            assert place[0] == source or not source
            assert sock.send(b"hello") == 5
            assert peer.recv(100) == b"hello"
            peer.sendall(b"x" * 1_000)
            wait(number, select.POLLIN)
            assert sock.recv(10_000) == b"x" * 1_000
            sock.shutdown(1)
            assert peer.recv(100) == b""
        wait(number, select.POLLIN)
        assert sock.recv(100) == b""
        took = own.counted(sock, clean=True)
        own.close(sock)
    assert (took.again, took.told) == (0, 1)
    assert 5 <= took.out <= 7  # the system counts beginning and end as a byte each
    assert 1_000 <= took.back <= 1_001
    assert 4 <= took.sent <= 6  # beginning, its confirmation, data, a confirmation or none, end, a confirmation or none
    assert 3 <= took.received <= 6


def test_the_end_that_a_device_has_not_made_yet_is_counted_in_advance() -> None:
    own = hand()
    with listening() as (server, port):
        sock, _ = connected(own, HERE, port)
        with closing(server.accept()[0]):
            open_, ended = own.counted(sock, clean=False), own.counted(sock, clean=True)
            own.close(sock)
    assert (open_.sent, open_.received) == (ended.sent + 1, ended.received + 1)


def test_nobody_listens() -> None:
    own = hand()
    sock, number = own.tcp(HERE)
    code = own.connect(sock, HERE, closed_port())
    if code == errno.EINPROGRESS:
        wait(number, select.POLLOUT)
        code = own.error(sock)
    assert code == errno.ECONNREFUSED
    own.close(sock)


@pytest.mark.parametrize("address", ["127.255.255.255", "255.255.255.255"])
def test_the_address_of_no_host_is_an_error_of_its_own_and_no_want_of_a_network(address: str) -> None:
    own = hand()
    sock, _ = own.tcp(HERE)
    code = own.connect(sock, address, 80)
    own.close(sock)
    assert code not in (0, errno.EINPROGRESS, errno.ENETDOWN, errno.EMFILE)
    assert code != errno.ENETUNREACH or address == "255.255.255.255"


def test_what_is_sent_without_being_read_is_bounded_by_the_window() -> None:
    own = hand()
    with listening() as (server, port):
        sock, _ = connected(own, HERE, port)
        peer, _ = server.accept()
        with closing(peer):
            peer.setblocking(False)
            sent, quiet = 0, 0
            while quiet < 5:
                try:
                    sent += peer.send(b"x" * 65_536)
                except BlockingIOError:
                    quiet += 1
                    time.sleep(0.02)
            took = own.counted(sock, clean=True)
        own.close(sock)
    assert took.back <= 65_536
    assert sent > took.back


@pytest.mark.parametrize(("address", "source"), [(HERE, ""), (HERE, "127.0.0.2"), ("::1", "")])
def test_a_datagram_goes_out_and_its_answer_comes_with_its_sender(address: str, source: str) -> None:
    own = hand(source)
    with closing(socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_DGRAM)) as device:
        device.bind((address, 0))
        device.settimeout(2)
        sock, number = own.udp(six=":" in address, port=0)
        own.post(sock, b"who are you?", address, device.getsockname()[1])
        data, place = device.recvfrom(100)
        assert (data, place[0]) == (b"who are you?", source or address)
        with pytest.raises(BlockingIOError):
            own.read(sock)
        device.sendto(b"I am", place)
        wait(number, select.POLLIN)
        assert own.read(sock) == (b"I am", address)
        own.close(sock)


def test_a_port_of_ours_can_be_asked_for_and_shared() -> None:
    own = hand()
    first, _ = own.udp(six=False, port=0)
    port = cast(socket.socket, first).getsockname()[1]
    own.close(first)
    one, _ = own.udp(six=False, port=port)
    other, _ = own.udp(six=False, port=port)
    assert cast(socket.socket, other).getsockname()[1] == port
    own.close(one)
    own.close(other)


def test_what_is_sent_to_a_group_is_heard_once_it_is_joined() -> None:
    own = hand(links=("lo",))
    sock, number = own.udp(six=False, port=0)
    port = cast(socket.socket, sock).getsockname()[1]
    own.join(sock, "239.255.255.250", "lo")
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as device:
        device.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(HERE))
        device.sendto(b"NOTIFY", ("239.255.255.250", port))
    wait(number, select.POLLIN)
    assert own.read(sock) == (b"NOTIFY", HERE)
    own.close(sock)


def test_only_links_that_there_are_may_be_asked() -> None:
    assert hand(links=("lo", "none-such")).links == {"lo": socket.if_nametoindex("lo")}
    assert "lo" in driver.links()
    assert "127.0.0.1/8" in driver.networks("lo")
    assert driver.networks("none-such") == []


def test_the_neighbour_table_is_addresses_and_six_bytes_each() -> None:
    assert all(len(mac) == 6 and address for address, mac in hand().neighbours())


def test_as_many_sockets_as_the_system_permits() -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        most = hand().files()
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        assert soft == hard == before[1]
        assert 0 < most <= 1 << 20
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


# --- a whole run ---


def serve(server: socket.socket, count: int) -> None:
    """A device that answers one request on each connection, and ends."""
    for _ in range(count):
        try:
            peer, _ = server.accept()
        except TimeoutError:
            return
        with closing(peer):
            peer.settimeout(2)
            if peer.recv(1_000):
                peer.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
                peer.recv(1_000)


def test_a_run_finds_a_device_on_this_machine_and_asks_it() -> None:
    own = hand()
    asking = Asking([datagram(closed_port(), seconds=0.2)])
    with listening() as (server, port):
        thread = threading.Thread(target=serve, args=(server, 3))
        thread.start()
        asking.steps = [*asking.steps, exchange(port)]
        about = scope("127.0.0.1-127.0.0.2", limits=Limits(attempts=1, gap_ms=20), ports=(port, closed_port()))
        governor = Governor(about)
        way = Itinerary(about, governor, [probe(asking.ask)], lambda: datetime.now(UTC))
        visits: list[Visit] = []
        loop = Loop(own, governor, way, lambda visit, whole: visits.append(visit))
        assert loop.run() == "done"
        thread.join()
    assert {visit.target.address for visit in visits if visit.alive and visit.account is not None} == {
        HERE,
        "127.0.0.2",
    }
    assert [reply.data for address, reply in asking.replies if address == HERE] == [b"", b"HTTP/1.1 200 OK\r\n\r\n"]
    account = governor.account(HERE)
    assert account is not None
    assert (account.opened, account.signs, account.stopped) == ({port}, [], "")
    assert 19 <= account.received <= 22
    assert 15 <= account.packets_sent + account.packets_received <= 40
