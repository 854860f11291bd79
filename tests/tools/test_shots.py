"""The pictures of the documentation: each is there, small, and shown with words by a page."""

from __future__ import annotations

import re
import struct

import pytest
from tools.shots import IMAGES, SHOTS, WIDE

ROOT = IMAGES.parents[1]
SHOWN = re.compile(r"!\[([^]]*)\]\([^)]*images/([a-z-]+)\.png\)")


def test_there_are_no_others_and_together_they_are_small() -> None:
    found = list(IMAGES.iterdir())
    assert {path.name for path in found} == {f"{name}.png" for name in SHOTS}
    assert sum(path.stat().st_size for path in found) < 1_500_000


@pytest.mark.parametrize("name", SHOTS)
def test_a_picture_is_as_wide_as_it_was_taken(name: str) -> None:
    head = (IMAGES / f"{name}.png").read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    wide, high = struct.unpack(">II", head[16:])
    assert wide == WIDE
    assert 400 < high <= SHOTS[name].high


def test_every_picture_is_shown_with_words_in_its_place() -> None:
    found = [pair for path in (ROOT / "docs").rglob("*.md") for pair in SHOWN.findall(path.read_text("utf-8"))]
    assert {name for _, name in found} == set(SHOTS)
    assert all(len(words) > 30 for words, _ in found)
