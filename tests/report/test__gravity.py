"""Which clauses are told first."""

from __future__ import annotations

from dataclasses import replace

from tests.report import samples
from tests.report.samples import CORE, DEPLOY, OTHER, REMOVE
from tests.support import knowledge

from camcensus.report._gravity import graver


def test_an_instruction_before_advice_before_a_consideration() -> None:
    one = samples.sample()
    (order,) = one.orders
    backwards = replace(one, orders=(replace(order, clauses=order.clauses[::-1]),))
    assert [clause.id for clause in graver(backwards)] == [DEPLOY, CORE, OTHER, REMOVE]
    assert len({clause.not_met_words for clause in graver(one)}) == 3


def test_of_several_orders_what_binds_comes_first_and_what_is_only_not_recorded_last_of_its_force() -> None:
    every = replace(samples.sample(), orders=tuple(knowledge().directives.values()))
    found = graver(every)
    binding = [clause.force in ("instructed", "required") for clause in found]
    assert binding == sorted(binding, reverse=True)
    for force in {clause.force for clause in found}:
        records = ["not recorded" in clause.not_met_words for clause in found if clause.force == force]
        assert records == sorted(records)
    assert found[-1].force == "market"
    assert len(found) == len(every.clauses)
