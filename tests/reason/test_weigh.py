"""What sayings add up to."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from camcensus.model.identity import Weights
from camcensus.model.knowledge import Brand, MadeBy
from camcensus.reason.matcher import Saying
from camcensus.reason.weigh import BUILDERS, NOTHING, ROLES, ranked, settle

BRANDS = {
    "label": Brand(
        id="label",
        name="Label",
        manufacturer="owner",
        made_by=(
            MadeBy(maker="one", extent="all", since=2010, until=2019, evidence="e", source="s", confidence="high"),
            MadeBy(maker="two", extent="all", since=2020, evidence="e", source="s", confidence="high"),
        ),
    )
}


def say(about: str, claim: str, weight: int, origin: str = "o", *, copied: bool = False) -> Saying:
    return Saying(about, claim, weight, origin, "by", copied)


def maker(*said: Saying) -> tuple[str | None, int]:
    answer = settle(said, Weights(), BRANDS).answers["hardware_maker"]
    return answer.value, answer.weight


def test_nothing_said_is_nothing_known() -> None:
    assert set(settle([], Weights(), BRANDS).answers.values()) == {NOTHING}


def test_origins_add_up_and_one_origin_counts_once() -> None:
    assert maker(say("hardware_maker", "x", 4, "a"), say("hardware_maker", "x", 4, "b")) == ("x", 8)
    assert maker(say("hardware_maker", "x", 4, "a"), say("hardware_maker", "x", 4, "a")) == (None, 0)


def test_copied_signals_never_settle_a_builder_alone_but_add_to_others() -> None:
    copied = [say("hardware_maker", "x", 14, origin, copied=True) for origin in "abc"]
    assert maker(*copied) == (None, 0)
    assert maker(*copied, say("hardware_maker", "x", 2, "d")) == ("x", 44)


def test_a_copied_signal_may_say_the_brand() -> None:
    settled = settle([say("brand", "label", 8, copied=True)], Weights(), BRANDS)
    assert settled.answers["brand"].value == "label"
    assert settled.answers["hardware_maker"].value is None
    assert settled.answers["manufacturer"].value is None


def test_a_label_says_who_built_it_by_its_years() -> None:
    label = say("brand", "label", 8, "label")
    assert maker(label, say("year", "2012", 1)) == ("one", 8)
    assert maker(label, say("year", "2024", 1)) == ("two", 8)
    assert maker(label) == (None, 0)


def test_a_protocol_outweighs_the_block_and_a_strong_one_the_label() -> None:
    block = say("hardware_maker", "b", 8, "registrant")
    label = [say("brand", "label", 14, "label"), say("year", "2024", 1)]
    assert maker(block) == ("b", 8)
    assert maker(block, say("hardware_maker", "x", 8, "x-web")) == ("x", 8)
    assert maker(*label, say("hardware_maker", "x", 14, "x-web")) == ("x", 14)
    assert maker(*label, say("hardware_maker", "x", 8, "x-web")) == ("two", 14)
    assert maker(label[0]._replace(weight=8), label[1], say("hardware_maker", "x", 8, "x-web")) == (None, 0)


def test_two_protocols_that_disagree_leave_it_open_and_are_both_shown() -> None:
    answer = settle(
        [say("hardware_maker", "x", 14, "a"), say("hardware_maker", "y", 14, "b")], Weights(), BRANDS
    ).answers["hardware_maker"]
    assert (answer.value, answer.second, answer.others) == (None, 14, "x 14; y 14")


def test_surveillance_or_not_follows_from_the_class() -> None:
    settled = settle([say("class", "recorder", 4, "a"), say("class", "camera", 4, "b")], Weights(), BRANDS)
    assert settled.answers["class"].value is None
    assert settled.answers["visual"].value == "yes"


SAYINGS = st.builds(
    say,
    st.sampled_from(["brand", "manufacturer", "hardware_maker", "class", "model", "year"]),
    st.sampled_from(["label", "2015"]),
    st.sampled_from([2, 4, 8, 14, 20]),
    st.sampled_from(["a", "b", "registrant", "label"]),
    copied=st.booleans(),
).filter(lambda one: (one.about == "year") == (one.claim == "2015"))


@given(st.lists(SAYINGS, max_size=8), st.randoms())
def test_order_and_repetition_change_nothing(said: list[Saying], random: object) -> None:
    again = said + said[:2]
    random.shuffle(again)  # type: ignore[attr-defined]
    first, second = settle(said, Weights(), BRANDS), settle(again, Weights(), BRANDS)
    assert first.answers == second.answers
    assert set(first.answers) == set(ROLES)


@given(st.lists(SAYINGS, max_size=8))
def test_no_builder_stands_on_copied_signals_alone(said: list[Saying]) -> None:
    settled = settle(said, Weights(), BRANDS)
    for role in BUILDERS:
        value = settled.answers[role].value
        own = [one for one in [*said, *settled.derived] if one.about == role and one.claim == value and not one.copied]
        assert value is None or own


def test_every_answer_of_a_role_is_ranked_as_it_is_weighed() -> None:
    said = [
        say("hardware_maker", "x", 14),
        say("hardware_maker", "x", 4),
        say("hardware_maker", "y", 8, "brand:label"),
        say("brand", "z", 8),
    ]
    assert ranked("hardware_maker", said, Weights()) == [(14, "x"), (4, "y")]
    assert ranked("class", said, Weights()) == []
