"""Answers to the challenges of HTTP: Basic (RFC 7617) and Digest (RFC 7616, and RFC 2617 as devices still speak it).

Spoken are MD5, MD5-sess, SHA-256 and SHA-256-sess, with ``qop=auth`` and without any; not ``auth-int``, and the user
name is never hashed. What is random is passed in.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

MAX_HEADER = 8_192
"""Characters of one header that are read."""
MAX_CHALLENGES = 16

_SKIP = re.compile(r"[\s,]*")
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}")
_VALUE = re.compile(r'[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*+)"?|([^\s,"]*))', re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_TO_ESCAPE = re.compile(r'(["\\])')
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_VISIBLE = re.compile(r"[ -~]*")

_PREFERRED = ("SHA-256", "SHA-256-SESS", "MD5", "MD5-SESS")


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """A challenge that can be answered."""

    scheme: str
    """``digest`` or ``basic``."""
    realm: str = ""
    nonce: str = ""
    opaque: str | None = None
    algorithm: str = ""
    """As the device writes it; empty where it names none, which means MD5."""
    qop: str = ""
    """``auth``, or empty: the older form without a count."""


@dataclass(slots=True)
class _Said:
    scheme: str
    parameters: dict[str, str] = field(default_factory=dict)


def choose(challenges: Sequence[str], secure: bool, allow_basic: bool) -> Challenge | None:
    """The best of the challenges in the values of ``WWW-Authenticate``; None if none can be answered.

    Digest with SHA-256 before MD5; Basic last, and only over TLS (`secure`) or where the owner allows it. It never
    raises: what cannot be understood, or could not be repeated in a header, is left out.
    """
    usable = [one for said in _said(challenges) if (one := _usable(said)) is not None]
    usable = [one for one in usable if one.scheme == "digest" or secure or allow_basic]
    return min(usable, key=_rank, default=None)


def authorization(
    challenge: Challenge, method: str, uri: str, user: str, password: str, cnonce: str, count: int
) -> str:
    """The value of ``Authorization`` that answers `challenge` for a request of `method` for `uri` (path and query).

    `cnonce` is a fresh random text and `count` how often this nonce has been used, from 1; Basic uses neither. Raises
    `ValueError`, which shows none of them, for a name, password or path that cannot stand in such a header.
    """
    if any(_CONTROL.search(text) for text in (method, uri, user, password, cnonce)):
        raise ValueError("a control character cannot stand in a login")
    if challenge.scheme == "basic":
        return _basic(user, password)
    hashed = _hash(challenge.algorithm)
    secret = hashed(f"{user}:{challenge.realm}:{password}")
    if challenge.algorithm.upper().endswith("-SESS"):
        secret = hashed(f"{secret}:{challenge.nonce}:{cnonce}")
    counted = f"{count:08x}:{cnonce}:auth:" if challenge.qop else ""
    response = hashed(f"{secret}:{challenge.nonce}:{counted}{hashed(f'{method}:{uri}')}")
    quoted = {"username": user, "realm": challenge.realm, "nonce": challenge.nonce, "uri": uri, "response": response}
    if challenge.opaque is not None:
        quoted["opaque"] = challenge.opaque
    if challenge.qop or challenge.algorithm.upper().endswith("-SESS"):
        quoted["cnonce"] = cnonce
    plain = {"algorithm": challenge.algorithm, "qop": challenge.qop, "nc": f"{count:08x}" if challenge.qop else ""}
    sent = [f"{name}={_quoted(value)}" for name, value in quoted.items()]
    return "Digest " + ", ".join(sent + [f"{name}={value}" for name, value in plain.items() if value])


def _basic(user: str, password: str) -> str:
    if ":" in user:
        raise ValueError("a name with a colon cannot be used for a Basic login")
    return "Basic " + base64.b64encode(f"{user}:{password}".encode("utf-8", "replace")).decode()


def _hash(algorithm: str) -> Callable[[str], str]:
    if algorithm.upper().startswith("SHA-256"):
        return lambda text: hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    return lambda text: hashlib.md5(text.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()


def _quoted(text: str) -> str:
    return '"' + _TO_ESCAPE.sub(r"\\\1", text) + '"'


def _rank(challenge: Challenge) -> int:
    if challenge.scheme == "basic":
        return len(_PREFERRED)
    return _PREFERRED.index(challenge.algorithm.upper() or "MD5")


def _usable(said: _Said) -> Challenge | None:
    """A challenge of which all is understood that an answer needs."""
    named = said.parameters
    if any(_CONTROL.search(value) for value in named.values()):
        return None
    if said.scheme == "basic":
        return Challenge(scheme="basic", realm=named.get("realm", ""))
    nonce, opaque, algorithm = named.get("nonce", ""), named.get("opaque"), named.get("algorithm", "")
    offered = [word.strip().lower() for word in named["qop"].split(",")] if "qop" in named else []
    if said.scheme != "digest" or not nonce or (algorithm.upper() or "MD5") not in _PREFERRED:
        return None
    if (any(offered) and "auth" not in offered) or not _VISIBLE.fullmatch(nonce + (opaque or "")):
        return None
    return Challenge(
        scheme="digest",
        realm=named.get("realm", ""),
        nonce=nonce,
        opaque=opaque,
        algorithm=algorithm,
        qop="auth" if "auth" in offered else "",
    )


def _said(headers: Sequence[str]) -> list[_Said]:
    """Every challenge of every header, with its parameters (RFC 9110, section 11.6.1); the first of a name counts."""
    found: list[_Said] = []
    for header in headers[:MAX_CHALLENGES]:
        current: _Said | None = None
        for word, value in _words(header[:MAX_HEADER]):
            if value is None:
                current = _Said(word)
                found.append(current)
            elif current is not None:
                current.parameters.setdefault(word, value)
    return found[:MAX_CHALLENGES]


def _words(text: str) -> Iterator[tuple[str, str | None]]:
    """Each token in small letters, with its value; None where it has none and so begins a challenge."""
    at = 0
    while True:
        skipped = _SKIP.match(text, at)
        at = skipped.end() if skipped else at
        token = _TOKEN.match(text, at)
        if token is None:
            at = text.find(",", at)
            if at < 0:
                return
            continue
        value = _VALUE.match(text, token.end())
        if value is None:
            at = token.end()
            yield token[0].lower(), None
        else:
            at = value.end()
            yield token[0].lower(), value[2] if value[1] is None else _ESCAPED.sub(r"\1", value[1])
