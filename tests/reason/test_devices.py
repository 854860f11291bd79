"""Observations that speak of one thing become one device; two things on one address over time stay two."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from tests.support import log, see

from camcensus.reason import keys
from camcensus.reason.devices import Joined, join

HIK, AXIS, OTHER = "44:19:b6:3a:11:11", "00:40:8c:11:22:33", "00:40:8c:11:22:44"


def groups(joined: Joined) -> set[frozenset[str]]:
    """The subjects of each device."""
    by = joined.seen.group_by("device").agg(pl.col("subject").unique())
    return {frozenset(subjects) for subjects in by["subject"].to_list()}


def codes(joined: Joined) -> set[str]:
    return set(joined.doubts["code"].to_list())


def test_a_row_and_a_scan_join_by_mac() -> None:
    scan = see("ip:10.0.1.5", ("mac", HIK), ("net.open_port", "554/tcp"))
    row = see("asset:CAM-1", ("mac", HIK), ("register.make", "Hik"), at=None, position=2)
    assert groups(join(log([scan, row]))) == {frozenset({"ip:10.0.1.5", "asset:CAM-1"})}


def test_a_row_and_a_scan_join_by_serial_across_realms() -> None:
    scan = see("ip:10.0.1.5", ("serial.number", "ABC12345"), realm="a")
    row = see("asset:CAM-1", ("serial.number", "abc12345"), realm="b", at=None, position=2)
    assert len(groups(join(log([scan, row])))) == 1


def test_a_row_without_keys_joins_the_thing_at_its_address() -> None:
    scan = see("ip:10.0.1.5", ("net.open_port", "554/tcp"))
    row = see("asset:CAM-1", ("fact.ip", "10.0.1.5"), at=None, position=2)
    assert len(groups(join(log([scan, row])))) == 1


def test_two_things_on_one_address_over_time_stay_two() -> None:
    before = see("ip:10.0.1.5", ("mac", HIK), at="2026-02-01")
    after = see("ip:10.0.1.5", ("mac", AXIS), at="2026-11-01", position=2)
    joined = join(log([before, after]))
    assert joined.seen["device"].n_unique() == 2
    assert codes(joined) == {"address-of-several"}


def test_what_has_no_key_joins_the_holder_of_its_time() -> None:
    before = see("ip:10.0.1.5", ("mac", HIK), at="2026-02-01")
    after = see("ip:10.0.1.5", ("mac", AXIS), at="2026-11-01", position=2)
    routed = see("ip:10.0.1.5", ("http.title", "WEB"), at="2026-10-30", position=3)
    seen = join(log([before, after, routed])).seen
    device = dict(seen.select("field", "device").iter_rows())
    owner = seen.filter(pl.col("value") == AXIS)["device"][0]
    assert device["http.title"] == owner


def test_an_undated_row_joins_nothing_where_two_things_held_the_address() -> None:
    before = see("ip:10.0.1.5", ("mac", HIK), at="2026-02-01")
    after = see("ip:10.0.1.5", ("mac", AXIS), at="2026-11-01", position=2)
    row = see("asset:CAM-1", ("fact.ip", "10.0.1.5"), at=None, position=3)
    assert join(log([before, after, row])).seen["device"].n_unique() == 3


def test_one_address_in_two_realms_is_two_things() -> None:
    here = see("ip:10.0.0.5", ("net.open_port", "554/tcp"), realm="a")
    there = see("ip:10.0.0.5", ("net.open_port", "554/tcp"), realm="b")
    assert join(log([here, there])).seen["device"].n_unique() == 2


def test_nothing_joins_across_bodies() -> None:
    ours = see("asset:1", ("serial.number", "ABC12345"), body="a")
    theirs = see("asset:1", ("serial.number", "ABC12345"), body="b")
    assert join(log([ours, theirs])).seen["device"].n_unique() == 2


def test_an_address_of_unknown_realm_joins_only_in_its_own_batch() -> None:
    one = see("ip:10.0.0.5", ("net.open_port", "554/tcp"), realm="", position=1)
    two = see("ip:10.0.0.5", ("net.open_port", "554/tcp"), realm="", position=2)
    assert join(log([one, two])).seen["device"].n_unique() == 2


def test_a_placeholder_serial_joins_nothing_and_is_shown() -> None:
    rows = [see(f"asset:CAM-{n}", ("serial.number", serial), at=None) for n, serial in enumerate(["123456"] * 2)]
    joined = join(log(rows), ["123456"])
    assert joined.seen["device"].n_unique() == 2
    assert codes(joined) == {"key-placeholder"}


def test_zeros_are_a_placeholder_without_being_listed() -> None:
    rows = [see(f"asset:CAM-{n}", ("serial.number", "000000"), at=None) for n in range(2)]
    assert join(log(rows)).seen["device"].n_unique() == 2


def test_one_serial_in_two_rows_of_one_register_keeps_two_devices() -> None:
    rows = [see(f"asset:CAM-{n}", ("serial.number", "ABC12345"), at=None) for n in range(2)]
    joined = join(log(rows))
    assert joined.seen["device"].n_unique() == 2
    assert codes(joined) == {"key-two-rows"}


def test_one_serial_in_two_registers_is_one_device() -> None:
    first = see("asset:CAM-1", ("serial.number", "ABC12345"), at=None, position=1)
    second = see("asset:ML-7", ("serial.number", "ABC12345"), at=None, position=2)
    assert len(groups(join(log([first, second])))) == 1


def test_a_box_with_two_legs_is_one_device() -> None:
    legs = [see(f"ip:10.0.{n}.5", ("mac", f"44:19:b6:3a:11:1{n}"), ("serial.number", "ABC12345")) for n in (1, 2)]
    assert len(groups(join(log(legs)))) == 1


def test_a_serial_on_interfaces_of_two_makers_is_demoted() -> None:
    things = [see(f"ip:10.0.1.{n}", ("mac", mac), ("serial.number", "ABC12345")) for n, mac in enumerate((HIK, AXIS))]
    joined = join(log(things))
    assert joined.seen["device"].n_unique() == 2
    assert codes(joined) == {"key-many-interfaces"}


def test_a_certificate_on_many_addresses_is_demoted() -> None:
    things = [see(f"ip:10.0.1.{n}", ("tls.spki_sha256", "aa" * 32)) for n in range(6)]
    joined = join(log(things))
    assert joined.seen["device"].n_unique() == 6
    assert codes(joined) == {"key-many-addresses"}


def test_a_made_up_mac_joins_nothing() -> None:
    first = see("ip:10.0.1.5", ("mac", "02:11:22:33:44:55"), at="2026-02-01")
    second = see("ip:10.0.1.6", ("mac", "02:11:22:33:44:55"), at="2026-11-01", position=2)
    assert join(log([first, second])).seen["device"].n_unique() == 2


def test_two_rows_that_claim_one_address_join_nothing_by_it() -> None:
    scan = see("ip:10.0.1.5", ("net.open_port", "554/tcp"))
    rows = [see(f"asset:CAM-{n}", ("fact.ip", "10.0.1.5"), at=None, position=2) for n in range(2)]
    joined = join(log([scan, *rows]))
    assert joined.seen["device"].n_unique() == 3
    assert "address-claimed-twice" in codes(joined)


def test_two_serials_on_one_interface_are_one_device_with_a_doubt() -> None:
    scan = see("ip:10.0.1.5", ("mac", HIK), ("serial.number", "ABC12345"))
    row = see("asset:CAM-1", ("mac", HIK), ("serial.number", "ABC12354"), at=None, position=2)
    joined = join(log([scan, row]))
    assert joined.seen["device"].n_unique() == 1
    assert codes(joined) == {"two-serials"}


def test_a_device_keeps_its_name_when_better_evidence_comes() -> None:
    scan = see("ip:10.0.1.5", ("net.open_port", "554/tcp"), position=1)
    before = join(log([scan])).seen["device"][0]
    row = see("asset:CAM-1", ("fact.ip", "10.0.1.5"), ("fact.site", "hq"), at=None, position=2)
    after = join(log([scan, row])).seen["device"].unique().to_list()
    assert after == [before]


def test_every_key_is_a_name_of_the_device() -> None:
    scan = see("ip:10.0.1.5", ("mac", HIK), ("serial.number", "ABC12345"))
    keys = join(log([scan])).keys
    assert set(keys.select(pl.concat_str("kind", "value", separator=":")).to_series()) == {
        "ip:10.0.1.5",
        f"mac:{HIK}",
        "serial:ABC12345",
    }


def test_files_are_no_devices() -> None:
    assert join(log([see("file:abc", ("fact.reach", "10.0.0.0/24"))])).seen.height == 0


def test_nothing_joins_to_nothing() -> None:
    assert join(log([])).seen.height == 0


facts = st.lists(
    st.tuples(
        st.sampled_from(["ip:10.0.1.1", "ip:10.0.1.2", "asset:A", "asset:B", "asset:C"]),
        st.sampled_from([("mac", HIK), ("mac", AXIS), ("mac", OTHER), ("serial.number", "ABC12345"),
                         ("fact.ip", "10.0.1.1"), ("net.open_port", "80/tcp")]),
        st.sampled_from(["2026-01-01", "2026-06-01", None]),
        st.integers(1, 3),
    ),
    max_size=12,
)  # fmt: skip


@given(facts, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(
    rows: list[tuple[str, tuple[str, str], str | None, int]], random: object
) -> None:
    parts = [see(subject, fact, at=at, position=n, record=f"{n}{subject}{at}") for subject, fact, at, n in rows]
    forward = log(parts).unique("id", keep="first", maintain_order=True).sort("position", "id")
    shuffled = list(range(forward.height))
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    backward = forward[shuffled] if shuffled else forward
    assert groups(join(forward)) == groups(join(backward))


@given(facts)
def test_every_observation_has_exactly_one_device(rows: list[tuple[str, tuple[str, str], str | None, int]]) -> None:
    parts = [see(subject, fact, at=at, position=n, record=f"{n}{subject}{at}") for subject, fact, at, n in rows]
    observed = log(parts).unique("id", keep="first", maintain_order=True)
    seen = join(observed).seen
    assert seen["id"].to_list() == observed["id"].to_list()
    assert seen["device"].null_count() == 0


def test_ids_are_sixteen_hex_digits_and_fixed() -> None:
    assert keys.device_id("dept|main", "ip", "10.0.1.5") == "881e933e508c75dc"


def test_a_thing_with_two_addresses_brings_what_is_there_together() -> None:
    one = see("ip:10.0.1.1", ("net.open_port", "80/tcp"))
    two = see("ip:10.0.1.2", ("net.open_port", "80/tcp"))
    both = see("ip:10.0.1.2", ("fact.ip", "10.0.1.1"), position=2)
    assert join(log([one, two, both])).seen["device"].n_unique() == 1


SADP = (
    '<?xml version="1.0"?><ProbeMatch><DeviceDescription>DS-2CD2143</DeviceDescription>'
    "<DeviceSN>DS-2CD214320200101AAWR111222333</DeviceSN><MAC>44-19-b6-3a-11-11</MAC></ProbeMatch>"
)
STATED = {"sadp.reply": {"DeviceSN": "serial.number", "MAC": "mac"}, "vendor.discovery": {"mac": "mac"}}


def test_what_an_answer_states_of_itself_joins_it_to_a_row() -> None:
    answer = see("ip:10.0.1.5", ("sadp.reply", SADP))
    by_mac = see("asset:CAM-1", ("mac", HIK), at=None, position=2)
    by_serial = see("asset:CAM-2", ("serial.number", "DS-2CD214320200101AAWR111222333"), at=None, position=3)
    assert len(groups(join(log([answer, by_mac]), stated=STATED))) == 1
    assert len(groups(join(log([answer, by_serial]), stated=STATED))) == 1
    assert len(groups(join(log([answer, by_mac])))) == 2


def test_an_answer_that_names_two_speaks_of_others_too() -> None:
    listing = see("ip:10.0.1.9", ("vendor.discovery", f'[{{"mac": "{HIK}"}}, {{"mac": "{AXIS}"}}]'))
    row = see("asset:CAM-1", ("mac", HIK), at=None, position=2)
    assert len(groups(join(log([listing, row]), stated=STATED))) == 2
