"""Due dates: working days, hours, the clause that stands in the contract, and the ends that a profile has decided."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support import knowledge

from camcensus.model.finding import Consideration, Determination, Waiver
from camcensus.model.knowledge import Clock
from camcensus.model.profile import Profile
from camcensus.reason import clocks
from camcensus.reason.clocks import Calendar, Event

FEDERAL = clocks.calendars(knowledge().vocabulary.holidays)["us-federal"]
WEEKENDS = Calendar()
ORDER = knowledge().directives["us-section-889"]


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        ("2026-07-01", 1, "2026-07-02"),
        ("2026-07-02", 1, "2026-07-06"),  # Friday is kept for Independence Day
        ("2026-07-03", 1, "2026-07-06"),
        ("2026-07-04", 1, "2026-07-06"),
        ("2026-12-24", 1, "2026-12-28"),
        ("2026-11-25", 1, "2026-11-27"),
        ("2026-06-29", 10, "2026-07-14"),
        ("2026-07-02", 0, "2026-07-02"),
        ("2026-07-04", 0, "2026-07-06"),
    ],
)
def test_working_days_leave_out_weekends_and_holidays(start: str, count: int, expected: str) -> None:
    assert clocks.after(date.fromisoformat(start), count, FEDERAL) == date.fromisoformat(expected)


days = st.dates(date(2025, 1, 1), date(2027, 6, 30))


@given(days, st.integers(1, 60))
def test_exactly_so_many_working_days_lie_between(start: date, count: int) -> None:
    end = clocks.after(start, count, FEDERAL)
    between = [start + timedelta(days=step) for step in range(1, (end - start).days + 1)]
    assert sum(FEDERAL.works(day) for day in between) == count
    assert FEDERAL.works(end)


@given(days, st.integers(0, 60))
def test_holidays_make_a_date_later_never_earlier(start: date, count: int) -> None:
    assert clocks.after(start, count, FEDERAL) >= clocks.after(start, count, WEEKENDS)


@given(days, st.integers(0, 30), st.integers(0, 30))
def test_a_longer_clock_is_never_up_before_a_shorter_one(start: date, one: int, other: int) -> None:
    short, long = sorted((one, other))
    assert clocks.after(start, short, FEDERAL) <= clocks.after(start, long, FEDERAL)


@pytest.mark.parametrize("count", [-1, clocks.FAR + 1])
def test_a_count_that_is_no_clock_is_refused(count: int) -> None:
    with pytest.raises(ValueError, match="are not counted here"):
        clocks.after(date(2026, 1, 1), count, WEEKENDS)


def test_every_federal_holiday_is_a_weekday_and_each_year_has_them_all() -> None:
    assert all(day.weekday() < clocks.SATURDAY for day in FEDERAL.holidays)
    assert {year: sum(day.year == year for day in FEDERAL.holidays) for year in (2025, 2026, 2027)} == {
        2025: 11, 2026: 11, 2027: 12,
    }  # fmt: skip


def clock(**more: object) -> Clock:
    given = {
        "id": "c",
        "title": "t",
        "after": "identified",
        "count": 3,
        "unit": "days",
        "source": "s",
        "grade": "g",
        **more,
    }
    return Clock(**given)  # type: ignore[arg-type]


FRIDAY = datetime(2026, 10, 23, 20, 30, tzinfo=timezone(timedelta(hours=-4)))


def test_hours_run_through_nights_and_weekends_and_keep_the_zone() -> None:
    due = clocks.due(clock(count=72, unit="hours"), FRIDAY, {})
    assert (due.at, due.on) == (FRIDAY + timedelta(hours=72), date(2026, 10, 26))


def test_days_are_days_of_the_place_where_it_happened() -> None:
    assert clocks.due(clock(), FRIDAY, {}).on == date(2026, 10, 26)
    assert clocks.due(clock(), FRIDAY.astimezone(UTC), {}).on == date(2026, 10, 27)


def test_a_year_whose_holidays_are_not_known_says_so() -> None:
    working = clock(unit="working-days", calendar="us-federal")
    known = {"us-federal": FEDERAL}
    assert clocks.due(working, FRIDAY, known).remark == ""
    assert "not known" in clocks.due(working, datetime(2031, 3, 3, tzinfo=UTC), known).remark
    assert "not known" in clocks.due(working, FRIDAY, {}).remark


FOUND = [Event(kind="identified", at=FRIDAY), Event(kind="sold", at=FRIDAY)]


@pytest.mark.parametrize(
    ("contract", "expected"),
    [
        (["52.204-25"], ["US-889.first-report"]),
        (["52.240-91"], ["US-889.single-report"]),
        (["52.204-25", "52.240-91"], ["US-889.first-report", "US-889.single-report"]),
        (["52.212-4"], []),
        ([], []),
        (None, ["US-889.first-report", "US-889.single-report"]),
    ],
)
def test_the_clause_in_the_contract_decides_which_clock_runs(contract: list[str] | None, expected: list[str]) -> None:
    running = clocks.running([ORDER], FOUND, contract, {"us-federal": FEDERAL})
    assert sorted(one.of for one in running) == expected
    assert [one.on for one in running] == sorted(one.on for one in running)


def test_an_unverified_clock_says_so() -> None:
    (single,) = clocks.running([ORDER], FOUND, ["52.240-91"], {})
    assert single.grade == "unverified"


WAIVER = Waiver(
    id="W", clauses=("x",), reason="no lift until spring", person="A. Example", signed=date(2026, 1, 1),
    until=date(2026, 12, 1), sites=("hq",),
)  # fmt: skip
REVIEW = Consideration(
    id="C", clauses=("x",), options=("a",), decision="wait", person="A. Example", decided=date(2026, 1, 1),
    review=date(2026, 6, 1),
)  # fmt: skip
SIGNED = Determination(
    maker="dahua", subject=True, person="A. Example", signed=date(2026, 1, 1), reason="registered there",
    until=date(2027, 1, 1),
)  # fmt: skip


def test_what_the_profile_decided_falls_due() -> None:
    profile = Profile(waivers=(WAIVER,), considerations=(REVIEW,), determinations=(SIGNED,))
    found = clocks.decided(profile, [], date(2026, 11, 23))
    assert [(one.what, one.of, one.on) for one in found] == [
        ("review", "C", date(2026, 6, 1)),
        ("waiver-ends", "W", date(2026, 12, 1)),
        ("determination-ends", "dahua", date(2027, 1, 1)),
    ]


def test_a_clause_that_has_yet_to_begin_is_named_and_one_that_has_begun_is_not() -> None:
    order = knowledge().directives["us-1260h"]
    assert [one.of for one in clocks.decided(Profile(), [order], date(2026, 6, 30))] == ["US-1260H.2.1v1"]
    assert clocks.decided(Profile(), [order], date(2027, 6, 30)) == ()
    assert len(clocks.decided(Profile(), [order], date(2026, 6, 29))) == 2
