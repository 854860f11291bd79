"""Who says that it was removed, and as of which day: registers, people, and those who say otherwise."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from tests.removals import REGISTER, told
from tests.support import log

from camcensus.reason import keys, removed

AS_OF = date(2026, 11, 23)


def mine(*rows: pl.DataFrame) -> pl.DataFrame:
    return keys.sightings(log(rows)).with_columns(device=pl.lit("d"))


def row(*facts: tuple[str, str], at: str | None = "2026-10-02", position: int = 2) -> pl.DataFrame:
    return told("asset:CAM-1", *facts, at=at, source=REGISTER, position=position)


def word(column: str, value: str, at: str, position: int = 5) -> pl.DataFrame:
    return told("asset:CAM-1", (f"settled.{column}", value), at=at, source="settled:A. Example", position=position)


def test_a_register_states_it_with_its_day_and_person() -> None:
    said = removed.find(
        mine(row(("fact.status", "removed"), ("fact.removed_on", "2026-10-01"), ("register.removed_by", "R"))), AS_OF
    )
    assert (said.day, said.told) == (date(2026, 10, 1), (("removed on", "2026-10-01"), ("by", "R")))
    assert (said.lacks, said.position, said.rows.height) == ((), 2, 2)


def test_a_day_alone_states_it_too() -> None:
    assert removed.find(mine(row(("fact.removed_on", "2026-10-01"))), AS_OF, "R").told[1] == ("by (said)", "R")


@pytest.mark.parametrize(
    "rows",
    [
        (row(("fact.status", "in-use")),),
        (row(("fact.status", "spare")),),
        (row(("fact.status", "removed")), row(("fact.status", "in-use"), at="2026-10-05", position=3)),
        (row(("fact.status", "removed")), word("status", "in-use", "2026-10-05")),
        (word("status", "removed", "2026-10-01"), word("status", "", "2026-10-05", 6)),
    ],
)
def test_where_the_newest_word_is_another_it_is_not_stated(rows: tuple[pl.DataFrame, ...]) -> None:
    said = removed.find(mine(*rows), AS_OF)
    assert (said.lacks, said.day, said.rows.height) == (("not-stated",), None, 0)


def test_a_person_s_word_stands_above_a_register_s() -> None:
    said = removed.find(
        mine(
            row(("fact.status", "removed"), ("register.removed_by", "R")),
            word("removed_on", "2026-09-30", "2026-10-09"),
        ),
        AS_OF,
    )
    assert said.told == (("removed on", "2026-09-30"), ("by", "A. Example"))


def test_a_month_counts_from_its_last_day() -> None:
    assert removed.find(mine(row(("fact.removed_on", "2026-10"))), AS_OF).day == date(2026, 10, 31)


def test_a_removal_to_come_is_planned() -> None:
    said = removed.find(mine(row(("fact.status", "removed"), ("fact.removed_on", "2026-11-24"))), AS_OF)
    assert (said.day, said.lacks, said.told) == (None, ("not-yet",), (("to be removed on", "2026-11-24"),))


def test_the_first_moment_after_a_day_is_that_of_the_next() -> None:
    assert removed.after(date(2026, 12, 31)).isoformat() == "2027-01-01T00:00:00+00:00"
