"""The real hand and the made-up one can do the same, and so can the system's poller and the made-up one."""

from __future__ import annotations

import dataclasses
import inspect
import select

import pytest
from tests.sources.clock import Watch
from tests.sources.world import World

from camcensus.sources import driver, hand
from camcensus.sources.hand import Counted
from camcensus.sources.letters import Post


def verbs(protocol: type) -> list[str]:
    return [name for name, _ in inspect.getmembers(protocol, inspect.isfunction) if not name.startswith("_")]


@pytest.mark.parametrize("verb", [*verbs(hand.Hand), *verbs(Post)])
@pytest.mark.parametrize("kind", [driver.Hand, World])
def test_a_hand_has_every_verb_with_its_words(kind: type, verb: str) -> None:
    words = list(inspect.signature(getattr(kind, verb)).parameters)
    assert words == list(inspect.signature(getattr(hand.Hand, verb)).parameters)


@pytest.mark.parametrize("verb", verbs(hand.Poller))
@pytest.mark.parametrize("kind", [select.epoll, Watch])
def test_a_poller_has_every_verb(kind: type, verb: str) -> None:
    assert callable(getattr(kind, verb))


def test_nothing_is_counted_unless_it_is_said() -> None:
    assert set(dataclasses.astuple(Counted())) == {0}
