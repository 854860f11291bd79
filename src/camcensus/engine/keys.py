"""The key that the log signs with: made once, kept where only its owner reads it, changed in the log's own sight.

``log.key`` (PKCS 8, mode 600) and ``log.vkey`` (what others check signatures with, one line a key) lie in the workspace
beside the log. Which keys a log has had is a matter of the log itself: records of the kind ``key``, the first one by
itself, each other one signed by the key before it.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from camcensus.model.errors import LogKeyError, StoreFull
from camcensus.store.interface import Store
from camcensus.wire import canonical
from camcensus.wire.checkpoint import Key

KIND = "key"
PRIVATE = "log.key"
PUBLIC = "log.vkey"
COPY = "bundle.json"
"""Stands in a workspace that was made from a bundle: its key is elsewhere."""
_NEXT = "log.key.next"
"""A new key until the log says that it follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """A key that is ready to sign."""

    name: str
    """The name of the log, which its keys bear too."""
    private: Ed25519PrivateKey
    made: bool = False
    """It was made just now: the workspace had none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Link:
    """One record of a key."""

    key: Key
    previous: bytes | None
    signature: bytes | None


def create(home: Path) -> bool:
    """Make a key in a workspace that has none; whether one was made. Raises `LogKeyError`, `StoreFull`."""
    if (home / PRIVATE).exists() or (home / PUBLIC).exists():
        return False
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    write(home / PRIVATE, pem(private), 0o600)
    write(home / PUBLIC, (Key(name=_name(public), public=public).line() + "\n").encode(), 0o644)
    return True


def ready(home: Path, store: Store, *, received: int) -> Signer:
    """The workspace's key, recorded in its log; a workspace of before there were keys gets one.

    Raises `LogKeyError` if it is missing, open to others, or another than the log names; `StoreError`.
    """
    links = _links(store)
    if not links:
        made = create(home)
        private = load(home / PRIVATE)
        public = private.public_key().public_bytes_raw()
        first = Key(name=_name(public), public=public)
        _keep(store, _Link(key=first, previous=None, signature=None), received)
        _publish(home, [first])
        return Signer(name=first.name, private=private, made=made)
    if (home / _NEXT).exists() and _public(home / _NEXT) == links[-1].key.public:
        (home / _NEXT).replace(home / PRIVATE)  # a change of keys that was cut off after the log knew of it
    if (home / COPY).exists() and not (home / PRIVATE).exists():
        raise LogKeyError(
            f"this is a copy of the log {links[-1].key.name}, from a bundle: nothing is signed here in its name",
            where=str(home),
            mend="ask whoever keeps that log for a checkpoint; one of your own begins with 'camcensus init' elsewhere",
        )
    private = load(home / PRIVATE)
    if private.public_key().public_bytes_raw() != links[-1].key.public:
        raise LogKeyError(
            "it is not the key that the log names",
            where=str(home / PRIVATE),
            mend="restore the log's own from a backup",
        )
    _publish(home, [link.key for link in links])
    return Signer(name=links[-1].key.name, private=private)


def rotate(home: Path, store: Store, *, received: int) -> Key:
    """Change to a new key; the old one signs that it follows, and that is in the log before the old one goes.

    Raises as `ready`.
    """
    old = ready(home, store, received=received)
    if (home / _NEXT).exists():  # left by a change that was cut off before the log knew of it
        (home / _NEXT).unlink()
    private = Ed25519PrivateKey.generate()
    write(home / _NEXT, pem(private), 0o600)
    previous = old.private.public_key().public_bytes_raw()
    key = Key(name=old.name, public=private.public_key().public_bytes_raw())
    _keep(store, _Link(key=key, previous=previous, signature=old.private.sign(_said(key, previous))), received)
    (home / _NEXT).replace(home / PRIVATE)
    _publish(home, [link.key for link in _links(store)])
    return key


def load(path: Path) -> Ed25519PrivateKey:
    """The private key in a file that its owner alone may read. Raises `LogKeyError`."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        raise LogKeyError(
            "the key that signs is missing", where=str(path),
            mend="restore it from a backup; with no copy left, move what it signed and its .vkey away and begin anew",
        ) from None  # fmt: skip
    except OSError as fault:
        raise LogKeyError(f"it cannot be read: {fault.strerror}", where=str(path), mend="check whose it is") from None
    try:
        _check_owner(os.fstat(handle), path)
        data = os.read(handle, 16_384)
    finally:
        os.close(handle)
    try:
        found = serialization.load_pem_private_key(data, password=None)
    except (ValueError, TypeError):
        found = None
    if not isinstance(found, Ed25519PrivateKey):
        raise LogKeyError("there is no Ed25519 key in it", where=str(path), mend="restore it from a backup")
    return found


