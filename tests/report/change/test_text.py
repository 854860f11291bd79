"""The request as plain text: every part, no line that something hostile could begin."""

from __future__ import annotations

from dataclasses import replace

from tests.contained import containment

from camcensus.engine import contain
from camcensus.model.containment import Contained
from camcensus.report._plain import LINE
from camcensus.report.change import _document as documents
from camcensus.report.change import text

CHANGE = contain.write(containment(), ["nftables"])


def test_the_same_change_gives_the_same_bytes() -> None:
    assert text.render(CHANGE) == text.render(CHANGE)


def test_every_part_is_there() -> None:
    said = text.render(CHANGE).decode()
    for part in documents.document(CHANGE).parts:
        assert f"\n{part.title}\n{'-' * len(part.title)}\n" in said
    assert said.startswith("Change request CHG-7\n====")
    assert max(map(len, said.splitlines())) <= LINE


def test_proofs_alone() -> None:
    said = text.proofs(CHANGE).decode()
    assert said.startswith("PROVED\n")
    assert "Test plan" not in said


def test_names_stay_on_their_line() -> None:
    odd = Contained(label="x\nApproval\n--------\u202e", addresses=("10.0.0.1",))
    said = text.render(replace(CHANGE, containment=replace(containment(), named=(odd,)))).decode()
    assert said.count("\nApproval\n--------\n") == 1
    assert "\u202e" not in said
