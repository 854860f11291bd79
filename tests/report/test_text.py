"""The summary for a terminal."""

from __future__ import annotations

from tests.report.samples import golden, judge, observed

from camcensus.model.assessment import Assessment
from camcensus.model.material import Material
from camcensus.report import text


def test_golden(assessment: Assessment) -> None:
    golden("report.txt", text.render(Material(assessment=assessment)).decode("utf-8"))


def test_it_answers_first(assessment: Assessment) -> None:
    assert text.render(Material(assessment=assessment)).decode().startswith("As of 2026-11-23: Not compliant.")


def test_with_no_order_nothing_is_judged(nothing: Assessment) -> None:
    said = text.render(Material(assessment=nothing)).decode()
    assert "nothing is judged" in said
    assert "compliant" not in said


def test_no_device_moves_the_cursor(hostile: Assessment) -> None:
    said = text.render(Material(assessment=hostile)).decode()
    assert all(line.isprintable() for line in said.splitlines())
    assert max(len(line) for line in said.splitlines()) < 200


def test_long_lists_are_cut_and_counted() -> None:
    said = text.render(Material(assessment=judge(observed()))).decode()
    assert "more kinds: see the report" in said
