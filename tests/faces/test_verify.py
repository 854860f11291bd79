"""The auditor's check: needs three files of wire, judges files of any origin, and says what it did not check."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.ledgers import make, old_header

from camcensus.engine import keys, witness
from camcensus.engine import ledger_proofs as lp
from camcensus.faces import verify
from camcensus.wire import canonical, checkpoint, tlog


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an old and a new checkpoint, proofs, and the key."""
    home = tmp_path_factory.mktemp("home")
    make(home / "log")
    store = lp.opened(home)
    old, _ = lp.sign(home, store)
    store.keep("gate", bytes(32), b"later", received=1_790_000_000_800_000)
    new, _ = lp.sign(home, store)
    _, entry = store.entries(3)[4]
    store.close()
    (home / "old").write_text(old.note())
    (home / "new").write_text(new.note())
    (home / "leaf").write_text(lp.inclusion(home, "2", new).written())
    (home / "batch").write_text(lp.inclusion(home, "3", new).written())
    (home / "entry").write_text(lp.inclusion(home, entry.hex(), new).written())
    (home / "since").write_text(lp.consistency(home, old, new).written())
    return home


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    code = verify.main(words)
    said = capsys.readouterr()
    return code, said.out + said.err


@pytest.mark.parametrize(
    ("name", "more", "words"),
    [
        ("new", [], "14 leaves"),
        ("leaf", [], "leaf 2 is in the log: count 1, kind waiver, came 2026"),
        ("leaf", [], "\nwhat it says has sha256 "),
        ("batch", [], "leaf 3 is in the log: count 20, kind observations, came 2026"),
        ("batch", [], "\nit came from body dept, file "),
        ("leaf", ["--held", "new"], "the checkpoint that you hold"),
        ("entry", [], "entry 5 of 20 under it is"),
        ("since", ["--old", "old"], "the log of 14 leaves begins with what it was at 13 leaves"),
    ],
)
def test_what_stands(files: Path, capsys: pytest.CaptureFixture[str], name: str, more: list[str], words: str) -> None:
    given = [str(files / one) if not one.startswith("--") else one for one in more]
    code, said = run(capsys, str(files / name), *given, "--key", str(files / keys.PUBLIC))
    assert (code, words in said, said.endswith("It stands.\n")) == (0, True, True)
    code, said = run(capsys, str(files / name), *given)
    assert code == 3
    assert "give --key" in said


