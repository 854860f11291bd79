"""All dialects are found by themselves, and no file is of two."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.wire.config.test_nft_text import LISTED

from camcensus.wire.config import every

FIXTURES = Path(__file__).parents[2] / "cases" / "formats" / "network-config"
FILES = sorted(path for path in FIXTURES.iterdir() if not path.name.endswith(".golden.jsonl"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_is_of_one_dialect(path: Path) -> None:
    data = path.read_bytes()
    told = [one for one in every.dialects() if one.detect(data)]
    assert len(told) == 1
    assert every.told(data) is told[0]
    assert every.parse(told[0].DIALECT, every.text(data), "x").dialect == told[0].DIALECT


def test_every_dialect_has_a_file() -> None:
    told = {one.__name__ for path in FILES for one in every.dialects() if one.detect(path.read_bytes())}
    assert told == {one.__name__ for one in every.dialects()}


def test_what_is_of_another_dialect_is_refused() -> None:
    with pytest.raises(ValueError, match="not of the dialect iptables"):
        every.parse("iptables", LISTED, "x")
    with pytest.raises(ValueError, match="not of the dialect nothing"):
        every.parse("nothing", LISTED, "x")


def test_encodings() -> None:
    assert every.text("d\u00fcr".encode("utf-16")) == "d\u00fcr"
    assert every.text("\ufeffd\u00fcr".encode()) == "d\u00fcr"
    assert every.text("d\u00fcr".encode("latin-1")) == "d\u00fcr"


@given(st.binary(max_size=300))
def test_any_bytes_are_told_or_not(data: bytes) -> None:
    every.told(data)
    every.text(data)


ENDED = ("asa", "ios", "iptables", "nftables")
"""Dialects whose files have an end that is missed; of FortiOS, PAN-OS and pf each command may be the last."""


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_that_is_cut_is_never_taken_for_whole(path: Path) -> None:
    told = every.told(path.read_bytes())
    assert told is not None
    text, prompts, _ = every.text(path.read_bytes()).rstrip().partition("\nend\n")  # behind it stands a terminal's rest
    text += prompts.rstrip()
    for at in range(1, len(text), max(1, len(text) // 60)):
        try:
            box = told.parse(text[:at], "x")
        except ValueError:
            continue
        assert box.unread or told.DIALECT not in ENDED, text[max(0, at - 60) : at]
