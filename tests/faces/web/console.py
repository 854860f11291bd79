"""The console over the example estate and a council whose devices say hostile things; people of each role."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from httpx import Response
from litestar import Litestar
from litestar.testing import TestClient
from tests.faces.web.served import DAY, WORD

from camcensus.engine import demo, gather, workspace
from camcensus.engine.access import Gatekeeper
from camcensus.engine.desk import Desk
from camcensus.faces.web import app, front_end, session
from camcensus.faces.web.files import Files
from camcensus.model.access import EVERYTHING, Person, Reach, Role
from camcensus.store.accounts import DATABASE

COUNCIL = """
[[body]]
id = "council"
name = "Example Council"
kind = "local-authority"

[[site]]
id = "hall"
name = "Town Hall"
body = "council"
realm = "hall-net"
[site.sensitive]
used_by_ministers = { answer = "yes", said_by = "C. Example", said_on = 2026-01-01 }

[[zone]]
id = "hall-cameras"
site = "hall"
kind = "camera"
cidrs = ["10.99.1.0/24"]
"""
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
HOSTILE = ("<script>alert(1)</script>", "\u202eesrever\u202c", "=1+1", '"><img src=x onerror=alert(1)>', "M" * 10_000)
PEOPLE = {
    "Olga": Person(name="Olga", role=Role.OFFICER, reach=EVERYTHING),
    "Otto": Person(name="Otto", role=Role.AUDITOR, reach=EVERYTHING),
    "Dora": Person(name="Dora", role=Role.OFFICER, reach=Reach(bodies=frozenset({"dfea"}))),
    "Sam": Person(name="Sam", role=Role.SURVEYOR, reach=Reach(sites=frozenset({"fenwick"}))),
    "Vera": Person(name="Vera", role=Role.VIEWER, reach=Reach(sites=frozenset({"calder"}))),
    "Cora": Person(name="Cora", role=Role.VIEWER, reach=Reach(bodies=frozenset({"council"}))),
    "Nell": Person(name="Nell", role=Role.VIEWER),
}
"""Besides Ada, who gives out accounts."""


def council(count: int) -> bytes:
    """The council's register: as many devices, the first with hostile words."""
    models = [*HOSTILE, *(f"IPC-{number}" for number in range(len(HOSTILE), count))]
    rows = [
        [f"H-{number}", "Dahua" if number % 2 else "Acme", models[number], "hall", f"10.99.1.{number + 1}"]
        for number in range(count)
    ]
    return "\n".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in
                     [["Asset", "Make", "Model", "Site", "IP address"], *rows]).encode()  # fmt: skip


@dataclass(kw_only=True)
class Console:
    """The application, with whoever is signed in."""

    home: Path
    gate: Gatekeeper
    desk: Desk
    made: Litestar
    secure: bool = False
    clients: dict[str, TestClient[Litestar]] = field(default_factory=dict)

    def client(self, name: str) -> TestClient[Litestar]:
        """A browser of somebody's, signed in."""
        if name not in self.clients:
            self.clients[name] = self.stranger()
            answer = self.clients[name].post("/sign-in", data={"name": name, "password": WORD, "next": "/me"})
            assert answer.url.path == "/me", answer.text
        return self.clients[name]

    def stranger(self) -> TestClient[Litestar]:
        """A browser of somebody who is not signed in."""
        return TestClient(self.made, base_url=f"http{'s' if self.secure else ''}://testserver.local")

    def look(self, name: str, path: str, code: int = 200, **more: Any) -> Response:
        """A page as somebody sees it."""
        answer = self.client(name).get(path, **more)
        assert answer.status_code == code, (path, answer.status_code, words(answer)[:400])
        return answer

    def send(
        self, who: str, path: str, code: int = 200, *, files: Sequence[tuple[str, Any]] = (), **fields: Any
    ) -> Response:
        """A form as somebody sends it."""
        cookie = self.client(who).cookies.get(session.SECURE if self.secure else session.PLAIN) or ""
        form = {"csrf": session.csrf(cookie), **fields}
        answer = self.client(who).post(path, data=form, files=list(files) or None)
        assert answer.status_code == code, (path, answer.status_code, words(answer)[:400])
        return answer

    def over(self, answer: Response) -> str:
        """What a run came to, when it is over."""
        number = int(answer.url.path.rpartition("/")[2])
        run = self.desk.wait(number, 60)
        assert run.over, run
        return "\n".join(run.told)


