"""The file of a run: what stands in it, and that a run is taken up again from any part of it, or says why not."""

from __future__ import annotations

import base64
import errno
import io
import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterable
from datetime import timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.runs import NOON, account, now, rows, span, story, told, visit
from tests.scopes import SCOPE, read, write

from camcensus.engine import bundle
from camcensus.engine import scope as scopes
from camcensus.engine.bundle import Bundle
from camcensus.engine.scope import Read
from camcensus.model.errors import CamcensusError, InputError, StoreFull, UsageError
from camcensus.sources.governor import Sign
from camcensus.sources.itinerary import Before
from camcensus.sources.steps import End, Exchange, Reply, Saw, Target
from camcensus.sources.visit import Visit
from camcensus.wire.addresses import Span


@pytest.fixture
def found(tmp_path: Path) -> Read:
    return read(tmp_path)


@pytest.fixture
def stream(monkeypatch: pytest.MonkeyPatch) -> io.BytesIO:
    monkeypatch.setattr(os, "fsync", lambda _: None)
    return io.BytesIO()


@pytest.fixture
def made(found: Read, stream: io.BytesIO) -> Bundle:
    return Bundle(stream, "0123456789abcdef", found, now)


# --- lines -------------------------------------------------------------------------------------------------------


def test_the_first_line_says_who_permits_what(made: Bundle, found: Read, stream: io.BytesIO) -> None:
    made.head(found, [80, 554], ["probe:http-page@1"])
    (row,) = rows(stream.getvalue())
    assert (row["subject"], row["field"], row["source"]) == ("run:0123456789abcdef", "run.scope", "probe:run@1")
    (scope,) = told(stream.getvalue(), "run.scope")
    assert scope["scope_sha256"] == found.sha256
    assert (scope["authorised_by"], scope["authorised_on"], scope["reference"]) == (
        "A. Example, head of security", "2026-11-20", "CHG-1042",
    )  # fmt: skip
    assert (scope["ranges"], scope["excluded"], scope["links"]) == (["127.0.0.0/29"], [], [])
    assert (scope["ports"], scope["probes"]) == ([80, 554], ["probe:http-page@1"])
    assert scope["limits"]["connections"] == 40
    assert scope["scope"] == SCOPE


def test_what_a_device_said_stands_together_and_ends_with_what_it_was_sent(made: Bundle, stream: io.BytesIO) -> None:
    device = account("127.0.0.3", connections=2, packets_sent=7, packets_received=6, sent=40, received=900)
    seen = visit(device, Saw(field="http.title", value="é"), Saw(field="x", value="/w==", encoding="base64"),
                 Saw(field="channel.number", value="2", about="channel:127.0.0.3/2"))  # fmt: skip
    seen.target.open, seen.closed, seen.silent = [8080, 80], 1, [554]
    made.visit(seen, device, whole=True)
    assert [(row["subject"], row["field"], row["value"], row["encoding"]) for row in rows(stream.getvalue())][:3] == [
        ("ip:127.0.0.3", "http.title", "é", "text"),
        ("ip:127.0.0.3", "x", "/w==", "base64"),
        ("channel:127.0.0.3/2", "channel.number", "2", "text"),
    ]
    assert {row["at"] for row in rows(stream.getvalue())} == {"2026-11-27T12:00:00.000000Z"}
    assert {row["realm"] for row in rows(stream.getvalue())} == {"main"}
    assert {row["at_quality"] for row in rows(stream.getvalue())} == {"exact"}
    assert told(stream.getvalue(), "run.spent") == [
        {"address": "127.0.0.3", "connections": 2, "packets": [7, 6], "bytes": [40, 900], "open": [80, 8080],
         "closed": 1, "silent": 1}
    ]  # fmt: skip
    assert made.lines == 4


