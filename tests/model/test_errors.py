"""Each error is one sentence that says what, where and how to mend it, and has a page of its own."""

from __future__ import annotations

import pytest

from camcensus.model import errors
from camcensus.model.errors import CamcensusError, StoreBusy, StoreError


def kinds(kind: type[CamcensusError] = CamcensusError) -> list[type[CamcensusError]]:
    return [kind, *(found for below in kind.__subclasses__() for found in kinds(below))]


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (CamcensusError("it broke"), "it broke."),
        (CamcensusError("it broke."), "it broke."),
        (CamcensusError("it broke", where="a.csv, row 3"), "a.csv, row 3: it broke."),
        (CamcensusError("it broke", mend="try again"), "it broke. Try again."),
        (CamcensusError("it broke", where="a.csv", mend="say --body"), "a.csv: it broke. Say --body."),
    ],
)
def test_the_sentence_says_where_what_and_how_to_mend_it(error: CamcensusError, expected: str) -> None:
    assert expected == str(error)


def test_the_parts_can_be_read_apart() -> None:
    error = StoreBusy("busy", where="here", mend="wait")
    assert (error.what, error.where, error.mend) == ("busy", "here", "wait")


def test_each_kind_has_a_page_of_its_own() -> None:
    slugs = [kind.slug for kind in kinds()]
    assert len(slugs) == len(set(slugs))


def test_each_kind_stands_in_the_tree_that_is_drawn() -> None:
    drawn = errors.__doc__ or ""
    assert [kind.__name__ for kind in kinds() if f" {kind.__name__} " not in drawn.replace("\n", " ")] == []


def test_faults_of_the_log_are_caught_together() -> None:
    assert issubclass(StoreBusy, StoreError)
    assert issubclass(StoreError, CamcensusError)
