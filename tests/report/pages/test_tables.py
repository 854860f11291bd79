"""The tables that pages are shown from say what the register says."""

from __future__ import annotations

import json

import polars as pl
from tests.report import samples

from camcensus.report import _ranks as ranks
from camcensus.report._columns import REGISTER
from camcensus.report.pages import tables


def test_devices_have_the_columns_of_the_register_and_how_grave_they_are() -> None:
    one = samples.sample()
    found = tables.devices(one)
    assert found["device"].n_unique() == found.height
    assert set(found["device"]) >= set(one.devices.filter("candidate")["device"])
    own = {column.name for column in REGISTER} - {"channel", "channel_name", "channel_state"}
    assert own - set(found.columns) == set()
    assert set(found["gravest"].drop_nulls()) <= set(ranks.KINDS)
    places = [ranks.KINDS.index(kind) for kind in found["gravest"].drop_nulls() if kind in ("not-met", "unknown")]
    assert places == sorted(places, reverse=True)
    assert set(found["provisional"]) == {"yes", "no"}


def test_a_device_is_found_by_each_of_its_names() -> None:
    one = samples.sample()
    found = tables.names(one)
    assert found.filter(pl.col("text") != pl.col("text").str.to_lowercase()).is_empty()
    for row in one.devices.iter_rows(named=True):
        texts = set(found.filter(pl.col("device") == row["device"])["text"])
        assert row["label"].lower() in texts
        assert row["device"] in texts
        for kind in ("asset", "mac", "serial", "ip"):
            own = {name.removeprefix(f"{kind}:") for name in row["names"] if name.startswith(f"{kind}:")}
            assert own <= texts
        assert {address for address in (row["addresses"] or "").split(", ") if address} <= texts


def test_findings_of_each_device_stand_in_words() -> None:
    one = samples.sample()
    found = tables.findings(one)
    about = one.findings.filter(pl.col("subject").str.contains("^(device|recorder):"))
    assert found.height == about.height
    keys = about.select(pl.col("subject").str.replace("^[a-z]+:", ""), "clause").unique().rows()
    assert set(found.select("device", "clause").rows()) == set(keys)
    told = [json.loads(text) for text in found["finding"]]
    assert all(one["finding"] and one["reason"] and one["outcome"] for one in told)


def test_every_finding_is_counted_once_at_its_site() -> None:
    one = samples.sample()
    found = tables.standing(one)
    assert found["many"].sum() == one.findings.height
    bodies = {site.id: site.body for site in one.estate.sites}
    assert all(bodies.get(site, body) == body for body, site in found.select("body", "site").iter_rows())
    waived = one.findings.filter((pl.col("outcome") == "not-met") & pl.col("waiver").is_not_null()).height
    assert found.filter(pl.col("kind") == "waived")["many"].sum() == waived


def test_of_an_empty_log_there_is_nothing_but_what_nobody_looked_at() -> None:
    one = samples.nothing()
    assert tables.devices(one).is_empty()
    assert tables.names(one).is_empty()
    assert tables.findings(one).is_empty()
    assert tables.standing(one)["many"].sum() == one.findings.height
