"""Bodies: where they end, chunks, and what is packed."""

from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.wire import bodies, http

CHUNKED = {"transfer-encoding": "chunked"}


@pytest.mark.parametrize(
    ("headers", "to_end", "body", "after"),
    [
        ({"content-length": "3"}, False, b"abc", 5),
        ({"content-length": "3"}, True, b"abc", 5),
        ({"content-length": "0"}, True, b"", 2),
        ({"content-length": "9"}, False, b"abcdef", None),
        ({"l": "3"}, False, b"abc", 5),
        ({"content-length": "-1"}, False, b"", 2),
        ({"content-length": "x"}, True, b"abcdef", None),
        ({}, False, b"", 2),
        ({}, True, b"abcdef", None),
    ],
)
def test_a_body_ends_where_its_length_says(
    headers: dict[str, str], to_end: bool, body: bytes, after: int | None
) -> None:
    assert bodies.found(b"--abcdef", 2, headers, to_end=to_end) == (body, after)


@pytest.mark.parametrize(
    ("data", "body", "ended"),
    [
        (b"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n", b"abcde", True),
        (b"3\nabc\n0\n\n", b"abc", True),
        (b"A\r\n0123456789\r\n0\r\nTrailer: x\r\nOther: y\r\n\r\n", b"0123456789", True),
        (b"3\r\nabc\r\n0\r\n", b"abc", False),
        (b"3\r\nabc\r\n", b"abc", False),
        (b"3\r\nab", b"ab", False),
        (b"3\r\nabcX", b"abc", False),
        (b"zz\r\n", b"", False),
        (b"", b"", False),
    ],
)
def test_chunks_are_put_together(data: bytes, body: bytes, ended: bool) -> None:
    assert bodies.found(b"--" + data, 2, CHUNKED, to_end=True) == (body, 2 + len(data) if ended else None)


def test_what_is_handed_out_is_bounded_and_the_end_still_found() -> None:
    large = b"x" * 100_000
    assert bodies.found(large, 0, {"content-length": "90000"}, to_end=False) == (large[: bodies.MAX_BODY], 90_000)
    data = b"".join(b"%x\r\n%b\r\n" % (len(large), large) for _ in range(3)) + b"0\r\n\r\n"
    body, after = bodies.found(data, 0, CHUNKED, to_end=True)
    assert (len(body), after) == (bodies.MAX_BODY, len(data))
    assert bodies.found(b"1\r\nx\r\n" * (http.MAX_CHUNKS + 1), 0, CHUNKED, to_end=True) == (
        b"x" * http.MAX_CHUNKS,
        None,
    )


PAGE = b"<title>Login</title>" * 20


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("", PAGE),
        ("identity", PAGE),
        ("gzip", gzip.compress(PAGE)),
        (" X-GZIP", gzip.compress(PAGE)),
        ("deflate", zlib.compress(PAGE)),
        ("deflate", zlib.compress(PAGE, wbits=-15)),
    ],
    ids=["plain", "identity", "gzip", "x-gzip", "zlib", "deflate"],  # what is packed bears the time of packing
)
def test_what_is_packed_is_unpacked(coding: str, packed: bytes) -> None:
    assert bodies.unpacked(packed, coding) == PAGE


def test_a_packed_body_that_is_cut_off_gives_its_beginning() -> None:
    packed = gzip.compress(bytes(range(256)) * 40)
    assert bodies.unpacked(packed[:-100], "gzip")[:256] == bytes(range(256))


@pytest.mark.parametrize(("coding", "body"), [("br", PAGE), ("gzip, br", PAGE), ("gzip", b"\xff" * 20), ("gzip", b"")])
def test_what_cannot_be_unpacked_is_left_out(coding: str, body: bytes) -> None:
    assert bodies.unpacked(body, coding) == b""


def test_what_swells_when_it_is_unpacked_is_bounded() -> None:
    assert len(bodies.unpacked(gzip.compress(bytes(50_000_000)), "gzip")) == bodies.MAX_BODY


@given(
    st.binary(max_size=60), st.sampled_from([CHUNKED, {}, {"content-length": "7"}]), st.booleans(), st.integers(0, 70)
)
def test_any_bytes_have_a_body_within_them(data: bytes, headers: dict[str, str], to_end: bool, start: int) -> None:
    body, after = bodies.found(data, start, headers, to_end=to_end)
    assert len(body) <= len(data)
    assert after is None or after >= start


@given(st.lists(st.binary(min_size=1, max_size=40), max_size=5), st.binary(max_size=20))
def test_chunks_come_out_as_they_went_in(chunks: list[bytes], follows: bytes) -> None:
    data = b"".join(b"%x\r\n%b\r\n" % (len(one), one) for one in chunks) + b"0\r\n\r\n"
    assert bodies.found(data + follows, 0, CHUNKED, to_end=True) == (b"".join(chunks), len(data))


@given(st.sampled_from(["gzip", "deflate"]), st.binary(max_size=100))
def test_any_bytes_unpack_or_are_left_out(coding: str, data: bytes) -> None:
    assert len(bodies.unpacked(data, coding)) <= bodies.MAX_BODY
