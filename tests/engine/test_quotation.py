"""Lines of text by what they are: with a price or a brand they count, and nothing that may be a product is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.engine.quotation import rows
from camcensus.model.gate import Written


def names(written: Written) -> bool:
    return "Axis" in written.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1  12 x Hikvision DS-2CD2143G2-I   95.00   1,140.00", ("Hikvision DS-2CD2143G2-I", "12")),
        ("2.  Axis P3245-LV  2  410.00", ("Axis P3245-LV", "2")),
        ("(3) Nonsuch NX-9000 dome  \u00a399.00", ("Nonsuch NX-9000 dome", "")),
        ("4 off Axis M1075-L", ("Axis M1075-L", "4")),
        ("Axis P3245-LV", ("Axis P3245-LV", "")),
        ("Nonsuch NX-9000  1 234,50 \u20ac", ("Nonsuch NX-9000", "")),
        ("Carriage  25.00", ("Carriage", "")),
    ],
)
def test_a_line_without_its_number_quantity_and_prices(text: str, expected: tuple[str, str]) -> None:
    ((written, quantity),), left = rows([text], names)
    assert (written.text, quantity, left) == (*expected, [])


@pytest.mark.parametrize("text", ["Terms: 30 days net", "Page 1 of 2", "25.00", "   "])
def test_what_names_nothing_and_bears_no_price_is_left_and_shown(text: str) -> None:
    assert rows([text], names) == ([], [text])


def test_a_line_that_is_too_long_is_marked() -> None:
    ((written, _),), _ = rows([f"Axis {'x' * 5_000}"], names)
    assert written.cut


@given(st.lists(st.text(max_size=200), max_size=5))
def test_every_line_is_kept_or_left(texts: list[str]) -> None:
    kept, left = rows(texts, names)
    assert len(kept) + len(left) == len(texts)
