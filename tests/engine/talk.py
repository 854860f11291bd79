"""A made-up format for tests of the engine: who spoke, of which only what has to do with cameras is kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from camcensus.engine import gather
from camcensus.engine.extensions import Extension
from camcensus.model.reading import Chunk, Context
from camcensus.sources.reading.door import LEFT, Door
from camcensus.sources.reading.gathered import Gathered

MARK = b"TALK\n"


def detect(head: bytes) -> bool:
    return head.startswith(MARK)


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """Lines of ``address field value``."""
    gathered, door = Gathered(context, "importer:talk@1"), Door(context)
    for line in path.read_text().splitlines()[1:]:
        address, field, value = line.split(" ")
        if door.knows(address):
            gathered.records += 1
            gathered.add(f"ip:{address}", [(field, value)], original=gathered.keep(line))
        else:
            gathered.leave_out(f"lines {LEFT}")
    yield gathered.take(done=path.stat().st_size)


def with_talk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the engine read it beside everything else."""
    module = ModuleType("talk")
    vars(module).update(detect=detect, read=read)
    definition = {"id": "talk", "title": "talk", "version": 1, "order": 100, "narrows": True, "needs_realm": True}
    others = gather.readers()
    one = Extension(id="talk", module=module, definition=definition)
    monkeypatch.setattr(gather, "readers", lambda: {**others, "talk": one})
