"""Who owns whom, on which day: dated, sourced, and honest about what is not known."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from camcensus.model.knowledge import Holding, Knowledge

KINDS = ("company", "soe", "state", "fund", "person")
SCOPES = ("direct", "in-concert", "consolidated")
STATUSES = ("verified", "secondary", "partly", "unverified", "SOURCE_CONFLICT")


def owners(knowledge: Knowledge, asset: str, day: date) -> dict[str, Holding]:
    """The holdings in `asset` that are true on a day, by owner."""
    return {
        holding.owner: holding
        for holding in knowledge.holdings
        if holding.asset == asset and (holding.true_from or day) <= day <= (holding.true_to or day)
    }


def test_every_party_is_well_formed(knowledge: Knowledge) -> None:
    assert len(knowledge.parties) >= 75
    for party in knowledge.parties.values():
        assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", party.id)
        assert party.jurisdiction is None or re.fullmatch(r"[A-Z]{2}", party.jurisdiction), party.id
        assert party.kind in KINDS, party.id
        assert party.status in STATUSES, party.id
        assert party.source, party.id


def test_every_holding_is_well_formed(knowledge: Knowledge) -> None:
    assert len(knowledge.holdings) >= 60
    for holding in knowledge.holdings:
        where = (holding.owner, holding.asset)
        assert holding.owner != holding.asset, where
        assert holding.scope in SCOPES, where
        assert holding.status in STATUSES, where
        assert holding.source, where
        assert holding.basis, where
        assert holding.percent_low is not None or holding.controls, where
        if holding.true_from and holding.true_to:
            assert holding.true_from <= holding.true_to, where


def test_nobody_holds_the_same_twice_on_one_day(knowledge: Knowledge) -> None:
    """Figures of different scope may stand side by side; those of one scope follow each other."""
    for one in knowledge.holdings:
        for two in knowledge.holdings:
            if one is not two and (one.owner, one.asset, one.scope) == (two.owner, two.asset, two.scope):
                assert (one.true_to or date.max) < (two.true_from or date.min) or (two.true_to or date.max) < (
                    one.true_from or date.min
                ), (one.owner, one.asset)


def test_shares_of_one_company_do_not_exceed_it(knowledge: Knowledge) -> None:
    for asset in {holding.asset for holding in knowledge.holdings}:
        for day in {h.true_from for h in knowledge.holdings if h.asset == asset and h.true_from}:
            direct = [h for h in owners(knowledge, asset, day).values() if h.scope == "direct"]
            assert sum(holding.percent_low or 0 for holding in direct) <= 100, (asset, day)


@pytest.mark.parametrize(
    ("maker", "jurisdiction"),
    [
        ("hikvision", "CN"),
        ("dahua", "CN"),
        ("uniview", "CN"),
        ("tvt", "CN"),
        ("axis", "SE"),
        ("bosch", "DE"),
        ("hanwha", "KR"),
        ("vivotek", "TW"),
        ("lorex", "CA"),
    ],
)
def test_a_maker_is_registered_somewhere(knowledge: Knowledge, maker: str, jurisdiction: str) -> None:
    party = knowledge.makers[maker].party
    assert party is not None
    assert knowledge.parties[party].jurisdiction == jurisdiction


def test_the_two_tp_links_are_not_decided(knowledge: Knowledge) -> None:
    assert knowledge.makers["tp-link"].party is None
    assert knowledge.parties["tp-link-technologies"].jurisdiction == "CN"
    assert knowledge.parties["tp-link-systems"].jurisdiction == "US"
    assert knowledge.parties["jeffrey-chao-and-wife"].jurisdiction is None


def test_ezviz_has_two_dated_holdings(knowledge: Knowledge) -> None:
    held = [h for h in knowledge.holdings if (h.owner, h.asset) == ("hangzhou-hikvision", "hangzhou-ezviz")]
    assert [(h.percent_low, h.true_from, h.true_to) for h in held] == [
        (60, None, date(2022, 12, 27)),
        (48, date(2022, 12, 28), None),
    ]
    assert held[1].controls
    (american,) = [h for h in knowledge.holdings if h.asset == "ezviz-inc"]
    assert american.percent_low is None
    assert american.status == "unverified"


@pytest.mark.parametrize(
    ("day", "owner"),
    [
        (date(2016, 12, 31), "flir-systems"),
        (date(2018, 2, 5), "flir-systems"),
        (date(2018, 2, 6), "zhejiang-dahua"),
        (date(2022, 11, 23), "zhejiang-dahua"),
        (date(2026, 1, 1), "skywatch"),
    ],
)
def test_lorex_changed_hands(knowledge: Knowledge, day: date, owner: str) -> None:
    held = owners(knowledge, "lorex", day)
    assert set(held) == {owner}
    assert held[owner].percent_low == 100


@pytest.mark.parametrize("asset", ["lorex", "lorex-uk"])
@pytest.mark.parametrize("day", [date(2022, 11, 24), date(2023, 2, 28)])
def test_the_day_lorex_was_handed_over_is_left_open(knowledge: Knowledge, asset: str, day: date) -> None:
    """The United Kingdom's order is of the first of these days."""
    held = owners(knowledge, asset, day)
    assert set(held) == {"dahua-or-skywatch"}
    assert held["dahua-or-skywatch"].status == "SOURCE_CONFLICT"
    assert knowledge.parties["dahua-or-skywatch"].jurisdiction is None


