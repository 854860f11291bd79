"""The made-up register of `tests.store.registers`, served to people of each role."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from litestar import Litestar
from litestar.testing import TestClient
from tests.store import registers

from camcensus.engine.access import SECOND, Gatekeeper
from camcensus.engine.desk import Desk
from camcensus.engine.pace import Rate, Rates
from camcensus.faces.web import app, front_end
from camcensus.faces.web.files import Files
from camcensus.model.access import EVERYTHING, Person, Reach, Role

DAY = date(2026, 11, 23)
WORD = "three odd words"
COUNCIL = Reach(bodies=frozenset({"council"}), sites=frozenset({"court"}))
PEOPLE = {
    "Olga": Person(name="Olga", role=Role.OFFICER, reach=EVERYTHING),
    "Vera": Person(name="Vera", role=Role.VIEWER, reach=COUNCIL),
    "Sam": Person(name="Sam", role=Role.SURVEYOR, reach=Reach(sites=frozenset({"hq"}))),
    "Otto": Person(name="Otto", role=Role.AUDITOR, reach=Reach(bodies=frozenset({"dept"}))),
    "Nell": Person(name="Nell", role=Role.VIEWER),
}
"""Besides Ada, who gives out accounts."""
META = {
    "as_of": "2026-11-23", "position": 7, "versions": {"knowledge": "k"}, "clauses": [],
    "sites": [{"id": site, "name": site, "body": body, "sensitive": "yes"} for site, body in registers.BODIES.items()],
}  # fmt: skip


@dataclass(kw_only=True)
class Served:
    """A client of it, and a token of each person."""

    home: Path
    gate: Gatekeeper
    client: TestClient[Litestar]
    tokens: dict[str, str] = field(default_factory=dict)

    def headers(self, name: str) -> dict[str, str]:
        """What a person's program sends."""
        return {"Authorization": f"Bearer {self.tokens[name]}"}

    def get(self, name: str, path: str, **asked: Any) -> Any:
        """An answer that must be one."""
        answer = self.client.get(path, params=asked, headers=self.headers(name))
        assert answer.status_code == 200, answer.text
        return answer.json()

    def again(self, count: int) -> None:
        """Another register."""
        registers.make(self.home / "register", registers.devices(count), "two", META)


FREELY = Rate(burst=1 << 40, every=1)


def application(home: Path, gate: Gatekeeper, **how: Any) -> Litestar:
    """What is served over a workspace."""
    return app.make(home, gate, Desk(home, lambda: DAY), Files(front_end.served()), **how)


def served(home: Path, count: int | None = 80, rates: Rates | None = None, *, proxied: bool = False) -> Served:
    """Everything that is asked over the network, as often as one likes unless `rates` says otherwise."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    freely = Rates(sign_in_address=FREELY, sign_in_name=FREELY, ask_address=FREELY, ask_name=FREELY)
    gate = Gatekeeper(home, hasher=cheap, rates=rates or freely)
    if count is not None:
        registers.make(home / "register", registers.devices(count), meta=META)
    link = gate.first()
    assert link is not None
    ada = gate.accept(link, "Ada", WORD)
    for name, person in PEOPLE.items():
        gate.accept(gate.invite(ada, person), name, WORD)
    made = Served(home=home, gate=gate, client=TestClient(application(home, gate, proxied=proxied)))
    for person in (ada, *PEOPLE.values()):
        made.tokens[person.name] = gate.token(person, "tests", person.role, 3600 * SECOND)
    return made
