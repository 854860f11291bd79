"""One device from many sources: leases, captures, switches, registers and scans, in whatever order they are read."""

from __future__ import annotations

from itertools import permutations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reason.spans import during, groups, lease, owner
from tests.support import log, see

from camcensus.reason.devices import Joined, join

HIK, AXIS, NEXT = "44:19:b6:3a:11:11", "00:40:8c:11:22:33", "44:19:b6:3a:11:12"
LOCAL, OTHER_LOCAL = "02:11:22:33:44:55", "02:11:22:33:44:66"


def count(joined: Joined) -> int:
    return joined.seen["device"].n_unique()


# --- an address within its lease -----------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["10.0.1.5", "2001:db8::5"])
@pytest.mark.parametrize("order", list(permutations((1, 2, 3, 4))), ids=str)
def test_two_devices_on_one_address_over_time_stay_two_in_any_order(order: tuple[int, ...], address: str) -> None:
    first = lease(address, HIK, "2026-01-01", "2026-01-10", position=order[0])
    second = lease(address, AXIS, "2026-01-11", "2026-01-20", position=order[1])
    early = see(f"ip:{address}", ("http.title", "early"), at="2026-01-09", position=order[2])
    late = see(f"ip:{address}", ("http.title", "late"), at="2026-01-12", position=order[3])
    parts = sorted([first, second, early, late], key=lambda part: int(part["position"][0]))
    joined = join(log(parts))
    assert count(joined) == 2
    assert owner(joined, "early") == owner(joined, HIK)
    assert owner(joined, "late") == owner(joined, AXIS)


def test_what_has_a_certificate_joins_the_holder_of_the_lease() -> None:
    given_ = lease("10.0.1.5", HIK, "2026-01-01", "2026-01-10")
    routed = see("ip:10.0.1.5", ("tls.spki_sha256", "ab" * 32), ("http.title", "x"), at="2026-01-05", position=2)
    port = during(f"mac:{HIK}", ("switch.port", "sw1/Gi1"), first=None, position=3)
    assert count(join(log([given_, routed, port]))) == 1


def test_a_switch_table_without_a_time_joins_by_interface() -> None:
    scan = see("ip:10.0.1.5", ("mac", HIK))
    port = during(f"mac:{HIK}", ("switch.port", "sw1/Gi1"), ("switch.vlan", "40"), first=None, position=2)
    assert count(join(log([scan, port]))) == 1


def test_one_serial_number_in_two_leases_is_one_box_with_two_legs() -> None:
    parts = [
        lease("10.0.1.5", HIK, "2026-01-01", "2026-01-10"),
        lease("10.0.2.5", AXIS, "2026-01-01", "2026-01-10"),
        *(see(f"ip:10.0.{n}.5", ("serial.number", "ABC12345"), at="2026-01-05", position=2) for n in (1, 2)),
    ]
    joined = join(log(parts))
    assert count(joined) == 1
    assert ("dual-homed", "10.0.1.5, 10.0.2.5") in joined.doubts.select("code", "detail").rows()


def test_two_serial_numbers_within_one_lease_join_nothing() -> None:
    parts = [
        lease("10.0.1.5", HIK, "2026-01-01", "2026-01-10"),
        see("ip:10.0.1.5", ("serial.number", "ABC12345"), at="2026-01-03", position=2),
        see("ip:10.0.1.5", ("serial.number", "XYZ98765"), at="2026-01-05", position=3),
    ]
    assert count(join(log(parts))) == 3


def test_a_lease_of_another_interface_joins_nothing() -> None:
    other = see("ip:10.0.9.9", ("serial.number", "ABC12345"), ("mac", AXIS), at="2026-01-04", position=3)
    look = see("ip:10.0.1.5", ("serial.number", "ABC12345"), at="2026-01-05", position=2)
    joined = join(log([lease("10.0.1.5", HIK, "2026-01-01", "2026-01-10"), look, other]))
    assert count(joined) == 2
    assert owner(joined, HIK) != owner(joined, AXIS)


def test_what_a_register_mistyped_keeps_nothing_apart_that_the_network_shows_to_be_one() -> None:
    given_ = lease("10.0.1.5", HIK, "2026-01-01", "2026-01-10")
    look = see("ip:10.0.1.5", ("serial.number", "ABC12345"), at="2026-01-05", position=2)
    by_mac = see("asset:CAM-1", ("mac", HIK), ("serial.number", "ABC12354"), at=None, position=3)
    joined = join(log([given_, look, by_mac]))
    assert count(joined) == 1
    assert ("two-serials", "ABC12345, ABC12354") in joined.doubts.select("code", "detail").rows()
    by_serial = see("asset:CAM-1", ("mac", AXIS), ("serial.number", "ABC12345"), at=None, position=3)
    assert count(join(log([given_, look, by_serial]))) == 1


