"""Gate records: whole unless they are of the first form, counted by answer."""

from __future__ import annotations

from datetime import date

from camcensus.model.gate_record import GateRecord, KeptLine


def record(form: int, *answers: str) -> GateRecord:
    lines = tuple(KeptLine(written="w", answer=answer, reason="r") for answer in answers)
    return GateRecord(number="G-2026-0001", on=date(2026, 5, 1), person="P", note="", lines=lines, form=form)


def test_only_the_first_form_is_not_whole() -> None:
    assert not record(1).whole
    assert record(2).whole


def test_every_answer_is_counted() -> None:
    assert record(2, "no", "ask", "no").counts() == {"yes": 0, "ask": 1, "no": 2}
