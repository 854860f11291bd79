"""What `_register` and the tables of tools share; the rules of single cells are tested with the register."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.files import FENWICK, context

from camcensus.sources.importers._device import MAX_ADDRESSES, Devices, Row, host, listed
from camcensus.sources.reading.gathered import Gathered
from camcensus.wire import addresses, macs


def noted(**cells: str) -> tuple[set[tuple[str, str]], list[str], str]:
    """Facts, remarks and subject of one row."""
    gathered = Gathered(context(Path("a.csv")), "importer:test@1")
    devices = Devices(gathered)
    place = devices.place(cells.get("site", ""))
    row = Row(where="row 2", written=cells, typed=cells, place=place, original=gathered.keep({"a": "b"}))
    subject = devices.note(row)
    remarks = [remark.what for remark in gathered.remarks.all("the table")]
    frame = gathered.take().observations
    assert set(frame["subject"]) <= {subject}
    return set(frame.select("field", "value").iter_rows()), remarks, subject


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("10.0.0.5", {"10.0.0.5"}),
        ("10.0.0.5/24", {"10.0.0.5"}),
        ("10.0.0.5, 10.0.0.6;2001:DB8::5/64", {"10.0.0.5", "10.0.0.6", "2001:db8::5"}),
        ("10.0.0.5\n10.0.0.5", {"10.0.0.5"}),
        ("10.0.0.5/31 10.0.0.9/32", {"10.0.0.5", "10.0.0.9"}),
    ],
)
def test_a_cell_may_list_addresses_with_the_length_of_their_network(cell: str, found: set[str]) -> None:
    facts, remarks, _ = noted(asset="C-1", ip=cell)
    assert {value for field, value in facts if field == "fact.ip"} == found
    assert remarks == []


@pytest.mark.parametrize("cell", ["10.0.0.0/24", "10.0.0.5 (was 10.0.0.4)", "10.0.0.5/99", "dhcp", "10.0.0.5, x"])
def test_a_cell_with_anything_else_in_it_gives_no_address(cell: str) -> None:
    facts, remarks, _ = noted(asset="C-1", ip=cell)
    assert not any(field == "fact.ip" for field, _ in facts)
    assert remarks == [f"'{cell}' is not an IP address"]


def test_no_address_is_no_address() -> None:
    facts, remarks, _ = noted(asset="C-1", ip="0.0.0.0, ::")
    assert (facts, remarks) == (set(), [])
    assert noted(asset="C-1", ip="10.0.0.5 0.0.0.0")[0] == {("fact.ip", "10.0.0.5")}


def test_a_cell_may_list_ethernet_addresses_in_any_notation() -> None:
    facts, _, _ = noted(asset="C-1", mac="00 40 8c 00 00 01, 0040.8c00.0002; 00-40-8C-00-00-03")
    assert {value[-1] for field, value in facts if field == "mac"} == {"1", "2", "3"}
    facts, remarks, _ = noted(asset="C-1", mac="ff:ff:ff:ff:ff:ff")
    assert not any(field == "mac" for field, _ in facts)
    assert remarks == ["'ff:ff:ff:ff:ff:ff' is not the address of an Ethernet interface"]


def test_no_cell_lists_more_addresses_than_a_device_can_have() -> None:
    many = " ".join(f"10.0.{number // 256}.{number % 256}" for number in range(MAX_ADDRESSES + 1))
    assert listed(many, host) == []
    assert len(listed(many.rpartition(" ")[0], host)) == MAX_ADDRESSES


def test_a_host_name_and_columns_of_a_tools_own_are_kept() -> None:
    facts, _, subject = noted(asset="C-1", hostname="cam-1.example", company="Estates", site="Fenwick House")
    assert facts == {("fact.hostname", "cam-1.example"), ("register.company", "Estates"), ("fact.site", FENWICK.site)}
    assert subject == "asset:C-1"


def test_of_several_devices_in_a_row_the_first_is_named() -> None:
    gathered = Gathered(context(Path("a.csv")), "importer:test@1")
    cells = {"asset": "C-1", "kind": "3 x dome"}
    row = Row(where="row 2", written=cells, typed=cells, place=None, original=b"")
    assert Devices(gathered).note(row) == "asset:C-1/1"


ADDRESSES = st.ip_addresses().map(str).filter(lambda one: one != "::")  # a dash of IPv6: it names nothing


@given(st.lists(ADDRESSES, min_size=1, max_size=8), st.sampled_from([" ", ", ", ";", "\n", " | "]))
def test_addresses_that_are_listed_are_found(found: list[str], between: str) -> None:
    assert listed(between.join(found), host) == list(dict.fromkeys(addresses.normalise(one) for one in found))


@given(st.text(max_size=200))
def test_any_cell_is_read(text: str) -> None:
    assert all(addresses.normalise(one) == one for one in listed(text, host))
    assert all(macs.normalise(one) == one for one in listed(text, macs.normalise))
