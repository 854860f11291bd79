"""Time stamps of others (RFC 3161): what is to be sent to an authority, and what its answer is worth.

Nothing is sent from here: the request is a file that its owner sends to whichever authority they trust. Needs the
extra ``stamps``.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

from cryptography import x509

from camcensus.model.errors import InputError, UsageError

MAX_BYTES = 1 << 20
"""Of an answer or a certificate file; they are a few kilobytes."""


def request(data: bytes) -> bytes:
    """A time-stamp request (DER) for SHA-256 of `data`, with a nonce, asking for the authority's certificate."""
    client = _client()
    made: bytes = (
        client.TimestampRequestBuilder(data=data, hash_algorithm=client.HashAlgorithm.SHA256).build().as_bytes()
    )
    return made


def stamped(data: bytes, response: bytes, authorities: list[x509.Certificate]) -> datetime:
    """When an authority saw `data`. Raises `ValueError` if the answer says no such thing, or no authority vouches."""
    client = _client()
    try:
        found = client.decode_timestamp_response(response)
    except (ValueError, RuntimeError) as fault:
        raise ValueError(f"it is no answer of a time-stamping authority: {fault}") from None
    try:
        client.VerifierBuilder(roots=list(authorities)).build().verify_message(found, data)
    except (client.VerificationError, ValueError) as fault:
        raise ValueError(f"it does not stand: {fault}") from None
    when: datetime = found.tst_info.gen_time
    return when.astimezone(UTC)


def authorities(path: Path) -> list[x509.Certificate]:
    """Root certificates from a PEM file. Raises `InputError`."""
    try:
        return x509.load_pem_x509_certificates(read(path))
    except ValueError as fault:
        raise InputError(f"there is no certificate in it: {fault}", where=str(path)) from None


def read(path: Path) -> bytes:
    """A small file, whole. Raises `InputError`."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as fault:
        raise InputError(f"it cannot be read: {fault.strerror}", where=str(path)) from None
    if len(data) > MAX_BYTES:
        raise InputError(f"it is longer than {MAX_BYTES // 1024} KiB", where=str(path))
    return data


def _client() -> ModuleType:
    try:
        import rfc3161_client  # noqa: PLC0415  # an extra
    except ImportError:
        raise UsageError("time stamps need the extra 'stamps'", mend="install camcensus[stamps]") from None
    client: ModuleType = rfc3161_client
    return client
