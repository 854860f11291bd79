"""Makers and brands as they ship: enough of them, each with its source, contradictions kept."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

import pytest

from camcensus.model.knowledge import Knowledge, MadeBy
from camcensus.reason.brands import Spellings


def claims(knowledge: Knowledge, brand: str, maker: str | None) -> list[MadeBy]:
    return [claim for claim in knowledge.brands[brand].made_by if claim.maker == maker]


def plain(name: str) -> str:
    """As names are compared: small letters, without spaces and punctuation."""
    return re.sub(r"[\W_]", "", name.lower())


def test_there_are_enough_brands_and_claims(knowledge: Knowledge) -> None:
    counts = Counter(claim.maker for brand in knowledge.brands.values() for claim in brand.made_by)
    assert len(knowledge.brands) >= 400
    for maker, least in {"hikvision": 40, "dahua": 35, "uniview": 8, "tvt": 80, "xiongmai": 100, None: 100}.items():
        assert counts[maker] >= least, maker


def test_every_brand_and_claim_is_backed(knowledge: Knowledge) -> None:
    for brand in knowledge.brands.values():
        assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", brand.id)
        assert brand.made_by, brand.id
        for claim in brand.made_by:
            assert claim.source, brand.id
            assert 4 <= len(claim.evidence.split()) <= 16, claim.evidence
            assert claim.maker or claim.confidence != "high", brand.id


def test_no_spelling_means_two_brands(knowledge: Knowledge) -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for brand in knowledge.brands.values():
        for name in (brand.name, *brand.spellings):
            assert plain(name), brand.id
            owners[plain(name)].add(brand.id)
    assert {name: brands for name, brands in owners.items() if len(brands) > 1} == {}


def test_every_name_finds_its_own_brand(knowledge: Knowledge) -> None:
    """Also when what every company is called (Security, Digital, CCTV) is taken off."""
    spellings = Spellings(knowledge.brands)
    for brand in knowledge.brands.values():
        for name in (brand.name, *brand.spellings):
            assert spellings.find(name) == brand.id, name


@pytest.mark.parametrize(
    "written", ["IR dome camera", "Access control panel", "Global", "Star", "China", "Full HD 1080p"]
)
def test_a_plain_word_is_no_brand(knowledge: Knowledge, written: str) -> None:
    assert Spellings(knowledge.brands).find(written) is None


def test_a_spelling_adds_something(knowledge: Knowledge) -> None:
    for brand in knowledge.brands.values():
        names = [plain(name) for name in (brand.name, *brand.spellings)]
        assert len(set(names)) == len(names), brand.id


@pytest.mark.parametrize(
    ("written", "brand"),
    [
        ("HIK VISION", "hikvision"),
        ("Hikvison", "hikvision"),
        ("Hangzhou Hikvision", "hikvision"),
        ("Dahau", "dahua"),
        ("UNV", "uniview"),
        ("axis communications", "axis"),
        ("Hanwha Techwin", "hanwha"),
        ("Wisenet", "hanwha"),
        ("samsung techwin", "hanwha"),
        ("Bosch Security Systems", "bosch"),
        ("Interlogix", "truvision"),
        ("LT Security", "lts"),
        ("Tapo", "tp-link-tapo"),
    ],
)
def test_what_people_write_is_understood(knowledge: Knowledge, written: str, brand: str) -> None:
    found = [b.id for b in knowledge.brands.values() if plain(written) in map(plain, (b.name, *b.spellings))]
    assert found == [brand]


@pytest.mark.parametrize(
    "maker", ["hikvision", "dahua", "uniview", "tvt", "xiongmai", "tiandy", "axis", "hanwha", "tp-link"]
)
def test_a_maker_sells_under_its_own_name(knowledge: Knowledge, maker: str) -> None:
    assert knowledge.brands[maker].manufacturer == maker
    assert claims(knowledge, maker, maker)[0].extent == "all"


def test_contradictions_are_kept(knowledge: Knowledge) -> None:
    assert claims(knowledge, "annke", "hikvision")
    assert claims(knowledge, "annke", "dahua")
    assert claims(knowledge, "annke", None)
    assert {c.maker for c in knowledge.brands["luma"].made_by} >= {"hikvision", "tvt", "uniview", None}
    assert {c.maker for c in knowledge.brands["vantech"].made_by} == {"hikvision", "dahua"}
    assert {c.maker for c in knowledge.brands["bosch"].made_by if c.role == "hardware"} == {"bosch", "dahua"}


def test_relationships_end(knowledge: Knowledge) -> None:
    honeywell = claims(knowledge, "honeywell", "dahua")
    assert {claim.extent for claim in honeywell} == {"past", "part"}
    assert 2022 in {claim.until for claim in honeywell}
    assert [claim.until for claim in claims(knowledge, "indigovision", "dahua")] == [2021]


def test_a_claim_may_be_limited_to_models(knowledge: Knowledge) -> None:
    limited = [claim for claim in claims(knowledge, "abus", "hikvision") if claim.models]
    assert re.search(limited[0].models, "IPCA54581B")
    assert not re.search(limited[0].models, "TVIP61500")


def test_a_claim_without_a_maker_says_that_it_names_none(knowledge: Knowledge) -> None:
    huatu = knowledge.brands["huatu"].made_by
    assert [claim.maker for claim in huatu] == [None]
    assert "not identified" in huatu[0].evidence


def test_every_maker_has_a_source(knowledge: Knowledge) -> None:
    assert len(knowledge.makers) >= 80
    assert [maker.id for maker in knowledge.makers.values() if not maker.source] == []


def test_a_registrant_is_one_maker(knowledge: Knowledge) -> None:
    held = Counter(name for maker in knowledge.makers.values() for name in maker.registrants)
    assert [name for name, times in held.items() if times > 1] == []


def test_false_friends_hold_no_block_of_a_maker(knowledge: Knowledge) -> None:
    names = {name for maker in knowledge.makers.values() for name in maker.registrants}
    for stranger in (
        "Shanghai Dahua Scale Factory",
        "Robert Bosch GmbH",
        "GENETEC Corporation",
        "Aztech Electronics Pte Ltd",
    ):
        assert stranger not in names
    assert "LT SECURITY INC" not in knowledge.makers["hikvision"].registrants
    assert "Lorex Technology Inc." not in knowledge.makers["dahua"].registrants
