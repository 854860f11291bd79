"""A whole run on this machine: inside the scope and nowhere else, every packet accounted for, and taken up again."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.engine.runs import RUN, over, rows, secrets_file, told
from tests.scopes import RANGE, SCOPE, write
from tests.serving import free, serving, silent
from tests.workspaces import ESTATE, make

from camcensus.engine import probe as engine
from camcensus.engine import workspace
from camcensus.engine.probe import Result, State, Wish
from camcensus.engine.scope import Read
from camcensus.engine.workspace import Workspace
from camcensus.model.errors import CamcensusError, SettingsError, UsageError
from camcensus.model.reading import Reading
from camcensus.sources.steps import Exchange, Open, Refused, Script, Target, saw
from camcensus.wire import addresses

PROBES = engine.probes


@pytest.fixture(autouse=True)
def _no_probes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of ours ask for seconds; a test names the one it needs (`play`)."""
    monkeypatch.setattr(engine, "probes", list)


# --- a run from beginning to end ---------------------------------------------------------------------------------


def test_what_devices_say_and_what_they_were_sent_is_in_the_file(play: Callable[..., Result], tmp_path: Path) -> None:
    with serving([1, 3]) as served:
        result = play(served.port)
    assert (result.why, result.left, result.silent) == ("done", (), 0)
    assert (result.state.total, result.state.found, result.state.makers) == (8, 8, {"no open port": 6, "unknown": 2})
    facts = {(row["subject"], row["field"], row["value"], row["source"]) for row in rows(tmp_path / RUN)}
    for octet in (1, 3):
        assert (f"ip:127.0.0.{octet}", "net.open_port", f"{served.port}/tcp", "probe:tcp-ports@1") in facts
        assert (f"ip:127.0.0.{octet}", "http.server", "device: hello", "probe:test@1") in facts
    spent = {one["address"]: one for one in told(tmp_path / RUN, "run.spent")}
    assert len(spent) == 8
    assert all(0 <= counted - data <= 2 for counted, data in zip(spent["127.0.0.3"]["bytes"], (6, 14), strict=True)), (
        "the system counts the beginning and the end of a connection as a byte each"
    )
    assert spent["127.0.0.3"]["open"] == [served.port]
    assert (spent["127.0.0.2"]["packets"], spent["127.0.0.2"]["closed"]) == ([1, 1], 1)
    assert [row["value"] for row in rows(tmp_path / RUN) if row["field"] == "fact.reach"] == ["127.0.0.0/29"]
    (ended,) = told(tmp_path / RUN, "run.ended")
    assert (ended["why"], ended["devices"]) == ("done", 8)
    assert max(served.most.values()) == 1
    assert {line for _, line in served.lines} == {b"hello\n"}


def test_the_scope_is_on_disk_before_the_first_packet(play: Callable[..., Result], tmp_path: Path) -> None:
    kept: list[Read] = []
    before: list[list[dict[str, Any]]] = []

    def answer(address: str, line: bytes) -> bytes:
        before.append(told(tmp_path / RUN, "run.scope"))
        return line

    with serving([1], answer) as served:
        play(served.port, keep=kept.append)
    assert before[0][0]["authorised_by"] == "A. Example, head of security"
    assert before[0][0]["scope_sha256"] == kept[0].sha256
    assert before[0][0]["probes"] == ["probe:test@1"]


def test_nothing_outside_the_scope_and_nothing_excluded_is_asked(play: Callable[..., Result], tmp_path: Path) -> None:
    text = SCOPE.replace("[window]", '[[exclude]]\naddresses = "127.0.0.4-127.0.0.5"\nwhy = "a lift"\n\n[window]')
    with serving(range(1, 12)) as served:
        result = play(served.port, text)
    assert served.asked() == {1, 2, 3, 6, 7}
    assert result.state.total == 6
    reach = [row["value"] for row in rows(tmp_path / RUN) if row["field"] == "fact.reach"]
    assert reach == ["127.0.0.0/30", "127.0.0.6/31"]
    assert not any("127.0.0.4" in json.dumps(row) for row in rows(tmp_path / RUN)[1:])


def test_an_address_that_a_device_hands_out_is_not_followed_outside(
    play: Callable[..., Result], tmp_path: Path
) -> None:
    def ask(target: Target, port: int) -> Script:
        yield saw("http.location", f"http://127.0.0.9:{port}/".encode())

    with serving([1, 9]) as served:
        result = play(served.port, over(1), ask)
    assert served.asked() == {1}
    assert result.refused == 1
    assert told(tmp_path / RUN, "run.refused")[0]["address"] == "127.0.0.9"


