"""Where each device is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
from tests.reason.spans import during, lease
from tests.support import NO, UNKNOWN, YES, estate, log, see, sensitivity

from camcensus.model.estate import Estate, Site
from camcensus.reason import places
from camcensus.reason.devices import join

MAC = "44:19:b6:00:00:01"


def placed(*parts: pl.DataFrame, where: Estate | None = None) -> dict[str, Any]:
    return places.find(join(log(parts)).seen, where or estate()).row(0, named=True)


def test_an_address_gives_zone_site_and_core() -> None:
    found = placed(see("ip:10.0.1.5", ("mac", MAC)))
    assert (found["site"], found["zone"], found["core"]) == ("hq", "cameras", "no")


def test_an_address_in_the_core_is_on_the_core() -> None:
    assert placed(see("ip:10.0.2.5", ("mac", MAC)))["core"] == "yes"


def test_one_leg_on_the_core_is_enough() -> None:
    assert placed(see("ip:10.0.1.5", ("mac", MAC)), see("ip:10.0.2.5", ("mac", MAC)))["core"] == "yes"


def test_an_address_in_no_zone_is_unknown() -> None:
    found = placed(see("ip:10.0.9.5", ("mac", MAC)))
    assert (found["zone"], found["core"]) == (None, "unknown")


def test_a_zone_of_which_nobody_said_so_is_unknown() -> None:
    assert placed(see("ip:10.0.1.5", ("mac", MAC)), where=estate(core=UNKNOWN))["core"] == "unknown"


def test_only_present_addresses_count() -> None:
    found = placed(
        see("ip:10.0.2.5", ("mac", MAC), at="2026-02-10"), see("ip:10.0.1.5", ("mac", MAC), at="2026-11-10", position=2)
    )
    assert (found["addresses"], found["core"]) == ("10.0.1.5", "no")


def test_what_a_register_says_counts_where_the_network_has_not_shown_it() -> None:
    row = see("asset:1", ("fact.ip", "10.0.2.7"), at=None)
    assert placed(row)["core"] == "yes"


def test_the_address_seen_outranks_the_address_written() -> None:
    found = placed(see("ip:10.0.1.5", ("mac", MAC)), see("asset:1", ("mac", MAC), ("fact.ip", "10.0.2.7"), at=None))
    assert found["addresses"] == "10.0.1.5"


def test_a_vlan_places_what_has_no_address() -> None:
    row = see("asset:1", ("fact.vlan", "40"), ("fact.site", "hq"), at=None)
    assert (placed(row)["zone"], placed(row)["core"]) == ("cameras", "no")


def test_the_site_of_the_address_outranks_the_registers_and_both_are_kept() -> None:
    one = estate()
    two = Site(id="b", name="B", body="dept", realm="other", sensitive=sensitivity(NO))
    found = placed(
        see("ip:10.0.1.5", ("mac", MAC)),
        see("asset:1", ("mac", MAC), ("fact.site", "b"), at=None),
        where=replace(one, sites=(*one.sites, two)),
    )
    assert (found["site"], found["register_site"]) == ("hq", "b")


def test_without_any_word_the_site_is_unknown() -> None:
    assert placed(see("asset:1", ("register.make", "Hik"), at=None))["site"] is None


def test_answers_are_those_of_the_vocabulary() -> None:
    assert {answer.value for answer in (YES, NO, UNKNOWN)} == {"yes", "no", "unknown"}


def test_an_interface_or_a_name_that_a_switch_told_of_is_observed() -> None:
    assert placed(during(f"mac:{MAC}", ("switch.port", "a"), first=None))["observed"]
    assert placed(during("host:cam-lobby", ("switch.port", "a"), first=None))["observed"]
    assert not placed(see("asset:CAM-1", ("mac", MAC), at=None))["observed"]


def test_a_lease_that_ends_some_day_hides_no_other_address() -> None:
    given = lease("10.0.1.5", MAC, "2026-11-09", "2027-03-01")
    found = placed(given, see("ip:10.0.2.9", ("mac", MAC), at="2026-11-10", position=2))
    assert found["addresses"] == "10.0.1.5, 10.0.2.9"