@pytest.mark.parametrize("state", ["abandoned", "declined"])
def test_a_lease_that_was_refused_is_nobodys(state: str) -> None:
    refused = during("ip:10.0.1.5", ("mac", HIK), ("lease.state", state), first="2026-01-01", last="2026-01-10")
    real = see("ip:10.0.1.5", ("mac", AXIS), at="2026-01-02", position=2)
    found = see("ip:10.0.1.5", ("http.title", "found"), at="2026-01-04", position=3)
    other = see("ip:10.0.1.5", ("mac", AXIS), at="2026-01-06", position=4)
    joined = join(log([refused, real, found, other]))
    assert owner(joined, "found") == owner(joined, AXIS)


def test_the_told_end_of_a_lease_binds_and_its_release_does_not() -> None:
    ends = ("lease.ends", "2026-01-20T00:00:00Z")
    scan = see("ip:10.0.1.5", ("serial.number", "ABC12345"), at="2026-01-15", position=2)
    active = lease("10.0.1.5", HIK, "2026-01-01", "2026-01-02", ends)
    assert count(join(log([active, scan]))) == 1
    released = during(
        "ip:10.0.1.5", ("mac", HIK), ("lease.state", "released"), ends, first="2026-01-01", last="2026-01-02"
    )
    assert count(join(log([released, scan]))) == 2


def test_between_two_holders_the_nearest_counts_unless_another_was_meant_to_stay() -> None:
    holders = [lease("10.0.1.5", HIK, "2026-01-01", "2026-01-03"), lease("10.0.1.5", AXIS, "2026-01-20", "2026-01-22")]
    found = see("ip:10.0.1.5", ("http.title", "found"), at="2026-01-05", position=2)
    joined = join(log([*holders, found]))
    assert owner(joined, "found") == owner(joined, HIK)
    long = lease("10.0.1.5", NEXT, "2025-12-01", "2026-02-01", position=3)
    assert count(join(log([*holders, found, long]))) == 4


def test_what_is_left_between_two_holders_is_one_thing_there() -> None:
    holders = [
        lease("10.0.1.5", NEXT, "2025-12-01", "2026-02-01"),
        lease("10.0.1.5", HIK, "2026-01-01", "2026-01-03", position=2),
        lease("10.0.1.5", AXIS, "2026-01-20", "2026-01-22", position=3),
    ]
    found = [see("ip:10.0.1.5", ("http.title", f"t{n}"), at=f"2026-01-0{n}", position=4) for n in (5, 6, 7)]
    joined = join(log([*holders, *found]))
    assert len({owner(joined, f"t{n}") for n in (5, 6, 7)}) == 1
    assert count(joined) == 4


def test_a_row_with_a_serial_number_joins_the_only_interface_at_its_address() -> None:
    scan = see("ip:10.0.1.5", ("mac", HIK))
    row = see("asset:CAM-1", ("serial.number", "ABC12345"), ("fact.ip", "10.0.1.5"), at=None, position=2)
    assert count(join(log([scan, row]))) == 1
    other = see("ip:10.0.1.5", ("mac", AXIS), at="2026-06-01", position=3)
    assert count(join(log([scan, row, other]))) == 3


def test_a_look_without_an_interface_joins_one_within_a_day_and_no_other() -> None:
    arp = see("ip:10.0.1.5", ("mac", HIK), at="2026-01-05")
    for day, expected in (("2026-01-06", 1), ("2026-03-01", 2)):
        look = see("ip:10.0.1.5", ("serial.number", "ABC12345"), at=day, position=2)
        assert count(join(log([arp, look]))) == expected


def test_rows_of_two_registers_may_both_join_by_address() -> None:
    scan = see("ip:10.0.1.5", ("net.open_port", "554/tcp"))
    rows = [
        see(f"asset:{name}", ("fact.ip", "10.0.1.5"), at=None, position=n) for n, name in ((2, "CAM-1"), (3, "ML-7"))
    ]
    assert count(join(log([scan, *rows]))) == 1


# --- made-up Ethernet addresses --------------------------------------------------------------------------------------


def test_a_made_up_address_joins_what_is_at_one_time() -> None:
    given_ = lease("10.0.1.5", LOCAL, "2026-01-01", "2026-01-10")
    port = during(f"mac:{LOCAL}", ("switch.port", "sw1/Gi1"), first="2026-01-05", position=2)
    joined = join(log([given_, port]))
    assert count(joined) == 1
    assert "key-made-up-address" in joined.doubts["code"].to_list()


def test_a_made_up_address_joins_nothing_across_time() -> None:
    ports = [during(f"mac:{LOCAL}", ("switch.port", "sw1/Gi1"), first=f"2026-0{n}-05", position=n) for n in (1, 2, 3)]
    assert count(join(log(ports))) == 3
    undated = [during(f"mac:{LOCAL}", ("switch.port", f"sw{n}/Gi1"), first=None, position=n) for n in (1, 2)]
    assert count(join(log(undated))) == 2
    scans = [see(f"ip:10.0.1.{n}", ("mac", LOCAL), at=f"2026-0{n}-05", position=n) for n in (1, 2)]
    assert count(join(log(scans))) == 2


