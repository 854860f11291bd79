from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.files import Read, read, read_or_refused, refused, unhurried, write

from camcensus.model.errors import BrokenInput
from camcensus.sources.importers import switch_text

MACS = """sw1#show mac address-table
          Mac Address Table
-------------------------------------------

Vlan    Mac Address       Type        Ports
----    -----------       --------    -----
"""
STATUS = """sw1#show interfaces status

Port      Name               Status       Vlan       Duplex  Speed Type
Gi1/0/3   {name:<18} connected    30         a-full  a-100 10/100/1000BaseTX
"""
KNOWN = "00:1b:21:5b:4d:13"


def mac_rows(*ports: str) -> str:
    return "".join(f"  30    001b.215b.4d{n + 0x13:02x}    DYNAMIC     {port}\n" for n, port in enumerate(ports))


def told(tmp_path: Path, text: str, known: frozenset[str] = frozenset(), **changes: object) -> Read:
    return read(switch_text, write(tmp_path, "log.txt", text), known=known, **changes)


def macs(whole: Read) -> list[str]:
    return [one for one in whole.subjects() if one.startswith("mac:")]


def test_addresses_that_nobody_knows_are_counted_and_stored_nowhere(tmp_path: Path) -> None:
    whole = told(tmp_path, MACS + mac_rows("Gi1/0/3", "Gi1/0/4"))
    assert macs(whole) == []
    assert "001b.215b" not in whole.everything()
    assert whole.facts("switchport:sw1/Gi1/0/3") == {("switch.macs", "1")}


def test_an_address_that_the_log_knows_is_kept(tmp_path: Path) -> None:
    whole = told(tmp_path, MACS + mac_rows("Gi1/0/3"), frozenset({KNOWN}))
    assert whole.facts(f"mac:{KNOWN}") == {
        ("switch.port", "sw1/Gi1/0/3"), ("switch.vlan", "30"), ("switch.entry", "dynamic"),
    }  # fmt: skip


def test_what_shares_the_port_of_a_camera_is_kept(tmp_path: Path) -> None:
    whole = told(tmp_path, MACS + mac_rows("Gi1/0/3", "Gi1/0/3", "Gi1/0/4"), frozenset({KNOWN}))
    assert macs(whole) == [f"mac:{KNOWN}", "mac:00:1b:21:5b:4d:14"]


def test_what_was_beside_a_camera_is_no_camera_elsewhere(tmp_path: Path) -> None:
    other = MACS.replace("sw1", "sw2") + mac_rows("Gi9", "Gi1", "Gi1").split("\n", 1)[1]
    whole = told(tmp_path, MACS + mac_rows("Gi1/0/3", "Gi1/0/3") + other, frozenset({KNOWN}))
    assert macs(whole) == [f"mac:{KNOWN}", "mac:00:1b:21:5b:4d:14"]


@pytest.mark.parametrize("kind", ["trunk", "neighbour"])
def test_what_shares_an_uplink_with_a_camera_is_not_kept(tmp_path: Path, kind: str) -> None:
    lldp = (
        "sw1#show lldp neighbors detail\n------------------------------------------------\nLocal Intf: Gi1/0/3\n"
        "Chassis id: 0010.0de0.e280\nPort id: Gi1/0/48\nPort Description: uplink\nSystem Name: core\n\n"
        "System Description: \nCisco IOS Software\n\nTime remaining: 92 seconds\nSystem Capabilities: B,R\n"
        "Enabled Capabilities: B\n\n"
    )
    trunk = STATUS.format(name="to core").replace(" 30  ", "trunk")
    text = MACS + mac_rows("Gi1/0/3", "Gi1/0/3") + (lldp if kind == "neighbour" else trunk)
    assert "mac:00:1b:21:5b:4d:14" not in macs(told(tmp_path, text, frozenset({KNOWN})))


def test_a_table_of_which_only_a_part_was_asked_for_says_so(tmp_path: Path) -> None:
    part = MACS.replace("table\n", "table vlan 30\n", 1) + mac_rows("Gi1/0/3")
    assert ("switch.part", "only vlan 30 was asked for") in told(tmp_path, part).facts("switchport:sw1/Gi1/0/3")


