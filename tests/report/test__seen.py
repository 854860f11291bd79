"""What was seen of each device beside the answers: papers, place, and which observations."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
from tests.report.listed import listed
from tests.report.samples import nothing, sample

from camcensus.report import _seen as seen


def facts(label: str) -> dict[str, object]:
    one = listed()
    device = one.devices.filter(pl.col("label") == label)["device"].item()
    return seen.facts(one).row(by_predicate=pl.col("device") == device, named=True)


def test_papers_photographs_and_places_are_told() -> None:
    camera, recorder = facts("CAM-1"), facts("NVR-1")
    assert camera["asset"] == "CAM-1"
    assert camera["recorder_stated"] == "an old recorder"
    assert str(camera["label_photo"]).startswith("0107.jpg sha256:")
    assert len(str(camera["label_photo"])) == len("0107.jpg sha256:") + 64
    assert recorder["location"] == "Comms room"
    assert recorder["label_photo"] is None


def test_the_observations_behind_the_answers_come_first_and_the_rest_is_counted() -> None:
    one = sample()
    for row in seen.facts(one).iter_rows(named=True):
        mine = one.seen.filter(pl.col("device") == row["device"])
        cited = {key.hex()[:12] for key in one.claims.filter(pl.col("device") == row["device"])["because"]}
        named = row["evidence"].split("; ")
        assert row["observations"] == mine.height
        assert len(named) == min(mine.height, seen.EVIDENCE)
        assert set(named) <= {key.hex()[:12] for key in mine["id"]}
        assert set(named[: len(cited)]) == cited or cited > set(named)


def test_an_empty_log_says_nothing() -> None:
    assert seen.facts(nothing()).rows() == []
    bare = seen.facts(replace(sample(), seen=pl.DataFrame()))
    assert (bare.height, set(bare.columns)) == (0, set(seen.facts(sample()).columns))
