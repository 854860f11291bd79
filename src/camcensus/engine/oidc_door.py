"""The way in through the owner's identity provider: who was sent away, what the provider says, and who comes back."""

from __future__ import annotations

import base64
import hmac
import os
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from joserfc.jwk import KeySet

from camcensus.engine import oidc
from camcensus.engine.access import SECOND, Gatekeeper
from camcensus.engine.oidc import Begun, Described, Provider
from camcensus.model.errors import AccessRefused, InputError

MOST = 10_000
"""People who were sent away at once; then the first of them begin again."""
FRESH = 3600 * SECOND
"""What a provider says of itself is asked again after so long."""
SOONEST = 60 * SECOND
"""Keys are asked for no oftener, however many unknown ones are shown."""


class Ask(Protocol):
    """What fetches. Raises `InputError`."""

    def get(self, url: str) -> tuple[int, bytes]:
        """(status, body)."""

    def post(self, url: str, fields: Mapping[str, str], login: tuple[str, str]) -> tuple[int, bytes]:
        """(status, body) of a form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """Where to send somebody, and what their browser keeps until they are back."""

    url: str
    browser: str


class Door:
    """Nothing is fetched before somebody wants in. Raises `AccessRefused`, `UsageError`; `InputError`: it is down."""

    def __init__(self, provider: Provider, ask: Ask, gate: Gatekeeper) -> None:
        """Nobody is away."""
        self.provider = provider
        self._ask, self._gate = ask, gate
        self._away: OrderedDict[str, Begun] = OrderedDict()
        self._lock = threading.Lock()
        self._described: tuple[int, Described] | None = None
        self._keys: tuple[int, KeySet] | None = None

    def send(self, invitation: str = "", name: str = "") -> Away:
        """Send somebody to sign in there; with an invitation, to take it by that."""
        browser = base64.urlsafe_b64encode(os.urandom(32)).decode()
        begun = oidc.begin(self._gate.now(), browser, invitation, name)
        at = self._provider()
        with self._lock:
            self._away[begun.state] = begun
            while len(self._away) > MOST:
                self._away.popitem(last=False)
        return Away(url=oidc.address(self.provider, at, begun), browser=browser)

    def back(self, answer: Mapping[str, str], browser: str) -> str:
        """The secret of a new session for whoever comes back."""
        try:
            begun = self._once(answer.get("state", ""), browser)
            who = self._who(begun, oidc.code(self.provider, answer))
            return self._gate.enter(self.provider.issuer, who, invitation=begun.invitation, name=begun.name)
        except AccessRefused as fault:
            self._gate.note("", "not let in by the provider", fault.where)
            raise

    def _once(self, state: str, browser: str) -> Begun:
        """Whoever is away by that name, once, and in the browser that was sent."""
        with self._lock:
            begun = self._away.pop(state, None)
        if begun is None or begun.until < self._gate.now():
            raise oidc.refused("nobody was sent away by that state, or they took too long")
        if not hmac.compare_digest(begun.browser, oidc.digest(browser)):
            raise oidc.refused("another browser came back than was sent away")
        return begun

    def _who(self, begun: Begun, code: str) -> str:
        """Who it is to the provider."""
        at, one = self._provider(), self.provider
        login = (one.client_id, one.client_secret)
        signed = oidc.statement(*self._ask.post(at.token_endpoint, oidc.exchange(one, begun, code), login))
        try:
            return oidc.subject(one, signed, self._known(at, FRESH), begun, self._gate.now())
        except oidc.UnknownKey:
            pass
        try:
            return oidc.subject(one, signed, self._known(at, SOONEST), begun, self._gate.now())
        except oidc.UnknownKey:
            raise oidc.refused("the statement is signed by a key that is not the provider's") from None

    def _provider(self) -> Described:
        held = self._described
        if held is None or held[0] + FRESH < self._gate.now():
            body = self._got(oidc.described_at(self.provider))
            held = self._described = (self._gate.now(), oidc.described(self.provider, body))
        return held[1]

    def _known(self, at: Described, fresh: int) -> KeySet:
        held = self._keys
        if held is None or held[0] + fresh <= self._gate.now():
            held = self._keys = (self._gate.now(), oidc.keys(self._got(at.jwks_uri)))
        return held[1]

    def _got(self, url: str) -> bytes:
        status, body = self._ask.get(url)
        if status != 200:
            raise InputError(f"it answers with {status}", where=url, mend="ask whoever runs the provider")
        return body
