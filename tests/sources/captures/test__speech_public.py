"""What of a reply may be kept: all of it but accounts, places, keys and passwords, and it is still read the same."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cases import makers
from tests.cases.messages import SECRET, USER

from camcensus.sources.captures import _speech_public
from camcensus.sources.captures._speech_public import public, unframed
from camcensus.wire.discovery import bosch, recognise, tplink, vstarcam

MAC, IP = "02:00:5e:07:00:71", "10.0.7.71"
Parse = Callable[[bytes], dict[str, str]]


@pytest.mark.parametrize(
    ("protocol", "data", "parse", "removed"),
    [
        ("bosch", makers.bosch(MAC, IP), bosch.parse, 1),
        ("tp-link", makers.tp_link(MAC, IP), tplink.parse, 1),
        ("tp-link", makers.tp_link(MAC, IP)[16:], tplink.parse, 1),
        ("tp-link", makers.kasa(MAC), tplink.parse, 1),
        ("vstarcam", makers.vstarcam(MAC, IP), vstarcam.parse, 1),
    ],
)
def test_private_parts_are_taken_out_and_the_rest_is_read_the_same(
    protocol: str, data: bytes, parse: Parse, removed: int
) -> None:
    kept, count = public(protocol, data)
    assert (parse(kept), count) == (parse(data), removed)
    for private in (SECRET, USER, "51.5", "5D41402A"):
        assert private.encode() not in kept
    assert public(protocol, kept) == (kept, 0)


@pytest.mark.parametrize(
    ("protocol", "data"),
    [
        ("bosch", makers.bosch(MAC, IP).replace(SECRET.encode(), b"")),
        ("tp-link", makers.tp_link(MAC, IP).replace(b'"key"', b'"ke"').replace(b'"owner"', b'"own"')),
        ("vstarcam", makers.vstarcam(MAC, IP)[:236]),
        ("vivotek", makers.vivotek(MAC, IP)),
    ],
)
def test_what_bears_nothing_private_is_kept_as_it_was_sent(protocol: str, data: bytes) -> None:
    assert public(protocol, data) == (data, 0)


def test_only_of_protocols_whose_header_says_a_length_it_is_left() -> None:
    whole = makers.xiongmai(MAC, IP)
    assert unframed("xm", whole) == whole[20:-2]
    assert unframed("xm", whole[20:]) == whole[20:]
    assert unframed("bosch", whole) == whole


@given(st.sampled_from(sorted(recognise.READERS)), st.binary(max_size=400), st.sampled_from([b"", b"{", b"\x02", b"<"]))
def test_any_bytes_are_kept_or_lessened(protocol: str, data: bytes, begin: bytes) -> None:
    kept, removed = public(protocol, begin + data)
    assert (kept == begin + data) or removed


def test_every_protocol_named_is_one_that_is_recognised() -> None:
    assert set(_speech_public._READERS) <= set(recognise.READERS)
