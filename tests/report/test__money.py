"""Amounts: read exactly, shown as they were, never rounded."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.model.errors import UsageError
from camcensus.report import _money as money
from camcensus.report._money import Currency

GBP = Currency(code="GBP")
CODES = st.sampled_from(["GBP", "EUR", "JPY", "KWD", ""])


@pytest.mark.parametrize(
    ("written", "amount", "shown"),
    [
        ("4050", 405_000, "GBP 4,050"),
        ("4,050.5", 405_050, "GBP 4,050.50"),
        ("640,000.00", 64_000_000, "GBP 640,000"),
        ("0", 0, "GBP 0"),
        (" 0.01 ", 1, "GBP 0.01"),
    ],
)
def test_as_people_write_it(written: str, amount: int, shown: str) -> None:
    assert GBP.read("unit-cost", written) == amount
    assert GBP.show(amount) == shown


@pytest.mark.parametrize("written", ["", "-5", "1e6", "£5", "4,05", "4.055", "1.000,00", "NaN", "\u0664", "9" * 30])
def test_what_is_no_amount_is_refused_by_its_name(written: str) -> None:
    with pytest.raises(UsageError, match="--say unit-cost"):
        GBP.read("unit-cost", written)


@given(code=CODES, amount=st.integers(0, money.MOST))
def test_what_is_shown_is_what_was_read(code: str, amount: int) -> None:
    one = Currency(code=code)
    assert one.read("x", one.show(amount).removeprefix(code)) == amount


def test_currencies() -> None:
    assert money.currency("gbp") == GBP
    assert money.currency("").show(100) == "1"
    assert money.currency("JPY").show(1234) == "JPY 1,234"
    with pytest.raises(UsageError, match="three letters"):
        money.currency("pounds")
