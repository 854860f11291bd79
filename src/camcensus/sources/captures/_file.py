"""What the two forms of capture files share: from blocks to what was heard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from camcensus.model.errors import BrokenInput
from camcensus.model.reading import Chunk
from camcensus.sources.captures._blocks import Blocks
from camcensus.sources.captures._listener import Listener

LARGE = 64 << 20
"""Bytes from which on a file is worth the second that the compiled way takes to start."""

_OFTEN = 16 << 20
"""Bytes after which it is told how far the reading is."""


def listen(path: Path, blocks: Blocks, listener: Listener) -> Iterator[Chunk]:
    """Everything a capture says. Raises `BrokenInput` if nothing of it is a packet though there is something."""
    told = 0
    for packets, base in blocks:
        listener.take_in(packets, base)
        if blocks.done - told >= _OFTEN:
            told = blocks.done
            yield listener.gathered.take(done=told)
    remarks = listener.gathered.remarks
    if blocks.damaged:
        remarks.add("the file", f"{blocks.damaged:,} damaged places, {blocks.lost:,} bytes of them passed over")
    if blocks.given_up:
        remarks.add("the file", "it is so damaged that its rest was not read")
    if blocks.cut:
        remarks.add("the file", "it ends in the middle of a packet, as a capture that was broken off does")
    if not listener.packets and (blocks.damaged or blocks.cut):
        raise BrokenInput("no packet in it is whole", where=path.name, mend="copy the capture again, as it was written")
    yield from listener.close(path)
