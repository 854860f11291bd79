"""``serve.toml`` in the workspace: how people sign in besides by password.

::

    [oidc]
    issuer = "https://login.example/realms/staff"
    client_id = "camcensus"
    client_secret_file = "oidc.secret"         # only its owner may read it
    address = "https://census.example"         # of this register, as browsers know it
    ca_file = "authority.pem"                  # if the provider's certificate is of your own authority
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from camcensus.engine import secrets
from camcensus.engine.access import Gatekeeper
from camcensus.engine.oidc import Provider
from camcensus.engine.oidc_door import Door
from camcensus.engine.written import load
from camcensus.model.errors import SettingsError, UsageError
from camcensus.sources.systems import identity

NAME = "serve.toml"
_WORD = re.compile(rb"[\x21-\x7e]{8,512}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Oidc:
    issuer: str
    client_id: str
    client_secret_file: str
    address: str
    ca_file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _ServeFile:
    oidc: _Oidc | None = None


def door(home: Path, gate: Gatekeeper) -> Door | None:
    """The way in through the identity provider that is named; None if none is. Raises `SettingsError`."""
    path = home / NAME
    if not path.is_file():
        return None
    read, where = load(path.read_bytes(), NAME, _ServeFile)
    if read.oidc is None:
        return None
    told = read.oidc
    for key, url in (("issuer", told.issuer), ("address", told.address)):
        _checked(url, lambda key=key: where("oidc", key))  # type: ignore[misc]  # a key of its own each
    if not told.client_id or not told.client_id.isprintable():
        raise SettingsError("this is no client_id", where=where("oidc", "client_id"))
    ca = home / told.ca_file if told.ca_file else None
    if ca is not None and not ca.is_file():
        raise SettingsError("there is no such file", where=where("oidc", "ca_file"))
    provider = Provider(
        issuer=told.issuer, client_id=told.client_id, client_secret=_secret(home / told.client_secret_file),
        address=told.address.rstrip("/"),
    )  # fmt: skip
    return Door(provider, identity.Asker(ca=ca, local=provider.local), gate)


def _checked(url: str, where: Callable[[], str]) -> None:
    """Of an address without a query: https, or this machine."""
    mend = "give it as https://login.example, without a login or a query"
    try:
        identity.check(url, local=True)
    except UsageError as fault:
        raise SettingsError(fault.what, where=where(), mend=mend) from None
    if "?" in url:
        raise SettingsError("it may hold no query", where=where(), mend=mend)


def _secret(path: Path) -> str:
    """The secret in a file that only its owner may read."""
    word = secrets.content(path).strip()
    if not _WORD.fullmatch(word):
        raise SettingsError(
            "it holds no secret", where=str(path), mend="write the client's secret into it, and nothing else"
        )
    return word.decode("ascii")