def test_everything_is_kept_where_that_is_asked_for(tmp_path: Path) -> None:
    assert len(macs(told(tmp_path, MACS + mac_rows("Gi1/0/3", "Gi1/0/4"), keep_all=True))) == 2


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_what_is_on_a_port_named_for_a_camera_is_kept_wherever_the_name_stands(
    tmp_path: Path, order: tuple[int, int]
) -> None:
    parts = (MACS + mac_rows("Gi1/0/3", "Gi1/0/4"), STATUS.format(name="cam-14"))
    assert macs(told(tmp_path, parts[order[0]] + parts[order[1]])) == [f"mac:{KNOWN}"]


def test_an_uplink_is_not_taken_for_a_camera_by_its_name(tmp_path: Path) -> None:
    whole = told(tmp_path, STATUS.format(name="to camera switch") + MACS + mac_rows(*["Gi1/0/3"] * 9))
    assert macs(whole) == []
    assert ("switch.macs", "9") in whole.facts("switchport:sw1/Gi1/0/3")


def test_an_address_in_several_networks_is_one_address(tmp_path: Path) -> None:
    rows = "".join(f"  {vlan}    001b.215b.4d13    DYNAMIC     Gi1/0/3\n" for vlan in (30, 40, 50))
    assert ("switch.macs", "1") in told(tmp_path, MACS + rows).facts("switchport:sw1/Gi1/0/3")


def test_a_port_that_feeds_a_camera_counts_as_named_for_one(tmp_path: Path) -> None:
    power = (
        "sw1#sh pow inl\n\nInterface Admin  Oper       Power   Device              Class Max\n"
        "                            (Watts)\n--------- ------ ---------- ------- ------------------- ----- ----\n"
        "Gi1/0/3   auto   on         12.9    AXIS P3245-LV       3     30.0\n"
    )
    assert macs(told(tmp_path, MACS + mac_rows("Gi1/0/3") + power)) == [f"mac:{KNOWN}"]


def test_addresses_found_on_ports_are_known_in_the_arp_table(tmp_path: Path) -> None:
    arp = (
        "sw1#show ip arp\nProtocol  Address          Age (min)  Hardware Addr   Type   Interface\n"
        "Internet  10.0.7.20             12   001b.215b.4d13  ARPA   Vlan30\n"
        "Internet  10.0.8.21             12   001b.215b.4d99  ARPA   Vlan30\n"
    )
    whole = told(tmp_path, arp + MACS + mac_rows("Gi1/0/3") + STATUS.format(name="cam-14"))
    assert ("mac", KNOWN) in whole.facts("ip:10.0.7.20")
    assert "ip:10.0.8.21" not in whole.subjects()
    assert whole.values("fact.heard") == ["10.0.7.0/24", "10.0.8.0/24"]


def test_without_a_prompt_the_switch_goes_by_the_file(tmp_path: Path) -> None:
    whole = told(tmp_path, MACS.split("\n", 1)[1] + mac_rows("Gi1/0/3"), frozenset({KNOWN}))
    assert whole.values("switch.port") == ["~000000000000/Gi1/0/3"]
    assert "no prompt" in whole.remarks[0]


def test_each_answer_has_the_time_of_the_last_look_at_the_clock(tmp_path: Path) -> None:
    def clock(hour: int) -> str:
        return f"sw1#show clock\n{hour}:00:00.000 UTC Thu Feb 29 2024\n"

    text = MACS + mac_rows("Gi1/0/3") + clock(10) + MACS + mac_rows("Gi1/0/3") + clock(12) + MACS + mac_rows("Gi1/0/3")
    whole = told(tmp_path, text, frozenset({KNOWN}))
    hours = [row["at"].hour for row in whole.rows if row["field"] == "switch.port"]
    assert hours == [10, 12]  # the first two tell the same


def test_a_clock_that_nobody_set_makes_no_exact_window(tmp_path: Path) -> None:
    text = "sw1#show clock\n*10:00:00.000 UTC Thu Feb 29 2024\n" + MACS + mac_rows("Gi1/0/3")
    assert {row["at_quality"] for row in told(tmp_path, text).rows} == {"device-clock"}


