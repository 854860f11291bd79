"""What one file has said so far, handed on in chunks that are never large."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.files import context

from camcensus.model.reading import CHUNK, Remark
from camcensus.sources.reading import gathered
from camcensus.sources.reading.gathered import Gathered

AT = datetime(2026, 11, 10, tzinfo=UTC)


def new(**changes: str) -> Gathered:
    return Gathered(context(Path("x.log"), **changes), "importer:x@1", vantage="sensor-1")


def test_what_is_shared_is_filled_in() -> None:
    one = new(realm="hq")
    key = one.keep("the record")
    one.add("ip:10.0.0.5", [("http.title", "Door"), ("http.server", "")], original=key, at=AT, quality="exact")
    (row,) = one.take().observations.to_dicts()
    assert (row["body"], row["realm"], row["source"], row["vantage"]) == ("dept", "hq", "importer:x@1", "sensor-1")
    assert (row["subject"], row["field"], row["value"]) == ("ip:10.0.0.5", "http.title", "Door")
    assert (row["at"], row["until"], row["at_quality"], row["original"]) == (AT, AT, "exact", key)


def test_a_realm_that_is_given_wins_also_where_it_is_empty() -> None:
    one = new(realm="hq")
    for realm in (None, "", "outer"):
        one.add("asset:1", [("register.make", repr(realm))], original=None, realm=realm)
    assert one.take().observations["realm"].to_list() == ["hq", "", "outer"]


def test_the_same_said_twice_is_one_observation() -> None:
    one = new()
    for _ in range(2):
        one.add("asset:1", [("register.make", "Axis")], original=None)
    assert one.take().observations.height == 1


def test_a_record_is_kept_once_under_the_hash_of_its_bytes() -> None:
    one = new()
    keys = {one.keep(b'{"a":"\xc3\xa9","b":1}'), one.keep('{"a":"é","b":1}'), one.keep({"b": 1, "a": "é"})}
    ((key, data),) = one.take().originals.items()
    assert keys == {key}
    assert hashlib.sha256(data).digest() == key


def test_a_record_may_be_kept_under_a_hash_that_is_known() -> None:
    one, other = new(), new()
    key = one.keep("the record")
    for _ in range(2):
        other.hold(key, b"the record")
    assert other.take().originals == one.take().originals
    other.hold(key, b"x" * gathered.MAX_BYTES)
    assert other.is_full()


def test_a_chunk_holds_only_what_came_since_the_one_before() -> None:
    one = new()
    one.add("asset:1", [("register.make", "Axis")], original=one.keep("1"))
    one.records, one.redacted = 3, 2
    one.leave_out("hosts that were down", 4)
    first = one.take(done=77)
    assert (first.records, first.redacted, first.left_out, first.done) == (3, 2, {"hosts that were down": 4}, 77)
    second = one.take()
    assert (second.observations.height, second.originals, second.records, second.redacted) == (0, {}, 0, 0)
    assert (second.left_out, second.remarks) == ({}, ())
    assert (first.observations.height, len(first.originals)) == (1, 1), "what was handed on stays"


def test_the_last_chunk_has_every_remark() -> None:
    one = new()
    one.remarks.count("{} rows were empty", 3)
    one.remarks.add("row 7", "odd")
    said = one.last("the file", [Remark(where="the heading", what="strange")]).remarks
    assert [(remark.where, remark.what) for remark in said] == [
        ("the heading", "strange"),
        ("the file", "3 rows were empty"),
        ("row 7", "odd"),
    ]


def test_nothing_left_out_is_not_told() -> None:
    one = new()
    one.leave_out("hosts that were down", 0)
    one.leave_out("empty rows")
    one.leave_out("empty rows")
    assert one.take().left_out == {"empty rows": 2}


def test_reasons_are_bounded_and_nothing_is_lost() -> None:
    one = new()
    for number in range(gathered.MAX_REASONS + 50):
        one.leave_out(f"records {number}")
    left = one.take().left_out
    assert (len(left), sum(left.values())) == (gathered.MAX_REASONS + 1, gathered.MAX_REASONS + 50)
    assert left["records for other reasons"] == 50


def test_it_is_full_by_observations_or_by_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathered, "MAX_BYTES", 100)
    one = new()
    one.keep("x" * 99)
    assert not one.is_full()
    one.keep("x" * 99)
    assert not one.is_full(), "it is kept once"
    one.keep("y")
    assert one.is_full()
    one.take()
    assert not one.is_full()
    one.add("asset:1", (("register.n", str(n)) for n in range(CHUNK)), original=None)
    assert one.is_full()


@given(
    st.text(st.characters(), max_size=8),
    st.text(st.characters(), max_size=8).filter(bool),
)
def test_any_text_can_be_kept_and_stored(subject: str, value: str) -> None:
    one = new()
    key = one.keep({subject: value})
    one.add(f"asset:{subject}", [("register.x", value)], original=key)
    chunk = one.take()
    (row,) = chunk.observations.to_dicts()
    assert row["value"] == "".join("\ufffd" if "\ud800" <= letter <= "\udfff" else letter for letter in value)
    assert row["value"].encode()
    assert hashlib.sha256(chunk.originals[key]).digest() == key
