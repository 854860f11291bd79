"""Risks and decisions: each with its number, none where there is nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
from tests.report import samples

from camcensus.model.separation import Bridge, Standing, Standings
from camcensus.report import _risks as risks

ALWAYS = 2
"""Risks that every change has."""


def test_each_risk_has_its_number() -> None:
    one = samples.sample()
    said = list(risks.risks(one))
    assert said[0].startswith("16 findings are unknown. ")
    assert any(line.startswith("Nobody has looked at 5 places: ") for line in said)
    assert any(line.startswith("1 finding is excused only until") for line in said)
    bridge = Bridge(kind="dual-homed", detail="x", certain=True)
    standing = Standing(
        device="a", label="A", site="hq", zone="z", addresses=(), rung="connected", there="", back="", bridges=(bridge,)
    )
    held = replace(
        one,
        devices=one.devices.with_columns(controller=pl.lit("landlord"), site=pl.lit(None, dtype=pl.String)),
        separation=Standings(devices=(standing,)),
    )
    more = list(risks.risks(held))
    assert any("in a landlord's hands" in line for line in more)
    assert any(line.startswith("For 5 devices no place is known") for line in more)
    assert any(line.startswith("1 device is joined with the core network") for line in more)


def test_where_there_is_nothing_only_what_every_change_risks_is_told() -> None:
    assert len(list(risks.risks(samples.nothing()))) == ALWAYS
    assert list(risks.decisions(samples.nothing())) == ["Have it answered whether 1 site is sensitive: Depot."]


def test_decisions_name_who_and_what_waits() -> None:
    said = list(risks.decisions(samples.sample()))
    assert said[0].startswith("Sign or refuse the determination whether Zhejiang Dahua Technology")
    assert any(line == "Have it answered whether 1 site is sensitive: Depot." for line in said)
    assert "Renew the waiver W-2, which ended on 2026-06-30, or do what it excuses (1 finding)." in said
    assert "Renew the waiver W-1, which ends on 2027-03-31, or do what it excuses (1 finding)." in said
    assert not any("Hangzhou" in line for line in said)


def test_a_waiver_that_ends_later_is_no_decision_of_today() -> None:
    one = samples.sample()
    waivers = tuple(replace(waiver, until=date(2029, 1, 1)) for waiver in one.profile.waivers[:1])
    later = replace(one, profile=replace(one.profile, waivers=waivers))
    assert not any("Renew" in line for line in risks.decisions(later))


def test_many_sites_are_named_in_part() -> None:
    one = samples.sample()
    depot = next(site for site in one.estate.sites if site.id == "depot")
    many = tuple(replace(depot, id=f"d{at}", name=f"Depot {at}") for at in range(8))
    said = list(risks.decisions(replace(one, estate=replace(one.estate, sites=many))))
    assert any(
        line.endswith("8 sites are sensitive: Depot 0, Depot 1, Depot 2, Depot 3, Depot 4 and 3 more.") for line in said
    )
