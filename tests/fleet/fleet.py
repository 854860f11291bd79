"""The fleet: devices put on their addresses and served until it is stopped.

with running(population.loopback(["hikvision-ipc", "axis"], ports={80: 18080})) as fleet:
    ...
    assert fleet.devices[0].counters.connections == 1
"""

from __future__ import annotations

import os
import resource
import socket
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from tests.fleet.datagram import Every, One
from tests.fleet.device import Device
from tests.fleet.loop import Loop
from tests.fleet.search import Search
from tests.fleet.sniff import Sniffer
from tests.fleet.stream import Listener
from tests.fleet.weak import HalfOpen

_SPARE = 1_000
"""Descriptors kept free for connections."""


class Fleet:
    """Devices and the loop that serves them."""

    def __init__(
        self,
        devices: Sequence[Device],
        *,
        shared_udp: bool = False,
        interface: str = "",
        single_port: int = 0,
        bury: Callable[[Device], None] | None = None,
    ) -> None:
        """Listen for all devices.

        `shared_udp`: one UDP socket for each port instead of one for each device; it takes the port on all addresses of
        this machine. `interface`: where multicast and half-open connections are watched. `single_port`: one listening
        socket for all devices, for that port only, and no UDP. `bury`: called with each device that dies.
        Raises `OSError` if an address or port cannot be had, `ValueError` if there are too many for this process.
        """
        self.devices = devices
        self.at = {device.address: device for device in devices}
        self.loop = Loop()
        self._closers: list[Callable[[], None]] = []
        self.unseen = ""
        """Why half-open connections are not watched; empty: they are, or no device minds."""
        for device in devices:
            device.bury = bury
        _make_room(0 if single_port else _count(devices, shared_udp=shared_udp))
        try:
            if single_port:
                self._listen_once(single_port)
            else:
                self._listen()
                self._hear(shared=shared_udp, interface=interface)
                self._watch(interface)
        except OSError:
            self.close()
            raise

    def run(self) -> None:
        """Serve until `stop`."""
        self.loop.run()

    def stop(self) -> None:
        """End `run`; from any thread."""
        self.loop.stop()

    def close(self) -> None:
        """Give back all sockets; only after `run` has ended."""
        for device in self.devices:
            for conn in tuple(device.conns):
                conn.abort()
            for close in device.listeners:
                close()
            device.listeners.clear()
        for close in self._closers:
            close()
        self.loop.close()

    def harmed(self) -> dict[str, str]:
        """Address and reason of each device that was harmed."""
        return {one.address: one.counters.harmed for one in self.devices if one.counters.harmed}

    def _listen(self) -> None:
        for device in self.devices:
            for number, service in device.family.tcp.items():
                listener = Listener(self.loop, device.address, device.port(number), service, device, number=number)
                device.listeners.append(listener.close)

    def _listen_once(self, number: int) -> None:
        if not self.devices:
            return
        service = self.devices[0].family.tcp[number]
        listener = Listener(self.loop, "", self.devices[0].port(number), service, None, at=self.at, number=number)
        self._closers.append(listener.close)

    def _hear(self, *, shared: bool, interface: str) -> None:
        if not shared:
            for device in self.devices:
                for port, searches in _by_port(device).items():
                    device.listeners.append(One(self.loop, device, port, searches).close)
            return
        ports: dict[int, dict[str, tuple[Device, Sequence[Search]]]] = {}
        for device in self.devices:
            for port, searches in _by_port(device).items():
                ports.setdefault(port, {})[device.address] = (device, searches)
        for port, at in ports.items():
            self._closers.append(Every(self.loop, port, at, interface=interface).close)

    def _watch(self, interface: str) -> None:
        minding = {one.address: one for one in self.devices if isinstance(one.weak, HalfOpen)}
        if not minding:
            return
        try:
            self._closers.append(Sniffer(self.loop, minding, interface or "lo").close)
        except OSError as error:
            self.unseen = str(error)


def _by_port(device: Device) -> dict[int, list[Search]]:
    found: dict[int, list[Search]] = {}
    for search in device.family.udp:
        found.setdefault(device.port(search.port), []).append(search)
    return found


def _count(devices: Sequence[Device], *, shared_udp: bool) -> int:
    return sum(len(one.family.tcp) + (0 if shared_udp else len(one.family.udp)) for one in devices)


def _make_room(sockets: int) -> None:
    """Raise the soft limit of descriptors. Raises `ValueError` if the hard one is too low."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard not in (-1, resource.RLIM_INFINITY) and sockets + _SPARE > hard:
        raise ValueError(f"{sockets} sockets are too many for one process: {hard} descriptors are allowed")
    if soft != hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


@contextmanager
def running(devices: Sequence[Device], **options: object) -> Iterator[Fleet]:
    """A fleet that serves in a thread of its own. A fault of the fleet itself is an error of the test."""
    fleet = Fleet(devices, **options)  # type: ignore[arg-type]
    thread = threading.Thread(target=fleet.run, name="fleet", daemon=True)
    thread.start()
    try:
        yield fleet
    finally:
        fleet.stop()
        thread.join(10)
        fleet.close()
    if fleet.loop.errors:
        raise AssertionError("the fleet failed:\n" + "\n".join(fleet.loop.errors[:3]))


class Loopback:
    """A block of 254 loopback addresses that no other process of ours has: 127.x.y.1 to 127.x.y.254."""

    _PORT = 47_808

    def __init__(self) -> None:
        """Raises `OSError` if none of many is free."""
        for step in range(512):
            block = (os.getpid() * 7 + step) % (60 * 256)
            self._prefix = f"127.{128 + block // 256}.{block % 256}"
            self._guard = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
            try:
                self._guard.bind((f"{self._prefix}.255", self._PORT))
                self._guard.listen(1)
            except OSError:
                self._guard.close()
            else:
                return
        raise OSError("no block of loopback addresses is free")

    def address(self, number: int) -> str:
        """The address of that number, from 0 to 253."""
        if not 0 <= number < 254:
            raise ValueError("a block has 254 addresses")
        return f"{self._prefix}.{number + 1}"

    def close(self) -> None:
        """Give the block back."""
        self._guard.close()


@contextmanager
def simulated(
    *families: object,
    ports: Mapping[int, int] | None = None,
    login: tuple[str, str] | None = None,
    **options: object,
) -> Iterator[Fleet]:
    """A running fleet of one device for each family, or (family, weakness), on loopback addresses of its own."""
    block = Loopback()
    try:
        devices = []
        for number, one in enumerate(families):
            kind, weak = one if isinstance(one, tuple) else (one, None)
            devices.append(Device(kind, block.address(number), number, weak=weak, login=login, ports=ports))
        with running(devices, **options) as fleet:
            yield fleet
    finally:
        block.close()
