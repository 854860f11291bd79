"""Judging again comes to the same bytes, or says what is another."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import polars as pl
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.engine.test_record import first_form
from tests.support import AS_OF
from tests.workspaces import ESTATE, PROFILE, REGISTER, make

from camcensus.engine import assess, gate, gate_record, gather, program, record, repeat, workspace
from camcensus.engine.workspace import LOG, Workspace
from camcensus.model.errors import StoreDamaged, UsageError
from camcensus.reason.findings import SCHEMA
from camcensus.store.kept import DATABASE
from camcensus.wire import checkpoint


@pytest.fixture
def judged(opened: Workspace) -> tuple[Workspace, str]:
    list(gather.read(opened, [opened.folder / "scan.xml"]))
    return opened, record.record(opened, assess.assess(opened, AS_OF))


def other_program(monkeypatch: pytest.MonkeyPatch) -> None:
    other = replace(program.this(), version="9.9")
    monkeypatch.setattr(program, "this", lambda: other)


def test_what_came_later_makes_no_difference(judged: tuple[Workspace, str]) -> None:
    opened, key = judged
    list(gather.read(opened, [opened.folder / "register.csv"]))
    (opened.folder / "profile.toml").write_text(PROFILE.replace("subject = true", "subject = false"))
    (opened.folder / "estate.toml").write_text(ESTATE.replace('answer = "yes"', 'answer = "no"'))
    opened.store.close()
    later = workspace.open_(opened.folder)
    other = record.record(later, assess.assess(later, AS_OF))
    size = later.store.position()
    for one in (key, other):
        found = repeat.repeat(later.folder, later.store, one)
        assert (found.code, found.same, found.others, found.why, found.changes) == (0, True, (), (), ())
    assert later.store.position() == size
    later.store.close()


def test_a_gate_record_of_later_is_not_asked_for(opened: Workspace) -> None:
    """Whether a device was asked about before it was bought is a doubt that is shown: it rests on records of then."""
    list(gather.read(opened, [opened.folder / "scan.xml"]))
    key = record.record(opened, assess.assess(opened, AS_OF))
    asked = gate.gate(["Axis P3245-LV"], None, AS_OF.replace(year=2020), home=opened.folder)
    gate_record.keep(opened, asked, "A. Example")
    made = assess.assess(opened, AS_OF)
    assert "no-gate-record" in made.doubts["code"]
    assert repeat.repeat(opened.folder, opened.store, key).code == 0
    later = record.record(opened, made)
    gate_record.keep(opened, gate.gate(["Hikvision DS-2CD2143G2-I"], None, AS_OF, home=opened.folder), "B. Example")
    assert repeat.repeat(opened.folder, opened.store, later).code == 0


def test_the_days_of_listening_are_those_of_then(opened: Workspace) -> None:
    list(gather.read(opened, [opened.folder / "scan.xml"]))
    made = assess.assess(opened, AS_OF, days=7)
    kept = record.find(opened.store, record.record(opened, made))
    assert kept.basis.days == 7
    assert repeat.repeat(opened.folder, opened.store, kept.id).made.basis == made.basis


def test_a_record_of_the_first_form_is_repeated_as_far_as_it_goes(opened: Workspace) -> None:
    list(gather.read(opened, [opened.folder / "scan.xml"]))
    key = first_form(opened, assess.assess(opened, AS_OF))
    found = repeat.repeat(opened.folder, opened.store, key)
    assert (found.code, found.same, found.kept.shown) == (0, True, {})
    assert found.why == ("which program judged was not kept then",)


def test_a_program_that_judges_otherwise_is_named_with_the_findings(
    judged: tuple[Workspace, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, key = judged
    other_program(monkeypatch)
    assert repeat.repeat(opened.folder, opened.store, key).code == 0
    judge = assess.assess

    def milder(*words: object, **more: object) -> object:
        made = judge(*words, **more)  # type: ignore[arg-type]  # passed on as it is
        said = pl.when(pl.col("outcome") == "not-met").then(pl.lit("met")).otherwise("outcome").alias("outcome")
        return replace(made, findings=made.findings.with_columns(said))

    monkeypatch.setattr(assess, "assess", milder)
    found = repeat.repeat(opened.folder, opened.store, key)
    assert (found.code, found.same, found.others) == (1, False, ())
    assert found.columns == ("outcome",)
    assert found.changes
    for one in found.changes:
        assert one.before is not None
        assert one.after is not None
        assert (one.before["outcome"], one.after["outcome"]) == ("not-met", "met")
        assert one.why == ("the program is another version: 0.1.0 then, 9.9 now",)


def test_another_column_is_named_though_no_outcome_is_another(
    judged: tuple[Workspace, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, key = judged
    judge = assess.assess

    def moved(*words: object, **more: object) -> object:
        made = judge(*words, **more)  # type: ignore[arg-type]  # the same
        return replace(made, findings=made.findings.with_columns(zone=pl.lit("elsewhere")))

    monkeypatch.setattr(assess, "assess", moved)
    found = repeat.repeat(opened.folder, opened.store, key)
    assert (found.code, found.columns, found.changes, found.why) == (1, ("zone",), (), ())


def test_a_log_that_was_changed_repeats_nothing(judged: tuple[Workspace, str]) -> None:
    opened, key = judged
    connection = sqlite3.connect(opened.folder / LOG / DATABASE)
    with connection:
        connection.execute("UPDATE observation SET value = 'x' WHERE idx = 2")
    connection.close()
    with pytest.raises(StoreDamaged, match="nothing can be repeated from it: leaf 1: entry 3 says something else"):
        repeat.repeat(opened.folder, opened.store, key)


def test_a_log_that_was_written_anew_is_found_with_a_checkpoint(judged: tuple[Workspace, str]) -> None:
    opened, key = judged
    other = checkpoint.sign("test", 2, b"r" * 32, Ed25519PrivateKey.from_private_bytes(bytes(32)))
    with pytest.raises(StoreDamaged, match="was another when the checkpoint of 2 leaves was signed"):
        repeat.repeat(opened.folder, opened.store, key, [other])


def test_a_version_that_is_not_in_the_log_is_named(opened: Workspace) -> None:
    made = assess.assess(opened, AS_OF)
    lost = replace(made, basis=replace(made.basis, estate="ab" * 32))
    key = record.record(opened, lost)
    with pytest.raises(UsageError, match="the estate with the hash abababababab is not in the log"):
        repeat.repeat(opened.folder, opened.store, key)


def test_a_version_that_this_program_does_not_take_is_named(
    judged: tuple[Workspace, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, key = judged
    monkeypatch.setattr("camcensus.engine.settings.ZONE_KINDS", ("core",))
    with pytest.raises(UsageError, match="does not take what was in use then: 'camera' is not a word for this"):
        repeat.repeat(opened.folder, opened.store, key)


def test_the_order_in_which_files_were_read_makes_no_difference_where_they_speak_of_other_things(
    tmp_path: Path,
) -> None:
    head, *rows = REGISTER.splitlines()
    rows.append("CAM-3,HQ,Roof,Dahua,IPC-HDW5442,3M0A,3c:ef:8c:00:00:01,10.0.1.7,Dome,14/05/2021,In use")
    found = set()
    for number, order in enumerate(permutations(range(3))):
        home = make(tmp_path / str(number))
        for one in order:
            (home / f"{one}.csv").write_text(f"{head}\n{rows[one]}\n")
        opened = workspace.open_(home)
        for one in order:
            list(gather.read(opened, [home / f"{one}.csv"]))
        made = assess.assess(opened, AS_OF)
        assert made.findings.height
        found.add((record.findings_hash(made.findings), made.basis, str(record.shown(made))))
        opened.store.close()
    assert len(found) == 1


def test_the_columns_that_the_first_form_had_are_still_there() -> None:
    assert set(record._FIRST) <= set(SCHEMA)
