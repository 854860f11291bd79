"""How many were not found at each site, and what that number leaves out."""

from __future__ import annotations

from datetime import date

import polars as pl
from tests.support import AS_OF, log, see

from camcensus.model.coverage import SiteCoverage
from camcensus.reason import coverage, unfound, witnesses
from camcensus.reason.devices import join
from camcensus.reason.facts import NO, UNKNOWN, YES

REGISTER, SCAN, WALK = "importer:register-csv@1", "importer:nmap-xml@1", "survey:A. Example"
NO_GAPS = pl.DataFrame(schema=coverage.SCHEMA)


def known(number: int, *sources: str, at: str = "2026-11-10") -> list[pl.DataFrame]:
    """One camera in the words of each source."""
    serial = ("serial.number", f"SN{number:07}")
    subjects = {REGISTER: f"asset:C{number}", SCAN: f"ip:10.0.1.{number}", WALK: f"asset:C{number}"}
    return [see(subjects[source], serial, source=source, at=at, position=at_) for at_, source in enumerate(sources)]


def found(
    *parts: list[pl.DataFrame], gaps: pl.DataFrame = NO_GAPS, as_of: date = AS_OF, **columns: pl.Expr
) -> list[SiteCoverage]:
    seen = join(log(part for parts_ in parts for part in parts_)).seen
    usual = {"site": pl.lit("hq"), "surveillance": pl.lit(YES), "in_use": pl.lit(YES)}
    devices = seen.select("device").unique().sort("device").with_columns(**{**usual, **columns})
    return unfound.find(seen, devices, gaps, ["hq"], as_of)


def test_two_sources_give_the_estimate_of_two_lists() -> None:
    both = [known(n, REGISTER, SCAN) for n in range(1, 21)]
    alone = [known(n, REGISTER) for n in range(21, 31)] + [known(n, SCAN) for n in range(31, 41)]
    (one,) = found(*both, *alone)
    assert one.found == 40
    assert one.total == round(31 * 31 / 21 - 1)
    assert one.combinations[0] == (("network scan", "register"), 20)
    assert dict(one.combinations)[("register",)] == 10
    assert [(w.name, w.devices) for w in one.witnesses] == [("network scan", 30), ("register", 30)]


def test_one_source_alone_gives_no_estimate() -> None:
    (one,) = found(*[known(n, SCAN) for n in range(1, 21)])
    assert (one.total, one.why, one.found) == (None, "estimate-one-source", 20)


def test_a_site_of_which_nothing_is_known_is_shown() -> None:
    (one,) = found()
    assert (one.site, one.found, one.why) == ("hq", 0, "estimate-nothing-found")


def test_what_is_no_camera_or_gone_does_not_count() -> None:
    parts = [known(n, SCAN) for n in range(1, 11)]
    assert found(*parts, surveillance=pl.lit(NO))[0].found == 0
    assert found(*parts, in_use=pl.lit(NO))[0].found == 0
    assert found(*parts, surveillance=pl.lit(UNKNOWN))[0].found == 10


def test_what_lies_at_no_known_site_stands_last() -> None:
    every = found(known(1, SCAN), site=pl.lit(None, dtype=pl.String))
    assert [(one.site, one.found) for one in every] == [("hq", 0), (None, 1)]


def test_a_source_that_said_nothing_for_long_is_stale() -> None:
    (one,) = found(known(1, SCAN, at="2026-01-01"))
    assert [(w.last, w.age, w.stale) for w in one.witnesses] == [(date(2026, 1, 1), 326, True)]
    (one,) = found(known(1, SCAN, at="2026-11-20"))
    assert [(w.age, w.stale) for w in one.witnesses] == [(3, False)]


def test_gaps_stand_beside_the_number() -> None:
    rows = [("subnet:x", "subnet", "hq", "core", "subnet-not-looked-at", "look")] * 2
    (one,) = found(known(1, SCAN), gaps=pl.DataFrame(rows, schema=coverage.SCHEMA, orient="row"))
    assert one.gaps == {"subnet-not-looked-at": 2}
    nowhere = pl.DataFrame([(*rows[0][:2], None, *rows[0][3:])], schema=coverage.SCHEMA, orient="row")
    assert [(one.site, one.gaps) for one in found(gaps=nowhere)] == [("hq", {}), (None, {"subnet-not-looked-at": 1})]


def test_who_did_not_see_it_is_no_witness() -> None:
    missed = see("asset:C1", ("survey.outcome", "not-seen"), source=WALK, position=2)
    reached = see("asset:C1", ("survey.outcome", "seen"), source=WALK, position=2)
    (one,) = found(known(1, REGISTER), [missed])
    assert [w.name for w in one.witnesses] == ["register"]
    (one,) = found(known(1, REGISTER), [reached])
    assert [w.name for w in one.witnesses] == ["register", "walk-round"]


def test_every_kind_of_source_is_a_witness() -> None:
    assert set(witnesses.KINDS) == set(unfound.WITNESSES)


def test_witnesses_are_put_together_only_where_there_are_too_many() -> None:
    four: dict[tuple[str, ...], int] = {("network scan", "switch table", "register", "walk-round"): 3}
    assert unfound.merge(four) == four
    six: dict[tuple[str, ...], int] = {
        ("network scan",): 1, ("traffic and leases", "switch table"): 2, ("switch table",): 3,
        ("register", "recorders and VMS"): 4, ("walk-round",): 5,
    }  # fmt: skip
    assert unfound.merge(six) == {
        ("network scan",): 1, ("traffic, leases and switches",): 5, ("register, recorders and VMS",): 4,
        ("walk-round",): 5,
    }  # fmt: skip


def test_all_seven_become_four() -> None:
    seven: dict[tuple[str, ...], int] = {(name,): 1 for name in unfound.WITNESSES.values()}
    assert {name for names in unfound.merge(seven) for name in names} == {
        "traffic, leases and switches", "network scan and other files", "register, recorders and VMS", "walk-round",
    }  # fmt: skip
