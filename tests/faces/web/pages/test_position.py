"""The position is that of the part one reaches, said in the words of the report; a site is its own estate."""

from __future__ import annotations

import re

import pytest
from tests.faces.web.console import PEOPLE, Console, words

from camcensus.report import _officer as officer


@pytest.mark.parametrize("name", ["Olga", "Dora", "Vera", "Cora", "Nell"])
def test_it_says_what_the_findings_of_ones_part_come_to(shown: Console, name: str) -> None:
    view = shown.desk.held.view(PEOPLE[name].reach)
    expected = officer.page(view)
    told = words(shown.look(name, "/"))
    assert expected.answer in told
    assert "Are we compliant?" in told
    for line in expected.clauses:
        assert line.clause.title in told
    for site in shown.desk.held.assessment.estate.sites:
        reached = view.estate.site(site.id) is not None
        assert (site.name in words(shown.look(name, "/sites"))) == reached, site.id
        assert (f'href="/sites/{site.id}"' in shown.look(name, "/sites").text) == reached


def test_nothing_is_never_shown_as_compliant(shown: Console) -> None:
    told = words(shown.look("Nell", "/"))
    assert officer.page(shown.desk.held.view(PEOPLE["Nell"].reach)).colour != "met"
    assert "Yes" not in told.partition("Are we compliant?")[2][:40]


def test_each_number_of_a_clause_is_that_of_its_findings(shown: Console) -> None:
    view = shown.desk.held.view(PEOPLE["Vera"].reach)
    table = shown.look("Vera", "/").text.partition('id="clauses-caption"')[2].partition("</table>")[0]
    rows = re.findall(r'href="/orders#([^"]+)">(.*?)</tr>', table, re.DOTALL)
    for clause, row in rows:
        numbers = [int(one.replace(",", "")) for one in re.findall(r'<td class="n">(?:<b>)?([\d,]+)', row)]
        counts = view.counts([clause])
        assert numbers == [
            counts.not_met, counts.waived, counts.unknown, counts.met, counts.not_applicable, counts.provisional,
        ]  # fmt: skip
    assert len(rows) >= 3


def test_a_site_is_shown_to_whoever_reaches_it_and_to_others_is_none(shown: Console) -> None:
    page = words(shown.look("Vera", "/sites/calder"))
    assert "calder-cameras" in page
    assert "fenwick-cameras" not in page
    nowhere = shown.look("Vera", "/sites/nowhere", 404).text
    for site in ("fenwick", "hall", "CALDER", "calder%20", "%3Cb%3E"):
        assert shown.look("Vera", f"/sites/{site}", 404).text == nowhere
    assert "/walk-rounds" in shown.look("Sam", "/sites/fenwick").text
    assert "/walk-rounds" not in shown.look("Vera", "/sites/calder").text.partition("<main")[2]


def test_a_look_at_a_sensitive_site_is_on_record(shown: Console) -> None:
    sensitive = {site.id for site in shown.desk.held.assessment.estate.sites if site.sensitive.answer.value == "yes"}
    assert "fenwick" in sensitive
    for name, path, sites in (
        ("Sam", "/sites/fenwick", ["fenwick"]), ("Sam", "/", ["fenwick"]),
        ("Olga", "/sites", sorted(sensitive)), ("Cora", "/sites/hall", ["hall"]),
    ):  # fmt: skip
        shown.look(name, path)
        (_, act), *_ = shown.gate.accounts.acts(most=1)
        assert (act.who, act.what, act.about) == (
            name, "read of sensitive sites", f"{path}: {', '.join(sites)}",
        )  # fmt: skip
    shown.look("Nell", "/")
    (_, act), *_ = shown.gate.accounts.acts(most=1)
    assert not (act.who == "Nell" and act.what.startswith("read"))


def test_who_sees_no_register_is_led_to_what_they_may_see(shown: Console) -> None:
    assert shown.look("Ada", "/").url.path == "/people"
    shown.look("Ada", "/sites", 403)
