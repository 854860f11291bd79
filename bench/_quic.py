"""The first packet of a QUIC connection (RFC 9000, RFC 9001), as browsers send it: a ClientHello under known keys."""

from __future__ import annotations

import hmac
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_SALT = bytes.fromhex("38762cf7f55934b34d179ae6a4c80cadccbb7f0a")


def initial(connection: bytes, hello: bytes) -> bytes:
    """The datagram (1,200 bytes) that opens `connection` (8 bytes) with the TLS message `hello`."""
    secret = _expand(_extract(_SALT, connection), b"client in", 32)
    key, iv, mask = _expand(secret, b"quic key", 16), _expand(secret, b"quic iv", 12), _expand(secret, b"quic hp", 16)
    frame = b"\x06\x00" + struct.pack(">H", 0x4000 | len(hello)) + hello
    head = b"\xc3\x00\x00\x00\x01\x08" + connection + b"\x00\x00"
    frame += bytes(1_200 - len(head) - 2 - 4 - 16 - len(frame))
    head += struct.pack(">H", 0x4000 | (4 + len(frame) + 16)) + b"\x00\x00\x00\x00"
    sealed = AESGCM(key).encrypt(iv, frame, head)
    hidden = Cipher(algorithms.AES(mask), modes.ECB()).encryptor().update(sealed[:16])  # noqa: S305  # as the RFC has it
    number = bytes(a ^ b for a, b in zip(head[-4:], hidden[1:5], strict=True))
    return bytes([head[0] ^ hidden[0] & 0x0F]) + head[1:-4] + number + sealed


def _extract(salt: bytes, secret: bytes) -> bytes:
    return hmac.digest(salt, secret, "sha256")


def _expand(secret: bytes, label: bytes, size: int) -> bytes:
    name = b"tls13 " + label
    info = struct.pack(">HB", size, len(name)) + name + b"\x00"
    return hmac.digest(secret, info + b"\x01", "sha256")[:size]
