"""``camcensus log`` as a person uses it: words and exit codes."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from pathlib import Path

import pytest
from tests.ledgers import make
from typer.testing import CliRunner

from camcensus.faces.cli.app import app
from camcensus.store.kept import DATABASE


@pytest.fixture
def home(tmp_path: Path) -> Path:
    make(tmp_path / "log")
    return tmp_path


def run(home: Path, *words: str) -> tuple[int, str]:
    found = CliRunner().invoke(app, ["log", *words, "--home", str(home)])
    return found.exit_code, found.output


def test_without_a_checkpoint_it_says_what_it_cannot_tell(home: Path) -> None:
    code, said = run(home, "verify")
    assert code == 3
    assert "12 leaves, 61 entries, 13 originals" in said
    assert "1 originals were erased, as the log says" in said
    assert "Without a checkpoint that was kept elsewhere it cannot be told" in said


def test_with_one_it_says_how_far_that_reaches(home: Path) -> None:
    code, said = run(home, "checkpoint", "--to", str(home / "a"))
    assert (code, "This workspace had no key" in said) == (0, True)
    code, said = run(home, "verify", "--checkpoint", str(home / "a"))
    assert (code, "It is what the checkpoint says, up to leaf 13." in said) == (0, True)
    assert run(home, "rotate")[0] == 0
    assert run(home, "checkpoint", "--to", str(home / "b")) == (0, f"wrote {home / 'b'}: 14 leaves of {name(home)}\n")
    assert run(home, "prove", "--since", str(home / "a"), "--to", str(home / "c"))[0] == 0
    assert run(home, "prove", "3", "--to", str(home / "d"))[0] == 0
    code, said = run(home, "verify", "--checkpoint", str(home / "a"), "--key", str(home / "log.vkey"))
    assert (code, "Of the 1 later leaves no checkpoint speaks" in said) == (0, True)
    code, said = run(home, "verify", "--checkpoint", str(home / "a"), "--checkpoint", str(home / "b"), "--json")
    assert (code, json.loads(said)["covered"]) == (0, 14)


def name(home: Path) -> str:
    return (home / "log.vkey").read_text().partition("+")[0]


def test_the_first_leaf_that_is_not_what_it_was_is_named(home: Path) -> None:
    run(home, "checkpoint", "--to", str(home / "a"))
    connection = sqlite3.connect(home / "log" / DATABASE)
    with connection:
        connection.execute("UPDATE observation SET value = 'another' WHERE position = 5 AND idx = 1")
    connection.close()
    code, said = run(home, "verify", "--checkpoint", str(home / "a"))
    assert code == 1
    assert "NOT WHAT IT WAS: 1 faults" in said
    assert "leaf 5: entry 2 says something else than was logged" in said


def test_a_key_that_others_may_read_signs_nothing(home: Path) -> None:
    run(home, "checkpoint", "--to", str(home / "a"))
    (home / "log.key").chmod(0o644)
    code, said = run(home, "checkpoint", "--to", str(home / "b"))
    assert (code, "chmod 600" in said, "[log-key]" in said) == (2, True, True)
    assert not (home / "b").exists()
    assert run(home, "verify", "--checkpoint", str(home / "a"))[0] == 0, "checking needs no key"


def test_what_cannot_be_asked_is_said(home: Path, tmp_path: Path) -> None:
    assert run(home, "prove")[0] == 2
    assert run(home, "prove", "99")[0] == 2
    code, said = run(tmp_path / "nowhere", "verify")
    assert (code, "there is no log" in said) == (2, True)


def test_a_stranger_checkpoint_is_refused(home: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    make(other / "log")
    run(other, "checkpoint", "--to", str(tmp_path / "theirs"))
    code, said = run(home, "verify", "--checkpoint", str(tmp_path / "theirs"))
    assert (code, "no key of this log has signed" in said) == (2, True)


def test_a_witness_signs_and_is_found(home: Path, tmp_path: Path) -> None:
    first, seen, keyed = tmp_path / "a", tmp_path / "seen", tmp_path / "w" / "witness" / "witness.vkey"
    (tmp_path / "w").mkdir()
    assert run(home, "checkpoint", "--to", str(first))[0] == 0
    words = ["log", "witness", str(first), "--key", str(home / "log.vkey"), "--home", str(tmp_path / "w")]
    found = CliRunner().invoke(app, [*words, "--to", str(seen)])
    assert (found.exit_code, "seen for the first time; signed as camcensus-witness/" in found.output) == (0, True)
    code, said = run(home, "verify", "--checkpoint", str(seen), "--witness", str(keyed))
    assert code == 0
    assert re.search(r"camcensus-witness/\w{16} saw the log at 13 leaves on 2\d{3}-", said)
    code, said = run(home, "verify", "--checkpoint", str(first), "--witness", str(keyed))
    assert (code, "None of these witnesses has signed" in said) == (3, True)
    seen.write_text(seen.read_text()[:-8] + "AAAAAA==\n"[-8:])
    code, said = run(home, "verify", "--checkpoint", str(seen), "--witness", str(keyed))
    assert code == 2


def test_a_time_stamp_is_asked_for_and_checked(home: Path, tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a checkpoint\n")
    found = CliRunner().invoke(app, ["log", "stamp", str(tmp_path / "a"), "--to", str(tmp_path / "a.tsq")])
    assert (found.exit_code, "send it to the authority" in found.output) == (0, True)
    assert hashlib.sha256(b"a checkpoint\n").digest() in (tmp_path / "a.tsq").read_bytes()
    found = CliRunner().invoke(app, ["log", "stamp", str(tmp_path / "a")])
    assert (found.exit_code, "Give one of the two" in found.output) == (2, True)
