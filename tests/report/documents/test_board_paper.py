"""The board paper of the small estate: what each option changes, what it costs as far as the owner says."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.report import samples
from tests.report.documents.materials import material, tables, text
from tests.report.samples import bare, golden

from camcensus.engine import publish
from camcensus.model.errors import UsageError
from camcensus.model.material import Material
from camcensus.report._blocks import Chart, Document
from camcensus.report.documents import board_paper

WORDS = {
    "currency": "GBP", "vat": "out", "unit-cost": "1250", "site-visit-cost": "4200", "isolation-cost": "900",
    "years": "2", "recommendation": "Replace at headquarters at once.", "decision": "Approve the sum.",
}  # fmt: skip


def with_words(**words: str) -> Material:
    said = {name.replace("_", "-"): value for name, value in words.items()}
    return replace(material("board-paper"), words=said)


def made(**words: str) -> Document:
    return board_paper.compose(with_words(**words))


def test_the_golden_page() -> None:
    words = replace(material("board-paper"), words=WORDS)
    golden("board-paper.html", bare(publish.publish(words, "board-paper").decode()))


def test_what_each_option_changes_stands_beside_today() -> None:
    table = tables(made())["Findings that are left, by clause"]
    assert table.head[1:] == (
        "do nothing: not met", "do nothing: unknown", "cut off: not met", "cut off: unknown", "replace: not met",
        "replace: unknown",
    )  # fmt: skip
    assert table.rows[0][1:4] == ("2", "6", "2")
    assert table.rows[0][5] == "0"


def test_without_figures_it_says_which_are_missing_and_reckons_nothing() -> None:
    bare = made()
    said = text(bare, "costs")
    assert said.startswith("The owner has given no figure, so no cost is given here.")
    for name in ("unit-cost", "site-visit-cost", "yearly-cost", "isolation-cost"):
        assert f"(--say {name}=AMOUNT)" in said
    assert "nothing in this paper is reckoned from them" in said
    published = tables(bare)["Other bodies' published figures"]
    assert all(row[3].startswith("http") for row in published.rows)
    assert "Cost of each option" not in " ".join(tables(bare))
    assert text(bare, "years").startswith("No plan by year")
    assert text(bare, "recommendation") == "None written yet."


def test_costs_are_the_owner_s_figures_times_what_is_done() -> None:
    given = tables(made(**{name.replace("-", "_"): value for name, value in WORDS.items()}))
    rows = {row[0]: row[1:] for row in given["Cost of each option, without what is missing"].rows}
    # Three devices at headquarters and one at the depot, two visits.
    assert rows["replace, all years"] == ("GBP 13,400", "GBP 0", "GBP 13,400")
    assert rows["do nothing"] == ("GBP 0", "GBP 0", "GBP 0")
    by_year = given["Replacing, by financial year"].rows
    assert [(row[0], row[1], row[2], row[3]) for row in by_year] == [
        ("2026/27", "1", "3", "GBP 7,950"), ("2027/28", "1", "1", "GBP 5,450"),
    ]  # fmt: skip
    assert [row[1] for row in given["Which sites in which year"].rows] == ["Headquarters 3", "Depot 1"]


def test_years_without_figures_are_a_plan_whose_cost_is_not_known() -> None:
    rows = tables(made(years="1"))["Replacing, by financial year"].rows
    assert rows[0][3:5] == ("not known", "not known")


def test_there_are_bars_by_year() -> None:
    charts = [block for part in made(years="2").parts for block in part.blocks if isinstance(block, Chart)]
    by_year = next(chart for chart in charts if "each year" in chart.caption)
    assert [bar.title for bar in by_year.bars] == ["today", "end of 2026/27", "end of 2027/28"]


def test_what_the_owner_writes_stands_first_and_what_waits_for_whom_behind_it() -> None:
    said = text(made(recommendation="Do it.", decision="Approve."), "decisions").splitlines()
    assert said[:2] == ["Approve.", "Choose one of the options, or some of each, and the years."]
    assert any("Dahua" in line for line in said)


def test_a_figure_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(UsageError, match="--say unit-cost"):
        made(unit_cost="cheap")
    with pytest.raises(UsageError, match="--say years"):
        made(years="soon")


def test_an_estate_that_is_not_judged_asks_for_nothing() -> None:
    paper = board_paper.compose(material("board-paper", samples.nothing()))
    assert paper.answer.startswith("No order is chosen in the profile")


def test_options_that_were_not_worked_out_are_not_made_up() -> None:
    bare = board_paper.compose(replace(material("board-paper"), options=()))
    assert "Findings that are left, by clause" not in tables(bare)
