"""What is read once is told of each connection as if it had been read for it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.wire import test_heads

from camcensus.sources.captures import _alike, _streams
from camcensus.sources.captures._alike import Alike
from camcensus.sources.captures._said import Said
from camcensus.sources.captures._streams import Stream

PLAY = b"PLAY rtsp://192.0.2.1/live?channel=1 RTSP/1.0\r\nSession: 7\r\nUser-Agent: VMS 7\r\n\r\n"
REGISTER = b"REGISTER sip:192.0.2.2 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1\r\nUser-Agent: Phone 1\r\n\r\n"
HEADS = [
    test_heads.OPTIONS, test_heads.DESCRIBE, test_heads.DESCRIBED, test_heads.GET, test_heads.ANSWER, PLAY, REGISTER,
    b"SSH-2.0-dropbear\r\n", b"220 ready\r\n", b"\1\2\3", b"",
]  # fmt: skip
ADDRESSES = ["10.0.0.5", "10.0.0.6", "2001:db8::5", "192.0.2.1", "192.0.2.2", "239.255.255.250", "0.0.0.0"]  # noqa: S104  # no host

streams = st.builds(
    Stream,
    client=st.sampled_from(ADDRESSES),
    server=st.sampled_from(ADDRESSES),
    port=st.sampled_from([21, 25, 554]),
    from_server=st.booleans(),
    data=st.lists(st.sampled_from(HEADS), max_size=2).map(b"".join) | st.binary(max_size=20),
)


@given(st.lists(streams, max_size=12), st.sampled_from([0, 5_000, _alike.MAX_BYTES]))
def test_the_same_is_said_as_if_each_were_read(several: list[Stream], most: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_alike, "MAX_BYTES", most)
        alike = Alike()
        assert [alike.said(one) for one in several] == [_streams.said(one) for one in several]


@dataclass
class Reads:
    """How many were read."""

    many: int = 0

    def said(self, one: Stream) -> Said:
        self.many += 1
        return SAID(one)


SAID = _streams.said


@pytest.mark.parametrize(("most", "many"), [(_alike.MAX_BYTES, 2), (0, 6)])
def test_what_begins_alike_is_read_once_as_long_as_there_is_room(
    most: int, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads = Reads()
    monkeypatch.setattr(_alike, "MAX_BYTES", most)
    monkeypatch.setattr(_streams, "said", reads.said)
    alike = Alike()
    for number in range(3):
        for data in (test_heads.ANSWER, test_heads.DESCRIBED):
            alike.said(Stream("10.0.0.9", f"10.0.1.{number}", 80, from_server=True, data=data))
    assert reads.many == many
