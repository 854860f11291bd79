"""The owner's secrets file: which login may be used for which device. What it holds is shown nowhere.

::

    [[device]]
    addresses = ["10.0.0.7", "10.0.0.8"]
    user = "inventory"
    password = "keyring:camcensus/inventory"   # or the password itself
    basic = false                              # true: it may go out in the clear, if nothing better is offered

    [[snmp]]
    name = "cameras"
    community = "..."                          # or user, auth, auth_key, privacy, privacy_key
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from types import ModuleType

from camcensus.model.errors import SettingsError, UsageError
from camcensus.model.strict import StrictError, convert
from camcensus.sources.steps import Login, SnmpUser
from camcensus.wire import addresses, toml

MAX_BYTES = 4 * 1024 * 1024
AUTH = ("", "md5", "sha", "sha256")
PRIVACY = ("", "aes")
LEAST_KEY = 8
"""Characters of a key of SNMP version 3 (RFC 3414, section 11.2)."""

_KEYRING = "keyring:"
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Device:
    addresses: tuple[str, ...]
    user: str = field(repr=False)
    password: str = field(repr=False)
    basic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Snmp:
    name: str
    community: str = field(default="", repr=False)
    user: str = field(default="", repr=False)
    auth: str = ""
    auth_key: str = field(default="", repr=False)
    privacy: str = ""
    privacy_key: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    device: tuple[_Device, ...] = ()
    snmp: tuple[_Snmp, ...] = ()


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Secrets:
    """The logins of one run."""

    _logins: Mapping[str, Login]
    _snmp: Mapping[str, SnmpUser]

    def __repr__(self) -> str:
        return f"Secrets(logins={len(self._logins)}, snmp={len(self._snmp)})"

    def login(self, address: str) -> Login | None:
        """What the owner gave for the device at `address`; None if nothing was given for it."""
        return self._logins.get(addresses.normalise(address) or "") if self._logins else None

    def snmp(self, name: str) -> SnmpUser | None:
        """The community or user of that name."""
        return self._snmp.get(name)


NONE = Secrets({}, {})
"""No secrets: every question that needs a login is left out."""


def read(path: Path) -> Secrets:
    """The secrets in the file at `path`, or in the file that it links to.

    Raises `SettingsError` for a file that others may read, that belongs to somebody else or has a fault, and
    `UsageError` where the system keyring is needed and cannot be asked. Neither shows more than line and key.
    """
    return parse(content(path), str(path))


def parse(data: bytes, where: str) -> Secrets:
    """The secrets in `data`; `where` is what errors call the file. Raises as `read` does."""
    loaded, place = _load(data, where)
    fetch = _fetcher()
    return Secrets(_logins(loaded, place, fetch), _users(loaded, place, fetch))


Place = Callable[..., str]
"""Names the place of ``(kind, index, key)``: file and line."""
Fetch = Callable[[str, str], str]
"""The secret itself, of one as written and its place."""


def content(path: Path) -> bytes:
    """The bytes of a file that is safe to hold secrets: what is checked is what was opened."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError as fault:
        reason = fault.strerror or "it cannot be opened"
        raise SettingsError(
            f"the secrets file cannot be opened: {reason}", where=str(path), mend="name a file that you may read"
        ) from None
    try:
        _check_owner(os.fstat(handle), path)
        with os.fdopen(handle, "rb", closefd=False) as file:
            data = file.read(MAX_BYTES + 1)
    finally:
        os.close(handle)
    if len(data) > MAX_BYTES:
        raise SettingsError(f"it is larger than {MAX_BYTES // 1024 // 1024} MiB", where=str(path))
    return data


def _check_owner(known: os.stat_result, path: Path) -> None:
    if not stat.S_ISREG(known.st_mode):
        raise SettingsError("the secrets file is no file", where=str(path), mend="name the file itself")
    if os.name != "posix":
        return
    if known.st_uid not in (os.getuid(), 0):
        raise SettingsError(
            "the secrets file belongs to somebody else", where=str(path), mend=f"run 'chown {os.getuid()} {path}'"
        )
    if known.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise SettingsError("others may use the secrets file", where=str(path), mend=f"run 'chmod 600 {path}'")


def _load(data: bytes, where: str) -> tuple[_File, Place]:
    """The file as values. What a parser says may hold what it read: of that only the line is told."""
    try:
        value, lines = toml.parse(data.decode("utf-8-sig"))
        loaded = convert(value, _File)
    except UnicodeDecodeError as fault:
        line = data[: fault.start].count(b"\n") + 1
        raise SettingsError("it is not UTF-8 text", where=f"{where}, line {line}", mend="save it as UTF-8") from None
    except toml.TomlError as fault:
        raise SettingsError(
            "this is not TOML", where=f"{where}, line {fault.line}", mend='write it as key = "text"'
        ) from None
    except StrictError as fault:
        line, keys = toml.line_of(lines, fault.path), ".".join(str(one) for one in fault.path if isinstance(one, str))
        raise SettingsError(f"{keys}: {fault}" if keys else str(fault), where=f"{where}, line {line}") from None
    return loaded, lambda *path: f"{where}, line {toml.line_of(lines, path)}"


