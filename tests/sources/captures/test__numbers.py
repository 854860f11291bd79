"""Addresses as numbers: which are near by, and how they are written."""

from __future__ import annotations

import ipaddress

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import packets as make

from camcensus.sources.captures import _numbers
from camcensus.wire.capture.headers import Addresses


def known(*texts: str) -> tuple[Addresses, list[int]]:
    """Addresses that were seen, and their numbers."""
    seen = Addresses()
    sixes = [one for one in texts if ":" in one]
    rows = np.frombuffer(b"".join(make.ip(one) for one in sixes), dtype=np.uint8).reshape(-1, 16)
    given = dict(zip(sixes, seen.numbers(rows).tolist(), strict=True))
    return seen, [given.get(one, seen.number(one) or 0) for one in texts]


PRIVATE = [ipaddress.ip_network(one) for one in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16",
                                                 "100.64.0.0/10", "fc00::/7", "fe80::/9")]  # fmt: skip
edges = st.sampled_from(["9.255.255.255", "10.0.0.0", "10.255.255.255", "11.0.0.0", "172.15.255.255", "172.16.0.0",
                         "172.31.255.255", "172.32.0.0", "192.167.255.255", "192.168.0.0", "192.169.0.0",
                         "169.254.0.1", "169.255.0.0", "100.63.255.255", "100.64.0.0", "100.127.255.255", "100.128.0.0",
                         "fbff::1", "fc00::", "fdff::1", "fe00::1", "fe80::1", "ff02::1", "2001:db8::1"])  # fmt: skip


@given(st.lists(edges | st.ip_addresses().map(str), min_size=1, max_size=20, unique=True))
def test_addresses_that_networks_give_themselves_are_near_by(texts: list[str]) -> None:
    seen, numbers = known(*texts)
    frame = pl.DataFrame({"one": numbers}, schema={"one": pl.UInt64})
    found = frame.select(_numbers.local("one", seen)).to_series().to_list()
    assert found == [any(ipaddress.ip_address(one) in net for net in PRIVATE) for one in texts]


@given(st.lists(st.sampled_from(["224.0.0.251", "239.255.255.250", "255.255.255.255", "ff02::1", "fe80::1", "240.0.0.1",
                                 "223.255.255.255", "ff00::", "feff::1"]), min_size=1, unique=True))  # fmt: skip
def test_groups_and_everybody(texts: list[str]) -> None:
    seen, numbers = known(*texts)
    frame = pl.DataFrame({"one": numbers}, schema={"one": pl.UInt64})
    found = frame.select(_numbers.group("one", seen)).to_series().to_list()
    assert found == [ipaddress.ip_address(one).is_multicast or one == "255.255.255.255" for one in texts]


def test_numbers_are_written_as_addresses() -> None:
    seen, numbers = known("10.0.0.5", "2001:db8::5", "10.0.0.6")
    frame = pl.DataFrame(
        {"a": numbers, "b": numbers[::-1], "c": [1, 2, 3]}, schema_overrides=dict.fromkeys("ab", pl.UInt64)
    )
    assert _numbers.named_addresses(frame, seen, "a", "b").rows() == [
        ("10.0.0.5", "10.0.0.6", 1),
        ("2001:db8::5", "2001:db8::5", 2),
        ("10.0.0.6", "10.0.0.5", 3),
    ]


@pytest.mark.parametrize("many", [0, 3])
def test_columns_of_addresses_are_text(many: int) -> None:
    frame = pl.DataFrame({"a": [7] * many}, schema={"a": pl.UInt64})
    assert _numbers.named_addresses(frame, Addresses(), "a").schema == {"a": pl.String}


def test_addresses_that_were_seen_have_numbers() -> None:
    seen, numbers = known("10.0.0.5", "2001:db8::5", "2001:db8:0:1:1:1:1:5")
    these = ["10.0.0.5", "2001:db8::5", "2001:db8:0:1:1:1:1:5", "2001:db8::6", "44:19:b6:00:00:05", "no address", ""]
    assert _numbers.numbers(these, seen).to_list() == numbers
    assert _numbers.numbers([], seen).dtype == pl.UInt64
