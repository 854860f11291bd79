"""Progress on a terminal."""

from __future__ import annotations

from camcensus.engine.gather import Step
from camcensus.faces.cli.bars import Bars


def test_a_line_comes_and_goes_with_its_file() -> None:
    with Bars() as bars:
        bars.advance(Step(name="x", records=5))
        bars.advance(Step(name="x", records=5, done=300, size=1000))
        (task,) = bars._progress.tasks
        assert (task.completed, task.total, task.fields["records"]) == (300, 1000, 10)
        bars.finished("x")
        bars.finished("never begun")
        assert bars._progress.tasks == []