def _logins(loaded: _File, place: Place, fetch: Fetch) -> dict[str, Login]:
    found: dict[str, Login] = {}
    for index, one in enumerate(loaded.device):
        at = place("device", index, "password")
        login = Login(user=one.user, password=fetch(one.password, at), basic=one.basic)
        _writable(one.user, "user", place("device", index, "user"))
        _writable(login.password, "password", at)
        if one.basic and ":" in one.user:
            raise SettingsError("user: a colon cannot stand in it where basic is true", where=at)
        for address in _addresses(one, place("device", index, "addresses")):
            if address in found:
                raise SettingsError(
                    "addresses: one of them is given twice",
                    where=place("device", index, "addresses"),
                    mend="give each device one login",
                )
            found[address] = login
    return found


def _addresses(one: _Device, where: str) -> Iterator[str]:
    if not one.addresses:
        raise SettingsError("addresses: there is none", where=where, mend="list the addresses of the devices")
    for written in one.addresses:
        address = addresses.normalise(written)
        if address is None:
            raise SettingsError(
                "addresses: one of them is no IP address", where=where, mend="name each address, ranges are not taken"
            )
        yield address


def _users(loaded: _File, place: Place, fetch: Fetch) -> dict[str, SnmpUser]:
    found: dict[str, SnmpUser] = {}
    for index, one in enumerate(loaded.snmp):
        at = place("snmp", index)
        if not one.name or one.name in found:
            raise SettingsError("name: it is empty or stands twice", where=place("snmp", index, "name"))
        _check_kind(one, at)
        user = SnmpUser(
            community=fetch(one.community, at),
            user=one.user,
            auth=one.auth,
            auth_key=fetch(one.auth_key, at),
            privacy=one.privacy,
            privacy_key=fetch(one.privacy_key, at),
        )
        for key, word in (("auth_key", user.auth_key), ("privacy_key", user.privacy_key)):
            if word and len(word) < LEAST_KEY:
                raise SettingsError(
                    f"{key}: it is shorter than {LEAST_KEY} characters", where=place("snmp", index, key)
                )
        found[one.name] = user
    return found


def _check_kind(one: _Snmp, where: str) -> None:
    """A community alone, or a user whose keys go with the ways they are for."""
    if bool(one.community) == bool(one.user):
        raise SettingsError("give either a community or a user", where=where)
    if one.auth not in AUTH or one.privacy not in PRIVACY:
        key, words = ("auth", AUTH) if one.auth not in AUTH else ("privacy", PRIVACY)
        raise SettingsError(f"{key}: it is not a word for this", where=where, mend=f"one of: {', '.join(words[1:])}")
    if bool(one.auth) != bool(one.auth_key) or bool(one.privacy) != bool(one.privacy_key):
        raise SettingsError("auth and auth_key, and privacy and privacy_key, go together", where=where)
    if one.community and (one.auth or one.privacy):
        raise SettingsError("a community has no keys", where=where, mend="give a user for version 3")
    if one.privacy and not one.auth:
        raise SettingsError("privacy needs auth", where=where, mend="give auth and auth_key as well")


def _writable(text: str, key: str, where: str) -> None:
    if not text or _CONTROL.search(text):
        raise SettingsError(f"{key}: it is empty or has a control character in it", where=where)


def _fetcher() -> Fetch:
    """What turns a secret as written into the secret itself; the keyring is asked once for each."""
    known: dict[str, str] = {}

    def fetch(written: str, where: str) -> str:
        if not written.startswith(_KEYRING):
            return written
        if written not in known:
            known[written] = _from_keyring(written.removeprefix(_KEYRING), where)
        return known[written]

    return fetch


def _from_keyring(name: str, where: str) -> str:
    service, mark, user = name.rpartition("/")
    if not (service and mark and user):
        raise SettingsError("it names no entry of the keyring", where=where, mend="write keyring:SERVICE/USER")
    keyring, failed = _keyring(where)
    try:
        secret = keyring.get_password(service, user)
    except failed:
        raise UsageError("the system keyring does not answer", where=where, mend="unlock it and try again") from None
    if not isinstance(secret, str) or not secret:
        raise SettingsError("the keyring has no such entry", where=where, mend="add it with 'keyring set SERVICE USER'")
    return secret


def _keyring(where: str) -> tuple[ModuleType, type[Exception]]:
    """The optional package, and what it raises."""
    try:
        module, errors = import_module("keyring"), import_module("keyring.errors")
    except ImportError:
        raise UsageError(
            "a secret stands in the system keyring, and the package that reads it is missing",
            where=where,
            mend="run 'pip install keyring', or write the secret into the file",
        ) from None
    failed: type[Exception] = errors.KeyringError
    return module, failed
