"""Knowledge says how far it goes: what is not known is None or empty, never assumed."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest

from camcensus.model import knowledge
from camcensus.model.knowledge import (
    FORCES,
    Brand,
    Clause,
    Clock,
    Directive,
    Holding,
    Knowledge,
    MadeBy,
    Maker,
    Vocabulary,
)

CLAUSE = Clause(
    id="order/clause@1",
    title="t",
    force="instructed",
    words="w",
    source="s",
    grade="g",
    unit="device",
    check="deployed_on_sensitive_site",
    not_met_words="breach",
)


def test_a_maker_without_a_party_has_none() -> None:
    assert Maker(id="m", name="M").party is None


def test_a_brand_may_have_no_known_maker_and_several_claims() -> None:
    claims = tuple(
        MadeBy(maker=maker, extent="part", evidence="e", source="s", confidence="low") for maker in ("a", None)
    )
    assert Brand(id="b", name="B", made_by=claims).manufacturer is None
    assert [claim.maker for claim in claims] == ["a", None]


def test_a_holding_without_figures_states_neither_share_nor_control() -> None:
    holding = Holding(owner="o", asset="a")
    assert (holding.percent_low, holding.percent_high, holding.controls) == (None, None, False)
    assert (holding.true_from, holding.true_to) == (None, None)


def test_an_order_keeps_its_clauses_in_order() -> None:
    other = dataclasses.replace(CLAUSE, id="order/other@1")
    day = date(2022, 11, 24)
    order = Directive(
        id="order",
        title="t",
        issuer="i",
        bound="b",
        issued=day,
        in_force=day,
        source="s",
        grade="g",
        clauses=(CLAUSE, other),
    )
    assert [clause.id for clause in order.clauses] == ["order/clause@1", "order/other@1"]


def test_a_clause_asks_always_of_no_list_and_without_a_clock_unless_it_says_so() -> None:
    assert (CLAUSE.applies_from, CLAUSE.applies_to, CLAUSE.listing) == (None, None, "")
    assert (CLAUSE.clocks, CLAUSE.waiver_chain, CLAUSE.exceptions) == ((), (), ())


def test_a_clock_must_say_how_long_after_what_and_how_well_it_is_known() -> None:
    required = {field.name for field in dataclasses.fields(Clock) if field.default is dataclasses.MISSING}
    assert {"after", "count", "unit", "source", "grade"} <= required


@pytest.mark.parametrize(
    ("count", "unit", "words"),
    [(1, "working-days", "1 working day"), (10, "working-days", "10 working days"), (72, "hours", "72 hours")],
)
def test_a_clock_says_how_long_it_runs(count: int, unit: str, words: str) -> None:
    assert Clock(id="c", title="t", after="a", count=count, unit=unit, source="s", grade="g").time == words


def test_every_force_says_what_it_is() -> None:
    assert set(FORCES) >= {"instructed", "advised", "asked", "required"}
    assert all(FORCES.values())


def test_a_maker_claim_must_say_where_it_comes_from() -> None:
    required = {field.name for field in dataclasses.fields(MadeBy) if field.default is dataclasses.MISSING}
    assert {"maker", "extent", "evidence", "source", "confidence"} <= required


def test_no_knowledge_is_empty_knowledge() -> None:
    none = Knowledge(version="00")
    assert (dict(none.makers), dict(none.brands), none.fingerprints, none.vocabulary) == ({}, {}, (), Vocabulary())


def test_a_field_is_of_its_own_kind_of_data_or_of_its_family_s() -> None:
    words = Vocabulary(categories={"fact.note": "text", "fact.*": "device"})
    assert [words.category(name) for name in ("fact.note", "fact.site", "mac")] == ["text", "device", ""]


@pytest.mark.parametrize(
    "kind",
    [kind for kind in vars(knowledge).values() if dataclasses.is_dataclass(kind)],
    ids=lambda kind: str(getattr(kind, "__name__", kind)),
)
def test_knowledge_does_not_change_while_it_is_used(kind: type) -> None:
    assert kind.__dataclass_params__.frozen  # type: ignore[attr-defined]  # how dataclasses tell
