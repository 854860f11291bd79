"""Models and versions in one spelling."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support import knowledge

from camcensus.reason import normal
from camcensus.reason.brands import Spellings

SPELLINGS = Spellings(knowledge().brands)


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("DS-2CD2143G2-I", "DS-2CD2143G2-I"),
        ("Hikvision DS-2CD2143G2-I", "DS-2CD2143G2-I"),
        ("AXIS M1014", "M1014"),
        ("  AXIS\t M1065-LW  ", "M1065-LW"),
        ("'IPC-B1'", "IPC-B1"),
        ('"IPC-B1"\0\0', "IPC-B1"),
        ("AXIS Companion", "AXIS Companion"),
        ("Nobody-Knows X1", "Nobody-Knows X1"),
        ("AXIS", "AXIS"),
        ("N/A", ""),
        (" - ", ""),
        ("Unknown", ""),
        ("0", ""),
        ("", ""),
        ("\0", ""),
        ("IPC\x1b[31m-B1", "IPC [31m-B1"),
        ("IPC\u202e-B1", "IPC -B1"),
        ("IPC\ud800", "IPC"),
    ],
)
def test_models(written: str, plain: str) -> None:
    assert normal.model(written, SPELLINGS) == plain


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("V5.5.3 build 180117", "V5.5.3 build 180117"),
        ("Firmware Version: V5.5.3", "V5.5.3"),
        ("firmware=5.51", "5.51"),
        ("Software Version 2.4", "2.4"),
        ("Version 4.30\n", "4.30"),
        ("version: '4.30'", "4.30"),
        ("Firmware", ""),
        ("none", ""),
        ("\r\n", ""),
        ("1\x00\x07.2", "1 .2"),
    ],
)
def test_versions(written: str, plain: str) -> None:
    assert normal.firmware(written) == plain


@given(st.text(max_size=300))
def test_any_text_is_short_and_can_be_seen(text: str) -> None:
    for plain in (normal.model(text, SPELLINGS), normal.firmware(text)):
        assert len(plain) <= normal.MAX_TEXT
        assert plain == plain.strip()
        assert not any(ord(letter) < 32 or 0xD800 <= ord(letter) < 0xE000 for letter in plain)


def test_a_long_text_is_cut() -> None:
    assert normal.model("x" * 1_000_000, SPELLINGS) == "x" * normal.MAX_TEXT
    assert normal.firmware(" " * 1_000_000 + "x") == "x"
