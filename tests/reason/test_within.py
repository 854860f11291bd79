"""Our rules within what is there: it closes what was open, opens nothing, and says where it cannot."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from tests import walls
from tests.contained import containment, networks, service

from camcensus.engine import contain
from camcensus.model.containment import DEVICE, OTHER, Change, Containment, Place, Proof
from camcensus.model.errors import UsageError
from camcensus.reason import proof
from camcensus.reason.containment import Wanted

IOS = walls.IOS.format(ours="")
ASA = walls.ASA.format(ours="access-group OUT in interface outside")
TEXTS = {
    "nftables": walls.NFTABLES, "iptables": walls.IPTABLES, "ios": IOS, "asa": ASA, "fortios": walls.FORTIOS,
    "panos": walls.PANOS,
}  # fmt: skip
PLACES = {"ios": Place(interfaces=("Vlan1",))}


def made(place: Place | None = None, devices: Sequence[str] = ("10.1.0.4/30",)) -> Containment:
    wanted = [
        Wanted("recorder", "", OTHER, networks("10.3.0.9"), (service("tcp", 80), service("tcp", 554))),
        Wanted("NTP", "", DEVICE, networks("10.3.0.10"), (service("udp", 123),)),
    ]
    return containment(devices, wanted, "CHG-7", place)


def there(folder: Path, text: str) -> list[contain.There]:
    (folder / "there.conf").write_text(text)
    return contain.there([folder / "there.conf"])


def within(folder: Path, form: str, text: str = "", place: Place | None = None) -> Proof:
    change = contain.write(made(place or PLACES.get(form)), [], there(folder, text or TEXTS[form]))
    return found(change)


def found(change: Change) -> Proof:
    (one,) = change.texts
    assert one.proof is not None
    assert one.within is not None
    assert one.proof.holds
    return one.within


@pytest.mark.parametrize("form", TEXTS)
def test_with_ours_nothing_passes_but_what_is_needed(form: str, tmp_path: Path) -> None:
    one = within(tmp_path, form)
    assert one.differences == ()
    assert (one.kind, bool(one.box)) == (contain.form(form).definition["kind"], True)


@pytest.mark.parametrize("form", TEXTS)
def test_without_ours_a_path_is_found(form: str, tmp_path: Path) -> None:
    held, change = there(tmp_path, TEXTS[form])[0], made(PLACES.get(form))
    how = contain.asked(contain.form(form), change)
    if not how.chains:
        assert not proof.prove(change, held.box, how).holds


@pytest.mark.parametrize("form", ["nftables", "iptables", "ios", "asa"])
def test_rules_that_no_packet_reaches_are_named_with_those_that_take_them(form: str, tmp_path: Path) -> None:
    one = within(tmp_path, form, place=Place(lists=("CAMS_IN", "CAMS_OUT")) if form == "ios" else None,
                 text=TEXTS[form].replace("{ours}", "") if form != "ios" else applied())  # fmt: skip
    before = [shadow for shadow in one.shadowed if not shadow.by_ours]
    (shadow,) = [each for each in before if "10.1.0.5" in each.rule.text]
    assert any("10.1.0.0" in by.text and "443" in by.text for by in shadow.by)


def applied() -> str:
    return walls.IOS.format(ours=" ip access-group CAMS_IN in\n ip access-group CAMS_OUT out")


def test_a_rule_that_only_ours_shadow_is_marked(tmp_path: Path) -> None:
    text = walls.NFTABLES.replace("ip saddr 10.1.0.0/24", "ip saddr 10.1.0.4/31")
    one = within(tmp_path, "nftables", text)
    assert [(each.rule.line, each.by_ours) for each in one.shadowed] == [(6, False), (5, True)]
    assert all("denied" in by.text for by in one.shadowed[1].by)


def test_rules_never_hit_are_those_whose_counters_say_so(tmp_path: Path) -> None:
    assert [one.line for one in within(tmp_path, "nftables").never_hit] == [6]
    assert [one.line for one in within(tmp_path, "iptables").never_hit] == [7]
    assert within(tmp_path, "panos").never_hit == ()


def test_what_is_needed_and_stopped_already_is_told(tmp_path: Path) -> None:
    one = within(tmp_path, "nftables", walls.NFTABLES.replace("\t\tudp dport 123 accept\n", ""))
    assert one.holds
    assert [(each.services, each.source) for each in one.remains] == [("udp 123", ("10.1.0.4/30",))]


def test_a_list_that_is_applied_already_is_not_put_aside(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="has the list 'CAMS_IN' already"):
        within(tmp_path, "ios", applied())
    one = within(tmp_path, "ios", applied(), Place(lists=("CAMS_IN", "CAMS_OUT")))
    assert one.differences == ()


def test_a_list_in_one_direction_alone_is_not_enough(tmp_path: Path) -> None:
    one = within(tmp_path, "ios", applied(), Place(lists=("CAMS_IN",)))
    assert not one.holds
    assert {each.target for each in one.differences} == {("10.1.0.4/30",)}


def test_an_interface_of_an_asa_without_a_list_is_a_path(tmp_path: Path) -> None:
    text = ASA.replace("access-group CORE in interface core\n", "")
    one = within(tmp_path, "asa", text)
    assert {each.kind for each in one.differences} == {"open"}
    assert {each.target for each in one.differences} == {("10.1.0.4/30",)}


@pytest.mark.parametrize(
    ("place", "words"),
    [(Place(interfaces=("Vlan9",)), "no interface 'Vlan9'"), (Place(lists=("NONE",)), "no list 'NONE'")],
)
def test_a_place_that_is_not_there(place: Place, words: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=words):
        within(tmp_path, "ios", place=place)


def test_devices_that_lie_behind_no_interface_are_not_proved(tmp_path: Path) -> None:
    change = contain.write(made(PLACES["ios"], ["10.1.0.4", "172.16.0.1"]), [], there(tmp_path, IOS))
    one = found(change)
    assert [(each.kind, each.source) for each in one.differences] == [("unsure", ("172.16.0.1/32",))]
    linked = contain.write(
        made(PLACES["ios"], ["10.1.0.4", "172.16.0.1"]), [], there(tmp_path, IOS), ["yard:Vlan1=172.16.0.0/24"]
    )
    assert found(linked).holds


def test_rules_of_a_panorama_come_before_ours_and_are_found(tmp_path: Path) -> None:
    pushed = walls.PANOS + (
        "set device-group all pre-rulebase security rules push from any to any source any destination any\n"
        "set device-group all pre-rulebase security rules push application any service any action allow\n"
    )
    one = within(tmp_path, "panos", pushed)
    assert not one.holds
    assert {rule.text.partition(":")[0] for each in one.differences for rule in each.rules} == {"push"}


def test_what_nat_turns_into_a_device_is_stopped_as_well(tmp_path: Path) -> None:
    nat = """table ip n {
	chain p {
		type nat hook prerouting priority dstnat; policy accept;
		ip daddr 192.0.2.80 tcp dport 8080 dnat to 10.1.0.5:80
	}
}
"""
    assert within(tmp_path, "nftables", walls.NFTABLES + nat).holds
    late = (walls.NFTABLES + nat).replace("hook prerouting priority dstnat", "hook prerouting priority dstnat + 1")
    assert within(tmp_path, "nftables", late).holds


def test_lines_that_are_not_understood_are_said(tmp_path: Path) -> None:
    text = IOS.replace("end\n", "route-map odd permit 10\nip policy odd\nend\n")
    one = within(tmp_path, "ios", text)
    assert any("not understood" in each for each in one.unchecked)


def test_the_other_family_is_said_where_a_file_speaks_of_one_alone(tmp_path: Path) -> None:
    change = contain.write(made(None, ["10.1.0.4/30", "2001:db8:1::4"]), [], there(tmp_path, walls.IPTABLES))
    assert "IPv6 of the devices: this file does not speak of it" in found(change).unchecked


def test_policies_go_before_the_one_that_stands_first(tmp_path: Path) -> None:
    change = contain.write(made(), [], there(tmp_path, walls.FORTIOS))
    moves = [line.split() for line in change.texts[0].text.splitlines() if line.startswith("move ")]
    assert len(moves) == 4
    assert {words[3] for words in moves} == {"7"}


def test_a_change_is_not_brought_in_twice(tmp_path: Path) -> None:
    (first,) = contain.write(made(), [], there(tmp_path, walls.NFTABLES)).texts
    with pytest.raises(UsageError, match="is in it already"):
        within(tmp_path, "nftables", walls.NFTABLES + first.text)
