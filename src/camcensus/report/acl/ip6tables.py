"""Rules of ip6tables for IPv6: chains of their own, asked first by FORWARD."""

from __future__ import annotations

from camcensus.model.containment import Containment
from camcensus.report.acl import _iptables


def chains(_: Containment) -> tuple[str, ...]:
    """None: it is asked as the kernel asks it."""
    return ()


def render(containment: Containment) -> str:
    """What ``ip6tables-restore --noflush`` takes."""
    return _iptables.written(containment, six=True)


def load(_: Containment, file: str) -> tuple[str, ...]:
    """Commands that bring it in, all at once or not at all."""
    return (f"ip6tables-restore --noflush --test {file}", f"ip6tables-restore --noflush {file}")


def back_out(containment: Containment) -> tuple[str, ...]:
    """Commands that take it away."""
    return _iptables.back_out(containment, "ip6tables")
