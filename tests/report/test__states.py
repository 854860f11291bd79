"""What became of covered equipment at each site: nothing unknown is ever counted as never or removed."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest
from tests.report import samples

from camcensus.report import _states as states
from camcensus.report._states import NEVER, REMAINING, REMOVED, UNKNOWN, Moved, SiteState


def of(*devices: tuple[str, str, str], gaps: int = 0) -> SiteState:
    """The state of headquarters with these devices (surveillance, maker_subject, in_use)."""
    one = samples.sample()
    row = one.devices.filter(pl.col("label") == "CAM-1").with_columns(site=pl.lit("hq"), candidate=pl.lit(value=True))
    frame = pl.concat(
        [
            row.with_columns(surveillance=pl.lit(seen), maker_subject=pl.lit(subject), in_use=pl.lit(there))
            for seen, subject, there in devices
        ]
        or [row.clear()]
    )
    there = next(each for each in one.coverage if each.site == "hq")
    unseen = replace(there, gaps={"subnet-not-looked-at": gaps} if gaps else {})
    found = states.sites(replace(one, devices=frame, coverage=(unseen,)))
    return next(state for state in found if state.site == "hq")


@pytest.mark.parametrize(
    ("devices", "gaps", "state"),
    [
        ((), 0, NEVER),
        ((), 1, UNKNOWN),
        ((("yes", "no", "yes"),), 0, NEVER),
        ((("yes", "yes", "yes"),), 0, REMAINING),
        ((("yes", "yes", "yes"),), 1, REMAINING),
        ((("yes", "yes", "no"),), 0, REMOVED),
        ((("yes", "yes", "no"),), 1, UNKNOWN),
        ((("yes", "yes", "no"), ("yes", "yes", "yes")), 0, REMAINING),
        ((("yes", "yes", "unknown"),), 0, UNKNOWN),
        ((("yes", "unknown", "yes"),), 0, UNKNOWN),
        ((("unknown", "yes", "yes"),), 0, UNKNOWN),
        ((("no", "yes", "yes"),), 0, NEVER),
    ],
)
def test_each_state(devices: tuple[tuple[str, str, str], ...], gaps: int, state: str) -> None:
    assert of(*devices, gaps=gaps).state == state


def test_every_site_of_the_estate_is_counted_once() -> None:
    found = states.sites(samples.sample())
    assert [one.site for one in found] == ["hq", "depot", "shed"]
    assert sum(states.tally(found).values()) == 3
    assert states.tally([]) == {NEVER: 0, REMOVED: 0, REMAINING: 0, UNKNOWN: 0}


def test_a_site_that_nobody_looked_at_is_not_known_also_where_no_order_is_chosen() -> None:
    assert {one.state for one in states.sites(samples.nothing())} == {UNKNOWN}


def test_devices_of_no_known_site_are_a_line_of_their_own() -> None:
    one = samples.sample()
    found = states.sites(replace(one, devices=one.devices.with_columns(site=pl.lit(None, dtype=pl.String))))
    assert (found[-1].name, found[-1].sensitive) == ("site not known", "unknown")


def test_what_changed_since() -> None:
    def at(site: str, state: str) -> SiteState:
        counts = {REMAINING: {"remaining": 1}, REMOVED: {"removed": 1}, UNKNOWN: {"unsure": 1}, NEVER: {}}[state]
        return SiteState(site=site, name=site.upper(), sensitive="yes", **counts)

    before = [at("a", REMAINING), at("b", NEVER), at("gone", NEVER)]
    after = [at("a", REMOVED), at("b", NEVER), at("new", UNKNOWN)]
    assert list(states.moved(before, after)) == [
        Moved(name="A", before="some remaining", after="had some, all removed"),
        Moved(name="NEW", before="not listed", after="not known"),
        Moved(name="GONE", before="never had any", after="not listed"),
    ]
