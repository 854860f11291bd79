"""Captures in the newer form (pcapng), as Wireshark writes them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from camcensus.model.errors import BrokenInput
from camcensus.model.reading import Chunk, Context
from camcensus.sources.captures import _file
from camcensus.sources.captures._blocks import Blocks
from camcensus.sources.captures._listener import Listener
from camcensus.wire.capture import pcapng

SOURCE = "importer:pcapng@1"


def detect(head: bytes) -> bool:
    """Whether the file begins with a section header block."""
    return pcapng.detect(head)


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """What cameras, recorders and who speaks with them said. Raises `BrokenInput` if the file is no capture."""
    with path.open("rb") as stream:
        head = stream.read(12)
    try:
        section = pcapng.section(head)
    except ValueError:
        raise BrokenInput("its header is cut off", where=context.name, mend="copy the capture again") from None
    listener = Listener(context, SOURCE, large=path.stat().st_size >= _file.LARGE)
    blocks = Blocks(
        path,
        0,
        lambda data, size, _: pcapng.packets(data, size, section),
        lambda data, begin, end: pcapng.resume(data, begin, end, section),
        size=pcapng.MAX_BLOCK + (1 << 16),
    )
    for chunk in _file.listen(path, blocks, listener):
        _tell(listener, section)
        yield chunk


def _tell(listener: Listener, section: pcapng.Section) -> None:
    """What the file says of its own view, before the last chunk tells it."""
    if section.names:
        listener.window.traits["sensor"] = ", ".join(section.names)[:200]
    if section.lost:
        listener.window.traits["lost"] = section.lost
    if 0 < section.snapped < 1_500:
        listener.window.traits["snapped"] = section.snapped
    listener.gathered.leave_out("packets of interfaces that were never described", section.orphans)
    listener.gathered.leave_out("blocks too short for what they are", section.lies)
    section.orphans = section.lies = 0
