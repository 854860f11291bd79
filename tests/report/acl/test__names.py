"""Names and remarks: the same text gives the same, and nothing in them can end a line, a quote or a block."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tests.contained import containment

from camcensus.report.acl import _names as names


def test_a_plain_name_stays() -> None:
    assert names.slug("CHG0001") == "CHG0001"
    assert names.slug("CHG-0001").startswith("CHG_0001_")


def test_names_that_lost_something_stay_apart() -> None:
    assert len({names.slug(text) for text in ("a b", "a-b", "a_b", "a.b", "\u00e4 b")}) == 5


@given(st.text(), st.integers(6, 40))
def test_a_name_is_one_word_of_a_length(text: str, most: int) -> None:
    found = names.slug(text, most)
    assert 0 < len(found) <= most
    assert found.replace("_", "a").isalnum()
    assert found.isascii()
    assert names.slug(text, most) == found


@given(st.text())
def test_a_remark_stands_on_its_line_and_says_when_it_ends(text: str) -> None:
    found = names.remark(containment(), text)
    assert len(found) <= 90
    assert found.endswith("(CHG-7, ends 2027-11-23)")
    assert found.isascii()
    assert found.isprintable()
    assert not set("\"'\\?`$;{}<>|!#") & set(found)


def test_the_heading_says_what_it_is_for_how_long_and_what_retires_it() -> None:
    lines = names.heading(containment())
    assert lines[0].startswith("Containment CHG-7 of 2 addresses")
    assert lines[1] == "Ends 2027-11-23, retired by: Project Heron"
    assert names.stem(containment()).startswith("cc_CHG_7_")
