"""Findings and what excuses them are values that do not change; an excuse names a person and an end."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest

from camcensus.model.finding import Approval, Consideration, Determination, Finding, Verdict, Waiver
from camcensus.model.outcome import Outcome

DAY = date(2026, 1, 1)
VALUES = (
    Verdict(outcome=Outcome.MET, reason="r"),
    Finding(subject="device:1", clause="c@1", outcome=Outcome.UNKNOWN, reason="r"),
    Determination(maker="m", subject=True, person="A", signed=DAY, reason="r"),
    Waiver(id="w", clauses=("c@1",), reason="r", person="A", signed=DAY, until=DAY),
    Approval(role="r", person="A", signed=DAY),
    Consideration(id="k", clauses=("c@1",), options=("a",), decision="a", person="A", decided=DAY, review=DAY),
)


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_what_was_found_or_decided_does_not_change(value: object) -> None:
    name = dataclasses.fields(value)[0].name  # type: ignore[arg-type]  # each is a dataclass
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(value, name, "other")


@pytest.mark.parametrize("kind", [Determination, Waiver, Approval, Consideration])
def test_no_decision_stands_without_a_person_and_a_day(kind: type) -> None:
    required = {field.name for field in dataclasses.fields(kind) if field.default is dataclasses.MISSING}
    assert "person" in required
    assert required & {"signed", "decided"}


def test_a_waiver_always_ends_and_a_consideration_is_always_looked_at_again() -> None:
    ends = {field.name: field.default for field in (*dataclasses.fields(Waiver), *dataclasses.fields(Consideration))}
    assert ends["until"] is ends["review"] is dataclasses.MISSING


def test_a_finding_is_neither_provisional_nor_excused_unless_said() -> None:
    finding = VALUES[1]
    assert isinstance(finding, Finding)
    assert (finding.provisional, finding.waiver, finding.expired_waiver, finding.settles) == (False, None, None, ())
