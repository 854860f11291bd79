"""Whether a thing is still there."""

from __future__ import annotations

import polars as pl
import pytest
from tests.reason.spans import during, lease
from tests.support import day, log, see

from camcensus.reason import presence
from camcensus.reason.devices import join

FEB, NOV = "2026-02-10", "2026-11-10"


def reach(cidr: str, at: str, position: int = 9) -> pl.DataFrame:
    return see("file:scan", ("fact.reach", cidr), at=at, position=position)


def missed(*parts: pl.DataFrame) -> bool:
    observed = log(parts)
    return presence.find(join(observed).seen, observed)["missed_at"][0] is not None


def test_a_later_scan_of_its_address_that_did_not_show_it_is_noticed() -> None:
    assert missed(see("ip:10.0.1.5", ("mac", "44:19:b6:00:00:01"), at=FEB), reach("10.0.1.0/24", NOV))


def test_a_later_scan_of_other_addresses_says_nothing() -> None:
    assert not missed(see("ip:10.0.1.5", ("mac", "44:19:b6:00:00:01"), at=FEB), reach("10.0.2.0/24", NOV))


def test_a_scan_in_another_realm_says_nothing() -> None:
    other = see("file:scan", ("fact.reach", "10.0.1.0/24"), at=NOV, realm="other", position=9)
    assert not missed(see("ip:10.0.1.5", ("mac", "44:19:b6:00:00:01"), at=FEB), other)


def test_the_scan_that_showed_it_says_nothing() -> None:
    assert not missed(see("ip:10.0.1.5", ("mac", "44:19:b6:00:00:01"), at=NOV), reach("10.0.1.0/24", NOV))


@pytest.mark.parametrize(
    ("status", "status_at", "observed", "last_net", "missed_at", "expected"),
    [
        (None, None, True, NOV, None, "yes"),
        (None, None, False, None, None, "yes"),
        ("in-use", FEB, False, None, None, "yes"),
        ("removed", None, False, None, None, "no"),
        ("removed", NOV, True, FEB, None, "no"),
        ("removed", FEB, True, NOV, None, "yes"),
        ("removed", None, True, NOV, None, "unknown"),
        ("removed", None, True, FEB, NOV, "no"),
        (None, None, True, FEB, NOV, "unknown"),
        ("in-use", "2026-03-01", True, FEB, NOV, "unknown"),
        ("in-use", "2026-11-20", True, FEB, NOV, "yes"),
        ("spare", NOV, False, None, None, "no"),
    ],
)
def test_what_people_say_and_the_network_shows(  # a table of cases
    status: str | None,
    status_at: str | None,
    observed: bool,  # a table of cases
    last_net: str | None,
    missed_at: str | None,
    expected: str,
) -> None:
    row = {"status": status, "status_at": status_at, "observed": observed, "last_net": last_net, "missed_at": missed_at}
    frame = pl.DataFrame([row], schema={"status": pl.String, "status_at": pl.String, "observed": pl.Boolean,
                                        "last_net": pl.String, "missed_at": pl.String})  # fmt: skip
    times = [
        pl.col(name).str.to_datetime("%Y-%m-%d", time_zone="UTC") for name in ("status_at", "last_net", "missed_at")
    ]
    assert frame.with_columns(*times).select(presence.in_use().alias("x"))["x"].to_list() == [expected]


def test_a_person_s_word_on_an_address_is_no_sighting_of_it() -> None:
    seen = see("ip:10.0.1.5", ("mac", "44:19:b6:00:00:01"), at=FEB)
    word = see("mac:44:19:b6:00:00:01", ("settled.status", "removed"), at="2026-11-20", source="settled:A. Example")
    observed = log([seen, reach("10.0.1.0/24", NOV), word])
    found = presence.find(join(observed).seen, observed)
    assert found["last_net"].to_list() == [day(FEB)]
    assert found["missed_at"].to_list() == [day(NOV)]


def test_a_reach_that_is_no_range_says_nothing() -> None:
    assert not missed(see("ip:10.0.1.5", ("mac", "44:19:b6:00:00:01"), at=FEB), reach("everything", NOV))


def test_a_switch_that_still_knows_its_interface_shows_it() -> None:
    mac = "44:19:b6:00:00:01"
    scanned, again = see("ip:10.0.1.5", ("mac", mac), at=FEB), reach("10.0.1.0/24", NOV)
    assert not missed(scanned, again, during(f"mac:{mac}", ("switch.port", "a"), first="2026-11-20", position=3))
    assert missed(scanned, again, during(f"mac:{mac}", ("switch.port", "a"), first="2026-11-01", position=3))


def test_the_end_of_a_lease_is_no_sighting() -> None:
    given = lease("10.0.1.5", "44:19:b6:00:00:01", FEB, "2027-01-01")
    observed = log([given, see("ip:10.0.1.9", ("net.open_port", "80/tcp"), at=NOV), reach("10.0.1.0/24", NOV)])
    found = presence.find(join(observed).seen, observed)
    assert found["last_net"].max() == day(NOV)
