"""An answer holds together without anything known."""

from __future__ import annotations

from datetime import date

from camcensus.model.control import Asked


def test_an_answer_of_nothing() -> None:
    one = Asked(
        name="x", party=None, makers=(), brands=(), as_of=date(2026, 1, 1), known_on=None, entity="uncertain",
        basis="none", product="uncertain", reasons=("company-not-known",), sentences=("It is not known.",), chain=(),
    )  # fmt: skip
    assert (one.integrated, one.lists, one.sources) == ({}, (), ())
