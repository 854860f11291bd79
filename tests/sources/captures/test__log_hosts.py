from __future__ import annotations

import ipaddress

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.sources.captures import _log_hosts
from camcensus.sources.captures._log_hosts import Hosts, is_private

four = st.ip_addresses(v=4).map(str)
six = st.integers(1 << 64, (1 << 128) - 1).map(lambda value: str(ipaddress.IPv6Address(value)))


@given(st.lists(st.one_of(four, six)))
def test_numbers_stand_for_addresses(texts: list[str]) -> None:
    hosts = Hosts()
    numbers = hosts.numbers(pl.Series(texts, dtype=pl.String))
    assert hosts.texts(numbers).to_list() == texts
    assert [hosts.text(number) for number in numbers.to_list()] == texts


@given(four)
def test_an_ipv4_address_is_its_own_value(text: str) -> None:
    assert Hosts().numbers(pl.Series([text])).to_list() == [int(ipaddress.IPv4Address(text))]


def test_other_addresses_are_numbered_alike_whenever_a_file_is_read() -> None:
    texts = pl.Series([f"2001:db8::{number:x}" for number in range(50, 0, -1)])
    assert Hosts().numbers(texts).to_list() == Hosts().numbers(texts).to_list()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (" 10.0.0.5 ", "10.0.0.5"),
        ("2001:DB8:0::5", "2001:db8::5"),
        ("fe80::1%eth0", "fe80::1"),
        ("::ffff:10.0.0.5", "10.0.0.5"),
        ("0.0.0.0", "0.0.0.0"),  # noqa: S104
        ("::", None),
        ("010.0.0.5", None),
        ("10.0.0.256", None),
        ("10.0.0.5.6", None),
        ("10.0.5", None),
        ("+1.2.3.4", None),
        ("camera", None),
        ("", None),
        (None, None),
    ],
)
def test_addresses_in_any_spelling(written: str | None, meant: str | None) -> None:
    hosts = Hosts()
    assert hosts.texts(hosts.numbers(pl.Series([written], dtype=pl.String))).to_list() == [meant]


@given(st.lists(st.one_of(st.none(), st.text(max_size=20), four), max_size=20))
def test_whatever_is_no_address_has_no_number(texts: list[str | None]) -> None:
    hosts = Hosts()
    numbers = hosts.numbers(pl.Series(texts, dtype=pl.String))
    assert len(numbers) == len(texts)
    assert all(ipaddress.ip_address(text) for text in hosts.texts(numbers).drop_nulls().to_list())


def test_packed_addresses_get_the_same_numbers() -> None:
    hosts = Hosts()
    texts = ["2001:db8::5", "::", "2001:db8::6", "2001:db8::5", "::ffff:10.0.0.5"]
    rows = np.array([list(ipaddress.ip_address(text).packed) for text in texts], np.uint8)
    packed = hosts.packed(rows).to_list()
    assert packed == [*hosts.numbers(pl.Series(texts[:4])).to_list(), 0x0A000005]
    assert packed[1] is None


def test_addresses_beyond_the_limit_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_log_hosts, "MAX_OTHERS", 2)
    hosts = Hosts()
    numbers = hosts.numbers(pl.Series(["2001:db8::1", "2001:db8::2", "2001:db8::3", "10.0.0.1"]))
    assert numbers.null_count() == 1
    assert hosts.crowded == 1


def test_ethernet_addresses_have_no_numbers() -> None:
    assert Hosts().known({"10.0.0.5", "54:c4:15:00:00:05", "2001:db8::5"}).len() == 2


@pytest.mark.parametrize(
    ("text", "private"),
    [("10.255.0.1", True), ("172.31.0.1", True), ("172.32.0.1", False), ("192.168.7.7", True), ("8.8.8.8", False)],
)
def test_private_networks_are_known(text: str, private: bool) -> None:
    numbers = Hosts().numbers(pl.Series("number", [text])).to_frame()
    assert numbers.select(is_private(pl.col("number"))).item() is private
