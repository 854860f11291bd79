"""What a finding stands on, in short: the observation, the person, the day, the rung."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import polars as pl
from tests.report import samples
from tests.support import NO, UNKNOWN, YES, sensitivity

from camcensus.model.assessment import Assessment
from camcensus.model.estate import Sensitivity, Site, Statement
from camcensus.model.material import Material
from camcensus.model.separation import Crossing, Standing
from camcensus.report import _because as reasons


def row(one: Assessment, label: str) -> dict[str, Any]:
    return one.devices.filter(pl.col("label") == label).row(0, named=True)


def said(label: str, one: Assessment | None = None) -> reasons.Because:
    one = one or samples.sample()
    device = row(one, label)
    return reasons.because(Material(assessment=one, files={1: "register.csv"}), [device])[device["device"]]


def test_who_made_it_names_the_observation_that_says_so_by_its_file_and_id() -> None:
    held = said("CAM-2")
    who, _, where = held.made.partition(": ")
    assert who == "built by Zhejiang Dahua Technology Co., Ltd."
    field, source, key = where.replace(" (", ", ").strip(")").split(", ")
    seen = samples.sample().seen.filter(pl.col("id").bin.encode("hex").str.starts_with(key))
    assert (seen["field"].item(), len(key)) == (field, 12)
    assert source == {1: "register.csv"}.get(seen["position"].item(), seen["source"].item())


def test_what_nobody_knows_is_said_to_be_unknown() -> None:
    unknown = said("10.0.1.15")
    assert unknown.made == "not known who built it"
    assert unknown.covered == "nothing is held of its maker"
    assert unknown.since.startswith("first seen 2026-11-10: net.open_port, ")
    blank = {**row(samples.sample(), "10.0.1.15"), "first_seen": None}
    (alone,) = reasons.because(Material(assessment=replace(samples.sample(), seen=pl.DataFrame())), [blank]).values()
    assert (alone.since, alone.made) == ("not known", "not known who built it")


def test_who_decided_and_what_is_only_proposed() -> None:
    assert said("CAM-1").covered.endswith(": subject yes, signed by A. Example, 2026-02-01")
    proposed = said("CAM-2").covered
    assert ": subject yes, only proposed. " in proposed
    one = samples.sample()
    open_ = replace(one, makers={"dahua": replace(one.makers["dahua"], answer="unknown", basis="none")})
    assert ": not known. " in reasons.covered(open_, row(one, "CAM-2"))


def test_since_when_is_as_stated_before_it_is_as_seen() -> None:
    stated = said("CAM-1").since
    assert stated.startswith("installed 2024-05-14: fact.installed_on, register.csv (")


def test_the_maker_on_whom_it_turns() -> None:
    one = samples.sample()
    device = row(one, "CAM-1")
    assert reasons.maker(one, {**device, "hardware_maker": "axis", "manufacturer": "hikvision"}) == "hikvision"
    assert reasons.maker(one, {**device, "hardware_maker": "axis", "manufacturer": "axis"}) == "axis"
    assert reasons.maker(one, {**device, "hardware_maker": None, "manufacturer": "axis"}) == "axis"
    assert reasons.maker(one, {**device, "hardware_maker": None, "manufacturer": None}) is None


def test_how_far_from_the_core() -> None:
    at = datetime(2026, 11, 10, tzinfo=UTC)
    crossing = Crossing(
        other="10.0.2.9", protocol="tcp", port=445, opened_by="core", outcome="answered", connections=2, first=at,
        last=at,
    )  # fmt: skip
    standing = Standing(
        device="a", label="A", site="hq", zone="z", addresses=(), rung="connected", there="", back="",
        weakest="it was seen to talk", crossings=(crossing,),
    )  # fmt: skip
    assert reasons.core(standing) == "connected to the core network: it was seen to talk; last seen to cross 2026-11-10"
    assert reasons.core(replace(standing, weakest="", crossings=())) == "connected to the core network"
    assert reasons.core(None) == "not known"


def test_whether_a_site_is_sensitive_and_who_said_so() -> None:
    def site(sensitive: Sensitivity) -> Site:
        return Site(id="a", name="A", body="b", sensitive=sensitive)

    some = Sensitivity(used_by_ministers=Statement(answer=YES, said_by="C. Example", said_on=date(2026, 1, 12)))
    assert reasons.sensitivity(site(some)) == "sensitive: used by ministers"
    assert reasons.said_by(site(some)) == "C. Example, 2026-01-12"
    assert reasons.sensitivity(site(sensitivity(NO))) == "not sensitive"
    assert reasons.sensitivity(site(sensitivity(UNKNOWN))) == "not known whether sensitive"
    assert reasons.said_by(site(sensitivity(UNKNOWN))) == "nobody"
    assert reasons.sensitivity(None) == "not known"