def test_silence_is_counted_and_doubt_is_not_silence(play: Callable[..., Result], tmp_path: Path) -> None:
    with serving([1]) as served, silent(2, served.port), silent(3, served.port):
        result = play(served.port, over(1, 2, 3))
    assert (result.silent, result.left, result.state.found) == (2, (), 1)
    assert told(tmp_path / RUN, "run.silent")[-1] == {
        "addresses": ["127.0.0.2-127.0.0.3"], "passes": 1, "connections_each": 1,
    }  # fmt: skip


def test_silent_addresses_are_tried_again_as_often_as_the_scope_says(play: Callable[..., Result]) -> None:
    with serving([1]) as served, silent(2, served.port):
        result = play(served.port, over(1, 2).replace("attempts = 1", "attempts = 3"))
    assert result.state.passes == 3
    assert result.silent == 1


def test_a_device_in_distress_is_left_alone_and_said(play: Callable[..., Result], tmp_path: Path) -> None:
    def ask(target: Target, port: int) -> Script:
        for _ in range(5):
            yield Exchange(port=port, data=b"GET\n", whole=lambda data: data.endswith(b"\n"))

    with serving([1, 2], lambda *_: b"HTTP/1.1 503 Busy\n") as served:
        result = play(served.port, over(1, 2), ask)
    assert len(served.lines) == 4
    assert (result.stopped, result.harmed) == (2, 2)
    (spent, _) = told(tmp_path / RUN, "run.spent")
    assert spent["stopped"] == "left alone because it said that it is busy"
    assert spent["signs"] == ["it said that it is busy"] * 2


def test_progress_is_told(play: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "SHOWN", 0.0)
    states: list[State] = []
    with serving([1]) as served:
        result = play(served.port, progress=states.append)
    assert states[-1] == replace(result.state, seconds=states[-1].seconds)
    assert [one.visited for one in states] == sorted(one.visited for one in states)
    assert states[-1].visited == states[-1].total == 8


def test_a_probe_that_fails_is_recorded_and_the_run_goes_on(play: Callable[..., Result], tmp_path: Path) -> None:
    def ask(target: Target, port: int) -> Script:
        yield Open(port=port)
        raise KeyError("x")

    with serving([1]) as served:
        assert play(served.port, over(1, 2), ask).why == "done"
    failed = [one["failed"] for one in told(tmp_path / RUN, "run.spent") if "failed" in one]
    assert failed == [[["probe:test@1", "its own code", "failed: KeyError", 1]]]


# --- when and whether --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("end = 2100", "end = 2021", "the scope ended on 2021-01-01 00:00 UTC"),
        ("start = 2020", "start = 2099", "the scope begins on 2099-01-01 00:00 UTC"),
        ("[limits]", 'hours = ["08:00-18:00"]\n[limits]', "it is Fri 07:00 and the scope's hours are 08:00-18:00"),
    ],
)
def test_at_another_time_nothing_is_asked_and_no_file_begun(
    play: Callable[..., Result], tmp_path: Path, old: str, new: str, says: str
) -> None:
    with serving([1]) as served, pytest.raises(UsageError) as fault:
        play(served.port, SCOPE.replace(old, new), clock=lambda: datetime(2026, 11, 27, 7, tzinfo=UTC))
    assert says in str(fault.value)
    assert fault.value.where == "scope.toml, line 9"
    assert fault.value.mend
    assert not served.asked()
    assert not (tmp_path / RUN).exists()


SLOW = SCOPE.replace("127.0.0.0/29", "127.0.0.0/24").replace("rate = 5000", "rate = 20")


def test_the_kill_switch_stops_it_within_a_second_with_all_that_was_seen(
    play: Callable[..., Result], tmp_path: Path
) -> None:
    states: list[State] = []
    with serving([1]) as served:
        result = play(served.port, SLOW, progress=states.append, stop=lambda: "by hand" if len(states) > 1 else "")
    assert result.why == "by hand"
    assert 0 < result.state.found < 200
    assert result.state.seconds < 2.5
    assert told(tmp_path / RUN, "run.ended")[0]["why"] == "by hand"
    assert len(told(tmp_path / RUN, "run.spent")) == result.state.found
    left = addresses.merge(
        addresses.span(text) for one in told(tmp_path / RUN, "run.unjudged") for text in one["addresses"]
    )
    assert left == list(result.left)
    assert sum(high - low + 1 for low, high in left) == 256 - result.state.found


