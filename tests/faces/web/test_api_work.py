"""What programs ask of the estate: the same as its pages say, within the reach of whoever's token it is."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from tests.faces.web.console import PEOPLE, Console

from camcensus.engine import desk, gate_record
from camcensus.engine.access import SECOND
from camcensus.report import _officer as officer


def headers(one: Console, name: str) -> dict[str, str]:
    person = PEOPLE[name]
    label = f"tests-{len(one.gate.accounts.passes('token'))}"
    return {"Authorization": f"Bearer {one.gate.token(person, label, person.role, 3600 * SECOND)}"}


def ask(one: Console, name: str, path: str, code: int = 200, method: str = "GET", **more: Any) -> Any:
    """An answer, which is as the schema says."""
    client = one.client("Olga")
    answer = client.request(method, f"/api/v1{path}", headers=headers(one, name), **more)
    assert answer.status_code == code, answer.text
    schema = schemathesis.openapi.from_dict(one.made.openapi_schema.to_schema())
    plain = f"/api/v1{path}".partition("?")[0].replace("/runs/1", "/runs/{number}")
    schema[plain][method].validate_response(answer)
    return answer.json()


def test_the_position_is_that_of_the_page(shown: Console) -> None:
    for name in ("Olga", "Dora", "Vera", "Nell"):
        told = ask(shown, name, "/position")
        page = shown.desk.held.once(PEOPLE[name].reach, officer.page)
        assert (told["answer"], told["because"], told["devices"]) == (page.answer, page.because, page.looked.judged)
        assert [one["not_met"] for one in told["clauses"]] == [line.counts.not_met for line in page.clauses]
    assert ask(shown, "Nell", "/position")["devices"] == 0


def test_the_unknown_is_counted_by_its_steps(shown: Console) -> None:
    for name in ("Olga", "Vera"):
        steps = ask(shown, name, "/position")["steps"]
        whole = ask(shown, name, "/unknown")
        assert whole["total"] == sum(one["findings"] for one in steps)
        first = ask(shown, name, f"/unknown?step={steps[0]['code']}")
        assert first["total"] == steps[0]["findings"]
        reached = {"calder"} if name == "Vera" else {"calder", "fenwick", "marsh", "hall", ""}
        assert {one["site"] for one in whole["findings"]} <= reached
    assert ask(shown, "Vera", "/unknown?site=hall")["total"] == 0
    assert ask(shown, "Olga", "/unknown?page=99999")["findings"] == []


def test_differences_are_of_what_is_reached(shown: Console) -> None:
    assert ask(shown, "Olga", "/differences")["total"] >= ask(shown, "Vera", "/differences")["total"]
    assert ask(shown, "Nell", "/differences") == {"total": 0, "differences": []}


def test_lines_are_judged_and_a_record_is_kept_for_an_officer(fresh: Console) -> None:
    lines = {"lines": ["Hikvision DS-2CD2143G2-I", "Axis P3265-LVE", "\u202egnp.<script>"]}
    told = ask(fresh, "Vera", "/gate", method="POST", json=lines)
    assert [one["answer"] for one in told["lines"]] == ["no", "yes", "ask"]
    assert (told["answer"], told["record"]) == ("no", "")
    ask(fresh, "Vera", "/gate", 403, "POST", json={**lines, "record": True})
    kept = ask(fresh, "Olga", "/gate", method="POST", json={**lines, "record": True, "note": "refresh"})
    assert kept["record"].startswith("G-2026-")
    with fresh.desk.opened() as opened:
        assert [one.number for one in gate_record.records(opened.store)] == [kept["record"]]


def test_a_file_is_read_once_however_often_it_is_handed_in(fresh: Console) -> None:
    rows = b"Asset,Make,Model,Site,IP address\nN-1,Dahua,IPC-1,fenwick,10.20.40.250\n"
    runs = [ask(fresh, "Dora", "/files?name=../new.csv&body=dfea", 202, "POST", content=rows) for _ in range(2)]
    told = [fresh.desk.wait(one["run"], 60) for one in runs]
    assert [run.state for run in told] == ["done", "done"]
    assert "of them new" in told[0].told[0]
    assert "it adds nothing" in told[1].told[0]
    found = fresh.client("Olga").get("/api/v1/devices?find=n-1", headers=headers(fresh, "Dora")).json()
    assert found["total"] == 1


def test_files_of_others_places_are_refused_whole(fresh: Console) -> None:
    before = fresh.desk.held.assessment.basis.position
    rows = b"Asset,Make,Model,Site,IP address\nN-1,Dahua,IPC-1,fenwick,10.20.40.250\n"
    for name, query in (("Dora", "body=council&realm=hall-net"), ("Sam", "body=dfea"), ("Sam", "")):
        answer = fresh.client("Olga").post(
            f"/api/v1/files?name=a.csv&{query}", headers=headers(fresh, name), content=rows
        )
        assert answer.status_code == 202
        run = fresh.desk.wait(answer.json()["run"], 60)
        assert run.state == "failed" or name == "Sam", run
        mine = fresh.client("Olga").get(f"/api/v1/runs/{run.number}", headers=headers(fresh, "Vera"))
        assert mine.status_code == 404
    with fresh.desk.opened() as opened:
        seen = opened.store.observations()
    assert seen.filter((seen["position"] > before) & (seen["body"] == "council")).is_empty()
    answer = fresh.client("Olga").post("/api/v1/files?name=a.csv", headers=headers(fresh, "Vera"), content=rows)
    assert answer.status_code == 403
    answer = fresh.client("Olga").post("/api/v1/files?name=a.csv", content=rows, headers={"Authorization": "Bearer x"})
    assert answer.status_code == 401


@pytest.mark.parametrize("path", ["/unknown?page=0", "/unknown?stie=x", "/differences?page=x", "/files?name="])
def test_what_cannot_be_asked_is_said(shown: Console, path: str) -> None:
    method = "POST" if path.startswith("/files") else "GET"
    assert ask(shown, "Olga", path, 400, method)["error"]


def test_where_too_much_waits_a_program_is_told_when_to_ask_again(
    fresh: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "OWN", 0)
    answer = fresh.client("Olga").post("/api/v1/files?name=a.csv", headers=headers(fresh, "Dora"), content=b"x")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "10")
    assert "too much of yours" in answer.json()["error"]
