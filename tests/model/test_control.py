"""An answer holds together without anything known."""

from __future__ import annotations

from datetime import date

from camcensus.model.control import Asked, Claimed, Hop


def test_an_answer_of_nothing() -> None:
    one = Asked(
        name="x", party=None, makers=(), brands=(), as_of=date(2026, 1, 1), known_on=None, entity="uncertain",
        basis="none", product="uncertain", reasons=("company-not-known",), sentences=("It is not known.",), chain=(),
    )  # fmt: skip
    assert (one.integrated, one.lists, one.sources) == ({}, (), ())


def test_a_hop_says_who_it_is_and_what_each_claim_says() -> None:
    claims = (
        Claimed(words="shares", percent_low=41, percent_high=41, source="s1", status="verified"),
        Claimed(words="actual controller", source="s2", status="secondary"),
        Claimed(words="votes", percent_low=30, percent_high=50, source="s3", status="partly"),
        Claimed(words="registration", source="s0", status="verified"),
    )
    hop = Hop(party="a", name="A", jurisdiction="CN", kind="soe", claims=claims)
    assert hop.said == (
        ("A (CN)", "s0"),
        ("41 %, verified", "s1"),
        ("actual controller, secondary", "s2"),
        ("30 to 50 %, partly", "s3"),
    )
    assert Hop(party="a", name="A", jurisdiction=None, kind="company").said == (("A (registration not known)", ""),)
