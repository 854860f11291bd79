"""Who stands on a list on a day: events in turn, removals that came to nothing, and how far the list reaches."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support import NO, UNKNOWN, YES

from camcensus.model.knowledge import Event, Holding, Knowledge, Listed, Listing, Party
from camcensus.model.outcome import Answer
from camcensus.reason import listed
from camcensus.reason.listed import Lists

START = date(2025, 1, 1)


def event(kind: str, day: int = 0, *, what: str = "entry", grade: str = "verified-primary") -> Event:
    return Event(on=START + timedelta(days=day), kind=kind, source="s", grade=grade, what=what)


def on(day: int) -> date:
    return START + timedelta(days=day)


@pytest.mark.parametrize(
    ("events", "answers"),
    [
        ((), {0: NO}),
        ((event("announced"), event("published", 1)), {0: NO, 5: NO}),
        ((event("announced"), event("in-force", 3)), {2: NO, 3: YES, 99: YES}),
        ((event("in-force"), event("suspended", 5), event("due-back", 9)), {4: YES, 5: NO, 8: NO, 9: YES}),
        ((event("in-force"), event("withdrawn", 5)), {4: YES, 5: NO}),
        ((event("in-force"), event("ended", 5), event("in-force", 7)), {6: NO, 7: YES}),
        ((event("announced"), event("withdrawn")), {0: NO, 5: NO}),
        ((event("in-force", 2), event("announced")), {0: NO, 2: YES}),
    ],
)
def test_an_entry_counts_from_in_force_to_what_ends_it(events: tuple[Event, ...], answers: dict[int, Answer]) -> None:
    for day, answer in answers.items():
        assert listed.stands(events, on(day)) is answer
        assert listed.counts(events, on(day)) is (answer is YES)


def test_a_removal_that_was_shown_and_withdrawn_removed_nothing() -> None:
    shown = (event("announced", 5, what="removal"), event("withdrawn", 5, what="removal"))
    assert all(listed.counts((event("in-force"), *shown), on(day)) for day in (4, 5, 6, 400))


def test_a_removal_in_force_ends_the_entry_until_it_is_listed_again() -> None:
    gone = (event("in-force"), event("announced", 4, what="removal"), event("in-force", 5, what="removal"))
    assert [listed.counts(gone, on(day)) for day in (4, 5, 9)] == [True, False, False]
    assert listed.counts((*gone, event("in-force", 8)), on(9))


def test_a_removal_that_was_withdrawn_after_it_took_effect_is_over() -> None:
    events = (event("in-force"), event("in-force", 5, what="removal"), event("withdrawn", 7, what="removal"))
    assert [listed.counts(events, on(day)) for day in (6, 7)] == [False, True]


@pytest.mark.parametrize(
    "events",
    [
        (event("in-force", grade="unverified"),),
        (event("in-force"), event("ended", 1, grade="unverified")),
        (event("in-force"), event("in-force", 1, what="removal", grade="unverified")),
    ],
)
def test_what_rests_on_an_unverified_event_is_unknown(events: tuple[Event, ...]) -> None:
    assert listed.stands(events, on(2)) is UNKNOWN
    assert not listed.counts(events, on(2))


kinds = st.sampled_from(("announced", "published", "in-force", "suspended", "withdrawn", "ended", "due-back"))
events_ = st.lists(
    st.builds(event, kinds, st.integers(0, 30), what=st.sampled_from(("entry", "removal"))), max_size=6,
    unique_by=lambda one: (one.on, one.what),
).map(tuple)  # fmt: skip


@given(events_, st.integers(0, 40), st.randoms())
def test_the_order_in_which_events_stand_in_the_file_does_not_matter(
    events: tuple[Event, ...], day: int, random: st.DataObject
) -> None:
    mixed = list(events)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert listed.stands(tuple(mixed), on(day)) is listed.stands(events, on(day))


@given(events_, st.integers(0, 40))
def test_what_is_still_to_come_does_not_count(events: tuple[Event, ...], day: int) -> None:
    past = tuple(one for one in events if one.on <= on(day))
    assert listed.stands(events, on(day)) is listed.stands(past, on(day))


# --- how far a list reaches ------------------------------------------------------------------------------------------


def party(name: str, jurisdiction: str | None = "CN", status: str = "verified") -> Party:
    return Party(id=name, name=name, jurisdiction=jurisdiction, status=status)


def known(listing: Listing) -> Knowledge:
    """``top`` is listed and owns ``sub``; ``maybe`` holds a third of nothing; somebody not known owns ``gap``."""
    parties = [
        party("top"),
        party("sub", "GB"),
        party("other", "SE"),
        party("gap", "AU"),
        party("nobody", None, "unverified"),
    ]
    holdings = (
        Holding(owner="top", asset="sub", percent_low=100, percent_high=100, controls=True),
        Holding(owner="nobody", asset="gap", controls=True),
    )
    return Knowledge(
        version="", parties={one.id: one for one in parties}, holdings=holdings, listings={listing.id: listing}
    )


LIST = Listing(
    id="l",
    title="t",
    issuer="i",
    reaches_affiliates=True,
    source="s",
    grade="g",
    entries=(Listed(party="top", events=(event("in-force"),)),),
)


def answers(listing: Listing, day: int = 1) -> dict[str, Answer]:
    lists = Lists(known(listing), on(day))
    return {name: lists.answer("l", name) for name in ("top", "sub", "other", "gap")}


def test_a_list_that_reaches_affiliates_names_a_subsidiary_and_not_a_stranger() -> None:
    assert answers(LIST) == {"top": YES, "sub": YES, "other": NO, "gap": UNKNOWN}


def test_one_that_does_not_reach_them_names_the_company_alone() -> None:
    assert answers(replace(LIST, reaches_affiliates=False)) == {"top": YES, "sub": NO, "other": NO, "gap": NO}


def test_where_it_was_not_read_a_subsidiary_is_unknown_never_no() -> None:
    assert answers(replace(LIST, reaches_affiliates=False, reach_unread=True)) == {
        "top": YES, "sub": UNKNOWN, "other": NO, "gap": UNKNOWN,
    }  # fmt: skip


def test_a_company_of_which_nothing_is_known_is_unknown() -> None:
    assert Lists(known(LIST), on(1)).answer("l", None) is UNKNOWN


def test_before_the_list_nobody_is_named() -> None:
    assert set(answers(LIST, -1).values()) == {NO, UNKNOWN}
    assert answers(LIST, -1)["sub"] is NO


def test_a_rule_that_reaches_affiliates_has_days_of_its_own() -> None:
    rule = (event("in-force", 1), event("suspended", 5), event("due-back", 9, grade="unverified"))
    dated = replace(LIST, reaches_affiliates=False, affiliates=rule)
    assert [listed.reaches(dated, on(day)) for day in (0, 1, 5, 9)] == [NO, YES, NO, UNKNOWN]
    assert [answers(dated, day)["sub"] for day in (0, 1, 5, 9)] == [NO, YES, NO, UNKNOWN]


def test_below_an_entry_that_is_not_verified_nothing_is_known() -> None:
    unsure = replace(LIST, entries=(Listed(party="top", events=(event("in-force", grade="unverified"),)),))
    assert answers(unsure) == {"top": UNKNOWN, "sub": UNKNOWN, "other": NO, "gap": UNKNOWN}


def test_events_of_the_whole_list_hold_for_each_entry_and_stand_in_turn() -> None:
    whole = replace(LIST, events=(event("suspended", 5),))
    assert [answers(whole, day)["top"] for day in (4, 5)] == [YES, NO]
    assert [one.kind for one in listed.events_of(whole, "top")] == ["in-force", "suspended"]
