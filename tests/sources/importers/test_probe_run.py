from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.runs import account, now, span, story, visit
from tests.scopes import read as scope
from tests.sources.files import Read, context, read, read_or_refused, refused, unhurried, write

from camcensus.engine import bundle
from camcensus.model.errors import BrokenInput, HostileInput
from camcensus.sources.importers import observations_jsonl, probe_run
from camcensus.sources.reading import lines as long_lines
from camcensus.sources.steps import Saw

RUN = '{"subject": "run:1", "field": "run.scope", "value": "{}"}'
ENDED = '{"subject": "run:1", "field": "run.ended", "value": "{\\"why\\": \\"done\\"}"}'


def line(subject: str, field: str = "http.title", value: str = "x", **more: Any) -> str:
    return json.dumps({"subject": subject, "field": field, "value": value, "realm": "main", **more})


def said(folder: Path, *lines: str, end: str = "\n") -> Read:
    return read(probe_run, write(folder, "run.jsonl", "\n".join([RUN, *lines, ENDED]) + end))


@cache
def good() -> bytes:
    """The file of a whole run, as the bundle writes it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "run.jsonl"
        story(path, scope(Path(folder)), why="done")
        return path.read_bytes()


# --- what it is --------------------------------------------------------------------------------------------------


def test_the_first_line_tells_the_format() -> None:
    assert probe_run.detect(good())
    assert probe_run.detect(b"\xef\xbb\xbf\n" + good())
    assert observations_jsonl.detect(good()), "and it is one of observations too"
    assert not probe_run.detect(line("ip:10.0.0.5").encode() + b"\n" + good())
    assert not probe_run.detect(good()[:40])
    assert not probe_run.detect(b"")


def test_everything_of_a_run_comes_out_as_it_was_seen(tmp_path: Path) -> None:
    whole = read(probe_run, write(tmp_path, "run.jsonl", good()))
    assert [row["value"] for row in whole.rows if row["field"] == "http.title"] == ["café 1", "café 2"]
    assert whole.values("fact.reach") == ["127.0.0.1"]
    assert whole.remarks == []
    assert {row["source"] for row in whole.rows} == {"probe:run@1", "probe:test@1"}
    assert whole.times() == {("2026-11-27T12:00:00Z", "2026-11-27T12:00:00Z", "exact")}


def test_it_says_the_same_as_the_bare_observations_but_for_the_originals(tmp_path: Path) -> None:
    path = write(tmp_path, "run.jsonl", good())
    keys = ("subject", "field", "value", "encoding", "at", "until", "realm", "body", "source")
    here, there = read(probe_run, path), read(observations_jsonl, path)
    assert [[row[key] for key in keys] for row in here.rows] == [[row[key] for key in keys] for row in there.rows]


# --- originals ---------------------------------------------------------------------------------------------------


def test_what_one_device_said_in_one_visit_is_one_original(tmp_path: Path) -> None:
    lines = [line("ip:10.0.0.5", value="a"), line("ip:10.0.0.5", value="b"), line("channel:10.0.0.5/1", value="c"),
             line("ip:10.0.0.6", value="d"), line("ip:10.0.0.5", value="e")]  # fmt: skip
    whole = said(tmp_path, *lines)
    kept = list(whole.originals.values())
    assert "\n".join(lines[:3]).encode() in kept
    assert lines[3].encode() in kept
    assert lines[4].encode() in kept
    assert whole.records == len(kept) == 5
    of = {row["value"]: row["original"] for row in whole.rows}
    assert of["a"] == of["b"] == of["c"] != of["e"]


def test_each_line_of_the_runs_own_account_is_its_own(tmp_path: Path) -> None:
    spent = [line("run:1", "run.spent", f'{{"address": "10.0.0.{last}"}}') for last in (5, 6)]
    assert {text.encode() for text in spent} <= set(said(tmp_path, *spent).originals.values())


def test_a_device_that_says_very_much_has_several_originals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probe_run, "MAX_RECORD", 10)
    whole = said(tmp_path, *(line("ip:10.0.0.5", value=str(number)) for number in range(25)))
    assert len(whole.originals) == 2 + 3
    assert len(whole.rows) == 27


def test_much_is_handed_on_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probe_run, "MAX_BYTES", 1_000)
    lines = [line(f"ip:10.0.0.{last}") for last in range(100)]
    path = write(tmp_path, "run.jsonl", "\n".join([RUN, *lines, ENDED]) + "\n")
    chunks = list(probe_run.read(path, context(path)))
    assert len(chunks) > 5
    assert sum(chunk.records for chunk in chunks) == 102
    for chunk in chunks:
        assert set(chunk.observations["original"]) == set(chunk.originals)


def test_secrets_are_taken_out_and_counted(tmp_path: Path) -> None:
    whole = said(tmp_path, line("ip:10.0.0.5", value="rtsp://admin:hunter2@10.0.0.5/1"))
    assert "hunter2" not in whole.everything()
    assert whole.redacted == 1


def test_keys_that_are_not_known_are_named(tmp_path: Path) -> None:
    assert said(tmp_path, line("ip:10.0.0.5", score=7)).remarks == [
        "the lines' keys: not understood and kept only in the originals: 'score'"
    ]


# --- endings -----------------------------------------------------------------------------------------------------


def test_a_last_line_that_was_cut_off_is_left_out(tmp_path: Path) -> None:
    whole = read(probe_run, write(tmp_path, "run.jsonl", f"{RUN}\n{line('ip:10.0.0.5')}\n{ENDED[:-9]}"))
    assert len(whole.rows) == 2
    assert whole.remarks == [
        "line 3: cut off, and left out",
        "the run: does not say how it ended: it was cut off",
    ]


def test_a_last_line_without_its_break_is_whole(tmp_path: Path) -> None:
    assert said(tmp_path, end="").remarks == []


def test_a_run_that_ended_early_is_remarked(tmp_path: Path) -> None:
    path = write(tmp_path, "run.jsonl", f"{RUN}\n{ENDED.replace('done', 'stopped by hand')}\n")
    assert read(probe_run, path).remarks == ["the run: ended early: 'camcensus probe --resume' takes it up again"]


def test_a_run_of_attempts_that_ended_early_is_begun_anew(tmp_path: Path) -> None:
    stood = line("run:1", "run.stood", "{}")
    path = write(tmp_path, "run.jsonl", f"{RUN}\n{stood}\n{ENDED.replace('done', 'stopped by hand')}\n")
    assert read(probe_run, path).remarks == ["the run: ended early: 'camcensus try' begins anew"]


def test_a_run_that_was_taken_up_again_has_the_ending_of_its_last_part(tmp_path: Path) -> None:
    found = scope(tmp_path)
    path = tmp_path / "run.jsonl"
    story(path, found)
    made, _ = bundle.resume(path, found, now)
    with made:
        device = account("127.0.0.2")
        made.visit(visit(device, Saw(field="http.title", value="again")), device, whole=True)
        made.reach([span("127.0.0.2")], "main")
        made.note("run.ended", {"why": "done"})
    whole = read(probe_run, path)
    assert whole.remarks == []
    assert whole.values("fact.reach") == ["127.0.0.1", "127.0.0.2"]


@pytest.mark.parametrize("bad", ["x", "[1]", line("10.0.0.5"), line("ip:10.0.0.5", encoding="hex"), '{"a":' * 5_000])
def test_a_bad_line_before_the_last_is_named(tmp_path: Path, bad: str) -> None:
    path = write(tmp_path, "run.jsonl", f"{RUN}\n{bad}\n{ENDED}\n")
    fault = refused(probe_run, path, BrokenInput)
    assert fault.where == "run.jsonl, line 2"
    assert fault.mend
    last = write(tmp_path, "last.jsonl", f"{RUN}\n{ENDED}\n{bad}\n")
    assert refused(probe_run, last, BrokenInput).where == "last.jsonl, line 3", "it ends whole, so it was not cut off"


def test_a_line_that_is_too_long_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(long_lines, "MAX_LINE", 200)
    path = write(tmp_path, "run.jsonl", f"{RUN}\n{line('ip:10.0.0.5', value='a' * 300)}\n{ENDED}\n")
    assert refused(probe_run, path, HostileInput).where == "run.jsonl, line 2"


def test_a_file_that_is_empty_says_nothing(tmp_path: Path) -> None:
    assert read(probe_run, write(tmp_path, "run.jsonl", "")).rows == []


@unhurried
@given(st.data())
def test_cut_anywhere_it_says_what_was_whole(data: st.DataObject) -> None:
    cut = data.draw(st.integers(len(good().split(b"\n", 1)[0]), len(good())))
    with TemporaryDirectory() as folder:
        whole = read(probe_run, write(Path(folder), "run.jsonl", good()[:cut]))
    lines = good()[:cut].count(b"\n")
    assert len(whole.rows) in (lines, lines + 1)
    assert (whole.remarks == []) == (cut >= len(good()) - 1)


@unhurried
@given(at=st.floats(0, 1), put=st.binary(max_size=4), over=st.integers(0, 9))
def test_a_damaged_file_is_read_or_refused(at: float, put: bytes, over: int) -> None:
    place = int(at * len(good()))
    with TemporaryDirectory() as folder:
        fault = read_or_refused(
            probe_run, write(Path(folder), "run.jsonl", good()[:place] + put + good()[place + over :])
        )
    assert fault is None or "line" in fault.where
