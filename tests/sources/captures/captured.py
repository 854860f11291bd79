"""Captures made up in tests, and all that is read of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from tests import packets as make
from tests.packets import Packet
from tests.sources.files import Read, context

from camcensus.sources.captures import _blocks, _file, _listener, _picks, pcap, pcapng
from camcensus.sources.captures._block import Block, block
from camcensus.sources.captures._oneway import OneWay
from camcensus.wire.capture.columns import PADDING, Packets
from camcensus.wire.capture.headers import Addresses

START = 1_767_225_600_000_000
"""2026-01-01, in microseconds."""
SECOND = 1_000_000

CAMERA, CAMERA_MAC = "10.0.0.5", "44:19:b6:00:00:05"
"""A maker of cameras holds the block of the Ethernet address."""
DESK, DESK_MAC = "10.0.0.20", "02:00:5e:00:53:20"
OTHER, OTHER_MAC = "10.0.0.30", "02:00:5e:00:53:30"
GATE, GATE_MAC = "10.0.0.1", "02:00:5e:00:53:01"
CAMERA_6, DESK_6 = "fe80::4619:b6ff:fe00:5", "fe80::5eff:fe00:5320"
FAR = "198.51.100.7"

MACS = {
    CAMERA: CAMERA_MAC, CAMERA_6: CAMERA_MAC, DESK: DESK_MAC, DESK_6: DESK_MAC, OTHER: OTHER_MAC, GATE: GATE_MAC,
    FAR: GATE_MAC,
}  # fmt: skip


def frame(packet: bytes, source: str, target: str, *tags: tuple[int, int]) -> bytes:
    """A packet of IPv4 or IPv6 on Ethernet, between the Ethernet addresses of these hosts."""
    kind = make.IPV4 if packet[0] >> 4 == 4 else make.IPV6
    return make.ether(MACS.get(source, GATE_MAC), MACS.get(target, GATE_MAC), kind, packet, *tags)


def udp(source: str, target: str, ports: tuple[int, int], payload: bytes) -> bytes:
    return frame(make.datagram(source, target, ports, payload), source, target)


def tcp(
    source: str, target: str, ports: tuple[int, int], flags: int = make.ACK, payload: bytes = b"", *, at: int = 1_000
) -> bytes:
    return frame(make.segment(source, target, ports, (at, 7), flags, payload), source, target)


def timed(frames: Iterable[bytes], start: int = START, step: int = SECOND) -> list[Packet]:
    return [Packet(start + number * step, one) for number, one in enumerate(frames)]


def in_columns(packets: list[Packet], known: Addresses, *, base: int = 0, link: int = 1) -> Block:
    """Packets as one block; what they say of themselves stands in columns."""
    starts = np.cumsum([0, *(len(one.data) for one in packets)], dtype=np.int64)
    data = b"".join(one.data for one in packets) + bytes(PADDING)
    caught = np.diff(starts)
    found = Packets(
        data=np.frombuffer(data, dtype=np.uint8),
        start=starts[:-1],
        caught=caught,
        length=np.maximum(caught, np.array([one.length for one in packets], dtype=np.int64)),
        time=np.array([one.time for one in packets], dtype=np.int64),
        link=np.full(len(packets), link, dtype=np.uint16),
    )
    return block(found, np.full(len(packets), base, dtype=np.int64), known)


PORTS = [53, 3702, 5353, 10_000]
Row = dict[str, Any]


class Picked:
    """What is picked of a file that is read in blocks."""

    def __init__(self, *blocks: list[Packet], builds: int = -1) -> None:
        known = Addresses()
        oneway = OneWay(known)
        self.picks = _picks.Picks(PORTS, lambda mac: mac == builds)
        self.file = b""
        for packets in blocks:
            block = in_columns(packets, known, base=len(self.file))
            self.picks.add(block, oneway.keys(block))
            self.file += b"".join(one.data for one in packets)
        datagrams, begun = self.picks.take()
        self.datagrams, self.begun = self.picks.tidy(datagrams), _picks.few(begun)
        self.known = known

    @property
    def speech(self) -> list[Row]:
        return self.datagrams.to_dicts()

    @property
    def heads(self) -> list[Row]:
        return self.begun.to_dicts()

    def payload(self, row: Row) -> bytes:
        return self.file[row["place"] : row["place"] + row["room"]]

    def said(self) -> list[tuple[int, bytes]]:
        return [(row["kind"], self.payload(row)) for row in self.speech]

    def streams(self) -> list[tuple[int, bytes]]:
        return [(row["kind"], self.payload(row)) for row in self.heads]


def picked(*frames: bytes) -> Picked:
    return Picked(timed(frames))


@dataclass(kw_only=True)
class Told(Read):
    """All that a capture said."""

    left_out: dict[str, int] = field(default_factory=dict)
    chunks: int = field(default=0, compare=False)

    def flows(self) -> dict[str, Any]:
        """Conversation to its row."""
        return {row["subject"].removeprefix("flow:"): row for row in self.rows if row["field"] == "flow.conversation"}

    def said(self, subject: str, name: str) -> list[str]:
        return [row["value"] for row in self.rows if (row["subject"], row["field"]) == (subject, name)]

    def macs(self) -> set[tuple[str, str]]:
        """IP address and Ethernet address of each binding."""
        rows = [row for row in self.rows if row["field"] == "mac" and row["subject"].startswith("ip:")]
        return {(row["subject"][3:], row["value"]) for row in rows}

    def left(self, start: str) -> int:
        """How many were left out for the reason that begins so."""
        return sum(many for why, many in self.left_out.items() if why.startswith(start))


def built(mac: str) -> bool:
    return mac.startswith("44:19:b6")


def told(module: ModuleType, path: Path, **changes: Any) -> Told:
    """Read a whole file, as the engine would with the builders of these tests."""
    whole = Told()
    for chunk in module.read(path, context(path, **{"builds": built, **changes})):
        whole.chunks += 1
        whole.rows += chunk.observations.to_dicts()
        whole.originals |= chunk.originals
        whole.remarks += [f"{remark.where}: {remark.what}" for remark in chunk.remarks]
        whole.records += chunk.records
        whole.redacted += chunk.redacted
        for why, many in chunk.left_out.items():
            whole.left_out[why] = whole.left_out.get(why, 0) + many
    return whole


def heard(folder: Path, data: bytes, *, compiled: bool = False, **changes: Any) -> Told:
    """What is read of the bytes of a capture, the one way or the other."""
    module = pcapng if data[:1] == b"\n" else pcap
    path = folder / f"capture.{'pcapng' if module is pcapng else 'pcap'}"
    path.write_bytes(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_file, "LARGE", 0 if compiled else 1 << 62)
        return told(module, path, **changes)


def in_small_blocks(patch: pytest.MonkeyPatch, size: int) -> None:
    """Files are read in blocks of so many bytes."""
    patch.setattr(_blocks.Blocks.__init__, "__defaults__", (size, size))
    patch.setattr(_listener, "BLOCK", size)
    patch.setattr(_listener, "PIECE", size)
