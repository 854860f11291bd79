"""One connection, from the first exchange to its end: bounded in time and bytes, and closed on both sides."""

from __future__ import annotations

import errno
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.keeper import Keeper

from camcensus.sources.steps import End, Exchange
from camcensus.sources.talk import FAREWELL, HANDSHAKE, IN, OUT, PIECE, State

REQUEST = b"GET / HTTP/1.0\r\n\r\n"


def line(data: bytes) -> bool:
    return data.endswith(b"\n")


def step(
    data: bytes = REQUEST, *, most: int = 1_000, tls: bool = False, whole: Callable[[bytes], bool] = line
) -> Exchange:
    return Exchange(port=80, data=data, whole=whole, most=most, seconds=5.0, tls=tls)


def asked(*pieces: bytes | OSError, most: int = 1_000, room: int = 10**6) -> Keeper:
    keeper = Keeper()
    keeper.talk.ask(step(most=most), room)
    keeper.come(*pieces)
    return keeper


def test_an_answer_in_pieces_is_whole_when_its_form_says_so_and_the_connection_stays() -> None:
    keeper = asked(b"hel", b"lo\n")
    assert keeper.pipe.sent == REQUEST
    assert keeper.ends == [("whole", b"hello\n")]
    assert keeper.talk.state is State.IDLE
    assert keeper.talk.fits(80, secure=False)
    assert not keeper.pipe.shut


def test_a_second_exchange_goes_over_the_same_connection() -> None:
    keeper = asked(b"one\n")
    keeper.talk.ask(step(b"again"), 10**6)
    keeper.come(b"two\n")
    assert keeper.pipe.sent == REQUEST + b"again"
    assert keeper.ends == [("whole", b"one\n"), ("whole", b"two\n")]


