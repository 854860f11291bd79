"""What an identity provider states is believed only if it is its own, for us, for this sign-in, and for now."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.identity_provider import CLIENT, SECRET, IdentityProvider, b64, made_key
from tests.engine.test_access import Clock

from camcensus.engine import oidc
from camcensus.engine.oidc import SECOND, SKEW, Begun, Described, Provider
from camcensus.model.errors import AccessRefused, BrokenInput

PROVIDER = Provider(
    issuer="https://login.example/staff", client_id=CLIENT, client_secret=SECRET, address="https://census.example"
)
CLOCK = Clock()
BEGUN = oidc.begin(CLOCK(), "browser")
SECONDS = CLOCK() // SECOND
DESCRIPTION = {
    "issuer": PROVIDER.issuer, "authorization_endpoint": "https://a.example/auth", "token_endpoint": "https://a.example/t",
    "jwks_uri": "https://a.example/k",
}  # fmt: skip


def believed(claims: dict[str, Any] | None = None, begun: Begun = BEGUN, now: int | None = None, **how: Any) -> str:
    one = IdentityProvider(now=CLOCK, claims=claims or {}, **how)
    known = oidc.keys(one.get("keys")[1])
    return oidc.subject(PROVIDER, one.statement({"nonce": BEGUN.nonce}), known, begun, CLOCK() if now is None else now)


def test_whoever_is_stated_is_believed() -> None:
    assert believed() == "u-1"
    assert believed({"aud": [CLIENT]}) == believed({"aud": [CLIENT, "other"], "azp": CLIENT}) == "u-1"


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://login.example"}, {"iss": None}, {"aud": "other"}, {"aud": ["other"]}, {"aud": None},
        {"aud": []},
        {"aud": [CLIENT, "other"]}, {"azp": "other"}, {"nonce": "other"}, {"nonce": None}, {"sub": ""}, {"sub": None},
        {"sub": 7}, {"sub": "x" * 256}, {"exp": SECONDS - SKEW}, {"exp": None}, {"exp": True}, {"exp": "tomorrow"},
        {"iat": SECONDS + SKEW + 1}, {"iat": None},
    ],
)  # fmt: skip
def test_what_is_stated_otherwise_is_not(claims: dict[str, Any]) -> None:
    with pytest.raises(AccessRefused, match="did not let you in"):
        believed(claims)


@pytest.mark.parametrize("alg", ["none", "None", "HS256", "RS1", ""])
def test_only_a_signature_by_the_providers_own_key_counts(alg: str) -> None:
    """`none` signs nothing, and a public key signs for everybody."""
    with pytest.raises(AccessRefused):
        believed(alg=alg)


def test_another_ones_key_of_the_same_name_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    known = oidc.keys(IdentityProvider(now=CLOCK).get("keys")[1])
    other = made_key("two")
    monkeypatch.setattr("tests.engine.identity_provider.made_key", lambda _: other)
    signed = IdentityProvider(now=CLOCK).statement({"nonce": BEGUN.nonce})
    with pytest.raises(AccessRefused):
        oidc.subject(PROVIDER, signed, known, BEGUN, CLOCK())


def test_a_key_that_is_not_known_is_told_apart() -> None:
    with pytest.raises(oidc.UnknownKey):
        believed(kid="two")


def test_what_was_changed_after_signing_is_not_believed() -> None:
    one = IdentityProvider(now=CLOCK)
    head, body, mac = one.statement({"nonce": BEGUN.nonce}).split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    changed = b64(json.dumps({**claims, "sub": "u-2"}).encode())
    with pytest.raises(AccessRefused):
        oidc.subject(PROVIDER, f"{head}.{changed}.{mac}", oidc.keys(one.get("keys")[1]), BEGUN, CLOCK())


@given(text=st.one_of(st.text(max_size=60), st.from_regex(r"[A-Za-z0-9_-]{0,30}\.[A-Za-z0-9_-]{0,30}\.[A-Za-z0-9_-]*")))
def test_whatever_comes_as_a_statement_is_refused(text: str) -> None:
    known = oidc.keys(IdentityProvider(now=CLOCK).get("keys")[1])
    with pytest.raises((AccessRefused, oidc.UnknownKey)):
        oidc.subject(PROVIDER, text, known, BEGUN, CLOCK())


@given(
    body=st.one_of(st.binary(max_size=60), st.sampled_from([b"[]", b'{"keys":[]}', b'{"keys":7}', b'{"keys":[{}]}']))
)
def test_whatever_comes_as_keys_or_description_or_answer_is_refused(body: bytes) -> None:
    for read in (oidc.keys, lambda body: oidc.described(PROVIDER, body)):
        with pytest.raises(BrokenInput):
            read(body)
    with pytest.raises(AccessRefused):
        oidc.statement(200, body)


@pytest.mark.parametrize(
    "change",
    [
        {"issuer": "https://login.example/other"}, {"issuer": PROVIDER.issuer + "/"}, {"jwks_uri": "http://a.example/k"},
        {"token_endpoint": "http://127.0.0.1/t"}, {"token_endpoint": "https://u:p@a.example/t"}, {"jwks_uri": "file:///k"},
        {"authorization_endpoint": "javascript:alert(1)"}, {"token_endpoint": 7},
    ],
)  # fmt: skip
def test_a_description_that_leads_elsewhere_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(BrokenInput):
        oidc.described(PROVIDER, json.dumps(DESCRIPTION | change).encode())


def test_where_somebody_is_sent() -> None:
    at = oidc.described(PROVIDER, json.dumps(DESCRIPTION).encode())
    assert at == Described(**DESCRIPTION)
    url = urlsplit(oidc.address(PROVIDER, at, BEGUN))
    asked = parse_qs(url.query)
    assert (url.netloc, url.path) == ("a.example", "/auth")
    assert asked["redirect_uri"] == ["https://census.example/oidc/back"]
    assert BEGUN.verifier not in url.query
    assert SECRET not in url.query
    other = oidc.begin(CLOCK(), "browser")
    assert not {BEGUN.state, BEGUN.nonce, BEGUN.verifier} & {other.state, other.nonce, other.verifier}
    assert "&client_id=" in oidc.address(
        PROVIDER, Described(**DESCRIPTION | {"authorization_endpoint": "https://x/?a=b"}), BEGUN
    )


@pytest.mark.parametrize(
    "answer",
    [{}, {"error": "access_denied"}, {"code": "x", "error": "y"}, {"code": ""}, {"code": "x", "iss": "https://other"}],
)
def test_whoever_comes_back_without_a_code_or_from_elsewhere_is_refused(answer: dict[str, str]) -> None:
    with pytest.raises(AccessRefused):
        oidc.code(PROVIDER, answer)
    assert oidc.code(PROVIDER, {"code": "x", "iss": PROVIDER.issuer}) == oidc.code(PROVIDER, {"code": "x"}) == "x"


def test_secrets_are_shown_nowhere() -> None:
    begun = replace(BEGUN, invitation="an invitation")
    assert SECRET not in repr(PROVIDER)
    assert "an invitation" not in repr(begun)
