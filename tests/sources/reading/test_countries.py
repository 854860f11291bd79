"""Countries by whole cells: a part of a cell never names one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support import knowledge

from camcensus.sources.reading.countries import Countries

COUNTRIES = Countries(knowledge().vocabulary)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("China", "CN"),
        ("People's Republic Of China", "CN"),
        ("P.R. CHINA", "CN"),
        ("Chinese", "CN"),
        ("Taiwan, Province of China", "TW"),
        ("Taiwan (Republic of China)", "TW"),
        ("Hong Kong", "HK"),
        ("Hong Kong, China", "HK"),
        ("China, Macao SAR", "MO"),
        ("England & Wales", "GB"),
        ("United Kingdom (England)", "GB"),
        ("Delaware", "US"),
        ("Türkiye", "TR"),
        ("cn", "CN"),
        ("China Road, London", ""),
        ("South China", ""),
        ("Atlantis", ""),
        ("", ""),
        ("x" * 10_000, ""),
    ],
)
def test_names_and_citizens(written: str, code: str) -> None:
    assert COUNTRIES.find(written) == code


@pytest.mark.parametrize(
    ("written", "code"),
    [("US-DE", "US"), ("CN", "CN"), ("CN-HK", "HK"), ("CN-TW", "TW"), ("CN-MO", "MO"), ("CN-31", "CN"), ("XX", ""),
     ("China", "")],
)  # fmt: skip
def test_codes_of_countries_and_their_parts(written: str, code: str) -> None:
    assert COUNTRIES.code(written) == code


def test_a_cell_may_name_several() -> None:
    assert COUNTRIES.every("British, Chinese") == ["GB", "CN"]
    assert COUNTRIES.every("Hong Kong, China") == ["HK"]
    assert COUNTRIES.every("British/Martian") == ["GB"]


def test_every_code_is_named_and_no_name_is_of_two() -> None:
    named = knowledge().vocabulary.values["country"]
    assert len(named) == 249
    assert all(COUNTRIES.find(way) == code for code, ways in named.items() for way in ways)


@given(st.text())
def test_any_text_can_be_asked_about(written: str) -> None:
    assert COUNTRIES.find(written) in {"", *knowledge().vocabulary.values["country"]}
    assert COUNTRIES.code(written) in {"", *knowledge().vocabulary.values["country"]}
