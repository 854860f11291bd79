"""Write the captures of `formats/pcap` and `formats/pcapng`: ``python -m tests.cases.make_captures``.

The same bytes each time, in all the forms that capture files have. The two mirror ports among them are not made here.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

from tests import packets as make
from tests.cases import scenes
from tests.cases.scenes import PC, START, WEB, timed
from tests.packets import Packet

FOLDER = Path(__file__).parent / "formats"


def usual() -> bytes:
    return make.pcap(timed(scenes.addresses(), scenes.announcements(), scenes.stream(), scenes.pages(), scenes.names()))


def of_makers() -> bytes:
    """In the modified form of the file, with eight bytes more in each record."""
    return make.pcap(timed(scenes.makers_own(), scenes.greetings()), extra=8)


def tagged() -> bytes:
    """Nanoseconds, big-endian; VLANs, QinQ, PPPoE, more tags than are looked through."""
    many = scenes.ethernet(make.datagram(PC, WEB, (1, 2), b""), PC, WEB, *[(0x8100, 70)] * 10)
    packets = timed(
        scenes.encrypted(scenes.dot1q),
        scenes.video(scenes.qinq),
        scenes.calls(scenes.dot1q),
        scenes.clouds(scenes.over_pppoe),
        iter([many]),
    )
    return make.pcap(packets, order=">", nano=True)


def on_a_recorder() -> bytes:
    """All interfaces of a recorder at once; the last packet was cut when the disk was full."""
    return make.pcap(timed(scenes.stream(scenes.cooked), scenes.pages(scenes.cooked)), link=113)[:-20]


def without_a_link() -> bytes:
    """As from a tunnel; the clock runs backwards."""
    return make.pcap(
        timed(scenes.stream(scenes.bare), scenes.names(scenes.bare), scenes.calls(scenes.bare), step=-250_000), link=101
    )


def snapped() -> bytes:
    """The first 96 bytes of each packet."""
    return make.pcap(timed(scenes.pages(), scenes.names(), scenes.encrypted()), snap=96)


def interfaces() -> bytes:
    """Two interfaces with clocks of their own, names of hosts, statistics."""
    eth0 = make.interface("<", 1, 262_144, (2, b"eth0"), (9, b"\x09"))
    both = make.interface("<", 276, 262_144, (2, b"any"), (9, b"\x8a"), (14, struct.pack("<q", 3_600)))
    names_of_hosts = make.block("<", 4, struct.pack("<HH", 0, 0))
    parts = [make.section(), eth0, both, names_of_hosts]
    parts += [make.enhanced(one, stamp=one.time * 1_000) for one in timed(scenes.cabled())]
    for time, data, _ in timed(scenes.stream(scenes.cooked_2), start=START + 60_000_000):
        ticks = ((time - 3_600_000_000) << 10) // 1_000_000
        parts.append(make.enhanced(Packet(time, data), number=1, stamp=ticks))
    lost = (5, struct.pack("<Q", 17))
    parts += [make.statistics("<", 0, (4, struct.pack("<Q", 700)), lost), make.statistics("<", 1, (5, bytes(8)))]
    return b"".join(parts)


def sections() -> bytes:
    """Two sections of both byte orders: old packet blocks, packets without a time, damage, a packet of no interface."""
    old = [make.old(one, order=">", drops=3) for one in timed(scenes.video())]
    first = make.section(">") + make.interface(">", 1, 0) + b"".join(old)
    plain = [make.simple(one) for one in scenes.pages()]
    last = [make.enhanced(one) for one in timed(scenes.clouds(), start=START + 90_000_000)]
    stray = make.enhanced(last_packet(), number=9)
    second = make.section() + make.interface() + b"".join(plain) + b"\xff" * 60 + stray + b"".join(last)
    return first + second[:-9]


def last_packet() -> Packet:
    return timed(scenes.encrypted())[-1]


FILES: dict[str, Callable[[], bytes]] = {
    "pcap/usual.pcap": usual,
    "pcap/makers.pcap": of_makers,
    "pcap/tagged-nanoseconds.pcap": tagged,
    "pcap/cooked-cut.pcap": on_a_recorder,
    "pcap/raw-backwards.pcap": without_a_link,
    "pcap/snapped.pcap": snapped,
    "pcapng/interfaces.pcapng": interfaces,
    "pcapng/sections-damaged.pcapng": sections,
}


def main() -> None:
    """Write them all."""
    for name, data in FILES.items():
        path = FOLDER / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data())


if __name__ == "__main__":
    main()
