"""Protocols, ports and types of ICMP by name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.wire import spans
from camcensus.wire.config import services


def test_names_and_numbers() -> None:
    assert [services.protocol(text) for text in ("tcp", "UDP", "ipv6-icmp", "50")] == [6, 17, 58, 50]
    assert [services.port(text) for text in ("https", "rtsp", "37777")] == [443, 554, 37777]


def test_ranges_of_ports() -> None:
    assert services.port_range("80-90", "-") == spans.span(80, 90)
    assert services.port_range("1024:", ":") == spans.span(1024, 65_535)
    assert services.port_range(":1023", ":") == spans.span(0, 1023)
    assert services.port_range("ftp-data", "-") == spans.one(20)


def test_types_of_icmp() -> None:
    assert services.icmp("echo-request") == spans.span(2048, 2303)
    assert services.icmp("8/0") == spans.one(2048)
    assert services.icmp("host-unreachable") == spans.one(769)
    assert services.icmp("echo-request", six=True) == spans.span(32_768, 33_023)


@given(st.text(max_size=12))
def test_what_is_not_known_is_refused(text: str) -> None:
    for read in (services.protocol, services.port, services.icmp, lambda one: services.port_range(one, "-")):
        try:
            read(text)
        except ValueError:
            continue


@pytest.mark.parametrize("text", ["256", "x", "-1", "", "²"])
def test_what_is_no_protocol(text: str) -> None:
    with pytest.raises(ValueError, match="no protocol"):
        services.protocol(text)


@pytest.mark.parametrize("text", ["300", "8/256", "8/x", "nothing"])
def test_what_is_no_type_of_icmp(text: str) -> None:
    with pytest.raises(ValueError, match="no type of ICMP"):
        services.icmp(text)