def test_at_one_address_the_address_joins_it_and_another_made_up_one_does_not() -> None:
    same = [see("ip:10.0.1.5", ("mac", LOCAL), at=f"2026-0{n}-05", position=n) for n in (1, 2)]
    assert count(join(log(same))) == 1
    others = [
        see("ip:10.0.1.5", ("mac", mac), at=f"2026-0{n}-05", position=n) for n, mac in ((1, LOCAL), (2, OTHER_LOCAL))
    ]
    assert count(join(log(others))) == 2


def test_what_is_seen_at_its_address_is_of_a_made_up_interface() -> None:
    given_ = [lease("10.0.1.5", LOCAL, "2026-01-01", "2026-01-10"), lease("10.0.1.5", HIK, "2026-02-01", "2026-02-10")]
    found = see("ip:10.0.1.5", ("http.title", "found"), at="2026-01-05", position=2)
    joined = join(log([*given_, found]))
    assert owner(joined, "found") == owner(joined, LOCAL)
    assert count(joined) == 2


# --- spellings -------------------------------------------------------------------------------------------------------


def test_one_address_in_two_spellings_is_one() -> None:
    one = see("ip:2001:DB8:0:0::5", ("mac", "44-19-B6-3A-11-11"))
    two = see("ip:2001:db8::5", ("http.title", "x"), position=2)
    three = see(f"mac:{HIK}", ("switch.port", "a"), position=3)
    assert count(join(log([one, two, three]))) == 1


def test_one_uuid_in_two_spellings_is_one() -> None:
    one = see("ip:10.0.1.5", ("onvif.endpoint", "urn:uuid:4D6F-1"))
    two = see("ip:10.0.1.9", ("onvif.endpoint", "uuid:4d6f-1"), at="2026-01-01", position=2)
    assert count(join(log([one, two]))) == 1


# --- flows and windows -----------------------------------------------------------------------------------------------


def test_flows_and_windows_are_no_devices() -> None:
    parts = [
        during("flow:10.0.1.5>10.0.1.9", ("flow.packets", "5"), first="2026-01-01"),
        during("file:abc", ("fact.window", "x"), first="2026-01-01"),
        during("run:1", ("run.scope", "x"), first="2026-01-01"),
    ]
    assert join(log(parts)).seen.is_empty()


# --- any order -------------------------------------------------------------------------------------------------------

FACTS = st.sampled_from([
    ("mac", HIK), ("mac", AXIS), ("mac", NEXT), ("mac", LOCAL),
    ("serial.number", "ABC12345"), ("serial.number", "XYZ98765"),
    ("tls.spki_sha256", "ab" * 32), ("onvif.endpoint", "urn:uuid:1"), ("fact.hostname", "cam-a"),
    ("lease.hostname", "cam-b"), ("lease.state", "active"), ("http.title", "x"), ("http.title", "y"),
    ("model.number", "M1000"), ("fact.ip", "10.0.1.1"),
])  # fmt: skip
SUBJECTS = ("ip:10.0.1.1", "ip:10.0.1.2", "ip:2001:db8::1", f"mac:{LOCAL}", "host:cam-a", "asset:A", "asset:B")
SIGHTINGS = st.lists(
    st.tuples(
        st.sampled_from(SUBJECTS),
        st.lists(FACTS, min_size=1, max_size=3, unique=True),
        st.sampled_from([None, 1, 2, 3, 5, 8]),
        st.sampled_from([0, 0, 2]),
        st.integers(1, 3),
    ),
    max_size=7,
)


def on(day: int | None, more: int = 0) -> str | None:
    return None if day is None else f"2026-01-{day + more:02}"


@settings(max_examples=40, deadline=None)
@given(SIGHTINGS, st.permutations((1, 2, 3)), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_of_reading_changes_nothing(
    told: list[tuple[str, list[tuple[str, str]], int | None, int, int]], read: list[int], random: object
) -> None:
    def built(order: dict[int, int]) -> list[pl.DataFrame]:
        return [
            during(
                subject, *facts, first=on(first), last=on(first, more), position=order[position], source=f"x:{number}"
            )
            for number, (subject, facts, first, more, position) in enumerate(told)
        ]

    parts = built(dict(zip((1, 2, 3), read, strict=True)))
    random.shuffle(parts)  # type: ignore[attr-defined]
    one = join(log(built({1: 1, 2: 2, 3: 3})).sort("position", maintain_order=True))
    other = join(log(parts).sort("position", maintain_order=True))
    assert groups(one) == groups(other)
    assert set(one.doubts.select("code", "detail").rows()) == set(other.doubts.select("code", "detail").rows())
    assert one.seen["device"].null_count() == 0
