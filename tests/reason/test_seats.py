"""Where addresses lie: the core before zones, the narrowest zone, and nothing of another address space."""

from __future__ import annotations

import pytest

from camcensus.reason.seats import CORE, NOWHERE, OUTSIDE, OWN, Seats
from camcensus.wire import spans

SEATS = Seats(
    {"main": spans.network("10.2.0.0/24")},
    {
        "wide": ("main", spans.network("10.0.0.0/8")),
        "cameras": ("main", spans.union(map(spans.network, ("10.1.0.0/24", "203.0.113.64/26")))),
        "elsewhere": ("other", spans.network("198.51.100.0/24")),
    },
    {("main", "203.0.113.9")},
)


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("10.2.0.9", CORE),
        ("10.1.0.9", "in zone cameras"),
        ("10.9.0.9", "in zone wide"),
        ("203.0.113.70", "in zone cameras"),
        ("203.0.113.9", OWN),
        ("192.168.1.1", OWN),
        ("100.64.0.1", OWN),
        ("fd00::1", OWN),
        ("198.51.100.7", OUTSIDE),
        ("2001:db8::7", OUTSIDE),
        ("224.0.0.251", NOWHERE),
        ("255.255.255.255", NOWHERE),
        ("0.0.0.1", NOWHERE),
        ("127.0.0.1", NOWHERE),
        ("169.254.1.1", NOWHERE),
        ("fe80::1", NOWHERE),
        ("ff02::1", NOWHERE),
        ("::", NOWHERE),
        ("camera.example", NOWHERE),
        ("", NOWHERE),
    ],
)
def test_where_an_address_lies(address: str, place: str) -> None:
    assert SEATS.of("main", address) == place


def test_an_address_means_nothing_in_another_address_space() -> None:
    assert SEATS.of("other", "10.2.0.9") == OWN
    assert SEATS.of("other", "198.51.100.7") == "in zone elsewhere"
    assert SEATS.of("nobody's", "203.0.113.9") == OUTSIDE
