"""Protocols and ports of a set of packets, in words."""

from __future__ import annotations

from camcensus.wire import packets, spans
from camcensus.wire.packets import Cube
from camcensus.wire.spans import Spans

_NAMES = {1: "icmp", 6: "tcp", 17: "udp", 50: "esp", 58: "icmpv6", 132: "sctp"}


def services(cube: Cube) -> str:
    """``tcp 443, 554``; ``any`` where nothing is narrowed; ``udp, from port 123`` of what comes back."""
    if cube.source_port != spans.PORTS:
        return f"{_to(cube)}, from port {_listed(cube.source_port)}"
    return _to(cube)


def _to(cube: Cube) -> str:
    if cube.protocol == spans.PROTOCOLS and cube.target_port == spans.PORTS:
        return "any"
    numbers = [n for at in range(0, len(cube.protocol), 2) for n in range(cube.protocol[at], cube.protocol[at + 1])]
    if len(numbers) > 4:
        names = f"{len(numbers)} protocols"
    else:
        names = "/".join(_NAMES.get(number, f"protocol {number}") for number in numbers)
    if cube.target_port == spans.PORTS:
        return names
    if numbers in ([packets.ICMP], [packets.ICMP6]):
        kinds = [cube.target_port[at] // 256 for at in range(0, len(cube.target_port), 2)]
        return f"{names} type {', '.join(map(str, dict.fromkeys(kinds)))}"
    return f"{names} {_listed(cube.target_port)}"


def _listed(held: Spans) -> str:
    ports = [_range(held[at], held[at + 1] - 1) for at in range(0, len(held), 2)]
    return ", ".join(ports[:8]) + (f" and {len(ports) - 8} more" if len(ports) > 8 else "")


def _range(low: int, high: int) -> str:
    return str(low) if low == high else f"{low}-{high}"