def test_what_does_not_stand(files: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key = ["--key", str(files / keys.PUBLIC)]
    assert run(capsys, str(files / "leaf"), "--held", str(files / "old"), *key)[0] == 1
    assert run(capsys, str(files / "since"), *key)[0] == 3
    assert run(capsys, str(files / "since"), "--old", str(files / "new"), *key)[0] == 1
    keys.create(tmp_path)
    code, said = run(capsys, str(files / "leaf"), "--key", str(tmp_path / keys.PUBLIC))
    assert (code, "none of the given keys" in said) == (1, True)
    proof = checkpoint.inclusion((files / "entry").read_bytes())
    moved = checkpoint.Inclusion(index=4, hashes=proof.hashes, checkpoint=proof.checkpoint, extra=proof.extra)
    (tmp_path / "moved").write_text(moved.written())
    code, said = run(capsys, str(tmp_path / "moved"), *key)
    assert (code, "leaf 5 is not in the log" in said) == (1, True)


def test_a_proof_of_an_entry_tells_nothing_of_the_file_that_it_came_from(files: Path) -> None:
    proof = checkpoint.inclusion((files / "entry").read_bytes())
    value = canonical.decode(proof.extra)
    assert isinstance(value, dict)
    assert set(value) == {"header", "root", "entry"}
    assert b"file-1" not in proof.extra


@pytest.mark.parametrize(("name", "what"), [("leaf", "payload"), ("batch", "origin")])
def test_what_a_leaf_is_said_to_be_made_of_must_give_its_header(files: Path, name: str, what: str) -> None:
    proof = checkpoint.inclusion((files / name).read_bytes())
    value = canonical.decode(proof.extra)
    assert isinstance(value, dict)
    said = value[what]
    assert isinstance(said, dict)
    others: dict[str, list[dict[str, canonical.Value]]] = {
        "payload": [{"sha256": bytes(32)}, {"blind": bytes(16)}],
        "origin": [{"name": "other"}, {"blind": bytes(16)}, {"more": 1}],
    }
    for change in others[what]:
        extra = canonical.encode({**value, what: {**said, **change}})
        changed = checkpoint.Inclusion(index=proof.index, hashes=proof.hashes, checkpoint=proof.checkpoint, extra=extra)
        code, lines = verify.included(changed)
        assert (code, "something else than" in lines[-1]) == (1, True)
    wrong: list[canonical.Value] = [{**said, "blind": b""}, [], None, {}]
    for one in wrong:
        extra = canonical.encode({**value, what: one})
        changed = checkpoint.Inclusion(index=proof.index, hashes=proof.hashes, checkpoint=proof.checkpoint, extra=extra)
        with pytest.raises(ValueError, match="not of the form"):
            verify.included(changed)


@pytest.mark.parametrize("said", [b"what was decided", b"something else"])
def test_a_record_of_before_headers_were_blinded_stands_by_what_its_header_names(said: bytes) -> None:
    key, blind = bytes(range(32)), bytes(16)
    bound = hashlib.sha256(b"what was decided").digest()
    header = old_header("waiver", 1_790_000_000_000_000, 1, hash=key, payload=bound)
    root = tlog.root([tlog.entry_hash(blind, key)])
    payload: dict[str, canonical.Value] = {"blind": blind, "sha256": hashlib.sha256(said).digest()}
    extra = canonical.encode({"header": header, "root": root, "payload": payload})
    private = Ed25519PrivateKey.from_private_bytes(bytes(32))
    signed = checkpoint.sign("camcensus/old", 1, tlog.leaf_hash(header + root), private)
    code, _ = verify.included(checkpoint.Inclusion(index=0, hashes=(), checkpoint=signed, extra=extra))
    assert code == (0 if said == b"what was decided" else 1)


def test_an_entry_that_is_not_under_its_leaf_does_not_stand(files: Path) -> None:
    proof = checkpoint.inclusion((files / "entry").read_bytes())
    value = canonical.decode(proof.extra)
    assert isinstance(value, dict)
    entry = value["entry"]
    assert isinstance(entry, dict)
    others: tuple[dict[str, canonical.Value], ...] = (
        {"id": bytes(32)}, {"index": 3}, {"blind": bytes(16)}, {"count": 40},
    )  # fmt: skip
    for change in others:
        extra = canonical.encode({**value, "entry": {**entry, **change}})
        changed = checkpoint.Inclusion(index=proof.index, hashes=proof.hashes, checkpoint=proof.checkpoint, extra=extra)
        assert verify.included(changed)[0] == 1
    wrong: tuple[dict[str, canonical.Value], ...] = ({"id": b""}, {"index": "3"}, {"path": b""}, {"path": [b""] * 99})
    for change in wrong:
        extra = canonical.encode({**value, "entry": {**entry, **change}})
        changed = checkpoint.Inclusion(index=proof.index, hashes=proof.hashes, checkpoint=proof.checkpoint, extra=extra)
        with pytest.raises(ValueError, match="not of the form"):
            verify.included(changed)


def observed(files: Path, path: Path, **other: object) -> Path:
    """A file with the line of the observation that ``entry`` proves, changed in some places; None takes a key away."""
    proof = canonical.decode(checkpoint.inclusion((files / "entry").read_bytes()).extra)
    assert isinstance(proof, dict)
    entry = proof["entry"]
    assert isinstance(entry, dict)
    wanted = entry["id"]
    assert isinstance(wanted, bytes)
    store = lp.opened(files)
    row = store.observations().filter(pl.col("id") == wanted).row(0, named=True)
    store.close()
    said = {name: row[name] for name in verify._TEXTS} | {"count": row["count"], "original": row["original"].hex()}
    said |= {name: row[name].isoformat() if row[name] else None for name in ("at", "until")}
    said |= {"id": wanted.hex(), **other}
    line = json.dumps({name: value for name, value in said.items() if value != "away"})
    path.write_text(f'{{"id": "{"0" * 64}"}}\n{line}\n')
    return path


def test_a_line_is_what_was_observed_or_it_is_not(
    files: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = [str(files / "entry"), "--key", str(files / keys.PUBLIC), "--observations"]
    code, said = run(capsys, *given, str(observed(files, tmp_path / "same")))
    assert (code, "its line says what was observed" in said) == (0, True)
    code, said = run(capsys, *given, str(observed(files, tmp_path / "other", value="another")))
    assert (code, "THE LINE IS ANOTHER" in said, said.endswith("IT DOES NOT STAND.\n")) == (1, True, True)
    code, said = run(capsys, *given, str(observed(files, tmp_path / "none", id="ab" * 32)))
    assert (code, "no line has the id" in said) == (1, True)


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"count": "away"}, "lacks 'count'"),
        ({"at": "2026-11-10T12:00:00"}, "has no zone"),
        ({"at": "soon"}, "Invalid isoformat"),
        ({"count": "many"}, "invalid literal"),
        ({"original": "xyz"}, "non-hexadecimal"),
    ],
)
def test_a_line_that_is_not_of_the_form_is_bad_input(
    files: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], other: dict[str, object], said: str
) -> None:
    path = observed(files, tmp_path / "bad", **other)
    code, told = run(capsys, str(files / "entry"), "--observations", str(path))
    assert (code, said in told) == (2, True)


