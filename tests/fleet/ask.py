"""How the tests of the fleet ask its devices: plain sockets, each with a limit of its own."""

from __future__ import annotations

import contextlib
import socket
import ssl

PATIENCE = 5.0


def get(address: str, port: int, path: str = "/", *, tls: bool = False, more: str = "", method: str = "GET") -> str:
    """The whole answer to an HTTP request."""
    head = f"{method} {path} HTTP/1.1\r\nHost: {address}\r\n{more}Connection: close\r\n\r\n"
    return said(address, port, head.encode(), tls=tls).decode("utf-8", "replace")


def said(
    address: str, port: int, data: bytes, *, tls: bool = False, whole: bytes = b"", seconds: float = PATIENCE
) -> bytes:
    """What comes back until the device closes, or `whole` stands in it, or the time is up."""
    with contextlib.ExitStack() as stack:
        sock: socket.socket = stack.enter_context(socket.create_connection((address, port), seconds))
        if tls:
            sock = stack.enter_context(_context().wrap_socket(sock))
        if data:
            sock.sendall(data)
        found = b""
        with contextlib.suppress(TimeoutError, ConnectionResetError, ssl.SSLError):
            while not (whole and whole in found) and (piece := sock.recv(65_536)):
                found += piece
        return found


def certificate(address: str, port: int) -> bytes:
    """The certificate it shows, as DER."""
    with socket.create_connection((address, port), PATIENCE) as sock, _context().wrap_socket(sock) as tls:
        return tls.getpeercert(binary_form=True) or b""


def datagram(address: str, port: int, data: bytes, *, reply_port: int = 0, seconds: float = PATIENCE) -> bytes:
    """The answer to a datagram; empty if none comes in time."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(("", reply_port))
        sock.settimeout(seconds)
        sock.sendto(data, (address, port))
        with contextlib.suppress(TimeoutError):
            return sock.recvfrom(65_536)[0]
    return b""


def refused(address: str, port: int) -> bool:
    """Whether nobody listens."""
    try:
        socket.create_connection((address, port), PATIENCE).close()
    except ConnectionRefusedError:
        return True
    return False


def _context() -> ssl.SSLContext:
    made = ssl.create_default_context()
    made.check_hostname = False
    made.verify_mode = ssl.CERT_NONE
    made.set_ciphers("ALL:@SECLEVEL=0")
    return made
