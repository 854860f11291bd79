"""Words that every form uses."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest
from tests.report import samples
from tests.report.samples import CORE, DEPLOY

from camcensus.model.assessment import Assessment
from camcensus.model.outcome import Outcome
from camcensus.report import _words as words


def only(assessment: Assessment, *outcomes: str) -> Assessment:
    """With findings of these outcomes alone."""
    return replace(assessment, findings=assessment.findings.filter(pl.col("outcome").is_in(outcomes)))


def waived(assessment: Assessment) -> Assessment:
    """With only the findings that a waiver excuses."""
    return replace(assessment, findings=assessment.findings.filter(pl.col("waiver").is_not_null()))


def test_the_verdict_says_what_stands(assessment: Assessment) -> None:
    said = "2 findings are not met, and 16 are unknown."
    assert words.verdict(assessment) == (Outcome.NOT_MET, "Not compliant", said)


def of_force(assessment: Assessment, force: str) -> Assessment:
    """With every clause of this force."""
    orders = [
        replace(order, clauses=tuple(replace(clause, force=force) for clause in order.clauses))
        for order in assessment.orders
    ]
    return replace(assessment, orders=tuple(orders))


@pytest.mark.parametrize(
    ("force", "said"),
    [("advised", "of advice"), ("target", "of a target day"), ("chosen", "of the owner's own choice")],
)
def test_what_binds_nobody_is_told_and_is_no_breach(assessment: Assessment, force: str, said: str) -> None:
    colour, answer, because = words.verdict(of_force(assessment, force))
    assert (colour, answer) == (Outcome.UNKNOWN, "Not known")
    assert because.endswith(f"Not met besides: 2 {said}.")
    assert because.startswith("Nothing that binds is found to be not met, but 16 findings are unknown.")
    colour, answer, because = words.verdict(of_force(only(assessment, "met", "not-met"), force))
    assert (colour, answer) == (Outcome.UNKNOWN, "Not all of it is met")


def test_advice_not_followed_stands_beside_what_binds_and_is_met(assessment: Assessment) -> None:
    advised = assessment.findings.with_columns(
        clause=pl.when(pl.col("outcome") == "not-met").then(pl.lit(CORE)).otherwise("clause"),
        waiver=pl.lit(None, dtype=pl.String),
    )
    made = only(replace(assessment, findings=advised), "met", "not-met")
    assert words.verdict(made)[:2] == (Outcome.UNKNOWN, "Compliant with what binds, as far as the log tells")
    assert words.verdict(made)[2].startswith("Nothing that binds is not met and nothing is unknown. Not met besides: ")
    both = only(replace(assessment, findings=pl.concat([assessment.findings, advised])), "met", "not-met")
    assert words.verdict(both)[1] == "Not compliant"
    assert "2 findings of what binds are not met." in words.verdict(both)[2]


def test_what_is_unknown_is_never_compliance(assessment: Assessment) -> None:
    _, answer, because = words.verdict(only(assessment, "unknown", "met"))
    assert (answer, "unknown" in because) == ("Not known", True)


def test_no_finding_at_all_is_not_known(assessment: Assessment) -> None:
    assert words.verdict(only(assessment))[1] == "Not known"


def test_what_is_met_or_waived_complies_as_far_as_the_log_tells(assessment: Assessment) -> None:
    assert words.verdict(only(assessment, "met"))[:2] == (Outcome.MET, "Compliant as far as the log tells")
    assert words.verdict(waived(assessment))[2].endswith("1 finding is excused by waivers.")


def test_with_no_order_nothing_is_judged(nothing: Assessment) -> None:
    assert words.verdict(nothing)[1] == "Not judged"


def test_a_finding_is_a_breach_only_where_the_order_instructs(assessment: Assessment) -> None:
    assert words.called(assessment, DEPLOY, Outcome.NOT_MET) == "breach of instruction"
    assert words.called(assessment, CORE, Outcome.NOT_MET) == "contrary to advice"
    assert words.called(assessment, CORE, Outcome.MET) == "No connection to core networks: met"
    assert words.called(assessment, "elsewhere", Outcome.UNKNOWN) == "unknown"


def test_names_and_what_has_none(assessment: Assessment) -> None:
    assert words.site(assessment, "hq") == "Headquarters"
    assert words.site(assessment, None) == words.site(assessment, "nowhere") == "site not known"
    assert words.maker(assessment, "dahua").startswith("Zhejiang Dahua")
    assert words.maker(assessment, None) == "maker not known"
    assert words.brand(assessment, "axis") == "Axis"
    assert words.brand(assessment, None) == "label not known"
    assert [words.kind(name) for name in ("camera", "not-camera", None)] == [
        "camera", "not a camera", "not known what it is",
    ]  # fmt: skip


def test_next_steps_begin_with_the_most_useful(assessment: Assessment) -> None:
    steps = words.next_steps(assessment)
    counts = [count for _, count in steps]
    assert counts == sorted(counts, reverse=True)
    assert sum(counts) == assessment.counts().unknown


@pytest.mark.parametrize(
    ("weight", "word", "number"),
    [(0, "", "0.00"), (2, "very low", "0.61"), (4, "low", "0.71"), (8, "fair", "0.86"), (13, "fair", "0.95"),
     (14, "high", "0.96"), (20, "very high", "0.990"), (60, "very high", "0.999")],
)  # fmt: skip
def test_confidence_is_a_word_and_a_number_that_is_never_one(weight: int, word: str, number: str) -> None:
    assert (words.sure(weight), words.chance(weight)) == (word, number)


def test_one_and_many() -> None:
    assert words.many(1, "finding") == "1 finding"
    assert words.many(1204, "finding") == "1,204 findings"
    assert words.many(2, "range of addresses", "ranges of addresses") == "2 ranges of addresses"
    assert (words.are(1, "finding"), words.are(0)) == ("1 finding is", "0 are")


@pytest.mark.parametrize(
    ("named", "zone", "label", "said"),
    [
        ("device:0123", "hq-cameras", "CAM-1", "CAM-1"),
        ("device:0123", None, None, "0123"),
        ("site:hq", None, None, "Headquarters"),
        ("subnet:hq-cameras/10.0.1.128/25", "hq-cameras", None, "addresses 10.0.1.128/25 in hq-cameras"),
        ("subnet:10.0.1.0/24", None, None, "10.0.1.0/24"),
        ("recorder:0123", "hq-core", "NVR-1", "cameras behind recorder NVR-1"),
        ("recorder:0123", "hq-core", None, "cameras behind recorder 0123"),
    ],
)
def test_what_a_finding_speaks_of(named: str, zone: str | None, label: str | None, said: str) -> None:
    assert words.subject(samples.sample(), named, zone, "hq", label) == said
