"""On which port a device is plugged in."""

from __future__ import annotations

from tests.reason.networks import CAM, PC, Network, clock, lldp, macs, network, status, switch, told, trunk

from camcensus.reason.plugs import FEW, Plug

OTHERS = [f"00:1b:21:00:00:{n:02x}" for n in range(40)]
UPLINK = tuple((40, mac, "Te1/1") for mac in (CAM, *OTHERS[:FEW]))


def plug(found: Network) -> Plug:
    return found.read.plugs[found.device(f"mac:{CAM}")]


def own(found: Network) -> str:
    return found.layer2().port


def test_the_port_in_the_table_is_its_own() -> None:
    assert own(network(told(clock("sw1"), macs("sw1", (40, CAM, "Gi1/0/3"))))) == "sw1/Gi1/0/3"


def test_behind_a_switch_that_announced_itself_it_lies_somewhere() -> None:
    text = lldp("sw1", ("Te1/1", "core", "Te1/0/1", "B,R")) + macs("sw1", (40, CAM, "Te1/1"))
    found = network(told(clock("sw1"), text))
    assert (own(found), plug(found).uplinks) == ("", ("sw1/Te1/1",))


def test_behind_many_addresses_it_lies_somewhere() -> None:
    assert plug(network(told(clock("sw1"), macs("sw1", *UPLINK)))).uplinks == ("sw1/Te1/1",)


def test_behind_several_ports_that_are_one_it_lies_somewhere() -> None:
    assert plug(network(told(clock("sw1"), macs("sw1", (40, CAM, "Po1"))))).uplinks == ("sw1/Po1",)


def test_behind_a_trunk_with_others_it_lies_somewhere() -> None:
    table = macs("sw1", (40, CAM, "Gi1/0/9"), (10, PC, "Gi1/0/9"))
    shown = network(told(clock("sw1"), status("sw1", ("Gi1/0/9", "connected", "trunk")), table))
    stated = network(told(clock("sw1"), table), boxes=[switch("sw1", trunk("GigabitEthernet1/0/9", "10,40"))])
    assert plug(shown).uplinks == plug(stated).uplinks == ("sw1/Gi1/0/9",)


def test_alone_on_a_trunk_it_is_on_its_own_port() -> None:
    table = macs("sw1", (40, CAM, "Gi1/0/9"))
    found = network(told(clock("sw1"), status("sw1", ("Gi1/0/9", "connected", "trunk")), table))
    assert own(found) == "sw1/Gi1/0/9"


def test_of_several_switches_the_one_without_an_uplink_counts() -> None:
    text = macs("sw2", *UPLINK) + macs("sw1", (40, CAM, "Gi1/0/3"))
    assert own(network(told(clock("sw1"), clock("sw2"), text))) == "sw1/Gi1/0/3"


def test_of_several_switches_the_port_with_the_fewest_addresses_counts() -> None:
    text = macs("sw2", (40, CAM, "Gi9"), (40, OTHERS[0], "Gi9"), (40, OTHERS[1], "Gi9")) + macs("sw1", (40, CAM, "Gi3"))
    assert own(network(told(clock("sw1"), clock("sw2"), text))) == "sw1/Gi3"


def test_where_two_ports_show_as_few_none_is_named() -> None:
    text = macs("sw2", (40, CAM, "Gi9")) + macs("sw1", (40, CAM, "Gi3"))
    found = network(told(clock("sw1"), clock("sw2"), text))
    assert (own(found), plug(found).doubtful) == ("", ("sw1/Gi3", "sw2/Gi9"))
    assert "which of these is its own port is not told" in found.layer2().missing[0]


def test_one_that_moved_is_on_the_newer_port_of_a_switch() -> None:
    first = told(clock("sw1", 9), macs("sw1", (40, CAM, "Gi1/0/3")))
    then = told(clock("sw1", 11), macs("sw1", (40, CAM, "Gi1/0/7")), position=2)
    assert own(network(first, then)) == own(network(then, first)) == "sw1/Gi1/0/7"


def test_a_camera_that_announced_itself_is_on_that_port_whoever_else_is() -> None:
    text = lldp("sw1", ("Gi1/0/3", "axis-camera", "eth0", "S"), mac="c056.e35b.4d11").replace("4d20", "4d11")
    found = network(told(clock("sw1"), text, clock("sw2"), macs("sw2", (40, CAM, "Gi9"))))
    assert own(found) == "sw1/Gi1/0/3"


def test_what_was_told_in_another_address_space_is_of_another_thing() -> None:
    found = network(told(clock("sw1"), macs("sw1", (40, CAM, "Gi1/0/3")), realm="other"))
    assert own(found) == "sw1/Gi1/0/3"
    assert plug(found).place == ("other", "sw1/Gi1/0/3")
