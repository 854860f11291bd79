"""An assessment in the log: its basis, its result and all that it shows, once."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import polars as pl
import pytest
from tests.support import AS_OF

from camcensus.engine import assess, gather, program, record
from camcensus.engine.workspace import Workspace, keep_versions
from camcensus.model.assessment import Assessment
from camcensus.model.errors import UsageError
from camcensus.wire import canonical


@pytest.fixture
def made(opened: Workspace) -> Assessment:
    list(gather.read(opened, [opened.folder / "scan.xml", opened.folder / "register.csv"]))
    return assess.assess(opened, AS_OF)


def first_form(workspace: Workspace, made: Assessment) -> str:
    """As it was kept before there were forms."""
    keep_versions(workspace)
    lines = [json.dumps(row, default=str, sort_keys=True) for row in made.findings.iter_rows(named=True)]
    counts = made.counts()
    payload: dict[str, canonical.Value] = {
        "as_of": made.basis.as_of.isoformat(), "position": made.basis.position, "knowledge": made.basis.knowledge,
        "estate": made.basis.estate, "profile": made.basis.profile, "outcome": made.outcome.value,
        "findings": canonical.digest("findings", 1, "\n".join(lines)).hex(),
        "not_met": counts.not_met, "unknown": counts.unknown, "met": counts.met,
    }  # fmt: skip
    key = canonical.digest("assessment", 1, payload)
    workspace.store.keep("assessment", key, canonical.encode(payload), received=1)
    return key.hex()


def test_the_same_assessment_is_kept_once_under_one_id(opened: Workspace, made: Assessment) -> None:
    first = record.record(opened, made)
    again = record.record(opened, assess.assess(opened, AS_OF))
    assert first == again
    assert record.every(opened.store) == [first]


def test_another_program_that_judges_the_same_makes_no_other_assessment(
    opened: Workspace, made: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = record.record(opened, made)
    other = replace(program.this(), version="9")
    monkeypatch.setattr(program, "this", lambda: other)
    assert record.record(opened, made) == first
    assert record.find(opened.store, first).program.version != "9"


def test_what_was_kept_is_read_back(opened: Workspace, made: Assessment) -> None:
    kept = record.find(opened.store, record.record(opened, made)[:6])
    assert (kept.basis, kept.outcome, kept.program) == (made.basis, made.outcome.value, program.this())
    assert kept.findings == record.findings_hash(made.findings)
    assert kept.rows is not None
    assert kept.rows.equals(made.findings)
    assert kept.shown == record.shown(made)
    assert kept.counts == {"not_met": made.counts().not_met, "unknown": made.counts().unknown, "met": made.counts().met}


def test_what_was_kept_in_the_first_form_is_read(opened: Workspace, made: Assessment) -> None:
    kept = record.find(opened.store, first_form(opened, made))
    assert (kept.basis, kept.rows, kept.shown, kept.program) == (made.basis, None, {}, program.Program())
    assert kept.findings == record.findings_hash(made.findings, kept.columns)


def test_no_finding_is_kept_and_read_too(opened: Workspace, made: Assessment) -> None:
    kept = record.find(opened.store, record.record(opened, replace(made, findings=made.findings.clear())))
    assert kept.rows is not None
    assert kept.rows.equals(made.findings.clear())


def test_findings_beyond_the_most_are_kept_by_their_hash_alone(
    opened: Workspace, made: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record, "MOST", 1)
    kept = record.find(opened.store, record.record(opened, made))
    assert (kept.rows, kept.findings) == (None, record.findings_hash(made.findings))


def test_every_part_that_is_shown_is_in_the_hash_of_its_own_alone(made: Assessment) -> None:
    before = record.shown(made)
    assert set(before) >= {"devices", "claims", "doubts", "separation", "coverage", "makers", "due"}
    other = replace(made, doubts=pl.concat([made.doubts, made.doubts.clear().extend(_doubt(made))]))
    after = record.shown(other, before)
    assert {name for name in before if before[name] != after[name]} == {"doubts"}
    apart = replace(made.separation, devices=made.separation.devices[1:])
    after = record.shown(replace(made, separation=apart), before)
    assert {name for name in before if before[name] != after[name]} == {"separation"}


def _doubt(made: Assessment) -> pl.DataFrame:
    return pl.DataFrame([("x", "y", "z")], schema=made.doubts.schema, orient="row")


def test_a_column_that_a_later_program_adds_changes_no_hash(made: Assessment) -> None:
    before = record.shown(made)
    later = replace(made, devices=made.devices.with_columns(pl.lit("new").alias("brand_new")))
    assert record.shown(later, before) == before
    fewer = replace(made, devices=made.devices.drop("label"))
    assert record.shown(fewer, before)["devices"] != before["devices"]
    more = made.findings.with_columns(pl.lit("new").alias("brand_new"))
    assert record.findings_hash(more) == record.findings_hash(made.findings)


def test_new_evidence_is_another_assessment(opened: Workspace) -> None:
    first = record.record(opened, assess.assess(opened, AS_OF))
    list(gather.read(opened, [opened.folder / "scan.xml"]))
    assert record.record(opened, assess.assess(opened, AS_OF)) != first


@pytest.mark.parametrize(
    "payload",
    [b"", canonical.encode({"form": 3}), canonical.encode({"as_of": "x"}), canonical.encode("x"),
     canonical.encode({"form": 2, "as_of": "2026-01-01", "position": 1, "knowledge": "", "estate": "", "profile": "",
                       "outcome": "", "findings": "", "not_met": 0, "unknown": 0, "met": 0, "rows": b"x"})],
)  # fmt: skip
def test_what_is_not_of_a_form_is_said_to_be_so(opened: Workspace, payload: bytes) -> None:
    opened.store.keep("assessment", b"k" * 32, payload, received=1)
    with pytest.raises(UsageError, match="not of a form that is read here"):
        record.find(opened.store, (b"k" * 32).hex())


def test_the_course_has_the_newest_of_each_day(opened: Workspace) -> None:
    made = [record.record(opened, assess.assess(opened, AS_OF + timedelta(days=days))) for days in (0, 3, 3, 1)]
    assert len(made) == 4
    found = record.course(opened.store, 2)
    assert [day for day, _ in found] == [AS_OF + timedelta(days=1), AS_OF + timedelta(days=3)]
    assert set(found[0][1]) == {"not_met", "unknown", "met"}
    assert record.course(opened.store, 9)[0][0] == AS_OF
