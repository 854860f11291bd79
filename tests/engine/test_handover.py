"""What is handed over: all that is needed, nothing that must not go, the same bytes each time."""

from __future__ import annotations

import base64
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from tests.bundles import bundle, make, parts, rows

from camcensus.engine import handover, ledger_proofs, workspace
from camcensus.engine.workspace import LOG
from camcensus.model import frames
from camcensus.model.errors import LogKeyError, StoreBusy, StoreDamaged, UsageError
from camcensus.store.interface import Origin
from camcensus.store.kept import DATABASE
from camcensus.store.sqlite import SqliteStore
from camcensus.wire import canonical, tlog

FORBIDDEN = ("log.key", "secrets.toml", "scope.toml")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    make(tmp_path / "home")
    (tmp_path / "home" / "secrets.toml").write_text("[[device]]\npassword = 'hush hush'\n")
    (tmp_path / "home" / "scope.toml").write_text("# where we may ask\n")
    return tmp_path / "home"


@pytest.mark.parametrize("redacted", [False, True])
def test_the_same_log_gives_the_same_bytes(home: Path, tmp_path: Path, *, redacted: bool) -> None:
    one, other = (bundle(home, tmp_path / name, redacted=redacted) for name in ("a", "b"))
    assert one.read_bytes() == other.read_bytes()


@pytest.mark.parametrize("redacted", [False, True])
def test_no_key_login_or_scope_is_in_it(home: Path, tmp_path: Path, *, redacted: bool) -> None:
    held = parts(bundle(home, tmp_path / "x", redacted=redacted))
    key = (home / "log.key").read_bytes()
    secret = base64.b64decode(b"".join(key.splitlines()[1:-1]))[-32:]
    for name, data in held.items():
        assert not any(one in name for one in FORBIDDEN), name
        for one in (b"PRIVATE", b"hush", secret, base64.b64encode(secret)[:40], secret.hex().encode()):
            assert one not in data, name


def test_whole_it_holds_the_log_the_files_and_the_owners_knowledge(home: Path, tmp_path: Path) -> None:
    held = parts(bundle(home, tmp_path / "x"))
    assert held["files/estate.toml"] == (home / "estate.toml").read_bytes()
    assert held["files/knowledge/makers/acme.yml"] == b"id: acme\nname: Acme\n"
    assert [name for name in held if name.startswith("files/")] == [
        "files/estate.toml", "files/knowledge/makers/acme.yml", "files/profile.toml",
    ]  # fmt: skip
    segments = [name for name in held if name.startswith("log/segments/")]
    assert len(segments) == 1


