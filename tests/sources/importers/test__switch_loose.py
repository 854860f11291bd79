from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from camcensus.sources.importers._switch_loose import rows


def test_rows_of_a_table_of_addresses() -> None:
    table = ["name  mac  port", " cctv  c0:56:e3:5b:4d:11  D  -  ge-0/0/3.0  0  0", "x c056.e35b.4d12 dynamic Gi1/0/4"]
    assert list(rows("mac", table)) == [
        {"mac_address": "c0:56:e3:5b:4d:11", "port": "ge-0/0/3.0"},
        {"mac_address": "c0:56:e3:5b:4d:12", "port": "Gi1/0/4"},
    ]


def test_a_row_that_may_mean_two_things_is_none() -> None:
    assert not list(rows("mac", ["c0:56:e3:5b:4d:11 Gi1/0/3 Gi1/0/4", "c0:56:e3:5b:4d:11 c0:56:e3:5b:4d:12 Gi1/0/3"]))
    assert not list(rows("arp", ["10.0.0.5 10.0.0.6 c0:56:e3:5b:4d:11"]))
    assert not list(rows("mac", ["c0:56:e3:5b:4d:11 30"]))


def test_rows_of_arp() -> None:
    assert list(rows("arp", ["  10.0.0.5   c0-56-e3-5b-4d-11   dynamic"])) == [
        {"ip_address": "10.0.0.5", "mac_address": "c0:56:e3:5b:4d:11", "port": ""}
    ]


@given(st.lists(st.text(max_size=120), max_size=5), st.sampled_from(["mac", "arp", "lldp"]))
def test_any_lines_have_rows_or_none(lines: list[str], kind: str) -> None:
    found = list(rows(kind, lines))
    assert len(found) <= len(lines)
    assert kind != "lldp" or not found
