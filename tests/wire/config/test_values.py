"""What every dialect says in the same words."""

from __future__ import annotations

import pytest

from camcensus.wire import packets, spans
from camcensus.wire.config.values import Names, cube


@pytest.mark.parametrize(
    ("names", "name", "holds"),
    [
        (Names(names=("eth0",)), "eth0", True),
        (Names(names=("eth0",)), "eth01", False),
        (Names(names=("eth*", "lo")), "eth01", True),
        (Names(names=("eth*",), negated=True), "eth01", False),
        (Names(names=("eth*",), negated=True), "wan", True),
        (Names(), "eth0", False),
    ],
)
def test_interfaces_by_name(names: Names, name: str, holds: bool) -> None:  # a table
    assert names.hold(name) is holds


def test_ports_are_asked_of_what_has_ports() -> None:
    assert cube().protocol == spans.PROTOCOLS
    some = cube(target_port=spans.one(443)).protocol
    assert spans.holds(some, packets.TCP)
    assert not spans.holds(some, 50)
