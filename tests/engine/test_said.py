"""Values of ours in the canonical form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import pytest

from camcensus.engine.said import said
from camcensus.model.outcome import Answer
from camcensus.wire import canonical


@dataclass(frozen=True, slots=True, kw_only=True)
class Old:
    name: str
    on: date
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class New:
    """`Old`, as a later version has it."""

    name: str
    on: date
    parts: tuple[str, ...] = ()
    refused: bool = False
    inner: Old | None = None
    more: Mapping[str, int] = field(default_factory=dict)


def test_a_field_that_is_added_later_changes_no_byte_of_what_does_not_use_it() -> None:
    old = canonical.encode(said(Old(name="a", on=date(2026, 1, 2))))
    assert canonical.encode(said(New(name="a", on=date(2026, 1, 2)))) == old
    assert canonical.decode(old) == {"name": "a", "on": "2026-01-02"}
    assert canonical.encode(said(New(name="a", on=date(2026, 1, 2), refused=True))) != old


def test_everything_that_values_are_made_of_has_a_form() -> None:
    inner = Old(name="b", on=date(2026, 1, 3), parts=("x",))
    one = New(name="a", on=date(2026, 1, 2), inner=inner, more={"n": 1})
    assert said(one) == {
        "name": "a", "on": "2026-01-02", "more": {"n": 1},
        "inner": {"name": "b", "on": "2026-01-03", "parts": ["x"]},
    }  # fmt: skip
    moment = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
    assert said((Answer.YES, 0.1, None, True, b"\0", moment)) == [
        "yes", "0.1", None, True, b"\0", "2026-01-02T03:04:00+00:00",
    ]  # fmt: skip


@pytest.mark.parametrize("value", [{1, 2}, object(), Old, 1j])
def test_what_has_no_steady_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="no canonical form"):
        said(value)
