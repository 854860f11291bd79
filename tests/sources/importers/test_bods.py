from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.files import Read, read, read_or_refused, refused, unhurried, write
from tests.sources.importers.registers import CONCERNED, held

from camcensus.model.errors import BrokenInput
from camcensus.sources.importers import bods


def record(name: str, kind: str, details: Any, **more: Any) -> dict[str, Any]:
    return {"statementId": f"s-{name}", "statementDate": "2026-01-01", "recordId": name, "recordStatus": "new",
            "recordType": kind, "recordDetails": details, **more}  # fmt: skip


def company(name: str = "co", called: str = "Lantern Example Ltd") -> dict[str, Any]:
    return record(name, "entity", {"name": called, "entityType": {"type": "registeredEntity"}})


def holds(*interests: Any, owner: Any = "ow", name: str = "rel", **more: Any) -> dict[str, Any]:
    details = {"subject": "co", "interestedParty": owner, "interests": list(interests), **more.pop("details", {})}
    return record(name, "relationship", details, **more)


def said(folder: Path, *content: Any, **changes: Any) -> Read:
    return read(bods, write(folder, "x.json", json.dumps(content)), **{"concerned": CONCERNED, **changes})


@pytest.mark.parametrize(
    ("interest", "expected"),
    [
        ({"type": "shareholding", "share": {"exact": 50.5}}, ("shares", 50.5, 50.5, None, None)),
        ({"type": "votingRights", "share": {"exclusiveMinimum": 25, "maximum": 50}}, ("votes", 25, 50, True, None)),
        ({"type": "voting-rights", "share": {"minimum": 75, "maximum": 100, "exclusiveMinimum": True}},
         ("votes", 75, 100, True, None)),
        ({"type": "shareholding", "share": {"minimum": 5, "exclusiveMaximum": 10}}, ("shares", 5, 10, None, True)),
        ({"type": "shareholding"}, ("shares", None, None, None, None)),
        ({"type": "appointment-of-board", "details": "right-to-appoint-and-remove-directors"},
         ("board", 50, 100, True, None)),
        ({"type": "appointmentOfBoard"}, ("board", None, None, None, None)),
        ({"type": "controlByLegalFramework"}, ("control", None, None, None, None)),
    ],
)  # fmt: skip
def test_interests_in_percent(tmp_path: Path, interest: Any, expected: tuple[Any, ...]) -> None:
    (one,) = held(said(tmp_path, company(), holds(interest)))
    assert (one["kind"], one.get("low"), one.get("high"), one.get("above"), one.get("below")) == expected
    assert "certain" not in one


@pytest.mark.parametrize("kind", ["otherInfluenceOrControl", "trustee", "unknownInterest", "somethingNew", None])
def test_what_may_be_less_than_control_is_not_certain(tmp_path: Path, kind: str | None) -> None:
    (one,) = held(said(tmp_path, company(), holds({"type": kind} if kind else {})))
    assert (one["kind"], one["certain"]) == ("control", False)


def test_what_is_no_holding_and_what_is_stated_by_its_parts_is_left_out(tmp_path: Path) -> None:
    indirect = {"type": "shareholding", "directOrIndirect": "indirect", "share": {"exact": 100}}
    assert held(said(tmp_path, company(), holds({"type": "boardMember"}, {"type": "nominee"}))) == []
    assert held(said(tmp_path, company(), holds(indirect, details={"componentRecords": ["a"]}))) == []
    assert [one["how"] for one in held(said(tmp_path, company(), holds(indirect)))] == ["indirect"]


def test_a_record_that_is_closed_ends_when_that_was_stated(tmp_path: Path) -> None:
    (one,) = held(said(tmp_path, company(), holds({"type": "shareholding"}, recordStatus="closed")))
    assert one["to"] == "2026-01-01"


def test_nothing_of_a_person_but_nationality(tmp_path: Path) -> None:
    person = record("nemo-nobody", "person", {
        "names": [{"fullName": "Nemo Nobody"}], "birthDate": "1971-02-03", "addresses": [{"address": "Sampleton"}],
        "nationalities": [{"code": "CN"}], "identifiers": [{"scheme": "X", "id": "9715551"}],
    })  # fmt: skip
    whole = said(tmp_path, holds({"type": "shareholding"}, owner="nemo-nobody"), person, company())
    everything = whole.everything().casefold()
    assert not [word for word in ("nemo", "nobody", "1971", "sampleton", "9715551") if word in everything]
    (one,) = held(whole)
    assert whole.facts(one["owner"]) == {("party.kind", "person"), ("party.jurisdiction", "CN")}


def test_a_person_who_was_replaced_is_the_same_under_a_hidden_number(tmp_path: Path) -> None:
    old = {"statementID": "p2", "statementType": "personStatement", "replacesStatements": ["nemo"]}
    link = {
        "statementID": "o",
        "statementType": "ownershipOrControlStatement",
        "interests": [{"type": "shareholding"}],
        "subject": {"describedByEntityStatement": "e"},
        "interestedParty": {"describedByPersonStatement": "nemo"},
    }
    entity = {"statementID": "e", "statementType": "entityStatement", "name": "Lantern Example"}
    whole = said(tmp_path, old, link, entity)
    (one,) = held(whole)
    assert "nemo" not in whole.everything()
    assert whole.values("party.number") == [one["owner"].replace("party:BODS/", "BODS ")]


def test_ids_of_two_publishers_are_two_parties(tmp_path: Path) -> None:
    two = [{**company(), "publicationDetails": {"publisher": {"name": name}}} for name in ("One", "Two")]
    assert said(tmp_path, *two).subjects() == ["party:BODS/one:co", "party:BODS/two:co"]


def test_only_what_has_to_do_with_known_companies(tmp_path: Path) -> None:
    far = [company("far", "Elsewhere"), record("r", "relationship", {"subject": "far", "interestedParty": "ow"})]
    assert said(tmp_path, company(), *far).subjects() == ["party:BODS/co"]
    assert len(said(tmp_path, company(), *far, keep_all=True).subjects()) == 2


@pytest.mark.parametrize("share", [{"exact": 10**400}, {"exact": True}, {"exact": "5"}, {"minimum": None}, [], 5, None])
def test_shares_of_any_type(tmp_path: Path, share: Any) -> None:
    assert len(held(said(tmp_path, company(), holds({"type": "shareholding", "share": share})))) <= 1


def test_a_file_without_statements_is_refused(tmp_path: Path) -> None:
    refused(bods, write(tmp_path, "x.json", '[{"statementId": 5}]'), BrokenInput)


KEYS = st.sampled_from([
    "subject", "interestedParty", "interests", "share", "exact", "type", "name", "identifiers", "scheme", "id",
    "jurisdiction", "code", "nationalities", "entityType", "describedByEntityStatement", "startDate",
])  # fmt: skip
LEAVES = st.none() | st.booleans() | st.integers() | st.text() | st.just("co")


@unhurried
@given(
    st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4)),
    st.sampled_from(["entity", "person", "relationship"]),
)
def test_any_details_are_read_or_refused(details: Any, kind: str) -> None:
    with TemporaryDirectory() as folder:
        content = json.dumps([company(), record("r", kind, details)])
        read_or_refused(bods, write(Path(folder), "x.json", content))
