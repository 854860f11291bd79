"""How often a silent port is tried follows from what was lost, and where nothing is known, from the worst."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.sources.loss import MISSED, MOST, Loss


def seen(sent: int, lost: int) -> Loss:
    loss = Loss()
    loss.count(sent, lost)
    return loss


def test_where_nothing_is_known_it_is_tried_as_often_as_is_permitted() -> None:
    assert Loss().most == 1.0
    assert Loss().tries() == MOST


@pytest.mark.parametrize(
    ("sent", "lost", "tries"),
    [(20, 0, 3), (200, 0, 2), (1_000, 0, 2), (10_000, 0, 1), (10_000, 100, 2), (10_000, 2_000, 3), (5, 5, 3)],
)
def test_tries_by_what_was_lost(sent: int, lost: int, tries: int) -> None:
    assert seen(sent, lost).tries() == tries


@given(st.integers(1, 10**7), st.integers(0, 10**7))
def test_tries_are_never_none_and_never_many(sent: int, lost: int) -> None:
    assert 1 <= seen(sent, lost).tries() <= MOST
    assert 0 < seen(sent, lost).most <= 1


@given(st.integers(1, 10**6), st.floats(0, 1))
def test_the_bound_is_above_what_was_seen(sent: int, part: float) -> None:
    lost = int(sent * part)
    assert seen(sent, lost).most >= min(1.0, lost / sent)


@given(st.integers(1, 10**6), st.floats(0, 1))
def test_fewer_than_permitted_are_missed_after_so_many_tries(sent: int, part: float) -> None:
    loss = seen(sent, int(sent * part))
    if loss.tries() < MOST:
        assert (1 - (1 - loss.most) ** 2) ** loss.tries() <= MISSED


@given(st.integers(1, 10**6), st.integers(0, 1_000), st.integers(0, 1_000))
def test_more_loss_never_means_fewer_tries(sent: int, lost: int, more: int) -> None:
    assert seen(sent, lost).tries() <= seen(sent, lost + more).tries()


def test_counts_add_up() -> None:
    loss = seen(10, 1)
    loss.count(5, 2)
    assert (loss.sent, loss.lost) == (15, 3)
