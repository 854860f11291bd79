from __future__ import annotations

import numpy as np
import pytest

from camcensus.sources.captures import _log_lines


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("10.0.0.5", 0x0A000005),
        ("255.255.255.255", 0xFFFFFFFF),
        ("0.0.0.1", 1),
        *(
            (text, -1)
            for text in ("", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.4 ", "1..2.3", "1.2.3.", "::1")
        ),
    ],
)
def test_addresses_are_numbers(line: str, value: int) -> None:
    found = np.zeros(2, dtype=np.int64)
    assert _log_lines.four_numbers(np.frombuffer(f"{line}\n1.2.3.4\n".encode(), dtype=np.uint8), found) == 2
    assert found.tolist() == [value, 0x01020304]


def test_kinds_are_told_apart_and_sorted() -> None:
    data = b'{"k":"one"}\n\n{"k":"two"}\n{"k": "one"}\nnothing\n \t\n'
    known, of = np.zeros((_log_lines.KINDS_APART, 4), dtype=np.int64), np.zeros(6, dtype=np.int64)
    lines = np.frombuffer(data, dtype=np.uint8)
    assert _log_lines.kinds(lines, np.frombuffer(b'"k"', dtype=np.uint8), known, of) == 3
    assert of.tolist() == [0, -1, 1, 0, 2, -1]
    assert known[:3, 2].tolist() == [2, 1, 1]
    out = np.zeros(int(known[:3, 3].sum()), dtype=np.uint8)
    _log_lines.sort(lines, of, np.cumsum(known[:3, 3]) - known[:3, 3], out)
    assert out.tobytes() == b'{"k":"one"}\n{"k": "one"}\n{"k":"two"}\nnothing\n'
