"""What an erasure would mean is told before; it never takes the only evidence of a broken order unsaid."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from tests.support import AS_OF

from camcensus.engine import assess, compare, erase, erasures, explain, gather, ledger, record, repeat, workspace
from camcensus.engine.erasable import Wish
from camcensus.engine.workspace import LOG, Workspace
from camcensus.model.errors import UsageError
from camcensus.model.outcome import Outcome

RULES = """version 15.2
hostname edge
!
interface GigabitEthernet0/0
 ip address 10.0.1.1 255.255.255.0
!
interface GigabitEthernet0/1
 ip address 10.0.2.1 255.255.255.0
!
end
"""


@pytest.fixture
def read(opened: Workspace) -> Workspace:
    list(gather.read(opened, [opened.folder / "scan.xml", opened.folder / "register.csv"]))
    return opened


def everything(home: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted((home / LOG).rglob("*")) if path.is_file())


def test_of_originals_alone_no_finding_is_another(read: Workspace) -> None:
    before = assess.assess(read, AS_OF)
    key = record.record(read, before)
    found = erase.plan(read, Wish(devices=("CAM-2",)), AS_OF)
    assert (found.changes, found.lost, found.evidence, len(found.what.originals)) == ((), (), 0, 1)
    assert found.beside == explain.explain(read, before, "CAM-2").observations.height
    position = erase.erase(read, found, "A. Example", "retention")
    after = assess.assess(read, AS_OF)
    assert compare.changes(before, after) == ()
    chain = explain.explain(read, after, "CAM-2")
    assert (list(chain.originals), len(chain.erased)) == ([], 1)
    assert next(iter(chain.erased.values())).endswith("by A. Example: retention")
    assert ledger.verify(read.folder / LOG).code == 3
    (one,) = erasures.of(read.store)
    assert (one.position, one.person, one.hashes) == (position, "A. Example", found.what.originals)
    again = repeat.repeat(read.folder, read.store, key)
    assert again.code == 0
    assert again.why == (f"of what the log held then, or later, something was {one.words()}",)


def test_what_was_read_goes_too_and_what_follows_from_it_is_told(read: Workspace) -> None:
    key = record.record(read, assess.assess(read, AS_OF))
    assert b"P3245-LV" in everything(read.folder)
    found = erase.plan(read, Wish(devices=("CAM-2",), values=True), AS_OF)
    assert (found.subjects, found.files, found.beside, found.evidence) == (1, ("register.csv",), 0, 0)
    assert {one.label for one in found.changes} == {"CAM-2"}
    assert all(one.after is None and one.why == ("the device is no longer one of its own",) for one in found.changes)
    erase.erase(read, found, "A. Example", "a request")
    assert b"P3245-LV" not in everything(read.folder)
    assert not assess.assess(read, AS_OF).devices["label"].is_in(["CAM-2"]).any()
    assert ledger.verify(read.folder / LOG).code == 3
    again = repeat.repeat(read.folder, read.store, key)
    assert (again.code, again.same) == (1, False)
    assert {f"device:{one.label}" for one in again.changes} == {one.subject for one in found.changes}
    assert "by A. Example: a request" in again.why[-1]


def test_the_only_evidence_of_a_finding_not_met_goes_only_where_it_is_said(read: Workspace) -> None:
    found = erase.plan(read, Wish(devices=("CAM-1",)), AS_OF)
    assert found.changes == ()
    assert {device for device, _ in found.lost} == {"CAM-1"}
    broken = assess.assess(read, AS_OF).findings.filter(pl.col("outcome") == Outcome.NOT_MET.value)
    assert found.evidence == broken.filter(pl.col("device").is_not_null()).height
    with pytest.raises(UsageError, match=r"it is the only evidence of .* not met; nothing was erased"):
        erase.erase(read, found, "A. Example", "retention")
    assert read.store.erased(found.what.originals) == {}
    erase.erase(read, found, "A. Example", "retention", even_evidence=True)
    assert set(read.store.erased(found.what.originals)) == found.what.originals


def test_one_original_of_several_is_not_the_only_evidence(read: Workspace) -> None:
    chain = explain.explain(read, assess.assess(read, AS_OF), "CAM-1")
    assert len(chain.originals) == 2
    for key in chain.originals:
        assert erase.plan(read, Wish(originals=(key.hex(),)), AS_OF).lost == ()


def test_a_finding_that_would_be_another_is_evidence_too(read: Workspace) -> None:
    """What a configuration permits is worked out from its original: without it nothing is known of the way."""
    (read.folder / "edge.cfg").write_text(RULES)
    list(gather.read(read, [read.folder / "edge.cfg"]))
    made = assess.assess(read, AS_OF)
    assert [(one.box, one.rules) for one in made.separation.boxes] == [("edge", 0)]
    (key,) = read.store.observations(fields=["config.dialect"])["original"]
    found = erase.plan(read, Wish(originals=(key.hex(),)), AS_OF)
    assert found.evidence == len([one for one in found.changes if (one.before or {}).get("outcome") == "not-met"])
    assert found.evidence
    erase.erase(read, found, "A. Example", "retention", even_evidence=True)
    after = assess.assess(read, AS_OF)
    assert (after.separation.boxes, after.separation.remarks) == (
        (), ("edge: its configuration cannot be asked: it was erased",)
    )  # fmt: skip


def test_a_version_that_goes_takes_the_repeating_of_its_assessments_along(read: Workspace) -> None:
    key = record.record(read, assess.assess(read, AS_OF))
    version = read.settings.profile_version
    found = erase.plan(read, Wish(records=(version,)), AS_OF)
    assert (found.assessments, found.changes) == ((key,), ())
    erase.erase(read, found, "A. Example", "a request")
    with pytest.raises(UsageError, match=f"the profile with the hash {version[:12]} was erased from the log"):
        repeat.repeat(read.folder, read.store, key)
    assert ledger.verify(read.folder / LOG).code == 3


def test_records_that_say_the_words_are_told_and_stay(read: Workspace) -> None:
    workspace.keep_versions(read)
    read.store.keep("keep-all", b"x" * 32, b"CAM-2 was asked for by A. Example", received=1)
    found = erase.plan(read, Wish(saying=("CAM-2",)), AS_OF)
    assert found.said == (("keep-all", (b"x" * 32).hex()),)


def test_nobody_and_no_reason_erase_nothing(read: Workspace) -> None:
    found = erase.plan(read, Wish(devices=("CAM-2",)), AS_OF)
    for person, why in (("", "x"), ("x", " ")):
        with pytest.raises(UsageError, match="who erases and why"):
            erase.erase(read, found, person, why)
    assert erasures.of(read.store) == ()


def test_what_was_erased_before_is_nothing(read: Workspace) -> None:
    erase.erase(read, erase.plan(read, Wish(devices=("CAM-2",)), AS_OF), "A. Example", "x")
    with pytest.raises(UsageError, match="or it was erased before"):
        erase.plan(read, Wish(devices=("CAM-2",)), AS_OF)
