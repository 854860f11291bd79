"""Everything that is served says how it may fail, and fails so: Schemathesis asks as each role and as nobody.

Many more questions than CI asks: CAMCENSUS_EXAMPLES=500 pytest tests/faces/web/test_answers.py
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from litestar import Litestar
from litestar.testing import TestClient
from schemathesis.specs.openapi import checks
from tests.faces.web.console import PEOPLE, Console
from tests.faces.web.served import WORD, Served, application, served

from camcensus.engine.access import SECOND, Gatekeeper
from camcensus.faces.web import answers

EXAMPLES = int(os.environ.get("CAMCENSUS_EXAMPLES", "5"))
DOCUMENT = application(Path(), Gatekeeper(Path())).openapi_schema.to_schema()
OPEN = ["/api/v1/accounts", "/api/v1/tokens"]
"""What looks at no token. No schema says which passwords are soon guessed, or which invitations are open."""
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT)
KNOWN = schemathesis.openapi.from_dict({key: value for key, value in DOCUMENT.items() if key != "security"})
"""As it is to somebody whose token goes with all that they ask."""
HARD = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=EXAMPLES == 5,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@dataclass
class Asked:
    """Programs of people of each role, over the example estate."""

    client: TestClient[Litestar]
    tokens: dict[str, str]

    def headers(self, name: str) -> dict[str, str]:
        """What somebody's program sends."""
        return {"Authorization": f"Bearer {self.tokens[name]}"}


@pytest.fixture(scope="module")
def one(shown: Console) -> Asked:
    people = [account.person for account in shown.gate.accounts.every()]
    tokens = {one.name: shown.gate.token(one, "schema", one.role, 3600 * SECOND) for one in people}
    return Asked(TestClient(shown.made), tokens)


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Served:
    return served(tmp_path_factory.mktemp("served"))


@SCHEMA.parametrize()
@HARD
def test_nobody_is_answered_as_the_schema_says(case: schemathesis.Case[Any], one: Asked) -> None:
    check(case, one, {})


@pytest.mark.parametrize("name", ["Ada", *PEOPLE])
@KNOWN.exclude(path=OPEN).parametrize()
@HARD
def test_each_role_is_answered_as_the_schema_says(case: schemathesis.Case[Any], one: Asked, name: str) -> None:
    check(case, one, one.headers(name))


def check(case: schemathesis.Case[Any], one: Asked, headers: dict[str, str]) -> None:
    unsaid = case.path in {*OPEN, "/api/v1/gate"} or "after" in (case.query or {})
    answer = asked(one, case.as_transport_kwargs(headers=headers))
    case.validate_response(answer, excluded_checks=[checks.positive_data_acceptance] if unsaid else [])


def asked(one: Asked, sent: dict[str, Any]) -> Any:
    assert not sent.pop("cookies", None)
    raw = sent.pop("data", None)
    headers = {name.encode("latin-1"): str(value).encode("latin-1") for name, value in sent.pop("headers").items()}
    return one.client.request(
        **sent, headers=headers, content=raw if raw is None or isinstance(raw, bytes) else str(raw)
    )


def test_what_is_told_and_made_is_as_the_schema_says(made_up: Served) -> None:
    """Made-up questions find no device and fit no password; these do."""
    cy = made_up.gate.invite(made_up.gate.bearer(made_up.tokens["Ada"]), PEOPLE["Vera"])
    wish = {"name": "Cy", "password": WORD, "label": "script", "role": "viewer"}
    for path, method, sent, code in (
        ("/api/v1/devices/{device}", "GET", None, 200),
        ("/api/v1/accounts", "POST", {"secret": cy, "name": "Cy", "password": WORD}, 201),
        ("/api/v1/tokens", "POST", wish, 201),
        ("/api/v1/tokens", "POST", wish, 400),
    ):
        answer = made_up.client.request(method, path.format(device="d001"), json=sent, headers=made_up.headers("Olga"))
        assert answer.status_code == code
        SCHEMA[path][method].validate_response(answer)


def test_every_address_says_how_it_may_fail() -> None:
    operations = [told for path in DOCUMENT["paths"].values() for told in path.values()]
    assert len(operations) >= 9
    for told in operations:
        shown = {code: one for code, one in told["responses"].items() if int(code) >= 400}
        wanted = {"400", "429", "503"} | ({"413"} if "requestBody" in told else set())
        wanted |= {"401", "403"} if told.get("security") != [{}] else {"403"}
        assert set(shown) >= wanted, told["operationId"]
        schemas = [one["content"]["application/json"]["schema"] for one in shown.values()]
        assert all(schema == {"$ref": "#/components/schemas/Fault"} for schema in schemas)
    assert set(DOCUMENT["components"]["schemas"]["Fault"]["required"]) == set(answers.Fault.__struct_fields__)
