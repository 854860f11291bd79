"""A sheet for a walk round, as a value."""

from __future__ import annotations

from datetime import date

from camcensus.model.survey import Line, Sheet


def test_its_areas_stand_once_and_in_order() -> None:
    lines = [
        Line(line=str(at), known_as="", called="", area=area) for at, area in enumerate(("Roof", "", "Hall", "Roof"))
    ]
    sheet = Sheet(number="1", site="hq", name="Headquarters", as_of=date(2026, 1, 1), lines=tuple(lines))
    assert sheet.areas == ("Hall", "Roof")
