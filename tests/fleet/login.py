"""Challenges and what is answered to them (RFC 7616 with MD5, RFC 7617; WS-Security UsernameToken 1.0).

A device accepts only what it was given when it was made. What is refused is counted, never kept.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
from collections import deque
from collections.abc import Mapping

from tests.fleet.device import Device
from tests.fleet.template import Template

_PAIR = re.compile(r'(\w+)\s*=\s*(?:"([^"]*)"|([^,\s"]+))')
_TOKEN = re.compile(rb"<(?:\w+:)?(Username|Password|Nonce|Created)\b[^>]*>([^<]*)<")
_IN_URL = re.compile(r"[?&/](?:pwd|password|passwd|psw|loginpas|auth)=", re.IGNORECASE)


class Login:
    """How a family challenges: ``Digest``, ``Basic`` or both, with its realm and whatever else stands in the header."""

    __slots__ = ("_extra", "_realm", "_schemes")

    def __init__(self, realm: str, schemes: str = "Digest", extra: str = "") -> None:
        self._realm = Template(realm)
        self._schemes = schemes.split()
        self._extra = Template(extra)

    def templates(self) -> tuple[Template, ...]:
        """Its texts."""
        return self._realm, self._extra

    def challenges(self, device: Device) -> list[str]:
        """The values of ``WWW-Authenticate``, one for each scheme; a new nonce each time."""
        realm = self._realm.text(device.values)
        found = []
        for scheme in self._schemes:
            if scheme == "Digest":
                extra = self._extra.text(device.values)
                found.append(f'Digest realm="{realm}", nonce="{_nonce(device)}"' + (f", {extra}" if extra else ""))
            else:
                found.append(f'{scheme} realm="{realm}"')
        return found

    def accepts(self, device: Device, method: str, header: str) -> bool:
        """Whether an ``Authorization`` header is right; counted whether or not it is. An empty one is none."""
        if not header:
            return False
        device.counters.credentials += 1
        scheme, _, rest = header.partition(" ")
        if scheme.lower() == "digest":
            right = _digest(device, method, rest, self._realm.text(device.values))
        else:
            right = scheme.capitalize() in self._schemes and _basic(device, rest)
        if not right:
            device.failed_login()
        return right


def _nonce(device: Device) -> str:
    made = os.urandom(16).hex()
    if device.nonces is None:
        device.nonces = deque(maxlen=64)
    device.nonces.append(made)
    return made


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def _digest(device: Device, method: str, rest: str, realm: str) -> bool:
    given: Mapping[str, str] = {name.lower(): quoted or bare for name, quoted, bare in _PAIR.findall(rest)}
    if device.login is None or given.get("nonce") not in (device.nonces or ()):
        return False
    user, password = device.login
    if given.get("username") != user or given.get("realm") != realm:
        return False
    middle = [given["nonce"]]
    if "qop" in given:
        middle += [given.get("nc", ""), given.get("cnonce", ""), given["qop"]]
    wanted = _md5(":".join((_md5(f"{user}:{realm}:{password}"), *middle, _md5(f"{method}:{given.get('uri', '')}"))))
    return hmac.compare_digest(wanted, given.get("response", ""))


def _basic(device: Device, rest: str) -> bool:
    return device.login is not None and rest.strip() == base64.b64encode(":".join(device.login).encode()).decode()


def token(device: Device, body: bytes) -> bool:
    """Whether a SOAP message carries a right UsernameToken; counted if it carries any."""
    given = {name.decode(): text.decode("utf-8", "replace") for name, text in _TOKEN.findall(body)}
    if "Username" not in given:
        return False
    device.counters.credentials += 1
    right = device.login is not None and given["Username"] == device.login[0] and _secret(device.login[1], given)
    if not right:
        device.failed_login()
    return right


def _secret(password: str, given: Mapping[str, str]) -> bool:
    if "Nonce" not in given:
        return given.get("Password") == password
    try:
        nonce = base64.b64decode(given["Nonce"])
    except ValueError:
        return False
    made = hashlib.sha1(nonce + given.get("Created", "").encode() + password.encode(), usedforsecurity=False).digest()
    return given.get("Password") == base64.b64encode(made).decode()


def in_url(target: str) -> bool:
    """Whether a request's target carries a password."""
    return _IN_URL.search(target) is not None
