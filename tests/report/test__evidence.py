"""The evidence of each device."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from camcensus.model.assessment import Assessment
from camcensus.report import _evidence as evidence
from camcensus.report import _register as registers
from camcensus.report._plain import VALUE


def devices(assessment: Assessment) -> dict[str, evidence.Device]:
    return {one.called: one for one in evidence.devices(assessment, registers.order(assessment))}


@pytest.fixture(scope="module")
def every(assessment: Assessment) -> dict[str, evidence.Device]:
    return devices(assessment)


def test_every_judged_device_has_its_evidence(every: dict[str, evidence.Device], assessment: Assessment) -> None:
    assert len(every) == assessment.devices.filter("candidate").height
    ordered = registers.order(assessment)
    assert evidence.chosen(ordered) == {one.id for one in every.values()}
    assert evidence.troubled(ordered) == 5


def test_observations_say_what_when_and_from_where(every: dict[str, evidence.Device]) -> None:
    (seen,) = [one for one in every["CAM-1"].observations if one.field == "http.server"]
    assert (seen.value, seen.when, seen.source) == ("DNVRS-Webs", "10 November 2026, 00:00 UTC", "importer:nmap-xml@1")
    assert (seen.subject, seen.position, seen.meaning) == ("ip:10.0.1.11", 2, "Server header of an HTTP answer")
    assert len(seen.id) == 12


def test_a_field_of_a_family_has_the_meaning_of_the_family(every: dict[str, evidence.Device]) -> None:
    (seen,) = [one for one in every["CAM-1"].observations if one.field == "register.make"]
    assert seen.meaning == "a cell of a register, as written"


def test_claims_say_by_what_and_how_strongly(every: dict[str, evidence.Device]) -> None:
    said = {(one.about, one.by): one for one in every["CAM-1"].claims}
    by_banner = said["Built by", "hikvision/http-server-dnvrs"]
    assert by_banner.claim.startswith("Hangzhou Hikvision")
    assert (by_banner.weight, by_banner.sure, by_banner.observations) == (8, "fair", 1)
    assert ("Built by", "registrants@2026-09") in said


def test_findings_stand_in_the_order_of_the_clauses(every: dict[str, evidence.Device]) -> None:
    first = every["CAM-2"].findings[0]
    assert (first.called, first.provisional, first.ended, first.status.kind) == (
        "breach of instruction", True, "W-2", "not-met",
    )  # fmt: skip
    recorder = every["CAM-4"].findings
    assert [one.behind for one in recorder if one.clause_title.startswith("No deployment")] == [False, True]
    assert [one.waiver for one in recorder if one.status.kind == "waived"] == ["W-1"]


def test_a_block_without_a_holder_is_no_match(every: dict[str, evidence.Device]) -> None:
    assert [block.holder for block in every["CAM-2"].blocks] == [""]
    assert [block.holder[:8] for block in every["CAM-1"].blocks] == ["Hangzhou"]


def test_without_a_source_of_evidence_there_are_no_observations(assessment: Assessment) -> None:
    found = devices(replace(assessment, seen=pl.DataFrame()))
    assert not any(one.observations for one in found.values())
    assert found["CAM-1"].claims


def test_a_long_value_is_cut_before_it_is_kept(hostile: Assessment) -> None:
    lengths = [seen.length for one in devices(hostile).values() for seen in one.observations]
    kept = [len(seen.value) for one in devices(hostile).values() for seen in one.observations]
    assert max(lengths) == 10_000
    assert max(kept) == VALUE + 1


def test_what_is_left_out_is_counted(assessment: Assessment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "OBSERVATIONS", 2)
    monkeypatch.setattr(evidence, "CLAIMS", 1)
    one = devices(assessment)["CAM-1"]
    assert (len(one.observations), len(one.claims)) == (2, 1)
    assert one.observations_left > 0
    assert one.claims_left > 0


def test_what_is_no_device_is_listed_apart(assessment: Assessment) -> None:
    found, left = evidence.units(assessment)
    assert len(found) == assessment.findings.filter(pl.col("unit") != "device").height
    assert left == 0
    subjects = {one.subject for one in found}
    assert {
        "Depot",
        "addresses 10.0.2.0/24 in hq-core, Headquarters",
        "cameras behind recorder CAM-4, Headquarters",
    } <= subjects
    ranks = [one.status.rank for one in found]
    assert ranks == sorted(ranks, reverse=True)
