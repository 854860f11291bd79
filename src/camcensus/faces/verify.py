"""``python -m camcensus.faces.verify``: an auditor's check of a checkpoint or a proof, without the log.

It needs Python, the package ``cryptography`` and three files of this program (`wire.tlog`, `wire.checkpoint`,
`wire.canonical`) besides the files that it is given, and imports nothing else; a test holds that.
Exit codes: 0 it stands, 1 it does not, 2 bad input, 3 it stands only as far as nobody vouches for the key or the older
checkpoint.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
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
    parser.add_argument("--document", type=Path, help="the document that a proof was written beside: is it the same?")
    parser.add_argument(
        "--observations", type=Path, help="observations.jsonl of a dossier: is the proved one what its line says?"
    )
    parser.add_argument("--held", type=Path, help="a checkpoint that you hold: the file's own must be the same")
    parser.add_argument("--witness", type=Path, help="keys of witnesses: did any of them sign the checkpoint?")
    given = parser.parse_args(words)
    try:
        keys = _keys(given.key)
        digest = None if given.document is None else _digest(given.document)
        data = _read(given.file)
        held, witnesses = _checkpoint(given.held), _keys(given.witness)
        code, lines = check(data, keys, _checkpoint(given.old), held, digest, witnesses)
        if given.observations is not None:
            code, lines = _all((code, lines[:-1]), _observed(checkpoint.inclusion(data), given.observations))
    except (OSError, ValueError) as fault:
        sys.stderr.write(f"camcensus-verify: {fault}\n")
        return BAD
    sys.stdout.write("\n".join(lines) + "\n")
    return code


def check(
    data: bytes,
    keys: Sequence[Key],
    old: Checkpoint | None = None,
    held: Checkpoint | None = None,
    document: str | None = None,
    witnesses: Sequence[Key] = (),
) -> tuple[int, list[str]]:
    """The exit code and the sentences for one file. Raises `ValueError` for what is of none of the three forms.

    `document`: the SHA-256 (hex) of the document that a proof of inclusion is to be of.
    """
    if data.startswith(checkpoint.PROOF.encode()):
        proof = checkpoint.inclusion(data)
        parts = [*_vouched(proof.checkpoint, keys, held, witnesses), included(proof)]
        return _all(*parts, *([] if document is None else [_documented(proof, document)]))
    if document is not None:
        raise ValueError("this file proves no document: give the one that was written beside it")
    if data.startswith(b"old "):
        continued = checkpoint.consistency(data)
        return _all(*_vouched(continued.checkpoint, keys, held, witnesses), _continues(continued, old, keys))
    return _all(*_vouched(checkpoint.checkpoint(data), keys, held, witnesses))


Part = tuple[int, list[str]]


def _all(*parts: Part) -> Part:
    """One false part makes the whole false, one open part leaves it open."""
    codes = [code for code, _ in parts]
    code = FALSE if FALSE in codes else OPEN if OPEN in codes else STANDS
    last = {STANDS: "It stands.", FALSE: "IT DOES NOT STAND.", OPEN: "It stands as far as that goes."}[code]
    return code, [*(line for _, lines in parts for line in lines), last]


def _vouched(
    signed: Checkpoint, keys: Sequence[Key], held: Checkpoint | None, witnesses: Sequence[Key]
) -> tuple[Part, ...]:
    return _signature(signed, keys), _same(signed, held), _witnessed(signed, witnesses)


def _witnessed(signed: Checkpoint, witnesses: Sequence[Key]) -> Part:
    if not witnesses:
        return STANDS, []
    try:
        found = signed.witnessed(witnesses)
    except ValueError as fault:
        return FALSE, [str(fault)]
    if not found:
        return OPEN, ["none of these witnesses has signed it"]
    begin = datetime(1970, 1, 1, tzinfo=UTC)
    times = [(key.name, begin + timedelta(seconds=when)) for key, when in found]
    return STANDS, [f"{name} saw it on {when:%Y-%m-%d %H:%M} UTC" for name, when in times]


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
    bound = said if "hash" in told else tlog.entry_hash(blind, said)  # older headers name a record and what it says
    stands = told.get(name) == bound
    shown = ", ".join(f"{key} {_plain(one.hex() if isinstance(one, bytes) else str(one))}" for key, one in rest.items())
    what = "it came from" if name == "origin" else "what it says has"
    return stands, f"{what}{'' if stands else ' something else than'} {shown}"


def _documented(proof: Inclusion, digest: str) -> Part:
    """Whether the record that the proof shows says that this very document was handed over."""
    value = canonical.decode(proof.extra)
    record = value.get("record") if isinstance(value, dict) else None
    opened = value.get("payload") if isinstance(value, dict) else None
    if not isinstance(record, bytes) or not isinstance(opened, dict):
        raise ValueError("the proof does not say what its record says")  # noqa: TRY004  # the same
    said = canonical.decode(record)
    if opened.get("sha256") != hashlib.sha256(record).digest() or not isinstance(said, dict):
        return FALSE, ["what the proof says of the record is not what the leaf binds"]
    if said.get("document") != digest:
        return FALSE, ["THE DOCUMENT IS ANOTHER than the one that was handed over"]
    shown = ", ".join(f"{name} {_plain(str(said.get(name, '')))}" for name in ("number", "form", "person", "on"))
    return STANDS, [f"the document is the one that was handed over: {shown}"]


def _observed(proof: Inclusion, path: Path) -> Part:
    """Whether a line of a file has the id that the proof shows, and says what that is the hash of."""
    value = canonical.decode(proof.extra)
    entry = value.get("entry") if isinstance(value, dict) and "payload" not in value else None  # a record's has one
    one = entry.get("id") if isinstance(entry, dict) else None
    if not isinstance(one, bytes):
        raise ValueError("it proves no observation: give a proof whose name begins with entry-")  # noqa: TRY004
    with path.open("rb") as file:
        while line := file.readline(_LONGEST):
            if one.hex().encode() in line and (said := _line(line)).get("id") == one.hex():
                if canonical.digest("observation", 1, _fields(said)) != one:
                    return FALSE, [f"THE LINE IS ANOTHER than what was observed as {one.hex()[:12]}"]
                shown = _plain(f"{said['subject']} {said['field']}")
                return STANDS, [f"its line says what was observed: {shown}"]
    return FALSE, [f"no line has the id {one.hex()[:12]}"]


_LONGEST = 64 << 20
"""Bytes of a line of observations."""


def _line(line: bytes) -> dict[str, object]:
    try:
        said = json.loads(line)
    except RecursionError:
        said = None
    if not isinstance(said, dict):
        raise ValueError("a line of observations is no object")  # noqa: TRY004  # a file's fault, as all others here
    return said


def _fields(said: Mapping[str, object]) -> list[canonical.Value]:
    """What an observation's id is made of, in its order."""
    if missing := [name for name in (*_TEXTS, *_OTHERS) if name not in said]:
        raise ValueError(f"a line of observations lacks '{missing[0]}'")
    body, realm, subject, field, value, encoding, quality, source, vantage = (str(said[name]) for name in _TEXTS)
    at, until, original = _micros(said["at"]), _micros(said["until"]), said["original"]
    key = None if original is None else bytes.fromhex(str(original))
    count = int(str(said["count"]))
    return [body, realm, subject, field, value, encoding, at, until, count, quality, source, vantage, key]


_TEXTS = ("body", "realm", "subject", "field", "value", "encoding", "at_quality", "source", "vantage")
_OTHERS = ("at", "until", "count", "original")


def _micros(text: object) -> int | None:
    """A time with its zone, in microseconds since 1970."""
    if text is None:
        return None
    at = datetime.fromisoformat(str(text))
    if at.tzinfo is None:
        raise ValueError("a time of an observation has no zone")
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


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


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(checkpoint.MAX_BYTES + 1)


def run() -> None:
    """The entry point."""
    sys.exit(main())


if __name__ == "__main__":
    run()
