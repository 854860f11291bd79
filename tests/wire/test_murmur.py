"""MurmurHash3 against what others publish."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.wire import murmur


@pytest.mark.parametrize(
    ("data", "seed", "expected"),
    [
        ("", 0, 0),
        ("", 1, 0x514E28B7),
        ("", 0xFFFFFFFF, 0x81F16F39),
        ("ffffffff", 0, 0x76293B50),
        ("21436587", 0, 0xF55B516B),
        ("21436587", 0x5082EDEE, 0x2362F9DE),
        ("214365", 0, 0x7E4A8634),
        ("2143", 0, 0xA0F7B07A),
        ("21", 0, 0x72661CF4),
        ("00000000", 0, 0x2362F9DE),
        ("000000", 0, 0x85F0B427),
        ("0000", 0, 0x30F4C306),
        ("00", 0, 0x514E28B7),
    ],
)
def test_published_vectors(data: str, seed: int, expected: int) -> None:
    assert murmur.murmur3(bytes.fromhex(data), seed) & 0xFFFFFFFF == expected


def test_the_verification_value_of_smhasher() -> None:
    """The authors' own check (smhasher, src/main.cpp): the hash of the hashes of 0, 1, .. 255 bytes."""
    hashes = b"".join(
        murmur.murmur3(bytes(range(size)), 256 - size).to_bytes(4, "little", signed=True) for size in range(256)
    )
    assert murmur.murmur3(hashes) & 0xFFFFFFFF == 0xB0F57EE3


@pytest.mark.parametrize(
    ("icon", "expected"),
    [
        # What the package mmh3 5 gives for the base64 of Python's `encodebytes`, as scanners use them.
        (b"", "0"),
        (b"a" * 57, "1654473660"),
        (bytes(range(256)), "-757223386"),
        (bytes.fromhex("0000010001001010") + bytes(range(256)), "-931324932"),
        (bytes(1000), "1126850375"),
    ],
)
def test_the_hash_of_an_icon(icon: bytes, expected: str) -> None:
    assert murmur.favicon(icon) == expected


@given(st.binary(max_size=200))
def test_it_is_a_number_with_a_sign(data: bytes) -> None:
    assert -(2**31) <= murmur.murmur3(data) < 2**31
