"""Each distinct value is matched once; captured groups become claims."""

from __future__ import annotations

import base64
import re

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from tests.support import knowledge

from camcensus.model.knowledge import Example, Fingerprint
from camcensus.reason.matcher import MAX_TEXT, Matcher, fill, text

MARK = Fingerprint(
    id="maker/server",
    field="http.server",
    pattern=r"^ExampleCam/(?P<version>[0-9.]+)",
    claims={"hardware_maker": "maker", "firmware": "{version}"},
    strength="strong",
    origin="maker-web",
    reference="made up",
    examples=(Example(text="ExampleCam/1.2"),),
)


def values(*rows: tuple[str, str, str]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["field", "value", "encoding"], orient="row")


def test_a_match_claims_what_the_entry_says() -> None:
    claims = Matcher([MARK]).claims(values(("http.server", "ExampleCam/1.2", "text")))
    assert claims.select("about", "claim", "weight").rows() == [
        ("hardware_maker", "maker", 14),
        ("firmware", "1.2", 14),
    ]


def test_another_field_is_not_matched() -> None:
    assert Matcher([MARK]).claims(values(("rtsp.server", "ExampleCam/1.2", "text"))).height == 0


def test_equal_values_are_matched_once() -> None:
    row = ("http.server", "ExampleCam/1.2", "text")
    assert Matcher([MARK]).claims(values(row, row)).height == 2


def test_base64_is_matched_as_the_bytes_behind_it() -> None:
    coded = base64.b64encode(b"ExampleCam/9").decode()
    assert Matcher([MARK]).claims(values(("http.server", coded, "base64")))["claim"].to_list() == ["maker", "9"]


def test_a_group_that_captured_nothing_claims_nothing() -> None:
    match = re.match(r"a(?P<model>x)?", "a")
    assert match is not None
    assert fill("{model}", match) == ""


def test_fields_are_those_of_the_fingerprints() -> None:
    assert Matcher([MARK]).fields == {"http.server"}


@given(st.text(max_size=200), st.sampled_from(["text", "base64"]))
def test_any_value_gives_text_or_nothing(value: str, encoding: str) -> None:
    assert len(text(value, encoding)) <= MAX_TEXT


@given(st.text(max_size=300))
def test_the_real_fingerprints_take_any_value(value: str) -> None:
    matcher = Matcher(knowledge().fingerprints)
    for field in matcher.fields:
        assert all(claim for _, _, claim in matcher.recognise(field, value))
