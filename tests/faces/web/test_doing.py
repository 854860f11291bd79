"""What a form has done is waited for; what goes wrong is raised, what takes long is looked at elsewhere."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.faces.web.served import DAY
from tests.workspaces import make

from camcensus.engine.desk import DONE, RUNNING, Desk, Telling
from camcensus.engine.workspace import Workspace
from camcensus.faces.web import doing
from camcensus.faces.web.session import Visitor
from camcensus.model.access import EVERYTHING, Person, Role
from camcensus.model.errors import StoreFull, UsageError

OLGA = Visitor(person=Person(name="Olga", role=Role.OFFICER, reach=EVERYTHING), csrf="")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(make(tmp_path), lambda: DAY)
    made.start()
    yield made
    made.stop()


def test_what_is_done_soon_leads_back_and_says_so(desk: Desk) -> None:
    run = doing.do(desk, OLGA.person, "x", lambda *_: False)
    assert (run.state, run.who, run.what) == (DONE, "Olga", "x")
    there = doing.onward("/makers/dahua", run, "signed")
    assert (there.url, there.status_code) == ("/makers/dahua?said=signed", 303)


def test_what_takes_long_is_looked_at_where_the_runs_are(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doing, "PATIENCE", 0.2)
    on = threading.Event()

    def work(opened: Workspace, telling: Telling) -> bool:
        return not on.wait(30)

    run = doing.do(desk, OLGA.person, "x", work)
    assert run.state == RUNNING
    assert doing.onward("/makers/dahua", run, "signed").url == f"/runs/{run.number}"
    on.set()
    assert desk.wait(run.number, 30).state == DONE


def test_what_went_wrong_is_raised_as_it_was(desk: Desk) -> None:
    fault = StoreFull("there is no room left on the disk", where="/somewhere", mend="make room")

    def work(opened: Workspace, telling: Telling) -> bool:
        raise fault

    with pytest.raises(StoreFull) as raised:
        doing.do(desk, OLGA.person, "x", work)
    assert raised.value is fault


def test_of_what_broke_off_nothing_of_the_insides_is_raised(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "excepthook", lambda _: None)

    def work(opened: Workspace, telling: Telling) -> bool:
        raise KeyError("/home/secret")

    with pytest.raises(UsageError) as raised:
        doing.do(desk, OLGA.person, "x", work)
    assert str(raised.value) == "it broke off. Tell whoever runs the server."


def test_to_another_page_one_goes_with_a_question() -> None:
    assert (doing.redirect("/me").url, doing.redirect("/me").status_code) == ("/me", 303)
