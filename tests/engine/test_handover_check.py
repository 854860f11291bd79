"""A bundle is what it says, or what is wrong with it is named: whoever made it, and however well its sums fit."""

from __future__ import annotations

import base64
import json
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.bundles import bundle, forged, make, parts, put, table

from camcensus.engine import handover_check as hc
from camcensus.engine import keys, ledger_proofs
from camcensus.model.errors import CamcensusError
from camcensus.wire import checkpoint

TRIES = int(os.environ.get("CAMCENSUS_TAMPERINGS", "250"))
Change = Callable[[dict[str, bytes]], None]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("handed")
    make(folder / "home")
    bundle(folder / "home", folder / "whole")
    bundle(folder / "home", folder / "redacted", redacted=True)
    shutil.copy(folder / "home" / "log.checkpoint", folder / "held")
    return folder


def key(home: Path) -> list[checkpoint.Key]:
    return ledger_proofs.keys_of(home / "home" / keys.PUBLIC)


def held(home: Path) -> list[checkpoint.Checkpoint]:
    return [ledger_proofs.unproved(home / "held")]


@pytest.mark.parametrize("name", ["whole", "redacted"])
def test_one_that_is_as_it_was_made(home: Path, name: str) -> None:
    alone = hc.verify(home / name)
    assert (alone.code, alone.faults, alone.vouched) == (3, (), False)
    assert hc.verify(home / name, key(home)).code == 0
    assert hc.verify(home / name, held=held(home)).code == 0
    assert (alone.entries, alone.hidden) == (hc.verify(home / "whole").entries, 0)
    assert alone.shown == (1 if name == "redacted" else 0)


@pytest.mark.parametrize("name", ["whole", "redacted"])
def test_a_strangers_key_and_checkpoint_do_not_vouch(home: Path, name: str, tmp_path: Path) -> None:
    keys.create(tmp_path)
    found = hc.verify(home / name, ledger_proofs.keys_of(tmp_path / keys.PUBLIC))
    assert (found.code, found.faults[0].startswith("none of the given keys has signed")) == (1, True)
    mine = held(home)[0]
    other = checkpoint.sign(mine.origin, mine.size, mine.root, Ed25519PrivateKey.generate())
    assert hc.verify(home / name, held=[other]).code == 1
    wrong = checkpoint.sign(mine.origin, 2, b"r" * 32, keys.load(home / "home" / keys.PRIVATE))
    found = hc.verify(home / name, held=[wrong])
    assert found.code == 1
    later = checkpoint.sign(mine.origin, 99, b"r" * 32, keys.load(home / "home" / keys.PRIVATE))
    assert hc.verify(home / name, held=[later]).code == 1


def other_estate(held: dict[str, bytes]) -> None:
    held["files/estate.toml"] += b"\n# another\n"


def other_profile(held: dict[str, bytes]) -> None:
    held["files/profile.toml"] = b""


def no_knowledge(held: dict[str, bytes]) -> None:
    del held["files/knowledge/makers/acme.yml"]


def more_knowledge(held: dict[str, bytes]) -> None:
    held["files/knowledge/makers/more.yml"] = b"id: more\nname: More\n"


def other_value(held: dict[str, bytes]) -> None:
    some = table(held, "observation")
    some[0][8] = "another"
    put(held, "observation", some)


def fewer_leaves(held: dict[str, bytes]) -> None:
    put(held, "leaf", table(held, "leaf")[:-1])


def other_file(held: dict[str, bytes]) -> None:
    some = table(held, "origin")
    some[0][3] = "elsewhere.xml"
    put(held, "origin", some)


def other_original(held: dict[str, bytes]) -> None:
    some = table(held, "original")
    some[0][3] = base64.b64encode(b"x").decode()
    put(held, "original", some)


def no_erasure(held: dict[str, bytes]) -> None:
    put(held, "withheld", [])


