"""An assessment in the log: its basis and result, once."""

from __future__ import annotations

from tests.support import AS_OF

from camcensus.engine import assess, gather, record
from camcensus.engine.workspace import Workspace
from camcensus.wire import canonical


def test_the_same_assessment_is_kept_once_under_one_id(opened: Workspace) -> None:
    list(gather.read(opened, [opened.folder / "scan.xml"]))
    first = record.record(opened, assess.assess(opened, AS_OF))
    again = record.record(opened, assess.assess(opened, AS_OF))
    assert first == again
    assert len(opened.store.records("assessment")) == 1


def test_what_was_kept_says_what_it_was_made_from(opened: Workspace) -> None:
    made = assess.assess(opened, AS_OF)
    key = bytes.fromhex(record.record(opened, made))
    kept = canonical.decode(opened.store.payload("assessment", key) or b"")
    assert isinstance(kept, dict)
    assert kept["knowledge"] == opened.knowledge.version
    assert kept["outcome"] == "unknown"
    assert canonical.digest("assessment", 1, kept) == key


def test_new_evidence_is_another_assessment(opened: Workspace) -> None:
    first = record.record(opened, assess.assess(opened, AS_OF))
    list(gather.read(opened, [opened.folder / "scan.xml"]))
    assert record.record(opened, assess.assess(opened, AS_OF)) != first
