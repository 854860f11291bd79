"""What templates of pages share: whatever a device said is escaped, cut, and turns nothing around it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError
from markupsafe import escape
from tests.report.samples import HOSTILE

from camcensus.report.pages import drawing

TURNS = [chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F)]


def render(template: str, **values: object) -> str:
    return drawing.environment().from_string(template).render(**values)


@given(text=st.one_of(st.text(), st.sampled_from(HOSTILE)))
def test_what_was_said_stays_words(text: str) -> None:
    shown = render("{{ text|said(80) }}", text=text)
    assert shown.startswith("<bdi>")
    assert shown.endswith("</bdi>")
    inside = shown.removeprefix("<bdi>").removesuffix("</bdi>")
    assert "<" not in inside
    assert '"' not in inside
    assert not [turn for turn in TURNS if turn in inside]
    assert "\n" not in inside
    assert len(inside) < 80 * 6


@pytest.mark.parametrize("text", HOSTILE)
def test_without_a_filter_it_is_escaped_all_the_same(text: str) -> None:
    shown = render('<p title="{{ text }}">{{ text }}</p>', text=text)
    assert shown.count("<") == 2
    assert shown.count('"') == 2
    assert len(shown) < 30_000


@given(text=st.text(st.characters(exclude_categories=["Cs"])))
def test_what_somebody_typed_comes_back_letter_by_letter(text: str) -> None:
    assert render("{{ text|kept }}", text=text) == str(escape(text))


def test_a_name_that_is_missing_is_a_fault() -> None:
    with pytest.raises(UndefinedError):
        render("{{ nothing }}")


def test_moments_are_said_in_universal_time() -> None:
    assert drawing.moment(1_794_300_000_000_000) == "10 November 2026, 08:40:00 UTC"
    assert drawing.moment(0) == "1 January 1970, 00:00:00 UTC"


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "https://x y", "//x", "https://a\n", ""]
)
def test_only_addresses_of_the_web_become_links(address: str) -> None:
    assert render("{{ address|link }}", address=address) == ""
    assert render("{{ address|link }}", address="https://www.gov.uk/x") == "https://www.gov.uk/x"


def test_the_templates_of_another_package_come_first() -> None:
    console = drawing.environment("camcensus.faces.web")
    assert console is drawing.environment("camcensus.faces.web")
    assert console.get_template("layout.html.j2")
    assert console.get_template("macros.html.j2")
    assert "layout.html.j2" not in drawing.environment().list_templates()