def other_segment(held: dict[str, bytes]) -> None:
    (name,) = (one for one in held if one.startswith("log/segments/"))
    held[name] = held[name].replace(b"dept", b"tped", 1)


def strangers_key(held: dict[str, bytes]) -> None:
    public = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    name = held["log.checkpoint"].splitlines()[0].decode()
    held["log.vkey"] = checkpoint.Key(name=name, public=public).line().encode()


def strangers_signature(held: dict[str, bytes]) -> None:
    mine = checkpoint.checkpoint(held["log.checkpoint"])
    other = checkpoint.sign(mine.origin, mine.size, mine.root, Ed25519PrivateKey.generate())
    held["log.checkpoint"] = other.note().encode()


WRONG: list[tuple[Change, str]] = [
    (other_estate, "its estate is no version that the log names"),
    (other_profile, "its profile is no version that the log names"),
    (no_knowledge, "its knowledge is no version that the log names"),
    (more_knowledge, "its knowledge is no version that the log names"),
    (other_value, "entry 1 says something else than was logged"),
    (fewer_leaves, "gone: a checkpoint speaks of"),
    (other_file, "where it came from is not what was logged"),
    (other_original, "rests on an original that is not what was read"),
    (no_erasure, "its entries are not"),
    (other_segment, "says something else than was logged"),
    (strangers_key, "log.vkey does not name the keys that the log names"),
    (strangers_signature, "has signed the checkpoint of"),
]


@pytest.mark.parametrize(("change", "words"), WRONG, ids=lambda one: getattr(one, "__name__", ""))
def test_what_is_wrong_is_named(home: Path, tmp_path: Path, change: Change, words: str) -> None:
    found = hc.verify(forged(home / "whole", tmp_path / "x", change), key(home))
    assert found.code == 1
    assert any(words in one for one in found.faults), found.faults


def test_a_manifest_that_speaks_of_another_checkpoint_is_named(home: Path, tmp_path: Path) -> None:
    for name in ("whole", "redacted"):
        for says in ({"size": 3}, {"root": "00" * 32}, {"origin": "camcensus/other"}):
            found = hc.verify(forged(home / name, tmp_path / "x", lambda _: None, **says))
            assert found.faults[0] == "the manifest speaks of another checkpoint than the one in it"


def other_hash(held: dict[str, bytes]) -> None:
    held["entries.bin"] = held["entries.bin"][:-1] + b"x"


def fewer_hashes(held: dict[str, bytes]) -> None:
    held["entries.bin"] = held["entries.bin"][:-32]


def more_hashes(held: dict[str, bytes]) -> None:
    held["entries.bin"] += bytes(32)


def half_a_hash(held: dict[str, bytes]) -> None:
    held["entries.bin"] += b"x"


def leaf_gone(held: dict[str, bytes]) -> None:
    held["leaves.jsonl"] = b"\n".join(held["leaves.jsonl"].splitlines()[1:])


def header_hidden(held: dict[str, bytes]) -> None:
    some = [json.loads(line) for line in held["leaves.jsonl"].splitlines()]
    some[0] = {"position": 1, "hash": "00" * 32}
    held["leaves.jsonl"] = b"\n".join(json.dumps(one).encode() for one in some)


def header_odd(held: dict[str, bytes]) -> None:
    some = [json.loads(line) for line in held["leaves.jsonl"].splitlines()]
    some[0]["header"] = "00"
    held["leaves.jsonl"] = b"\n".join(json.dumps(one).encode() for one in some)


def other_record(held: dict[str, bytes]) -> None:
    one = json.loads(held["records.jsonl"])
    held["records.jsonl"] = json.dumps({**one, "payload": "00"}).encode()


def stray_record(held: dict[str, bytes]) -> None:
    one = json.loads(held["records.jsonl"])
    held["records.jsonl"] += json.dumps({**one, "position": 99}).encode()