def test_a_gap_is_an_owner_nobody_knows(knowledge: Knowledge) -> None:
    assert set(owners(knowledge, "swann", date(2018, 6, 30))) == {"shenzhen-infinova"}
    (since,) = owners(knowledge, "swann", date(2026, 6, 30))
    assert knowledge.parties[since].jurisdiction is None


def test_uniview_passed_from_a_fund_to_a_listed_company(knowledge: Knowledge) -> None:
    assert set(owners(knowledge, "zhejiang-uniview", date(2012, 3, 15))) == {"bain-capital"}
    later = owners(knowledge, "zhejiang-uniview", date(2024, 12, 10))
    assert set(later) == {"beijing-qianfang"}
    assert later["beijing-qianfang"].percent_low == 95.3202


def test_the_group_figure_of_hikvision_is_kept_apart(knowledge: Knowledge) -> None:
    held = [h for h in knowledge.holdings if (h.owner, h.asset) == ("cethik", "hangzhou-hikvision")]
    assert [h.percent_low for h in held if h.scope == "consolidated"] == [41.55]
    assert {h.percent_low for h in held if h.scope == "direct"} == {38.88, 36.55, 36.5}


def test_hikvision_leads_to_the_state(knowledge: Knowledge) -> None:
    asset, day, chain = "hangzhou-hikvision", date(2026, 6, 30), []
    while held := {owner: h for owner, h in owners(knowledge, asset, day).items() if h.controls}:
        asset = min(held)
        chain.append(asset)
    assert chain == ["cetc", "sasac"]
    assert knowledge.parties["sasac"].kind == "state"


def test_the_start_of_a_minority_is_disputed(knowledge: Knowledge) -> None:
    held = owners(knowledge, "newport-wafer-fab", date(2020, 12, 31))
    assert held["nexperia"].status == "SOURCE_CONFLICT"
    assert held["nexperia"].percent_low == 14
    handed_over = date(2024, 3, 6)
    assert set(owners(knowledge, "newport-wafer-fab", handed_over)) == {"vishay"}
    assert set(owners(knowledge, "newport-wafer-fab", handed_over - timedelta(days=1))) == {"nexperia"}


def test_march_networks_was_held_from_shenzhen_for_a_while(knowledge: Knowledge) -> None:
    assert owners(knowledge, "march-networks", date(2010, 12, 31)) == {}
    assert set(owners(knowledge, "march-networks", date(2015, 6, 30))) == {"infinova-canada"}
    assert set(owners(knowledge, "infinova-canada", date(2015, 6, 30))) == {"shenzhen-infinova"}
    assert set(owners(knowledge, "march-networks", date(2022, 1, 1))) == {"delta-electronics"}