def test_what_came_to_nothing_and_why_it_stopped_are_said(made: Bundle, stream: io.BytesIO) -> None:
    device = account("127.0.0.3", stopped="left alone because it was slow", signs=[Sign.BUSY], credential="refused")
    seen = visit(device)
    step = Exchange(port=80, data=b"secret", whole=bool)
    for reply in (Reply(end=End.TIMEOUT), Reply(end=End.TIMEOUT), Reply(end=End.NOT_ALLOWED, data=b"enough")):
        seen.failed("probe:x@1", step, reply)
    seen.left_out = 3
    made.spent(device, seen, whole=False)
    (spent,) = told(stream.getvalue(), "run.spent")
    assert spent["failed"] == [["probe:x@1", "80/tcp", "timeout", 2], ["probe:x@1", "80/tcp", "not-allowed: enough", 1]]
    assert (spent["signs"], spent["stopped"]) == (["it said that it is busy"], "left alone because it was slow")
    assert (spent["credential"], spent["left_out"], spent["cut_off"]) == ("refused", 3, True)


def test_what_went_to_whole_links_is_said(made: Bundle, stream: io.BytesIO) -> None:
    seen = Visit(target=Target(address=""), account=None, now=now)
    seen.calls["239.255.255.250", 3702] += 2
    made.called(seen)
    assert told(stream.getvalue(), "run.called") == [{"group": "239.255.255.250", "port": 3702, "datagrams": 2}]


def test_the_body_and_the_collector_stand_on_every_line(tmp_path: Path, stream: io.BytesIO) -> None:
    found = read(tmp_path, 'body = "dept"\n' + SCOPE + 'vantage = "rack 4"\n')
    made = Bundle(stream, "1", found, now)
    made.begun(account("127.0.0.3"))
    made.reach([span("127.0.0.0/30")], "main")
    assert {(row["body"], row["vantage"]) for row in rows(stream.getvalue())} == {("dept", "rack 4")}


def test_many_ranges_stand_in_several_lines(made: Bundle, stream: io.BytesIO) -> None:
    made.spans("run.silent", [(2 * number, 2 * number) for number in range(1_100)], passes=2)
    lines = told(stream.getvalue(), "run.silent")
    assert [len(line["addresses"]) for line in lines] == [500, 500, 100]
    assert [line.get("more", False) for line in lines] == [False, True, True]
    assert {line["passes"] for line in lines} == {2}
    made.spans("run.unjudged", [])
    assert not told(stream.getvalue(), "run.unjudged")


def test_reach_is_an_interval_from_the_beginning(found: Read, stream: io.BytesIO) -> None:
    moments = iter([NOON, NOON + timedelta(minutes=5)])
    made = Bundle(stream, "1", found, lambda: next(moments))
    made.reach([span("127.0.0.0/30")], "main")
    (row,) = rows(stream.getvalue())
    assert (row["field"], row["value"], row["realm"]) == ("fact.reach", "127.0.0.0/30", "main")
    assert (row["at"], row["until"]) == ("2026-11-27T12:00:00.000000Z", "2026-11-27T12:05:00.000000Z")


SECRET = "rtsp://admin:hunter2@10.0.0.5/1"  # noqa: S105  # it is what is looked for


@pytest.mark.parametrize(
    "saw",
    [
        Saw(field="http.location", value=SECRET),
        Saw(field="http.body", value=base64.b64encode(b"\xff" + SECRET.encode()).decode(), encoding="base64"),
    ],
)
def test_secrets_that_devices_show_are_taken_out(made: Bundle, stream: io.BytesIO, saw: Saw) -> None:
    device = account("127.0.0.3")
    made.visit(visit(device, saw), device, whole=True)
    row = rows(stream.getvalue())[0]
    inner = base64.b64decode(row["value"]) if row["encoding"] == "base64" else row["value"].encode()
    assert b"hunter2" not in stream.getvalue() + inner
    assert b"[redacted]@10.0.0.5/1" in inner
    assert made.redacted == 1


def test_half_a_character_does_not_end_the_run(made: Bundle, stream: io.BytesIO) -> None:
    device = account("127.0.0.3")
    made.visit(visit(device, Saw(field="http.title", value="a\ud800b")), device, whole=True)
    assert rows(stream.getvalue())[0]["value"] == "a?b"


class _Full(io.RawIOBase):
    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_full_disk_is_said(found: Read) -> None:
    made = Bundle(io.BufferedWriter(_Full()), "1", found, now)
    made.note("run.begun", {})
    for _ in range(2):
        with pytest.raises(StoreFull, match=r"No space left on device\. Make room"):
            made.flush()


# --- a new file --------------------------------------------------------------------------------------------------


