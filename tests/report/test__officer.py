"""The officer's page."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest
from tests.report.samples import OTHER, REMOVE, estate, judge, observed

from camcensus.model.assessment import Assessment
from camcensus.report import _officer as officer


@pytest.fixture(scope="module")
def page(assessment: Assessment) -> officer.Officer:
    return officer.page(assessment)


def test_it_names_who_answers_and_what_stands(page: officer.Officer) -> None:
    assert page.organisation == "Department of Examples"
    assert (page.answer, page.because) == ("Not compliant", "2 findings are not met, and 16 are unknown.")


def test_every_clause_has_its_counts_and_its_bar(page: officer.Officer, assessment: Assessment) -> None:
    assert [line.clause.id for line in page.clauses] == [clause.id for _, clause in assessment.clauses]
    for line in page.clauses:
        drawn = sum(part.count for part in line.bar.parts)
        assert drawn == assessment.findings.filter(pl.col("clause") == line.clause.id).height
    assert page.clauses[1].bar.parts[0].kind == "waived"


def test_where_not_is_told_by_name(page: officer.Officer) -> None:
    (place,) = page.places
    assert (place.called, place.where, place.count, place.provisional) == (
        "breach of instruction",
        "Headquarters",
        2,
        1,
    )
    assert {name for _, name in place.devices} == {"CAM-1", "CAM-2"}
    assert (place.left, place.ended) == (0, 1)


def test_alike_words_of_two_clauses_are_told_apart(assessment: Assessment) -> None:
    every = assessment.findings.filter(pl.col("clause").is_in([REMOVE, OTHER])).with_columns(
        outcome=pl.lit("not-met"), waiver=pl.lit(None, dtype=pl.String), provisional=pl.lit(value=False)
    )
    called = [place.called for place in officer.page(replace(assessment, findings=every)).places]
    assert any(one.startswith("consideration not recorded (consider removal") for one in called)


def test_every_site_stands_there_the_gravest_first(page: officer.Officer) -> None:
    assert page.sites[0].name == "Headquarters"
    assert {line.name for line in page.sites} == {"Headquarters", "Depot", "Shed"}
    hq = page.sites[0]
    assert (hq.sensitive, hq.devices) == ("yes", 5)
    assert [cell.kind if cell else None for cell in hq.cells] == ["not-met", "unknown", "met", "not-applicable"]


def test_a_device_at_no_known_site_has_a_line_of_its_own() -> None:
    known = estate()
    made = judge(observed(), of=replace(known, sites=known.sites[:1], zones=known.zones[:2]))
    names = [line.name for line in officer.page(made).sites]
    assert len(names) == 2
    assert "Headquarters" in names


def test_what_nobody_looked_at_is_counted(page: officer.Officer) -> None:
    assert page.looked.judged == 6
    assert page.looked.others == 1
    assert page.looked.unseen == ("2 sites", "2 ranges of addresses", "the cameras behind 1 recorder")
    assert page.looked.unexpected == 1


def test_makers_with_what_turns_on_them(page: officer.Officer) -> None:
    lines = {line.name: line for line in page.makers}
    assert lines["maker not known"].devices == 1
    dahua = next(line for name, line in lines.items() if "Dahua" in name)
    assert dahua.standing == "yes (proposed)"
    assert dahua.turning.provisional > 0
    assert sum(line.devices for line in page.makers) == page.looked.judged


def test_an_empty_log_has_an_empty_page(nothing: Assessment) -> None:
    page = officer.page(nothing)
    assert page.answer == "Not judged"
    assert not any((page.clauses, page.places, page.makers, page.steps))
    assert page.looked.judged == 0
