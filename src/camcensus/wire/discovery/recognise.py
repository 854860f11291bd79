"""Which maker's discovery protocol a packet is, and what it says."""

from __future__ import annotations

from collections.abc import Callable

from camcensus.wire.discovery import (
    baichuan,
    bosch,
    dahua1,
    dhip,
    foscam,
    hanwha,
    nice,
    panasonic,
    parts,
    sony,
    tplink,
    tvt,
    ubiquiti,
    vision360,
    vivotek,
    vstarcam,
    xm,
)

Reader = tuple[Callable[[bytes], bool], Callable[[bytes], dict[str, str]]]

READERS: dict[str, Reader] = {
    "dhip": (dhip.detect, dhip.parse),
    "baichuan": (baichuan.detect, baichuan.parse),
    "bosch": (bosch.detect, bosch.parse),
    "vivotek": (vivotek.detect, vivotek.parse),
    "foscam": (foscam.detect, foscam.parse),
    "vstarcam": (vstarcam.detect, vstarcam.parse),
    "nice": (nice.detect, nice.parse),
    "360vision": (vision360.detect, vision360.parse),
    "tvt": (tvt.detect, tvt.parse),
    "xm": (xm.detect, xm.parse),
    "panasonic": (panasonic.detect, panasonic.parse),
    "sony": (sony.detect, sony.parse),
    "tp-link": (tplink.detect, tplink.parse),
    "ubiquiti": (ubiquiti.detect, ubiquiti.parse),
    "dahua1": (dahua1.detect, dahua1.parse),
    "hanwha": (hanwha.detect, hanwha.parse),
}
"""Each protocol's soft look and firm reading. Long marks come first: a mark of one byte may begin any packet."""


def recognise(data: bytes) -> tuple[str, dict[str, str]] | None:
    """The protocol of `data` and its parts, or None if it is a whole reply of none; never raises."""
    if len(data) > parts.MAX_PACKET:
        return None
    for protocol, (detect, parse) in READERS.items():
        if detect(data):
            try:
                return protocol, parse(data)
            except ValueError:
                continue  # the mark was another protocol's, or the reply is broken
    return None
