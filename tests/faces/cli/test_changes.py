"""Findings that are another, in words."""

from __future__ import annotations

import pytest
from tests.report.samples import sample

from camcensus.engine.compare import Change
from camcensus.faces.cli import changes

SAYS = {"outcome": "met", "reason": "x", "waiver": None, "provisional": False}


def change(number: int) -> Change:
    before = SAYS | {"outcome": "not-met", "waiver": "w-1", "provisional": True}
    return Change(
        subject=f"device:{number}", label=f"CAM-{number}", clause="C.1", before=before, after=SAYS, why=("y",)
    )


def test_each_says_what_it_was_what_it_is_and_why() -> None:
    said = list(changes.lines([change(1)], sample()))
    assert said == [
        "C.1 : 1 finding is another",
        "  CAM-1: not-met, waived, provisional (x) -> met (x)",
        "    because y",
    ]
    assert changes.as_dict(change(1)) == {
        "subject": "device:1", "label": "CAM-1", "clause": "C.1", "before": change(1).before, "after": SAYS,
        "why": ["y"],
    }  # fmt: skip


def test_of_many_some_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "_MOST", 2)
    said = list(changes.lines([change(number) for number in range(1_001)], sample()))
    assert said[0] == "C.1 : 1,001 findings are another"
    assert said[-1] == "  and 999 more (--json shows them all)"
    assert len(said) == 6
