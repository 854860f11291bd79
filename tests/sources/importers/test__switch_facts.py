from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.sources.importers import _switch_facts
from camcensus.sources.importers._switch_rows import Neighbour, Switched
from camcensus.sources.importers._switch_text import Answer


@pytest.mark.parametrize(
    ("kind", "capabilities", "described", "found"),
    [
        ("lldp", "B,R", "", True), ("lldp", "B,T", "", False), ("lldp", "S", "", False),
        ("lldp", "Bridge, Router", "", True), ("lldp", "Bridge, Telephone", "", False),
        ("cdp", "Router Switch IGMP", "", True), ("cdp", "Host Phone", "", False), ("cdp", "S I", "", True),
        ("lldp", "", "Arista Networks EOS", True), ("lldp", "", "Windows 11", False),
    ],
)  # fmt: skip
def test_what_passes_on_what_others_say(kind: str, capabilities: str, described: str, found: bool) -> None:
    assert _switch_facts.passes_on(kind, capabilities, described) == found


def test_a_neighbour_goes_by_what_names_it_best() -> None:
    mac = "b8:a4:4f:5b:4d:12"
    assert _switch_facts.subject(Neighbour(mac=mac, ip="10.0.0.22", name="x")) == f"mac:{mac}"
    assert _switch_facts.subject(Neighbour(ip="10.0.0.22", name="x")) == "ip:10.0.0.22"
    assert _switch_facts.subject(Neighbour(name="Gate")) == "host:gate"
    assert _switch_facts.subject(Neighbour(port="Gi1/0/3")) == ""


def test_the_address_of_a_neighbour_is_a_fact_where_it_is_not_its_name() -> None:
    told = dict(_switch_facts.announced("lldp", Neighbour(mac="b8:a4:4f:5b:4d:12", ip="10.0.0.22"), "sw1/Gi1/0/9"))
    assert told["fact.ip"] == "10.0.0.22"
    assert told["switch.port"] == "sw1/Gi1/0/9"
    assert dict(_switch_facts.announced("cdp", Neighbour(ip="10.0.0.22"), ""))["fact.ip"] == ""


@pytest.mark.parametrize(
    ("kind", "cells", "worth"),
    [
        ("mac", {"mac_address": "c056.e35b.4d11", "port": "Gi1/0/3"}, 2),
        ("mac", {"mac_address": "Address", "port": "Ports"}, 0),
        ("mac", {"mac_address": "c056.e35b.4d11", "port": "dynamic"}, 0),
        ("arp", {"ip_address": "10.0.0.5", "mac_address": "Incomplete"}, 1),
        ("status", {"port": "Port", "name": "Name Status"}, 0),
        ("lldp", {"local_interface": "Gi1/0/9", "neighbor_name": "gate"}, 2),
        ("lldp", {"local_interface": "Gi1/0/9"}, 0),
    ],
)
def test_what_a_row_is_worth(kind: str, cells: dict[str, str], worth: int) -> None:
    assert _switch_facts.worth(kind, cells) == worth


@given(st.dictionaries(st.sampled_from(["mac_address", "ip_address", "port", "neighbor_name"]), st.text(max_size=40)))
def test_any_row_is_worth_something_or_nothing(cells: dict[str, str]) -> None:
    for kind in ("mac", "arp", "lldp", "cdp", "status", "power", "binding"):
        assert _switch_facts.worth(kind, cells) >= 0


def test_why_a_table_may_not_be_whole() -> None:
    def answer(command: str, dropped: int = 0) -> Answer:
        return Answer(host="sw1", command=command, kind="mac", line=1, dropped=dropped)

    whole = "show mac address-table"
    assert _switch_facts.part(answer(whole), lenient=False) == ""
    assert _switch_facts.part(answer(whole), lenient=True) == "some of its lines are not understood"
    assert _switch_facts.part(answer(whole, 3), lenient=False) == "its last lines were not read"
    assert _switch_facts.part(answer(f"{whole} vlan 40"), lenient=False) == "only vlan 40 was asked for"
    assert _switch_facts.part(answer(""), lenient=False) == "it stands below no command"


def test_what_a_port_carries_is_told_by_what_it_is() -> None:
    one = Switched(port="Gi1/0/3", mode="access", access="40", native="1", voice="50", allowed="all")
    said = dict(_switch_facts.carried(one, whole=True))
    assert {name: value for name, value in said.items() if value} == {
        "switch.mode": "access", "switch.access": "40", "switch.voice": "50", "switch.ports": "all",
    }  # fmt: skip
    line = Switched(port="Gi1/0/3", mode="trunk", access="40", native="1", allowed="10,40")
    said = dict(_switch_facts.carried(line, whole=False))
    assert {name: value for name, value in said.items() if value} == {
        "switch.mode": "trunk", "switch.native": "1", "switch.allowed": "10,40",
    }  # fmt: skip