REDACTED: list[tuple[Change, str]] = [
    (other_hash, "its leaves are not those of the checkpoint"),
    (fewer_hashes, "fewer entries than its leaves say"),
    (more_hashes, "something in it stands under no leaf"),
    (half_a_hash, "something in it stands under no leaf"),
    (leaf_gone, "leaf 1 is missing"),
    (header_hidden, "its leaves are not those of the checkpoint"),
    (header_odd, "leaf 1: its header is not of the form"),
    (other_record, "what it shows is not what was kept"),
    (stray_record, "something in it stands under no leaf"),
    (strangers_key, "log.vkey does not name the keys"),
    (strangers_signature, "none of its keys has signed"),
]


@pytest.mark.parametrize(("change", "words"), REDACTED, ids=lambda one: getattr(one, "__name__", ""))
def test_what_is_wrong_with_a_redacted_one_is_named(home: Path, tmp_path: Path, change: Change, words: str) -> None:
    path = forged(home / "redacted", tmp_path / "x", change)
    try:
        faults = hc.verify(path).faults
    except CamcensusError as fault:
        faults = (str(fault),)
    assert any(words in one for one in faults), faults


@pytest.mark.parametrize("name", ["whole", "redacted"])
def test_a_part_that_is_missing_or_that_no_bundle_has_is_refused(home: Path, tmp_path: Path, name: str) -> None:
    needed = [one for one in parts(home / name) if "/segments/" not in one and "files/" not in one]
    for one in needed:
        with pytest.raises(CamcensusError, match="is missing"):
            hc.verify(forged(home / name, tmp_path / "x", lambda held, one=one: held.pop(one)))  # type: ignore[misc]
    for more in (
        "log.key",
        "files/secrets.toml",
        "files/knowledge/x.yml",
        "log/other.jsonl",
        "log/segments/a.parquet",
    ):
        with pytest.raises(CamcensusError, match="is no part of a"):
            hc.verify(forged(home / name, tmp_path / "x", lambda held, more=more: held.update({more: b""})))  # type: ignore[misc]


@pytest.mark.parametrize("name", ["whole", "redacted"])
def test_any_byte_that_was_changed_is_refused(home: Path, tmp_path: Path, name: str) -> None:
    data, rng = (home / name).read_bytes(), random.Random(3)  # noqa: S311  # the same bytes each time
    for _ in range(1_000):
        changed = bytearray(data)
        changed[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        (tmp_path / "x").write_bytes(changed)
        with pytest.raises(CamcensusError):
            hc.verify(tmp_path / "x")


def test_any_value_that_was_changed_with_sums_that_fit_is_named_or_proves_nothing(home: Path, tmp_path: Path) -> None:
    """What is not named is what no leaf speaks of: which files were read, what is noted of an original or a segment."""
    rng = random.Random(4)  # noqa: S311  # the same values each time
    notes = {("reading", column) for column in range(5)} | {("original", 1), ("original", 2)}
    notes |= {("segment", 1), ("segment", 4)}  # its file is made anew, and has a name and a sum of its own
    names = ("leaf", "origin", "observation", "segment", "withheld", "original", "record", "reading")
    tried = 0
    while tried < TRIES // 10:
        name = rng.choice(names)
        some = table(parts(home / "whole"), name)
        row, column = rng.randrange(len(some)), rng.randrange(len(some[0]))
        before = some[row][column]
        some[row][column] = _other(before, rng)
        if some[row][column] == before:
            continue
        path = forged(home / "whole", tmp_path / "x", lambda held, name=name, some=some: put(held, name, some))  # type: ignore[misc]
        tried += 1
        try:
            found = hc.verify(path, key(home))
        except CamcensusError:
            continue
        assert found.code == 1 or (name, column) in notes, (name, column, before)


def _other(value: object, rng: random.Random) -> object:
    if isinstance(value, int):
        return value + rng.choice([-1, 1, 1_000])
    if isinstance(value, str):
        at = rng.randrange(len(value) + 1)
        return value[:at] + rng.choice("AZ09") + value[at + 1 :]
    return value
