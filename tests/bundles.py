"""A small workspace with everything in its log, bundles of it, and bundles that somebody made up."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec
import pytest
from tests.support import AS_OF
from tests.workspaces import make as workspace_files

from camcensus.engine import assess, erase, gather, handover, record, workspace
from camcensus.engine.erasable import Wish
from camcensus.engine.handover_file import MANIFEST, Manifest, Written, write
from camcensus.store import staging


def make(home: Path) -> str:
    """Rows, a segment, records, an erasure of each kind, knowledge of the owner's; the id of an assessment."""
    workspace_files(home)
    (home / "knowledge" / "makers").mkdir(parents=True)
    (home / "knowledge" / "makers" / "acme.yml").write_text("id: acme\nname: Acme\n")
    (home / "log.key").unlink(missing_ok=True)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(staging, "SEGMENT_ROWS", 10)
        opened = workspace.open_(home)
        list(gather.read(opened, [home / "scan.xml", home / "register.csv"]))
    wish = Wish(subjects=("ip:10.0.2.9",), values=True)
    erase.erase(opened, erase.plan(opened, wish, AS_OF), "A. Example", "a request")
    key = record.record(opened, assess.assess(opened, AS_OF))
    opened.store.close()
    return key


def bundle(home: Path, to: Path, *, redacted: bool = False) -> Path:
    """A bundle of a workspace."""
    opened = workspace.open_(home)
    handover.make(opened, to, redacted=redacted)
    opened.store.close()
    return to


def parts(path: Path) -> dict[str, bytes]:
    """What is in a bundle, whoever made it."""
    with zipfile.ZipFile(path) as held:
        return {name: held.read(name) for name in held.namelist() if name != MANIFEST}


def manifest(path: Path) -> Manifest:
    """What it says of itself."""
    with zipfile.ZipFile(path) as held:
        return msgspec.json.decode(held.read(MANIFEST), type=Manifest)


def forged(path: Path, to: Path, change: Callable[[dict[str, bytes]], None], **says: object) -> Path:
    """A bundle with other parts, or that says something else, and with sums that fit."""
    held = parts(path)
    change(held)
    told = msgspec.structs.replace(manifest(path), **says)
    write(to, told, [Written(name=name, pieces=[data]) for name, data in held.items()])
    return to


def rows(data: bytes) -> list[list[object]]:
    """The rows of a table."""
    return [json.loads(line) for line in data.splitlines()]


def table(held: Mapping[str, bytes], name: str) -> list[list[object]]:
    """The rows of a table of a bundle."""
    return rows(held[f"log/{name}.jsonl"])


def put(held: dict[str, bytes], name: str, some: list[list[object]]) -> None:
    """Other rows in the place of a table's."""
    held[f"log/{name}.jsonl"] = b"".join(json.dumps(row).encode() + b"\n" for row in some)
