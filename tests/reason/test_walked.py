"""What a walk round a site adds: found only on foot, expected and not there, other labels."""

from __future__ import annotations

import polars as pl
from tests.support import log, see

from camcensus.reason import walked
from camcensus.reason.devices import join

A, B = "survey:A. Example", "survey:B. Example"
MAC = ("mac", "44:19:b6:3a:11:11")


def line(
    outcome: str, *facts: tuple[str, str], subject: str = "asset:CAM-1", source: str = A, position: int = 2
) -> pl.DataFrame:
    return see(subject, ("survey.outcome", outcome), *facts, source=source, position=position)


def found(*parts: pl.DataFrame) -> list[tuple[str, str]]:
    doubts = walked.find(join(log(parts)).seen)
    return sorted(doubts.select("code", "detail").rows())


def register(*facts: tuple[str, str]) -> pl.DataFrame:
    return see("asset:CAM-1", ("fact.site", "hq"), *facts, source="importer:register-csv@1")


def test_without_a_walk_there_is_nothing_to_say() -> None:
    assert found(register()) == []


def test_expected_and_not_there() -> None:
    assert found(register(), line("not-seen")) == [("expected-not-seen", "by A. Example")]
    assert found(register(), line("not-reached")) == [("expected-not-reached", "by A. Example")]
    assert found(register(), line("seen")) == []


def test_found_only_on_foot() -> None:
    new = line("seen", ("serial.number", "K12345678"), subject="walk:s/new1/a")
    assert found(new) == [("found-on-foot", "")]
    assert found(new, see("ip:10.0.1.5", ("serial.number", "K12345678"))) == []


def test_what_was_looked_for_and_not_found_is_not_found_on_foot() -> None:
    assert found(line("not-seen", MAC, subject="walk:s/1/a")) == [("expected-not-seen", "by A. Example")]


def test_another_label_contradicts() -> None:
    assert found(register(), line("contradicted")) == [("label-contradicts", "by A. Example")]
    expected = (("survey.expected_make", "Hikvision"), ("survey.expected_model", "DS-2CD2143G2-I"))
    other = line("seen", *expected, ("register.make", "Dahua"), ("model.number", "DS-2CD2143G2-IS"))
    assert found(register(), other) == [("label-contradicts", "make Hikvision, label Dahua")]
    same = line("seen", *expected, ("register.make", "HIKVISION"), ("model.number", "ds 2cd2143g2"))
    assert found(register(), same) == []


def test_two_people_who_differ_are_both_shown() -> None:
    one, other = line("seen"), line("not-seen", source=B, position=3)
    assert ("surveyors-differ", "A. Example: seen, B. Example: not-seen") in found(register(), one, other)
    assert found(register(), one, line("seen", source=B, position=3)) == []


def test_the_newest_word_of_one_person_counts() -> None:
    assert found(register(), line("not-seen"), line("seen", position=3)) == []


def test_sites_that_were_walked() -> None:
    assert walked.sites(see("site:hq", ("survey.walked", "hq"))) == {"hq"}
    assert walked.sites(log([])) == frozenset()
