"""TLS as the oldest cameras speak it, between bytes and bytes: for reading certificates and pages, never for trust.

TLS 1.0, small keys and MD5 are taken, and nobody's certificate is checked, because what the device shows is what is
looked at. No socket is touched here.
"""

from __future__ import annotations

import ssl
import warnings
from functools import cache

_LEGACY_SERVER = 0x4
"""``SSL_OP_LEGACY_SERVER_CONNECT``: servers without secure renegotiation (RFC 5746)."""
_PIECE = 16_384


class TlsError(ValueError):
    """The other side does not speak TLS, or not in a way that is understood."""


@cache
def _context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that TLS 1.0 is old is known: so are the cameras
        context.minimum_version = ssl.TLSVersion.TLSv1
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.options |= _LEGACY_SERVER
    return context


class Tls:
    """One side of one connection: what comes from the network in, what goes there out."""

    def __init__(self) -> None:
        self._in, self._out = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = _context().wrap_bio(self._in, self._out, server_side=False)
        self.ready = False
        """The handshake is done."""
        self.certificate = b""
        """DER; empty before the handshake is done, or where the device shows none."""

    def handshake(self, data: bytes = b"") -> bytes:
        """Go on with the handshake by what came; what is to be sent. Raises `TlsError`."""
        if data:
            self._in.write(data)
        try:
            self._tls.do_handshake()
        except ssl.SSLWantReadError:
            return self._out.read()
        except (ssl.SSLError, ValueError) as fault:
            raise TlsError(_said(fault)) from None
        self.ready = True
        self.certificate = self._tls.getpeercert(binary_form=True) or b""
        return self._out.read()

    def seal(self, data: bytes) -> bytes:
        """What is to be sent for these bytes. Raises `TlsError`."""
        try:
            self._tls.write(data)
        except (ssl.SSLError, ValueError) as fault:
            raise TlsError(_said(fault)) from None
        return self._out.read()

    def open(self, data: bytes, most: int) -> tuple[bytes, bool]:
        """(what the bytes that came say, at most so much; whether the other side has ended). Raises `TlsError`."""
        if data:
            self._in.write(data)
        pieces: list[bytes] = []
        size = 0
        try:
            while size < most:
                piece = self._tls.read(min(_PIECE, most - size))
                if not piece:
                    return b"".join(pieces), True
                pieces.append(piece)
                size += len(piece)
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLZeroReturnError:
            return b"".join(pieces), True
        except (ssl.SSLError, ValueError) as fault:
            if not pieces:
                raise TlsError(_said(fault)) from None
        return b"".join(pieces), False


def _said(fault: Exception) -> str:
    reason = getattr(fault, "reason", None)
    return str(reason or fault).lower().replace("_", " ")[:120]
