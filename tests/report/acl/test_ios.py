"""Access lists of IOS: their own, or before those that are there; both ways; answers told by their flags."""

from __future__ import annotations

from tests.contained import containment

from camcensus.model.containment import Place
from camcensus.report.acl import ios

OWN = ios.render(containment(place=Place(interfaces=("Vlan40",))))
INTO = ios.render(containment(place=Place(lists=("CAMS_IN",))))


def test_a_list_of_our_own_ends_with_all_others_and_is_applied_last() -> None:
    lines = OWN.splitlines()
    assert " permit ip any any" in lines
    assert " permit ipv6 any any" in lines
    applied = lines[lines.index("interface Vlan40") + 1 :]
    assert [line.split()[-1] for line in applied[:4]] == ["in", "in", "out", "out"]
    assert applied[-1] == "end"


def test_answers_have_the_flags_of_answers() -> None:
    back = [line for line in OWN.splitlines() if " eq 554 " in line and line.endswith("established")]
    assert len(back) == 2
    assert not [line for line in OWN.splitlines() if line.startswith(" permit tcp") and " eq 554 object" in line
                and not line.endswith("established")]  # fmt: skip


def test_into_a_list_that_is_there_go_numbered_entries_and_no_end() -> None:
    lines = INTO.splitlines()
    assert "ip access-list resequence CAMS_IN 1000000 10" in lines
    at = lines.index("ip access-list extended CAMS_IN")
    entries = [line for line in lines[at + 1 :] if line[1:2].isdigit()]
    assert [line.split()[0] for line in entries[:2]] == ["10", "20"]
    assert " permit ip any any" not in lines
    assert f" no {entries[-1].split()[0]}" in ios.back_out(containment(place=Place(lists=("CAMS_IN",))))


def test_neighbours_of_ipv6_find_each_other() -> None:
    assert sum(line.endswith(("nd-ns", "nd-na")) for line in OWN.splitlines()) == 4


def test_where_it_goes_is_said_if_no_interface_is_named() -> None:
    text = ios.render(containment())
    assert "! Apply it to each interface" in text
    assert "\ninterface " not in text
    assert ios.chains(containment())[0].startswith("ip access-list cc_CHG_7_")
