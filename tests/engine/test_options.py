"""What cutting off or taking away would change: asked of the same checks, and of nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from tests.support import AS_OF, ORDER, knowledge
from tests.workspaces import PROFILE, make

from camcensus.engine import assess, gather, options
from camcensus.engine import workspace as workspaces
from camcensus.engine.workspace import Workspace
from camcensus.model.assessment import Assessment
from camcensus.model.material import ISOLATE, REPLACE, Option

EVERY = list(knowledge().directives)


@pytest.fixture
def told(tmp_path: Path) -> Workspace:
    made = make(tmp_path / "ws", profile=PROFILE.replace(f'"{ORDER}"', ", ".join(f'"{order}"' for order in EVERY)))
    opened = workspaces.open_(made)
    list(gather.read(opened, [made / "scan.xml", made / "register.csv"], gather.Wish()))
    return opened


def asked(told: Workspace) -> tuple[Assessment, Option, Option]:
    one = assess.assess(told, AS_OF)
    isolate, replace_ = options.every(told, one)
    assert (isolate.id, replace_.id) == (ISOLATE, REPLACE)
    return one, isolate, replace_


def outcomes(found: pl.DataFrame, clause: str) -> Sequence[str]:
    return sorted(found.filter(pl.col("clause") == clause)["outcome"].to_list())


def test_where_nothing_is_done_nothing_changes(told: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """The facts of the assessment, asked again, give its findings to the last cell, under every order there is."""
    monkeypatch.setattr(options, "_CUT_OFF", {})
    monkeypatch.setattr(options, "_TAKEN_AWAY", {})
    one, isolate, replace_ = asked(told)
    assert one.findings.height > len(EVERY)
    assert_frame_equal(isolate.findings, one.findings)
    assert_frame_equal(replace_.findings, one.findings)


def test_what_is_taken_away_is_no_longer_there_but_was_bought(told: Workspace) -> None:
    one, _, replace_ = asked(told)
    assert replace_.devices == tuple(one.devices.filter(pl.col("label") == "CAM-1")["device"])
    assert outcomes(one.findings, "UK-WMS.1.1v1").count("not-met") == 1
    assert outcomes(replace_.findings, "UK-WMS.1.1v1").count("not-met") == 0
    bought = [clause.id for _, clause in one.clauses if clause.check.startswith("procured-")]
    before = one.findings.filter(pl.col("clause").is_in(bought))
    after = replace_.findings.filter(pl.col("clause").is_in(bought))
    assert_frame_equal(after, before)


def test_what_is_cut_off_is_still_deployed(told: Workspace) -> None:
    one, isolate, _ = asked(told)
    assert outcomes(isolate.findings, "UK-WMS.1.1v1") == outcomes(one.findings, "UK-WMS.1.1v1")


def test_of_what_may_be_covered_no_maker_need_be_known_to_cut_it_off(told: Workspace) -> None:
    one = assess.assess(told, AS_OF)
    unsure = one.devices.with_columns(
        core=pl.when("candidate").then(pl.lit("yes")).otherwise("core"), maker_subject=pl.lit("unknown")
    )
    isolate, replace_ = options.every(told, replace(one, devices=unsure))
    assert len(isolate.devices) == one.devices.filter("candidate").height
    assert len(replace_.devices) == 1
    assert set(outcomes(isolate.findings, "UK-WMS.2.1v1")) <= {"met", "unknown"}
    real = isolate.findings.filter((pl.col("clause") == "UK-WMS.2.1v1") & (pl.col("unit") == "device"))
    assert set(real["outcome"]) == {"met"}
    assert set(real["reason"]) == {"closed-off-core"}


def test_what_nobody_looked_at_stays_unknown(told: Workspace) -> None:
    one, *both = asked(told)
    gaps = one.findings.filter(
        pl.col("unit").is_in(["subnet", "recorder"]) | pl.col("reason").str.contains("looked-at")
    )
    for option in both:
        same = option.findings.join(gaps, on=["subject", "clause", "outcome", "reason"], how="semi")
        assert same.height == gaps.height