def secret(answer: Response) -> str:
    """What the forms of a page send back."""
    found = re.search(r'name="csrf" value="([^"]+)"', answer.text)
    assert found is not None
    return found[1]


def words(answer: Response) -> str:
    """A page without its marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def problem(answer: Response) -> str:
    """What a page says is wrong with what was sent."""
    found = re.search(r'<ul class="govuk-list govuk-error-summary__list">(.*?)</ul>', answer.text, re.DOTALL)
    assert found is not None, words(answer)[:400]
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", found[1]))).strip()


def field_of(answer: Response, name: str) -> str:
    """What stands in a field of a page's form."""
    field = re.escape(name)
    area = re.search(rf'<textarea[^>]* name="{field}"[^>]*>\n?(.*?)</textarea>', answer.text, re.DOTALL)
    line = re.search(rf'<input[^>]* id="{field}" name="{field}"[^>]*? value="([^"]*)"', answer.text)
    hidden = re.search(rf'<input type="hidden" name="{field}" value="([^"]*)"', answer.text)
    found = area or line or hidden
    assert found is not None, f"no field {name}"
    return unescape(found[1])


def log(home: Path) -> None:
    """The example estate read into a workspace, with the council in its estate."""
    demo.demo(home)
    with (home / "estate.toml").open("a") as estate:
        estate.write(COUNCIL)


def console(template: Path, home: Path, many: int = 5, people: Mapping[str, Person] = PEOPLE) -> Console:
    """The console over a copy of that workspace, in which the council has so many devices."""
    shutil.copytree(template, home, dirs_exist_ok=True)
    (home / "council.csv").write_bytes(council(many))
    opened = workspace.open_(home)
    list(gather.read(opened, [home / "council.csv"], gather.Wish(realm="hall-net", body="council")))
    opened.store.close()
    desk = Desk(home, lambda: DAY)
    desk.answer()
    desk.start()
    gate = Gatekeeper(home, hasher=CHEAP)
    let_in(gate, people)
    return served(home, gate, desk)


def let_in(gate: Gatekeeper, people: Mapping[str, Person] = PEOPLE) -> None:
    """Ada, and these, whose word is the same."""
    first = gate.first()
    assert first is not None
    ada = gate.accept(first, "Ada", WORD)
    for name, person in people.items():
        gate.accept(gate.invite(ada, person), name, WORD)


def served(home: Path, gate: Gatekeeper, desk: Desk, *, secure: bool = False) -> Console:
    """The application, and nobody signed in yet."""
    made = app.make(home, gate, desk, Files(front_end.served()), secure=secure)
    return Console(home=home, gate=gate, desk=desk, made=made, secure=secure)


def again(one: Console, home: Path) -> Console:
    """The same console over a copy, in which something may be changed; nothing is judged for that."""
    shutil.copytree(one.home, home, dirs_exist_ok=True)
    desk = Desk(home, lambda: DAY)
    desk._held = one.desk.held
    desk.start()
    return served(home, Gatekeeper(home, hasher=CHEAP), desk)


def beside(one: Console, home: Path, now: Callable[[], int] | None = None, *, secure: bool = False) -> Console:
    """The same answer and desk, with accounts of its own."""
    home.mkdir(exist_ok=True)
    gate = Gatekeeper(home, now=now or workspace.now, hasher=CHEAP)
    if now is None:
        for path in one.home.glob(f"{DATABASE}*"):
            shutil.copyfile(path, home / path.name)
    else:
        let_in(gate)
    return served(one.home, gate, one.desk, secure=secure)


def kept(one: Console) -> int:
    """How many leaves the log has."""
    with one.desk.opened() as opened:
        return len(opened.store.leaves())


def device(one: Console, label: str) -> str:
    """The id of a device that is called so."""
    every = one.desk.held.assessment.devices
    return str(every.filter(every["label"] == label)["device"].item())
