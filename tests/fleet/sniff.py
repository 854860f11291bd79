"""A look at the SYNs on an interface, to see connections that were begun and never came to be. Needs CAP_NET_RAW."""

from __future__ import annotations

import ctypes
import socket
import struct
import time
from collections.abc import Mapping

from tests.fleet.device import Device
from tests.fleet.loop import Loop
from tests.fleet.weak import HalfOpen

PATIENCE = 4.0
"""Seconds after which a connection that was begun counts as left: two lost packets cost the peer three."""
_SO_ATTACH_FILTER = 26
_ETH_P_IP = 0x0800
# Of what comes in: IPv4, TCP, no fragment, and of SYN and ACK only SYN. Offsets are those of the IP header
# (SOCK_DGRAM). Numbers as in linux/filter.h: code, jump if true, jump if false, operand.
_FILTER = (
    (0x28, 0, 0, 0xFFFFF004),  # ldh packet type (SKF_AD_PKTTYPE)
    (0x15, 8, 0, 4),  # what this machine sends: no
    (0x30, 0, 0, 9),  # ldb protocol
    (0x15, 0, 6, 6),  # TCP?
    (0x28, 0, 0, 6),  # ldh fragment offset
    (0x45, 4, 0, 0x1FFF),  # a later fragment: no
    (0xB1, 0, 0, 0),  # ldxb 4 * header length
    (0x50, 0, 0, 13),  # ldb flags
    (0x54, 0, 0, 0x12),  # and SYN | ACK
    (0x15, 1, 0, 0x02),  # SYN alone?
    (0x06, 0, 0, 0),  # no
    (0x06, 0, 0, 128),  # yes: the headers
)


class Sniffer:
    """Tells devices that mind of each connection that was begun with them and not taken within `PATIENCE`."""

    def __init__(self, loop: Loop, minding: Mapping[str, Device], interface: str) -> None:
        """Watch an interface. Raises `OSError` where it is not permitted."""
        self._loop = loop
        self._minding = minding
        self._begun: dict[tuple[str, int, str, int], float] = {}
        self._sock = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK, socket.htons(_ETH_P_IP))
        attach(self._sock, _FILTER)
        self._sock.bind((interface, _ETH_P_IP))
        loop.watch(self._sock.fileno(), self._ready)
        self._sweeping = False

    def close(self) -> None:
        """Watch no longer."""
        self._loop.forget(self._sock.fileno())
        self._sock.close()

    def _ready(self, _: int) -> None:
        for _ in range(1024):
            try:
                packet = self._sock.recv(128)
            except BlockingIOError:
                break
            self._seen(packet)
        if self._begun and not self._sweeping:
            self._sweeping = True
            self._loop.later(PATIENCE / 4, self._sweep)

    def _seen(self, packet: bytes) -> None:
        at = (packet[0] & 15) * 4
        to = socket.inet_ntoa(packet[16:20])
        device = self._minding.get(to)
        if device is None or not device.alive:
            return
        source, port = struct.unpack_from(">HH", packet, at)
        if port in {device.port(number) for number in device.family.tcp}:
            self._begun.setdefault((socket.inet_ntoa(packet[12:16]), source, to, port), time.monotonic())

    def _sweep(self) -> None:
        self._sweeping = False
        now = time.monotonic()
        for key, since in list(self._begun.items()):
            device = self._minding[key[2]]
            assert isinstance(device.weak, HalfOpen)
            if key[:2] in device.weak.taken:
                device.weak.taken.discard(key[:2])
                del self._begun[key]
            elif now - since >= PATIENCE:
                del self._begun[key]
                device.weak.left(device)
        if self._begun:
            self._sweeping = True
            self._loop.later(PATIENCE / 4, self._sweep)


def attach(sock: socket.socket, code: tuple[tuple[int, int, int, int], ...]) -> None:
    """Give a socket a classic packet filter (linux/filter.h). Raises `OSError`."""
    program = b"".join(struct.pack("=HBBI", *line) for line in code)
    buffer = ctypes.create_string_buffer(program, len(program))
    sock.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, struct.pack("HL", len(code), ctypes.addressof(buffer)))
