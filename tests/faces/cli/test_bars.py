"""Progress on a terminal."""

from __future__ import annotations

from camcensus.faces.cli.bars import Bars


def test_a_line_comes_and_goes_with_its_file() -> None:
    with Bars() as bars:
        bars.advance("x", 5)
        bars.advance("x", 5)
        assert bars._progress.tasks[0].completed == 10
        bars.finished("x")
        bars.finished("never begun")
        assert bars._progress.tasks == []
