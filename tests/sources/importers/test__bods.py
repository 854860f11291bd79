"""Statements of the versions of BODS in one shape."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support import knowledge

from camcensus.sources.importers import _bods as bods
from camcensus.sources.reading.countries import Countries

COUNTRIES = Countries(knowledge().vocabulary)
NEW: dict[str, object] = {
    "statementId": "s",
    "recordId": "r",
    "recordType": "entity",
    "recordDetails": {},
    "statementDate": "2026-01-01",
}
OLD: dict[str, object] = {"statementID": "s", "statementType": "entityStatement", "replacesStatements": ["q"]}


def test_a_record_is_called_by_its_id_and_a_statement_by_its_own() -> None:
    new, old = bods.record(NEW), bods.record(OLD)
    assert new is not None
    assert old is not None
    assert (new.id, new.replaced, new.on) == ("r", (), "2026-01-01")
    assert (old.id, old.replaced, old.kind) == ("s", ("q",), "entity")


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"recordType": "entity"},
        {"statementType": "entityStatement"},
        {**NEW, "recordType": "x"},
        {**OLD, "statementID": []},
    ],
)
def test_what_is_no_statement(content: dict[str, object]) -> None:
    assert bods.record(content) is None


@pytest.mark.parametrize(
    ("details", "kind", "places"),
    [
        ({"entityType": {"type": "state"}, "jurisdiction": {"code": "CN-HK"}}, "state", ["HK"]),
        ({"entityType": "registeredEntity", "incorporatedInJurisdiction": {"code": "GB"}}, "company", ["GB"]),
        ({"jurisdiction": {"name": "Taiwan, Province of China"}}, "company", ["TW"]),
        ({"jurisdiction": {"name": "Atlantis"}}, "company", [""]),
        ({}, "company", []),
    ],
)
def test_what_an_entity_is_and_where(details: dict[str, object], kind: str, places: list[str]) -> None:
    one = bods.record({**NEW, "recordDetails": details})
    assert one is not None
    assert (bods.kind_of(one), bods.places(one, COUNTRIES)) == (kind, places)


def test_numbers_of_registers() -> None:
    given_ = [
        {"scheme": "XI-LEI", "id": "5493 00ab"},
        {"scheme": "GB-COH", "id": "1234567"},
        {"id": "x"},
        {"scheme": "X"},
    ]
    one = bods.record({**NEW, "recordDetails": {"identifiers": given_}})
    assert one is not None
    assert bods.numbers(one) == ["LEI/549300AB", "GB-COH/01234567"]


def test_both_ways_to_name_the_ends_and_none() -> None:
    person = {"describedByPersonStatement": "p"}
    old = bods.record({**OLD, "statementType": "ownershipOrControlStatement", "interestedParty": person,
                       "subject": {"describedByEntityStatement": "e"}})  # fmt: skip
    assert old is not None
    found = bods.holding(old)
    assert found is not None
    assert (found.asset, found.owner, found.is_person, found.has_parts) == ("e", "p", True, False)
    new = {"subject": "e", "interestedParty": {"reason": "unknown"}, "componentStatementIDs": ["x"]}
    one = bods.record({**NEW, "recordType": "relationship", "recordDetails": new})
    assert one is not None
    found = bods.holding(one)
    assert found is not None
    assert (found.asset, found.owner, found.is_person, found.has_parts) == ("e", "", False, True)


@given(st.dictionaries(st.sampled_from([*NEW, *OLD]), st.none() | st.text() | st.lists(st.text()) | st.just(NEW)))
def test_any_object_is_a_record_or_none(content: dict[str, Any]) -> None:
    found = bods.record(content)
    assert found is None or found.kind in ("entity", "person", "relationship")
