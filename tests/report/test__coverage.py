"""How much of each site was found, in words and one small picture."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from lxml import html as parser

from camcensus.model.assessment import Assessment
from camcensus.model.coverage import SiteCoverage, Witness
from camcensus.model.material import Material
from camcensus.report import _coverage, csv, html, text

HQ = SiteCoverage(
    site="hq",
    found=40,
    combinations=((("network scan", "register"), 20), (("register",), 10), (("network scan",), 10)),
    witnesses=(
        Witness(name="network scan", devices=30, last=date(2026, 11, 10), age=13),
        Witness(name="register", devices=30, last=date(2026, 1, 1), age=326, stale=True),
    ),
    total=45,
    low=41,
    high=50,
    depend=(("network scan", "walk-round"),),
    within=("other files",),
    gaps={"subnet-not-looked-at": 2, "site-not-looked-at": 1},
)
DEPOT = SiteCoverage(site="depot", found=3, why="estimate-one-source", combinations=((("register",), 3),))


@pytest.fixture(scope="module")
def covered(assessment: Assessment) -> Assessment:
    return replace(assessment, coverage=(DEPOT, HQ))


def test_an_estimate_comes_with_its_interval_and_what_it_takes_for_granted(covered: Assessment) -> None:
    said = _coverage.estimated(covered, HQ)
    assert said == "about 45 in all (95 %: 41 to 50); taken to depend on each other: network scan with walk-round"


def test_where_there_is_none_it_says_why(covered: Assessment) -> None:
    assert _coverage.estimated(covered, DEPOT).startswith("Cannot be estimated: only one way of looking")


def test_what_it_leaves_out_is_named(covered: Assessment) -> None:
    assert _coverage.missing(HQ) == [
        "2 ranges of addresses not looked at",
        "nobody has looked at the site",
        "register is 326 days old",
        "other files is left out: another knows all that it knows",
    ]


def test_sites_with_an_estimate_stand_first(covered: Assessment) -> None:
    first, second = _coverage.lines(covered)
    assert (first.name, second.name) == ("Headquarters", "Depot")
    assert first.known[0] == "20 by network scan and register only"
    assert first.scale == _coverage.Scale(found=80.0, low=82.0, high=100.0, total=90.0)
    assert second.scale is None


def test_the_page_draws_the_interval(covered: Assessment) -> None:
    page: Any = parser.document_fromstring(html.render(Material(assessment=covered)).decode())
    (table,) = page.xpath("//table[@class='coverage']")
    (picture,) = table.xpath(".//*[local-name() = 'svg']")
    assert [line.get("x1") for line in picture.iter("line")] == ["82.0%", "82.0%", "100.0%", "90.0%"]
    assert "no estimate" in table.text_content()


def test_every_form_says_it(covered: Assessment) -> None:
    assert (
        "     40  Headquarters: about 45 in all (95 %: 41 to 50)" in text.render(Material(assessment=covered)).decode()
    )
    assert ",40,45,41,50," in csv.render(Material(assessment=covered)).decode()


def test_no_list_is_endless(covered: Assessment) -> None:
    many = tuple(replace(DEPOT, site=f"s{n}") for n in range(50))
    page = html.render(Material(assessment=replace(covered, coverage=many))).decode()
    assert "of 50; the CSV and JSON Lines forms have all" in page
    assert (
        "and 38 more sites: see the report"
        in text.render(Material(assessment=replace(covered, coverage=many))).decode()
    )
