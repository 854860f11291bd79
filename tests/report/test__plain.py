"""Text made fit to show."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup
from tests.report.samples import HOSTILE

from camcensus.report import _plain as plain


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("", ""),
        ("a\r\n\t b", "a b"),
        ("nul\x00esc\x1b[31m", "nul\ufffdesc\ufffd[31m"),
        ("\u202egpj.exe\u2066", "\ufffdgpj.exe\ufffd"),
        ("zero\u200bwidth", "zero\ufffdwidth"),
        ("e\u0301\u0302\u0303\u0304\u0305x", "e\u0301\u0302\ufffdx"),
        ("\ud800", "\ufffd"),
        ("\u4e2d\u6587", "\u4e2d\u6587"),
    ],
)
def test_what_does_not_print_is_shown_as_such(text: str, shown: str) -> None:
    assert plain.plain(text) == shown


def test_what_is_long_is_cut_and_says_so() -> None:
    assert plain.plain("x" * 10_000, 5) == "xxxxx …"
    assert plain.plain("xxxxx", 5) == "xxxxx"


@given(st.text(max_size=400))
def test_every_text_becomes_one_printable_line(text: str) -> None:
    shown = plain.plain(text, 100)
    assert shown.isprintable()
    assert len(shown) <= 102
    assert not any(unicodedata.category(c) in ("Cc", "Cf", "Cs") for c in shown)
    assert plain.plain(shown) == shown
    shown.encode()


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_hostile_is_too_much(text: str) -> None:
    assert plain.plain(text).isprintable()


def test_only_an_address_of_the_web_is_a_link() -> None:
    assert plain.address_of("https://example.org/a?b=c") == "https://example.org/a?b=c"
    for other in ("javascript:alert(1)", "data:text/html,x", "", "book, p. 3", "https://a b", "https://a\u202eb"):
        assert plain.address_of(other) == ""


def test_markup_and_numbers_are_printed_as_they_are() -> None:
    markup = Markup("<b>\n</b>")
    assert plain.printed(markup) is markup
    assert plain.printed(7) == 7
    assert plain.printed("a\nb") == "a b"
