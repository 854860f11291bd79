"""The parts of a whole bundle laid out as a workspace, in a new folder; nothing is believed of them yet."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from pathlib import Path

import msgspec

from camcensus.engine import keys, settings
from camcensus.engine.handover import CHECKPOINT, FILES, PUBLIC, ROWS, SEGMENTS
from camcensus.engine.handover_file import Bundle
from camcensus.engine.workspace import LOG, OVERLAY
from camcensus.knowledge import load
from camcensus.model.errors import BrokenInput, HostileInput, StoreFull, UsageError
from camcensus.store import carried

_MOST = 256 << 20
"""Bytes of one file of the owner's."""
_SEGMENT = re.compile(rf"{SEGMENTS}[1-9][0-9]{{0,17}}\.jsonl")
_ROOM = 2
"""The database and its journal want so many times the room that the rows take."""


def lay(bundle: Bundle, home: Path) -> None:
    """Make a workspace of it in `home`, which is not there yet.

    Raises `UsageError` for a redacted bundle, `BrokenInput` and `HostileInput` for one that is not made as bundles are,
    `StoreFull`.
    """
    if bundle.manifest.redacted:
        words = "it is redacted: there are no observations in it that could be judged again"
        raise UsageError(words, where=str(bundle.path), mend="'camcensus bundle verify' checks what it proves")
    _check(bundle)
    free = shutil.disk_usage(home.parent).free
    if free < bundle.unpacked * _ROOM:
        words = f"it needs {bundle.unpacked * _ROOM >> 20:,} MB, and {free >> 20:,} MB are free; nothing was made"
        raise StoreFull(words, where=str(home.parent), mend="make room, or name another place")
    home.mkdir(mode=0o700)
    tables = ((name, bundle.pieces(f"{ROWS}{name}.jsonl")) for name in carried.TABLES)
    carried.make(home / LOG, tables)
    for name in bundle.names:
        if name.startswith(SEGMENTS):
            carried.put_segment(
                home / LOG, int(name.removeprefix(SEGMENTS).removesuffix(".jsonl")), bundle.pieces(name)
            )
        elif not name.startswith(ROWS):
            _write(home / name.removeprefix(FILES), [bundle.data(name, _MOST)])
    _write(home / keys.COPY, [msgspec.json.encode(bundle.manifest)])


def _check(bundle: Bundle) -> None:
    """Raises `HostileInput` for a part that no bundle has, `BrokenInput` where one is missing."""
    needed = {CHECKPOINT, PUBLIC, f"{FILES}estate.toml", *(f"{ROWS}{name}.jsonl" for name in carried.TABLES)}
    for name in bundle.names:
        if name not in needed and not _is_file(name) and not _is_segment(name):
            raise HostileInput(f"'{name[:80]}' is no part of a bundle", where=str(bundle.path))
    if missing := sorted(needed - set(bundle.names)):
        raise BrokenInput(f"'{missing[0]}' is missing", where=str(bundle.path))


def _is_segment(name: str) -> bool:
    return _SEGMENT.fullmatch(name) is not None


def _is_file(name: str) -> bool:
    """Whether it is one of the owner's files, or of their knowledge."""
    if not name.startswith(FILES):
        return False
    first, _, rest = name.removeprefix(FILES).partition("/")
    folder, _, inside = rest.partition("/")
    if not rest:
        return first in settings.NAMES
    return first == OVERLAY and folder in load.FOLDERS and inside.endswith((".yml", ".toml"))


def _write(path: Path, pieces: Iterable[bytes]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.writelines(pieces)
