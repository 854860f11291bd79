"""Facts as yes, no and unknown."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support import NO, UNKNOWN, YES

from camcensus.model.finding import Consideration
from camcensus.model.outcome import Answer
from camcensus.model.profile import Profile, Readings
from camcensus.reason import facts
from camcensus.reason.control import Control

ORDER = date(2022, 11, 24)
READINGS = Readings()


def said(name: str, expression: pl.Expr, **given: object) -> Answer:
    """What an expression says of one thing."""
    seen = given.pop("first_seen", None)
    types: dict[str, Any] = {
        **dict.fromkeys(("installed_on", "acquired_on", "work"), pl.String),
        "first_seen": pl.Datetime("us", "UTC"),
    }
    first = datetime.combine(seen, time(12), UTC) if isinstance(seen, date) else None
    unit = pl.DataFrame([{**dict.fromkeys(types), **given, "first_seen": first}], schema=types)
    return Answer(facts.spans(unit).select(**{name: expression})[name][0])


def deployed(installed: str | None, work: str | None, first_seen: date | None, readings: Readings) -> Answer:
    expression = facts.deployed_since(ORDER, readings)
    return said("deployed_since", expression, installed_on=installed, work=work, first_seen=first_seen)


def acquired_on(acquired: str | None, installed: str | None, first_seen: date | None, since: date) -> Answer:
    expression = facts.acquired_since(since)
    return said("acquired_since", expression, acquired_on=acquired, installed_on=installed, first_seen=first_seen)


@pytest.mark.parametrize(
    ("installed", "work", "first_seen", "expected"),
    [
        ("2022-11-23", None, None, NO),
        ("2022-11-24", None, None, YES),
        ("2023", "new", None, YES),
        ("2021", "new", None, NO),
        ("2022", None, None, UNKNOWN),
        ("2022-11", None, None, UNKNOWN),
        ("2022-12", None, None, YES),
        (None, None, None, UNKNOWN),
        (None, None, date(2022, 6, 1), NO),
        (None, None, date(2026, 6, 1), UNKNOWN),
        ("2025-05-01", "like-for-like", None, YES),
        ("2024-05-01", "repair", None, NO),
        ("soon", None, None, UNKNOWN),
    ],
)
def test_deployed_since(installed: str | None, work: str | None, first_seen: date | None, expected: Answer) -> None:
    assert deployed(installed, work, first_seen, READINGS) is expected


@pytest.mark.parametrize(
    ("acquired", "installed", "first_seen", "expected"),
    [
        ("2022-11-24", None, None, YES),
        ("2022-11-23", None, None, NO),
        ("2022", None, None, UNKNOWN),
        ("2023", "2021", None, UNKNOWN),  # nothing is bought after it was put up
        ("2023", None, date(2022, 6, 1), UNKNOWN),
        ("2022", "2022-11-10", None, NO),
        ("2022", "2022-12", None, UNKNOWN),
        ("2023", "2023", None, YES),
        (None, "2022-11-23", None, NO),
        (None, "2022", None, UNKNOWN),
        (None, "2025", None, UNKNOWN),
        (None, None, date(2022, 6, 1), NO),
        (None, "2025", date(2022, 6, 1), NO),
        (None, None, date(2026, 6, 1), UNKNOWN),
        ("soon", None, None, UNKNOWN),
        (None, None, None, UNKNOWN),
    ],
)
def test_acquired_since(acquired: str | None, installed: str | None, first_seen: date | None, expected: Answer) -> None:
    assert acquired_on(acquired, installed, first_seen, ORDER) is expected


@given(st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.dates(date(2000, 1, 1), date(2040, 1, 1)))
def test_what_was_put_up_before_was_acquired_before_and_nothing_else_follows(installed: date, since: date) -> None:
    answer = acquired_on(None, installed.isoformat(), None, since)
    assert answer is (NO if installed < since else UNKNOWN)


def test_the_owner_reads_what_the_order_leaves_open() -> None:
    other = Readings(like_for_like_is_deployment=UNKNOWN, repair_is_deployment=YES)
    assert deployed("2025", "like-for-like", None, other) is UNKNOWN
    assert deployed("2025", "repair", None, other) is YES


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_a_day_lies_in_the_spans_of_its_month_and_year(day: date) -> None:
    for text in (str(day.year), f"{day.year}-{day.month:02}", day.isoformat()):
        first, last = facts.span_of_day(text)
        assert first is not None
        assert last is not None
        assert first <= day <= last


@pytest.mark.parametrize("text", ["", None, "2019-13", "2019-02-30", "x", "0", "2019-1-1-1"])
def test_what_is_no_day_has_no_span(text: str | None) -> None:
    assert facts.span_of_day(text) == (None, None)


def control(answer: Answer, basis: str) -> Control:
    return Control(maker="m", answer=answer, reason="r", basis=basis)


@pytest.mark.parametrize(
    ("built", "sold", "expected"),
    [
        ((YES, "signed"), None, ("yes", "signed")),
        ((YES, "proposed"), None, ("yes", "proposed")),
        ((NO, "signed"), (YES, "signed"), ("yes", "signed")),
        ((NO, "signed"), None, ("no", "signed")),
        ((NO, "signed"), (NO, "proposed"), ("no", "proposed")),
        ((NO, "signed"), (UNKNOWN, "none"), ("unknown", "none")),
        ((UNKNOWN, "none"), None, ("unknown", "none")),
        (None, (NO, "signed"), ("unknown", "none")),
        (None, (YES, "signed"), ("yes", "signed")),
        (None, None, ("unknown", "none")),
    ],
)
def test_produced_by_such_a_company(
    built: tuple[Answer, str] | None, sold: tuple[Answer, str] | None, expected: tuple[str, str]
) -> None:
    known = {name: control(*given) for name, given in (("b", built), ("s", sold)) if given}
    assert facts.maker_subject("b" if built else None, "s" if sold else None, known) == expected


def considered(*, review: date, sites: tuple[str, ...] = (), bodies: tuple[str, ...] = ()) -> Profile:
    one = Consideration(
        id="C", clauses=("X",), options=("a", "b"), decision="b", person="A. Example", decided=date(2024, 1, 1),
        review=review, sites=sites, bodies=bodies,
    )  # fmt: skip
    return Profile(considerations=(one,))


DAY = date(2026, 11, 23)
LATER, PAST = date(2027, 1, 1), date(2026, 1, 1)


def test_a_consideration_covers_its_clause_and_places() -> None:
    assert facts._considered("dept", "hq", "X", considered(review=LATER), DAY) == (YES, NO)
    assert facts._considered("dept", "hq", "Y", considered(review=LATER), DAY) == (NO, NO)
    assert facts._considered("dept", "hq", "X", considered(review=LATER, sites=("b",)), DAY) == (NO, NO)
    assert facts._considered("dept", "hq", "X", considered(review=LATER, bodies=("other",)), DAY) == (NO, NO)


def test_a_consideration_whose_review_has_passed_is_overdue() -> None:
    assert facts._considered("dept", "hq", "X", considered(review=PAST), DAY) == (NO, YES)


def test_a_consideration_counts_from_the_day_it_was_decided() -> None:
    assert facts._considered("dept", "hq", "X", considered(review=LATER), date(2023, 1, 1)) == (NO, NO)
