"""TLS in front of another service, with a self-signed certificate; the handshake goes through memory, not a socket."""

from __future__ import annotations

import contextlib
import ssl
import tempfile
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from tests.fleet.device import Device
from tests.fleet.stream import Conn, Service
from tests.fleet.template import Template

_KEPT = 256
"""Contexts kept where each device has a certificate of its own."""
_SINCE = datetime(2018, 1, 1, tzinfo=UTC)


@cache
def key(name: str, bits: int) -> rsa.RSAPrivateKey:
    """The one key pair of a family, made when it is first wanted."""
    return rsa.generate_private_key(public_exponent=65_537, key_size=bits)


def certificate(subject: str, pair: rsa.RSAPrivateKey) -> x509.Certificate:
    """A self-signed certificate for a subject as in RFC 4514 (``CN=..,O=..``). Raises `ValueError`."""
    name = x509.Name.from_rfc4514_string(subject)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(pair.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_SINCE)
        .not_valid_after(_SINCE + timedelta(days=3650))
        .sign(pair, hashes.SHA256())
    )


def context(subject: str, pair: rsa.RSAPrivateKey, newest: ssl.TLSVersion) -> ssl.SSLContext:
    """What a server with that certificate needs."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    # Small devices have short keys and old ciphers.
    made.set_ciphers("ALL:@SECLEVEL=0")
    made.maximum_version = newest
    text = certificate(subject, pair).public_bytes(serialization.Encoding.PEM) + pair.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    with tempfile.TemporaryDirectory() as folder:  # the standard library reads certificates from files only
        path = Path(folder) / "pair.pem"
        path.write_bytes(text)
        made.load_cert_chain(path)
    return made


class Tls(Service):
    """Another service inside TLS."""

    def __init__(self, inner: Service, *, family: str, subject: str, bits: int = 2048, newest: str = "TLSv1_2") -> None:
        self._inner = inner
        self._family = family
        self._subject = Template(subject)
        self._bits = bits
        self._newest = ssl.TLSVersion[newest]
        self._contexts: OrderedDict[str, ssl.SSLContext] = OrderedDict()

    def templates(self) -> tuple[Template, ...]:
        """Its texts."""
        return self._subject, *self._inner.templates()

    def opened(self, conn: Conn) -> None:
        conn.state = _Inside(conn, self._inner, self._context(conn.device))

    def received(self, conn: Conn, data: bytes) -> None:
        if isinstance(conn.state, _Inside):
            conn.state.fed(data)

    def _context(self, device: Device) -> ssl.SSLContext:
        subject = self._subject.text(device.values)
        found = self._contexts.get(subject)
        if found is None:
            found = context(subject, key(self._family, self._bits), self._newest)
            self._contexts[subject] = found
            if len(self._contexts) > _KEPT:
                self._contexts.popitem(last=False)
        return found


class _Inside(Conn):
    """The connection as the service inside sees it: what it sends is encrypted and given to the one outside."""

    __slots__ = ("_incoming", "_outgoing", "_outside", "_shaken", "_tls")

    def __init__(self, outside: Conn, inner: Service, made: ssl.SSLContext) -> None:  # no socket of its own
        self._outside = outside
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = made.wrap_bio(self._incoming, self._outgoing, server_side=True)
        self._shaken = False
        self.device, self.service, self.port, self.peer = outside.device, inner, outside.port, outside.peer
        self.buffer, self.state, self.more = b"", None, None
        self.full, self.spoke = outside.full, False

    @property
    def open(self) -> bool:
        return self._outside.open

    def fed(self, data: bytes) -> None:
        """Go on with the handshake, or hand on what is inside."""
        self._incoming.write(data)
        try:
            if not self._shaken:
                self._tls.do_handshake()
                self._shaken = True
                self.device.counters.asked(f"TLS on {self.port}")
                self.service.opened(self)
            while self._outside.open and (plain := self._tls.read(65_536)):
                self.service.received(self, plain)
        except ssl.SSLWantReadError:
            self._pass()
        except ssl.SSLError:
            self._pass()
            self._outside.finish()
        else:
            self._pass()
            self._outside.finish()

    def send(self, data: bytes) -> None:
        if self._outside.open:
            self._tls.write(data)
            self._pass()

    def finish(self) -> None:
        if self._outside.open:
            # The peer's farewell is not waited for.
            with contextlib.suppress(ssl.SSLError):
                self._tls.unwrap()
            self._pass()
            self._outside.finish()

    def abort(self) -> None:
        self._outside.abort()

    def later(self, seconds: float, call: Callable[[], None]) -> None:
        self._outside.later(seconds, call)

    def _pass(self) -> None:
        if self._outgoing.pending:
            self._outside.send(self._outgoing.read())
