"""From when to when a file looked, and at which networks."""

from __future__ import annotations

import ipaddress
import json
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.files import context

from camcensus.sources.reading import windows
from camcensus.sources.reading.gathered import Gathered
from camcensus.sources.reading.windows import Window, network_of

DAYS = [datetime(2026, 11, day, tzinfo=UTC) for day in range(1, 5)]


def noted(window: Window, quality: str = "exact") -> tuple[list[dict[str, Any]], list[str]]:
    gathered = Gathered(context(Path("x.pcap"), file="ab" * 32), "importer:x@1")
    window.note(gathered, quality)
    chunk = gathered.last("the file")
    return chunk.observations.to_dicts(), [remark.what for remark in chunk.remarks]


def heard(window: Window) -> list[str]:
    return [row["value"] for row in noted(window)[0] if row["field"] == "fact.heard"]


def test_a_window_is_said_of_the_file() -> None:
    window = Window()
    window.traits |= {"sensor": "café", "sampled": 100}
    window.at(DAYS[0], DAYS[2])
    window.heard(["10.0.1.5", "10.0.1.6", "2001:db8::5", "10.0.0.1"])
    rows, remarks = noted(window)
    assert [(row["field"], row["value"]) for row in rows] == [
        ("fact.window", '{"sampled": 100, "sensor": "café"}'),
        ("fact.heard", "10.0.0.0/24"),
        ("fact.heard", "10.0.1.0/24"),
        ("fact.heard", "2001:db8::/64"),
    ]
    assert {row["subject"] for row in rows} == {f"file:{'ab' * 32}"}
    assert {(row["at"], row["until"], row["at_quality"]) for row in rows} == {(DAYS[0], DAYS[2], "exact")}
    assert remarks == []


def test_a_file_without_times_has_a_window_without_them() -> None:
    (row,), _ = noted(Window())
    assert (row["at"], row["until"], row["at_quality"], json.loads(row["value"])) == (None, None, "unknown", {})


def test_the_quality_of_its_times_is_said() -> None:
    window = Window()
    window.at(DAYS[0])
    (row,), _ = noted(window, "local-guessed")
    assert (row["at"], row["until"], row["at_quality"]) == (DAYS[0], DAYS[0], "local-guessed")


@given(st.lists(st.tuples(*[st.none() | st.integers(0, 99)] * 2), max_size=6))
def test_it_reaches_from_the_first_moment_to_the_last(told: list[tuple[int | None, int | None]]) -> None:
    window = Window()
    for pair in told:
        window.at(*(None if one is None else DAYS[0] + timedelta(hours=one) for one in pair))
    every = [one for pair in told for one in pair if one is not None]
    assert window.first == (DAYS[0] + timedelta(hours=min(every)) if every else None)
    assert window.last == (DAYS[0] + timedelta(hours=max(every)) if every else None)


@pytest.mark.parametrize(
    ("host", "network"),
    [
        ("10.0.1.5", "10.0.1.0/24"),
        ("192.0.2.255", "192.0.2.0/24"),
        ("169.254.3.4", "169.254.3.0/24"),
        ("2001:db8:1:2:3::5", "2001:db8:1:2::/64"),
        ("FE80::1%eth0", "fe80::/64"),
        ("::ffff:10.0.1.5", "10.0.1.0/24"),
        ("0.0.0.0", None),  # noqa: S104  # nobody listens here
        ("127.0.0.1", None),
        ("224.0.0.251", None),
        ("239.255.255.250", None),
        ("255.255.255.255", None),
        ("ff02::fb", None),
        ("::", None),
        ("::1", None),
        ("::ffff:224.0.0.1", None),
        ("camera-1", None),
        ("", None),
    ],
)
def test_the_network_of_a_host(host: str, network: str | None) -> None:
    assert network_of(host) == network


@given(st.ip_addresses())
def test_a_host_lies_in_its_network(host: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    found = network_of(str(host))
    inner = host.ipv4_mapped if isinstance(host, ipaddress.IPv6Address) and host.ipv4_mapped else host
    assert found is None or inner in ipaddress.ip_network(found)


@given(st.text(max_size=20))
def test_what_is_no_address_lies_in_no_network(text: str) -> None:
    found = network_of(text)
    assert found is None or ipaddress.ip_network(found)


def test_a_scan_of_forged_addresses_names_few_networks_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows, "MAX_NETWORKS", 2)
    hosts = [f"10.0.{n}.1" for n in range(5)]
    found = set()
    for order in permutations(hosts):
        window = Window()
        window.heard(order)
        found.add(tuple(heard(window)))
        assert len(window._networks) <= 4
    assert found == {("10.0.0.0/24", "10.0.1.0/24")}, "in whatever order they came"
    window = Window()
    window.heard(hosts)
    assert noted(window)[1][0].startswith("more than 2 networks were heard")
    window = Window()
    window.heard(hosts[:2])
    assert noted(window)[1] == []
