"""A brand is not a maker: what a label lets us say, and what it does not."""

from __future__ import annotations

import pytest
from tests.support import knowledge

from camcensus.model.identity import Weights
from camcensus.model.knowledge import Brand, MadeBy
from camcensus.reason.brands import Spellings, behind, fold


def made_by(maker: str | None, extent: str = "all", **more: object) -> MadeBy:
    return MadeBy(maker=maker, extent=extent, evidence="e", source="s", confidence="high", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "written",
    ["Hik", "HIK Vision", "hikvision", "Hikvison", "HIKVISION DS-2CD2143", "Hangzhou Hikvision", " Hik-Vision "],
)
def test_what_people_write_for_hikvision(written: str) -> None:
    assert Spellings(knowledge().brands).find(written) == "hikvision"


@pytest.mark.parametrize("written", ["", "unknown", "12 x dome", "camera", "????"])
def test_what_names_no_brand(written: str) -> None:
    assert Spellings(knowledge().brands).find(written) is None


def test_a_spelling_of_two_brands_names_neither() -> None:
    brands = {name: Brand(id=name, name=name, spellings=("same",)) for name in ("one", "two")}
    assert Spellings(brands).find("same") is None


def test_company_words_and_punctuation_do_not_count() -> None:
    assert fold("Axis Communications AB") == fold("AXIS-Communications")


def test_a_company_of_nothing_but_such_words_keeps_them() -> None:
    assert fold("Security Systems Ltd") != ""


def test_one_word_is_a_brand_or_none() -> None:
    spellings = Spellings(knowledge().brands)
    assert (spellings.find_word("HIKVISION"), spellings.find_word("DS-2CD2143")) == ("hikvision", None)


def test_all_of_a_brand_carries_its_confidence() -> None:
    brand = Brand(id="b", name="B", made_by=(made_by("m"),))
    found = behind(brand, Weights(), model=None, installed=None)
    assert [(role, maker, weight) for role, maker, weight, _ in found] == [("hardware_maker", "m", 14)]


def test_part_of_a_brand_is_a_hint_only() -> None:
    brand = Brand(id="b", name="B", made_by=(made_by("m", "part"),))
    assert behind(brand, Weights(), model="X1", installed=None)[0][2] == 2


def test_a_model_range_decides_for_its_models_and_excludes_others() -> None:
    brand = Brand(id="b", name="B", made_by=(made_by("m", "part", models="^X"),))
    assert behind(brand, Weights(), model="X1", installed=None)[0][2] == 14
    assert behind(brand, Weights(), model="Y1", installed=None) == []


def test_a_relationship_that_had_ended_makes_no_claim() -> None:
    brand = Brand(id="b", name="B", made_by=(made_by("m", until=2021),))
    assert behind(brand, Weights(), model=None, installed=2023) == []


def test_the_owner_of_a_brand_is_its_legal_manufacturer() -> None:
    brand = Brand(id="b", name="B", manufacturer="m")
    found = behind(brand, Weights(), model=None, installed=None)
    assert [(role, maker) for role, maker, _, _ in found] == [("manufacturer", "m")]
