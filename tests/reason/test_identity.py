"""Claims weighed by origin, in four separate roles; a tie is unknown."""

from __future__ import annotations

from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from tests.support import HIKVISION, knowledge, log, see

from camcensus.model.knowledge import Registrants
from camcensus.reason import identity
from camcensus.reason.matcher import Matcher

BLOCKS = Registrants(package="test", made="2026-09", names={"00:40:8c": "Axis Communications AB"})


def named(*facts: tuple[str, str]) -> dict[str, Any]:
    """The identity of one device of which these facts are known."""
    seen = log([see("ip:10.0.1.5", *facts)]).with_columns(device=pl.lit("d"))
    made = identity.name(seen, knowledge(), BLOCKS, Matcher(knowledge().fingerprints))
    return made.identities.row(0, named=True)


def test_strong_marks_of_the_firmware_name_the_builder() -> None:
    assert named(*HIKVISION)["hardware_maker"] == "hikvision"


def test_a_white_label_keeps_label_and_builder_apart() -> None:
    found = named(*HIKVISION, ("register.make", "Annke"))
    assert (found["brand"], found["hardware_maker"], found["manufacturer"]) == ("annke", "hikvision", None)


def test_a_label_that_can_be_anybodys_names_no_builder() -> None:
    found = named(("register.make", "Honeywell"), ("model.number", "ZZ999"))
    assert (found["brand"], found["hardware_maker"]) == ("honeywell", None)


def test_a_label_of_one_maker_names_it() -> None:
    found = named(("register.make", "Hik"))
    assert (found["brand"], found["manufacturer"], found["hardware_maker"]) == ("hikvision", "hikvision", "hikvision")


def test_an_address_block_alone_names_nobody() -> None:
    found = named(("mac", "00:40:8c:11:22:33"))
    assert (found["hardware_maker"], found["hardware_maker_others"]) == (None, "axis 4")


def test_a_block_that_is_in_no_table_says_nothing() -> None:
    assert named(("mac", "d8:e6:fc:11:22:33"))["hardware_maker"] is None


def test_what_contradicts_is_kept() -> None:
    found = named(*HIKVISION, ("register.make", "Axis"))
    assert found["hardware_maker"] == "hikvision"
    assert "axis" in found["hardware_maker_others"]


def test_a_tie_is_unknown_and_both_sides_are_kept() -> None:
    found = named(("register.make", "Hik"), ("register.make", "Dahua"))
    assert (found["brand"], found["brand_others"]) == (None, "dahua 8; hikvision 8")
    assert found["hardware_maker"] is None


def test_one_origin_counts_once() -> None:
    once = named(("http.server", "DNVRS-Webs"))
    twice = named(("http.server", "DNVRS-Webs"), ("http.server", "App-webs/"))
    assert once["hardware_maker_weight"] == twice["hardware_maker_weight"]


def test_the_model_and_firmware_are_as_stated() -> None:
    found = named(("model.number", "DS-2CD2143G2-I"), ("firmware.version", "V5.5.3"))
    assert (found["model"], found["firmware"]) == ("DS-2CD2143G2-I", "V5.5.3")


def test_a_class_that_is_none_of_ours_is_no_claim() -> None:
    assert named(("fact.class", "toaster"))["class"] is None


def test_a_device_of_which_nothing_is_known_has_a_row() -> None:
    assert named(("net.open_port", "554/tcp"))["device"] == "d"


def test_claims_lead_back_to_observations() -> None:
    seen = log([see("ip:10.0.1.5", *HIKVISION)]).with_columns(device=pl.lit("d"))
    made = identity.name(seen, knowledge(), BLOCKS, Matcher(knowledge().fingerprints))
    assert set(made.claims["because"]) <= set(seen["id"])
    assert made.claims["by"].null_count() == 0


FACTS = [*HIKVISION, ("register.make", "Annke"), ("register.make", "Axis"), ("mac", "00:40:8c:11:22:33"),
         ("model.number", "DS-2CD2143G2-I"), ("fact.class", "camera"), ("http.title", "WEB SERVICE")]  # fmt: skip


@given(st.permutations(FACTS), st.integers(1, len(FACTS)))
def test_the_order_of_evidence_changes_nothing(facts: list[tuple[str, str]], count: int) -> None:
    kept = facts[:count]
    first, second = named(*kept), named(*reversed(kept))
    assert first == second


@given(st.lists(st.sampled_from(FACTS), max_size=6))
def test_nobody_is_named_without_weight(facts: list[tuple[str, str]]) -> None:
    found = named(("net.open_port", "80/tcp"), *facts)
    for role in ("brand", "manufacturer", "hardware_maker"):
        weight = found[f"{role}_weight"] or 0
        assert (weight >= 8) == (found[role] is not None)
