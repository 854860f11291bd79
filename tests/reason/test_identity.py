"""Claims weighed by origin, in four separate roles; a tie is unknown."""

from __future__ import annotations

import random
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support import HIKVISION, knowledge, log, sayings, see

from camcensus.reason import identity


def named(*facts: tuple[str, str]) -> dict[str, Any]:
    """The identity of one device of which these facts are known."""
    seen = log([see("ip:10.0.1.5", *facts)]).with_columns(device=pl.lit("d"))
    made = identity.name(seen, knowledge(), sayings())
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


def test_the_block_of_a_builder_names_it() -> None:
    found = named(("mac", "00:40:8c:11:22:33"))
    assert (found["hardware_maker"], found["brand"], found["class"]) == ("axis", None, None)


def test_a_block_gives_way_to_what_the_protocols_say() -> None:
    found = named(("mac", "00:40:8c:11:22:33"), ("http.server", "DNVRS-Webs"))
    assert (found["hardware_maker"], found["hardware_maker_others"]) == ("hikvision", "axis 4")


def test_an_address_that_somebody_made_up_says_nothing() -> None:
    assert named(("mac", "02:40:8c:11:22:33"))["hardware_maker"] is None


def test_a_builder_is_never_named_by_copied_signals_alone() -> None:
    """Firmware of others prints Dahua's lines, and anybody can write a name into the scopes."""
    found = named(("sdp", "v=0\r\ns=Media Server\r\na=packetization-supported:DH\r\na=rtppayload-supported:DH\r\n"),
                  ("onvif.scopes", "onvif://www.onvif.org/name/Dahua onvif://www.onvif.org/manufacturer/Dahua"),
                  ("onvif.device_information", "<a><Manufacturer>Dahua</Manufacturer></a>"))  # fmt: skip
    assert found["hardware_maker"] is None
    assert "dahua" in found["hardware_maker_others"]


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
    made = identity.name(seen, knowledge(), sayings())
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


# --- combinations, for few rows and for many -------------------------------------------------------------------------

ROWS = st.lists(st.tuples(st.sampled_from(["", "a", "b", "ip:1", "\0", "\U0001f600"]), st.integers(0, 5)), min_size=1)


def spread(count: int, seed: int) -> list[tuple[str, int]]:
    """Rows of several hundred devices; drawn one by one they would take longer than what is tested."""
    drawn = random.Random(seed)  # noqa: S311  # nothing is kept secret with it
    return [(str(drawn.randint(0, 400)), drawn.randint(0, 40)) for _ in range(count)]


SPREAD = st.builds(spread, st.integers(200, 600), st.integers(0, 2**32))


def spoken(rows: list[tuple[str, int]], few: int, part: int = 1_000_000) -> dict[str, list[int]]:
    """Each device, in order, with what is said of it."""
    keys = pl.Series("device", [key for key, _ in rows], dtype=pl.String)
    codes = pl.Series("code", [code for _, code in rows], dtype=pl.UInt32)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(identity, "_FEW", few)
        patched.setattr(identity, "_PART", part)
        devices, members = identity._combinations(keys, codes, max(code for _, code in rows) + 1)
    assert devices.schema == {"device": pl.String, "combination": pl.UInt32}
    assert sorted(set(devices["combination"])) == list(range(len(members)))
    return {key: members[number] for key, number in devices.iter_rows()}


def expected(rows: list[tuple[str, int]]) -> dict[str, list[int]]:
    said: dict[str, set[int]] = {}
    for key, code in rows:
        said.setdefault(key, set()).update({code} - {0})
    return {key: sorted(codes) for key, codes in said.items()}


@given(ROWS | SPREAD)
def test_few_rows_and_many_give_the_same_combinations(rows: list[tuple[str, int]]) -> None:
    wanted = expected(rows)
    for few, part in ((0, 1_000_000), (0, 1), (0, 100), (1_000_000, 1)):
        found = spoken(rows, few, part)
        assert found == wanted
        assert list(found) == list(wanted)


HASH, MARKS = pl.Expr.hash, identity._marks


@pytest.mark.parametrize("collide", ["devices", "combinations", "both", "some"])
@settings(max_examples=30)
@given(rows=ROWS | SPREAD)
def test_numbers_that_collide_change_nothing(collide: str, rows: list[tuple[str, int]]) -> None:
    """Devices, or combinations, that share the first of their two numbers are told apart by the second."""

    def hashed(self: pl.Expr, seed: int = 0, *more: int) -> pl.Expr:
        if seed != 1 or collide == "combinations":
            return HASH(self, seed, *more)
        return HASH(self, seed, *more) % (3 if collide == "some" else 1)

    def marked(count: int, salt: bytes) -> list[int]:
        marks = MARKS(count, salt)
        if salt != b"a" or collide == "devices":
            return marks
        return [mark % 3 for mark in marks] if collide == "some" else [0] * count

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(pl.Expr, "hash", hashed)
        patched.setattr(identity, "_marks", marked)
        assert spoken(rows, 0) == spoken(rows, 0, 1) == expected(rows)


def test_no_rows_have_no_combinations() -> None:
    for few in (-1, 256):
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(identity, "_FEW", few)
            devices, members = identity._combinations(pl.Series("k", [], pl.String), pl.Series("c", [], pl.UInt32), 1)
        assert (len(devices), members) == (0, [])


@given(st.lists(st.tuples(st.sampled_from(["d", "e", "f"]), st.sampled_from(FACTS)), min_size=1, max_size=20))
def test_few_rows_and_many_give_the_same_identities(rows: list[tuple[str, tuple[str, str]]]) -> None:
    seen = pl.concat([log([see("ip:10.0.1.5", fact)]).with_columns(device=pl.lit(device)) for device, fact in rows])
    found = []
    for few, table in ((1_000, 0), (0, identity._TABLE), (0, 0)):
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(identity, "_FEW", few)
            patched.setattr(identity, "_TABLE", table)
            made = identity.name(seen, knowledge(), sayings())
        found.append((made.identities.rows(named=True), made.claims.rows(named=True)))
    assert found[0] == found[1] == found[2]
