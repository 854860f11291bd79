"""The same sent twice is done once; what was answered is told only to whoever shows key and request again."""

from __future__ import annotations

import uuid
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.test_access import Clock

from camcensus.engine.repeats import KEPT, MOST_ANSWER, Clash, Repeats, Sent, Ticket
from camcensus.model.errors import UsageError
from camcensus.store.repeats import DATABASE

SENT = Sent(whose="Ann", key=str(uuid.UUID(int=7)), asked=b"POST /x {}")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def held(tmp_path: Path, clock: Clock) -> Repeats:
    return Repeats(tmp_path, clock)


def done(held: Repeats, sent: Sent, answer: bytes = b"the answer") -> None:
    ticket = held.begin(sent)
    assert isinstance(ticket, Ticket)
    held.done(ticket, answer)


@pytest.mark.parametrize("secret", [False, True])
def test_the_first_answer_is_given_again_for_a_day(held: Repeats, clock: Clock, secret: bool) -> None:
    sent = replace(SENT, secret=secret)
    done(held, sent)
    clock.at += KEPT
    assert held.begin(sent) == b"the answer"
    clock.at += 1
    assert isinstance(held.begin(sent), Ticket)


def test_while_it_is_done_and_after_a_cut_it_is_not_done_again(held: Repeats, tmp_path: Path, clock: Clock) -> None:
    assert isinstance(held.begin(SENT), Ticket)
    assert held.begin(SENT) is Clash.BUSY
    assert Repeats(tmp_path, clock).begin(SENT) is Clash.BUSY


def test_what_was_refused_may_be_sent_again_and_otherwise(held: Repeats) -> None:
    ticket = held.begin(SENT)
    assert isinstance(ticket, Ticket)
    held.release(ticket)
    assert isinstance(held.begin(replace(SENT, asked=b"other")), Ticket)


def test_something_else_under_the_key_is_refused_and_the_first_stays(held: Repeats) -> None:
    done(held, SENT)
    assert held.begin(replace(SENT, asked=b"other")) is Clash.OTHER
    assert held.begin(SENT) == b"the answer"


def test_nobody_tries_passwords_by_a_key_that_was_seen(held: Repeats) -> None:
    """After one wrong body even the right one is not told apart."""
    sent = replace(SENT, secret=True)
    done(held, sent)
    for asked in (b"wrong", b"wrong too", sent.asked):
        assert held.begin(replace(sent, asked=asked)) is Clash.OTHER


def test_the_same_key_of_another_person_is_another_key(held: Repeats) -> None:
    done(held, SENT)
    assert isinstance(held.begin(replace(SENT, whose="Ben")), Ticket)


@pytest.mark.parametrize("secret", [False, True])
def test_nothing_of_what_was_sent_or_answered_lies_there(held: Repeats, tmp_path: Path, secret: bool) -> None:
    done(held, replace(SENT, secret=secret, asked=b"three odd words"), b"a token that was made")
    kept = (tmp_path / DATABASE).read_bytes()
    for word in (b"three odd words", b"a token that was made", SENT.key.encode()):
        assert word not in kept


def test_an_answer_that_is_too_long_is_not_kept_and_not_made_twice(held: Repeats, tmp_path: Path) -> None:
    done(held, SENT, b"x" * (MOST_ANSWER + 1))
    assert held.begin(SENT) is Clash.BUSY
    assert (tmp_path / DATABASE).stat().st_size < MOST_ANSWER


def test_what_was_tampered_with_is_not_told(held: Repeats, tmp_path: Path) -> None:
    done(held, SENT)
    with held._kept._held.write() as connection:
        connection.execute("UPDATE repeat SET answer = zeroblob(40)")
    assert held.begin(SENT) is Clash.BUSY


@given(key=st.one_of(st.text(max_size=15), st.just("x" * 256), st.text(alphabet=" \n\u202eé", min_size=16)))
@settings(max_examples=40)
def test_what_is_no_key_is_said(tmp_path_factory: pytest.TempPathFactory, key: str) -> None:
    with pytest.raises(UsageError, match="16 to 255"):
        Repeats(tmp_path_factory.getbasetemp()).begin(replace(SENT, key=key))
