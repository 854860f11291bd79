"""The leaves of a redacted bundle are worked out from what it tells; `test_handover_check` changes all there is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.bundles import bundle, forged, make

from camcensus.engine import handover_redacted as hr
from camcensus.engine import ledger_proofs
from camcensus.engine.handover_file import opened
from camcensus.engine.workspace import LOG
from camcensus.model.errors import BrokenInput
from camcensus.store.kept import kept
from camcensus.wire import tlog


@pytest.fixture
def redacted(tmp_path: Path) -> Path:
    make(tmp_path / "home")
    return bundle(tmp_path / "home", tmp_path / "x", redacted=True)


def test_its_roots_are_those_of_the_log_at_every_size(redacted: Path, tmp_path: Path) -> None:
    signed = ledger_proofs.unproved(tmp_path / "home" / "log.checkpoint")
    tree, expected = tlog.Tree(), {}
    with kept(tmp_path / "home" / LOG) as log:
        for page in log.leaves(1, signed.size):
            for row in page:
                tree.add(row.hash)
                expected[tree.size] = tree.root()
    with opened(redacted) as held:
        told = hr.read(held, range(1, signed.size + 1))
    assert told.roots == expected | {0: tlog.EMPTY_ROOT}
    assert told.roots[signed.size] == signed.root
    assert (told.faults, told.hidden, told.size) == ([], 0, signed.size)


def test_leaves_of_before_are_counted(redacted: Path, tmp_path: Path) -> None:
    """A leaf that is told by its hash alone fits as well as any other."""
    with kept(tmp_path / "home" / LOG) as log:
        ((first, *_), *_) = log.leaves(1, 1)

    def hide(held: dict[str, bytes]) -> None:
        lines = held["leaves.jsonl"].splitlines()
        lines[0] = json.dumps({"position": 1, "hash": first.hash.hex()}).encode()
        held["leaves.jsonl"] = b"\n".join(lines)
        held["entries.bin"] = held["entries.bin"][32 * first.entries :]

    with opened(forged(redacted, tmp_path / "y", hide)) as held:
        told = hr.read(held, [])
    assert (told.hidden, told.faults) == (1, [])
    assert told.roots[told.size] == ledger_proofs.unproved(tmp_path / "home" / "log.checkpoint").root


@pytest.mark.parametrize("size", [1, 31, 32, 33, 1_000])
def test_hashes_may_come_in_pieces_of_any_size(size: int) -> None:
    data = b"".join(bytes([number]) * 32 for number in range(20))
    hashes = hr._Hashes(data[at : at + size] for at in range(0, len(data), size))
    assert [one[0] for one in (*hashes.take(3), *hashes.take(0), *hashes.take(17))] == list(range(20))
    assert not hashes.rest()
    with pytest.raises(BrokenInput, match="fewer entries"):
        hashes.take(1)


@pytest.mark.parametrize(
    ("name", "data"),
    [("leaves.jsonl", b"x"), ("leaves.jsonl", b'{"position": "1"}'), ("leaves.jsonl", b'{"position": 1, "hash": "zz"}'),
     ("records.jsonl", b"[]"), ("summary.json", b"[]"), ("summary.json", b"x")],
)  # fmt: skip
def test_parts_that_are_not_of_the_form_are_refused(redacted: Path, tmp_path: Path, name: str, data: bytes) -> None:
    path = forged(redacted, tmp_path / "y", lambda held: held.update({name: data}))
    with opened(path) as held, pytest.raises(BrokenInput):
        hr.read(held, [])
