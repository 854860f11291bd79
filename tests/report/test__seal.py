"""What every document bears: a draft says that it is one, an issued one bears its checkpoint and how to check it."""

from __future__ import annotations

from dataclasses import replace

from tests.report.documents.materials import ISSUE, material

from camcensus.report import _seal
from camcensus.report._blocks import Document, Lines, Note, Para, Part

ONE = Document(title="T", answer="A", parts=(Part("a", "A", (Para("p"),)),), foot="F")


def test_a_draft_says_so_first() -> None:
    sealed = _seal.sealed(ONE, material("departmental-return", issued=False))
    assert [part.id for part in sealed.parts] == ["draft", "a", "check"]
    assert sealed.parts[0].blocks == (Note(_seal.DRAFT),)
    assert not any(isinstance(block, Lines) for block in sealed.parts[-1].blocks)


def test_an_issued_one_bears_number_person_and_checkpoint() -> None:
    sealed = _seal.sealed(ONE, material("departmental-return"))
    assert [part.id for part in sealed.parts] == ["issued", "a", "check"]
    assert ("number", "D-2026-0007") in sealed.parts[0].blocks[0].rows  # type: ignore[union-attr]
    assert Lines(tuple(ISSUE.checkpoint.splitlines())) in sealed.parts[-1].blocks
    assert f"camcensus assess --repeat {'ab' * 8}" in sealed.parts[-1].blocks[-1].lines  # type: ignore[union-attr]


def test_what_is_empty_is_left_out() -> None:
    made = material("departmental-return")
    rows = dict(_seal.basis(replace(made, issue=None)))
    assert "assessment" not in rows
    assert rows["as of"] == "2026-11-23"
