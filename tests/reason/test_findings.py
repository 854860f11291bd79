"""Findings: every combination once, provisional where a proposal carries it, excused where a waiver says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support import AS_OF, AXIS, HIKVISION, NO, UNKNOWN, YES, estate, knowledge, log, profile, see

from camcensus.engine import assess
from camcensus.engine.settings import Settings
from camcensus.model.assessment import Assessment, Basis
from camcensus.model.estate import Estate
from camcensus.model.finding import Consideration, Waiver
from camcensus.model.outcome import Answer, Outcome
from camcensus.model.profile import Profile

BREACH, CORE, EARLY, OTHER = "UK-WMS.1.1v1", "UK-WMS.2.1v1", "UK-WMS.3.1v1", "UK-WMS.4.1v1"
SCAN = see("file:scan", ("fact.reach", "10.0.0.0/16"))
NEW = ("fact.installed_on", "2024-05-14"), ("fact.class", "camera")


def judged(*parts: pl.DataFrame, where: Estate | None = None, chosen: Profile | None = None) -> Assessment:
    settings = Settings(
        estate=where or estate(), profile=chosen or profile("hikvision"), estate_version="", profile_version=""
    )
    basis = Basis(as_of=AS_OF, position=1, knowledge="", estate="", profile="")
    return assess.conclude(log([SCAN, *parts]), knowledge(), settings, basis)


def finding(made: Assessment, clause: str, unit: str = "device") -> dict[str, Any]:
    found = made.findings.filter((pl.col("clause") == clause) & (pl.col("unit") == unit))
    assert found.height == 1
    return found.row(0, named=True)


def camera(address: str = "10.0.1.5", *facts: tuple[str, str]) -> pl.DataFrame:
    return see(f"ip:{address}", ("mac", "44:19:b6:00:00:01"), *HIKVISION, *NEW, *facts)


def test_a_new_camera_of_such_a_maker_on_a_sensitive_site_is_a_breach() -> None:
    one = finding(judged(camera()), BREACH)
    assert (one["outcome"], one["reason"], one["provisional"]) == ("not-met", "deployed-since-order", False)


def test_without_a_signature_the_breach_is_provisional() -> None:
    assert finding(judged(camera(), chosen=profile()), BREACH)["provisional"]


def test_what_does_not_turn_on_the_maker_is_not_provisional() -> None:
    made = judged(camera(), where=estate(sensitive=NO), chosen=profile())
    assert finding(made, BREACH)["outcome"] == "not-applicable"
    assert not finding(made, BREACH)["provisional"]


def test_on_the_core_is_contrary_to_advice() -> None:
    assert finding(judged(camera("10.0.2.5")), CORE)["reason"] == "on-core"


@pytest.mark.parametrize("clause", [BREACH, EARLY])
def test_unknown_sensitivity_is_unknown(clause: str) -> None:
    one = finding(judged(camera(), where=estate(sensitive=UNKNOWN)), clause)
    assert (one["outcome"], one["settles"][0]) == ("unknown", "sensitivity")


def test_an_unknown_maker_is_unknown_and_says_what_would_settle_it() -> None:
    nameless = see("ip:10.0.1.5", ("net.open_port", "554/tcp"), *NEW)
    one = finding(judged(nameless), BREACH)
    assert (one["outcome"], "maker" in one["settles"]) == ("unknown", True)


def test_a_clean_maker_meets_the_clauses() -> None:
    made = judged(see("ip:10.0.1.5", *AXIS, *NEW))
    assert finding(made, BREACH)["outcome"] == "met"


def test_other_hosts_are_counted_and_not_judged() -> None:
    made = judged(see("ip:10.0.2.9", ("http.title", "Intranet")))
    assert made.findings.filter(pl.col("unit") == "device").height == 0
    assert made.devices.height == 1


def test_nothing_looked_at_is_unknown_never_met() -> None:
    settings = Settings(estate=estate(), profile=profile(), estate_version="", profile_version="")
    basis = Basis(as_of=AS_OF, position=0, knowledge="", estate="", profile="")
    made = assess.conclude(log([]), knowledge(), settings, basis)
    assert made.outcome is Outcome.UNKNOWN
    assert set(made.findings.filter(pl.col("unit") != "site")["reason"]) >= set()
    assert "site-not-looked-at" in made.findings["reason"].to_list()


def test_no_order_chosen_judges_nothing_and_is_unknown() -> None:
    made = judged(camera(), chosen=Profile())
    assert (made.findings.height, made.outcome) == (0, Outcome.UNKNOWN)


def waiver(**more: object) -> Waiver:
    given = {"id": "W", "clauses": (BREACH,), "reason": "r", "person": "A. Example", "signed": date(2026, 1, 1),
             "until": date(2027, 1, 1), **more}  # fmt: skip
    return Waiver(**given)  # type: ignore[arg-type]


def waived(one: Waiver) -> tuple[str | None, str | None]:
    made = judged(camera(), chosen=replace(profile("hikvision"), waivers=(one,)))
    row = finding(made, BREACH)
    return row["waiver"], row["expired_waiver"]


@pytest.mark.parametrize(
    "covers",
    [{"sites": ("hq",)}, {"zones": ("cameras",)}, {"makers": ("hikvision",)}, {"devices": ("44:19:B6:00:00:01",)},
     {"devices": ("ip:10.0.1.5",)}, {"sites": ("hq",), "makers": ("hikvision",)}],
)  # fmt: skip
def test_a_waiver_excuses_what_it_covers(covers: dict[str, tuple[str, ...]]) -> None:
    assert waived(waiver(**covers)) == ("W", None)


@pytest.mark.parametrize(
    "covers",
    [{"sites": ("b",)}, {"makers": ("dahua",)}, {"devices": ("nothing",)}, {"sites": ("hq",), "makers": ("dahua",)},
     {"sites": ("hq",), "clauses": (CORE,)}, {"sites": ("hq",), "signed": date(2026, 12, 1)}],
)  # fmt: skip
def test_a_waiver_excuses_nothing_else(covers: dict[str, object]) -> None:
    assert waived(waiver(**covers)) == (None, None)


def test_a_waiver_that_has_ended_is_named_and_the_finding_stands() -> None:
    assert waived(waiver(sites=("hq",), until=AS_OF)) == (None, "W")


def test_with_every_breach_excused_the_whole_is_no_longer_not_met() -> None:
    excused = replace(profile("hikvision"), waivers=(waiver(sites=("hq",), clauses=(BREACH, CORE, EARLY, OTHER)),))
    assert judged(camera()).outcome is Outcome.NOT_MET
    assert judged(camera(), chosen=excused).outcome is Outcome.MET


def test_the_third_clause_wants_a_record() -> None:
    record = Consideration(
        id="C", clauses=(EARLY,), options=("a",), decision="a", person="A. Example", decided=date(2024, 1, 1),
        review=date(2027, 1, 1), sites=("hq",),
    )  # fmt: skip
    assert finding(judged(camera()), EARLY)["reason"] == "not-considered"
    recorded = replace(profile("hikvision"), considerations=(record,))
    assert finding(judged(camera(), chosen=recorded), EARLY)["reason"] == "considered"


def test_the_fourth_clause_is_asked_of_sites() -> None:
    one = finding(judged(camera(), where=estate(sensitive=NO)), OTHER, unit="site")
    assert (one["subject"], one["outcome"], one["reason"]) == ("site:hq", "not-met", "not-considered")


def test_a_recorders_unseen_cameras_are_a_finding() -> None:
    recorder = see("ip:10.0.1.6", ("mac", "44:19:b6:00:00:02"), *HIKVISION, ("fact.class", "recorder"))
    reasons = judged(recorder).findings.filter(pl.col("unit") == "recorder")["reason"].unique().to_list()
    assert reasons == ["recorder-channels-unknown"]


kinds = st.sampled_from(
    [
        camera(), camera("10.0.2.5"), see("ip:10.0.1.7", *AXIS), see("ip:10.0.1.8", ("net.open_port", "554/tcp")),
        see("asset:X", ("register.make", "Annke"), at=None), see("ip:10.0.2.9", ("http.title", "Intranet")),
    ]
)  # fmt: skip


@given(st.lists(kinds, max_size=5, unique_by=id), st.sampled_from(Answer), st.sampled_from(Answer))
def test_every_judged_device_has_one_finding_a_clause(
    parts: list[pl.DataFrame], sensitive: Answer, core: Answer
) -> None:
    made = judged(*parts, where=estate(sensitive=sensitive, core=core))
    candidates = made.devices.filter("candidate").height
    for clause in (BREACH, CORE, EARLY):
        found = made.findings.filter((pl.col("clause") == clause) & (pl.col("unit") == "device"))
        assert found.height == candidates
    assert made.findings["outcome"].null_count() == 0


@given(st.lists(kinds, max_size=5, unique_by=id))
def test_a_maker_that_is_not_known_is_never_met_by_its_maker(parts: list[pl.DataFrame]) -> None:
    made = judged(*parts)
    unknown = made.devices.filter(pl.col("maker_subject") == "unknown")["device"].to_list()
    found = made.findings.filter(pl.col("device").is_in(unknown))
    assert "maker-not-subject" not in found["reason"].to_list()


def test_yes_and_no_are_all_there_is() -> None:
    assert {YES, NO, UNKNOWN} == set(Answer)
