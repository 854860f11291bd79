"""Names and numbers in the form in which they are compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.wire.company_names import fold, number


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Lantern Example Holdings, Ltd.", "lantern example holdings"),
        ("LÄNTERN Example A/S", "lantern example"),
        ("Lantern (Canada) Ltd", "lantern canada"),
        ("Ltd", "ltd"),
        ("", ""),
    ],
)
def test_a_name_without_case_accents_and_form(name: str, folded: str) -> None:
    assert fold(name) == folded


@given(st.text())
def test_a_folded_name_is_its_own(name: str) -> None:
    assert fold(fold(name)) == fold(name)


@pytest.mark.parametrize(
    ("register", "written", "found"),
    [
        ("lei", "5493 00ab", "LEI/549300AB"),
        ("GB-COH", "9990001", "GB-COH/09990001"),
        ("GB-COH", "SC123456", "GB-COH/SC123456"),
        ("BODS", "a-b_C/1", "BODS/a-b_C/1"),
    ],
)
def test_numbers_without_what_stands_between(register: str, written: str, found: str) -> None:
    assert number(register, written) == found
