"""Words of a containment: services as they are written, and whether a proof holds."""

from __future__ import annotations

from tests.contained import containment, service

from camcensus.model.containment import OPEN, Change, Difference, Proof, Written


def test_a_service_is_written_with_its_protocol() -> None:
    assert [str(service("tcp", 554)), str(service("udp", 5000, 5010))] == ["tcp/554", "udp/5000-5010"]


def test_a_proof_with_a_difference_does_not_hold() -> None:
    good = Proof(dialect="ios", kind="stateless", rules=1)
    assert good.holds
    assert not Proof(dialect="ios", kind="stateless", rules=1, differences=(Difference(kind=OPEN),)).holds


def test_a_change_gives_all_its_proofs() -> None:
    one = Proof(dialect="ios", kind="stateless", rules=1)
    draft = Written(dialect="x", name="x", text="", proof=None)
    both = Written(dialect="ios", name="y", text="", proof=one, within=one)
    assert list(Change(containment=containment(), texts=(draft, both)).proofs()) == [one, one]
