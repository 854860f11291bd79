"""Configurations of firewalls, routers and switches: kept whole, without their secrets, and asked when it is judged.

Every dialect of `wire.config` is read. What is kept is the text: what it means is worked out anew each time, so that a
reader that understands more says more of what was read before.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from camcensus.model.errors import BrokenInput, HostileInput
from camcensus.model.reading import Chunk, Context
from camcensus.sources.reading.gathered import Gathered
from camcensus.wire.config import every, redacted

SOURCE = "importer:network-config@1"
SHOWN = 20
"""Lines that were not understood and are named."""


def detect(head: bytes) -> bool:
    """Whether it begins in one of the dialects; never raises."""
    return every.told(head) is not None


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """One configuration: its dialect, the name of the box, and its text without secrets.

    Raises `HostileInput` for a file that is too large, `BrokenInput` for one that says nothing of its dialect.
    """
    if path.stat().st_size > every.MAX_BYTES:
        raise HostileInput(f"it is larger than {every.MAX_BYTES >> 20} MB", where=context.name)
    data = path.read_bytes()
    dialect = every.told(data)
    whole, removed = redacted.strip(every.text(data))
    try:
        if dialect is None:
            raise ValueError("it is of no dialect that is read here")  # noqa: TRY301  # one sentence for both
        box = dialect.parse(whole)
    except ValueError as fault:
        raise BrokenInput(str(fault), where=context.name) from None
    gathered = Gathered(context, SOURCE)
    gathered.records = 1
    gathered.redacted += removed
    facts = [
        ("config.dialect", box.dialect),
        ("config.name", box.name),
        ("config.rules", str(box.written)),
        ("config.interfaces", str(len(box.interfaces))),
        ("config.unread", str(len(box.unread))),
    ]
    gathered.add(f"file:{context.file}", facts, original=gathered.keep(whole.encode("utf-8", "replace")))
    for odd in box.unread[:SHOWN]:
        text = " ".join(odd.text.split())[:120]
        gathered.remarks.add(f"line {odd.line}", f"not understood{f', {odd.why}' if odd.why else ''}: {text}")
    if len(box.unread) > SHOWN:
        gathered.remarks.add("the file", f"{len(box.unread) - SHOWN:,} more lines are not understood")
    yield gathered.last("the configuration")
