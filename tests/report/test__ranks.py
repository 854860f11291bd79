"""How grave findings are once waivers count."""

from __future__ import annotations

import polars as pl
from tests.report.samples import CORE, DEPLOY

from camcensus.model.assessment import Assessment
from camcensus.report import _ranks as ranks


def test_what_is_waived_is_graver_than_met_and_milder_than_unknown(assessment: Assessment) -> None:
    found = ranks.ranked(assessment.findings)
    kinds = {ranks.KINDS[rank] for rank in found.filter(pl.col("waiver") == "W-1")["rank"]}
    assert kinds == {"waived"}
    assert ranks.KINDS.index("met") < ranks.KINDS.index("waived") < ranks.KINDS.index("unknown")


def test_a_waiver_that_has_ended_excuses_nothing(assessment: Assessment) -> None:
    found = ranks.ranked(assessment.findings).filter(pl.col("expired_waiver").is_not_null())
    assert {ranks.KINDS[rank] for rank in found["rank"]} == {"not-met"}


def test_cameras_behind_a_recorder_count_with_the_recorder(assessment: Assessment) -> None:
    found = ranks.ranked(assessment.findings).filter(pl.col("unit") == "recorder")
    labels = dict(assessment.devices.select("device", "label").iter_rows())
    assert {labels[one] for one in found["about"]} == {"CAM-4"}


def test_the_gravest_of_each_group_are_counted(assessment: Assessment) -> None:
    rows = ranks.worst(ranks.ranked(assessment.findings), "site", "clause").iter_rows(named=True)
    by = {(row["site"], row["clause"]): row for row in rows}
    deploy = by["hq", DEPLOY]
    assert (ranks.KINDS[deploy["rank"]], deploy["count"], deploy["provisional"]) == ("not-met", 2, 1)
    assert ranks.KINDS[by["hq", CORE]["rank"]] == "unknown"


def test_a_status_in_words() -> None:
    unknown = ranks.status(ranks.KINDS.index("unknown"), 3, 1, 2)
    assert (unknown.words, unknown.count, unknown.provisional, unknown.excused) == ("unknown", 3, 1, 2)
    waived = ranks.status(ranks.KINDS.index("waived"), 1, 0, 1)
    assert (waived.words, waived.excused, waived.rank) == ("waived", 0, 2)
    assert set(ranks.WORDS) == set(ranks.KINDS)
