"""An answer on two directions is the graver of both."""

from __future__ import annotations

import pytest

from camcensus.model.separation import Separation, Side


@pytest.mark.parametrize(
    ("there", "back", "both"),
    [
        ("closed", "closed", "closed"),
        ("closed", "unknown", "unknown"),
        ("path-permitted", "unknown", "path-permitted"),
        ("unknown", "path-permitted", "path-permitted"),
    ],
)
def test_the_graver_direction_counts(there: str, back: str, both: str) -> None:
    sides = [Side(source=("a",), target=("b",), answer=answer) for answer in (there, back)]
    assert Separation(outward=sides[0], back=sides[1], boxes=()).answer == both
