"""The breach list of the small estate, as it is handed over."""

from __future__ import annotations

from dataclasses import replace

from tests.report import samples
from tests.report.documents.materials import material, tables
from tests.report.samples import bare, golden
from tests.support import knowledge, log

from camcensus.engine import publish
from camcensus.model.assessment import Assessment
from camcensus.model.profile import Profile
from camcensus.report._blocks import Document, Para, Table
from camcensus.report.documents import breach_list


def of(one: Assessment) -> Document:
    return breach_list.compose(material("breach-list", one))


def test_the_golden_page() -> None:
    golden("breach-list.html", bare(publish.publish(material("breach-list"), "breach-list").decode()))


def test_three_forces_bear_three_words_the_gravest_first() -> None:
    counted = tables(of(samples.sample()))["Findings not met, by clause, the graver forces first"]
    assert list(dict.fromkeys(row[1] for row in counted.rows)) == [
        "breach of instruction", "contrary to advice", "consideration not recorded",
    ]  # fmt: skip
    assert counted.rows[0][2:] == ("2", "1", "0", "1", "6")
    assert counted.rows[1][2:] == ("0", "0", "1", "0", "6")


def test_the_answer_counts_what_is_not_met_excused_and_unknown() -> None:
    assert of(samples.sample()).answer == (
        "3 findings are not met: 2 breach of instruction, 1 contrary to advice."
        " Of these 1 is excused by a waiver in force. 16 are unknown."
    )
    assert of(samples.nothing()).answer == "No order is chosen in the profile, so nothing is judged."


def test_an_estate_of_which_nothing_is_known_is_never_clean() -> None:
    nothing = samples.judge(log([]), by=Profile(orders=(samples.sample().orders[0].id,)))
    made = of(nothing)
    assert made.answer.startswith("No finding is not met. ")
    assert made.answer.endswith(" are unknown.")
    assert not [part for part in made.parts if part.id.startswith("limb-")]
    (part,) = [part for part in made.parts if part.id == "unknown"]
    assert len(part.blocks) > 2


def test_every_step_that_a_line_names_is_told() -> None:
    found = tables(of(samples.sample()))
    steps = {row[0].removeprefix("step ") for row in found["Steps that settle it"].rows}
    named = [row[-1] for caption, table in found.items() if caption.startswith("Unknown: ") for row in table.rows]
    assert named
    assert {step for said in named for step in said.removeprefix("step ").split(", then ")} == steps


def test_each_line_has_its_evidence() -> None:
    (limb,) = [part for part in of(samples.sample()).parts if part.id == "limb-1"]
    lines, rests = [block for block in limb.blocks if isinstance(block, Table)]
    assert [row[0] for row in lines.rows] == [row[0] for row in rests.rows] == ["1.1", "1.2"]
    assert all("(" in row[2] for row in rests.rows)


def test_of_a_clause_that_names_a_list_it_is_the_list_that_covers_and_clocks_are_told() -> None:
    one = samples.judge(samples.observed(), by=replace(samples.profile(), orders=("ca-2025-06-27",)))
    (order,) = one.orders
    clocks = knowledge().directives["us-section-889"].clauses[1].clocks
    clauses = tuple(replace(clause, clocks=clocks) for clause in order.clauses)
    made = of(replace(one, orders=(replace(order, clauses=clauses),)))
    (limb,) = [part for part in made.parts if part.id == "limb-1"]
    (rests,) = [block for block in limb.blocks if isinstance(block, Table) and block.caption == "What that rests on"]
    assert {row[3] for row in rests.rows} == {"named by the list ca-icar-2025, or linked to one that is"}
    said = [block.text for block in limb.blocks if isinstance(block, Para)]
    assert len([text for text in said if ", where the contract has " in text]) == 3
