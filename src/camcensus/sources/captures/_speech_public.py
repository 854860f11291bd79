"""What of a reply to a maker's search may be kept: nothing of its owner's account, place and keys.

What a reply bears besides is kept as it was sent, so that it is read as any other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from camcensus.wire.discovery import bosch, tplink, vstarcam

Kept = tuple[bytes, int]
"""The reply as it may be kept, and whether anything was taken out of it (0 or 1)."""

_FRAMES = {"dhip": (b"\x20\0\0\0DHIP", 32), "xm": (b"\xff", 20)}
"""How protocols begin whose header says how long the text behind it is, and how long the header is."""


def public(protocol: str, data: bytes) -> Kept:
    """Of a whole reply that `recognise` took for one of this protocol."""
    kept = _READERS.get(protocol, bytes)(data)
    return kept, int(any(data[len(kept) :])) if data.startswith(kept) else 1


def unframed(protocol: str, data: bytes) -> bytes:
    """A reply in whose text a secret was replaced, without the header that says how long the text was."""
    mark, size = _FRAMES.get(protocol, (b"", 0))
    return data[size:].strip(b"\0 \t\r\n") if size and data.startswith(mark) else data


_READERS: Mapping[str, Callable[[bytes], bytes]] = {
    "bosch": bosch.public,
    "tp-link": tplink.public,
    "vstarcam": vstarcam.public,
}