def test_only_the_proof_of_an_observation_goes_with_a_file_of_them(
    files: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, told = run(capsys, str(files / "leaf"), "--observations", str(observed(files, tmp_path / "same")))
    assert (code, "give a proof whose name begins with entry-" in told) == (2, True)


def test_what_is_no_such_file_is_bad_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x").write_bytes(b"\xff nonsense")
    for name in ("x", "nowhere"):
        assert run(capsys, str(tmp_path / name))[0] == 2


def test_an_inclusion_proof_is_checked_in_less_than_ten_milliseconds(files: Path) -> None:
    data, key = (files / "entry").read_bytes(), [checkpoint.key((files / keys.PUBLIC).read_bytes())]
    verify.check(data, key)
    start = time.process_time()
    for _ in range(20):
        assert verify.check(data, key)[0] == 0
    assert (time.process_time() - start) / 20 < 0.010


def test_it_imports_nothing_else_of_ours_and_nothing_heavy(files: Path) -> None:
    script = (
        "import sys; from camcensus.faces import verify; code = verify.main(sys.argv[1:]);"
        "print(sorted(m for m in sys.modules if m.startswith('camcensus.')), code);"
        "print([m for m in ('polars', 'numpy', 'sqlite3', 'typer', 'msgspec') if m in sys.modules])"
    )
    command = [sys.executable, "-c", script, str(files / "leaf"), "--key", str(files / keys.PUBLIC)]
    *_, ours, heavy = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    assert heavy == "[]"
    assert ours == (
        "['camcensus.faces', 'camcensus.faces.verify', 'camcensus.wire', 'camcensus.wire.canonical',"
        " 'camcensus.wire.checkpoint', 'camcensus.wire.tlog'] 0"
    )


def test_witnesses_are_asked_for_by_their_keys(files: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    seen = witness.witness(tmp_path, checkpoint.checkpoint((files / "new").read_bytes()), None, when=1_790_000_000)
    (tmp_path / "seen").write_text(seen.signed.note())
    keyed = str(tmp_path / witness.FOLDER / witness.PUBLIC)
    words = ["--key", str(files / keys.PUBLIC), "--witness", keyed]
    code, said = run(capsys, str(tmp_path / "seen"), *words)
    assert (code, f"{seen.key.name} saw it on 2026-09-21" in said) == (0, True)
    code, said = run(capsys, str(files / "new"), *words)
    assert (code, "none of these witnesses has signed it" in said) == (3, True)
    (name, data) = seen.signed.signatures[-1]
    false = replace(seen.signed, signatures=(seen.signed.signatures[0], (name, data[:-1] + bytes([data[-1] ^ 1]))))
    (tmp_path / "seen").write_text(false.note())
    code, said = run(capsys, str(tmp_path / "seen"), *words)
    assert (code, "is false" in said) == (1, True)
