"""``python -m camcensus.faces.verify``: an auditor's check of a checkpoint or a proof, without the log.

It needs Python, the package ``cryptography`` and three files of this program (`wire.tlog`, `wire.checkpoint`,
`wire.canonical`) besides the files that it is given, and imports nothing else; a test holds that.
Exit codes: 0 it stands, 1 it does not, 2 bad input, 3 it stands only as far as nobody vouches for the key or the older
checkpoint.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from camcensus.wire import canonical, checkpoint, tlog
from camcensus.wire.checkpoint import Checkpoint, Consistency, Inclusion, Key

STANDS, FALSE, BAD, OPEN = 0, 1, 2, 3


def main(words: Sequence[str] | None = None) -> int:
    """Check one file; the exit code."""
    parser = argparse.ArgumentParser(
        prog="camcensus-verify", description="Check a checkpoint or a proof of a camcensus log.", allow_abbrev=False
    )
    parser.add_argument("file", type=Path, help="a checkpoint, a proof of inclusion or a proof of consistency")
    parser.add_argument("--key", type=Path, help="log.vkey, from whoever keeps the log, by a way that you trust")
    parser.add_argument("--old", type=Path, help="the older checkpoint that a proof of consistency continues")
    parser.add_argument("--held", type=Path, help="a checkpoint that you hold: the file's own must be the same")
    given = parser.parse_args(words)
    try:
        keys = _keys(given.key)
        code, lines = check(_read(given.file), keys, _checkpoint(given.old), _checkpoint(given.held))
    except (OSError, ValueError) as fault:
        sys.stderr.write(f"camcensus-verify: {fault}\n")
        return BAD
    sys.stdout.write("\n".join(lines) + "\n")
    return code


def check(
    data: bytes, keys: Sequence[Key], old: Checkpoint | None = None, held: Checkpoint | None = None
) -> tuple[int, list[str]]:
    """The exit code and the sentences for one file. Raises `ValueError` for what is of none of the three forms."""
    if data.startswith(checkpoint.PROOF.encode()):
        proof = checkpoint.inclusion(data)
        return _all(_signature(proof.checkpoint, keys), _same(proof.checkpoint, held), included(proof))
    if data.startswith(b"old "):
        continued = checkpoint.consistency(data)
        return _all(
            _signature(continued.checkpoint, keys), _same(continued.checkpoint, held), _continues(continued, old, keys)
        )
    signed = checkpoint.checkpoint(data)
    return _all(_signature(signed, keys), _same(signed, held))


Part = tuple[int, list[str]]


def _all(*parts: Part) -> Part:
    """One false part makes the whole false, one open part leaves it open."""
    codes = [code for code, _ in parts]
    code = FALSE if FALSE in codes else OPEN if OPEN in codes else STANDS
    last = {STANDS: "It stands.", FALSE: "IT DOES NOT STAND.", OPEN: "It stands as far as that goes."}[code]
    return code, [*(line for _, lines in parts for line in lines), last]


def _signature(signed: Checkpoint, keys: Sequence[Key]) -> Part:
    words = f"checkpoint of {signed.origin}: {signed.size} leaves, root {signed.root.hex()}"
    if not keys:
        return OPEN, [words, "whose signature it bears was not checked: give --key"]
    key = signed.signer(keys)
    if key is None or key.name != signed.origin:
        return FALSE, [words, "none of the given keys has signed it"]
    return STANDS, [words, f"signed by {key.name}, key {key.id.hex()}"]


def _same(signed: Checkpoint, held: Checkpoint | None) -> Part:
    if held is None:
        return STANDS, []
    if (held.origin, held.size, held.root) == (signed.origin, signed.size, signed.root):
        return STANDS, ["it is the checkpoint that you hold"]
    return FALSE, [f"it is not the checkpoint that you hold: that has {held.size} leaves, root {held.root.hex()}"]


def included(proof: Inclusion) -> Part:
    """Whether what the proof's extra data say gives the leaf, and the leaf the checkpoint's root."""
    value = canonical.decode(proof.extra)
    header = value.get("header") if isinstance(value, dict) else None
    root = value.get("root") if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(header, bytes) or not isinstance(root, bytes) or len(root) != 32:
        raise ValueError("the proof does not say what its leaf is made of")
    leaf, signed = tlog.leaf_hash(header + root), proof.checkpoint
    if not tlog.is_included(leaf, proof.index, signed.size, proof.hashes, signed.root):
        return FALSE, [f"leaf {proof.index + 1} is not in the log of that checkpoint"]
    found = [(True, f"leaf {proof.index + 1} is in the log: {_described(header)}")]
    found += [_entry(value["entry"], root)] if "entry" in value else []
    found += [_opened(name, value[name], header) for name in ("origin", "payload") if name in value]
    return (STANDS if all(stands for stands, _ in found) else FALSE), [words for _, words in found]


def _opened(name: str, opened: canonical.Value, header: bytes) -> tuple[bool, str]:
    """Whether what is said of where a leaf came from, or of what it decided, is what its header is the hash of."""
    told = canonical.decode(header)
    if not isinstance(opened, dict) or not isinstance(told, dict):
        raise ValueError(f"the {name} is not of the form")  # noqa: TRY004  # a file's fault, as all others here
    rest = {key: one for key, one in opened.items() if key != "blind"}
    blind, said = opened.get("blind"), opened.get("sha256") if name == "payload" else canonical.digest(name, 1, rest)
    if not isinstance(blind, bytes) or not isinstance(said, bytes) or (len(blind), len(said)) != (tlog.BLIND_SIZE, 32):
        raise ValueError(f"the {name} is not of the form")
    stands = told.get(name) == tlog.entry_hash(blind, said)
    shown = ", ".join(f"{key} {_plain(one.hex() if isinstance(one, bytes) else str(one))}" for key, one in rest.items())
    what = "it came from" if name == "origin" else "what it says has"
    return stands, f"{what}{'' if stands else ' something else than'} {shown}"


def _entry(entry: canonical.Value, root: bytes) -> tuple[bool, str]:
    if not isinstance(entry, dict):
        raise ValueError("the entry is not of the form")  # noqa: TRY004  # a file's fault, as all others here
    index, count, blind, one, path = (entry.get(name) for name in ("index", "count", "blind", "id", "path"))
    if (
        not isinstance(index, int) or not isinstance(count, int) or not isinstance(blind, bytes)
        or not isinstance(one, bytes) or not isinstance(path, list) or len(path) > checkpoint.MAX_HASHES
        or (len(blind), len(one)) != (tlog.BLIND_SIZE, 32)
    ):  # fmt: skip
        raise ValueError("the entry is not of the form")
    hashes = [part for part in path if isinstance(part, bytes)]
    stands = len(hashes) == len(path) and tlog.is_included(tlog.entry_hash(blind, one), index, count, hashes, root)
    return stands, f"entry {index + 1} of {count} under it is{'' if stands else ' not'} {one.hex()}"


def _described(header: bytes) -> str:
    value = canonical.decode(header)
    if not isinstance(value, dict):
        raise ValueError("the leaf's header is not of the form")  # noqa: TRY004  # the same
    hidden = ("received", "origin", "payload")
    shown = {name: one.hex() if isinstance(one, bytes) else one for name, one in value.items() if name not in hidden}
    said = ", ".join(f"{name} {_plain(str(one))}" for name, one in shown.items() if one != "")
    received = value.get("received")
    if isinstance(received, int) and 0 <= received < 1 << 57:
        said += f", came {datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=received):%Y-%m-%d %H:%M:%S} UTC"
    return said


def _plain(text: str) -> str:
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text[:200])


def _continues(proof: Consistency, old: Checkpoint | None, keys: Sequence[Key]) -> Part:
    if old is None:
        return OPEN, [f"whether it continues what it was at {proof.old} leaves was not checked: give --old"]
    code, lines = _signature(old, keys)
    signed = proof.checkpoint
    if old.origin != signed.origin or old.size != proof.old:
        return FALSE, [*lines, "the proof is for another checkpoint than the older one that was given"]
    if not tlog.is_consistent(old.size, old.root, signed.size, signed.root, proof.hashes):
        return FALSE, [*lines, f"the log does not begin with what it was at {old.size} leaves: its history was changed"]
    return code, [*lines, f"the log of {signed.size} leaves begins with what it was at {old.size} leaves"]


def _keys(path: Path | None) -> list[Key]:
    return [] if path is None else list(_lines(_read(path).splitlines()))


def _lines(lines: Iterable[bytes]) -> Iterable[Key]:
    return (checkpoint.key(line) for line in lines if line.strip())


def _checkpoint(path: Path | None) -> Checkpoint | None:
    return None if path is None else checkpoint.checkpoint(_read(path))


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(checkpoint.MAX_BYTES + 1)


def run() -> None:
    """The entry point."""
    sys.exit(main())


if __name__ == "__main__":
    run()
