"""Pages as answers: to each what they may see, to a script only its part, and a download under a harmless name."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.faces.web.console import PEOPLE, Console

from camcensus.faces.web import drawn
from camcensus.model.access import Right
from camcensus.model.errors import AccessRefused


def test_who_may_not_is_told_what_they_are() -> None:
    drawn.need(PEOPLE["Olga"], Right.DECIDE)
    with pytest.raises(AccessRefused, match="as viewer you may not"):
        drawn.need(PEOPLE["Vera"], Right.DECIDE)


def test_a_page_may_use_our_own_files_alone(shown: Console) -> None:
    answer = shown.look("Vera", "/changes")
    policy = answer.headers["content-security-policy"]
    assert policy == drawn.HEADERS["Content-Security-Policy"]
    sources = {word for part in policy.split(";") for word in part.split()[1:]}
    assert sources == {"'self'", "'none'", "data:"}
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    key = re.search(r'/files/([0-9a-f]{16})/console\.css"', answer.text)
    assert key is not None


def test_a_fault_of_a_field_is_linked_to_it_and_a_place_is_not_told(shown: Console) -> None:
    answer = shown.send("Vera", "/changes", 400, since="never")
    assert '<a href="#since">that is no day</a>' in answer.text
    assert 'id="since"' in answer.text
    assert "<title>Error: Changes" in answer.text


def test_reads_of_sensitive_sites_are_noted_once_each_and_of_no_site_nothing(shown: Console) -> None:
    before = len(shown.gate.accounts.acts(most=1_000_000))
    drawn.note(shown.gate, PEOPLE["Vera"], "devices", [])
    drawn.note(shown.gate, PEOPLE["Vera"], "devices", ["b", "a", "b"])
    drawn.note(shown.gate, PEOPLE["Vera"], "devices", [f"site-{number}" for number in range(1_000)])
    acts = [act for _, act in shown.gate.accounts.acts(most=1_000_000)][: -before or None]
    assert [act.about for act in acts][1:] == ["devices: a, b"]
    assert len(acts[0].about) == 1_000


@given(name=st.text(max_size=100))
def test_a_download_has_a_name_that_leads_nowhere_and_breaks_no_header(name: str) -> None:
    answer = drawn.download(b"x", name, "text/html; charset=utf-8")
    told = answer.headers["Content-Disposition"]
    found = re.fullmatch(r'attachment; filename="([A-Za-z0-9_.-]*)"', told)
    assert found is not None
    assert len(found[1]) == len(name)


@given(asked=st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), st.one_of(st.none(), st.text(
    st.characters(exclude_categories=["Cs"])), st.booleans(), st.integers(1))))  # fmt: skip
def test_an_address_says_what_is_asked_and_nothing_else(asked: dict[str, object]) -> None:
    parts = urlsplit(drawn.address("/devices", **{"x" + name: value for name, value in asked.items()}))
    assert (parts.path, parts.fragment, parts.netloc) == ("/devices", "", "")
    told = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
    assert told == [("x" + name, str(value)) for name, value in asked.items() if value not in ("", None, False)]
