"""What attempts show of devices: by the file of a run as its reader gives it, and by rows made by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.runs import NOON, now
from tests.scopes import attempts as scope
from tests.sources.files import context
from tests.support import log, see

from camcensus.engine import bundle
from camcensus.model.frames import empty
from camcensus.model.separation import Trial
from camcensus.reason import trials
from camcensus.sources.importers import probe_run
from camcensus.wire import spans

CORE = {"main": spans.network("10.2.0.0/24")}
ZONES = {
    "cameras": ("main", spans.network("10.1.0.0/24")),
    "office": ("main", spans.network("10.3.0.0/24")),
    "servers": ("main", spans.network("10.2.0.0/25")),
    "elsewhere": ("other", spans.network("10.1.0.0/24")),
    "vlan": ("main", spans.NONE),
}
HOLDERS = {
    ("main", "10.1.0.5"): "cam",
    ("main", "10.1.0.6"): "dvr",
    ("main", "10.3.0.5"): "desk",
    ("other", "10.1.0.5"): "far",
    ("main", "odd"): "odd",
}


def tried(
    address: str, port: object = 445, answer: object = "open", zone: str = "cameras", *, realm: str = "main",
    at: str | None = "2026-11-10", subject: str = "run:1",
) -> pl.DataFrame:  # fmt: skip
    value = json.dumps({"zone": zone, "address": address, "port": port, "answer": answer, "times": 1})
    return see(subject, ("run.tried", value), realm=realm, at=at, source="probe:run@1", record=value)


def find(*parts: pl.DataFrame) -> Mapping[str, list[Trial]]:
    return trials.find(log(parts), HOLDERS, CORE, ZONES)


def test_one_on_the_core_counts_for_every_device_of_the_zone() -> None:
    found = find(tried("10.2.0.9"))
    assert sorted(found) == ["cam", "dvr"]
    assert found["cam"] == found["dvr"] == [
        Trial(
            stood="cameras", target="10.2.0.9", port=445, answer="open", at=datetime(2026, 11, 10, tzinfo=UTC),
            to_core=True,
        )
    ]  # fmt: skip


def test_one_from_the_core_counts_for_the_device_that_was_tried() -> None:
    found = find(tried("10.1.0.5", 554, "refused", "servers"), tried("10.1.0.77", 554, "open", "servers"))
    assert sorted(found) == ["cam"]
    assert [(one.answer, one.to_core, one.stood) for one in found["cam"]] == [("refused", False, "servers")]


@pytest.mark.parametrize(
    "row",
    [
        tried("10.1.0.5", zone="cameras"),  # neither end lies in the core
        tried("10.2.0.9", zone="servers"),  # both do
        tried("10.2.0.9", zone="nowhere"),
        tried("10.2.0.9", zone="vlan"),
        tried("10.2.0.9", zone="elsewhere"),  # a zone of another address space
        tried("10.2.0.9", realm="other"),
        tried("10.2.0.9", answer="unjudged"),
        tried("10.2.0.9", answer="not-tried"),
        tried("10.2.0.9", answer=["open"]),
        tried("10.2.0.9", port=0),
        tried("10.2.0.9", port="x"),
        tried("10.2.0.9", port=float("inf")),
        tried("files.example"),
        tried("10.2.0.9", subject="ip:10.1.0.5"),  # a device that says so of itself
        see("run:1", ("run.tried", "{"), ("run.tried", "[]"), ("run.tried", "{}"), ("run.tried", "[" * 100_000)),
        see("run:1", ("run.spent", "{}")),
    ],
)
def test_what_says_nothing_of_any_device(row: pl.DataFrame) -> None:
    assert find(row) == {}


def test_nothing_tried_is_nothing() -> None:
    assert trials.find(empty(), HOLDERS, CORE, ZONES) == {}
    assert trials.astray(empty(), ZONES) == ()


def test_the_newest_counts_and_the_gravest_stands_first() -> None:
    found = find(
        tried("10.2.0.9", 80, "silent"),
        tried("10.2.0.9", 445, "open", at="2026-11-12"),
        tried("10.2.0.9", 445, "silent", at="2026-11-14"),
        tried("10.2.0.9", 22, "open", at=None),
        tried("10.2.0.9", 22, "refused"),
        tried("10.1.0.5", 554, "open", "servers"),
    )
    assert [(one.port, one.answer, one.to_core) for one in found["cam"]] == [
        (22, "refused", True), (80, "silent", True), (445, "silent", True), (554, "open", False),
    ]  # fmt: skip


def test_attempts_from_nobody_knows_where_are_told() -> None:
    found = log([tried("10.2.0.9", zone="nowhere"), tried("10.2.0.9", 22, zone="nowhere"), tried("10.2.0.9")])
    (said,) = trials.astray(found, ZONES)
    assert said.startswith("2 attempts to connect in realm main name the zone 'nowhere'")


def test_the_file_of_a_run_as_its_reader_gives_it(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    with bundle.begin(path, scope(tmp_path), now) as made:
        made.head(scope(tmp_path), [445], ["attempts"])
        made.note("run.stood", {"zone": "cameras", "addresses": ["10.1.0.99"]})
        value = {"zone": "cameras", "address": "10.2.0.9", "port": 445, "answer": "open", "times": 1}
        made.note("run.tried", value, realm="main")
        made.note("run.ended", {"why": "done"})
    frames = [chunk.observations for chunk in probe_run.read(path, context(path))]
    found = trials.find(pl.concat(frames), HOLDERS, CORE, ZONES)
    assert [(one.target, one.answer, one.at) for one in found["cam"]] == [("10.2.0.9", "open", NOON)]


ROWS = [
    tried(address, port, answer, zone, at=at)
    for address, zone in (("10.2.0.9", "cameras"), ("10.2.0.9", "office"), ("10.1.0.5", "servers"))
    for port, at in ((22, "2026-11-10"), (22, "2026-11-12"), (80, None))
    for answer in trials.ANSWERS
]


@settings(max_examples=30, deadline=None)
@given(st.permutations(ROWS))
def test_the_order_of_rows_does_not_matter(rows: list[pl.DataFrame]) -> None:
    assert find(*rows) == find(*ROWS)
