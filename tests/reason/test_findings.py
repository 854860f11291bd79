"""Findings: every combination once, provisional where a proposal carries it, excused where a waiver says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support import AS_OF, AXIS, HIKVISION, NO, UNKNOWN, YES, estate, knowledge, log, profile, see

from camcensus.engine import assess, extensions
from camcensus.engine.settings import Settings
from camcensus.model.assessment import Assessment, Basis
from camcensus.model.estate import Estate
from camcensus.model.facts import FACTS, Facts
from camcensus.model.finding import Approval, Consideration, Waiver
from camcensus.model.outcome import Answer, Outcome
from camcensus.model.profile import Profile, Readings

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


# --- orders that name companies --------------------------------------------------------------------------------------

PART_A, PART_B, CUT_OFF, RISK, OFFLINE = (
    "US-889.A.1v1", "US-889.B.1v1", "QC-2023.1.1v1", "QC-2023.2.1v1", "QC-2023.3.1v1",
)  # fmt: skip
COVERED = Readings(surveillance_is_covered_purpose=YES)


def by(*orders: str, readings: Readings | None = None, **more: object) -> Profile:
    return Profile(orders=orders, readings=readings or Readings(), **more)  # type: ignore[arg-type]


def test_a_camera_of_a_named_maker_in_use_is_not_compliant_and_that_is_no_proposal() -> None:
    one = finding(judged(camera(), chosen=by("us-section-889", readings=COVERED)), PART_B)
    assert (one["outcome"], one["reason"], one["provisional"]) == ("not-met", "named-in-use", False)


def test_until_the_owner_says_what_the_cameras_serve_it_is_unknown() -> None:
    one = finding(judged(camera(), chosen=by("us-section-889")), PART_B)
    assert (one["outcome"], one["settles"]) == ("unknown", ["purpose"])


def test_a_maker_whom_nobody_named_meets_it_by_a_proposal() -> None:
    one = finding(judged(see("ip:10.0.1.5", *AXIS, *NEW), chosen=by("us-section-889")), PART_B)
    assert (one["outcome"], one["reason"], one["provisional"]) == ("met", "maker-not-named", True)


def test_when_it_was_bought_is_asked_of_a_purchase() -> None:
    chosen = by("us-section-889", readings=COVERED)
    assert finding(judged(camera(), chosen=chosen), PART_A)["reason"] == "acquired-unknown"
    bought = camera("10.0.1.5", ("fact.acquired_on", "2021-02"))
    assert finding(judged(bought, chosen=chosen), PART_A)["reason"] == "procured-since"
    early = camera("10.0.1.5", ("fact.acquired_on", "2018"))
    assert finding(judged(early, chosen=chosen), PART_A)["reason"] == "acquired-before"


@pytest.mark.parametrize(
    ("said", "outcome"), [("yes", "not-met"), ("no", "met"), ("perhaps", "unknown"), (None, "unknown")]
)
def test_what_stays_is_kept_off_the_internet_as_stated(said: str | None, outcome: str) -> None:
    told = [("fact.online", said)] if said else []
    assert finding(judged(camera("10.0.1.5", *told), chosen=by("qc-2023-12-22")), OFFLINE)["outcome"] == outcome


def test_one_camera_under_two_orders_has_an_answer_of_each() -> None:
    made = judged(camera(), chosen=by("uk-wms-2022-11-24", "qc-2023-12-22"))
    assert finding(made, RISK)["reason"] == "not-considered"
    assert finding(made, CUT_OFF)["reason"] == "acquired-unknown"
    assert finding(made, BREACH)["reason"] == "deployed-since-order"


def test_nothing_seen_is_unknown_under_an_order_that_names_companies() -> None:
    settings = Settings(estate=estate(), profile=by("us-section-889"), estate_version="", profile_version="")
    made = assess.conclude(
        log([]), knowledge(), settings, Basis(as_of=AS_OF, position=0, knowledge="", estate="", profile="")
    )
    gaps = made.findings.filter((pl.col("clause") == PART_B) & (pl.col("unit") != "device"))
    assert set(gaps["outcome"]) == {"unknown"}
    assert gaps.height > 0


def test_a_clause_that_does_not_apply_yet_says_so_of_everything() -> None:
    made = judged(camera(), chosen=by("us-1260h", readings=COVERED))
    later = made.findings.filter(pl.col("clause") == "US-1260H.2.1v1")
    assert set(later.select("outcome", "reason").iter_rows()) == {("not-applicable", "clause-not-yet")}


def test_a_rule_on_supply_is_never_not_met() -> None:
    made = judged(camera(), see("ip:10.0.1.7", *AXIS), chosen=by("us-fcc-covered"))
    assert "not-met" not in made.findings["outcome"].to_list()
    assert "supply-ends" in made.findings["reason"].to_list()


CHAIN = knowledge().directives["tw-mainland-products"].clauses[0].waiver_chain


@pytest.mark.parametrize(
    ("signed", "excused"), [((2, 3, 4), True), ((2, 3), False), ((2, 4, 3), False), ((), False), ((2, 3, 400), False)]
)
def test_where_an_order_wants_a_chain_of_approvals_less_excuses_nothing(signed: tuple[int, ...], excused: bool) -> None:
    first = date(2026, 1, 1)
    approvals = tuple(
        Approval(role=role, person="A. Example", signed=first + timedelta(days=day))
        for role, day in zip(CHAIN, signed, strict=False)
    )
    one = waiver(clauses=("TW-ICT.1.1v1",), sites=("hq",), approvals=approvals)
    row = finding(judged(camera(), chosen=by("tw-mainland-products", waivers=(one,))), "TW-ICT.1.1v1")
    assert (row["outcome"], row["waiver"]) == ("not-met", "W" if excused else None)


def test_a_check_sees_only_the_facts_that_its_definition_names() -> None:
    for one in extensions.found("checks").values():
        named = one.definition["facts"]
        for name in set(FACTS) - set(named):  # type: ignore[call-overload]
            for answer in Answer:
                given = Facts(**{fact: YES for fact in FACTS if fact != name} | {name: answer})
                other = Facts(**{fact: YES for fact in FACTS if fact != name} | {name: UNKNOWN})
                assert one.module.check(given, {}) == one.module.check(other, {}), (one.id, name)


kinds = st.sampled_from(
    [
        camera(), camera("10.0.2.5"), see("ip:10.0.1.7", *AXIS), see("ip:10.0.1.8", ("net.open_port", "554/tcp")),
        see("asset:X", ("register.make", "Annke"), at=None), see("ip:10.0.2.9", ("http.title", "Intranet")),
    ]
)  # fmt: skip


few = settings(max_examples=40)  # each is a whole assessment


@few
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


@few
@given(st.lists(kinds, max_size=5, unique_by=id))
def test_a_maker_that_is_not_known_is_never_met_by_its_maker(parts: list[pl.DataFrame]) -> None:
    made = judged(*parts)
    unknown = made.devices.filter(pl.col("maker_subject") == "unknown")["device"].to_list()
    found = made.findings.filter(pl.col("device").is_in(unknown))
    assert "maker-not-subject" not in found["reason"].to_list()


def test_yes_and_no_are_all_there_is() -> None:
    assert {YES, NO, UNKNOWN} == set(Answer)
