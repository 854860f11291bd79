"""The case documents of the orders are run: given these facts, this clause says that."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.support import knowledge

from camcensus.engine import extensions
from camcensus.model.facts import FACTS, Facts
from camcensus.model.outcome import Answer

HERE = Path(__file__).parent / "directives"
BLOCK = re.compile(
    r"^### (?P<title>.+?)$.*?```facts\n(?P<facts>.*?)```.*?```verdict\n(?P<verdict>.*?)```", re.MULTILINE | re.DOTALL
)


class Case(NamedTuple):
    order: str
    title: str
    facts: Facts
    clause: str
    outcome: str
    reason: str


def cases(order: str) -> list[Case]:
    found = []
    for match in BLOCK.finditer((HERE / f"{order}.md").read_text("utf-8")):
        given = dict(line.split(": ") for line in match["facts"].strip().splitlines())
        assert set(given) <= set(FACTS), match["title"]
        facts = Facts(**{name: Answer(value) for name, value in given.items()})
        clause, outcome, reason = re.fullmatch(r"(\S+): (\S+), (\S+)", match["verdict"].strip()).groups()  # type: ignore[union-attr]
        found.append(Case(order, match["title"], facts, clause, outcome, reason))
    return found


ORDERS = sorted(knowledge().directives)
CASES = [case for order in ORDERS for case in cases(order)]


@pytest.mark.parametrize("case", CASES, ids=[f"{case.order}:{case.title}" for case in CASES])
def test_the_clause_says_what_the_document_says(case: Case) -> None:
    clause = next(c for c in knowledge().directives[case.order].clauses if c.id == case.clause)
    verdict = extensions.found("checks")[clause.check].module.check(case.facts, clause.params)
    assert (verdict.outcome.value, verdict.reason) == (case.outcome, case.reason)


@pytest.mark.parametrize("order", ORDERS)
def test_every_order_has_at_least_ten_cases_and_every_clause_one(order: str) -> None:
    found = cases(order)
    assert len(found) >= 10
    assert {case.clause for case in found} == {clause.id for clause in knowledge().directives[order].clauses}


@pytest.mark.parametrize("order", ORDERS)
def test_no_heading_of_a_case_is_without_a_case(order: str) -> None:
    headings = re.findall(r"^### (.+?)$", (HERE / f"{order}.md").read_text("utf-8"), re.MULTILINE)
    assert headings == [case.title for case in cases(order)]


@pytest.mark.parametrize("order", ORDERS)
def test_quotations_are_short_and_graded(order: str) -> None:
    for clause in knowledge().directives[order].clauses:
        assert len(clause.words.split()) <= 40
        assert clause.source.startswith("http")
        assert clause.force in ("instructed", "advised", "asked")


@pytest.mark.parametrize("order", ORDERS)
def test_only_an_instruction_is_breached(order: str) -> None:
    for clause in knowledge().directives[order].clauses:
        assert ("breach" in clause.not_met_words) == (clause.force == "instructed")


@pytest.mark.parametrize("order", ORDERS)
def test_every_reason_and_evidence_has_its_sentence(order: str) -> None:
    words = knowledge().vocabulary
    checks = extensions.found("checks")
    for clause in knowledge().directives[order].clauses:
        for reason in checks[clause.check].definition["reasons"]:  # type: ignore[attr-defined]
            assert reason in words.reasons
    for case in cases(order):
        assert case.reason in words.reasons