def test_it_stops_when_the_hours_are_over(play: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    began = datetime.now(UTC)
    text = SLOW.replace("[limits]", 'hours = ["08:00-18:00"]\n[limits]')

    def clock() -> datetime:
        return datetime(2026, 11, 27, 17, 59, 59, tzinfo=UTC) + (datetime.now(UTC) - began)

    with serving([1]) as served:
        result = play(served.port, text, clock=clock)
    assert result.why == "it is Fri 18:00 and the scope's hours are 08:00-18:00"
    assert result.left


# --- taking up again ---------------------------------------------------------------------------------------------


def test_a_run_that_was_stopped_goes_on_where_it_was(play: Callable[..., Result], tmp_path: Path) -> None:
    states: list[State] = []
    with serving(range(1, 200)) as served:
        first = play(served.port, SLOW, progress=states.append, stop=lambda: "by hand" if len(states) > 1 else "")
        fast = SLOW.replace("rate = 20", "rate = 5000")
        with pytest.raises(UsageError, match="another scope"):
            play(served.port, fast, resume=True)
        done = set(served.asked())
        second = play(
            served.port, SLOW, resume=True, stop=lambda: "again" if len(served.asked()) > len(done) + 5 else ""
        )
    assert second.run == first.run
    assert second.earlier == first.state.found
    assert max(served.connections.values()) <= 2, "an address is asked again only where its visit was cut off"
    assert {row["subject"] for row in rows(tmp_path / RUN) if row["field"].startswith("run.")} == {f"run:{first.run}"}


def test_a_run_that_was_cut_off_asks_nobody_beyond_its_budget(play: Callable[..., Result], tmp_path: Path) -> None:
    with serving([1, 2, 3]) as served:
        play(served.port, over(1, 2, 3))
        lines = (tmp_path / RUN).read_bytes().splitlines(keepends=True)
        gone = (b"127.0.0.2", b"run.ended", b"reach")
        kept = [line for line in lines[1:] if not any(word in line for word in gone)]
        begun = {**rows(lines[0])[0], "field": "run.begun", "value": '{"address": "127.0.0.2"}'}
        (tmp_path / RUN).write_bytes(lines[0] + b"".join(kept) + json.dumps(begun).encode() + b"\n")
        before = dict(served.connections)
        result = play(served.port, over(1, 2, 3), resume=True)
    assert served.connections == before, "nobody is asked: two are done, of one it is not known what it was sent"
    assert (result.why, result.left) == ("done", (addresses.span("127.0.0.2"),))
    assert [row["value"] for row in rows(tmp_path / RUN) if row["field"] == "fact.reach"] == ["127.0.0.1", "127.0.0.3"]
    assert told(tmp_path / RUN, "run.unjudged") == [{"addresses": ["127.0.0.2"]}]


def test_a_run_that_went_to_its_end_is_not_taken_up(play: Callable[..., Result]) -> None:
    with serving([1]) as served:
        play(served.port)
        with pytest.raises(UsageError, match="went to its end"):
            play(served.port, resume=True)
        with pytest.raises(UsageError, match="there is such a file already"):
            play(served.port)


# --- secrets -----------------------------------------------------------------------------------------------------

SNMP = SCOPE + 'snmp = "cameras"\n'


@pytest.mark.parametrize(
    ("text", "mode", "says"),
    [
        (SCOPE, 0o644, "others may use the secrets file"),
        (SCOPE, 0, "cannot be opened: No such file"),
        (SNMP, None, "scope.toml, line 23: the scope names the SNMP entry 'cameras', which nobody gave"),
        (SNMP.replace("cameras", "other"), 0o600, "names the SNMP entry 'other', which nobody gave"),
    ],
)
def test_secrets_that_cannot_be_used_are_said_before_a_file_is_begun(
    play: Callable[..., Result], tmp_path: Path, text: str, mode: int | None, says: str
) -> None:
    path = None if mode is None else secrets_file(tmp_path, "hunter2-hunter2", mode)
    if path is not None and not mode:
        path.unlink()
    with serving([1]) as served, pytest.raises(CamcensusError) as fault:
        play(served.port, text, secrets=path)
    assert says in str(fault.value)
    assert "hunter2" not in str(fault.value)
    assert not served.asked()
    assert not (tmp_path / RUN).exists()


_letters = st.characters(min_codepoint=33, max_codepoint=0x2FF, exclude_categories=("C", "Z"))
passwords = st.text(_letters, min_size=8).map(lambda text: f"q7#{text}")
"""No words of the file itself: those would be found in it whoever wrote them."""


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(password=passwords, fails=st.booleans())
def test_what_the_owner_gave_goes_to_its_device_and_nowhere_else(
    play: Callable[..., Result], tmp_path: Path, password: str, fails: bool
) -> None:
    (tmp_path / RUN).unlink(missing_ok=True)
    with serving([1, 2], lambda *_: b"no\n") as served:

        def ask(target: Target, _: int) -> Script:
            login = target.login
            assert login is not None
            data = f"{login.user} {login.password}\n".encode()
            yield Exchange(port=served.port, data=data, whole=lambda got: got.endswith(b"\n"), credential=True)
            yield saw("http.title", f"{target!r}{login!r}".encode())
            if fails:
                raise ValueError(login.password)
            yield Refused(why=f"it did not take {login.password}")

        text = over(1, 2) + 'snmp = "cameras"\n'
        result = play(served.port, text, ask, "login", secrets=secrets_file(tmp_path, password))
    assert served.lines == [("127.0.0.1", f"inventory {password}\n".encode())]
    written = (tmp_path / RUN).read_text("utf-8")
    for spelling in (password, json.dumps(password)[1:-1]):
        assert spelling not in written
        assert spelling not in repr(result)


# --- into a workspace --------------------------------------------------------------------------------------------


def into(
    opened: Workspace, folder: Path, text: str, *, most: int = 999, resume: bool = False
) -> tuple[Result, Reading]:
    """A run into a workspace, stopped when more than so many devices were found."""
    wish = Wish(scope=write(folder, text), out=opened.folder / "runs" / RUN, resume=resume)
    states: list[State] = []
    stop = lambda: "enough" if states and states[-1].found > most else ""  # noqa: E731  # it is one word
    result, (reading,) = engine.into(opened, wish, stop=stop, progress=states.append)
    return result, reading


def test_what_was_seen_is_read_into_the_log_and_the_scope_is_kept(opened: Workspace, tmp_path: Path) -> None:
    with serving([1]) as served:
        result, reading = into(opened, tmp_path, over(1, 2).replace("18080", str(served.port)))
    assert result.path == opened.folder / "runs" / RUN
    assert reading.format == "a run of camcensus probe or try"
    assert reading.new == reading.observations == len(rows(result.path))
    assert reading.remarks == ()


def test_a_run_that_is_taken_up_again_adds_only_what_is_new(
    opened: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "SHOWN", 0.0)
    text = SLOW.replace("18080", str(free())).replace("127.0.0.0/24", "127.0.0.0/28")
    first, part = into(opened, tmp_path, text, most=3)
    assert [remark.what for remark in part.remarks] == ["ended early: 'camcensus probe --resume' takes it up again"]
    second, rest = into(opened, tmp_path, text, resume=True)
    assert (second.why, second.left, second.earlier + second.state.found) == ("done", (), 16)
    assert second.earlier == first.state.found
    assert rest.remarks == ()
    assert rest.observations == len(rows(second.path))
    assert rest.new == rest.observations - part.new


def test_a_realm_or_body_that_the_estate_does_not_have_is_said_before_anything_is_sent(tmp_path: Path) -> None:
    two = ESTATE + '\n[[body]]\nid = "court"\nname = "Court"\n'
    for estate, old, new, says in (
        (ESTATE, RANGE, f'{RANGE}\nrealm = "mian"', "scope.toml, line 8: the estate has no realm 'mian'"),
        (ESTATE, "[authority]", 'body = "dpt"\n[authority]', "scope.toml, line 1: the estate has no body 'dpt'"),
        (two, RANGE, RANGE, "the estate has more than one body. Say whose estate it asks: body = one of: dept, court"),
    ):
        opened = workspace.open_(make(tmp_path / str(len(says)), estate=estate))
        try:
            with serving([1]) as served, pytest.raises(SettingsError) as fault:
                into(opened, tmp_path, SCOPE.replace(old, new).replace("18080", str(served.port)))
            assert says in str(fault.value)
            assert not served.asked()
            assert not (opened.folder / "runs").exists()
        finally:
            opened.store.close()


def test_an_estate_of_several_bodies_is_told_whose_it_is(tmp_path: Path) -> None:
    opened = workspace.open_(make(tmp_path / "ws", estate=ESTATE + '\n[[body]]\nid = "court"\nname = "Court"\n'))
    try:
        result, reading = into(opened, tmp_path, ('body = "court"\n' + over(1)).replace("18080", str(free())))
    finally:
        opened.store.close()
    assert {row["body"] for row in rows(result.path)} == {"court"}
    assert reading.new == len(rows(result.path))


# --- parts -------------------------------------------------------------------------------------------------------


def test_every_probe_of_ours_is_known_in_its_order() -> None:
    found = PROBES()
    assert [one.order for one in found] == sorted(one.order for one in found)
    assert {"http-page", "rtsp", "sadp"} <= {one.id for one in found}
    assert all(one.source == f"probe:{one.id}@{one.version}" for one in found)


def test_a_runs_file_is_named_by_its_moment_and_its_scope() -> None:
    noon = datetime(2026, 11, 27, 12, tzinfo=UTC)
    one, other = (engine.file_of(Path("home"), Path(name), noon) for name in ("a/site.toml", "site.toml"))
    assert one == other
    assert one.parent == Path("home/runs")
    assert one.name.startswith("20261127T120000Z-site-")
    assert engine.file_of(Path("home"), Path("site.toml"), noon + timedelta(seconds=1)) != one