def test_a_name_that_is_taken_is_left_alone(home: Path, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("mine")
    with pytest.raises(UsageError, match="something of that name"):
        bundle(home, tmp_path / "x")
    assert (tmp_path / "x").read_text() == "mine"


def test_a_log_that_is_not_what_it_was_is_not_handed_over(home: Path, tmp_path: Path) -> None:
    connection = sqlite3.connect(home / LOG / DATABASE)
    with connection:
        connection.execute("UPDATE record SET payload = x'00' WHERE kind = 'profile'")
    connection.close()
    with pytest.raises(StoreDamaged, match="is not handed over: leaf"):
        bundle(home, tmp_path / "x")
    assert not (tmp_path / "x").exists()


def test_a_log_that_others_add_to_all_the_time_is_busy(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign, added = ledger_proofs.sign, iter(range(99))

    def slow(folder: Path, store: SqliteStore) -> object:
        made = sign(folder, store)
        store.keep("keep-all", bytes([next(added)]) * 32, b"x", received=1)
        return made

    monkeypatch.setattr(ledger_proofs, "sign", slow)
    with pytest.raises(StoreBusy, match="others keep adding"):
        bundle(home, tmp_path / "x")


def test_without_its_key_nothing_is_handed_over(home: Path, tmp_path: Path) -> None:
    bundle(home, tmp_path / "x")
    (home / "log.key").unlink()
    with pytest.raises(LogKeyError, match="is missing"):
        bundle(home, tmp_path / "y")
    assert not (tmp_path / "y").exists()


# --- redacted ----------------------------------------------------------------------------------------------------


def kinds(held: dict[str, bytes]) -> set[str]:
    return {json.loads(line)["kind"] for line in held["records.jsonl"].splitlines()}


def test_redacted_it_shows_keys_and_our_own_knowledge_alone(home: Path, tmp_path: Path) -> None:
    """Where the owner's knowledge lies over ours, that version is not shown."""
    held = parts(bundle(home, tmp_path / "x", redacted=True))
    assert set(held) == {
        "log.checkpoint", "log.vkey", "leaves.jsonl", "entries.bin", "records.jsonl", "summary.json",
    }  # fmt: skip
    assert kinds(held) == {"key"}
    everything = b"".join(held.values())
    for word in (b"10.0.1.5", b"44:19:b6", b"Headquarters", b"A. Example", b"CAM-1", b"scan.xml", b"acme", b"hq"):
        assert word not in everything, word


def test_what_the_owner_has_not_added_to_is_shown(home: Path, tmp_path: Path) -> None:
    (home / "knowledge" / "makers" / "acme.yml").unlink()
    held = parts(bundle(home, tmp_path / "x", redacted=True))
    assert kinds(held) == {"key", "knowledge"}


def known(held: dict[str, bytes]) -> set[bytes]:
    """Every run of 32 bytes that a bundle tells: raw, in hexadecimal or in base64."""
    found = (
        {held["entries.bin"][at : at + 32] for at in range(len(held["entries.bin"]))}
        if "entries.bin" in held
        else set()
    )
    for name, data in held.items():
        if name.endswith(".jsonl"):
            for line in rows(data):
                for value in line.values() if isinstance(line, dict) else line:
                    found |= set(_runs(value))
    return found


def _runs(value: object) -> Iterator[bytes]:
    if isinstance(value, str):
        for decode in (bytes.fromhex, base64.b64decode):
            try:
                data = decode(value)
            except ValueError:
                continue
            if len(data) < 4_000:
                yield from (data[at : at + 32] for at in range(len(data) - 31))


def guesses(seen: pl.DataFrame) -> Iterator[tuple[str, list[bytes]]]:
    """Address of a /16 to the hashes that somebody would look for who knows everything else of an observation."""
    every = [f"10.0.{high}.{low}" for high in range(256) for low in range(256)]
    one = seen.head(1).drop("position")
    tried = pl.concat([one] * len(every)).with_columns(subject=pl.Series([f"ip:{address}" for address in every]))
    for address, key in zip(every, frames.with_ids(tried)["id"].to_list(), strict=True):
        zero = bytes(tlog.BLIND_SIZE)
        yield address, [key, tlog.leaf_hash(key), tlog.entry_hash(zero, key), tlog.root([key])]


def test_no_address_can_be_confirmed_by_whoever_knows_everything_else(home: Path, tmp_path: Path) -> None:
    store = SqliteStore(home / LOG)
    seen = store.observations(fields=["http.server"]).filter(pl.col("subject") == "ip:10.0.1.5")
    position = int(seen["position"][0])
    (leaf,) = [one for one in store.leaves() if one.position == position]
    store.close()
    whole = known(parts(bundle(home, tmp_path / "whole")))
    told = known(parts(bundle(home, tmp_path / "redacted", redacted=True)))
    found = {address for address, hashes in guesses(seen) if not told.isdisjoint(hashes)}
    assert found == set()
    assert {address for address, hashes in guesses(seen) if not whole.isdisjoint(hashes)} == {"10.0.1.5"}, (
        "the same search finds it in a whole bundle"
    )
    # neither the file, the original nor the owner's files, whoever knows all of them but one address
    assert isinstance(leaf.origin, Origin)
    settings = workspace.open_(home)
    versions = (settings.settings.estate_version, settings.settings.profile_version)
    settings.store.close()
    hidden = [bytes.fromhex(leaf.origin.file), leaf.origin.id(), seen["original"][0], *map(bytes.fromhex, versions)]
    assert not told & set(hidden)
    batch = canonical.digest("batch", 1, b"".join(sorted(SqliteStore(home / LOG).observations()["id"].to_list())))
    assert batch not in told


def test_counts_are_said_and_not_proved(home: Path, tmp_path: Path) -> None:
    said = json.loads(parts(bundle(home, tmp_path / "x", redacted=True))["summary.json"])
    assert said["proved"] is False
    assert said["observations"]["http.server"] == 1
    assert said["subjects"]["ip"] == 1
    assert [one["as_of"] for one in said["assessments"]] == ["2026-11-23"]


def test_a_header_of_before_is_told_by_its_leafs_hash_alone() -> None:
    plain = canonical.encode({"kind": "observations", "received": 1, "count": 2, "file": "ab", "name": "scan.xml"})
    assert not handover.is_blinded(plain)
    assert handover.is_blinded(canonical.encode({"kind": "x", "received": 1, "count": 2, "origin": b"o" * 32}))