def test_a_new_file_is_the_owners_alone_and_never_an_old_one(tmp_path: Path, found: Read) -> None:
    path = tmp_path / "run.jsonl"
    before = os.umask(0)
    try:
        with bundle.begin(path, found, now) as made:
            made.head(found, [], [])
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    data = path.read_bytes()
    with pytest.raises(UsageError, match="there is such a file already"):
        bundle.begin(path, found, now)
    assert path.read_bytes() == data


def test_a_place_where_nothing_can_be_written_is_said(tmp_path: Path, found: Read) -> None:
    with pytest.raises(InputError, match="it cannot be written: No such file"):
        bundle.begin(tmp_path / "no" / "run.jsonl", found, now)


# --- taking up again ---------------------------------------------------------------------------------------------


def resumed(path: Path, found: Read) -> Before:
    made, before = bundle.resume(path, found, now)
    made.__exit__(None, None, None)
    return before


def held(spans: Iterable[Span]) -> set[int]:
    return {number & 0xFF for low, high in spans for number in range(low, high + 1)}


def test_what_was_done_is_not_done_again(tmp_path: Path, found: Read) -> None:
    path = tmp_path / "run.jsonl"
    story(path, found)
    run = rows(path)[0]["subject"]
    before = resumed(path, found)
    assert (held(before.judged), held(before.lost), held(before.silent)) == ({1}, {3}, {5, 6})
    assert before.spent == {"127.0.0.2": (2, 5, 4, 9, 99), "127.0.0.4": (3, 3, 0, 0, 0)}
    assert (before.passes, before.cut_off) == (1, 0)
    assert (rows(path)[-1]["field"], rows(path)[-1]["subject"]) == ("run.resumed", run)


def test_a_run_that_did_not_say_how_it_ended_may_have_asked_more(tmp_path: Path, found: Read) -> None:
    path = tmp_path / "run.jsonl"
    story(path, found)
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    assert [resumed(path, found).cut_off for _ in range(3)] == [1, 2, 3]


def test_a_device_that_is_asked_again_and_then_lost_is_not_asked_a_third_time(tmp_path: Path, found: Read) -> None:
    path = tmp_path / "run.jsonl"
    story(path, found)
    made, _ = bundle.resume(path, found, now)
    with made:
        made.begun(account("127.0.0.2"))
        made.begun(account("127.0.0.4"))
    before = resumed(path, found)
    assert (before.spent, held(before.lost)) == ({}, {2, 3, 4})


def test_a_file_that_was_cut_off_is_whole_again_before_it_goes_on(tmp_path: Path, found: Read) -> None:
    path = tmp_path / "run.jsonl"
    story(path, found)
    whole = path.read_bytes()
    path.write_bytes(whole[:-9])
    assert resumed(path, found).cut_off == 1
    assert path.read_bytes().startswith(b"".join(whole.splitlines(keepends=True)[:-1]))
    assert [row["field"] for row in rows(path)][-2:] == ["fact.reach", "run.resumed"]


REFUSED = [
    ("another scope", "made under another scope. Resume with the very file"),
    ("to its end", "went to its end. Begin another without --resume"),
    ("no run", "it is no file of a run"),
    ("nothing", "it is no file of a run"),
    ("no file", "No such file"),
    ("a folder", "directory"),
    ("zeros", "it is no file of a run"),
]


@pytest.mark.parametrize(("what", "says"), REFUSED)
def test_what_cannot_be_taken_up_is_said_and_left_as_it_is(tmp_path: Path, found: Read, what: str, says: str) -> None:
    path = tmp_path / "run.jsonl"
    match what:
        case "another scope":
            story(path, read(tmp_path, SCOPE + "# changed\n"))
        case "to its end":
            story(path, found, why="done")
        case "no run":
            path.write_bytes(b"my notes\nwithout a line break at the end")
        case "nothing":
            path.write_bytes(b"")
        case "a folder":
            path.mkdir()
        case "zeros":
            path.write_bytes(bytes(1 << 20))
    kept = path.read_bytes() if path.is_file() else b""
    with pytest.raises(CamcensusError) as fault:
        bundle.resume(path, found, now)
    assert says in str(fault.value)
    assert "run.jsonl" in fault.value.where
    assert (path.read_bytes() if path.is_file() else b"") == kept


