"""The unknowns as work: every one that one reaches stands at its step, on some page, and none of others'."""

from __future__ import annotations

import re

import pytest
from tests.faces.web.console import PEOPLE, Console, words

from camcensus.faces.web.drawn import number_of
from camcensus.model.errors import UsageError
from camcensus.report.pages import queue


def unknown(one: Console, name: str) -> int:
    return one.desk.held.view(PEOPLE[name].reach).findings.filter(outcome="unknown").height


@pytest.mark.parametrize("name", ["Vera", "Sam"])
def test_every_unknown_finding_of_ones_own_is_on_some_page(
    shown: Console, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(queue, "MOST", 30)
    view = shown.desk.held.view(PEOPLE[name].reach)
    steps = queue.steps(view, queue.unknown(view))
    seen = 0
    for step in steps:
        path = f"/unknown?step={step.code}"
        while path:
            page = shown.look(name, path)
            rows = re.findall(r"<tr>\s*<th scope=\"row\">", page.text)
            seen += len(rows)
            onward = re.search(r'rel="next" href="([^"]+)"', page.text)
            path = onward[1].replace("&amp;", "&") if onward else ""
    assert seen == unknown(shown, name) > 0


def test_a_place_of_others_is_as_if_it_were_not_there(shown: Console) -> None:
    told = []
    for site in ("hall", "fenwick", "nowhere"):
        page = shown.look("Vera", f"/unknown?site={site}")
        told.append(page.text.replace(site, "x"))
        assert not re.findall(r"<tr>\s*<th scope=\"row\">", page.text)
    assert len(set(told)) == 1
    mine = shown.look("Vera", "/unknown?site=calder").text
    assert 'href="/devices/' in mine


@pytest.mark.parametrize("asked", ["?step=no-such", "?step=%3Cscript%3Ealert(1)%3C/script%3E", "?page=9999999"])
def test_what_is_not_there_shows_nothing(shown: Console, asked: str) -> None:
    page = shown.look("Vera", f"/unknown{asked}")
    assert "<script>alert" not in page.text
    assert not re.findall(r"<tr>\s*<th scope=\"row\">", page.text)


@pytest.mark.parametrize("page", ["0", "-1", "1.5", "x", "9" * 30, "\u0661", "", " 1", "0x1"])
def test_what_is_no_page_is_said(shown: Console, page: str) -> None:
    with pytest.raises(UsageError, match="that is no page"):
        number_of(page)
    assert "that is no page" in words(shown.look("Vera", "/unknown", 400, params={"page": page}))


def test_pages_are_numbered_from_one() -> None:
    assert (number_of("1"), number_of("0012")) == (1, 12)


def test_a_look_at_what_waits_at_a_sensitive_site_is_on_record(shown: Console) -> None:
    shown.look("Sam", "/unknown")
    (_, act), *_ = shown.gate.accounts.acts(most=1)
    assert (act.who, act.about) == ("Sam", "unknown: fenwick")
