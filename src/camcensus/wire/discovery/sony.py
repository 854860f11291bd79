"""Sony: pairs of text between control bytes, over UDP port 2380.

Asked by a broadcast to port 2380: ``02``, ``ENQ:allinfo``, ``ff``, ``03``. The answer is broadcast to the
port that asked:

========  =====================================================
``02``    start
text      ``NAME:value``
``ff``    end of the pair; the next follows
``03``    end
========  =====================================================

Names seen: MAC (with hyphens), MODEL, SERIAL, INFO, DHCP, IPADR, MASK, GATEWAY, DNSAUTO, DNS1, DNS2, WEBPORT, TIME,
TIMEZONE, DTFORMAT, SOFTVERSION.

Source: julienblitte/UniversalScanner, Sony.cs and Sony.selftest (a made-up device in the real form).
"""

from __future__ import annotations

from camcensus.wire.discovery import parts

_PROTOCOL = "Sony"


def search() -> bytes:
    """The message that asks who is there, to UDP port 2380."""
    return b"\x02ENQ:allinfo\xff\x03"


def detect(data: bytes) -> bool:
    """Whether `data` begins as such a reply does."""
    return data[:1] == b"\x02" and b"\xff" in data[:512] and data[-1:] == b"\x03"


def parse(data: bytes) -> dict[str, str]:
    """The parts of one reply; see `parts` for the keys. Raises `ValueError`."""
    parts.require(data, _PROTOCOL, b"\x02", 4)
    if data[-2:] != b"\xff\x03":
        raise parts.cut(_PROTOCOL)
    pairs = (piece.decode("utf-8", "replace").partition(":") for piece in data[1:-2].split(b"\xff"))
    found: dict[str, object] = {name.strip().upper(): value.strip() for name, colon, value in pairs if colon}
    if not {"MAC", "MODEL", "SERIAL"} & set(found):
        raise ValueError("not a Sony reply: it tells of no device")
    return parts.said(
        mac=parts.word(found, "MAC"),
        ip=parts.word(found, "IPADR"),
        mask=parts.word(found, "MASK"),
        gateway=parts.word(found, "GATEWAY"),
        model=parts.word(found, "MODEL"),
        serial=parts.word(found, "SERIAL"),
        firmware=parts.word(found, "SOFTVERSION"),
        http_port=parts.word(found, "WEBPORT"),
    )
