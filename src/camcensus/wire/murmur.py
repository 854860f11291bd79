"""MurmurHash3 of 32 bits, by which internet scanners name the icons of web pages.

Sources: aappleby/smhasher, src/MurmurHash3.cpp (MurmurHash3_x86_32, public domain); the form of an icon's hash as
Shodan's ``http.favicon.hash`` has it: the hash, as a signed number, of the base64 text of the file.
"""

from __future__ import annotations

import base64
import struct

_MASK = 0xFFFFFFFF


def murmur3(data: bytes, seed: int = 0) -> int:
    """MurmurHash3_x86_32 of `data` as a signed number of 32 bits; `seed` is one without sign."""
    state = seed & _MASK
    size = len(data) // 4
    for block in struct.unpack_from(f"<{size}I", data):
        state ^= _mixed(block)
        state = (_turned(state, 13) * 5 + 0xE6546B64) & _MASK
    state ^= _mixed(int.from_bytes(data[4 * size :], "little"))
    state = _final(state ^ (len(data) & _MASK))
    return state - (1 << 32) if state >> 31 else state


def favicon(data: bytes) -> str:
    """The hash of an icon in decimal: of its base64 in lines of 76 characters, each with a line feed after it."""
    return str(murmur3(base64.encodebytes(data)))


def _turned(number: int, bits: int) -> int:
    return (number << bits | number >> (32 - bits)) & _MASK


def _mixed(block: int) -> int:
    return _turned(block * 0xCC9E2D51 & _MASK, 15) * 0x1B873593 & _MASK


def _final(state: int) -> int:
    state = (state ^ state >> 16) * 0x85EBCA6B & _MASK
    state = (state ^ state >> 13) * 0xC2B2AE35 & _MASK
    return state ^ state >> 16
