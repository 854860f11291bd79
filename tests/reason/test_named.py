"""What a list says of a pair of makers: the builder and the one who sells."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from tests.support import AS_OF, NO, UNKNOWN, YES, knowledge

from camcensus.model.outcome import Answer
from camcensus.model.profile import Readings
from camcensus.reason import named
from camcensus.reason.listed import Lists

ORDER = knowledge().directives["us-section-889"]


def row(
    built: str | None, sold: str | None, *, day: date = AS_OF, readings: Readings | None = None
) -> tuple[str, str, str]:
    tables = named.tables([(built, sold)], [ORDER], knowledge(), Lists(knowledge(), day), readings or Readings())
    assert list(tables) == ["us-section-889"]
    found = tables["us-section-889"].row(0, named=True)
    return found["maker_named"], found["covered_purpose"], found["basis"]


@pytest.mark.parametrize(
    ("built", "sold", "expected"),
    [
        ("hikvision", "hikvision", ("yes", "unknown", "listed")),
        ("hikvision", "axis", ("yes", "unknown", "listed")),
        ("axis", "hikvision", ("yes", "unknown", "listed")),
        (None, "dahua", ("yes", "unknown", "listed")),
        ("huawei", "huawei", ("yes", "yes", "listed")),
        ("axis", "axis", ("no", "unknown", "proposed")),
        ("axis", None, ("no", "unknown", "proposed")),
        ("uniview", "uniview", ("no", "unknown", "proposed")),
        (None, "axis", ("unknown", "unknown", "none")),
        (None, None, ("unknown", "unknown", "none")),
    ],
)
def test_either_maker_is_enough_and_only_the_builder_clears(
    built: str | None, sold: str | None, expected: tuple[str, str, str]
) -> None:
    assert row(built, sold) == expected


def test_a_maker_whose_company_is_not_known_is_unknown() -> None:
    nameless = next(maker.id for maker in knowledge().makers.values() if maker.party is None)
    assert row(nameless, None)[0] == "unknown"
    assert row("axis", nameless)[0] == "unknown"


@pytest.mark.parametrize("answer", Answer)
def test_whether_a_limited_entry_is_reached_is_as_the_owner_reads_it(answer: Answer) -> None:
    readings = replace(Readings(), surveillance_is_covered_purpose=answer)
    assert row("dahua", "dahua", readings=readings)[1] == answer.value
    assert row("zte", "zte", readings=readings)[1] == "yes"


def test_before_the_act_applied_nobody_is_named() -> None:
    assert row("hikvision", "hikvision", day=date(2019, 8, 12))[0] == "no"


def test_only_lists_that_an_order_speaks_of_are_asked() -> None:
    statement = knowledge().directives["uk-wms-2022-11-24"]
    assert named.tables([("axis", None)], [statement], knowledge(), Lists(knowledge(), AS_OF), Readings()) == {}


def test_each_pair_has_one_row_however_often_it_comes() -> None:
    pairs: list[tuple[str | None, str | None]] = [("axis", "axis"), ("dahua", None), ("axis", "axis"), (None, None)]
    tables = named.tables(pairs, [ORDER], knowledge(), Lists(knowledge(), AS_OF), Readings())
    found = tables["us-section-889"]
    assert found.height == 3
    assert found.schema == pl.Schema(named.SCHEMA)
    assert set(found["maker_named"]) <= {YES.value, NO.value, UNKNOWN.value}
