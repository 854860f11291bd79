"""360 Vision's discovery: a line of text."""

from __future__ import annotations

import pytest
from tests.wire.discovery import hostile

from camcensus.wire.discovery import recognise, vision360

PACKET = b"DISCOVER TYPE=IPDOME KEY='00:60:35:00:00:01' ID=2210370001\n"


@pytest.mark.parametrize("data", [PACKET, PACKET.replace(b"'", b'"'), PACKET.replace(b"'", b""), PACKET + b"\0"])
def test_a_reply_is_read(data: bytes) -> None:
    assert vision360.detect(data)
    assert vision360.parse(data) == {"device_type": "IPDOME", "mac": "00:60:35:00:00:01", "uid": "2210370001"}


def test_a_key_that_is_no_address_is_left_out() -> None:
    assert vision360.parse(b"DISCOVER TYPE=IPDOME KEY='s3cr3t' PASSWORD=x\n") == {"device_type": "IPDOME"}


@pytest.mark.parametrize(
    "data", [b"DISCOVER\n", b"DISCOVER \n", b"DISCOVER KEY='00:60:35:00:00:01'\n", b"DISCOVERY X=1\n"]
)
def test_requests_and_other_texts_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="not a 360 Vision reply"):
        vision360.parse(data)


def test_cut_damaged_and_huge_replies_are_refused() -> None:
    hostile.refuses_every_cut(vision360.parse, PACKET)
    hostile.refuses_junk(vision360.parse, PACKET)
    hostile.bounded(vision360.parse, b"DISCOVER TYPE='" + b"'x=" * 20_000 + b"\n")


def test_the_search_is_as_described_and_no_reply() -> None:
    assert vision360.search() == b"DISCOVER\n"
    assert recognise.recognise(vision360.search()) is None
