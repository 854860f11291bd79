"""Columns and values say the same: the same ids, the same fields, each sighting once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from camcensus.model import frames
from camcensus.model.frames import SCHEMA, Drafts
from camcensus.model.observation import AT_QUALITIES, Observation, microseconds

texts = st.text(st.characters(codec="utf-8"), max_size=12)
times = st.none() | st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # hypothesis adds it

observations = st.builds(
    Observation,
    body=texts,
    realm=texts,
    subject=texts,
    field=texts,
    value=texts,
    source=texts,
    encoding=st.sampled_from(["text", "base64"]),
    at=times,
    until=times,
    count=st.integers(-(1 << 63), (1 << 63) - 1),
    at_quality=st.sampled_from(AT_QUALITIES),
    vantage=texts,
    original=st.none() | st.binary(max_size=40),
)


def plain(**fields: object) -> Observation:
    least = {"body": "b", "realm": "r", "subject": "ip:1", "field": "f", "value": "v", "source": "s"}
    return Observation(**{**least, **fields})  # type: ignore[arg-type]  # each a field of its kind


@given(st.lists(observations, max_size=8))
def test_an_id_in_a_column_is_the_id_of_the_value(many: list[Observation]) -> None:
    once = list(dict.fromkeys(many))
    assert [one.id for one in once] == frames.from_observations(many)["id"].to_list()


@given(st.lists(observations, max_size=8))
def test_a_frame_gives_back_the_values_it_was_made_of(many: list[Observation]) -> None:
    assert list(dict.fromkeys(many)) == list(frames.to_observations(frames.from_observations(many)))


@given(st.lists(observations, max_size=8))
def test_ids_come_from_the_other_columns_alone(many: list[Observation]) -> None:
    frame = frames.from_observations(many)
    without = frame.with_columns(id=pl.lit(b"", dtype=pl.Binary))
    assert_frame_equal(frame, frames.with_ids(without))
    assert_frame_equal(frame, frames.with_ids(frame.drop("id")))


def test_ids_do_not_depend_on_how_many_rows_are_hashed_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    many = [plain(value=str(number)) for number in range(10)]
    monkeypatch.setattr(frames, "_SLICE", 3)
    assert [one.id for one in many] == frames.from_observations(many)["id"].to_list()


@pytest.mark.parametrize("frame", [frames.empty(), frames.from_observations([]), Drafts(body="b", source="s").take()])
def test_no_observations_have_the_schema_too(frame: pl.DataFrame) -> None:
    assert pl.Schema(SCHEMA) == frame.schema
    assert frame.height == 0


def test_every_frame_has_the_schema_in_its_order() -> None:
    assert pl.Schema(SCHEMA) == frames.from_observations([plain()]).schema
    assert list(SCHEMA)[:2] == ["id", "body"]


def test_equal_observations_are_kept_once_where_they_were_first() -> None:
    frame = frames.from_observations([plain(value="a"), plain(value="b"), plain(value="a")])
    assert frame["value"].to_list() == ["a", "b"]


def test_a_text_that_no_column_can_hold_is_refused() -> None:
    with pytest.raises(UnicodeEncodeError):
        frames.from_observations([plain(value="\ud800")])


# --- drafts --------------------------------------------------------------------------------------------------------

MORNING = datetime(2026, 11, 23, 9, tzinfo=UTC)


def draft(drafts: Drafts, value: str, at: datetime | None = None, until: datetime | None = None) -> None:
    drafts.add(realm="r", subject="ip:1", field="f", value=value, at=at, until=until, original=bytes(32))


def test_drafts_become_the_observations_they_describe() -> None:
    drafts = Drafts(body="b", source="s", vantage="v")
    draft(drafts, "a", at=MORNING)
    draft(drafts, "c", at=MORNING, until=MORNING + timedelta(hours=1))
    draft(drafts, "d")
    shared = {"vantage": "v", "original": bytes(32)}
    expected = [
        plain(value="a", at=MORNING, until=MORNING, **shared),
        plain(value="c", at=MORNING, until=MORNING + timedelta(hours=1), **shared),
        plain(value="d", **shared),
    ]
    assert_frame_equal(frames.from_observations(expected), drafts.take())


def test_a_draft_may_come_with_its_span_in_microseconds() -> None:
    ours, theirs = (Drafts(body="b", source="s") for _ in range(2))
    first, last = microseconds(MORNING), microseconds(MORNING + timedelta(hours=1))
    assert first is not None
    assert last is not None
    for span, at, until in (((first, last), MORNING, MORNING + timedelta(hours=1)), (None, None, None)):
        ours.add_timed(("ip:1", "f", "a", "text"), realm="r", span=span, original=bytes(32))
        quality = "exact" if span else "unknown"
        theirs.add(realm="r", subject="ip:1", field="f", value="a", at=at, until=until, at_quality=quality,
                   original=bytes(32))  # fmt: skip
    assert_frame_equal(ours.take(), theirs.take())


def test_drafts_are_empty_after_they_were_taken() -> None:
    drafts = Drafts(body="b", source="s")
    draft(drafts, "a")
    assert len(drafts) == 1
    first = drafts.take()
    assert len(drafts) == 0
    draft(drafts, "c")
    assert (first["value"].to_list(), drafts.take()["value"].to_list()) == (["a"], ["c"])


def test_drafts_keep_each_sighting_once() -> None:
    drafts = Drafts(body="b", source="s")
    for value in ("a", "c", "a"):
        draft(drafts, value, at=MORNING)
    assert drafts.take()["value"].to_list() == ["a", "c"]


def test_drafts_tell_equal_moments_apart_from_others_whatever_their_zone() -> None:
    drafts = Drafts(body="b", source="s")
    elsewhere = MORNING.astimezone(timezone(timedelta(hours=8)))
    for at in (MORNING, elsewhere, MORNING + timedelta(microseconds=1), None, MORNING):
        draft(drafts, "a", at=at)
    assert drafts.take()["at"].to_list() == [MORNING, MORNING + timedelta(microseconds=1), None]


def test_drafts_refuse_a_time_without_a_zone() -> None:
    drafts = Drafts(body="b", source="s")
    for _ in range(2):  # the second time as the first
        with pytest.raises(ValueError, match="without a zone"):
            draft(drafts, "a", at=datetime(2026, 1, 1))  # noqa: DTZ001  # that is the point
    assert len(drafts) == 0
