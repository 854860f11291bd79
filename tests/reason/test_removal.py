"""Was it taken down: shown only where every part is there; each part missing in turn; what was seen since; clocks."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from tests.removals import (
    ADDRESS,
    AFTER,
    LEASES,
    MAC,
    PORT,
    REGISTER,
    SERIAL,
    SWITCH,
    flow,
    found,
    told,
)

from camcensus.model.removal import AFTER as PARTS_AFTER
from camcensus.model.removal import BEFORE as PARTS_BEFORE
from camcensus.model.removal import Removal

BACK = "10.0.2.7"
OTHER = "00:40:8c:00:00:02"


def there(one: Removal) -> tuple[str, str]:
    """Field and subject of what shows that it is still there."""
    assert one.answer == "there"
    assert one.still is not None
    return one.still.field, one.still.subject


def other(at: str, until: str | None = None) -> pl.DataFrame:
    """Another device at its old address."""
    return told(f"ip:{ADDRESS}", ("mac", OTHER), ("http.title", "AXIS"), at=at, until=until, position=30)


def test_with_every_part_it_is_shown() -> None:
    one = found()
    assert (one.answer, one.lacks, one.still) == ("shown", (), None)
    assert one.day == date(2026, 10, 1)
    assert [part.code for part in one.parts] == [code for code in (*PARTS_BEFORE, *PARTS_AFTER) if code != "clock"]
    told = {name: value for part in one.parts for name, value in part.told}
    assert told["serial"] == SERIAL
    assert told["mac"] == MAC
    assert told["port"] == PORT
    assert told["by"] == "R. Example"
    assert told["days listened to since"] == "34"
    assert all(part.because for part in one.parts if part.code not in ("lease", "flow"))


def test_before_its_removal_it_is_still_there() -> None:
    one = found(as_of=date(2026, 9, 30))
    assert there(one) == ("mac", f"ip:{ADDRESS}")
    assert one.still is not None
    assert one.still.last is not None
    assert one.still.last.date() == date(2026, 9, 20)
    assert one.part("status").lacks == ("not-stated",)


@pytest.mark.parametrize(
    ("name", "code", "lacks"),
    [
        ("photo", "label", "no-photograph"),
        ("table", "port", "not-looked-at"),
        ("person", "status", "no-person"),
        ("port", "port", "not-looked-at"),
        ("leases", "lease", "leases-not-told"),
        ("listened", "flow", "not-listened"),
        ("media", "media", "no-media"),
        ("method", "media", "no-method"),
        ("standard", "media", "no-standard"),
        ("witness", "media", "no-witness"),
        ("weee", "weee", "no-consignment"),
    ],
)
def test_with_one_part_missing_it_is_stated_and_not_shown(name: str, code: str, lacks: str) -> None:
    one = found(without=[name])
    assert (one.answer, one.lacks) == ("stated", (lacks,))
    assert one.part(code).lacks == (lacks,)


def test_what_was_never_seen_is_not_shown_to_be_gone() -> None:
    one = found(without=["scan", "table", "lease"])
    assert one.answer == "stated"
    assert one.part("seen").lacks == ("never-seen",)


def test_what_has_no_names_and_no_place_lacks_them() -> None:
    bare = told("asset:CAM-1", ("fact.class", "camera"), ("fact.status", "in-use"), at="2026-08-01", source=REGISTER)
    one = found(bare, without=["row", "scan", "table", "lease"])
    assert {"no-serial", "no-mac", "no-place", "no-address-known"} <= set(one.lacks)
    assert one.part("lease").lacks == ("no-address-known",)


def test_without_a_statement_it_is_still_there() -> None:
    one = found(without=["status", "person"])
    assert there(one) == ("mac", f"ip:{ADDRESS}")
    assert "not-stated" in one.lacks


def test_a_day_that_is_not_stated_is_that_of_the_statement_and_an_undated_one_is_missing() -> None:
    said = told("asset:CAM-1", ("fact.status", "removed"), at="2026-10-04", source=REGISTER, position=6)
    assert found(said, without=["status"]).day == date(2026, 10, 4)
    undated = told("asset:CAM-1", ("fact.status", "removed"), at=None, source=REGISTER, position=6)
    one = found(undated, without=["status"])
    assert (one.answer, one.day) == ("stated", None)
    assert one.part("status").lacks == ("no-day",)


def test_a_removal_that_is_only_planned_is_none() -> None:
    planned = told("asset:CAM-1", ("fact.removed_on", "2027-01-31"), ("fact.status", "removed"), at="2026-10-02",
                   source=REGISTER, position=6)  # fmt: skip
    one = found(planned, without=["status"])
    assert one.answer == "there"
    assert one.part("status").lacks == ("not-yet",)


# --- words of people ---------------------------------------------------------------------------------------------


def settled(value: str, at: str, position: int, person: str = "A. Example", column: str = "status") -> pl.DataFrame:
    return told(
        f"mac:{MAC}", ("mac", MAC), (f"settled.{column}", value), at=at, source=f"settled:{person}", position=position
    )


def test_a_person_s_word_states_it_and_is_no_sighting() -> None:
    one = found(settled("removed", "2026-10-01", 6), without=["status", "person"])
    assert (one.answer, one.lacks) == ("shown", ())
    assert ("by", "A. Example") in one.part("status").told


def test_a_word_of_a_later_day_that_it_is_in_use_again_counts() -> None:
    one = found(settled("in-use", "2026-10-20", 11))
    assert one.part("status").lacks == ("said-otherwise",)
    again = told("asset:CAM-1", ("fact.status", "in-use"), at="2026-10-20", source=REGISTER, position=11)
    assert found(settled("removed", "2026-10-01", 6), again).part("status").lacks == ("said-otherwise",)


def test_words_whose_times_and_order_in_the_log_differ_settle_nothing() -> None:
    """The clock of the machine stepped back between two words: the later one bears the earlier time."""
    words = settled("removed", "2026-10-01", 6), settled("in-use", "2020-01-01", 11)
    one = found(*words, without=["status", "person"])
    assert one.answer == "stated"
    assert one.part("status").lacks == ("said-otherwise",)


def test_what_the_log_does_not_hold_may_be_said_with_the_document() -> None:
    words = {"by": "R. Example", "media": "SD 4411", "method": "shredded", "standard": "IEEE 2883",
             "witness": "W. Example", "weee": "WEEE-17"}  # fmt: skip
    gone = ["person", "media", "method", "standard", "witness", "weee"]
    one = found(without=gone, said=words)
    assert (one.answer, one.lacks) == ("shown", ())
    assert ("by (said)", "R. Example") in one.part("status").told
    assert ("witness (said)", "W. Example") in one.part("media").told
    assert found(without=gone).lacks == (
        "no-person", "no-media", "no-method", "no-standard", "no-witness", "no-consignment",
    )  # fmt: skip


def test_what_is_said_otherwise_than_in_the_log_stands_beside_it() -> None:
    assert found(said={"weee": "WEEE-18"}).part("weee").told == (("weee", "WEEE-17"), ("weee (said)", "WEEE-18"))


def test_a_device_without_media_needs_a_witness_to_that_alone() -> None:
    gone = ["media", "method", "standard"]
    assert found(without=gone, said={"media": "none"}).answer == "shown"
    assert found(without=[*gone, "witness"], said={"media": "none"}).lacks == ("no-witness",)


# --- off the network -------------------------------------------------------------------------------------------------


def test_a_port_that_is_up_shows_nothing_unless_the_switch_does_not_know_it() -> None:
    up = told(f"switchport:{PORT}", ("switch.status", "connected"), at="2026-10-04", source=SWITCH, position=12)
    assert found(up).part("port").lacks == ("port-up",)
    table = told("switchport:sw-1/Gi1/0/9", ("switch.macs", "1"), at="2026-10-04", source=SWITCH, position=12)
    assert found(up, table).part("port").lacks == ()
    part = told("switchport:sw-1/Gi1/0/9", ("switch.macs", "1"), ("switch.part", "of one port"), at="2026-10-04",
                source=SWITCH, position=12)  # fmt: skip
    assert found(up, part).part("port").lacks == ("port-up",)


def test_the_same_port_of_another_switch_or_address_space_says_nothing() -> None:
    far = AFTER["port"].with_columns(realm=pl.lit("depot"))
    assert found(far, without=["port"]).part("port").lacks == ("not-looked-at",)


def test_a_scan_since_or_somebody_who_looked_shows_that_it_is_gone() -> None:
    scan = told("file:scan.xml", ("fact.reach", "10.0.1.0/24"), at="2026-10-08", position=12)
    one = found(scan, without=["port"])
    assert one.answer == "shown"
    assert [sight.field for sight in one.part("port").because] == ["fact.reach"]
    walked = told("asset:CAM-1", ("survey.outcome", "not-seen"), at="2026-10-08", source="survey:S", position=12)
    assert found(walked, without=["port"]).answer == "shown"
    missed = told("asset:CAM-1", ("survey.outcome", "not-reached"), at="2026-10-08", source="survey:S", position=12)
    assert found(missed, without=["port"]).lacks == ("not-looked-at",)


def test_a_switch_whose_clock_stepped_back_does_not_show_that_the_port_is_down() -> None:
    back = told(f"switchport:{PORT}", ("switch.status", "notconnect"), at="2026-09-04", source=SWITCH, position=12)
    assert found(back, without=["port"]).part("port").lacks == ("not-looked-at",)


def test_an_entry_that_was_written_into_a_switch_is_no_sighting() -> None:
    rows = ("switch.port", PORT), ("switch.entry", "static")
    assert found(told(f"mac:{MAC}", *rows, at="2026-10-20", source=SWITCH, position=12)).answer == "shown"
    learned = told(f"mac:{MAC}", ("switch.port", "sw-2/Gi1/0/1"), ("switch.entry", "dynamic"), at="2026-10-20",
                   source=SWITCH, position=12)  # fmt: skip
    assert there(found(learned)) == ("switch.port", f"mac:{MAC}")


# --- leases ----------------------------------------------------------------------------------------------------------


def test_a_lease_since_shows_that_it_is_still_there() -> None:
    lease = told(f"ip:{ADDRESS}", ("mac", MAC), ("lease.state", "active"), ("lease.ends", "2027-01-01T00:00:00Z"),
                 at="2026-10-20", until="2026-10-25", source=LEASES, position=12)  # fmt: skip
    one = found(lease)
    assert there(one)[1] == f"ip:{ADDRESS}"
    assert {sight.field for sight in one.part("lease").because} == {"lease.state", "lease.ends"}
    elsewhere = told("ip:10.0.1.77", ("mac", MAC), ("lease.state", "active"), ("lease.ends", "2027-01-01T00:00:00Z"),
                     at="2026-10-20", source=LEASES, position=12)  # fmt: skip
    assert there(found(elsewhere))[1] == "ip:10.0.1.77"


def test_a_lease_that_began_since_was_seen_when_it_began_and_not_at_its_promised_end() -> None:
    lease = told(f"ip:{ADDRESS}", ("mac", MAC), ("lease.state", "active"), at="2026-10-20", until="2026-11-20",
                 source=LEASES, position=12)  # fmt: skip
    one = found(lease)
    assert one.answer == "there"
    assert one.still is not None
    assert one.still.last is not None
    assert one.still.last.date() == date(2026, 10, 20)


def test_a_lease_that_was_only_promised_until_then_does_not() -> None:
    promised = told(f"ip:{ADDRESS}", ("mac", MAC), ("lease.state", "active"), at="2026-09-28", until="2026-10-28",
                    source=LEASES, position=12)  # fmt: skip
    assert found(promised).answer == "shown"


def test_leases_must_be_told_to_the_end_of_the_days() -> None:
    short = AFTER["leases"].with_columns(until=pl.lit("2026-10-20").str.to_datetime(time_unit="us", time_zone="UTC"))
    assert found(short, without=["leases"]).lacks == ("leases-end-early",)
    assert found(short, without=["leases"], days=10).answer == "shown"


def test_leases_of_another_network_or_of_no_server_say_nothing() -> None:
    far = told("file:dhcp2", ("fact.window", '{"view": "DHCP server"}'), ("fact.heard", "10.0.7.0/24"),
               at="2026-09-01", until="2026-11-10", source=LEASES, position=12)  # fmt: skip
    assert found(far, without=["leases"]).lacks == ("leases-not-told",)
    relay = told("file:dhcp3", ("fact.window", "{}"), ("fact.heard", "10.0.1.0/24"), at="2026-09-01",
                 until="2026-11-10", source=LEASES, position=12)  # fmt: skip
    assert found(relay, without=["leases"]).lacks == ("leases-not-told",)


# --- conversations ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "row",
    [
        flow(ADDRESS, BACK, "2026-10-20"),
        flow(ADDRESS, BACK, "2026-10-20", back=0),
        flow(ADDRESS, BACK, "2026-10-20", field="flow.denied"),
        flow(BACK, ADDRESS, "2026-10-20"),
    ],
)
def test_a_conversation_in_which_it_spoke_shows_that_it_is_still_there(row: pl.DataFrame) -> None:
    assert there(found(row))[1].startswith("flow:")


def test_a_conversation_on_the_day_itself_or_before_says_nothing() -> None:
    assert found(flow(ADDRESS, BACK, "2026-10-01T23:00")).answer == "shown"
    assert found(flow(ADDRESS, BACK, "2026-09-01")).answer == "shown"
    assert found(flow("10.0.1.12", BACK, "2026-10-20")).answer == "shown"


def test_others_who_ask_in_vain_are_counted() -> None:
    one = found(
        flow(BACK, ADDRESS, "2026-10-20", back=0), flow(BACK, ADDRESS, "2026-10-21", back=0, field="flow.denied")
    )
    assert (one.answer, one.tried) == ("shown", 2)


@pytest.mark.parametrize(
    "row",
    [
        flow(BACK, ADDRESS, "2026-10-20", back=None),
        flow(BACK, ADDRESS, "2026-10-20", back=0, source="importer:iptables-log@1"),
        flow(BACK, ADDRESS, "2026-10-20", back=0, field="flow.attempted"),
    ],
)
def test_a_log_that_does_not_say_whether_it_answered_leaves_it_open(row: pl.DataFrame) -> None:
    one = found(row)
    assert (one.answer, one.lacks) == ("stated", ("flow-untold",))


def test_fewer_days_than_were_asked_for_are_not_enough() -> None:
    assert found(days=34).answer == "shown"
    assert found(days=35).lacks == ("not-listened",)
    assert found(days=40).lacks == ("leases-end-early", "not-listened")
    early = found(as_of=date(2026, 10, 30))
    assert "days-not-over" in early.lacks
    assert early.answer == "stated"


def test_a_listener_whose_clock_stepped_back_listened_on_no_day() -> None:
    back = told("file:pcap", ("fact.heard", "10.0.1.0/24"), at="2026-11-20", until="2026-10-02",
                source="importer:pcap@1", position=12)  # fmt: skip
    one = found(back, without=["listened"])
    assert one.lacks == ("not-listened",)
    assert ("days listened to since", "0") in one.part("flow").told


# --- another device on its old address -------------------------------------------------------------------------------


def test_what_another_device_says_at_its_old_address_is_not_taken_for_its_own() -> None:
    one = found(other("2026-10-10", "2026-11-20"), flow(ADDRESS, BACK, "2026-10-12"))
    assert one.answer == "shown"
    assert [(each.address, each.first.date().isoformat()) for each in one.others] == [(ADDRESS, "2026-10-10")]


def test_what_was_said_there_before_the_other_came_is_nobody_s() -> None:
    one = found(other("2026-10-10"), flow(ADDRESS, BACK, "2026-10-05"))
    assert (one.answer, one.lacks) == ("stated", ("flow-of-unknown",))


def test_another_device_that_left_before_it_was_removed_is_none() -> None:
    one = found(other("2025-10-10", "2025-11-10"), flow(ADDRESS, BACK, "2026-10-12"))
    assert (one.answer, one.others) == ("there", ())


def test_its_own_interface_at_another_address_is_it() -> None:
    moved = told("ip:10.0.1.99", ("mac", MAC), at="2026-10-20", position=12)
    assert there(found(moved, other("2026-10-10"))) == ("mac", "ip:10.0.1.99")


# --- clocks ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("quality", ["device-clock", "unknown"])
def test_a_sighting_since_without_a_clock_that_is_kept_leaves_it_open(quality: str) -> None:
    seen = told(
        f"ip:{ADDRESS}", ("mac", MAC), ("http.server", "DNVRS-Webs"), at="2020-01-01", quality=quality, position=12
    )
    one = found(seen)
    assert (one.answer, one.lacks) == ("stated", ("time-not-kept",))
    assert {sight.quality for sight in one.part("clock").because} == {quality}
    early = seen.with_columns(position=pl.lit(3, dtype=pl.Int64))
    assert found(early).answer == "shown"


def test_a_clock_that_is_not_kept_does_not_say_when_it_was_seen_last() -> None:
    ahead = told(f"ip:{ADDRESS}", ("mac", MAC), at="2026-11-22", quality="device-clock", position=12)
    one = found(ahead, without=["status", "person"])
    assert one.still is not None
    assert one.still.last is not None
    assert one.still.last.date() == date(2026, 9, 20)


def test_a_sighting_that_came_in_since_with_an_earlier_time_is_told() -> None:
    late = told(f"ip:{ADDRESS}", ("mac", MAC), at="2026-09-21", position=12)
    one = found(late)
    assert (one.answer, one.late) == ("shown", 1)


def test_somebody_who_saw_it_there_since_says_that_it_is_there() -> None:
    seen = told("asset:CAM-1", ("survey.outcome", "seen"), at="2026-11-01", source="survey:S. Example", position=12)
    assert there(found(seen)) == ("survey.outcome", "asset:CAM-1")
