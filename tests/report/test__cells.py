"""Cells: whatever a device says, nothing begins a formula, and a column is treated as each of its cells."""

from __future__ import annotations

import sys
import unicodedata

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.report.cells import SIGNS, begins_a_formula
from tests.report.samples import HOSTILE

from camcensus.report import _cells as cells
from camcensus.report._plain import plain

BEGINNINGS = (
    "",
    " ",
    "\t",
    "\r",
    "\n",
    "\ufeff",
    "\u200b",
    '"',
    "'",
    "''",
    '"" ',
    "\u3000",
    "a; ",
    "a;\t'",
    "x ; \ufeff",
)
RISKY = st.builds(
    "".join,
    st.tuples(st.sampled_from(BEGINNINGS), st.sampled_from([*SIGNS, "\uff1d", "\uff20", "\ufe62", "1"]), st.text()),
)
TEXTS = st.one_of(st.text(), RISKY)


@given(TEXTS)
def test_no_cell_begins_a_formula_however_it_is_trimmed_or_split(text: str) -> None:
    made = cells.safe(text)
    assert not any(begins_a_formula(part) for part in (made, *made.split(";")))
    assert made.isprintable()
    assert made == made.strip(" ")


@given(st.lists(st.one_of(st.none(), TEXTS, st.sampled_from(HOSTILE))), st.sampled_from([5, 300]))
def test_a_column_is_each_of_its_cells(texts: list[str | None], most: int) -> None:
    made = cells.column(pl.Series(texts, dtype=pl.String), most)
    assert made.to_list() == [None if text is None else cells.safe(text, most) or None for text in texts]


@given(st.lists(st.one_of(st.none(), st.text(), st.sampled_from(HOSTILE))), st.sampled_from([5, 300]))
def test_a_column_that_is_shown_is_plain_and_may_begin_as_it_likes(texts: list[str | None], most: int) -> None:
    made = cells.shown(pl.Series(texts, dtype=pl.String), most)
    assert made.to_list() == [None if text is None else plain(text, most).strip(" ") or None for text in texts]
    assert cells.shown(pl.Series(["=1", "a; -b"])).to_list() == ["=1", "a; -b"]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\u2212", "\uff1d"])
def test_a_sign_stays_readable(sign: str) -> None:
    assert cells.safe(f"{sign}1") == f"'{sign}1"
    assert cells.safe(f"a;{sign}1; b") == f"a;'{sign}1; b"


def test_what_is_harmless_stays_as_it_is() -> None:
    for text in ("DS-2CD2143G2-I", "10.0.1.2; 10.0.1.3", "(no name)", "\u4e2d\u6587", "a=b", "caf\u00e9"):
        assert cells.safe(text) == text


def test_truth_and_nothing_are_words() -> None:
    assert [cells.safe(value) for value in (True, False, None, 0, "a")] == ["yes", "no", "", "0", "a"]


def test_a_long_text_is_cut() -> None:
    assert len(cells.safe("x" * 100_000)) < 32_767


def test_every_sign_that_unicode_holds_to_be_one_is_known() -> None:
    every = {
        sign for sign in map(chr, range(sys.maxunicode + 1)) if (unicodedata.normalize("NFKC", sign) or " ")[0] in SIGNS
    }
    assert set(cells._SIGNS.replace("\\", "")) == every
