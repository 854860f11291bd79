"""The owner's table of public networks: read with its faults named, and kept in the log with the estate."""

from __future__ import annotations

from contextlib import suppress
from ipaddress import ip_network
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support import knowledge
from tests.workspaces import make

from camcensus.engine import networks, settings, workspace
from camcensus.model.errors import SettingsError
from camcensus.model.estate import Block
from camcensus.wire import addresses

TABLE = b"""network,country,name,maker
203.0.113.0/24,cn,Example Cloud,
203.0.113.128/25,DE,Example Relay,dahua
198.51.100.1-198.51.100.9,,"Example, Ltd",
2001:db8::/32,SG,,
"""
MAKERS = ("dahua", "hikvision")


def test_the_narrowest_network_counts() -> None:
    found = networks.table(TABLE, MAKERS)
    assert found.find("203.0.113.5") == Block(network="203.0.113.0/24", country="CN", name="Example Cloud")
    assert found.find("203.0.113.200") == Block(
        network="203.0.113.128/25", country="DE", name="Example Relay", maker="dahua"
    )
    assert found.find("198.51.100.9") == Block(network="198.51.100.1-198.51.100.9", name="Example, Ltd")
    assert found.find("2001:db8::1") == Block(network="2001:db8::/32", country="SG")
    assert found.find("198.51.100.10") is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"\xef\xbb\xbfnetwork;country\r\n\r\n;\r\n",
        b" network , country \n",
    ],
)
def test_a_table_without_rows_says_nothing(data: bytes) -> None:
    assert networks.table(data, MAKERS).find("203.0.113.5") is None


def test_a_spreadsheets_semicolons() -> None:
    found = networks.table("\ufeffnetwork;country;name\r\n203.0.113.0/24;CN;Exämple\r\n".encode(), MAKERS)
    assert found.find("203.0.113.5") == Block(network="203.0.113.0/24", country="CN", name="Exämple")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xff\xfe", ["public-networks.csv", "not UTF-8"]),
        (b"network,land\n", ["line 1", "'land' is not a column here", "network, country, name, maker"]),
        (b"country,name\nCN,x\n", ["line 1", "no column 'network'"]),
        (b"network\nexample.org\n", ["line 2", "'example.org' is no range of addresses"]),
        (b"network\n\n203.0.113.5/24\n", ["line 3", "is no range of addresses"]),
        (b"network\n10.1.0.0/16\n", ["line 2", "is private", "zones of the estate"]),
        (b"network\n0.0.0.0/0\n", ["line 2", "is private"]),
        (b"network,country\n203.0.113.0/24,China\n", ["line 2", "'China' is no country", "GB"]),
        (b"network,maker\n203.0.113.0/24,acme\n", ["line 2", "no maker has the id 'acme'"]),
        (b'network\n"203.0.113.0/24' + b"x" * 140_000 + b'"\n', ["public-networks.csv", "no CSV"]),
    ],
)
def test_what_is_wrong_is_said_with_its_line(data: bytes, words: list[str]) -> None:
    with pytest.raises(SettingsError) as error:
        networks.table(data, MAKERS)
    for word in words:
        assert word in str(error.value), str(error.value)


def test_too_many_networks_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(networks, "MOST", 3)
    with pytest.raises(SettingsError, match=r"line 5.*more than 3 networks"):
        networks.table(TABLE, MAKERS)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with suppress(SettingsError):
        networks.table(data, MAKERS)


@given(
    st.one_of(
        st.builds(lambda base, bits: f"{base}/{bits}", st.ip_addresses(), st.integers(-1, 130)),
        st.ip_addresses(v=4).map(lambda base: str(ip_network(f"{base}/20", strict=False))),
        st.sampled_from(["192.0.2.0/024", "192.0.2.0/ 24", "192.0.2.0/", "/24", "192.0.2.0/24/24", "192.0.2.0/\u0662"]),
    )
)
def test_a_prefix_is_what_it_is_elsewhere(text: str) -> None:
    try:
        expected: object = addresses.span(text)
    except ValueError:
        with pytest.raises(ValueError, match=r"."):
            networks._span(text)
    else:
        assert networks._span(text) == expected


def test_it_is_kept_in_the_log_as_part_of_the_estate(tmp_path: Path) -> None:
    make(tmp_path)
    before = settings.parse(settings.read(tmp_path), knowledge()).estate_version
    (tmp_path / networks.NAME).write_bytes(TABLE)
    opened = workspace.open_(tmp_path)
    try:
        workspace.keep_versions(opened)
        assert opened.settings.estate_version != before
        assert opened.files["estate"][networks.NAME] == TABLE
        payload = opened.store.payload("estate", bytes.fromhex(opened.settings.estate_version))
        assert payload is not None
        assert b"Example Relay" in payload
    finally:
        opened.store.close()
