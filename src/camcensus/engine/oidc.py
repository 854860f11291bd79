"""Sign-in at the owner's identity provider (OpenID Connect): where to send somebody, and what is true of who is back.

Authorization code flow with PKCE (RFC 7636), state and nonce. Pure: what is fetched, and the time, are given.
"""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import msgspec
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from camcensus.model.errors import AccessRefused, BrokenInput, UsageError
from camcensus.sources.systems import identity

SECOND = 1_000_000
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
"""Signatures by a key that the provider alone has: no `none`, and no HS, for which a public key would do."""
SKEW = 60
"""Seconds by which clocks may differ."""
LASTS = 600 * SECOND
"""Somebody has so long to sign in there."""
BACK = "/oidc/back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """Where people of an organisation sign in, and as what this register is known there."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    address: str
    """Of this register, as browsers know it: ``https://census.example``."""

    @property
    def back(self) -> str:
        """Where the provider sends people back to."""
        return self.address + BACK

    @property
    def local(self) -> bool:
        """Whether it is on this machine, where no TLS is wanted."""
        return identity.is_local(self.issuer)


class Described(msgspec.Struct, frozen=True):
    """What a provider says of itself, as far as it is needed."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A sign-in that somebody was sent away for; kept here until they are back, and used once."""

    state: str
    nonce: str
    verifier: str
    until: int
    browser: bytes = b""
    """The hash of what the browser keeps that was sent away."""
    invitation: str = field(default="", repr=False)
    name: str = ""
    """With an invitation: who they want to be called."""


def begin(now: int, browser: str, invitation: str = "", name: str = "") -> Begun:
    """A sign-in with fresh secrets."""
    state, nonce, verifier = (_random() for _ in range(3))
    return Begun(
        state=state, nonce=nonce, verifier=verifier, until=now + LASTS, browser=digest(browser), invitation=invitation,
        name=name,
    )  # fmt: skip


def described_at(provider: Provider) -> str:
    """Where a provider describes itself (OpenID Connect Discovery, section 4)."""
    return provider.issuer.rstrip("/") + "/.well-known/openid-configuration"


def described(provider: Provider, body: bytes) -> Described:
    """What it says of itself. Raises `BrokenInput` if it is not its own word, or leads where no secret may go."""
    where = described_at(provider)
    try:
        found = msgspec.json.decode(body, type=Described)
        for url in (found.authorization_endpoint, found.token_endpoint, found.jwks_uri):
            identity.check(url, local=provider.local)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise BrokenInput("it does not describe itself as a provider does", where=where) from None
    except UsageError as fault:
        raise BrokenInput(f"it leads to where no secret may be sent: {fault.what}", where=where) from None
    if found.issuer != provider.issuer:
        raise BrokenInput("it says that it is another issuer", where=where, mend="write the issuer just as it does")
    return found


def address(provider: Provider, at: Described, begun: Begun) -> str:
    """Where to send somebody."""
    challenge = base64.urlsafe_b64encode(hashlib.sha256(begun.verifier.encode()).digest()).decode().rstrip("=")
    asked = {
        "response_type": "code", "client_id": provider.client_id, "redirect_uri": provider.back, "scope": "openid",
        "state": begun.state, "nonce": begun.nonce, "code_challenge": challenge, "code_challenge_method": "S256",
    }  # fmt: skip
    return f"{at.authorization_endpoint}{'&' if '?' in at.authorization_endpoint else '?'}{urlencode(asked)}"


def code(provider: Provider, answer: Mapping[str, str]) -> str:
    """The code that somebody came back with. Raises `AccessRefused` if they were not let in, or came from elsewhere."""
    if answer.get("iss", provider.issuer) != provider.issuer:  # RFC 9207
        raise refused("they came back from another issuer")
    if "error" in answer or not answer.get("code"):
        raise refused("the provider did not let them in")
    return answer["code"]


def exchange(provider: Provider, begun: Begun, word: str) -> dict[str, str]:
    """The form that turns a code into a statement of who it is."""
    return {
        "grant_type": "authorization_code", "code": word, "redirect_uri": provider.back,
        "code_verifier": begun.verifier, "client_id": provider.client_id,
    }  # fmt: skip


def statement(status: int, body: bytes) -> str:
    """The signed statement of an answer to that form. Raises `AccessRefused`."""
    try:
        found = msgspec.json.decode(body, type=_Tokens)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        found = None
    if status != 200 or found is None:
        raise refused(f"the provider gave nothing for the code ({status})")
    return found.id_token


class UnknownKey(Exception):  # noqa: N818  # it is no fault: providers change their keys
    """It is signed by a key that is not among those that are known."""


def keys(body: bytes) -> KeySet:
    """The keys of a provider. Raises `BrokenInput`."""
    try:
        return KeySet.import_key_set(msgspec.json.decode(body))
    except (msgspec.MsgspecError, JoseError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise BrokenInput("its keys cannot be read", mend="ask whoever runs the provider") from None


def subject(provider: Provider, signed: str, known: KeySet, begun: Begun, now: int) -> str:
    """Who it is to the provider (OpenID Connect Core, section 3.1.3.7).

    Raises `AccessRefused` for what is not signed by it, not for us, not for this sign-in or not for now; `UnknownKey`.
    """
    try:
        claims = jwt.decode(signed, known, algorithms=ALGORITHMS).claims
    except InvalidKeyIdError:
        raise UnknownKey from None
    except (JoseError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as fault:
        raise refused(f"the statement is not to be believed: {type(fault).__name__}") from None
    wrong = _wrong(provider, claims, begun, now // SECOND)
    if wrong:
        raise refused(f"the statement is {wrong}")
    return str(claims["sub"])


def _wrong(provider: Provider, claims: Mapping[str, Any], begun: Begun, now: int) -> str:
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    end, made, who = _time(claims.get("exp")), _time(claims.get("iat")), claims.get("sub")
    checks = (
        (claims.get("iss") == provider.issuer, "another issuer's"),
        (provider.client_id in audiences, "for somebody else"),
        (len(audiences) == 1 or claims.get("azp") == provider.client_id, "for several, and not for us first"),
        (claims.get("azp", provider.client_id) == provider.client_id, "for somebody else"),
        (end is not None and end + SKEW > now, "over"),
        (made is not None and made - SKEW <= now, "not yet made"),
        (claims.get("nonce") == begun.nonce, "of another sign-in"),
        (isinstance(who, str) and 0 < len(who) <= 255, "about nobody"),
    )
    return next((words for holds, words in checks if not holds), "")


def _time(value: object) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def refused(why: str) -> AccessRefused:
    """Told alike whatever it was; `where` has it for the record, and is not shown."""
    return AccessRefused(
        "your organisation's sign-in did not let you in", where=why, mend="begin again, or ask an administrator"
    )


def digest(secret: str) -> bytes:
    """What a secret of a browser is kept by."""
    return hashlib.sha256(secret.encode()).digest()


class _Tokens(msgspec.Struct):
    id_token: str


def _random() -> str:
    return base64.urlsafe_b64encode(os.urandom(32)).decode().rstrip("=")
