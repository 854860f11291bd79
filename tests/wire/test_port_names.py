"""Ports of switches by one spelling."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.wire import port_names


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("GigabitEthernet1/0/3", "Gi1/0/3"), ("Gi1/0/3", "Gi1/0/3"), ("gi3", "Gi3"), ("GE1/0/3", "Gi1/0/3"),
        ("TenGigabitEthernet1/1/5", "Te1/1/5"), ("XGE1/0/1", "Te1/0/1"), ("Ethernet1", "Eth1"), ("Et1", "Eth1"),
        ("Ethernet1/9", "Eth1/9"), ("Port-channel12", "Po12"), ("port-channel12", "Po12"), ("Po12", "Po12"),
        ("ge-0/0/3.0", "ge-0/0/3"), ("A1", "A1"), ("3", "3"), ("1/1/30", "1/1/30"),
        ("BAGG1", "BAGG1"), ("Trk1", "Trk1"),
        ("Vlan30", "Vlan30"), ("CPU", ""), ("Router", ""), ("", ""), ("x" * 99, ""),
    ],
)  # fmt: skip
def test_ports_have_one_name(written: str, name: str) -> None:
    assert port_names.short(written) == name


@given(st.from_regex(r"[A-Za-z]{1,22}[ -]?\d{1,3}(?:/\d{1,3}){0,3}", fullmatch=True))
def test_a_port_keeps_its_name_if_it_is_told_twice(written: str) -> None:
    once = port_names.short(written)
    assert port_names.short(once) == once
