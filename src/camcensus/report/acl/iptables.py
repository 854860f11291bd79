"""Rules of iptables for IPv4: chains of their own, asked first by FORWARD."""

from __future__ import annotations

from camcensus.model.containment import Containment
from camcensus.report.acl import _iptables


def chains(_: Containment) -> tuple[str, ...]:
    """None: it is asked as the kernel asks it."""
    return ()


def render(containment: Containment) -> str:
    """What ``iptables-restore --noflush`` takes."""
    return _iptables.written(containment, six=False)


def load(_: Containment, file: str) -> tuple[str, ...]:
    """Commands that bring it in, all at once or not at all."""
    return (f"iptables-restore --noflush --test {file}", f"iptables-restore --noflush {file}")


def back_out(containment: Containment) -> tuple[str, ...]:
    """Commands that take it away."""
    return _iptables.back_out(containment, "iptables")
