from __future__ import annotations

import numpy as np
import pytest

from camcensus.sources.captures import _log_compiled as compiled

KEYS = compiled.wanted(
    [(b"a", -1, "text"), (b"n", -1, "number"), (b"o", -1, "object"), (b"a", 2, "text"), (b"l", -1, "list")]
)


def cells(data: bytes) -> tuple[bytes, bytes]:
    """(cells of plain lines, odd lines)."""
    room = compiled.room(KEYS, len(data))
    put, aside = compiled.lines(np.frombuffer(data, dtype=np.uint8), KEYS, room)
    return room.out[:put].tobytes(), room.odd[:aside].tobytes()


@pytest.mark.parametrize(
    ("line", "cell"),
    [
        ('{"a":"x y"}', "x y"),
        ('{"b":{"a":"x"},"a":1,"c":[1,{"a":2},[]]}', "1"),
        ('{"a":12.50}', "12.5"),
        ('{"a":-12.0}', "-12"),
        ('{"a":0.000001}', "0.000001"),
        ('{"a":3795442454.226644}', "3795442454.226644"),
        ('{"a":999999999999999999}', "999999999999999999"),
        ('{"a":true,"n":null}', "true"),
        ('{"n":"x","a":false,"l":3}', "false"),
        ('{"n":5,"o":{}}', "5"),
        ('{"n":1.5,"a":"x"}', "x"),
        ('{"o":{"b":1,"a":"in"}}', "in"),
    ],
)
def test_plain_lines_become_cells(line: str, cell: str) -> None:
    data = line.encode() + b"\n"
    assert cells(data) == (cell.encode() + b"\n", b"")


@pytest.mark.parametrize(
    "line",
    [
        "", " ", "{", "{}", "[]", "5", '{"z":1}', '{"a":1', '{"a":1,}', '{"a":1}}', '{"a":1} ', '{"a" :1}',
        '{"a": 1}', '{"a":1}{"a":2}', '{"a":"x}', '{"a":"\\n"}', '{"a":"é"}', '{"a":"x\ty"}', '{"a":""}',
        '{"a":1,"a":2}', '{"a":tru}', '{"a":truee}', '{"a":01}', '{"a":-}', '{"a":-0}', '{"a":-0.0}', '{"a":1.}',
        '{"a":.5}', '{"a":1e5}', '{"a":1.5E2}', '{"a":1000000000000000000}', '{"a":4795442454.226644}',
        '{"a":1.0000000000000001}', '{"a":[1]}', '{"a":{"a":1}}', '{"a":1,"l":[]}', '{"a":1,"o":[]}', '{a:1}',
        '{"a":1,5}', '{"a":' + "[" * 20 + "]" * 20 + "}", '{"a":nul',
    ],
)  # fmt: skip
def test_all_else_is_odd_and_put_aside_whole(line: str) -> None:
    data = f'{line}\n{{"a":"x"}}\n'.encode()
    assert cells(data) == (b"x\n", f"{line}\n".encode())


def test_cells_come_in_the_order_of_their_keys() -> None:
    data = b'{"n":1}\n{"a":"x","n":2}\n{"o":{"a":"y"}}\n'
    assert cells(data) == (b"1\n2\tx\n\t\ty\n", b"")
