"""Host names join least of all keys: a name may be a default, a place, or handed on to the next camera."""

from __future__ import annotations

import pytest
from tests.reason.spans import during, lease, owner
from tests.support import log, see

from camcensus.reason.devices import Joined, join

HIK, AXIS = "44:19:b6:3a:11:11", "00:40:8c:11:22:33"
PORT = ("switch.port", "sw1/Gi1")


def count(joined: Joined) -> int:
    return joined.seen["device"].n_unique()


def codes(joined: Joined) -> set[str]:
    return set(joined.doubts["code"])


@pytest.mark.parametrize("field", ["dhcp.hostname", "lease.hostname", "fact.hostname", "lldp.system_name", "mdns.name"])
def test_a_neighbour_by_name_joins_who_bears_the_name(field: str) -> None:
    scan = see("ip:10.0.1.5", ("mac", HIK), (field, "cam-lobby"))
    neighbour = see("host:CAM-LOBBY.example.org", PORT, at=None, position=2)
    assert count(join(log([scan, neighbour]))) == 1


def test_a_row_that_knows_only_a_name_joins_who_bears_it() -> None:
    scan = see("ip:10.0.1.5", ("mac", HIK), ("dhcp.hostname", "cam-lobby"))
    row = see("asset:Rec1 / Lobby", ("fact.hostname", "cam-lobby"), ("vms.driver", "Hikvision"), at=None, position=2)
    joined = join(log([scan, row]))
    assert count(joined) == 1
    assert codes(joined) == set()


@pytest.mark.parametrize("name", ["ipcam", "localhost", "hikvision", "dhcp-10-0-1-5"])
def test_a_name_that_firmware_ships_with_joins_nothing_and_is_no_doubt(name: str) -> None:
    joined = join(
        log([see("ip:10.0.1.5", ("mac", HIK), ("dhcp.hostname", name)), see(f"host:{name}", PORT, position=2)])
    )
    assert count(joined) == 2
    assert codes(joined) == set()


def test_a_model_number_is_no_name() -> None:
    scan = see("ip:10.0.1.5", ("mac", HIK), ("dhcp.hostname", "IPC-HDW5442TM"), ("model.number", "IPC-HDW5442TM"))
    assert count(join(log([scan, see("host:ipc-hdw5442tm", PORT, position=2)]))) == 2


def test_a_name_that_two_interfaces_bear_at_one_time_joins_nothing() -> None:
    both = [see(f"ip:10.0.1.{n}", ("mac", mac), ("dhcp.hostname", "cam-x")) for n, mac in ((5, HIK), (6, AXIS))]
    joined = join(log([*both, see("host:cam-x", PORT, position=2)]))
    assert count(joined) == 3
    assert codes(joined) == {"key-many-bear"}


def test_a_name_that_two_addresses_bear_in_one_scan_joins_nothing() -> None:
    both = [see(f"ip:10.0.1.{n}", ("fact.hostname", "cam-x")) for n in (5, 6)]
    joined = join(log(both))
    assert count(joined) == 2
    assert codes(joined) == {"key-many-bear"}


def test_one_first_label_of_two_domains_is_two_names() -> None:
    one = see("ip:10.0.1.5", ("mac", HIK), ("fact.hostname", "cam-1.north.example.org"))
    other = see("host:cam-1.south.example.org", PORT, at=None, position=2)
    assert count(join(log([one, other]))) == 2


def test_two_serial_numbers_under_one_name_stay_two() -> None:
    scan = see("ip:10.0.1.5", ("serial.number", "ABC12345"), ("dhcp.hostname", "cam-x"))
    row = see("asset:CAM-1", ("serial.number", "XYZ98765"), ("fact.hostname", "cam-x"), at=None, position=2)
    assert count(join(log([scan, row]))) == 2


def test_a_name_that_is_handed_on_joins_the_neighbour_of_its_time() -> None:
    old = lease("10.0.1.5", HIK, "2026-01-01", "2026-02-01", ("lease.hostname", "cam-x"))
    new = lease("10.0.1.6", AXIS, "2026-06-01", "2026-07-01", ("lease.hostname", "cam-x"))
    then = during("host:cam-x", ("switch.port", "then"), first="2026-01-15", position=2)
    now = during("host:cam-x", ("switch.port", "now"), first="2026-06-15", position=3)
    undated = during("host:cam-x", ("switch.port", "undated"), first=None, position=4)
    joined = join(log([old, new, then, now, undated]))
    assert owner(joined, "then") == owner(joined, HIK)
    assert owner(joined, "now") == owner(joined, AXIS)
    assert count(joined) == 3


def test_what_moved_to_another_address_is_one_thing_with_a_doubt() -> None:
    before = see("ip:10.0.1.5", ("fact.hostname", "cam-x"), ("http.title", "same"))
    after = see(
        "ip:10.0.1.6", ("mac", AXIS), ("dhcp.hostname", "cam-x"), ("http.title", "same"), at="2026-12-20", position=2
    )
    joined = join(log([before, after]))
    assert count(joined) == 1
    assert joined.doubts.select("code", "detail").rows() == [("joined-by-name", "cam-x")]


def test_what_was_replaced_and_kept_its_name_is_told_apart_by_what_it_says() -> None:
    before = see("ip:10.0.1.5", ("fact.hostname", "cam-x"), ("http.title", "old maker"))
    after = see(
        "ip:10.0.1.6", ("mac", AXIS), ("dhcp.hostname", "cam-x"), ("http.title", "new"), at="2026-12-20", position=2
    )
    assert count(join(log([before, after]))) == 2


def test_one_box_with_two_families_of_address_is_one() -> None:
    four = see("ip:10.0.1.5", ("mac", HIK), ("mdns.name", "cam-x.local"))
    six = see("ip:2001:db8::5", ("mdns.name", "cam-x.local"))
    assert count(join(log([four, six]))) == 1


def test_a_name_means_something_only_in_its_realm() -> None:
    here = see("ip:10.0.1.5", ("mac", HIK), ("dhcp.hostname", "cam-x"), realm="a")
    there = see("host:cam-x", PORT, realm="b", position=2)
    assert count(join(log([here, there]))) == 2


def test_two_rows_of_one_register_never_join_by_name() -> None:
    scan = see("ip:10.0.1.5", ("mac", HIK), ("dhcp.hostname", "cam-x"))
    rows = [see(f"asset:CAM-{n}", ("fact.hostname", "cam-x"), at=None, position=2) for n in (1, 2)]
    assert count(join(log([scan, *rows]))) == 3
    assert count(join(log(rows))) == 2


def test_names_bring_no_two_interfaces_together_by_a_third_thing() -> None:
    one = see("ip:10.0.1.5", ("mac", HIK), ("dhcp.hostname", "cam-x"))
    two = see("ip:10.0.1.6", ("mac", AXIS), ("dhcp.hostname", "cam-y"), at="2026-12-20", position=2)
    both = see("host:cam-x", ("fact.hostname", "cam-y"), at=None, position=3)
    assert count(join(log([one, two, both]))) == 3
