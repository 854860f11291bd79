"""What forms are made from: a draft unless an issue is given, and nothing besides unless it is."""

from __future__ import annotations

from tests.report import samples

from camcensus.model.material import Material, entry_proof, leaf_proof


def test_a_proof_is_named_by_a_number_or_a_hash_alone() -> None:
    assert leaf_proof(12) == "leaf-12.tlog-proof"
    assert entry_proof("ab" * 32) == f"entry-{'ab' * 32}.tlog-proof"


def test_without_more_it_is_a_draft_of_the_whole_estate() -> None:
    made = Material(assessment=samples.nothing())
    assert made.issue is None
    assert made.device == ""
    assert not made.gates
    assert not made.kept
    assert not made.widened
    assert not made.issues
    assert not made.options
    assert made.earlier is None
