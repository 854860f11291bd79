"""Devices that speak TLS, in memory: certificates of our own making, and a server between bytes and bytes."""

from __future__ import annotations

import contextlib
import ssl
import warnings
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from tests.sources.devices import Act, Does, Service

LONG_AGO = datetime(2009, 1, 1, tzinfo=UTC)


def certificate(folder: Path, bits: int = 2_048) -> tuple[Path, bytes]:
    """Where key and certificate of a camera lie, self-signed, for no host and long out of date; and its DER."""
    key = rsa.generate_private_key(public_exponent=65_537, key_size=bits)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "IPCAM-0001")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(LONG_AGO)
        .not_valid_after(LONG_AGO + timedelta(days=365))
        .sign(key, hashes.SHA256())
    )
    path = folder / f"camera-{bits}.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    path.write_bytes(private + made.public_bytes(Encoding.PEM))
    return path, made.public_bytes(Encoding.DER)


def context(path: Path, version: ssl.TLSVersion, ciphers: str = "ALL:@SECLEVEL=0") -> ssl.SSLContext:
    """A server that speaks one version."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.set_ciphers(ciphers)
    made.load_cert_chain(path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that some versions are old is the point
        made.minimum_version = made.maximum_version = version
    return made


class Server:
    """The device's side of one connection."""

    def __init__(self, about: ssl.SSLContext) -> None:
        self._in, self._out = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = about.wrap_bio(self._in, self._out, server_side=True)
        self.ready = False
        self.heard = b""

    def take(self, data: bytes) -> bytes:
        """These bytes came; what it sends back by itself."""
        self._in.write(data)
        try:
            if not self.ready:
                self.tls.do_handshake()
                self.ready = True
            while piece := self.tls.read(16_384):
                self.heard += piece
        except ssl.SSLWantReadError:
            pass
        return self._out.read()

    def say(self, data: bytes) -> bytes:
        """The same as it goes over the wire, in records of their own."""
        self.tls.write(data)
        return self._out.read()

    def end(self) -> bytes:
        """Its word that nothing more comes."""
        with contextlib.suppress(ssl.SSLError):
            self.tls.unwrap()
        return self.left()

    def left(self) -> bytes:
        """What it still has to send."""
        return self._out.read()


def secured(about: ssl.SSLContext, inside: Callable[[], Service]) -> Callable[[], Service]:
    """A service under TLS."""

    def make() -> Service:
        server, service = Server(about), inside()

        def hear(data: bytes) -> Iterable[Act]:
            if not data:
                return
            try:
                yield 0.0, server.take(data)
            except ssl.SSLError:
                yield 0.0, Does.END
                return
            if server.heard:
                heard, server.heard = server.heard, b""
                for after, what in service(heard):
                    yield after, what if isinstance(what, Does) else server.say(what)

        return hear

    return make