@pytest.mark.parametrize(
    ("answer", "stays"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\n", True),
        (b"RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n", True),
        (b"HTTP/1.1 200 OK\r\nConnection: keep-alive\r\n\r\n", True),
        (b"HTTP/1.0 200 OK\r\n\r\n", False),
        (b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", False),
        (b"RTSP/1.0 200 OK\r\nCONNECTION:Close\r\n\r\n", False),
    ],
)
def test_a_connection_stays_unless_the_answer_says_that_it_ends(answer: bytes, stays: bool) -> None:
    keeper = asked(answer)
    assert keeper.ends == [("whole", answer)]
    assert keeper.talk.fits(80, secure=False) == stays
    assert keeper.pipe.shut == ([] if stays else [1])


def test_a_connection_that_the_device_had_given_up_before_the_next_question_is_closed_and_not_broken() -> None:
    keeper = asked(b"one\n")
    keeper.talk.ask(step(b"again"), 10**6)
    keeper.come(ConnectionResetError(errno.ECONNRESET, ""))
    assert keeper.ends == [("whole", b"one\n"), ("closed", b"")]
    keeper = asked(b"one\n")
    keeper.talk.ask(step(b"again"), 10**6)
    keeper.come(b"half", ConnectionResetError(errno.ECONNRESET, ""))
    assert keeper.ends[1] == ("reset", b"half")


@pytest.mark.parametrize(
    ("pieces", "ends"),
    [
        ([b"half", b""], ("closed", b"half")),
        ([b""], ("closed", b"")),
        ([b"x" * 1_200], ("limit", b"x" * 1_000)),
        ([b"x" * 999, b"yy"], ("limit", b"x" * 999 + b"y")),
        ([b"half", ConnectionResetError(errno.ECONNRESET, "")], ("reset", b"half")),
        ([OSError(errno.EHOSTUNREACH, "")], ("silent", b"")),
        ([OSError(errno.ETIMEDOUT, "")], ("silent", b"")),
        ([OSError(errno.EIO, "")], ("reset", b"")),
    ],
)
def test_every_other_end_closes_the_connection(pieces: list[bytes | OSError], ends: tuple[str, bytes]) -> None:
    keeper = asked(*pieces)
    assert keeper.ends == [ends]
    assert keeper.talk.state in (State.CLOSING, State.OVER)
    assert keeper.pipe.shut == [1]


def test_no_more_is_kept_than_the_budget_of_the_device_has_room_for() -> None:
    assert asked(b"x" * 900, room=100).ends == [("limit", b"x" * 100)]
    assert asked(b"x" * 900, room=0).ends == [("limit", b"")]


def test_an_answer_a_byte_at_a_time_ends_when_its_packets_are_too_many() -> None:
    keeper = asked(*[b"x"] * 20)
    assert keeper.ends == []
    keeper.has_had_enough = True
    keeper.come(b"x")
    assert keeper.ends == [("limit", b"x" * 20)]
    assert keeper.pipe.shut == [1]


def test_when_time_is_up_what_came_is_handed_on() -> None:
    keeper = asked(b"half")
    keeper.talk.expired()
    assert keeper.limits[0] == 5.0
    assert keeper.ends == [("timeout", b"half")]
    assert keeper.talk.state is State.CLOSING


def test_after_our_end_the_device_has_a_moment_for_its_own() -> None:
    keeper = asked(b"half")
    keeper.talk.expired()
    assert keeper.limits[-1] == FAREWELL
    assert keeper.watched == IN
    assert not keeper.is_over
    keeper.come(b"")
    assert keeper.is_over
    assert keeper.talk.clean


@pytest.mark.parametrize("piece", [b"and another thing", ConnectionResetError(errno.ECONNRESET, "")])
def test_who_goes_on_after_our_end_is_not_listened_to(piece: bytes | OSError) -> None:
    keeper = asked(b"half")
    keeper.talk.expired()
    keeper.come(piece)
    assert keeper.is_over
    assert len(keeper.replies) == 1


def test_who_does_not_end_is_left_after_the_moment() -> None:
    keeper = asked(b"half")
    keeper.talk.expired()
    keeper.talk.expired()
    assert keeper.is_over
    assert not keeper.talk.clean


def test_a_connection_that_is_gone_already_is_over_at_once() -> None:
    keeper = asked()
    keeper.pipe.is_gone = True
    keeper.come(ConnectionResetError(errno.ECONNRESET, ""))
    assert keeper.is_over
    assert keeper.ends == [("reset", b"")]


def test_what_is_not_taken_at_once_is_sent_when_there_is_room() -> None:
    keeper = Keeper()
    keeper.pipe.takes = [4, BlockingIOError(errno.EAGAIN, ""), 3]
    keeper.talk.ask(step(), 10**6)
    assert keeper.pipe.sent == REQUEST[:4]
    assert keeper.watched == IN | OUT
    keeper.talk.event(OUT)
    keeper.talk.event(OUT)
    assert keeper.pipe.sent == REQUEST[:7]
    keeper.talk.event(OUT)
    assert keeper.pipe.sent == REQUEST
    assert keeper.watched == IN


def test_a_connection_that_breaks_while_we_speak_is_broken() -> None:
    keeper = Keeper()
    keeper.pipe.takes = [BrokenPipeError(errno.EPIPE, "")]
    keeper.talk.ask(step(), 10**6)
    assert keeper.ends == [("reset", b"")]


def test_nothing_to_say_is_an_exchange_at_its_end() -> None:
    keeper = Keeper()
    keeper.talk.ask(step(b""), 10**6)
    assert keeper.ends == [("whole", b"")]
    assert keeper.pipe.sent == b""


def test_who_speaks_without_being_asked_is_heard_with_the_next_answer() -> None:
    keeper = Keeper()
    keeper.come(b"220 welcome\r\n")
    keeper.talk.ask(step(), 10**6)
    keeper.come(b"250 hello\n")
    assert keeper.ends == [("whole", b"220 welcome\r\n250 hello\n")]


def test_who_speaks_without_being_asked_and_without_end_is_left() -> None:
    keeper = Keeper()
    keeper.come(b"x" * PIECE, b"x")
    assert keeper.talk.state is State.CLOSING


def test_an_idle_connection_that_the_device_ends_is_over() -> None:
    keeper = asked(b"one\n")
    keeper.come(b"")
    assert keeper.is_over
    assert keeper.talk.clean


def test_a_connection_fits_its_own_port_and_security_only() -> None:
    fresh, used = Keeper().talk, asked(b"one\n").talk
    assert fresh.fits(80, secure=True)
    assert fresh.fits(80, secure=False)
    assert not fresh.fits(81, secure=False)
    assert not used.fits(80, secure=True)
    assert not asked(b"half").talk.fits(80, secure=False)


def test_garbage_in_place_of_tls_is_no_tls() -> None:
    keeper = Keeper()
    keeper.talk.ask(step(tls=True), 10**6)
    assert keeper.limits == [HANDSHAKE]
    assert keeper.talk.state is State.SHAKING_HANDS
    assert keeper.pipe.sent[:2] == b"\x16\x03"
    keeper.come(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    assert [one.end for one in keeper.replies] == [End.NO_TLS]
    assert keeper.replies[0].data
    assert REQUEST not in keeper.pipe.sent


@pytest.mark.parametrize("piece", [b"", ConnectionResetError(errno.ECONNRESET, "")])
def test_a_device_that_ends_within_the_handshake_speaks_no_tls(piece: bytes | OSError) -> None:
    keeper = Keeper()
    keeper.talk.ask(step(tls=True), 10**6)
    keeper.come(piece)
    assert [one.end for one in keeper.replies] == [End.NO_TLS]
    assert keeper.is_over


def test_a_handshake_that_takes_too_long_is_given_up() -> None:
    keeper = Keeper()
    keeper.talk.ask(step(tls=True), 10**6)
    keeper.talk.expired()
    assert keeper.ends == [("no-tls", b"the handshake took too long")]


def test_what_came_unasked_is_within_the_room_as_well() -> None:
    keeper = Keeper()
    keeper.pipe.pieces.append(b"unasked")
    keeper.talk.event(IN)
    keeper.talk.ask(step(), 3)
    keeper.talk.expired()
    assert [one.data for one in keeper.replies] == [b"una"]


FAULTS = [errno.ECONNRESET, errno.EPIPE, errno.EHOSTUNREACH, errno.ETIMEDOUT, errno.EIO, errno.ENOMEM]
moves = st.lists(
    st.one_of(
        st.binary(max_size=50),
        st.sampled_from([b"x\n", b"y" * 70_000, "expired", "ask", "ask tls", "close", "writable"]),
        st.sampled_from(FAULTS).map(lambda code: OSError(code, "")),
    ),
    max_size=20,
)


@given(moves, st.lists(st.integers(0, 30), max_size=10), st.integers(0, 2_000))
def test_whatever_happens_every_exchange_has_one_end_and_the_connection_ends_once(
    done: list[bytes | str | OSError], takes: list[int], room: int
) -> None:
    keeper, talk, exchanges = Keeper(), None, 0
    talk = keeper.talk
    keeper.pipe.takes = list(takes)
    for one in done:
        if isinstance(one, bytes | OSError):
            keeper.pipe.pieces.append(one)
            if talk.state is not State.OVER:
                talk.event(IN)
        elif one == "expired" and talk.state is not State.OVER:
            talk.expired()
        elif one == "writable" and talk.state is not State.OVER:
            talk.event(OUT)
        elif one == "close":
            exchanges -= talk.state in (State.TALKING, State.SHAKING_HANDS)  # whoever closes wants no answer
            talk.close()
        elif one in ("ask", "ask tls") and talk.fits(80, secure=one == "ask tls"):
            exchanges += 1
            talk.ask(step(tls=one == "ask tls"), room)
    exchanges -= talk.state in (State.TALKING, State.SHAKING_HANDS)
    assert len(keeper.replies) == exchanges
    assert all(len(one.data) <= min(room, 1_000) or one.end is End.NO_TLS for one in keeper.replies)
    assert keeper.is_over == (talk.state is State.OVER)