def test_another_switch_has_another_clock(tmp_path: Path) -> None:
    text = "sw2#show clock\n10:00:00.000 UTC Thu Feb 29 2024\n" + MACS + mac_rows("Gi1/0/3")
    whole = told(tmp_path, text, frozenset({KNOWN}))
    assert {row["at"] for row in whole.rows if row["field"] == "switch.port"} == {None}


def test_an_answer_that_fits_no_template_is_named(tmp_path: Path) -> None:
    whole = told(tmp_path, "sw1#show mac address-table\na\nb\nc\nd\n" + MACS + mac_rows("Gi1/0/3"))
    assert whole.remarks == ["line 1, sw1: the answer to 'show mac address-table' fits no template and was left out"]


def test_user_names_in_prompts_are_stored_nowhere(tmp_path: Path) -> None:
    text = MACS.replace("sw1#", "operator@sw1> ") + mac_rows("Gi1/0/3")
    whole = told(tmp_path, text, frozenset({KNOWN}))
    assert whole.values("switch.port") == ["sw1/Gi1/0/3"]
    assert "operator" not in whole.everything()


def test_secrets_in_names_of_ports_go(tmp_path: Path) -> None:
    whole = told(tmp_path, STATUS.format(name="cam pwd=battery"))
    assert "battery" not in whole.everything()
    assert whole.redacted == 1


def test_a_text_of_something_else_is_refused(tmp_path: Path) -> None:
    assert not switch_text.detect(b"a report on cameras\nand switches\n")
    assert not switch_text.detect(b'{"command": "x"}\nsw1#show arp\n')
    refused(switch_text, write(tmp_path, "log.txt", "a report\n"), BrokenInput)


SWITCHED = """sw1#show interfaces switchport
Name: Gi1/0/48
Switchport: Enabled
Administrative Mode: trunk
Operational Mode: trunk
Access Mode VLAN: 1 (default)
Trunking Native Mode VLAN: 99 (native)
Voice VLAN: none
Trunking VLANs Enabled: 10,30,
     40
Pruning VLANs Enabled: 2-1001
"""


def test_how_ports_are_switched(tmp_path: Path) -> None:
    facts = {("switch.mode", "trunk"), ("switch.native", "99"), ("switch.allowed", "10,30,40")}
    port = "switchport:sw1/Gi1/0/48"
    assert told(tmp_path, SWITCHED).facts(port) == {*facts, ("switch.ports", "all")}
    assert told(tmp_path, SWITCHED.replace("interfaces", "int gi1/0/48")).facts(port) == facts


def test_a_list_of_vlans_that_is_cut_is_no_list(tmp_path: Path) -> None:
    cut = SWITCHED.replace("10,30,\n     40", ",".join(map(str, range(2, 90, 2))))
    facts = {("switch.mode", "trunk"), ("switch.native", "99")}
    assert told(tmp_path, cut).facts("switchport:sw1/Gi1/0/48") == facts


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_ends_of_lines_and_encodings(tmp_path: Path, end: str, encoding: str) -> None:
    path = write(tmp_path, "log.txt", (MACS + mac_rows("Gi1/0/3")).replace("\n", end), encoding)
    assert switch_text.detect(path.read_bytes())
    assert macs(read(switch_text, path, known=frozenset({KNOWN}))) == [f"mac:{KNOWN}"]


@pytest.mark.parametrize(
    "evil", ["a " * 250, "0011.2233.4455 " * 30, "Gi1/0/1 " + " " * 190 + "x", "sw1#show arp", "#" * 500]
)
def test_it_takes_no_longer_than_the_text(tmp_path: Path, evil: str) -> None:
    path = write(tmp_path, "log.txt", "sw1#show interfaces status\n" + (evil + "\n") * 300)
    began = time.process_time()
    read_or_refused(switch_text, path)
    assert time.process_time() - began < 8


@unhurried
@given(
    st.lists(
        st.sampled_from(
            [*(MACS + mac_rows("Gi1/0/3", "Gi1/0/4") + STATUS.format(name="cam")).splitlines(), "", "sw2>", "\b\b", "x"]
        ),
        max_size=25,
    )
)
def test_any_lines_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, lines: list[str]) -> None:
    read_or_refused(switch_text, write(tmp_path_factory.mktemp("any"), "log.txt", "\n".join(lines)))