def test_a_run_that_is_still_under_way_is_not_taken_up(tmp_path: Path, found: Read) -> None:
    path = tmp_path / "run.jsonl"
    with bundle.begin(path, found, now) as made:
        made.head(found, [], [])
        script = (
            "import sys; from pathlib import Path; from datetime import datetime, UTC;"
            "from camcensus.engine import bundle, scope;"
            "bundle.resume(Path(sys.argv[1]), scope.read(Path(sys.argv[2])), lambda: datetime.now(UTC))"
        )
        command = [sys.executable, "-c", script, str(path), str(write(tmp_path))]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "another camcensus is writing to it" in done.stderr


@cache
def good() -> tuple[bytes, Read]:
    with TemporaryDirectory() as folder:
        found = read(Path(folder))
        story(Path(folder) / "run.jsonl", found)
        return (Path(folder) / "run.jsonl").read_bytes(), found


def tried(data: bytes) -> tuple[Before | None, bytes]:
    """What resuming from a file with these bytes came to, and the file afterwards."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "run.jsonl"
        path.write_bytes(data)
        try:
            return resumed(path, good()[1]), path.read_bytes()
        except UsageError as caught:
            fault = str(caught)
        assert "\n" not in fault
        return None, path.read_bytes()


@given(st.data())
def test_cut_anywhere_it_goes_on_or_says_one_sentence(data: st.DataObject) -> None:
    whole, _ = good()
    cut = data.draw(st.integers(0, len(whole)))
    kept = whole[:cut][: whole[:cut].rfind(b"\n") + 1]
    before, after = tried(whole[:cut])
    if before is None:
        assert kept == b""
        assert after == whole[:cut]
        return
    assert after.startswith(kept)
    assert [row["field"] for row in rows(after[len(kept) :])] == ["run.resumed"]
    met = {int(one["address"][-1]) for field in ("run.begun", "run.spent") for one in told(kept, field)}
    again = {int(address[-1]) for address in before.spent} - {4}
    assert held(before.judged) | held(before.lost) | again == met
    assert all(int(one["address"][-1]) not in held(before.lost) for one in told(kept, "run.spent"))


@given(at=st.floats(0, 1), put=st.binary(max_size=4), over=st.integers(0, 9))
def test_a_damaged_file_goes_on_or_is_left_as_it_is(at: float, put: bytes, over: int) -> None:
    whole, _ = good()
    place = int(at * len(whole))
    damaged = whole[:place] + put + whole[place + over :]
    before, after = tried(damaged)
    assert before is not None or after == damaged
    inside = held([span("127.0.0.0/29")])
    assert before is None or held(before.silent) <= inside


HOSTILE = [
    ("run.begun", {"address": "nobody"}),
    ("run.begun", {}),
    ("run.spent", {"address": 7}),
    ("run.silent", {"addresses": ["x"], "passes": "many"}),
    ("run.cut_off", {"addresses": ["127.0.0.2", "0.0.0.0/0"], "connections_each": -9}),
    ("run.silent", {"addresses": ["::/0", "0.0.0.0/0"], "passes": 1}),
    ("run.silent", {"addresses": "127.0.0.1", "passes": 10**30}),
    ("run.spent", {"address": "127.0.0.2", "cut_off": True, "connections": -5, "packets": [0, 0], "bytes": [0, 0]}),
    ("run.spent", {"address": "127.0.0.2", "cut_off": True, "connections": 1, "packets": 3}),
]


@pytest.mark.parametrize(("field", "value"), HOSTILE)
def test_lines_that_no_run_writes_give_no_more_leave(tmp_path: Path, field: str, value: dict[str, Any]) -> None:
    data, _ = good()
    line = {"subject": rows(data)[0]["subject"], "field": field, "value": json.dumps(value)}
    before, _ = tried(data + json.dumps(line).encode() + b"\n")
    assert before is None or held(before.silent) <= set(range(8))
    assert before is None or 2 in held(before.lost) or before.spent["127.0.0.2"] == (2, 5, 4, 9, 99)


def test_parts_that_lie_in_other_parts() -> None:
    assert bundle.common((5, 9), [(0, 5), (7, 7), (9, 20), (30, 40)]) == [(5, 5), (7, 7), (9, 9)]
    assert scopes.shown(NOON) == "2026-11-27T12:00:00.000000Z"
