"""An observation's id is the hash of all it says, and of nothing else."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.model import observation
from camcensus.model.observation import Observation, microseconds, moment
from camcensus.wire import canonical

ONE = Observation(
    body="dept",
    realm="main",
    subject="ip:192.0.2.7",
    field="http.server",
    value="x",
    source="importer:nmap-xml@1",
    at=datetime(2026, 1, 1, tzinfo=UTC),
    until=datetime(2026, 1, 2, tzinfo=UTC),
    at_quality="exact",
    vantage="hq",
    original=bytes(32),
)
OTHERS: dict[str, object] = {
    "body": "other",
    "realm": "",
    "subject": "ip:192.0.2.8",
    "field": "http.title",
    "value": "X",
    "source": "importer:nmap-xml@2",
    "encoding": "base64",
    "at": None,
    "until": datetime(2026, 1, 2, 0, 0, 0, 1, tzinfo=UTC),
    "count": 2,
    "at_quality": "unknown",
    "vantage": "",
    "original": None,
}


def test_the_id_is_the_digest_of_the_fields_in_their_fixed_order() -> None:
    expected = [
        "dept", "main", "ip:192.0.2.7", "http.server", "x", "text", 1767225600000000, 1767312000000000, 1, "exact",
        "importer:nmap-xml@1", "hq", bytes(32),
    ]  # fmt: skip
    assert expected == ONE.fields()
    assert canonical.digest("observation", 1, ONE.fields()) == ONE.id


@pytest.mark.parametrize("name", [field.name for field in dataclasses.fields(Observation)])
def test_every_field_is_part_of_the_id(name: str) -> None:
    assert dataclasses.replace(ONE, **{name: OTHERS[name]}).id != ONE.id  # type: ignore[arg-type]  # a value of its kind


def test_the_same_moment_in_another_zone_is_the_same_observation() -> None:
    assert ONE.at is not None
    there = ONE.at.astimezone(timezone(timedelta(hours=8)))
    assert ONE.id == dataclasses.replace(ONE, at=there).id


@given(st.integers(-62135596800000000, 253402300799999999))
def test_microseconds_and_moments_are_the_same_thing(value: int) -> None:
    found = moment(value)
    assert found is not None
    assert value == microseconds(found)
    assert found.tzinfo is UTC


def test_no_time_is_no_time() -> None:
    assert microseconds(None) is None
    assert moment(None) is None


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        microseconds(datetime(2026, 1, 1))  # noqa: DTZ001  # that is the point


def test_an_observation_does_not_change() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        ONE.value = "y"  # type: ignore[misc]  # that is the point


def test_the_words_that_columns_carry() -> None:
    assert observation.ENCODINGS == ("text", "base64")
    assert observation.AT_QUALITIES == ("exact", "local-guessed", "device-clock", "unknown")
    assert len(set(observation.SUBJECT_KINDS)) == len(observation.SUBJECT_KINDS) == 15
