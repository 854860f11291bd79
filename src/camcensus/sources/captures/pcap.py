"""Captures in the classic form of libpcap and tcpdump."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from camcensus.model.errors import BrokenInput
from camcensus.model.reading import Chunk, Context
from camcensus.sources.captures import _file
from camcensus.sources.captures._blocks import Blocks
from camcensus.sources.captures._listener import Listener
from camcensus.wire.capture import pcap

SOURCE = "importer:pcap@1"


def detect(head: bytes) -> bool:
    """Whether the file begins with the magic number of a classic capture."""
    return pcap.detect(head)


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """What cameras, recorders and who speaks with them said. Raises `BrokenInput` if the file is no capture."""
    with path.open("rb") as stream:
        head = stream.read(pcap.HEADER)
    try:
        form = pcap.header(head)
    except ValueError:
        raise BrokenInput("its header is cut off", where=context.name, mend="copy the capture again") from None
    large = path.stat().st_size >= _file.LARGE
    listener = Listener(context, SOURCE, large=large)
    if 0 < form.snap < 1_500:
        listener.window.traits["snapped"] = form.snap
    blocks = Blocks(
        path,
        pcap.HEADER,
        listener.walk(form),
        lambda data, begin, end: pcap.resume(data, begin, end, form),
        piece=listener.piece,
    )
    yield from _file.listen(path, blocks, listener)
