"""The case documents of the orders are run: given these facts, companies, events or approvals, the order says that."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from tests.support import knowledge

from camcensus.engine import extensions
from camcensus.model.facts import FACTS, Facts
from camcensus.model.finding import Approval, Verdict, Waiver
from camcensus.model.knowledge import FORCES, Clause
from camcensus.model.outcome import Answer
from camcensus.reason import clocks, findings
from camcensus.reason.listed import Lists

HERE = Path(__file__).parent / "directives"
HEADING = re.compile(r"^### (?P<title>.+?)\n(?P<body>.*?)(?=^#|\Z)", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(r"```(\w+)\n(.*?)\n```", re.DOTALL)
KINDS = {("facts", "verdict"), ("company", "listed"), ("event", "due"), ("waiver", "excuses")}


class Case(NamedTuple):
    order: str
    title: str
    kind: str
    given: dict[str, str]
    says: str


def cases(order: str) -> list[Case]:
    found = []
    for match in HEADING.finditer((HERE / f"{order}.md").read_text("utf-8")):
        blocks = BLOCK.findall(match["body"])
        assert tuple(kind for kind, _ in blocks) in KINDS, match["title"]
        (kind, given), (_, says) = blocks
        lines = dict(line.split(": ", 1) for line in given.splitlines())
        found.append(Case(order, match["title"], kind, lines, says))
    return found


ORDERS = sorted(knowledge().directives)
CASES = [case for order in ORDERS for case in cases(order)]


def of(kind: str) -> pytest.MarkDecorator:
    chosen = [case for case in CASES if case.kind == kind]
    return pytest.mark.parametrize("case", chosen, ids=[f"{case.order}:{case.title}" for case in chosen])


def clause_of(order: str, clause: str) -> Clause:
    return next(one for one in knowledge().directives[order].clauses if one.id == clause)


def said(case: Case) -> tuple[str, str, str]:
    return re.fullmatch(r"(\S+): (\S+), (\S+)", case.says).groups()  # type: ignore[union-attr,return-value]


@of("facts")
def test_the_clause_says_what_the_document_says(case: Case) -> None:
    day = case.given.get("day")
    given = {name: Answer(value) for name, value in case.given.items() if name != "day"}
    assert set(given) <= set(FACTS)
    clause_id, outcome, reason = said(case)
    clause = clause_of(case.order, clause_id)
    other = findings.on_day(clause, date.fromisoformat(day)) if day else None
    verdict: Verdict = other or extensions.found("checks")[clause.check].module.check(Facts(**given), clause.params)
    assert (verdict.outcome.value, verdict.reason) == (outcome, reason)
    assert verdict.reason in knowledge().vocabulary.reasons
    assert set(verdict.settles) <= set(knowledge().vocabulary.evidence)


@of("company")
def test_the_list_names_whom_the_document_says(case: Case) -> None:
    lists = Lists(knowledge(), date.fromisoformat(case.given["day"]))
    assert lists.answer(case.given["list"], case.given["party"]).value == case.says


@of("event")
def test_what_is_due_is_due_when_the_document_says(case: Case) -> None:
    known = clocks.calendars(knowledge().vocabulary.holidays)
    contract = case.given.get("contract")
    events = [
        clocks.Event(kind=kind, at=datetime.fromisoformat(at)) for kind, at in case.given.items() if kind != "contract"
    ]
    running = clocks.running([knowledge().directives[case.order]], events, [contract] if contract else None, known)
    says = "\n".join(f"{one.of}: {one.at.isoformat() if one.at else one.on}" for one in running)
    assert (says or "nothing") == case.says


@of("waiver")
def test_a_waiver_excuses_when_the_document_says(case: Case) -> None:
    given = dict(case.given)
    clause, signed, day = given.pop("clause"), given.pop("signed"), given.pop("day")
    approvals = tuple(
        Approval(role=role, person="A. Example", signed=date.fromisoformat(on)) for role, on in given.items()
    )
    waiver = Waiver(
        id="W",
        clauses=(clause,),
        reason="no alternative",
        person="A. Example",
        signed=date.fromisoformat(signed),
        until=date(2099, 1, 1),
        sites=("hq",),
        approvals=approvals,
    )
    chain = clause_of(case.order, clause).waiver_chain
    assert chain
    assert (not waiver.waits_for(chain, date.fromisoformat(day))) is (case.says == "yes")


@pytest.mark.parametrize("order", ORDERS)
def test_every_order_has_at_least_ten_cases_and_every_clause_one(order: str) -> None:
    found = cases(order)
    assert len(found) >= 10
    asked = {said(case)[0] for case in found if case.kind == "facts"}
    assert asked == {clause.id for clause in knowledge().directives[order].clauses}


@pytest.mark.parametrize("order", ORDERS)
def test_every_clock_of_an_order_has_a_case(order: str) -> None:
    shown = "\n".join(case.says for case in cases(order) if case.kind == "event")
    for clause in knowledge().directives[order].clauses:
        assert all(clock.id in shown for clock in clause.clocks)


@pytest.mark.parametrize("order", ORDERS)
def test_every_clause_that_names_a_list_has_a_case_of_its_reach(order: str) -> None:
    lists = {clause.listing for clause in knowledge().directives[order].clauses if clause.listing}
    shown = {case.given["list"] for every in ORDERS for case in cases(every) if case.kind == "company"}
    assert lists <= shown


@pytest.mark.parametrize("order", ORDERS)
def test_quotations_are_short_and_graded(order: str) -> None:
    found = knowledge().directives[order]
    clocks_of = [clock for clause in found.clauses for clock in clause.clocks]
    quoted: list[Any] = [*found.clauses, *clocks_of, *found.characterisations, *found.terms]
    for one in quoted:
        assert len(one.words.split()) <= 40
        assert one.source.startswith("http")
        assert one.grade
    assert all(clause.words and clause.force in FORCES for clause in found.clauses)


@pytest.mark.parametrize("order", ORDERS)
def test_only_an_instruction_is_breached(order: str) -> None:
    for clause in knowledge().directives[order].clauses:
        assert ("breach" in clause.not_met_words) == (clause.force == "instructed")
        assert ("not compliant" not in clause.not_met_words) or clause.force == "required"


@pytest.mark.parametrize("order", ORDERS)
def test_what_is_unverified_is_said_so_where_it_is_shown(order: str) -> None:
    found = knowledge().directives[order]
    graded: list[Any] = [*found.clauses, *(clock for clause in found.clauses for clock in clause.clocks)]
    if any(one.grade == "unverified" for one in graded):
        assert any(limit.startswith("Unverified:") for limit in found.limits)
    assert found.limits


@pytest.mark.parametrize("order", ORDERS)
def test_every_reason_and_evidence_has_its_sentence(order: str) -> None:
    words = knowledge().vocabulary
    checks = extensions.found("checks")
    for clause in knowledge().directives[order].clauses:
        for reason in checks[clause.check].definition["reasons"]:  # type: ignore[attr-defined]
            assert reason in words.reasons
