"""Was equipment of a company on the list procured since the clause applies?"""

from __future__ import annotations

from collections.abc import Mapping

from camcensus.model.facts import Facts
from camcensus.model.finding import Verdict
from camcensus.model.outcome import Outcome
from camcensus.reason.logic import Condition, broken_if_all


def check(facts: Facts, params: Mapping[str, str]) -> Verdict:
    """Not met if it was. Having been removed since does not undo the purchase.

    Parameters: ``money: federal`` asks of purchases with federal award funds alone, ``purchase: direct`` of those from
    the named company itself.
    """
    na, met = Outcome.NOT_APPLICABLE, Outcome.MET
    conditions = [
        Condition(holds=facts.surveillance, otherwise=na, reason="not-surveillance", settle="class"),
        Condition(holds=facts.maker_named, otherwise=met, reason="maker-not-named", settle="listed"),
        Condition(holds=facts.acquired_since, otherwise=na, reason="acquired-before", settle="acquired"),
        Condition(holds=facts.covered_purpose, otherwise=na, reason="purpose-not-covered", settle="purpose"),
    ]
    if params.get("money") == "federal":
        money = Condition(holds=facts.federal_money, otherwise=na, reason="not-federal-money", settle="money")
        conditions.append(money)
    if params.get("purchase") == "direct":
        direct = Condition(holds=facts.bought_direct, otherwise=na, reason="not-bought-direct", settle="seller")
        conditions.append(direct)
    return broken_if_all(conditions, "procured-since")
