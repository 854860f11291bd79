"""Lines and observations go both ways; a line that says too little or too much is refused with its reason."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.model import jsonl
from camcensus.model.identity import Identity
from camcensus.model.observation import AT_QUALITIES, Observation

LEAST = '{"subject": "ip:192.0.2.7", "field": "rtsp.server", "value": "x"'


def decode(line: str | bytes) -> Observation:
    data = line.encode() if isinstance(line, str) else line
    return jsonl.decode(data, body="dept", realm="main", source="importer:x@1")


def with_(**fields: object) -> str:
    return json.dumps({"subject": "ip:192.0.2.7", "field": "rtsp.server", "value": "x", **fields})


texts = st.text(st.characters(codec="utf-8"), max_size=20)
times = st.none() | st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001  # hypothesis adds it


@st.composite
def observations(draw: st.DrawFn) -> Observation:
    at = draw(times)
    later = draw(times)
    encoding = draw(st.sampled_from(["text", "base64"]))
    value = draw(texts) if encoding == "text" else base64.b64encode(draw(st.binary(max_size=20))).decode()
    return Observation(
        body=draw(texts),
        realm=draw(texts),
        subject=f"{draw(st.sampled_from(['ip', 'mac', 'asset']))}:{draw(texts)}x",
        field=draw(texts),
        value=value,
        source=f"importer:{draw(texts)}",
        encoding=encoding,
        at=at,
        until=max(at, later or at) if at else None,
        count=draw(st.integers(1, jsonl.MAX_COUNT)),
        at_quality=draw(st.sampled_from(AT_QUALITIES)),
        vantage=draw(texts),
    )


@given(observations())
def test_decoding_undoes_encoding(one: Observation) -> None:
    assert one == decode(jsonl.encode(one))


@given(observations())
def test_an_observation_is_one_line(one: Observation) -> None:
    assert "\n" not in jsonl.encode(one)
    assert one.id == decode(jsonl.encode(one) + "\r\n").id


def test_what_a_line_leaves_out_comes_from_its_place() -> None:
    expected = Observation(
        body="dept", realm="main", subject="ip:192.0.2.7", field="rtsp.server", value="x", source="importer:x@1"
    )
    assert expected == decode(LEAST + "}")


def test_what_a_line_says_stands_before_its_place() -> None:
    one = decode(with_(body="b", realm="", source="probe:x@2", vantage="v"))
    assert (one.body, one.realm, one.source, one.vantage) == ("b", "", "probe:x@2", "v")


def test_one_sighting_lasts_a_moment() -> None:
    one = decode(with_(at="2026-11-23T10:00:00+01:00"))
    assert one.at == one.until == datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "quality"),
    [
        ({}, "unknown"),
        ({"at": "2026-11-23T10:00:00Z"}, "exact"),
        ({"at": "1970-01-01T00:00:00Z"}, "device-clock"),
        ({"at": "1999-12-31T23:59:59Z"}, "device-clock"),
        ({"at": "1970-01-01T00:00:00Z", "at_quality": "exact"}, "exact"),
    ],
)
def test_the_quality_of_a_time_is_what_was_said_or_what_can_be_seen(fields: dict[str, str], quality: str) -> None:
    assert quality == decode(with_(**fields)).at_quality


def test_the_original_is_handed_on() -> None:
    one = jsonl.decode((LEAST + "}").encode(), body="b", realm="r", source="s", original=bytes(32))
    assert one.original == bytes(32)


def test_unknown_members_are_read_over() -> None:
    assert decode(with_(colour="red")) == decode(with_())


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("", "truncated"),
        ("nonsense", "malformed"),
        (LEAST, "truncated"),
        (LEAST + "} x", "malformed"),
        ("[]", "Expected `object`"),
        ('{"field": "f", "value": "v"}', "missing required field `subject`"),
        ('{"subject": "ip:1", "value": "v"}', "missing required field `field`"),
        ('{"subject": "ip:1", "field": "f"}', "missing required field `value`"),
        (with_(value=5), "Expected `str`"),
        (with_(subject="192.0.2.7"), "'192.0.2.7' is not kind:value"),
        (with_(subject=":x"), "not kind:value"),
        (with_(subject="ip:"), "not kind:value"),
        (with_(encoding="hex"), "neither text nor base64"),
        (with_(encoding="base64", value="?"), "not base64"),
        (with_(encoding="base64", value="YQ"), "not base64"),
        (with_(encoding="base64", value="Y Q=="), "not base64"),
        (with_(at="2026-11-23T10:00:00"), "no zone"),
        (with_(at="2026-11-23T10:00:00Z", until="2026-11-23T11:00:00"), "no zone"),
        (with_(at="2026-11-23"), "Invalid RFC3339"),
        (with_(at="0001-01-01T00:00:00+05:00"), "outside the years"),
        (with_(at="2026-11-23T10:00:00Z", until="2026-11-23T09:59:59Z"), "until is before at"),
        (with_(until="2026-11-23T10:00:00Z"), "until is before at"),
        (with_(at_quality="good"), "at_quality 'good' is not one of exact, local-guessed, device-clock, unknown"),
        (with_(count=0), "count is below 1"),
        (with_(count=-1), "count is below 1"),
        (with_(count=1 << 63), "count is too large"),
        (with_(count=1.5), "Expected `int`"),
        (with_(x=0)[:-2] + "[" * 10_000 + "]" * 10_000 + "}", "nested too deeply"),
        (b'{"subject": "ip:\xff", "field": "f", "value": "v"}', "utf-8"),
        ('{"subject": "ip:1", "field": "f", "value": "\\ud800"}', "truncated|surrogate"),
    ],
)
def test_a_line_that_is_no_observation_is_refused_with_its_reason(line: str | bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        decode(line)


def test_a_value_may_be_sixteen_mebibytes_and_no_more() -> None:
    size = jsonl.MAX_VALUE
    assert size == len(decode(with_(value="x" * size)).value)
    with pytest.raises(ValueError, match="longer than 16 MiB"):
        decode(with_(value="x" * (size + 1)))


def test_a_refusal_does_not_repeat_a_long_subject() -> None:
    with pytest.raises(ValueError, match="kind:value") as caught:
        decode(with_(subject="x" * 10_000))
    assert len(str(caught.value)) < 200


@given(st.binary(max_size=200) | st.text().map(str.encode))
def test_any_line_is_an_observation_or_refused(line: bytes) -> None:
    try:
        one = decode(line)
    except ValueError:
        return
    assert one.subject.partition(":")[2]


def test_a_line_shows_only_what_is_not_plain() -> None:
    one = decode(with_(at="2026-11-23T10:00:00Z"))
    assert json.loads(jsonl.encode(one)) == {
        "subject": "ip:192.0.2.7",
        "field": "rtsp.server",
        "value": "x",
        "encoding": "text",
        "at": "2026-11-23T10:00:00Z",
        "source": "importer:x@1",
        "body": "dept",
        "realm": "main",
        "at_quality": "exact",
    }
    assert "監視" in jsonl.encode(replace(one, value="監視"))


def test_an_identity_comes_out_with_its_four_answers() -> None:
    one = Identity(subject="ip:1", kind="camera", brand="b", confidence=0.842, because=("00",))
    assert json.loads(jsonl.identity(one)) == {
        "subject": "ip:1",
        "class": "camera",
        "brand": "b",
        "manufacturer": None,
        "hardware_maker": None,
        "model": None,
        "firmware": None,
        "confidence": 0.842,
        "because": ["00"],
    }


@given(st.binary())
def test_raw_gives_the_bytes_behind_a_value(data: bytes) -> None:
    assert data == jsonl.raw(base64.b64encode(data).decode(), "base64")
    assert jsonl.raw("é", "text") == "é".encode()
