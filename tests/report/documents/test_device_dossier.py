"""The dossier of one device: roles with each claim, place, separation, control, findings, decisions, observations."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest
from tests.report import samples
from tests.report.documents.materials import material, table
from tests.report.samples import HOSTILE, bare, golden

from camcensus.engine import publish
from camcensus.model.assessment import Assessment
from camcensus.model.material import Material
from camcensus.report._blocks import Block, Document, Items, Para
from camcensus.report.documents import device_dossier

FORM = "device-dossier"


def given(label: str = "CAM-2", one: Assessment | None = None) -> Material:
    base = material(FORM, one)
    device = base.assessment.devices.filter(pl.col("label") == label)["device"][0]
    return replace(base, device=device)


def made(label: str = "CAM-2") -> Document:
    return device_dossier.compose(given(label))


def blocks(document: Document, part: str) -> tuple[Block, ...]:
    return next(one.blocks for one in document.parts if one.id == part)


def test_the_golden_page() -> None:
    golden("device-dossier.html", bare(publish.publish(material(FORM), FORM).decode()))


def test_the_answer_names_what_it_is_who_built_it_and_how_it_stands() -> None:
    assert made().answer == (
        "Camera, label Dahua, built by Zhejiang Dahua Technology Co., Ltd. (subject to the law: yes (proposed)), at"
        " Headquarters. Findings: 1 not met, 0 unknown."
    )


def test_the_four_roles_stand_apart_with_their_weights() -> None:
    rows = {row[0]: row[1:] for row in table(made(), "identity", "Each answer").rows}
    assert set(rows) == {
        "what it is", "label", "legal manufacturer", "built by", "model", "firmware", "parts by",
    }  # fmt: skip
    assert rows["label"][0] == "Dahua"
    assert int(rows["built by"][2]) > 0
    assert rows["parts by"][0] == "not known"


def test_every_claim_stands_there_with_the_observation_it_follows_from() -> None:
    one = given()
    claims = one.assessment.claims.filter(pl.col("device") == one.device)
    rows = table(device_dossier.compose(one), "claims").rows
    assert len(rows) == claims.height > 0
    assert {row[5] for row in rows} == {because.hex()[:16] for because in claims["because"].to_list()}


def test_a_component_is_a_role_of_its_own() -> None:
    one = given()
    claim = one.assessment.claims.head(1).with_columns(
        device=pl.lit(one.device), about=pl.lit("component_maker"), claim=pl.lit("hisilicon")
    )
    more = replace(one.assessment, claims=pl.concat([one.assessment.claims, claim]))
    rows = {row[0]: row[1] for row in table(device_dossier.compose(replace(one, assessment=more)), "identity").rows}
    assert rows["parts by"] == "HiSilicon Technologies Co., Ltd."


def test_differences_stand_with_both_sides() -> None:
    (row,) = table(made(), "conflicts").rows
    assert row[:4] == (
        "serial", "F71204511 (register.csv, 23 November 2026)", "F71204512 (importer:nmap-xml@1, no date)", "never",
    )  # fmt: skip


def test_separation_findings_and_decisions_are_there() -> None:
    one = made()
    assert [row[0] for row in table(one, "separation", "What configurations").rows] == ["to the core", "from the core"]
    clauses = [row[0] for row in table(one, "findings").rows]
    assert {"UK-WMS.1.1v1", "UK-WMS.2.1v1"} <= set(clauses)
    assert all(row[4] for row in table(one, "findings").rows)
    decisions = {row[0] for row in table(one, "decisions").rows}
    assert {"waiver W-2", "consideration C-1", "note on dahua"} <= decisions
    assert "waiver W-1" not in decisions
    assert Items(("nothing",)) in blocks(one, "decisions")


def test_a_maker_s_chain_of_control_is_told_upwards_with_sources() -> None:
    one = made()
    said = blocks(one, "control")[0]
    assert isinstance(said, Para)
    assert "Proposed by the tool; no person has signed it" in said.text
    rows = table(one, "control", "Chain of control").rows
    assert rows[0][:3] == ("0", "Zhejiang Dahua Technology Co., Ltd.", "the company itself")
    signed = blocks(made("CAM-1"), "control")[0]
    assert isinstance(signed, Para)
    assert "Determined by A. Example on 1 February 2026" in signed.text


def test_of_a_device_nobody_knows_it_says_that() -> None:
    one = made("10.0.1.15")
    (said,) = blocks(one, "control")
    assert isinstance(said, Para)
    assert said.text.startswith("Who controls its makers is not known")
    assert one.answer.startswith("Not known what it is, label not known, builder not known, at Headquarters.")


def test_the_observations_and_the_bytes_behind_them_are_there() -> None:
    one = given()
    seen = one.assessment.observations([one.device])
    assert len(table(device_dossier.compose(one), "observations", "Every observation").rows) == seen.height
    erased = table(device_dossier.compose(material(FORM)), "observations", "The bytes").rows
    assert [row[3] for row in erased].count("erased: only its hash is kept") == 1


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_what_a_device_said_is_text(number: int) -> None:
    one = samples.hostile()
    device = one.devices.filter("candidate")["device"][number % one.devices.filter("candidate").height]
    page = publish.publish(replace(material(FORM, one), device=device), FORM).decode()
    assert "<script>alert" not in page
    assert "\u202e" not in page
