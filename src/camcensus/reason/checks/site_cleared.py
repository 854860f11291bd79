"""Is this sensitive site free of equipment of companies subject to the law?"""

from __future__ import annotations

from collections.abc import Mapping

from camcensus.model.facts import Facts
from camcensus.model.finding import Verdict
from camcensus.model.outcome import Outcome
from camcensus.reason.logic import Condition, broken_if_all


def check(facts: Facts, params: Mapping[str, str]) -> Verdict:  # noqa: ARG001  # every check takes its parameters
    """Asked of a site. Not met if it is a sensitive site and such equipment is there."""
    na, met = Outcome.NOT_APPLICABLE, Outcome.MET
    return broken_if_all(
        (
            Condition(holds=facts.sensitive, otherwise=na, reason="site-not-sensitive", settle="sensitivity"),
            Condition(holds=facts.maker_subject, otherwise=met, reason="site-clear", settle="equipment"),
        ),
        "site-not-clear",
    )
