"""Parties and holdings as they are written down."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.files import context

from camcensus.model.reading import Concerned
from camcensus.sources.reading import parties
from camcensus.sources.reading.gathered import Gathered
from camcensus.sources.reading.parties import Held, Parties, Stated

NOW = Stated(at=datetime(2026, 1, 1, tzinfo=UTC), quality="exact", original=None, where="line 1")


def gathered(concerned: Concerned | None = None) -> Gathered:
    given_ = {} if concerned is None else {"concerned": concerned}
    return Gathered(context(Path("x"), **given_), "importer:test@1")


def test_of_a_person_no_name_is_kept() -> None:
    whole = gathered()
    Parties(whole).party("party:X/1", NOW, kind="person", names=["Nemo Nobody"], countries=["GB", "GB", ""])
    assert whole.take().observations.select("field", "value", "realm").rows() == [
        ("party.kind", "person", ""),
        ("party.jurisdiction", "GB", ""),
    ]


def test_the_first_name_is_the_name_and_secrets_are_taken_out() -> None:
    whole = gathered()
    Parties(whole).party(
        "party:X/1", NOW, kind="company", names=["A  Ltd", "", "A Ltd", "B password=S3cr3t"], numbers=["LEI/5"]
    )
    chunk = whole.take()
    rows = chunk.observations.select("field", "value").rows()
    assert rows[0] == ("party.name", "A Ltd")
    assert rows[-1] == ("party.number", "LEI 5")
    assert "S3cr3t" not in str(rows)


def test_an_original_is_kept_without_secrets_at_any_depth() -> None:
    whole = gathered()
    Parties(whole).keep({"a": ["x", {"b": "password=S3cr3t"}], "c": 5})
    chunk = whole.take()
    (kept,) = chunk.originals.values()
    assert b"S3cr3t" not in kept
    assert b'"c":5' in kept
    assert chunk.redacted == 1


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"low": -1.0}, "share"),
        ({"high": 101.0}, "share"),
        ({"low": 60.0, "high": 50.0}, "share"),
        ({"low": float("nan")}, "share"),
        ({"since": "2020-01-02", "until": "2020-01-01"}, "before it begins"),
        ({}, ""),
    ],
)
def test_what_can_not_be_so_is_left_out(change: dict[str, float], fault: str) -> None:
    whole = gathered()
    held = Held(owner="party:X/2", kind="shares", statement="s", **change)  # type: ignore[arg-type]
    Parties(whole).held("party:X/1", held, NOW)
    chunk = whole.last("x")
    assert chunk.observations.height == (0 if fault else 1)
    assert [fault in remark.what for remark in chunk.remarks] == ([True] if fault else [])


def test_a_value_is_short_json_in_one_order() -> None:
    held = Held(owner="party:X/2", kind="votes", low=25.0, high=50.0, above=True, since="2020-01-01", statement="s")
    assert json.loads(held.value()) == {
        "owner": "party:X/2", "kind": "votes", "low": 25.0, "high": 50.0, "above": True, "from": "2020-01-01",
        "how": "unknown", "statement": "s",
    }  # fmt: skip


def test_known_by_number_or_whole_name() -> None:
    known = Parties(gathered(Concerned(numbers=frozenset({"LEI/5"}), names=frozenset({"lantern example"}))))
    assert known.knows(["LEI/5"])
    assert known.knows(["LEI/6"], ["Lantern Example Ltd."])
    assert not known.knows(["LEI/6"], ["Lantern Example Holdings Ltd."])


def test_a_hidden_number_is_the_same_every_time_and_of_one_record() -> None:
    assert parties.hidden("a", "b") == parties.hidden("a", "b")
    assert len({parties.hidden("a", "b"), parties.hidden("ab", ""), parties.hidden("a\ud800", "b")}) == 3


@pytest.mark.parametrize(
    ("written", "day", "at", "quality"),
    [
        ("2026-03-01T08:30:00.000Z", "2026-03-01", "2026-03-01T08:30:00+00:00", "exact"),
        ("2026-02-01T00:00:00+01:00", "2026-02-01", "2026-01-31T23:00:00+00:00", "exact"),
        ("2026-02-01", "2026-02-01", "2026-02-01T00:00:00+00:00", "local-guessed"),
        ("2026-02-01 nonsense", "2026-02-01", "2026-02-01T00:00:00+00:00", "local-guessed"),
        ("1900-02-01", "1900-02-01", "None", "unknown"),
        ("2026-02-30", "", "None", "unknown"),
        (None, "", "None", "unknown"),
        (5, "", "None", "unknown"),
        ("0001-01-01T00:00:00+23:59", "0001-01-01", "None", "unknown"),
    ],
)
def test_days_and_moments(written: object, day: str, at: str, quality: str) -> None:
    found, how = parties.moment(written)
    assert parties.day(written) == day
    assert (found.isoformat() if found else "None", how) == (at, quality)


@given(st.text())
def test_any_text_may_be_a_moment(written: str) -> None:
    found, quality = parties.moment(written)
    assert (found is None) == (quality == "unknown")
