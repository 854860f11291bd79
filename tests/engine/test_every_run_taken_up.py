"""A run that ended because the network went away, and what is asked when it is taken up again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.engine.runs import over
from tests.serving import serving, silent

from camcensus.engine import probe as engine
from camcensus.engine.probe import Result
from camcensus.sources.itinerary import Itinerary
from camcensus.sources.loop import Loop
from camcensus.wire import addresses


def test_what_was_silent_while_the_network_went_away_is_asked_again(
    play: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = Loop.run

    def lost(loop: Loop) -> str:
        ran(loop)
        assert isinstance(loop.itinerary, Itinerary)
        loop.itinerary.unjudged.update(loop.itinerary.silent.since(0))
        return "the network has gone"

    with serving([1]) as served:
        with silent(2, served.port), monkeypatch.context() as patched:
            patched.setattr(engine, "NOTED", -1.0)  # what was silent is noted all the time, and doubted only at the end
            patched.setattr(Loop, "run", lost)
            first = play(served.port, over(1, 2))
        with serving([2], port=served.port) as back:
            second = play(served.port, over(1, 2), resume=True)
    assert (first.why, first.silent, first.left) == ("the network has gone", 0, (addresses.span("127.0.0.2"),))
    assert (second.why, second.silent, second.left) == ("done", 0, ())
    assert back.asked() == {2}
