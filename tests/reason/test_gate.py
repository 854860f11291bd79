"""What follows for one line: nothing unknown is ever a yes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support import AS_OF, knowledge

from camcensus.engine import known
from camcensus.model.finding import Determination
from camcensus.model.gate import Judgement, Written
from camcensus.model.knowledge import Brand, Holding, Knowledge, MadeBy, Maker, Party
from camcensus.model.outcome import Answer
from camcensus.reason.gate import Judge


@cache
def judge() -> Judge:
    return Judge(knowledge(), known.sayings(knowledge()), (), AS_OF)


def ask(text: str = "", *, make: str = "", model: str = "", by: Judge | None = None) -> Judgement:
    return (by or judge()).judge(Written(make=make, model=model, text=text))


def codes(found: Judgement) -> list[str]:
    return [one.code for one in found.asks]


OURS = [
    ("Hikvision DS-2CD2143G2-I", "no", "maker-subject"),
    ("hikvison 4MP dome", "no", "maker-subject"),
    ("DS-2CD2143G2-I", "no", "maker-subject"),
    ("Axis P3245-LV", "yes", "maker-not-subject"),
    ("Annke C800", "ask", "maker-not-settled"),
    ("Honeywell HC30W45R2", "ask", "maker-not-settled"),
    ("Foo X123", "ask", "product-not-known"),
    ("Axis", "ask", "model-not-stated"),
    ("Acme Axis P3245-LV", "ask", "brand-in-passing"),
    ("", "ask", "product-not-known"),
]


@pytest.mark.parametrize(("text", "answer", "reason"), OURS)
def test_lines_by_what_is_known_today(text: str, answer: str, reason: str) -> None:
    found = ask(text)
    assert (found.answer, found.reason) == (answer, reason)
    assert bool(found.asks) == (answer == "ask")
    assert found.provisional == (answer != "ask")


def test_a_brand_is_not_a_maker() -> None:
    found = ask("Annke C800")
    assert found.brands == ("annke",)
    assert {"dahua", "hikvision", None} <= {one.maker for one in found.possible}
    assert all(one.evidence and all(claim.source for claim in one.evidence) for one in found.possible)
    assert not any(one.settled for one in found.possible)
    assert {"covered-maker-possible", "open-maker-possible"} <= set(found.notes)
    assert codes(found) == ["legal-manufacturer", "hardware-maker", "firmware", "not-built-by", "label"]
    assert "Hikvision" in found.asks[3].params["makers"]
    assert found.asks[0].params == {"item": "Annke C800"}


def test_a_brand_and_a_mark_that_disagree_are_both_shown() -> None:
    found = ask("Axis DS-2CD2143G2-I")
    assert (found.answer, {one.maker for one in found.possible}) == ("no", {"axis", "hikvision"})
    assert "label-contradicted" in found.notes


def test_another_brand_in_the_line_is_asked_about_if_its_maker_may_be_covered() -> None:
    assert ask("Axis P3245-LV for use with Dahua NVR").answer == "ask"
    assert ask("Axis P3245-LV works with Milestone XProtect").answer == "yes"


def test_a_make_that_is_not_known_is_no_yes_whatever_the_model_looks_like() -> None:
    found = ask(make="Acme", model="XNV-8080R")
    assert (found.answer, found.reason) == ("ask", "brand-not-known")
    assert "brand" in codes(found)
    assert ask(make="Acme", model="DS-2CD2143G2-I").answer == "no"


def test_a_line_that_was_cut_is_no_yes() -> None:
    found = judge().judge(Written(text="Axis P3245-LV", cut=True))
    assert (found.answer, found.reason) == ("ask", "line-too-long")


def test_the_same_line_is_judged_once() -> None:
    assert ask("Axis P3245-LV") is ask("Axis P3245-LV")


# --- with knowledge made up for the purpose ----------------------------------------------------------------------

PARTIES = {
    party.id: party
    for party in (
        Party(id="cn", name="CN", jurisdiction="CN", status="verified"),
        Party(id="se", name="SE", jurisdiction="SE", status="verified"),
        Party(id="hk", name="HK", jurisdiction="HK", status="verified"),
    )
}
MAKERS = {
    name: Maker(id=name, name=name.upper(), party=name if name in PARTIES else None) for name in ("cn", "se", "hk", "x")
}


def made(maker: str | None, extent: str = "all", **other: object) -> MadeBy:
    return MadeBy(maker=maker, extent=extent, evidence="seen", source="somewhere", confidence="high", **other)  # type: ignore[arg-type]


def judge_of(*claims: MadeBy, sold: str | None = "se", signed: tuple[Determination, ...] = ()) -> Judge:
    """One brand, Zed, with these claims."""
    brand = Brand(id="zed", name="Zed", manufacturer=sold, made_by=claims)
    small = Knowledge(
        version="x", makers=MAKERS, brands={"zed": brand}, parties=PARTIES, vocabulary=knowledge().vocabulary
    )
    return Judge(small, known.sayings(small), signed, AS_OF)


CASES = [
    ((made("se"),), "yes", ()),
    ((made("cn"),), "no", ()),
    ((), "ask", ()),
    ((made("hk"),), "ask", ("control",)),
    ((made("x"),), "ask", ("control",)),
    ((made(None),), "ask", ("legal-manufacturer",)),
    ((made("se", "part"),), "ask", ("legal-manufacturer",)),
    ((made("cn", "part"),), "ask", ("not-built-by",)),
    ((made("se"), made("cn", "part")), "ask", ("not-built-by",)),
    ((made("se"), made("cn", "past")), "ask", ("not-built-by",)),
    ((made("se"), made("x", "part")), "ask", ("control",)),
    ((made("se"), made(None, "part")), "ask", ("hardware-maker",)),
    ((made("se"), made("cn")), "ask", ("not-built-by",)),
    ((made("se"), made("cn", models="^A")), "yes", ()),
    ((made("cn", models="^Z"), made("se", models="^A")), "no", ()),
    ((made("cn", until=2020), made("se", since=2021)), "ask", ("not-built-by",)),
    ((made("se", until=2020), made("cn", since=2021)), "no", ()),
]


@pytest.mark.parametrize(("claims", "answer", "asked"), CASES)
def test_claims_on_a_brand(claims: tuple[MadeBy, ...], answer: str, asked: tuple[str, ...]) -> None:
    found = ask("Zed Z100-B", by=judge_of(*claims))
    assert found.answer == answer, found
    assert set(asked) <= set(codes(found))


def test_a_legal_manufacturer_that_is_covered_is_a_no() -> None:
    assert ask("Zed Z100-B", by=judge_of(made("se"), sold="cn")).answer == "no"


def test_a_legal_manufacturer_of_whom_nothing_is_known_is_asked_about() -> None:
    assert ask("Zed Z100-B", by=judge_of(made("se"), sold="x")).answer == "ask"


def test_only_control_is_asked_about_where_nothing_else_is_open() -> None:
    found = ask("Zed Z100-B", by=judge_of(made("hk"), sold="hk"))
    assert (found.reason, codes(found)) == ("control-not-known", ["control"])


def test_a_signed_determination_stands_and_is_not_provisional() -> None:
    signed = Determination(maker="hk", subject=False, person="A", signed=date(2026, 1, 1), reason="r")
    found = ask("Zed Z100-B", by=judge_of(made("hk"), sold="hk", signed=(signed,)))
    assert (found.answer, found.provisional) == ("yes", False)
    against = replace(signed, subject=True)
    assert ask("Zed Z100-B", by=judge_of(made("hk"), sold="hk", signed=(against,))).answer == "no"


def test_ownership_counts() -> None:
    held = Holding(owner="cn", asset="se", percent_low=60.0, percent_high=60.0, source="s")
    brand = Brand(id="zed", name="Zed", made_by=(made("se"),))
    small = Knowledge(version="x", makers=MAKERS, brands={"zed": brand}, parties=PARTIES, holdings=(held,))
    assert ask("Zed Z100-B", by=Judge(small, known.sayings(small), (), AS_OF)).answer == "no"


CLAIM = st.builds(
    made,
    st.sampled_from(["cn", "se", "hk", "x", None]),
    st.sampled_from(["all", "part", "past"]),
    models=st.sampled_from(["", "^Z", "^A"]),
    since=st.sampled_from([None, 2021]),
    until=st.sampled_from([None, 2020]),
)


@given(st.lists(CLAIM, max_size=4), st.sampled_from([None, "cn", "se", "hk", "x"]), st.sampled_from(["Z100-B", ""]))
def test_nothing_unknown_is_a_yes(claims: list[MadeBy], sold: str | None, model: str) -> None:
    found = ask(f"Zed {model}", by=judge_of(*claims, sold=sold))
    if found.answer == "yes":
        assert model
        assert sold in (None, "se")
        assert {one.maker for one in found.possible} == {"se"}
        assert found.subject is Answer.NO
