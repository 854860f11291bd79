"""By whom what is sold under a brand is produced."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from camcensus.model.knowledge import Brand, MadeBy
from camcensus.model.outcome import Answer
from camcensus.model.profile import Readings
from camcensus.reason.producers import Product, made, weightiest

ANSWERS = {"covered": Answer.YES, "clean": Answer.NO, "open": Answer.UNKNOWN}


def claim(maker: str | None, **more: Any) -> MadeBy:
    return MadeBy(**{"maker": maker, "extent": "all", "evidence": "e", "source": "s", "confidence": "high"} | more)


def says(*claims: MadeBy, year: int = 2026, readings: Readings | None = None) -> list[Product]:
    brand = Brand(id="b", name="B", made_by=claims)
    found = made([brand], ANSWERS.__getitem__, date(year, 6, 1), readings or Readings())
    return [one.says for one in found]


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (claim("covered"), Product.YES),
        (claim("covered", extent="part"), Product.PER_MODEL),
        (claim("covered", models="^X"), Product.PER_MODEL),
        (claim("covered", confidence="low"), Product.UNCERTAIN),
        (claim("clean"), Product.NO),
        (claim("open"), Product.UNCERTAIN),
        (claim(None, extent="part"), Product.UNCERTAIN),
        (claim("covered", role="component"), Product.NO),
        (claim("covered", role="plant"), Product.UNCERTAIN),
        (claim("clean", role="plant"), Product.NO),
    ],
)
def test_what_a_claim_says(one: MadeBy, expected: Product) -> None:
    assert says(one) == [expected]


def test_how_the_owner_reads_what_is_open_decides() -> None:
    one = claim("covered", role="component")
    assert says(one, readings=Readings(component_counts=Answer.YES)) == [Product.PER_MODEL]
    assert says(one, readings=Readings(component_counts=Answer.UNKNOWN)) == [Product.UNCERTAIN]
    plant = claim("covered", role="plant")
    assert says(plant, readings=Readings(chinese_plant_produces=Answer.NO)) == [Product.NO]


def test_a_claim_speaks_of_its_years_alone() -> None:
    one = claim("covered", since=2018, until=2022)
    assert [says(one, year=year) for year in (2017, 2018, 2022, 2023)] == [[], [Product.YES], [Product.YES], []]


def test_the_weightiest_decides() -> None:
    assert weightiest([Product.NO, Product.UNCERTAIN, Product.PER_MODEL]) is Product.PER_MODEL
    assert weightiest([]) is Product.NO
    assert says(claim("clean"), claim("covered", extent="part"), claim("open")) == [
        Product.PER_MODEL,
        Product.UNCERTAIN,
        Product.NO,
    ]
