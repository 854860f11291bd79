"""What an assessment comes to: a waiver excuses, nothing at all is unknown."""

from __future__ import annotations

import dataclasses
from datetime import date

import polars as pl
import pytest

from camcensus.model.assessment import Assessment, Basis, Counts, MakerStatus
from camcensus.model.estate import Estate
from camcensus.model.knowledge import Clause, Directive, Registrants, Vocabulary
from camcensus.model.outcome import Outcome
from camcensus.model.profile import Profile

DAY = date(2026, 11, 23)
SCHEMA = {"clause": pl.String, "outcome": pl.String, "waiver": pl.String, "provisional": pl.Boolean}

Row = tuple[str, str, str | None, bool]


def clause(name: str) -> Clause:
    return Clause(
        id=name, title="t", force="asked", words="w", source="s", grade="g", unit="site", check="c", not_met_words="n"
    )


def order(name: str, *clauses: str) -> Directive:
    return Directive(
        id=name,
        title="t",
        issuer="i",
        bound="b",
        issued=DAY,
        in_force=DAY,
        source="s",
        grade="g",
        clauses=tuple(clause(one) for one in clauses),
    )


def assessment(*rows: Row) -> Assessment:
    return Assessment(
        basis=Basis(as_of=DAY, position=1, knowledge="k", estate="e", profile="p"),
        estate=Estate(),
        profile=Profile(),
        orders=(order("o", "a@1", "b@1"), order("p", "c@1")),
        vocabulary=Vocabulary(reasons={"known": "It is known."}),
        registrants=Registrants(package="p", made="2026-11"),
        devices=pl.DataFrame(),
        findings=pl.DataFrame(list(rows), schema=SCHEMA, orient="row"),
        claims=pl.DataFrame(),
        doubts=pl.DataFrame(),
    )


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], Outcome.UNKNOWN),
        ([("a@1", "met", None, False)], Outcome.MET),
        ([("a@1", "not-applicable", None, False)], Outcome.NOT_APPLICABLE),
        ([("a@1", "met", None, False), ("b@1", "unknown", None, False)], Outcome.UNKNOWN),
        ([("a@1", "unknown", None, False), ("b@1", "not-met", None, False)], Outcome.NOT_MET),
        ([("a@1", "not-met", "w", False)], Outcome.MET),
        ([("a@1", "not-met", "w", False), ("b@1", "not-applicable", None, False)], Outcome.MET),
        ([("a@1", "not-met", "w", False), ("b@1", "unknown", None, False)], Outcome.UNKNOWN),
        ([("a@1", "not-met", "w", False), ("a@1", "not-met", None, False)], Outcome.NOT_MET),
    ],
)
def test_the_outcome_of_all(rows: list[Row], expected: Outcome) -> None:
    assert expected is assessment(*rows).outcome


ROWS: list[Row] = [
    ("a@1", "not-met", None, True),
    ("a@1", "not-met", "w", False),
    ("a@1", "unknown", None, True),
    ("b@1", "met", None, False),
    ("b@1", "met", None, False),
    ("b@1", "not-applicable", None, False),
]


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        (None, Counts(not_met=2, waived=1, unknown=1, met=2, not_applicable=1, provisional=2)),
        (["a@1"], Counts(not_met=2, waived=1, unknown=1, provisional=2)),
        (["b@1"], Counts(met=2, not_applicable=1)),
        (["c@1"], Counts()),
        (["a@1", "b@1"], Counts(not_met=2, waived=1, unknown=1, met=2, not_applicable=1, provisional=2)),
    ],
)
def test_findings_are_counted_by_clause_or_together(of: list[str] | None, expected: Counts) -> None:
    assert expected == assessment(*ROWS).counts(of)


def test_clauses_stand_with_their_orders_in_order() -> None:
    assert [(one.id, clause.id) for one, clause in assessment().clauses] == [("o", "a@1"), ("o", "b@1"), ("p", "c@1")]


def test_a_code_without_a_sentence_is_shown_as_it_is() -> None:
    assert assessment().sentence("known") == "It is known."
    assert assessment().sentence("new-code") == "new-code"


def test_what_was_assessed_does_not_change() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        assessment().basis.position = 2  # type: ignore[misc]  # that is the point


def test_a_maker_nobody_signed_for_has_no_person() -> None:
    status = MakerStatus(maker="m", name="M", answer="unknown", reason="r", basis="none")
    assert (status.person, status.signed, status.chain) == ("", None, ())
