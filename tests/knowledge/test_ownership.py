"""Parties and holdings that cannot be so are refused, with the file and the line."""

from __future__ import annotations

import pytest

from camcensus.knowledge import load
from camcensus.model.errors import KnowledgeError

PARTIES = """parties:
  - {id: a, name: A, jurisdiction: CN, identifiers: {LEI: X1}}
  - {id: b, name: B, jurisdiction: SE}
  - {id: c, name: C, jurisdiction: GB}
holdings:
  - {owner: a, asset: c, percent_low: 10, percent_high: 10}
"""


def refused(text: str) -> str:
    with pytest.raises(KnowledgeError) as error:
        load.load({"parties/all.yml": text.encode()})
    return str(error.value)


def test_what_is_right_loads() -> None:
    known = load.load({"parties/all.yml": PARTIES.encode()})
    assert known.holdings[0].kind == "shares"
    assert known.parties["a"].identifiers == {"LEI": "X1"}


@pytest.mark.parametrize(
    ("holding", "words"),
    [
        ("owner: a, asset: z", "no party has the id 'z'"),
        ("owner: c, asset: c", "its own holder"),
        ("owner: a, asset: c, percent_low: -1, percent_high: 5", "-1.0 to 5.0 is no share"),
        ("owner: a, asset: c, percent_low: 9, percent_high: 5", "is no share"),
        ("owner: a, asset: c, percent_low: 90, percent_high: 101", "is no share"),
        ("owner: a, asset: c, kind: gold", "'gold' is not one of: shares, votes, board"),
        ("owner: a, asset: c, scope: all", "'all' is not one of: direct"),
        ("owner: a, asset: c, true_from: 2020-01-02, true_to: 2020-01-01", "ends on 2020-01-01, before it begins"),
    ],
)
def test_what_cannot_be_is_refused_with_file_and_line(holding: str, words: str) -> None:
    sentence = refused(f"{PARTIES}  - {{{holding}}}\n")
    assert words in sentence
    assert "parties/all.yml, line 7, holding of" in sentence


def test_owners_of_more_than_everything_are_refused() -> None:
    sentence = refused(
        f"{PARTIES}  - {{owner: b, asset: c, percent_low: 95, percent_high: 95, true_from: 2020-01-01}}\n"
    )
    assert "more than 100 % of the shares on 2020-01-01: 'a' 10, 'b' 95" in sentence
    assert "line 7" in sentence


@pytest.mark.parametrize(
    "more",
    [
        "true_to: 2019-01-01}\n  - {owner: a, asset: c, percent_low: 96, percent_high: 96, true_from: 2020-01-01",
        "scope: consolidated",
        "kind: votes",
    ],
)
def test_what_does_not_stand_beside_it_is_not_added(more: str) -> None:
    text = f"{PARTIES}  - {{owner: b, asset: c, percent_low: 90, percent_high: 95, {more}}}\n"
    load.load({"parties/all.yml": text.encode()})


def test_claims_that_differ_on_one_owner_count_once() -> None:
    load.load({"parties/all.yml": f"{PARTIES}  - {{owner: a, asset: c, percent_low: 99, percent_high: 99}}\n".encode()})


def test_two_entries_for_one_party_are_refused() -> None:
    text = PARTIES.replace(
        "{id: b, name: B, jurisdiction: SE}", "{id: b, name: B, jurisdiction: SE, identifiers: {LEI: X1}}"
    )
    assert "'a' has the same LEI: two entries for one party" in refused(text)


def test_a_kind_of_party_that_there_is_none_is_refused() -> None:
    assert "'god' is not one of: company" in refused(PARTIES.replace("jurisdiction: SE", "jurisdiction: SE, kind: god"))
