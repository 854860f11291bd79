"""Ethernet addresses in every notation that switches, leases and spreadsheets use."""

from __future__ import annotations

import re

_HEX12 = re.compile(r"[0-9a-f]{12}")
_SHAPE = re.compile(
    r"""^(?:
        [0-9a-f]{12}                          # 001122334455
      | [0-9a-f]{2}([:\-. _])(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}   # 00:11:22:33:44:55, 00-11-.., 00 11 ..
      | [0-9a-f]{1,2}(?::[0-9a-f]{1,2}){5}    # 0:1b:3:4:5:6
      | [0-9a-f]{4}([:\-.])[0-9a-f]{4}\2[0-9a-f]{4}             # 0011.2233.4455 (IOS)
      | [0-9a-f]{6}([:\-.])[0-9a-f]{6}        # 001122-334455 (ProCurve)
    )$""",
    re.VERBOSE,
)


def normalise(text: str) -> str | None:
    """`text` as ``aa:bb:cc:dd:ee:ff``, or None if it is no 48-bit Ethernet address.

    An IOS DHCP client-id (``01aa.aabb.bbcc.cc``) is accepted: its first octet is the hardware type.
    """
    lowered = text.strip().lower()
    if re.fullmatch(r"01[0-9a-f]{2}\.[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{2}", lowered):
        digits = lowered.replace(".", "")[2:]
    elif _SHAPE.match(lowered):
        parts = re.split(r"[:\-. _]", lowered)
        digits = "".join(part.zfill(2) for part in parts) if len(parts) == 6 else "".join(parts)
    else:
        return None
    if not _HEX12.fullmatch(digits):
        return None
    return ":".join(digits[i : i + 2] for i in range(0, 12, 2))


def is_individual(mac: str) -> bool:
    """Whether a normalised address names one interface: not broadcast, multicast or all zeros."""
    first = int(mac[:2], 16)
    return not first & 1 and mac != "00:00:00:00:00:00"


def is_local(mac: str) -> bool:
    """Whether a normalised address was made up locally (random, virtual): it names nothing across time."""
    return bool(int(mac[:2], 16) & 2)
