from __future__ import annotations

import base64
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.files import context, unhurried

from camcensus.model.errors import HostileInput
from camcensus.sources.reading import lines
from camcensus.sources.reading.lines import Stripper, numbered
from camcensus.wire.redact import MARK

SECRET = "rtsp://admin:hunter2@10.0.0.5/1"  # noqa: S105  # it is what is looked for


def stripper() -> Stripper:
    return Stripper(context(Path("x.jsonl")))


def line(**changes: Any) -> bytes:
    return json.dumps({"subject": "ip:10.0.0.5", "field": "http.title", "value": "index", **changes}).encode()


# --- lines -------------------------------------------------------------------------------------------------------


def test_lines_have_their_numbers_and_empty_ones_count() -> None:
    stream = io.BytesIO(b"\xef\xbb\xbfa\n\n  \t\r\n b \r\nc")
    assert list(numbered(stream, "x")) == [(1, b"a"), (4, b"b"), (5, b"c")]
    assert list(numbered(io.BytesIO(b""), "x")) == []


def test_a_mark_of_utf_8_belongs_to_the_first_line_alone() -> None:
    assert list(numbered(io.BytesIO(b"a\n\xef\xbb\xbfb\n"), "x")) == [(1, b"a"), (2, b"\xef\xbb\xbfb")]


def test_a_line_that_is_too_long_is_refused_before_it_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "MAX_LINE", 10)
    assert list(numbered(io.BytesIO(b"123456789\n"), "x")) == [(1, b"123456789")]
    stream = io.BytesIO(b"a\n" + b"b" * 1_000)
    rows = numbered(stream, "seen.jsonl")
    next(rows)
    with pytest.raises(HostileInput) as fault:
        next(rows)
    assert fault.value.where == "seen.jsonl, line 2"
    assert stream.tell() == 13


# --- secrets -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data", [line(), line(value="é"), line(x={"y": [1, None, True]}), line().replace(b": ", b" :")]
)
def test_a_line_without_secrets_stays_to_the_byte(data: bytes) -> None:
    made = stripper()
    assert made.strip(data) is data
    assert made.redacted == 0


@pytest.mark.parametrize(
    "data",
    [
        line(value=SECRET),
        line(value=SECRET).replace(b"rtsp", b"\\u0072tsp"),
        line(note=[{"deep": {"deeper": SECRET}}]),
        line(extra={"password": "hunter2"}),
        line(extra={"password": ["hunter2", {"x": "hunter2"}]}),
        line(**{"Password (admin)": "hunter2"}),
        line(value=base64.b64encode(b"\xff\x00" + SECRET.encode()).decode(), encoding="base64"),
        line(value=base64.b64encode(SECRET.encode()).decode(), encoding="base64", other=SECRET),
    ],
)
def test_a_secret_is_taken_out_at_any_depth(data: bytes) -> None:
    made = stripper()
    stripped = made.strip(data)
    content = json.loads(stripped)
    inner = base64.b64decode(content["value"]) if content.get("encoding") == "base64" else b""
    assert b"hunter2" not in stripped + inner
    assert MARK.encode() in stripped + inner
    assert made.redacted >= 1
    assert content["subject"] == "ip:10.0.0.5"
    again = stripper()
    assert (again.strip(stripped), again.redacted) == (stripped, 0)


def test_bytes_around_a_secret_stay() -> None:
    raw = b"\x00\xff" + SECRET.encode() + b"\xfe\x80"
    stripped = json.loads(stripper().strip(line(value=base64.b64encode(raw).decode(), encoding="base64")))
    assert base64.b64decode(stripped["value"]) == b"\x00\xffrtsp://[redacted]@10.0.0.5/1\xfe\x80"


def test_what_claims_to_be_base64_and_is_none_is_left_for_others_to_refuse() -> None:
    data = line(value="=a", encoding="base64")
    assert stripper().strip(data) is data


def test_an_empty_secret_is_none() -> None:
    made = stripper()
    made.strip(line(password="", token=None))  # there is none
    assert made.redacted == 0


# --- keys and forms ----------------------------------------------------------------------------------------------


def test_keys_that_no_observation_has_are_gathered_in_order_and_bounded() -> None:
    made = stripper()
    made.strip(line(b=1, a=2))
    made.strip(line(c=1, a=3))
    assert list(made.unknown) == ["a", "b", "c"]
    for number in range(2_000):
        made.strip(line(**{f"k{number}": 1}))
    assert len(made.unknown) <= 1_001


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"[1]", "it is no object"),
        (b"7", "it is no object"),
        (b'{"x": "\xff"}', "not UTF-8"),
        (b"{", "truncated"),
        (b"", "truncated"),
    ],
)
def test_what_is_no_object_is_refused(data: bytes, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        stripper().strip(data)


@unhurried
@given(st.binary(max_size=200) | st.builds(line, value=st.text(), note=st.text(), pwd=st.text()))
def test_any_line_is_stripped_or_refused(data: bytes) -> None:
    try:
        stripped = stripper().strip(data)
    except (ValueError, RecursionError):
        return
    assert isinstance(json.loads(stripped), dict)
    assert stripper().strip(stripped) == stripped
