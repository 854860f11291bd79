from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.sources.importers import _switch_commands as commands


@pytest.mark.parametrize(
    ("command", "kind"),
    [
        ("show mac address-table", "mac"), ("sh mac add", "mac"), ("show mac-address-table dynamic", "mac"),
        ("sh mac-", "mac"), ("display mac-address", "mac"), ("show fdb", "mac"),
        ("show ethernet-switching table", "mac"), ("do sh mac add | inc 30", "mac"),
        ("show ip arp", "arp"), ("sh arp", "arp"), ("display arp", "arp"), ("get system arp", "arp"),
        ("arp -a", "arp"), ("/ip arp print", "arp"),
        ("show lldp neighbors detail", "lldp"), ("sh lldp nei de", "lldp"), ("show lldp info remote-device", "lldp"),
        ("display lldp neighbor-information verbose", "lldp"),
        ("sh cdp ne d", "cdp"), ("show cdp entry *", "cdp"),
        ("sh pow inl", "power"), ("show interfaces status", "status"), ("sh int desc", "status"),
        ("show interfaces switchport", "switchport"), ("sh int gi1/0/3 sw", "switchport"),
        ("show interface switchport | no-more", "switchport"),
        ("show ip dhcp snooping binding", "binding"), ("execute dhcp lease-list", "binding"), ("sh clo", "clock"),
    ],
)  # fmt: skip
def test_commands_and_their_abbreviations(command: str, kind: str) -> None:
    assert commands.kind_of(command) == kind


@pytest.mark.parametrize(
    "command",
    ["show version", "show mac address-table count", "show arp inspection", "show interfaces", "show run int gi1/0/1",
     "show cdp", "mac", "", "arp table of the year", "show ip dhcp pool"],
)  # fmt: skip
def test_other_commands(command: str) -> None:
    assert commands.kind_of(command) == ""


@pytest.mark.parametrize(
    ("line", "host", "command"),
    [
        ("sw1#show arp", "sw1", "show arp"),
        ("sw1(config-if)#do show arp", "sw1", "do show arp"),
        ("sw-1.yard> en", "sw-1.yard", "en"),
        ("RP/0/RSP0/CPU0:xr1#show arp", "xr1", "show arp"),
        ("operator@fw1(active)> show arp all", "fw1", "show arp all"),
        ("operator@ex1> show arp", "ex1", "show arp"),
        ("* x460.12 # show fdb", "x460", "show fdb"),
        ("<core>display arp", "core", "display arp"),
        ("[~core]display arp", "core", "display arp"),
        ("(aruba) *#show arp", "aruba", "show arp"),
        ("[admin@mt1] > /ip arp print", "mt1", "/ip arp print"),
        ("root@box:~$ arp -a", "box", "arp -a"),
        ("sw1#", "sw1", ""),
    ],
)
def test_prompts(line: str, host: str, command: str) -> None:
    assert commands.prompt(line) == (host, command)


@pytest.mark.parametrize(
    "line", ["Linux 2.6 #1 SMP", "  30    c056.e35b.4d11    DYNAMIC     Gi1/0/3", "", "Total: 3", "a b# c"]
)
def test_lines_that_are_no_prompts(line: str) -> None:
    assert commands.prompt(line) is None


def test_what_is_typed_and_what_is_text() -> None:
    assert commands.is_typed("show arp")
    assert commands.is_typed("")
    assert not commands.is_typed("1 SMP PREEMPT")


@pytest.mark.parametrize("line", ["show ip arp", "--- show ip arp ---", "! show ip arp", "### show ip arp:"])
def test_commands_that_stand_alone(line: str) -> None:
    assert commands.banner(line) == "show ip arp"


@pytest.mark.parametrize("line", ["it does show ip arp", "show version", "shown ip arp", "show"])
def test_lines_that_hold_no_command_alone(line: str) -> None:
    assert commands.banner(line) == ""


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Vlan    Mac Address       Type        Ports", "mac"),
        ("          Mac Address Table", "mac"),
        ("Protocol  Address          Age (min)  Hardware Addr   Type   Interface", "arp"),
        ("Device ID: core", "cdp"),
        ("Local Intf: Gi1/0/9", "lldp"),
        ("Interface Admin  Oper       Power   Device              Class Max", "power"),
        ("Port      Name               Status       Vlan       Duplex  Speed Type", "status"),
        ("IP Address\tMAC Address\tModel", ""),
        ("MAC Address,Port,VLAN", ""),
        ("MAC Address", ""),
    ],
)
def test_headings(line: str, kind: str) -> None:
    assert commands.heading(line) == kind


@given(st.text(max_size=300))
def test_any_line_has_a_meaning_or_none(line: str) -> None:
    commands.prompt(line)
    commands.banner(line)
    assert commands.heading(line) in (*commands.KINDS, "")
    assert commands.kind_of(line) in (*commands.KINDS, "")


@given(
    st.from_regex(r"[A-Za-z0-9][\w.-]{0,30}", fullmatch=True), st.sampled_from(["show arp", "sh mac add", "sh cdp nei"])
)
def test_any_name_is_found_in_its_prompt(host: str, command: str) -> None:
    if host.isascii():
        assert commands.prompt(f"{host}#{command}") == (host, command)


@pytest.mark.parametrize(
    ("command", "rest"),
    [
        ("show mac address-table", ""), ("sh mac add int gi1/0/3", ""), ("show mac-address-table", ""),
        ("do show fdb", ""), ("display mac-address verbose", ""), ("show mac address-table | inc c056", "| inc c056"),
        ("show mac address-table dynamic", "dynamic"), ("show mac address-table vlan 40", "vlan 40"),
        ("show mac address-table interface gi1/0/3 vlan 40", "interface gi1/0/3 vlan 40"),
        ("show mac address-table dynamic | inc c056", "dynamic | inc c056"),
        ("show mac address-table address c056.e35b.4d11", "address c056.e35b.4d11"),
    ],
)  # fmt: skip
def test_what_part_of_a_table_is_asked_for(command: str, rest: str) -> None:
    assert commands.narrowed(command) == rest


@pytest.mark.parametrize(
    ("command", "rest"),
    [("sh int sw", ""), ("show interface gi1/0/3 switchport", "show interface gi1/0/3 switchport"),
     ("show interfaces switchport | inc Name", "| inc Name")],
)  # fmt: skip
def test_whether_all_ports_are_asked_for(command: str, rest: str) -> None:
    assert commands.narrowed(command, "switchport") == rest
