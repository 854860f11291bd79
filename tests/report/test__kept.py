"""What is kept, by the kind of data it is: what nobody classed is never taken for harmless."""

from __future__ import annotations

from tests.report.documents.materials import KEPT
from tests.support import knowledge

from camcensus.model.knowledge import Vocabulary
from camcensus.model.material import ORIGINAL, RECORD, SOURCE, Kept
from camcensus.report import _kept as kinds

WORDS = knowledge().vocabulary


def test_what_is_surely_about_persons_comes_first() -> None:
    found = kinds.kinds(WORDS, [one for one in KEPT if one.of not in (ORIGINAL, SOURCE)])
    assert [(kind.name, kind.personal, kind.count) for kind in found] == [
        ("person", "yes", 3), ("host", "perhaps", 3), (kinds.NOBODY, "perhaps", 1), ("device", "no", 12),
    ]  # fmt: skip
    assert found[0].first == found[0].last == KEPT[0].first
    assert found[2].first is None
    assert found[2].last is None


def test_a_field_is_of_its_own_kind_or_else_of_its_family_s() -> None:
    for field, kind in (
        ("fact.note", "text"),
        ("fact.colour", "device"),
        ("dhcp.fqdn", "host"),
        ("acme.x", kinds.NOBODY),
    ):
        assert kinds.kind_of(WORDS, Kept(what=field, count=1)) == kind
    assert kinds.kind_of(WORDS, Kept(of=RECORD, what="waiver", count=1)) == "person"
    assert kinds.kind_of(WORDS, Kept(of=SOURCE, what="survey", count=1)) == "person"
    assert kinds.kind_of(WORDS, Kept(of=SOURCE, what="importer", count=1)) == "device"


def test_what_nobody_classed_may_be_about_a_person() -> None:
    (kind,) = kinds.kinds(Vocabulary(), [Kept(what="mac", count=2)])
    assert (kind.name, kind.personal, kind.count) == (kinds.NOBODY, "perhaps", 2)
