"""What was seen after a moment: sightings, addresses, conversations, listeners, leases and ports, each alone."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest
from tests.removals import ADDRESS, CAPTURE, LEASES, MAC, PORT, SWITCH, flow, told
from tests.support import log

from camcensus.model.removal import Other
from camcensus.reason import keys, since

CUT = datetime(2026, 10, 2, tzinfo=UTC)
END = datetime(2026, 11, 23, tzinfo=UTC)
AT = frozenset({("main", ADDRESS)})


def mine(*rows: pl.DataFrame) -> pl.DataFrame:
    return keys.sightings(log(rows)).with_columns(device=pl.lit("d"))


def test_a_sighting_is_what_the_network_or_somebody_on_the_spot_showed() -> None:
    seen = since.sightings(
        mine(
            told(f"ip:{ADDRESS}", ("http.server", "x"), at="2026-09-01"),
            told("asset:CAM-1", ("fact.status", "in-use"), at="2026-09-02"),
            told("asset:CAM-2", ("survey.outcome", "seen"), at="2026-09-03"),
            told("asset:CAM-3", ("survey.outcome", "not-seen"), at="2026-09-04"),
            told(f"mac:{MAC}", ("switch.port", PORT), ("switch.entry", "secure-sticky"), at="2026-09-05"),
            told(f"mac:{MAC}", ("settled.status", "removed"), at="2026-09-06", source="settled:A"),
            told(f"ip:{ADDRESS}", ("ssh.banner", "x"), at="2026-09-07", quality="device-clock"),
        )
    )
    assert seen["field"].to_list() == ["http.server", "survey.outcome", "ssh.banner"]
    assert [None if at is None else at.day for at in seen["last"].to_list()] == [1, 3, None]


def test_a_lease_that_is_promised_was_seen_when_it_began() -> None:
    def last(*more: tuple[str, str]) -> object:
        facts = ("lease.state", "active"), *more
        lease = told(f"ip:{ADDRESS}", *facts, at="2026-09-01", until="2026-10-20", source=LEASES)
        return since.sightings(mine(lease))["last"].max()

    promised, heard = last(), last(("lease.ends", "never"))
    assert promised == datetime(2026, 9, 1, tzinfo=UTC)
    assert heard == datetime(2026, 10, 20, tzinfo=UTC)


def test_its_addresses_are_those_of_its_last_week_else_those_written() -> None:
    rows = mine(
        told("ip:10.0.1.1", ("mac", MAC), at="2026-01-01"),
        told("ip:10.0.1.2", ("mac", MAC), at="2026-09-05"),
        told("ip:10.0.1.3", ("mac", MAC), at="2026-09-10"),
        told("ip:10.0.1.4", ("mac", MAC), at="2026-11-10"),
        told("asset:CAM-1", ("fact.ip", "10.0.1.5"), at="2026-09-01"),
    )
    assert since.held(since.sightings(rows), rows, CUT) == {("main", "10.0.1.2"), ("main", "10.0.1.3")}
    written = rows.filter(pl.col("field") == "fact.ip")
    assert since.held(since.sightings(written), written, CUT) == {("main", "10.0.1.5")}


def test_an_address_that_it_gave_itself_is_none_of_its_addresses() -> None:
    rows = mine(
        told("ip:10.0.1.2", ("mac", MAC), at="2026-09-05"),
        told("ip:fe80::bead:28ff:fe00:11", ("mac", MAC), at="2026-09-05"),
        told("ip:169.254.7.7", ("mac", MAC), at="2026-09-05"),
    )
    assert since.held(since.sightings(rows), rows, CUT) == {("main", "10.0.1.2")}


def test_whose_a_conversation_is() -> None:
    came = Other(device="e", called="E", realm="main", address=ADDRESS, first=datetime(2026, 10, 20, tzinfo=UTC),
                 last=END)  # fmt: skip
    rows = log([
        flow(ADDRESS, "10.0.2.7", "2026-10-05"),
        flow(ADDRESS, "10.0.2.8", "2026-10-21"),
        flow("10.0.2.9", ADDRESS, "2026-10-21", back=0),
        flow(ADDRESS, "10.0.2.7", "2026-09-05"),
    ])  # fmt: skip
    assert sorted(since.flows(rows, AT, [], CUT)["whose"].to_list()) == ["own", "own", "tried"]
    assert sorted(since.flows(rows, AT, [came], CUT)["whose"].to_list()) == ["others", "tried", "unknown"]
    assert since.flows(rows, frozenset(), [], CUT).is_empty()
    depot = rows.with_columns(realm=pl.lit("depot"))
    assert since.flows(depot, AT, [], CUT).is_empty()


def heard(network: str, first: str, last: str, source: str = CAPTURE, view: str = "") -> pl.DataFrame:
    window = ("fact.window", f'{{"view": "{view}"}}')
    return told(f"file:{network}{first}{view}", window, ("fact.heard", network), at=first, until=last, source=source)


@pytest.mark.parametrize(
    ("rows", "days"),
    [
        ([heard("10.0.1.0/24", "2026-10-01", "2026-10-12")], 10),
        ([heard("10.0.1.0/24", "2026-10-02", "2026-10-07"), heard("10.0.1.0/24", "2026-10-05", "2026-10-12")], 10),
        ([heard("10.0.1.0/24", "2026-10-02", "2027-10-12")], 52),
        ([heard("10.0.1.0/24", "2026-09-02", "2026-09-12")], 0),
        ([heard("10.0.2.0/24", "2026-10-02", "2026-10-12")], 0),
        ([heard("10.0.1.0/24", "2026-10-02", "2026-10-12", LEASES)], 0),
    ],
)
def test_how_many_days_somebody_listened(rows: list[pl.DataFrame], days: int) -> None:
    assert since.listened(log(rows), {"pcap"}, AT, (CUT, END)) == days


def test_of_several_addresses_the_one_that_was_listened_to_least_counts() -> None:
    rows = log([heard("10.0.1.0/24", "2026-10-02", "2026-10-12")])
    assert since.listened(rows, {"pcap"}, AT | {("main", "10.0.7.1")}, (CUT, END)) == 0
    assert since.listened(rows, {"pcap"}, frozenset(), (CUT, END)) == 0


def test_until_when_leases_are_told() -> None:
    rows = [
        heard("10.0.1.0/24", "2026-09-02", "2026-10-20", LEASES, "DHCP server"),
        heard("10.0.1.0/24", "2026-09-02", "2026-11-20", LEASES),
    ]
    assert since.leased(log(rows), AT, CUT) == datetime(2026, 10, 20, tzinfo=UTC)
    assert since.leased(log(rows), AT | {("main", "10.0.7.1")}, CUT) is None
    assert since.leased(log(rows), AT, END) is None
    assert since.leased(log(rows), frozenset(), CUT) is None


def test_the_port_on_which_it_was_learned_last_before() -> None:
    rows = [told(f"mac:{MAC}", ("switch.port", f"sw-1/Gi1/0/{day}"), at=f"2026-09-0{day}") for day in (3, 5, 4)]
    later = told(f"mac:{MAC}", ("switch.port", "sw-1/Gi1/0/9"), at="2026-10-09")
    found = since.port(since.sightings(mine(*rows, later)), CUT)
    assert found["value"].to_list() == ["sw-1/Gi1/0/5"]


@pytest.mark.parametrize(
    ("facts", "down"),
    [
        ((("switch.status", "notconnect"),), True),
        ((("switch.status", "connected"),), False),
        ((("switch.mode", "down"),), True),
        ((("switch.mode", "access"),), False),
    ],
)
def test_what_a_switch_told_of_the_port_since(facts: tuple[tuple[str, str], ...], down: bool) -> None:
    early = told(f"switchport:{PORT}", ("switch.status", "connected" if down else "notconnect"), at="2026-10-03")
    late = told(f"switchport:{PORT}", *facts, at="2026-10-05", source=SWITCH)
    rows, found = since.port_since(log([late, early]), ("main", PORT), CUT)
    assert (found, rows["at"].max()) == (down, datetime(2026, 10, 5, tzinfo=UTC))
    assert since.port_since(log([late, early]), ("depot", PORT), CUT)[0].is_empty()


def test_only_a_whole_table_of_the_switch_counts() -> None:
    whole = told("switchport:sw-1/Gi1/0/9", ("switch.macs", "2"), at="2026-10-05")
    part = told("switchport:sw-1/Gi1/0/9", ("switch.macs", "2"), ("switch.part", "of one VLAN"), at="2026-10-06")
    other = told("switchport:sw-11/Gi1/0/9", ("switch.macs", "2"), at="2026-10-07")
    found = since.table_since(log([whole, part, other]), ("main", PORT), CUT)
    assert found["at"].to_list() == [datetime(2026, 10, 5, tzinfo=UTC)]
    assert since.table_since(log([part, other]), ("main", PORT), CUT).is_empty()


def test_others_at_its_addresses_since() -> None:
    every = mine(
        told(f"ip:{ADDRESS}", ("mac", "00:40:8c:00:00:02"), at="2026-09-20", until="2026-10-20"),
        told(f"ip:{ADDRESS}", ("mac", "00:40:8c:00:00:03"), at="2026-09-20"),
        told("ip:10.0.1.12", ("mac", "00:40:8c:00:00:04"), at="2026-10-20"),
    ).with_columns(device=pl.col("value"))
    (one,) = since.others(every, {"00:40:8c:00:00:02": "CAM-2"}, "d", AT, CUT)
    assert (one.called, one.first, one.last) == ("CAM-2", CUT, datetime(2026, 10, 20, tzinfo=UTC))
    assert not since.others(every, {}, "00:40:8c:00:00:02", AT, CUT)