def chain(payloads: Iterable[bytes], trusted: Sequence[Key] = ()) -> list[Key]:
    """The keys of a log, in order, from its records; without `trusted` ones its first is believed.

    A record counts only if a key that counts already has signed it, so that with a key that was kept elsewhere all
    later ones are known too.
    """
    found = list(trusted)
    for link in filter(None, map(_link, payloads)):
        if link.key in found:
            continue
        before = next((one for one in found if one.public == link.previous and one.name == link.key.name), None)
        if (not found and link.previous is None) or (before is not None and _follows(link, before)):
            found.append(link.key)
    return found


def _follows(link: _Link, before: Key) -> bool:
    try:
        said = _said(link.key, before.public)
        Ed25519PublicKey.from_public_bytes(before.public).verify(link.signature or b"", said)
    except (InvalidSignature, ValueError):
        return False
    return True


def _said(key: Key, previous: bytes) -> bytes:
    """What the old key signs."""
    return canonical.prefix("key-follows", 1) + canonical.encode([key.name, key.public, previous])


def _links(store: Store) -> list[_Link]:
    payloads = [store.payload(KIND, key) for _, key in store.records(KIND)]
    known = chain(payload for payload in payloads if payload is not None)
    links = filter(None, (_link(payload) for payload in payloads if payload is not None))
    return [link for link in links if link.key in known]


def _link(payload: bytes) -> _Link | None:
    try:
        value = canonical.decode(payload)
    except ValueError:
        return None
    if not isinstance(value, dict):
        return None
    name, public = value.get("name"), value.get("public")
    previous, signature = value.get("previous"), value.get("signature")
    if not isinstance(name, str) or not isinstance(public, bytes):
        return None
    return _Link(
        key=Key(name=name, public=public),
        previous=previous if isinstance(previous, bytes) else None,
        signature=signature if isinstance(signature, bytes) else None,
    )


def _keep(store: Store, link: _Link, received: int) -> None:
    payload = canonical.encode(
        {"name": link.key.name, "public": link.key.public, "previous": link.previous, "signature": link.signature}
    )
    store.keep(KIND, canonical.digest(KIND, 1, payload), payload, received=received)


def _name(public: bytes) -> str:
    """A name that says nothing of whose log it is, and that no other log bears."""
    return f"camcensus/{hashlib.sha256(public).hexdigest()[:16]}"


def _public(path: Path) -> bytes:
    return load(path).public_key().public_bytes_raw()


def _publish(home: Path, keys: Sequence[Key]) -> None:
    text = "".join(f"{key.line()}\n" for key in keys).encode()
    path = home / PUBLIC
    if not path.is_file() or path.read_bytes() != text:
        fresh = home / f"{PUBLIC}.next"
        fresh.unlink(missing_ok=True)
        write(fresh, text, 0o644)
        fresh.replace(path)


def pem(private: Ed25519PrivateKey) -> bytes:
    """A private key as it lies in its file."""
    return private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def write(path: Path, data: bytes, mode: int) -> None:
    """Write a new file whole or not at all; nobody else may read it before its mode is set."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    except OSError as fault:
        raise LogKeyError(f"it cannot be written: {fault.strerror}", where=str(path)) from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as fault:
        path.unlink(missing_ok=True)
        raise StoreFull(f"it cannot be written: {fault.strerror}", where=str(path), mend="make room") from None


def _check_owner(known: os.stat_result, path: Path) -> None:
    if not stat.S_ISREG(known.st_mode):
        raise LogKeyError("the log's key is no file", where=str(path), mend="restore it from a backup")
    if os.name != "posix":
        return
    if known.st_uid not in (os.getuid(), 0):
        raise LogKeyError(
            "the log's key belongs to somebody else", where=str(path), mend=f"run 'chown {os.getuid()} {path}'"
        )
    if known.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise LogKeyError(
            "others may read the log's key", where=str(path),
            mend=f"run 'chmod 600 {path}'; if others may have read it, then 'camcensus log rotate'",
        )  # fmt: skip
