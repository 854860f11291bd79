"""Weights are whole numbers; confidence grows with them and never reaches certainty by itself."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from camcensus.model.identity import ABOUTS, CLASSES, ROLES, STRENGTHS, Identity, Weights, confidence, sure


@given(st.integers(-50, 200), st.integers(-50, 200))
def test_more_weight_is_never_less_confidence(one: int, other: int) -> None:
    low, high = sorted((one, other))
    assert confidence(low) <= confidence(high)


@given(st.integers())
def test_confidence_lies_between_nothing_and_certainty(weight: int) -> None:
    assert 0 <= confidence(min(weight, 3_000)) <= 1


def test_no_weight_is_no_confidence() -> None:
    assert confidence(0) == confidence(-5) == 0


WEIGHTS = Weights()


@given(st.integers(1, 60), st.integers(0, 60))
def test_a_rival_takes_confidence_away(weight: int, second: int) -> None:
    assert confidence(weight, second) <= confidence(weight)


def test_two_that_weigh_the_same_are_at_most_even() -> None:
    assert confidence(14, 14) < 0.5


def test_the_published_confidences_hold() -> None:
    expected = {"hint": 0.613, "weak": 0.715, "medium": 0.863, "strong": 0.962, "proof": 0.99}
    assert expected == {strength: confidence(WEIGHTS.of(strength)) for strength in STRENGTHS}


def test_strengths_grow_and_are_whole() -> None:
    weights = [WEIGHTS.of(strength) for strength in STRENGTHS]
    assert all(isinstance(weight, int) for weight in weights)
    assert all(weaker < stronger for weaker, stronger in pairwise(weights))


def test_two_medium_signals_outweigh_a_strong_one() -> None:
    assert 2 * WEIGHTS.medium > WEIGHTS.strong


def test_one_medium_signal_names_and_one_weak_one_does_not() -> None:
    assert WEIGHTS.weak < WEIGHTS.named <= WEIGHTS.medium
    assert WEIGHTS.margin > 0


def test_nothing_known_is_unknown() -> None:
    nobody = Identity(subject="device:1")
    assert (nobody.kind, nobody.brand, nobody.hardware_maker, nobody.confidence) == ("unknown", None, None, 0.0)


def test_the_four_roles_are_apart_and_can_be_claimed() -> None:
    assert len(set(ROLES)) == 4
    assert set(ROLES) <= set(ABOUTS)
    assert "unknown" in CLASSES


def test_more_weight_has_a_surer_word() -> None:
    assert [sure(weight) for weight in (-1, 0, 2, 4, 8, 14, 20)] == [
        "", "", "very low", "low", "fair", "high", "very high",
    ]  # fmt: skip
