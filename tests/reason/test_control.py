"""Whether a maker's company is subject to the law on a date: a proposal with its chain, or what a person signed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.support import knowledge

from camcensus.model.finding import Determination
from camcensus.model.knowledge import Holding, Knowledge, Maker, Party
from camcensus.model.outcome import Answer
from camcensus.reason.control import Control, decide, propose

DAY = date(2026, 11, 23)


def world(*holdings: Holding, **where: str | None) -> Knowledge:
    """Parties named by their jurisdictions; the maker ``m`` is the company ``c``."""
    parties = {
        name: Party(id=name, name=name, jurisdiction=country, status="verified") for name, country in where.items()
    }
    return Knowledge(version="", makers={"m": Maker(id="m", name="M", party="c")}, parties=parties, holdings=holdings)


def answer(*holdings: Holding, **where: str | None) -> tuple[Answer, str]:
    found = propose("m", world(*holdings, **where), DAY)
    return found.answer, found.reason


def holds(owner: str, low: float | None = None, **more: object) -> Holding:
    return Holding(owner=owner, asset="c", percent_low=low, percent_high=low, **more)  # type: ignore[arg-type]


def test_registered_there_is_yes() -> None:
    assert answer(c="CN") == (Answer.YES, "registered-there")


def test_registered_elsewhere_with_nobody_recorded_is_no() -> None:
    assert answer(c="SE") == (Answer.NO, "registered-elsewhere")


def test_a_majority_from_there_is_yes() -> None:
    assert answer(holds("o", 60.0), c="CA", o="CN") == (Answer.YES, "controlled-from-there")


def test_a_stated_controller_counts_without_a_percentage() -> None:
    assert answer(holds("o", controls=True), c="GB", o="CN")[0] is Answer.YES


def test_the_largest_large_share_controls_where_nobody_has_more() -> None:
    assert answer(holds("o", 36.0), c="GB", o="CN")[0] is Answer.YES


def test_a_small_share_controls_nothing() -> None:
    assert answer(holds("o", 10.4), c="GB", o="CN")[0] is Answer.NO


def test_a_chain_is_followed() -> None:
    up = Holding(owner="top", asset="o", percent_low=100, percent_high=100)
    assert answer(holds("o", 100.0), up, c="CA", o="NL", top="CN")[0] is Answer.YES


def test_a_circle_of_owners_ends() -> None:
    back = Holding(owner="c", asset="o", percent_low=100, percent_high=100)
    assert answer(holds("o", 100.0), back, c="CA", o="NL")[0] is Answer.NO


def test_a_holding_that_has_ended_does_not_count() -> None:
    sold = holds("o", 100.0, true_to=date(2022, 11, 25))
    assert answer(sold, c="CA", o="CN")[0] is Answer.NO


def test_a_holding_that_has_not_begun_does_not_count() -> None:
    later = holds("o", 100.0, true_from=date(2027, 1, 1))
    assert answer(later, c="CA", o="CN")[0] is Answer.NO


@pytest.mark.parametrize("place", ["HK", "MO"])
def test_where_it_is_open_whether_the_law_reaches_a_person_must_say(place: str) -> None:
    assert answer(c=place) == (Answer.UNKNOWN, "registered-in-open-jurisdiction")


def test_taiwan_is_elsewhere() -> None:
    assert answer(c="TW")[0] is Answer.NO


def test_a_citizen_as_owner_is_open() -> None:
    known = world(holds("o", 100.0), c="US", o="CN")
    person = replace(known.parties["o"], kind="person")
    assert propose("m", replace(known, parties={**known.parties, "o": person}), DAY).answer is Answer.UNKNOWN


def test_a_registration_that_is_not_known_is_unknown() -> None:
    assert answer(c=None) == (Answer.UNKNOWN, "registration-not-known")


def test_a_gap_up_the_chain_is_unknown_and_the_chain_names_it() -> None:
    found = propose("m", world(holds("o", 100.0), c="CA", o=None), DAY)
    assert found.answer is Answer.UNKNOWN
    assert [step.party for step in found.chain] == ["c", "o"]


def test_a_maker_without_a_company_is_unknown() -> None:
    known = replace(world(c="CN"), makers={"m": Maker(id="m", name="M")})
    assert propose("m", known, DAY) == Control(
        maker="m", answer=Answer.UNKNOWN, reason="company-not-known", basis="none"
    )


def signed(*, subject: bool, on: date, until: date | None = None) -> Determination:
    return Determination(maker="m", subject=subject, person="A. Example", signed=on, reason="r", until=until)


def test_what_a_person_signed_stands_above_the_proposal() -> None:
    found = decide("m", world(c="CN"), (signed(subject=False, on=date(2026, 1, 1)),), DAY)
    assert (found.answer, found.basis) == (Answer.NO, "signed")
    assert [step.party for step in found.chain] == ["c"]


def test_the_newest_signature_counts() -> None:
    both = (signed(subject=True, on=date(2026, 5, 1)), signed(subject=False, on=date(2026, 1, 1)))
    assert decide("m", world(c="CN"), both, DAY).answer is Answer.YES


def test_of_those_of_one_day_the_one_that_was_written_last_counts() -> None:
    """Whoever corrects what was signed the same day is heard."""
    yes, no = (signed(subject=subject, on=date(2026, 5, 1)) for subject in (True, False))
    assert decide("m", world(c="CN"), (yes, no), DAY).answer is Answer.NO
    assert decide("m", world(c="CN"), (no, yes), DAY).answer is Answer.YES


@pytest.mark.parametrize(
    "one",
    [signed(subject=False, on=date(2027, 1, 1)), signed(subject=False, on=date(2025, 1, 1), until=date(2026, 1, 1))],
)
def test_a_signature_of_another_time_does_not_count(one: Determination) -> None:
    assert decide("m", world(c="CN"), (one,), DAY).basis == "proposed"


@pytest.mark.parametrize(
    ("maker", "day", "expected"),
    [
        ("hikvision", DAY, Answer.YES),
        ("dahua", DAY, Answer.YES),
        ("uniview", DAY, Answer.YES),
        ("axis", DAY, Answer.NO),
        ("lorex", date(2019, 12, 31), Answer.YES),
        ("lorex", date(2016, 12, 31), Answer.NO),
        ("march-networks", date(2015, 6, 1), Answer.YES),
    ],
)
def test_the_makers_we_know(maker: str, day: date, expected: Answer) -> None:
    assert propose(maker, knowledge(), day).answer is expected
