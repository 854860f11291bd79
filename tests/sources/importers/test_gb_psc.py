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
from camcensus.sources.importers import gb_psc

PERSON = {
    "kind": "individual-person-with-significant-control",
    "name": "Ms Nemo Nobody",
    "name_elements": {"surname": "Nobody"},
    "date_of_birth": {"year": 1971, "month": 2},
    "address": {"locality": "Sampleton", "postal_code": "ZZ1 1ZZ"},
    "country_of_residence": "England",
    "nationality": "Chinese",
    "notified_on": "2020-01-01",
    "links": {"self": "/company/09990001/persons-with-significant-control/individual/nemo-nobody"},
    "etag": "0123456789abcdef",
}


def line(number: str = "09990001", **data: Any) -> dict[str, Any]:
    return {"company_number": number, "data": {**PERSON, **data}}


def said(folder: Path, *content: dict[str, Any], **changes: Any) -> Read:
    text = "\n".join(json.dumps(one) for one in content)
    return read(gb_psc, write(folder, "x.txt", text), **{"concerned": CONCERNED, **changes})


def company(number: str, name: str = "Elsewhere Example", **identification: str) -> dict[str, Any]:
    kind = "corporate-entity-person-with-significant-control"
    identification = {"registration_number": number, "country_registered": "England", **identification}
    return {
        "kind": kind,
        "name": name,
        "identification": identification,
        "natures_of_control": ["voting-rights-75-to-100-percent"],
        "links": {"self": f"/{number}"},
    }


@pytest.mark.parametrize(
    ("nature", "kind", "low", "high", "certain", "how"),
    [
        ("ownership-of-shares-25-to-50-percent", "shares", 25, 50, True, "unknown"),
        ("ownership-of-shares-50-to-75-percent-as-trust", "shares", 50, 75, True, "indirect"),
        ("voting-rights-75-to-100-percent-as-firm-limited-liability-partnership", "votes", 75, 100, True, "indirect"),
        ("right-to-share-surplus-assets-50-to-75-percent-x", "shares", 50, 75, True, "unknown"),
        ("voting-rights-more-than-25-percent-registered-overseas-entity", "votes", 25, 100, True, "unknown"),
        ("right-to-appoint-and-remove-directors", "board", 50, 100, True, "unknown"),
        ("right-to-appoint-and-remove-members-limited-liability-partnership", "board", 50, 100, True, "unknown"),
        ("significant-influence-or-control", "control", None, None, False, "unknown"),
        ("something-new", "control", None, None, False, "unknown"),
    ],
)  # fmt: skip
def test_natures_in_percent(
    tmp_path: Path, nature: str, kind: str, low: int | None, high: int | None, certain: bool, how: str
) -> None:
    (one,) = held(said(tmp_path, line(natures_of_control=[nature])))
    assert (one["kind"], one.get("low"), one.get("high"), one["how"]) == (kind, low, high, how)
    assert one.get("certain", True) is certain
    assert one.get("above", False) is (low is not None)
    assert one["nature"] == nature


def test_nothing_of_a_person_but_nationality(tmp_path: Path) -> None:
    whole = said(tmp_path, line(natures_of_control=["voting-rights-25-to-50-percent"]))
    everything = whole.everything().casefold()
    for word in ("nemo", "nobody", "1971", "sampleton", "zz1", "england", "0123456789abcdef"):
        assert word not in everything
    (owner,) = {one["owner"] for one in held(whole)}
    assert whole.facts(owner) == {("party.kind", "person"), ("party.jurisdiction", "CN")}


def test_what_has_ceased_stands_as_it_was_and_as_it_ended(tmp_path: Path) -> None:
    whole = said(tmp_path, line(natures_of_control=["voting-rights-25-to-50-percent"], ceased_on="2021-02-03"))
    assert [(one["from"], one.get("to")) for one in held(whole)] == [("2020-01-01", None), ("2020-01-01", "2021-02-03")]
    times = [row["at"].date().isoformat() for row in whole.rows if row["field"] == "party.held"]
    assert times == ["2020-01-01", "2021-02-03"]


def test_what_has_ceased_on_no_day_is_counted(tmp_path: Path) -> None:
    assert held(said(tmp_path, line(ceased=True))) == []


def test_a_company_of_the_register_is_called_by_its_number(tmp_path: Path) -> None:
    (one,) = held(said(tmp_path, line(**company("1234567"))))
    assert one["owner"] == "party:GB-COH/01234567"
    (other,) = held(said(tmp_path, line(**company("1234567", country_registered="Delaware"))))
    assert other["owner"].startswith("party:GB-PSC/")


def test_what_is_null_is_absent_and_a_place_stands_in_for_a_country(tmp_path: Path) -> None:
    one = line(**{**company("7"), "natures_of_control": None, "links": None})
    one["data"]["identification"] = {"country_registered": "Atlantis", "place_registered": "Hong Kong"}
    whole = said(tmp_path, one)
    (found,) = held(whole)
    assert ("party.jurisdiction", "HK") in whole.facts(found["owner"])


def test_above_and_below_a_known_company_and_nothing_else(tmp_path: Path) -> None:
    content = [
        line("09990009", **company("09990001")),
        line("09990001", **company("09990002")),
        line("09990002", **company("09990003")),
        line("09990008", **company("09990002")),
        line("09990005", **company("09990006")),
    ]
    assert [one["asset"][-1] for one in held(said(tmp_path, *content))] == ["9", "1", "2"]
    assert len(held(said(tmp_path, *content, keep_all=True))) == 5


def test_a_holder_of_a_known_name_is_enough(tmp_path: Path) -> None:
    assert held(said(tmp_path, line("09990007", **company("7", "LANTERN EXAMPLE LTD"))))
    assert not held(said(tmp_path, line("09990007", **company("7", "LANTERN EXAMPLES LTD"))))
    assert not held(said(tmp_path, line("09990007", name="Lantern Example")))


def test_a_file_without_any_record_is_refused(tmp_path: Path) -> None:
    refused(gb_psc, write(tmp_path, "x.txt", "{}\nnonsense\n"), BrokenInput)


KEYS = st.sampled_from(["kind", "name", "natures_of_control", "notified_on", "ceased_on", "links", "identification"])
VALUES = st.recursive(
    st.none() | st.text() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
)


@unhurried
@given(st.lists(st.dictionaries(KEYS, VALUES), max_size=5))
def test_any_json_is_read_or_refused(data: list[dict[str, Any]]) -> None:
    with TemporaryDirectory() as folder:
        lines = "\n".join(json.dumps(line(**one)) for one in data)
        read_or_refused(gb_psc, write(Path(folder), "x.txt", lines))
