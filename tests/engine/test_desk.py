"""Work is done in its order and told as it stands, and whatever becomes of it the next is done."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
from tests.support import AS_OF
from tests.workspaces import make

from camcensus.engine import desk as desks
from camcensus.engine import gather
from camcensus.engine.desk import DONE, FAILED, RUNNING, WAITS, Desk, Made, Telling
from camcensus.engine.workspace import Workspace
from camcensus.model.access import EVERYTHING, NOTHING, Reach
from camcensus.model.assessment import Assessment
from camcensus.model.errors import InputError, StoreError, UsageError


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("ws"))


@pytest.fixture
def desk(home: Path) -> Iterator[Desk]:
    made = Desk(home, lambda: AS_OF)
    made.start()
    yield made
    made.stop()


def nothing(opened: Workspace, telling: Telling) -> bool:
    return False


def saying(text: str) -> Callable[[Workspace, Telling], bool]:
    def work(opened: Workspace, telling: Telling) -> bool:
        telling.line(text)
        return False

    return work


def test_before_the_first_answer_that_is_said(desk: Desk) -> None:
    with pytest.raises(StoreError, match="no answer yet"):
        _ = desk.held


def test_what_is_read_in_is_judged_and_shown(tmp_path: Path) -> None:
    one = Desk(make(tmp_path), lambda: AS_OF)
    one.answer()
    first = one.held
    assert first.assessment.devices.is_empty()
    one.start()

    def reading(opened: Workspace, telling: Telling) -> bool:
        return bool(sum(each.new for each in gather.read(opened, [tmp_path / "register.csv"])))

    run = one.wait(one.ask("Olga", "read", reading), 60)
    one.stop()
    assert (run.state, run.told, run.share) == (DONE, ("Judging anew.",), 1.0)
    assert one.held is not first
    assert first.assessment.devices.is_empty()
    held = one.held
    assert held.assessment.devices.height == 2
    assert held.made >= first.made
    assert held.assessment.seen.is_empty()
    hq = held.with_evidence(held.view(EVERYTHING), "hq")
    assert set(hq.seen["device"]) == set(held.assessment.devices["device"])
    assert held.with_evidence(held.view(NOTHING), "hq").seen.is_empty()


def test_a_part_is_worked_out_once_for_all_who_reach_the_same(home: Path) -> None:
    one = Desk(home, lambda: AS_OF)
    one.answer()
    asked: list[Assessment] = []

    def work(view: Assessment) -> pl.DataFrame:
        asked.append(view)
        return view.findings

    dept = [Reach(bodies=frozenset({"dept"})) for _ in range(3)]
    found = [one.held.once(reach, work) for reach in (*dept, NOTHING, NOTHING)]
    assert len(asked) == 2
    assert found[0] is found[2]
    assert one.held.view(dept[0]) is one.held.view(dept[1]) is asked[0]
    assert found[4].is_empty()


def test_one_thing_is_done_after_another_in_the_order_in_which_it_was_asked(desk: Desk) -> None:
    done: list[str] = []
    busy: list[int] = []

    def work(name: str) -> Callable[[Workspace, Telling], bool]:
        def one(opened: Workspace, telling: Telling) -> bool:
            busy.append(1)
            assert len(busy) == 1
            done.append(name)
            busy.pop()
            return False

        return one

    numbers = [desk.ask("Olga", name, work(name)) for name in "abcdef"]
    assert desk.wait(numbers[-1], 30).state == DONE
    assert done == list("abcdef")
    assert numbers == sorted(set(numbers))
    assert [run.what for run in desk.runs()] == list("fedcba")
    assert all(run.asked <= (run.began or 0) <= (run.ended or 0) for run in desk.runs())


def test_while_it_is_done_it_tells_how_far_it_is(desk: Desk) -> None:
    reached, on = threading.Event(), threading.Event()

    def work(opened: Workspace, telling: Telling) -> bool:
        telling.line("one")
        telling.share(0.5)
        reached.set()
        on.wait(30)
        telling.line("two")
        return False

    number = desk.ask("Olga", "slow", work)
    after = desk.ask("Olga", "after", nothing)
    assert reached.wait(30)
    run = desk.wait(number, 0.01)
    assert (run.state, run.told, run.share, run.over) == (RUNNING, ("one",), 0.5, False)
    assert desk.run(after).state == WAITS
    on.set()
    assert desk.wait(after, 30).over
    assert desk.run(number).told == ("one", "two")


def test_a_fault_of_ours_is_told_without_where_the_workspace_lies(desk: Desk, home: Path) -> None:
    fault = InputError("it is empty", where=str(home / "served" / "x" / "a.csv"), mend="fill it")

    def work(opened: Workspace, telling: Telling) -> bool:
        raise fault

    run = desk.wait(desk.ask("Olga", "read", work), 30)
    assert (run.state, run.fault, run.told) == (FAILED, fault, ("it is empty (a.csv)",))
    assert str(home) not in "".join(run.told)


@pytest.mark.parametrize("kind", [KeyError, MemoryError, RecursionError, SystemExit, BaseException])
def test_whatever_breaks_the_next_is_done_and_of_the_insides_nothing_told(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, kind: type[BaseException]
) -> None:
    printed: list[BaseException | None] = []
    monkeypatch.setattr(threading, "excepthook", lambda hook: printed.append(hook.exc_value))
    fault = kind("/home/secret/place")

    def work(opened: Workspace, telling: Telling) -> bool:
        raise fault

    run = desk.wait(desk.ask("Olga", "break", work), 30)
    assert (run.state, run.fault) == (FAILED, None)
    assert not [text for text in ("secret", kind.__name__) if text in "".join(run.told)]
    assert "fault in camcensus" in run.told[-1]
    assert printed == [fault]
    assert desk.wait(desk.ask("Olga", "next", saying("done")), 30).told == ("done",)


def test_owners_files_with_a_fault_leave_the_answer_that_is_shown(tmp_path: Path) -> None:
    one = Desk(make(tmp_path), lambda: AS_OF)
    one.answer()
    held = one.held
    one.start()
    (tmp_path / "estate.toml").write_text("[[site]]\nid = 7\n")
    run = one.wait(one.ask("Olga", "judge anew", lambda *_: True), 30)
    one.stop()
    assert run.state == FAILED
    assert run.told
    assert str(tmp_path) not in "".join(run.told)
    assert one.held is held


def test_too_much_is_not_taken(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desks, "WAITING", 4)
    monkeypatch.setattr(desks, "OWN", 3)
    desk = Desk(home, lambda: AS_OF)
    desk.start()
    begun, on = threading.Event(), threading.Event()

    def work(opened: Workspace, telling: Telling) -> bool:
        begun.set()
        on.wait(30)
        return False

    desk.ask("Olga", "slow", work)
    assert begun.wait(30)
    for _ in range(desks.OWN - 1):
        desk.ask("Olga", "her own", nothing)
    with pytest.raises(UsageError, match="too much of yours waits"):
        desk.ask("Olga", "one too many", nothing)
    waiting = [desk.ask(f"somebody {n}", "more", nothing) for n in range(desks.WAITING - desks.OWN + 1)]
    for _ in range(3):
        with pytest.raises(UsageError, match="too much waits"):
            desk.ask("Somebody else", "one too many", nothing)
    assert len(desk.runs()) == desks.WAITING + 1
    on.set()
    assert desk.wait(waiting[-1], 60).state == DONE
    assert desk.ask("Olga", "again", nothing) == waiting[-1] + 1
    desk.stop()


def test_old_runs_are_forgotten_and_that_is_said(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desks, "RUNS", 3)
    one = Desk(home, lambda: AS_OF)
    one.start()
    numbers = [one.wait(one.ask("Olga", "x", nothing), 30).number for _ in range(5)]
    one.stop()
    assert [one.find(number) is not None for number in numbers] == [False, False, True, True, True]
    with pytest.raises(UsageError, match="forgotten"):
        one.run(numbers[0])


def test_of_older_runs_no_file_is_kept(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desks, "FETCHED", 2)

    def making(opened: Workspace, telling: Telling) -> bool:
        telling.result(made=Made(who="Olga", name="a.txt", media_type="text/plain", data=b"x" * 1_000))
        return False

    def finding(opened: Workspace, telling: Telling) -> bool:
        telling.result(("since", ()))
        return False

    numbers = [desk.wait(desk.ask("Olga", "x", work), 30).number for work in (making, finding, nothing, making)]
    kept = [(desk.run(number).made is not None, desk.run(number).result) for number in numbers]
    assert kept == [(False, None), (False, ("since", ())), (False, None), (True, None)]
    assert "xxx" not in repr(desk.run(numbers[-1]))


def test_of_much_that_is_told_the_last_stays(desk: Desk) -> None:
    def work(opened: Workspace, telling: Telling) -> bool:
        for number in range(desks.RUNS + 5):
            telling.line(str(number))
        return False

    told = desk.wait(desk.ask("Olga", "x", work), 30).told
    assert (len(told), told[-1]) == (desks.RUNS, str(desks.RUNS + 4))


def test_at_the_end_what_is_being_done_is_done_and_the_rest_is_not(home: Path) -> None:
    one = Desk(home, lambda: AS_OF)
    one.start()
    begun, on = threading.Event(), threading.Event()
    done: list[str] = []

    def work(opened: Workspace, telling: Telling) -> bool:
        begun.set()
        on.wait(30)
        done.append("first")
        return False

    def never(opened: Workspace, telling: Telling) -> bool:
        done.append("second")
        return False

    first = one.ask("Olga", "first", work)
    assert begun.wait(30)
    second = one.ask("Olga", "second", never)
    threading.Timer(0.1, on.set).start()
    one.stop()
    assert done == ["first"]
    assert (one.run(first).state, one.run(second).state) == (DONE, WAITS)
    one.stop()


def test_when_the_day_has_turned_it_is_answered_for(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desks, "TURN", 0.05)
    today = [AS_OF]
    desk = Desk(home, lambda: today[0])
    desk.answer()
    desk.start()
    today[0] = AS_OF + timedelta(days=1)
    end = time.monotonic() + 60
    while desk.held.assessment.basis.as_of == AS_OF and time.monotonic() < end:
        time.sleep(0.02)
    desk.stop()
    assert desk.held.assessment.basis.as_of == today[0]
    assert [(run.who, run.what, run.state) for run in desk.runs()] == [("camcensus", "a new day", DONE)]
